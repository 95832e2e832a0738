"""Files into the warehouse: read, redact, check against the contracts, store; each file all or nothing.

Counts reconcile for every file: records = accepted + duplicate + quarantined + before_since. A file whose bytes were
read before by the same readers and the same redaction is not read again, unless more of it is wanted than then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from data.contracts import check_conversations, check_turns
from data.conversation import Conversation
from data.conversation_ids import with_kept_ids
from data.erasure import without_forgotten
from data.identity import customer_key
from data.intake import EXCERPT_SHOWN, Rejected, Seen, TakeIn, read_file
from data.intake_workers import IntakeWorkers
from data.known_files import known_files
from data.quarantine import OF_FORGOTTEN, add_to_quarantine, digest, quarantine_row, shown_name
from data.readers import readers
from data.redaction import ENTITIES, Redactor
from data.redaction import VERSION as REDACTION_VERSION
from data.side_tables import SideTables
from data.source_file import SourceFile
from data.stored import add_conversations, conversation_key, conversation_rows
from data.warehouse import WorkspaceError, bounded, insert, replace_rows, table_schema, transaction
from data.worker_process import WorkerLost

STAGED_AT_ONCE: Final = 5_000  # conversations
TURNS_AT_ONCE: Final = 100_000
TEXT_AT_ONCE: Final = 20_000_000  # characters
FILES_AT_ONCE: Final = 200
INTAKE_VERSION: Final = "1"
BATCHES: Final = table_schema(
    batch_id=pa.string(),
    file=pa.string(),
    file_hash=pa.string(),
    format=pa.string(),
    encoding=pa.string(),
    file_time=pa.timestamp("us", tz="UTC"),
    since=pa.timestamp("us", tz="UTC"),
    read_at=pa.timestamp("us", tz="UTC"),
    records=pa.int64(),
    accepted=pa.int64(),
    duplicate=pa.int64(),
    quarantined=pa.int64(),
    before_since=pa.int64(),
    unknown_keys=pa.int64(),
    redacted=pa.string(),
)
_SIDE_TABLES: Final = "side tables"
_BREACHED: Final = "correct the value where the transcripts come from, and send the conversation again"


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. format: a reader's name, or None to look at the content. redacted: kinds of personal data.

    since: conversations that started before are passed over and counted; None takes all. workers: processes that redact.
    """

    key: bytes
    time_zone: tzinfo = UTC
    role_map: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    redacted: frozenset[str] = frozenset(ENTITIES)
    since: datetime | None = None
    workers: int = 1


@dataclass
class Counts:
    """What came of files. records = accepted + duplicate + quarantined + before_since.

    forgotten: how many of those in quarantine are a forgotten customer's.
    """

    files: int = 0
    known_files: int = 0
    records: int = 0
    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    forgotten: int = 0
    before_since: int = 0
    unknown_keys: int = 0
    encodings: set[str] = field(default_factory=set)

    def add(self, other: Counts) -> None:
        """Adds another's counts to these."""
        for name in vars(other):
            added = getattr(other, name)
            setattr(
                self,
                name,
                getattr(self, name) | added if name == "encodings" else getattr(self, name) + added,
            )


class FileChanged(WorkspaceError):
    """A file whose bytes changed while they were read: nothing of it is stored.

    done: how many of the files before it are stored, or known; stored: their counts.
    """

    def __init__(self, path: Path, done: int, stored: Counts) -> None:
        super().__init__(f"{path} changed while it was read: run again when it is complete")
        self.path, self.done, self.stored = path, done, stored


@dataclass
class Batch:
    """A file on its way in: its counts grow while it is stored."""

    path: Path
    batch_id: str
    file_hash: str
    redactor: Redactor = field(default_factory=Redactor)
    counts: Counts = field(default_factory=lambda: Counts(files=1))
    seen: Seen = field(default_factory=Seen)


_Staged = tuple[Batch, Conversation | Rejected]


def ingest_files(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    reading: Reading,
    tell: Callable[[Path, int], None],
) -> Counts:
    """Takes files in, in their order. tell is called with a file and the number of its records read so far.

    Small files are checked and stored together, in one transaction; none is ever half stored. Raises FileChanged, and
    WorkspaceError where a worker was ended from outside.
    """
    counts, done, stored = Counts(), 0, Counts()
    versions = [f"{reader.name}@{reader.version}" for reader in readers().values()]
    whole: list[Batch] = []
    staged: list[_Staged] = []
    turns, text = 0, 0  # of what is staged
    known, agents = known_files(connection), agent_ids(connection)
    with (
        bounded(connection),
        IntakeWorkers(reading.workers if reading.redacted else 1) as workers,
        _transactions(connection) as commit,
    ):
        for number, path in enumerate(paths, start=1):
            file_hash = known.hash_of(path)
            batch = Batch(
                path,
                digest(
                    file_hash,
                    INTAKE_VERSION,
                    REDACTION_VERSION,
                    reading.format,
                    sorted(reading.redacted),
                    *versions,
                )
                + (f"@{reading.since.isoformat()}" if reading.since else ""),
                file_hash,
                Redactor(reading.redacted),
            )
            if any(b.batch_id == batch.batch_id for b in whole) or _is_known(connection, batch, reading):
                counts.add(Counts(known_files=1))
                continue
            for item in _read(batch, reading, agents, workers):
                if _is_before(item, reading.since):
                    batch.counts.records += 1
                    batch.counts.before_since += 1
                    continue
                staged.append((batch, item))
                if isinstance(item, Conversation):
                    turns += len(item.turns)
                    text += sum([len(turn.text) for turn in item.turns])
                if len(staged) >= STAGED_AT_ONCE or turns >= TURNS_AT_ONCE or text >= TEXT_AT_ONCE:
                    store(connection, staged, reading)
                    tell(path, batch.counts.records)
                    turns, text, staged = 0, 0, []
            if known.hash_of(path) != file_hash:  # else these bytes would count as read for good
                raise FileChanged(path, done, stored)
            whole.append(batch)
            if (
                len(whole) >= FILES_AT_ONCE
                or sum(b.counts.records for b in whole) + len(staged) >= STAGED_AT_ONCE
            ):
                _finish(connection, whole, staged, reading, counts)
                commit()
                turns, text, whole, staged = 0, 0, [], []
                done, stored = number, Counts()
                stored.add(counts)
            tell(path, batch.counts.records)
        _finish(connection, whole, staged, reading, counts)
        known.keep(connection)
    return counts


def agent_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The ids of agents.csv."""
    return {row[0] for row in connection.execute("SELECT agent_id FROM agents").fetchall()}


def read_items(
    path: Path,
    reading: Reading,
    agents: set[str],
    redactor: Redactor,
    seen: Seen | None = None,
    take_in: TakeIn | None = None,
) -> Iterator[Conversation | Rejected]:
    """What is in a file, with ids as they are kept. agents: whose ids stay."""
    items = read_file(
        path,
        format=reading.format,
        time_zone=reading.time_zone,
        role_map=reading.role_map,
        redactor=redactor,
        seen=seen,
        take_in=take_in,
    )
    return (with_kept_ids(item, reading.key, agents) for item in items)


def _read(
    batch: Batch, reading: Reading, agents: set[str], workers: IntakeWorkers
) -> Iterator[Conversation | Rejected]:
    try:
        yield from read_items(batch.path, reading, agents, batch.redactor, batch.seen, workers.take_in)
    except WorkerLost:
        raise WorkspaceError(
            f"a worker process was ended while {shown_name(batch.path)} was read, by hand or for want of memory: "
            "nothing of that file is stored; run again"
        ) from None


def _is_before(item: Conversation | Rejected, since: datetime | None) -> bool:
    """Whether a conversation is passed over; one that does not say when it began is not."""
    return (
        since is not None
        and isinstance(item, Conversation)
        and item.started_at is not None
        and item.started_at < since
    )


def _is_known(connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading) -> bool:
    """Whether all that is wanted of a file was taken in before."""
    return connection.execute(_KNOWN, [batch.batch_id, reading.since]).fetchone() is not None


_KNOWN = """
SELECT 1 FROM batches
WHERE split_part(batch_id, '@', 1) = split_part($1, '@', 1)
  AND (before_since = 0 OR coalesce(since <= $2::TIMESTAMPTZ, false))
"""


def _finish(
    connection: duckdb.DuckDBPyConnection,
    whole: list[Batch],
    staged: list[_Staged],
    reading: Reading,
    counts: Counts,
) -> None:
    """Stores what is staged, and a row of `batches` for each file that is now whole."""
    if staged:
        store(connection, staged, reading)
    if not whole:
        return
    now = datetime.now(UTC)
    rows = [
        {
            "batch_id": batch.batch_id, "file": shown_name(batch.path), "file_hash": batch.file_hash,
            "format": _one_of(batch.seen.formats, "mixed"), "encoding": ", ".join(sorted(batch.seen.encodings)) or None,
            "file_time": _file_time(batch.path), "since": reading.since, "read_at": now, "records": batch.counts.records,
            "accepted": batch.counts.accepted, "duplicate": batch.counts.duplicate,
            "quarantined": batch.counts.quarantined, "before_since": batch.counts.before_since, "unknown_keys": batch.counts.unknown_keys,
            "redacted": json.dumps(dict(sorted(batch.redactor.counts.items()))),
        }
        for batch in whole
    ]  # fmt: skip
    insert(connection, "batches", pa.Table.from_pylist(rows, BATCHES))
    for batch in whole:
        batch.counts.encodings = batch.seen.encodings
        counts.add(batch.counts)


def redacted_counts(batch: Batch) -> str:
    """What was redacted in a file, as JSON: how many of each kind, never a value."""
    return json.dumps(dict(sorted(batch.redactor.counts.items())))


@contextmanager
def _transactions(connection: duckdb.DuckDBPyConnection) -> Iterator[Callable[[], None]]:
    """One transaction after the other: what the block calls ends one and begins the next; an error undoes the last."""

    def commit() -> None:
        connection.commit()
        connection.begin()

    with transaction(connection):
        yield commit


def store(connection: duckdb.DuckDBPyConnection, staged: Sequence[_Staged], reading: Reading) -> None:
    """Checks what was read of some files against the contracts, and stores it; their counts grow."""
    staged = without_forgotten(connection, staged, reading.key)
    read = [(batch, item) for batch, item in staged if isinstance(item, Conversation)]
    items = [(conversation_key(conversation), conversation) for _, conversation in read]
    conversations, turns = conversation_rows(
        items,
        batch_ids=[batch.batch_id for batch, _ in read],
        customer_keys=[customer_key(reading.key, c.customer_id) if c.customer_id else None for _, c in read],
    )
    broken = _broken(conversations, turns)
    if broken:
        conversations, turns = (
            table.filter(
                pa.array([key not in broken for key in table["conversation_key"].to_pylist()], pa.bool_())
            )
            for table in (conversations, turns)
        )
    added = add_conversations(connection, conversations, turns)
    rejected = [
        quarantine_row(batch.path, batch.batch_id, item) | _owner(item, reading)
        for batch, item in staged
        if isinstance(item, Rejected)
    ]
    for (batch, conversation), (key, _) in zip(read, items, strict=True):
        if key in broken:
            expectation = "; ".join(broken[key])
            item = Rejected(
                conversation.place, f"a contract is broken: {expectation}", _BREACHED,
                conversation.turns[0].text[:EXCERPT_SHOWN], conversation.conversation_id,
                conversation.customer_id, conversation.member, conversation.source,
            )  # fmt: skip
            row = quarantine_row(batch.path, batch.batch_id, item, expectation)
            rejected.append(row | _owner(item, reading))
    add_to_quarantine(connection, rejected)
    _count(staged, items, broken, added)


def _owner(item: Rejected, reading: Reading) -> dict[str, str | None]:
    """Whose a refused record is."""
    return {"customer_key": customer_key(reading.key, item.customer_id) if item.customer_id else None}


def _broken(conversations: pa.Table, turns: pa.Table) -> dict[str, list[str]]:
    """conversation_key -> every expectation that it fails."""
    if not conversations.num_rows:
        return {}
    breaches = check_conversations(conversations.drop_columns(["metadata", "warnings"]).to_pandas())
    breaches += check_turns(turns.select(["conversation_key", "role", "text", "t", "end_t"]).to_pandas())
    found: dict[str, list[str]] = {}
    for breach in breaches:
        found.setdefault(breach.conversation_key, []).append(breach.expectation)
    return found


def _count(
    staged: Sequence[_Staged],
    items: Sequence[tuple[str, Conversation]],
    broken: Mapping[str, object],
    added: Mapping[str, int],
) -> None:
    keys = iter(items)
    for batch, item in staged:
        batch.counts.records += 1
        if isinstance(item, Rejected) or next(keys)[0] in broken:
            batch.counts.quarantined += 1
            batch.counts.forgotten += isinstance(item, Rejected) and item.reason == OF_FORGOTTEN
        else:
            batch.counts.duplicate += 1
        if isinstance(item, Conversation):
            batch.counts.unknown_keys += item.unknown_keys
    for batch in {id(batch): batch for batch, _ in staged}.values():
        fresh = added.get(batch.batch_id, 0)
        batch.counts.accepted += fresh
        batch.counts.duplicate -= fresh


def _one_of(names: set[str], several: str) -> str | None:
    return several if len(names) > 1 else next(iter(names), None)


def _file_time(path: Path) -> datetime | None:
    """When the file was last written; None where that is not known."""
    try:
        return None if isinstance(path, SourceFile) else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return None


def store_side_tables(connection: duckdb.DuckDBPyConnection, tables: SideTables) -> int:
    """Takes agents, surveys and costs in; a row that is there already changes nothing. Returns rows left out."""
    with transaction(connection):
        replace_rows(connection, "agents", tables.agents, ("agent_id",))
        replace_rows(connection, "costs", tables.costs, ("queue", "valid_from"))
        replace_rows(
            connection, "surveys", tables.surveys, ("conversation_id", "customer_key", "kind", "answered_at")
        )
        items = [
            (r.file, Rejected(f"line {r.line}" if r.line else "file", r.reason, r.remedy))
            for r in tables.rejected
        ]
        connection.execute("DELETE FROM quarantine WHERE batch_id = ?", [_SIDE_TABLES])
        add_to_quarantine(connection, [quarantine_row(file, _SIDE_TABLES, item) for file, item in items])
    return len(items)
