"""Spans that people marked against spans that were published: F1 over the words that they overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Spans = Sequence[tuple[int, int]]
# Thai is written without spaces: there a token is a letter with its marks, elsewhere a run of letters and digits.
_TOKEN: Final = re.compile(
    r"[\u0e00-\u0e7f][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|[^\W\u0e00-\u0e7f]+(?:['’][^\W\u0e00-\u0e7f]+)*"
)


def word_tokens(text: str) -> list[tuple[int, int]]:
    """Where the words are: runs of letters and digits; of Thai, each letter with its marks."""
    return [match.span() for match in _TOKEN.finditer(text)]


def token_f1(text: str, gold: Spans, found: Spans) -> float | None:
    """F1 over the words that overlap a span, after ERASER (DeYoung et al. 2020); None where no word is marked.

    >>> round(token_f1("I am so sorry to hear that", [(0, 13)], [(8, 21)]), 2)
    0.29
    """
    words = word_tokens(text)
    wanted, marked = _overlapped(words, gold), _overlapped(words, found)
    either = len(wanted) + len(marked)
    return 2 * len(wanted & marked) / either if either else None


def _overlapped(words: Spans, spans: Spans) -> set[int]:
    return {
        number
        for number, (start, end) in enumerate(words)
        if any(start < stop and begin < end for begin, stop in spans)
    }
