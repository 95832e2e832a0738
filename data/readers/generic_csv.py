"""Generic CSV: a long table, one turn a row, separated by commas, semicolons or tabs (FORMATS, section 0)."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile
from pathlib import Path
from typing import Final

from data.conversation import ROLES, Record
from data.customer_ids import CUSTOMER
from data.readers import Head, Reader
from data.readers.long_table import REQUIRED, Row, column_names, conversations, header_problem
from data.readers.source_text import (
    LARGEST_CELL,
    NOT_TEXT,
    SAVE_AS_UTF8,
    excerpt_of,
    numbered_lines,
    refusing_unreadable,
    undecodable,
)

DELIMITERS: Final = ",;\t"
LONGEST_LABEL: Final = 40
"""Characters of a role in a line that is taken for a row: longer ones are sentences."""
QUOTING = (
    'put text that holds the separator, a quote or a line break in double quotes, and write "" for a quote'
)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose header was read."""

    path: Path
    delimiter: str
    columns: list[str]


def sniff(head: Head) -> float:
    """Told by the header's names; one that lacks a required column is still taken, to name the column."""
    columns = header_of((head.text or "").lstrip("\r\n").split("\n")[0])[1]
    return {3: 0.9, 2: 0.6}.get(sum(name in columns for name in REQUIRED), 0.0)


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a CSV file, row by row; places are rows as a spreadsheet numbers them, the header being row 1."""
    first = next((line for _, line in numbered_lines(path) if line.strip()), "")
    delimiter, columns = header_of(first)
    problem = header_problem(columns)
    if problem is not None:
        yield problem
        return
    table = Table(path, delimiter, columns)
    yield from conversations(partial(rows_of, table), lambda: (row.conversation_id for row in rows_of(table)))


def header_of(line: str) -> tuple[str, list[str]]:
    """The delimiter that gives the header the most required names, and the column names.

    >>> header_of("conversation_id;role;text")
    (';', ['conversation_id', 'role', 'text'])
    """
    readings = [(delimiter, column_names(_cells(line, delimiter))) for delimiter in DELIMITERS]
    return max(readings, key=lambda reading: (sum(name in reading[1] for name in REQUIRED), len(reading[1])))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def rows_of(table: Table) -> Iterator[Row]:
    """Every row after the header. A row that CSV cannot read is given to the conversation that it names.

    A quotation mark that is never closed, or closed rows later, costs the row that opens it alone: the lines that it
    swallowed are read again from the first that looks like a row.
    """
    csv.field_size_limit(LARGEST_CELL)
    lines = _Lines(table.path)
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
    number = 0
    while True:
        lines.latest.clear()
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem, cells = f"row {number + 1} is not CSV ({error})", []
        opening, *swallowed = lines.latest or [""]
        if not problem and any(_is_row(table, line, said_by=ROLES) for line in swallowed):
            problem = f"row {number + 1} opens a quotation mark that is closed in another row"
        if problem:
            number += 1
            yield _unreadable_row(table, number, opening, problem)
            lines.again.extendleft(
                reversed(list(dropwhile(lambda line: not _is_row(table, line), swallowed)))
            )
        elif any(cell.strip() for cell in cells):
            number += 1
            if number > 1:
                yield _row(table, number, cells)
        elif number:
            number += 1


class _Lines:
    """The file's lines, those in `again` first; what the row being read took is in `latest`."""

    def __init__(self, path: Path) -> None:
        self.again: deque[str] = deque()
        self.latest: list[str] = []
        self._lines = numbered_lines(path)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self._lines)[1]
        self.latest.append(line)
        return line


def _is_row(table: Table, line: str, said_by: Container[str] | None = None) -> bool:
    """Whether a line by itself has a cell for every column, with an id and a role: one of `said_by`, or a short word."""
    cells = _cells(line, table.delimiter)
    if len(cells) != len(table.columns):
        return False
    named = dict(zip(table.columns, cells, strict=True))
    role = named.get("role", "").strip().lower()
    if said_by is not None:
        return bool(named.get("conversation_id", "").strip()) and role in said_by
    return "role" not in named or 0 < len(role) <= LONGEST_LABEL


def _row(table: Table, number: int, cells: list[str]) -> Row:
    raw = table.delimiter.join(cells)
    named = dict(zip(table.columns, cells, strict=False))
    conversation_id = named.get("conversation_id", "").strip() or None
    if undecodable(raw):
        problem, remedy = f"row {number} {NOT_TEXT}", SAVE_AS_UTF8
        safe_id = None if conversation_id is None or undecodable(conversation_id) else conversation_id
        return Row(number, safe_id, {}, problem, remedy, _excerpt(table, cells))
    if len(cells) > len(table.columns) and any(cells[len(table.columns) :]):
        problem = f"row {number} has {len(cells)} cells, the header has {len(table.columns)}"
        return Row(number, conversation_id, {}, problem, QUOTING, _excerpt(table, cells))
    if conversation_id is None:
        problem = f"row {number}: conversation_id is missing"
        return Row(number, None, {}, problem, "give every row its conversation's id", _excerpt(table, cells))
    return Row(number, conversation_id, named, excerpt=excerpt_of(raw))


def _excerpt(table: Table, cells: list[str]) -> str:
    """A broken row, without its customer's id: with a cell too many it stands as far from the end as in the header."""
    shown = list(cells)
    if "customer_id" in table.columns:
        place = table.columns.index("customer_id")
        for at in (place, place + len(cells) - len(table.columns)):
            if 0 <= at < len(cells):
                shown[at] = CUSTOMER
    return excerpt_of(table.delimiter.join(shown))


def _unreadable_row(table: Table, number: int, line: str, problem: str) -> Row:
    """The row that a line opens and CSV cannot read, under the id that it seems to name."""
    cells = line.split(table.delimiter)
    named = dict(zip(table.columns, cells, strict=False)).get("conversation_id", "").strip().strip('"')
    usable = named if named and not undecodable(named) else None
    return Row(number, usable, {}, problem, QUOTING, _excerpt(table, cells))


READER = Reader(name="csv", version="1", sniff=sniff, read=read)
