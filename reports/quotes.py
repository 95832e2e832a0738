"""Quotes: the stretch of a turn that an answer rests on, in its sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

AROUND: Final = 90
NEAR: Final = 20
PER_ANSWER: Final = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """What was said: `text` stands verbatim in the turn, between `before` and `after`."""

    role: str
    language: str
    turn: int
    before: str
    text: str
    after: str


def names_pattern(names: Iterable[str], own: str = "") -> re.Pattern[str] | None:
    """A pattern of the words of people's names, as they are written, but for the own; None where there are none.

    >>> pattern = names_pattern(["Marcus Bell", "Hannah Reid", "김서연"], own="Hannah Reid")
    >>> pattern.sub("[colleague]", "Marcus and Hannah asked 김서연님, by bell")
    '[colleague] and Hannah asked [colleague]님, by bell'
    """
    mine = set(own.split())
    words = {word for name in names for word in name.split() if len(word) > 1 and word not in mine}
    words -= {word for word in words if any(word in part for part in mine)}
    if not words:
        return None
    ordered = sorted(words, key=_longest)
    ascii_words = [word for word in ordered if word.isascii()]
    parts = [re.escape(word) for word in ordered if not word.isascii()]
    if ascii_words:  # a look at the first letter spares a look at a thousand names
        first = re.escape("".join(sorted({word[0] for word in ascii_words})))
        parts.append(rf"(?<!\w)(?=[{first}])(?:{'|'.join(map(re.escape, ascii_words))})(?!\w)")
    return re.compile("|".join(parts))


def without(quote: Quote, names: re.Pattern[str] | None, own: str = "") -> Quote:
    """The quote without other people's names, for a page that is handed to somebody; words of the own one stay."""
    if names is None:
        return quote

    mine = set(own.split())

    def named(found: re.Match[str]) -> str:
        word = found[0]
        is_own = word in mine or (not word.isascii() and any(word in part for part in mine))
        return word if is_own else "[colleague]"

    before, text, after = (names.sub(named, part) for part in (quote.before, quote.text, quote.after))
    return replace(quote, before=before, text=text, after=after)


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word


def quote_of(span: Mapping[str, Any], around: int = AROUND) -> Quote:
    """The code points span_start to span_end of a turn's text, with what stands around them.

    >>> turn = {"role": "agent", "language": "en", "turn": 3, "text": "Well, as I said, it is late."}
    >>> quote_of(turn | {"span_start": 6, "span_end": 15}, around=6)
    Quote(role='agent', language='en', turn=3, before='Well, ', text='as I said', after=', it…')
    """
    text, start, end = span["text"], span["span_start"], span["span_end"]
    return Quote(
        span["role"],
        span["language"] or "",
        span["turn"],
        _ending(text[:start], around),
        text[start:end],
        _beginning(text[end:], around),
    )


def _beginning(text: str, length: int) -> str:
    """The first characters of a text: cut at a space where one is near, never before a combining mark."""
    if len(text) <= length:
        return text
    end = length
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc", "Me"):
        end += 1
    space = text.rfind(" ", end - NEAR, end)
    return text[: space if space > 0 else end] + "…"


def _ending(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    start = len(text) - length
    while start > 0 and unicodedata.category(text[start]) in ("Mn", "Mc", "Me"):
        start -= 1
    space = text.find(" ", start, start + NEAR)
    return "…" + text[space + 1 if space > 0 else start :]
