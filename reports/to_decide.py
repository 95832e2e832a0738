"""What people should decide tonight: conversations, the most pressing first, each with its open questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from insights.saying import message
from reports.context import ReportContext
from reports.figures import run

PRESSING: Final = {
    1: message("a critical question failed"),
    2: message("a critical question is unsure, the score is provisional"),
    3: message("an example behind a flag"),
    4: message("an unsure answer"),
}


@dataclass(frozen=True)
class ToDecide:
    """shown: the conversations of the report, each with its points. total, by_reason: of all; rest: not shown."""

    shown: list[dict[str, Any]]
    by_reason: dict[str, int]
    rest_by_reason: dict[str, int]

    @property
    def total(self) -> int:
        """The number of conversations with something to decide."""
        return sum(self.by_reason.values())

    @property
    def rest(self) -> int:
        """The number of those that are not shown."""
        return sum(self.rest_by_reason.values())


def to_decide(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> ToDecide:
    """The conversations of the period with an open question; those after the limit are only counted."""
    start, end = context.period.bounds()
    found = run(connection, "to_decide", {"period_from": start, "period_to": end})
    limit = context.limits.to_decide
    return ToDecide(found[:limit], _by_reason(found), _by_reason(found[limit:]))


def _by_reason(found: list[dict[str, Any]]) -> dict[str, int]:
    counted = Counter(row["pressing"] for row in found)
    return {PRESSING[pressing]: counted[pressing] for pressing in PRESSING if counted[pressing]}
