"""Agreement and error rates from a weighted sample: shares, kappa, AC1 and corrected means, each with its 95 % interval.

Intervals hold where few answers, or none, go against the rest: shares are Wilson's on the sample's effective size (Kish
1965; where the design makes it smaller, Korn and Graubard 1998), and what is made of shares follows them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
_Z: Final = float(norm.isf(0.025))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; all three None where it cannot be told."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


UNKNOWN: Final = Estimate()


def weighted_share(values: Floats, weights: Floats, taken: Floats | float = 0.0) -> Estimate:
    """The weighted mean of values from 0 to 1.

    weights: one over the probability of each draw. taken: the share of the whole that the sample is, by element: a
    sample of all has no uncertainty; 0 says that the whole is endless.

    >>> weighted_share(np.ones(10), np.ones(10))
    Estimate(value=1.0, low=0.7224672001371106, high=1.0)
    """
    if not len(values):
        return UNKNOWN
    total = float(weights.sum())
    mean = float(np.clip(weights @ values / total, 0.0, 1.0))
    spread = np.square(weights) * (1 - np.asarray(taken))
    size = _divided(total**2, float(spread.sum()))
    if 0 < mean < 1:
        variance = float(spread @ np.square(values - mean)) / total**2
        size = min(size, _divided(mean * (1 - mean), variance))
    return Estimate(mean, *_wilson(mean, size))


def _divided(above: float, below: float) -> float:
    return above / below if below > 0 else math.inf


def _wilson(mean: float, size: float) -> tuple[float, float]:
    if math.isinf(size):
        return mean, mean
    middle = (mean + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * math.sqrt(mean * (1 - mean) / size + _Z**2 / (4 * size**2))
    return min(mean, max(middle - half, 0.0)), max(mean, min(middle + half, 1.0))


def effective_size(weights: Floats) -> float:
    """How many answers of equal weight tell as much (Kish 1965)."""
    return float(_divided(weights.sum() ** 2, float(np.square(weights).sum())))


@dataclass(frozen=True, slots=True)
class Chance:
    """Agreement beyond chance. kappa: None where both sides gave one answer alone, and chance explains everything."""

    kappa: Estimate = UNKNOWN
    ac1: Estimate = UNKNOWN


def beyond_chance(table: Floats, agreement: Estimate, size: float, fewest_categories: int = 2) -> Chance:
    """Cohen's kappa and Gwet's AC1 of a square table of weighted counts, one side by row, the other by column.

    agreement: the share on the diagonal with its interval. size: the effective number of answers. Kappa's interval is
    the wider of the asymptotic one (Fleiss, Cohen and Everitt 1969), which is a point where all agree, and that of the
    agreement with chance left as it is. Kappa falls where nearly all answers are the same, whoever is right (Feinstein
    and Cicchetti 1990); AC1 (Gwet 2008) does not, so both are told.

    >>> told = beyond_chance(np.array([[20.0, 5.0], [10.0, 15.0]]), Estimate(0.7, 0.56, 0.81), 50)
    >>> round(told.kappa.value, 3), round(told.ac1.value, 3)
    (0.4, 0.406)
    """
    shares = table / table.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    middle = (rows + columns) / 2
    categories = max(fewest_categories, int(np.count_nonzero(middle)))
    ac1 = _corrected(agreement, float((middle * (1 - middle)).sum() / (categories - 1)))
    by_chance = float(rows @ columns)
    if by_chance > 1 - 1e-9:
        return Chance(UNKNOWN, ac1)
    kappa = _corrected(agreement, by_chance)
    low, high = _asymptotic(shares * size)
    return Chance(Estimate(kappa.value, _least(kappa.low, low), _most(kappa.high, high)), ac1)


def _corrected(agreement: Estimate, by_chance: float) -> Estimate:
    """(agreement − chance) / (1 − chance), for the value and both ends."""
    value, low, high = (
        None if end is None else max(-1.0, (end - by_chance) / (1 - by_chance))
        for end in (agreement.value, agreement.low, agreement.high)
    )
    return Estimate(value, low, high)


def _asymptotic(counts: Floats) -> tuple[float, float]:
    from statsmodels.stats.inter_rater import cohens_kappa

    kept = (counts.sum(axis=0) + counts.sum(axis=1)) > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = cohens_kappa(counts[np.ix_(kept, kept)])
    return float(found.kappa_low), float(found.kappa_upp)


def _least(end: float | None, other: float) -> float | None:
    return end if end is None or math.isnan(other) else max(-1.0, min(end, other))


def _most(end: float | None, other: float) -> float | None:
    return end if end is None or math.isnan(other) else min(1.0, max(end, other))


@dataclass(frozen=True, slots=True)
class Whole:
    """The automatic answers of which some were drawn: how many, how many of them count, and the sum of their values."""

    answers: int
    counted: int
    total: float

    @property
    def rate(self) -> float | None:
        """The mean of those that count."""
        return self.total / self.counted if self.counted else None


def corrected_rate(
    whole: Whole,
    automatic: Mapping[str, Floats],
    people: Mapping[str, Floats],
    weights: Floats,
    taken: Floats,
) -> Estimate:
    """The mean value as people would have answered: the automatic one, and what the sample shows to be wrong with it.

    automatic, people: of each sampled answer, `counted` (0 to 1) and `value` (0 where it does not count). weights, taken:
    as for `weighted_share`. The difference estimator (Särndal, Swensson and Wretman 1992, 6.3; prediction-powered
    inference, Angelopoulos et al. 2023), for a ratio as an answer may not count on one side alone. Its interval adds
    those of what is wrong upwards and downwards (Zou and Donner 2008), so that it holds where nothing was seen wrong.
    """
    if not len(weights):
        return UNKNOWN
    mean = weights / weights.sum() * whole.answers
    counted = whole.counted + mean @ (people["counted"] - automatic["counted"])
    if counted <= 1e-9:
        return UNKNOWN
    rate = float(np.clip((whole.total + mean @ (people["value"] - automatic["value"])) / counted, 0.0, 1.0))
    scale = whole.answers / float(counted)
    wrong = (people["value"] - rate * people["counted"]) - (automatic["value"] - rate * automatic["counted"])
    up, down = (weighted_share(np.clip(side, 0, 1), weights, taken) for side in (wrong, -wrong))
    low, high = _sum_of(up, down)
    return Estimate(rate, max(0.0, rate - scale * low), min(1.0, rate + scale * high))


def _sum_of(up: Estimate, down: Estimate) -> tuple[float, float]:
    """How far `up − down` may lie below and above what it is; an answer is wrong in one direction at most."""
    p, p_low, p_high = up.value or 0.0, up.low or 0.0, up.high or 0.0
    q, q_low, q_high = down.value or 0.0, down.low or 0.0, down.high or 0.0
    odds = (1 - p) * (1 - q)
    together = math.sqrt(p * q / odds) if odds > 0 else 1.0
    below, above = (p - p_low, q_high - q), (p_high - p, q - q_low)
    return tuple(math.sqrt(a * a + b * b + 2 * together * a * b) for a, b in (below, above))  # type: ignore[return-value]
