"""How surprising a result is: mid-p values of a beta-binomial count, whose mean and variance are given.

A beta-binomial keeps its tails right where a normal score does not: when two failures are expected, seven are less
surprising than 3.5 standard deviations sound. Counts may be fractions, as uncertain verdicts count in parts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

Floats = NDArray[np.float64]

_CELLS_AT_ONCE = 2_000_000


def lower_mid_p(count: Floats, mean: Floats, size: Floats, variance: Floats) -> Floats:
    """P(X < count) + ½ P(X = count), between whole counts interpolated; all arrays have the same length.

    X has `size` (whole, ≥ 1) trials and expectation size · mean, 0 < mean < 1, and `variance`. A variance above
    the binomial's makes it beta-binomial; one below makes it a binomial of more trials, scaled back.
    """
    chance = mean * (1 - mean) / size
    relative = np.divide(variance, np.square(size)) / chance
    wide = (relative > 1 + 1e-9) & (size >= 2)
    found = np.empty_like(mean)
    found[~wide] = _binomial(
        count[~wide], mean[~wide], size[~wide] / np.minimum(relative[~wide], 1), size[~wide]
    )
    places = np.flatnonzero(wide)
    places = places[np.argsort(count[places], kind="stable")]
    start = 0
    while start < len(places):
        step = max(1, int(_CELLS_AT_ONCE / (count[places[min(start + 1000, len(places) - 1)]] + 2)))
        part = places[start : start + min(step, 1001)]
        found[part] = _beta_binomial(count[part], mean[part], size[part], relative[part])
        start += len(part)
    return np.clip(found, 0.0, 1.0)


def _binomial(count: Floats, mean: Floats, trials: Floats, size: Floats) -> Floats:
    """Mid-p of a binomial of `trials`, which need not be whole, at the count scaled to them."""
    scaled = np.clip(count * trials / size, 0, trials)
    whole = np.floor(scaled)
    rest = scaled - whole

    def middle(k: Floats) -> Floats:
        return (_cumulated(k, trials, mean) + _cumulated(k - 1, trials, mean)) / 2

    return (1 - rest) * middle(whole) + rest * middle(whole + 1)


def _cumulated(k: Floats, trials: Floats, mean: Floats) -> Floats:
    """P(X ≤ k) of a binomial, by the incomplete beta function."""
    inside = (k >= 0) & (k < trials)
    value = betainc(np.where(inside, trials - k, 1.0), np.where(inside, k + 1, 1.0), 1 - mean)
    return np.where(k < 0, 0.0, np.where(inside, value, 1.0))


def _beta_binomial(count: Floats, mean: Floats, size: Floats, relative: Floats) -> Floats:
    """Mid-p of a beta-binomial whose variance is `relative` times the binomial's."""
    correlation = np.clip((relative - 1) / (size - 1), 1e-9, 0.999)
    strength = 1 / correlation - 1
    a, b = mean * strength, (1 - mean) * strength
    whole = np.minimum(np.floor(count), size)
    rest = count - whole
    last = int(whole.max()) + 1
    j = np.arange(last, dtype=np.float64)[None, :]
    n = size[:, None]
    left = np.maximum(n - j, 0.0)
    with np.errstate(divide="ignore"):
        ratios = (
            np.log(left)
            + np.log(a[:, None] + j)
            - np.log(j + 1)
            - np.log(np.maximum(b[:, None] + n - j - 1, 1e-300))
        )
    logs = np.empty((len(count), last + 1))
    logs[:, 0] = betaln(a, size + b) - betaln(a, b)
    logs[:, 1:] = logs[:, :1] + np.cumsum(ratios, axis=1)
    shares = np.exp(logs)
    sums = np.cumsum(shares, axis=1)
    rows, k = np.arange(len(count)), whole.astype(np.intp)
    here = sums[rows, k] - shares[rows, k] / 2
    following = np.minimum(k + 1, last)
    there = sums[rows, following] - shares[rows, following] / 2
    return (1 - rest) * here + rest * there
