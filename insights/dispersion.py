"""Over-dispersion: how much more results spread than chance alone would spread them (Spiegelhalter 2005).

Agents differ for reasons that nobody records: shifts, mixes inside a topic, luck of the queue. What is flagged must
lie outside that usual spread of colleagues, not only outside what counting alone explains.

Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005),
1185–1202, section 5.2 and appendix A.3: the additive random effect, estimated from winsorised z-scores.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]

WINSORISED: Final = 0.10
"""The share of z-scores at each end that is drawn in to the quantile there, so that true outliers widen nothing."""


def winsorised(z: Floats, share: float = WINSORISED) -> Floats:
    """z-scores (n) with the lowest and highest `share` set to the quantiles there.

    >>> winsorised(np.array([-9.0, -1.0, 0.0, 1.0, 9.0]), 0.25).tolist()
    [-1.0, -1.0, 0.0, 1.0, 1.0]
    """
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def dispersion(z: Floats) -> float:
    """φ: the mean square of z-scores (n, at least one); 1 where they spread as chance alone spreads them.

    >>> dispersion(np.array([-2.0, 0.0, 2.0, 2.0]))
    3.0
    """
    return float(np.mean(np.square(z)))


def dispersion_of_others(z: Floats) -> Floats:
    """For each of n z-scores the dispersion of all the others; 1, as of chance alone, where there are none.

    >>> dispersion_of_others(np.array([-2.0, 0.0, 2.0])).tolist()
    [2.0, 4.0, 2.0]
    """
    if len(z) < 2:
        return np.ones(len(z))
    squares = np.square(z)
    others: Floats = np.maximum(squares.sum() - squares, 0.0) / (len(z) - 1)
    return others


def additive_variance(phi: float, standard_errors: Floats) -> float:
    """τ²: the variance that has to be added to every squared standard error to explain φ; 0 where φ shows none.

    φ must be of as many z-scores as there are standard errors (n, all positive); fewer than two tell nothing.
    Method of moments: τ² = (nφ − (n − 1)) / (Σw − Σw² / Σw) with w = 1 / standard error².
    """
    weights = 1 / np.square(standard_errors)
    return float(_moments(phi, len(weights), weights.sum(), np.square(weights).sum()))


def additive_variance_of_others(phi: Floats, standard_errors: Floats) -> Floats:
    """For each of n the τ² of all the others, given the φ of all the others (n): see additive_variance."""
    weights = 1 / np.square(standard_errors)
    squares = np.square(weights)
    return _moments(phi, len(weights) - 1, weights.sum() - weights, squares.sum() - squares)


def _moments(phi: Floats | float, count: int, weights: Floats, squares: Floats) -> Floats:
    if count < 2:
        return np.zeros_like(phi)
    found: Floats = np.maximum(0.0, (count * phi - (count - 1)) / (weights - squares / weights))
    return found


@cache
def kept_by_winsorising(share: float = WINSORISED) -> float:
    """What winsorising leaves of the mean square of normal z-scores: φ is divided by it where limits must hold.

    Spiegelhalter leaves φ as it is; limits made with it are then too narrow where agents truly vary.

    >>> round(kept_by_winsorising(0.10), 4)
    0.6787
    """
    if share <= 0:
        return 1.0
    cut = float(norm.isf(share))
    return 1 - 2 * share - 2 * cut * float(norm.pdf(cut)) + 2 * share * cut**2
