"""A text as recognisers of numbers should see it, with the way back to the text.

Digits of every script are ASCII, hyphens and spaces are plain, Hangul is composed, what cannot be seen is gone, and
digits spelled one by one or spoken ("0 1 0 1 2 …", "공일공 …", as transcripts of calls write them) stand together.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import Final

from data.redaction.spoken import spoken_numbers

OTHER_SCRIPT: Final = (
    "|"  # neither a word character nor a separator: numbers may touch Hangul or Thai letters
)
FEWEST_DIGITS: Final = 13
MOST_DIGITS: Final = 19
_INVISIBLE: Final = "\u200b"
_MARKUP: Final = re.compile(r"<br ?/?>|&nbsp;")  # a space, as it is shown
_INVISIBLES: Final = re.compile(f"{_INVISIBLE}+")
_JAMO: Final = re.compile(r"[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?")
_HYPHENS: Final = frozenset("‐‑‒–—―−﹘﹣－ー〜～·•∙・ㆍ⁃⸱▪")
_SPELLED: Final = re.compile(
    r"(?<![\d.])(?:\d(?:(?: |-|\.\.\. ?|, ?)\d){6,}|\d(?:[ -]\d){3,5}(?![ -]\d))(?![.,]?\d)"
)
_RUN: Final = re.compile(r"\d+(?:(?: ?[-._,/*#] ?| {1,3})\d+)*")
_RUN_OF_LINES: Final = re.compile(r"\d+(?:[ -]{0,3}\n?[ -]{0,3}\d+)*")  # a card's number broken in two
_DIGITS: Final = re.compile(r"\d+")
_PLAIN: Final = re.compile(r"[\x00-\x08\x0a-\x7f가-힣\u0e01-\u0e4f‘’“”…]*")  # seen as it is written
_LONG: Final = re.compile(rf"(?:\D*+\d){{{FEWEST_DIGITS}}}")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Said:
    """A number said aloud: where it stands in a view, and the words that say it."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class View:
    """plain: the text as described above. masked: plain with OTHER_SCRIPT for every character outside ASCII.

    Character i of both comes from the text between starts[i] and ends[i], in code points. said: the numbers that
    were said aloud.
    """

    plain: str
    starts: Sequence[int]
    ends: Sequence[int]
    said: tuple[Said, ...] = ()

    @cached_property
    def masked(self) -> str:
        """As above; made when it is first looked at."""
        return self.plain if self.plain.isascii() else _NOT_ASCII.sub(OTHER_SCRIPT, self.plain)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers as long as a card's; looked for once."""
        return tuple(_numbers_in(self.masked)) if _LONG.match(self.plain) else ()


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


def view_of(text: str, *, spoken: bool = True) -> View:
    """The view of a text. spoken: False where it was searched for MAYBE_SPOKEN before, in vain.

    >>> view = view_of("๐๘๑\\u200b—２３: four oh double one")
    >>> view.plain, view.starts[3:6], view.starts[-4:], view.ends[-4:]
    ('081-23: 4011', [4, 5, 6], [9, 14, 17, 17], [13, 16, 27, 27])
    """
    plain = _PLAIN.fullmatch(text) is not None and "<br" not in text and "&nbsp;" not in text
    canonical = text if plain else text.translate(_CANONICAL)
    pieces = _Pieces(canonical, range(len(canonical)), range(1, len(canonical) + 1))
    if not plain:
        pieces = pieces.rewritten([(*hidden.span(), "") for hidden in _INVISIBLES.finditer(canonical)])
        pieces = pieces.rewritten([(*markup.span(), " ") for markup in _MARKUP.finditer(pieces.text)])
        pieces = pieces.rewritten(
            [(*jamo.span(), unicodedata.normalize("NFC", jamo[0])) for jamo in _JAMO.finditer(pieces.text)]
        )
    if _DIGITS.search(pieces.text):
        pieces = pieces.rewritten(
            [
                (at, at + 1, "")
                for spelled in _SPELLED.finditer(pieces.text)
                for at in range(*spelled.span())
                if not pieces.text[at].isdigit()
            ]
        )
    said: list[Said] = []
    if spoken or pieces.text != text:
        numbers = spoken_numbers(pieces.text)
        moved = 0
        for edits in numbers:
            start = edits[0][0] + moved
            moved += sum(len(new) - (end - begin) for begin, end, new in edits)
            said.append(Said(start, edits[-1][1] + moved, pieces.text[edits[0][0] : edits[-1][1]]))
        pieces = pieces.rewritten([edit for edits in numbers for edit in edits])
    return View(pieces.text, pieces.starts, pieces.ends, tuple(said))


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A text on its way to its view, and where each character comes from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def rewritten(self, edits: Sequence[tuple[int, int, str]]) -> _Pieces:
        """With stretches replaced, given in order and apart: a new character comes from the whole of its stretch."""
        if not edits:
            return self
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, new in [*edits, (len(self.text), len(self.text), "")]:
            text += [self.text[done:start], new]
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            if new:
                starts += [self.starts[start]] * len(new)
                ends += [self.ends[end - 1]] * len(new)
            done = end
        return _Pieces("".join(text), starts, ends)


def _numbers_in(masked: str) -> Iterator[Number]:
    """Every stretch of 13 to 19 digits that begins and ends with a group of digits, however they are separated."""
    lines = _RUN_OF_LINES.finditer(masked) if "\n" in masked else ()
    for run in chain(_RUN.finditer(masked), (run for run in lines if "\n" in run[0])):
        if run.end() - run.start() < FEWEST_DIGITS:
            continue
        groups = [group.span() for group in _DIGITS.finditer(masked, *run.span())]
        digits = "".join(masked[start:end] for start, end in groups)
        shape = tuple(end - start for start, end in groups)
        at = (0, *accumulate(shape))  # where each group begins among the digits
        for first in range(len(groups)):
            for last in range(bisect_left(at, at[first] + FEWEST_DIGITS) - 1, len(groups)):
                if at[last + 1] - at[first] > MOST_DIGITS:
                    break
                yield Number(
                    digits[at[first] : at[last + 1]],
                    shape[first : last + 1],
                    first == 0 and last == len(groups) - 1,
                    groups[first][0],
                    groups[last][1],
                )
