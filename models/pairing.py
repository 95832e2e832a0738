"""Whether a turn voices a step: a logistic regression over what both have in common (qa_rules/alignment.py)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Pairing:
    """weights: one a feature. low: the probability from which a step that is not voiced (below 0.5) may be.

    least: the likeness of letters that a voicing has to show; a turn that stands in the right place is no evidence.
    """

    weights: tuple[float, ...]
    bias: float
    low: float
    least: float

    def probability(self, features: NDArray[np.float64]) -> float:
        """That the step is voiced."""
        odds = self.bias
        for weight, value in zip(self.weights, features.tolist(), strict=True):
            odds += weight * value
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def load_pairing(folder: Path) -> Pairing:
    """The pairing of a language, from its folder of weights."""
    stored = json.loads((folder / "pairing.json").read_text(encoding="utf-8"))
    return Pairing(tuple(stored["weights"]), stored["bias"], stored["low"], stored["least"])
