"""Conversations that do not say when they began: the time of their file stands in, beside `started_at`, never in it.

It decides the period that a conversation counts in, and nothing else: not which period is reported, as long as others say
when they began, no due date, no order of contacts, no age of a
text. It is no part of a conversation's content, so that a copy of a file brings nothing new.
"""

from __future__ import annotations

from typing import Final

import duckdb

from data.contracts import EARLIEST

DATED: Final = "coalesce(started_at, file_time)"


def date_by_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Keeps the time of the first file that brought them for conversations without a start.

    Files in an object store have no time here, and one from before 1990 is none.
    """
    connection.execute(_DATE_BY_FILE, [EARLIEST])


_DATE_BY_FILE = """
UPDATE conversations c SET file_time = f.file_time
FROM (
    SELECT k.source, k.conversation_id, min(b.file_time) AS file_time
    FROM conversations k JOIN batches b USING (batch_id) WHERE b.file_time >= $1 GROUP BY ALL
) f
WHERE f.source = c.source AND f.conversation_id = c.conversation_id AND c.started_at IS NULL AND c.file_time IS NULL
"""
