"""What agents reach against what untrained colleagues reach on the same work, in several windows of time at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from insights.expected import Cells, compare

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]

Window = tuple[int, int]
"""The first and the last day, as ordinals."""


@dataclass(frozen=True)
class DailySums:
    """Answers to one question added up by person, kind of work and day (arrays of one length n).

    person: numbers from 0. work: row of `kinds` (kinds of work × levels, as Cells.groups). day: ordinals, as of
    `date.toordinal`. size: answers that count, unsure ones too. unsure: of them. total: sum of the values of the others.
    """

    kinds: Whole

    person: Whole
    work: Whole
    day: Whole
    size: Floats
    unsure: Floats
    total: Floats

    def only(self, rows: Bools) -> DailySums:
        """The rows where `rows` holds."""
        return DailySums(self.kinds, self.person[rows], self.work[rows], self.day[rows], self.size[rows], self.unsure[rows], self.total[rows])  # fmt: skip


@dataclass(frozen=True)
class WindowResults:
    """People × windows. decided: answers that are yes, no or partly. size: answers compared, unsure ones too.
    residual: sum of observed − expected, unsure ones at what is expected."""

    decided: Floats
    size: Floats
    residual: Floats

    def first(self, count: int) -> WindowResults:
        """The first windows alone."""
        return WindowResults(self.decided[:, :count], self.size[:, :count], self.residual[:, :count])

    @property
    def result(self) -> Floats:
        """Mean of observed − expected; NaN where nothing was compared."""
        found: Floats = np.divide(
            self.residual, self.size, out=np.full(self.size.shape, np.nan), where=self.size > 0
        )
        return found


def window_results(sums: DailySums, windows: Sequence[Window], untrained: Bools) -> WindowResults:
    """Every person in every window against the people of `untrained` in the same window, themselves left out.

    untrained: by number of the person; the others are compared, and nobody is compared with them.
    """
    people, added = len(untrained), _in_windows(sums, windows)
    window, person, work, size, unsure, total = added
    shape = (people, len(windows))
    if not len(size):
        return WindowResults(*(np.zeros(shape) for _ in range(3)))
    decided = size - unsure
    apart = ~untrained[person]
    # A cell of somebody trained is a subject of its own, all of it unsure: it gets a rate, and gives nothing to others.
    subject = np.where(apart, people + np.cumsum(apart), person)
    blank = np.where(apart, 0.0, total)
    nothing = np.zeros(len(size))
    compared = compare(
        Cells(subject, window, work, size, np.where(apart, size, unsure), blank, blank, nothing)
    )
    cell_of = np.zeros(people + int(apart.sum()) + 1, dtype=np.int64)
    cell_of[subject] = np.arange(len(size))
    trained = compared.subject >= people
    cell = cell_of[compared.subject]
    whose = np.where(trained, person[cell], compared.subject)
    rate = np.divide(compared.expected, compared.size, out=np.zeros(len(whose)), where=compared.size > 0)
    residual = np.where(trained, total[cell] - decided[cell] * rate, compared.observed - compared.expected)
    counted = np.where(trained, decided[cell], compared.size - compared.unsure)
    inside = compared.size > 0
    place = np.ravel_multi_index((whose[inside], compared.question[inside]), shape)

    def by_person(values: Floats) -> Floats:
        summed = np.bincount(place, values[inside], people * len(windows)).astype(np.float64)
        return summed.reshape(shape)

    return WindowResults(by_person(counted), by_person(compared.size), by_person(residual))


def _in_windows(
    sums: DailySums, windows: Sequence[Window]
) -> tuple[Whole, Whole, Whole, Floats, Floats, Floats]:
    """window, person, work (all its levels), size, unsure, total: one row each, days added up."""
    rows = [np.flatnonzero((sums.day >= first) & (sums.day <= last)) for first, last in windows]
    chosen = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    window = np.repeat(np.arange(len(windows)), [len(found) for found in rows])
    if not len(chosen):
        none = np.zeros(0)
        return window, chosen, sums.kinds[:0], none, none, none
    persons, count = int(sums.person.max()) + 1, len(sums.kinds)
    number = (window * persons + sums.person[chosen]) * count + sums.work[chosen]
    cells, place = np.unique(number, return_inverse=True)
    size, unsure, total = (
        np.bincount(place, column[chosen]).astype(np.float64)
        for column in (sums.size, sums.unsure, sums.total)
    )
    return (
        cells // (persons * count),
        cells // count % persons,
        sums.kinds[cells % count],
        size,
        unsure,
        total,
    )


def day_number(day: date) -> int:
    """The ordinal by which windows and sums name a day."""
    return day.toordinal()
