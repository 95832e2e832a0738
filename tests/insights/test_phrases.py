"""Phrases that name a group: distinctive, shared by five customers, and never a name."""

from __future__ import annotations

import re

import numpy as np
import pytest

from insights.openings import Opening
from insights.phrases import distinctive, log_odds


def opening(customer: object, *phrases: str) -> Opening:
    return Opening(f"k{customer}", f"u{customer}", "en", True, 0, 0, 0, 9, (), phrases)


def group(people: range, *phrases: str) -> list[Opening]:
    return [opening(number, *phrases) for number in people]


OTHERS = group(range(100, 140), "parcel", "late", "where")


@pytest.mark.parametrize(("people", "named"), [(4, []), (5, ["refund"])])
def test_a_phrase_is_of_five_customers(people: int, named: list[str]) -> None:
    own = group(range(people), "refund")
    assert distinctive({"g": own}, own + OTHERS, None) == {"g": named}


def test_one_customer_is_one_however_often() -> None:
    own = [opening(1, "refund")] * 20
    assert distinctive({"g": own}, own + OTHERS, None) == {"g": []}


def test_what_everybody_says_names_nothing() -> None:
    own = group(range(20), "parcel", "late", "where", "storage fee")
    assert distinctive({"g": own}, own + OTHERS, None) == {"g": ["storage fee"]}


def test_where_nothing_stands_out_half_of_the_customers_name_it() -> None:
    own = group(range(20), "late") + group(range(20, 24), "where") + group(range(11), "parcel")
    assert distinctive({"g": own}, own, None) == {"g": ["late"]}


def test_a_phrase_stands_for_the_words_in_it() -> None:
    own = group(range(20), "boarding", "pass", "boarding pass") + group(range(20, 24), "pass")
    assert distinctive({"g": own}, own + OTHERS, None) == {"g": ["boarding pass"]}


def test_agents_names_are_left_out() -> None:
    own = group(range(20), "marcus promised", "promised", "refund")
    never = re.compile(r"\bmarcus\b")
    assert "marcus promised" not in distinctive({"g": own}, own + OTHERS, never)["g"]
    assert "marcus promised" in distinctive({"g": own}, own + OTHERS, None)["g"]


def test_log_odds_by_hand() -> None:
    """Own 8 of 20, others 2 of 80; the prior is 20 * 10/100 = 2: log(10/30) - log(4/96), variance 1/10 + 1/4."""
    z = log_odds(np.array([8.0]), np.array([2.0]), 20.0, 80.0)
    assert z[0] == pytest.approx((np.log(10 / 30) - np.log(4 / 96)) / np.sqrt(0.35), rel=1e-6)
