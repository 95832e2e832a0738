"""The night in a few lines for the terminal, and as a dictionary for programs: the same numbers as the page."""

from __future__ import annotations

from typing import Any, Final

import duckdb
from rich.text import Text

from insights.flags import ABOVE, BELOW, spoken
from reports import wording
from reports.context import ReportContext
from reports.figures import Figure, figures
from reports.findings import People, flags_of, people, plans_of, watch_list
from reports.found_topics import found_topics
from reports.to_decide import to_decide

IN_TERMINAL: Final = (
    "mean_score",
    "auto_fails",
    "civil",
    "empathy_met",
    "resolved",
    "first_contact_resolution",
)
NAMED: Final = 5
_TREND: Final = ("name", "language", "size", "previous_size", "growth", "low", "high", "q", "state")


def summary(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> dict[str, Any]:
    """The numbers of the report, without quotes: intake, headline and service figures, flags, plans, open decisions."""
    numbers, flags, who = (
        figures(connection, context),
        flags_of(connection),
        people(connection),
    )
    decide = to_decide(connection, context)
    found = found_topics(connection, context)
    fields = (
        "kind",
        "subject",
        "definition",
        "question",
        "n",
        "observed",
        "expected",
        "low",
        "high",
        "state",
        "reason",
    )
    return {
        "date": context.date.isoformat(),
        "period": {"from": context.period.start.isoformat(), "to": context.period.end.isoformat()},
        "previous": {"from": context.previous.start.isoformat(), "to": context.previous.end.isoformat()},
        "time_zone": context.time_zone,
        "figures": numbers.as_dict(),
        "flags": [
            {field: flag[field] for field in fields} | {"name": _name(flag, who)}
            for flag in flags
            if flag["state"] in (BELOW, ABOVE)
        ],
        "plans": sum(plan["week"] is not None for plan in plans_of(connection)),
        "found_topics": [
            {field: topic[field] for field in ("found_topic", *_TREND)} for topic in found.topics
        ],
        "changed_topics": [
            {field: topic[field] for field in ("kind", "subject", *_TREND)} for topic in found.changed
        ],
        "to_decide": {
            "conversations": decide.total,
            "shown": len(decide.shown),
            "by_reason": decide.by_reason,
        },
    }


def summary_lines(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> list[Text]:
    """A few lines for the terminal: what was judged, the headline, who and what is flagged, what waits."""
    numbers, flags, who = (
        figures(connection, context),
        flags_of(connection),
        people(connection),
    )
    by_name = {figure.name: figure for figure in numbers.headline}
    conversations, judged = by_name["conversations"], by_name["judged"]
    not_scored = sum(row["conversations"] for row in numbers.not_scored)
    quarantined = sum(row["records"] for row in numbers.quarantine)
    lines = [
        f"Period {context.period} ({context.time_zone}): {wording.plural(int(conversations.value or 0), 'conversation')}, "
        f"{judged.text} judged, {not_scored} not scored; {wording.plural(quarantined, 'record')} in quarantine.",
        " · ".join(_short(by_name[name]) for name in IN_TERMINAL if name in by_name) + ".",
        _flagged("Below colleagues", [f for f in flags if f["kind"] == "agent" and f["state"] == BELOW], who),
        _flagged("Not findings, listen to more", watch_list(flags)[:NAMED], who),
        _flagged("Topics below the period before", [f for f in flags if f["kind"] == "topic" and f["state"] == BELOW], who),
        f"To decide: {_decisions(connection, context)}",
        *map(wording.without_start, numbers.without_start),
    ]  # fmt: skip
    return [Text(wording.visible(line)) for line in lines]


def _short(figure: Figure) -> str:
    before = f" (before {figure.previous_text})" if figure.previous is not None else ""
    return f"{figure.label} {figure.text}{before}"


def _flagged(title: str, flags: list[dict[str, Any]], who: People) -> str:
    by_subject: dict[str, list[str]] = {}
    for flag in flags:
        by_subject.setdefault(_name(flag, who), []).append(spoken(flag["question"]))
    named = [f"{name} ({', '.join(questions)})" for name, questions in list(by_subject.items())[:NAMED]]
    more = f" and {len(by_subject) - NAMED} more" if len(by_subject) > NAMED else ""
    return f"{title}: {', '.join(named) or 'none'}{more}."


def _name(flag: dict[str, Any], who: People) -> str:
    return who.name(flag["subject"]) if flag["kind"] == "agent" else spoken(flag["subject"])


def _decisions(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> str:
    decide = to_decide(connection, context)
    if not decide.total:
        return "nothing."
    reasons = ", ".join(f"{number} {reason}" for reason, number in decide.by_reason.items())
    return f"{wording.plural(decide.total, 'conversation')}: {reasons}."
