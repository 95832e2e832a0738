"""Customers at risk: whom to call back first, and why.

No score that hides its reasons: each reason has a weight that stands here, counts once a customer, and the sum decides the
order. A contact that was resolved takes what it settled off the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import duckdb

from data.warehouse import transaction
from insights.periods import Period
from insights.saying import ENGLISH, Say, message

REASONS: Final[Mapping[str, tuple[int, str]]] = MappingProxyType({
    "broken_promise": (3, message("says that a promise was broken")),
    "hostility": (2, message("was hostile, strongly or to the end")),
    "unresolved": (2, message("left without a solution")),
    "promise_overdue": (2, message("was promised something that is overdue, with no contact since")),
    "repeated": (1, message("came again for the same")),
    "escalated": (1, message("was handed on, and nothing shows how it ended")),
    "low_score": (1, message("gave a low score")),
})  # fmt: skip
"""The weight of each reason, and its words. Low: NPS up to 6, CSAT in the lowest quarter of the scale that is in use."""
AT_LEAST: Final = 2
"""The weight from which a customer is on the list."""


def make_at_risk(connection: duckdb.DuckDBPyConnection, period: Period, day: date) -> int:
    """Recomputes the table `customers_at_risk` from the period's conversations, in one transaction; returns its rows.

    day: today, local; a promise that was due before is overdue.
    """
    start, end = period.bounds()
    parameters = {
        "period_from": start, "period_to": end, "today": day, "time_zone": period.time_zone, "at_least": AT_LEAST,
        "reasons": list(REASONS), "weights": [weight for weight, _ in REASONS.values()],
    }  # fmt: skip
    with transaction(connection):
        connection.execute("DELETE FROM customers_at_risk")
        connection.execute("INSERT INTO customers_at_risk BY NAME " + at_risk_statement(), parameters)
        row = connection.execute("SELECT count(*) FROM customers_at_risk").fetchone()
    return int(row[0]) if row else 0


def why_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence on a row of customers_at_risk.

    >>> why_of({"reasons": ["broken_promise", "repeated"], "weight": 4, "contacts": 3, "promise_due": None})
    'Says that a promise was broken (3), came again for the same (1): weight 4, 3 contacts.'
    """
    told = ", ".join(f"{say(REASONS[reason][1])} ({REASONS[reason][0]})" for reason in row["reasons"])
    line = say.plural(
        "{told}: weight {weight}, {n} contact.",
        "{told}: weight {weight}, {n} contacts.",
        row["contacts"],
        told=told[:1].upper() + told[1:],
        weight=row["weight"],
    )
    if not row["promise_due"]:
        return line
    due = say("Promised by {day}.", day=row["promise_due"])
    return f"{line} {due}"


def at_risk_statement() -> str:
    """The SQL behind the list: when it alters, it is made anew."""
    return (resources.files("insights") / "sql" / "customers_at_risk.sql").read_text(encoding="utf-8")
