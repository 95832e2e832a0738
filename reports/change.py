"""Changes as the report shows them: who and what improves or declines, each with its control chart."""

from __future__ import annotations

from typing import Any, Final

import duckdb
from markupsafe import Markup

from insights.change import DECLINING, IMPROVING, reason_of
from insights.flags import spoken
from reports import charts
from reports.context import ReportContext
from reports.figures import run
from reports.findings import People

CHARTED: Final = 12
"""Changes that have a chart; further ones are told in words."""


def changes_of(connection: duckdb.DuckDBPyConnection, who: People, context: ReportContext) -> dict[str, Any]:
    """What the section shows: declining and improving (rows of changes with name, asked, reason, chart), counts by state."""
    rows = [
        row
        | {
            "name": who.name(row["subject"]) if row["kind"] == "agent" else spoken(row["subject"]),
            "asked": context.asked(row["definition"], row["question"]),
            "reason": reason_of(row),
            "chart": None,
        }
        for row in run(connection, "changes")
    ]
    for number, row in enumerate(rows[:CHARTED]):
        title = f"{row['name']}: {row['asked']}"
        row["chart"] = Markup(
            charts.control_chart(
                f"change-{number + 1}", title, row["points"], row["control_limit"], row["since"]
            )
        )
    return {
        "declining": [row for row in rows if row["state"] == DECLINING],
        "improving": [row for row in rows if row["state"] == IMPROVING],
        "counts": {row["state"]: row["charts"] for row in run(connection, "change_states")},
    }
