"""Agents, teams and topics compared: from added-up answers to one result a subject and question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from insights.assessment import Assessed, assess
from insights.decisions import Decided, decide
from insights.expected import Cells, Compared, compare

FEWEST_COLLEAGUES: Final = 3
"""Others that a group of like work needs: with fewer, what is usual among colleagues is not known."""
_LEVELS: Final = ("work", "language", "channel", "queue")


@dataclass(frozen=True)
class Result:
    """What one subject and question came to; the fields are those of the table `flags`, None where not compared."""

    n: int
    total: float
    unsure: int
    left_out: int
    observed: float | None
    expected: float | None
    compared_with: int
    comparable: bool
    estimate: float | None = None
    estimate_low: float | None = None
    estimate_high: float | None = None
    p: float | None = None
    q: float | None = None
    gap_probability: float | None = None
    flagged: str | None = None


Key = tuple[str, str, str]
"""definition, question, subject"""


def compared_subjects(
    table: pa.Table, kind: str, standing: Mapping[Key, str], minimum_sample: int, smallest: float, confidence: float
) -> dict[Key, Result]:
    """Results by definition, question and subject, of the rows of insights/sql/flag_cells.sql.

    Agents and teams are compared with all others, topics with their own period before. standing: which are flagged
    already, `below` or `above`. An empty table gives no results.
    """
    if not table.num_rows:
        return {}
    coded = _Coded(table, kind)
    raw = compare(coded.cells("total", "total_squares"))
    likely = compare(coded.cells("expected_total", "squares"))
    rows = coded.rows_of(raw)
    fewest = 1 if kind == "topic" else FEWEST_COLLEAGUES
    comparable = rows & (raw.colleagues >= fewest) & (raw.others >= minimum_sample)
    tested = comparable & (raw.size - raw.unsure >= minimum_sample)
    family = coded.family[raw.question]
    shown = assess(raw, family, tested, smallest, confidence)
    sure = assess(likely, family, tested, smallest, confidence)
    keys = [coded.key(q, s) for q, s in zip(raw.question.tolist(), raw.subject.tolist(), strict=True)]
    with np.errstate(invalid="ignore", divide="ignore"):
        observed, expected = raw.total / (raw.size - raw.unsure), raw.expected / raw.size
    below = _decided(coded, raw, sure.p_below, expected - observed, keys, standing, "below", smallest)
    above = _decided(coded, raw, sure.p_above, observed - expected, keys, standing, "above", smallest)
    return {
        keys[row]: _result(row, raw, shown, sure, observed, expected, comparable, tested, below, above)
        for row in np.flatnonzero(rows).tolist()
    }


class _Coded:
    """The columns of the table as numbers. What is compared within one number of `question`: a question; of topics, a
    question and topic, whose subjects are the period before (0) and now (1)."""

    def __init__(self, table: pa.Table, kind: str) -> None:
        self._table = table
        self._topics = kind == "topic"
        questions, self._questions = _numbers(table, ("definition", "question"))
        if self._topics:
            self._question, self._names = _numbers(table, ("definition", "question", "subject"))
            self._subject = np.asarray(table["is_now"].to_numpy(), dtype=np.int64)
            first = np.unique(self._question, return_index=True)[1]
            self.family = questions[first]
        else:
            self._question, self._names = questions, self._questions
            self._subject, self._subjects = _numbers(table, ("subject",))
            self.family = np.arange(len(self._questions))
        self._groups = np.column_stack(
            [_numbers(table, _LEVELS[: level + 1])[0] for level in range(len(_LEVELS))]
        )

    def cells(self, total: str, squares: str) -> Cells:
        """The cells, with the columns that hold the sums of values and of their squares."""
        size, unsure, sums, of_squares, doubt = (
            np.asarray(self._table[name].to_numpy(), dtype=np.float64)
            for name in ("size", "unsure", total, squares, "doubt")
        )
        return Cells(self._subject, self._question, self._groups, size, unsure, sums, of_squares, doubt)

    def rows_of(self, compared: Compared) -> NDArray[np.bool_]:
        """Which rows are results: all of agents and teams; of topics, those of now."""
        return compared.subject == 1 if self._topics else np.ones(len(compared.subject), dtype=bool)

    def key(self, question: int, subject: int) -> Key:
        """definition, question, subject of a row."""
        names = self._names[question]
        return (names[0], names[1], names[2] if self._topics else self._subjects[subject][0])

    def place(self, compared: Compared) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of the tested subjects, and which of its questions, a row is: agents × questions, topics × questions."""
        if not self._topics:
            return compared.subject, compared.question
        topics = sorted({names[2] for names in self._names})
        numbers = np.array([topics.index(names[2]) for names in self._names], dtype=np.int64)
        return numbers[compared.question], self.family[compared.question]


def _decided(
    coded: _Coded, raw: Compared, p: NDArray[np.float64], difference: NDArray[np.float64], keys: Sequence[Key],
    standing: Mapping[Key, str], state: str, smallest: float,
) -> Decided:  # fmt: skip
    """The decision for every row, which was made over the subjects × questions that the rows stand for."""
    subject, question = coded.place(raw)
    shape = (int(subject.max()) + 1, int(question.max()) + 1)
    rows = coded.rows_of(raw)
    place = (subject[rows], question[rows])
    grids = [np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=bool)]
    stands = np.array([standing.get(key) == state for key in keys])
    for grid, values in zip(grids, (p, difference, stands), strict=True):
        grid[place] = values[rows]
    made = decide(grids[0], grids[1], grids[2].astype(bool), smallest)
    return Decided(*(grid[subject, question] for grid in (made.flagged, made.entered, made.q)))


def _result(
    row: int, raw: Compared, shown: Assessed, sure: Assessed, observed: NDArray[np.float64],
    expected: NDArray[np.float64], comparable: NDArray[np.bool_], tested: NDArray[np.bool_], below: Decided, above: Decided,
) -> Result:  # fmt: skip
    n = round(float(raw.size[row] - raw.unsure[row]))
    state = "below" if below.flagged[row] else "above" if above.flagged[row] else None
    upwards = observed[row] > expected[row] if tested[row] else False
    told: dict[str, Any] = {}
    if tested[row]:
        told = {
            "estimate": _rounded(shown.estimate[row]),
            "estimate_low": _rounded(shown.low[row]),
            "estimate_high": _rounded(shown.high[row]),
            "p": _rounded((sure.p_above if upwards else sure.p_below)[row]),
            "q": _rounded((above if upwards else below).q[row]),
            "gap_probability": _rounded(shown.gap[row]),
            "flagged": state,
        }
    return Result(
        n=n,
        total=round(float(raw.total[row]), 9),
        unsure=round(float(raw.unsure[row])),
        left_out=round(float(raw.left_out[row])),
        observed=_rounded(observed[row]) if n else None,
        expected=_rounded(expected[row]) if raw.size[row] else None,
        compared_with=round(float(raw.others[row])),
        comparable=bool(comparable[row]),
        **told,
    )


def _rounded(value: float) -> float:
    return round(float(value), 6)


def _numbers(table: pa.Table, columns: Sequence[str]) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """A number for each combination of the columns' texts, in the order of the texts, and the combinations."""
    together = np.zeros(table.num_rows, dtype=np.int64)
    for name in columns:
        column = pc.fill_null(table[name], "").combine_chunks().dictionary_encode()
        texts = column.dictionary.to_pylist()
        ranks = np.argsort(np.argsort(np.array(texts, dtype=object)))
        codes = ranks[column.indices.to_numpy(zero_copy_only=False)]
        together = np.unique(together * (len(texts) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    first = np.unique(together, return_index=True)[1]
    chosen = table.select(list(columns)).take(pa.array(first))
    return together, [tuple(row) for row in zip(*(chosen[name].to_pylist() for name in columns), strict=True)]
