"""How far each source has come: the newest conversation and file that were taken in. Derived, so never out of step.

Nothing is skipped by these: a file is known by its bytes alone (data/known_files.py), so that a late one is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb

MOST_SOURCES: Final = 20


@dataclass(frozen=True, slots=True)
class Watermark:
    """A source and the format of its files. Moments are UTC, None where nothing says when."""

    source: str
    format: str
    newest_conversation: datetime | None
    newest_file: datetime | None


def watermarks(connection: duckdb.DuckDBPyConnection) -> list[Watermark]:
    """One of each source and format that brought a conversation, in the order of their names.

    The sources of a format that has very many (each communication of Genesys is one) are told as one.
    """
    return [Watermark(*row) for row in connection.execute(_WATERMARKS, [MOST_SOURCES]).fetchall()]


_WATERMARKS = """
WITH taken AS (
    SELECT c.source, coalesce(b.format, 'unknown') AS format, max(c.started_at) AS started_at, max(b.file_time) AS file_time
    FROM conversations c JOIN batches b USING (batch_id) GROUP BY ALL
),
named AS (
    SELECT *, count(*) OVER (PARTITION BY format) AS sources FROM taken
)
SELECT CASE WHEN sources > $1 THEN sources || ' sources' ELSE source END AS name, format, max(started_at), max(file_time)
FROM named GROUP BY name, format ORDER BY name, format
"""


def passed_over(connection: duckdb.DuckDBPyConnection) -> int:
    """How many conversations `run --since` passed over, and no run has taken in since: the last word on each file."""
    row = connection.execute(_PASSED_OVER).fetchone()
    return int(row[0]) if row else 0


_PASSED_OVER = """
SELECT coalesce(sum(before_since), 0)
FROM (FROM batches QUALIFY row_number() OVER (PARTITION BY file_hash ORDER BY read_at DESC) = 1)
"""
