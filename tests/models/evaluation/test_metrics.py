"""Figures against values worked out by hand; what is undefined is None."""

from __future__ import annotations

import numpy as np
import pytest

from models.evaluation import metrics


@pytest.mark.parametrize(
    ("gold", "called", "precision", "recall", "f1", "macro", "accuracy", "always_yes", "false_alarms"),
    [
        ([1, 1, 0, 0, 0], [1, 0, 1, 0, 0], 1 / 2, 1 / 2, 1 / 2, (1 / 2 + 2 / 3) / 2, 3 / 5, 4 / 7, 1 / 3),
        ([1, 0], [1, 0], 1, 1, 1, 1, 1, 2 / 3, 0),
        ([1, 1], [0, 0], None, 0, 0, 0, 0, 1, None),  # nothing called: no precision
        ([0, 0, 0, 0], [1, 0, 0, 0], 0, None, 0, 3 / 7, 3 / 4, 0, 1 / 4),  # nothing to find: no recall
        ([0, 0], [0, 0], None, None, None, None, 1, 0, 0),
        ([1], [1], 1, 1, 1, None, 1, 1, None),
        ([], [], None, None, None, None, None, None, None),
    ],
)
def test_counts(gold, called, precision, recall, f1, macro, accuracy, always_yes, false_alarms):
    found = metrics.counts(gold, called)
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))
    assert (found.macro_f1, found.accuracy) == pytest.approx((macro, accuracy))
    assert (found.always_yes, found.false_alarms) == pytest.approx((always_yes, false_alarms))


@pytest.mark.parametrize(
    ("gold", "probability", "weights", "wanted"),
    [
        ([1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1], None, 1),
        ([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], None, 0),
        ([1, 0], [0.5, 0.5], None, 1 / 2),
        ([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1], None, 7 / 8),
        ([1, 1, 0], [0.9, 0.1, 0.5], [3, 1, 5], 3 / 4),
        ([1, 1, 0], [0.9, 0.1, 0.5], [1, 1, 0], None),
        ([1, 1], [0.9, 0.1], None, None),
        ([], [], None, None),
    ],
)
def test_auc(gold, probability, weights, wanted):
    assert metrics.auc(gold, probability, weights) == pytest.approx(wanted)


def test_auc_is_the_share_of_pairs_in_order():
    draw = np.random.default_rng(3)
    gold, said = draw.integers(0, 2, 200), draw.integers(0, 20, 200) / 20
    pairs = [(a > b) + (a == b) / 2 for a in said[gold == 1] for b in said[gold == 0]]
    assert metrics.auc(gold, said) == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize(
    ("gold", "probability", "weights", "wanted"),
    [
        ([0, 1, 1, 1], [0, 0, 1, 1], None, 1 / 4),  # two bins: |0 - 1/2| and |1 - 1|
        ([0, 1, 1, 1], [0, 0, 1, 1], [3, 1, 2, 2], 1 / 8),
        ([1, 0], [0.5, 0.5], None, 0),
        ([1], [0.3], None, 0.7),
        ([], [], None, None),
    ],
)
def test_calibration_error(gold, probability, weights, wanted):
    assert metrics.calibration_error(gold, probability, weights) == pytest.approx(wanted)


def test_bins_have_equal_mass_and_keep_equal_probabilities_together():
    said = np.arange(20) / 20
    table = metrics.reliability(said >= 0.5, said)
    assert [row.n for row in table] == [2] * 10
    assert (table[3].lowest, table[3].highest, table[3].said, table[3].seen) == pytest.approx(
        (0.3, 0.35, 0.325, 0)
    )
    shuffled = np.random.default_rng(1).permutation(20)
    assert metrics.reliability((said >= 0.5)[shuffled], said[shuffled]) == table
    assert [row.n for row in metrics.reliability([0] * 20, [0.1] + [0.2] * 10 + [0.3] * 9)] == [1, 10, 9]
    assert len(metrics.reliability([0, 1] * 50, [0.2] * 90 + [0.9] * 10)) == 2


def test_calibration_at_a_working_prevalence():
    gold, said = [1, 0, 0, 0], [0.5, 0.5, 0.01, 0.01]
    # Weights .4 and 1.2: of what is at least .05, a quarter is so.
    assert metrics.calibration_error_at(gold, said, 0.1) == pytest.approx(0.25)
    assert metrics.calibration_error_at(gold, said, 0.1, restate=True) == pytest.approx(0)
    assert metrics.calibration_error_at([1, 1], [0.5, 0.5], 0.1) is None
    assert metrics.calibration_error_at([1, 0], [0.01, 0.01], 0.1) is None


def test_brier_skill_by_weights():
    # Base rate 1/4: errors 4 x .01 against 1 x 9/16 + 3 x 1/16.
    assert metrics.brier_skill([1, 0, 0, 0], [0.9, 0.1, 0.1, 0.1]) == pytest.approx(1 - 0.04 / 0.75)
    assert metrics.brier_skill([1, 0], [0.9, 0.1], [1, 3]) == pytest.approx(1 - 0.04 / 0.75)
    assert metrics.brier_skill([], []) is None


@pytest.mark.parametrize(
    ("gold", "given", "accuracy", "kappa"),
    [
        ([0, 1, 2, 2], [0, 1, 1, 2], 3 / 4, 1 - 1 / 5),
        ([0, 2], [2, 0], 0, -1),
        ([1, 1], [1, 1], 1, None),
        ([], [], None, None),
    ],
)
def test_levels(gold, given, accuracy, kappa):
    assert metrics.level_accuracy(gold, given) == pytest.approx(accuracy)
    assert metrics.quadratic_kappa(gold, given) == pytest.approx(kappa)


def test_bootstrap_draws_whole_groups_and_is_the_same_every_time():
    values = np.array([1.0, 0.0] * 50)

    def share(weights):
        return [float(weights @ values) / weights.sum() if weights.sum() else None]

    alone = metrics.bootstrap(share, range(100))[0]
    assert alone == metrics.bootstrap(share, range(100))[0]
    assert alone == pytest.approx((0.4, 0.6), abs=0.015)  # 1.96 x sqrt(.25 / 100) = .098
    pairs = metrics.bootstrap(share, [n // 2 for n in range(100)])[0]
    assert pairs == (0.5, 0.5)
    halves = metrics.bootstrap(share, [n % 2 for n in range(100)])[0]
    assert halves == (0, 1)


def test_bootstrap_of_what_is_undefined():
    assert metrics.bootstrap(lambda _: [None, 1.0], "ab") == [None, (1.0, 1.0)]
    assert metrics.bootstrap(lambda _: [None], []) == [None]
    assert metrics.bootstrap(lambda weights: [None if weights[0] else 1.0], "ab") == [None]  # in 3 of 4
