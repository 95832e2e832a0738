"""How well the automatic answers agree with people's, and what the rates are once their errors are taken out.

Everything rests on the random sample alone (insights/sampling.py): what people decided of the list to decide was chosen
for being doubtful. The automatic answers are today's: judged again, they are held against what people said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from itertools import groupby, permutations
from operator import itemgetter
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from data.warehouse import insert, transaction
from insights.agreement_figures import (
    UNKNOWN,
    Chance,
    Estimate,
    Floats,
    Whole,
    beyond_chance,
    corrected_rate,
    effective_size,
    weighted_share,
)
from insights.periods import Period

LONGEST: Final = 180  # days that a sample is added up over: answers of long ago say little of today's
_CATEGORIES: Final = ("yes", "partly", "no", "not_applicable")
_PLACE: Final = {name: number for number, name in enumerate(_CATEGORIES)}
_VALUES: Final = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_UNSURE: Final = "unsure"
_STATEMENTS: Final = ("agreement_answers", "agreement_wholes", "agreement_reviews")


Group = tuple[str, bool]


@dataclass(frozen=True)
class Drawn:
    """What was drawn of a group: how many answers, and how many they stand for."""

    answers: int
    weight: float


@dataclass(frozen=True)
class Reviewed:
    """A sampled answer that people answered. people: their answers, one each.

    probability: of its draw. group: of answers that are as likely to be answered, named by language and whether they
    stand in the list to decide, which comes first in the file.
    """

    probability: float
    group: Group
    automatic: str
    counted: bool
    value: float
    people: tuple[str, ...]

    @property
    def sure(self) -> tuple[str, ...]:
        """What people answered who were sure."""
        return tuple(answer for answer in self.people if answer != _UNSURE)


Weighted = tuple[Reviewed, float]


def make_agreement(connection: duckdb.DuckDBPyConnection, period: Period, minimum: int) -> int:
    """Makes the table `agreement` anew; returns the number of rows. minimum: reviewed answers below which nothing is said.

    The period runs from the first day that the sample was drawn for, at most LONGEST days, to the end of `period`;
    without a sample it is `period`. A sample with another seed is another one: the newest counts.
    """
    row = connection.execute(
        "SELECT arg_max(seed, drawn_at), min(period_from) FROM review_draws "
        "WHERE seed = (SELECT arg_max(seed, drawn_at) FROM review_draws)"
    ).fetchone()
    seed, since = row if row and row[0] is not None else (0, period.start)
    period = _whole_period(period, since)
    start, end = period.bounds()
    with transaction(connection):
        connection.execute(_sql("agreement_answers"), {"seed": seed, "period_from": start, "period_to": end})
        wholes = _rows(connection, "agreement_wholes")
        reviewed = _reviewed(_rows(connection, "agreement_reviews"))
        connection.execute("DROP TABLE agreement_answers")
        rows = [
            {"period_from": period.start, "period_to": period.end, **row}
            for row in _agreements(wholes, reviewed, minimum)
        ]
        connection.execute("DELETE FROM agreement")
        return insert(connection, "agreement", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def _whole_period(period: Period, since: date) -> Period:
    first = max(min(since, period.start), period.end - timedelta(days=LONGEST - 1))
    return Period(min(first, period.start), period.end, period.time_zone)


def _reviewed(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str, str], list[Reviewed]]:
    """The sampled answers by definition, question and language."""
    found: dict[tuple[str, str, str], list[Reviewed]] = {}
    for _, group in groupby(rows, key=itemgetter("question", "definition", "language", "answer_id")):
        first, *others = group
        people = tuple(row["answer"] for row in (first, *others))
        key = (first["definition"], first["question"], first["language"])
        found.setdefault(key, []).append(
            Reviewed(
                first["probability"],
                (first["language"], first["to_decide"]),
                first["automatic"],
                first["counted"],
                first["value"],
                people,
            )
        )
    return found


def _agreements(
    wholes: Sequence[dict[str, Any]], reviewed: dict[tuple[str, str, str], list[Reviewed]], minimum: int
) -> Iterable[dict[str, Any]]:
    """One row a question and language, then one of all languages where there are several."""
    for (definition, question), group in groupby(wholes, key=itemgetter("definition", "question")):
        languages = list(group)
        parts = [(row["language"], [row]) for row in languages]
        if len(parts) > 1:
            parts.append((None, languages))
        for language, rows in parts:
            answers = [r for row in rows for r in reviewed.get((definition, question, row["language"]), [])]
            whole = Whole(*(sum(row[name] for row in rows) for name in ("answers", "counted", "total")))
            drawn = {
                (row["language"], name == "doubtful"): Drawn(row[name], row[f"{name}_weight"])
                for row in rows
                for name in ("doubtful", "others")
                if row[name]
            }
            row = {"question": question, "definition": definition, "language": language}
            yield row | agreement_of(whole, drawn, answers, minimum)


def agreement_of(
    whole: Whole, drawn: Mapping[Group, Drawn], reviewed: Sequence[Reviewed], minimum: int
) -> dict[str, Any]:
    """The figures of a question and language: columns of `agreement`, null where fewer than `minimum` answers tell.

    Nor is anything told where a group was drawn and nobody has answered any of it.
    """
    weights = _weights(drawn, reviewed)
    compared = [(r, w) for r, w in weights if r.automatic in _PLACE and r.sure]
    several = [(r, w) for r, w in weights if len(r.sure) > 1]
    silent = len(set(drawn) - {r.group for r in reviewed}) if reviewed else 0
    missing = max(minimum - len(compared), silent, 0)
    row = {
        "answers": whole.answers, "drawn": sum(group.answers for group in drawn.values()), "reviewed": len(reviewed),
        "n": len(compared), "missing": missing, "automatic_rate": _rounded(whole.rate), "people_n": len(several),
        "automatic_unsure": sum(r.automatic == _UNSURE for r in reviewed), "people_unsure": sum(not r.sure for r in reviewed),
        "automatic_yes": sum(r.automatic == "yes" for r, _ in compared), "automatic_no": sum(r.automatic == "no" for r, _ in compared),
    }  # fmt: skip
    told = not missing
    agreed, chance = _with_automatic(compared) if told else (UNKNOWN, Chance())
    together, chance_together = _among_people(several) if len(several) >= minimum else (UNKNOWN, Chance())
    figures = {
        "agreement": agreed, "kappa": chance.kappa, "ac1": chance.ac1,
        "false_yes": _called(compared, "yes", "no") if told else UNKNOWN,
        "false_no": _called(compared, "no", "yes") if told else UNKNOWN,
        "people_agreement": together, "people_kappa": chance_together.kappa, "people_ac1": chance_together.ac1,
    }  # fmt: skip
    for name, figure in figures.items():
        row |= {
            name: _rounded(figure.value),
            f"{name}_low": _rounded(figure.low),
            f"{name}_high": _rounded(figure.high),
        }
    corrected = _corrected(whole, [(r, w) for r, w in weights if r.sure]) if told else UNKNOWN
    names = ("corrected_rate", "corrected_low", "corrected_high")
    return row | dict(
        zip(names, map(_rounded, (corrected.value, corrected.low, corrected.high)), strict=True)
    )


def _weights(drawn: Mapping[Group, Drawn], reviewed: Sequence[Reviewed]) -> list[Weighted]:
    """How many answers each reviewed one stands for: those of a group stand for all that was drawn of it."""
    answered: dict[Group, float] = {}
    for r in reviewed:
        answered[r.group] = answered.get(r.group, 0.0) + 1 / r.probability
    return [(r, drawn[r.group].weight / answered[r.group] / r.probability) for r in reviewed]


def _with_automatic(compared: Sequence[Weighted]) -> tuple[Estimate, Chance]:
    pairs = [[(r.automatic, answer) for answer in r.sure] for r, _ in compared]
    return _agreed(pairs, _of(compared))


def _among_people(several: Sequence[Weighted]) -> tuple[Estimate, Chance]:
    """Of two people who answered the same; who of them comes first says nothing, so every pair counts both ways."""
    return _agreed([list(permutations(r.sure, 2)) for r, _ in several], _of(several))


def _agreed(pairs: Sequence[Sequence[tuple[str, str]]], weights: Floats) -> tuple[Estimate, Chance]:
    """The share of pairs that are alike, and what is left of it beyond chance; each answer's pairs share its weight."""
    table = np.zeros((len(_CATEGORIES), len(_CATEGORIES)))
    for weight, of_answer in zip(weights, pairs, strict=True):
        for a, b in of_answer:
            table[_PLACE[a], _PLACE[b]] += weight / len(of_answer)
    alike = np.array([sum(a == b for a, b in of_answer) / len(of_answer) for of_answer in pairs])
    agreed = weighted_share(alike, weights)
    return agreed, beyond_chance(table, agreed, effective_size(weights))


def _called(compared: Sequence[Weighted], automatic: str, people: str) -> Estimate:
    """The share of automatic answers of a kind that people call something else."""
    of_kind = [(r, w) for r, w in compared if r.automatic == automatic]
    called = np.array([r.sure.count(people) / len(r.sure) for r, _ in of_kind])
    return weighted_share(called, _of(of_kind))


def _corrected(whole: Whole, answered: Sequence[Weighted]) -> Estimate:
    """The corrected rate; whoever was unsure says nothing of it, and partly counts half."""
    values = [[_VALUES[answer] for answer in r.sure if answer in _VALUES] for r, _ in answered]
    sizes = np.array([len(r.sure) for r, _ in answered])
    people = {
        "counted": np.array(list(map(len, values))) / sizes,
        "value": np.array(list(map(sum, values))) / sizes,
    }
    automatic = {
        "counted": np.array([float(r.counted) for r, _ in answered]),
        "value": np.array([r.value for r, _ in answered]),
    }
    weights = _of(answered)
    return corrected_rate(whole, automatic, people, weights, np.minimum(1 / weights, 1))


def _of(answers: Sequence[Weighted]) -> Floats:
    return np.array([weight for _, weight in answers], dtype=np.float64)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def agreement_statements() -> list[str]:
    """The SQL behind `agreement`: when it changes, it is made anew."""
    return [_sql(name) for name in _STATEMENTS]


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.execute(_sql(name)).to_arrow_table().to_pylist()
    return found


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_COUNTS: Final = (
    "answers", "drawn", "reviewed", "n", "missing", "automatic_unsure", "people_unsure", "automatic_yes", "automatic_no", "people_n",
)  # fmt: skip
_FIGURES: Final = (
    "agreement", "kappa", "ac1", "false_yes", "false_no", "people_agreement", "people_kappa", "people_ac1",
)  # fmt: skip
_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("question", pa.string()), ("definition", pa.string()), ("language", pa.string()),
    ("period_from", pa.date32()), ("period_to", pa.date32()), *((name, pa.int64()) for name in _COUNTS),
    *((f"{name}{end}", pa.float64()) for name in _FIGURES for end in ("", "_low", "_high")),
    *((name, pa.float64()) for name in ("automatic_rate", "corrected_rate", "corrected_low", "corrected_high")),
]  # fmt: skip
