"""Rules and heads together: what each may move, and probabilities at another prevalence."""

from __future__ import annotations

import pytest

from models.axes import LEVELLED, OUTPUTS, ROLE_OF
from models.combining import Combination, Ruled, restated
from models.reader import reader

CALM = Ruled(0, sure=False)


def logits(**given: float) -> dict[str, float]:
    return {output: given.get(output, -2.0) for output in (*OUTPUTS, "abuse")}


def combination(**weights: float) -> Combination:
    return Combination(
        {"grams": 1.0, "bias": 0.0, **weights}, {"grams": 1.0, "bias": 0.0}, 0.5, (0.4, 0.6), 0.3, 0.0
    )


def test_a_rule_raises_what_the_head_says() -> None:
    both = combination(mild=1.5)
    seen = logits(rudeness=0.0)
    assert both.probability(CALM, seen, "rudeness") == 0.5
    assert both.probability(Ruled(1, sure=False), seen, "rudeness") > 0.8


def test_disagreement_lies_between() -> None:
    both = combination(mild=1.5)
    agreeing = both.probability(Ruled(1, sure=False), logits(rudeness=3.0), "rudeness")
    contradicted = both.probability(Ruled(1, sure=False), logits(rudeness=-3.0), "rudeness")
    assert contradicted < 0.5 < agreeing


def test_one_runaway_number_does_not_outvote_everything() -> None:
    both = combination()
    assert both.probability(CALM, logits(rudeness=1e6), "rudeness") == both.probability(
        CALM, logits(rudeness=8.0), "rudeness"
    )
    assert both.probability(CALM, logits(rudeness=-1e300), "rudeness") > 0


def test_the_level_follows_the_second_head() -> None:
    both = combination()
    assert both.level(CALM, logits(rudeness_2=1.0), "rudeness") == 2
    assert both.level(CALM, logits(rudeness_2=-1.0), "rudeness") == 1


@pytest.mark.parametrize(("p", "at", "working"), [(0.3, 0.4, 0.01), (0.9, 0.5, 0.2), (0.02, 0.3, 0.7)])
def test_restating_is_undone_by_restating_back(p: float, at: float, working: float) -> None:
    there = restated(p, at, working)
    assert restated(there, working, at) == pytest.approx(p)
    assert (there < p) == (working < at)


def test_restating_keeps_certainty_and_no_prevalence_changes_nothing() -> None:
    assert restated(1.0, 0.3, 0.01) == 1.0
    assert restated(0.0, 0.3, 0.01) == 0.0
    assert restated(0.4, 0.3, None) == 0.4


@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_what_is_shipped_is_whole_and_nothing_counts_against_what_it_says(language: str) -> None:
    shipped = reader(language).combinations
    assert set(shipped) == set(ROLE_OF)
    for axis, found in shipped.items():
        assert 0 <= found.band[0] <= found.threshold <= found.band[1] <= 1
        assert 0 < found.prevalence < 1
        assert bool(found.level_weights) == (axis in LEVELLED)
        assert all(weight >= 0 for name, weight in found.weights.items() if name != "bias")
