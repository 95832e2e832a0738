"""Changes in the warehouse: weeks by the local calendar, new histories, versions apart, and every kind of thin data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from insights.change import DECLINING, IMPROVING, NO_HISTORY, STEADY, ChangeSettings, make_changes, weeks_to
from insights.periods import Period
from tests.insights.answered import Answered, at

DAY = date(2026, 11, 19)
PERIOD = Period(date(2026, 10, 22), date(2026, 11, 18), "Asia/Seoul")
FIRST = date(2026, 5, 25)  # a Monday, 25 whole weeks before DAY
NEWEST = date(2026, 11, 15)


def fill(store: Answered, agent: str, weeks: range = range(25), yes: int = 8, of: int = 10, **more) -> None:
    """So many answers on every Wednesday of these weeks."""
    for week in weeks:
        when = at(FIRST + timedelta(weeks=week, days=2))
        store.add(agent, when, ["yes"] * yes + ["no"] * (of - yes), **more)


def made(store: Answered, **settings) -> dict[tuple[str, str, str], dict]:
    make_changes(store.flush(), PERIOD, DAY, ChangeSettings(**settings))
    return {(row["kind"], row["subject"], row["definition"]): row for row in store.rows("changes")}


@pytest.fixture
def store() -> Answered:
    """Three steady colleagues."""
    found = Answered()
    for agent in "bcd":
        fill(found, agent)
    return found


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2026, 11, 14), date(2026, 11, 8)), (date(2026, 11, 15), date(2026, 11, 15)), (DAY, NEWEST)],
)
def test_charts_end_with_a_whole_week(day, last):
    first, weeks = weeks_to(day)
    assert first.weekday() == 0
    assert 27 <= weeks <= 39
    assert first + timedelta(weeks=weeks, days=-1) == last


def test_charts_keep_their_first_week_for_a_quarter():
    firsts = {weeks_to(date(2026, 1, 4) + timedelta(weeks=w))[0] for w in range(26)}
    assert len(firsts) <= 3


@pytest.mark.parametrize(("yes", "state", "way"), [(3, DECLINING, -1), (9, STEADY, 0), (8, STEADY, 0)])
def test_an_agent_is_held_against_their_own_past(store, yes, state, way):
    fill(store, "a", range(19))
    fill(store, "a", range(19, 25), yes=yes)
    row = made(store)[("agent", "a", "1")]
    assert row["state"] == state
    if way:
        assert abs((row["since"] - FIRST).days / 7 - 19) <= 1
        assert row["size_low"] <= -0.5 <= row["size_high"]
        assert row["noticed"] <= row["history_to"] == NEWEST
        assert "lower than before" in row["reason"]
        assert len(row["points"]) == 25
    else:
        assert row["points"] is None


def test_improving_is_told_too(store):
    fill(store, "a", range(19), yes=3)
    fill(store, "a", range(19, 25), yes=9)
    assert made(store)[("agent", "a", "1")]["state"] == IMPROVING


def test_a_training_begins_a_new_history(store):
    fill(store, "a", range(19), yes=3)
    fill(store, "a", range(19, 25), yes=9)
    store.row(
        "trainings",
        {"person_id": "a", "skill": "greeting", "trained_on": FIRST + timedelta(weeks=18, days=3)},
    )
    row = made(store)[("agent", "a", "1")]
    assert (row["state"], row["weeks"]) == (STEADY, 6)


def test_versions_of_a_question_are_never_one_history(store):
    fill(store, "a", range(19))
    fill(store, "a", range(19, 25), yes=2, definition="2")
    found = made(store)
    assert ("agent", "a", "1") not in found  # asked no more
    row = found[("agent", "a", "2")]
    assert (row["state"], row["weeks"]) == (STEADY, 6)


def test_a_short_history_says_how_much_is_missing(store):
    fill(store, "a", range(23, 25), of=8)
    row = made(store)[("agent", "a", "1")]
    assert (row["state"], row["weeks"], row["weeks_needed"]) == (NO_HISTORY, 2, 5)
    assert row["reason"] == "Not enough history yet: 2 weeks with answers, about 5 more needed."


def test_the_week_turns_at_local_midnight():
    store = Answered()
    for day in (date(2026, 11, 8), date(2026, 11, 15)):  # Sundays, 16:00 UTC: Monday in Seoul
        store.add("a", at(day, 16), ["yes"] * 3)
    row = made(store)[("agent", "a", "1")]
    assert (row["weeks"], row["n"]) == (1, 3)


def test_a_topic_is_held_against_its_own_past_alone(store):
    fill(store, "b", range(19), topic="refund")
    fill(store, "b", range(19, 25), yes=2, topic="refund")
    found = made(store)
    assert found[("topic", "refund", "1")]["state"] == DECLINING
    assert found[("topic", "delay", "1")]["state"] == STEADY


@pytest.mark.parametrize("agents", ["", "a"], ids=["nothing at all", "one agent, one topic"])
def test_thin_data_is_no_mistake(agents):
    store = Answered()
    for agent in agents:
        fill(store, agent)
        store.add(agent, None, ["yes"])
    found = made(store)
    assert {row["state"] for row in found.values()} <= {STEADY}
    assert len(found) == 2 * len(agents)


def test_one_week_of_data_is_no_history():
    store = Answered()
    fill(store, "a", range(24, 25))
    assert {row["state"] for row in made(store).values()} == {NO_HISTORY}


def test_excluded_agents_have_no_chart(store):
    store.row("agents", {"agent_id": "b", "person_id": "p", "exclude": True})
    assert ("agent", "p", "1") not in made(store)


def test_the_order_of_rows_changes_nothing(store):
    fill(store, "a", range(19))
    fill(store, "a", range(19, 25), yes=3)
    first = made(store)
    store.connection.execute("CREATE TABLE again AS SELECT * FROM answers ORDER BY hash(conversation_key)")
    store.connection.execute("DELETE FROM answers; INSERT INTO answers SELECT * FROM again")
    assert made(store) == first
