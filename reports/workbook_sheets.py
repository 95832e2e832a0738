"""The sheets of the nightly workbook: what the pages show, as tables to filter. A further sheet is one function in SHEETS.

A sheet that quotes people names their conversation (column "Conversation", or a list of ids): that is how a workbook is
found, and deleted, when their words are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb

from insights.flags import ABOVE, BELOW, NOT_ENOUGH, spoken
from reports.context import ReportContext
from reports.figures import Figure, figures, run
from reports.findings import flags_of, ids_of, people, watch_list, with_examples
from reports.pages import write_file
from reports.quotes import Quote
from reports.to_decide import PRESSING, to_decide
from reports.transcripts import quoted, transcripts
from reports.workbook import (
    DAY,
    DECIMAL,
    MOMENT,
    POINTS,
    SHARE,
    UNITS,
    WHOLE,
    Column,
    Sheet,
    Shown,
    workbook_bytes,
)
from reports.workbook_following import agreement, at_risk, benchmarks, changes, effects, plan, plan_people
from reports.workbook_told import Told

NAME: Final = "report.xlsx"


def write_workbook(connection: duckdb.DuckDBPyConnection, folder: Path, context: ReportContext) -> Path:
    """Writes folder/YYYY-MM-DD/report.xlsx and returns its path; it appears complete or not at all. Raises OSError."""
    told = Told(connection, context, figures(connection, context), flags_of(connection), people(connection))
    target = folder / context.date.isoformat() / NAME
    title = f"{context.title}, {context.date}"
    write_file(target, workbook_bytes((sheet(told) for sheet in SHEETS), title, context.date))
    return target


def _summary(told: Told) -> Sheet:
    context, numbers = told.context, told.figures
    intake = {row.span: row for row in numbers.intake}
    rows: list[list[Any]] = [
        ["Report of", Shown(context.date, DAY), None, None, None, None, context.title],
        ["Period", str(context.period), str(context.previous), None, None, None, context.time_zone],
        *map(_figure_row, numbers.headline),
        ["Provisional scores", Shown(numbers.provisional, WHOLE)],
    ]
    for name in ("accepted", "duplicate", "quarantined"):
        rows.append([f"Records tonight, {name}", Shown(getattr(intake["tonight"], name), WHOLE)])
    decide = to_decide(told.connection, context)
    rows.append(["Conversations to decide", Shown(decide.total, WHOLE)])
    rows.append(["of them in the sheet To decide", Shown(len(decide.shown), WHOLE)])
    columns = (
        Column("Figure"), Column("Value"), Column("Period before"), Column("n", WHOLE), Column("n before", WHOLE),
        Column("Tendency"), Column("Remark"),
    )  # fmt: skip
    return Sheet("Summary", columns, rows)


def _flags(told: Told) -> Sheet:
    pressing = [flag for flag in told.flags if flag["state"] == BELOW]
    shown = with_examples(told.connection, pressing, told.context)
    examples = {_key(flag): flag for flag in shown}
    rows = []
    for flag in sorted(told.flags, key=_by_state):
        quotes = examples.get(_key(flag), {"worst_examples": [], "best_examples": []})
        rows.append([
            flag["kind"], told.who.name(flag["subject"]), told.who.teams.get(flag["subject"], ""), told.asked(flag), flag["state"], flag["since"],
            flag["n"], flag["observed"], flag["low"], flag["high"], flag["expected"], flag["compared_with"], _points(flag),
            flag["q"], flag["more_needed"], flag["reason"], _quotes(quotes["worst_examples"]), _quotes(quotes["best_examples"]),
        ])  # fmt: skip
    columns = (
        Column("Kind"), Column("Who or what", widest=30), Column("Team", widest=30), Column("Question", widest=50), Column("State", widest=24),
        Column("Since", DAY), Column("Answers", WHOLE), Column("Observed", SHARE), Column("From", SHARE), Column("To", SHARE),
        Column("Expected", SHARE), Column("Compared with", WHOLE), Column("Points", POINTS), Column("q", DECIMAL), Column("More needed", WHOLE),
        Column("Reason"), Column("Lowest examples"), Column("Best examples"),
    )  # fmt: skip
    return Sheet("Flags", columns, rows, "Nothing was compared yet.")


def _watch(told: Told) -> Sheet:
    watched = watch_list(told.flags)
    ids = ids_of(told.connection, [key for flag in watched for key in flag["listen"]])
    rows = [
        [
            told.who.name(flag["subject"]), told.who.teams.get(flag["subject"], ""), told.asked(flag), flag["gap_probability"], flag["n"],
            flag["observed"], flag["expected"], flag["reason"], [ids[key] for key in flag["listen"] if key in ids],
        ]
        for flag in watched
    ]  # fmt: skip
    columns = (
        Column("Agent", widest=30), Column("Team", widest=30), Column("Question", widest=50), Column("Probability of a gap", SHARE),
        Column("Answers", WHOLE), Column("Observed", SHARE), Column("Expected", SHARE), Column("Reason"), Column("Listen to", widest=40),
    )  # fmt: skip
    return Sheet("Watch list", columns, rows, "Nobody is on the watch list, which is no finding either.")


def _to_decide(told: Told) -> Sheet:
    shown = to_decide(told.connection, told.context).shown
    keys = [row["conversation_key"] for row in shown]
    said = transcripts(told.connection, keys, told.who.names, told.context.time_zone)
    rows = []
    for row in shown:
        conversation = said[row["conversation_key"]]
        for point in row["points"]:
            quotes = [_spoken(quote) for quote in quoted(conversation, point["evidence"])]
            rows.append([
                PRESSING[point["pressing"]], conversation.conversation_id, _moment(row["started_us"], told.context.time_zone), conversation.language,
                told.who.name(point["agent_id"]), told.asked(point), point["answer"], point["probability"], point["reason"], quotes,
            ])  # fmt: skip
    columns = (
        Column("Why", widest=40), Column("Conversation", widest=40), Column("Began", MOMENT), Column("Language"), Column("Agent", widest=30),
        Column("Question", widest=50), Column("Answer"), Column("Probability", SHARE), Column("Reason"), Column("Quotes"),
    )  # fmt: skip
    return Sheet("To decide", columns, rows, "Nothing is open.")


def _agents(told: Told) -> Sheet:
    period, before = told.context.period.bounds(), told.context.previous.bounds()
    times = {"period_from": period[0], "previous_from": before[0], "period_to": period[1]}
    scores = {row["person"]: row for row in run(told.connection, "agent_scores", times)}
    states: dict[str, list[str]] = {person: [] for person in scores}
    for flag in told.flags:
        if flag["kind"] == "agent":
            states.setdefault(flag["subject"], []).append(flag["state"])
    rows = [
        [
            told.who.name(person), told.who.teams.get(person, ""),
            *(scores.get(person, {}).get(name) for name in ("conversations", "score", "previous_score", "auto_fails", "provisional")),
            *(found.count(state) for state in (BELOW, ABOVE, NOT_ENOUGH)),
        ]
        for person, found in states.items()
    ]  # fmt: skip
    columns = (
        Column("Agent", widest=30), Column("Team", widest=30), Column("Conversations", WHOLE), Column("Mean score", POINTS),
        Column("Period before", POINTS), Column("Auto-fails", WHOLE), Column("Provisional", WHOLE), Column("Questions below", WHOLE),
        Column("Questions above", WHOLE), Column("Not enough yet", WHOLE),
    )  # fmt: skip
    return Sheet(
        "Agents", columns, sorted(rows, key=lambda row: (row[0].casefold(), row[0])), "No agent yet."
    )


def _topics(told: Told) -> Sheet:
    names = ("conversations", "share", "previous", "previous_share", "score", "scores")
    rows = [[spoken(topic["topic"]), *(topic[name] for name in names)] for topic in told.figures.topics]
    columns = (
        Column("Topic"), Column("Conversations", WHOLE), Column("Share", SHARE), Column("Period before", WHOLE), Column("Share before", SHARE),
        Column("Mean score", POINTS), Column("Scores", WHOLE),
    )  # fmt: skip
    return Sheet("Topics", columns, rows, "No conversation in this period.")


def _service(told: Told) -> Sheet:
    rows = [[*_figure_row(figure), figure.unit] for figure in told.figures.service]
    columns = (
        Column("Figure"), Column("Value"), Column("Period before"), Column("n", WHOLE), Column("n before", WHOLE), Column("Tendency"), Column("Unit"),
    )  # fmt: skip
    return Sheet("Service", columns, rows)


def _how_to_read(told: Told) -> Sheet:
    settings = told.context.flag_settings
    rows = [
        ["State: below, above", "Outside the usual spread of colleagues who do the same work; of a topic, against its own period before."],
        ["State: not enough conversations yet", f"Fewer than {settings.minimum_sample} answers count: no judgement, and no rank."],
        ["State: no comparable colleagues", "Too few colleagues do the same work to compare with: no judgement either."],
        ["Expected", "What colleagues reach on the same mix of topic, language, channel and queue, own conversations left out."],
        ["Points", "Observed less expected, in points of a hundred."],
        ["From, To", "The 95 % interval of what was observed."],
        ["q", "How sure a difference is after counting all that was compared: smaller is surer."],
        ["Watch list", "No finding: listen to more before you think one way or the other."],
        ["Probability", "That the automatic answer is the right one. What is unsure goes to people."],
        ["Quotes", "What was said, redacted, as it is stored. A workbook whose words are to be deleted is deleted whole."],
        ["An apostrophe before =, +, -, @", "The text began like a formula: it is shown, and never run, also after saving as CSV."],
        ["⟨U+…⟩", "A control character of the text, written out."],
    ]  # fmt: skip
    return Sheet("How to read", (Column("What", widest=40), Column("Means", widest=110)), rows)


SHEETS: Final[tuple[Callable[[Told], Sheet], ...]] = (
    _summary, _to_decide, _flags, _watch, changes, at_risk, plan, plan_people, effects, agreement, _agents, _topics, benchmarks, _service,
    _how_to_read,
)  # fmt: skip


def _figure_row(figure: Figure) -> list[Any]:
    shown = UNITS[figure.unit]
    values = [Shown(figure.value, shown), Shown(figure.previous, shown)]
    return [figure.label, *values, figure.n, figure.previous_n, figure.tendency]


def _key(flag: Mapping[str, Any]) -> tuple[str, ...]:
    return flag["kind"], flag["subject"], flag["definition"], flag["question"]


def _by_state(flag: Mapping[str, Any]) -> tuple[bool, bool]:
    return flag["state"] != BELOW, flag["state"] != ABOVE


def _points(flag: Mapping[str, Any]) -> float | None:
    known = flag["observed"] is not None and flag["expected"] is not None
    return 100 * (flag["observed"] - flag["expected"]) if known else None


def _moment(microseconds: int, time_zone: str) -> datetime:
    """Local day and time, as a sheet keeps them: without a zone."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    return moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def _quotes(examples: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        f"{example['conversation_id']}: {_spoken(quote)}"
        for example in examples
        for quote in example["quotes"]
    ] or [example["conversation_id"] for example in examples]


def _spoken(quote: Quote) -> str:
    return f"{quote.role}: “{quote.before}{quote.text}{quote.after}”"
