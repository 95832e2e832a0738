"""Training plans from flags: who is planned, with whom, in which order, with which examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from data.warehouse import migrate
from insights.periods import Period
from insights.plans import make_plans

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28))


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection)
    return connection


def add(connection: duckdb.DuckDBPyConnection, subject: str, state: str, **columns: Any) -> None:
    row = {"kind": "agent", "subject": subject, "definition": "1", "question": "empathy", "n": 40}
    row |= {
        "period_from": PERIOD.start,
        "period_to": PERIOD.end,
        "observed": 0.4,
        "expected": 0.8,
        "low": 0.3,
    }
    row |= {"high": 0.5, "compared_with": 400, "state": state, "more_needed": None, "reason": "r"}
    row |= {"worst": [f"{subject}-bad1", f"{subject}-bad2"], "best": [f"{subject}-good"]} | columns
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO flags ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608


def plans(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    make_plans(connection, PERIOD)
    result = connection.execute("SELECT * FROM plans")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.mark.parametrize(
    "state", ["not enough conversations yet", "no comparable colleagues", "as expected", "above"]
)
def test_only_who_is_below_is_planned(connection: duckdb.DuckDBPyConnection, state: str) -> None:
    add(connection, "a", state)
    assert plans(connection) == []


def test_a_plan_names_agents_priority_and_examples(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "a", "below")
    add(connection, "b", "below", observed=0.2)
    add(connection, "c", "as expected")
    add(connection, "d", "above")
    add(connection, "e", "below", question="greeting", observed=0.7)
    add(connection, "f", "below", period_to=date(2026, 10, 1))
    first, second = plans(connection)
    assert (first["skill"], first["agents"], first["priority"]) == ("empathy", ["b", "a"], 40.0)
    assert first["gap_examples"] == ["b-bad1", "a-bad1", "b-bad2", "a-bad2"]
    assert first["good_examples"] == ["d-good", "c-good"]
    assert first["reason"] == "2 agents are below what colleagues reach: 30 % of 80 answers against 80 %."
    assert (second["skill"], second["agents"]) == ("greeting", ["e"])


def test_more_than_eight_agents_make_a_further_group(connection: duckdb.DuckDBPyConnection) -> None:
    for number in range(10):
        add(connection, f"a{number}", "below", observed=0.1 + number / 100)
    groups = [plan["agents"] for plan in plans(connection)]
    assert groups == [[f"a{n}" for n in range(8)], ["a8", "a9"]]


def test_a_topic_that_fell_gets_a_row_without_agents(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "lost_parcel", "below", kind="topic")
    (plan,) = plans(connection)
    assert (plan["topic"], plan["agents"], plan["good_examples"]) == ("lost_parcel", [], ["lost_parcel-good"])
    assert plan["reason"].startswith("40 % of 40 answers, 80 % in the period before")


def test_made_again_adds_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    add(connection, "a", "below")
    assert plans(connection) == plans(connection)
