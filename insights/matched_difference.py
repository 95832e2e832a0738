"""Did those who trained change more than people like them who did not: a matched difference in differences on arrays.

Every trainee is held against people of the same level and trend before, in the same calendar windows. What is compared
is the change from that level to the period after; the level is what all that was seen before the training says
(insights/levels.py), never the window alone that chose somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.cluster_interval import Estimate, cluster_interval
from insights.levels import levels
from insights.standardised import WindowResults

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class MatchLimits:
    """Who enters, and when an effect is estimated.

    minimum_sample: answers after, and before the window that may have chosen somebody. history: windows before. calliper:
    how far apart earlier levels (and trends, a window) may lie. fewest_alike: controls that each trainee needs. fewest_trained,
    fewest_controls: people, so that anything is said. confidence: of the interval.
    """

    minimum_sample: int = 20
    history: int = 4
    calliper: float = 0.10
    fewest_alike: int = 3
    fewest_trained: int = 5
    fewest_controls: int = 10
    confidence: float = 0.95


@dataclass(frozen=True)
class Matched:
    """The trainees of one day with their controls; people by number.

    trained, controls: who enters. change: of every person, from their earlier level to after (NaN where unknown).
    weight: of each control, summing up to the number of trained. too_few, unmatched: trainees who do not enter.
    """

    trained: Whole
    controls: Whole
    weight: Floats
    change: Floats
    too_few: int
    unmatched: int


def match(results: WindowResults, trainees: Bools, untrained: Bools, limits: MatchLimits) -> Matched:
    """One training day. Window 0 of `results` is after, 1 ends with the day before the training, 2 before that, and so on.

    trainees, untrained: by number of the person. Others (who trained earlier) help to know how people spread.
    """
    past = levels(results.size[:, 1:], results.residual[:, 1:])
    enough = (results.decided[:, 0] >= limits.minimum_sample) & (
        results.decided[:, 2:].sum(axis=1) >= limits.minimum_sample
    )
    change = results.result[:, 0] - past.level
    entering, pool = np.flatnonzero(trainees & enough), np.flatnonzero(untrained & enough)
    far = np.square(past.level[entering][:, None] - past.level[pool])
    far += np.square(past.trend[entering][:, None] - past.trend[pool])
    close = np.maximum(1 - far / limits.calliper**2, 0.0)
    found = (close > 0).sum(axis=1) >= limits.fewest_alike
    shares = close[found] / close[found].sum(axis=1, keepdims=True)
    weight = shares.sum(axis=0)
    used = weight > 0
    return Matched(
        entering[found], pool[used], weight[used], change,
        too_few=int((trainees & ~enough).sum()), unmatched=int((~found).sum()),
    )  # fmt: skip


def estimate(days: Sequence[Matched], limits: MatchLimits) -> Estimate | None:
    """The mean effect over all trainees of all days; None where too few trained or too few controls enter."""
    trained = np.concatenate([d.trained for d in days]) if days else np.zeros(0, dtype=np.int64)
    controls = np.unique(np.concatenate([d.controls for d in days])) if days else trained
    if len(trained) < limits.fewest_trained or len(controls) < limits.fewest_controls:
        return None
    days = [day for day in days if len(day.trained)]
    rows = [np.concatenate([day.trained, day.controls]) for day in days]
    person = np.concatenate(rows)
    outcome = np.concatenate([day.change[people] for day, people in zip(days, rows, strict=True)])
    weights = np.concatenate([np.concatenate([np.ones(len(d.trained)), d.weight]) for d in days])
    of_day = np.repeat(np.arange(len(days)), [len(people) for people in rows])
    design = np.zeros((len(person), len(days) + 1))
    design[np.arange(len(person)), of_day] = 1.0
    design[:, -1] = np.concatenate([np.repeat([1.0, 0.0], [len(d.trained), len(d.controls)]) for d in days])
    return cluster_interval(outcome, design, weights, person, len(days), limits.confidence)
