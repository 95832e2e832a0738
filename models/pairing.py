"""Whether a turn voices a step: two rounds of boosted trees over what both have in common (qa_rules/alignment.py).

The first round looks at a turn and a step, and at how much better others would fit; the second also at where the first
has found the other steps, since steps mostly come in the order of their script.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.reader import WEIGHTS, version_of_files

Floats = NDArray[np.float64]

FILE: Final = WEIGHTS / "shared" / "pairing.npz"
_GRID: Final = 2.0**20


@dataclass(frozen=True)
class Trees:
    """Boosted trees. Each array is [trees, nodes]; a leaf points to itself. Values are on a grid where sums are exact."""

    feature: NDArray[np.int16]
    threshold: Floats
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: Floats
    base: float
    depth: int

    def odds(self, inputs: Floats) -> Floats:
        """Log-odds [N] of inputs [N, features]."""
        trees = np.arange(len(self.feature))[None, :]
        rows = np.arange(len(inputs))[:, None]
        place = np.zeros((len(inputs), len(self.feature)), dtype=np.int16)
        for _ in range(self.depth):
            goes_left = inputs[rows, self.feature[trees, place]] <= self.threshold[trees, place]
            place = np.where(goes_left, self.left[trees, place], self.right[trees, place])
        return np.asarray(self.value[trees, place].sum(axis=1) + self.base)


@dataclass(frozen=True)
class Pairing:
    """shift: added to the log-odds, so that 0.5 tells best whether a step was voiced.

    low: the probability from which a step that is not voiced may be.
    """

    first: Trees
    second: Trees
    shift: float
    low: float

    def probabilities(self, alike: Floats) -> Floats:
        """That each turn voices each step, [turns, steps], from [turns, steps, features]."""
        if not alike.size:
            return np.zeros(alike.shape[:2])
        once = logistic(self.first.odds(flat(alike))).reshape(alike.shape[:2])
        return logistic(self.second.odds(flat(in_company(alike, once))) + self.shift).reshape(alike.shape[:2])


def in_company(alike: Floats, once: Floats) -> Floats:
    """The features of a second round: those of the first, and how its probabilities [turns, steps] lie."""
    turns, steps = once.shape
    best, sure = once.argmax(axis=0), once.max(axis=0)
    after = (
        np.sign(np.arange(turns)[:, None] - best[None, :]) * sure
    )  # by how much a turn lies behind each step's
    before = np.cumsum(after, axis=1) - after
    behind = after.sum(axis=1, keepdims=True) - before - after
    order = before - behind
    others = sure.sum() - sure
    neighbours = np.zeros((2, turns, steps))
    neighbours[0][:, 1:] = np.where(after[:, :-1] >= 0, sure[:-1], -sure[:-1])
    neighbours[1][:, :-1] = np.where(after[:, 1:] <= 0, sure[1:], -sure[1:])
    here = np.arange(turns)[:, None] * np.ones(steps)
    more = [
        once, best_other(once.T).T, best_other(once), before, -behind, order / (others + 1e-9), *neighbours,
        here / max(turns - 1, 1), turns - 1 - here,
    ]  # fmt: skip
    return np.concatenate([alike, np.stack(more, axis=2)], axis=2)


def best_other(values: Floats) -> Floats:
    """For each cell [N, M], the largest other value of its row; 0 where the row has no other."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    order = np.sort(values, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(values == best, second, best)


def flat(features: Floats) -> Floats:
    """Pairs as rows: [turns, steps, features] -> [turns * steps, features]."""
    return features.reshape(-1, features.shape[2])


def logistic(odds: Floats) -> Floats:
    """Probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))


def on_grid(values: Floats) -> Floats:
    """Values of leaves as they are stored."""
    return np.asarray(np.rint(values * _GRID) / _GRID)


@cache
def pairing() -> Pairing:
    """How turns and steps of scripts are brought together."""
    with np.load(FILE) as stored:
        rounds = [
            Trees(
                stored[f"{name}_feature"], stored[f"{name}_threshold"], stored[f"{name}_left"],
                stored[f"{name}_right"], stored[f"{name}_value"], float(stored[f"{name}_base"]),
                int(stored[f"{name}_depth"]),
            )
            for name in ("first", "second")
        ]  # fmt: skip
        return Pairing(rounds[0], rounds[1], float(stored["shift"]), float(stored["low"]))


@cache
def pairing_version() -> str:
    """Changes with its weights."""
    return version_of_files([FILE])
