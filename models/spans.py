"""Which words carry a verdict: the run of words whose marks add up to most."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span widened to whole words; Thai, which has no spaces, is left as it is.

    >>> whole_words("I am so sorry.", 9, 12)
    (8, 13)
    """
    while start > 0 and _inside(text[start - 1]) and _inside(text[start]):
        start -= 1
    while end < len(text) and _inside(text[end]) and _inside(text[end - 1]):
        end += 1
    return start, end


def _inside(letter: str) -> bool:
    return letter.isalnum() and not "\u0e00" <= letter <= "\u0e7f"


def are_words(text: str, places: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which places hold more than punctuation; all, where none does.

    >>> are_words("So sorry.", np.array([[0, 2], [3, 8], [8, 9]])).tolist()
    [True, True, False]
    """
    found = np.array(
        [any(unicodedata.category(letter)[0] not in "PZ" for letter in text[s:e]) for s, e in places],
        dtype=bool,
    )
    return found if found.any() else np.ones(len(places), dtype=bool)


def best_run(
    places: NDArray[np.int32], marks: NDArray[np.floating], *, cost: float
) -> tuple[int, int] | None:
    """The span (code points) of the run of words with the largest sum of marks, each word costing `cost`.

    places: int [T, 2]; marks: float [T]. The first of equals; None where there is no word. Where no mark is worth its
    cost, the best single word.
    """
    if not len(places):
        return None
    best, first, last = -np.inf, 0, 0
    total, start = 0.0, 0
    for place, mark in enumerate(marks):
        if total <= 0:
            total, start = 0.0, place
        total += float(mark) - cost
        if total > best:
            best, first, last = total, start, place
    return int(places[first][0]), int(places[last][1])
