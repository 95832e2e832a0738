"""Control charts: run lengths, a change found where it was planted, and nothing made of noise, gaps or few answers."""

from __future__ import annotations

import numpy as np
import pytest

from insights.control import BASELINE_WEEKS, WEEKS_A_MONTH, Charts, control_limit, run_charts
from insights.weekly import WeekCells, charts_of

WEEKS = 26


def charts(rates: np.ndarray, size: int = 50, seed: int = 1) -> Charts:
    """Charts whose weeks have these rates (charts × weeks), all of one question."""
    shape = rates.shape
    total = np.random.default_rng(seed).binomial(size, rates).astype(float)
    whole = np.full(shape, float(size))
    restart = np.zeros(shape, dtype=bool)
    family = np.zeros(shape[0], dtype=np.int64)
    return Charts(whole, np.zeros(shape), total, 0.7 * whole, restart, family, np.ones(shape[0]))


def falling(at: int, by: float = 0.25) -> np.ndarray:
    rates = np.full((40, WEEKS), 0.8)
    rates[0, at:] -= by
    return rates


@pytest.mark.parametrize(("weeks", "limit"), [(465, 5.0), (168, 4.0)])
def test_the_limit_is_that_of_known_run_lengths(weeks, limit):
    assert control_limit(1, WEEKS_A_MONTH / weeks) == pytest.approx(limit, abs=0.02)


def test_more_charts_and_fewer_false_alarms_widen_the_limit():
    assert control_limit(100, 1) < control_limit(1000, 1) < control_limit(1000, 0.5)
    assert control_limit(1, 1) == control_limit(0, 1) == 4.0


@pytest.mark.parametrize(("by", "way"), [(0.25, -1), (-0.18, 1)])
def test_a_change_is_found_where_it_began(by, way):
    course, _ = run_charts(charts(falling(18, by), 100), 0.01, 20)
    assert course.way[0] == way
    assert abs(course.start[0] - 18) <= 2
    assert course.alarm[0] >= 18
    assert abs(course.size[0] + by) < 1.96 * course.error[0] + 0.05
    assert (course.way[1:] == 0).all()


def test_a_level_of_ones_own_is_no_change():
    rates = np.full((40, WEEKS), 0.8)
    rates[:5] = 0.4
    assert (run_charts(charts(rates), 0.01, 20)[0].way == 0).all()


def test_gaps_and_few_answers_are_no_weeks():
    given = charts(falling(18))
    given.size[:, ::2] = given.total[:, ::2] = given.expected[:, ::2] = 0
    course, _ = run_charts(given, 0.01, 20)
    assert np.isnan(course.scores[:, ::2]).all()
    assert (course.weeks[1:] == WEEKS // 2).all()
    few, _ = run_charts(charts(np.full((3, BASELINE_WEEKS - 1), 0.8)), 1.0, 20)
    assert not few.ready.any()
    assert not run_charts(charts(np.full((3, WEEKS), 0.8), size=1), 1.0, 50)[0].ready.any()


def test_all_answers_alike_raise_nothing():
    for rate in (0.0, 1.0):
        course, _ = run_charts(charts(np.full((10, WEEKS), rate)), 1.0, 20)
        assert (course.way == 0).all()
        assert np.isfinite(course.scores[:, BASELINE_WEEKS:]).all()


def test_a_new_history_forgets_the_old_level():
    given = charts(falling(18))
    given.restart[0, 18] = True
    assert run_charts(given, 0.01, 20)[0].way[0] == 0


def test_unsure_answers_move_nothing():
    given = charts(np.full((10, WEEKS), 0.8))
    given.unsure[:, 18:], given.total[:, 18:] = given.size[:, 18:], 0
    assert (run_charts(given, 0.01, 20)[0].way == 0).all()


def week_cells(good_by_week: list[float], shared: bool) -> Charts:
    """Three agents, of whom all have the same 20 answers a week in one kind of work."""
    weeks = len(good_by_week)
    subject, week = (v.ravel() for v in np.meshgrid(range(3), range(weeks), indexing="ij"))
    total = np.tile(np.array(good_by_week) * 20, 3)
    size = np.full(3 * weeks, 20.0)
    cells = WeekCells(subject, week, np.zeros((3 * weeks, 1), dtype=np.int64), size, 0 * size, total, total)
    return charts_of(cells, (3, weeks), 0, shared_weeks=shared)


def test_a_bad_week_of_all_is_expected_of_an_agent_and_not_of_a_topic():
    alone, shared = (week_cells([0.8, 0.8, 0.8, 0.2], shared) for shared in (False, True))
    assert alone.expected[0, 3] == pytest.approx(alone.expected[0, 0])
    assert shared.expected[0, 3] < shared.expected[0, 0] - 1
