"""Changes as the report shows them: who and what improves or declines, each with its control chart."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from insights.change import DECLINING, IMPROVING, reason_of
from insights.flags import spoken
from insights.saying import Say
from reports import charts
from reports.figures import run
from reports.material import Material

CHARTED: Final = 12
"""Changes that have a chart; further ones are told in words."""


def changes(material: Material) -> dict[str, Any]:
    """Declining and improving (rows of changes with name, asked, reason, chart), and how many charts are in every state."""
    rows = [
        row
        | {"name": _name(row, material), "asked": material.context.asked(row["definition"], row["question"])}
        for row in run(material.connection, "changes")
    ]
    say = material.context.say
    told = [
        row
        | {"reason": reason_of(row, say), "chart": _chart(row, number + 1, say) if number < CHARTED else None}
        for number, row in enumerate(rows)
    ]
    return {
        "declining": [row for row in told if row["state"] == DECLINING],
        "improving": [row for row in told if row["state"] == IMPROVING],
        "counts": {row["state"]: row["charts"] for row in run(material.connection, "change_states")},
        "false_alarms": material.context.false_alarms_a_month,
    }


def _name(row: dict[str, Any], material: Material) -> str:
    subject = str(row["subject"])
    return material.who.name(subject) if row["kind"] == "agent" else material.context.say(spoken(subject))


def _chart(row: dict[str, Any], number: int, say: Say) -> Markup:
    title = f"{row['name']}: {row['asked']}"
    return Markup(
        charts.change_chart(f"change-{number}", title, row["points"], row["control_limit"], row["since"], say)
    )
