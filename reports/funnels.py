"""Funnel plots: agents' differences from what their work explains, against how many answers they rest on.

Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005),
1185–1202: limits widened by the additive random effect τ². The limits are drawn at the question's mean, flags are
decided agent by agent and count how many comparisons were made: a dot outside need not be flagged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from markupsafe import Markup
from scipy.stats import norm

from insights.assessment import AGENTS_FOR_IT, USUAL_SPREAD
from insights.dispersion import additive_variance, dispersion, kept_by_winsorising, winsorised
from insights.flags import ABOVE, AS_EXPECTED, BELOW
from reports import charts
from reports.material import Material

FEWEST: Final = 5
"""Agents compared on a question, for a plot: of fewer, the table says more."""
MOST: Final = 12
_LEVELS: Final = (0.95, 0.998)
_EDGE: Final = 0.25


@dataclass(frozen=True)
class Funnel:
    """A plot of a question, and its numbers: how many agents, and those that are flagged (name, row of flags)."""

    asked: str
    agents: int
    flagged: list[tuple[str, dict[str, Any]]]
    chart: Markup


def funnels(material: Material) -> tuple[list[Funnel], int]:
    """The plots, those with flagged agents first, and how many questions are left out for being too many."""
    by_question: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for flag in material.flags:
        compared = flag["state"] in (BELOW, ABOVE, AS_EXPECTED) and flag["expected"] is not None
        if flag["kind"] == "agent" and compared:
            by_question.setdefault((flag["question"], flag["definition"]), []).append(flag)
    found = [
        (sum(f["state"] != AS_EXPECTED for f in rows), key, rows)
        for key, rows in by_question.items()
        if len(rows) >= FEWEST
    ]
    found.sort(key=lambda item: (-item[0], item[1]))
    return [_funnel(material, n, rows) for n, (*_, rows) in enumerate(found[:MOST])], max(
        0, len(found) - MOST
    )


def _funnel(material: Material, number: int, rows: Sequence[dict[str, Any]]) -> Funnel:
    asked = rows[0]["asked"]
    ordered = sorted(
        rows, key=lambda row: (row["state"] != AS_EXPECTED, row["n"], row["observed"], row["subject"])
    )
    flagged = [(material.who.name(row["subject"]), row) for row in ordered if row["state"] != AS_EXPECTED]
    dots = [
        (row["n"], 100 * (row["observed"] - row["expected"]), material.who.name(row["subject"]) if row["state"] != AS_EXPECTED else "")
        for row in ordered
    ]  # fmt: skip
    sizes = np.geomspace(min(row["n"] for row in rows), max(row["n"] for row in rows) * 1.05 + 1, 60)
    drawn = charts.funnel_chart(
        f"funnel-{number}", asked, dots, sizes.tolist(), limits(rows, sizes), material.context.say
    )
    return Funnel(asked, len(rows), flagged, Markup(drawn))  # our own markup: texts in it are escaped


def limits(rows: Sequence[Mapping[str, Any]], sizes: Any) -> list[tuple[list[float], list[float]]]:
    """For each level (95 and 99.8 %) the lower and upper limit, in points, of a difference on so many answers."""
    n = np.array([row["n"] for row in rows], dtype=float)
    expected = np.array([row["expected"] for row in rows])
    mean = float(np.clip(np.average(expected, weights=n), 0.01, 0.99))
    total = np.array([row["observed"] for row in rows]) * n
    z = (_transformed(total, n) - _transformed(expected * n, n)) * np.sqrt(n)
    lean = AGENTS_FOR_IT / (AGENTS_FOR_IT + len(n))
    phi = dispersion(winsorised(z)) / kept_by_winsorising()
    usual = (1 - lean) * additive_variance(phi, 1 / np.sqrt(n)) + lean * USUAL_SPREAD**2 / 0.25
    deviation = np.sqrt(mean * (1 - mean) * (1 / np.asarray(sizes) + usual))
    found = []
    for level in _LEVELS:
        half = float(norm.isf((1 - level) / 2)) * deviation
        found.append(((-100 * np.minimum(half, mean)).tolist(), (100 * np.minimum(half, 1 - mean)).tolist()))
    return found


def _transformed(total: Any, size: Any) -> Any:
    return 2 * np.arcsin(np.sqrt((total + _EDGE) / (size + 2 * _EDGE)))
