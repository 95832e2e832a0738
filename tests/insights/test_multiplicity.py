"""q-values of two steps against the procedure they stand for, carried out level by level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from insights.decisions import decide
from insights.multiplicity import q_values


def found_at(p: np.ndarray, level: float) -> np.ndarray:
    """Benjamini and Bogomolov's procedure as it is told: select agents, then questions at a level that pays for it."""
    tested = ~np.isnan(p)
    overall = np.array(
        [
            false_discovery_control(row[keep]).min() if keep.any() else np.nan
            for row, keep in zip(p, tested, strict=True)
        ]
    )
    agents = ~np.isnan(overall)
    selected = np.zeros(len(p), dtype=bool)
    selected[agents] = false_discovery_control(overall[agents]) <= level
    share = level * selected.sum() / max(agents.sum(), 1)
    found = np.zeros(p.shape, dtype=bool)
    for row in np.flatnonzero(selected):
        keep = tested[row]
        found[row, keep] = false_discovery_control(p[row, keep]) <= share
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_q_value_is_the_lowest_level_at_which_the_procedure_finds_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random((30, 6)) ** rng.integers(1, 8, (30, 1))
    p[rng.random(p.shape) < 0.2] = np.nan
    q = q_values(p)
    for level in (0.01, 0.05, 0.1, 0.2, 0.5):
        assert (found_at(p, level) == (np.nan_to_num(q, nan=2) <= level)).all()


def test_nothing_tested_finds_nothing() -> None:
    assert np.isnan(q_values(np.full((3, 2), np.nan))).all()


def test_a_standing_flag_stays_where_it_would_not_be_raised_and_goes_above_a_fifth() -> None:
    none = np.zeros((1, 1), dtype=bool)
    large = ~none
    for p, raised, stays in [
        (0.01, True, True),
        (0.1, False, True),
        (0.19, False, True),
        (0.21, False, False),
    ]:
        chance = np.array([[p]])
        assert decide(chance, large, none).flagged[0, 0] == raised
        assert decide(chance, large, large).flagged[0, 0] == stays
    assert not decide(np.array([[0.001]]), none, none).flagged[0, 0]
    assert decide(np.array([[0.001]]), none, large).flagged[0, 0]


def test_old_flags_do_not_pay_for_new_ones() -> None:
    """Forty true flags stand. Alone among 160 others, a p-value of .001 is what chance brings; with the forty it is not."""
    p = np.full((200, 1), 0.6)
    p[:40] = 1e-9
    p[40] = 0.001
    large, standing = np.ones(p.shape, dtype=bool), np.zeros(p.shape, dtype=bool)
    assert decide(p, large, standing).entered[40, 0]
    standing[:40] = True
    made = decide(p, large, standing)
    assert not made.entered[40, 0]
    assert made.flagged[:40].all()
