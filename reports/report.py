"""The nightly report: one self-contained HTML file, from the published tables."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from insights.flags import ABOVE, BELOW, NOT_ENOUGH, percent, spoken
from reports import charts, wording
from reports.calming import calmed
from reports.context import ReportContext
from reports.figures import Figures, figures, run
from reports.findings import (
    agent_pages,
    by_subject,
    flags_of,
    ids_of,
    people,
    plans_of,
    watch_list,
    with_examples,
)
from reports.pages import write_page
from reports.to_decide import PRESSING, to_decide
from reports.transcripts import quoted, transcripts

CARDS: Final = 8
TOPICS_IN_CHART: Final = 12
SECTIONS: Final = (
    ("headline", "Headline"), ("flagged-agents", "Flagged agents"), ("watch", "Watch list"), ("flagged-topics", "Flagged topics"),
    ("decide", "To decide tonight"), ("topics", "Topics"), ("service", "Service"), ("plan", "Training plan"),
    ("agents", "Agents"), ("quarantine", "Quarantine"), ("transcripts", "Transcripts"), ("reading", "How to read"),
)  # fmt: skip
MARKS: Final = (
    ("good", "empathy"), ("chance", "opportunity"), ("bad", "rudeness, forbidden"), ("harsh", "hostility"),
    ("step", "script step"), ("promise", "promise, outcome"), ("evidence", "what else an answer rests on"),
)  # fmt: skip


def write_report(connection: duckdb.DuckDBPyConnection, folder: Path, context: ReportContext) -> Path:
    """Writes folder/YYYY-MM-DD/index.html and returns its path.

    The connection is read from alone. The file appears complete or not at all; the same tables and context give
    the same bytes. Raises OSError where the folder cannot be written.
    """
    target = folder / context.date.isoformat() / "index.html"
    write_page(target, report_html(connection, context))
    return target


def report_html(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> str:
    """The page as text."""
    return _environment().get_template("page.html").render(_model(connection, context))


def _model(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> dict[str, Any]:
    """Everything that the templates name."""
    numbers = figures(connection, context)
    decide = to_decide(connection, context)
    who = people(connection)
    flags = with_examples(connection, flags_of(connection), context)
    plans = plans_of(connection)
    agents = agent_pages(connection, flags, who, context)
    watch = watch_list(flags)
    first = [row["conversation_key"] for row in decide.shown]
    examples = [*_examples(flags, plans), *(key for f in watch for key in f["listen"])]
    further = [key for key in dict.fromkeys(examples) if key not in set(first)]
    calming = calmed(connection, context)
    further += [
        row["conversation_key"] for row in calming if row["conversation_key"] not in {*first, *further}
    ]
    keys = [*first, *further[: context.limits.transcripts]]
    shown = transcripts(connection, keys, who.names, context.time_zone)
    for row in decide.shown:
        for point in row["points"]:
            point["quotes"] = quoted(shown[row["conversation_key"]], point["evidence"])
    style, script = _asset("page.css"), _asset("script.html")
    return {
        "context": context, "settings": context.flag_settings, "sections": SECTIONS, "marks": MARKS, "cards": CARDS, "topics_in_chart": TOPICS_IN_CHART,
        "figures": numbers, "service": [f for f in numbers.service if f.n or f.previous_n],
        "decide": decide, "pressing": PRESSING, "who": who, "plans": plans, "calmed": calming, "agents": agents,
        "agent_anchors": {page["person"]: f"agent-{n + 1}" for n, page in enumerate(agents)},
        "below_agents": by_subject(flags, "agent", BELOW), "above_agents": by_subject(flags, "agent", ABOVE),
        "below_topics": by_subject(flags, "topic", BELOW), "above_topics": by_subject(flags, "topic", ABOVE),
        "counts": {"too_few": sum(f["state"] == NOT_ENOUGH and f["kind"] == "agent" for f in flags)},
        "below_teams": by_subject(flags, "team", BELOW), "watch": watch, "decided": next(iter(flags), None),
        "flagged_line": flagged_line(flags),
        "transcripts": shown, "other_transcripts": [shown[key] for key in keys[len(first) :] if key in shown],
        "left_out": max(0, len(further) - context.limits.transcripts),
        "ids": {e["conversation_key"]: e["conversation_id"] for f in flags for e in _both(f)}
        | ids_of(connection, [key for f in watch for key in f["listen"]]),
        "quarantine": _quarantine(connection, context), "charts": _charts(connection, context, numbers),
        "style": Markup(style), "style_hash": _hash(style), "script": Markup(script), "script_hash": _hash(script),
    }  # fmt: skip


def flagged_line(flags: Sequence[dict[str, Any]]) -> str:
    """How many are flagged, in a sentence."""
    agents = {f["subject"] for f in flags if f["kind"] == "agent" and f["state"] == BELOW}
    topics = {f["subject"] for f in flags if f["kind"] == "topic" and f["state"] == BELOW}
    are = "is" if len(agents) == 1 else "are"
    return (
        f"{wording.plural(len(agents), 'agent')} {are} clearly below colleagues on a question, "
        f"{wording.plural(len(topics), 'topic')} below the period before."
    )


def _examples(flags: Sequence[dict[str, Any]], plans: Sequence[dict[str, Any]]) -> list[str]:
    """Conversations that quotes and plans link to, those behind flags first."""
    below = [f for f in flags if f["state"] == BELOW]
    keys = [key for f in below for key in f["worst"]] + [key for f in below for key in f["best"]]
    keys += [key for p in plans for key in (*p["gap_examples"], *p["good_examples"])]
    return list(dict.fromkeys(keys))


def _both(flag: dict[str, Any]) -> list[dict[str, Any]]:
    return [*flag["worst_examples"], *flag["best_examples"]]


def _quarantine(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> dict[str, Any]:
    rows = run(connection, "quarantine")
    return {"total": len(rows), "rows": rows[: context.limits.quarantine]}


def _charts(
    connection: duckdb.DuckDBPyConnection, context: ReportContext, numbers: Figures
) -> dict[str, Markup]:
    start, end = context.period.bounds()
    times = {"period_from": start, "period_to": end}
    found = {row["day"]: row for row in run(connection, "days", times | {"time_zone": context.time_zone})}
    days = [(context.period.start + timedelta(days=n)).isoformat() for n in range(context.period.days)]
    by_day = [
        (day, found[day]["judged"], found[day]["missing"]) if day in found else (day, 0, 0) for day in days
    ]
    bins = run(connection, "score_bins", times | {"previous_from": context.previous.bounds()[0]})
    ranges = [(f"{b['low']}–{b['low'] + (9 if b['low'] < 90 else 10)}", b["now"], b["before"]) for b in bins]
    topics = [(spoken(t["topic"]), t["share"] or 0, t["previous_share"] or 0) for t in numbers.topics]
    return {  # markup that we made: the texts in it are escaped
        "days": Markup(charts.days_chart(by_day)),
        "scores": Markup(charts.scores_chart(ranges)),
        "topics": Markup(charts.topics_chart(topics[:TOPICS_IN_CHART])),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        count=wording.count, number=wording.number, plural=wording.plural, without_start=wording.without_start, percent=percent, words=spoken,
        whole=lambda share: wording.NONE if share is None else percent(share),
        place=lambda share: f"{1 + 200 * share:.1f}",
    )  # fmt: skip
    return environment


def _shown(value: Any) -> Any:
    """What the page shows for a value: text without control characters; escaping follows."""
    return wording.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The hash by which a Content-Security-Policy allows this inline text, and no other."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
