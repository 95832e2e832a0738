"""The stops over turns: their language, and what every detector saw in them.

Each is a function from tables to a table. The detectors' work goes through Parquet files, to other processes if wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.stored import StoredConversation
from data.warehouse import insert, transaction
from data.worker_process import end_with_parent
from models.encoder import limit_threads
from qa_rules.bookkeeping import (
    CHUNK,
    Progress,
    current_pending_keys,
    delete_rows,
    mark,
    pending_conversations,
    set_aside,
)
from qa_rules.definitions import version_of
from qa_rules.detectors import detectors
from qa_rules.faults import apart
from qa_rules.language import LANGUAGE_VERSION
from qa_rules.library import Library
from qa_rules.observe import Languages, languages_of
from qa_rules.partition import FAILURES, SIGNALS, VERDICTS, Partition, Scored, score_partition
from qa_rules.roles_stop import unclear_reasons


def make_languages(connection: duckdb.DuckDBPyConnection, progress: Progress) -> int:
    """Decides the language of every new conversation and turn, and what is not judged. Returns how many were new."""
    made = 0
    for stored in pending_conversations(connection, "languages", LANGUAGE_VERSION, progress):
        conversations, turns = [], []
        unclear = unclear_reasons(connection, [item.key for item in stored])
        told, failed = apart(stored, partial(_languages_in, unclear))
        for item, languages in told:
            conversations.append(
                {
                    "key": item.key,
                    "language": languages.conversation,
                    "reason": languages.conversation_not_scored,
                }
            )
            turns += [
                {"key": item.key, "turn": number, "language": language, "reason": reason}
                for number, (language, reason) in enumerate(
                    zip(languages.turns, languages.not_scored, strict=True)
                )
            ]
        with transaction(connection):
            _update(
                connection,
                _SET_CONVERSATIONS,
                conversations,
                {"key": pa.string(), "language": pa.string(), "reason": pa.string()},
            )
            _update(
                connection,
                _SET_TURNS,
                turns,
                {"key": pa.string(), "turn": pa.int32(), "language": pa.string(), "reason": pa.string()},
            )
            mark(connection, "languages", LANGUAGE_VERSION, [item.key for item, _ in told])
        set_aside(connection, {item.key: reason for item, reason in failed})
        made += len(stored)
    return made


def _languages_in(unclear: dict[str, str], item: StoredConversation) -> Languages:
    return languages_of(item.conversation, unclear[item.key])


_SET_CONVERSATIONS = """
UPDATE conversations c SET language = u.language, not_scored = u.reason FROM changes u WHERE c.conversation_key = u.key
"""
_SET_TURNS = """
UPDATE turns t SET language = u.language, not_scored = u.reason FROM changes u
WHERE t.conversation_key = u.key AND t.turn = u.turn
"""


def _update(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: list[dict[str, Any]], columns: dict[str, Any]
) -> None:
    connection.register("changes", pa.Table.from_pylist(rows, pa.schema(list(columns.items()))))
    try:
        connection.execute(sql)
    finally:
        connection.unregister("changes")


def make_signals(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    library: Library,
    progress: Progress,
    *,
    workers: int = 1,
) -> dict[str, int]:
    """Runs every detector over the conversations it was not made for by its version.

    Partitions go through Parquet files in `folder` to worker processes. Returns detector -> conversations made.
    """
    versions = detector_versions(library)
    _forget_detectors(connection, versions)
    wanted: dict[str, list[str]] = {}
    for name, version in versions.items():
        for key in current_pending_keys(connection, f"signals:{name}", version):
            wanted.setdefault(key, []).append(name)
    groups: dict[tuple[str, ...], list[str]] = {}
    for key in sorted(wanted):
        groups.setdefault(tuple(wanted[key]), []).append(key)
    partitions = [
        (names, keys[i : i + CHUNK])
        for names, keys in sorted(groups.items())
        for i in range(0, len(keys), CHUNK)
    ]
    made = dict.fromkeys(versions, 0)
    done = 0
    with _pool(workers if len(partitions) > 1 else 1) as pool:
        for (names, keys), scored in _scored(connection, folder, partitions, library, pool):
            failed = dict(scored.failed)
            _store_scored(connection, names, [key for key in keys if key not in failed], scored, versions)
            set_aside(connection, failed)
            done += len(keys)
            progress("signals", done, len(wanted))
            for name in names:
                made[name] += len(keys)
    return made


def detector_versions(library: Library) -> dict[str, str]:
    """Detector -> what makes its rows: its version, and the threshold and prevalence of its axis."""
    return {
        d.name: version_of(d.version(), library.thresholds.get(d.name), library.prevalence.get(d.name))
        for d in detectors()
    }


def _forget_detectors(connection: duckdb.DuckDBPyConnection, versions: dict[str, str]) -> None:
    """Removes what detectors saw that exist no more, and their marks: one that comes back is made again."""
    with transaction(connection):
        for table in ("verdicts", "signals", "failures"):
            connection.execute(
                f"DELETE FROM \"{table}\" WHERE detector NOT IN (SELECT unnest(?)) AND NOT starts_with(detector, 'steps:')",  # noqa: S608
                [list(versions)],
            )
        connection.execute(
            "DELETE FROM made WHERE starts_with(stop, 'signals:') AND NOT starts_with(stop, 'signals:steps:') "
            "AND stop NOT IN (SELECT 'signals:' || unnest(?))",
            [list(versions)],
        )


def _start_worker() -> None:
    end_with_parent()
    limit_threads(1)


def _pool(workers: int) -> Any:
    """Worker processes that start clean, with one thread each; none for a single one."""
    return (
        ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
        if workers > 1
        else nullcontext()
    )


def _scored(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    partitions: list[tuple[tuple[str, ...], list[str]]],
    library: Library,
    pool: Executor | None,
) -> Iterator[tuple[tuple[tuple[str, ...], list[str]], Scored]]:
    """Partitions with their results, in order; with workers, a few are under way at once."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = (
        (
            group,
            Partition(
                _exported(connection, folder, number, group[1]),
                folder / f"{number:06}",
                group[0],
                dict(library.thresholds),
                dict(library.prevalence),
            ),
        )
        for number, group in enumerate(partitions)
    )
    for batch in _batches(jobs, 4 if pool else 1):
        results: Iterable[Scored] = map(score_partition, [job for _, job in batch])
        if pool is not None:
            results = pool.map(score_partition, [job for _, job in batch])
        for (group, job), scored in zip(batch, results, strict=True):
            yield group, scored
            for path in (job.source, scored.verdicts, scored.signals, scored.failures):
                path.unlink(missing_ok=True)


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _exported(connection: duckdb.DuckDBPyConnection, folder: Path, number: int, keys: list[str]) -> Path:
    path = folder / f"{number:06}.turns.parquet"
    connection.register("wanted", pa.table({"conversation_key": pa.array(keys, pa.string())}))
    try:
        rows = connection.execute(
            "SELECT t.conversation_key, t.turn, t.role, t.text, t.language, t.not_scored "
            "FROM turns t JOIN wanted w USING (conversation_key) ORDER BY t.conversation_key, t.turn"
        ).to_arrow_table()
    finally:
        connection.unregister("wanted")
    pq.write_table(rows, path)
    return path


def _store_scored(
    connection: duckdb.DuckDBPyConnection,
    names: tuple[str, ...],
    keys: list[str],
    scored: Scored,
    versions: dict[str, str],
) -> None:
    tables = {
        "verdicts": pq.read_table(scored.verdicts, schema=VERDICTS),
        "signals": pq.read_table(scored.signals, schema=SIGNALS),
        "failures": pq.read_table(scored.failures, schema=FAILURES),
    }
    with transaction(connection):
        for table, rows in tables.items():
            for name in names:
                delete_rows(connection, table, keys, name)
            insert(connection, table, rows)
        for name in names:
            mark(connection, f"signals:{name}", versions[name], keys)
