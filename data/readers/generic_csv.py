"""Generic CSV: a long table, one turn a row, separated by commas, semicolons or tabs (FORMATS, section 0)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from data.conversation import Record
from data.customer_ids import CUSTOMER
from data.readers import Head, Reader
from data.readers.long_table import REQUIRED, Row, column_names, conversations, header_problem
from data.readers.source_text import (
    NOT_TEXT,
    SAVE_AS_UTF8,
    excerpt_of,
    numbered_lines,
    refusing_unreadable,
    undecodable,
)

DELIMITERS: Final = ",;\t"
LARGEST_CELL: Final = 2**31 - 1
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
    """Every row after the header. A row that CSV cannot read is given to the conversation that it names."""
    csv.field_size_limit(LARGEST_CELL)
    latest: list[str] = []
    reader = csv.reader(_remembered(table.path, latest), delimiter=table.delimiter, strict=True)
    number = 0
    while True:
        latest.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            for row in _unreadable_rows(table, number + 1, latest, problem):
                number = row.number
                yield row
            continue
        if not any(cell.strip() for cell in cells):
            number += 1 if number else 0
            continue
        number += 1
        if number > 1:
            yield _row(table, number, cells)


def _remembered(path: Path, latest: list[str]) -> Iterator[str]:
    """The file's lines; those of the row being read stay in `latest`, for a row that cannot be read."""
    for _, line in numbered_lines(path):
        latest.append(line)
        yield line


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


def _unreadable_rows(table: Table, number: int, lines: list[str], problem: csv.Error) -> Iterator[Row]:
    """Bad rows for a quote that is never closed, or closed too early: for the row that opens it, and for each
    line that it swallowed and that looks like a row, so that no conversation loses a turn in silence."""
    reason = f"row {number} is not CSV ({problem})"
    for line in lines:
        cells = line.split(table.delimiter)
        if line is lines[0] or len(cells) == len(table.columns):
            named = (
                dict(zip(table.columns, cells, strict=False)).get("conversation_id", "").strip().strip('"')
            )
            usable = named if named and not undecodable(named) else None
            yield Row(number, usable, {}, reason, QUOTING, _excerpt(table, cells))
            number += 1


READER = Reader(name="csv", version="1", sniff=sniff, read=read)
