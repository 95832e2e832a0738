"""Benchmarks and targets: what is below, what is not clear, what mixes explain, and trends over periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from insights.benchmarks import (
    BELOW_TARGET,
    MEETS,
    NOT_CLEAR,
    NOT_ENOUGH,
    BenchmarkSettings,
    Target,
    make_benchmarks,
)
from insights.periods import Period
from tests.insights.answered import Answered, at

PERIOD = Period(date(2026, 10, 22), date(2026, 11, 18), "Asia/Seoul")
NOW = at(date(2026, 11, 10))
GENERAL = Target("greeting", 0.9)


def made(store: Answered, *targets: Target, **settings) -> dict[tuple[str, str, str], dict]:
    make_benchmarks(store.flush(), PERIOD, BenchmarkSettings(targets, **settings))
    return {(row["kind"], row["subject"], row["definition"]): row for row in store.rows("benchmarks")}


def dealt(store: Answered, yes: int, no: int, agents: str = "abcdefgh", **more) -> None:
    """Answers dealt out to agents one by one."""
    for number, answer in enumerate(["yes"] * yes + ["no"] * no):
        store.add(
            agents[number % len(agents)],
            more.get("when", NOW),
            [answer],
            **{k: v for k, v in more.items() if k != "when"},
        )


@pytest.mark.parametrize(
    ("yes", "no", "target", "state"),
    [
        (60, 40, 0.9, BELOW_TARGET),
        (95, 5, 0.9, MEETS),
        (87, 13, 0.9, NOT_CLEAR),  # too small a shortfall
        (18, 5, 0.9, NOT_CLEAR),  # too few to be sure
        (10, 0, 0.9, NOT_ENOUGH),
        (100, 0, 1.0, MEETS),
        (0, 100, 0.5, BELOW_TARGET),
    ],
)
def test_states_against_a_target(yes, no, target, state):
    store = Answered()
    dealt(store, yes, no)
    found = made(store, Target("greeting", target))
    assert found[("topic", "delay", "1")]["state"] == state
    assert found[("question", "", "1")]["state"] == state


def test_the_nearest_target_holds():
    store = Answered()
    dealt(store, 60, 40)
    dealt(store, 60, 40, topic="refund", queue="vip")
    found = made(
        store, GENERAL, Target("greeting", 0.5, topic="refund"), Target("greeting", 0.4, queue="vip")
    )
    targets = {key[:2]: row["target"] for key, row in found.items()}
    assert targets == {
        ("question", ""): 0.9, ("topic", "delay"): 0.9, ("topic", "refund"): 0.5, ("queue", "desk"): 0.9, ("queue", "vip"): 0.4,
    }  # fmt: skip


def test_without_a_target_nothing_is_judged():
    store = Answered()
    dealt(store, 60, 40)
    row = made(store, Target("closing", 0.9))[("topic", "delay", "1")]
    assert (row["state"], row["target"], row["p"], row["observed"]) == (None, None, None, 0.6)


def test_a_topic_is_not_blamed_for_who_handles_it():
    store = Answered()
    for agents, yes in (("abcd", 50), ("efgh", 95)):
        dealt(store, yes, 100 - yes, agents, topic="other work")
    dealt(store, 50, 50, "abcd", topic="refund")
    row = made(store, Target("greeting", 0.7))[("topic", "refund", "1")]
    assert row["observed"] == 0.5
    assert row["standardised"] > 0.6
    assert row["state"] != BELOW_TARGET


def test_answers_of_one_agent_are_alike():
    spread, alone = Answered(), Answered()
    dealt(spread, 120, 80)
    for agent, answer in zip("abcdefgh", ["yes"] * 5 + ["no"] * 3, strict=True):
        alone.add(agent, NOW, [answer] * 25)
    widths = []
    for store in (spread, alone):
        row = made(store, GENERAL)[("question", "", "1")]
        widths.append(row["standardised_high"] - row["standardised_low"])
    assert widths[1] > 2 * widths[0]


def test_versions_and_unsure_answers_stay_apart():
    store = Answered()
    dealt(store, 10, 10)
    dealt(store, 5, 0, definition="2")
    store.add("a", NOW, ["unsure"] * 4 + ["not_applicable"])
    found = made(store)
    assert (found[("question", "", "1")]["n"], found[("question", "", "1")]["unsure"]) == (20, 4)
    assert found[("question", "", "2")]["n"] == 5


def test_the_trend_goes_over_six_periods_oldest_first():
    store = Answered()
    for age, yes in ((0, 9), (1, 8), (5, 5), (6, 1)):
        dealt(store, yes, 10 - yes, when=NOW - timedelta(days=28 * age))
    trend = made(store)[("question", "", "1")]["trend"]
    assert [point["observed"] for point in trend] == [0.5, 0.8, 0.9]
    assert trend[-1]["period_from"] == PERIOD.start
    assert (trend[0]["period_to"] - trend[0]["period_from"]).days == 27


@pytest.mark.parametrize("agents", ["", "a"])
def test_thin_data_is_no_mistake(agents):
    store = Answered()
    for agent in agents:
        store.add(agent, NOW, ["yes"])
        store.add(agent, None, ["yes"])
        store.add(agent, NOW, ["unsure"], question="closing")
    found = made(store, GENERAL, Target("closing", 0.5))
    assert {row["state"] for row in found.values()} <= {NOT_ENOUGH}
