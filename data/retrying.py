"""Reading again what was refused, after a fix: of our readers, of the settings, or of the file itself.

What can be read now comes in and leaves quarantine; what is refused again stays, with today's reason. A file is
either done whole or not at all, and the counts of its batch reconcile before and after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb

from data.conversation import Conversation
from data.dismissal import closed_places, dismiss_again
from data.ingest import (
    STAGED_AT_ONCE,
    Batch,
    Reading,
    agent_ids,
    ingest_files,
    read_items,
    redacted_counts,
    store,
)
from data.intake import Rejected
from data.quarantine import (
    OF_FORGOTTEN,
    REFUSED_ANEW,
    RETRIED,
    SENT_AGAIN,
    Quarantined,
    clear,
    clear_as_duplicates,
    forgotten_places,
    hash_of,
    quarantined,
)
from data.redaction import Redactor
from data.warehouse import transaction

WHOLE_FILE: Final = "file"
CAME_IN, REFUSED, LEFT = "in", "refused", "left"
ODD_NAME: Final = (
    "the file's name is no text, so that nothing can find it again: rename it, and run the night"
)
BY_EVERY_RUN: Final = "every run looks at it again: correct the file, or report the fault, and run the night"
_Item = Conversation | Rejected


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of a quarantined record. state: in (it is stored), refused (again), left (not tried); text: why."""

    quarantine_id: str
    file: str
    place: str
    state: str
    text: str


def retry(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[Quarantined], reading: Reading, *, named: bool
) -> list[Retried]:
    """Reads the files of these rows again, and takes in what can be read now.

    named: somebody named these rows. Only then does a record without an id count as put right when its file has
    other bytes than before: the file may be another one that came under the same name.
    """
    by_file: dict[tuple[str, str], list[Quarantined]] = {}
    done: list[Retried] = []
    for row in rows:
        if row.file_hash is None:
            done.append(_left(row, BY_EVERY_RUN))
        elif row.source_path is None:
            done.append(_left(row, ODD_NAME))
        else:
            by_file.setdefault((row.source_path, row.batch_id), []).append(row)
    for (source_path, _), wanted in by_file.items():
        done += _retry_file(connection, Path(source_path), wanted, reading, named=named)
    waiting = {row.quarantine_id for row in quarantined(connection)}
    again = {(one.file, one.place, one.text) for one in done if one.quarantine_id in waiting}
    return [
        one
        for one in done
        if one.state != REFUSED
        or one.quarantine_id in waiting
        or (one.file, one.place, one.text) not in again
    ]  # what was refused in a changed file, and in the file as it was, is one record now


def _retry_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    wanted: list[Quarantined],
    reading: Reading,
    *,
    named: bool,
) -> list[Retried]:
    try:
        same = hash_of(path) == wanted[0].file_hash
    except OSError as problem:
        text = f"{path} cannot be read ({problem.strerror}): put it back, or send the conversation again"
        return [_left(row, text) for row in wanted]
    if same:
        return _read_same_bytes(connection, path, wanted, reading)
    ingest_files(connection, [path], reading, lambda file, records: None)
    return _compare_with_new_bytes(connection, path, wanted, reading, named=named)


def _read_same_bytes(
    connection: duckdb.DuckDBPyConnection, path: Path, wanted: list[Quarantined], reading: Reading
) -> list[Retried]:
    """Takes in the wanted records of a file; the whole file where one of them is the file, or is not found by itself.

    A record is found by its place or its id: a table's broken row is part of a conversation that begins elsewhere.
    """
    batch = Batch(path, wanted[0].batch_id, wanted[0].file_hash or "", Redactor(reading.redacted))
    places = {row.place for row in wanted}
    ids = {row.conversation_id for row in wanted if row.conversation_id}
    whole = WHOLE_FILE in places
    if not whole:
        found = list(_relevant(_items(connection, path, reading), wanted))
        whole = not all(any(_is_same_record(row, item) for item in found) for row in wanted)
    removed = {row.quarantine_id: row for row in quarantined(connection) if row.batch_id == batch.batch_id}
    if not whole:
        wanted_ids = {row.quarantine_id for row in wanted}
        removed = {
            key: row
            for key, row in removed.items()
            if key in wanted_ids or row.place in places or row.conversation_id in ids
        }
    read, passed_over = 0, 0
    with transaction(connection):
        clear(connection, dict.fromkeys(removed, RETRIED))
        closed = set() if whole else closed_places(connection, batch.batch_id)
        items = (
            item
            for item in read_items(path, reading, agent_ids(connection), batch.redactor)
            if whole or item.place in places or (item.conversation_id in ids and item.place not in closed)
        )
        while chunk := list(islice(items, STAGED_AT_ONCE)):
            later = _came_in_later(connection, chunk, batch.batch_id)
            fresh = [item for item in chunk if _known_as(item) not in later]
            read, passed_over = read + len(chunk), passed_over + len(chunk) - len(fresh)
            store(connection, [(batch, item) for item in fresh], reading)
        _count(connection, batch, len(removed), read if whole else None)
        dismiss_again(connection)
        open_now = [row for row in quarantined(connection) if row.batch_id == batch.batch_id]
        gone = forgotten_places(connection, batch.file_hash)
        _tell_refused_anew(connection, removed, open_now, gone)
    return [_outcome(row, open_now, gone, passed_over) for row in wanted]


def _items(connection: duckdb.DuckDBPyConnection, path: Path, reading: Reading) -> Iterator[_Item]:
    return read_items(path, reading, agent_ids(connection), Redactor(reading.redacted))


def _known_as(item: _Item) -> tuple[str, str] | None:
    return None if isinstance(item, Rejected) else (item.source, item.conversation_id)


def _came_in_later(
    connection: duckdb.DuckDBPyConnection, items: Sequence[_Item], batch_id: str
) -> set[tuple[str, str]]:
    """Those (source, id) that a file brought which was read after this batch: no older revision may follow them."""
    ids = [item.conversation_id for item in items if not isinstance(item, Rejected)]
    return set(connection.execute(_LATER, [ids, batch_id]).fetchall())


_LATER = """
SELECT c.source, c.conversation_id FROM conversations c JOIN batches b USING (batch_id)
WHERE c.conversation_id IN (SELECT unnest($1::VARCHAR[]))
  AND b.rowid > (SELECT rowid FROM batches WHERE batch_id = $2)
"""


def _count(connection: duckdb.DuckDBPyConnection, batch: Batch, removed: int, records: int | None) -> None:
    """The batch's row after a retry, which redacts the whole file. records: where all of them were taken; else as before."""
    connection.execute(
        _COUNT_WHOLE if records is not None else _COUNT_SOME,
        [
            batch.batch_id,
            batch.counts.accepted,
            batch.counts.quarantined,
            records or removed,
            redacted_counts(batch),
        ],
    )


# A record is found by its id as well: then one that was passed over may come in, or one that came in be refused.
_COUNT_SOME = """
UPDATE batches b SET accepted = n.accepted, quarantined = n.quarantined, records = n.records, redacted = $5,
    before_since = least(b.before_since, n.rest), duplicate = n.rest - least(b.before_since, n.rest)
FROM (
    SELECT accepted + $2 AS accepted, quarantined - $4 + $3 AS quarantined,
           greatest(batches.records, batches.accepted + $2 + batches.quarantined - $4 + $3) AS records,
           greatest(0, batches.records - (batches.accepted + $2 + batches.quarantined - $4 + $3)) AS rest
    FROM batches WHERE batch_id = $1
) n
WHERE b.batch_id = $1
"""
_COUNT_WHOLE = """
UPDATE batches SET records = greatest($4, accepted + $2 + $3), accepted = accepted + $2, quarantined = $3, before_since = 0,
    duplicate = greatest($4, accepted + $2 + $3) - (accepted + $2) - $3, redacted = $5
WHERE batch_id = $1
"""


def _tell_refused_anew(
    connection: duckdb.DuckDBPyConnection,
    removed: dict[str, Quarantined],
    open_now: Sequence[Quarantined],
    gone: Collection[str],
) -> None:
    """Corrects the trace: what stands in quarantine again, or left it as a forgotten customer's, did not come in."""
    for row in removed.values():
        if row.place in gone or any(row.quarantine_id == other.quarantine_id for other in open_now):
            connection.execute(
                "DELETE FROM quarantine_cleared WHERE quarantine_id = ? AND how = ?",
                [row.quarantine_id, RETRIED],
            )
        elif any(_is_same_record(row, other) for other in open_now):
            connection.execute(
                "UPDATE quarantine_cleared SET how = ? WHERE quarantine_id = ? AND how = ?",
                [REFUSED_ANEW, row.quarantine_id, RETRIED],
            )


def _is_same_record(row: Quarantined, other: Quarantined | _Item) -> bool:
    if row.conversation_id and other.conversation_id:
        return row.conversation_id == other.conversation_id
    return row.place == other.place


def _outcome(
    row: Quarantined, open_now: Sequence[Quarantined], gone: Collection[str], passed_over: int
) -> Retried:
    if row.place in gone:
        return Retried(row.quarantine_id, row.file, row.place, REFUSED, OF_FORGOTTEN)
    again = next((other for other in open_now if _is_same_record(row, other)), None)
    if again:
        return Retried(row.quarantine_id, row.file, row.place, REFUSED, f"{again.reason}: {again.remedy}")
    text = "it came in, and is judged in the next run"
    if passed_over:
        text += "; what a later file brought already was left as it is"
    return Retried(row.quarantine_id, row.file, row.place, CAME_IN, text)


def _compare_with_new_bytes(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    wanted: list[Quarantined],
    reading: Reading,
    *,
    named: bool,
) -> list[Retried]:
    """Clears what is in the file as it is now, which was taken in as a new one."""
    found = list(_relevant(_items(connection, path, reading), wanted))
    now = hash_of(path)
    gone = forgotten_places(connection, now)
    now_refused = {(q.place, q.conversation_id): q for q in quarantined(connection) if q.file_hash == now}
    cleared: dict[str, str] = {}
    done = []
    for row in wanted:
        item = next((item for item in found if _is_same_record(row, item)), None)
        if row.place == WHOLE_FILE and item is None and found:
            item = found[0]
        if item is None:
            done.append(_left(row, f"the file has changed, and {row.place} is not in it: send it again"))
        elif not named and not (row.conversation_id and row.conversation_id == item.conversation_id):
            text = (
                "the file has changed since: name this id to say that the record in it is this one, put right"
            )
            done.append(_left(row, text))
        elif item.place in gone:
            cleared[row.quarantine_id] = REFUSED_ANEW
            done.append(Retried(row.quarantine_id, row.file, row.place, REFUSED, OF_FORGOTTEN))
        elif again := now_refused.get((item.place, item.conversation_id)):
            cleared[row.quarantine_id] = REFUSED_ANEW
            text = f"{again.reason}: {again.remedy}"
            done.append(Retried(row.quarantine_id, row.file, row.place, REFUSED, text))
        else:
            cleared[row.quarantine_id] = SENT_AGAIN
            text = "it came in with the changed file, and is judged in the next run"
            done.append(Retried(row.quarantine_id, row.file, row.place, CAME_IN, text))
    if cleared:
        clear_as_duplicates(connection, cleared)
    return done


def _relevant(items: Iterator[_Item], wanted: Sequence[Quarantined]) -> Iterator[_Item]:
    """The items that may be the wanted ones; the first of the file too, where the whole file was refused."""
    places = {row.place for row in wanted}
    ids = {row.conversation_id for row in wanted if row.conversation_id}
    for number, item in enumerate(items):
        first = number == 0 and WHOLE_FILE in places
        if first or item.place in places or item.conversation_id in ids:
            yield item


def _left(row: Quarantined, text: str) -> Retried:
    return Retried(row.quarantine_id, row.file, row.place, LEFT, text)
