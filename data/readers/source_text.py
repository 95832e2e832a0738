"""Opening transcript files: gzip by its magic bytes, the file's encoding, and undecodable bytes kept visible.

A byte that is not text in the file's encoding becomes a lone surrogate, so that a reader can refuse the one record
that holds it and go on. Nothing here replaces a byte silently, and nothing reads more than it can hold.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from zipfile import BadZipFile

from data.conversation import Record
from data.encodings import (
    KEPT_VISIBLE,
    UTF8,
    UTF8_WITH_MARK,
    encoding_by_mark,
    encoding_of_pieces,
    is_binary,
    is_enough,
    pieces_beyond_ascii,
)
from data.readers import HEAD_BYTES, Head

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

EXCERPT_CHARACTERS: Final = 4000
LARGEST_CELL: Final = 2**31 - 1  # what csv may read; its own limit of 131,072 characters cuts long texts off
LONGEST_LINE: Final = 64 * 2**20  # characters
LARGEST_EXPANSION: Final = 200  # bytes out of one compressed byte; transcripts give 5 to 50
FREE_EXPANSION: Final = 16 * 2**20  # bytes that any file may expand to
LOOKED_AT: Final = 16 * 2**20  # bytes, at most, that the encoding is told by
NOT_TEXT: Final = "has bytes that are not text in the file's encoding"
SAVE_AS_UTF8: Final = "save the file as UTF-8 and send it again"
_GZIP = b"\x1f\x8b"
_ESCAPED_BYTE = re.compile("[\udc00-\udcff]")
_PIECE = 512  # small, so that little is lost where a compressed file breaks off

Read = Callable[[Path], Iterator[Record]]


class LongLine(ValueError):
    """A line that is longer than LONGEST_LINE. The message says which."""


class Expansion(ValueError):
    """A compressed file that expands more than LARGEST_EXPANSION times."""


UNREADABLE: Final = (EOFError, OSError, zlib.error, UnicodeError, BadZipFile, LongLine, Expansion)


class _Expanded(io.RawIOBase):
    """A gzip file's content, which raises Expansion where it is out of proportion to the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._content = gzip.GzipFile(fileobj=file)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        piece = self._content.read1(len(view))
        view[: len(piece)] = piece
        self._size += len(piece)
        if self._size > max(FREE_EXPANSION, LARGEST_EXPANSION * self._file.tell()):
            raise Expansion
        return len(piece)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes from its beginning, decompressed where it is gzip, whatever its name.

    Opening and reading raise what UNREADABLE names.
    """
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
        file.seek(0)
        if not compressed:
            yield cast(BinaryIO, file)
            return
        with io.BufferedReader(_Expanded(cast(BinaryIO, file)), 2**16) as stream:
            yield cast(BinaryIO, stream)


def encoding_of_file(path: Path) -> str | None:
    """The encoding of a text file, `utf-8` where nothing says otherwise; None for what is not text.

    Told by the byte order mark, else by the first bytes beyond ASCII. Raises what opening raises.
    """
    with opened(path) as stream:
        start = b"".join(_pieces(stream, HEAD_BYTES))
        settled = encoding_by_mark(start)
        if settled or is_binary(start):
            return settled
        found = pieces_beyond_ascii(start)
        size = len(start)
        while not is_enough(found) and size < LOOKED_AT and (piece := b"".join(_pieces(stream, 2**20))):
            size += len(piece)
            if not piece.isascii():
                found += pieces_beyond_ascii(piece)[1:]  # the first may begin inside a letter
    return encoding_of_pieces(found)


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Up to size bytes. Where a compressed file breaks off, what came before the break; nothing raises."""
    read = getattr(stream, "read1", stream.read)
    while size > 0:
        try:
            piece = read(min(size, 2**16))
        except UNREADABLE:
            return
        if not piece:
            return
        yield piece
        size -= len(piece)


def head_of(path: Path) -> Head:
    """The file's beginning, to tell its format by. A gzip that breaks off gives what came before the break.

    Raises what opening raises.
    """
    pieces: list[bytes] = []
    size = 0
    with opened(path) as stream:
        try:
            while size < HEAD_BYTES and (piece := stream.read(_PIECE)):
                pieces.append(piece)
                size += len(piece)
        except (EOFError, gzip.BadGzipFile, zlib.error, BadZipFile):
            if not pieces:
                raise
    start = b"".join(pieces)
    encoding = encoding_of_file(path)
    return Head(name=path.name, bytes=start, text=None if encoding is None else _text_of(start, encoding))


def _text_of(start: bytes, encoding: str) -> str:
    """The head as text. A few broken bytes do not change what a format is."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(start)


@contextmanager
def opened_text(path: Path) -> Iterator[io.TextIOWrapper]:
    """The file's text, line ends as they are; a broken byte is left as a lone surrogate. Raises as `opened`."""
    encoding = encoding_of_file(path) or UTF8
    errors = "surrogateescape" if encoding in (UTF8, UTF8_WITH_MARK) else KEPT_VISIBLE  # the same, and faster
    with (
        opened(path) as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="") as text,
    ):
        yield text


def bounded_lines(path: Path) -> Iterator[tuple[int, str]]:
    """As numbered_lines, but a line longer than LONGEST_LINE is cut to one character more, its rest passed over."""
    with opened_text(path) as text:
        number = 0
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            yield number, line
            while len(line) > LONGEST_LINE and not line.endswith("\n"):
                line = text.readline(LONGEST_LINE + 1)


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number from 1, line with its ending), decoded; a broken byte is left as a lone surrogate.

    Raises LongLine, and what opening raises.
    """
    for number, line in bounded_lines(path):
        if len(line) > LONGEST_LINE:
            raise LongLine(f"line {number} is longer than {LONGEST_LINE:,} characters")
        yield number, line


def undecodable(text: str) -> bool:
    """Whether a byte of this text was not text in the file's encoding."""
    try:
        text.encode()  # what is text has no half of a character, and this is told ten times as fast
    except UnicodeEncodeError:
        return _ESCAPED_BYTE.search(text) is not None
    return False


def excerpt_of(text: str) -> str:
    """The beginning of a raw text, as it may be shown once it is redacted: broken bytes become U+FFFD.

    >>> excerpt_of("caf\\udce9 au lait")
    'caf\\ufffd au lait'
    """
    return _ESCAPED_BYTE.sub("\ufffd", text[:EXCERPT_CHARACTERS])


def refusing_unreadable(read: Read) -> Read:
    """The same reading, where a file that breaks off or cannot be opened ends in a Record that says so."""

    @wraps(read)
    def guarded(path: Path) -> Iterator[Record]:
        try:
            yield from read(path)
        except UNREADABLE as problem:
            yield unreadable_file(problem)

    return guarded


def unreadable_file(problem: BaseException) -> Record:
    """The Record of a file that could not be read to its end."""
    if isinstance(problem, LongLine):
        return Record("file", None, str(problem), "write one conversation a line")
    if isinstance(problem, Expansion):
        reason = f"the compressed file expands more than {LARGEST_EXPANSION} times"
        return Record("file", None, reason, "check where it comes from; send it uncompressed if it is right")
    if isinstance(problem, UnicodeError):
        return Record("file", None, "the file is not text in the encoding that it declares", SAVE_AS_UTF8)
    if isinstance(problem, EOFError | zlib.error | gzip.BadGzipFile | BadZipFile):
        return Record("file", None, "the compressed file is damaged or cut short", "copy the file again")
    why = getattr(problem, "strerror", None) or type(problem).__name__
    return Record("file", None, f"the file cannot be read ({why})", "check that it exists and may be read")
