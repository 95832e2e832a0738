"""Volumes of topics by week, how their shares changed, and the phrases that drive the growth."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np

from insights.growth import GROWING, NEW, STEADY, Floats, growth
from insights.openings import Opening
from insights.periods import Period, previous
from insights.phrases import distinctive
from insights.saying import ENGLISH, Say

BETWEEN: Final = " · "


@dataclass(frozen=True)
class Volumes:
    """Conversations of topics by week, float64 [topics, weeks], and of all among which they are counted."""

    topics: tuple[str, ...]
    now: Floats
    before: Floats
    all_now: Floats
    all_before: Floats

    def __add__(self, other: Volumes) -> Volumes:
        """Both, one after the other; they are of the same weeks."""
        names = ("now", "before", "all_now", "all_before")
        joined = [np.concatenate([getattr(self, name), getattr(other, name)]) for name in names]
        return Volumes(self.topics + other.topics, *joined)


def taxonomy_volumes(connection: duckdb.DuckDBPyConnection, period: Period) -> Volumes:
    """The taxonomy's topics, among all conversations with one, of every language."""
    times = {
        "previous_from": previous(period).bounds()[0], "period_from": period.bounds()[0], "period_to": period.bounds()[1],
    }  # fmt: skip
    sql = (resources.files("insights") / "sql" / "topic_weeks.sql").read_text(encoding="utf-8")
    rows = connection.execute(sql, times).fetchall()
    topics = tuple(sorted({row[0] for row in rows}))
    place = {topic: number for number, topic in enumerate(topics)}
    counts = np.zeros((2, len(topics), weeks_of(period)))
    for topic, is_now, week, number in rows:
        counts[int(not is_now), place[topic], week] += number
    now, before = counts
    return Volumes(topics, now, before, *(np.broadcast_to(part.sum(axis=0), part.shape) for part in counts))


def opening_volumes(groups: dict[str, Sequence[Opening]], told: Sequence[Opening], period: Period) -> Volumes:
    """Found topics, each among all openings of its language."""
    languages = {
        language: _weeks([o for o in told if o.language == language], period)
        for language in {o.language for o in told}
    }
    own = [_weeks(members, period) for members in groups.values()]
    among = [languages[members[0].language] for members in groups.values()]
    parts = np.array([own, among], dtype=np.float64).reshape(2, len(groups), 2, weeks_of(period))
    return Volumes(tuple(groups), parts[0, :, 0], parts[0, :, 1], parts[1, :, 0], parts[1, :, 1])


def weeks_of(period: Period) -> int:
    """How many weeks a period has, a last shorter one counted."""
    return math.ceil(period.days / 7)


def _weeks(told: Sequence[Opening], period: Period) -> Floats:
    """Openings by period (now, before) and week, float64 [2, weeks]."""
    counts = np.zeros((2, weeks_of(period)))
    for opening in told:
        counts[int(not opening.is_now), opening.week] += 1
    return counts


def trends(volumes: Volumes) -> list[dict[str, Any]]:
    """The columns of `found_topics` and `topic_trends` that tell of volume and growth, one entry a topic."""
    grown = growth(volumes.now, volumes.before, volumes.all_now, volumes.all_before)
    return [
        {
            "size": int(volumes.now[n].sum()), "previous_size": int(volumes.before[n].sum()),
            "compared_with": int(volumes.all_now[n].sum()), "previous_compared_with": int(volumes.all_before[n].sum()),
            "growth": _finite(grown.ratio[n]), "low": _finite(grown.low[n]), "high": _finite(grown.high[n]),
            "dispersion": _finite(grown.dispersion[n]), "p": _finite(grown.p[n]), "q": _finite(grown.q[n]),
            "state": grown.state[n],
        }
        for n in range(len(volumes.topics))
    ]  # fmt: skip


def _finite(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None


def driven_by(
    state: str, members: Sequence[Opening], told: Sequence[Opening], never: re.Pattern[str] | None
) -> str:
    """Phrases of a new or growing topic's period that stand out from its own before; of a new one, from all openings."""
    if state not in (NEW, GROWING):
        return ""
    now = [opening for opening in members if opening.is_now]
    background = told if len(now) == len(members) else members
    return BETWEEN.join(distinctive({0: now}, background, never)[0])


def reason_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence: a topic's share now and before, and how sure the change is; `row` has the columns of trends.

    >>> row = {"size": 34, "previous_size": 12, "compared_with": 1000, "previous_compared_with": 1100, "growth": 3.117,
    ...        "low": 1.61, "high": 6.3, "state": "growing"}
    >>> reason_of(row)
    '34 of 1,000 conversations (3.4 %), 12 of 1,100 (1.1 %) in the period before: 3.1 times the share (95 % interval 1.6–6.3).'
    """
    size, whole = row["size"], row["compared_with"]
    now = say("{size:,} of {whole:,} conversations", size=size, whole=whole)
    if whole:
        share = 100 * size / whole
        now = say("{size:,} of {whole:,} conversations ({share:.1f} %)", size=size, whole=whole, share=share)
    size, whole = row["previous_size"], row["previous_compared_with"]
    if not whole:
        return say("{now}; nothing to compare with in the period before.", now=now)
    then = say("{size:,} of {whole:,} ({share:.1f} %)", size=size, whole=whole, share=100 * size / whole)
    told = {"now": now, "then": then} | {name: row[name] for name in ("growth", "low", "high")}
    if row["growth"] is None and row["state"] == NEW:
        return say(
            "{now}, {then} in the period before: it was not there, at least {low:.1f} times the share.",
            **told,
        )
    if row["growth"] is None:
        return say("{now}, {then} in the period before: no clear change.", **told)
    if row["high"] is None:
        return say(
            "{now}, {then} in the period before: {growth:.1f} times the share (95 % interval from {low:.1f}).",
            **told,
        )
    if row["state"] == STEADY:
        return say(
            "{now}, {then} in the period before: no clear change, {growth:.1f} times the share "
            "(95 % interval {low:.1f}–{high:.1f}).",
            **told,
        )
    return say(
        "{now}, {then} in the period before: {growth:.1f} times the share (95 % interval {low:.1f}–{high:.1f}).",
        **told,
    )
