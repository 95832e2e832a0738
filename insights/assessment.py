"""From observed and expected to how sure a difference is: over-dispersion, p-values, estimates for display.

Scale: results are compared as 2·arcsin√share, whose variance hardly depends on the share; there τ² is the correlation
of a beta-binomial, and (share − expected) / √(expected · (1 − expected)) nearly the same thing. p-values are mid-p
values of the beta-binomial with the mean and variance at hand: see insights/tails.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr
from scipy.stats import norm

from insights.dispersion import (
    additive_variance,
    additive_variance_of_others,
    dispersion,
    dispersion_of_others,
    kept_by_winsorising,
    winsorised,
)
from insights.expected import Compared
from insights.tails import lower_mid_p

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]

USUAL_SPREAD: Final = 0.03
"""Standard deviation of agents' rates around one half (less towards none and all) that is assumed while few agents are
there to show their own."""
AGENTS_FOR_IT: Final = 10
"""How many agents' worth of evidence that assumption is."""
_TOLD: Final = 0.75
"""Degrees of freedom that each agent gives the estimate of the spread: winsorising leaves three quarters of one."""
_EDGE: Final = 0.25
"""Answers added to both ends before a share is transformed, so that all and none have a finite place."""


@dataclass(frozen=True)
class Surprise:
    """How surprising a result is; one value a row of Compared (NaN where it has too few answers to be assessed).

    p_below, p_above: one-sided mid-p values. tau2: over-dispersion of the rest of the row's family.
    """

    p_below: Floats
    p_above: Floats
    tau2: Floats


@dataclass(frozen=True)
class Assessed:
    """Where a result lies for display; one value a row of Compared (NaN where it has too few answers to be assessed).

    estimate, low, high: the share after shrinking (mean and credible interval). gap: probability that the share lies
    at least the smallest difference below what is expected.
    """

    estimate: Floats
    low: Floats
    high: Floats
    gap: Floats


@dataclass(frozen=True)
class _Family:
    """The rows of one family: shares expected of them, how far from there they lie, and the variances behind that."""

    rows: NDArray[np.intp]
    mean: Floats
    distance: Floats
    own: Floats
    usual: Floats
    unknown: Floats
    all_of_it: Floats


def surprise(compared: Compared, family: Whole, tested: Bools) -> Surprise:
    """The rows where `tested` holds, each family (whose members spread alike) by itself."""
    found = Surprise(*_empty(compared, 3))
    for one in _families(compared, family, tested):
        rows, mean = one.rows, one.mean
        size, observed = compared.size[rows], compared.observed[rows]
        variance = np.square(size) * mean * (1 - mean) * (one.own + one.usual)
        freedom = 2 * np.square((one.own + one.usual) / one.unknown)  # Satterthwaite's
        found.p_below[rows] = _less_sure(lower_mid_p(observed, mean, size, variance), freedom)
        found.p_above[rows] = _less_sure(lower_mid_p(size - observed, 1 - mean, size, variance), freedom)
        found.tau2[rows] = one.usual
    return found


def assess(
    compared: Compared, family: Whole, tested: Bools, smallest_difference: float, confidence: float
) -> Assessed:
    """The rows where `tested` holds, each family (whose members spread alike) by itself."""
    found = Assessed(*_empty(compared, 4))
    wide = float(norm.isf((1 - confidence) / 2))
    for one in _families(compared, family, tested):
        rows, mean = one.rows, one.mean
        kept = one.all_of_it / (one.all_of_it + one.own)
        centre, deviation = kept * one.distance, np.sqrt(kept * one.own)
        start = 2 * np.arcsin(np.sqrt(mean))
        found.estimate[rows] = _share(start + centre)
        found.low[rows] = _share(start + centre - wide * deviation)
        found.high[rows] = _share(start + centre + wide * deviation)
        bound = 2 * np.arcsin(np.sqrt(np.maximum(mean - smallest_difference, 0.0))) - start
        short = ndtr((bound - centre) / np.maximum(deviation, 1e-9))
        found.gap[rows] = np.where(mean > smallest_difference, short, 0.0)
    return found


def _empty(compared: Compared, columns: int) -> list[Floats]:
    return [np.full(len(compared.size), np.nan) for _ in range(columns)]


def _families(compared: Compared, family: Whole, tested: Bools) -> Iterator[_Family]:
    for one in np.unique(family[tested]):
        rows = np.flatnonzero(tested & (family == one))
        size, others = compared.size[rows], compared.others[rows]
        mean = (compared.expected[rows] / size * others + 0.5) / (others + 1)
        chance = np.square(size) * mean * (1 - mean)
        distance = _transformed(compared.observed[rows], size) - _transformed(mean * size, size)
        yield _Family(
            rows,
            mean,
            distance,
            *_spread(distance, compared.variance[rows] / chance, compared.least[rows] / chance),
        )


def _spread(distance: Floats, own: Floats, least: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Per agent the variance of chance, τ² of the usual spread of the others (robust: for p-values), its error, and τ²
    of all spread (for shrinking).

    Where agents spread less than `own` lets them, doubt was counted that they share: it is taken back as far as their
    spread shows, and never below `least`. Few agents show little, so there an assumed spread has its weight.
    """
    count = len(distance)
    lean = AGENTS_FOR_IT / (AGENTS_FOR_IT + count)
    apart = distance - np.median(distance)  # who is far off shifts what is expected of all others
    phi = dispersion_of_others(winsorised(apart / np.sqrt(own))) / kept_by_winsorising()
    own = np.maximum(own * np.minimum(1.0, lean + (1 - lean) * phi), np.minimum(least, own))
    errors = np.sqrt(own)
    phi = dispersion_of_others(winsorised(apart / errors)) / kept_by_winsorising()
    usual = additive_variance_of_others(phi, errors)
    all_of_it = additive_variance(dispersion(distance / errors), errors)
    assumed = USUAL_SPREAD**2 / 0.25
    shown = (1 - lean) * (usual + 1 / np.mean(1 / own)) / count**0.5
    unknown = np.hypot(shown, lean * assumed / AGENTS_FOR_IT**0.5) * (2 / _TOLD) ** 0.5
    usual = (1 - lean) * usual + lean * assumed
    return own, usual, unknown, np.maximum((1 - lean) * all_of_it + lean * assumed, usual)


def _less_sure(p: Floats, freedom: Floats) -> Floats:
    """p-values (n) of a variance that was estimated: the normal tail at their place exchanged for Student's."""
    wider: Floats = stdtr(freedom, ndtri(p))
    return wider


def _transformed(total: Floats, size: Floats) -> Floats:
    return 2 * np.arcsin(np.sqrt((total + _EDGE) / (size + 2 * _EDGE)))


def _share(place: Floats) -> Floats:
    return np.square(np.sin(np.clip(place, 0.0, np.pi) / 2))
