"""Training plans from flags: who is planned, with whom, when, in which order, with which examples."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from insights.planning import Absence
from insights.plans import Teaching, unknown_absences
from tests.insights.planned import MONDAY, Centre


@pytest.fixture
def centre() -> Centre:
    return Centre()


def who(plans: list[dict[str, Any]]) -> list[tuple[str, list[str], date | None]]:
    return [(plan["skill"], plan["agents"], plan["week"]) for plan in plans]


def people(centre: Centre) -> dict[str, str | None]:
    return {row["person_id"]: row["waiting"] for row in centre.table("plan_people")}


@pytest.mark.parametrize(
    "state", ["not enough conversations yet", "no comparable colleagues", "as expected", "above"]
)
def test_only_who_is_below_is_planned(centre: Centre, state: str) -> None:
    centre.flag("a", state)
    assert centre.plan() == []
    assert centre.table("plan_people") == []


@pytest.mark.parametrize(("n", "planned"), [(19, False), (20, True)])
def test_nobody_is_planned_on_fewer_answers_than_the_minimum_sample(
    centre: Centre, n: int, planned: bool
) -> None:
    centre.flag("a", n=n)
    assert bool(centre.plan(minimum_sample=20)) == planned


def test_flags_of_another_period_plan_nobody(centre: Centre) -> None:
    centre.flag("a", period_to=date(2026, 10, 1))
    assert centre.plan() == []


def test_a_session_names_skill_people_gain_and_week(centre: Centre) -> None:
    centre.flag("a", estimate=0.5)
    centre.flag("b", estimate=0.3)
    centre.flag("c", "as expected")
    centre.flag("e", question="greeting", observed=0.6, estimate=0.65)
    first, second = centre.plan(
        {"1": Teaching("empathy_statements", "s/step", {"": "packs/en/empathy.yaml"})}
    )
    assert (first["skill"], first["agents"], first["week"]) == ("empathy", ["b", "a"], MONDAY)
    assert (first["priority"], first["gained_before"], first["expected_gain"]) == (32.0, 0.5, 16.0)
    assert (first["exercise"], first["step"], first["phrases"]) == (
        "empathy_statements", "s/step", "packs/en/empathy.yaml",
    )  # fmt: skip
    assert first["reason"] == (
        "2 agents are below what colleagues reach: 40 % of 80 answers against 80 %. Training that closes 50 % of the "
        "gap wins about 16 of the 32 answers lost in a period."
    )
    assert (second["skill"], second["agents"], second["expected_gain"]) == ("greeting", ["e"], 3.0)
    figures = {row["person_id"]: row for row in centre.table("plan_people")}
    assert (figures["b"]["session"], figures["b"]["n"], figures["b"]["estimate"]) == (
        first["session"],
        40,
        0.3,
    )
    assert (figures["b"]["estimate_low"], figures["b"]["estimate_high"], figures["b"]["expected_gain"]) == (
        0.4,
        0.6,
        10.0,
    )


def test_two_versions_of_a_question_are_two_sessions(centre: Centre) -> None:
    centre.flag("a", definition="1")
    centre.flag("b", definition="2")
    assert [plan["agents"] for plan in centre.plan()] == [["a"], ["b"]]


def test_more_than_a_session_holds_make_a_further_one(centre: Centre) -> None:
    for number in range(10):
        centre.flag(f"a{number}", estimate=0.1 + number / 100)
    assert who(centre.plan(people_a_session=8)) == [
        ("empathy", [f"a{n}" for n in range(8)], MONDAY), ("empathy", ["a8", "a9"], MONDAY),
    ]  # fmt: skip


def test_language_separates(centre: Centre) -> None:
    for agent, language in (("a", "ko"), ("b", "th"), ("c", "ko")):
        centre.flag(agent)
        centre.answers(agent, no=3, language=language)
    centre.answers("a", yes=2, language="en")
    assert [(plan["language"], plan["agents"]) for plan in centre.plan()] == [
        ("ko", ["a", "c"]),
        ("th", ["b"]),
    ]


@pytest.mark.parametrize(
    ("with_topic", "expected"),
    [
        (("a", "b"), [("delay", ["a", "b"]), (None, ["c"])]),
        (("a",), [(None, ["a", "b", "c"])]),  # one alone trains with those of all topics
    ],
)
def test_a_topic_separates_where_the_shortfall_lies_in_it(
    centre: Centre, with_topic: tuple[str, ...], expected: list[tuple[str | None, list[str]]]
) -> None:
    for agent in ("a", "b", "c"):
        concentrated = agent in with_topic
        centre.flag(agent)
        centre.answers(agent, yes=2, no=18, topic="delay") if concentrated else centre.answers(
            agent, yes=10, no=10, topic="delay"
        )
        centre.answers(agent, yes=18, no=2, topic="refund") if concentrated else centre.answers(
            agent, yes=10, no=10, topic="refund"
        )
    for topic in ("delay", "refund"):
        centre.answers("colleague", yes=90, no=10, topic=topic)
    assert [(plan["topic"], plan["agents"]) for plan in centre.plan()] == expected
    topics = {row["person_id"]: row["topic"] for row in centre.table("plan_people")}
    assert topics == {agent: "delay" if agent in with_topic else None for agent in ("a", "b", "c")}


def test_a_topic_that_fell_gets_a_session_for_everyone(centre: Centre) -> None:
    centre.flag("delay", kind="topic")
    centre.answers("a", yes=1, no=1, topic="delay")
    (plan,) = centre.plan()
    assert (plan["topic"], plan["agents"], plan["language"], plan["week"]) == ("delay", [], "en", MONDAY)
    assert (plan["gap_examples"], plan["good_examples"]) == (["a-delay-no1"], ["a-delay-yes1"])
    assert plan["reason"].startswith("40 % of 40 answers, 80 % in the period before; for everyone")
    assert centre.table("plan_people") == []


def test_gain_counts_what_similar_training_gained_before(centre: Centre) -> None:
    centre.flag("a", question="empathy")
    centre.flag("b", question="greeting", estimate=0.52)
    centre.effect("empathy", 8, 0.0, 0.3)
    centre.effect("greeting", 8, 0.3, 0.3)
    centre.effect("closing", 8, None, 0.3)
    assert [(p["skill"], p["gained_before"]) for p in centre.plan()] == [
        ("greeting", 0.75),
        ("empathy", 0.25),
    ]


def test_examples_are_of_the_same_situation_and_by_colleagues_who_are_not_below(centre: Centre) -> None:
    for agent in ("a", "b"):
        centre.flag(agent)
        centre.answers(agent, yes=3, no=3, topic="delay")
    centre.flag("c", "as expected")
    centre.flag("d", "above")
    centre.flag("x", "below", question="greeting")
    centre.agent("x", exclude=True)
    for agent in ("c", "d"):
        centre.answers(agent, yes=2, topic="delay")
        centre.answers(agent, yes=2, topic="refund")
        centre.answers(agent, yes=2, topic="delay", language="ko") if agent == "d" else None
    centre.answers("x", yes=5, topic="delay")
    plan = next(plan for plan in centre.plan() if plan["skill"] == "empathy")
    assert plan["gap_examples"] == ["a-delay-no1", "b-delay-no1", "a-delay-no2", "b-delay-no2", "a-delay-no3"]
    assert plan["good_examples"] == [
        "d-delay-yes1",
        "c-delay-yes1",
        "d-delay-yes2",
        "c-delay-yes2",
        "d-refund-yes1",
    ]


def test_deleted_text_is_no_example_where_there_is_another_one(centre: Centre) -> None:
    centre.flag("a")
    centre.answers("a", no=1, topic="first", text_deleted_on=date(2026, 11, 27))
    centre.answers("a", no=1, topic="second")
    assert centre.plan()[0]["gap_examples"] == ["a-second-no1", "a-first-no1"]


def test_capacity_is_filled_by_gain_and_the_rest_is_named(centre: Centre) -> None:
    for number in range(5):
        centre.flag("a", question=f"q{number}", estimate=0.3 + number / 10)
    plans = centre.plan(sessions_a_week=2, weeks=2)
    week = [MONDAY, MONDAY, MONDAY + timedelta(7), MONDAY + timedelta(7), None]
    assert [(p["skill"], p["week"]) for p in plans] == [(f"q{n}", day) for n, day in enumerate(week)]
    assert [p["waiting"] for p in plans] == [None] * 4 + ["no room"]


def test_who_is_absent_goes_into_another_week_or_waits(centre: Centre) -> None:
    for agent in ("a", "b", "c"):
        centre.flag(agent)
    centre.agent("a-id2", "a")
    first = Absence("a-id2", MONDAY + timedelta(1), MONDAY + timedelta(2))
    overlapping = (
        Absence("b", MONDAY, MONDAY + timedelta(9)),
        Absence("b", MONDAY + timedelta(4), MONDAY + timedelta(12)),
    )
    weekend = Absence("c", MONDAY + timedelta(5), MONDAY + timedelta(6))
    plans = centre.plan(absences=(first, *overlapping, weekend), weeks=2)
    assert who(plans) == [
        ("empathy", ["c"], MONDAY), ("empathy", ["a"], MONDAY + timedelta(7)), ("empathy", ["b"], None),
    ]  # fmt: skip
    assert plans[2]["waiting"] == "absent"
    assert people(centre) == {"a": None, "b": "absent", "c": None}


@pytest.mark.parametrize(
    ("started", "ended", "waiting"),
    [
        (date(2026, 11, 10), None, "new starter"),
        (date(2026, 10, 29), None, None),
        (None, date(2026, 11, 20), "leaving"),
        (None, date(2026, 12, 27), "leaving"),
        (None, date(2026, 12, 28), None),
        (None, None, None),
    ],
)
def test_new_starters_and_leavers_are_in_no_session(
    centre: Centre, started: date | None, ended: date | None, waiting: str | None
) -> None:
    centre.flag("a")
    centre.agent("a", started_on=started, ended_on=ended)
    assert bool(centre.plan()) == (waiting is None)
    assert people(centre) == {"a": waiting}


def test_a_person_with_a_second_id_has_not_left(centre: Centre) -> None:
    centre.flag("p")
    centre.agent("a-1", "p", started_on=date(2020, 1, 1), ended_on=date(2026, 1, 1))
    centre.agent("a-2", "p", started_on=date(2026, 11, 20))
    assert [plan["agents"] for plan in centre.plan()] == [["p"]]


def test_the_same_session_has_the_same_id_whenever_it_is_held(centre: Centre) -> None:
    for question in ("q1", "q2", "q3"):
        centre.flag("a", question=question)
    ids = {plan["skill"]: plan["session"] for plan in centre.plan()}
    assert len(set(ids.values())) == 3
    assert {plan["skill"]: plan["session"] for plan in centre.plan(sessions_a_week=1, weeks=1)} == ids


def test_made_again_adds_nothing_whatever_the_order_of_rows(centre: Centre) -> None:
    for agent in "cab":
        centre.flag(agent)
        centre.answers(agent, yes=2, no=2, topic="delay")
    again = Centre()
    for agent in "bca":
        again.flag(agent)
        again.answers(agent, yes=2, no=2, topic="delay")
    assert centre.plan() == centre.plan() == again.plan()
    assert centre.table("plan_people") == again.table("plan_people")


def test_nothing_at_all_plans_nothing(centre: Centre) -> None:
    assert centre.plan() == []


def test_absences_of_nobody_known_are_named(centre: Centre) -> None:
    centre.agent("a-1", "p")
    centre.answers("b", yes=1)
    days = (MONDAY, MONDAY)
    given = [Absence(name, *days) for name in ("zz", "a-1", "p", "b", "aa", "zz")]
    assert unknown_absences(centre.fill(), given) == ["aa", "zz"]
    assert unknown_absences(centre.connection, []) == []
