"""Fits which turns make forbidden statements (models/statements.py), on the whole conversations of the corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.training.acts import QUARTERS, quarter_of

Floats = NDArray[np.float64]
STRENGTH: Final = 1.0


@dataclass(frozen=True)
class Told:
    """Turns beside the statements of a script. alike: float64 [turns, statements, features]; made: bool alike."""

    alike: Floats
    made: NDArray[np.bool_]
    group: str


def train_statements(conversations: Sequence[Told], path: Path) -> dict[str, int]:
    """Writes `statements.json`. Returns what scripts unseen by it found at 0.5: made and found, made, falsely found."""
    rows = [c.alike.reshape(-1, c.alike.shape[2]) for c in conversations]
    inputs = np.concatenate(rows)
    made = np.concatenate([c.made.reshape(-1) for c in conversations])
    quarter = np.repeat([quarter_of(c.group) for c in conversations], [len(r) for r in rows])
    found = np.zeros(len(made), dtype=np.bool_)
    for one in range(QUARTERS):
        weights, bias = _fit(inputs[quarter != one], made[quarter != one])
        found[quarter == one] = inputs[quarter == one] @ weights + bias >= 0
    weights, bias = _fit(inputs, made)
    stored = {"weights": [round(float(w), 5) for w in weights], "bias": round(bias, 5)}
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return {"found": int((found & made).sum()), "made": int(made.sum()), "false": int((found & ~made).sum())}


def _fit(inputs: Floats, made: NDArray[np.bool_]) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # installed where models are trained

    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=2_000).fit((inputs - middle) / spread, made)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ middle)
