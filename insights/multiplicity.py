"""Many agents times many questions: how sure a flag is once all that was looked at is counted.

Two steps. Agents are selected by an overall test each (Simes over their questions) with Benjamini–Hochberg over the
agents; within the selected, Benjamini–Hochberg over the questions at a level that pays for the selection
(Y. Benjamini and M. Bogomolov, JRSS B 76 (2014), 297–318). Both steps together give each cell one q-value: the lowest
level of false discoveries at which it would be found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

Floats = NDArray[np.float64]


def q_values(p: Floats) -> Floats:
    """q-values (agents × questions) of p-values of that shape; NaN where nothing was tested, and so in the result.

    >>> q_values(np.array([[0.001, 0.5], [0.4, np.nan]])).round(3).tolist()
    [[0.004, 0.5], [0.4, nan]]
    """
    within = np.full(p.shape, np.nan)
    order = np.argsort(p, axis=1)  # what was not tested comes last
    tested = np.sum(~np.isnan(p), axis=1)
    for count in np.unique(tested[tested > 0]):
        rows = np.flatnonzero(tested == count)[:, None]
        first = order[rows[:, 0], :count]
        within[rows, first] = false_discovery_control(p[rows, first], axis=1)
    agents = np.sort(np.nanmin(within, axis=1, initial=np.inf, where=~np.isnan(within)))
    agents = agents[np.isfinite(agents)]
    found = np.full(p.shape, np.nan)
    if len(agents):
        held = ~np.isnan(within)
        found[held] = _after_selection(within[held], agents)
    return found


def _after_selection(within: Floats, agents: Floats) -> Floats:
    """The lowest level at which Benjamini–Hochberg over `agents` (sorted) leaves `within` at or below its level."""
    count = len(agents)
    ranks = np.searchsorted(agents, agents, side="right")
    at_agents = count * agents / ranks
    from_here = np.append(np.minimum.accumulate(at_agents[::-1])[::-1], np.inf)
    rank = np.searchsorted(agents, within, side="right")
    alone = count * within / np.maximum(rank, 1)
    later = from_here[np.searchsorted(agents, within, side="left")]
    lowest: Floats = np.minimum(np.minimum(alone, later), 1.0)
    return lowest
