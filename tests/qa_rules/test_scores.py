"""Scores: weights, what counts, what is too little, and what fails the whole."""

from __future__ import annotations

import pytest

from qa_rules.answers import Answer
from qa_rules.scores import scores_of


def answer(
    given: str,
    weight: float = 1.0,
    *,
    value: float | None = None,
    critical: bool = False,
    probability: float = 0.9,
    agent: str = "a",
) -> Answer:
    value = {"yes": 1.0, "no": 0.0}.get(given, value)
    return Answer(agent, "S", "q", "d", given, value, probability, "", (), weight, critical)


YES, NO, NA = answer("yes"), answer("no"), answer("not_applicable")


@pytest.mark.parametrize(
    ("answers", "score", "answered_weight"),
    [
        ([YES], 100.0, 1.0),
        ([NO], 0.0, 1.0),
        ([YES, NO], 50.0, 1.0),
        ([answer("yes", 3), NO], 75.0, 1.0),
        ([answer("partly", 1, value=0.25), YES], 62.5, 1.0),
        ([YES, YES, NO], 66.67, 1.0),
        ([YES, YES, YES, NA], 100.0, 0.75),  # what does not apply leaves the denominator
        ([YES, NO, answer("unsure")], 50.0, 0.6667),
        ([YES, NO, answer("not_scored")], 50.0, 0.6667),
        ([YES, NA], None, 0.5),  # not enough judged
        ([answer("yes", 6), answer("unsure", 4)], 100.0, 0.6),
        ([answer("yes", 5.99), answer("unsure", 4.01)], None, 0.599),
        ([answer("yes", 0.1)] * 6 + [answer("unsure", 0.1)] * 4, 100.0, 0.6),
        ([NA], None, 0.0),
    ],
)
def test_weights(answers: list[Answer], score: float | None, answered_weight: float) -> None:
    (found,) = scores_of(answers, "c@1")
    assert (found.score, found.answered_weight, found.auto_fail, found.provisional) == (
        score,
        answered_weight,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("critical", "score", "auto_fail", "provisional"),
    [
        (answer("no", critical=True, probability=0.95), 0.0, True, False),
        (answer("no", critical=True, probability=0.9499), 75.0, False, False),
        (answer("yes", critical=True, probability=0.99), 100.0, False, False),
        (answer("unsure", critical=True), 100.0, False, True),
        (answer("not_scored", critical=True), 100.0, False, False),
        (answer("no", critical=False, probability=0.99), 75.0, False, False),
    ],
)
def test_a_critical_question(critical: Answer, score: float, auto_fail: bool, provisional: bool) -> None:
    (found,) = scores_of([YES, YES, YES, critical], "c@1")
    assert (found.score, found.auto_fail, found.provisional) == (score, auto_fail, provisional)


def test_an_automatic_fail_holds_also_where_little_was_judged() -> None:
    (found,) = scores_of([answer("no", critical=True, probability=0.99), answer("unsure", 9)], "c@1")
    assert (found.score, found.auto_fail) == (0.0, True)


def test_the_limit_of_an_automatic_fail_is_configuration() -> None:
    critical = answer("no", critical=True, probability=0.9)
    assert scores_of([critical], "c@1", auto_fail_from=0.9)[0].auto_fail


def test_every_agent_has_a_score_of_their_own() -> None:
    found = scores_of([YES, answer("no", agent="b")], "c@1")
    assert [(s.agent_id, s.score, s.scorecard) for s in found] == [("a", 100.0, "c@1"), ("b", 0.0, "c@1")]
    assert scores_of([], "c@1") == []
