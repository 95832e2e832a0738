"""Flags, first version: agents against their colleagues, topics against their own period before.

Every agent (person) × question is compared with the mean of all others on the same question,
with a minimum sample, a Wilson interval, and Newcombe's interval of the difference. Answers are
the same question's when their `definition` is: whichever scorecard asked, and never two versions of a question. The work that
agents get is not evened out yet: that comes with standardisation (DESIGN, "Flags that are fair").
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import duckdb
import pyarrow as pa
from scipy.stats import norm

from data.warehouse import insert, transaction
from insights.periods import Period, previous

BELOW: Final = "below"
ABOVE: Final = "above"
AS_EXPECTED: Final = "as expected"
NOT_ENOUGH: Final = "not enough conversations yet"
NO_COLLEAGUES: Final = "no comparable colleagues"
STATES: Final = (BELOW, ABOVE, AS_EXPECTED, NOT_ENOUGH, NO_COLLEAGUES)


@dataclass(frozen=True, slots=True)
class FlagSettings:
    """When a difference is a flag.

    minimum_sample: answers that count, of the subject and of what it is compared with. smallest_difference: of two
    means between 0 and 1; smaller ones are never flagged, however sure. fewest_answers: by how many answers it must
    differ, so that one slip is never a flag. confidence: of the interval. examples: how many conversations each flag
    keeps as its worst and as its best.
    """

    minimum_sample: int = 20
    smallest_difference: float = 0.05
    fewest_answers: float = 2.0
    confidence: float = 0.95
    examples: int = 3


def make_flags(connection: duckdb.DuckDBPyConnection, period: Period, settings: FlagSettings) -> int:
    """Recomputes the table `flags` for the period, in one transaction; returns its number of rows.

    Answers count when they are yes, no or partly, on current, not excluded, scored conversations that started in
    the period. Agents with exclude=true, and answers without an agent, are neither compared nor compared with;
    they count in topics. Examples are conversation keys, the lowest (highest) value first, then the most probable
    answer, then the newest conversation; an answer of full marks is no bad example, one of none no good one.
    """
    times = {
        "previous_from": previous(period).bounds()[0],
        "period_from": period.bounds()[0],
        "period_to": period.bounds()[1],
    }
    limits = {
        "z": float(norm.ppf((1 + settings.confidence) / 2)),
        "minimum_sample": settings.minimum_sample,
        "smallest_difference": settings.smallest_difference,
        "fewest_answers": settings.fewest_answers,
        "examples": settings.examples,
    }
    with transaction(connection):
        connection.execute(_sql("flag_answers"), times)
        result = connection.execute(_sql("flags"), limits)
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        connection.execute("DROP TABLE flag_answers")
        for row in rows:
            row["reason"] = reason_of(row, settings)
            row |= {"period_from": period.start, "period_to": period.end}
        connection.execute("DELETE FROM flags")
        return insert(connection, "flags", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def reason_of(flag: dict[str, Any], settings: FlagSettings) -> str:
    """One English sentence to be read aloud behind the question; `flag` is a row of flags with total and shares.

    >>> row = {"kind": "agent", "n": 14, "total": 3.0, "shares": 0, "observed": 3 / 14,
    ...        "low": 0.076, "high": 0.476, "expected": 0.64, "compared_with": 120, "state": "below"}
    >>> reason_of(row, FlagSettings(minimum_sample=10))
    'Yes in 3 of 14 answers (21 %, 95 % interval 8–48 %), colleagues 64 % of 120, so 43 points below.'
    """
    against = "colleagues" if flag["kind"] == "agent" else "the period before"
    if not flag["n"]:
        return f"No answer that counts in this period yet, {settings.minimum_sample} are needed to compare."
    observed = _observed(flag, settings.confidence)
    state, compared = flag["state"], flag["compared_with"]
    if state == NOT_ENOUGH and flag["n"] < settings.minimum_sample:
        more = settings.minimum_sample - flag["n"]
        return f"{observed}; not enough to compare yet, about {more} more needed."
    if state in (NOT_ENOUGH, NO_COLLEAGUES):
        have = f"have {compared or 'no'}" if flag["kind"] == "agent" else f"has {compared or 'no'}"
        return f"{observed}; {against} {have} answers, {settings.minimum_sample} are needed to compare."
    expected = f"{against} {percent(flag['expected'])} of {compared}"
    points = abs(round(100 * flag["observed"]) - round(100 * flag["expected"]))
    verdict = {BELOW: f"so {points} points below", ABOVE: f"so {points} points above"}.get(
        state, "so no clear difference"
    )
    return f"{observed}, {expected}, {verdict}."


def spoken(name: str) -> str:
    """A name of a question or topic as it is read aloud.

    >>> spoken("met_distress")
    'met distress'
    """
    return name.replace("_", " ").strip()


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.2143)
    '21 %'
    """
    return f"{100 * share:.0f} %"


def _observed(flag: dict[str, Any], confidence: float) -> str:
    interval = f"{percent(confidence)} interval {100 * flag['low']:.0f}–{percent(flag['high'])}"
    if flag["shares"]:
        return f"{percent(flag['observed'])} on average in {flag['n']} answers ({interval})"
    return f"Yes in {flag['total']:.0f} of {flag['n']} answers ({percent(flag['observed'])}, {interval})"


def flag_statements() -> list[str]:
    """The SQL behind flags and plans: when it changes, they are made anew."""
    return [_sql(name) for name in ("flag_answers", "flags", "plans")]


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("kind", pa.string()), ("subject", pa.string()), ("definition", pa.string()), ("question", pa.string()),
    ("period_from", pa.date32()), ("period_to", pa.date32()), ("n", pa.int64()), ("observed", pa.float64()),
    ("expected", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("compared_with", pa.int64()),
    ("state", pa.string()), ("more_needed", pa.int64()), ("reason", pa.string()),
    ("worst", pa.list_(pa.string())), ("best", pa.list_(pa.string())),
]  # fmt: skip
