"""What holds for every file, whatever is in it. Each function gives what does not hold, in words, or nothing."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from data.archives import is_archive
from data.conversation import Conversation, Record
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.intake import Rejected, UnknownFormat, detect, read_file
from data.readers.convokit import BESIDE
from data.readers.generic_csv import header_of
from data.readers.long_table import column_names
from data.readers.source_text import UNREADABLE, opened, opened_text, undecodable
from data.warehouse import open_warehouse

FAULT = "a fault of ours"


def faults_of_reading(path: Path) -> Iterator[str]:
    """What is wrong with how the file alone is read: faults, silence, and reading that is not the same again."""
    items = list(read_file(path))
    if not items and path.name not in BESIDE:
        yield "nothing comes of the file, not even a reason"
    refused = [item for item in items if isinstance(item, Rejected)]
    for item in refused:
        if FAULT in item.reason:
            yield f"{item.place}: {item.reason}"
        if not (item.place and item.reason and item.remedy):
            yield f"refused without place, reason or remedy: {item.place!r} {item.reason!r}"
    named = Counter((item.place, item.conversation_id, item.reason) for item in refused)
    yield from (f"refused {n} times with one name: {name}" for name, n in named.items() if n > 1)
    yield from (f"{item.place}: a text that cannot be stored" for item in items if not _is_storable(item))
    try:
        if is_archive(path):
            return
        reader = detect(path)
    except (UnknownFormat, *UNREADABLE):
        return
    try:
        records = list(reader.read(path))
    except Exception as problem:  # noqa: BLE001  # a reader may raise nothing
        yield f"the reader raises {type(problem).__name__}"
        return
    if repr(records) != repr(list(reader.read(path))):
        yield "read twice, the file gives other records"
    if len(records) != len(items):
        yield f"{len(records)} records became {len(items)} items"
    check = {"jsonl": _lines_lost, "csv": _rows_lost, "parquet": _cells_lost, "text": _words_lost}
    if reader.name in check and not any(record.place == "file" for record in records):
        yield from check[reader.name](path, records)
    if reader.name in ("webvtt", "srt"):
        yield from _cues_lost(path, records)


def faults_of_ingest(paths: Sequence[Path], workspace: Path) -> Iterator[str]:
    """What does not reconcile once the files are in a workspace."""
    reading = Reading(workspace_key(workspace), redacted=frozenset())
    with open_warehouse(workspace) as connection:
        counts = ingest_files(connection, paths, reading, lambda file, records: None)
        batches = connection.execute(_BATCHES).fetchall()
    if counts.files + counts.known_files != len(paths):
        yield f"{len(paths)} files became {counts.files} batches and {counts.known_files} known files"
    if counts.records != counts.accepted + counts.duplicate + counts.quarantined:
        yield f"counts do not reconcile: {counts}"
    for file, records, accepted, duplicate, quarantined, stored, waiting in batches:
        if records != accepted + duplicate + quarantined or accepted != stored or quarantined != waiting:
            yield (
                f"{file}: {records} records, {accepted} accepted of which {stored} are stored, "
                f"{duplicate} duplicate, {quarantined} quarantined of which {waiting} wait"
            )


_BATCHES = """
SELECT file, records, accepted, duplicate, quarantined,
    (SELECT count(*) FROM conversations c WHERE c.batch_id = b.batch_id),
    (SELECT count(DISTINCT quarantine_id) FROM quarantine q WHERE q.batch_id = b.batch_id)
FROM batches b ORDER BY file
"""


def _is_storable(item: Conversation | Rejected) -> bool:
    """Whether every text in it can be written as UTF-8."""
    given = _fields_of(item)
    for turn in given.pop("turns", ()):
        given |= {f"{len(given)} {name}": value for name, value in _fields_of(turn).items()}
    given |= given.pop("metadata", {})
    try:
        "".join(text for text in given.values() if isinstance(text, str)).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fields_of(item: Any) -> dict[str, Any]:
    """The fields of a data class."""
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _text(path: Path) -> str | None:
    try:
        with opened_text(path) as stream:
            return stream.read()
    except UNREADABLE:
        return None


def _lines_lost(path: Path, records: Sequence[Record]) -> Iterator[str]:
    """JSON Lines give a record a line."""
    text = _text(path)
    if text is not None and records and all(record.place.startswith("line ") for record in records):
        lines = [line for line in re.split("\r\n|\r|\n", text) if line.strip()]
        if len(lines) != len(records):
            yield f"{len(lines)} lines became {len(records)} records"


def _rows_lost(path: Path, records: Sequence[Record]) -> Iterator[str]:
    """Each row of a CSV file that is whole is a turn, or costs its conversation."""
    text = _text(path)
    if text is None or undecodable(text):
        return
    first = next((line for line in re.split("\r\n|\r|\n", text) if line.strip()), "")
    delimiter, columns = header_of(first)
    try:
        csv.field_size_limit(2**31 - 1)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return
    cells = [row for row in rows if any(cell.strip() for cell in row)][1:]
    yield from _rows_unaccounted([dict(zip(columns, row, strict=False)) for row in cells], records)


def _cells_lost(path: Path, records: Sequence[Record]) -> Iterator[str]:
    """Each row of a Parquet file is a turn, or costs its conversation; with nested turns, a record."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with opened(path) as stream:
            table = pq.read_table(pa.BufferReader(stream.read()))
        names = column_names(table.column_names)
        if "turns" in names:
            if table.num_rows != len(records):
                yield f"{table.num_rows} rows became {len(records)} records"
            return
        ids = table.column(names.index("conversation_id")).to_pylist()
    except (pa.ArrowException, *UNREADABLE, ValueError, OverflowError):
        return
    yield from _rows_unaccounted([{"conversation_id": i if isinstance(i, str) else None} for i in ids if isinstance(i, str) or i is None], records)  # fmt: skip


def _rows_unaccounted(rows: Iterable[Mapping[str, Any]], records: Sequence[Record]) -> Iterator[str]:
    expected = Counter(str(row.get("conversation_id") or "").strip() for row in rows)
    without = expected.pop("", 0)
    found = {str(record.value["conversation_id"]): record for record in records if record.value}
    for name, count in expected.items():
        record = found.get(name)
        if record is None:
            yield f"the rows of a conversation became nothing ({count})"
        elif not record.reason and len((record.value or {})["turns"]) != count:
            yield f"{count} rows became {len((record.value or {})['turns'])} turns"
    refused = sum(record.value is None for record in records)
    if refused < without:
        yield f"{without} rows without a conversation became {refused} records"


_LABEL = re.compile(r"\w*[^\W\d]\w*[:：](?=.)")  # "Agent:Hello"


def _words_lost(path: Path, records: Sequence[Record]) -> Iterator[str]:
    """The last word of each line of a text is in a turn, or its conversation is refused."""
    text = _text(path)
    if text is None or any(record.reason for record in records):
        return
    kept = "\n".join([*_said(records), *(repr(record.value) for record in records)])
    for line in re.split("\r\n|\r|\n", text):
        words = line.strip(" \t*_").split()
        if not words or line.startswith("#") or words[-1][-1] in ":：*_":
            continue
        word = _LABEL.sub("", words[-1])
        if word not in kept:
            yield f"a line's last word is lost: {word[:40]!r}"


def _cues_lost(path: Path, records: Sequence[Record]) -> Iterator[str]:
    """Words below a cue's times, where they have no markup, are in a turn, or the file is refused."""
    text = _text(path)
    if text is None or any(record.reason for record in records):
        return
    kept = "\n".join(_said(records))
    for block in re.split("(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)", text):
        lines = re.split("\r\n|\r|\n", block.strip())
        if len(lines) < 2 or "-->" not in lines[0] or lines[0].startswith(("NOTE", "WEBVTT")):
            continue
        for line in lines[1:]:
            words = line.split()
            is_plain = words and not line.strip().isdigit() and not re.search(r"[<>&{}\[\]:：-]", line)
            if is_plain and words[-1] not in kept:
                yield f"a cue's last word is lost: {words[-1][:40]!r}"


def _said(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        for turn in (record.value or {}).get("turns", ()):
            yield f"{turn.get('speaker')} {turn['text']}"
