"""The stop before all others: who speaks. What was given stays in `turns.given_role`; `turns.role` is what is judged."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from data.warehouse import insert, table_schema, transaction
from qa_rules.bookkeeping import (
    Progress,
    delete_rows,
    mark,
    pending_conversations,
    rows_for,
    set_aside,
    take_up_again,
)
from qa_rules.faults import apart
from qa_rules.roles import UNCLEAR, Roles, reason_of, roles_of, roles_version, with_roles

STOP: Final = "roles"
ROLES: Final = table_schema(
    conversation_key=pa.string(),
    found=pa.string(),
    probability=pa.float64(),
    version=pa.string(),
)
_TURN_ROLES: Final = table_schema(conversation_key=pa.string(), turn=pa.int32(), role=pa.string())
_LAST_AGENTS: Final = table_schema(conversation_key=pa.string(), last_agent_id=pa.string())

_CHANGED = """
CREATE OR REPLACE TEMP TABLE recast AS
SELECT DISTINCT t.conversation_key FROM turns t JOIN turn_roles r USING (conversation_key, turn) WHERE t.role <> r.role
"""
_SET_ROLES = """
UPDATE turns t SET role = r.role FROM turn_roles r
WHERE t.conversation_key = r.conversation_key AND t.turn = r.turn AND t.role <> r.role
"""
_SET_LAST_AGENTS = """
UPDATE conversations c SET last_agent_id = a.last_agent_id FROM last_agents a
WHERE c.conversation_key = a.conversation_key AND c.last_agent_id IS DISTINCT FROM a.last_agent_id
"""
_MAKE_ANEW = "DELETE FROM made WHERE stop <> ? AND conversation_key IN (SELECT conversation_key FROM recast)"


def make_roles(connection: duckdb.DuckDBPyConnection, progress: Progress) -> dict[str, int]:
    """The roles of every conversation that was not cast by this version. Returns how many were found how.

    Where a role changes, every later stop is made anew for that conversation.
    """
    version = roles_version()
    take_up_again(connection)
    made = {"given": 0, "inferred": 0, "unclear": 0, "swapped": 0}
    for stored in pending_conversations(connection, STOP, version, progress, as_given=True):
        rows, turn_roles, last_agents = [], [], []
        cast, failed = apart(stored, lambda item: roles_of(item.conversation))
        for item, roles in cast:
            made[roles.found] += 1
            rows.append(_row(item.key, roles, version))
            turn_roles += [
                {"conversation_key": item.key, "turn": number, "role": role}
                for number, role in enumerate(roles.turns)
            ]
            if roles.found in ("inferred", "unclear"):
                judged = with_roles(item.conversation, roles)
                last_agents.append({"conversation_key": item.key, "last_agent_id": judged.last_agent_id})
        keys = [item.key for item, _ in cast]
        with transaction(connection):
            _change(
                connection,
                pa.Table.from_pylist(turn_roles, _TURN_ROLES),
                pa.Table.from_pylist(last_agents, _LAST_AGENTS),
            )
            delete_rows(connection, STOP, keys)
            insert(connection, STOP, pa.Table.from_pylist(rows, ROLES))
            mark(connection, STOP, version, keys)
        set_aside(connection, {item.key: reason for item, reason in failed})
    return made


def unclear_reasons(connection: duckdb.DuckDBPyConnection, keys: list[str]) -> dict[str, str]:
    """By conversation, why its turns without a role have none."""
    found = rows_for(connection, "SELECT r.* FROM roles r JOIN wanted w USING (conversation_key)", keys)
    reasons = {row["conversation_key"]: reason_of(row["found"]) for row in found}
    return {key: reasons.get(key, UNCLEAR) for key in keys}


def _row(key: str, roles: Roles, version: str) -> dict[str, object]:
    return {
        "conversation_key": key,
        "found": roles.found,
        "probability": roles.probability,
        "version": version,
    }


def _change(connection: duckdb.DuckDBPyConnection, turn_roles: pa.Table, last_agents: pa.Table) -> None:
    connection.register("turn_roles", turn_roles)
    connection.register("last_agents", last_agents)
    try:
        connection.execute(_CHANGED)
        connection.execute(_SET_ROLES)
        connection.execute(_SET_LAST_AGENTS)
        connection.execute(_MAKE_ANEW, [STOP])
        connection.execute("DROP TABLE recast")
    finally:
        connection.unregister("turn_roles")
        connection.unregister("last_agents")
