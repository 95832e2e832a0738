"""Service facts that other contacts of the same customer decide, and those from surveys and costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from data.warehouse import migrate
from insights.facts import FactSettings, make_facts

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = 24.0
MILLISECOND = 0.001 / 3600


@dataclass(frozen=True)
class Contact:
    """A contact of ten minutes: the customer at 0 s, the agent at 60 s, the customer again at 600 s.

    at: hours after START, None unknown. Without an agent, a bot answers. The outcome is shown by the last turn.
    cue: what was said in the turn cue_turn.
    """

    key: str
    at: float | None = 0.0
    topic: str | None = "refund"
    outcome: str | None = "resolved"
    customer: str | None = "u"
    channel: str = "chat"
    queue: str | None = None
    agent: str | None = "a"
    cue: str | None = None
    cue_turn: int = 0
    promised: bool = False
    transfer: bool = False
    times_ok: bool = True


def insert(connection: duckdb.DuckDBPyConnection, table: str, **columns: Any) -> None:
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))  # noqa: S608


def warehouse(*contacts: Contact) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection)
    for c in contacts:
        here = {"conversation_key": c.key}
        started_at = None if c.at is None else START + timedelta(hours=c.at)
        insert(
            connection, "conversations", **here, source="s", conversation_id=c.key, revision=1, is_current=True,
            batch_id="b", channel=c.channel, started_at=started_at, times_ok=c.times_ok, customer_key=c.customer,
            queue=c.queue, metadata="{}", warnings=[],
        )  # fmt: skip
        for turn, (role, t) in enumerate(
            [("customer", 0), ("agent" if c.agent else "bot", 60), ("customer", 600)]
        ):
            agent_id = c.agent if role == "agent" else None
            insert(
                connection,
                "turns",
                **here,
                turn=turn,
                role=role,
                agent_id=agent_id,
                internal=False,
                text="x",
                t=t,
            )
        seen = [(c.cue_turn, c.cue)] if c.cue else []
        for turn, name in seen + ([(1, "cue:transfer")] if c.transfer else []):
            insert(
                connection, "signals", **here, turn=turn, name=name, level=1, probability=0.9, span_start=0,
                span_end=1, detector="d", version="1",
            )  # fmt: skip
        if c.topic is not None:
            insert(connection, "topics", **here, topic=c.topic, given_by="declared", version="1")
        if c.outcome is not None:
            insert(
                connection, "outcomes", **here, outcome=c.outcome, probability=0.9, turn=2,
                promise_turn=1 if c.promised else None, customer_left=False, refused=False, version="1",
            )  # fmt: skip
    return connection


def facts(connection: duckdb.DuckDBPyConnection, fact: str, **settings: Any) -> dict[str, float]:
    make_facts(connection, FactSettings(**settings))
    rows = connection.execute(
        "SELECT conversation_key, value FROM facts WHERE fact = ? AND agent_id IS NULL", [fact]
    ).fetchall()
    assert len(rows) == len(dict(rows)), "a fact has one value a conversation"
    return dict(rows)


TEN_MINUTES = 1 / 6
WEEK_AFTER_END = 7 * DAY + TEN_MINUTES
REPEATS = [
    # what, contacts, repeat_contact, repeated_within_7d, first_contact_resolution
    ("once", [Contact("c")], {"c": 0}, {"c": 0}, {"c": 1}),
    (
        "exactly seven days after the end, another channel",
        [Contact("c"), Contact("d", WEEK_AFTER_END, channel="call")],
        {"c": 0, "d": 1}, {"c": 1, "d": 0}, {"c": 0, "d": 0},
    ),
    (
        "a millisecond more",
        [Contact("c"), Contact("d", WEEK_AFTER_END + MILLISECOND)],
        {"c": 0, "d": 0}, {"c": 0, "d": 0}, {"c": 1, "d": 1},
    ),
    (
        "before the other has ended",
        [Contact("c"), Contact("d", TEN_MINUTES / 2)],
        {"c": 0, "d": 1}, {"c": 1, "d": 0}, {"c": 0, "d": 0},
    ),
    (
        "another topic",
        [Contact("c"), Contact("d", 1, topic="customs")],
        {"c": 0, "d": 0}, {"c": 0, "d": 0}, {"c": 1, "d": 1},
    ),
    (
        "another customer",
        [Contact("c"), Contact("d", 1, customer="v")],
        {"c": 0, "d": 0}, {"c": 0, "d": 0}, {"c": 1, "d": 1},
    ),
    ("an unknown customer", [Contact("c", customer=None), Contact("d", 1, customer=None, outcome="unresolved")], {}, {}, {}),
    ("an unknown start", [Contact("c", None), Contact("d", None, outcome="unresolved")], {}, {}, {"d": 0}),
    (
        "without a topic, alone",
        [Contact("c", topic="other"), Contact("d", 8 * DAY, topic=None)],
        {"c": 0, "d": 0}, {"c": 0, "d": 0}, {"c": 1, "d": 1},
    ),
    (
        "without a topic, near another",
        [Contact("c", topic="other"), Contact("d", 1, topic="other")],
        {"c": 0}, {"d": 0}, {},
    ),
    (
        "without a topic, near the later of two",
        [Contact("c"), Contact("d", 8 * DAY), Contact("e", 9 * DAY, topic="other")],
        {"c": 0, "d": 0}, {"c": 0, "d": 0, "e": 0}, {"c": 1, "d": 1},
    ),
    ("not resolved", [Contact("c", outcome="follow_up")], {"c": 0}, {"c": 0}, {"c": 0}),
    ("unsure", [Contact("c", outcome="unsure")], {"c": 0}, {"c": 0}, {}),
    ("no outcome", [Contact("c", outcome=None)], {"c": 0}, {"c": 0}, {}),
    (
        "an end without times is its start",
        [Contact("c", times_ok=False), Contact("d", WEEK_AFTER_END)],
        {"c": 0, "d": 0}, {"c": 0, "d": 0}, {"c": 1, "d": 1},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "contacts", "again", "back", "first"), REPEATS, ids=[row[0] for row in REPEATS]
)
def test_repeats(what: str, contacts: list[Contact], again: Any, back: Any, first: Any) -> None:
    connection = warehouse(*contacts)
    assert facts(connection, "repeat_contact") == again
    assert facts(connection, "repeated_within_7d") == back
    assert facts(connection, "first_contact_resolution") == first


HOUR = 3600
RESOLUTIONS = [
    # what, contacts, time_to_resolution_s, resolved_in_24h
    ("in the contact", [Contact("c")], {"c": 600}, {"c": 1}),
    ("customer unknown", [Contact("c", customer=None)], {"c": 600}, {"c": 1}),
    ("not resolved", [Contact("c", outcome="escalated")], {}, {"c": 0}),
    ("unsure", [Contact("c", outcome="unsure")], {}, {}),
    ("without times", [Contact("c", times_ok=False)], {}, {}),
    (
        "exactly 24 hours after the first contact",
        [Contact("c", outcome="unresolved"), Contact("d", DAY - TEN_MINUTES)],
        {"d": 24 * HOUR}, {"c": 0, "d": 1},
    ),
    (
        "later",
        [Contact("c", outcome="unresolved"), Contact("d", DAY)],
        {"d": 24 * HOUR + 600}, {"c": 0, "d": 0},
    ),
    (
        "over several contacts, each within the window of the one before",
        [Contact("c", outcome="unresolved"), Contact("d", 6 * DAY, outcome="abandoned"), Contact("e", 12 * DAY)],
        {"e": 12 * 24 * HOUR + 600}, {"c": 0, "d": 0, "e": 0},
    ),
    (
        "a resolved contact ends the case",
        [Contact("c", outcome="unresolved"), Contact("d", 1), Contact("e", 2)],
        {"d": HOUR + 600, "e": 600}, {"c": 0, "d": 1, "e": 1},
    ),
    (
        "a contact of unknown outcome before",
        [Contact("c", outcome="unsure"), Contact("d", 1)],
        {}, {},
    ),
    (
        "an old contact is another case",
        [Contact("c", outcome="unresolved"), Contact("d", 8 * DAY)],
        {"d": 600}, {"c": 0, "d": 1},
    ),
    (
        "another topic is another case",
        [Contact("c", outcome="unresolved", topic="customs"), Contact("d", 1)],
        {"d": 600}, {"c": 0, "d": 1},
    ),
    (
        "of no topic, after another contact",
        [Contact("c", outcome="unresolved"), Contact("d", 1, topic="other")],
        {}, {"c": 0},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "contacts", "time", "in_24h"), RESOLUTIONS, ids=[row[0] for row in RESOLUTIONS]
)
def test_resolution(what: str, contacts: list[Contact], time: Any, in_24h: Any) -> None:
    connection = warehouse(*contacts)
    assert facts(connection, "time_to_resolution_s") == time
    assert facts(connection, "resolved_in_24h") == in_24h


BROKEN, KEPT = "cue:promise_broken", "cue:promise_kept"
OTHERS = [
    # what, contacts, fact, values
    ("broken", [Contact("c", promised=True), Contact("d", 1, cue=BROKEN)], "promise_kept", {"c": 0}),
    ("kept", [Contact("c", promised=True), Contact("d", 1, cue=KEPT)], "promise_kept", {"c": 1}),
    ("the agent says so", [Contact("c", promised=True), Contact("d", 1, cue=BROKEN, cue_turn=1)], "promise_kept", {}),
    ("nobody tells", [Contact("c", promised=True), Contact("d", 1)], "promise_kept", {}),
    ("none made", [Contact("c"), Contact("d", 1, cue=BROKEN)], "promise_kept", {}),
    ("of another customer", [Contact("c", promised=True, customer="v"), Contact("d", 1, cue=BROKEN)], "promise_kept", {}),
    ("of another topic", [Contact("c", promised=True, topic="customs"), Contact("d", 30 * DAY + TEN_MINUTES, cue=BROKEN)], "promise_kept", {"c": 0}),
    ("exactly 30 days", [Contact("c", promised=True), Contact("d", 30 * DAY + TEN_MINUTES, cue=BROKEN)], "promise_kept", {"c": 0}),
    ("too old", [Contact("c", promised=True), Contact("d", 31 * DAY, cue=BROKEN)], "promise_kept", {}),
    ("the last one is meant", [Contact("c", promised=True), Contact("d", 1, promised=True), Contact("e", 2, cue=BROKEN)], "promise_kept", {"d": 0}),
    (
        "of the same topic if there is one",
        [Contact("c", promised=True), Contact("d", 1, topic="customs", promised=True), Contact("e", 2, cue=BROKEN)],
        "promise_kept", {"c": 0},
    ),
    (
        "of the same topic, exactly 30 days ago",
        [Contact("c", promised=True), Contact("d", 1, topic="customs", promised=True), Contact("e", 30 * DAY + TEN_MINUTES, cue=BROKEN)],
        "promise_kept", {"c": 0},
    ),
    ("broken, then kept", [Contact("c", promised=True), Contact("d", 1, cue=BROKEN), Contact("e", 2, cue=KEPT)], "promise_kept", {"c": 0}),
    ("made", [Contact("c", promised=True), Contact("d", 1), Contact("e", 2, outcome=None)], "promise_made", {"c": 1, "d": 0, "e": 0}),
    ("abandoned", [Contact("c", outcome="abandoned"), Contact("d"), Contact("e", outcome="unsure")], "abandoned", {"c": 1, "d": 0}),
    ("repeated in a new contact", [Contact("c"), Contact("d", 1, cue="cue:repeats_problem"), Contact("e", 2)], "customer_repeated_problem", {"d": 1, "e": 0}),
    ("the other leg of a call", [Contact("c", transfer=True), Contact("d", TEN_MINUTES, agent="b")], "follow_up_after_transfer", {"c": 1}),
    (
        "the other leg, after a bot",
        [Contact("c", transfer=True), Contact("d", TEN_MINUTES, agent=None), Contact("e", 2 * TEN_MINUTES, agent="b")],
        "follow_up_after_transfer", {"c": 1},
    ),
    ("the same agent again", [Contact("c", transfer=True), Contact("d", TEN_MINUTES)], "follow_up_after_transfer", {"c": 0}),
    ("called back the next day", [Contact("c", transfer=True), Contact("d", DAY, agent="b")], "follow_up_after_transfer", {"c": 0}),
    ("no sale in the data", [Contact("c")], "contact_after_sale", {}),
    ("after a sale", [Contact("c", topic="sale"), Contact("d", 1), Contact("e", 1, customer="v")], "contact_after_sale", {"d": 1, "e": 0}),
    ("a sale by its queue", [Contact("c", queue="order"), Contact("d", 1)], "contact_after_sale", {"d": 1}),
    ("a sale after a sale", [Contact("c", topic="sale"), Contact("d", 1, topic="order")], "contact_after_sale", {}),
    ("before the sale", [Contact("c"), Contact("d", 1, topic="sale")], "contact_after_sale", {"c": 0}),
    ("exactly 30 days after a sale", [Contact("c", topic="sale"), Contact("d", 30 * DAY + TEN_MINUTES)], "contact_after_sale", {"d": 1}),
    ("31 days after a sale", [Contact("c", topic="sale"), Contact("d", 31 * DAY)], "contact_after_sale", {"d": 0}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "contacts", "fact", "values"), OTHERS, ids=[f"{row[2]}: {row[0]}" for row in OTHERS]
)
def test_other_contacts(what: str, contacts: list[Contact], fact: str, values: dict[str, float]) -> None:
    assert facts(warehouse(*contacts), fact) == values


def test_windows_and_sale_topics_are_settings() -> None:
    connection = warehouse(
        Contact("c"), Contact("d", 2 * DAY, topic="refund"), Contact("e", 3 * DAY, topic="customs")
    )
    assert facts(connection, "repeat_contact", repeat_window_days=1)["d"] == 0
    assert facts(connection, "contact_after_sale", sale_topics=("refund",)) == {"e": 1}
    assert facts(connection, "contact_after_sale", sale_topics=()) == {}
