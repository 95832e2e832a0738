"""Found topics, and topics that take another share than before, as the report shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from insights.flags import percent, spoken
from insights.saying import ENGLISH, Say, message
from insights.topic_trends import reason_of
from reports.context import ReportContext
from reports.figures import run
from reports.quotes import quote_of
from reports.wording import dated

SHOWN: Final = 20
LANGUAGES: Final = {"en": message("English"), "ko": message("Korean"), "th": message("Thai")}


@dataclass(frozen=True)
class FoundTopics:
    """topics: rows of found_topics with trend, ending, inside and quotes. changed: topics of both kinds with trend.

    left_out: found topics that are not shown. unnamed: found topics without a phrase that enough customers share.
    """

    topics: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    left_out: int
    unnamed: int

    @property
    def quoted(self) -> list[str]:
        """The conversations that quotes link to."""
        return list(
            dict.fromkeys(quote["conversation_key"] for topic in self.topics for quote in topic["quotes"])
        )


def found_topics(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> FoundTopics:
    """At most SHOWN found topics, new and growing ones first, then the largest; and every topic whose share changed."""
    say = context.say
    rows = run(connection, "found_topics")
    quotes: dict[str, list[dict[str, Any]]] = {}
    for row in run(connection, "found_topic_quotes"):
        shown = row | {"started": dated(row, context.time_zone, say), "quote": quote_of(row)}
        quotes.setdefault(row["found_topic"], []).append(shown)
    topics = [
        row | {"trend": reason_of(row, say), "ending": ending_of(row, say), "inside": inside_of(row, say), "quotes": quotes.get(row["found_topic"], [])}
        for row in rows[:SHOWN]
    ]  # fmt: skip
    changed = [
        row | {"trend": reason_of(row, say), "title": title_of(row, say)}
        for row in run(connection, "changed_topics")
    ]
    unnamed = connection.execute("SELECT count(*) FROM found_topics WHERE name = ''").fetchone()
    return FoundTopics(topics, changed, max(0, len(rows) - SHOWN), int(unnamed[0]) if unnamed else 0)


def title_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """What a changed topic is called: the taxonomy's name in words, a found one's phrases with their language.

    >>> title_of({"kind": "topic", "name": "lost_or_damaged", "language": ""})
    'lost or damaged'
    >>> title_of({"kind": "found", "name": "boarding pass · send", "language": "en"})
    'boarding pass · send (found, English)'
    """
    if row["kind"] == "topic":
        return say(spoken(row["name"]))
    language = say(LANGUAGES.get(row["language"], row["language"]))
    return say("{name} (found, {language})", name=row["name"], language=language)


def ending_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """How a found topic's conversations end and score, beside all of its language.

    >>> ending_of({"resolved": 0.4, "outcomes": 10, "all_resolved": 0.61, "score": 71.25, "scores": 12, "all_score": 80.0})
    'Resolved in 40 % of 10 outcomes (all: 61 %); mean score 71.2 of 12 (all: 80.0).'
    """
    told = {name: row[name] for name in ("outcomes", "score", "scores", "all_score")}
    if row["outcomes"]:
        told |= {"resolved": percent(row["resolved"], say), "all_resolved": percent(row["all_resolved"], say)}
    if row["outcomes"] and row["scores"]:
        return say(
            "Resolved in {resolved} of {outcomes:,} outcomes (all: {all_resolved}); "
            "mean score {score:.1f} of {scores:,} (all: {all_score:.1f}).",
            **told,
        )
    if row["outcomes"]:
        return say("Resolved in {resolved} of {outcomes:,} outcomes (all: {all_resolved}).", **told)
    if row["scores"]:
        return say("Mean score {score:.1f} of {scores:,} (all: {all_score:.1f}).", **told)
    return say("No outcome and no score in this period.")


def inside_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """Where a found topic lies in the taxonomy.

    >>> inside_of({"topic": "other", "topic_share": 0.82}), inside_of({"topic": "refund", "topic_share": 0.55})
    ('beyond the taxonomy (82 %)', 'mostly refund (55 %)')
    """
    told = {"share": percent(row["topic_share"], say), "topic": say(spoken(row["topic"]))}
    if row["topic"] in ("other", ""):
        return say("beyond the taxonomy ({share})", **told)
    if row["topic_share"] >= 0.5:
        return say("mostly {topic} ({share})", **told)
    return say("across topics, most often {topic} ({share})", **told)
