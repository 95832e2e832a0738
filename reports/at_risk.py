"""Customers to follow up, as the report shows them."""

from __future__ import annotations

from typing import Any, Final

from insights.at_risk import AT_LEAST, REASONS, why_of
from reports.figures import run
from reports.material import Material

LISTED: Final = 50
LINKED: Final = 3
"""Conversations named for each customer, the newest."""


def at_risk(material: Material) -> dict[str, Any]:
    """Customers to follow up: customers (rows of customers_at_risk with why and ids), total, and the rule in words."""
    say = material.context.say
    rows = run(material.connection, "customers_at_risk")
    shown = rows[:LISTED]
    keys = [key for row in shown for key in row["conversations"][:LINKED]]
    ids = material.ids(keys)
    return {
        "customers": [
            row
            | {
                "why": why_of(row, say),
                "ids": [(key, ids[key]) for key in row["conversations"][:LINKED] if key in ids],
            }
            for row in shown
        ],
        "total": len(rows),
        "rule": "; ".join(f"{say(words)}: {weight}" for weight, words in REASONS.values()),
        "at_least": AT_LEAST,
        "points_to": keys,
    }
