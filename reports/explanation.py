"""Why a conversation was judged as it was: every answer with its quotes, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

_CONVERSATION = """
SELECT c.conversation_key, c.conversation_id, c.source, c.revision, c.language, c.channel, c.queue, c.not_scored,
       c.excluded, c.warnings, t.topic, t.given_by AS topic_given_by,
       o.outcome, o.probability AS outcome_probability, o.turn AS outcome_turn,
       strftime(c.started_at, '%Y-%m-%dT%H:%M:%SZ') AS started_at
FROM conversations c
LEFT JOIN topics t USING (conversation_key) LEFT JOIN outcomes o USING (conversation_key)
WHERE c.conversation_id = ? AND c.is_current ORDER BY c.source LIMIT 1
"""
_ANSWERS = """
WITH quoted AS (
    SELECT a.agent_id, a.question, list({
        'turn': e.turn, 'role': t.role, 'start': e.span_start, 'end': e.span_end,
        'text': substring(t.text, e.span_start + 1, e.span_end - e.span_start)
    } ORDER BY e.turn, e.span_start) AS quotes
    FROM (SELECT agent_id, question, conversation_key, unnest(evidence) AS e FROM answers WHERE conversation_key = $1) a
    JOIN turns t ON t.conversation_key = a.conversation_key AND t.turn = a.e.turn
    GROUP BY ALL
)
SELECT a.agent_id, g.name AS agent, a.scorecard, a.section, a.question, a.answer, a.value, a.probability,
       a.weight, a.critical, a.reason, coalesce(q.quotes, []) AS quotes
FROM (SELECT *, row_number() OVER () AS place FROM answers WHERE conversation_key = $1) a
LEFT JOIN quoted q ON q.agent_id IS NOT DISTINCT FROM a.agent_id AND q.question = a.question
LEFT JOIN agents g ON g.agent_id = a.agent_id
ORDER BY a.agent_id, a.place
"""
_SCORES = "SELECT agent_id, scorecard, score, answered_weight, auto_fail, provisional FROM scores WHERE conversation_key = ? ORDER BY ALL"
_STEPS = "SELECT agent_id, script, step, status, turn, probability, reason FROM steps WHERE conversation_key = ? ORDER BY ALL"
_BETWEEN = " · "


def explanation(connection: duckdb.DuckDBPyConnection, conversation_id: str) -> dict[str, Any] | None:
    """Answers with their quotes, step statuses and scores of the newest revision; None where the id is not known."""
    found = _rows(connection, _CONVERSATION, conversation_id)
    if not found:
        return None
    conversation = found[0]
    key = conversation.pop("conversation_key")
    return {
        **conversation,
        "scores": _rows(connection, _SCORES, key),
        "answers": _rows(connection, _ANSWERS, key),
        "steps": _rows(connection, _STEPS, key),
    }


def explanation_text(found: dict[str, Any]) -> str:
    """The same as plain text."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    about = [found[key] for key in ("started_at", "channel", "queue", "language", "topic") if found[key]]
    yield f"{found['conversation_id']} (revision {found['revision']}): {_BETWEEN.join(about)}"
    if found["excluded"]:
        yield f"excluded: {found['excluded']}"
    if found["not_scored"]:
        yield f"not scored: {found['not_scored']}"
        return
    yield f"outcome: {found['outcome']} ({found['outcome_probability']:.0%})"
    agents = dict.fromkeys((row["agent_id"], row.get("agent")) for row in found["answers"])
    for agent_id, name in agents:
        yield ""
        yield _heading(agent_id, name, found["scores"])
        for answer in found["answers"]:
            if answer["agent_id"] == agent_id:
                yield from _answer(answer)


def _heading(agent_id: str | None, name: str | None, scores: list[dict[str, Any]]) -> str:
    who = f"{name} ({agent_id})" if name else str(agent_id or "agent without an id")
    score = next((s for s in scores if s["agent_id"] == agent_id), None)
    if score is None:
        return who
    if score["score"] is None:
        return f"{who}: no score, not enough judged ({score['answered_weight']:.0%} of the weight; {score['scorecard']})"
    marks = [
        word for word, on in (("auto-fail", score["auto_fail"]), ("provisional", score["provisional"])) if on
    ]
    return f"{who}: {score['score']:.1f} of 100 ({_BETWEEN.join([*marks, score['scorecard']])})"


def _answer(answer: dict[str, Any]) -> Iterator[str]:
    critical = ", critical" if answer["critical"] else ""
    yield f"  {answer['answer']:15} {answer['section']} / {answer['question']}{critical} ({answer['probability']:.0%}): {answer['reason']}"
    for quote in answer["quotes"]:
        yield f"      turn {quote['turn']}, {quote['role']}: “{' '.join(quote['text'].split())}”"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, value: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.execute(sql, [value]).to_arrow_table().to_pylist()
    return found
