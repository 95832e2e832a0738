"""Fits which turns voice which steps (models/pairing.py), on the whole conversations of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.pairing import Floats, Pairing, Trees, flat, in_company, logistic, on_grid
from models.training.acts import QUARTERS, quarter_of
from models.training.combine import band

TREES: Final = 150
SEED: Final = 0
SURE: Final = 0.55  # where fewer of the steps that nobody seems to have voiced were missed, it is unsure
AS_GOOD: Final = 0.002  # of cuts as good as the best, the highest: what was not said is not claimed


@dataclass(frozen=True)
class Scored:
    """A conversation's turns and steps. alike: float64 [turns, steps, features]; voiced: bool [turns, steps].

    group: stays in one quarter. whole: nothing was taken out.
    """

    alike: Floats
    voiced: NDArray[np.bool_]
    group: str
    whole: bool


def train_pairing(conversations: Sequence[Scored], path: Path) -> dict[str, float]:
    """Writes `pairing.npz`. Returns how often a step was found in its turn, or rightly in none, by unseen scripts.

    The shift is chosen so that 0.5 tells best; this and the band are judged on each quarter by trees of the others.
    """
    quarter = np.array([quarter_of(c.group) for c in conversations])
    once = _first_rounds(conversations, quarter)
    rows: list[tuple[float, bool, bool]] = []
    for one in range(QUARTERS):
        rest = [n for n in range(len(conversations)) if quarter[n] != one]
        second = _fit(
            [in_company(conversations[n].alike, once[n]) for n in rest],
            [conversations[n].voiced for n in rest],
        )
        first = _fit([conversations[n].alike for n in rest], [conversations[n].voiced for n in rest])
        crossed = Pairing(first, second, 0.0, 0.0)
        for n in (n for n, q in enumerate(quarter) if q == one):
            if conversations[n].whole:
                rows += _best(crossed.probabilities(conversations[n].alike), conversations[n].voiced)
    best, spoken, here = (np.array(column) for column in zip(*rows, strict=True))
    best = np.clip(best.astype(np.float64), 1e-9, 1 - 1e-9)
    cuts = np.arange(0.2, 0.81, 0.01)
    right = [float(np.where(best >= cut, here, ~spoken).mean()) for cut in cuts]
    cut = max(float(c) for c, share in zip(cuts, right, strict=True) if share >= max(right) - AS_GOOD)
    shift = -float(np.log(cut / (1 - cut)))
    moved = logistic(np.log(best / (1 - best)) + shift)
    voiced = [c.voiced for c in conversations]
    parts = {
        "first": _fit([c.alike for c in conversations], voiced),
        "second": _fit([in_company(c.alike, p) for c, p in zip(conversations, once, strict=True)], voiced),
    }
    _save(parts, shift, band(moved, spoken, 0.5, SURE)[0], path)
    return {"right": max(right), "cut": cut, "steps": float(len(best))}


def _first_rounds(conversations: Sequence[Scored], quarter: NDArray[np.int64]) -> list[Floats]:
    """What the first round says of each conversation, by trees of the other quarters."""
    found: dict[int, Floats] = {}
    for one in range(QUARTERS):
        rest = [c for c, q in zip(conversations, quarter, strict=True) if q != one]
        trees = _fit([c.alike for c in rest], [c.voiced for c in rest])
        for n in (n for n, q in enumerate(quarter) if q == one):
            alike = conversations[n].alike
            found[n] = logistic(trees.odds(flat(alike))).reshape(alike.shape[:2])
    return [found[n] for n in range(len(conversations))]


def _best(probabilities: Floats, voiced: NDArray[np.bool_]) -> list[tuple[float, bool, bool]]:
    """Of each step: its highest probability, whether anybody voiced it, and whether that turn did."""
    turns = probabilities.argmax(axis=0)
    return [
        (float(probabilities[turn, step]), bool(voiced[:, step].any()), bool(voiced[turn, step]))
        for step, turn in enumerate(turns)
    ]


def _fit(features: Sequence[Floats], voiced: Sequence[NDArray[np.bool_]]) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier  # installed where models are trained

    inputs = np.concatenate([flat(f) for f in features])
    labels = np.concatenate([v.reshape(-1) for v in voiced])
    model = HistGradientBoostingClassifier(
        max_depth=4, learning_rate=0.06, max_iter=TREES, min_samples_leaf=30, random_state=SEED
    )
    return _trees(model.fit(inputs, labels))


def _trees(model: Any) -> Trees:
    """The trees of a fitted model as arrays."""
    grown = [predictors[0].nodes for predictors in model._predictors]
    nodes = max(len(tree) for tree in grown)
    shape = (len(grown), nodes)
    feature, left, right = (np.zeros(shape, dtype=np.int16) for _ in range(3))
    threshold, value = np.full(shape, np.inf), np.zeros(shape)
    left[:] = right[:] = np.arange(nodes)
    for row, tree in enumerate(grown):
        inner = np.flatnonzero(tree["is_leaf"] == 0)
        feature[row, inner] = tree["feature_idx"][inner]
        threshold[row, inner] = tree["num_threshold"][inner]
        left[row, inner], right[row, inner] = tree["left"][inner], tree["right"][inner]
        value[row, : len(tree)] = on_grid(tree["value"])
    depth = max(int(tree["depth"].max()) for tree in grown)
    base = float(on_grid(np.asarray(model._baseline_prediction)).ravel()[0])
    return Trees(feature, threshold, left, right, value, base, depth)


def _save(parts: dict[str, Trees], shift: float, low: float, path: Path) -> None:
    from models.training.wide import save

    arrays = {"shift": np.array(shift), "low": np.array(low)}
    for name, trees in parts.items():
        for part in ("feature", "threshold", "left", "right", "value", "base", "depth"):
            arrays[f"{name}_{part}"] = np.array(getattr(trees, part))
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, arrays)
