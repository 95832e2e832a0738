"""Agents, teams and topics compared: from added-up answers to one result a subject and question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from insights.assessment import Assessed, assess, surprise
from insights.decisions import Decided, decide
from insights.expected import Cells, Compared, compare, joined

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST_COLLEAGUES: Final = 3
"""Others that a kind of work needs: with fewer, what is usual among colleagues is not known."""


@dataclass(frozen=True)
class Sums:
    """Answers added up by question, subject and kind of work, in this period and the one before.

    Arrays of one length n. question, subject: numbers from 0. work (n × levels): what makes conversations alike, widest
    first, each level nested in the one before, as numbers from 0. is_now: whether they are of this period. size,
    unsure, total, squares, likely, likely_squares, doubt: as in insights/sql/flag_cells.sql.
    """

    question: Whole
    subject: Whole
    work: Whole
    is_now: NDArray[np.bool_]
    size: Floats
    unsure: Floats
    total: Floats
    squares: Floats
    likely: Floats
    likely_squares: Floats
    doubt: Floats


@dataclass(frozen=True)
class Limits:
    """From when on a subject is compared, a difference matters, and how wide intervals are."""

    minimum_sample: int
    smallest_difference: float
    fewest_answers: float
    confidence: float


@dataclass(frozen=True)
class Results:
    """One row a subject and question with answers in the period; p, q, estimates and gap are NaN where not tested.

    total: of the n answers that are not unsure. expected: mean. others: answers that it was compared with.
    below, above: whether flagged.
    """

    question: Whole
    subject: Whole
    n: Floats
    unsure: Floats
    left_out: Floats
    total: Floats
    expected: Floats
    others: Floats
    tested: NDArray[np.bool_]
    assessed: Assessed
    p: Floats
    q: Floats
    p_below: Floats
    below: NDArray[np.bool_]
    above: NDArray[np.bool_]


Standing = Mapping[tuple[int, int], str]
"""(question, subject) -> `below` or `above`: the flags that stand."""


def against_colleagues(parts: Iterable[Sums], standing: Standing, limits: Limits) -> Results:
    """Every subject of the period against all others of the period who do the same work.

    parts: at least one, each with answers of the period; a question is whole in one of them.
    """
    compared = [
        (compare(_of_now(p, p.total, p.squares)), compare(_of_now(p, p.likely, p.likely_squares)))
        for p in parts
    ]
    raw, likely = (joined(list(column)) for column in zip(*compared, strict=True))
    enough = (raw.colleagues >= FEWEST_COLLEAGUES) & (raw.others >= limits.minimum_sample)
    return _results(raw, likely, raw.question, raw.subject, enough, standing, limits)


def against_before(parts: Iterable[Sums], standing: Standing, limits: Limits) -> Results:
    """Every subject of the period against itself in the period before, on the same work; parts: as for colleagues."""
    compared = [(_of_both(p, p.total, p.squares), _of_both(p, p.likely, p.likely_squares)) for p in parts]
    raw, likely = (joined(list(column)) for column in zip(*compared, strict=True))
    return _results(
        raw, likely, raw.question, raw.subject, raw.others >= limits.minimum_sample, standing, limits
    )


def _of_now(sums: Sums, total: Floats, squares: Floats) -> Cells:
    now = sums.is_now
    columns = (sums.size, sums.unsure, total, squares, sums.doubt)
    return Cells(sums.subject[now], sums.question[now], sums.work[now], *(column[now] for column in columns))


def _of_both(sums: Sums, total: Floats, squares: Floats) -> Compared:
    """This period's side of every subject, each question and subject compared by itself."""
    subjects = int(sums.subject.max()) + 1
    pair, time = sums.question * subjects + sums.subject, sums.is_now.astype(np.int64)
    found = compare(Cells(time, pair, sums.work, sums.size, sums.unsure, total, squares, sums.doubt)).only(
        subject=1
    )
    question, subject = np.divmod(found.question, subjects)
    return replace(found, question=question, subject=subject)


def _results(
    raw: Compared, likely: Compared, question: Whole, subject: Whole, enough: NDArray[np.bool_], standing: Standing,
    limits: Limits,
) -> Results:  # fmt: skip
    """Questions are families: their subjects spread alike. p and q come of what verdicts make likely, the rest of themselves."""
    n = raw.size - raw.unsure
    tested = enough & (n >= limits.minimum_sample)
    shown = assess(raw, question, tested, limits.smallest_difference, limits.confidence)
    sure = surprise(likely, question, tested)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = raw.expected / raw.size
        difference = np.round(raw.total / n - expected, 9)
    stands = np.array(
        [standing.get(key, "") for key in zip(question.tolist(), subject.tolist(), strict=True)]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        matters = np.abs(difference) >= np.maximum(limits.smallest_difference, limits.fewest_answers / n)
    below = _decided(question, subject, sure.p_below, matters & (difference < 0), stands == "below")
    above = _decided(question, subject, sure.p_above, matters & (difference > 0), stands == "above")
    upwards = difference > 0
    return Results(
        question, subject, n, raw.unsure, raw.left_out, raw.total, expected, raw.others, tested, shown,
        p=np.where(upwards, sure.p_above, sure.p_below), q=np.where(upwards, above.q, below.q),
        p_below=sure.p_below, below=below.flagged, above=above.flagged,
    )  # fmt: skip


def _decided(
    question: Whole, subject: Whole, p: Floats, matters: NDArray[np.bool_], stands: NDArray[np.bool_]
) -> Decided:
    """The decision for every row, made over the table of subjects × questions that the rows fill."""
    shape = (int(subject.max()) + 1, int(question.max()) + 1)
    place = (subject, question)
    chances, large, standing = (
        np.full(shape, np.nan),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
    )
    chances[place], large[place], standing[place] = p, matters, stands
    made = decide(chances, large, standing)
    return Decided(made.flagged[place], made.entered[place], made.q[place])
