"""How sure a mean of answers is, with answers of one agent alike, and whether it lies below a target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from insights.expected import Cells, colleagues_rates
from insights.tails import lower_mid_p

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """One value a subject (length subjects; NaN without answers).

    share: the mean as if with the mix of work that the other subjects have. worth: as how many independent answers
    it counts. n: its answers. elsewhere: the mean of all other subjects, as it is.
    """

    share: Floats
    worth: Floats
    n: Floats
    elsewhere: Floats

    def interval(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Wilson's interval for so many independent answers."""
        z = float(ndtri((1 + confidence) / 2))
        n = np.where(self.worth > 0, self.worth, np.nan)
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)

    def p_below(self, targets: Floats) -> Floats:
        """Mid-p values of shares this low if the target (NaN: none) were held exactly; NaN where nothing is to test."""
        found = np.full(len(self.n), np.nan)
        rows = np.isfinite(targets) & (self.n > 0)
        if rows.any():
            mean, n = np.clip(targets[rows], 0.001, 0.999), self.n[rows]
            variance = n**2 * mean * (1 - mean) / self.worth[rows]
            found[rows] = lower_mid_p(self.share[rows] * n, mean, n, variance)
        return found


def standing(
    subject: Whole, person: Whole, size: Floats, total: Floats, subjects: int, work: Whole | None
) -> Standing:
    """Subjects in one question, from cells of answers (arrays of one length n, size > 0).

    work (n × levels): the work whose mix is evened out between subjects, against the rates that other subjects have in
    it; None leaves means as they are.
    """
    nothing = np.zeros(len(size))
    rates = nothing
    if work is not None and len(size):
        zeros = np.zeros(len(size), dtype=np.int64)
        rates = colleagues_rates(Cells(subject, zeros, work, size, nothing, total, total, nothing))
    n, sums, expected = (np.bincount(subject, v, subjects) for v in (size, total, size * rates))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / n
        elsewhere = (sums.sum() - sums) / (n.sum() - n)
        harder = np.where(np.isfinite(elsewhere), elsewhere - expected / n, 0.0) if work is not None else 0.0
        share = np.clip(mean + harder, 0.0, 1.0)
        off = total - size * (rates + (mean - expected / n)[subject])
        careful = (sums + 0.5) / (n + 1)
        chance = careful * (1 - careful)
        worth = n**2 * chance / np.maximum(_clustered(subject, person, off, subjects), n * chance)
    return Standing(share, np.where(n > 0, worth, 0.0), n.astype(np.float64), elsewhere)


def _clustered(subject: Whole, person: Whole, off: Floats, subjects: int) -> Floats:
    """The variance of each subject's sum when answers of one person vary together; 0 where one person gave them all."""
    pairs, row = np.unique(np.column_stack([subject, person]), axis=0, return_inverse=True)
    squares = np.square(np.bincount(row.ravel(), off))
    groups = np.bincount(pairs[:, 0], minlength=subjects)
    widened = np.where(groups > 1, groups / np.maximum(groups - 1, 1), 0.0)
    return np.asarray(np.bincount(pairs[:, 0], squares, subjects) * widened, dtype=np.float64)
