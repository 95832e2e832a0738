"""A text as recognisers of numbers should see it, with the way back to the text.

Digits of every script are ASCII, hyphens and spaces are plain, what cannot be seen is gone, and digits spelled
one by one ("0 1 0 1 2 …", as transcripts of calls write them) stand together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OTHER_SCRIPT: Final = (
    "|"  # neither a word character nor a separator: numbers may touch Hangul or Thai letters
)
FEWEST_DIGITS: Final = 13
MOST_DIGITS: Final = 19
_INVISIBLE: Final = "\u200b"
_HYPHENS: Final = frozenset("‐‑‒–—―−﹘﹣－ー〜～·•∙・ㆍ⁃⸱▪")
_SPELLED: Final = re.compile(r"(?<![\d.])\d(?:(?: |-|\.\.\. ?|, ?)\d){6,}(?![.,]?\d)")
_RUN: Final = re.compile(r"\d+(?:(?: ?[-._,/] ?| {1,3})\d+)*")
_DIGITS: Final = re.compile(r"\d+")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class View:
    """plain: the text as described above. masked: plain with OTHER_SCRIPT for every character outside ASCII.

    origin[i] is the offset, in code points of the text, from which character i of both comes.
    """

    plain: str
    masked: str
    origin: list[int]


@dataclass(frozen=True, slots=True)
class Number:
    """Adjacent groups of digits. shape: digits a group; whole: no further digits adjoin; offsets into a view."""

    digits: str
    shape: tuple[int, ...]
    whole: bool
    start: int
    end: int


class _Canonical(dict[int, str]):
    """One character for each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _canonical(chr(code))
        return self[code]


def _canonical(character: str) -> str:
    if character.isascii():
        return " " if character == "\t" else character
    if character in _HYPHENS:
        return "-"
    if unicodedata.category(character) in ("Cf", "Mn") and not _is_letter_mark(character):
        return _INVISIBLE
    if unicodedata.decimal(character, None) is not None:
        return str(unicodedata.decimal(character))
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 and compatible.isascii() else character


def _is_letter_mark(character: str) -> bool:
    """A vowel or tone mark of a script (Thai's among them) is seen; a variation selector is not."""
    return unicodedata.category(character) == "Mn" and not unicodedata.name(character, "").startswith(
        ("VARIATION SELECTOR", "COMBINING")
    )


_CANONICAL: Final = _Canonical()


def view_of(text: str) -> View:
    """The view of a text.

    >>> view_of("๐๘๑\\u200b—２３").plain, view_of("๐๘๑\\u200b—２３").origin
    ('081-23', [0, 1, 2, 4, 5, 6])
    """
    canonical = text if text.isascii() and "\t" not in text else text.translate(_CANONICAL)
    origin = list(range(len(canonical)))
    if _INVISIBLE in canonical:
        origin = [index for index in origin if canonical[index] != _INVISIBLE]
        canonical = canonical.replace(_INVISIBLE, "")
    separators = {
        index
        for spelled in _SPELLED.finditer(canonical)
        for index in range(*spelled.span())
        if not canonical[index].isdigit()
    }
    if separators:
        kept = [index for index in range(len(canonical)) if index not in separators]
        origin = [origin[index] for index in kept]
        canonical = "".join(canonical[index] for index in kept)
    return View(canonical, _NOT_ASCII.sub(OTHER_SCRIPT, canonical), origin)


def numbers_in(view: View) -> Iterator[Number]:
    """Every stretch of 13 to 19 digits that begins and ends with a group of digits, however they are separated."""
    for run in _RUN.finditer(view.masked):
        groups = [group.span() for group in _DIGITS.finditer(view.masked, *run.span())]
        for first in range(len(groups)):
            shape: tuple[int, ...] = ()
            for last in range(first, len(groups)):
                shape += (groups[last][1] - groups[last][0],)
                if sum(shape) > MOST_DIGITS:
                    break
                if sum(shape) >= FEWEST_DIGITS:
                    digits = "".join(view.masked[slice(*span)] for span in groups[first : last + 1])
                    whole = first == 0 and last == len(groups) - 1
                    yield Number(digits, shape, whole, groups[first][0], groups[last][1])
