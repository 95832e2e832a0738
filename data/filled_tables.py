"""Tables that people filled in and sent back: CSV however it was saved, or a workbook; read within bounds, as text.

Every cell comes as text, except for what a spreadsheet turned into something else, whose type is told.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from data.encodings import encoding_by_mark, encoding_of_pieces, is_binary, pieces_beyond_ascii
from data.intake import InputError
from data.redaction import Redactor
from data.source_file import has_no_end

LARGEST: Final = 64 * 2**20  # bytes of a file, and of what is packed in one
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
_MOST_MEMBERS: Final = 1_000
_ZIP: Final = b"PK"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls, and every encrypted workbook
_AS_WORKBOOK: Final = "save it as .xlsx without a password, or as CSV"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row with something in it. number: as a spreadsheet counts rows. cells: by column, in lower case, empty ones left out.

    changed: columns whose text a spreadsheet made into a number, a date or the like, and into what.
    """

    number: int
    cells: dict[str, str]
    changed: dict[str, str]


def filled_rows(path: Path, required: Sequence[str]) -> list[FilledRow]:
    """The rows of a filled-in table with these columns. Raises InputError, with what to do, for a file that is none."""
    content = _content(path)
    if not content.strip():
        raise InputError(f"{path} is empty: give the file that was exported and filled in")
    if content.startswith(_OLE):
        raise InputError(f"{path} is encrypted, or a workbook of the old kind (.xls): {_AS_WORKBOOK}")
    rows = _workbook(path, content, required) if content.startswith(_ZIP) else _text_table(path, content)
    return _by_column(path, rows, required)


def _content(path: Path) -> bytes:
    if not path.is_file() or has_no_end(path):
        raise InputError(f"{path} is no file: give the file that was exported and filled in")
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path} has more than {LARGEST >> 20} MB: send it in several files")
    return path.read_bytes()


def _text_table(path: Path, content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    if is_binary(content[:4096]) and encoding_by_mark(content[:4096]) is None:
        raise InputError(f"{path} is neither CSV nor a workbook: {_AS_WORKBOOK}")
    encoding = encoding_by_mark(content) or encoding_of_pieces(pieces_beyond_ascii(content))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise InputError(f"{path} has bytes that are not {encoding.upper()}: save it as UTF-8") from None
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error as problem:
        raise InputError(
            f"{path} is not CSV from row {number + 1} on ({problem}): close every quotation mark, or export it again"
        ) from None


def _workbook(path: Path, content: bytes, required: Sequence[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of the first sheet that has the required columns, else of the first; values, never formulas."""
    from openpyxl import load_workbook

    _check_size(path, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its size may be anything
            head = next(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), ())
            if set(required) <= {_name(cell) for cell in head}:
                break
        else:
            sheet = book.worksheets[0]
        rows = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1)
        yield from rows
    except InputError:
        raise
    except Exception as problem:  # noqa: BLE001  # a damaged workbook breaks the library anywhere
        raise InputError(
            f"{path} is no workbook that can be read ({type(problem).__name__}): {_AS_WORKBOOK}"
        ) from None


def _check_size(path: Path, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError(f"{path} is damaged, and no workbook that can be read: export it again") from None
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST:
        raise InputError(f"{path} unpacks to more than {LARGEST >> 20} MB: send it in several files")


def _by_column(
    path: Path, rows: Iterable[tuple[int, Sequence[Any]]], required: Sequence[str]
) -> list[FilledRow]:
    columns: list[str] = []
    found: list[FilledRow] = []
    for number, values in rows:
        if number > 10 * MOST_ROWS or len(found) >= MOST_ROWS:
            raise InputError(f"{path} has more than {MOST_ROWS:,} rows: send it in several files")
        if not any(_text(value) for value in values):
            continue
        if not columns:
            columns = _columns(path, values, required)
            continue
        if len(values) > len(columns) and any(_text(value) for value in values[len(columns) :]):
            raise InputError(
                f"{path}, row {number}: it has more cells than the header: put text with separators in quotation marks"
            )
        named = [(name, value) for name, value in zip(columns, values, strict=False) if name]
        cells = {name: text for name, value in named if (text := _text(value))}
        changed = {name: kind for name, value in named if (kind := _kind(value))}
        found.append(FilledRow(number, cells, changed))
    if not columns:
        raise InputError(f"{path} is empty: give the file that was exported and filled in")
    return found


def _columns(path: Path, values: Sequence[Any], required: Sequence[str]) -> list[str]:
    columns = [_name(value) for value in values]
    if missing := [name for name in required if name not in columns]:
        there = Redactor().redact(", ".join(filter(None, columns)))[:200]
        raise InputError(
            f"{path} has no column {missing[0]!r}, but {there}: is it the file that was exported?"
        )
    if twice := [name for name in required if columns.count(name) > 1]:
        raise InputError(f"{path} has the column {twice[0]!r} twice: remove one")
    return columns


def _name(value: Any) -> str:
    return " ".join(_text(value).replace("_", " ").split()).lower()


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _kind(value: Any) -> str:
    """What a cell was made into; empty for text.

    >>> _kind("r1"), _kind(3.0), _kind(True), _kind(date(2026, 3, 1))
    ('', 'a number', 'TRUE or FALSE', 'a date')
    """
    kinds: dict[type | tuple[type, ...], str] = {
        bool: "TRUE or FALSE",
        (int, float): "a number",
        (datetime, date, time, timedelta): "a date",
    }
    return next((kind for types, kind in kinds.items() if isinstance(value, types)), "")
