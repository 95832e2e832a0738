"""What customers say first: the turns until their problem is told, as words, and the phrases in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from typing import Any, Final, Protocol

import duckdb

from insights.periods import Period, previous

TURNS: Final = 4  # of the customer's, in which a problem is told or is not
ENOUGH: Final = 3  # content words that tell a problem
LONGEST: Final = 600  # characters of a turn
LONGEST_PHRASE: Final = 40
WORDS_IN_PHRASE: Final = 3
_BETWEEN: Final = re.compile(r"[^\d<>.?!,;:\n]{0,12}")
_SPACE: Final = re.compile(r"\s+")


class Word(Protocol):
    """A word that says what a text is about: its form for counting, and the span in code points that shows it."""

    @property
    def form(self) -> str:
        """What counts as the same word."""
        ...

    @property
    def start(self) -> int:
        """Its first code point."""
        ...

    @property
    def end(self) -> int:
        """Behind its last code point."""
        ...


ContentWords = Callable[[str, str], Sequence[Word]]
"""Text and language in, the words that say what it is about out, in order."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a conversation opened. turn, start, end: the first words with content, in code points of that turn.

    week: within its period, 0 the last. words: the forms of content words, in order. phrases: one to three of them as they were written, each once.
    """

    key: str
    customer: str
    language: str
    is_now: bool
    week: int
    turn: int
    start: int
    end: int
    words: tuple[str, ...]
    phrases: tuple[str, ...]


def openings(
    connection: duckdb.DuckDBPyConnection, period: Period, content_words: ContentWords
) -> list[Opening]:
    """The openings of conversations of the period and of the one before, by key; without those that say nothing.

    What was deleted, excluded or not scored has none. Greetings, placeholders and numbers are no content: turns of
    nothing else are passed over.
    """
    times = {
        "previous_from": previous(period).bounds()[0], "period_from": period.bounds()[0], "period_to": period.bounds()[1],
        "longest": LONGEST, "turns": TURNS,
    }  # fmt: skip
    sql = (resources.files("insights") / "sql" / "openings.sql").read_text(encoding="utf-8")
    rows = _in_batches(connection.execute(sql, times))
    told = (
        opening_of(list(turns), content_words)
        for _, turns in groupby(rows, key=lambda row: row["conversation_key"])
    )
    return [opening for opening in told if opening is not None]


def _in_batches(result: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in result.description]
    while rows := result.fetchmany(10_000):
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def opening_of(turns: Sequence[dict[str, Any]], content_words: ContentWords) -> Opening | None:
    """How a conversation opens, of the customer's first turns as `openings.sql` gives them; None where they say nothing."""
    words: list[str] = []
    phrases: dict[str, None] = {}
    first: tuple[int, int, int] | None = None
    for turn in turns:
        found = content_words(turn["text"], turn["language"])
        words += [word.form for word in found]
        phrases |= dict.fromkeys(phrases_of(turn["text"], found))
        if found and first is None:
            first = (turn["turn"], found[0].start, max(word.end for word in found))
        if len(words) >= ENOUGH:
            break
    if first is None:
        return None
    row = turns[0]
    return Opening(
        row["conversation_key"], row["customer"], row["language"], row["is_now"], row["week"], *first, tuple(words), tuple(phrases)
    )  # fmt: skip


def phrases_of(text: str, words: Sequence[Word]) -> Iterator[str]:
    """One to three content words in a row as they are written, in lower case, with what stands between them.

    No number, placeholder or punctuation stands between: a phrase is what was said in one breath.
    """
    for first in range(len(words)):
        last_end = words[first].end
        for last in range(first, min(first + WORDS_IN_PHRASE, len(words))):
            if last > first and not _BETWEEN.fullmatch(text[last_end : words[last].start]):
                break
            last_end = max(last_end, words[last].end)
            if last_end - words[first].start > LONGEST_PHRASE:
                break
            yield _SPACE.sub(" ", text[words[first].start : last_end]).casefold()
