"""Where in a file a place lies, in bytes: so that a quarantined record can be cut out of the raw copy."""

from __future__ import annotations

import codecs
import hashlib
import hmac
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from data.readers.source_text import opened

_LINE: Final = re.compile(r"line (\d+)")
_PIECE: Final = 1 << 20
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARKS: Final = (codecs.BOM_UTF8, *_UTF_16)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes start to end (exclusive) of a file; `hash` is their HMAC-SHA256, so that it gives no raw value away."""

    start: int
    end: int
    hash: str


def byte_ranges(path: Path, places: Iterable[str], key: bytes) -> Mapping[str, ByteRange]:
    """The range of each place. "line N" is that line of the decompressed content; any other place the file as it lies.

    A line is counted as readers count: it ends with `\\n`, `\\r` or both. Raises what opening raises.
    """
    wanted = {place: _LINE.fullmatch(place) for place in places}
    numbers = {int(match[1]): place for place, match in wanted.items() if match}
    found = _lines(path, numbers, key) if numbers else {}
    if len(found) < len(wanted):
        whole = _whole(path, key)
        found.update({place: whole for place in wanted if place not in found})
    return found


def _lines(path: Path, numbers: Mapping[int, str], key: bytes) -> dict[str, ByteRange]:
    """Those lines that can be found: in broken UTF-16 none after the break, and that place is the whole file."""
    found: dict[str, ByteRange] = {}
    last = max(numbers)
    with opened(path) as stream:
        start = stream.read(3)
    mark = next((mark for mark in _MARKS if start.startswith(mark)), b"")
    first, here, number, digest = len(mark), len(mark), 1, _digest(key)
    try:
        with opened(path) as stream:
            stream.read(len(mark))
            for piece, ends in _pieces(stream, mark):
                here += len(piece)
                if number in numbers:
                    digest.update(piece)
                    found[numbers[number]] = ByteRange(first, here, digest.hexdigest())
                if ends:
                    first, number, digest = here, number + 1, _digest(key)
                if number > last:
                    break
    except UnicodeError:
        pass
    return found


def _pieces(stream: BinaryIO, mark: bytes) -> Iterator[tuple[bytes, bool]]:
    """The content in pieces that may be held, none longer than a line, and whether the line ends with it."""
    encoding = _UTF_16.get(mark)
    if encoding:
        with io.TextIOWrapper(stream, encoding=encoding, errors="surrogatepass", newline="") as lines:
            while text := lines.readline(_PIECE):
                yield text.encode(encoding, "surrogatepass"), text.endswith(("\n", "\r"))
        return
    while piece := stream.readline(_PIECE):
        while piece.endswith(b"\r") and (after := stream.read(1)):
            piece += after
        for line in piece.splitlines(keepends=True):  # in every other encoding these bytes only end lines
            yield line, line.endswith((b"\n", b"\r"))


def _whole(path: Path, key: bytes) -> ByteRange:
    digest = _digest(key)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
        return ByteRange(0, file.tell(), digest.hexdigest())


def _digest(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod=hashlib.sha256)
