"""Text that no spreadsheet runs: a transcript may begin as a formula does."""

from __future__ import annotations

from typing import Final

FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet may take for a formula, or skip before one; the wide forms count where Korean is typed."""


def harmless(text: str) -> str:
    """The text, behind an apostrophe where it begins as a formula does.

    A mark of the cell alone (text, or Excel's quote prefix) would be lost when a workbook is saved as CSV and opened
    again: an apostrophe in the text stays.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(tuple(FORMULA_STARTS)) else text
