"""What the stops of the night share: chunks, what is still to be made, what was made, and rows read back.

A stop looks for current conversations that it has not been made for by its version (table `made`), makes them in
chunks, and puts rows and marks in place in one transaction: killed anywhere and started again, it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.stored import StoredConversation, load_conversations
from data.warehouse import insert, replace_rows, table_schema, transaction
from qa_rules.faults import OURS
from qa_rules.observe import Languages, Signal, Verdict

CHUNK: Final = 500
Progress = Callable[[str, int, int], None]
MADE: Final = table_schema(
    stop=pa.string(),
    conversation_key=pa.string(),
    version=pa.string(),
)


def pending_keys(connection: duckdb.DuckDBPyConnection, versions: pa.Table, stop: str) -> list[str]:
    """The keys of a table (conversation_key, version) that the stop was not made for by that version.

    Never those whose text was deleted: what was judged of them stays.
    """
    connection.register("versions", versions)
    try:
        found = connection.execute(
            "SELECT v.conversation_key FROM versions v ANTI JOIN (SELECT * FROM made WHERE stop = ?) m "
            "USING (conversation_key, version) ANTI JOIN (SELECT * FROM conversations WHERE starts_with(not_scored, ?) OR text_deleted_on IS NOT NULL) a "
            "USING (conversation_key) ORDER BY 1",
            [stop, OURS],
        ).fetchall()
    finally:
        connection.unregister("versions")
    return [row[0] for row in found]


def current_pending_keys(connection: duckdb.DuckDBPyConnection, stop: str, version: str) -> list[str]:
    """The keys of current conversations with their text that the stop was not made for by this version."""
    found = connection.execute(
        "SELECT c.conversation_key FROM conversations c ANTI JOIN "
        "(SELECT * FROM made WHERE stop = ? AND version = ?) m USING (conversation_key) "
        "WHERE c.is_current AND c.text_deleted_on IS NULL AND NOT coalesce(starts_with(c.not_scored, ?), false) ORDER BY 1",
        [stop, version, OURS],
    ).fetchall()
    return [row[0] for row in found]


def pending_conversations(
    connection: duckdb.DuckDBPyConnection,
    stop: str,
    version: str,
    progress: Progress,
    *,
    as_given: bool = False,
) -> Iterator[list[StoredConversation]]:
    """Current conversations that the stop was not made for by this version, in chunks.

    as_given: with the roles that were read, not those that are judged. progress is called with the stop, how many are done and how many there are, after each chunk.
    """
    keys = current_pending_keys(connection, stop, version)
    for start in range(0, len(keys), CHUNK):
        yield load_conversations(connection, keys[start : start + CHUNK], as_given=as_given)
        progress(stop, min(start + CHUNK, len(keys)), len(keys))


def put_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, version: str, keys: list[str]
) -> None:
    """Rows of a stop that has the name of its table, in the place of the older ones."""
    with transaction(connection):
        delete_rows(connection, table, keys)
        insert(connection, table, rows)
        mark(connection, table, version, keys)


def mark(connection: duckdb.DuckDBPyConnection, stop: str, version: str, keys: Sequence[str]) -> None:
    """Remembers that the stop was made for these conversations by this version."""
    mark_each(connection, stop, [(key, version) for key in keys])


def mark_each(connection: duckdb.DuckDBPyConnection, stop: str, versions: list[tuple[str, str]]) -> None:
    """Remembers by which version the stop was made for each conversation."""
    rows = [{"stop": stop, "conversation_key": key, "version": version} for key, version in versions]
    marks = pa.Table.from_pylist(rows, MADE)
    replace_rows(connection, "made", marks, ("stop", "conversation_key"))


def delete_rows(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str], detector: str | None = None
) -> None:
    """Removes the rows of these conversations from a table of ours; those of one detector where it is named."""
    connection.register("gone", pa.table({"conversation_key": pa.array(keys, pa.string())}))
    try:
        sql = f'DELETE FROM "{table}" WHERE conversation_key IN (SELECT conversation_key FROM gone)'  # noqa: S608
        if detector is None:
            connection.execute(sql)
        else:
            connection.execute(sql + " AND detector = ?", [detector])
    finally:
        connection.unregister("gone")


_MADE_TABLES: Final = (
    "verdicts", "signals", "failures", "topics", "outcomes", "deescalations", "steps", "answers", "scores", "made",
)  # fmt: skip


def set_aside(connection: duckdb.DuckDBPyConnection, failed: Mapping[str, str]) -> None:
    """Conversations over which a stop failed (key -> reason): not scored, without results, and left out from here on."""
    if not failed:
        return
    keys = list(failed)
    with transaction(connection):
        for table in _MADE_TABLES:
            delete_rows(connection, table, keys)
        for key, reason in failed.items():
            connection.execute(
                "UPDATE conversations SET not_scored = ? WHERE conversation_key = ?", [reason, key]
            )


def take_up_again(connection: duckdb.DuckDBPyConnection) -> None:
    """Conversations that were set aside are tried anew, once a night: what failed may be mended."""
    connection.execute(
        "UPDATE conversations SET not_scored = NULL WHERE starts_with(not_scored, ?) AND text_deleted_on IS NULL",
        [OURS],
    )


def count_set_aside(connection: duckdb.DuckDBPyConnection) -> int:
    """How many current conversations are not scored because a stop failed over them."""
    row = connection.execute(
        "SELECT count(*) FROM conversations WHERE is_current AND starts_with(not_scored, ?)", [OURS]
    ).fetchone()
    return int(row[0]) if row else 0


def rows_for(connection: duckdb.DuckDBPyConnection, sql: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a query that joins `wanted` (conversation_key)."""
    connection.register("wanted", pa.table({"conversation_key": pa.array(keys, pa.string())}))
    try:
        found: list[dict[str, Any]] = connection.execute(sql).to_arrow_table().to_pylist()
        return found
    finally:
        connection.unregister("wanted")


def load_signals(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[str, list[Signal]]:
    """The stored signals of these conversations, in order of turn and place."""
    sql = "SELECT s.* FROM signals s JOIN wanted w USING (conversation_key) ORDER BY ALL"
    found: dict[str, list[Signal]] = {}
    for r in rows_for(connection, sql, keys):
        found.setdefault(r["conversation_key"], []).append(
            Signal(
                r["turn"],
                r["name"],
                r["level"],
                r["probability"],
                r["span_start"],
                r["span_end"],
                r["detector"],
                r["version"],
            )
        )
    return found


def load_verdicts(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[str, list[Verdict]]:
    """The stored verdicts of these conversations, in order of turn and name."""
    sql = "SELECT v.* FROM verdicts v JOIN wanted w USING (conversation_key) ORDER BY ALL"
    found: dict[str, list[Verdict]] = {}
    for r in rows_for(connection, sql, keys):
        verdict = Verdict(r["turn"], r["name"], r["level"], r["probability"], r["detector"], r["version"])
        found.setdefault(r["conversation_key"], []).append(verdict)
    return found


def languages_in(item: StoredConversation) -> Languages:
    """The languages of a stored conversation as the judging functions take them."""
    return Languages(
        item.language or "",
        tuple(x or "" for x in item.turn_languages),
        item.turn_not_scored,
        item.not_scored,
    )
