"""Conversations into the warehouse and out of it again, in bulk.

A conversation is known by source and id. The same content again is a duplicate; other content under the same id is a
new revision, and only the newest is current. `conversation_key` is a hash of source, id and redacted content.

The newest is what came last, but for a beginning of another revision: a conversation grows, so what holds only the
first turns of what is known is older, however late its file comes. It is kept in history, and replaces nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.conversation import UNKNOWN_ROLE, Conversation, Turn
from data.warehouse import table_schema

KEY_CHARACTERS: Final = 20
_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_READABLE: Final = json.JSONEncoder(ensure_ascii=False)
CONVERSATIONS: Final = table_schema(
    conversation_key=pa.string(),
    source=pa.string(),
    conversation_id=pa.string(),
    batch_id=pa.string(),
    channel=pa.string(),
    declared_language=pa.string(),
    started_at=pa.timestamp("us", tz="UTC"),
    duration_s=pa.float64(),
    times_ok=pa.bool_(),
    agent_id=pa.string(),
    last_agent_id=pa.string(),
    customer_key=pa.string(),
    declared_topic=pa.string(),
    queue=pa.string(),
    csat=pa.float64(),
    nps=pa.float64(),
    effort=pa.float64(),
    metadata=pa.string(),
    warnings=pa.list_(pa.string()),
    excluded=pa.string(),
)
TURNS: Final = table_schema(
    conversation_key=pa.string(),
    turn=pa.int32(),
    role=pa.string(),
    given_role=pa.string(),
    speaker=pa.int32(),
    agent_id=pa.string(),
    internal=pa.bool_(),
    text=pa.string(),
    t=pa.float64(),
    end_t=pa.float64(),
)


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as the warehouse has it. language and not_scored are None until they were decided.

    turn_languages, turn_not_scored: one entry a turn.
    """

    key: str
    conversation: Conversation
    language: str | None
    not_scored: str | None
    turn_languages: tuple[str | None, ...]
    turn_not_scored: tuple[str | None, ...]


def conversation_key(conversation: Conversation) -> str:
    """The key of this revision: 20 hex digits over source, id and everything that is kept of it."""
    content: list[Any] = [
        conversation.source, conversation.conversation_id, conversation.channel, conversation.language,
        conversation.started_at.isoformat() if conversation.started_at else None, conversation.agent_id,
        conversation.topic, conversation.queue, conversation.csat, conversation.nps, conversation.effort,
        sorted(conversation.metadata.items()),
        [[t.role, t.text, t.agent_id, t.internal, t.t, t.end] for t in conversation.turns],
    ]  # fmt: skip
    if any(speakers := _speakers(conversation)):
        content.append(speakers)
    text = _COMPACT.encode(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_CHARACTERS]


def conversation_rows(
    items: Sequence[tuple[str, Conversation]],
    *,
    batch_ids: Sequence[str],
    customer_keys: Sequence[str | None],
) -> tuple[pa.Table, pa.Table]:
    """The rows of `conversations` and `turns` for (key, conversation) pairs, before revisions are numbered."""
    conversations = [conversation for _, conversation in items]
    by_conversation: dict[str, Sequence[Any] | pa.Array[Any]] = {
        "conversation_key": [key for key, _ in items], "batch_id": batch_ids, "customer_key": customer_keys,
        "excluded": [None] * len(items), **_conversation_columns(conversations),
    }  # fmt: skip
    turns = [turn for conversation in conversations for turn in conversation.turns]
    roles = pa.array([turn.role for turn in turns], pa.string())
    by_turn: dict[str, Sequence[Any] | pa.Array[Any]] = {
        "conversation_key": [key for key, conversation in items for _ in conversation.turns],
        "turn": [number for conversation in conversations for number in range(len(conversation.turns))],
        "role": roles,
        "given_role": roles,
        "speaker": [speaker for conversation in conversations for speaker in _speakers(conversation)],
        "agent_id": [turn.agent_id for turn in turns],
        "internal": [turn.internal for turn in turns],
        "text": [turn.text for turn in turns],
        "t": [turn.t for turn in turns],
        "end_t": [turn.end for turn in turns],
    }
    return _table(by_conversation, CONVERSATIONS), _table(by_turn, TURNS)


def _table(columns: dict[str, Sequence[Any] | pa.Array[Any]], schema: pa.Schema) -> pa.Table:
    return pa.table(
        {
            field.name: given
            if isinstance(given := columns[field.name], pa.Array)
            else pa.array(given, field.type)
            for field in schema
        },
        schema,
    )


def _speakers(conversation: Conversation) -> list[int | None]:
    """By turn, who of those without a role speaks, from 1 by first word. A label may be a name: it is not kept."""
    if all(turn.speaker is None for turn in conversation.turns):
        return [None] * len(conversation.turns)
    known: dict[str, int] = {}
    return [
        known.setdefault(turn.speaker, len(known) + 1) if turn.role == UNKNOWN_ROLE and turn.speaker else None
        for turn in conversation.turns
    ]


def add_conversations(
    connection: duckdb.DuckDBPyConnection, given: pa.Table, said: pa.Table
) -> dict[str, int]:
    """Stores new revisions and marks the newest as current; rows whose key is known are left out.

    Returns batch_id -> how many were new. Statements name Arrow tables by their Python names: DuckDB would hold what is
    registered, and temporary tables, in memory until the transaction ends.
    """
    fresh = connection.execute(_FRESH).to_arrow_table()
    connection.execute(_ADD_REVISIONS)
    once = pc.count_distinct(given["conversation_key"]).as_py() == given.num_rows
    if fresh.num_rows < given.num_rows:
        said = said.filter(pc.is_in(said["conversation_key"], value_set=fresh["conversation_key"]))
    connection.execute(_ADD_TURNS if once else _ADD_TURNS + _EACH_ONCE)
    if fresh.num_rows and pc.max(fresh["revision"]).as_py() > 1:
        connection.execute(_MARK_NEWEST)
    return Counter(map(str, fresh["batch_id"].to_pylist()))


_FRESH = """
WITH staged AS (SELECT *, row_number() OVER () AS place FROM given),
known AS (
    SELECT c.conversation_key, c.source, c.conversation_id, c.revision
    FROM conversations c SEMI JOIN staged s ON c.source = s.source AND c.conversation_id = s.conversation_id
),
newest AS (SELECT source, conversation_id, max(revision) AS revision FROM known GROUP BY ALL),
new AS (
    SELECT * FROM staged s ANTI JOIN known k ON k.conversation_key = s.conversation_key
    QUALIFY row_number() OVER (PARTITION BY conversation_key ORDER BY place) = 1
)
SELECT n.* EXCLUDE (place),
       (coalesce(k.revision, 0) + row_number() OVER (PARTITION BY n.source, n.conversation_id ORDER BY n.place))::INTEGER AS revision,
       true AS is_current
FROM new n LEFT JOIN newest k ON k.source = n.source AND k.conversation_id = n.conversation_id
ORDER BY n.place
"""
_ADD_REVISIONS = "INSERT INTO conversations BY NAME SELECT * FROM fresh"
_ADD_TURNS = "INSERT INTO turns BY NAME SELECT * FROM said"
_EACH_ONCE = " QUALIFY row_number() OVER (PARTITION BY conversation_key, turn) = 1"
# Who spoke and what was said decide what a beginning is: times, ids and metadata are filled in later. Where the text
# was deleted, who spoke decides alone; a name that is given in a later turn is taken out of an earlier one too.
_MARK_NEWEST = """
WITH several AS (
    SELECT c.* FROM conversations c SEMI JOIN fresh f ON f.source = c.source AND f.conversation_id = c.conversation_id
    QUALIFY count(*) OVER (PARTITION BY c.source, c.conversation_id) > 1
),
said AS (
    SELECT s.conversation_key, any_value(s.text_deleted_on) IS NULL AS has_text,
           list((t.given_role, t.speaker, t.internal) ORDER BY t.turn) AS speakers,
           list({'text': md5(t.text), 'named': contains(t.text, '<NAME')} ORDER BY t.turn) AS texts
    FROM several s JOIN turns t USING (conversation_key) GROUP BY s.conversation_key
),
revisions AS (SELECT s.source, s.conversation_id, s.revision, d.* FROM several s JOIN said d USING (conversation_key)),
beginnings AS (
    SELECT DISTINCT a.conversation_key
    FROM revisions a JOIN revisions b ON a.source = b.source AND a.conversation_id = b.conversation_id
        AND len(a.texts) < len(b.texts) AND a.speakers = b.speakers[:len(a.texts)]
        AND (NOT b.has_text OR NOT a.has_text OR list_bool_and(list_transform(
            list_zip(a.texts, b.texts, true), lambda pair: pair[1].text = pair[2].text OR pair[2].named)))
),
newest AS (
    SELECT conversation_key, row_number() OVER (
        PARTITION BY source, conversation_id ORDER BY conversation_key IN (FROM beginnings), revision DESC) = 1 AS is_newest
    FROM revisions
)
UPDATE conversations c SET is_current = n.is_newest
FROM newest n WHERE c.conversation_key = n.conversation_key AND c.is_current <> n.is_newest
"""


def load_conversations(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], *, as_given: bool = False
) -> list[StoredConversation]:
    """The conversations with these keys, in this order; as_given: with the roles that were read, not those judged."""
    wanted = pa.table(
        {"conversation_key": pa.array(keys, pa.string()), "place": pa.array(range(len(keys)), pa.int64())}
    )
    connection.register("wanted", wanted)
    try:
        rows = connection.execute(
            "SELECT c.* FROM conversations c JOIN wanted w USING (conversation_key) ORDER BY w.place"
        ).to_arrow_table().to_pylist()  # fmt: skip
        turns = connection.execute(
            "SELECT t.* FROM turns t JOIN wanted w USING (conversation_key) ORDER BY w.place, t.turn"
        ).to_arrow_table().to_pylist()  # fmt: skip
    finally:
        connection.unregister("wanted")
    by_key: dict[str, list[dict[str, Any]]] = {}
    for turn in turns:
        by_key.setdefault(turn["conversation_key"], []).append(turn)
    role = "given_role" if as_given else "role"
    return [_stored(row, by_key.get(row["conversation_key"], []), role) for row in rows]


def _stored(row: dict[str, Any], turns: list[dict[str, Any]], role: str) -> StoredConversation:
    conversation = Conversation(
        conversation_id=row["conversation_id"],
        turns=tuple(_stored_turn(turn, turn[role]) for turn in turns),
        source=row["source"],
        channel=row["channel"],
        language=row["declared_language"],
        started_at=row["started_at"],
        agent_id=row["agent_id"],
        topic=row["declared_topic"],
        queue=row["queue"],
        csat=row["csat"],
        nps=row["nps"],
        effort=row["effort"],
        metadata=json.loads(row["metadata"]),
        warnings=tuple(row["warnings"]),
        times_ok=row["times_ok"],
    )
    return StoredConversation(
        row["conversation_key"],
        conversation,
        row["language"],
        row["not_scored"],
        tuple(t["language"] for t in turns),
        tuple(t["not_scored"] for t in turns),
    )


def _stored_turn(turn: dict[str, Any], role: str) -> Turn:
    agent_id = None if role == "customer" else turn["agent_id"]
    speaker = turn["speaker"] and f"speaker {turn['speaker']}"
    return Turn(role, turn["text"], agent_id, turn["internal"], turn["t"], turn["end_t"], speaker)


def _conversation_columns(conversations: Sequence[Conversation]) -> dict[str, list[Any]]:
    return {
        "source": [c.source for c in conversations],
        "conversation_id": [c.conversation_id for c in conversations],
        "channel": [c.channel for c in conversations],
        "declared_language": [c.language for c in conversations],
        "started_at": [c.started_at for c in conversations],
        "duration_s": [_duration(c) for c in conversations],
        "times_ok": [c.times_ok for c in conversations],
        "agent_id": [c.agent_id for c in conversations],
        "last_agent_id": [c.last_agent_id for c in conversations],
        "declared_topic": [c.topic for c in conversations],
        "queue": [c.queue for c in conversations],
        "csat": [c.csat for c in conversations],
        "nps": [c.nps for c in conversations],
        "effort": [c.effort for c in conversations],
        "metadata": [_READABLE.encode(dict(sorted(c.metadata.items()))) for c in conversations],
        "warnings": [c.warnings for c in conversations],
    }


def _duration(conversation: Conversation) -> float | None:
    if not conversation.times_ok:
        return None
    times = [turn.t for turn in conversation.turns] + [turn.end for turn in conversation.turns]
    return max((time for time in times if time is not None), default=None)
