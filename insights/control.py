"""Control charts: CUSUMs of every week against one's own weeks before, and the limit that keeps false alarms few.

The charts start themselves: each week is held against the mean of the weeks before it, with all the uncertainty of that
mean, so that no history has to be called good first (Hawkins, "Self-starting CUSUM charts for location and scale", The
Statistician 36 (1987), 299–315). A week's result becomes a normal score by its mid-p value in a beta-binomial, so that few
answers near all or none raise no more alarms than they should. The limit comes from how many false alarms a whole centre
may have in a month over all of its charts, by Siegmund's approximation of the run length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri

from insights.dispersion import additive_variance, dispersion, kept_by_winsorising, winsorised
from insights.tails import lower_mid_p

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SLACK: Final = 0.5
"""k: what a week may lie off without counting, in standard deviations; best for shifts of twice as much."""
BASELINE_WEEKS: Final = 6
"""Weeks with answers that a chart needs before the first one that is judged."""
WEEKS_A_MONTH: Final = 365.25 / 12 / 7
LOWEST_LIMIT: Final = 4.0
"""Where few charts would allow more false alarms each, none gets more than one in about three years."""
RECENT_WEEKS: Final = 4
"""A chart without an answer for so long is watched no more."""
USUAL_SPREAD: Final = 0.03
"""Standard deviation of weeks' rates around one half that is assumed while few charts are there to show their own."""
CHARTS_FOR_IT: Final = 10
"""How many charts' worth of evidence that assumption is."""
_BEYOND: Final = 1e-12
_OVERSHOOT: Final = 1.166


@dataclass(frozen=True)
class Charts:
    """What charts rest on: arrays charts × weeks, the weeks in order and without holes in the calendar.

    size: answers, unsure ones too; 0 in a week without any. unsure: how many of size. total: sum of the others' values.
    expected: the sum that the same work gets from others. restart: weeks that begin a new history (a training).
    family (charts): charts of the same question, whose weeks spread alike. narrower (charts): how much less answers
    vary than yes and no would, at most 1.
    """

    size: Floats
    unsure: Floats
    total: Floats
    expected: Floats
    restart: NDArray[np.bool_]
    family: Whole
    narrower: Floats


@dataclass(frozen=True)
class Course:
    """How the charts ran. Arrays of length charts, or charts × weeks (scores, rise, fall).

    alarm: the week of the newest alarm, −1 without one; way: +1 up, −1 down, 0 without. start: the first week after the
    change, by the last zero of its CUSUM. size, error: by how much the share changed, with its standard error. before,
    after: answers behind it. weeks: weeks with answers in the newest history, n: their answers. ready: whether the next
    week could be judged. usual: the share that was usual in every week. scores: normal scores, NaN where not judged.
    rise, fall: the CUSUMs.
    """

    alarm: Whole
    way: Whole
    start: Whole
    size: Floats
    error: Floats
    before: Floats
    after: Floats
    weeks: Whole
    n: Floats
    ready: NDArray[np.bool_]
    usual: Floats
    scores: Floats
    rise: Floats
    fall: Floats


def control_limit(charts: int, false_alarms: float) -> float:
    """h: where a CUSUM (of either way) of normal scores raises an alarm, so that all charts together raise so many a month.

    Siegmund, "Sequential Analysis" (1985), section 2.6: with b = h + 1.166, the weeks to a false alarm of one way are
    (exp(2kb) − 2kb − 1) / (2k²).

    >>> round(control_limit(1, 52 / 12 / 465), 1)  # the known run length of k = 0.5 and h = 5 is 465
    5.0
    """
    weeks = 2 * max(charts, 1) * WEEKS_A_MONTH / false_alarms  # two ways a chart
    wanted = np.log(max(2 * SLACK**2 * weeks, 2.0))

    def excess(b: float) -> float:
        return float(2 * SLACK * b + np.log1p(-(2 * SLACK * b + 1) * np.exp(-2 * SLACK * b)) - wanted)

    return max(float(brentq(excess, 1e-3, 200.0)) - _OVERSHOOT, LOWEST_LIMIT)


def run_charts(charts: Charts, false_alarms: float, minimum_sample: int) -> tuple[Course, float]:
    """The charts from their first week to their last, and their limit; an alarm starts a new history at its change.

    false_alarms: how many all charts together may raise in a month while nothing changes.
    """
    first = _run(charts, np.zeros(len(charts.family)), np.inf, minimum_sample)
    watched = int(np.isfinite(first.scores[:, -RECENT_WEEKS:]).any(axis=1).sum())
    limit = control_limit(watched, false_alarms)
    return _run(charts, _usual_spread(charts, first), limit, minimum_sample), limit


def _usual_spread(charts: Charts, first: Course) -> Floats:
    """τ² of each chart's family: how much weeks vary beyond chance, on the scale share² / (mean · (1 − mean))."""
    judged = np.isfinite(first.scores)
    found = np.zeros(len(charts.family))
    for family in np.unique(charts.family):
        rows = charts.family == family
        inside = judged & rows[:, None]
        lean = CHARTS_FOR_IT / (CHARTS_FOR_IT + int(inside.any(axis=1).sum()))
        spread = 0.0
        if inside.any():
            errors = np.sqrt((charts.narrower[:, None] / np.maximum(charts.size, 1.0))[inside])
            phi = dispersion(winsorised(first.scores[inside])) / kept_by_winsorising()
            spread = additive_variance(phi, errors)
        found[rows] = (1 - lean) * spread + lean * USUAL_SPREAD**2 / 0.25
    return found


@dataclass
class _Sums:
    """Sums over weeks of a chart each: weights, weighted deviations, answers, weeks."""

    weight: Floats
    deviation: Floats
    n: Floats
    weeks: Floats

    @classmethod
    def none(cls, count: int) -> _Sums:
        return cls(*(np.zeros(count) for _ in range(4)))

    def add(self, where: NDArray[np.bool_], weight: Floats, deviation: Floats, n: Floats) -> None:
        self.weight += np.where(where, weight, 0.0)
        self.deviation += np.where(where, weight * deviation, 0.0)
        self.n += np.where(where, n, 0.0)
        self.weeks += where

    def take(self, where: NDArray[np.bool_], other: _Sums | None) -> None:
        """Sets the charts of `where` to another's sums, or to nothing."""
        for name in ("weight", "deviation", "n", "weeks"):
            getattr(self, name)[where] = 0.0 if other is None else getattr(other, name)[where]

    def mean(self) -> Floats:
        return np.divide(self.deviation, self.weight, out=np.zeros_like(self.weight), where=self.weight > 0)


@dataclass
class _Way:
    """One way of a CUSUM: its height, and the weeks since it last was zero."""

    sign: int
    height: Floats
    start: Whole
    since: _Sums = field(repr=False)


def _run(charts: Charts, spread: Floats, limit: float, minimum_sample: int) -> Course:
    count, weeks = charts.size.shape
    base = _Sums.none(count)
    ways = [_Way(s, np.zeros(count), np.zeros(count, dtype=np.int64), _Sums.none(count)) for s in (1, -1)]
    alarm = np.full(count, -1, dtype=np.int64)
    way_of, start = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    before, after = _Sums.none(count), _Sums.none(count)
    usual, scores, rise, fall = (np.full((count, weeks), np.nan) for _ in range(4))
    for week in range(weeks):
        fresh = charts.restart[:, week]
        for sums in (base, *(way.since for way in ways)):
            sums.take(fresh, None)
        for way in ways:
            way.height[fresh] = 0.0
            way.start[fresh] = week
        alarm[fresh], way_of[fresh], start[fresh] = -1, 0, -1
        size = charts.size[:, week]
        there = size > 0
        judged = there & (base.weeks >= BASELINE_WEEKS) & (base.n >= minimum_sample)
        n = np.maximum(size, 1.0)
        expected = charts.expected[:, week] / n
        mean = np.clip(expected + base.mean(), 0.0, 1.0)
        mean = (mean * base.n + 0.5) / (base.n + 1)
        observed = charts.total[:, week] + charts.unsure[:, week] * mean
        own = charts.narrower / n + spread
        unknown = np.divide(1.0, base.weight, out=np.zeros(count), where=base.weight > 0)
        z = _scores(observed, mean, n, n**2 * mean * (1 - mean) * (own + unknown), judged)
        usual[:, week], scores[:, week] = np.where(judged, mean, np.nan), z
        weight, deviation = 1 / own, observed / n - expected
        base.add(there, weight, deviation, size)
        after.add(there & (alarm >= 0), weight, deviation, size)
        rung = np.zeros(count, dtype=bool)
        for way in ways:
            way.height += np.where(judged, way.sign * np.nan_to_num(z) - SLACK, 0.0)
            low = way.height <= 0
            way.height[low] = 0.0
            way.since.take(low, None)
            way.start[low] = week + 1
            way.since.add(~low & there, weight, deviation, size)
        rise[:, week], fall[:, week] = ways[0].height, ways[1].height
        for way in ways:
            rings = (way.height > limit) & ~rung
            rung |= rings
            alarm[rings], way_of[rings], start[rings] = week, way.sign, way.start[rings]
            after.take(rings, way.since)
            earlier = _Sums(
                *(getattr(base, f) - getattr(way.since, f) for f in ("weight", "deviation", "n", "weeks"))
            )
            before.take(rings, earlier)
            base.take(rings, way.since)
        for way in ways:
            way.height[rung] = 0.0
            way.start[rung] = week + 1
            way.since.take(rung, None)
    seen = np.isfinite(usual)
    rate = (np.where(seen, usual, 0.0).sum(axis=1) + 0.5) / (seen.sum(axis=1) + 1)
    known = (before.weight > 0) & (after.weight > 0)
    error = np.sqrt(
        rate * (1 - rate) * (1 / np.where(known, before.weight, 1.0) + 1 / np.where(known, after.weight, 1.0))
    )
    return Course(
        alarm, way_of, start, np.where(known, after.mean() - before.mean(), np.nan), np.where(known, error, np.nan),
        before.n, after.n, base.weeks.astype(np.int64), base.n,
        (base.weeks >= BASELINE_WEEKS) & (base.n >= minimum_sample), usual, scores, rise, fall,
    )  # fmt: skip


def _scores(
    observed: Floats, mean: Floats, size: Floats, variance: Floats, judged: NDArray[np.bool_]
) -> Floats:
    """Normal scores of the judged charts' results, NaN for the others."""
    found = np.full(len(observed), np.nan)
    if judged.any():
        p = lower_mid_p(observed[judged], mean[judged], size[judged], variance[judged])
        found[judged] = ndtri(np.clip(p, _BEYOND, 1 - _BEYOND))
    return found
