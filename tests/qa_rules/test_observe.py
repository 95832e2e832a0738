"""From turns to verdicts and signals: what is judged, the threshold, faults of ours, and the same turn judged again."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.conversation import Conversation, Turn
from qa_rules.analysis import analyse
from qa_rules.detectors import AXES, Context, Detector, Sighting
from qa_rules.folding import fold
from qa_rules.judge import see
from qa_rules.observe import Observed, languages_of, observe
from qa_rules.packs import Pack
from qa_rules.settling import limit
from tests.qa_rules.conversations import NOTHING, talk

AGENT_LINES = [
    "I'm so sorry that your parcel is late.", "As I already told you, read the terms!!", "Sure.", "STOP SHOUTING AT ME NOW",
    "불편을 드려 죄송합니다.", "그건 네 잘못이잖아", "ขออภัยในความไม่สะดวกค่ะ", "ก็บอกไปแล้วไง", "👍", "<NAME> 12,000",
]  # fmt: skip
CUSTOMER_LINES = [
    "My parcel is lost, I am so worried.",
    "Are you stupid?",
    "택배가 안 와서 속상해요 ㅠㅠ",
    "ยังไม่ได้ของเลยค่ะ",
    "荷物",
    "",
]
STRANGE = (
    "\u0300\u0316\u0e31\u0e48\u0e33\u200b\u202e\u05d0\u0627\u1100\u1161\u11a8ㅋ…“'👩\u200d\u0000\x1b<>!?"
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(st.sampled_from(STRANGE + "aeGA sory\n."), max_size=80),
    st.sampled_from(AGENT_LINES + CUSTOMER_LINES),
)
TURNS = st.lists(st.tuples(st.sampled_from(["agent", "customer", "bot"]), TEXTS), min_size=1, max_size=5)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def observed(conversation: Conversation, **keys: object) -> Observed:
    return observe(conversation, languages_of(conversation), **keys)  # type: ignore[arg-type]


def seeing(
    probability: float, *, level: int = 1, name: str = "rudeness", span: bool = True, role: str = "agent"
) -> Detector:
    """A detector that sees one thing in every turn of a role."""

    def look(context: Context, pack: Pack) -> list[Sighting]:
        end = len(context.text.text) if span else None
        return [Sighting(name, level, probability, 0 if span else None, end)]

    return Detector(name, frozenset({role}), "1", look, lambda language: Pack(language, {}, __file__))  # type: ignore[arg-type]


def broken() -> Detector:
    def look(context: Context, pack: Pack) -> list[Sighting]:
        raise ZeroDivisionError

    return Detector("empathy", frozenset({"agent"}), "1", look, lambda language: Pack(language, {}, __file__))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("probability", "level", "threshold", "expected"),
    [
        (0.5, 1, None, 1),
        (0.49994, 1, None, 0),  # what is published decides: 0.4999
        (0.49996, 1, None, 1),  # 0.5
        (0.9, 2, None, 2),
        (0.4, 2, None, 0),
        (0.4, 0, 0.3, 1),
        (0.6, 1, 0.7, 0),
    ],
)
def test_level_is_one_exactly_when_the_probability_reaches_the_threshold(
    probability: float, level: int, threshold: float | None, expected: int
) -> None:
    limits = {"rudeness": 0.5 if threshold is None else threshold}
    found = observed(talk("a: Hello"), using=[seeing(probability, level=level)], thresholds=limits)
    assert [v.level for v in found.verdicts] == [expected]
    assert [v.probability for v in found.verdicts] == [round(probability, 4)]
    assert [s.level for s in found.signals] == ([expected] if expected else [])


def test_politeness_is_a_probability_without_level_or_signal() -> None:
    found = observed(talk("a: Hello"), using=[seeing(0.9, name="politeness")])
    assert [(v.name, v.level, v.probability) for v in found.verdicts] == [("politeness", None, 0.9)]
    assert found.signals == ()


def test_nothing_is_published_without_a_span_that_shows_it() -> None:
    assert observed(talk("a: Hello"), using=[seeing(0.9, span=False)]).signals == ()


def test_what_is_no_axis_is_a_signal_alone() -> None:
    found = observed(talk("a: Hello"), using=[seeing(0.9, name="cue:greeting")])
    assert (found.verdicts, [s.name for s in found.signals]) == ((), ["cue:greeting"])


def test_a_detector_that_breaks_is_a_fault_of_ours_and_others_go_on() -> None:
    found = observed(talk("a: Hello", "c: Hi"), using=[broken(), seeing(0.9)])
    assert found.failed == {0: "detector empathy failed (ZeroDivisionError)"}
    assert [v.name for v in found.verdicts] == ["rudeness"]


@pytest.mark.parametrize("role", ["agent", "customer"])
@pytest.mark.parametrize("text", AGENT_LINES + CUSTOMER_LINES[:-2])
def test_every_judged_turn_has_the_axes_of_its_role(role: str, text: str) -> None:
    found = observed(Conversation("c", (Turn(role, text),), language="en"))
    assert sorted(v.name for v in found.verdicts) == sorted(
        axis for axis, owner in AXES.items() if owner == role
    )


def test_only_judged_turns_of_a_detectors_role_are_seen() -> None:
    talked = talk("b: Hello", "s: joined", "c: Hello", "a: 荷物が届きません", "a: ", "a: Hello")
    assert [s.turn for s in observed(talked, using=[seeing(0.9)]).signals] == [5]


def test_a_detector_sees_what_was_said_before_and_nothing_later() -> None:
    before: list[list[tuple[str, str | None]]] = []

    def look(context: Context, pack: Pack) -> list[Sighting]:
        before.append([(view.role, view.text.text if view.text else None) for view in context.before])
        return []

    spy = Detector(
        "spy", frozenset({"agent", "customer"}), "1", look, lambda language: Pack(language, {}, __file__)
    )  # type: ignore[arg-type]
    observed(talk("b: bot", "c: one", "a: two", "c: three"), using=[spy])
    assert before == [
        [("bot", None)],
        [("bot", None), ("customer", "one")],
        [("bot", None), ("customer", "one"), ("agent", "two")],
    ]


@quick
@given(TURNS)
def test_any_text_is_judged_with_spans_inside_it(turns: list[tuple[str, str]]) -> None:
    conversation = Conversation("c", tuple(Turn(role, text) for role, text in turns))
    languages = languages_of(conversation)
    found = observed(conversation)
    assert not found.failures
    for signal in found.signals:
        assert 0 <= signal.start < signal.end <= len(turns[signal.turn][1])
    for verdict in found.verdicts:
        assert 0 <= verdict.probability <= 1
        least = limit(verdict.name, languages.turns[verdict.turn], {}, {}).threshold
        assert verdict.level is None or (verdict.level >= 1) == (verdict.probability >= least)


@quick
@given(st.lists(TURNS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_same_turn_in_the_same_context_gets_the_same_verdict(
    several: list[list[tuple[str, str]]], chance: random.Random
) -> None:
    made = [
        Conversation(str(n), tuple(Turn(r, t) for r, t in turns), language="en")
        for n, turns in enumerate(several)
    ]
    together = {c.conversation_id: see([c], NOTHING)[0] for c in made}
    analyse.cache_clear()
    fold.cache_clear()
    chance.shuffle(made)
    assert {c.conversation_id: see([c], NOTHING)[0] for c in made} == together


@quick
@given(TURNS)
def test_later_turns_change_no_earlier_verdict(turns: list[tuple[str, str]]) -> None:
    whole = observed(Conversation("c", tuple(Turn(r, t) for r, t in turns), language="en"))
    first = observed(Conversation("c", tuple(Turn(r, t) for r, t in turns[:-1]), language="en"))
    last = len(turns) - 1
    assert first.verdicts == tuple(v for v in whole.verdicts if v.turn < last)
    assert first.signals == tuple(s for s in whole.signals if s.turn < last)


def test_who_the_people_are_changes_nothing() -> None:
    conversation = talk(*(f"a: {line}" for line in AGENT_LINES), *(f"c: {line}" for line in CUSTOMER_LINES))
    other = replace(
        conversation, conversation_id="x", customer_id="k", agent_id="z", source="s", csat=1.0,
        turns=tuple(replace(t, agent_id="z" if t.role == "agent" else None) for t in conversation.turns),
    )  # fmt: skip
    assert observed(other) == observed(conversation)


@pytest.mark.parametrize("role", ["agent", "customer"])
@pytest.mark.parametrize("text", ["a", "가", "ก", "a! ", "it's '", "sorry. ", "죄송합니다. ", "ขออภัยค่ะ "])
def test_a_turn_of_5_000_characters_is_judged(role: str, text: str) -> None:
    long = (text * 5_000)[:5_000]
    found = observed(Conversation("c", (Turn(role, long),), language="en"))
    assert not found.failures
    assert all(s.end <= len(long) for s in found.signals)
