"""The quarantine: what was refused, with the place, the reason and the remedy, so that nothing is lost in silence.

The source file is the raw copy: here lie its path, the bytes of the record in it and a redacted rendering. A batch's
counts go with its quarantine: what leaves it is accepted, or a duplicate of what came in by another file. What will
never come in leaves it too, and stays counted as quarantined: a forgotten customer's, and what somebody dismissed.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.byte_ranges import byte_ranges
from data.intake import Rejected
from data.readers.source_text import UNREADABLE
from data.redaction import Redactor
from data.source_file import has_no_end
from data.warehouse import replace_rows, transaction

_RESULTS: Final = "results"
_RESULTS_OF: Final = "results of"
_BY_EVERY_RUN: Final = (_RESULTS, "side tables")  # looked at anew by every run, so never retried
RETRIED: Final = "retried"
REFUSED_ANEW: Final = "refused anew"
SENT_AGAIN: Final = "sent again"
READ_AGAIN: Final = "file read again"
FORGOTTEN: Final = "customer forgotten"
OF_FORGOTTEN: Final = "its customer was forgotten: nothing of it is kept"
QUARANTINE: Final = pa.schema(
    [
        (name, pa.string())
        for name in (
            "quarantine_id",
            "batch_id",
            "file",
            "place",
            "conversation_id",
            "reason",
            "remedy",
            "excerpt",
            "expectation",
            "source_path",
            "customer_key",
            "source",
        )
    ]
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A refused record or file. excerpt is redacted; read_at is when its file was read, None for side tables and results.

    byte_start, byte_end: in the decompressed source file, or in the member of the archive that `file` names where
    in_member says so; None until located. byte_hash: HMAC of those bytes.
    """

    quarantine_id: str
    batch_id: str
    file: str
    place: str
    conversation_id: str | None
    reason: str
    remedy: str
    excerpt: str
    expectation: str | None
    source_path: str | None
    byte_start: int | None
    byte_end: int | None
    byte_hash: str | None
    in_member: bool | None
    file_hash: str | None
    read_at: datetime | None


def quarantined(connection: duckdb.DuckDBPyConnection, id_prefix: str = "") -> list[Quarantined]:
    """What is in quarantine now, in the order of files and places; only ids that begin so."""
    rows = connection.execute(_OPEN, [id_prefix]).to_arrow_table().to_pylist()
    return [Quarantined(**row) for row in rows]


_OPEN = """
SELECT q.quarantine_id, q.batch_id, q.file, q.place, q.conversation_id, q.reason, q.remedy, q.excerpt, q.expectation,
       q.source_path, q.byte_start, q.byte_end, q.byte_hash, q.in_member, b.file_hash, b.read_at
FROM quarantine q LEFT JOIN batches b USING (batch_id)
WHERE starts_with(q.quarantine_id, $1)
ORDER BY q.file, length(q.place), q.place, q.quarantine_id
"""


def files_in_quarantine(connection: duckdb.DuckDBPyConnection) -> set[Path]:
    """The source files that must stay where they are: each is the only raw copy of something in quarantine."""
    rows = connection.execute(
        "SELECT DISTINCT source_path FROM quarantine WHERE source_path IS NOT NULL"
    ).fetchall()
    return {Path(row[0]) for row in rows}


def add_to_quarantine(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    """Puts rows into quarantine; the same refusal again replaces the older row.

    What belongs to a forgotten customer waits for nothing: it leaves at once.
    """
    replace_rows(connection, "quarantine", pa.Table.from_pylist(rows, QUARANTINE), ("quarantine_id",))
    clear(connection, {row["quarantine_id"]: FORGOTTEN for row in rows if row["reason"] == OF_FORGOTTEN})


def quarantine_row(
    path: Path, batch_id: str, item: Rejected, expectation: str | None = None
) -> dict[str, Any]:
    """What was refused as a row of the table `quarantine`. file: of a member of an archive, archive/member."""
    name = f"{shown_name(path)}/{item.member}" if item.member else shown_name(path)
    return {
        "quarantine_id": digest(batch_id, path.name, item.place, item.conversation_id, item.reason),
        "batch_id": batch_id, "file": name, "place": item.place, "conversation_id": item.conversation_id,
        "reason": item.reason, "remedy": item.remedy, "excerpt": item.excerpt_redacted, "expectation": expectation,
        "source_path": None if batch_id in _BY_EVERY_RUN or not is_text(path) else str(path.absolute()),
        "source": item.source,
    }  # fmt: skip


def quarantine_breaches(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], breaches: Mapping[str, str]
) -> None:
    """Quarantines stored conversations by key, with the expectation on answers or scores that they failed.

    keys: all that were checked; what waited in quarantine for one of them, and holds now, leaves it.
    """
    checked = pa.table({"place": pa.array([f"{_RESULTS_OF} {key}" for key in keys], pa.string())})
    connection.register("checked", checked)
    try:
        connection.execute(
            "DELETE FROM quarantine WHERE batch_id = ? AND place IN (SELECT place FROM checked)", [_RESULTS]
        )
    finally:
        connection.unregister("checked")
    rows = []
    for key, expectation in sorted(breaches.items()):
        found = connection.execute(_ORIGIN, [key]).fetchone()
        if found:
            reason = f"its results break a contract: {expectation}"
            item = Rejected(
                f"{_RESULTS_OF} {key}", reason, "report it: this is a fault of ours", "", found[0]
            )
            rows.append(quarantine_row(Path(found[1]), _RESULTS, item, expectation))
    add_to_quarantine(connection, rows)


def clear_results_of_older(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes out of quarantine the results of revisions that are judged no more."""
    connection.execute(_CLEAR_OLDER, [_RESULTS, f"{_RESULTS_OF} "])


_CLEAR_OLDER = """
DELETE FROM quarantine
WHERE batch_id = $1 AND place IN (SELECT $2 || conversation_key FROM conversations WHERE NOT is_current)
"""
_ORIGIN = """
SELECT c.conversation_id, coalesce(b.file, '') FROM conversations c LEFT JOIN batches b USING (batch_id)
WHERE c.conversation_key = ?
"""


def locate(connection: duckdb.DuckDBPyConnection, key: bytes) -> int:
    """Finds the bytes of what is in quarantine and was not located yet; returns how many places were found.

    key: the workspace's. A file that is gone, or has other bytes than were read, locates nothing.
    """
    found: list[dict[str, Any]] = []
    for source_path, batch_id, file_hash, places in connection.execute(_UNLOCATED).fetchall():
        try:
            if hash_of(Path(source_path)) != file_hash:
                continue
            ranges = byte_ranges(Path(source_path), places, key)
        except UNREADABLE:
            continue
        found += [
            {
                "batch_id": batch_id,
                "place": place,
                "first": r.start,
                "past": r.end,
                "hash": r.hash,
                "in_member": r.in_member,
            }
            for place, r in ranges.items()
        ]
    if found:
        connection.register("located", pa.Table.from_pylist(found))
        try:
            connection.execute(_LOCATE)
        finally:
            connection.unregister("located")
    return len(found)


_UNLOCATED = """
SELECT q.source_path, q.batch_id, b.file_hash, list(DISTINCT q.place)
FROM quarantine q JOIN batches b USING (batch_id)
WHERE q.byte_start IS NULL AND q.source_path IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""
_LOCATE = """
UPDATE quarantine q SET byte_start = l.first, byte_end = l.past, byte_hash = l.hash, in_member = l.in_member
FROM located l WHERE q.batch_id = l.batch_id AND q.place = l.place
"""


def clear(connection: duckdb.DuckDBPyConnection, how: Mapping[str, str]) -> None:
    """Takes records out of quarantine (id -> how) and keeps that, once, in `quarantine_cleared`; counts are the caller's."""
    if not how:
        return
    leaving = pa.table(
        {"quarantine_id": pa.array(how, pa.string()), "how": pa.array(how.values(), pa.string())}
    )
    connection.register("leaving", leaving)
    try:
        connection.execute(_DROP_OLDER_TRACE)
        connection.execute(_KEEP_TRACE, [datetime.now(UTC)])
        connection.execute(
            "DELETE FROM quarantine WHERE quarantine_id IN (SELECT quarantine_id FROM leaving)"
        )
    finally:
        connection.unregister("leaving")


_DROP_OLDER_TRACE = """
DELETE FROM quarantine_cleared c USING leaving l WHERE c.quarantine_id = l.quarantine_id AND c.how = l.how
"""
_KEEP_TRACE = """
INSERT INTO quarantine_cleared
SELECT q.quarantine_id, q.batch_id, q.file, q.place, q.conversation_id, q.reason, l.how, ?
FROM quarantine q JOIN leaving l USING (quarantine_id) ORDER BY q.quarantine_id
"""


def clear_of_forgotten(connection: duckdb.DuckDBPyConnection, customer: str) -> int:
    """Takes a forgotten customer's records out, with nothing that says whose they were. customer: the HMAC of the id."""
    values = {"customer": customer, "reason": OF_FORGOTTEN}
    theirs = connection.execute(_UNNAME, values).fetchall()
    clear(connection, dict.fromkeys((row[0] for row in theirs), FORGOTTEN))
    return len(theirs)


_UNNAME = """
UPDATE quarantine SET reason = $reason, conversation_id = NULL WHERE customer_key = $customer RETURNING quarantine_id
"""


def forgotten_places(connection: duckdb.DuckDBPyConnection, file_hash: str) -> set[str]:
    """The places in a file, known by its bytes, at which a forgotten customer's records were refused."""
    found = connection.execute(_FORGOTTEN_PLACES, [file_hash, FORGOTTEN]).fetchall()
    return {row[0] for row in found}


_FORGOTTEN_PLACES = """
SELECT DISTINCT c.place FROM quarantine_cleared c JOIN batches b USING (batch_id) WHERE b.file_hash = $1 AND c.how = $2
"""


def clear_as_duplicates(connection: duckdb.DuckDBPyConnection, how: Mapping[str, str]) -> None:
    """Clears records (id -> how) that came in by another file: their own batches count them as duplicates."""
    with transaction(connection):
        connection.execute(_COUNT_AS_DUPLICATES, [list(how)])
        clear(connection, how)


_COUNT_AS_DUPLICATES = """
UPDATE batches b SET quarantined = b.quarantined - q.n, duplicate = b.duplicate + q.n
FROM (SELECT batch_id, count(*) AS n FROM quarantine WHERE list_contains($1, quarantine_id) GROUP BY batch_id) q
WHERE q.batch_id = b.batch_id
"""


def clear_what_came_in(connection: duckdb.DuckDBPyConnection) -> int:
    """Clears what a later file brought: the same bytes read again by newer readers, or the conversation sent again.

    Sent again means the same conversation id and source in a file of the same format: two systems may use one id.
    Returns how many came in: what newer readers refused as well was cleared too, and waits under its newer batch.
    """
    found = connection.execute(_CAME_IN, [READ_AGAIN, SENT_AGAIN, REFUSED_ANEW]).fetchall()
    if found:
        clear_as_duplicates(connection, dict(found))
    return sum(how != REFUSED_ANEW for _, how in found)


_CAME_IN = """
SELECT q.quarantine_id, CASE
    WHEN bool_or(EXISTS (SELECT 1 FROM quarantine w WHERE w.batch_id = later.batch_id AND w.place = q.place)
                 AND later.file_hash = b.file_hash) THEN $3
    WHEN bool_or(later.file_hash = b.file_hash) THEN $1 ELSE $2 END
FROM quarantine q JOIN batches b USING (batch_id)
JOIN batches later ON later.rowid > b.rowid
WHERE later.file_hash = b.file_hash
   OR (later.format = b.format AND EXISTS (
        SELECT 1 FROM conversations c WHERE c.batch_id = later.batch_id AND c.conversation_id = q.conversation_id
          AND c.source = coalesce(q.source, c.source)))
GROUP BY q.quarantine_id ORDER BY q.quarantine_id
"""


def is_text(path: Path) -> bool:
    """Whether a path can be kept: the name of a file may be bytes that are no text."""
    try:
        str(path.absolute()).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def shown_name(path: Path) -> str:
    """A file's name as it may be kept and shown: recordings are often named after the number that called.

    >>> shown_name(Path("in/call_+821098765432_7.json"))
    'call_<PHONE>_7.json'
    """
    return Redactor().redact(path.name.encode("utf-8", "backslashreplace").decode("utf-8"))


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises OSError, also for a pipe or a device, which have no end."""
    if has_no_end(path):
        raise OSError(errno.ESPIPE, "a pipe or a device", str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(*parts: object) -> str:
    """20 hex digits over the parts: the id of a batch, or of a quarantined record."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[
        :20
    ]
