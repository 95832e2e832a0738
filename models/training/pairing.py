"""Fits which turns voice which steps, on the whole conversations of the corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.combine import band

Floats = NDArray[np.float64]
STRENGTH = 1.0
LETTERS = 1  # the column of the likeness of letters (qa_rules/alignment.py)


@dataclass(frozen=True)
class Scored:
    """A conversation's turns and steps. alike: float64 [turns, steps, features]; voiced: bool [turns, steps]."""

    alike: Floats
    voiced: NDArray[np.bool_]


def train_pairing(conversations: Sequence[Sequence[Scored]], path: Path) -> None:
    """Writes `pairing.json`: the weights, and from which probability a step that nobody voiced is unsure.

    conversations: each with its variants, which stay together. The bias is set so that 0.5 tells best whether a step was voiced at all; this and the band are judged on each half of
    the conversations by weights of the other half.
    """
    halves = _flat(conversations[::2]), _flat(conversations[1::2])
    best = np.concatenate([_best(_fit(halves[1]), halves[0]), _best(_fit(halves[0]), halves[1])])
    best = np.clip(best, 1e-9, 1 - 1e-9)
    spoken = np.concatenate([c.voiced.any(axis=0) for half in halves for c in half])
    cuts = np.arange(0.2, 0.81, 0.01)
    right = [float(((best >= cut) == spoken).mean()) for cut in cuts]
    shift = -float(np.log(cuts[int(np.argmax(right))] / (1 - cuts[int(np.argmax(right))])))
    moved = 1 / (1 + np.exp(-(np.log(best / (1 - best)) + shift)))
    weights, bias = _fit(_flat(conversations))
    stored = {
        "weights": [round(float(w), 5) for w in weights], "bias": round(bias + shift, 5),
        "low": band(moved, spoken, 0.5)[0], "least": _least(_flat(conversations)),
    }  # fmt: skip
    path.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _least(conversations: Sequence[Scored]) -> float:
    """The likeness of letters that two of three steps that nobody voiced do not find anywhere."""
    found = [c.alike[:, ~c.voiced.any(axis=0), LETTERS].max(axis=0) for c in conversations]
    return round(float(np.quantile(np.concatenate(found), 2 / 3)), 4)


def _flat(conversations: Sequence[Sequence[Scored]]) -> list[Scored]:
    return [scored for several in conversations for scored in several]


def _fit(conversations: Sequence[Scored]) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # installed where models are trained

    inputs = np.concatenate([c.alike.reshape(-1, c.alike.shape[2]) for c in conversations])
    labels = np.concatenate([c.voiced.reshape(-1) for c in conversations])
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=2_000).fit((inputs - middle) / spread, labels)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ middle)


def _best(fitted: tuple[Floats, float], conversations: Sequence[Scored]) -> Floats:
    """The highest probability of each step of each conversation."""
    return np.concatenate(
        [1 / (1 + np.exp(-(c.alike @ fitted[0] + fitted[1]).max(axis=0))) for c in conversations]
    )
