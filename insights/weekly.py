"""Answers week by week as control charts need them: what was observed, and what the same work gets from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from insights.control import Charts
from insights.expected import Cells, colleagues_rates

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

UNCHANGED_WORTH: Final = 200.0
"""How many answers of others in a week the assumption is worth that the week is like every other (weeks vary by some
three points)."""


@dataclass(frozen=True)
class WeekCells:
    """Answers of one question added up by subject, week and kind of work (arrays of one length n).

    subject, week: numbers from 0. work (n × levels): as in insights.comparison.Sums. size, unsure, total, squares: as
    in insights/sql/change_cells.sql.
    """

    subject: Whole
    week: Whole
    work: Whole
    size: Floats
    unsure: Floats
    total: Floats
    squares: Floats


def charts_of(cells: WeekCells, shape: tuple[int, int], family: int, *, shared_weeks: bool) -> Charts:
    """Charts of every subject (shape: subjects × weeks) in one question, against others' rates in the same work.

    shared_weeks: what all others' week differs by is expected of the subject too; else the subject answers for it.
    """
    nothing = np.zeros(len(cells.size))
    rates = colleagues_rates(
        Cells(
            cells.subject, np.zeros(len(cells.size), dtype=np.int64), cells.work, cells.size, cells.unsure,
            cells.total, cells.squares, nothing,
        )
    )  # fmt: skip
    place = cells.subject * shape[1] + cells.week

    def added(values: Floats) -> Floats:
        return np.bincount(place, values, shape[0] * shape[1]).reshape(shape).astype(np.float64)

    size, unsure, total, expected = (
        added(values) for values in (cells.size, cells.unsure, cells.total, cells.size * rates)
    )
    if shared_weeks:
        decided = size - unsure
        off = total - added((cells.size - cells.unsure) * rates)
        others = decided.sum(axis=0) - decided
        expected = expected + size * (off.sum(axis=0) - off) / (others + UNCHANGED_WORTH)
    chance = float(((cells.size - cells.unsure) * rates * (1 - rates)).sum())
    seen = float((cells.squares - 2 * rates * cells.total + rates**2 * (cells.size - cells.unsure)).sum())
    narrower = min(seen / chance, 1.0) if chance > 0 else 1.0
    return Charts(
        size, unsure, total, np.clip(expected, 0.0, size), np.zeros(shape, dtype=bool),
        np.full(shape[0], family, dtype=np.int64), np.full(shape[0], max(narrower, 0.01)),
    )  # fmt: skip


def together(charts: Sequence[Charts]) -> Charts:
    """The charts of several questions as one set; at least one."""
    return Charts(
        *(np.concatenate([getattr(one, name) for one in charts]) for name in Charts.__dataclass_fields__)
    )
