"""What the sheets of the workbook are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from reports.context import ReportContext
from reports.figures import Figures
from reports.findings import People


@dataclass(frozen=True)
class Told:
    """What sheets are made from: the published tables, and what several sheets need, read once."""

    connection: duckdb.DuckDBPyConnection
    context: ReportContext
    figures: Figures
    flags: Sequence[dict[str, Any]]
    who: People

    def asked(self, row: Mapping[str, Any]) -> str:
        """The wording of the question of a flag or an answer."""
        return self.context.asked(row["definition"], row["question"])
