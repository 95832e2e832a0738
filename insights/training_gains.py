"""What similar training gained before: the share of the shortfall that it closed, by skill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import duckdb

PRIOR_SHARE: Final = 0.5
"""What is taken of a skill that nobody has measured: half of the shortfall."""
PRIOR_PEOPLE: Final = 8
"""How many trained people count as much as the prior."""


def gained_before(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Skill -> share from 0 to 1 of every skill with a measured effect; none where nothing was measured yet."""
    rows = connection.execute(_EFFECTS).fetchall()
    return {skill: share_closed(people, closed) for skill, people, closed in rows}


def share_closed(people: int, closed: float) -> float:
    """The share of the shortfall that training closes: the mean of the trained, drawn towards PRIOR_SHARE.

    closed: Σ over the trained of effect / shortfall. Training that made it worse counts against the prior, down to 0.

    >>> share_closed(0, 0.0), share_closed(8, 8.0), share_closed(8, -20.0)
    (0.5, 0.75, 0.0)
    """
    share = (PRIOR_SHARE * PRIOR_PEOPLE + closed) / (PRIOR_PEOPLE + people)
    return round(min(max(share, 0.0), 1.0), 6)


def share_of(skill: str, gains: Mapping[str, float]) -> float:
    """The share that training of a skill is taken to close."""
    return gains.get(skill, PRIOR_SHARE)


_EFFECTS: Final = """
SELECT skill, sum(people)::INTEGER, sum((people * effect / shortfall)::DECIMAL(18, 6))::DOUBLE
FROM training_effects
WHERE effect IS NOT NULL AND shortfall > 0 AND people > 0
GROUP BY skill
ORDER BY skill
"""
