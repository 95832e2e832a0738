"""Exclusions: conversations that are kept, but marked with the rule by which they do not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from data.warehouse import transaction


def exclude(connection: duckdb.DuckDBPyConnection, rules: Mapping[str, Sequence[str]]) -> int:
    """Marks conversations that rules of convoqa.yaml or agents.csv exclude; returns how many current ones are excluded."""
    with transaction(connection):
        connection.execute(
            _EXCLUDE,
            [list(rules.get(name, ())) for name in ("conversation_id", "agent_id", "queue", "topic")],
        )
    row = connection.execute(
        "SELECT count(*) FROM conversations WHERE is_current AND excluded IS NOT NULL"
    ).fetchone()
    return int(row[0]) if row else 0


# An agent is excluded under every id of the same person.
_EXCLUDE = """
WITH named AS (
    SELECT agent_id FROM agents WHERE person_id IN (SELECT person_id FROM agents WHERE list_contains($2, agent_id))
),
marked AS (SELECT agent_id FROM agents WHERE person_id IN (SELECT person_id FROM agents WHERE exclude))
UPDATE conversations SET excluded = reason
FROM (
    SELECT conversation_key AS excluded_key, CASE
        WHEN list_contains($1, conversation_id) THEN 'conversation excluded in convoqa.yaml'
        WHEN agent_id IN (FROM named) OR list_contains($2, agent_id) THEN 'agent excluded in convoqa.yaml'
        WHEN list_contains($3, queue) THEN 'queue excluded in convoqa.yaml'
        WHEN list_contains($4, declared_topic) THEN 'topic excluded in convoqa.yaml'
        WHEN agent_id IN (FROM marked) THEN 'agent excluded in agents.csv'
    END AS reason
    FROM conversations
) WHERE conversation_key = excluded_key AND excluded IS DISTINCT FROM reason
"""
