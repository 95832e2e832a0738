"""A review export as a file: CSV that Excel opens in any language, or a workbook that is ready to be filled in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from data.reviews import WORDS_FOR_ANSWERS
from reports.review_rows import TO_FILL, YOUR_ANSWER
from reports.wording import visible

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "Reviews"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS: Final = {
    "answer id": 20, "row": 10, "conversation id": 18, "date": 17, "agent": 18, "language": 10, "topic": 16, "question": 38,
    "quote": 70, "your answer": 16, "who": 14, "why": 40, "automatic answer": 17, "drawn with": 12, "to decide because": 26,
}  # fmt: skip
_LONGEST_CELL: Final = 32_000  # Excel's limit is 32,767
_HELP: Final = (
    "How to fill this in",
    "",
    "Fill in three columns: your answer, who (your name or initials, always the same) and why (a few words; optional).",
    "Your answer is one of: yes, no, partly, not_applicable, unsure. Leave it empty where you have not looked yet.",
    "Answer from the conversation, before you look at the automatic answer. The quote shows what that rests on; read the",
    "whole conversation in the report, or with `convoqa explain CONVERSATION`, where the quote does not settle it.",
    "",
    "Questions are worded so that yes is good. What counts is what was said or written, never what anybody may have felt.",
    "Empathy: an apology for the trouble, an acknowledgement or reassurance counts; politeness alone does not.",
    "Rudeness: curt, dismissive, blaming, mocking or impatient words. A polite refusal is civil, a firm one too.",
    "Steps of the script: another wording counts, unless the words are prescribed. What came too late was not done in order.",
    "partly: some of several occasions. not_applicable: the occasion never came. unsure: it can be read either way.",
    "",
    "Rows marked sample were drawn at random: answer all of them, or error rates say too little. Rows marked decide were",
    "chosen because they are doubtful or grave; they never enter error rates.",
    "Do not change the answer id, and sort whole rows only. Then: convoqa review import FILE",
)


def csv_file(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """CSV in UTF-8 with a mark; what a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_guarded(visible(row[column])) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would take it for a formula, or for a guarded text.

    >>> _guarded("=1+1"), _guarded("'=1+1"), _guarded("fine")
    ("'=1+1", "''=1+1", 'fine')
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """The text as it was before `_guarded`.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'tis fine")
    ('=1+1', "'=1+1", "'tis fine")
    """
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def workbook_file(rows: Sequence[Mapping[str, str]], columns: Sequence[str], day: date) -> bytes:
    """A workbook: one sheet to fill in, one that says how. Every cell is text; the same rows and day give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _fill(sheet, rows, columns)
    _make_usable(sheet, columns, len(rows) + 1)
    _explain(book.create_sheet("How to fill"))
    book.properties.created = book.properties.modified = datetime.combine(day, time())
    book.properties.creator = "convoqa"
    return _packed(book)


def _fill(sheet: Worksheet, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    wrapped, heading = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    open_cell, to_fill = Protection(locked=False), PatternFill("solid", fgColor="FFF7DA")
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column)
        cell.font, cell.alignment = heading, wrapped
        for number, row in enumerate(rows, 2):
            cell = sheet.cell(number, place)
            cell.alignment = wrapped
            if column in TO_FILL:
                cell.protection, cell.fill = open_cell, to_fill
            elif text := visible(row[column])[:_LONGEST_CELL]:
                cell.value = text
                cell.data_type = "s"  # never a formula, whatever it begins with
                cell.quotePrefix = text.startswith(FORMULA)


def _make_usable(sheet: Worksheet, columns: Sequence[str], last: int) -> None:
    """Frozen header, filters, widths, a list to choose from, and protection of all that is not to be filled in."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {column: get_column_letter(place) for place, column in enumerate(columns, 1)}
    for column, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS[column]
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{letters[columns[-1]]}{last}"
    choice = DataValidation(
        type="list", formula1=f'"{",".join(WORDS_FOR_ANSWERS)}"', allow_blank=True, showErrorMessage=True,
        errorTitle="Not an answer", error=f"Choose one of {', '.join(WORDS_FOR_ANSWERS)}.",
    )  # fmt: skip
    if last > 1:
        choice.add(f"{letters[YOUR_ANSWER]}2:{letters[YOUR_ANSWER]}{last}")
        sheet.add_data_validation(choice)
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _explain(sheet: Worksheet) -> None:
    from openpyxl.styles import Font

    for number, line in enumerate(_HELP, 1):
        sheet.cell(number, 1, line)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 120


def _packed(book: object) -> bytes:
    """The workbook's bytes, without the time of day that it was packed at."""
    from openpyxl.writer.excel import ExcelWriter

    first, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(first, "w", zipfile.ZIP_DEFLATED)).save()
    with zipfile.ZipFile(first) as archive, zipfile.ZipFile(packed, "w") as target:
        for info in archive.infolist():
            target.writestr(
                zipfile.ZipInfo(info.filename), archive.read(info), compress_type=zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
