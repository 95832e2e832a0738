"""Generic Parquet: the long table of FORMATS section 0, or one conversation a row where there is a `turns` column."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from data.archives import Member
from data.conversation import Record
from data.readers import Head, Reader
from data.readers.long_table import (
    REQUIRED,
    Row,
    column_names,
    conversations,
    header_problem,
    is_empty,
    no_turns,
)
from data.readers.source_text import opened, refusing_unreadable

if TYPE_CHECKING:
    import pyarrow.parquet as pq

ROWS_AT_ONCE: Final = 10_000
_NOT_WHOLE: Final = Record(
    "file", None, "the file is not whole Parquet", "write it again with a Parquet library"
)
LARGEST_IN_MEMORY: Final = 256 * 2**20  # bytes


def sniff(head: Head) -> float:
    """Parquet begins with its magic number."""
    return 1.0 if head.bytes.startswith(b"PAR1") else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a Parquet file, batch by batch; places are rows from 1."""
    import pyarrow as pa

    try:
        with _table(path) as file:
            names = column_names(file.schema_arrow.names)
            problem = header_problem(names, () if "turns" in names else REQUIRED)
            if problem is not None:
                yield problem
            elif "turns" in names:
                yield from _nested(file, names)
            else:
                yield from conversations(partial(_rows, file, names), partial(_ids, file, names))
    except OSError as problem_of_system:
        if problem_of_system.errno is not None:  # else it is Arrow's word for content that is damaged
            raise
        yield _NOT_WHOLE
    except pa.ArrowInvalid:
        yield _NOT_WHOLE
    except (pa.ArrowException, ValueError, OverflowError):
        reason = "a column holds values that cannot be read"
        yield Record("file", None, reason, "write texts, numbers, and times of the calendar")


@contextmanager
def _table(path: Path) -> Iterator[pq.ParquetFile]:
    """The open file. A compressed copy is decompressed in memory: raw text never goes to disk.

    Raises OSError where it is too large for that.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        plain = file.read(4) == b"PAR1"
        if plain and not isinstance(path, Member):
            with pq.ParquetFile(path if path.is_file() else file) as table:
                yield table
            return
    with opened(path) as stream:
        content = stream.read(LARGEST_IN_MEMORY + 1)
    if len(content) > LARGEST_IN_MEMORY:
        raise OSError(errno.EFBIG, "a compressed Parquet file of more than 256 MiB: send it as it is")
    with pq.ParquetFile(pa.BufferReader(content)) as table:
        yield table


def _ids(file: pq.ParquetFile, names: list[str]) -> Iterator[str | None]:
    column = file.schema_arrow.names[names.index("conversation_id")]
    for batch in file.iter_batches(ROWS_AT_ONCE, columns=[column]):
        yield from map(_identifier, batch.column(0).to_pylist())


def _rows(file: pq.ParquetFile, names: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(_cells(file, names, ROWS_AT_ONCE), start=1):
        yield _row(number, cells)


def _cells(file: pq.ParquetFile, names: list[str], at_once: int) -> Iterator[dict[str, Any]]:
    """The rows, by column. Columns without a name may be several."""
    for batch in file.iter_batches(at_once):
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, map(_plain, values), strict=True))


def _row(number: int, cells: dict[str, Any]) -> Row:
    conversation_id = _identifier(cells["conversation_id"])
    if conversation_id is None:
        problem = f"row {number}: conversation_id is missing"
        return Row(number, None, {}, problem, "give every row its conversation's id", str(cells))
    return Row(number, conversation_id, cells | {"conversation_id": conversation_id}, excerpt=str(cells))


def _nested(file: pq.ParquetFile, names: list[str]) -> Iterator[Record]:
    number = 0
    for number, value in enumerate(_cells(file, names, ROWS_AT_ONCE // 100), start=1):
        yield Record(f"row {number}", {name: cell for name, cell in value.items() if not is_empty(cell)})
    if number == 0:
        yield no_turns()


def _identifier(value: object) -> str | None:
    """An id as text; whole numbers that pandas made floats lose their `.0`.

    >>> _identifier(12.0), _identifier(" c-1 "), _identifier(float("nan"))
    ('12', 'c-1', None)
    """
    if is_empty(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _plain(value: Any) -> Any:
    """An Arrow map (a list of pairs) as a dictionary; everything else as it is."""
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str) for item in value)
    ):
        return dict(value)
    return value


READER = Reader(name="parquet", version="1", sniff=sniff, read=read)
