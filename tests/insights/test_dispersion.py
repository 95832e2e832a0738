"""Over-dispersion: a published example, and a table derived by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from insights.dispersion import additive_variance, dispersion, kept_by_winsorising, winsorised

TRIALS = np.array(
    [
        (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
        (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
        (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
    ],
    dtype=np.float64,
)  # fmt: skip
"""Cases and others among vaccinated and among others in the 13 trials of Colditz et al. (JAMA 271, 1994, 698–702)."""


def test_a_published_random_effect_is_reproduced() -> None:
    """The additive variance of the vaccine trials, by DerSimonian and Laird's moments: Q = 152.233, τ² = 0.3088.

    Source: W. Viechtbauer, "Conducting meta-analyses in R with the metafor package", J. Stat. Softw. 36(3), 2010, and
    the documentation of metafor (dat.bcg, log risk ratios, method DL).
    """
    cases, others, cases_without, others_without = TRIALS.T
    ratio = np.log(cases / (cases + others)) - np.log(cases_without / (cases_without + others_without))
    variance = 1 / cases - 1 / (cases + others) + 1 / cases_without - 1 / (cases_without + others_without)
    errors = np.sqrt(variance)
    mean = np.average(ratio, weights=1 / variance)
    phi = dispersion((ratio - mean) / errors)
    assert 13 * phi == pytest.approx(152.233, abs=5e-4)
    assert additive_variance(phi, errors) == pytest.approx(0.3088, abs=5e-5)


def test_a_table_derived_by_hand() -> None:
    """Ten agents; z-scores of −5 and 5 are drawn in to the quantiles, −3 and 3.

    Sorted z: −5 −3 −3 −1 −1 1 1 3 3 5; the 10 % quantiles lie 0.9 of the way from the first to the second: −3.2, 3.2.
    φ = (2 · 3.2² + 4 · 9 + 4 · 1) / 10 = 6.048. Errors are .1 (w = 100) five times and .2 (w = 25) five times:
    Σw = 625, Σw² = 53,125, so τ² = (60.48 − 9) / (625 − 85) = 0.095333.
    """
    z = np.array([3.0, -5.0, 1.0, -1.0, 3.0, -3.0, 1.0, -3.0, 5.0, -1.0])
    phi = dispersion(winsorised(z))
    assert phi == pytest.approx(6.048)
    assert additive_variance(phi, np.array([0.1, 0.2] * 5)) == pytest.approx(0.095333, abs=5e-7)


def test_no_more_than_chance_adds_nothing() -> None:
    assert additive_variance(0.8, np.full(50, 0.1)) == 0.0
    assert additive_variance(9.0, np.array([0.1])) == 0.0


def test_what_winsorising_keeps_is_that_of_many_normal_scores() -> None:
    z = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    for share in (0.05, 0.1, 0.2):
        assert dispersion(winsorised(z, share)) == pytest.approx(kept_by_winsorising(share), abs=1e-3)
