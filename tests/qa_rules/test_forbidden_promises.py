"""A promise in a turn that says what the script forbids."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_rules.forbidden_promises import promises_forbidden
from qa_rules.judge import Assessed, Seen, judgement_json, voiced
from qa_rules.library import load_library
from qa_rules.observe import Signal, languages_of, observe
from qa_rules.resolution import Resolution
from qa_rules.topics import TopicFound
from tests.qa_rules.conversations import talk


def made(turn: int, name: str, start: int, end: int, level: int = 1) -> Signal:
    return Signal(turn, name, level, 0.9, start, end, "steps:s" if ":" in name else "promise", "1")


@pytest.mark.parametrize(
    ("promises", "forbidden", "expected"),
    [
        ([(1, 0, 20)], [(1, 5, 15)], [(1, 0, 20)]),
        ([(1, 0, 20)], [(1, 30, 40)], [(1, 0, 20)]),
        ([(1, 0, 20), (1, 30, 50)], [(1, 35, 40)], [(1, 30, 50)]),
        ([(1, 0, 20)], [(3, 0, 20)], []),
        ([(1, 0, 20)], [(1, 0, 5), (1, 8, 12)], [(1, 0, 20)]),
        ([], [(1, 0, 20)], []),
        ([(1, 0, 20)], [], []),
    ],
)
def test_which_promise(
    promises: list[tuple[int, int, int]],
    forbidden: list[tuple[int, int, int]],
    expected: list[tuple[int, int, int]],
) -> None:
    found = promises_forbidden(
        [made(turn, "promise", start, end) for turn, start, end in promises],
        [made(turn, "forbidden:s/x", start, end) for turn, start, end in forbidden],
    )
    assert [(s.turn, s.start, s.end) for s in found] == expected
    assert {(s.name, s.detector) for s in found} <= {("promises_forbidden", "steps:s:promises")}


def test_a_step_is_no_forbidden_statement() -> None:
    assert promises_forbidden([made(1, "promise", 0, 9)], [made(1, "step:s/x", 0, 9)]) == []


SCRIPT = """
script: refunds
steps: [{id: greet, say: ["Hello, this is support."]}]
forbidden: [{id: sure, say: ["I will definitely refund you by Friday.", "금요일까지 꼭 환불해 드리겠습니다.", "จะคืนเงินให้แน่นอนภายในวันศุกร์"]}]
"""
SAID = [
    ("en", "I will definitely refund you by Friday."),
    ("ko", "금요일까지 꼭 환불해 드리겠습니다."),
    ("th", "จะคืนเงินให้แน่นอนภายในวันศุกร์ค่ะ"),
]


@pytest.mark.parametrize(("language", "line"), SAID)
def test_it_stands_among_the_scripts_own_signals(tmp_path: Path, language: str, line: str) -> None:
    (tmp_path / "s.yaml").write_text(SCRIPT, encoding="utf-8")
    library = load_library([tmp_path / "s.yaml"], [])
    conversation = talk("c: …?", f"a: {line}", language=language)
    languages = languages_of(conversation)
    seen = Seen(
        conversation, languages, observe(conversation, languages), TopicFound("other", "none"),
        Resolution("unsure", 0.4),
    )  # fmt: skip
    signals = voiced(seen, library)
    shown = judgement_json(seen, signals, Assessed((), (), (), None))["signals"]
    named = [s for s in shown if s["name"] == "promises_forbidden"]
    assert [(s["turn"], s["text"] in line, s["detector"]) for s in named] == [
        (1, True, "steps:refunds:promises")
    ]
