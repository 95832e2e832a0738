"""Scores: weighted answers of a scorecard, per agent and conversation; critical questions fail the whole (DESIGN)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_rules.answers import Answer

ENOUGH_WEIGHT = 0.6
AUTO_FAIL_FROM = 0.95
COUNTS = ("yes", "no", "partly")


@dataclass(frozen=True, slots=True)
class Score:
    """score: 0 to 100, or None where less than 60 % of the weight was answered.

    answered_weight: that share. auto_fail: a critical question failed for sure. provisional: one is unsure.
    """

    agent_id: str | None
    score: float | None
    answered_weight: float
    auto_fail: bool
    provisional: bool
    scorecard: str


def scores_of(
    answers: Sequence[Answer], scorecard: str, *, auto_fail_from: float = AUTO_FAIL_FROM
) -> list[Score]:
    """The score of every agent in the answers: 100 × Σ weight·value / Σ weight over what was answered."""
    return [
        _score([a for a in answers if a.agent_id == agent], agent, scorecard, auto_fail_from)
        for agent in dict.fromkeys(answer.agent_id for answer in answers)
    ]


def _score(answers: Sequence[Answer], agent: str | None, scorecard: str, auto_fail_from: float) -> Score:
    counted = [a for a in answers if a.answer in COUNTS and a.value is not None]
    total = sum(a.weight for a in answers)
    answered = sum(a.weight for a in counted)
    share = round(answered / total, 4) if total else 0.0
    auto_fail = any(a.critical and a.answer == "no" and a.probability >= auto_fail_from for a in counted)
    provisional = any(a.critical and a.answer == "unsure" for a in answers)
    if share < ENOUGH_WEIGHT:
        score = None
    else:
        score = round(100 * sum(a.weight * float(a.value or 0) for a in counted) / answered, 2)
    return Score(agent, 0.0 if auto_fail else score, share, auto_fail, provisional, scorecard)
