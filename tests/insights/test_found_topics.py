"""Found topics in the warehouse: the same id from night to night, nothing of deleted text, no name of few customers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data.retention import expire
from data.warehouse import insert, migrate
from insights.found_topics import make_found_topics
from insights.periods import Period

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28))
SUBJECTS = {
    "refund": ["refund", "money", "card", "charged", "twice", "bank"],
    "login": ["password", "login", "locked", "account", "code", "reset"],
    "parcel": ["parcel", "courier", "late", "door", "depot", "van"],
}
TABLES = ("found_topics", "found_topic_conversations", "topic_trends")


@dataclass(frozen=True)
class Spaced:
    """A word between spaces."""

    form: str
    start: int
    end: int


def spaced(text: str, language: str) -> list[Spaced]:
    """Every word but greetings and placeholders."""
    words, place = [], 0
    for word in text.split(" "):
        if word and word != "hello" and not word.startswith("<"):
            words.append(Spaced(word, place, place + len(word)))
        place += len(word) + 1
    return words


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    migrate(connection)
    return connection


def take(connection: duckdb.DuckDBPyConnection, items: Sequence[tuple[str, str, int]], **more: Any) -> None:
    """Conversations of (key, what the customer says, days ago), with a topic and an outcome."""
    end = datetime(2026, 11, 28, 12, tzinfo=UTC)
    rows = [
        {
            "conversation_key": key, "source": "s", "conversation_id": key, "revision": 1, "is_current": True, "batch_id": "b",
            "language": "en", "started_at": end - timedelta(days=ago), "times_ok": True, "customer_key": f"u-{key}",
            "metadata": "{}", "warnings": [], **more,
        }
        for key, _, ago in items
    ]  # fmt: skip
    turns = [
        {"conversation_key": key, "turn": turn, "role": role, "internal": False, "text": text}
        for key, said, _ in items
        for turn, (role, text) in enumerate(
            [("agent", "hello"), ("customer", "hello <NAME>"), ("customer", said)]
        )
    ]
    topics = [
        {"conversation_key": key, "topic": "other", "given_by": "none", "version": "1"} for key, _, _ in items
    ]
    for table, made in (("conversations", rows), ("turns", turns), ("topics", topics)):
        insert(connection, table, pa.Table.from_pylist(made))


def about(subject: str, numbers: range, ago: int | None = None) -> list[tuple[str, str, int]]:
    """Conversations of a subject, spread over both periods or so many days ago."""
    found = []
    for number in numbers:
        chance = random.Random(f"{subject}{number}")
        words = " ".join(chance.sample(SUBJECTS[subject], 4))
        found.append((f"{chance.getrandbits(64):016x}", words, chance.randrange(55) if ago is None else ago))
    return found


def make(connection: duckdb.DuckDBPyConnection, smallest: int = 5) -> tuple[int, int]:
    return make_found_topics(connection, PERIOD, spaced, smallest)


def topics(connection: duckdb.DuckDBPyConnection, table: str = "found_topics") -> list[dict[str, Any]]:
    return list(connection.execute(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_table().to_pylist())  # noqa: S608


def named(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """The row of each subject whose words name it."""
    return {
        s: row
        for row in topics(connection)
        for s, words in SUBJECTS.items()
        if set(words) & set(row["name"].split())
    }


def test_topics_are_found_and_named_by_their_words(connection: duckdb.DuckDBPyConnection) -> None:
    for subject in SUBJECTS:
        take(connection, about(subject, range(30)))
    assert make(connection) == (90, 3)
    found = named(connection)
    assert set(found) == set(SUBJECTS)
    for row in found.values():
        assert row["size"] + row["previous_size"] == 30
        assert row["compared_with"] + row["previous_compared_with"] == 90
        assert (row["state"], row["topic"], row["topic_share"]) == ("steady", "other", 1.0)
        assert len({quote["conversation_key"] for quote in row["quotes"]}) == 3
        assert {quote["turn"] for quote in row["quotes"]} == {2}


def test_ids_stay_night_by_night(connection: duckdb.DuckDBPyConnection) -> None:
    """A subject that comes later gets an id of its own; whoever is in a topic stays in it."""
    take(connection, about("refund", range(40)) + about("login", range(40)))
    make(connection)
    before = {
        row["conversation_key"]: row["found_topic"] for row in topics(connection, "found_topic_conversations")
    }
    assert len(set(before.values())) == 2
    for night in range(4):
        first = 40 + 5 * night
        take(connection, [c for s in SUBJECTS for c in about(s, range(first, first + 5), ago=0)])
        make(connection)
        after = {
            row["conversation_key"]: row["found_topic"]
            for row in topics(connection, "found_topic_conversations")
        }
        assert {key: after.get(key) for key in before} == before
        before = after
    assert len(set(before.values())) == 3


def test_a_rerun_gives_the_same_rows(connection: duckdb.DuckDBPyConnection) -> None:
    take(connection, [c for s in SUBJECTS for c in about(s, range(30))])
    make(connection)
    before = [topics(connection, table) for table in TABLES]
    make(connection)
    assert [topics(connection, table) for table in TABLES] == before


def test_the_order_of_rows_decides_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    items = [c for s in SUBJECTS for c in about(s, range(30))]
    take(connection, items)
    make(connection)
    other = duckdb.connect()
    migrate(other)
    other.execute("SET TimeZone = 'UTC'")
    take(other, items[::-1])
    make(other)
    assert [topics(connection, table) for table in TABLES] == [topics(other, table) for table in TABLES]


def test_a_topic_that_begins_is_new_with_the_words_that_drive_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    take(
        connection,
        about("refund", range(120)) + about("login", range(120)) + about("parcel", range(60), ago=3),
    )
    take(connection, about("parcel", range(60, 80), ago=10) + about("parcel", range(80, 110), ago=20))
    make(connection)
    found = named(connection)
    assert (found["parcel"]["state"], found["parcel"]["previous_size"], found["parcel"]["growth"]) == (
        "new",
        0,
        None,
    )
    assert set(found["parcel"]["driven_by"].split()) & set(SUBJECTS["parcel"])
    assert found["parcel"]["q"] <= 0.05
    assert {found["refund"]["driven_by"], found["login"]["driven_by"]} == {""}


@pytest.mark.parametrize(
    "items",
    [[], about("refund", range(3)), [(f"{n}", "hello <NAME> <EMAIL>", 0) for n in range(60)]],
    ids=["nothing", "three", "placeholders"],
)
def test_too_little_is_no_topic(
    connection: duckdb.DuckDBPyConnection, items: list[tuple[str, str, int]]
) -> None:
    if items:
        take(connection, items)
    assert make(connection)[1] == 0
    assert topics(connection) == topics(connection, "found_topic_conversations") == []


@pytest.mark.parametrize(
    "text", ["parcel late again", "parcel late again " + "word " * 5_000], ids=["short", "long"]
)
def test_the_same_text_everywhere_is_one_topic(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    take(connection, [(f"{number:016x}", text, number % 50) for number in range(200)])
    assert make(connection) == (200, 1)
    assert "again" in topics(connection)[0]["name"]


def test_a_topic_of_four_customers_has_no_name(connection: duckdb.DuckDBPyConnection) -> None:
    take(connection, about("login", range(60)))
    for customer in range(4):
        mine = about("refund", range(10 * customer, 10 * customer + 10))
        take(connection, mine, customer_key=f"u-{customer}")
    make(connection)
    assert set(named(connection)) == {"login"}
    assert [row["phrases"] for row in topics(connection) if not row["name"]] == [""]


def test_agents_are_not_named(connection: duckdb.DuckDBPyConnection) -> None:
    take(connection, about("login", range(30)) + [(f"{n:016x}", "marcus refund money", 1) for n in range(30)])
    connection.execute(
        "INSERT INTO agents (agent_id, person_id, name, exclude) VALUES ('a', 'a', 'Marcus Bell', false)"
    )
    make(connection)
    assert "marcus" not in " ".join(row["phrases"] + row["driven_by"] for row in topics(connection))


def test_deleted_words_leave_names_at_once_and_topics_the_night_after(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    old, recent = datetime(2026, 11, 10, tzinfo=UTC), date(2026, 11, 29)
    take(connection, about("refund", range(60), ago=40) + about("login", range(60), ago=1))
    make(connection)
    gone = named(connection)["refund"]["found_topic"]
    expire(connection, old, recent)
    [row] = [row for row in topics(connection) if row["found_topic"] == gone]
    assert (row["name"], row["phrases"], row["driven_by"]) == ("", "", "")
    assert set(named(connection)) == {"login"}
    assert make(connection) == (60, 1)
    assert gone not in {row["found_topic"] for row in topics(connection, "found_topic_conversations")}
    assert named(connection)["login"]["previous_compared_with"] == 0


def test_taxonomy_topics_have_trends(connection: duckdb.DuckDBPyConnection) -> None:
    take(connection, about("refund", range(100)))
    make(connection)
    [row] = topics(connection, "topic_trends")
    assert (row["topic"], row["state"], row["size"] + row["previous_size"]) == ("other", "steady", 100)


def test_excluded_and_unjudged_conversations_open_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    take(connection, about("refund", range(60)), excluded="test")
    take(connection, about("login", range(60)), not_scored="roles unclear")
    assert make(connection) == (0, 0)


@pytest.mark.parametrize("days", [1, 7, 28, 30])
def test_periods_of_any_length(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    take(connection, about("refund", range(100)))
    period = Period(PERIOD.end - timedelta(days=days - 1), PERIOD.end)
    make_found_topics(connection, period, spaced)
    assert all(row["period_from"] == period.start for row in topics(connection))
