"""Proof that nothing is left: a search of every byte of every file in a workspace, in UTF-8 and UTF-16.

What packs its text is unpacked as well: gzip, ZIP (with it .xlsx), Parquet, and databases row by row; markup is also
read without its tags, JSON with its escapes. Files are known by content, not by name, and read in pieces.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import ahocorasick
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.customer_ids import SURE_WITHOUT_EDGES
from data.warehouse import connect

ID, WORDS, UNSEARCHED = "id", "words", "could not be searched"
FREED: Final = "freed blocks, which may hold what was deleted"
_PROBE_CHARACTERS: Final = 24
_FEWEST_CHARACTERS: Final = 12
_PROBES_A_TEXT: Final = 6
_PIECE: Final = 4 << 20
_DEEPEST: Final = 3
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_GZIP, _ZIP, _PARQUET, _DUCKDB = b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"DUCK"
_TAG: Final = re.compile(r"<[^>]*>")
_DAMAGED: Final = (OSError, EOFError, zlib.error, zipfile.BadZipFile, pa.ArrowException, duckdb.Error, RuntimeError, NotImplementedError, ValueError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that is left: in which file, where in it, and what: an id, words, or why a file proves nothing."""

    file: Path
    where: str
    what: str


class _FreedBlocks(Exception):
    """A database was written to since it was made anew."""


class Needles:
    """What to search for. An id must stand alone where it is short: 42 is not in 1423; words are any part of a text.

    ASCII letters match in either case. Nothing of them is ever shown.
    """

    def __init__(self, ids: Iterable[str], words: Iterable[str] = ()) -> None:
        self._automaton = ahocorasick.Automaton()
        self.longest = 0
        self.count = 0
        for text in words:
            self._add(text, WORDS, edges=False)
        for text in ids:
            self._add(text.strip(), ID, edges=len(text.strip()) < SURE_WITHOUT_EDGES)
        if self.count:
            self._automaton.make_automaton()

    def _add(self, text: str, what: str, *, edges: bool) -> None:
        self.count += 1
        for form in _forms(text):
            for encoding in _ENCODINGS:
                raw = form.encode(encoding, "surrogatepass").lower()
                width = 1 if encoding == "utf-8" else 2
                self._automaton.add_word(raw.decode("latin-1"), (what, len(raw), width if edges else 0))
                self.longest = max(self.longest, len(raw))

    def found_in(self, data: bytes) -> set[str]:
        """What occurs in these bytes."""
        found: set[str] = set()
        if self.count:
            for last, (what, length, width) in self._automaton.iter(data.lower().decode("latin-1")):
                if what not in found and not (
                    width and _inside_a_word(data, last - length + 1, last + 1, width)
                ):
                    found.add(what)
        return found


def _forms(text: str) -> set[str]:
    """The text as it may be written down: composed or not, in either case, as JSON writes it."""
    forms = {text, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))}
    forms |= {form.lower() for form in forms} | {form.upper() for form in forms}
    return forms | {json.dumps(form, ensure_ascii=plain)[1:-1] for form in forms for plain in (True, False)}


def _inside_a_word(data: bytes, start: int, end: int, width: int) -> bool:
    before, after = data[max(start - width, 0) : start].strip(b"\0"), data[end : end + width].strip(b"\0")
    return before.isalnum() or after.isalnum()


def probes_of(texts: Iterable[str], others: Iterable[str]) -> list[str]:
    """Parts of the texts that occur in none of the others: what is said to everybody proves nothing about one.

    >>> probes_of(["ok", "My parcel for the birthday of my niece is late"], ["the niece of my niece is late"])
    ['My parcel for the birthday']
    """
    probes = {probe for text in texts for probe in _parts(text)}
    if not probes:
        return []
    automaton = ahocorasick.Automaton()
    for probe in probes:
        automaton.add_word(probe.casefold(), probe.casefold())
    automaton.make_automaton()
    common: set[str] = set()
    for text in others:
        common.update(probe for _, probe in automaton.iter(text.casefold()))
    return sorted(probe for probe in probes if probe.casefold() not in common)


def _parts(text: str) -> list[str]:
    """Stretches of a text from word to word: in a page, marks may cut a turn anywhere."""
    parts, part = [], ""
    for word in text.split(" "):
        part = f"{part} {word}" if part else word
        if len(part) >= _PROBE_CHARACTERS:
            parts.append(part[: 4 * _PROBE_CHARACTERS])
            part = ""
    parts.append(part)
    return [p for p in parts if len(p) >= _FEWEST_CHARACTERS][:_PROBES_A_TEXT]


def search(folder: Path, needles: Needles, pattern: str = "*") -> list[Trace]:
    """Every trace in the files below a folder, of these names, links not followed; none where nothing is left."""
    found: dict[Trace, None] = {}
    for path in sorted(p for p in folder.rglob(pattern) if p.is_file() and not p.is_symlink()):
        name = path.relative_to(folder).as_posix()
        found |= {
            Trace(path, "its name", what): None
            for what in needles.found_in(name.encode("utf-8", "surrogateescape"))
        }
        try:
            for where, pieces in _views(path):
                for what in sorted(_found(pieces, needles)):
                    found[Trace(path, where, what)] = None
        except _FreedBlocks:
            found[Trace(path, "its content", FREED)] = None
        except _DAMAGED:  # what was found before counts as well
            found[Trace(path, "its content", UNSEARCHED)] = None
    return list(found)


def _found(pieces: Iterator[bytes], needles: Needles) -> set[str]:
    found: set[str] = set()
    rest = b""
    for piece in pieces:
        data = rest + piece
        found |= needles.found_in(data)
        rest = data[-(needles.longest + 2) :]
    return found


def _views(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """A file's bytes, and what is packed in them: (where, pieces)."""
    with path.open("rb") as file:
        yield "its bytes", _pieces(file)
        head = _head(file)
        if head[8:12] == _DUCKDB:
            yield from _rows(path)
        else:
            yield from _unpacked(file, "", 0)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(256)
    file.seek(0)
    return head


def _unpacked(file: IO[bytes], within: str, depth: int) -> Iterator[tuple[str, Iterator[bytes]]]:
    head = _head(file)
    if depth > _DEEPEST:
        raise ValueError("archives in archives without an end")
    if head.startswith(_GZIP):
        with gzip.open(file) as opened:
            inner: IO[bytes] = opened  # type: ignore[assignment]  # it reads as one
            yield f"{within}unpacked", _pieces(inner)
            yield from _unpacked(inner, f"{within}unpacked, ", depth + 1)
    elif head.startswith(_ZIP):
        with zipfile.ZipFile(file) as archive:
            for number, member in enumerate(archive.infolist(), 1):
                with archive.open(member) as inner_file:
                    yield f"{within}member {number}", _pieces(inner_file)
                    yield from _unpacked(inner_file, f"{within}inside, ", depth + 1)
    elif head.startswith(_PARQUET):
        yield f"{within}its columns", _columns(file)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield f"{within}its text", _without_tags(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _without_tags(file: IO[bytes]) -> Iterator[bytes]:
    """The text between the tags, with entities read; pieces end after a tag, so that none is cut."""
    rest = b""
    for piece in _pieces(file):
        data = rest + piece
        cut = data.rfind(b">") + 1
        rest = data[cut:]
        yield _plain(data[:cut])
    yield _plain(rest)


def _plain(markup: bytes) -> bytes:
    return html.unescape(_TAG.sub("", markup.decode("utf-8", "replace"))).encode("utf-8", "replace")


def _columns(file: IO[bytes]) -> Iterator[bytes]:
    for batch in pq.ParquetFile(io.BytesIO(file.read()) if not file.seekable() else file).iter_batches():
        yield from (_joined(column.to_pylist()) for column in batch.columns)


def _rows(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every text column of every table: compressed, the bytes of a row are not its text."""
    with connect(path, read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND "
            "regexp_matches(data_type, 'VARCHAR|BLOB|JSON|MAP|UNION|ENUM') ORDER BY ALL"
        ).fetchall()
        for schema, table, column, kind in columns:
            names = ['"' + name.replace('"', '""') + '"' for name in (schema, table, column)]
            value = names[2] if kind in ("VARCHAR", "BLOB") else f"to_json({names[2]})"
            sql = f"SELECT DISTINCT {value}::VARCHAR FROM {names[0]}.{names[1]}"  # noqa: S608  # quoted names
            yield f"{table}.{column}", _fetched(connection, sql)
        row = connection.execute("SELECT free_blocks FROM pragma_database_size()").fetchone()
        if row is None or row[0]:
            raise _FreedBlocks


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[bytes]:
    reader = connection.execute(sql)
    while rows := reader.fetchmany(10_000):
        yield _joined([row[0] for row in rows])


def _joined(values: list[Any]) -> bytes:
    texts = (v if isinstance(v, str) else json.dumps(v, ensure_ascii=False, default=str) for v in values)
    return "\n".join(texts).encode("utf-8", "surrogatepass") + b"\n"
