"""Why a conversation was judged as it was: every answer with its quotes, for people and for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import duckdb

from data.retention import FORGOTTEN
from reports.wording import visible

NEEDS: Final = ("need_heard", "offered_unheard", "offer_fits", "offer_misfits")
FORBIDDEN: Final = "forbidden:"
PROMISED: Final = "promises_forbidden"
_CONVERSATION = """
SELECT c.conversation_key, c.conversation_id, c.source, c.revision, c.language, c.channel, c.queue, c.not_scored,
       c.excluded, c.warnings, t.topic, t.given_by AS topic_given_by,
       r.found AS roles, r.probability AS roles_probability,
       o.outcome, o.probability AS outcome_probability, o.turn AS outcome_turn,
       u.role AS outcome_role, substring(u.text, o.span_start + 1, o.span_end - o.span_start) AS outcome_text,
       strftime(c.started_at, '%Y-%m-%dT%H:%M:%SZ') AS started_at,
       strftime(c.file_time, '%Y-%m-%dT%H:%M:%SZ') AS file_time,
       strftime(c.text_deleted_on, '%Y-%m-%d') AS text_deleted_on, c.text_deleted_why
FROM conversations c
LEFT JOIN topics t USING (conversation_key) LEFT JOIN outcomes o USING (conversation_key)
LEFT JOIN roles r USING (conversation_key)
LEFT JOIN turns u ON u.conversation_key = c.conversation_key AND u.turn = o.turn
WHERE c.conversation_id = ? AND c.is_current ORDER BY c.source
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
# The words of a step: where it was said; where a turn came close to it and left it unsure, those of that turn.
_STEPS = """
WITH heard AS (
    SELECT p.script, p.step, s.turn, s.span_start, s.span_end
    FROM steps p
    JOIN signals s ON s.conversation_key = p.conversation_key AND s.name = 'step:' || p.script || '/' || p.step
    WHERE p.conversation_key = $1 AND CASE WHEN p.turn IS NOT NULL THEN s.turn = p.turn AND s.level >= 1
        ELSE p.status = 'unsure' AND s.level = 0 AND abs(p.probability + s.probability - 1) < 0.0001 END
    QUALIFY row_number() OVER (PARTITION BY p.script, p.step ORDER BY s.turn, s.span_start) = 1
)
SELECT p.agent_id, g.name AS agent, p.script, p.step, p.status, p.turn, p.probability, p.reason,
       CASE WHEN t.turn IS NULL THEN [] ELSE [{
           'turn': t.turn, 'role': t.role, 'start': h.span_start, 'end': h.span_end,
           'text': substring(t.text, h.span_start + 1, h.span_end - h.span_start)
       }] END AS quotes
FROM (SELECT *, row_number() OVER () AS place FROM steps WHERE conversation_key = $1) p
LEFT JOIN heard h USING (script, step)
LEFT JOIN turns t ON t.conversation_key = $1 AND t.turn = h.turn
LEFT JOIN agents g ON g.agent_id = p.agent_id
ORDER BY p.agent_id, p.place
"""
_SEEN = """
SELECT s.name, s.turn, t.agent_id, g.name AS agent, s.probability, s.span_start AS start, s.span_end AS "end",
       substring(t.text, s.span_start + 1, s.span_end - s.span_start) AS text
FROM signals s
JOIN turns t USING (conversation_key, turn)
LEFT JOIN agents g ON g.agent_id = t.agent_id
WHERE s.conversation_key = $1 AND s.level >= 1 AND (starts_with(s.name, $2) OR list_contains($3, s.name))
ORDER BY s.turn, s.span_start, s.name
"""
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
_NAME: Final = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def explanation(connection: duckdb.DuckDBPyConnection, conversation_id: str) -> dict[str, Any] | None:
    """What the newest revision was judged to be, with the quotes; None where the id is not known.

    other_sources: the same of each other conversation with this id, which is another conversation.
    """
    found = [_explained(connection, row) for row in _rows(connection, _CONVERSATION, conversation_id)]
    return found[0] | {"other_sources": found[1:]} if found else None


def _explained(connection: duckdb.DuckDBPyConnection, conversation: dict[str, Any]) -> dict[str, Any]:
    key = conversation.pop("conversation_key")
    seen = _rows(connection, _SEEN, key, FORBIDDEN, [PROMISED, *NEEDS])
    return {
        **conversation,
        "promise": next(iter(_rows(connection, _PROMISE, key)), None),
        "escalation": next(iter(_rows(connection, _ESCALATION, key)), None),
        "deescalation": _hostility(connection, key),
        "scores": _rows(connection, _SCORES, key),
        "answers": _rows(connection, _ANSWERS, key),
        "steps": _rows(connection, _STEPS, key),
        "forbidden": [row for row in seen if row["name"] not in NEEDS],
        "needs": [row for row in seen if row["name"] in NEEDS],
    }


def explanation_text(found: dict[str, Any]) -> str:
    """The same as plain text, one source after the other."""
    if not found["other_sources"]:
        return visible("\n".join(_lines(found))) + "\n"
    each = (f"of {one['source']}:\n" + "\n".join(_lines(one)) for one in (found, *found["other_sources"]))
    return visible("\n\n".join(each)) + "\n"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    about = [found[key] for key in ("started_at", "channel", "queue", "language") if found[key]]
    about += [_words(found["topic"])] if found["topic"] else []
    yield f"{found['conversation_id']} (revision {found['revision']}): {_BETWEEN.join(about)}"
    if found["started_at"] is None:
        counts = (
            f"counts at the time of its file, {found['file_time']}"
            if found["file_time"]
            else "is in no period"
        )
        yield f"it does not say when it began, and {counts}"
    if found["excluded"]:
        yield f"excluded: {found['excluded']}"
    if found["text_deleted_on"]:
        why = "its customer was forgotten" if found["text_deleted_why"] == FORGOTTEN else "its time was over"
        yield f"its text was deleted on {found['text_deleted_on']}: {why}; what was judged stays"
    if found["not_scored"]:
        sure = found["roles_probability"]
        of = f" ({sure:.1%})" if found["not_scored"].startswith("roles") and sure is not None else ""
        yield f"not scored: {found['not_scored']}{of}"
        return
    if found["roles"] == "inferred":
        yield f"roles: inferred from what was said ({found['roles_probability']:.1%})"
    yield from _outcome(found)
    if found["promise"]:
        yield from _promise(found["promise"])
    if found["escalation"]:
        yield from _escalation(found["escalation"])
    if found["deescalation"]:
        yield from _course(found["deescalation"])
    for seen in (*found["needs"], *found["forbidden"]):
        yield _seen(seen)
    if found["steps"] and not found["forbidden"]:
        yield "forbidden statements: none seen"
    agents = dict.fromkeys((row["agent_id"], row.get("agent")) for row in found["answers"])
    for agent_id, name in agents:
        yield ""
        yield _heading(agent_id, name, found["scores"])
        for answer in found["answers"]:
            if answer["agent_id"] == agent_id:
                yield from _answer(answer)
    for agent_id, name in dict.fromkeys((row["agent_id"], row["agent"]) for row in found["steps"]):
        yield ""
        yield f"steps of {_named(agent_id, name)}"
        for step in found["steps"]:
            if step["agent_id"] == agent_id:
                yield from _step(step)


def _outcome(found: dict[str, Any]) -> Iterator[str]:
    sure = f"{found['outcome_probability']:.0%}"
    if found["outcome_text"] is None:
        yield f"outcome: {_words(found['outcome'])} ({sure})"
        return
    place = f"turn {found['outcome_turn']}, {found['outcome_role']}"
    yield f"outcome: {_words(found['outcome'])} ({sure}, {place}): {_in_quotes(found['outcome_text'])}"


def _promise(promise: dict[str, Any]) -> Iterator[str]:
    when = f"“{promise['by']}”" if promise["by"] else "no time named"
    due = f", due {promise['due']}" if promise["due"] else ""
    yield f"promise: {when}{due} (turn {promise['turn']}, {_who(promise)}): {_in_quotes(promise['what'])}"


def _escalation(handed: dict[str, Any]) -> Iterator[str]:
    yield f"escalated to: {_words(handed['kind'])} (turn {handed['turn']}): {_in_quotes(handed['text'])}"
    if handed["why_turn"] is not None:
        yield f"  because of turn {handed['why_turn']}, {handed['why_role']}: {_in_quotes(handed['why'])}"


def _course(course: dict[str, Any]) -> Iterator[str]:
    levels = " ".join(str(point["level"]) for point in course["points"])
    turned = "it did not turn" if course["turned"] is None else f"lower from turn {course['turned']} on"
    yield f"hostility of the customer, turn by turn: {levels}; highest at turn {course['peak_turn']}, {turned}"
    if course["agent_turn"] is not None:
        does = f", {_words(course['does'])}" if course["does"] else ""
        yield f"  said just before: turn {course['agent_turn']}, {_who(course)}{does}: {_in_quotes(course['said'])}"
    for rise in course["rose"]:
        yield f"  rose at turn {rise['turn']} after turn {rise['agent_turn']}: {_in_quotes(rise['said'])}"


def _seen(seen: dict[str, Any]) -> str:
    name, _, statement = seen["name"].partition(":")
    what = _words(f"{name}: {statement.replace('/', ' / ')}" if statement else name)
    place = f"{seen['probability']:.0%}, turn {seen['turn']}, {_who(seen)}"
    return f"{what} ({place}): {_in_quotes(seen['text'])}"


def _who(row: dict[str, Any]) -> str:
    return str(row["agent"] or row["agent_id"] or "agent without an id")


def _named(agent_id: str | None, name: str | None) -> str:
    return f"{name} ({agent_id})" if name else str(agent_id or "agent without an id")


def _in_quotes(text: str) -> str:
    if not text:
        return "(its text was deleted)"
    return f"“{' '.join(text.split())}”"


def _hostility(connection: duckdb.DuckDBPyConnection, key: str) -> dict[str, Any] | None:
    """The course of the customer's hostility with its quotes; None where there was none."""
    course = next(iter(_rows(connection, _HOSTILITY, key)), None)
    return course and course | {"rose": _rows(connection, _RISES, key)}


def _words(text: str) -> str:
    """Our own names in words: `follow_up` is follow up. Programs get the names."""
    return _NAME.sub(lambda name: name[0].replace("_", " "), text)


def _heading(agent_id: str | None, name: str | None, scores: list[dict[str, Any]]) -> str:
    who = _named(agent_id, name)
    score = next((s for s in scores if s["agent_id"] == agent_id), None)
    if score is None:
        return who
    scorecard = score["scorecard"].partition("@")[0]
    if score["score"] is None:
        return (
            f"{who}: no score, not enough judged ({score['answered_weight']:.0%} of the weight; {scorecard})"
        )
    marks = [
        word for word, on in (("auto-fail", score["auto_fail"]), ("provisional", score["provisional"])) if on
    ]
    return f"{who}: {score['score']:.1f} of 100 ({_BETWEEN.join([*marks, scorecard])})"


def _answer(answer: dict[str, Any]) -> Iterator[str]:
    critical = ", critical" if answer["critical"] else ""
    what = f"{answer['answer']:15} {answer['section']} / {answer['question']}{critical} ({answer['probability']:.0%}): {answer['reason']}"
    yield f"  {_words(what)}"
    yield from map(_quote, answer["quotes"])


def _step(step: dict[str, Any]) -> Iterator[str]:
    what = (
        f"{step['status']:15} {step['script']} / {step['step']} ({step['probability']:.0%}): {step['reason']}"
    )
    yield f"  {_words(what)}"
    yield from map(_quote, step["quotes"])


def _quote(quote: dict[str, Any]) -> str:
    return f"      turn {quote['turn']}, {quote['role']}: {_in_quotes(quote['text'])}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.execute(sql, list(values)).to_arrow_table().to_pylist()
    return found
