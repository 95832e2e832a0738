"""Training plans, first version: who trains on what, most useful first, with examples of the gap and of how it is done.

Rests on the flags alone: who is `below` is planned; nobody is whose sample does not allow a comparison.
"""

from __future__ import annotations

from importlib import resources
from typing import Final

import duckdb

from data.warehouse import transaction
from insights.periods import Period

GROUP_SIZE: Final = 8
EXAMPLES: Final = 5


def make_plans(connection: duckdb.DuckDBPyConnection, period: Period) -> int:
    """Recomputes the table `plans` from the period's flags, in one transaction; returns its number of rows.

    One row a question with agents below, of at most GROUP_SIZE agents: more make a further row. And one row a
    question and topic that fell below its period before, for everyone who takes the topic (agents is empty).
    priority = Σ (expected − observed) × n: the answers that would be won by closing the gap.
    """
    sql = (resources.files("insights") / "sql" / "plans.sql").read_text(encoding="utf-8")
    with transaction(connection):
        connection.execute("DELETE FROM plans")
        connection.execute(
            sql,
            {
                "period_from": period.start,
                "period_to": period.end,
                "group_size": GROUP_SIZE,
                "examples": EXAMPLES,
            },
        )
        row = connection.execute("SELECT count(*) FROM plans").fetchone()
    return int(row[0]) if row else 0
