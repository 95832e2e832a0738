"""What colleagues get from the same mix of work: indirect standardisation, own conversations left out.

Conversations are alike by nested groups: as a rule of the same topic; of that topic in the same language; of those in
the same channel; of those in the same queue. The rate of a group is shrunk towards the rate of the wider group around it, the
more the smaller the group and the less groups inside the wider one have been seen to differ. Where colleagues have
next to nothing of the second group, its conversations are left out of the comparison rather than compared with
other work.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_COMPARABLE: Final = 5
"""Answers about colleagues that a group of like conversations needs, so that it is compared at all."""
_ALIKE: Final = 2
"""How many levels of groups conversations must share to be compared; narrower groups only refine what is expected."""

_NEXT_TO_NOTHING = 0.01
"""Answers that a question is taken to have had, half of them yes, so that one without any has a rate."""
_FEWEST_WORTH, _MOST_WORTH = 1.0, 10_000.0
_DENSE = 8
"""How many numbers an array of counts may have for every cell, before numbers without cells are closed up."""


@dataclass(frozen=True)
class Cells:
    """Answers added up by subject, question and group of like conversations (one row each, all arrays of length n).

    subject, question: numbers from 0. groups (n × levels): the group at each level, widest first, as numbers from 0
    that mean the same wherever they occur in that column; each level is nested in the one before. size: answers that count, unsure ones too. unsure: how many of size
    are unsure. total: sum of the expected values of the others, each p·value + (1 − p)·(1 − value) for an answer given
    with probability p. squares: sum of the expected squares of those values. doubt: sum of their variances,
    p·(1 − p)·(2·value − 1)².
    """

    subject: Whole
    question: Whole
    groups: Whole
    size: Floats
    unsure: Floats
    total: Floats
    squares: Floats
    doubt: Floats


@dataclass(frozen=True)
class Compared:
    """Cells of a subject and question added up, what they were compared with, and how far chance alone may take them.

    One row each (length m). size: answers compared, unsure of them among them. left_out: answers in work that
    colleagues hardly do. total: sum of what is not unsure. observed: the same with unsure ones at what is expected. expected: the sum that colleagues reach on the same work.
    variance: of observed − expected, by chance, by doubt about the verdicts (Rubin's rules) and by how little is known
    of colleagues; without over-dispersion. least: the same if doubt were spread over agents as over answers: then
    observed is a sum of expectations, which vary less than what they are expectations of. others: answers of colleagues in the same groups. colleagues: how many colleagues there
    are behind them, at the least.
    """

    subject: Whole
    question: Whole
    size: Floats
    left_out: Floats
    unsure: Floats
    total: Floats
    observed: Floats
    expected: Floats
    variance: Floats
    least: Floats
    others: Floats
    colleagues: Floats

    def only(self, *, subject: int) -> Compared:
        """The rows of one subject."""
        rows = self.subject == subject
        return Compared(*(getattr(self, field.name)[rows] for field in fields(self)))


def joined(parts: list[Compared]) -> Compared:
    """The rows of all parts (at least one), one after the other."""
    return Compared(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Compared)))


def compare(cells: Cells) -> Compared:
    """What was observed of every subject and question against colleagues' expectation, in order of question, subject."""
    cells = _added_up(cells)
    decided = cells.size - cells.unsure
    rate = _colleagues_rates(cells, decided)
    alike = _numbered(cells.question, cells.groups[:, min(_ALIKE, cells.groups.shape[1]) - 1])
    others = _without_own(cells, alike, decided)
    people = _other_people(cells, alike, decided)
    own = _numbered(alike, cells.subject)
    in_group = _sums(own, cells.size)[own]
    comparable = others >= FEWEST_COMPARABLE
    careful = (rate * others + 0.5) / (others + 1)
    chance = careful * (1 - careful)
    narrower = _narrower(cells, careful, comparable)
    _, first, row = np.unique(
        _numbered(cells.question, cells.subject), return_index=True, return_inverse=True
    )

    def added(values: Floats) -> Floats:
        return _sums(row, np.where(comparable, values, 0.0))

    # Rubin's rules for infinitely many imputations, without drawing any: the variance of complete answers, and on top
    # of it the variance that doubt about each answer leaves. An unsure one says nothing: its rate, and all of its doubt.
    complete = narrower[cells.question] * cells.size * chance
    doubt = cells.doubt + cells.unsure * chance
    known = cells.size * in_group * chance / np.maximum(others, 1.0)
    return Compared(
        subject=cells.subject[first],
        question=cells.question[first],
        size=added(cells.size),
        left_out=_sums(row, np.where(comparable, 0.0, cells.size)),
        unsure=added(cells.unsure),
        total=added(cells.total),
        observed=added(cells.total + cells.unsure * rate),
        expected=added(cells.size * rate),
        variance=added(complete + doubt + known),
        least=added(np.maximum(complete - doubt, 0.0) + known),
        others=np.round(added(others * cells.size / in_group)),
        colleagues=_highest(row, np.where(comparable, people, 0.0)),
    )


def colleagues_rates(cells: Cells) -> Floats:
    """For each cell the rate that others have in its narrowest group, shrunk; a subject may have several cells in a group."""
    return _colleagues_rates(cells, cells.size - cells.unsure)


def _added_up(cells: Cells) -> Cells:
    """One cell a question, subject and narrowest group."""
    place = _numbered(cells.question, cells.subject, cells.groups[:, -1])
    if int(np.bincount(place).max()) == 1:
        return cells
    _, first, row = np.unique(place, return_index=True, return_inverse=True)
    sums = (cells.size, cells.unsure, cells.total, cells.squares, cells.doubt)
    return Cells(
        cells.subject[first],
        cells.question[first],
        cells.groups[first],
        *(_sums(row, column) for column in sums),
    )


def _colleagues_rates(cells: Cells, decided: Floats) -> Floats:
    """The shrunk rate of colleagues in each cell's narrowest group."""
    question = cells.question
    size, total = _without_own(cells, question, decided), _without_own(cells, question, cells.total)
    rate = (total + _NEXT_TO_NOTHING / 2) / (size + _NEXT_TO_NOTHING)
    parent = question
    for level in range(cells.groups.shape[1]):
        group = _numbered(question, cells.groups[:, level])
        strength = _strength(question, parent, group, decided, cells.total)[question]
        size, total = _without_own(cells, group, decided), _without_own(cells, group, cells.total)
        rate = (total + strength * rate) / (size + strength)
        parent = group
    return rate


def _other_people(cells: Cells, group: Whole, decided: Floats) -> Floats:
    """For each cell how many others have an answer in its group."""
    _, first, pair = np.unique(_numbered(group, cells.subject), return_index=True, return_inverse=True)
    has = _sums(pair, decided) > 0
    return (_sums(group[first], has.astype(np.float64))[group] - has[pair]).astype(np.float64)


def _without_own(cells: Cells, group: Whole, values: Floats) -> Floats:
    """For each cell the sum over its group of everybody else's values."""
    own = _numbered(group, cells.subject)
    return np.maximum(_sums(group, values)[group] - _sums(own, values)[own], 0.0)


def _strength(question: Whole, parent: Whole, group: Whole, size: Floats, total: Floats) -> Floats:
    """Per question, how many answers the wider group's rate is worth: the fewer, the more its parts differ.

    Method of moments for the correlation inside groups: (Q − df) / (Σn − Σn² / n of the parent), worth 1/ρ − 1.
    """
    sizes, totals = _sums(group, size), _sums(group, total)
    of, asked = _of_group(group, parent), _of_group(group, question)
    around = (_sums(parent, total)[of] + 0.5) / (_sums(parent, size)[of] + 1.0)
    held = sizes > 0
    rates = np.divide(totals, sizes, out=around.copy(), where=held)
    count = int(question.max()) + 1
    q = np.bincount(asked, sizes * np.square(rates - around) / (around * (1 - around)), count)
    groups_held = np.bincount(asked, held, count)
    parents = np.bincount(_of_group(parent, question), _sums(parent, size) > 0, count)
    squares = np.bincount(asked, np.square(sizes) / np.maximum(_sums(parent, size)[of], 1.0), count)
    room = np.bincount(asked, sizes, count) - squares
    rho = np.divide(q - (groups_held - parents), room, out=np.zeros(count), where=room > 0)
    worth: Floats = 1 / np.clip(rho, 1 / (_MOST_WORTH + 1), 1 / (_FEWEST_WORTH + 1)) - 1
    return worth


def _narrower(cells: Cells, rate: Floats, comparable: NDArray[np.bool_]) -> Floats:
    """Per question, how much less its answers vary than yes and no would (shares do), at most 1."""
    decided = cells.size - cells.unsure
    seen = cells.squares - 2 * rate * cells.total + np.square(rate) * decided
    count = int(cells.question.max()) + 1
    spread = np.bincount(cells.question, np.where(comparable, seen, 0.0), count)
    chance = np.bincount(cells.question, np.where(comparable, decided * rate * (1 - rate), 0.0), count)
    return np.minimum(np.divide(spread, chance, out=np.ones(count), where=chance > 0), 1.0)


def _numbered(*columns: Whole) -> Whole:
    """One number for each combination of the columns (all from 0), in their order; some numbers may be of none."""
    together = columns[0]
    for column in columns[1:]:
        together = together * (int(column.max()) + 1) + column
        if int(together.max()) > _DENSE * len(together):
            together = np.unique(together, return_inverse=True)[1]
    return together


def _of_group(group: Whole, values: Whole) -> Whole:
    """For each group the value that all of its cells have; 0 for numbers without cells."""
    found = np.zeros(int(group.max()) + 1, dtype=np.int64)
    found[group] = values
    return found


def _sums(places: Whole, values: Floats) -> Floats:
    return np.bincount(places, values).astype(np.float64)


def _highest(places: Whole, values: Floats) -> Floats:
    found = np.zeros(int(places.max()) + 1)
    np.maximum.at(found, places, values)
    return found
