"""The stop for trainers: the course of a customer's hostility in every conversation that has any."""

from __future__ import annotations

from typing import Any, Final

import duckdb
import pyarrow as pa

from data.stored import StoredConversation
from data.warehouse import table_schema
from qa_rules.bookkeeping import (
    Progress,
    languages_in,
    load_signals,
    load_verdicts,
    pending_conversations,
    put_rows,
    set_aside,
)
from qa_rules.deescalation import DETECTORS, Hostility, course_of_hostility, deescalation_version
from qa_rules.definitions import version_of
from qa_rules.faults import apart
from qa_rules.library import Library
from qa_rules.observe import Signal, Verdict
from qa_rules.turn_stops import detector_versions

STOP: Final = "deescalations"
_POINT: Final = pa.struct([("turn", pa.int32()), ("level", pa.int32())])
_RISE: Final = pa.struct(
    [("turn", pa.int32()), ("agent_turn", pa.int32()), ("span_start", pa.int32()), ("span_end", pa.int32())]
)
DEESCALATIONS: Final = table_schema(
    conversation_key=pa.string(),
    points=pa.list_(_POINT),
    peak_turn=pa.int32(),
    peak_level=pa.int32(),
    turned=pa.int32(),
    agent_turn=pa.int32(),
    span_start=pa.int32(),
    span_end=pa.int32(),
    does=pa.string(),
    rose=pa.list_(_RISE),
    version=pa.string(),
)


def make_deescalations(connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress) -> int:
    """The course of hostility of every conversation whose turns were judged anew. Returns how many were looked at."""
    versions = detector_versions(library)
    version = version_of(deescalation_version(), {name: versions.get(name) for name in DETECTORS})
    made = 0
    for stored in pending_conversations(connection, STOP, version, progress):
        keys = [item.key for item in stored]
        verdicts, signals = load_verdicts(connection, keys), load_signals(connection, keys)

        def follow(
            item: StoredConversation,
            verdicts: dict[str, list[Verdict]] = verdicts,
            signals: dict[str, list[Signal]] = signals,
        ) -> Hostility | None:
            seen, spoken = verdicts.get(item.key, []), signals.get(item.key, [])
            return course_of_hostility(item.conversation, languages_in(item), seen, spoken)

        followed, failed = apart(stored, follow)
        rows = [deescalation_row(item.key, found, version) for item, found in followed if found]
        done = [item.key for item, _ in followed]
        put_rows(connection, STOP, pa.Table.from_pylist(rows, DEESCALATIONS), version, done)
        set_aside(connection, {item.key: reason for item, reason in failed})
        made += len(keys)
    return made


def deescalation_row(key: str, found: Hostility, version: str) -> dict[str, Any]:
    """A course as a row of the table `deescalations`."""
    by = found.by
    return {
        "conversation_key": key,
        "points": [{"turn": p.turn, "level": p.level} for p in found.points],
        "peak_turn": found.peak.turn, "peak_level": found.peak.level, "turned": found.turned,
        "agent_turn": by.turn if by else None,
        "span_start": by.start if by else None, "span_end": by.end if by else None,
        "does": (by.does or None) if by else None,
        "rose": [
            {"turn": r.turn, "agent_turn": r.after.turn, "span_start": r.after.start, "span_end": r.after.end}
            for r in found.rose
        ],
        "version": version,
    }  # fmt: skip
