"""From observed and expected to how sure a difference is: over-dispersion, p-values, estimates for display.

Scale: results are compared as 2·arcsin√share, whose variance hardly depends on the share; there τ² is the correlation
of a beta-binomial, and (share − expected) / √(expected · (1 − expected)) nearly the same thing. p-values are mid-p
values of the beta-binomial with the mean and variance at hand: see insights/tails.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from insights.dispersion import additive_variance, dispersion, kept_by_winsorising, winsorised
from insights.expected import Compared
from insights.tails import lower_mid_p

Floats = NDArray[np.float64]

USUAL_SPREAD: Final = 0.03
"""Standard deviation of agents' rates around one half (less towards none and all) that is assumed while few agents are
there to show their own."""
AGENTS_FOR_IT: Final = 10
"""How many agents' worth of evidence that assumption is."""
_EDGE: Final = 0.25
"""Answers added to both ends before a share is transformed, so that all and none have a finite place."""


@dataclass(frozen=True)
class Assessed:
    """One value a row of Compared (NaN where it has too few answers to be assessed).

    p_below, p_above: one-sided mid-p values. estimate, low, high: the share after shrinking (mean and credible
    interval). gap: probability that the share lies at least the smallest difference below what is expected.
    tau2: over-dispersion of the row's question.
    """

    p_below: Floats
    p_above: Floats
    estimate: Floats
    low: Floats
    high: Floats
    gap: Floats
    tau2: Floats


def assess(
    compared: Compared,
    family: NDArray[np.int64],
    tested: NDArray[np.bool_],
    smallest_difference: float,
    confidence: float,
) -> Assessed:
    """The rows where `tested` holds, each family (whose members spread alike) by itself; see Assessed."""
    empty = np.full(len(compared.size), np.nan)
    found = Assessed(*(empty.copy() for _ in range(7)))
    for one in np.unique(family[tested]):
        rows = np.flatnonzero(tested & (family == one))
        _assess_question(compared, rows, smallest_difference, confidence, found)
    return found


def _assess_question(
    compared: Compared, rows: NDArray[np.intp], smallest_difference: float, confidence: float, into: Assessed
) -> None:
    size, observed = compared.size[rows], compared.observed[rows]
    others = compared.others[rows]
    mean = (compared.expected[rows] / size * others + 0.5) / (others + 1)
    expected = mean * size
    chance = mean * (1 - mean)
    own, least = (v[rows] / np.square(size) / chance for v in (compared.variance, compared.least))
    distance = _transformed(observed, size) - _transformed(expected, size)
    own, usual, all_of_it = _spread(distance, own, least)
    variance = np.square(size) * chance * (own + usual)
    into.p_below[rows] = lower_mid_p(observed, mean, size, variance)
    into.p_above[rows] = lower_mid_p(size - observed, 1 - mean, size, variance)
    into.tau2[rows] = usual
    kept = all_of_it / (all_of_it + own)
    centre, deviation = kept * distance, np.sqrt(kept * own)
    half = float(norm.isf((1 - confidence) / 2)) * deviation
    start = 2 * np.arcsin(np.sqrt(mean))
    into.estimate[rows] = _share(start + centre)
    into.low[rows], into.high[rows] = _share(start + centre - half), _share(start + centre + half)
    bound = 2 * np.arcsin(np.sqrt(np.maximum(mean - smallest_difference, 0.0))) - start
    into.gap[rows] = np.where(
        mean > smallest_difference, norm.cdf((bound - centre) / np.maximum(deviation, 1e-9)), 0.0
    )


def _spread(distance: Floats, own: Floats, least: Floats) -> tuple[Floats, float, float]:
    """The variances of chance, τ² of the usual spread (robust: for p-values) and of all spread (for shrinking).

    Where agents spread less than `own` lets them, doubt was counted that they share: it is taken back as far as their
    spread shows, and never below `least`. Few agents show little, so there an assumed spread has its weight.
    """
    count = len(distance)
    lean = AGENTS_FOR_IT / (AGENTS_FOR_IT + count)
    phi = dispersion(winsorised(distance / np.sqrt(own))) / kept_by_winsorising()
    own = np.maximum(own * min(1.0, lean + (1 - lean) * phi), np.minimum(least, own))
    errors = np.sqrt(own)
    z = distance / errors
    usual = additive_variance(dispersion(winsorised(z)) / kept_by_winsorising(), errors)
    all_of_it = additive_variance(dispersion(z), errors)
    assumed = USUAL_SPREAD**2 / 0.25
    usual = (1 - lean) * usual + lean * assumed
    return own, usual, max((1 - lean) * all_of_it + lean * assumed, usual, 1e-6)


def _transformed(total: Floats, size: Floats) -> Floats:
    return 2 * np.arcsin(np.sqrt((total + _EDGE) / (size + 2 * _EDGE)))


def _share(place: Floats) -> Floats:
    return np.square(np.sin(np.clip(place, 0.0, np.pi) / 2))
