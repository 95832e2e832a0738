"""Mid-p values against scipy's distributions, and the places where they must hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from insights.tails import lower_mid_p


def one(count: float, mean: float, size: float, widened: float) -> float:
    variance = size * mean * (1 - mean) * widened
    return float(lower_mid_p(*(np.array([value]) for value in (count, mean, size, variance)))[0])


@pytest.mark.parametrize("count", [0, 1, 17, 40, 50])
@pytest.mark.parametrize("mean", [0.02, 0.5, 0.9])
def test_a_binomial_where_variance_is_the_binomials(count: int, mean: float) -> None:
    expected = binom.cdf(count - 1, 50, mean) + binom.pmf(count, 50, mean) / 2
    assert one(count, mean, 50, 1.0) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("count", [0, 1, 17, 40, 50])
@pytest.mark.parametrize("mean", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("widened", [1.2, 6.0, 40.0])
def test_a_beta_binomial_where_variance_is_larger(count: int, mean: float, widened: float) -> None:
    strength = 49 / (widened - 1) - 1
    spread = betabinom(50, mean * strength, (1 - mean) * strength)
    assert one(count, mean, 50, widened) == pytest.approx(
        spread.cdf(count - 1) + spread.pmf(count) / 2, rel=1e-8
    )


def test_less_variance_makes_the_same_count_more_surprising() -> None:
    assert one(40, 0.9, 50, 0.5) < one(40, 0.9, 50, 1.0) < one(40, 0.9, 50, 2.0)


@pytest.mark.parametrize("widened", [0.6, 1.0, 3.0])
def test_parts_of_an_answer_lie_between_whole_ones(widened: float) -> None:
    places = [one(count, 0.8, 30, widened) for count in (20.0, 20.25, 20.5, 21.0)]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_many_rows_at_once_are_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(1)
    size = rng.integers(1, 900, 5_000).astype(np.float64)
    mean, widened = rng.uniform(0.01, 0.99, 5_000), rng.uniform(0.5, 9, 5_000)
    count = size * rng.random(5_000)
    together = lower_mid_p(count, mean, size, size * mean * (1 - mean) * widened)
    assert np.isfinite(together).all()
    for row in range(0, 5_000, 400):
        assert together[row] == pytest.approx(one(count[row], mean[row], size[row], widened[row]), rel=1e-9)
