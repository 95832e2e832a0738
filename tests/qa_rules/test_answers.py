"""Answers from what was seen: every source, several agents, what is unsure, and what is a fault of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qa_rules.answers import Answer, Evidence, Material, TurnRole, answers_of
from qa_rules.observe import Signal, Verdict
from qa_rules.resolution import Resolution
from qa_rules.scorecards import Scorecard
from qa_rules.settling import Limit
from qa_rules.steps import StepStatus


def card(*sources: dict[str, Any], **keys: Any) -> Scorecard:
    questions = [{"id": f"q{n}", "ask": "?", "from": source, **keys} for n, source in enumerate(sources)]
    return Scorecard.model_validate({"scorecard": "c", "sections": [{"name": "S", "questions": questions}]})


def turns(roles: str) -> tuple[TurnRole, ...]:
    """`a` and `b` are agents, `c` the customer; a capital is a turn that was not judged."""
    return tuple(
        TurnRole("customer" if r in "cC" else "agent", None if r in "cC" else r.lower(), r.islower())
        for r in roles
    )


def material(roles: str, *seen: Signal | Verdict | StepStatus, **keys: Any) -> Material:
    empty = Material(turns(roles), [s for s in seen if isinstance(s, Signal)], [v for v in seen if isinstance(v, Verdict)],
                     [s for s in seen if isinstance(s, StepStatus)], Resolution("resolved", 0.9, 0, 0, 5))  # fmt: skip
    return replace(empty, **keys)


def verdict(turn: int, name: str, probability: float) -> Verdict:
    return Verdict(turn, name, int(probability >= 0.5), probability, "d", "1")


def signal(turn: int, name: str, probability: float = 0.9, level: int = 1) -> Signal:
    return Signal(turn, name, level, probability, 1, 4, "d", "1")


def status(name: str, outcome: str, agent: str = "a", turn: int | None = 0, script: str = "s") -> StepStatus:
    return StepStatus(script, name, agent, outcome, turn, 0.8, "why")


def answered(source: dict[str, Any], given: Material) -> list[tuple[str | None, str, float | None]]:
    return [(a.agent_id, a.answer, a.value) for a in answers_of(card(source), given)]


def only(source: dict[str, Any], given: Material) -> Answer:
    (answer,) = answers_of(card(source), given)
    return answer


MET = {"opportunities_met": "empathy"}
LOW, HIGH, NEAR, JUST = 0.05, 0.95, 0.45, 0.55


def chance(turn: int, probability: float = HIGH) -> Verdict:
    return verdict(turn, "opportunity", probability)


def care(turn: int, probability: float = HIGH) -> Verdict:
    return verdict(turn, "empathy", probability)


LEFT = Resolution("abandoned", 0.8, customer_left=True)
SILENT = Resolution("abandoned", 0.8)


@pytest.mark.parametrize(
    ("roles", "seen", "keys", "expected"),
    [
        ("ca", [chance(0), care(1)], {}, ("yes", 1.0)),
        ("ca", [chance(0), care(1, LOW)], {}, ("no", 0.0)),
        ("ca", [chance(0, LOW), care(1)], {}, ("not_applicable", None)),
        (
            "cacaa",
            [chance(0), care(1, LOW), chance(2, LOW), care(3)],
            {},
            ("yes", 1.0),
        ),  # the second turn counts
        ("caaa", [chance(0), care(1, LOW), care(2, LOW), care(3)], {}, ("no", 0.0)),  # the third does not
        (
            "caAa",
            [chance(0), care(1, LOW), care(3)],
            {},
            ("yes", 1.0),
        ),  # turns that are not judged do not count
        ("cacaaa", [chance(0), care(1), chance(2), care(3, LOW), care(4, LOW)], {}, ("partly", 0.5)),
        ("cacaa", [chance(0), care(1), chance(2), care(3)], {}, ("yes", 1.0)),
        (
            "cacaa",
            [chance(0), care(1), chance(2, JUST), care(3, LOW)],
            {},
            ("yes", 1.0),
        ),  # the unsure one is left out
        ("cacaa", [chance(0), care(1, LOW), chance(2), care(3, JUST)], {}, ("unsure", None)),
        ("ca", [chance(0, JUST), care(1)], {}, ("unsure", None)),
        ("ca", [chance(0), care(1, JUST)], {}, ("unsure", None)),
        ("ca", [chance(0), care(1, NEAR)], {}, ("unsure", None)),
        ("ca", [chance(0, NEAR), care(1)], {}, ("unsure", None)),
        ("ac", [care(0, LOW), chance(1)], {}, ("not_applicable", None)),  # nothing could be said any more
        ("ac", [care(0, LOW), chance(1)], {"resolution": LEFT}, ("not_applicable", None)),
        ("ac", [care(0, LOW), chance(1)], {"resolution": SILENT}, ("no", 0.0)),  # the agent stopped answering
        ("ca", [chance(0)], {"failed": frozenset({1})}, ("not_scored", None)),
        ("caa", [chance(0), care(1)], {"failed": frozenset({2})}, ("yes", 1.0)),
        ("ca", [care(1)], {"failed": frozenset({0})}, ("not_scored", None)),
        (
            "ca",
            [chance(0, 0.7), care(1)],
            {"limits": {"opportunity": Limit(0.7, 0.6, 0.8)}},
            ("unsure", None),
        ),
    ],
)
def test_opportunities_met(
    roles: str, seen: list[Any], keys: dict[str, Any], expected: tuple[str, float | None]
) -> None:
    answer = only(MET, material(roles, *seen, **keys))
    assert (answer.answer, answer.value) == expected


def test_an_opportunity_is_shown_with_what_met_it() -> None:
    seen = [chance(0), care(1), signal(0, "opportunity"), signal(1, "empathy")]
    assert only(MET, material("ca", *seen)).evidence == (Evidence(0, 1, 4), Evidence(1, 1, 4))


CIVIL = {"signal": "rudeness", "absent": True}


@pytest.mark.parametrize(
    ("source", "seen", "keys", "expected"),
    [
        (CIVIL, [verdict(1, "rudeness", LOW)], {}, ("yes", 1.0)),
        (CIVIL, [verdict(1, "rudeness", HIGH), signal(1, "rudeness", HIGH)], {}, ("no", 0.0)),
        (CIVIL, [verdict(1, "rudeness", JUST), signal(1, "rudeness", JUST)], {}, ("unsure", None)),
        (CIVIL, [verdict(1, "rudeness", NEAR)], {}, ("unsure", None)),
        (CIVIL, [], {"failed": frozenset({1})}, ("not_scored", None)),
        (CIVIL, [signal(1, "rudeness", HIGH)], {"failed": frozenset({1})}, ("no", 0.0)),
        (CIVIL | {"level": 2}, [signal(1, "rudeness", HIGH)], {}, ("yes", 1.0)),
        (CIVIL | {"level": 2}, [signal(1, "rudeness", HIGH, 2)], {}, ("no", 0.0)),
        ({"signal": "courtesy"}, [signal(1, "courtesy")], {}, ("yes", 1.0)),
        ({"signal": "courtesy"}, [], {}, ("no", 0.0)),
        ({"signal": "intent:refund"}, [signal(0, "intent:refund")], {}, ("yes", 1.0)),
        (CIVIL, [verdict(1, "rudeness", 0.5)], {"limits": {"rudeness": Limit(0.8, 0.7, 0.9)}}, ("yes", 1.0)),
        (
            CIVIL,
            [verdict(1, "rudeness", 0.3)],
            {"limits": {"rudeness": Limit(0.8, 0.2, 0.8)}},
            ("unsure", None),
        ),
        (
            CIVIL,
            [verdict(1, "rudeness", 0.8), signal(1, "rudeness", 0.8)],
            {"limits": {"rudeness": Limit(0.8, 0.2, 0.8)}},
            ("no", 0.0),
        ),
    ],
)
def test_signals(
    source: dict[str, Any], seen: list[Any], keys: dict[str, Any], expected: tuple[str, float | None]
) -> None:
    answer = only(source, material("ca", *seen, **keys))
    assert (answer.answer, answer.value) == expected


def test_absence_has_no_evidence_and_counts_the_turns() -> None:
    answer = only(CIVIL, material("caca", verdict(1, "rudeness", LOW), verdict(3, "rudeness", LOW)))
    assert (answer.evidence, answer.reason) == ((), "not seen in 2 turns searched")
    assert only({"signal": "intent:refund"}, material("cca")).reason == "not seen in 2 turns searched"


@pytest.mark.parametrize(
    ("source", "seen", "expected"),
    [
        ("s/x", [status("x", "followed")], ("yes", 1.0)),
        ("s/x", [status("x", "missed", turn=None)], ("no", 0.0)),
        ("s/x", [status("x", "out_of_order")], ("no", 0.0)),
        ("s/x", [status("x", "wrong")], ("no", 0.0)),
        ("s/x", [status("x", "unsure", turn=None)], ("unsure", None)),
        ("s/x", [status("x", "not_applicable", turn=None)], ("not_applicable", None)),
        ("s/x", [], ("not_applicable", None)),
        ("s/x", [status("x", "followed", script="t")], ("not_applicable", None)),
        ("*/x", [status("x", "followed", script="t")], ("yes", 1.0)),
        ("*/x", [status("x", "not_applicable", script="s"), status("x", "missed", script="t")], ("no", 0.0)),
        ("*/x", [status("x", "missed", script="s"), status("x", "followed", script="t")], ("yes", 1.0)),
        (
            "s/*",
            [status("x", "followed"), status("y", "missed"), status("z", "missed", script="t")],
            ("partly", 0.5),
        ),
        ("*/*", [status("x", "followed"), status("z", "followed", script="t")], ("yes", 1.0)),
        ("*/*", [status("x", "missed"), status("z", "wrong", script="t")], ("no", 0.0)),
        ("*/*", [status("x", "followed"), status("z", "not_applicable")], ("yes", 1.0)),
        ("*/*", [status("x", "followed"), status("y", "unsure"), status("z", "unsure")], ("unsure", None)),
        ("*/*", [status("x", "not_applicable")], ("not_applicable", None)),
        ("*/*", [], ("not_applicable", None)),
    ],
)
def test_steps(source: str, seen: list[StepStatus], expected: tuple[str, float | None]) -> None:
    answer = only({"step": source}, material("ca", *seen))
    assert (answer.answer, answer.value) == expected


def test_a_step_is_quoted_where_it_was_said() -> None:
    answer = only({"step": "s/x"}, material("ca", status("x", "followed", turn=1), signal(1, "step:s/x")))
    assert (answer.evidence, answer.probability) == ((Evidence(1, 1, 4),), 0.8)


@pytest.mark.parametrize(
    ("resolution", "wanted", "keys", "expected"),
    [
        (Resolution("resolved", 0.9), ["resolved"], {}, ("yes", 1.0)),
        (Resolution("unresolved", 0.9), ["resolved", "escalated"], {}, ("no", 0.0)),
        (Resolution("unsure", 0.4), ["resolved"], {}, ("unsure", None)),
        (LEFT, ["resolved"], {}, ("not_applicable", None)),
        (LEFT, ["abandoned"], {}, ("yes", 1.0)),
        (SILENT, ["resolved"], {}, ("no", 0.0)),
        (Resolution("unresolved", 0.9), ["resolved"], {"failed": frozenset({0})}, ("not_scored", None)),
    ],
)
def test_outcomes(
    resolution: Resolution, wanted: list[str], keys: dict[str, Any], expected: tuple[str, float | None]
) -> None:
    answer = only({"outcome": wanted}, material("ca", resolution=resolution, **keys))
    assert (answer.answer, answer.value) == expected


@pytest.mark.parametrize(
    ("source", "facts", "expected"),
    [
        ({"fact": "wait_s", "at_most": 60}, {(None, "wait_s"): 60.0}, ("yes", 1.0)),
        ({"fact": "wait_s", "at_most": 60}, {(None, "wait_s"): 61.0}, ("no", 0.0)),
        ({"fact": "share", "at_least": 0.5}, {("a", "share"): 0.5}, ("yes", 1.0)),
        (
            {"fact": "share", "at_least": 0.5},
            {("a", "share"): 0.4, (None, "share"): 0.9},
            ("no", 0.0),
        ),  # the agent's own
        ({"fact": "wait_s", "at_most": 60}, {}, ("not_applicable", None)),
    ],
)
def test_facts(
    source: dict[str, Any], facts: dict[tuple[str | None, str], float], expected: tuple[str, float | None]
) -> None:
    answer = only(source, material("ca", facts=facts))
    assert (answer.answer, answer.value) == expected


NOT_MINE = "not_applicable", None


@pytest.mark.parametrize(
    ("source", "roles", "seen", "expected"),
    [
        (CIVIL, "cacb", [signal(1, "rudeness", HIGH)], {"a": ("no", 0.0), "b": ("yes", 1.0)}),
        (MET, "cacb", [chance(0), care(1), chance(2, LOW), care(3, LOW)], {"a": ("yes", 1.0), "b": NOT_MINE}),
        (MET, "cacbca", [chance(0), care(1, LOW), care(3), care(5)], {"a": ("yes", 1.0), "b": NOT_MINE}),  # a's own two turns
        ({"step": "s/x"}, "cacb", [status("x", "followed", "b", 3)], {"a": NOT_MINE, "b": ("yes", 1.0)}),
        ({"step": "s/*"}, "cacb", [status("x", "followed", "b", 3), status("y", "missed", "a")], {"a": ("no", 0.0), "b": ("yes", 1.0)}),
        ({"outcome": ["resolved"]}, "cacb", [], {"a": NOT_MINE, "b": ("yes", 1.0)}),
        ({"outcome": ["resolved"]}, "cabca", [], {"a": ("yes", 1.0), "b": NOT_MINE}),  # a came back and spoke last
        ({"outcome": ["resolved"]}, "cacB", [], {"a": ("yes", 1.0)}),  # b said nothing that was judged
    ],
)  # fmt: skip
def test_each_agent_answers_for_their_own_span(
    source: dict[str, Any], roles: str, seen: list[Any], expected: dict[str, Any]
) -> None:
    assert answered(source, material(roles, *seen)) == [(agent, *given) for agent, given in expected.items()]


def test_facts_of_the_whole_conversation_belong_to_the_last_agent() -> None:
    given = material("cacb", facts={(None, "wait_s"): 5.0})
    assert answered({"fact": "wait_s", "at_most": 60}, given) == [
        ("a", "not_applicable", None),
        ("b", "yes", 1.0),
    ]


def test_nobody_answers_where_no_agent_turn_was_judged() -> None:
    assert answers_of(card(CIVIL), material("cCA")) == []


def test_an_answer_carries_its_question() -> None:
    (answer,) = answers_of(card(CIVIL, weight=3, critical=True), material("ca"))
    assert (answer.section, answer.question, answer.weight, answer.critical) == ("S", "q0", 3.0, True)
