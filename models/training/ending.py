"""Fits how conversations end (models/ending.py) on the corpus's conversations, and on STAR's, of which it is only known
whether they were resolved: an unresolved one counts as each of the other outcomes in the share that the fit itself gives.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.ending import OUTCOMES
from models.training.acts import QUARTERS, quarter_of

Floats = NDArray[np.float64]
STRENGTH: Final = 0.03
WEIGHT: Final = 0.8
ROUNDS: Final = 3
RESOLVED: Final = OUTCOMES.index("resolved")


@dataclass(frozen=True)
class Ended:
    """A course and its outcome; outcome None: not resolved, and no more is known. group: stays in one quarter."""

    course: Floats
    outcome: str | None
    group: str
    whole: bool


def train_ending(conversations: Sequence[Ended], path: Path) -> dict[str, Any]:
    """Writes `ending.json`. Returns what each quarter, judged by the others, got right: own accuracy, STAR's macro-F1."""
    quarter = np.array([quarter_of(c.group) for c in conversations])
    crossed = np.zeros((len(conversations), len(OUTCOMES)))
    for one in range(QUARTERS):
        weights, bias = _fit([c for c, q in zip(conversations, quarter, strict=True) if q != one])
        mine = [n for n, q in enumerate(quarter) if q == one]
        crossed[mine] = _shares(np.stack([conversations[n].course for n in mine]) @ weights + bias)
    weights, bias = _fit(conversations)
    own = [n for n, c in enumerate(conversations) if c.whole]
    right = np.array([OUTCOMES[int(crossed[n].argmax())] == conversations[n].outcome for n in own])
    unsure = _unsure(crossed[own].max(axis=1), right)
    stored = {
        "weights": [[round(float(w), 5) for w in row] for row in weights],
        "bias": [round(float(b), 5) for b in bias], "unsure": unsure,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    return {"own": float(right.mean()), "unsure": unsure, "star": _star(conversations, crossed)}


def _unsure(best: Floats, right: NDArray[np.bool_]) -> float:
    """The probability below which fewer than half of the best guesses are right, which never fall with it."""
    from scipy.optimize import isotonic_regression  # installed where models are trained

    order = np.argsort(best, kind="stable")
    share = isotonic_regression(right[order].astype(np.float64)).x
    return round(float(best[order][share >= 0.5][0]), 2) if (share >= 0.5).any() else 1.0


def _star(conversations: Sequence[Ended], crossed: Floats) -> float:
    from sklearn.metrics import f1_score

    others = [n for n, c in enumerate(conversations) if not c.whole]
    if not others:
        return float("nan")
    gold = [conversations[n].outcome == "resolved" for n in others]
    return float(f1_score(gold, crossed[others].argmax(axis=1) == RESOLVED, average="macro"))


def _fit(conversations: Sequence[Ended]) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression  # installed where models are trained

    inputs = np.stack([c.course for c in conversations])
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-3
    scaled = (inputs - middle) / spread
    known = np.array([c.outcome is not None for c in conversations])
    labels = np.array([OUTCOMES.index(c.outcome) if c.outcome else RESOLVED for c in conversations])
    weight = np.array([1.0 if c.whole else WEIGHT for c in conversations])
    model = LogisticRegression(C=STRENGTH, max_iter=3_000).fit(
        scaled[known], labels[known], sample_weight=weight[known]
    )
    others = [n for n in range(len(OUTCOMES)) if n != RESOLVED]
    for _ in range(ROUNDS if not known.all() else 0):
        shares = model.predict_proba(scaled[~known])[:, others]
        shares /= shares.sum(axis=1, keepdims=True)
        spread_out = np.concatenate([scaled[known], *([scaled[~known]] * len(others))])
        spread_labels = np.concatenate([labels[known], np.repeat(others, (~known).sum())])
        spread_weight = np.concatenate([weight[known], (shares * weight[~known][:, None]).T.ravel()])
        model = LogisticRegression(C=STRENGTH, max_iter=3_000).fit(
            spread_out, spread_labels, sample_weight=spread_weight
        )
    weights = model.coef_.T / spread[:, None]
    return weights, model.intercept_ - middle @ weights


def _shares(odds: Floats) -> Floats:
    found = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True))
