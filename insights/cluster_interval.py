"""The interval of one coefficient where few people stand behind many rows: CR2 with Satterthwaite's degrees of freedom.

Source: Bell and McCaffrey, "Bias reduction in standard errors for linear regression with multi-stage samples", Survey
Methodology 28 (2002) 169–181; Pustejovsky and Tipton, Journal of Business & Economic Statistics 36 (2018) 672–683.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_NO_ROOM = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A coefficient with its interval and degrees of freedom."""

    value: float
    low: float
    high: float
    freedom: float


def cluster_interval(
    outcome: Floats, design: Floats, weights: Floats, cluster: Whole, coefficient: int, confidence: float
) -> Estimate:
    """Weighted least squares of `outcome` (n) on `design` (n × k, full rank), people apart by `cluster` (n, any numbers).

    weights: positive. The working model is that all rows vary alike and independently.
    """
    weighted = design * weights[:, None]
    bread = np.linalg.inv(weighted.T @ design)
    maker = weighted @ bread  # n × k: what each row gives to each coefficient
    pull = maker[:, coefficient]
    left = outcome - design @ (maker.T @ outcome)
    value = float(pull @ outcome)
    across = maker.T @ maker
    _, group = np.unique(cluster, return_inverse=True)
    adjusted = _adjusted(pull, design, maker, across, group)
    variance = float(np.square(np.bincount(group, adjusted * left)).sum())
    # Satterthwaite: the eigenvalues of the quadratic form behind `variance`, under the working model.
    own = np.bincount(group, np.square(adjusted))
    on, back = (_summed(group, matrix * adjusted[:, None]) for matrix in (design, maker))
    form = np.diag(own) - back @ on.T - on @ back.T + on @ across @ on.T
    freedom = float(np.trace(form) ** 2 / max(float(np.square(form).sum()), 1e-300))
    half = float(t.isf((1 - confidence) / 2, max(freedom, 1.0))) * variance**0.5
    return Estimate(value, value - half, value + half, freedom)


def _adjusted(pull: Floats, design: Floats, maker: Floats, across: Floats, group: Whole) -> Floats:
    """`pull` after the correction of each cluster: the inverse root of its block of (I − H)(I − H)'."""
    sizes = np.bincount(group)
    room = 1 - 2 * (design * maker).sum(axis=1) + ((design @ across) * design).sum(axis=1)
    adjusted: Floats = np.divide(
        pull, np.sqrt(np.maximum(room, 0.0)), out=np.zeros(len(pull)), where=room > _NO_ROOM
    )
    for one in np.flatnonzero(sizes > 1):
        rows = np.flatnonzero(group == one)
        shared = design[rows] @ maker[rows].T
        block = np.eye(len(rows)) - shared - shared.T + design[rows] @ across @ design[rows].T
        adjusted[rows] = _root_inverse(block) @ pull[rows]
    return adjusted


def _summed(group: Whole, values: Floats) -> Floats:
    """Rows added up by group."""
    found = np.zeros((int(group.max()) + 1, values.shape[1]))
    np.add.at(found, group, values)
    return found


def _root_inverse(matrix: Floats) -> Floats:
    """The symmetric inverse square root; directions without room count nothing."""
    values, vectors = np.linalg.eigh(matrix)
    roots = np.where(values > _NO_ROOM, 1 / np.sqrt(np.maximum(values, _NO_ROOM)), 0.0)
    found: Floats = (vectors * roots) @ vectors.T
    return found
