"""The rows of a review export: what people are to decide, and a random sample, with the words that each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from insights.flags import spoken
from insights.sampling import draw, reviewable
from reports.context import ReportContext
from reports.figures import run
from reports.findings import people
from reports.quotes import PER_ANSWER, Quote, quote_of
from reports.to_decide import PRESSING, to_decide
from reports.wording import dated

ANSWER_ID, YOUR_ANSWER, WHO, WHY = "answer id", "your answer", "who", "why"
CONVERSATION, QUESTION = "conversation id", "question"
TO_FILL: Final = (YOUR_ANSWER, WHO, WHY)
COLUMNS: Final = (
    ANSWER_ID, "row", CONVERSATION, "date", "agent", "language", "topic", QUESTION, "quote", *TO_FILL,
    "automatic answer", "drawn with", "to decide because",
)  # fmt: skip
TELLING: Final = (
    "row",
    "automatic answer",
    "drawn with",
    "to decide because",
)  # what says, or hints at, what the machine thought
DECIDE, SAMPLE, DISPUTE = "decide", "sample", "dispute"
ABSENCE: Final = "(rests on what was not said, or on figures)"


@dataclass(frozen=True)
class ReviewRows:
    """The cells of an export by column, and the sample that was drawn.

    doubtful: ids of the list to decide. decide, sample: rows of each kind. reviewed: drawn, and answered already.
    """

    rows: list[dict[str, str]]
    drawn: pa.Table
    doubtful: frozenset[str]
    decide: int
    sample: int
    reviewed: int


def review_rows(
    connection: duckdb.DuckDBPyConnection, context: ReportContext, *, sample: int, seed: int, blind: bool
) -> ReviewRows:
    """What is to decide first, as in the report, then the sample by language and agent; an answer stands once.

    Needs the macro of `data.reviews.name_answers`. What somebody reviewed already is not asked again. blind: without
    TELLING, and with the rows to decide among the others, since they are known to be doubtful.
    """
    drawn = draw(connection, context.period, sample, seed)
    chances: dict[str, float] = {row["answer_id"]: row["probability"] for row in drawn.to_pylist()}
    pressing = _pressing(connection, context)
    answered = {
        row[0] for row in connection.execute("SELECT DISTINCT answer_id FROM reviews").fetchall() if row[0]
    }
    chosen = [*pressing, *(name for name in chances if name not in pressing)]
    found = {
        row["answer_id"]: row for row in _described(connection, [n for n in chosen if n not in answered])
    }
    order = [*(name for name in pressing if name in found), *(name for name in found if name not in pressing)]
    names = people(connection)
    rows = []
    for name in list(found) if blind else order:
        cells = {
            **_cells(found[name], context), "agent": names.name(found[name]["agent_id"]),
            "row": ", ".join(kind for kind, there in ((DECIDE, name in pressing), (SAMPLE, name in chances)) if there),
            "drawn with": f"{chances[name]:.6g}" if name in chances else "",
            "to decide because": PRESSING[pressing[name]] if name in pressing else "",
        }  # fmt: skip
        rows.append({column: cells[column] for column in COLUMNS if not (blind and column in TELLING)})
    return ReviewRows(
        rows, drawn, frozenset(pressing), sum(name in pressing for name in found), sum(name in chances for name in found),
        len(answered & set(chances)),
    )  # fmt: skip


def disputed_rows(
    connection: duckdb.DuckDBPyConnection,
    context: ReportContext,
    conversations: Sequence[str],
    *,
    blind: bool,
) -> list[dict[str, str]]:
    """Every answer of the conversations with these ids, of whatever period, reviewed before or not.

    They were chosen because somebody disagrees, so they are part of no sample. Needs the macro of
    `data.reviews.name_answers`.
    """
    reviewable(connection, datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
    chosen = connection.execute(
        "SELECT f.answer_id FROM review_frame f JOIN conversations c ON c.conversation_key = f.conversation_key "
        "WHERE c.conversation_id = ANY(?)",
        [list(conversations)],
    ).fetchall()
    names = people(connection)
    rows = []
    for found in _described(connection, [answer_id for (answer_id,) in chosen]):
        cells = _cells(found, context) | {"agent": names.name(found["agent_id"]), "row": DISPUTE}
        rows.append({c: cells.get(c, "") for c in COLUMNS if not (blind and c in TELLING)})
    return rows


def _pressing(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> dict[str, int]:
    """Why each answer of the list to decide stands there, by its id, in the order of the list."""
    points = [
        point | {"conversation_key": row["conversation_key"]}
        for row in to_decide(connection, context).shown
        for point in row["points"]
        if point["pressing"] is not None
    ]
    columns = ("conversation_key", "agent_id", "definition", "question")
    table = pa.table({name: pa.array([p[name] for p in points], pa.string()) for name in columns})
    table = table.append_column("place", pa.array(range(len(points)), pa.int64()))
    connection.register("review_points", table)
    try:
        ids = connection.execute(
            "SELECT p.place, f.answer_id FROM review_points p JOIN review_frame f ON f.conversation_key = p.conversation_key "
            "AND f.agent_id IS NOT DISTINCT FROM p.agent_id AND f.definition = p.definition AND f.question = p.question "
            "ORDER BY p.place"
        ).fetchall()
    finally:
        connection.unregister("review_points")
    return {answer_id: points[place]["pressing"] for place, answer_id in ids}


def _described(connection: duckdb.DuckDBPyConnection, chosen: list[str]) -> list[dict[str, Any]]:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE review_chosen AS SELECT * FROM review_frame WHERE answer_id IN (SELECT unnest(?))",
        [chosen],
    )
    return run(connection, "review_rows")


def _cells(row: dict[str, Any], context: ReportContext) -> dict[str, str]:
    quotes = [_said(quote_of(span)) for span in row["quotes"][:PER_ANSWER]]
    more = len(row["quotes"]) - len(quotes)
    quote = "\n".join(quotes) + (f"\n(and {more} more)" if more else "")
    return {
        ANSWER_ID: row["answer_id"], CONVERSATION: row["conversation_id"], "date": dated(row, context.time_zone),
        "language": row["language"], "topic": spoken(row["topic"]),
        QUESTION: context.asked(row["definition"], row["question"]), "quote": quote or ABSENCE,
        **dict.fromkeys(TO_FILL, ""), "automatic answer": row["answer"],
    }  # fmt: skip


def _said(quote: Quote) -> str:
    return f"{quote.role}, turn {quote.turn}: {quote.before}»{quote.text}«{quote.after}"
