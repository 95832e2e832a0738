"""Figures of agreement with labels. What is undefined is None: never a zero, never a crash.

Labels are 0/1 unless a function says otherwise; weights say how often an item counts (all once where left out).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.combining import restated

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Interval = tuple[float, float]

BINS: Final = 10
RESAMPLES: Final = 1_000
SEED: Final = 20_261_121
CONFIDENCE: Final = 0.95
WORTH_A_LOOK: Final = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items were found rightly, wrongly, missed, and rightly left alone."""

    tp: float
    fp: float
    fn: float
    tn: float

    @property
    def precision(self) -> float | None:
        """The share of what was called that is so."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """The share of what is so that was called."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """F1 of the positive class; None where there is none and none was called."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def macro_f1(self) -> float | None:
        """The mean of the F1 of both classes; None where either is undefined."""
        negative = _ratio(2 * self.tn, 2 * self.tn + self.fp + self.fn)
        return None if self.f1 is None or negative is None else (self.f1 + negative) / 2

    @property
    def accuracy(self) -> float | None:
        """The share judged as labelled."""
        return _ratio(self.tp + self.tn, self.tp + self.fp + self.fn + self.tn)

    @property
    def false_alarms(self) -> float | None:
        """The share of the negative items that were called."""
        return _ratio(self.fp, self.fp + self.tn)

    @property
    def always_yes(self) -> float | None:
        """The F1 of calling every item."""
        positives = self.tp + self.fn
        return _ratio(2 * positives, 2 * positives + self.fp + self.tn)


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of a reliability table: how many, what was said, what was so. n is a weight where items have weights."""

    n: float
    lowest: float
    highest: float
    said: float
    seen: float


def counts(gold: ArrayLike, called: ArrayLike, weights: ArrayLike | None = None) -> Counts:
    """The four counts.

    >>> counts([1, 1, 0, 0, 0], [1, 0, 1, 0, 0])
    Counts(tp=1.0, fp=1.0, fn=1.0, tn=2.0)
    """
    cell = 2 * _integers(gold) + _integers(called)
    tn, fp, fn, tp = np.bincount(cell, _weights(weights, len(cell)), minlength=4)
    return Counts(float(tp), float(fp), float(fn), float(tn))


def auc(gold: ArrayLike, probability: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """How often a positive item has the higher probability than a negative one; ties count half.

    >>> auc([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1])
    0.875
    """
    return ranked_auc(_integers(gold), ranks(probability), weights)


def ranks(probability: ArrayLike) -> Integers:
    """The number of each value among the distinct values, ascending: what `ranked_auc` needs once for many weights."""
    found: Integers = np.unique(_floats(probability), return_inverse=True)[1].astype(np.int64)
    return found


def ranked_auc(gold: Integers, rank: Integers, weights: ArrayLike | None = None) -> float | None:
    """`auc`, of values that are ranked already."""
    weight = _weights(weights, len(gold))
    if not len(gold):
        return None
    levels = int(rank.max()) + 1
    positive = np.bincount(rank, weight * gold, minlength=levels)
    negative = np.bincount(rank, weight * (1 - gold), minlength=levels)
    below = np.cumsum(negative) - negative
    return _ratio(
        float(np.sum(positive * (below + negative / 2))), float(positive.sum()) * float(negative.sum())
    )


def reliability(
    gold: ArrayLike, probability: ArrayLike, weights: ArrayLike | None = None, bins: int = BINS
) -> list[Bin]:
    """At most `bins` bins of equal mass, by rising probability; items of one probability share a bin."""
    truth, said = _floats(gold), _floats(probability)
    weight = _weights(weights, len(said))
    total = float(weight.sum())
    if total <= 0:
        return []
    rank = ranks(said)
    mass = np.bincount(rank, weight)
    middle = np.cumsum(mass) - mass / 2
    place = np.minimum((bins * middle / total).astype(np.int64), bins - 1)[rank]
    table = []
    for number in np.unique(place[weight > 0]):
        inside = (place == number) & (weight > 0)
        n = float(weight[inside].sum())
        table.append(
            Bin(
                n,
                float(said[inside].min()),
                float(said[inside].max()),
                float(weight[inside] @ said[inside]) / n,
                float(weight[inside] @ truth[inside]) / n,
            )
        )
    return table


def calibration_error(
    gold: ArrayLike, probability: ArrayLike, weights: ArrayLike | None = None, bins: int = BINS
) -> float | None:
    """Expected calibration error over bins of equal mass (Naeini et al. 2015, with mass for width)."""
    table = reliability(gold, probability, weights, bins)
    return _ratio(sum(b.n * abs(b.said - b.seen) for b in table), sum(b.n for b in table))


def calibration_error_at(
    gold: ArrayLike,
    probability: ArrayLike,
    prevalence: float,
    *,
    least: float = WORTH_A_LOOK,
    restate: bool = False,
) -> float | None:
    """Calibration error at a working prevalence, over the items whose probability is at least `least`.

    Items are weighted so that positives make up `prevalence` of all. restate: the probabilities, too, are moved to
    that prevalence (`restated`), before `least` is applied; otherwise they stay as they were given out.
    """
    truth, said = _integers(gold), _floats(probability)
    weights = prevalence_weights(truth, prevalence)
    if weights is None:
        return None
    if restate:
        said = np.array([restated(float(p), float(truth.mean()), prevalence) for p in said])
    kept = said >= least
    return calibration_error(truth[kept], said[kept], weights[kept])


def prevalence_weights(gold: ArrayLike, prevalence: float) -> Floats | None:
    """Weights that make positives a given share of all, with a mean of 1; None where one class is absent.

    >>> prevalence_weights([1, 1, 0, 0], 0.1).round(2).tolist()
    [0.2, 0.2, 1.8, 1.8]
    """
    truth = _integers(gold)
    share = float(truth.mean()) if len(truth) else 0.0
    if not 0 < share < 1:
        return None
    return np.where(truth == 1, prevalence / share, (1 - prevalence) / (1 - share))


def perfect_error_at(probability: ArrayLike, prevalence: float, draws: int = 200) -> float:
    """The `calibration_error_at` (restated) that these probabilities would have on average if they were true.

    It is never 0: a bin of few items is off by chance. Labels are drawn from the probabilities, with a fixed seed.
    """
    said, rng = _floats(probability), np.random.default_rng(5)
    drawn = (rng.random((draws, len(said))) < said).astype(np.int64)
    errors = (calibration_error_at(labels, said, prevalence, restate=True) for labels in drawn)
    return mean(error for error in errors if error is not None) or 0.0


def brier_skill(gold: ArrayLike, probability: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """1 where every probability is right, 0 where always saying the base rate is as good; below 0 is worse.

    >>> brier_skill([1, 0], [1.0, 0.0]), brier_skill([1, 0], [0.5, 0.5]), brier_skill([1, 1], [0.5, 0.5])
    (1.0, 0.0, None)
    """
    truth, said = _floats(gold), _floats(probability)
    weight = _weights(weights, len(said))
    total = float(weight.sum())
    if total <= 0:
        return None
    base = float(weight @ truth) / total
    ratio = _ratio(float(weight @ (said - truth) ** 2), float(weight @ (base - truth) ** 2))
    return None if ratio is None else 1 - ratio


def level_accuracy(gold: Sequence[int], given: Sequence[int]) -> float | None:
    """The share of items with the very level."""
    return _ratio(sum(a == b for a, b in zip(gold, given, strict=True)), len(gold))


def quadratic_kappa(gold: Sequence[int], given: Sequence[int], levels: int = 3) -> float | None:
    """Cohen's kappa with quadratic weights; None where chance alone could not disagree.

    >>> quadratic_kappa([0, 1, 2], [0, 1, 2]), quadratic_kappa([0, 0], [0, 0])
    (1.0, None)
    """
    table = np.zeros((levels, levels))
    np.add.at(table, (_integers(gold), _integers(given)), 1)
    if not table.sum():
        return None
    distance = (np.arange(levels)[:, None] - np.arange(levels)[None, :]) ** 2
    chance = np.outer(table.sum(1), table.sum(0)) / table.sum()
    ratio = _ratio(float((distance * table).sum()), float((distance * chance).sum()))
    return None if ratio is None else 1 - ratio


def bootstrap(
    statistics: Callable[[Floats], Sequence[float | None]],
    groups: Sequence[Any],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> list[Interval | None]:
    """Percentile intervals of statistics of weighted items, drawing whole groups with replacement (Efron 1979).

    statistics: from a weight an item to a figure each. None for a figure that most resamples leave undefined.
    """
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    place = np.array([numbers[group] for group in groups], dtype=np.int64)
    draw = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples if numbers else 0):
        times = np.bincount(draw.integers(0, len(numbers), len(numbers)), minlength=len(numbers))
        drawn.append(tuple(statistics(times[place].astype(np.float64))))
    width = len(drawn[0]) if drawn else len(statistics(np.zeros(0)))
    return [_interval([row[n] for row in drawn], confidence) for n in range(width)]


def mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    found = list(values)
    return _ratio(float(sum(found)), len(found))


def _interval(values: Sequence[float | None], confidence: float) -> Interval | None:
    defined = [value for value in values if value is not None]
    if not values or 2 * len(defined) < len(values):
        return None
    edge = 100 * (1 - confidence) / 2
    low, high = np.percentile(defined, [edge, 100 - edge])
    return float(low), float(high)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _integers(values: ArrayLike) -> Integers:
    return np.asarray(values, dtype=np.int64)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _weights(weights: ArrayLike | None, n: int) -> Floats:
    return np.ones(n) if weights is None else _floats(weights)
