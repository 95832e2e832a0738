"""One agent a person: whoever speaks under several ids in a conversation answers for one span, under the first of them.

Which ids are one person's is data (`agents.csv`), and so is never known to a detector.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import duckdb

from data.conversation import Conversation


def load_persons(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """agent_id -> person_id, of the agents that are known."""
    return dict(
        connection.execute("SELECT agent_id, min(person_id) FROM agents GROUP BY agent_id").fetchall()
    )


def one_id_each(conversation: Conversation, persons: Mapping[str, str]) -> Conversation:
    """The conversation with every person under the first id that they spoke under to the customer."""
    spoken = [turn.agent_id for turn in conversation.turns if turn.role == "agent" and not turn.internal]
    ids = list(dict.fromkeys(filter(None, spoken)))
    first: dict[str, str] = {}
    for agent_id in ids:
        first.setdefault(persons.get(agent_id, agent_id), agent_id)
    if len(first) == len(ids):
        return conversation
    known_as = {agent_id: first[persons.get(agent_id, agent_id)] for agent_id in ids}
    turns = tuple(
        replace(turn, agent_id=known_as.get(turn.agent_id, turn.agent_id)) if turn.agent_id else turn
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns)
