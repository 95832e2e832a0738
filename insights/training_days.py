"""Training days beside quality and customer satisfaction, over agents: a correlation with its interval, and no cause.

Interval: Fisher's z with the standard error of Bonett and Wright, Psychometrika 65 (2000) 23–28.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, spearmanr

from insights.periods import Period
from insights.saying import ENGLISH, Say, message

FEWEST_AGENTS: Final = 10
FEWEST_VALUES: Final = 5
"""Scores, or ratings, that an agent's mean needs."""
_DIGITS: Final = 6
_TRAINED: Final = {"days": message("training days"), "since": message("days since the last training")}
_OUTCOMES: Final = {"quality": message("score"), "csat": message("customer satisfaction")}
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


def correlation_reason(found: Correlation, say: Say = ENGLISH) -> str:
    """One sentence.

    >>> correlation_reason(Correlation("days", "quality", 62, 0.31, 0.05, 0.53))
    'Of 62 agents, those with more training days had higher scores: rank correlation 0.31 (95 % interval 0.05 to 0.53).'
    >>> correlation_reason(Correlation("since", "csat", 4, None, None, None))
    'Days since the last training and customer satisfaction: 4 agents have both, 10 are needed.'
    """
    of, against = say(_TRAINED[found.of]), say(_OUTCOMES[found.against])
    told: dict[str, Any] = {"of": of, "against": against, "n": found.agents, "needed": FEWEST_AGENTS}
    told["both"] = say("{of} and {against}", of=of[:1].upper() + of[1:], against=against)
    if found.agents < FEWEST_AGENTS and not found.agents:
        return say("{both}: no agents have both, {needed} are needed.", **told)
    if found.agents < FEWEST_AGENTS:
        return say.plural(
            "{both}: {n} agent has both, {needed} are needed.",
            "{both}: {n} agents have both, {needed} are needed.",
            found.agents,
            **told,
        )
    if found.value is None or found.low is None or found.high is None:
        return say("{both}: one of them is the same for all {n} agents.", **told)
    told["figure"] = say(
        "rank correlation {value:.2f} (95 % interval {low:.2f} to {high:.2f})",
        value=found.value,
        low=found.low,
        high=found.high,
    )
    if found.low <= 0 <= found.high:
        return say("Of {n} agents, {of} and {against} show no clear connection: {figure}.", **told)
    if found.against == "quality":
        told["against"] = say("scores")
    if found.value > 0:
        return say("Of {n} agents, those with more {of} had higher {against}: {figure}.", **told)
    return say("Of {n} agents, those with more {of} had lower {against}: {figure}.", **told)
