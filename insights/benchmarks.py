"""Benchmarks: where every question, topic and queue stands, how it went over the last periods, and against its target.

A topic is held against its target as if it had the other topics' mix of languages, channels and agents. How other topics do
stands beside it for description; only targets, and a topic's own past, make findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from scipy.stats import false_discovery_control

from data.warehouse import insert, transaction
from insights.flags import percent
from insights.periods import Period
from insights.saying import ENGLISH, Say
from insights.targets import Standing, standing

BELOW_TARGET: Final = "below target"
MEETS: Final = "meets"
NOT_CLEAR: Final = "not clear"
NOT_ENOUGH: Final = "not enough"
STATES: Final = (BELOW_TARGET, MEETS, NOT_CLEAR, NOT_ENOUGH)
KINDS: Final = ("question", "topic", "queue")
PERIODS: Final = 6
FALSE_SHARE: Final = 0.05
"""How many of the topics, or queues, that are told to miss their target may in truth hold it."""
_TABLES: Final = ("flag_answers", "flag_contacts", "flag_work", "flag_people", "flag_questions")


@dataclass(frozen=True, slots=True)
class Target:
    """The share that a question's answers should reach at least; topic, queue: only there, and before the general one."""

    question: str
    at_least: float
    topic: str | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkSettings:
    """targets: each question, topic or queue at most once. minimum_sample, smallest_difference: as for flags."""

    targets: tuple[Target, ...] = ()
    minimum_sample: int = 20
    smallest_difference: float = 0.05

    def target(self, kind: str, subject: str, question: str) -> float:
        """The target that holds there; NaN where none does."""
        found = {(t.topic, t.queue): t.at_least for t in self.targets if t.question == question}
        own = (subject, None) if kind == "topic" else (None, subject) if kind == "queue" else (None, None)
        return found.get(own, found.get((None, None), float("nan")))


def make_benchmarks(
    connection: duckdb.DuckDBPyConnection, period: Period, settings: BenchmarkSettings
) -> int:
    """Recomputes the table `benchmarks` for the period and those before it, in one transaction; returns its rows.

    Answers count as in flags; unsure ones are counted beside, and are in no mean.
    """
    first = period.start - timedelta(days=period.days * (PERIODS - 1))
    times = {
        "previous_from": Period(first, first, period.time_zone).bounds()[0],
        "period_from": period.bounds()[0],
        "period_to": period.bounds()[1],
    }
    with transaction(connection):
        connection.execute(_sql("flag_contacts"), times)
        connection.execute(_sql("flag_answers"))
        rows = _rows(connection, period, settings)
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM benchmarks")
        return insert(connection, "benchmarks", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def target_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence on a row of benchmarks with a target.

    >>> row = {"state": "below target", "kind": "topic", "target": 0.9, "standardised": 0.71, "standardised_low": 0.62,
    ...        "standardised_high": 0.79, "n": 120}
    >>> target_of(row)
    'Below its target of 90 %: 71 % (95 % interval 62–79 %) with the usual mix of languages, channels and agents, 120 answers.'
    >>> target_of({"state": "not enough", "target": 0.9, "n": 3})
    'Target 90 %: 3 answers are too few to tell.'
    """
    told = {"target": percent(row["target"], say)}
    if row["state"] == NOT_ENOUGH:
        return say.plural(
            "Target {target}: {n} answer is too few to tell.",
            "Target {target}: {n} answers are too few to tell.",
            row["n"],
            **told,
        )
    share, high = percent(row["standardised"], say), percent(row["standardised_high"], say)
    told |= {"share": share, "low": f"{100 * row['standardised_low']:.0f}", "high": high, "n": row["n"]}
    told["verdict"] = {
        BELOW_TARGET: say("Below its target of {target}", **told),
        MEETS: say("Meets its target of {target}", **told),
        NOT_CLEAR: say("Not clear whether it meets its target of {target}", **told),
    }[row["state"]]
    if row["kind"] == "topic":
        return say(
            "{verdict}: {share} (95 % interval {low}–{high}) with the usual mix of languages, channels and agents, {n} answers.",
            **told,
        )
    return say("{verdict}: {share} (95 % interval {low}–{high}), {n} answers.", **told)


def _rows(
    connection: duckdb.DuckDBPyConnection, period: Period, settings: BenchmarkSettings
) -> list[dict[str, Any]]:
    trend = {"time_zone": period.time_zone, "last_day": period.end, "days": period.days}
    found = connection.execute(_sql("benchmark_trend"), trend)
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
    questions = connection.execute(
        "SELECT definition, question FROM flag_questions ORDER BY number"
    ).fetchall()
    work = connection.execute(
        "SELECT topic, language, channel, queue FROM flag_work ORDER BY work"
    ).fetchall()
    by_question: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_question.setdefault(row["question"], []).append(row)
    done = []
    for number, (definition, question) in enumerate(questions):
        cells = connection.execute(_sql("benchmark_cells"), {"question": number}).fetchnumpy()
        of_kind = {kind: _standing(cells, work, kind) for kind in KINDS}
        for row in by_question.get(number, []):
            row |= {"definition": definition, "question": question}
            done.append(row | _placed(row, *of_kind[row["kind"]], settings, period))
    for kind in KINDS:
        _decide([row for row in done if row["kind"] == kind], settings)
    return sorted(done, key=lambda r: (KINDS.index(r["kind"]), r["subject"], r["question"], r["definition"]))


def _standing(
    cells: dict[str, Any], work: Sequence[tuple[str, str, str, str]], kind: str
) -> tuple[dict[str, int], Standing]:
    """Where the subjects of a kind stand in one question, and their places."""
    names = {"question": [""] * len(work), "topic": [w[0] for w in work], "queue": [w[3] for w in work]}[kind]
    places = {name: place for place, name in enumerate(sorted(set(names)))}
    job, person = (np.asarray(cells[name], dtype=np.int64) for name in ("work", "person"))
    size, total = (np.asarray(cells[name], dtype=np.float64) for name in ("size", "total"))
    subject = np.array([places[name] for name in names], dtype=np.int64)[job]
    groups = None
    if kind == "topic" and len(job):
        languages = np.unique([w[1] for w in work], return_inverse=True)[1]
        channels = np.unique([f"{w[1]}\0{w[2]}" for w in work], return_inverse=True)[1]
        groups = np.column_stack(
            [languages[job], channels[job], channels[job] * (int(person.max()) + 1) + person]
        )
    return places, standing(subject, person, size, total, len(places), groups)


def _placed(
    row: dict[str, Any], places: dict[str, int], stands: Standing, settings: BenchmarkSettings, period: Period
) -> dict[str, Any]:
    """The columns of one row, its state still open."""
    place = places.get(row["subject"])
    target = settings.target(row["kind"], row["subject"], row["question"])
    found: dict[str, Any] = {"period_from": period.start, "period_to": period.end, "target": _known(target)}
    found["trend"] = [_in_trend(entry, period) for entry in row["trend"] or []]
    if place is None or not row["n"]:
        return found
    low, high = (ends[place] for ends in stands.interval())
    plain = Standing(*(np.array([v]) for v in (row["total"] / row["n"], row["n"], row["n"], 0.0)))
    plain_low, plain_high = (float(end[0]) for end in plain.interval())
    targets = np.full(len(stands.n), np.nan)
    targets[place] = target
    return found | {
        "observed": _known(row["total"] / row["n"]), "low": _known(plain_low), "high": _known(plain_high),
        "standardised": _known(stands.share[place]), "standardised_low": _known(low), "standardised_high": _known(high),
        "elsewhere": _known(stands.elsewhere[place]) if row["kind"] == "topic" else None,
        "p": _known(stands.p_below(targets)[place]),
    }  # fmt: skip


def _in_trend(entry: dict[str, Any], period: Period) -> dict[str, Any]:
    end = period.end - timedelta(days=period.days * entry["age"])
    return {
        "period_from": end - timedelta(days=period.days - 1), "period_to": end, "n": entry["n"], "observed": entry["observed"],
    }  # fmt: skip


def _decide(rows: list[dict[str, Any]], settings: BenchmarkSettings) -> None:
    """States of all rows of a kind that have a target: the share of false findings is held over them together."""
    tested = [row for row in rows if row.get("p") is not None and row["n"] >= settings.minimum_sample]
    if tested:
        for row, q in zip(tested, false_discovery_control([row["p"] for row in tested]), strict=True):
            row["q"] = round(float(q), 6)
    for row in rows:
        if row["target"] is None:
            continue
        if row.get("q") is None:
            row["state"] = NOT_ENOUGH
        elif row["standardised"] >= row["target"]:
            row["state"] = MEETS
        else:
            short = round(row["target"] - row["standardised"], 9) >= settings.smallest_difference
            sure = row["standardised_high"] < row["target"] and row["q"] <= FALSE_SHARE
            row["state"] = BELOW_TARGET if short and sure else NOT_CLEAR


def _known(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None


def benchmark_statements() -> list[str]:
    """The SQL behind benchmarks: when it alters, they are made anew."""
    return [_sql(name) for name in ("flag_contacts", "flag_answers", "benchmark_trend", "benchmark_cells")]


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_TREND: Final[Any] = pa.struct(
    [("period_from", pa.date32()), ("period_to", pa.date32()), ("n", pa.int64()), ("observed", pa.float64())]
)
_SHARES: Final = (
    "observed", "low", "high", "standardised", "standardised_low", "standardised_high", "elsewhere", "target", "p", "q",
)  # fmt: skip
_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("kind", pa.string()), ("subject", pa.string()), ("question", pa.string()), ("definition", pa.string()),
    ("period_from", pa.date32()), ("period_to", pa.date32()), ("n", pa.int64()), ("unsure", pa.int64()),
    *((name, pa.float64()) for name in _SHARES), ("state", pa.string()), ("trend", pa.list_(_TREND)),
]  # fmt: skip
