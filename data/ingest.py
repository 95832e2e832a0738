"""Files into the warehouse: read, redact, check against the contracts, store; each file all or nothing.

Counts reconcile for every file: records = accepted + duplicate + quarantined. A file whose bytes were read before by
the same readers and the same redaction is not read again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.contracts import check_conversations, check_turns
from data.conversation import Conversation
from data.identity import customer_key
from data.intake import Rejected, detect, read_file
from data.readers import readers
from data.redaction import VERSION as REDACTION_VERSION
from data.redaction import Redactor
from data.side_tables import SideTables
from data.stored import add_conversations, conversation_key, conversation_rows
from data.warehouse import insert, replace_rows, transaction

STAGED_AT_ONCE: Final = 2_000
INTAKE_VERSION: Final = "1"
_SIDE_TABLES: Final = "side tables"
_BREACHED: Final = "correct the value where the transcripts come from, and send the conversation again"
QUARANTINE: Final = pa.schema(
    [
        (name, pa.string())
        for name in ("quarantine_id", "batch_id", "file", "place", "conversation_id", "reason", "remedy", "excerpt", "expectation")
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. format: a reader's name, or None to look at the content."""

    key: bytes
    time_zone: tzinfo = UTC
    role_map: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None


@dataclass
class Counts:
    """What came of files. records = accepted + duplicate + quarantined."""

    files: int = 0
    known_files: int = 0
    records: int = 0
    accepted: int = 0
    duplicate: int = 0
    quarantined: int = 0
    unknown_keys: int = 0

    def add(self, other: Counts) -> None:
        """Adds another's counts to these."""
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def ingest_file(connection: duckdb.DuckDBPyConnection, path: Path, reading: Reading, tell: Callable[[int], None]) -> Counts:
    """Takes a file in, in one transaction. tell is called with the number of records read so far."""
    file_hash = _file_hash(path)
    batch_id = _digest(file_hash, INTAKE_VERSION, REDACTION_VERSION, reading.format, *(f"{r.name}@{r.version}" for r in readers().values()))
    known = connection.execute("SELECT 1 FROM batches WHERE batch_id = ?", [batch_id]).fetchone()
    if known:
        return Counts(known_files=1)
    redactor = Redactor()
    counts = Counts(files=1)
    with transaction(connection):
        found = read_file(path, format=reading.format, time_zone=reading.time_zone, role_map=reading.role_map, redactor=redactor)
        for staged in _chunks(found):
            _store(connection, path, batch_id, staged, reading, counts)
            tell(counts.records)
        row = {
            "batch_id": batch_id, "file": path.name, "file_hash": file_hash, "format": _format(path, reading),
            "read_at": datetime.now(UTC), "records": counts.records, "accepted": counts.accepted,
            "duplicate": counts.duplicate, "quarantined": counts.quarantined, "unknown_keys": counts.unknown_keys,
            "redacted": json.dumps(dict(sorted(redactor.counts.items()))),
        }  # fmt: skip
        insert(connection, "batches", pa.Table.from_pylist([row]))
    return counts


def store_side_tables(connection: duckdb.DuckDBPyConnection, tables: SideTables) -> int:
    """Takes agents, surveys and costs in; a row that is there already changes nothing. Returns rows left out."""
    with transaction(connection):
        replace_rows(connection, "agents", tables.agents, ("agent_id",))
        replace_rows(connection, "costs", tables.costs, ("queue", "valid_from"))
        replace_rows(connection, "surveys", tables.surveys, ("conversation_id", "customer_key", "kind", "answered_at"))
        items = [
            (r.file, Rejected(f"line {r.line}" if r.line else "file", r.reason, r.remedy)) for r in tables.rejected
        ]
        connection.execute("DELETE FROM quarantine WHERE batch_id = ?", [_SIDE_TABLES])
        _quarantine(connection, [_quarantine_row(file, _SIDE_TABLES, item) for file, item in items])
    return len(items)


def quarantine_breaches(connection: duckdb.DuckDBPyConnection, breaches: Mapping[str, str]) -> None:
    """Quarantines stored conversations by key, with the expectation on answers or scores that they failed."""
    rows = []
    for key, expectation in sorted(breaches.items()):
        found = connection.execute(
            "SELECT c.conversation_id, c.batch_id, coalesce(b.file, '') FROM conversations c "
            "LEFT JOIN batches b USING (batch_id) WHERE c.conversation_key = ?",
            [key],
        ).fetchone()
        if found:
            reason = f"its results break a contract: {expectation}"
            item = Rejected("conversation", reason, "report it: this is a fault of ours", "", found[0])
            rows.append(_quarantine_row(Path(found[2]), found[1], item, expectation))
    _quarantine(connection, rows)


def exclude(connection: duckdb.DuckDBPyConnection, rules: Mapping[str, Sequence[str]]) -> int:
    """Marks conversations that rules of convoqa.yaml or agents.csv exclude; returns how many are excluded."""
    with transaction(connection):
        connection.execute(_EXCLUDE, [list(rules.get(name, ())) for name in ("conversation_id", "agent_id", "queue", "topic")])
    row = connection.execute("SELECT count(*) FROM conversations WHERE excluded IS NOT NULL").fetchone()
    return int(row[0]) if row else 0


_EXCLUDE = """
UPDATE conversations SET excluded = reason
FROM (
    SELECT conversation_key AS excluded_key, CASE
        WHEN list_contains($1, conversation_id) THEN 'conversation excluded in convoqa.yaml'
        WHEN list_contains($2, agent_id) THEN 'agent excluded in convoqa.yaml'
        WHEN list_contains($3, queue) THEN 'queue excluded in convoqa.yaml'
        WHEN list_contains($4, declared_topic) THEN 'topic excluded in convoqa.yaml'
        WHEN agent_id IN (SELECT agent_id FROM agents WHERE exclude) THEN 'agent excluded in agents.csv'
    END AS reason
    FROM conversations
) WHERE conversation_key = excluded_key AND excluded IS DISTINCT FROM reason
"""


def _store(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    batch_id: str,
    staged: list[Conversation | Rejected],
    reading: Reading,
    counts: Counts,
) -> None:
    rejected = [_quarantine_row(path, batch_id, item) for item in staged if isinstance(item, Rejected)]
    read = [item for item in staged if isinstance(item, Conversation)]
    items = [(conversation_key(c), c) for c in read]
    customers = [customer_key(reading.key, c.customer_id) if c.customer_id else None for c in read]
    conversations, turns = conversation_rows(items, batch_id=batch_id, customer_keys=customers, excluded=[None] * len(items))
    broken = {}
    if items:
        breaches = check_conversations(conversations.drop_columns(["metadata", "warnings"]).to_pandas())
        breaches += check_turns(turns.to_pandas())
        broken = {breach.conversation_key: breach.expectation for breach in reversed(breaches)}
    by_key = {key: conversation for key, conversation in items if key in broken}
    for key, expectation in sorted(broken.items()):
        item = Rejected("conversation", f"a contract is broken: {expectation}", _BREACHED, "", by_key[key].conversation_id)
        rejected.append(_quarantine_row(path, batch_id, item, expectation))
    kept = [key not in broken for key, _ in items]
    kept_turns = [key not in broken for key in turns["conversation_key"].to_pylist()]
    added = add_conversations(
        connection, conversations.filter(pa.array(kept, pa.bool_())), turns.filter(pa.array(kept_turns, pa.bool_()))
    )
    _quarantine(connection, rejected)
    breached = len(items) - sum(kept)
    counts.add(
        Counts(
            records=len(staged),
            accepted=added,
            duplicate=sum(kept) - added,
            quarantined=breached + sum(isinstance(item, Rejected) for item in staged),
            unknown_keys=sum(c.unknown_keys for c in read),
        )
    )


def _quarantine(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    replace_rows(connection, "quarantine", pa.Table.from_pylist(rows, QUARANTINE), ("quarantine_id",))


def _quarantine_row(path: Path, batch_id: str, item: Rejected, expectation: str | None = None) -> dict[str, Any]:
    return {
        "quarantine_id": _digest(batch_id, path.name, item.place, item.conversation_id, item.reason),
        "batch_id": batch_id, "file": path.name, "place": item.place, "conversation_id": item.conversation_id,
        "reason": item.reason, "remedy": item.remedy, "excerpt": item.excerpt_redacted, "expectation": expectation,
    }  # fmt: skip


def _chunks(items: Iterator[Conversation | Rejected]) -> Iterator[list[Conversation | Rejected]]:
    while chunk := list(islice(items, STAGED_AT_ONCE)):
        yield chunk


def _format(path: Path, reading: Reading) -> str | None:
    if reading.format:
        return reading.format
    try:
        return detect(path).name
    except (ValueError, OSError, EOFError):
        return None


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        return _digest(str(path), problem.errno)


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
