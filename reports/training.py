"""The section "Did it work?": what trainings brought, skill by skill, and training days beside quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from insights.training_days import correlation_reason, training_correlations
from insights.training_words import effect_reason
from reports.material import Material

_WIDTH: Final = 200
_LEAST_SPAN: Final = 0.10  # of the bar, to either side of no effect


def did_it_work(material: Material) -> dict[str, Any]:
    """Effects, those that say something first, with their bars on one scale; and the correlations of the period."""
    context = material.context
    rows = material.connection.execute(_EFFECTS).to_arrow_table().to_pylist()
    bars = _bars(rows)
    effects = [
        row
        | {
            "asked": context.asked(row["definition"], row["skill"]),
            "reason": effect_reason(row, context.say),
            "bar": bar,
        }
        for row, bar in zip(rows, bars, strict=True)
    ]
    logged = material.connection.execute("SELECT count(*) FROM trainings").fetchone()
    return {
        "effects": effects, "logged": logged[0] if logged else 0, "span": _span(rows),
        "correlations": [
            correlation_reason(found, context.say) for found in training_correlations(material.connection, context.period)
        ],
    }  # fmt: skip


def _span(rows: Sequence[dict[str, Any]]) -> float:
    """How far the bars reach to either side, on a scale from 0 to 1."""
    ends: list[float] = [abs(row[name]) for row in rows for name in ("low", "high") if row[name] is not None]
    return max([_LEAST_SPAN, *ends])


def _bars(rows: Sequence[dict[str, Any]]) -> list[dict[str, str] | None]:
    """Where interval and effect lie in a picture of _WIDTH, no effect in its middle; None without an interval."""
    span = _span(rows)

    def place(share: float) -> float:
        return 1 + _WIDTH * (share / span + 1) / 2

    return [
        None if row["low"] is None else {
            "left": f"{place(row['low']):.1f}",
            "width": f"{max(place(row['high']) - place(row['low']), 1):.1f}",
            "point": "" if row["effect"] is None else f"{place(row['effect']):.1f}",
        }
        for row in rows
    ]  # fmt: skip


_EFFECTS: Final = "SELECT * FROM training_effects ORDER BY state = 'cannot tell yet', skill, definition"
