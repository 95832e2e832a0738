"""Tables as a workbook (.xlsx): header frozen, filters on, numbers and dates as such, and no text that runs.

The same sheets give the same bytes. Nothing of them is written to a temporary file: a sheet may quote people.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from reports.formulas import harmless
from reports.wording import count, plural, visible

LONGEST_TEXT: Final = 32_767  # of a cell, in UTF-16 units
MOST_ROWS: Final = 1_048_576  # of a sheet, the header among them
NARROWEST, WIDEST = 8, 70
_ROOM_FOR_NOTE: Final = 60
TEXT, WHOLE, SHARE, POINTS, DECIMAL, SECONDS, DAY, MOMENT = (
    "text", "#,##0", "0.0%", "0.0", "0.00", "#,##0.0", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
)  # fmt: skip
UNITS: Final = {
    "count": WHOLE,
    "share": SHARE,
    "points": POINTS,
    "decimal": DECIMAL,
    "seconds": SECONDS,
}
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
_HEADER: Final = "header"
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # `_x003D_` in a text would be read as `=`


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, how its values are shown (an Excel number format, or TEXT), and its greatest width."""

    title: str
    shown: str = TEXT
    widest: int = WIDEST


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that is shown otherwise than its column."""

    value: float | date | None
    shown: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name of at most 31 characters; `nothing` is what it says where it has no rows.

    Values: text, numbers, days, moments without a zone, lists of texts (one below the other), None.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    nothing: str = "Nothing."


def workbook_bytes(sheets: Iterable[Sheet], title: str, day: date) -> bytes:
    """The workbook as it lies on disk. day: stands in its properties, where programs put the clock."""
    book = Workbook(write_only=True)
    about = book.properties
    about.creator = about.lastModifiedBy = "convoqa"
    about.title = visible(title)
    about.created = about.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # openpyxl's own are naive
    for sheet in sheets:
        _fill(book, sheet)
    packed = BytesIO()
    with _Archive(packed, "w", ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return packed.getvalue()


def _fill(book: Any, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.name)
    page._writer = WorksheetWriter(page, BytesIO())
    rows = _rows_that_fit(sheet)
    last = get_column_letter(len(sheet.columns))
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for place, column in enumerate(sheet.columns):
        page.column_dimensions[get_column_letter(place + 1)].width = _width(column, place, rows)
    page._writer.write_top()
    looks = _looks(page)
    page.append([_cell(page, column.title, _HEADER, looks) for column in sheet.columns])
    for row in rows:
        pairs = zip(row, sheet.columns, strict=False)  # a note is one cell
        page.append([_cell(page, value, column.shown, looks) for value, column in pairs])


def _rows_that_fit(sheet: Sheet) -> list[Sequence[Any]]:
    """The rows, with a note in the place of those that a sheet cannot hold, or of all where there are none."""
    if not sheet.rows:
        return [[sheet.nothing]]
    if len(sheet.rows) < MOST_ROWS:
        return list(sheet.rows)
    kept = MOST_ROWS - 2
    left = len(sheet.rows) - kept
    note = f"{plural(left, 'more row')} left out: a sheet holds no more than {count(MOST_ROWS)}."
    return [*islice(sheet.rows, kept), [note]]


def _cell(page: Any, value: Any, shown: str, looks: Mapping[str, Any]) -> Any:
    if isinstance(value, Shown):
        value, shown = value.value, value.shown
    if isinstance(value, list | tuple):
        value = "\n".join(map(str, value))
    cell = WriteOnlyCell(page)
    if isinstance(value, str) and value:
        cell.value = _ESCAPE.sub("_x005F_", cell_text(value))
        cell.data_type = "s"  # never a formula or an error, whatever it begins with
        shown = shown if shown == _HEADER else TEXT
    elif value != "" and not (isinstance(value, float) and not math.isfinite(value)):
        cell.value = value
    cell._style = looks[shown]
    return cell


def cell_text(text: str) -> str:
    """The text as a cell can hold it: no formula, control characters written out, cut at the limit, and the cut said.

    >>> cell_text("=a\\x07b"), cell_text("x" * 40_000)[-30:]
    ("'=a⟨U+0007⟩b", '… (cut: 7,293 more characters)')
    """
    shown = harmless(visible(text))
    units = shown.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return shown
    kept = units[: 2 * (LONGEST_TEXT - _ROOM_FOR_NOTE)].decode("utf-16-le", "ignore")
    return f"{kept}… (cut: {count(len(shown) - len(kept))} more characters)"


def _width(column: Column, place: int, rows: Sequence[Sequence[Any]]) -> float:
    """Wide enough for the title and for what stands in it, no wider than the column may be."""
    fixed = {TEXT: 0, DAY: 11, MOMENT: 17}.get(column.shown, 9)
    needed = max(_wide(column.title) + 3, fixed, NARROWEST)  # the filter's button beside the title
    for row in rows:
        if needed >= column.widest:
            break
        if place < len(row) and isinstance(row[place], str | list):
            lines = row[place].splitlines() if isinstance(row[place], str) else row[place]
            needed = max(needed, max(map(_wide, lines), default=0) + 1)
    return min(needed, column.widest)


def _wide(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text[:WIDEST])


def _looks(page: Any) -> dict[str, Any]:
    """How each kind of cell looks, once a workbook: a style of its own for every cell would be slow and large."""
    found = {}
    for shown in (TEXT, _HEADER, *UNITS.values(), DAY, MOMENT):
        cell = WriteOnlyCell(page)
        cell.alignment = Alignment(wrap_text=shown in (TEXT, _HEADER), vertical="top")
        cell.number_format = "General" if shown in (TEXT, _HEADER) else shown
        if shown == _HEADER:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A4D")
        found[shown] = cell._style
    return found


class _Archive(ZipFile):
    """A ZIP whose members all have one time."""

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        """A member of this name and content."""
        member = ZipInfo(name, _MADE)
        member.compress_type = ZIP_DEFLATED
        super().writestr(member, data)


class _Writer(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's writer, with sheets that stay in memory."""

    def write_worksheet(self, ws: Any) -> None:
        """One sheet into the archive."""
        ws.close()
        ws._rels, ws._drawing = ws._writer._rels, None
        self._archive.writestr(ws.path[1:], ws._writer.out.getvalue())
        self.manifest.append(ws)
