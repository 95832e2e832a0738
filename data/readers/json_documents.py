"""JSON that is not one object a line: an array, or a document spread over lines, read value by value.

The standard decoder finds each value in a growing piece of the text, so that memory holds one value and no file.
(ijson would do, but stops at the first byte that is not UTF-8, and at the NaN that many exports write.)
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from data.readers.json_decoding import Decoder
from data.readers.source_text import UNREADABLE

LARGEST_VALUE: Final = 64 * 2**20  # characters
PIECE: Final = 2**20
_READ_AT_ONCE: Final = 2**13  # small, so that little is lost where a compressed file breaks off
_LONGEST_MARK: Final = (
    16  # characters of `-Infinity`, of `\\ud83d`, and of whatever else a piece's end may cut
)
_SPACE: Final = " \t\r\n"


class NotJson(ValueError):
    """What is wrong, and where. The message never quotes the text."""


class LongValue(NotJson):
    """A value that is longer than LARGEST_VALUE."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the text that it was read from. in_array: the outermost value of the file is an array.

    twice: a key in it that has two different values; empty without one.
    """

    value: Any
    text: str
    in_array: bool
    twice: str


class Pieces:
    """A text, read in pieces, of which no more is held than one value may be long."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._dropped = 0  # characters, of the file, before _text
        self._lines = 0  # lines before _text
        self._ended = False
        self._problem: BaseException | None = None
        self._decoder = Decoder()

    def rest(self) -> str:
        """The beginning, at most PIECE characters, of what was read and is not used, or could not be."""
        return self._text[self._at : self._at + PIECE]

    def values(self) -> Iterator[Value]:
        """The elements of an array, or the values, one after the other. Raises NotJson, and what reading raises."""
        while mark := self._next_mark():
            if mark != "[":
                yield self._value(in_array=False)
                continue
            self._at += 1
            if self._next_mark() == "]":
                self._at += 1
                continue
            yield from self._elements()

    def _elements(self) -> Iterator[Value]:
        while True:
            yield self._value(in_array=True)
            mark = self._next_mark()
            if mark not in (",", "]"):
                raise self._not_json("Expecting ',' delimiter", self._at)
            self._at += 1
            if mark == "]":
                return
            if not self._next_mark():
                raise self._not_json("Expecting value", self._at)

    def _next_mark(self) -> str:
        """The next character that is no space; empty at the end. Raises what reading raised."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                if self._problem is not None:
                    raise self._problem
                return ""
            self._read_on()

    def _value(self, *, in_array: bool) -> Value:
        self._next_mark()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as problem:
                if not self._may_be_cut(problem):
                    raise self._not_json(problem.msg.removesuffix(" at"), problem.pos) from None
            except (ValueError, RecursionError):
                raise NotJson("a value is too large or nested too deeply") from None
            else:
                if (
                    self._ended
                    or end < len(self._text) - _LONGEST_MARK
                    or isinstance(value, dict | list | str)
                ):
                    found = Value(value, self._text[self._at : end], in_array, self._decoder.twice)
                    self._at = end
                    return found
            self._read_on()

    def _may_be_cut(self, problem: json.JSONDecodeError) -> bool:
        """Whether more text may mend it. Raises what reading raised, where there is no more for that reason."""
        cut = problem.msg.startswith("Unterminated") or problem.pos >= len(self._text) - _LONGEST_MARK
        if cut and self._problem is not None:
            raise self._problem
        return cut and not self._ended

    def _read_on(self) -> None:
        """Drops what was used, and reads as much as is left again, so that a long value is tried a few times."""
        left = self._text[self._at :]
        if len(left) > LARGEST_VALUE:
            raise LongValue(f"a value is longer than {LARGEST_VALUE:,} characters")
        self._lines += self._text.count("\n", 0, self._at)
        self._dropped += self._at
        self._text, self._at = "", 0
        wanted = min(max(PIECE, len(left)), LARGEST_VALUE + 1 - len(left))
        pieces, size = [left], 0
        try:
            while size < wanted and (piece := self._stream.read(min(_READ_AT_ONCE, wanted - size))):
                pieces.append(piece)
                size += len(piece)
        except UNREADABLE as problem:
            self._problem = problem
        self._ended = self._problem is not None or size < wanted
        self._text = "".join(pieces)

    def _not_json(self, what: str, position: int) -> NotJson:
        line = self._lines + self._text.count("\n", 0, position) + 1
        return NotJson(f"{what} at line {line}, character {self._dropped + position + 1} of the file")
