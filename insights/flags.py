"""Flags: agents and teams against colleagues who do the same work, topics against their own period before.

What is compared, and how sure a difference must be: insights/expected.py, assessment.py, multiplicity.py and
decisions.py. Here the results, in words, go back to the warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import duckdb
import pyarrow as pa
from scipy.stats import norm

from data.warehouse import insert, transaction
from insights.answer_sums import WORK, Asked, Key, asked_of, compared
from insights.comparison import Limits
from insights.periods import Period, previous
from insights.saying import ENGLISH, Say

BELOW: Final = "below"
ABOVE: Final = "above"
AS_EXPECTED: Final = "as expected"
NOT_ENOUGH: Final = "not enough conversations yet"
NO_COLLEAGUES: Final = "no comparable colleagues"
STATES: Final = (BELOW, ABOVE, AS_EXPECTED, NOT_ENOUGH, NO_COLLEAGUES)
KINDS: Final = ("agent", "team", "topic")

_TABLES: Final = ("flag_answers", "flag_contacts", "flag_work", "flag_people", "flag_questions")


@dataclass(frozen=True, slots=True)
class FlagSettings:
    """When a difference is a flag.

    minimum_sample: answers that count, of the subject and of what it is compared with. smallest_difference: of two
    means between 0 and 1; smaller ones are never flagged, however sure. fewest_answers: by how many answers it must
    differ, so that one slip is never a flag. compare_by: what makes conversations the same work, of WORK, widest first;
    the first two must be shared, the others refine. decide_every_days: between two decisions.
    confidence: of the intervals. examples: how many conversations each flag keeps as its worst and as its best.
    """

    minimum_sample: int = 20
    smallest_difference: float = 0.05
    fewest_answers: float = 2.0
    compare_by: tuple[str, ...] = WORK
    decide_every_days: int = 7
    confidence: float = 0.95
    examples: int = 3


def decision_period(connection: duckdb.DuckDBPyConnection, period: Period, settings: FlagSettings) -> Period:
    """The period whose flags hold on the last day of `period`: that of the last decision, or `period` when one is due."""
    row = connection.execute(
        "SELECT max(decided_on) FROM flag_decisions WHERE decided_on <= ?", [period.end]
    ).fetchone()
    last = row[0] if row else None
    if last is None or (period.end - last).days >= settings.decide_every_days:
        return period
    return Period(last - timedelta(days=period.days - 1), last, period.time_zone)


def make_flags(connection: duckdb.DuckDBPyConnection, period: Period, settings: FlagSettings) -> int:
    """Recomputes the table `flags` for the period, in one transaction; returns its number of rows.

    The decision of the period's last day is written into `flag_decisions`, or replaced there: it starts from what
    stood after the decision before it. Answers count when they are yes, no or partly, on current, not excluded, scored
    conversations that started in the period; unsure ones count as what is usual for their work. Agents with
    exclude=true, and answers without an agent, are neither compared nor compared with; they count in topics. Examples
    are conversation keys, the lowest (highest) value first, then the most probable answer, then the newest
    conversation; an answer of full marks is no bad example, one of none no good one.
    """
    times = {
        "previous_from": previous(period).bounds()[0],
        "period_from": period.bounds()[0],
        "period_to": period.bounds()[1],
    }
    with transaction(connection):
        connection.execute(_sql("flag_contacts"), times)
        connection.execute(_sql("flag_answers"))
        asked = asked_of(connection)
        rows = [row for kind in KINDS for row in _rows_of(connection, asked, kind, period, settings)]
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM flags")
        _remember(connection, period.end, rows)
        return insert(connection, "flags", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def reason_of(flag: dict[str, Any], settings: FlagSettings, say: Say = ENGLISH) -> str:
    """One sentence to be read aloud behind the question; `flag` is a row of flags with total and shares.

    >>> row = {"kind": "agent", "n": 14, "total": 3.0, "shares": 0, "observed": 3 / 14, "left_out": 0, "unsure": 0,
    ...        "low": 0.076, "high": 0.476, "expected": 0.64, "compared_with": 120, "state": "below"}
    >>> reason_of(row, FlagSettings(minimum_sample=10))
    'Yes in 3 of 14 answers (21 %, 95 % interval 8–48 %); colleagues reach 64 % on the same work: 43 points below.'
    """
    needed = settings.minimum_sample
    if not flag["n"]:
        return say("No answer that counts in this period yet, {needed} are needed to compare.", needed=needed)
    told = {"observed": _observed(flag, settings.confidence, say), "compared": flag["compared_with"]}
    if flag["state"] == NOT_ENOUGH and flag["n"] < needed:
        return say(
            "{observed}; not enough to compare yet, about {more} more needed.",
            **told,
            more=needed - flag["n"],
        )
    if flag["state"] == NOT_ENOUGH and told["compared"]:
        return say(
            "{observed}; the period before has {compared} answers, {needed} are needed to compare.",
            **told,
            needed=needed,
        )
    if flag["state"] == NOT_ENOUGH:
        return say(
            "{observed}; the period before has no answers, {needed} are needed to compare.",
            **told,
            needed=needed,
        )
    if flag["state"] == NO_COLLEAGUES and told["compared"]:
        return say(
            "{observed}; too few colleagues do the same work to compare with ({compared} answers of theirs).",
            **told,
        )
    if flag["state"] == NO_COLLEAGUES:
        return say(
            "{observed}; too few colleagues do the same work to compare with (no answers of theirs).", **told
        )
    told |= {"expected": percent(flag["expected"], say), "verdict": _verdict(flag, say)}
    if flag["kind"] == "topic":
        lead = say("{observed}; the period before had {expected} on the same work: {verdict}.", **told)
    else:
        lead = say("{observed}; colleagues reach {expected} on the same work: {verdict}.", **told)
    return lead + _besides(flag, say)


def _verdict(flag: dict[str, Any], say: Say) -> str:
    apart = round(100 * flag["observed"]) - round(100 * flag["expected"])
    points = abs(apart)
    if flag["state"] == BELOW:
        return say("{points} points below", points=points)
    if flag["state"] == ABOVE:
        return say("{points} points above", points=points)
    if not apart:
        return say("no difference")
    if flag["kind"] == "topic":
        if apart < 0:
            return say("{points} points below, within what chance and its usual ups and downs", points=points)
        return say("{points} points above, within what chance and its usual ups and downs", points=points)
    if apart < 0:
        return say("{points} points below, within the usual spread of colleagues", points=points)
    return say("{points} points above, within the usual spread of colleagues", points=points)


def spoken(name: str) -> str:
    """A name of a question or topic as it is read aloud.

    >>> spoken("met_distress")
    'met distress'
    """
    return name.replace("_", " ").strip()


def percent(share: float, say: Say = ENGLISH) -> str:
    """A share as a whole percentage.

    >>> percent(0.2143)
    '21 %'
    """
    return say("{percent:.0f} %", percent=100 * share)


def _rows_of(
    connection: duckdb.DuckDBPyConnection, asked: Asked, kind: str, period: Period, settings: FlagSettings
) -> list[dict[str, Any]]:
    before = _standing(connection, kind, period.end)
    limits = Limits(
        settings.minimum_sample, settings.smallest_difference, settings.fewest_answers, settings.confidence
    )
    stands = {key: state for key, (state, _) in before.items()}
    results = compared(asked, kind, settings.compare_by, stands, limits)
    subjects = connection.execute(_sql("flag_subjects"), {"kind": kind, "examples": settings.examples})
    names = [column[0] for column in subjects.description]
    rows = []
    for values in subjects.fetchall():
        subject = dict(zip(names, values, strict=True))
        for examples in ("worst", "best", "unsure_examples"):
            subject[examples] = [asked.contacts[contact] for contact in subject[examples]]
        key = (subject["definition"], subject["question"], subject["subject"])
        rows.append(_row(kind, subject, results.get(key), before.get(key), period, settings))
    return rows


def _row(
    kind: str, subject: dict[str, Any], result: dict[str, Any] | None, before: tuple[str, date] | None, period: Period,
    settings: FlagSettings,
) -> dict[str, Any]:  # fmt: skip
    """One row of `flags`; where nothing was compared, the subject's own figures alone."""
    row = {"kind": kind, **subject, "left_out": 0, "expected": None, "compared_with": 0, "more_needed": None}
    tested = result is not None and result["tested"]
    if result is not None:
        row["compared_with"] = round(result["compared_with"])
        row["expected"] = _rounded(result["expected"])
    if result is not None and tested:
        row |= {name: round(result[name]) for name in ("n", "unsure", "left_out")}
        row |= {
            name: _rounded(result[name])
            for name in ("total", "p", "q", "estimate", "estimate_low", "estimate_high", "gap_probability")
        }
    row["observed"] = round(row["total"] / row["n"], 6) if row["n"] else None
    row["low"], row["high"] = _wilson(row["total"], row["n"], settings.confidence)
    if row["n"] < settings.minimum_sample:
        row["state"], row["more_needed"] = NOT_ENOUGH, settings.minimum_sample - row["n"]
    elif result is None or not tested:
        row["state"] = NOT_ENOUGH if kind == "topic" else NO_COLLEAGUES
    else:
        row["state"] = BELOW if result["below"] else ABOVE if result["above"] else AS_EXPECTED
    row["since"] = None
    if row["state"] in (BELOW, ABOVE):
        row["since"] = before[1] if before and before[0] == row["state"] else period.end
    return row | {"reason": reason_of(row, settings), "period_from": period.start, "period_to": period.end}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _standing(connection: duckdb.DuckDBPyConnection, kind: str, day: date) -> dict[Key, tuple[str, date]]:
    """What stood after the decision before that of `day`: state and since when, by definition, question, subject."""
    found = connection.execute(
        "SELECT definition, question, subject, state, since FROM flag_decisions WHERE kind = $kind AND decided_on = "
        "(SELECT max(decided_on) FROM flag_decisions WHERE decided_on < $day)",
        {"kind": kind, "day": day},
    ).fetchall()
    return {
        (definition, question, subject): (state, since)
        for definition, question, subject, state, since in found
    }


def _remember(connection: duckdb.DuckDBPyConnection, day: date, rows: list[dict[str, Any]]) -> None:
    """Puts the decision of a day in place of what was decided for it before."""
    connection.execute("DELETE FROM flag_decisions WHERE decided_on = ?", [day])
    columns = ("kind", "subject", "definition", "question", "state", "since")
    flagged = [{name: row[name] for name in columns} for row in rows if row["state"] in (BELOW, ABOVE)]
    decided = [{"decided_on": day} | row for row in [dict.fromkeys(columns), *flagged]]
    insert(connection, "flag_decisions", pa.Table.from_pylist(decided, schema=pa.schema(_DECISION)))


def _wilson(total: float, n: int, confidence: float) -> tuple[float | None, float | None]:
    """Wilson's interval of a mean of n values from 0 to 1; of shares it is at worst too wide."""
    if not n:
        return None, None
    z = _quantile(confidence)
    share = total / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return round(max(middle - half, 0.0), 6), round(min(middle + half, 1.0), 6)


@cache
def _quantile(confidence: float) -> float:
    return float(norm.isf((1 - confidence) / 2))


def _observed(flag: dict[str, Any], confidence: float, say: Say) -> str:
    told = {
        "n": flag["n"], "share": percent(flag["observed"], say), "level": percent(confidence, say),
        "low": f"{100 * flag['low']:.0f}", "high": percent(flag["high"], say),
    }  # fmt: skip
    if flag["shares"]:
        return say("{share} on average in {n} answers ({level} interval {low}–{high})", **told)
    yes = f"{flag['total']:.0f}"
    return say("Yes in {yes} of {n} answers ({share}, {level} interval {low}–{high})", **told, yes=yes)


def _besides(flag: dict[str, Any], say: Say) -> str:
    """What else was counted, or was not."""
    told = ""
    if flag["unsure"]:
        told += " " + say.plural(
            "{n} unsure one counts as what is usual.",
            "{n} unsure ones count as what is usual.",
            flag["unsure"],
        )
    if flag["left_out"]:
        told += " " + say.plural(
            "{n} in work that too few colleagues do is left out.",
            "{n} in work that too few colleagues do are left out.",
            flag["left_out"],
        )
    return told


def flag_statements() -> list[str]:
    """The SQL behind flags: when it changes, they are made anew."""
    return [_sql(name) for name in ("flag_contacts", "flag_answers", "flag_cells", "flag_subjects")]


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("kind", pa.string()), ("subject", pa.string()), ("definition", pa.string()), ("question", pa.string()),
    ("period_from", pa.date32()), ("period_to", pa.date32()), ("n", pa.int64()), ("observed", pa.float64()),
    ("expected", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("compared_with", pa.int64()),
    ("state", pa.string()), ("more_needed", pa.int64()), ("reason", pa.string()),
    ("worst", pa.list_(pa.string())), ("best", pa.list_(pa.string())), ("unsure", pa.int64()),
    ("left_out", pa.int64()), ("estimate", pa.float64()), ("estimate_low", pa.float64()),
    ("estimate_high", pa.float64()), ("p", pa.float64()), ("q", pa.float64()), ("gap_probability", pa.float64()),
    ("since", pa.date32()), ("unsure_examples", pa.list_(pa.string())),
]  # fmt: skip
_DECISION: Final[list[tuple[str, Any]]] = [
    ("decided_on", pa.date32()), ("kind", pa.string()), ("subject", pa.string()), ("definition", pa.string()),
    ("question", pa.string()), ("state", pa.string()), ("since", pa.date32()),
]  # fmt: skip
