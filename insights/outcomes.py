"""What predicts satisfaction: how well each question's answers go with the scores that customers give.

A rank correlation inside the same kind of work: topic, language and channel move both, and are taken out as far as their
numbers allow. Agents are drawn as wholes (cluster bootstrap), since their conversations are alike. It helps to argue a
scorecard's weights; it is no cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, rankdata
from scipy.stats import t as student

from data.warehouse import insert, transaction
from insights.periods import Period
from insights.saying import ENGLISH, Say, message

PREDICTS: Final = "predicts"
NO_RELATION: Final = "no relation seen"
CANNOT_TELL: Final = "cannot tell yet"
STATES: Final = (PREDICTS, NO_RELATION, CANNOT_TELL)
OUTCOMES: Final = ("csat", "nps", "effort")

PERIODS: Final = 6
SMALLEST: Final = 0.2
"""The correlation that enough answers would show four times in five."""
FEWEST_AGENTS: Final = 5
FEWEST_ANSWERS: Final = 20
FALSE_SHARE: Final = 0.05
DRAWS: Final = 2000
SEED: Final = 1
_WORTH: Final = 5.0
"""Scores that the wider kind of work's mean is worth."""
_NEEDED: Final = round(((1.959964 + 0.841621) / np.arctanh(SMALLEST)) ** 2 + 3)
_TABLES: Final = ("flag_answers", "flag_contacts", "flag_work", "flag_people", "flag_questions")

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Association:
    """A rank correlation with its 95 % interval over agents and p; NaN where it cannot be had. needed: answers, about."""

    value: float
    low: float
    high: float
    p: float
    needed: int


def make_question_outcomes(connection: duckdb.DuckDBPyConnection, period: Period) -> int:
    """Recomputes the table `question_outcomes` over the period and the five before it, in one transaction; returns its rows."""
    first = period.start - timedelta(days=period.days * (PERIODS - 1))
    start = Period(first, first, period.time_zone).bounds()[0]
    times = {"previous_from": start, "period_from": start, "period_to": period.bounds()[1]}
    with transaction(connection):
        connection.execute(_sql("flag_contacts"), times)
        connection.execute(_ONLY_SCORED, [list(OUTCOMES)])
        connection.execute(_sql("flag_answers"))
        columns = {
            n: np.asarray(v) for n, v in connection.execute(_sql("outcome_pairs")).fetchnumpy().items()
        }
        work = connection.execute("SELECT topic, language, channel FROM flag_work ORDER BY work").fetchall()
        questions = connection.execute(
            "SELECT definition, question FROM flag_questions ORDER BY number"
        ).fetchall()
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")
        rows = _rows(columns, work, questions)
        for row in rows:
            row |= {"period_from": first, "period_to": period.end}
        connection.execute("DELETE FROM question_outcomes")
        return insert(connection, "question_outcomes", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def prediction_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence on a row of question_outcomes.

    >>> row = {"outcome": "csat", "state": "predicts", "n": 400, "agents": 30, "association": 0.31, "low": 0.2, "high": 0.41}
    >>> prediction_of(row)
    'Goes with a higher CSAT: correlation 0.31 (95 % interval 0.20 to 0.41), 400 answers.'
    >>> prediction_of(row | {"state": "cannot tell yet", "n": 34, "association": None, "needed": 194})
    'Cannot tell yet: 34 answers with a CSAT, about 194 needed.'
    """
    told = {
        "name": say(_NAMES[row["outcome"]][0]),
        "one": say(_NAMES[row["outcome"]][1]),
    }
    told["answers"] = say.plural("{n} answer", "{n} answers", row["n"])
    if known := row["association"] is not None:
        told["figure"] = say(
            "correlation {value:.2f} (95 % interval {low:.2f} to {high:.2f})",
            value=row["association"],
            low=row["low"],
            high=row["high"],
        )
    if row["state"] == PREDICTS and row["association"] > 0:
        return say("Goes with a higher {name}: {figure}, {answers}.", **told)
    if row["state"] == PREDICTS:
        return say("Goes with a lower {name}: {figure}, {answers}.", **told)
    if row["state"] == NO_RELATION:
        return say("No relation with the {name} seen: {figure}, {answers}.", **told)
    told["needed"] = row["needed"]
    if row["n"] >= row["needed"]:
        return say("Cannot tell yet: {answers} with {one}, of too few agents, or all alike.", **told)
    if known:
        return say("Cannot tell yet: {answers} with {one}, {figure}, about {needed} needed.", **told)
    return say("Cannot tell yet: {answers} with {one}, about {needed} needed.", **told)


_NAMES: Final = {
    "csat": (message("CSAT"), message("a CSAT")),
    "nps": (message("NPS score"), message("an NPS score")),
    "effort": (message("effort score"), message("an effort score")),
}


def association(value: Floats, score: Floats, person: Whole, work: Whole, seed: int = SEED) -> Association:
    """The correlation of the ranks of values and scores (length n) inside kinds of work (n × levels, widest first).

    The interval and p come of Student's t with agents − 1 degrees of freedom, and of the
    standard error of the correlation's inverse hyperbolic tangent over DRAWS draws of agents.
    """
    unknown = Association(np.nan, np.nan, np.nan, np.nan, _NEEDED)
    people, agent = np.unique(person, return_inverse=True)
    if len(value) < FEWEST_ANSWERS or len(people) < FEWEST_AGENTS or np.ptp(value) == 0 or np.ptp(score) == 0:
        return unknown
    x, y = (_evened(rankdata(v), work) for v in (value, score))
    sums = np.column_stack([np.bincount(agent, v, len(people)) for v in (x * y, x * x, y * y)])
    if not (sums[:, 1].sum() > 1e-9 and sums[:, 2].sum() > 1e-9):
        return unknown
    draws = (
        np.random.default_rng(seed).multinomial(len(people), np.full(len(people), 1 / len(people)), DRAWS)
        @ sums
    )
    there = (draws[:, 1] > 1e-9) & (draws[:, 2] > 1e-9)
    drawn = np.arctanh(_correlation(np.asarray(draws[there], dtype=np.float64)))
    middle = float(np.arctanh(_correlation(np.asarray(sums.sum(axis=0), dtype=np.float64))))
    error = max(float(np.std(drawn)), 1 / len(value) ** 0.5)
    freedom = len(people) - 1
    half = float(student.ppf(0.975, freedom)) * error
    effect = max(error**2 * (len(value) - 3), 1.0)
    return Association(
        float(np.tanh(middle)), float(np.tanh(middle - half)), float(np.tanh(middle + half)),
        float(2 * student.sf(abs(middle) / error, freedom)), round(_NEEDED * effect),
    )  # fmt: skip


def _correlation(sums: Floats) -> Floats:
    return np.clip(sums[..., 0] / np.sqrt(sums[..., 1] * sums[..., 2]), -0.999, 0.999)


def _evened(ranks: Floats, work: NDArray[Any]) -> Floats:
    """Ranks less the mean of their kind of work, which is shrunk towards that of the wider kind."""
    mean = np.full(len(ranks), ranks.mean())
    for level in range(work.shape[1]):
        group = np.unique(work[:, level], return_inverse=True)[1]
        n = np.bincount(group)
        mean = ((np.bincount(group, ranks)[group]) + _WORTH * mean) / (n[group] + _WORTH)
    return np.asarray(ranks - mean, dtype=np.float64)


def _rows(
    columns: dict[str, Any], work: list[tuple[str, str, str]], questions: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    levels = np.column_stack([
        np.unique([w[1] for w in work], return_inverse=True)[1],
        np.unique(["\0".join(w[1:]) for w in work], return_inverse=True)[1],
        np.unique(["\0".join((*w[1:], w[0])) for w in work], return_inverse=True)[1],
    ]) if work else np.zeros((0, 3), dtype=np.int64)  # fmt: skip
    rows = []
    for outcome in OUTCOMES:
        for number in np.unique(columns["question"][columns["outcome"] == outcome]).tolist():
            chosen = (columns["outcome"] == outcome) & (columns["question"] == number)
            value, score, person, job = (columns[n][chosen] for n in ("value", "score", "person", "work"))
            found = association(value, score, person, levels[job])
            definition, question = questions[number]
            rows.append({
                "outcome": outcome, "definition": definition, "question": question, "n": len(value),
                "agents": len(np.unique(person)), "association": _known(found.value), "low": _known(found.low),
                "high": _known(found.high), "p": _known(found.p), "q": None, "needed": found.needed,
            })  # fmt: skip
    tested = [row for row in rows if row["p"] is not None]
    if tested:
        for row, q in zip(tested, false_discovery_control([row["p"] for row in tested]), strict=True):
            row["q"] = round(float(q), 6)
    for row in rows:
        sure = row["q"] is not None and row["q"] <= FALSE_SHARE
        enough = row["q"] is not None and row["n"] >= row["needed"]
        row["state"] = PREDICTS if sure else NO_RELATION if enough else CANNOT_TELL
    return rows


def _known(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None


def outcome_statements() -> list[str]:
    """The SQL behind the table: when it alters, it is made anew."""
    return [_sql(name) for name in ("flag_contacts", "flag_answers", "outcome_pairs")]


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_ONLY_SCORED: Final = """
DELETE FROM flag_contacts WHERE conversation_key NOT IN (
    SELECT conversation_key FROM facts WHERE agent_id IS NULL AND list_contains($1::VARCHAR[], fact))
"""
_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("outcome", pa.string()), ("question", pa.string()), ("definition", pa.string()), ("period_from", pa.date32()),
    ("period_to", pa.date32()), ("n", pa.int64()), ("agents", pa.int64()), ("association", pa.float64()),
    ("low", pa.float64()), ("high", pa.float64()), ("p", pa.float64()), ("q", pa.float64()), ("needed", pa.int64()),
    ("state", pa.string()),
]  # fmt: skip
