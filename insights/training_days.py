"""Training days beside quality and customer satisfaction, over agents: a correlation with its interval, and no cause.

Interval: Fisher's z with the standard error of Bonett and Wright, Psychometrika 65 (2000) 23–28.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, spearmanr

from insights.periods import Period

FEWEST_AGENTS: Final = 10
FEWEST_VALUES: Final = 5
"""Scores, or ratings, that an agent's mean needs."""
_DIGITS: Final = 6
_TRAINED: Final = {"days": "training days", "since": "days since the last training"}
_OUTCOMES: Final = {"quality": "score", "csat": "customer satisfaction"}
_COUNTS: Final = {"quality": "scores", "csat": "ratings"}


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation over `agents` people; None where there is none to tell. of: days, since. against:
    quality, csat."""

    of: str
    against: str
    agents: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def sentence(self) -> str:
        """What it says, in one English sentence."""
        return correlation_reason(self)


def training_correlations(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Correlation]:
    """The four correlations of the period's agents; `since` is of those who trained at all."""
    start, end = period.bounds()
    sql = (resources.files("insights") / "sql" / "training_days.sql").read_text(encoding="utf-8")
    found = connection.execute(
        sql, {"period_from": start, "period_to": end, "last_day": period.end}
    ).fetchnumpy()
    columns = {
        name: np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
        for name, column in found.items()
        if name != "person"
    }
    return [
        correlation(
            of, against, columns[of], np.where(columns[count] >= FEWEST_VALUES, columns[against], np.nan)
        )
        for against, count in _COUNTS.items()
        for of in _TRAINED
    ]


def correlation(of: str, against: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> Correlation:
    """Of two columns (n agents, NaN: not known), where enough agents have both and neither is the same for all."""
    both = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[both], y[both]
    count = len(x)
    if count < FEWEST_AGENTS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(of, against, count, None, None, None)
    value = float(np.clip(spearmanr(x, y).statistic, -1, 1))
    held = float(np.clip(value, -1 + 1e-9, 1 - 1e-9))
    half = float(norm.isf(0.025)) * ((1 + held**2 / 2) / (count - 3)) ** 0.5
    low, high = (float(np.tanh(np.arctanh(held) + side * half)) for side in (-1, 1))
    return Correlation(of, against, count, *(round(v, _DIGITS) for v in (value, low, high)))


def correlation_reason(found: Correlation) -> str:
    """One English sentence.

    >>> correlation_reason(Correlation("days", "quality", 62, 0.31, 0.05, 0.53))
    'Of 62 agents, those with more training days had higher scores: rank correlation 0.31 (95 % interval 0.05 to 0.53).'
    >>> correlation_reason(Correlation("since", "csat", 4, None, None, None))
    'Days since the last training and customer satisfaction: 4 agents have both, 10 are needed.'
    """
    of, against = _TRAINED[found.of], _OUTCOMES[found.against]
    if found.value is None or found.low is None or found.high is None:
        lead = f"{of.capitalize()} and {against}:"
        if found.agents < FEWEST_AGENTS:
            have = "agent has" if found.agents == 1 else "agents have"
            return f"{lead} {found.agents or 'no'} {have} both, {FEWEST_AGENTS} are needed."
        return f"{lead} one of them is the same for all {found.agents} agents."
    figures = f"rank correlation {found.value:.2f} (95 % interval {found.low:.2f} to {found.high:.2f})"
    if found.low <= 0 <= found.high:
        return f"Of {found.agents} agents, {of} and {against} show no clear connection: {figures}."
    outcome = "scores" if found.against == "quality" else against
    tendency = "higher" if found.value > 0 else "lower"
    return f"Of {found.agents} agents, those with more {of} had {tendency} {outcome}: {figures}."
