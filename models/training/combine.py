"""Fits how rules and heads are combined, on held-out turns: weights, level, threshold, the price of a word in a span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize

from models.axes import LEVELLED
from models.combining import Combination, Ruled, features, level_features
from models.spans import best_run

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PRIOR = {
    "grams": 0.6,
    "network": 0.4,
    "abuse": 0.1,
    "mild": 1.0,
    "severe": 1.5,
    "sure": 2.0,
    "odds": 0.5,
    "bias": 0.0,
}
HOLD = 1.0
SURE = 2 / 3
ALIKE = 0.005
FALSE_ALARMS = 0.004  # the aim is 0.5 %: a little room, because the sample is small


@dataclass(frozen=True)
class Judged:
    """A labelled turn with what rule and head say of one axis. group: what is kept together (a theme)."""

    axis: str
    level: int
    ruled: Ruled
    logits: Mapping[str, float]
    group: str
    weight: float = 1.0
    span: tuple[int, int] | None = None
    marks: tuple[NDArray[np.int32], NDArray[Any]] | None = None


def used(axis: str, items: Sequence[Judged]) -> tuple[str, ...]:
    """The inputs of an axis: politeness has no levels, and not every language has a head for abuse."""
    heads = ("grams", "network") if f"network:{axis}" in items[0].logits else ("grams",)
    if axis == "politeness":
        return (*heads, "odds", "bias")
    abuse = ("abuse",) if axis in ("hostility", "rudeness") else ()
    return (*heads, *abuse, "mild", "severe", "sure", "bias")


def fit(axis: str, items: Sequence[Judged]) -> Combination:
    """The combination of an axis; deterministic.

    Public sets help to weigh the inputs; scale and bias are then set on own items alone, so that probabilities hold
    there. Ordinary turns (weight 0) only limit the false alarms of the threshold.
    """
    names = used(axis, items)
    fitted = _logistic(*_data(names, items), np.array([PRIOR[n] for n in names]))
    own = [item for item in items if item.weight == 1.0]
    inputs, labels, weights = _data(names, own)
    scale, bias = _logistic(
        np.stack([inputs[:, :-1] @ fitted[:-1], inputs[:, -1]], axis=1),
        labels,
        weights,
        np.array([1.0, fitted[-1]]),
    )
    fitted = np.append(fitted[:-1] * scale, bias)
    level_weights: dict[str, float] = {}
    if axis in LEVELLED:
        high = [item for item in own if item.level >= 1]
        names_2 = [n for n in ("grams", "network", "severe", "bias") if n != "network" or n in names]
        rows = np.array(
            [[(level_features(i.ruled, i.logits, axis) | {"bias": 1.0})[n] for n in names_2] for i in high]
        )
        wanted = np.array([i.level == 2 for i in high], dtype=np.float64)
        found = _logistic(rows, wanted, np.ones(len(high)), np.array([PRIOR[n] for n in names_2]))
        level_weights = dict(zip(names_2, _rounded(found), strict=True))
    made = Combination(
        dict(zip(names, _rounded(fitted), strict=True)),
        level_weights,
        0.5,
        (0.5, 0.5),
        round(float(labels.mean()), 4),
        _span_cost(own),
    )
    said, positive = probabilities(made, own), labels > 0
    cut = made.threshold
    if axis != "politeness":
        ordinary = [item for item in items if item.weight == 0.0]
        public = [item for item in items if 0.0 < item.weight < 1.0]
        cut = threshold(
            said,
            positive,
            probabilities(made, ordinary),
            (probabilities(made, public), np.array([item.level >= 1 for item in public], dtype=np.bool_)),
        )
    return replace(made, threshold=cut, band=band(said, positive, cut))


def band(said: Floats, positive: Flags, cut: float, sure: float = SURE) -> tuple[float, float]:
    """Around a cut, the probabilities at which fewer than `sure` of the items would be judged rightly.

    The share of positives is taken as never falling with the probability (isotonic regression).
    """
    order = np.argsort(said, kind="stable")
    at, share = said[order], isotonic_regression(positive[order].astype(np.float64)).x
    below = at[(at < cut) & (share <= 1 - sure)]
    above = at[(at >= cut) & (share >= sure)]
    low = min(cut, float(below[-1])) if len(below) else 0.0
    high = max(cut, float(above[0])) if len(above) else 1.0
    return round(low, 4), round(high, 4)


def threshold(
    said: Floats, positive: Flags, ordinary: Floats, public: tuple[Floats, Flags] | None = None
) -> float:
    """The cut with the best F1 among those with at most FALSE_ALARMS on ordinary turns.

    said, positive: own items. ordinary: probabilities of civil turns that nobody wrote to look rude. public: the same of
    public sets; of cuts that are ALIKE to the best by the own items, the one with the best F1 there is taken.
    """
    cuts = np.unique(np.round(said, 3))
    cuts = np.clip((cuts[1:] + cuts[:-1]) / 2, 0.05, 0.95)
    cuts = cuts[[(ordinary >= cut).sum() <= FALSE_ALARMS * len(ordinary) for cut in cuts]]
    if not len(cuts):
        return 0.5
    own = np.array([_f1(said >= cut, positive) for cut in cuts])
    if public is None or not public[1].any():
        return round(float(cuts[own.argmax()]), 4)
    alike = cuts[own >= own.max() - ALIKE]
    return round(float(alike[np.argmax([_f1(public[0] >= cut, public[1]) for cut in alike])]), 4)


def _f1(called: Flags, positive: Flags) -> float:
    return float(2 * (called & positive).sum() / max(called.sum() + positive.sum(), 1))


def probabilities(combination: Combination, items: Sequence[Judged]) -> Floats:
    """The combined probability of each item."""
    return np.array([combination.probability(i.ruled, i.logits, i.axis) for i in items])


def crossed(axis: str, items: Sequence[Judged]) -> list[tuple[Judged, float, int]]:
    """Every own item with probability and level from a combination fitted without its half of the groups."""
    groups = sorted({i.group for i in items if i.weight == 1.0})
    found: list[tuple[Judged, float, int]] = []
    for half in (set(groups[::2]), set(groups[1::2])):
        others = [i for i in items if i.group not in half]
        combination = fit(axis, others)
        for item in items:
            if item.group in half:
                p = combination.probability(item.ruled, item.logits, axis)
                level = combination.level(item.ruled, item.logits, axis) if p >= combination.threshold else 0
                found.append((item, p, level))
    return found


def stored(combination: Combination) -> dict[str, Any]:
    """As `combination.json` keeps it."""
    return {
        "weights": combination.weights, "level_weights": combination.level_weights,
        "threshold": combination.threshold, "band": combination.band, "prevalence": combination.prevalence, "span_cost": combination.span_cost,
    }  # fmt: skip


def _span_cost(items: Sequence[Judged]) -> float:
    """The price of a word at which spans agree best with the marked ones, by characters (F1)."""
    marked = [i for i in items if i.span is not None and i.marks is not None]
    if not marked:
        return 0.0
    scale = float(np.median([np.abs(i.marks[1]).mean() for i in marked if i.marks]))
    best, chosen = -1.0, 0.0
    for factor in (-1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5):
        scores = []
        for item in marked:
            assert item.marks is not None
            assert item.span is not None
            found = best_run(*item.marks, cost=factor * scale)
            overlap = (
                0 if found is None else max(0, min(found[1], item.span[1]) - max(found[0], item.span[0]))
            )
            length = 0 if found is None else found[1] - found[0]
            scores.append(2 * overlap / (length + item.span[1] - item.span[0]))
        if np.mean(scores) > best:
            best, chosen = float(np.mean(scores)), factor * scale
    return round(chosen, 6)


def _data(names: Sequence[str], items: Sequence[Judged]) -> tuple[Floats, Floats, Floats]:
    """Inputs, labels and weights of the items that count in a fit."""
    kept = [item for item in items if item.weight]
    return (
        _inputs(names, kept),
        np.array([item.level >= 1 for item in kept], dtype=np.float64),
        np.array([item.weight for item in kept]),
    )


def _inputs(names: Sequence[str], items: Sequence[Judged]) -> Floats:
    rows = [features(i.ruled, i.logits, i.axis) | {"bias": 1.0} for i in items]
    return np.array([[row[name] for name in names] for row in rows])


def _logistic(inputs: Floats, labels: Floats, weights: Floats, prior: Floats) -> Floats:
    """Logistic regression held towards a prior."""

    def loss(w: Floats) -> tuple[float, Floats]:
        odds = inputs @ w
        value = (weights * (np.logaddexp(0, odds) - labels * odds)).sum() + HOLD * (
            (w - prior) ** 2
        ).sum() / 2
        return float(value), inputs.T @ (weights * (1 / (1 + np.exp(-odds)) - labels)) + HOLD * (w - prior)

    bounds = [(0.0, None)] * (len(prior) - 1) + [
        (None, None)
    ]  # nothing counts against what it says; the last is the bias
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _rounded(values: Floats) -> list[float]:
    return [round(float(v), 5) for v in values]
