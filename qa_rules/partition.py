"""The unit of work: detectors over one partition of conversations, from a Parquet file into two.

Pure and idempotent: the same file and versions give the same rows, in this process, in another, or on another
machine. It opens no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from data.conversation import Conversation, Turn
from data.warehouse import table_schema
from qa_rules.detectors import detectors
from qa_rules.faults import together
from qa_rules.observe import Languages, Observed, observe_all

PARTITION: Final = table_schema(
    conversation_key=pa.string(),
    turn=pa.int32(),
    role=pa.string(),
    text=pa.string(),
    language=pa.string(),
    not_scored=pa.string(),
)
VERDICTS: Final = table_schema(
    conversation_key=pa.string(),
    turn=pa.int32(),
    name=pa.string(),
    level=pa.int32(),
    probability=pa.float64(),
    detector=pa.string(),
    version=pa.string(),
)
SIGNALS: Final = table_schema(
    conversation_key=pa.string(),
    turn=pa.int32(),
    name=pa.string(),
    level=pa.int32(),
    probability=pa.float64(),
    span_start=pa.int32(),
    span_end=pa.int32(),
    detector=pa.string(),
    version=pa.string(),
)
FAILURES: Final = table_schema(
    conversation_key=pa.string(),
    turn=pa.int32(),
    detector=pa.string(),
    version=pa.string(),
    reason=pa.string(),
)


@dataclass(frozen=True, slots=True)
class Partition:
    """A file of turns (schema PARTITION, turns in order), the detectors to run, and where results go."""

    source: Path
    target: Path
    detectors: tuple[str, ...]
    thresholds: Mapping[str, float]
    prevalence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """The files of a scored partition, and the conversations over which scoring failed: key, reason."""

    verdicts: Path
    signals: Path
    failures: Path
    failed: tuple[tuple[str, str], ...] = ()


def score_partition(partition: Partition) -> Scored:
    """Runs the partition's detectors and writes what they saw; a file appears only when it is complete."""
    chosen = [d for d in detectors() if d.name in partition.detectors]
    verdicts: list[dict[str, Any]] = []
    signals: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    found = _conversations(pq.read_table(partition.source).to_pylist())
    seen, failed = together(
        found,
        lambda items: observe_all(
            [(conversation, languages) for _, conversation, languages in items],
            using=chosen,
            thresholds=partition.thresholds,
            prevalence=partition.prevalence,
        ),
    )
    for (key, _, _), observed in seen:
        _collect(key, observed, verdicts, signals, failures)
    return Scored(
        _written(pa.Table.from_pylist(verdicts, VERDICTS), partition.target, "verdicts"),
        _written(pa.Table.from_pylist(signals, SIGNALS), partition.target, "signals"),
        _written(pa.Table.from_pylist(failures, FAILURES), partition.target, "failures"),
        tuple((key, reason) for (key, _, _), reason in failed),
    )


def signal_row(key: str, signal: Any) -> dict[str, Any]:
    """A signal as a row of the table `signals`."""
    return {
        "conversation_key": key, "turn": signal.turn, "name": signal.name, "level": signal.level,
        "probability": signal.probability, "span_start": signal.start, "span_end": signal.end,
        "detector": signal.detector, "version": signal.version,
    }  # fmt: skip


def _conversations(rows: Sequence[dict[str, Any]]) -> list[tuple[str, Conversation, Languages]]:
    """The conversations of a partition; detectors see roles and texts, and nothing of who they are."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["conversation_key"], []).append(row)
    found = []
    for key, turns in grouped.items():
        conversation = Conversation("", tuple(Turn(t["role"], t["text"]) for t in turns))
        languages = Languages(
            "", tuple(t["language"] for t in turns), tuple(t["not_scored"] for t in turns), None
        )
        found.append((key, conversation, languages))
    return found


def _collect(
    key: str,
    observed: Observed,
    verdicts: list[dict[str, Any]],
    signals: list[dict[str, Any]],
    failures: list[dict[str, Any]],
) -> None:
    verdicts.extend(
        {
            "conversation_key": key, "turn": v.turn, "name": v.name, "level": v.level,
            "probability": v.probability, "detector": v.detector, "version": v.version,
        }
        for v in observed.verdicts
    )  # fmt: skip
    signals.extend(signal_row(key, signal) for signal in observed.signals)
    failures.extend(
        {
            "conversation_key": key,
            "turn": f.turn,
            "detector": f.detector,
            "version": f.version,
            "reason": f.reason,
        }
        for f in observed.failures
    )


def _written(table: pa.Table, target: Path, kind: str) -> Path:
    path = target.with_name(f"{target.name}.{kind}.parquet")
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished)
    unfinished.replace(path)
    return path
