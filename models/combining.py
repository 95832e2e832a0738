"""Rules and heads together: one calibrated probability an axis, and the level.

Precise rules decide where they are sure and heads where they are not, by a logistic regression fitted on held-out
batches (models/training/combine.py): its inputs are the head's log-odds and what the rules saw. The result is a
probability at the prevalence of those batches; `restated` gives it at another.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules saw of an axis. odds: their own log-odds, where the axis has no level (politeness)."""

    level: int
    sure: bool
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Combination:
    """A fitted combination of one language and axis.

    weights, level_weights: by feature, `bias` among them. threshold: probability from which the level is at least 1.
    band: between which probabilities fewer than two of three would be judged rightly.
    prevalence: of level >= 1 where it was fitted. span_cost: what a word of the span must be worth.
    """

    weights: Mapping[str, float]
    level_weights: Mapping[str, float]
    threshold: float
    band: tuple[float, float]
    prevalence: float
    span_cost: float

    def probability(self, ruled: Ruled, logits: Mapping[str, float], axis: str) -> float:
        """That the level is at least 1."""
        return _logistic(_total(self.weights, features(ruled, logits, axis)))

    def level(self, ruled: Ruled, logits: Mapping[str, float], axis: str) -> int:
        """1 or 2, once the threshold is reached."""
        if not self.level_weights:
            return 1
        seen = level_features(ruled, logits, axis)
        return 2 if _total(self.level_weights, seen) >= 0 else 1


def features(ruled: Ruled, logits: Mapping[str, float], axis: str) -> dict[str, float]:
    """The inputs of the combination, by name."""
    return {
        "grams": _held(logits[axis]),
        "network": _held(logits.get(f"network:{axis}", 0.0)),
        "abuse": _held(logits["abuse"]),
        "mild": float(ruled.level == 1),
        "severe": float(ruled.level == 2),
        "sure": float(ruled.sure),
        "odds": ruled.odds,
    }


def level_features(ruled: Ruled, logits: Mapping[str, float], axis: str) -> dict[str, float]:
    """The inputs of the choice between level 1 and 2, by name."""
    return {
        "grams": _held(logits[f"{axis}_2"]),
        "network": _held(logits.get(f"network:{axis}_2", 0.0)),
        "severe": float(ruled.level == 2),
    }


def restated(probability: float, prevalence: float, working: float | None) -> float:
    """A probability at another prevalence, by Bayes' rule.

    >>> round(restated(0.5, 0.5, 0.01), 4)
    0.01
    """
    if working is None or probability in (0.0, 1.0):
        return probability
    odds = probability / (1 - probability) * (1 - prevalence) / prevalence * working / (1 - working)
    return odds / (1 + odds)


def load_combinations(folder: Path) -> dict[str, Combination]:
    """Axis -> combination, from a language's `combination.json`."""
    stored: dict[str, Any] = json.loads((folder / "combination.json").read_text(encoding="utf-8"))
    return {
        axis: Combination(
            c["weights"], c["level_weights"], c["threshold"], (c["band"][0], c["band"][1]), c["prevalence"],
            c["span_cost"],
        )
        for axis, c in stored.items()
    }  # fmt: skip


def _held(odds: float) -> float:
    """Log-odds within what the combination was fitted on: one runaway number must not outvote everything."""
    return max(-8.0, min(8.0, odds))


def _total(weights: Mapping[str, float], seen: Mapping[str, float]) -> float:
    return sum(weight * (1.0 if name == "bias" else seen[name]) for name, weight in weights.items())


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
