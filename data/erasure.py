"""A customer who is forgotten: words deleted everywhere, the link to the person cut, and a tombstone against old files.

The tombstone is an HMAC under the workspace's key; the id itself is kept nowhere. Scores and facts stay, under a
random key that no id leads to. Quarantined records whose customer nobody knows lose their words too: they could be theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

import duckdb
import pyarrow as pa

from data.conversation import UNKNOWN_ROLE, Conversation
from data.conversation_ids import kept_id
from data.customer_ids import SHORTEST_ID, pattern_of, spellings
from data.identity import customer_key
from data.intake import Rejected
from data.quarantine import OF_FORGOTTEN, clear_of_forgotten
from data.retention import (
    EMPTY_CLEARED,
    FORGOTTEN,
    WORDS,
    changed,
    delete_words,
    empty_quarantine,
    keep_comments,
    write_audit,
)
from data.warehouse import insert, transaction

_CUSTOMER, _CONVERSATION, _CASE = "customer", "conversation", "case"
_Batch = TypeVar("_Batch")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted. subject: the customer's HMAC. words: what they said, in memory alone, to search for.

    files: the names of the files that brought them, as they were kept; where those lie nobody here touches them.
    is_known: whether anything here is of this customer, or was when they were forgotten before.
    """

    subject: str
    counts: dict[str, int]
    files: tuple[str, ...]
    words: tuple[str, ...] = field(repr=False)
    is_known: bool


def without_forgotten(
    connection: duckdb.DuckDBPyConnection,
    staged: Sequence[tuple[_Batch, Conversation | Rejected]],
    key: bytes,
) -> Sequence[tuple[_Batch, Conversation | Rejected]]:
    """What was read, with a refusal in the place of everything that belongs to a forgotten customer."""
    dead = {row[0] for row in connection.execute("SELECT hmac FROM tombstones").fetchall()}
    if not dead:
        return staged
    return [
        (batch, Rejected(item.place, OF_FORGOTTEN, "") if dead & _marks(item, key) else item)
        for batch, item in staged
    ]


def _marks(item: Conversation | Rejected, key: bytes) -> set[str]:
    """The HMACs by which an item may be refused. A record that could not be read has no source."""
    found = {customer_key(key, item.customer_id)} if item.customer_id else set()
    if isinstance(item, Conversation):
        found.add(_mark(key, _CONVERSATION, item.source, item.conversation_id))
    elif item.conversation_id:
        found.add(_mark(key, _CASE, item.conversation_id))
    return found


def _mark(key: bytes, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]


def surveys_to_keep(
    connection: duckdb.DuckDBPyConnection, surveys: pa.Table, key: bytes, before: datetime
) -> pa.Table:
    """Survey rows as they may be stored: none of forgotten customers, no comment from before this moment."""
    dead = {
        row[0] for row in connection.execute("SELECT hmac FROM tombstones WHERE kind = ?", [_CASE]).fetchall()
    }
    ids: list[str | None] = surveys["conversation_id"].to_pylist()
    kept = [not (dead and name and _mark(key, _CASE, name) in dead) for name in ids]
    return keep_comments(connection, surveys.filter(pa.array(kept, pa.bool_())), before)


def forget_customer(
    connection: duckdb.DuckDBPyConnection, key: bytes, customer_id: str, day: date
) -> Forgotten:
    """Deletes a customer's words from every table, in one transaction, with tombstones and a line in `audit`.

    Called again, it finds what was forgotten before, and what has come in since. Blocks that the database freed
    still hold the words: the caller rewrites it.
    """
    subject = customer_key(key, customer_id)
    pseudonym = secrets.token_hex(16)
    with transaction(connection):
        connection.execute(_LEAVING, [subject, subject])
        words = _words(connection, subject)
        files = tuple(row[0] for row in connection.execute(_FILES, [subject]).fetchall())
        found = connection.execute(
            "SELECT c.source, c.conversation_id, c.conversation_key FROM conversations c JOIN words_leaving USING (conversation_key)"
        ).fetchall()
        _bury(connection, key, subject, [(row[0], row[1]) for row in found], day)
        comments, excerpts = delete_words(connection, FORGOTTEN, day)
        comments += changed(
            connection,
            "UPDATE surveys SET comment = NULL WHERE comment IS NOT NULL AND customer_key = $subject",
            subject=subject,
        )
        excerpts += clear_of_forgotten(connection, subject)
        connection.execute("DELETE FROM customers_at_risk WHERE customer_key = ?", [subject])
        unknown = empty_quarantine(connection, "customer_key IS NULL", day)
        connection.execute(EMPTY_CLEARED + "true")  # nothing says whose those were
        for table in ("conversations", "surveys"):
            sql = f"UPDATE {table} SET customer_key = ? WHERE customer_key = ?"  # noqa: S608
            connection.execute(sql, [pseudonym, subject])
        _cut_named_after(connection, kept_id(key, customer_id), f"id-{pseudonym}")
        is_known = bool(found or comments or excerpts) or _was_known(connection, subject)
        counts = {
            "conversations": len({row[:2] for row in found}), "comments": comments, "quarantined": excerpts,
            "quarantined_of_unknown_customers": unknown,
            "ids_masked": _mask_id(connection, customer_id) if is_known else 0,
        }  # fmt: skip
        write_audit(connection, "forget", subject, counts)
    return Forgotten(subject, counts, files, words, is_known)


def _was_known(connection: duckdb.DuckDBPyConnection, subject: str) -> bool:
    """Whether the customer was forgotten here before: their id is then looked for again. One who never was is a word."""
    acts = connection.execute(
        "SELECT details FROM audit WHERE act = 'forget' AND subject = ?", [subject]
    ).fetchall()
    return any(json.loads(details).get(name) for (details,) in acts for name in _OF_SOMEBODY)


def _words(connection: duckdb.DuckDBPyConnection, subject: str) -> tuple[str, ...]:
    """What the customer said and wrote, as far as it is still there; their agents' words are often said to others too."""
    found = connection.execute(
        _SAID, {"customer": "customer", "unknown": UNKNOWN_ROLE, "subject": subject}
    ).fetchall()
    return tuple(row[0] for row in found)


def _bury(
    connection: duckdb.DuckDBPyConnection,
    key: bytes,
    subject: str,
    cases: Sequence[tuple[str, str]],
    day: date,
) -> None:
    rows = {(_CUSTOMER, subject)}
    rows |= {(_CONVERSATION, _mark(key, _CONVERSATION, source, name)) for source, name in cases}
    rows |= {(_CASE, _mark(key, _CASE, name)) for _, name in cases}
    known = set(connection.execute("SELECT kind, hmac FROM tombstones").fetchall())
    fresh = [{"kind": kind, "hmac": mark, "forgotten_on": day} for kind, mark in sorted(rows - known)]
    insert(connection, "tombstones", pa.Table.from_pylist(fresh))


def _cut_named_after(connection: duckdb.DuckDBPyConnection, kept: str, pseudonym: str) -> None:
    """Gives conversations another id whose own was the customer's phone number or e-mail address."""
    for table in ("conversations", "surveys", "quarantine", "quarantine_cleared"):
        sql = f"UPDATE {table} SET conversation_id = ? WHERE conversation_id = ?"  # noqa: S608  # names of ours
        connection.execute(sql, [pseudonym, kept])


def _mask_id(connection: duckdb.DuckDBPyConnection, customer_id: str) -> int:
    """Puts asterisks in the place of the id wherever it stands as a word, so that spans stay where they are."""
    plain = customer_id.strip()
    if len(plain) < SHORTEST_ID:
        return 0
    count = 0
    for spelling in spellings(plain):
        values = {"pattern": pattern_of(spelling), "stars": rf"\1{'*' * len(spelling)}\3"}
        for table, columns in WORDS.items():
            for column in columns:
                for _ in range(2):  # two that share the character between them need a second look
                    sql = f"UPDATE {table} SET {column} = {_MASKED.format(column)}"  # noqa: S608  # names of ours
                    count += changed(connection, sql, **values)
    return count


_OF_SOMEBODY: Final = ("conversations", "comments", "quarantined")
_MASKED: Final = "regexp_replace({0}, $pattern, $stars, 'gi') WHERE regexp_matches({0}, $pattern, 'i')"
_LEAVING: Final = """
CREATE OR REPLACE TEMP TABLE words_leaving AS
SELECT conversation_key FROM conversations
WHERE (customer_key = ? OR customer_key IS NULL)
  AND (source, conversation_id) IN (SELECT (source, conversation_id) FROM conversations WHERE customer_key = ?)
"""
_FILES: Final = """
SELECT DISTINCT file FROM batches WHERE batch_id IN (
    SELECT batch_id FROM conversations JOIN words_leaving USING (conversation_key)
    UNION ALL SELECT batch_id FROM quarantine WHERE customer_key = $1)
ORDER BY file
"""
_SAID: Final = """
SELECT DISTINCT text FROM turns JOIN words_leaving USING (conversation_key)
WHERE text <> '' AND role IN ($customer, $unknown)
UNION
SELECT comment FROM surveys
WHERE comment IS NOT NULL AND (customer_key = $subject OR conversation_id IN (
    SELECT conversation_id FROM conversations JOIN words_leaving USING (conversation_key)))
ORDER BY 1
"""
