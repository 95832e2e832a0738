"""Did training work: per skill, those who trained against people like them who had not, in the table `training_effects`.

Trainees are chosen for being low, so the period that chose them is never their *before*. Neither is the one before it
alone: whoever was not flagged then had luck then. Before is what four periods together say of an agent's level
(insights/levels.py); the period after begins a week after the training and counts once it is over, so that nothing is
found by looking every night. `python -m tests.bench.training` shows what this, and plainer rules, come to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.warehouse import insert, transaction
from insights.answer_sums import WORK
from insights.matched_difference import Matched, MatchLimits, estimate, match
from insights.periods import Period
from insights.standardised import DailySums, window_results
from insights.training_words import CANNOT_TELL, state_of, with_reason

LEFT_OUT_DAYS: Final = 7
"""Days from the training on that are neither before nor after."""
_DIGITS: Final = 6


@dataclass(frozen=True)
class EffectSettings:
    """period_days: of the period after, and of each before. minimum_sample: answers of a person before and after.
    smallest_difference: of two means between 0 and 1, that matters. compare_by: as for flags."""

    period_days: int = 28
    minimum_sample: int = 20
    smallest_difference: float = 0.05
    compare_by: tuple[str, ...] = WORK

    @property
    def limits(self) -> MatchLimits:
        """Who enters."""
        return MatchLimits(minimum_sample=self.minimum_sample)

    @property
    def days_of_an_effect(self) -> int:
        """From a training to the end of its period after."""
        return LEFT_OUT_DAYS + self.period_days


@dataclass(frozen=True)
class Trainings:
    """Who trained in a skill first when, by person, and how many further trainings they had in it."""

    first_on: Mapping[str, date]
    again: int


@dataclass(frozen=True)
class Answered:
    """The answers to one version of a question. people: by number. flagged: person -> (decided on, standing since)."""

    sums: DailySums
    people: Sequence[str]
    flagged: Mapping[str, Sequence[tuple[date, date]]]


def make_training_effects(
    connection: duckdb.DuckDBPyConnection, period: Period, settings: EffectSettings
) -> int:
    """Recomputes `training_effects` as of the period's last day, in one transaction; returns its number of rows."""
    rows = []
    for skill, trainings in _trainings(connection, period.end).items():
        bounds = dict(zip(("period_from", "period_to"), period.bounds(), strict=True))
        found = connection.execute(_sql("training_definitions"), {"skill": skill} | bounds).fetchall()
        by_version = {d: _answered(connection, skill, d, trainings, period, settings) for (d,) in found}
        answering = {person for answered in by_version.values() for person in answered.people}
        for definition, answered in by_version.items():
            of_it = {
                p: on for p, on in trainings.first_on.items() if p in answered.people or p not in answering
            }
            rows.append(
                _row(skill, definition, Trainings(of_it, trainings.again), answered, period, settings)
            )
        if not by_version:
            rows.append(_nothing_asked(skill, trainings, period))
    with transaction(connection):
        connection.execute("DELETE FROM training_effects")
        return insert(connection, "training_effects", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def effect_statements() -> list[str]:
    """The SQL behind the effects: when it changes, they are made anew."""
    names = ("training_answers", "training_sums", "trainings_first", "training_definitions", "training_flags")
    return [_sql(name) for name in names]


def _trainings(connection: duckdb.DuckDBPyConnection, until: date) -> dict[str, Trainings]:
    found: dict[str, dict[str, date]] = {}
    again: dict[str, int] = {}
    for skill, person, first_on, more in connection.execute(_sql("trainings_first")).fetchall():
        if first_on <= until:
            found.setdefault(skill, {})[person] = first_on
            again[skill] = again.get(skill, 0) + more
    return {skill: Trainings(people, again[skill]) for skill, people in found.items()}


def _answered(
    connection: duckdb.DuckDBPyConnection, skill: str, definition: str, trainings: Trainings, period: Period,
    settings: EffectSettings,
) -> Answered:  # fmt: skip
    needed = timedelta(days=(settings.limits.history + 2) * settings.period_days)
    first, end = Period(min(trainings.first_on.values()) - needed, period.end, period.time_zone).bounds()
    asked = {"skill": skill, "definition": definition}
    connection.execute(
        _sql("training_answers"), asked | {"first": first, "end": end, "time_zone": period.time_zone}
    )
    found = connection.execute(_sql("training_sums")).fetchnumpy()
    columns = {name: np.asarray(column) for name, column in found.items()}
    connection.execute("DROP TABLE training_answers")
    people, person = np.unique(columns["person"].astype(str), return_inverse=True)
    work = list(zip(*(columns[name].astype(str).tolist() for name in WORK), strict=True))
    kinds = sorted(set(work))
    number = {kind: place for place, kind in enumerate(kinds)}
    days = columns["day"].astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
    sums = DailySums(
        _levels(kinds, settings.compare_by), person.astype(np.int64), np.array([number[w] for w in work], dtype=np.int64),
        days, *(np.asarray(columns[name], dtype=np.float64) for name in ("size", "unsure", "total")),
    )  # fmt: skip
    flagged: dict[str, list[tuple[date, date]]] = {}
    for subject, decided_on, since in connection.execute(_sql("training_flags"), asked).fetchall():
        flagged.setdefault(subject, []).append((decided_on, since))
    return Answered(sums, people.tolist(), flagged)


def _levels(kinds: Sequence[tuple[str, ...]], compare_by: tuple[str, ...]) -> NDArray[np.int64]:
    """The groups of every kind of work, widest first: kinds × levels."""
    places = [WORK.index(name) for name in compare_by]
    columns = []
    for level in range(1, len(places) + 1):
        names = [tuple(kind[place] for place in places[:level]) for kind in kinds]
        numbers = {name: number for number, name in enumerate(sorted(set(names)))}
        columns.append([numbers[name] for name in names])
    return np.array(columns, dtype=np.int64).T.reshape(len(kinds), len(places))


@dataclass(frozen=True)
class _Day:
    """The trainees of one day: matched, with the shortfalls of those who enter."""

    matched: Matched
    shortfalls: Sequence[float]


def _row(
    skill: str, definition: str, trainings: Trainings, answered: Answered, period: Period, settings: EffectSettings
) -> dict[str, Any]:  # fmt: skip
    limits = settings.limits
    over = period.end - timedelta(days=settings.days_of_an_effect - 1)
    waiting = sum(on > over for on in trainings.first_on.values())
    days = [
        _day(on, trainings, answered, settings)
        for on in sorted({on for on in trainings.first_on.values() if on <= over})
    ]
    matched = [day.matched for day in days]
    shortfalls = [s for day in days for s in day.shortfalls if s == s]
    too_few, unmatched = sum(m.too_few for m in matched), sum(m.unmatched for m in matched)
    controls = np.unique(np.concatenate([m.controls for m in matched])) if matched else ()
    found = estimate(matched, limits)
    row = {
        "skill": skill, "definition": definition, "people": sum(len(m.trained) for m in matched),
        "controls": len(controls), "shortfall": round(float(np.mean(shortfalls)), _DIGITS) if shortfalls else None,
        "as_of": period.end, "left_out": waiting + too_few + unmatched, "waiting": waiting, "too_few": too_few,
        "unmatched": unmatched, "repeated": trainings.again, "effect": None, "low": None, "high": None,
    }  # fmt: skip
    if found is not None:
        row |= {
            name: round(v, _DIGITS)
            for name, v in (("effect", found.value), ("low", found.low), ("high", found.high))
        }
    return with_reason(
        row | state_of(row, settings.smallest_difference, limits.fewest_trained, limits.fewest_controls)
    )


def _day(on: date, trainings: Trainings, answered: Answered, settings: EffectSettings) -> _Day:
    """Everybody who trained first on this day, in calendar windows around it."""
    never = date.max.toordinal()
    trained = np.array([trainings.first_on[p].toordinal() if p in trainings.first_on else never for p in answered.people], dtype=np.int64)  # fmt: skip
    day, length, limits = on.toordinal(), settings.period_days, settings.limits
    trainees, untrained = trained == day, trained > day
    sums = answered.sums
    seen = sums.only((sums.day < trained[sums.person]) | trainees[sums.person])
    since = {
        number: _chosen(answered.flagged.get(answered.people[number], ()), on, length)
        for number in np.flatnonzero(trainees).tolist()
    }
    ends = sorted(set(since.values()))
    windows = [(day + LEFT_OUT_DAYS, day + LEFT_OUT_DAYS + length - 1)]
    windows += [(day - length * (n + 1), day - length * n - 1) for n in range(limits.history)]
    results = window_results(seen, [*windows, *((end - length + 1, end) for end in ends)], untrained)
    matched = match(results.first(len(windows)), trainees, untrained, limits)
    absent = sum(first == on for person, first in trainings.first_on.items() if person not in answered.people)
    matched = Matched(
        matched.trained, matched.controls, matched.weight, matched.change, matched.too_few + absent, matched.unmatched
    )  # fmt: skip
    chosen = results.result[:, len(windows) :]
    return _Day(matched, [-float(chosen[n, ends.index(since[n])]) for n in matched.trained.tolist()])


def _chosen(flags: Sequence[tuple[date, date]], on: date, length: int) -> int:
    """The last day of the period that chose somebody: of the flag that stood last, else the day before the training."""
    standing = [since for decided, since in flags if timedelta(0) <= on - decided <= timedelta(days=length)]
    return standing[-1].toordinal() if standing else on.toordinal() - 1


def _nothing_asked(skill: str, trainings: Trainings, period: Period) -> dict[str, Any]:
    people = len(trainings.first_on)
    row = dict.fromkeys(("effect", "low", "high", "shortfall", "more_people", "more_controls"))
    row |= dict.fromkeys(("people", "controls", "waiting", "unmatched"), 0)
    row |= {
        "skill": skill,
        "definition": "",
        "left_out": people,
        "too_few": people,
        "repeated": trainings.again,
    }
    return with_reason(row | {"state": CANNOT_TELL, "as_of": period.end})


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("skill", pa.string()), ("definition", pa.string()), ("people", pa.int32()), ("controls", pa.int32()),
    ("effect", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("shortfall", pa.float64()),
    ("state", pa.string()), ("reason", pa.string()), ("as_of", pa.date32()), ("left_out", pa.int32()),
    ("waiting", pa.int32()), ("too_few", pa.int32()), ("unmatched", pa.int32()), ("repeated", pa.int32()),
    ("more_people", pa.int32()), ("more_controls", pa.int32()),
]  # fmt: skip
