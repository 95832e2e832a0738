"""Customers at risk: each reason, its weight, what settles it, and who is not listed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from data.retention import FORGOTTEN, delete_words
from insights.at_risk import REASONS, make_at_risk
from insights.periods import Period
from tests.insights.answered import Answered, at

DAY = date(2026, 11, 19)
PERIOD = Period(date(2026, 10, 22), date(2026, 11, 18), "Asia/Seoul")
NOW = at(date(2026, 11, 10))


def contact(
    store: Answered,
    customer: str | None,
    outcome: str = "follow_up",
    when: datetime = NOW,
    due: date | None = None,
    hostility: tuple[int, int | None] | None = None,
    **more: Any,
) -> str:
    [key] = store.add("a", when, ["yes"], customer_key=customer, **more)
    store.row("outcomes", {
        "conversation_key": key, "outcome": outcome, "probability": 0.9, "customer_left": False, "refused": False, "due": due, "version": "1",
    })  # fmt: skip
    if hostility:
        level, turned = hostility
        store.row("deescalations", {
            "conversation_key": key, "points": [{"turn": 0, "level": level}], "peak_turn": 0, "peak_level": level, "turned": turned, "rose": [], "version": "1",
        })  # fmt: skip
    return key


def listed(store: Answered) -> dict[str, dict]:
    make_at_risk(store.flush(), PERIOD, DAY)
    return {row["customer_key"]: row for row in store.rows("customers_at_risk")}


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({"outcome": "unresolved"}, ["unresolved"]),
        ({"outcome": "abandoned"}, ["unresolved"]),
        ({"facts": {"promise_kept": 0.0}}, ["broken_promise"]),
        ({"facts": {"promise_kept": 1.0}}, None),
        ({"due": DAY - timedelta(days=1)}, ["promise_overdue"]),
        ({"due": DAY}, None),
        ({"due": DAY - timedelta(days=1), "outcome": "resolved"}, None),
        ({"hostility": (2, 3)}, ["hostility"]),
        ({"hostility": (1, None)}, ["hostility"]),
        ({"hostility": (1, 3)}, None),
        ({"hostility": (2, None), "outcome": "resolved"}, None),
        ({"facts": {"repeat_contact": 1.0}}, None),  # a weight of one is not enough
        ({"facts": {"repeat_contact": 1.0}, "outcome": "escalated"}, ["escalated", "repeated"]),
        ({"facts": {"nps": 3.0}, "outcome": "unresolved"}, ["unresolved", "low_score"]),
        ({"facts": {"csat": 1.0}, "outcome": "unresolved"}, ["unresolved"]),  # one score shows no scale
        ({"outcome": "unresolved", "text_deleted_on": DAY}, None),
        ({"outcome": "unresolved", "excluded": "test"}, None),
        ({"outcome": "unresolved", "when": None}, None),
        ({"outcome": "unresolved", "when": at(date(2026, 9, 1))}, None),
    ],
)
def test_reasons(given, reasons):
    store = Answered()
    contact(store, "u", **given)
    found = listed(store)
    assert (found["u"]["reasons"] if "u" in found else None) == reasons
    if reasons:
        assert found["u"]["weight"] == sum(REASONS[reason][0] for reason in reasons)


def test_customers_whom_nobody_knows_are_not_listed():
    store = Answered()
    contact(store, None, "unresolved")
    assert listed(store) == {}


@pytest.mark.parametrize(
    ("topic", "days", "settled"),
    [("delay", 1, True), ("refund", 1, False), ("other", 1, True), ("delay", -1, False)],
    ids=["later, the same", "another matter", "nobody knows of what", "before"],
)
def test_what_was_resolved_since_is_off_the_list(topic, days, settled):
    store = Answered()
    contact(store, "u", "unresolved", hostility=(2, None))
    contact(store, "u", "resolved", NOW + timedelta(days=days), topic=topic)
    assert ("u" not in listed(store)) == settled


def test_a_reason_counts_once_and_the_most_urgent_come_first():
    store = Answered()
    first = contact(store, "often", "unresolved")
    second = contact(store, "often", "unresolved", NOW + timedelta(days=1))
    contact(store, "graver", "unresolved", facts={"promise_kept": 0.0})
    found = listed(store)
    assert [(row["customer_key"], row["weight"]) for row in store.rows("customers_at_risk")] == [
        ("graver", 5),
        ("often", 2),
    ]
    assert found["often"]["conversations"] == [second, first]
    assert (found["often"]["contacts"], found["often"]["newest"]) == (2, date(2026, 11, 11))


def test_who_is_forgotten_or_too_old_is_off_the_list():
    store = Answered()
    key = contact(store, "u", "unresolved")
    contact(store, "v", "unresolved")
    assert set(listed(store)) == {"u", "v"}
    store.connection.execute("CREATE TEMP TABLE words_leaving AS SELECT ? AS conversation_key", [key])
    delete_words(store.connection, FORGOTTEN, DAY)
    assert {row["customer_key"] for row in store.rows("customers_at_risk")} == {"v"}
    assert set(listed(store)) == {"v"}
