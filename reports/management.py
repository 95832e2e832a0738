"""The management's page: trend, service levels, cost. It names no agent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from markupsafe import Markup

from insights.flags import spoken
from reports import charts
from reports.figures import run
from reports.material import Material

TOPICS_IN_CHART: Final = 12


def overview(material: Material) -> dict[str, Any]:
    """The headline figures, the days of the period and how scores are spread."""
    return {
        "headline": material.figures.headline,
        "days": _days_chart(material),
        "scores": _scores_chart(material),
    }


def service(material: Material) -> dict[str, Any]:
    """Service facts that rest on at least one contact."""
    return {"service": [f for f in material.figures.service if f.n or f.previous_n]}


def topics(material: Material) -> dict[str, Any]:
    """What conversations were about."""
    rows = material.figures.topics
    shares = [(spoken(t["topic"]), t["share"] or 0, t["previous_share"] or 0) for t in rows[:TOPICS_IN_CHART]]
    return {"topics": rows, "most": TOPICS_IN_CHART, "chart": Markup(charts.topics_chart(shares))}


def _days_chart(material: Material) -> Markup:
    context = material.context
    start, end = context.period.bounds()
    times = {"period_from": start, "period_to": end, "time_zone": context.time_zone}
    found = {row["day"]: row for row in run(material.connection, "days", times)}
    days = [(context.period.start + timedelta(days=n)).isoformat() for n in range(context.period.days)]
    by_day = [
        (day, found[day]["judged"], found[day]["missing"]) if day in found else (day, 0, 0) for day in days
    ]
    return Markup(charts.days_chart(by_day))


def _scores_chart(material: Material) -> Markup:
    start, end = material.context.period.bounds()
    times = {"period_from": start, "period_to": end, "previous_from": material.context.previous.bounds()[0]}
    bins = run(material.connection, "score_bins", times)
    ranges = [(f"{b['low']}–{b['low'] + (9 if b['low'] < 90 else 10)}", b["now"], b["before"]) for b in bins]
    return Markup(charts.scores_chart(ranges))
