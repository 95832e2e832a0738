"""What may lie beside the transcripts: agents.csv, surveys.csv and costs.csv (FORMATS, section 0), as Arrow tables.

A bad row is refused with its file, line and reason; the others go on.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from data.conversation import in_reason
from data.conversation_ids import kept_id
from data.customer_ids import without_id
from data.identity import customer_key
from data.readers.source_text import LARGEST_CELL, UNREADABLE, numbered_lines, undecodable, unreadable_file
from data.redaction import Redactor
from data.source_file import has_no_end


def _schema(columns: list[tuple[str, Any]]) -> pa.Schema:
    return pa.schema(columns)


AGENTS: Final = _schema(
    [
        ("agent_id", pa.string()),
        ("person_id", pa.string()),
        ("name", pa.string()),
        ("team", pa.string()),
        ("languages", pa.string()),
        ("started_on", pa.date32()),
        ("ended_on", pa.date32()),
        ("exclude", pa.bool_()),
    ]
)
SURVEYS: Final = _schema(
    [
        ("conversation_id", pa.string()),
        ("customer_key", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("answered_at", pa.timestamp("us", tz="UTC")),
        ("comment", pa.string()),
    ]
)
COSTS: Final = _schema([("queue", pa.string()), ("valid_from", pa.date32()), ("cost_per_hour", pa.float64())])
KINDS: Final = ("csat", "nps", "ces")
HIGHEST_NPS: Final = 10
_YES: Final = ("true", "yes", "y", "1")
_NO: Final = ("", "false", "no", "n", "0")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a side table that was left out. line: as an editor counts; 0 for the whole file."""

    file: Path
    line: int
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SideTables:
    """The tables, empty where no file gave them, with the rows that were left out."""

    agents: pa.Table
    surveys: pa.Table
    costs: pa.Table
    rejected: tuple[RejectedRow, ...] = ()


class BadCell(ValueError):
    """A row that cannot be used: what is wrong, and the remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def find_side_tables(paths: Iterable[str | Path]) -> list[Path]:
    """Side tables inside the given folders (at any depth) and beside the given files, in order, each once."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(
                file for name in _READERS for file in path.rglob(name) if "planted" not in file.parts
            )
        else:
            found += [path.parent / name for name in sorted(_READERS) if (path.parent / name).is_file()]
    return list(dict.fromkeys(found))


def read_side_tables(
    files: Iterable[Path], *, key: bytes, redactor: Redactor | None = None, time_zone: tzinfo = UTC
) -> SideTables:
    """The tables in these files. key: the workspace's, for customers' ids; time_zone: of times without an offset."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _READERS}
    rejected: list[RejectedRow] = []
    reading = Reading(key, redactor or Redactor(), time_zone)
    agents_seen: set[str] = set()
    for file in files:
        required, row_of = _READERS[file.name]
        for line, cells in table_rows(file, required, rejected):
            try:
                row = row_of(cells, reading)
                if file.name == "agents.csv":
                    _refuse_second(row["agent_id"], agents_seen)
                rows[file.name].append(row)
            except BadCell as problem:
                reason = reading.redactor.redact(without_id(problem.reason, cells.get("customer_id")))
                rejected.append(RejectedRow(file, line, reason, problem.remedy))
    return SideTables(
        agents=pa.Table.from_pylist(rows["agents.csv"], AGENTS),
        surveys=pa.Table.from_pylist(rows["surveys.csv"], SURVEYS),
        costs=pa.Table.from_pylist(rows["costs.csv"], COSTS),
        rejected=tuple(rejected),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a row needs to know."""

    key: bytes
    redactor: Redactor
    time_zone: tzinfo


def table_rows(
    file: Path, required: tuple[str, ...], rejected: list[RejectedRow]
) -> Iterator[tuple[int, Cells]]:
    """(line, cells) of each row that is whole; the others go to `rejected`, as does a file that is not a table."""
    if has_no_end(file):
        reason = "it is a pipe or a device, no file with an end"
        rejected.append(RejectedRow(file, 0, reason, "copy the table into a file"))
        return
    whole = 0
    csv.field_size_limit(LARGEST_CELL)
    try:
        lines = (line for _, line in numbered_lines(file))
        reader = csv.reader(lines, delimiter=delimiter_of(file), strict=True)
        columns = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in required if name not in columns]
        if missing:
            reason = f"column {missing[0]!r} is missing"
            rejected.append(RejectedRow(file, 0, reason, f"name the columns {', '.join(required)}, …"))
            return
        if twice := [name for name in columns if name and columns.count(name) > 1]:
            reason = f"column {in_reason(twice[0])} is there twice"
            rejected.append(RejectedRow(file, 0, reason, "remove one of the two"))
            return
        for values in reader:
            whole = reader.line_num
            if not any(value.strip() for value in values):
                continue
            if any(map(undecodable, values)):
                reason = "there are bytes that are not UTF-8"
                rejected.append(RejectedRow(file, reader.line_num, reason, "save the file as UTF-8"))
            elif len(values) > len(columns):
                reason = f"there are {len(values)} cells, the header has {len(columns)}"
                rejected.append(
                    RejectedRow(file, reader.line_num, reason, "put text with commas in double quotes")
                )
            else:
                yield (
                    reader.line_num,
                    {name: value.strip() for name, value in zip(columns, values, strict=False)},
                )
    except UNREADABLE as problem:
        record = unreadable_file(problem)
        rejected.append(RejectedRow(file, 0, record.reason, record.remedy))
    except csv.Error as problem:
        reason = f"the file is not CSV from here on ({problem})"
        rejected.append(
            RejectedRow(file, whole + 1, reason, "close every quotation mark, or export it as CSV again")
        )


def delimiter_of(file: Path) -> str:
    """What stands between the cells of the first line: the sign that occurs most often."""
    first = next((line for _, line in numbered_lines(file)), "")
    return max(",;\t", key=first.count)


def _agent(cells: Cells, reading: Reading) -> dict[str, Any]:
    agent_id = required_cell(cells, "agent_id")
    exclude = cells.get("exclude", "").lower()
    if exclude not in (*_YES, *_NO):
        raise BadCell(f"exclude is {in_reason(exclude)}", "write true or false")
    return {
        "agent_id": agent_id,
        "person_id": cells.get("person_id") or agent_id,
        "name": cells.get("name") or None,
        "team": cells.get("team") or None,
        "languages": cells.get("languages") or None,
        "started_on": day_cell(cells, "started_on"),
        "ended_on": day_cell(cells, "ended_on"),
        "exclude": exclude in _YES,
    }


def _refuse_second(agent_id: str, seen: set[str]) -> None:
    if agent_id in seen:
        raise BadCell(f"agent_id {in_reason(agent_id)} is there twice", "keep one row for each agent_id")
    seen.add(agent_id)


def _survey(cells: Cells, reading: Reading) -> dict[str, Any]:
    kind = required_cell(cells, "kind").lower()
    customer_id, comment = cells.get("customer_id"), cells.get("comment")
    if kind not in KINDS:
        raise BadCell(f"kind is {in_reason(kind)}", f"use one of {', '.join(KINDS)}")
    if not customer_id and not cells.get("conversation_id"):
        raise BadCell("conversation_id and customer_id are missing", "give one of them")
    score = number_cell(cells, "score")
    if kind == "nps" and not 0 <= score <= HIGHEST_NPS:
        raise BadCell(
            f"score is {score:g}, outside 0 to {HIGHEST_NPS}", "write the answer that the customer gave"
        )
    return {
        "conversation_id": kept_id(reading.key, name) if (name := cells.get("conversation_id")) else None,
        "customer_key": customer_key(reading.key, customer_id) if customer_id else None,
        "kind": kind,
        "score": score,
        "answered_at": _moment(cells, "at", reading.time_zone),
        "comment": reading.redactor.redact(without_id(comment, customer_id)) if comment else None,
    }


def _cost(cells: Cells, reading: Reading) -> dict[str, Any]:
    cost = number_cell(cells, "cost_per_hour")
    if cost < 0:
        raise BadCell("cost_per_hour is negative", "write what an hour costs")
    return {
        "queue": required_cell(cells, "queue"),
        "valid_from": day_cell(cells, "from"),
        "cost_per_hour": cost,
    }


def required_cell(cells: Cells, name: str) -> str:
    """The cell's text. Raises BadCell where it is missing or empty."""
    if not cells.get(name):
        raise BadCell(f"{name} is missing", "fill it in, or remove the row")
    return cells[name]


def number_cell(cells: Cells, name: str) -> float:
    """The cell as a finite number. Raises BadCell."""
    try:
        number = float(required_cell(cells, name))
    except ValueError as problem:
        if isinstance(problem, BadCell):
            raise
        number = math.nan
    if not math.isfinite(number):
        raise BadCell(f"{name} is not a number", "write digits with a point for the fraction")
    return number


def day_cell(cells: Cells, name: str) -> date | None:
    """The cell as a day, None where it is missing or empty. Raises BadCell."""
    try:
        return date.fromisoformat(cells[name]) if cells.get(name) else None
    except ValueError:
        raise BadCell(f"{name} is not a date", "write it as 2026-03-01") from None


def _moment(cells: Cells, name: str, time_zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cells[name]) if cells.get(name) else None
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=time_zone)
        return None if moment is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell(f"{name} is not a time", "write ISO 8601, as 2026-03-01T09:00:00Z") from None


_READERS: Final[dict[str, tuple[tuple[str, ...], Callable[[Cells, Reading], dict[str, Any]]]]] = {
    "agents.csv": (("agent_id",), _agent),
    "surveys.csv": (("kind", "score"), _survey),
    "costs.csv": (("queue", "cost_per_hour"), _cost),
}
