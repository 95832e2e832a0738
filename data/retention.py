"""Text is deleted when its time is over, or with its customer; scores, answers and the places of quotes stay.

Quotes are spans of `turns.text` and are stored nowhere else, so the columns below are all that holds words. What was
deleted says so: `conversations.text_deleted_on`, and the reasons of its answers and steps.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.warehouse import transaction

RETENTION, FORGOTTEN = "retention", "forgotten"
LEAP: Final = timedelta(days=31)  # a clock that is so much ahead of the step before it may be wrong
UNTIL_BELIEVED: Final = timedelta(days=7)
# Every column that may hold what somebody said or wrote, or what a file gave as an id. test_retention.py holds the
# schema against this list: a new text column must be named here, or there as one that holds none.
WORDS: Final = {
    "turns": ("text",),
    "conversations": ("metadata", "conversation_id", "declared_topic", "queue"),
    "surveys": ("comment", "conversation_id"),
    "reviews": ("reason",),
    "quarantine": ("excerpt", "reason", "place", "file", "source_path", "conversation_id"),
    "quarantine_cleared": ("reason", "place", "file", "conversation_id", "how"),
    "batches": ("file",),
    "found_topics": ("name", "phrases", "driven_by"),  # of five customers or more, until one of them leaves
    "topic_trends": ("driven_by",),
}


@dataclass(frozen=True, slots=True)
class Expired:
    """What a night deleted: how many conversations, survey comments and quarantined excerpts lost their words."""

    conversations: int
    comments: int
    excerpts: int

    def __bool__(self) -> bool:
        return bool(self.conversations or self.comments or self.excerpts)


def believed_now(connection: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    """The moment that text is deleted by: what is deleted for a wrong clock is gone for good.

    Where the clock leapt ahead of the newest step of a run, that step's time, until the clock has stayed there for
    some days and somebody had time to see it; else now.
    """
    row = connection.execute(_LEAPT, [now, LEAP, now - UNTIL_BELIEVED]).fetchone()
    return datetime.fromtimestamp(row[0], UTC) if row and row[0] is not None else now


def expire(connection: duckdb.DuckDBPyConnection, before: datetime, day: date) -> Expired:
    """Deletes the words of conversations that started before this moment, in one transaction.

    A conversation without a start counts from when it was read, as quarantined records do; a comment from when it
    was written. day: written down as the day of the deletion.
    """
    with transaction(connection):
        connection.execute(_EXPIRING, [before])
        found = connection.execute("SELECT conversation_key FROM words_leaving").fetchall()
        comments, excerpts = delete_words(connection, RETENTION, day)
        comments += changed(
            connection,
            "UPDATE surveys SET comment = NULL WHERE comment IS NOT NULL AND answered_at < $before",
            before=before,
        )
        read_before = "batch_id IN (SELECT batch_id FROM batches WHERE read_at < $before)"
        connection.execute(EMPTY_CLEARED + read_before, {"before": before})
        excerpts += empty_quarantine(connection, read_before, day, before=before)
        done = Expired(len(found), comments, excerpts)
        if done:
            write_audit(connection, RETENTION, None, asdict(done))
    return done


def delete_words(connection: duckdb.DuckDBPyConnection, why: str, day: date) -> tuple[int, int]:
    """Deletes the words of the conversations in the temporary table `words_leaving`, inside the caller's transaction.

    Returns how many survey comments and quarantined excerpts went with them.
    """
    note = f" (its text was deleted on {day})"
    for table in ("answers", "steps"):
        sql = f"UPDATE {table} SET reason = reason || ? WHERE conversation_key IN ({_STILL_THERE})"  # noqa: S608
        connection.execute(sql, [note])
    for sql in _UPDATES:
        connection.execute(sql)
    connection.execute(_NO_LONGER_AT_RISK)
    connection.execute(_MARK, [day, why])
    ids = "conversation_id IN (SELECT conversation_id FROM conversations JOIN words_leaving USING (conversation_key))"
    comments = changed(connection, f"UPDATE surveys SET comment = NULL WHERE comment IS NOT NULL AND {ids}")  # noqa: S608
    connection.execute(EMPTY_CLEARED + ids)
    return comments, empty_quarantine(connection, ids, day)


def empty_quarantine(connection: duckdb.DuckDBPyConnection, which: str, day: date, **values: object) -> int:
    """Deletes the words of records in quarantine that a condition of ours chooses; returns how many.

    The record stays, with its place, its remedy and its reason; what a reason quotes of the file goes.
    """
    return changed(connection, _EMPTY + which, **values, day=day)


def keep_comments(connection: duckdb.DuckDBPyConnection, surveys: pa.Table, before: datetime) -> pa.Table:
    """Survey rows as they may be stored: side tables are read every night, and would bring deleted comments back.

    A forgotten customer's rows are left out; a comment that neither a day nor a conversation dates is not kept.
    """
    connection.register("incoming_surveys", surveys)
    try:
        return connection.execute(_KEPT_COMMENTS, [before]).to_arrow_table().cast(surveys.schema)
    finally:
        connection.unregister("incoming_surveys")


def write_audit(
    connection: duckdb.DuckDBPyConnection, act: str, subject: str | None, details: dict[str, Any]
) -> None:
    """A line in `audit`. details: counts and names of files, never what somebody said."""
    text = json.dumps(details, ensure_ascii=False)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", [datetime.now(UTC), act, subject, text])


def changed(connection: duckdb.DuckDBPyConnection, sql: str, **values: object) -> int:
    """Runs a statement; returns how many rows it changed."""
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else 0


_LEAPT: Final = """
WITH steps AS (SELECT started_at, lag(started_at) OVER (ORDER BY rowid) AS before FROM run_steps)
SELECT epoch(min(before)) FROM steps WHERE started_at <= $1 AND started_at - before > $2 AND started_at > $3
"""
_EXPIRING: Final = """
CREATE OR REPLACE TEMP TABLE words_leaving AS
SELECT c.conversation_key FROM conversations c LEFT JOIN batches b USING (batch_id)
WHERE c.text_deleted_on IS NULL AND coalesce(c.started_at, b.read_at) < ?
"""
_STILL_THERE: Final = "SELECT l.conversation_key FROM words_leaving l JOIN conversations c USING (conversation_key) WHERE c.text_deleted_on IS NULL"
_UPDATES: Final = (
    "UPDATE turns SET text = '' WHERE text <> '' AND conversation_key IN (SELECT conversation_key FROM words_leaving)",
    "UPDATE reviews SET reason = NULL WHERE conversation_key IN (SELECT conversation_key FROM words_leaving)",
    "UPDATE conversations SET metadata = '{}' WHERE conversation_key IN (SELECT conversation_key FROM words_leaving)",
    "UPDATE found_topics SET name = '', phrases = '', driven_by = '' WHERE found_topic IN (SELECT found_topic FROM found_topic_conversations JOIN words_leaving USING (conversation_key))",
    "UPDATE topic_trends SET driven_by = '' WHERE topic IN (SELECT topic FROM topics JOIN words_leaving USING (conversation_key))",
)
_NO_LONGER_AT_RISK: Final = """
DELETE FROM customers_at_risk
WHERE list_has_any(conversations, (SELECT coalesce(list(conversation_key), []) FROM words_leaving))
"""
_MARK: Final = """
UPDATE conversations SET text_deleted_on = coalesce(text_deleted_on, ?), text_deleted_why = ?
WHERE conversation_key IN (SELECT conversation_key FROM words_leaving)
"""
_UNQUOTED: Final = "regexp_replace(reason, '(''.*''|\".*\")', '(deleted)', 'g')"
_EMPTY: Final = f"UPDATE quarantine SET excerpt = '', text_deleted_on = $day, reason = {_UNQUOTED} WHERE text_deleted_on IS NULL AND (excerpt <> '' OR reason <> {_UNQUOTED}) AND "  # noqa: S608
EMPTY_CLEARED: Final = f"UPDATE quarantine_cleared SET reason = {_UNQUOTED} WHERE "  # noqa: S608
_KEPT_COMMENTS: Final = """
SELECT s.* REPLACE (CASE
    WHEN s.answered_at < ? OR (s.answered_at IS NULL AND s.conversation_id IS NULL) OR EXISTS (
        SELECT 1 FROM conversations c
        WHERE c.conversation_id = s.conversation_id AND c.text_deleted_on IS NOT NULL) THEN NULL
    ELSE s.comment END AS comment)
FROM incoming_surveys s
WHERE NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.hmac = s.customer_key)
"""
