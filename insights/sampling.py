"""The random sample of answers that people review: so many of each agent and language, by the hash of seed and id.

Only what was drawn at random gives unbiased error rates; the probability of every draw is kept, so that agents with few
answers do not count for more than they are. Hashes stay, so an export of tomorrow goes on with the sample of today
(permanent random numbers; Ohlsson 1995, Coordination of samples).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from importlib import resources

import duckdb
import pyarrow as pa

from insights.periods import Period


def draw(connection: duckdb.DuckDBPyConnection, period: Period, sample: int, seed: int) -> pa.Table:
    """The sample of a period: `sample` answers of each person and language, or all where there are fewer.

    Columns answer_id, seed, conversation_key, agent_id, question, definition, probability. Answers that were reviewed
    already count among them. Needs the macro of `data.reviews.name_answers`; leaves the table `review_frame`.
    """
    reviewable(connection, *period.bounds())
    return connection.execute(_sql("review_draw"), {"sample": sample, "seed": seed}).to_arrow_table()


def reviewable(connection: duckdb.DuckDBPyConnection, start: datetime, end: datetime) -> None:
    """Makes the table `review_frame`: the answers of conversations from start on, before end, that people can review."""
    connection.execute(_sql("review_frame"), {"period_from": start, "period_to": end})


def remember(
    connection: duckdb.DuckDBPyConnection,
    drawn: pa.Table,
    doubtful: Collection[str],
    period: Period,
    now: datetime,
) -> None:
    """Keeps a sample in `review_draws`, inside the caller's transaction. doubtful: ids of the list to decide."""
    also = pa.array([name in doubtful for name in drawn["answer_id"].to_pylist()], pa.bool_())
    connection.register("review_drawn", drawn.append_column("to_decide", also))
    try:
        connection.execute(_sql("review_remember"), {"period_from": period.start, "now": now})
    finally:
        connection.unregister("review_drawn")


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
