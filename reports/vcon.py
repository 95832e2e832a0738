"""Conversations as vCons with what convoqa found in them (IETF draft-ietf-vcon-vcon-core, 0.4.0), one a line.

Each turn is one text dialog, in order: a `turn` in the analysis is the dialog's index, a span's start and end are code
points into its body. A turn whose moment is not known has no `start`, which the draft wants: none is made up. Nobody is
named: an agent is known by the id, a customer by the keyed hash.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb

from data.conversation import DEFAULT_SOURCE, UNKNOWN_ROLE
from reports.exports import table_rows

VERSION: Final = "0.4.0"
SCHEMA: Final = "convoqa/judgement/1"
AT_ONCE: Final = 1000
_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "convoqa")
_OF_ANOTHER: Final = ("conversation_id", "source", "conversation_key")
_PARTS: Final = ("answers", "scores", "steps", "signals")


def vcon_lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """One line of JSON for each current conversation, by source and id; the same tables give the same lines."""
    heads = table_rows(connection, "vcon")
    for start in range(0, len(heads), AT_ONCE):
        some = heads[start : start + AT_ONCE]
        keys = [head["conversation_key"] for head in some]
        turns = _by_key(table_rows(connection, "turns", keys))
        parts = {name: _by_key(table_rows(connection, name, keys)) for name in _PARTS}
        for head in some:
            key = head["conversation_key"]
            own = {name: rows.get(key, []) for name, rows in parts.items()}
            yield (
                json.dumps(_vcon(head, turns.get(key, []), own), ensure_ascii=False, default=_written) + "\n"
            )


def _vcon(
    head: Mapping[str, Any], turns: Sequence[Mapping[str, Any]], parts: Mapping[str, Any]
) -> dict[str, Any]:
    turns = sorted(turns, key=lambda turn: turn["turn"])
    speakers = list(dict.fromkeys(map(_speaker, turns)))
    known = ("conversation_id", "source", "revision", "channel", "language", "queue", "topic", "excluded", "not_scored", "text_deleted_on", "resolution")  # fmt: skip
    return {
        "vcon": VERSION,
        "uuid": _uuid(head),
        "created_at": head["read_at"],
        "extensions": ["CC"],
        "parties": [_party(role, who, head["customer_key"]) for role, who in speakers],
        "dialog": [_dialog(turn, speakers.index(_speaker(turn)), head["started_at"]) for turn in turns],
        "analysis": [
            {
                "type": "report", "dialog": list(range(len(turns))), "mediatype": "application/json", "vendor": "convoqa",
                "product": "convoqa", "schema": SCHEMA, "encoding": "json", "body": {name: head[name] for name in known} | dict(parts),
            }
        ],
    }  # fmt: skip


def _uuid(head: Mapping[str, Any]) -> str:
    """The conversation's own id where it is a UUID that no other source can use too, else one made from id and source."""
    try:
        if head["source"] == DEFAULT_SOURCE:
            return str(uuid.UUID(head["conversation_id"]))
    except ValueError:
        pass
    return str(uuid.uuid5(_NAMES, f"{head['source']}\0{head['conversation_id']}"))


def _speaker(turn: Mapping[str, Any]) -> tuple[str, str]:
    """Role and id of who speaks."""
    role = "internal" if turn["internal"] else turn["role"]
    return role, str(turn["agent_id"] or "") if turn["role"] == "agent" else str(turn["speaker"] or "")


def _party(role: str, who: str, customer_key: str | None) -> dict[str, str]:
    if role == UNKNOWN_ROLE:
        return {"name": f"speaker {who}".strip()}
    address = {"customer": customer_key or "", "agent": who, "internal": who}.get(role)
    return {"role": role} | ({"uuid": address} if address else {})


def _dialog(turn: Mapping[str, Any], party: int, started_at: datetime | None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "text"}
    if started_at is not None and turn["t"] is not None:
        found["start"] = started_at + timedelta(seconds=turn["t"])
    if turn["t"] is not None and turn["end_t"] is not None and turn["end_t"] >= turn["t"]:
        found["duration"] = round(turn["end_t"] - turn["t"], 3)
    return found | {"parties": [party], "mediatype": "text/plain", "encoding": "none", "body": turn["text"]}


def _by_key(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        own = {name: value for name, value in row.items() if name not in _OF_ANOTHER}
        found.setdefault(row["conversation_key"], []).append(own)
    return found


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
