"""What calmed hostile customers, as quotes for trainers: the angry words, and what the agent said before they ended."""

from __future__ import annotations

from typing import Any, Final

import duckdb

from insights.flags import spoken
from reports.context import ReportContext
from reports.figures import run
from reports.quotes import quote_of
from reports.wording import dated

MOST: Final = 5


def calmed(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> list[dict[str, Any]]:
    """At most five conversations of the period, each with the quotes `angry` and `said`, and what the agent did."""
    start, end = context.period.bounds()
    rows = run(connection, "calmed", {"period_from": start, "period_to": end, "most": MOST})
    return [
        row
        | {
            "started": dated(row, context.time_zone, context.say),
            "does": spoken(row["does"]),
            "angry": quote_of(row["angry"]),
            "said": quote_of(row["said"]),
        }
        for row in rows
    ]
