"""The estimator on arrays: levels that selection does not distort, small-sample intervals, and who is matched."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t, ttest_ind

from insights.cluster_interval import cluster_interval
from insights.levels import levels, posterior_means
from insights.matched_difference import MatchLimits, estimate, match
from insights.standardised import DailySums, WindowResults, window_results

LIMITS = MatchLimits()


def test_two_groups_have_welchs_interval_nearly():
    rng = np.random.default_rng(1)
    few, many = rng.normal(size=8), rng.normal(size=30)
    design = np.column_stack([np.ones(38), np.repeat([1.0, 0.0], [8, 30])])
    found = cluster_interval(np.r_[few, many], design, np.ones(38), np.arange(38), 1, 0.95)
    welch = ttest_ind(few, many, equal_var=False)
    interval = welch.confidence_interval()
    assert found.value == pytest.approx(few.mean() - many.mean())
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=0.03)


def test_clusters_and_weights_are_as_the_definition_says():
    rng = np.random.default_rng(2)
    n = 40
    design = np.column_stack(
        [np.repeat([1.0, 0.0], 20), np.repeat([0.0, 1.0], 20), np.arange(n) % 5 == 0]
    ).astype(float)
    weights, outcome, cluster = rng.uniform(0.5, 2, n), rng.normal(size=n), rng.integers(0, 25, n)
    bread = np.linalg.inv(design.T @ (weights[:, None] * design))
    apart = np.eye(n) - design @ bread @ (design * weights[:, None]).T
    pull = (design * weights[:, None] @ bread)[:, 2]
    variance, forms = 0.0, []
    for one in np.unique(cluster):
        rows = np.flatnonzero(cluster == one)
        values, vectors = np.linalg.eigh((apart @ apart.T)[np.ix_(rows, rows)])
        root = (
            vectors @ np.diag(np.where(values > 1e-9, 1 / np.sqrt(np.maximum(values, 1e-9)), 0)) @ vectors.T
        )
        adjusted = np.zeros(n)
        adjusted[rows] = root @ pull[rows]
        variance += float(adjusted @ apart @ outcome) ** 2
        forms.append(apart.T @ adjusted)
    inner = np.array(forms) @ np.array(forms).T
    freedom = np.trace(inner) ** 2 / np.square(inner).sum()
    found = cluster_interval(outcome, design, weights, cluster, 2, 0.95)
    assert found.freedom == pytest.approx(freedom)
    assert (found.high - found.low) / 2 == pytest.approx(t.isf(0.025, freedom) * variance**0.5)


def test_the_level_of_those_chosen_for_being_low_is_right_on_average():
    """Chosen at the first of many looks at which the newest window is low; all windows until then are known."""
    rng = np.random.default_rng(3)
    agents, windows, answers = 3000, 8, 60.0
    true = rng.normal(0, 0.05, agents) - 0.12 * (rng.random(agents) < 0.15)
    result = true[:, None] + rng.normal(0, (0.2 / answers) ** 0.5, (agents, windows))
    low = result < -0.12
    first = np.where(low.any(axis=1), low.argmax(axis=1), windows)
    known = np.arange(windows) <= first[:, None]  # in order of time
    size = np.where(known, answers, 0.0)[:, ::-1]
    found = levels(size, size * result[:, ::-1]).level
    late = (first > 2) & (first < windows)
    before = result[late, first[late] - 1] - true[late]
    assert late.sum() > 100
    assert before.mean() > 0.015  # who was not flagged yet had luck
    assert result[late, first[late]].mean() < true[late].mean() - 0.03  # and when flagged, none
    assert found[late].mean() == pytest.approx(true[late].mean(), abs=0.007)


def test_shrinking_takes_the_more_the_less_is_known():
    means = np.array([-0.2, -0.2, *np.linspace(-0.05, 0.05, 40)])
    errors = np.array([0.2, 0.02, *[0.02] * 40])
    vague, sure = posterior_means(means, errors)[:2]
    assert -0.1 < vague < 0
    assert sure == pytest.approx(-0.2, abs=0.03)


def test_nothing_and_all_the_same_have_levels_too():
    nothing = levels(np.zeros((3, 4)), np.zeros((3, 4)))
    assert np.isnan(nothing.level).all()
    same = levels(np.full((3, 4), 20.0), np.zeros((3, 4)))
    assert (same.level.tolist(), same.trend.tolist()) == ([0, 0, 0], [0, 0, 0])
    one = levels(np.array([[20.0, 0, 0, 0]]), np.array([[-4.0, 0, 0, 0]]))
    assert one.level[0] == pytest.approx(-0.2)


def windows_of(levels_before, after, answers=400.0):
    """Results of people with these levels in four windows before, and these after."""
    rates = np.column_stack([after, *[levels_before] * 4])
    size = np.full(rates.shape, answers)
    return WindowResults(size, size, size * rates)


def test_controls_are_people_of_the_same_level_and_the_nearest_weigh_most():
    rng = np.random.default_rng(4)
    before = np.r_[np.full(6, -0.1), np.full(20, -0.1), np.full(20, -0.04), np.full(20, 0.2)]
    after = before + np.r_[np.full(6, 0.08), np.zeros(60)] + rng.normal(0, 0.005, 66)
    trainees = np.arange(66) < 6
    matched = match(windows_of(before, after), trainees, ~trainees, LIMITS)
    assert sorted(matched.controls.tolist()) == list(range(6, 46))
    assert matched.weight.sum() == pytest.approx(6)
    assert matched.weight[:20].min() > matched.weight[20:].max()
    found = estimate([matched], LIMITS)
    assert found is not None
    assert found.value == pytest.approx(0.08, abs=0.005)
    far = match(windows_of(before, after), trainees, np.arange(66) >= 46, LIMITS)
    assert (len(far.trained), far.unmatched) == (0, 6)
    assert estimate([far], LIMITS) is None
    assert estimate([], LIMITS) is None


def test_the_trained_are_held_against_the_untrained_and_nobody_against_them():
    """Two kinds of work, easy and hard; the trained do the hard, get 1.0 there, and must not raise what is expected."""
    person = np.repeat(np.arange(9), 2)
    work = np.tile([0, 1], 9)
    rate = np.where(work == 0, 0.8, 0.4)
    rate[person == 8] = 1.0
    size = np.full(18, 50.0)
    sums = DailySums(np.array([[0], [1]]), person, work, np.full(18, 7), size, np.zeros(18), size * rate)
    untrained = np.arange(9) < 7
    found = window_results(sums, [(0, 10), (20, 30)], untrained)
    assert found.result[:8, 0] == pytest.approx(np.zeros(8), abs=0.01)
    assert found.result[8, 0] == pytest.approx(0.4, abs=0.01)
    assert np.isnan(found.result[:, 1]).all()
    assert found.decided[:, 0].tolist() == [100.0] * 9


def test_unsure_answers_count_as_what_is_usual():
    sums = DailySums(
        np.array([[0]]), np.arange(8), np.zeros(8, dtype=np.int64), np.zeros(8, dtype=np.int64), np.full(8, 40.0),
        np.r_[20.0, np.zeros(7)], np.r_[20.0, np.full(7, 20.0)],
    )  # fmt: skip
    for untrained in (np.ones(8, dtype=bool), np.arange(8) > 0):
        found = window_results(sums, [(0, 0)], untrained)
        assert found.result[0, 0] == pytest.approx(0.25, abs=0.01)
        assert found.decided[0, 0] == 20
