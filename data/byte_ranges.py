"""Where in a file a place lies, in bytes: so that a quarantined record can be cut out of the raw copy."""

from __future__ import annotations

import codecs
import hashlib
import hmac
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from data.archives import is_archive, members, number_of_member, numbered_member
from data.conversation import Record
from data.readers.source_text import UNREADABLE, encoding_of_file, opened

_LINE: Final = re.compile(r"line (\d+)")
_PIECE: Final = 1 << 20
_MARKS: Final = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}  # as long as either of its two
_WIDE: Final = ("utf-16-le", "utf-16-be")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes start to end (exclusive) of a file; `hash` is their HMAC-SHA256, so that it gives no raw value away.

    in_member: they are counted in an archive's member, unpacked.
    """

    start: int
    end: int
    hash: str
    in_member: bool = False


def byte_ranges(path: Path, places: Iterable[str], key: bytes) -> Mapping[str, ByteRange]:
    """The range of each place. "line N" is that line of the decompressed content; any other place the file as it lies.

    In an archive, a place that begins with a member's name lies in that member. A line is counted as readers count:
    it ends with `\\n`, `\\r` or both. Raises what opening raises.
    """
    wanted = list(places)
    found = _in_members(path, wanted, key) if is_archive(path) else _in_file(path, wanted, key)
    if len(found) < len(wanted):
        whole = _whole(path, key)
        found.update({place: whole for place in wanted if place not in found})
    return found


def _in_members(path: Path, places: list[str], key: bytes) -> dict[str, ByteRange]:
    """What lies in members that can be read; a member that was refused whole is all of itself."""
    found: dict[str, ByteRange] = {}
    for number, (name, member) in enumerate(members(path), start=1):
        theirs = {place: _inside(place, name, number) for place in places}
        here = {inner: place for place, inner in theirs.items() if inner is not None}
        if not here or isinstance(member, Record):
            continue
        try:
            ranges = _in_file(member, here, key)
            if len(ranges) < len(here):
                ranges |= dict.fromkeys(here.keys() - ranges.keys(), _whole(member, key))
        except UNREADABLE:
            continue
        found |= {here[inner]: replace(r, in_member=True) for inner, r in ranges.items()}
    return found


def _inside(place: str, name: str, number: int) -> str | None:
    """The place without the member that it begins with; empty for the whole of it, None for a place elsewhere."""
    if place == name or place.startswith(f"{name}: "):
        return place.removeprefix(name).removeprefix(": ")
    if number_of_member(place) != number:
        return None
    return place.partition(numbered_member("", number))[2].removeprefix(": ")


def _in_file(path: Path, places: Iterable[str], key: bytes) -> dict[str, ByteRange]:
    numbers = {int(match[1]): place for place in places if (match := _LINE.fullmatch(place))}
    return _lines(path, numbers, key) if numbers else {}


def _lines(path: Path, numbers: Mapping[int, str], key: bytes) -> dict[str, ByteRange]:
    """Those lines that can be found: in broken UTF-16 none after the break, and that place is the whole file."""
    found: dict[str, ByteRange] = {}
    last = max(numbers)
    encoding = encoding_of_file(path)
    size = len(_MARKS.get(encoding or "", b""))
    first, here, number, digest = size, size, 1, _digest(key)
    try:
        with opened(path) as stream:
            mark = stream.read(size)
            if encoding == "utf-16":
                encoding = _WIDE[mark == codecs.BOM_UTF16_BE]
            for piece, ends in _pieces(stream, encoding):
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


def _pieces(stream: BinaryIO, encoding: str | None) -> Iterator[tuple[bytes, bool]]:
    """The content in pieces that may be held, none longer than a line, and whether the line ends with it."""
    if encoding in _WIDE:
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
