"""The stops over whole conversations: topic, outcome, and the steps of the scripts that apply to them.

Each is a function from tables to a table, and rests on what the stops over turns have made.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.stored import StoredConversation, load_conversations
from data.warehouse import insert, table_schema, transaction
from qa_rules.bookkeeping import (
    CHUNK,
    Progress,
    delete_rows,
    languages_in,
    load_signals,
    mark_each,
    pending_conversations,
    pending_keys,
    put_rows,
    set_aside,
)
from qa_rules.definitions import version_of
from qa_rules.escalation import Escalation, escalation_for, escalation_version
from qa_rules.faults import apart
from qa_rules.forbidden_promises import CODE_VERSION as FORBIDDEN_VERSION
from qa_rules.forbidden_promises import PROMISES, promises_forbidden
from qa_rules.library import Library
from qa_rules.observe import Signal
from qa_rules.partition import SIGNALS, signal_row
from qa_rules.parts import read_ahead
from qa_rules.resolution import Resolution, resolution_of, resolution_version
from qa_rules.scripts import Script
from qa_rules.steps import agent_texts, steps_version, voicings
from qa_rules.topics import TopicFound, topic_of, topics_version
from qa_rules.turn_stops import detector_versions

TOPICS: Final = table_schema(
    conversation_key=pa.string(),
    topic=pa.string(),
    given_by=pa.string(),
    turn=pa.int32(),
    span_start=pa.int32(),
    span_end=pa.int32(),
    version=pa.string(),
)
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
    due=pa.date32(),
    escalated_to=pa.string(),
    to_turn=pa.int32(),
    to_start=pa.int32(),
    to_end=pa.int32(),
    why_turn=pa.int32(),
    why_start=pa.int32(),
    why_end=pa.int32(),
    customer_left=pa.bool_(),
    refused=pa.bool_(),
    version=pa.string(),
)


def make_topics(connection: duckdb.DuckDBPyConnection, progress: Progress) -> int:
    """The topic of every conversation that has none of this version."""
    version = topics_version()
    made = 0
    for stored in pending_conversations(connection, "topics", version, progress):
        named, failed = apart(stored, lambda item: topic_of(item.conversation, languages_in(item)))
        rows = [topic_row(item.key, found, version) for item, found in named]
        put_rows(
            connection, "topics", pa.Table.from_pylist(rows, TOPICS), version, [item.key for item, _ in named]
        )
        set_aside(connection, {item.key: reason for item, reason in failed})
        made += len(stored)
    return made


def topic_row(key: str, found: TopicFound, version: str) -> dict[str, Any]:
    """A topic as a row of the table `topics`."""
    return {
        "conversation_key": key, "topic": found.topic, "given_by": found.given_by, "turn": found.turn,
        "span_start": found.start, "span_end": found.end, "version": version,
    }  # fmt: skip


def make_outcomes(connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress) -> int:
    """The resolution of every conversation whose signals, or whose reading, changed."""
    versions = detector_versions(library)
    version = version_of(
        resolution_version(versions), escalation_version(), versions.get("intents"), str(library.time_zone)
    )
    made = 0
    for stored in pending_conversations(connection, "outcomes", version, progress):
        keys = [item.key for item in stored]
        signals = load_signals(connection, keys)

        def ended(
            item: StoredConversation, signals: dict[str, list[Signal]] = signals
        ) -> tuple[Resolution, Escalation | None]:
            seen, languages = signals.get(item.key, []), languages_in(item)
            found = resolution_of(item.conversation, languages, seen, library.time_zone)
            return found, escalation_for(found, item.conversation, languages, seen)

        read, failed = apart(stored, ended)
        rows = [outcome_row(item.key, found, version, handed) for item, (found, handed) in read]
        done = [item.key for item, _ in read]
        put_rows(connection, "outcomes", pa.Table.from_pylist(rows, OUTCOMES), version, done)
        set_aside(connection, {item.key: reason for item, reason in failed})
        made += len(keys)
    return made


def outcome_row(
    key: str, found: Resolution, version: str, handed: Escalation | None = None
) -> dict[str, Any]:
    """A resolution, and whom the matter was handed to, as a row of the table `outcomes`."""
    promise = found.promise
    why = handed.reason if handed else None
    return {
        "conversation_key": key, "outcome": found.outcome, "probability": round(found.probability, 4),
        "turn": found.turn, "span_start": found.start, "span_end": found.end,
        "promise_turn": promise.turn if promise else None,
        "what_start": promise.what[0] if promise else None, "what_end": promise.what[1] if promise else None,
        "by_start": promise.by[0] if promise and promise.by else None,
        "by_end": promise.by[1] if promise and promise.by else None,
        "due": promise.due if promise else None,
        "escalated_to": handed.kind if handed else None, "to_turn": handed.shown.turn if handed else None,
        "to_start": handed.shown.start if handed else None, "to_end": handed.shown.end if handed else None,
        "why_turn": why.turn if why else None, "why_start": why.start if why else None,
        "why_end": why.end if why else None,
        "customer_left": found.customer_left, "refused": found.refused, "version": version,
    }  # fmt: skip


def make_voicings(
    connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress
) -> dict[str, int]:
    """The step signals of every script in force. Returns script -> conversations made.

    Only conversations that a script applies to are read; one that it no longer applies to loses its signals.
    """
    forbidding = [script for script in library.scripts if script.forbidden]
    detectors = [f"steps:{script.script}" for script in library.scripts]
    _forget_scripts(connection, detectors + [f"steps:{script.script}{PROMISES}" for script in forbidding])
    made = {script.script: _voice_script(connection, script, progress) for script in library.scripts}
    promises = detector_versions(library).get("promise", "")
    for script in forbidding:
        _hold_promises(connection, script, promises, progress)
    return made


def _hold_promises(
    connection: duckdb.DuckDBPyConnection, script: Script, promises: str, progress: Progress
) -> None:
    """What was promised though a script forbids it, from stored signals; nothing is matched anew for it."""
    own = f"steps:{script.script}"
    stop = f"promises:{own}{PROMISES}"
    version = version_of(FORBIDDEN_VERSION, steps_version(script), promises)
    versions = _versions_for(connection, script, version)
    pending = pending_keys(connection, versions, stop)
    by_key = {row["conversation_key"]: row["version"] for row in versions.to_pylist()}
    for start in range(0, len(pending), CHUNK):
        keys = pending[start : start + CHUNK]
        held, failed = apart(
            load_signals(connection, keys).items(),
            lambda item: promises_forbidden(item[1], [s for s in item[1] if s.detector == own]),
        )
        rows = [signal_row(key, signal) for (key, _), signals in held for signal in signals]
        with transaction(connection):
            delete_rows(connection, "signals", keys, own + PROMISES)
            insert(connection, "signals", pa.Table.from_pylist(rows, SIGNALS))
            mark_each(connection, stop, [(key, by_key[key]) for key in keys])
        set_aside(connection, {key: reason for (key, _), reason in failed})
        progress(stop, min(start + CHUNK, len(pending)), len(pending))


def _versions_for(connection: duckdb.DuckDBPyConnection, script: Script, version: str) -> pa.Table:
    """conversation_key, version: this one where the script applies, else _NOT_APPLIED."""
    wanted = script.applies_to
    return connection.execute(
        _SCRIPT_VERSIONS, [version, wanted.topic, wanted.queue, wanted.channel, wanted.language, _NOT_APPLIED]
    ).to_arrow_table()


def _voice_script(connection: duckdb.DuckDBPyConnection, script: Script, progress: Progress) -> int:
    detector = f"steps:{script.script}"
    stop, version = f"signals:{detector}", steps_version(script)
    versions = _versions_for(connection, script, version)
    pending = pending_keys(connection, versions, stop)
    by_key = {row["conversation_key"]: row["version"] for row in versions.to_pylist()}
    applies = {key for key in pending if by_key[key] == version}
    for start in range(0, len(pending), CHUNK):
        keys = pending[start : start + CHUNK]
        items = load_conversations(connection, [key for key in keys if key in applies])
        with suppress(Exception):  # one that fails here fails again below, alone
            read_ahead(
                [text for item in items for text in agent_texts(item.conversation, languages_in(item))]
            )
        spoken, failed = apart(items, lambda item: voicings(script, item.conversation, languages_in(item)))
        rows = [signal_row(item.key, signal) for item, signals in spoken for signal in signals]
        with transaction(connection):
            delete_rows(connection, "signals", keys, detector)
            insert(connection, "signals", pa.Table.from_pylist(rows, SIGNALS))
            mark_each(connection, stop, [(key, version if key in applies else _NOT_APPLIED) for key in keys])
        set_aside(connection, {item.key: reason for item, reason in failed})
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


def _forget_scripts(connection: duckdb.DuckDBPyConnection, current: list[str]) -> None:
    """Removes the signals and marks of scripts that are in force no more."""
    with transaction(connection):
        connection.execute(
            "DELETE FROM signals WHERE starts_with(detector, 'steps:') AND detector NOT IN (SELECT unnest(?))",
            [current],
        )
        for kind in ("signals:", "promises:"):
            connection.execute(
                "DELETE FROM made WHERE starts_with(stop, $1 || 'steps:') AND stop NOT IN (SELECT $1 || unnest($2))",
                [kind, current],
            )
