"""The course of a customer's hostility: the peak, where it turned, what was said before. Levels are given, not judged."""

from __future__ import annotations

from typing import Any

import pytest

from qa_rules.deescalation import Hostility, course_of_hostility, deescalation_json
from qa_rules.deescalation_stop import DEESCALATIONS, deescalation_row
from qa_rules.observe import Signal, Verdict, languages_of
from tests.qa_rules.conversations import talk

LINES = (
    "c: One.",
    "a: Reply one.",
    "c: Two.",
    "a: Reply two, sorry.",
    "c: Three.",
    "a: Reply three.",
    "c: Four.",
)


def course(
    *levels: int, lines: tuple[str, ...] = LINES, seen: tuple[tuple[Any, ...], ...] = (), **how: Any
) -> Any:
    """The course for these levels of the customer's turns. seen: turn, name, quoted words and probability of signals."""
    conversation = talk(*lines, **how)
    customer = [n for n, turn in enumerate(conversation.turns) if turn.role == "customer"]
    verdicts = [Verdict(n, "hostility", lv, 0.5, "d", "1") for n, lv in zip(customer, levels, strict=True)]
    signals = []
    for turn, name, quote, probability in seen:
        start = conversation.turns[turn].text.index(quote)
        signals.append(Signal(turn, name, 1, probability, start, start + len(quote), "d", "1"))
    found = course_of_hostility(conversation, languages_of(conversation), verdicts[::-1], signals)
    return found, deescalation_json(found, conversation)


@pytest.mark.parametrize(
    ("levels", "peak", "turned", "before"),
    [
        ((0, 0, 0, 0), None, None, None),
        ((1, 0, 0, 0), 0, 2, 1),
        ((0, 2, 0, 0), 2, 4, 3),
        ((0, 2, 1, 1), 2, 4, 3),
        ((1, 2, 1, 0), 2, 4, 3),
        ((2, 0, 2, 0), 0, 6, 5),
        ((1, 0, 0, 1), 0, None, None),
        ((0, 0, 0, 2), 6, None, None),
    ],
)
def test_peak_and_turn(
    levels: tuple[int, ...], peak: int | None, turned: int | None, before: int | None
) -> None:
    found, shown = course(*levels)
    if peak is None:
        assert (found, shown) == (None, None)
        return
    assert (shown["peak"]["turn"], shown["turned"]) == (peak, turned)
    assert (shown["by"]["turn"] if shown["by"] else None) == before
    assert [p["level"] for p in shown["levels"]] == list(levels)


def test_who_calms_down_without_a_word_has_not_been_calmed() -> None:
    _, shown = course(1, 0, lines=("c: One.", "c: Two.", "a: Reply."))
    assert (shown["turned"], shown["by"]) == (1, None)


WORDS = [
    ("en", ("c: !", "a: I am so sorry you waited. What is the number?", "c: 5"), "I am so sorry you waited", "empathy"),
    ("ko", ("c: !", "a: 오래 기다리셔서 속상하셨겠어요. 번호가 뭐예요?", "c: 5"), "속상하셨겠어요", "empathy"),
    ("th", ("c: !", "a: ต้องขอโทษที่ให้รอนานค่ะ ขอเลขหน่อยค่ะ", "c: 5"), "ต้องขอโทษที่ให้รอนานค่ะ", "empathy"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "lines", "words", "does"), WORDS)
def test_what_was_said_is_quoted(language: str, lines: tuple[str, ...], words: str, does: str) -> None:
    _, shown = course(1, 0, lines=lines, seen=((1, does, words, 0.99),), language=language)
    assert (shown["by"]["text"], shown["by"]["does"], shown["by"]["turn"]) == (words, does, 1)


def test_a_promise_that_is_surer_than_empathy_is_quoted() -> None:
    lines = ("c: !", "a: Sorry about that. I'll call you by Friday.", "c: ok")
    seen = ((1, "empathy", "Sorry about that.", 0.6), (1, "promise", "I'll call you by Friday.", 0.999))
    _, shown = course(2, 0, lines=lines, seen=seen)
    assert (shown["by"]["text"], shown["by"]["does"]) == ("I'll call you by Friday.", "promises")


def test_without_a_signal_the_likeliest_act_is_quoted_from_the_turn() -> None:
    found, shown = course(1, 0, lines=("c: !", "a: The parcel is at the depot.", "c: ok"))
    assert found.by is not None
    assert shown["by"]["text"] == "The parcel is at the depot."
    assert shown["by"]["does"] is None or not shown["by"]["does"].startswith("agent:")


def test_a_rise_after_rude_words() -> None:
    lines = ("c: Late.", "a: Calm down, lady.", "c: How dare you!", "a: Reply.", "c: Worse!!")
    found, shown = course(0, 1, 2, lines=lines, seen=((1, "rudeness", "Calm down", 0.9),))
    assert [(rise["turn"], rise["after"]["text"]) for rise in shown["rose"]] == [(2, "Calm down")]
    assert course(1, 1, 1, lines=lines, seen=((1, "rudeness", "Calm down", 0.9),))[1]["rose"] == []
    assert found.last_level == 2


def test_the_row_has_the_columns_of_the_table() -> None:
    found: Hostility = course(0, 2, 0, 0)[0]
    row = deescalation_row("k", found, "1")
    assert list(row) == DEESCALATIONS.names
    assert (row["peak_turn"], row["peak_level"], row["turned"], row["agent_turn"]) == (2, 2, 4, 3)
