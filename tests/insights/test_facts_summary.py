"""Surveys, costs, and the headline figures of a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import duckdb
import pytest

from data.warehouse import migrate
from insights.facts import FIGURES, FactSettings, make_facts, service_summary

CONVERSATION = """
    INSERT INTO conversations BY NAME
    SELECT
        $key AS conversation_key, $source AS "source", $id AS conversation_id, 1 AS revision, true AS is_current,
        'b' AS batch_id, $channel AS channel, $at::TIMESTAMPTZ AS started_at, true AS times_ok,
        $customer AS customer_key, $queue AS queue, $csat AS csat, '{}' AS metadata, []::VARCHAR[] AS warnings
"""
TURNS = """
    INSERT INTO turns BY NAME
    SELECT
        $key AS conversation_key, unnest([0, 1, 2]) AS turn, unnest(['customer', 'agent', 'customer']) AS "role",
        unnest([NULL, 'a', NULL]) AS agent_id, false AS internal, 'x' AS "text", unnest([0, $answer, 1860]) AS t
"""


def add(
    connection: duckdb.DuckDBPyConnection,
    key: str,
    at: str | None = "2026-03-01T09:00:00Z",
    *,
    answer: float = 60,
    source: str = "s",
    id: str | None = None,
    channel: str = "chat",
    customer: str | None = "u",
    queue: str | None = None,
    csat: float | None = None,
) -> None:
    """A contact of 31 minutes: the customer at 0 s, the agent at `answer` s, the customer again at 1860 s."""
    columns = {"source": source, "id": id or key, "channel": channel, "at": at, "customer": customer}
    connection.execute(CONVERSATION, {"key": key, **columns, "queue": queue, "csat": csat})
    connection.execute(TURNS, {"key": key, "answer": answer})


def facts(connection: duckdb.DuckDBPyConnection, fact: str) -> dict[str, float]:
    make_facts(connection, FactSettings())
    rows = connection.execute("SELECT conversation_key, value FROM facts WHERE fact = ?", [fact]).fetchall()
    return dict(rows)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection)
    return connection


SURVEYS = [
    # what, (conversation_id, customer_key, kind, score, answered_at) …, fact, values
    ("by conversation", [("c", None, "csat", 4, None)], "csat", {"c": 4, "own": 1}),
    ("its own comes first", [("own", None, "csat", 5, "2026-03-02T09:00:00Z")], "csat", {"own": 1}),
    ("another kind", [("own", None, "nps", 9, None)], "nps", {"own": 9}),
    ("effort is called ces", [("c", None, "ces", 2, None)], "effort", {"c": 2}),
    ("of an unknown conversation", [("x", "u", "nps", 9, "2026-03-01T10:00:00Z")], "nps", {}),
    ("an id that two sources share", [("same", None, "nps", 9, None)], "nps", {}),
    ("by customer, the contact before", [(None, "u", "nps", 9, "2026-03-01T10:00:00Z")], "nps", {"c": 9}),
    ("the nearest of two", [(None, "u", "nps", 9, "2026-03-03T10:00:00Z")], "nps", {"d": 9}),
    ("while it went on", [(None, "u", "nps", 9, "2026-03-01T09:05:00Z")], "nps", {"c": 9}),
    ("before any contact", [(None, "u", "nps", 9, "2026-03-01T08:59:00Z")], "nps", {}),
    ("exactly seven days", [(None, "u", "nps", 9, "2026-03-10T09:31:00Z")], "nps", {"d": 9}),
    ("more than seven days", [(None, "u", "nps", 9, "2026-03-10T09:31:00.001Z")], "nps", {}),
    ("of nobody we know", [(None, "v", "nps", 9, "2026-03-01T10:00:00Z")], "nps", {}),
    ("at no known time", [(None, "u", "nps", 9, None)], "nps", {}),
    (
        "the newest counts",
        [("c", None, "nps", 9, "2026-03-02T09:00:00Z"), ("c", None, "nps", 3, "2026-03-03T09:00:00Z"), ("c", None, "nps", 5, None)],
        "nps", {"c": 3},
    ),
    (
        "one that names it comes before one that does not",
        [("c", None, "nps", 9, None), (None, "u", "nps", 3, "2026-03-01T10:00:00Z")],
        "nps", {"c": 9},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "answers", "fact", "values"), SURVEYS, ids=[row[0] for row in SURVEYS])
def test_surveys(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    answers: list[tuple[Any, ...]],
    fact: str,
    values: dict[str, float],
) -> None:
    add(connection, "c")
    add(connection, "d", "2026-03-03T09:00:00Z")
    add(connection, "own", "2026-02-01T09:00:00Z", customer=None, csat=1)
    add(connection, "one", source="s", id="same", customer=None)
    add(connection, "two", source="t", id="same", customer=None)
    connection.executemany("INSERT INTO surveys VALUES (?, ?, ?, ?, ?, NULL)", answers)
    assert facts(connection, fact) == values


@pytest.mark.parametrize(
    ("at", "queue", "channel", "cost"),
    [
        ("2026-03-01T09:00:00Z", "parcel", "chat", 10.0),
        ("2026-03-14T23:59:00Z", "parcel", "chat", 10.0),
        ("2026-03-15T00:00:00Z", "parcel", "chat", 15.0),
        ("2026-05-01T09:00:00Z", "parcel", "chat", 15.0),
        (None, "parcel", "chat", 10.0),
        ("2026-03-01T09:00:00Z", "bank", "chat", None),  # its first rate starts later
        ("2026-03-01T09:00:00Z", "none", "chat", None),
        ("2026-03-01T09:00:00Z", None, "chat", None),
        ("2026-03-01T09:00:00Z", "parcel", "email", None),
    ],
)
def test_cost_of_half_an_hour(
    connection: duckdb.DuckDBPyConnection, at: str | None, queue: str | None, channel: str, cost: float | None
) -> None:
    connection.execute("SET TimeZone = 'Asia/Seoul'")
    connection.execute(
        "INSERT INTO costs VALUES ('parcel', NULL, 20), ('parcel', '2026-03-15', 30), ('bank', '2026-04-01', 9)"
    )
    add(connection, "c", at, queue=queue, channel=channel)
    assert facts(connection, "cost").get("c") == cost


MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def summary(
    connection: duckdb.DuckDBPyConnection, period: tuple[datetime, datetime] = MARCH
) -> dict[Any, tuple[float | None, int]]:
    rows = service_summary(connection, *period)
    by_name = {
        (r["figure"], r["channel"]) if r["channel"] else r["figure"]: (r["value"], r["n"]) for r in rows
    }
    assert len(by_name) == len(rows)
    return by_name


def test_every_figure_is_documented_and_null_without_facts(connection: duckdb.DuckDBPyConnection) -> None:
    rows = service_summary(connection, *MARCH)
    assert list(dict.fromkeys(row["figure"] for row in rows)) == list(FIGURES)
    assert {(row["value"], row["n"]) for row in rows} == {(None, 0)}
    channels = [row["channel"] for row in rows if row["figure"] == "first_response_in_target"]
    assert channels == ["call", "chat", "email"]


def test_figures_of_known_contacts(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "c", answer=60, customer="u")
    add(connection, "d", answer=61, customer="u")
    add(connection, "e", answer=60, customer="v", channel="call")
    add(connection, "f", answer=60, customer="v", channel="call", csat=3)
    for key, topic, outcome in [
        ("c", "refund", "unresolved"), ("d", "refund", "resolved"), ("e", "customs", "abandoned"), ("f", "account", "resolved"),
    ]:  # fmt: skip
        connection.execute("INSERT INTO topics BY NAME SELECT ? AS conversation_key, ? AS topic, 'declared' AS given_by, '1' AS version", [key, topic])  # fmt: skip
        connection.execute("INSERT INTO outcomes BY NAME SELECT ? AS conversation_key, ? AS outcome, 1 AS probability, 2 AS turn, false AS customer_left, false AS refused, '1' AS version", [key, outcome])  # fmt: skip
    for key in "cd":
        connection.execute("INSERT INTO signals VALUES (?, 1, 'cue:transfer', 1, 0.9, 0, 1, 'd', '1')", [key])
    answers = [("c", 10), ("d", 9), ("e", 6), ("f", 8)]
    connection.executemany("INSERT INTO surveys VALUES (?, NULL, 'nps', ?, NULL, NULL)", answers)
    make_facts(connection, FactSettings())
    found = summary(connection)
    assert found["first_response_in_target", "chat"] == (0.5, 2)
    assert found["first_response_in_target", "call"] == (0, 2)
    assert found["first_response_in_target", "email"] == (None, 0)
    assert found["first_response_s", "chat"] == (60.5, 2)
    assert found["handle_time_s"] == (1800, 4)
    assert found["resolved_in_24h"] == (0.5, 4)
    assert found["first_contact_resolution"] == (0.25, 4)
    assert found["repeat_contacts"] == (0.25, 4)
    assert found["abandonment"] == (0.25, 4)
    assert found["transferred"] == (0.5, 4)
    assert found["followed_up_after_transfer"] == (0, 2)
    assert found["csat"] == (3, 1)
    assert found["nps"] == (25, 4)
    assert found["promises_kept"] == (None, 0)


def test_a_score_outside_the_scale_is_no_promoter(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "c")
    add(connection, "d")
    connection.execute(
        "INSERT INTO surveys VALUES ('c', NULL, 'nps', 100, NULL, NULL), ('d', NULL, 'nps', 0, NULL, NULL)"
    )
    make_facts(connection, FactSettings())
    assert summary(connection)["nps"] == (-100, 1)


def test_a_period_is_of_local_days_and_ends_before_its_end(connection: duckdb.DuckDBPyConnection) -> None:
    seoul = timezone(timedelta(hours=9))
    day = (datetime(2026, 3, 2, tzinfo=seoul), datetime(2026, 3, 3, tzinfo=seoul))
    for key, at in [("before", "01T14:59:59Z"), ("first", "01T15:00:00Z"), ("last", "02T14:59:59Z"), ("after", "02T15:00:00Z")]:  # fmt: skip
        add(connection, key, f"2026-03-{at}")
    add(connection, "at no known time", None)
    make_facts(connection, FactSettings())
    assert summary(connection, day)["handle_time_s"] == (1800, 2)


def test_a_conversation_excluded_since_does_not_count(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "c")
    make_facts(connection, FactSettings())
    connection.execute("UPDATE conversations SET excluded = 'test call'")
    assert summary(connection)["handle_time_s"] == (None, 0)


def test_a_period_without_a_time_zone_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ValueError, match="time zone"):
        service_summary(connection, datetime(2026, 3, 1), datetime(2026, 4, 1))  # noqa: DTZ001
