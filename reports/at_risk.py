"""Customers to follow up, as the report shows them."""

from __future__ import annotations

from typing import Any, Final

import duckdb

from insights.at_risk import AT_LEAST, REASONS, why_of
from reports.figures import run
from reports.findings import ids_of

LISTED: Final = 50
LINKED: Final = 3
"""Conversations named for each customer, the newest."""


def at_risk_of(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the section shows: customers (rows of customers_at_risk with why and ids), total, and the rule in words."""
    rows = run(connection, "customers_at_risk")
    shown = rows[:LISTED]
    ids = ids_of(connection, [key for row in shown for key in row["conversations"][:LINKED]])
    return {
        "customers": [
            row
            | {
                "why": why_of(row),
                "ids": [(key, ids[key]) for key in row["conversations"][:LINKED] if key in ids],
            }
            for row in shown
        ],
        "total": len(rows),
        "rule": "; ".join(f"{words}: {weight}" for weight, words in REASONS.values()),
        "at_least": AT_LEAST,
    }
