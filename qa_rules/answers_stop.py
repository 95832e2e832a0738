"""The stop from signals to answers and scores: no text is judged here, only what is stored is read.

A conversation is answered anew when a scorecard or script changed, or when anything changed that its answers rest on;
its version is a hash of exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.contracts import Breach, check_answers, check_scores
from data.quarantine import clear_results_of_older, quarantine_breaches
from data.stored import StoredConversation, load_conversations
from data.warehouse import insert, replace_rows, table_schema, transaction
from qa_rules import answers as answering
from qa_rules import steps as stepping
from qa_rules.bookkeeping import (
    CHUNK,
    Progress,
    delete_rows,
    languages_in,
    load_signals,
    load_verdicts,
    pending_keys,
    rows_for,
    set_aside,
)
from qa_rules.definitions import version_of
from qa_rules.faults import apart
from qa_rules.judge import Assessed, Seen, assess
from qa_rules.library import Library
from qa_rules.observe import Failure, Observed, Signal
from qa_rules.persons import load_persons, one_id_each
from qa_rules.promises import Promise
from qa_rules.resolution import Resolution
from qa_rules.topics import TopicFound

STOP: Final = "answers"
STEPS: Final = table_schema(
    conversation_key=pa.string(),
    agent_id=pa.string(),
    script=pa.string(),
    step=pa.string(),
    status=pa.string(),
    turn=pa.int32(),
    probability=pa.float64(),
    reason=pa.string(),
    version=pa.string(),
)
_EVIDENCE: Final = pa.struct([("turn", pa.int32()), ("span_start", pa.int32()), ("span_end", pa.int32())])
ANSWERS: Final = table_schema(
    conversation_key=pa.string(),
    agent_id=pa.string(),
    scorecard=pa.string(),
    section=pa.string(),
    question=pa.string(),
    definition=pa.string(),
    answer=pa.string(),
    value=pa.float64(),
    probability=pa.float64(),
    weight=pa.float64(),
    critical=pa.bool_(),
    reason=pa.string(),
    evidence=pa.list_(_EVIDENCE),
)
SCORES: Final = table_schema(
    conversation_key=pa.string(),
    agent_id=pa.string(),
    scorecard=pa.string(),
    score=pa.float64(),
    answered_weight=pa.float64(),
    auto_fail=pa.bool_(),
    provisional=pa.bool_(),
)

_OLDER = "SELECT conversation_key FROM conversations WHERE NOT is_current"
# What a conversation's answers rest on, as one hash a conversation. Rows are combined without regard to order.
_VERSIONS = """
WITH parts AS (
    SELECT conversation_key, hash('s', turn, name, level, probability, span_start, span_end) AS part FROM signals
    UNION ALL SELECT conversation_key, hash('v', turn, name, level, probability) FROM verdicts
    UNION ALL SELECT conversation_key, hash('x', turn, reason) FROM failures
    UNION ALL SELECT conversation_key, hash('o', outcome, probability, turn, span_start, span_end, customer_left, refused) FROM outcomes
    UNION ALL SELECT conversation_key, hash('t', topic) FROM topics
    UNION ALL SELECT conversation_key, hash('f', agent_id, fact, value) FROM facts
    UNION ALL SELECT conversation_key, hash('c', not_scored, language) FROM conversations
    UNION ALL SELECT DISTINCT t.conversation_key, hash('p', t.agent_id, a.person_id)
    FROM turns t JOIN agents a ON a.agent_id = t.agent_id WHERE a.person_id <> a.agent_id
)
SELECT p.conversation_key, md5(concat_ws('|', ?::VARCHAR, sum(part)::VARCHAR, count(*)::VARCHAR)) AS version
FROM parts p JOIN conversations c ON c.conversation_key = p.conversation_key AND c.is_current
GROUP BY p.conversation_key
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many conversations were answered anew, and those whose answers broke a contract."""

    conversations: int
    breaches: tuple[Breach, ...]


def make_answers(connection: duckdb.DuckDBPyConnection, library: Library, progress: Progress) -> Answered:
    """Steps, answers and scores of every conversation whose material or scorecard changed.

    Answers that break a contract are left out, quarantined and returned; those of older revisions are removed.
    """
    with transaction(connection):
        for table in ("steps", "answers", "scores"):
            connection.execute(f'DELETE FROM "{table}" WHERE conversation_key IN ({_OLDER})')  # noqa: S608
        connection.execute(f"DELETE FROM made WHERE stop = ? AND conversation_key IN ({_OLDER})", [STOP])  # noqa: S608
        clear_results_of_older(connection)
    code = version_of(answering.CODE_VERSION, stepping.CODE_VERSION, library.version)
    versions = connection.execute(_VERSIONS, [code]).to_arrow_table()
    by_key: dict[str, str] = {row["conversation_key"]: row["version"] for row in versions.to_pylist()}
    keys = pending_keys(connection, versions, STOP)
    breaches: list[Breach] = []
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        breaches += _answer_chunk(connection, library, chunk, {key: by_key[key] for key in chunk})
        progress(STOP, min(start + CHUNK, len(keys)), len(keys))
    return Answered(len(keys), tuple(breaches))


def _answer_chunk(
    connection: duckdb.DuckDBPyConnection, library: Library, keys: list[str], versions: dict[str, str]
) -> list[Breach]:
    persons = load_persons(connection)
    stored = [
        replace(item, conversation=one_id_each(item.conversation, persons))
        for item in load_conversations(connection, keys)
    ]
    seen = _load_seen(connection, stored, keys)
    steps: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    facts = _load_facts(connection, keys)

    def assessed_of(item: StoredConversation) -> Assessed:
        what, signals = seen[item.key]
        spoken = [s for s in signals if s.name.startswith(("step:", "forbidden:"))]
        return assess(what, spoken, library, facts.get(item.key))

    answered, failed = apart(stored, assessed_of)
    for item, assessed in answered:
        _add_rows(item.key, assessed, versions[item.key], steps, answers, scores)
    tables = {
        "steps": pa.Table.from_pylist(steps, STEPS),
        "answers": pa.Table.from_pylist(answers, ANSWERS),
        "scores": pa.Table.from_pylist(scores, SCORES),
    }
    lengths = {item.key: [len(turn.text) for turn in item.conversation.turns] for item in stored}
    breaches = _breaches(tables["answers"], tables["scores"], lengths)
    broken = {breach.conversation_key for breach in breaches}
    marks = pa.table(
        {"stop": [STOP] * len(keys), "conversation_key": keys, "version": [versions[k] for k in keys]}
    )
    with transaction(connection):
        for table, rows in tables.items():
            delete_rows(connection, table, keys)
            insert(connection, table, _without(rows, broken))
        replace_rows(connection, "made", marks, ("stop", "conversation_key"))
        quarantine_breaches(connection, keys, {b.conversation_key: b.expectation for b in breaches})
    set_aside(connection, {item.key: reason for item, reason in failed})
    return breaches


def _add_rows(
    key: str,
    assessed: Assessed,
    version: str,
    steps: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    scores: list[dict[str, Any]],
) -> None:
    steps += [
        {
            "conversation_key": key, "agent_id": s.agent_id, "script": s.script, "step": s.step, "status": s.status,
            "turn": s.turn, "probability": s.probability, "reason": s.reason, "version": version,
        }
        for s in assessed.statuses
    ]  # fmt: skip
    answers += [
        {
            "conversation_key": key, "agent_id": a.agent_id, "scorecard": assessed.label, "section": a.section,
            "question": a.question, "definition": a.definition, "answer": a.answer, "value": a.value, "probability": a.probability,
            "weight": a.weight, "critical": a.critical, "reason": a.reason,
            "evidence": [{"turn": e.turn, "span_start": e.start, "span_end": e.end} for e in a.evidence],
        }
        for a in assessed.answers
    ]  # fmt: skip
    scores += [
        {
            "conversation_key": key, "agent_id": s.agent_id, "scorecard": s.scorecard, "score": s.score,
            "answered_weight": s.answered_weight, "auto_fail": s.auto_fail, "provisional": s.provisional,
        }
        for s in assessed.scores
    ]  # fmt: skip


def _breaches(answers: pa.Table, scores: pa.Table, lengths: dict[str, list[int]]) -> list[Breach]:
    """What breaks the contracts on answers and scores; evidence must lie inside the stored text."""
    answer_frame = answers.drop_columns(["evidence", "reason"]).to_pandas()
    answer_frame["evidence_stands"] = [
        all(_stands(e, lengths[row["conversation_key"]]) for e in row["evidence"])
        for row in answers.select(["conversation_key", "evidence"]).to_pylist()
    ]
    answer_frame["value_fits_answer"] = (
        answer_frame["answer"].isin(["yes", "no", "partly"]) == answer_frame["value"].notna()
    )
    score_frame = scores.to_pandas()
    score_frame["score_fits_weight"] = (
        score_frame["score"].isna() | score_frame["auto_fail"] | (score_frame["answered_weight"] >= 0.6)
    )
    return check_answers(answer_frame) + check_scores(score_frame)


def _stands(evidence: dict[str, int], lengths: list[int]) -> bool:
    turn, start, end = evidence["turn"], evidence["span_start"], evidence["span_end"]
    return 0 <= turn < len(lengths) and 0 <= start < end <= lengths[turn]


def _without(rows: pa.Table, broken: set[str]) -> pa.Table:
    if not broken:
        return rows
    return rows.filter(
        pa.array([key not in broken for key in rows["conversation_key"].to_pylist()], pa.bool_())
    )


def _load_seen(
    connection: duckdb.DuckDBPyConnection, stored: Sequence[StoredConversation], keys: list[str]
) -> dict[str, tuple[Seen, list[Signal]]]:
    """What was seen in these conversations, and their signals, read back from the tables."""
    signals = load_signals(connection, keys)
    verdicts = load_verdicts(connection, keys)
    failures: dict[str, list[Failure]] = {}
    for r in rows_for(
        connection, "SELECT f.* FROM failures f JOIN wanted w USING (conversation_key) ORDER BY ALL", keys
    ):
        failures.setdefault(r["conversation_key"], []).append(
            Failure(r["turn"], r["detector"], r["version"], r["reason"])
        )
    outcomes = {r["conversation_key"]: _resolution(r) for r in rows_for(connection, _OF_OUTCOMES, keys)}
    topics = {
        r["conversation_key"]: TopicFound(
            r["topic"], r["given_by"], r["turn"], r["span_start"], r["span_end"]
        )
        for r in rows_for(connection, "SELECT t.* FROM topics t JOIN wanted w USING (conversation_key)", keys)
    }
    found = {}
    for item in stored:
        own = signals.get(item.key, [])
        observed = Observed(tuple(verdicts.get(item.key, ())), tuple(own), tuple(failures.get(item.key, ())))
        seen = Seen(
            item.conversation,
            languages_in(item),
            _without_steps(observed),
            topics[item.key],
            outcomes[item.key],
        )
        found[item.key] = (seen, own)
    return found


_OF_OUTCOMES = "SELECT o.* FROM outcomes o JOIN wanted w USING (conversation_key)"


def _without_steps(observed: Observed) -> Observed:
    own = tuple(s for s in observed.signals if not s.detector.startswith(stepping.DETECTOR))
    return Observed(observed.verdicts, own, observed.failures)


def _load_facts(
    connection: duckdb.DuckDBPyConnection, keys: list[str]
) -> dict[str, dict[tuple[str | None, str], float]]:
    found: dict[str, dict[tuple[str | None, str], float]] = {}
    for r in rows_for(connection, "SELECT f.* FROM facts f JOIN wanted w USING (conversation_key)", keys):
        found.setdefault(r["conversation_key"], {})[(r["agent_id"], r["fact"])] = r["value"]
    return found


def _resolution(row: dict[str, Any]) -> Resolution:
    promise = None
    if row["promise_turn"] is not None:
        by = (row["by_start"], row["by_end"]) if row["by_start"] is not None else None
        promise = Promise(row["promise_turn"], (row["what_start"], row["what_end"]), by, due=row["due"])
    return Resolution(
        row["outcome"], row["probability"], row["turn"], row["span_start"], row["span_end"], promise,
        row["customer_left"], row["refused"],
    )  # fmt: skip
