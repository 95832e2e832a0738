"""Script adherence: how every step ends, in order, in time, with the right content, by the right agent."""

from __future__ import annotations

from typing import Any

import pytest

from data.conversation import Conversation
from qa_rules.judge import see
from qa_rules.library import Library
from qa_rules.observe import Signal
from qa_rules.resolution import Resolution
from qa_rules.scripts import Script, When
from qa_rules.steps import StepStatus, condition_holds, step_statuses, voicings
from tests.qa_rules.conversations import NOTHING, talk

NAME = "What is the full name on the membership card?"
BALANCE = "There are forty pounds left on the membership card."
CLOSE = "It was a delight to serve the membership card club."
OTHER = "Blue clouds drift over quiet mountains."
RESOLVED = Resolution("resolved", 0.9)


def script(*steps: dict[str, Any], **keys: Any) -> Script:
    return Script.model_validate({"script": "s", "steps": list(steps), **keys})


def step(name: str, say: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "say": [say], **keys}


def statuses(
    held: Script,
    conversation: Conversation,
    resolution: Resolution = RESOLVED,
    signals: tuple[Signal, ...] = (),
    topic: str = "other",
) -> dict[str, StepStatus]:
    languages = see([conversation], NOTHING)[0].languages
    said = [*signals, *voicings(held, conversation, languages)]
    return {s.step: s for s in step_statuses(held, conversation, languages, said, resolution, topic)}


def signals_of(held: Script, *lines: str) -> list[tuple[int, str, int]]:
    conversation = talk(*lines)
    return [
        (s.turn, s.name, s.level)
        for s in voicings(held, conversation, see([conversation], NOTHING)[0].languages)
    ]


ASK = step("ask", NAME)
TELL = step("tell", BALANCE)
END = step("end", CLOSE)
FIRST, LAST = {"position": "first"}, {"position": "last"}
BEFORE = {"before": ["tell"]}


@pytest.mark.parametrize(
    ("steps", "lines", "expected"),
    [
        ([ASK], [f"a: {NAME}"], {"ask": ("followed", 0)}),
        ([ASK], [f"c: {NAME}", f"a: {OTHER}"], {"ask": ("missed", None)}),  # only the agent's words count
        ([ASK], [f"b: {NAME}", f"a: {OTHER}"], {"ask": ("missed", None)}),
        ([ASK], ["a: Could I have the full name on the membership card?"], {"ask": ("followed", 0)}),
        ([ASK | {"verbatim": True}], ["a: Could I have the full name on the membership card?"], {"ask": ("missed", None)}),
        ([ASK | {"verbatim": True}], [f"a: Well, {NAME.lower()} Thanks"], {"ask": ("followed", 0)}),
        ([step("rec", "Calls recorded.", verbatim=True)], [f"a: Calls recorded, and {OTHER.lower()}"], {"rec": ("followed", 0)}),
        # before
        ([ASK | BEFORE, TELL], [f"a: {NAME}", f"a: {BALANCE}"], {"ask": ("followed", 0), "tell": ("followed", 1)}),
        ([ASK | BEFORE, TELL], [f"a: {BALANCE}", f"a: {NAME}"], {"ask": ("out_of_order", 1), "tell": ("followed", 0)}),
        ([ASK | BEFORE, TELL], [f"a: {NAME} {BALANCE}"], {"ask": ("followed", 0), "tell": ("followed", 0)}),
        ([ASK | BEFORE, TELL], [f"a: {BALANCE} {NAME}"], {"ask": ("out_of_order", 0), "tell": ("followed", 0)}),
        ([ASK | BEFORE, TELL], [f"a: {NAME}", f"a: {BALANCE}", f"a: {NAME}"], {"ask": ("followed", 0)}),  # repetition
        ([ASK | BEFORE, TELL], [f"a: {NAME}"], {"ask": ("followed", 0), "tell": ("missed", None)}),
        # first
        ([ASK | FIRST], ["c: Hi", f"a: {NAME}"], {"ask": ("followed", 1)}),
        ([ASK | FIRST], [f"b: {NAME}", f"a: {OTHER}", f"a: {NAME}"], {"ask": ("out_of_order", 2)}),
        ([ASK | FIRST], [f"a: {NAME}", f"a: {NAME}"], {"ask": ("followed", 0)}),
        # last
        ([END | LAST], [f"a: {CLOSE}", f"a: {OTHER}", f"a: {OTHER}"], {"end": ("missed", None)}),
        ([END | LAST], [f"a: {CLOSE}", f"a: {OTHER}"], {"end": ("followed", 0)}),
        ([END | LAST], [f"a: {CLOSE}", f"a: {OTHER}", f"a: {CLOSE}"], {"end": ("followed", 2)}),
        # optional
        ([ASK | {"required": "optional"}], [f"a: {OTHER}"], {"ask": ("not_applicable", None)}),
        ([ASK | {"required": "optional"}], [f"a: {NAME}"], {"ask": ("followed", 0)}),
        # slots
        ([step("x", "Your parcel number {number} is ready for pickup.")], ["a: Your parcel number AB 12 is ready for pickup."], {"x": ("followed", 0)}),
        ([step("x", "{anything}")], [f"a: {OTHER}"], {"x": ("missed", None)}),  # nothing but a slot never matches
        ([step("x", "…")], [f"a: {OTHER}"], {"x": ("missed", None)}),
        # agent turns that are not judged do not count
        ([ASK | FIRST], ["a: 荷物が届きません", f"a: {NAME}"], {"ask": ("followed", 1)}),
    ],
)  # fmt: skip
def test_how_steps_end(
    steps: list[dict[str, Any]], lines: list[str], expected: dict[str, tuple[str, int | None]]
) -> None:
    found = statuses(script(*steps), talk(*lines))
    assert {name: (found[name].status, found[name].turn) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("£1,250", "1250", "followed"),
        ("1250.00", "1250", "followed"),
        ("12 50", "1250", "followed"),
        ("1,250", "250", "wrong"),
        ("1250", "125", "wrong"),
        ("12.50", "12", "wrong"),
        ("Ann Lee", "ann lee", "followed"),
        ("Annual Lee", "Ann", "wrong"),
        ("AB-12", "ab12", "followed"),
        ("김민수님", "김민수", "followed"),
        ("คุณสมชาย", "สมชาย", "followed"),
        ("คุณสมศรี", "สมชาย", "wrong"),
        ("nothing", None, "unsure"),
        ("nothing", "<NAME>", "unsure"),  # redacted
    ],
)
def test_what_a_step_must_contain_is_held_against_the_metadata(
    text: str, value: str | None, expected: str
) -> None:
    held = script(
        step("tell", "The amount on the membership card is {amount} today.", must_contain=["amount"])
    )
    conversation = talk(
        f"a: The amount on the membership card is {text} today.", metadata={"amount": value} if value else {}
    )
    assert statuses(held, conversation)["tell"].status == expected


def seen(name: str) -> tuple[Signal, ...]:
    return (Signal(0, name, 1, 0.9, 0, 1, "d", "1"),)


@pytest.mark.parametrize(
    ("when", "signals", "resolution", "topic", "expected"),
    [
        ({"intent": "refund"}, seen("intent:refund"), RESOLVED, "x", True),
        ({"intent": "refund"}, (), RESOLVED, "x", False),
        ({"signal": "promise"}, seen("promise"), RESOLVED, "x", True),
        ({"signal": "promise"}, (Signal(0, "promise", 0, 0.3, 0, 1, "d", "1"),), RESOLVED, "x", False),
        ({"topic": ["x", "y"]}, (), RESOLVED, "x", True),
        ({"topic": ["x"]}, (), RESOLVED, "z", False),
        ({"outcome": ["resolved"]}, (), RESOLVED, "x", True),
        ({"outcome": ["escalated"]}, (), RESOLVED, "x", False),
        ({"outcome": ["resolved"]}, (), Resolution("unsure", 0.4), "x", None),
        ({"refused": False}, (), RESOLVED, "x", True),
        ({"refused": False}, (), Resolution("unresolved", 0.8, refused=True), "x", False),
        ({"refused": True}, (), Resolution("unresolved", 0.8, refused=True), "x", True),
        ({"refused": False}, (), Resolution("unsure", 0.4, refused=True), "x", None),
        (
            {"outcome": ["resolved"], "topic": ["z"]},
            (),
            Resolution("unsure", 0.4),
            "x",
            False,
        ),  # all must hold
        ({"outcome": ["resolved"], "topic": ["x"]}, (), Resolution("unsure", 0.4), "x", None),
        ({"outcome": ["resolved"], "topic": ["z"]}, (), RESOLVED, "x", False),
    ],
)
def test_conditions(
    when: dict[str, Any],
    signals: tuple[Signal, ...],
    resolution: Resolution,
    topic: str,
    expected: bool | None,
) -> None:
    assert condition_holds(When.model_validate(when), signals, resolution, topic) is expected


@pytest.mark.parametrize(
    ("line", "resolution", "expected"),
    [
        (OTHER, RESOLVED, "not_applicable"),
        (OTHER, Resolution("escalated", 0.9), "missed"),
        (OTHER, Resolution("unsure", 0.4), "unsure"),
        (NAME, RESOLVED, "followed"),  # done though not due
        (NAME, Resolution("unsure", 0.4), "followed"),
    ],
)
def test_a_conditional_step(line: str, resolution: Resolution, expected: str) -> None:
    held = script(ASK | {"required": {"when": {"outcome": ["escalated"]}}})
    assert statuses(held, talk(f"a: {line}"), resolution)["ask"].status == expected


GONE = Resolution("abandoned", 0.8, customer_left=True)


@pytest.mark.parametrize(
    ("lines", "resolution", "expected"),
    [
        ([f"a: {OTHER}"], GONE, {"ask": "missed", "tell": "not_applicable", "end": "not_applicable"}),
        ([f"a: {BALANCE}"], GONE, {"ask": "missed", "tell": "followed", "end": "not_applicable"}),
        (
            [f"a: {CLOSE}"],
            GONE,
            {"tell": "missed", "end": "followed"},
        ),  # what comes before a step that was done was possible
        ([f"a: {OTHER}"], Resolution("unresolved", 0.8, customer_left=True), {"tell": "not_applicable"}),
        ([f"a: {OTHER}"], Resolution("unresolved", 0.8), {"tell": "missed", "end": "missed"}),
    ],
)
def test_what_the_end_of_the_conversation_made_impossible(
    lines: list[str], resolution: Resolution, expected: dict[str, str]
) -> None:
    found = statuses(script(ASK | FIRST, TELL, END | LAST), talk(*lines), resolution)
    assert {name: found[name].status for name in expected} == expected


@pytest.mark.parametrize(
    ("steps", "lines", "expected"),
    [
        (
            [ASK, TELL],
            [f"a1: {NAME}", f"a2: {BALANCE}"],
            {"ask": ("followed", "a1"), "tell": ("followed", "a2")},
        ),
        ([ASK | FIRST], [f"a1: {OTHER}", f"a2: {OTHER}"], {"ask": ("missed", "a1")}),
        (
            [ASK | FIRST],
            [f"a1: {OTHER}", f"a2: {NAME}"],
            {"ask": ("out_of_order", "a1")},
        ),  # a2 made up for it
        ([END | LAST], [f"a1: {OTHER}", f"a2: {OTHER}"], {"end": ("missed", "a2")}),
        ([ASK | BEFORE, TELL], [f"a1: {BALANCE}", f"a2: {OTHER}"], {"ask": ("missed", "a1")}),
        ([ASK | BEFORE, TELL], [f"a1: {BALANCE}", f"a2: {NAME}"], {"ask": ("out_of_order", "a1")}),
    ],
)
def test_several_agents_get_credit_and_blame_for_their_own(
    steps: list[dict[str, Any]], lines: list[str], expected: dict[str, tuple[str, str]]
) -> None:
    found = statuses(script(*steps), talk(*lines))
    assert {name: (found[name].status, found[name].agent_id) for name in expected} == expected


def test_one_turn_may_serve_two_steps_and_the_best_candidate_is_shown_below_the_threshold() -> None:
    held = script(ASK, TELL)
    assert signals_of(held, f"a: {NAME} {BALANCE}") == [(0, "step:s/ask", 1), (0, "step:s/tell", 1)]
    ((turn, name, level),) = signals_of(held, f"c: {NAME}", "a: The card is blue today, my friend.")
    assert (turn, level) == (1, 0)
    assert name in ("step:s/ask", "step:s/tell")


def test_a_missed_step_says_where_it_was_expected_and_counts_the_turns() -> None:
    found = statuses(script(ASK | BEFORE, TELL), talk(f"a: {OTHER}", f"a: {OTHER}"))["ask"]
    assert found.reason == "expected between turns 0 and 1; 2 agent turns searched"
    found = statuses(script(ASK | BEFORE, TELL), talk(f"a: {OTHER}", f"a: {BALANCE}"))["ask"]
    assert found.reason == "expected before tell (turn 1); 2 agent turns searched"
    assert statuses(script(ASK), talk("c: Hi")) == {}


FORBIDDEN = {
    "forbidden": [
        {
            "id": "sure",
            "say": ["You will definitely get your money back.", "We are not responsible for that parcel."],
        }
    ]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You will definitely get your money back.", True),
        ("You will get all of your money back, definitely.", True),
        (
            "Another colleague said so: you will definitely get your money back.",
            True,
        ),  # `not` stands inside `another`
        ("Don't worry, you will definitely get your money back.", True),
        ("We are not responsible for that parcel.", True),  # its own denial
        ("Well, we are not responsible for a parcel like that.", True),
        ('You wrote "You will definitely get your money back."', False),  # quoted
        ("I cannot say that you will definitely get your money back.", False),  # denied
        ("You will not definitely get your money back.", False),
        (OTHER, False),
    ],
)
def test_forbidden_statements(text: str, expected: bool) -> None:
    found = signals_of(script(ASK, **FORBIDDEN), f"a: {text}")
    assert [(n, level) for _, n, level in found if n.startswith("forbidden:")] == (
        [("forbidden:s/sure", 1)] if expected else []
    )


def test_a_customer_never_makes_a_forbidden_statement() -> None:
    assert signals_of(script(ASK, **FORBIDDEN), "c: You will definitely get your money back.") == []


@pytest.mark.parametrize(
    ("applies_to", "expected"),
    [
        ({}, 1),
        ({"queue": ["parcel"]}, 1),
        ({"queue": ["x"]}, 0),
        ({"language": ["en"], "topic": ["lost"]}, 1),
        ({"topic": ["x"]}, 0),
    ],
)
def test_a_script_holds_where_it_applies(applies_to: dict[str, list[str]], expected: int) -> None:
    library = Library((script(ASK, applies_to=applies_to),), ())
    assert len(library.scripts_for(talk("a: Hi", queue="parcel"), "lost", "en")) == expected
