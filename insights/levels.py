"""What everything seen of an agent says of their level and trend: empirical Bayes without a shape for how agents spread.

Somebody who was chosen for being low was unlucky, too, when they were chosen; and whoever had not been chosen before was
lucky before. So neither window is a fair picture of the one chosen. What all windows together say is: given all that
the choice could see, the posterior mean does not depend on how the choice was made.

Sources: Kiefer and Wolfowitz, Annals of Mathematical Statistics 27 (1956) 887–906; Dawid, "Selection paradoxes of
Bayesian inference", IMS Lecture Notes 24 (1994) 211–220; Efron, "Tweedie's formula and selection bias", JASA 106 (2011)
1602–1614.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PLACES: Final = 81
_ROUNDS: Final = 80
_LEAST_VARIANCE: Final = 0.01
"""Of one answer, at least: all answers alike leave something open."""


@dataclass(frozen=True)
class Levels:
    """level: posterior mean of each agent's standardised result (0 to 1 scale, 0 is what colleagues get); NaN for those
    without an answer. trend: its change a window, shrunk; 0 where nothing reliable shows one."""

    level: Floats
    trend: Floats


def levels(size: Floats, residual: Floats) -> Levels:
    """From answers and summed observed − expected of agents × windows, newest window first, all of one length in days."""
    answers, total = size.sum(axis=1), residual.sum(axis=1)
    seen = answers > 0
    level, trend = np.full(len(size), np.nan), np.zeros(len(size))
    if not seen.any():
        return Levels(level, trend)
    mean = np.divide(total, answers, out=np.zeros(len(size)), where=seen)
    variance = _variance_of_an_answer(size, residual, mean)
    level[seen] = posterior_means(mean[seen], np.sqrt(variance / answers[seen]))
    trend[seen] = _trends(size[seen], residual[seen], variance)
    return Levels(level, trend)


def posterior_means(means: Floats, errors: Floats) -> Floats:
    """Posterior means of m levels from their estimates and standard errors, the prior fitted by maximum likelihood.

    >>> posterior_means(np.array([0.1, 0.1, 0.1]), np.array([0.05, 0.05, 0.05])).round(3).tolist()
    [0.1, 0.1, 0.1]
    """
    low, high = float(means.min()), float(means.max())
    places = np.linspace(low, high, _PLACES) if high > low else np.array([low])
    far = (means[:, None] - places) / errors[:, None]
    likelihood = np.exp(-0.5 * (np.square(far) - np.square(far).min(axis=1, keepdims=True)))
    prior = np.full(len(places), 1 / len(places))
    for _ in range(_ROUNDS):
        prior = prior * (likelihood / (likelihood @ prior)[:, None]).mean(axis=0)
    found: Floats = (likelihood @ (prior * places)) / (likelihood @ prior)
    return found


def _variance_of_an_answer(size: Floats, residual: Floats, mean: Floats) -> float:
    """How much one answer adds to the unrest of an agent's windows around their own mean: chance, shifts and all."""
    held = size > 0
    rates = np.divide(residual, size, out=np.zeros_like(size), where=held)
    unrest = float((size * np.square(rates - mean[:, None]))[held].sum())
    freedom = float(np.maximum(held.sum(axis=1) - 1, 0).sum())
    return max(unrest / freedom, _LEAST_VARIANCE) if freedom else 0.25


def _trends(size: Floats, residual: Floats, variance: float) -> Floats:
    """Slopes over the windows (weights: answers), shrunk to 0 by what they spread beyond chance."""
    held = size > 0
    age = -np.arange(size.shape[1], dtype=np.float64)
    answers = size.sum(axis=1)
    middle = (size * age).sum(axis=1) / answers
    spread = (size * np.square(age - middle[:, None])).sum(axis=1)
    known = spread > 0
    rates = np.divide(residual, size, out=np.zeros_like(size), where=held)
    slope = np.divide(
        (size * (age - middle[:, None]) * rates).sum(axis=1), spread, out=np.zeros(len(size)), where=known
    )
    if known.sum() < 2:
        return np.zeros(len(size))
    error = np.divide(variance, spread, out=np.full(len(size), np.inf), where=known)
    weights = np.where(known, 1 / error, 0.0)
    beyond = float((weights * np.square(slope)).sum() - known.sum()) / float(weights.sum())
    true = max(beyond, 0.0)
    shrunk: Floats = slope * true / (true + error) if true else np.zeros(len(size))
    return shrunk
