"""Why a conversation was judged as it was: every answer with its quotes, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

_CONVERSATION = """
SELECT c.conversation_key, c.conversation_id, c.source, c.revision, c.language, c.channel, c.queue, c.not_scored,
       c.excluded, c.warnings, t.topic, t.given_by AS topic_given_by,
       r.found AS roles, r.probability AS roles_probability,
       o.outcome, o.probability AS outcome_probability, o.turn AS outcome_turn,
       strftime(c.started_at, '%Y-%m-%dT%H:%M:%SZ') AS started_at
FROM conversations c
LEFT JOIN topics t USING (conversation_key) LEFT JOIN outcomes o USING (conversation_key)
LEFT JOIN roles r USING (conversation_key)
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
_PROMISE = """
SELECT substring(t.text, o.what_start + 1, o.what_end - o.what_start) AS what,
       substring(t.text, o.by_start + 1, o.by_end - o.by_start) AS "by",
       strftime(o.due, '%Y-%m-%d') AS due, o.promise_turn AS turn, t.agent_id, g.name AS agent
FROM outcomes o
JOIN turns t ON t.conversation_key = o.conversation_key AND t.turn = o.promise_turn
LEFT JOIN agents g ON g.agent_id = t.agent_id
WHERE o.conversation_key = ?
"""
_ESCALATION = """
SELECT o.escalated_to AS kind, o.to_turn AS turn, substring(t.text, o.to_start + 1, o.to_end - o.to_start) AS text,
       o.why_turn, substring(w.text, o.why_start + 1, o.why_end - o.why_start) AS why, w.role AS why_role
FROM outcomes o
JOIN turns t ON t.conversation_key = o.conversation_key AND t.turn = o.to_turn
LEFT JOIN turns w ON w.conversation_key = o.conversation_key AND w.turn = o.why_turn
WHERE o.conversation_key = ?
"""
_HOSTILITY = """
SELECT d.points, d.peak_turn, d.peak_level, d.turned, d.agent_turn, d.does,
       substring(t.text, d.span_start + 1, d.span_end - d.span_start) AS said, t.agent_id, g.name AS agent
FROM deescalations d
LEFT JOIN turns t ON t.conversation_key = d.conversation_key AND t.turn = d.agent_turn
LEFT JOIN agents g ON g.agent_id = t.agent_id
WHERE d.conversation_key = ?
"""
_RISES = """
SELECT r.rise.turn AS turn, r.rise.agent_turn AS agent_turn,
       substring(t.text, r.rise.span_start + 1, r.rise.span_end - r.rise.span_start) AS said
FROM (SELECT conversation_key, unnest(rose) AS rise FROM deescalations WHERE conversation_key = ?) r
JOIN turns t ON t.conversation_key = r.conversation_key AND t.turn = r.rise.agent_turn
ORDER BY turn
"""
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
        "promise": next(iter(_rows(connection, _PROMISE, key)), None),
        "escalation": next(iter(_rows(connection, _ESCALATION, key)), None),
        "deescalation": _hostility(connection, key),
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
        sure = found["roles_probability"]
        of = f" ({sure:.1%})" if found["not_scored"].startswith("roles") and sure is not None else ""
        yield f"not scored: {found['not_scored']}{of}"
        return
    if found["roles"] == "inferred":
        yield f"roles: inferred from what was said ({found['roles_probability']:.1%})"
    yield f"outcome: {found['outcome']} ({found['outcome_probability']:.0%})"
    if found["promise"]:
        yield from _promise(found["promise"])
    if found["escalation"]:
        yield from _escalation(found["escalation"])
    if found["deescalation"]:
        yield from _course(found["deescalation"])
    agents = dict.fromkeys((row["agent_id"], row.get("agent")) for row in found["answers"])
    for agent_id, name in agents:
        yield ""
        yield _heading(agent_id, name, found["scores"])
        for answer in found["answers"]:
            if answer["agent_id"] == agent_id:
                yield from _answer(answer)


def _promise(promise: dict[str, Any]) -> Iterator[str]:
    when = f"“{promise['by']}”" if promise["by"] else "no time named"
    due = f", due {promise['due']}" if promise["due"] else ""
    who = promise["agent"] or promise["agent_id"] or "agent without an id"
    yield f"promise: {when}{due} (turn {promise['turn']}, {who}): “{' '.join(promise['what'].split())}”"


def _escalation(handed: dict[str, Any]) -> Iterator[str]:
    yield f"escalated to: {handed['kind'].replace('_', ' ')} (turn {handed['turn']}): {_in_quotes(handed['text'])}"
    if handed["why"]:
        yield f"  because of turn {handed['why_turn']}, {handed['why_role']}: {_in_quotes(handed['why'])}"


def _course(course: dict[str, Any]) -> Iterator[str]:
    levels = " ".join(str(point["level"]) for point in course["points"])
    turned = "it did not turn" if course["turned"] is None else f"lower from turn {course['turned']} on"
    yield f"hostility of the customer, turn by turn: {levels}; highest at turn {course['peak_turn']}, {turned}"
    if course["said"]:
        who = course["agent"] or course["agent_id"] or "agent without an id"
        does = f", {course['does'].replace('_', ' ')}" if course["does"] else ""
        yield f"  said just before: turn {course['agent_turn']}, {who}{does}: {_in_quotes(course['said'])}"
    for rise in course["rose"]:
        yield f"  rose at turn {rise['turn']} after turn {rise['agent_turn']}: {_in_quotes(rise['said'])}"


def _in_quotes(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def _hostility(connection: duckdb.DuckDBPyConnection, key: str) -> dict[str, Any] | None:
    """The course of the customer's hostility with its quotes; None where there was none."""
    course = next(iter(_rows(connection, _HOSTILITY, key)), None)
    return course and course | {"rose": _rows(connection, _RISES, key)}


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
