"""Found topics: what customers contact about beyond the taxonomy, named in their words, the same from night to night.

Openings of the period and of the one before are grouped by language (insights/clusters.py). What was in a topic last
night stays in it, so a topic keeps its id as long as it has members; centres are made anew from the members' text and
stored nowhere: what is deleted counts nowhere any more. Names and trends: insights/phrases.py, insights/growth.py.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from itertools import groupby
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from data.warehouse import insert, table_schema, transaction
from insights.clusters import NOBODY, follow, similarities, vectors
from insights.openings import ContentWords, Opening, openings
from insights.periods import Period
from insights.phrases import PEOPLE, distinctive
from insights.topic_trends import BETWEEN, driven_by, opening_volumes, taxonomy_volumes, trends

VERSION: Final = "1"  # of what these tables hold
FEWEST_TOLD: Final = 50  # openings of a language, below which words that meet by chance make topics
QUOTES: Final = 3
NAMED_BY: Final = 3


@dataclass(frozen=True)
class FoundTopic:
    """A topic of one language: its members, nearest to the centre first, and how near they are (cosine)."""

    id: str
    language: str
    first_seen: date
    members: tuple[Opening, ...]
    similarity: tuple[float, ...]


def make_found_topics(
    connection: duckdb.DuckDBPyConnection, period: Period, content_words: ContentWords, smallest: int = PEOPLE
) -> tuple[int, int]:
    """Recomputes `found_topics`, `found_topic_conversations` and `topic_trends`, in one transaction.

    smallest: openings of both periods that make a topic. Returns the numbers of openings and of found topics.
    """
    told = openings(connection, period, content_words)
    with transaction(connection):
        known, first_seen = _known(connection)
        topics = [
            topic
            for language, group in groupby(
                sorted(told, key=lambda o: (o.language, o.key)), key=lambda o: o.language
            )
            for topic in _followed(language, list(group), known, first_seen, period, smallest)
        ]
        _write(connection, period, told, topics)
    return len(told), len(topics)


def _known(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, date]]:
    """Last night's topic by conversation, and when each was first seen."""
    members = connection.execute(
        "SELECT conversation_key, found_topic FROM found_topic_conversations"
    ).fetchall()
    return dict(members), dict(
        connection.execute("SELECT found_topic, first_seen FROM found_topics").fetchall()
    )


def _followed(
    language: str,
    told: list[Opening],
    known: dict[str, str],
    first_seen: dict[str, date],
    period: Period,
    smallest: int,
) -> list[FoundTopic]:
    """The topics of one language, by id."""
    seen = vectors([opening.words for opening in told])
    ids = sorted(
        {known[opening.key] for opening in told if opening.key in known},
        key=lambda i: (first_seen.get(i, period.end), i),
    )
    if len(told) < FEWEST_TOLD and not ids:
        return []
    number = {name: place for place, name in enumerate(ids)}
    before = np.array([number.get(known.get(opening.key, ""), NOBODY) for opening in told], dtype=np.int64)
    groups = follow(seen, before, smallest)
    near = similarities(seen, groups).round(4)
    topics = []
    for group in np.unique(groups[groups >= 0]).tolist():
        places = sorted(
            np.flatnonzero(groups == group).tolist(), key=lambda place: (-near[place], told[place].key)
        )
        members = tuple(told[place] for place in places)
        name = ids[group] if group < len(ids) else _new_id(language, members)
        since = first_seen.get(name, period.end)
        topics.append(FoundTopic(name, language, since, members, tuple(near[places].tolist())))
    return sorted(topics, key=lambda topic: topic.id)


def _new_id(language: str, members: Sequence[Opening]) -> str:
    """An id that the founding members give: a rerun gives it again, and no other topic has it."""
    keys = "\n".join(sorted(member.key for member in members))
    return f"{language}-{hashlib.sha256(keys.encode()).hexdigest()[:8]}"


def _write(
    connection: duckdb.DuckDBPyConnection, period: Period, told: list[Opening], topics: list[FoundTopic]
) -> None:
    never = _names(connection)
    topic_of = dict(
        connection.execute("SELECT conversation_key, min(topic) FROM topics GROUP BY ALL").fetchall()
    )
    for table in ("found_topics", "found_topic_conversations", "topic_trends"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of ours
    insert(connection, "found_topic_conversations", pa.Table.from_pylist(_member_rows(topics), _MEMBERS))
    found = opening_volumes({topic.id: topic.members for topic in topics}, told, period)
    known = taxonomy_volumes(connection, period)
    columns = trends(found + known)
    days = {"period_from": period.start, "period_to": period.end}
    phrases = _phrases(told, topics, never)
    results = _results(connection, period)
    rows = [
        _row(topic, phrases[topic.id], topic_of)
        | trend
        | {"driven_by": driven_by(trend["state"], topic.members, _of_language(told, topic.language), never)}
        | results.get(topic.id, _NO_RESULTS)
        | days
        for topic, trend in zip(topics, columns[: len(topics)], strict=True)
    ]
    insert(connection, "found_topics", pa.Table.from_pylist(rows, _TOPICS))
    members = defaultdict(list)
    for opening in told:
        members[topic_of.get(opening.key)].append(opening)
    rows = [
        {"topic": topic, **trend, "driven_by": driven_by(trend["state"], members[topic], told, never), **days}
        for topic, trend in zip(known.topics, columns[len(topics) :], strict=True)
    ]
    insert(connection, "topic_trends", pa.Table.from_pylist(rows, _TRENDS))


def _of_language(told: Sequence[Opening], language: str) -> list[Opening]:
    return [opening for opening in told if opening.language == language]


def _row(topic: FoundTopic, phrases: Sequence[str], topic_of: dict[str, str]) -> dict[str, Any]:
    """What the topic is: its names, and what the taxonomy calls most of it."""
    given = Counter(topic_of.get(member.key, "") for member in topic.members)
    most, number = min(given.items(), key=lambda item: (-item[1], item[0]))
    return {
        "found_topic": topic.id, "language": topic.language, "name": BETWEEN.join(phrases[:NAMED_BY]),
        "phrases": BETWEEN.join(phrases), "topic": most, "topic_share": round(number / len(topic.members), 6),
        "first_seen": topic.first_seen, "quotes": _quotes(topic),
    }  # fmt: skip


def _quotes(topic: FoundTopic) -> list[dict[str, Any]]:
    """Where the most typical openings stand: those nearest to the centre, of the period first, each customer once."""
    chosen: dict[str, Opening] = {}
    for member in sorted(topic.members, key=lambda member: not member.is_now):
        chosen.setdefault(member.customer, member)
    return [
        {"conversation_key": m.key, "turn": m.turn, "span_start": m.start, "span_end": m.end}
        for m in list(chosen.values())[:QUOTES]
    ]


def _member_rows(topics: Sequence[FoundTopic]) -> list[dict[str, Any]]:
    return [
        {
            "conversation_key": member.key, "found_topic": topic.id, "similarity": near,
            "turn": member.turn, "span_start": member.start, "span_end": member.end,
        }
        for topic in topics
        for member, near in zip(topic.members, topic.similarity, strict=True)
    ]  # fmt: skip


def _phrases(
    told: Sequence[Opening], topics: Sequence[FoundTopic], never: re.Pattern[str] | None
) -> dict[str, list[str]]:
    """The distinctive phrases of each topic, by id, against all openings of its language."""
    found: dict[str, list[str]] = {}
    for language, group in groupby(topics, key=lambda topic: topic.language):
        found |= distinctive({t.id: t.members for t in group}, _of_language(told, language), never)
    return found


def _names(connection: duckdb.DuckDBPyConnection) -> re.Pattern[str] | None:
    """The words of agents' names, which name no topic."""
    names = [
        row[0] for row in connection.execute("SELECT name FROM agents WHERE name IS NOT NULL").fetchall()
    ]
    words = sorted({word.casefold() for name in names for word in name.split() if len(word) > 1})
    parts = [rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words]
    return re.compile("|".join(parts)) if parts else None


def _results(connection: duckdb.DuckDBPyConnection, period: Period) -> dict[str, dict[str, Any]]:
    """How the conversations of each topic ended and scored, by id."""
    start, end = period.bounds()
    sql = (resources.files("insights") / "sql" / "found_topic_results.sql").read_text(encoding="utf-8")
    result = connection.execute(sql, {"period_from": start, "period_to": end})
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {row.pop("found_topic"): row for row in rows}


_NO_RESULTS: Final = {
    "resolved": None, "outcomes": 0, "all_resolved": None, "score": None, "scores": 0, "all_score": None,
}  # fmt: skip
_QUOTE: Final[dict[str, pa.DataType]] = {
    "conversation_key": pa.string(), "turn": pa.int32(), "span_start": pa.int32(), "span_end": pa.int32(),
}  # fmt: skip
_MEMBERS: Final = table_schema(
    conversation_key=pa.string(), found_topic=pa.string(), similarity=pa.float64(), turn=pa.int32(),
    span_start=pa.int32(), span_end=pa.int32(),
)  # fmt: skip
_TREND: Final[dict[str, pa.DataType]] = {
    "size": pa.int64(), "previous_size": pa.int64(), "compared_with": pa.int64(), "previous_compared_with": pa.int64(),
    "growth": pa.float64(), "low": pa.float64(), "high": pa.float64(), "dispersion": pa.float64(), "p": pa.float64(),
    "q": pa.float64(), "state": pa.string(), "driven_by": pa.string(), "period_from": pa.date32(), "period_to": pa.date32(),
}  # fmt: skip
_TRENDS: Final = table_schema(topic=pa.string(), **_TREND)
_TOPICS: Final = table_schema(
    found_topic=pa.string(), language=pa.string(), name=pa.string(), phrases=pa.string(), topic=pa.string(),
    topic_share=pa.float64(), first_seen=pa.date32(), resolved=pa.float64(), outcomes=pa.int64(), all_resolved=pa.float64(),
    score=pa.float64(), scores=pa.int64(), all_score=pa.float64(), quotes=pa.list_(pa.struct(list(_QUOTE.items()))), **_TREND,
)  # fmt: skip
