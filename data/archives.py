"""Zip archives: their members as files that any reader can open, and why a member or an archive is not read.

Nothing is unpacked to disk. The sizes that an archive declares are checked before it is read; no more than the
declared size ever comes out of a member.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Final

from data.conversation import Record
from data.encodings import encoding_of_pieces
from data.source_file import SourceFile
from data.transcript_names import SIDE_TABLES, is_passed_over, may_hold_transcripts

MOST_MEMBERS: Final = 100_000
LARGEST_DIRECTORY: Final = 64 * 2**20  # bytes of the list of members, which is read whole
LARGEST_TOTAL: Final = 64 * 2**30  # bytes of all members, unpacked
LARGEST_EXPANSION: Final = 200  # bytes out of one compressed byte; transcripts give 5 to 50
FREE_EXPANSION: Final = 16 * 2**20  # bytes that any member may expand to
_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_NAMED_IN_UTF8: Final = 0x800
_NUMBERED: Final = re.compile(r".* \(member (\d+)\)(?=$|: )", re.DOTALL)
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_IN_PARTS = "send it in several archives"
_AGAIN = "make the archive again from the transcripts"


class Member(SourceFile):
    """A file inside an archive, named archive/member; it opens while the archive is open, and is never on disk."""

    _archive: zipfile.ZipFile
    _info: zipfile.ZipInfo

    def _content(self) -> IO[bytes]:
        return self._archive.open(self._info)


def numbered_member(shown: str, number: int) -> str:
    """How a member is named whose own name may not be kept: by its place, from 1, among those that `members` gives."""
    return f"{shown} (member {number})"


def number_of_member(place: str) -> int | None:
    """The number in a place that begins with a member named so.

    >>> number_of_member(numbered_member("call_<PHONE>.json", 3) + ": line 2"), number_of_member("a.json: line 2")
    (3, None)
    """
    found = _NUMBERED.match(place)
    return int(found[1]) if found else None


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive, whatever its name. Raises what opening raises."""
    with path.open("rb") as file:
        return file.read(4) in _MAGIC


def members(path: Path) -> Iterator[tuple[str, Member | Record]]:
    """Name and file of each member that may hold transcripts, in order of the names, or the Record of why not.

    The name is empty for a Record that refuses the whole archive. Raises BadZipFile where it is damaged.
    """
    with path.open("rb") as file:
        if _directory_size(file) > LARGEST_DIRECTORY:
            yield "", _too_many()
            return
        with zipfile.ZipFile(file) as archive:
            named = _named(archive)
            refused = _refusal_of_archive(named)
            if refused is not None:
                yield "", refused
                return
            seen: Counter[str] = Counter()
            for name, info in named:
                refused = _refusal(name, info, seen[name])
                seen[name] += 1
                yield name, refused or _member(path, name, archive, info)


def _directory_size(file: IO[bytes]) -> int:
    """Bytes of the list of members, as the archive's end declares them; 0 where that end is not found."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - 2**16 - _END_64.size - 20))
    end = file.read()
    file.seek(0)
    at, at_64 = end.rfind(b"PK\x05\x06"), end.rfind(b"PK\x06\x06")
    if at_64 >= 0 and len(end) - at_64 >= _END_64.size:
        return int(_END_64.unpack_from(end, at_64)[8])
    return int(_END.unpack_from(end, at)[5]) if at >= 0 and len(end) - at >= _END.size else 0


def _named(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Members with their names, in order of these, without folders and what a folder's reader passes over too.

    A name that does not say that it is UTF-8 is in the encoding of the computer where the archive was made.
    """
    infos = [info for info in archive.infolist() if not info.is_dir()]
    raw = [info.orig_filename.encode("cp437") for info in infos if not info.flag_bits & _NAMED_IN_UTF8]
    encoding = encoding_of_pieces([name for name in raw if not name.isascii()])
    named = [(_name(info, encoding), info) for info in infos]
    return sorted(((name, info) for name, info in named if _is_looked_at(name)), key=lambda pair: pair[0])


def _name(info: zipfile.ZipInfo, encoding: str) -> str:
    name = info.orig_filename
    if not info.flag_bits & _NAMED_IN_UTF8:
        with suppress(
            UnicodeDecodeError
        ):  # then as old archives have it: odd to read, and still its own name
            name = name.encode("cp437").decode(encoding)
    return name.replace("\\", "/")


def _is_looked_at(name: str) -> bool:
    path = PurePosixPath(name)
    folders = [folder for folder in path.parts[:-1] if folder != ".."]
    return may_hold_transcripts(path) and not any(map(is_passed_over, folders))


def _refusal_of_archive(named: list[tuple[str, zipfile.ZipInfo]]) -> Record | None:
    names = {name for name, _ in named}
    if "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names:
        remedy = "save the sheet as CSV, or the text as plain text, in UTF-8, and send that"
        return Record("file", None, "the file is an office document, no archive of transcripts", remedy)
    if len(named) > MOST_MEMBERS:
        return _too_many()
    total = sum(info.file_size for _, info in named)
    if total > LARGEST_TOTAL:
        reason = f"the archive unpacks to {total / 2**30:,.0f} GiB, more than {LARGEST_TOTAL / 2**30:,.0f}"
        return Record("file", None, reason, _IN_PARTS)
    if not named:
        return Record(
            "file", None, "the archive holds no transcripts", "send it again when it has conversations"
        )
    return None


def _too_many() -> Record:
    return Record("file", None, f"the archive has more than {MOST_MEMBERS:,} members", _IN_PARTS)


def _refusal(name: str, info: zipfile.ZipInfo, before: int) -> Record | None:
    """Why a member is not read, as far as its entry in the archive says. before: members of the same name."""
    if before:
        return _not_read(f"has the name of another member ({before} before it)", _AGAIN)
    if _is_unsafe(name):
        return _not_read("has a path that leads out of the archive", _AGAIN)
    if info.flag_bits & _ENCRYPTED:
        return _not_read("is encrypted", "send it without a password")
    if info.compress_type not in _METHODS:
        return _not_read("is compressed in a way that is not read", "make the archive again with deflate")
    if info.file_size > max(FREE_EXPANSION, LARGEST_EXPANSION * info.compress_size):
        reason = f"expands more than {LARGEST_EXPANSION} times"
        return _not_read(reason, "check where it comes from; send it uncompressed if it is right")
    if PurePosixPath(name).name in SIDE_TABLES:
        return _not_read("is a side table inside an archive", "put it beside the transcripts, not inside")
    return None


def _is_unsafe(name: str) -> bool:
    absolute = name.startswith("/") or bool(PureWindowsPath(name).drive)
    return absolute or ".." in name.split("/") or "\0" in name


def _not_read(reason: str, remedy: str) -> Record:
    return Record("file", None, f"the member {reason}", remedy)


def _member(path: Path, name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member | Record:
    member = Member(path, name)
    member._archive, member._info = archive, info
    try:
        nested = is_archive(member)
    except (NotImplementedError, RuntimeError):  # versions and methods that zipfile does not know
        return _not_read("is packed in a way that is not read", "make the archive again with deflate")
    except (zipfile.BadZipFile, OSError, EOFError):
        return _not_read("is damaged", "copy the archive again")
    return (
        _not_read("is an archive itself", "unpack it, and send the transcripts in one archive")
        if nested
        else member
    )
