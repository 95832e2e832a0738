"""Token F1 of spans, in three languages."""

from __future__ import annotations

import pytest

from models.evaluation.spans import token_f1


@pytest.mark.parametrize(
    ("text", "gold", "found", "wanted"),
    [
        ("so sorry, really", [(0, 8)], [(0, 8)], 1),
        ("so sorry, really", [(0, 8)], [(10, 16)], 0),
        ("so sorry, really", [(0, 8)], [], 0),
        ("so sorry, really", [(0, 2), (10, 16)], [(0, 16)], 4 / 5),
        ("so sorry, really", [(0, 4)], [(0, 8)], 1),  # a word is marked by any of its letters
        ("so sorry, really", [(8, 10)], [], None),  # a comma and a space are no words
        ("많이 속상하셨겠어요", [(3, 10)], [(0, 10)], 2 / 3),
        ("น้ำมา", [(0, 3)], [(0, 5)], 2 / 3),  # น้, ำ, ม, า
    ],
)
def test_token_f1(text, gold, found, wanted):
    assert token_f1(text, gold, found) == pytest.approx(wanted)
