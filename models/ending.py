"""How a conversation ended: a multinomial logistic regression over its course (qa_rules/course.py), for all languages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.reader import WEIGHTS, version_of_files

OUTCOMES: Final = ("resolved", "unresolved", "escalated", "follow_up", "abandoned")
FILE: Final = WEIGHTS / "shared" / "ending.json"


@dataclass(frozen=True)
class Ending:
    """weights: float64 [features, OUTCOMES]; bias: float64 [OUTCOMES]. unsure: below it the best guess is none."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    unsure: float

    def probabilities(self, course: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each outcome, from the features of a course."""
        odds = (course[:, None] * self.weights).sum(axis=0) + self.bias
        shares = np.exp(odds - odds.max())
        return np.asarray(shares / shares.sum())


@cache
def ending() -> Ending:
    """The fitted ending."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return Ending(np.array(stored["weights"]), np.array(stored["bias"]), stored["unsure"])


@cache
def ending_version() -> str:
    """Changes with its weights."""
    return version_of_files([FILE])
