"""Flags where there is little to go by: each row is a stated result, and no value in the table is infinite."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.insights.test_flags import BEFORE, Answers

Fill = Callable[[Answers], None]


def each(answer: str, **options: Any) -> Fill:
    """The same answer from four agents, thirty times each, now and in the period before."""

    def fill(answers: Answers) -> None:
        for agent in "abcd":
            answers.add(agent, answer, 30, topic="refund", **options)
            answers.add(agent, answer, 30, topic="refund", started_at=BEFORE, **options)

    return fill


def alone(answers: Answers) -> None:
    answers.add("a", "no", 30, topic="refund")


def one_topic(answers: Answers) -> None:
    answers.colleagues(90, topic="refund")
    answers.add("a", "no", 30, topic="refund")


def one_topic_each(answers: Answers) -> None:
    for agent in "abcd":
        answers.add(agent, "no" if agent == "a" else "yes", 30, topic=f"topic of {agent}")


def before_only(answers: Answers) -> None:
    for agent in "abcd":
        answers.add(agent, "yes", 30, topic="refund", started_at=BEFORE)


@pytest.mark.parametrize(
    ("fill", "agent", "topic"),
    [
        (lambda answers: None, None, None),
        (before_only, None, None),
        (alone, "no comparable colleagues", "not enough conversations yet"),
        (one_topic, "below", "not enough conversations yet"),
        (one_topic_each, "no comparable colleagues", None),
        (each("yes"), "as expected", "as expected"),
        (each("no"), "as expected", "as expected"),
        (each("partly"), "as expected", "as expected"),
        (each("unsure"), "not enough conversations yet", "not enough conversations yet"),
        (each("not_applicable"), "not enough conversations yet", "not enough conversations yet"),
        (each("yes", probability=1.0), "as expected", "as expected"),
        (each("no", probability=0.0), "as expected", "as expected"),
        (each("yes", probability=0.5), "as expected", "as expected"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_little_to_go_by(answers: Answers, fill: Fill, agent: str | None, topic: str | None) -> None:
    fill(answers)
    flags = answers.flags()
    for subject, state in (("a", agent), ("refund", topic)):
        flag = flags.get((subject, "greeting"))
        assert (flag and flag["state"]) == state
    numbers = [value for flag in flags.values() for value in flag.values() if isinstance(value, float)]
    assert all(map(math.isfinite, numbers))


@pytest.fixture
def answers() -> Answers:
    return Answers()
