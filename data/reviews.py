"""People's answers to the questions that conversations were judged by: kept beside the automatic ones, never over them.

An answer's id is a keyed hash of conversation, agent and question: it stays when the answer is judged again, and is
another one for a changed conversation, a changed question, or another workspace.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.warehouse import replace_rows

WORDS_FOR_ANSWERS: Final = ("yes", "no", "partly", "not_applicable", "unsure")


@dataclass(frozen=True, slots=True)
class Answer:
    """An automatic answer that a person may answer too. text_deleted: its words are gone, by retention or `forget`."""

    answer_id: str
    conversation_key: str
    conversation_id: str
    agent_id: str | None
    scorecard: str
    question: str
    definition: str
    answer: str
    value: float | None
    probability: float
    text_deleted: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What a person answered. reviewer, reason: as they may be stored, redacted."""

    of: Answer
    answer: str
    reviewer: str
    reason: str | None


def name_answers(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Makes `answer_id(conversation_key, agent_id, definition, question)` known to this connection's SQL.

    key: the workspace's. It goes in as a digest of its own, so that no id leads back to it.
    """
    salt = hmac.new(
        key, b"answers", hashlib.sha256
    ).hexdigest()  # hexadecimal: it can be nothing but a string
    connection.execute(
        "CREATE OR REPLACE TEMP MACRO answer_id(conversation, agent, definition, question) AS "
        f"'r' || left(sha256(concat_ws(chr(31), '{salt}', conversation, coalesce('=' || agent, '-'), definition, question)), 16)"
    )


def answers_of(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Answer]:
    """The automatic answers with these ids, as far as there are any. `name_answers` comes first."""
    rows = connection.execute(_ANSWERS, [list(ids)]).fetchall()
    return {row[0]: Answer(*row) for row in rows}


def reviewers(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The reviewers there are, as first written, by their names without case."""
    found = connection.execute(
        "SELECT reviewer FROM reviews GROUP BY reviewer ORDER BY min(reviewed_at), reviewer"
    )
    names: dict[str, str] = {}
    for (name,) in found.fetchall():
        names.setdefault(name.casefold(), name)
    return names


def keep_reviews(
    connection: duckdb.DuckDBPyConnection, reviews: Sequence[Review], batch: str, now: datetime
) -> int:
    """Stores reviews, inside the caller's transaction; returns how many are new or changed.

    A reviewer's second answer to the same question takes the place of the first, which is not kept.
    """
    known = {
        (answer_id, reviewer): said
        for answer_id, reviewer, *said in connection.execute(
            "SELECT answer_id, reviewer, answer, reason FROM reviews"
        ).fetchall()
    }
    fresh = [r for r in reviews if known.get((r.of.answer_id, r.reviewer)) != [r.answer, r.reason]]
    rows = [_row(review, batch, now) for review in fresh]
    return replace_rows(
        connection,
        "reviews",
        pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)),
        ["answer_id", "reviewer"],
    )


def _row(review: Review, batch: str, now: datetime) -> dict[str, Any]:
    of = review.of
    return {
        "conversation_key": of.conversation_key, "agent_id": of.agent_id, "question": of.question,
        "answer": review.answer, "reviewer": review.reviewer, "reason": review.reason, "reviewed_at": now,
        "answer_id": of.answer_id, "definition": of.definition, "scorecard": of.scorecard, "automatic_answer": of.answer,
        "automatic_value": of.value, "automatic_probability": of.probability, "batch": batch,
    }  # fmt: skip


_ANSWERS: Final = """
SELECT answer_id(a.conversation_key, a.agent_id, a.definition, a.question) AS id, a.conversation_key, c.conversation_id,
       a.agent_id, a.scorecard, a.question, a.definition, a.answer, a.value, a.probability, c.text_deleted_on IS NOT NULL
FROM answers a JOIN conversations c USING (conversation_key)
WHERE id IN (SELECT unnest(?))
"""
_COLUMNS: Final[list[tuple[str, Any]]] = [
    *((name, pa.string()) for name in ("conversation_key", "agent_id", "question", "answer", "reviewer", "reason")),
    ("reviewed_at", pa.timestamp("us", tz="UTC")),
    *((name, pa.string()) for name in ("answer_id", "definition", "scorecard", "automatic_answer")),
    ("automatic_value", pa.float64()), ("automatic_probability", pa.float64()), ("batch", pa.string()),
]  # fmt: skip
