"""The management's page: trend, service levels, cost. It names no agent."""

from __future__ import annotations

from datetime import timedelta
from itertools import dropwhile
from typing import Any, Final

from markupsafe import Markup

from insights.flags import spoken
from insights.saying import Say
from reports import charts
from reports.figures import run
from reports.material import Material

TOPICS_IN_CHART: Final = 12
WEEKS: Final = 12
LIMITS: Final = 3.0
"""Standard errors from the mean: outside them, a week is rarely chance."""
LEVELS: Final = (
    "first_response_in_target", "first_response_s", "resolved_in_24h", "first_contact_resolution", "abandonment", "csat", "nps",
    "cost_per_case",
)  # fmt: skip


def overview(material: Material) -> dict[str, Any]:
    """The headline figures, the days of the period and how scores are spread."""
    return {
        "headline": material.figures.headline,
        "days": _days_chart(material),
        "scores": _scores_chart(material),
    }


def trend(material: Material) -> dict[str, Any]:
    """Score and resolution week by week, as control charts: what lies outside is more than chance moves a week."""
    end = material.context.period.bounds()[1]
    since = end - timedelta(days=7 * WEEKS)
    rows = run(material.connection, "weeks", {"since": since, "period_to": end, "weeks": WEEKS})
    rows = list(dropwhile(lambda row: not row["scores"] and not row["outcomes"], rows))
    last = material.context.period.end
    named = [(last - timedelta(days=7 * (row["week"] - 1))).strftime("%m-%d") for row in rows]
    return {
        "rows": list(zip(named, rows, strict=True)),
        "charts": _trend_charts(named, rows, material.context.say),
    }


def _trend_charts(named: list[str], rows: list[dict[str, Any]], say: Say) -> list[tuple[str, Markup]]:
    """Shewhart's charts (three standard errors): of mean scores, and of the share resolved."""
    scores, ended = sum(row["scores"] for row in rows), sum(row["outcomes"] for row in rows)
    found = []
    if scores:
        weighted = [row["scores"] * (row["mean"] or 0) for row in rows]
        within = sum(row["scores"] * ((row["mean_square"] or 0) - (row["mean"] or 0) ** 2) for row in rows)
        found.append(
            (say("Mean score"), "score", [row["mean"] for row in rows], [row["scores"] for row in rows],
             sum(weighted) / scores, max(within / scores, 0.0) ** 0.5, "")
        )  # fmt: skip
    if ended:
        share = sum(row["resolved"] for row in rows) / ended
        values = [100 * row["resolved"] / row["outcomes"] if row["outcomes"] else None for row in rows]
        sizes = [row["outcomes"] for row in rows]
        found.append(
            (
                say("Resolved"),
                "resolved",
                values,
                sizes,
                100 * share,
                100 * (share * (1 - share)) ** 0.5,
                " %",
            )
        )
    charts_of = []
    for title, name, values, sizes, centre, spread, unit in found:
        half = [LIMITS * spread / max(size, 1) ** 0.5 for size in sizes]
        low, high = [max(centre - h, 0.0) for h in half], [min(centre + h, 100.0) for h in half]
        drawn = charts.control_chart(f"trend-{name}", title, named, values, centre, low, high, unit, say)
        charts_of.append((title, Markup(drawn)))
    return charts_of


def levels(material: Material) -> dict[str, Any]:
    """The figures that are promised to customers or paid for."""
    return {"levels": [f for f in material.figures.service if f.name in LEVELS and (f.n or f.previous_n)]}


def service(material: Material) -> dict[str, Any]:
    """The other service facts that rest on at least one contact."""
    rest = [f for f in material.figures.service if f.name not in LEVELS and (f.n or f.previous_n)]
    return {"service": rest}


def topics(material: Material) -> dict[str, Any]:
    """What conversations were about."""
    rows = material.figures.topics
    say = material.context.say
    shares = [
        (say(spoken(t["topic"])), t["share"] or 0, t["previous_share"] or 0) for t in rows[:TOPICS_IN_CHART]
    ]
    return {"topics": rows, "most": TOPICS_IN_CHART, "chart": Markup(charts.topics_chart(shares, say))}


def _days_chart(material: Material) -> Markup:
    context = material.context
    start, end = context.period.bounds()
    times = {"period_from": start, "period_to": end, "time_zone": context.time_zone}
    found = {row["day"]: row for row in run(material.connection, "days", times)}
    days = [(context.period.start + timedelta(days=n)).isoformat() for n in range(context.period.days)]
    by_day = [
        (day, found[day]["judged"], found[day]["missing"]) if day in found else (day, 0, 0) for day in days
    ]
    return Markup(charts.days_chart(by_day, context.say))


def _scores_chart(material: Material) -> Markup:
    start, end = material.context.period.bounds()
    times = {"period_from": start, "period_to": end, "previous_from": material.context.previous.bounds()[0]}
    bins = run(material.connection, "score_bins", times)
    ranges = [(f"{b['low']}–{b['low'] + (9 if b['low'] < 90 else 10)}", b["now"], b["before"]) for b in bins]
    return Markup(charts.scores_chart(ranges, material.context.say))
