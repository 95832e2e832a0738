"""How surprising a result is: mid-p values of a beta-binomial count, whose mean and variance are given.

A beta-binomial keeps its tails right where a normal score does not: when two failures are expected, seven are less
surprising than 3.5 standard deviations sound. Counts may be fractions, as uncertain verdicts count in parts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

Floats = NDArray[np.float64]

_ROWS_AT_ONCE = 4096
_STEPS = 64
_NOTHING = 1e-18


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
    for start in range(0, len(places), _ROWS_AT_ONCE):
        part = places[start : start + _ROWS_AT_ONCE]
        found[part] = _beta_binomial(count[part], mean[part], size[part], relative[part])
    return np.clip(found, 0.0, 1.0)


def _binomial(count: Floats, mean: Floats, trials: Floats, size: Floats) -> Floats:
    """Mid-p of a binomial of `trials`, which need not be whole, at the count scaled to them."""
    scaled = np.clip(count * trials / size, 0, trials)
    whole = np.floor(scaled)
    rest = scaled - whole

    before, at, after = (_cumulated(whole + step, trials, mean) for step in (-1, 0, 1))
    return (1 - rest) * (before + at) / 2 + rest * (at + after) / 2


def _cumulated(k: Floats, trials: Floats, mean: Floats) -> Floats:
    """P(X ≤ k) of a binomial, by the incomplete beta function."""
    inside = (k >= 0) & (k < trials)
    value = betainc(np.where(inside, trials - k, 1.0), np.where(inside, k + 1, 1.0), 1 - mean)
    return np.where(k < 0, 0.0, np.where(inside, value, 1.0))


def _beta_binomial(count: Floats, mean: Floats, size: Floats, relative: Floats) -> Floats:
    """Mid-p of a beta-binomial whose variance is `relative` times the binomial's; the side away from the mean is added up."""
    correlation = np.clip((relative - 1) / (size - 1), 1e-9, 0.999)
    strength = 1 / correlation - 1
    low = count <= size * mean
    mean = np.where(low, mean, 1 - mean)
    side = _low_side(np.where(low, count, size - count), size, mean * strength, (1 - mean) * strength)
    return np.where(low, side, 1 - side)


def _low_side(count: Floats, size: Floats, a: Floats, b: Floats) -> Floats:
    """Mid-p of counts below the mean: from the count downwards, each chance from the one above it."""
    whole = np.minimum(np.floor(count), size)
    rest = count - whole
    chance = np.exp(
        betaln(a + whole, b + size - whole)
        - betaln(a, b)
        - betaln(whole + 1, size - whole + 1)
        - np.log(size + 1)
    )
    following = (
        (size - whole) * (a + whole) / ((whole + 1) * np.where(whole < size, b + size - whole - 1, 1.0))
    )
    below, last = np.zeros(len(count)), chance
    for start in range(0, int(whole.max()), _STEPS):
        k = np.maximum(whole[:, None] - start - np.arange(_STEPS), 0.0)
        rise = np.maximum(k, 1.0)
        ratios = k * (b + size)[:, None] - k * k
        ratios /= ((size + 1)[:, None] - rise) * ((a - 1)[:, None] + rise)
        chances = last[:, None] * np.cumprod(ratios, axis=1)
        below += chances.sum(axis=1)
        last = chances[:, -1]
        if (last <= _NOTHING * below).all():
            break
    middle: Floats = (1 - rest) * (below + chance / 2) + rest * (below + chance * (1 + following / 2))
    return middle
