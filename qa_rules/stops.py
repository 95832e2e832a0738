"""The stops of the night between turns and scores, each a function from tables to a table.

A stop looks for current conversations that it has not been made for by its version (table `made`), makes them in
chunks, and puts rows and marks in place in one transaction: killed anywhere and started again, it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.stored import StoredConversation, load_conversations
from data.warehouse import insert, replace_rows, table_schema, transaction
from models.encoder import limit_threads
from qa_rules.definitions import version_of
from qa_rules.detectors import Detector, detectors
from qa_rules.language import LANGUAGE_VERSION
from qa_rules.library import Library
from qa_rules.observe import Languages, Signal, languages_of
from qa_rules.partition import FAILURES, SIGNALS, VERDICTS, Partition, Scored, score_partition, signal_row
from qa_rules.resolution import Resolution, resolution_of, resolution_version
from qa_rules.scripts import Script
from qa_rules.steps import steps_version, voicings
from qa_rules.topics import TopicFound, topic_of, topics_version

CHUNK: Final = 500
Progress = Callable[[str, int, int], None]
OUTCOMES: Final = table_schema(
    conversation_key=pa.string(),
    outcome=pa.string(),
    probability=pa.float64(),
    turn=pa.int32(),
    span_start=pa.int32(),
    span_end=pa.int32(),
    promise_turn=pa.int32(),
    what_start=pa.int32(),
    what_end=pa.int32(),
    by_start=pa.int32(),
    by_end=pa.int32(),
    customer_left=pa.bool_(),
    refused=pa.bool_(),
    version=pa.string(),
)
MADE: Final = table_schema(
    stop=pa.string(),
    conversation_key=pa.string(),
    version=pa.string(),
)
TOPICS: Final = table_schema(
    conversation_key=pa.string(),
    topic=pa.string(),
    given_by=pa.string(),
    turn=pa.int32(),
    span_start=pa.int32(),
    span_end=pa.int32(),
    version=pa.string(),
)


def make_languages(connection: duckdb.DuckDBPyConnection, progress: Progress) -> int:
    """Decides the language of every new conversation and turn, and what is not judged. Returns how many were new."""
    made = 0
    for stored in _pending(connection, "languages", LANGUAGE_VERSION, progress):
        conversations, turns = [], []
        for item in stored:
            languages = languages_of(item.conversation)
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
            _mark(connection, "languages", LANGUAGE_VERSION, [item.key for item in stored])
        made += len(stored)
    return made


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
    versions = {d.name: _detector_version(d, library) for d in detectors()}
    _forget_detectors(connection, versions)
    wanted: dict[str, list[str]] = {}
    for name, version in versions.items():
        for key in _pending_keys(connection, f"signals:{name}", version):
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
            _store_scored(connection, names, keys, scored, versions)
            done += len(keys)
            progress("signals", done, len(wanted))
            for name in names:
                made[name] += len(keys)
    return made


def make_topics(connection: duckdb.DuckDBPyConnection, progress: Progress) -> int:
    """The topic of every conversation that has none of this version."""
    version = topics_version()
    made = 0
    for stored in _pending(connection, "topics", version, progress):
        rows = [
            topic_row(item.key, topic_of(item.conversation, languages_in(item)), version) for item in stored
        ]
        _put(connection, "topics", pa.Table.from_pylist(rows, TOPICS), version, [item.key for item in stored])
        made += len(stored)
    return made


def make_outcomes(connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress) -> int:
    """The resolution of every conversation whose signals, or whose reading, changed."""
    versions = {d.name: _detector_version(d, library) for d in detectors()}
    version = resolution_version(versions)
    made = 0
    for stored in _pending(connection, "outcomes", version, progress):
        keys = [item.key for item in stored]
        signals = load_signals(connection, keys)
        rows = [
            outcome_row(
                item.key,
                resolution_of(item.conversation, languages_in(item), signals.get(item.key, [])),
                version,
            )
            for item in stored
        ]
        _put(connection, "outcomes", pa.Table.from_pylist(rows, OUTCOMES), version, keys)
        made += len(keys)
    return made


def make_voicings(
    connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress
) -> dict[str, int]:
    """The step signals of every script in force. Returns script -> conversations made.

    Only conversations that a script applies to are read; one that it no longer applies to loses its signals.
    """
    _forget_scripts(connection, [f"steps:{script.script}" for script in library.scripts])
    return {script.script: _voice_script(connection, script, progress) for script in library.scripts}


def _voice_script(connection: duckdb.DuckDBPyConnection, script: Script, progress: Progress) -> int:
    detector = f"steps:{script.script}"
    stop, version = f"signals:{detector}", steps_version(script)
    wanted = script.applies_to
    versions = connection.execute(
        _SCRIPT_VERSIONS, [version, wanted.topic, wanted.queue, wanted.channel, wanted.language, _NOT_APPLIED]
    ).to_arrow_table()
    pending = pending_keys(connection, versions, stop)
    by_key = {row["conversation_key"]: row["version"] for row in versions.to_pylist()}
    applies = {key for key in pending if by_key[key] == version}
    for start in range(0, len(pending), CHUNK):
        keys = pending[start : start + CHUNK]
        rows = [
            signal_row(item.key, signal)
            for item in load_conversations(connection, [key for key in keys if key in applies])
            for signal in voicings(script, item.conversation, languages_in(item))
        ]
        with transaction(connection):
            delete_rows(connection, "signals", keys, detector)
            insert(connection, "signals", pa.Table.from_pylist(rows, SIGNALS))
            _mark_each(connection, stop, [(key, version if key in applies else _NOT_APPLIED) for key in keys])
        progress(stop, min(start + CHUNK, len(pending)), len(pending))
    return len(applies)


_NOT_APPLIED: Final = "does not apply"
_SCRIPT_VERSIONS = """
SELECT c.conversation_key, CASE
    WHEN (len($2) = 0 OR list_contains($2, t.topic)) AND (len($3) = 0 OR list_contains($3, c.queue))
     AND (len($4) = 0 OR list_contains($4, c.channel)) AND (len($5) = 0 OR list_contains($5, c.language))
    THEN $1 ELSE $6 END AS version
FROM conversations c JOIN topics t USING (conversation_key) WHERE c.is_current
"""


def languages_in(item: StoredConversation) -> Languages:
    """The languages of a stored conversation as the judging functions take them."""
    return Languages(
        item.language or "",
        tuple(x or "" for x in item.turn_languages),
        item.turn_not_scored,
        item.not_scored,
    )


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


def load_topics(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[str, str]:
    """The topic of these conversations."""
    sql = "SELECT t.conversation_key, t.topic FROM topics t JOIN wanted w USING (conversation_key)"
    return {row["conversation_key"]: row["topic"] for row in rows_for(connection, sql, keys)}


def rows_for(connection: duckdb.DuckDBPyConnection, sql: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a query that joins `wanted` (conversation_key)."""
    connection.register("wanted", pa.table({"conversation_key": pa.array(keys, pa.string())}))
    try:
        found: list[dict[str, Any]] = connection.execute(sql).to_arrow_table().to_pylist()
        return found
    finally:
        connection.unregister("wanted")


def pending_keys(connection: duckdb.DuckDBPyConnection, versions: pa.Table, stop: str) -> list[str]:
    """The keys of a table (conversation_key, version) that the stop was not made for by that version."""
    connection.register("versions", versions)
    try:
        found = connection.execute(
            "SELECT v.conversation_key FROM versions v ANTI JOIN (SELECT * FROM made WHERE stop = ?) m "
            "USING (conversation_key, version) ORDER BY 1",
            [stop],
        ).fetchall()
    finally:
        connection.unregister("versions")
    return [row[0] for row in found]


def _pending_keys(connection: duckdb.DuckDBPyConnection, stop: str, version: str) -> list[str]:
    found = connection.execute(
        "SELECT c.conversation_key FROM conversations c ANTI JOIN "
        "(SELECT * FROM made WHERE stop = ? AND version = ?) m USING (conversation_key) "
        "WHERE c.is_current ORDER BY 1",
        [stop, version],
    ).fetchall()
    return [row[0] for row in found]


def _pending(
    connection: duckdb.DuckDBPyConnection, stop: str, version: str, progress: Progress
) -> Iterator[list[StoredConversation]]:
    keys = _pending_keys(connection, stop, version)
    for start in range(0, len(keys), CHUNK):
        yield load_conversations(connection, keys[start : start + CHUNK])
        progress(stop, min(start + CHUNK, len(keys)), len(keys))


def _put(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, version: str, keys: list[str]
) -> None:
    """Rows of a stop that has the name of its table, in the place of the older ones."""
    with transaction(connection):
        delete_rows(connection, table, keys)
        insert(connection, table, rows)
        _mark(connection, table, version, keys)


def _mark(connection: duckdb.DuckDBPyConnection, stop: str, version: str, keys: Sequence[str]) -> None:
    _mark_each(connection, stop, [(key, version) for key in keys])


def _mark_each(connection: duckdb.DuckDBPyConnection, stop: str, versions: list[tuple[str, str]]) -> None:
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


def _detector_version(detector: Detector, library: Library) -> str:
    """What makes a detector's rows: its version, and the threshold and prevalence of its axis."""
    name = detector.name
    return version_of(detector.version(), library.thresholds.get(name), library.prevalence.get(name))


def _pool(workers: int) -> Any:
    """Worker processes that start clean, with one thread each; none for a single one."""
    return (
        ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=limit_threads, initargs=(1,)
        )
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
            _mark(connection, f"signals:{name}", versions[name], keys)


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


def _forget_scripts(connection: duckdb.DuckDBPyConnection, current: list[str]) -> None:
    """Removes the signals and marks of scripts that are in force no more."""
    with transaction(connection):
        connection.execute(
            "DELETE FROM signals WHERE starts_with(detector, 'steps:') AND detector NOT IN (SELECT unnest(?))",
            [current],
        )
        connection.execute(
            "DELETE FROM made WHERE starts_with(stop, 'signals:steps:') AND stop NOT IN (SELECT 'signals:' || unnest(?))",
            [current],
        )


def topic_row(key: str, found: TopicFound, version: str) -> dict[str, Any]:
    """A topic as a row of the table `topics`."""
    return {
        "conversation_key": key, "topic": found.topic, "given_by": found.given_by, "turn": found.turn,
        "span_start": found.start, "span_end": found.end, "version": version,
    }  # fmt: skip


def outcome_row(key: str, found: Resolution, version: str) -> dict[str, Any]:
    """A resolution as a row of the table `outcomes`."""
    promise = found.promise
    return {
        "conversation_key": key, "outcome": found.outcome, "probability": round(found.probability, 4),
        "turn": found.turn, "span_start": found.start, "span_end": found.end,
        "promise_turn": promise.turn if promise else None,
        "what_start": promise.what[0] if promise else None, "what_end": promise.what[1] if promise else None,
        "by_start": promise.by[0] if promise and promise.by else None,
        "by_end": promise.by[1] if promise and promise.by else None,
        "customer_left": found.customer_left, "refused": found.refused, "version": version,
    }  # fmt: skip
