"""Which topics take a larger share: known answers, weeks that differ, holidays, and nothing to compare with."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from insights.growth import GROWING, NEW, SHRINKING, STEADY, growth


def weeks(*totals: float) -> np.ndarray:
    """Topics by four equal weeks."""
    return np.array([[total / 4] * 4 for total in totals])


def of_all(total: float, topics: int) -> np.ndarray:
    return np.full((topics, 4), total / 4)


def test_states() -> None:
    now, before = weeks(200, 100, 100, 120, 0), weeks(100, 200, 102, 0, 0)
    found = growth(now, before, of_all(1000, 5), of_all(1000, 5))
    assert found.state == (GROWING, SHRINKING, STEADY, NEW, STEADY)
    assert found.ratio[:3].round(2).tolist() == [2.0, 0.5, 0.98]
    assert np.isinf(found.ratio[3])
    assert (found.low[:4] < [2, 0.5, 0.98, np.inf]).all()
    assert np.isinf(found.high[3])


def test_equal_weeks_are_nearly_the_exact_test_of_two_rates() -> None:
    """With weeks no more different than chance, p is that of the exact conditional test, or a little more careful."""
    found = growth(weeks(30), weeks(12), of_all(1000, 1), of_all(1100, 1))
    exact = binomtest(30, 42, 1000 / 2100)
    assert found.dispersion[0] == 1.0
    assert exact.pvalue < found.p[0] < 5 * exact.pvalue


def test_what_happens_to_all_topics_is_no_growth() -> None:
    now, before = weeks(300, 600), weeks(100, 200)
    found = growth(now, before, of_all(900, 2), of_all(300, 2))
    assert found.state == (STEADY, STEADY)
    assert found.ratio.round(6).tolist() == [1.0, 1.0]


def test_bursts_ask_for_more() -> None:
    """The same totals: in even weeks they are growth, in bursts they are not."""
    before = weeks(20)
    even = growth(weeks(60), before, of_all(1000, 1), of_all(1000, 1))
    bursts = growth(np.array([[57.0, 1, 1, 1]]), before, of_all(1000, 1), of_all(1000, 1))
    assert (even.state, bursts.state) == ((GROWING,), (STEADY,))
    assert bursts.dispersion[0] > 4 > even.dispersion[0]


@pytest.mark.parametrize(
    ("all_now", "all_before"),
    [(0.0, 100.0), (100.0, 0.0), (0.0, 0.0)],
    ids=["no now", "no before", "nothing"],
)
def test_without_a_period_nothing_is_compared(all_now: float, all_before: float) -> None:
    found = growth(
        weeks(min(all_now, 9)), weeks(min(all_before, 9)), of_all(all_now, 1), of_all(all_before, 1)
    )
    assert found.state == (STEADY,)
    assert found.p.tolist() == found.q.tolist() == [1.0]


def test_no_topics() -> None:
    none = np.zeros((0, 4))
    assert growth(none, none, none, none).state == ()


def test_a_topic_that_is_everything() -> None:
    found = growth(weeks(50), weeks(40), of_all(50, 1), of_all(40, 1))
    assert found.state == (STEADY,)
    assert np.isfinite(found.dispersion).all()


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_false_alarms_among_many_topics_are_rare(spread: float) -> None:
    """Eighty topics, nothing changed, counts as even as chance or three times as uneven."""
    random = np.random.default_rng(7)
    alarms = 0
    for _ in range(60):
        mean = np.outer(random.dirichlet(np.full(80, 0.7)), np.full(8, 1000.0))
        if spread > 1:
            mean = random.gamma(np.maximum(mean / (spread - 1), 1e-9), spread - 1)
        counts = random.poisson(mean).astype(float)
        volume = np.broadcast_to(counts.sum(axis=0), counts.shape)
        found = growth(counts[:, :4], counts[:, 4:], volume[:, :4], volume[:, 4:])
        alarms += any(state != STEADY for state in found.state)
    assert alarms <= 5
