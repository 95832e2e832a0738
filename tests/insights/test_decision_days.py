"""Flags are decided on fixed days, stand in between, and remember since when."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from data.warehouse import insert, migrate
from insights.flags import FlagSettings, decision_period, make_flags
from insights.periods import Period

LAST = date(2026, 11, 28)
EIGHT = "bcdefgh"


def period(end):
    return Period(end - timedelta(days=27), end, "UTC")


def answered(connection, agent, yes, no, day):
    """Conversations of that day, answered yes or no."""
    started = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    keys = [f"{agent}-{day}-{n}" for n in range(yes + no)]
    conversations = [
        {
            "conversation_key": key, "conversation_id": key, "source": "s", "revision": 1, "is_current": True, "batch_id": "b",
            "language": "en", "started_at": started, "times_ok": True, "metadata": "{}", "warnings": [],
        }
        for key in keys
    ]  # fmt: skip
    answers = [
        {
            "conversation_key": key, "agent_id": agent, "scorecard": "c@1", "section": "s", "question": "greeting", "definition": "1",
            "answer": "yes" if n < yes else "no", "value": float(n < yes), "probability": 0.99, "weight": 1.0, "critical": False,
            "reason": "r", "evidence": [],
        }
        for n, key in enumerate(keys)
    ]  # fmt: skip
    insert(connection, "conversations", pa.Table.from_pylist(conversations))
    insert(connection, "answers", pa.Table.from_pylist(answers))


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        migrate(connection)
        for day in (LAST - timedelta(days=20), LAST + timedelta(days=5)):
            answered(connection, "a", 30, 30, day)
            for colleague in EIGHT:
                answered(connection, colleague, 57, 3, day)
        yield connection


def states(connection):
    return dict(
        connection.execute("SELECT subject, (state, since) FROM flags WHERE kind = 'agent'").fetchall()
    )


def test_a_standing_flag_keeps_its_first_day(connection):
    make_flags(connection, period(LAST), FlagSettings())
    assert states(connection)["a"] == ("below", LAST)
    make_flags(connection, period(LAST + timedelta(days=7)), FlagSettings())
    assert states(connection)["a"] == ("below", LAST)


def test_a_flag_that_went_and_comes_again_begins_anew(connection):
    make_flags(connection, period(LAST), FlagSettings())
    connection.execute("UPDATE answers SET answer = 'yes', value = 1 WHERE agent_id = 'a'")
    make_flags(connection, period(LAST + timedelta(days=7)), FlagSettings())
    assert states(connection)["a"][0] != "below"
    connection.execute("UPDATE answers SET answer = 'no', value = 0 WHERE agent_id = 'a'")
    make_flags(connection, period(LAST + timedelta(days=14)), FlagSettings())
    assert states(connection)["a"] == ("below", LAST + timedelta(days=14))


def test_a_flag_that_turns_round_begins_anew(connection):
    make_flags(connection, period(LAST), FlagSettings())
    connection.execute("UPDATE answers SET answer = if(value = 1, 'no', 'yes'), value = 1 - value")
    make_flags(connection, period(LAST + timedelta(days=7)), FlagSettings())
    assert states(connection)["a"] == ("above", LAST + timedelta(days=7))


@pytest.mark.parametrize(
    ("days_later", "decided_on"),
    [(0, LAST), (1, LAST), (6, LAST), (7, LAST + timedelta(days=7)), (30, LAST + timedelta(days=30))],
)
def test_between_decisions_the_last_one_holds(connection, days_later, decided_on):
    make_flags(connection, period(LAST), FlagSettings())
    now = period(LAST + timedelta(days=days_later))
    assert decision_period(connection, now, FlagSettings()) == period(decided_on)


def test_an_earlier_night_reported_again_is_decided_by_itself(connection):
    make_flags(connection, period(LAST), FlagSettings())
    earlier = period(LAST - timedelta(days=3))
    assert decision_period(connection, earlier, FlagSettings()) == earlier
