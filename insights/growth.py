"""Which topics take a larger share of conversations than in the period before, with counts that vary more than chance.

Shares are compared, not numbers: what a holiday or a larger centre does to all topics is no growth. Given both counts of
a topic, the later one is binomial with the periods' volumes as odds (the exact conditional test of two Poisson rates;
Przyborowski and Wilenski, Biometrika 31 (1940), 313-323). Calls about one thing come in bursts, so counts are divided
by how much more the weeks of a period differ than chance lets them (quasi-likelihood; McCullagh and Nelder, Generalized
Linear Models, 2nd ed. 1989, section 4.5): a topic's own dispersion, drawn towards that of all topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, false_discovery_control, norm, t

NEW: Final = "new"
GROWING: Final = "growing"
STEADY: Final = "steady"
SHRINKING: Final = "shrinking"
FOUND_AT: Final = 0.05
CONFIDENCE: Final = 0.95
_USUAL: Final = 1.5  # dispersion where nothing is known yet, and for how many weeks' worth it counts
_USUAL_WEEKS: Final = 10.0
_SHARED_WEEKS: Final = 6.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Growth:
    """One entry a topic, all float64 [topics] but state. ratio: of the shares, now to before, with its interval.

    ratio is infinite where there was none before, NaN where nothing can be compared; so are low and high.
    """

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    q: Floats
    dispersion: Floats
    state: tuple[str, ...]


def growth(now: Floats, before: Floats, all_now: Floats, all_before: Floats) -> Growth:
    """How the shares of topics changed; each array is [topics, weeks], weeks of a period in any order.

    all_now, all_before: the conversations among which each topic was counted; weeks are whole or carry what is left over
    of a period. Two-sided; the false-discovery rate over all topics together is held at FOUND_AT.
    """
    if not len(now):
        nothing = np.zeros(0)
        return Growth(nothing, nothing, nothing, nothing, nothing, nothing, ())
    spread, known = _dispersion([(now, all_now), (before, all_before)])
    later, earlier = now.sum(axis=1) / spread, before.sum(axis=1) / spread
    volume, volume_before = all_now.sum(axis=1), all_before.sum(axis=1)
    odds = np.divide(
        volume, volume_before, out=np.full_like(volume, np.nan), where=(volume > 0) & (volume_before > 0)
    )
    share = odds / (1 + odds)
    fewer = np.where(earlier > 0, beta.sf(share, later + 1, np.maximum(earlier, 1e-300)), 1.0)
    more = np.where(later > 0, beta.cdf(share, np.maximum(later, 1e-300), earlier + 1), 1.0)
    p = np.where(np.isnan(odds), 1.0, np.minimum(1.0, 2 * np.minimum(fewer, more)))
    with np.errstate(divide="ignore"):
        p = np.asarray(2 * t.sf(norm.isf(p / 2), known))  # as sure as the dispersion is known
    tail = np.asarray(norm.sf(t.isf((1 - CONFIDENCE) / 2, known)))
    low = np.where(later > 0, beta.ppf(tail, np.maximum(later, 1e-300), earlier + 1), 0.0)
    high = np.where(earlier > 0, beta.ppf(1 - tail, later + 1, np.maximum(earlier, 1e-300)), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, low, high = later / earlier / odds, low / (1 - low) / odds, high / (1 - high) / odds
    q = false_discovery_control(p)
    return Growth(ratio, low, high, p, q, spread, tuple(_state(*row) for row in zip(q, ratio, strict=True)))


def _state(q: float, ratio: float) -> str:
    if not q <= FOUND_AT:
        return STEADY
    if ratio < 1:
        return SHRINKING
    return NEW if np.isinf(ratio) else GROWING


def _dispersion(periods: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """By topic, Pearson's χ² of its weeks within their periods by degree of freedom, drawn towards all topics'; ≥ 1.

    And the degrees of freedom with which it is known.
    """
    squares, freedom = np.zeros(len(periods[0][0])), np.zeros(len(periods[0][0]))
    for counts, volumes in periods:
        share = np.divide(
            counts.sum(axis=1), volumes.sum(axis=1), out=np.zeros(len(counts)), where=volumes.sum(axis=1) > 0
        )[:, None]
        expected = volumes * share
        known = (expected > 0) & (share < 1)
        chi = np.divide(
            (counts - expected) ** 2, expected * (1 - share), out=np.zeros_like(counts), where=known
        )
        squares += chi.sum(axis=1)
        freedom += np.maximum(known.sum(axis=1) - 1, 0)
    shared = (squares.sum() + _USUAL * _USUAL_WEEKS) / (freedom.sum() + _USUAL_WEEKS)
    drawn = (squares + shared * _SHARED_WEEKS) / (freedom + _SHARED_WEEKS)
    return np.maximum(1.0, drawn), freedom + _SHARED_WEEKS
