"""Marks in a text: nested, overlapping and out of bounds, and the text always whole."""

from __future__ import annotations

import pytest

from reports.transcripts import Span, pieces_of

TEXT = "ขออภัยค่ะ 😢 늦어서 죄송합니다"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [(TEXT, "", ())]),
        ([Span(0, 9, "good", "a")], [("ขออภัยค่ะ", "good", ("a",)), (TEXT[9:], "", ())]),
        ([Span(10, 11, "bad", "a")], [(TEXT[:10], "", ()), ("😢", "bad", ("a",)), (TEXT[11:], "", ())]),
        (
            [Span(0, 11, "good", "a"), Span(6, 15, "bad", "b")],
            [
                ("ขออภัย", "good", ()),
                ("ค่ะ 😢", "bad", ("a",)),
                (" 늦어서", "bad", ("b",)),
                (" 죄송합니다", "", ()),
            ],
        ),
        ([Span(12, 99, "good", "a")], [(TEXT[:12], "", ()), (TEXT[12:], "good", ("a",))]),
        ([Span(50, 60, "good", "a"), Span(5, 5, "good", "b"), Span(9, 3, "good", "c")], [(TEXT, "", ())]),
    ],
)
def test_pieces(spans: list[Span], expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    found = pieces_of(TEXT, spans)
    assert [(p.text, p.look, p.labels) for p in found] == expected
    assert "".join(p.text for p in found) == TEXT


def test_an_empty_turn_has_no_pieces() -> None:
    assert pieces_of("", [Span(0, 3, "good", "a")]) == ()
