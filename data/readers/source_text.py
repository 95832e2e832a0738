"""Opening transcript files: gzip by its magic bytes, UTF-8 or UTF-16, and undecodable bytes kept visible.

A byte that is not text in the file's encoding becomes a lone surrogate (`surrogateescape`), so that a reader can
refuse the one record that holds it and go on. Nothing here replaces a byte silently.
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
from typing import BinaryIO, Final, cast

from data.conversation import Record
from data.readers import HEAD_BYTES, Head

EXCERPT_CHARACTERS: Final = 4000
UNREADABLE: Final = (EOFError, OSError, zlib.error, UnicodeError)
SAVE_AS_UTF8: Final = "save the file as UTF-8 and send it again"
_GZIP = b"\x1f\x8b"
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_PIECE = 512  # small, so that little is lost where a compressed file breaks off

Read = Callable[[Path], Iterator[Record]]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, decompressed where it is gzip, whatever its name. Raises OSError, EOFError, zlib.error."""
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
        file.seek(0)
        if not compressed:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as stream:
            yield cast(BinaryIO, stream)


def encoding_of(beginning: bytes) -> str:
    """The encoding that a byte order mark declares, else UTF-8.

    >>> encoding_of(b"\\xff\\xfeh\\x00"), encoding_of(b"\\xef\\xbb\\xbfh"), encoding_of(b"h")
    ('utf-16', 'utf-8-sig', 'utf-8')
    """
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if beginning.startswith(codecs.BOM_UTF8) else "utf-8"


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
        except (EOFError, gzip.BadGzipFile, zlib.error):
            if not pieces:
                raise
    start = b"".join(pieces)
    return Head(name=path.name, bytes=start, text=_text_of(start))


def _text_of(start: bytes) -> str | None:
    """The head as text. A few broken bytes do not change what a format is; a NUL byte says that it is not text."""
    encoding = encoding_of(start)
    if encoding != "utf-16" and b"\0" in start:
        return None
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(start)


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number from 1, line with its ending), decoded; a broken byte is left as a lone surrogate."""
    with opened(path) as stream:
        encoding = encoding_of(stream.read(4))
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="") as lines:
            yield from enumerate(lines, start=1)


def undecodable(text: str) -> bool:
    """Whether a byte of this text was not text in the file's encoding."""
    return _ESCAPED_BYTE.search(text) is not None


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
    if isinstance(problem, UnicodeError):
        return Record("file", None, "the file is not text in the encoding that it declares", SAVE_AS_UTF8)
    if isinstance(problem, EOFError | zlib.error | gzip.BadGzipFile):
        return Record("file", None, "the compressed file is damaged or cut short", "copy the file again")
    why = getattr(problem, "strerror", None) or type(problem).__name__
    return Record("file", None, f"the file cannot be read ({why})", "check that it exists and may be read")
