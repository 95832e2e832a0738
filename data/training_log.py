"""The training log: who trained on what and when, from a CSV file of a trainer's, kept in the table `trainings`.

A bad row is refused with its line and reason; the others are taken, in one transaction. A row that is there already adds
nothing; one that says more, or something else, of the same person, skill and day takes its place. A cell that is left
empty takes nothing away.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.conversation import in_reason
from data.readers.source_text import UNREADABLE, numbered_lines
from data.redaction import ENTITIES, Redactor
from data.side_tables import (
    BadCell,
    Cells,
    RejectedRow,
    day_cell,
    delimiter_of,
    number_cell,
    required_cell,
    table_rows,
)
from data.source_file import has_no_end
from data.warehouse import replace_rows, table_schema, transaction

REQUIRED: Final = ("agent_id", "skill", "trained_on")
OPTIONAL: Final = ("hours", "session", "by")
MOST_HOURS: Final = 24
LONGEST_NAME: Final = 100
_EARLIEST: Final = date(2000, 1, 1)
KEYS: Final = ("person_id", "skill", "trained_on")
Key = tuple[str, str, date]
Row = dict[str, Any]
_SCHEMA: Final = table_schema(
    person_id=pa.string(),
    skill=pa.string(),
    trained_on=pa.date32(),
    hours=pa.float64(),
    session=pa.string(),
    trainer=pa.string(),
)
_NAMES_SHOWN: Final = 12
_SESSION: Final = re.compile(r"[\w.:-]{1,80}")


@dataclass(frozen=True)
class Known:
    """What a row is held against. people: agent_id -> person. started: person -> first day, where it is known.

    skills: names that may be trained. today: of the workspace's zone. window: days in which a second training of the
    same skill falls into the effect of the first.
    """

    people: Mapping[str, str]
    started: Mapping[str, date]
    skills: Collection[str]
    today: date
    window: int


@dataclass(frozen=True)
class Taken:
    """What became of a log: rows that are new, changed or known already; refused ones; and sentences on some that are
    kept, with their line."""

    new: int
    changed: int
    known: int
    refused: tuple[RejectedRow, ...]
    notes: tuple[tuple[int, str], ...]


def known_people(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, date]]:
    """agent_id -> person of everybody in agents.csv or in any conversation; person -> the day they started."""
    people = dict(connection.execute(_PEOPLE).fetchall())
    return people, dict(connection.execute(_STARTED).fetchall())


def asked_skills(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The questions that have answers."""
    return {name for (name,) in connection.execute("SELECT DISTINCT question FROM answers").fetchall()}


def take_log(connection: duckdb.DuckDBPyConnection, file: Path, known: Known) -> Taken:
    """Takes a training log in: every good row or, where the file is no table of ours, nothing."""
    redactor = Redactor(frozenset(ENTITIES) - {"NAME"})  # a trainer's name is kept, as an agent's is
    refused = list[RejectedRow]()
    before = _logged(connection)
    rows, lines = dict[Key, Row](), dict[Key, int]()
    counts = {"new": 0, "changed": 0, "known": 0}
    foreign = _foreign(file, redactor)
    for line, cells in () if foreign else table_rows(file, REQUIRED, refused):
        try:
            row = _row(cells, known, redactor)
        except BadCell as problem:
            refused.append(RejectedRow(file, line, redactor.redact(problem.reason), problem.remedy))
            continue
        key = (row["person_id"], row["skill"], row["trained_on"])
        there = rows.get(key, before.get(key))
        if there:
            row = {name: there[name] if value is None else value for name, value in row.items()}
        counts["known" if there == row else "changed" if there else "new"] += 1
        if there != row:
            rows[key], lines[key] = row, line
    if foreign or not (refused or any(counts.values())):
        empty = RejectedRow(file, 0, "the file has no rows", "write a row for each person, skill and day")
        refused = [foreign or empty]
    with transaction(connection):
        replace_rows(connection, "trainings", pa.Table.from_pylist(list(rows.values()), _SCHEMA), KEYS)
    refused.sort(key=lambda one: one.line)
    notes = _overlaps(before, rows, lines, known.window)
    return Taken(**counts, refused=tuple(refused), notes=tuple(notes))


def _foreign(file: Path, redactor: Redactor) -> RejectedRow | None:
    """Why the file is not a training log at all: somebody else's columns, or nothing in it. Names are shown redacted."""
    if has_no_end(file):
        return None  # table_rows says so
    try:
        first = next((line for _, line in numbered_lines(file)), "")
        names = next(csv.reader([first], delimiter=delimiter_of(file)), [])
    except (*UNREADABLE, csv.Error):
        return None
    columns = [name.strip().lower() for name in names]
    missing = [name for name in REQUIRED if name not in columns]
    if not missing:
        return None
    if not any(columns):
        return RejectedRow(
            file, 0, "the file is empty", f"name the columns {', '.join((*REQUIRED, *OPTIONAL))}"
        )
    found = ", ".join(in_reason(redactor.redact(name)) for name in columns[:_NAMES_SHOWN])
    needed = f"{', '.join(REQUIRED)} are needed, {', '.join(OPTIONAL)} may be there"
    more = "" if len(columns) <= _NAMES_SHOWN else f" and {len(columns) - _NAMES_SHOWN} more"
    reason = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not among its columns, which are {found}{more}"
    return RejectedRow(file, 0, reason, f"name the columns in its first line: {needed}")


def _row(cells: Cells, known: Known, redactor: Redactor) -> Row:
    agent, skill = required_cell(cells, "agent_id"), required_cell(cells, "skill")
    required_cell(cells, "trained_on")
    day = day_cell(cells, "trained_on")
    assert day is not None  # it is there, or was refused
    if agent not in known.people:
        raise BadCell(
            f"agent_id {in_reason(agent)} is unknown",
            "use an id of agents.csv or of a conversation that was taken in",
        )
    person = known.people[agent]
    if skill not in known.skills:
        raise BadCell(
            f"skill {in_reason(skill)} is unknown", "use a question's id, as `convoqa flags --all` shows them"
        )
    if day < _EARLIEST:
        raise BadCell(f"trained_on is {day}, before {_EARLIEST:%Y}", "write the year in full")
    if day > known.today:
        raise BadCell(
            f"trained_on is {day}, after today ({known.today})", "log a training once it has been held"
        )
    started = known.started.get(person)
    if started is not None and day < started:
        raise BadCell(
            f"trained_on is {day}, before the agent started ({started})",
            "put the day right, or started_on in agents.csv",
        )
    hours = number_cell(cells, "hours") if cells.get("hours") else None
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise BadCell(f"hours is {hours:g}, outside 0 to {MOST_HOURS}", "write the hours of that day")
    session, trainer = cells.get("session") or None, cells.get("by")
    if trainer and len(trainer) > LONGEST_NAME:
        raise BadCell(f"by has more than {LONGEST_NAME} characters", "write a name or initials")
    if session and not _SESSION.fullmatch(session):
        raise BadCell(
            f"session is {in_reason(session)}", "write the id of the plan's session, or leave it empty"
        )
    return {
        "person_id": person, "skill": skill, "trained_on": day, "hours": hours, "session": session,
        "trainer": redactor.redact(trainer) if trainer else None,
    }  # fmt: skip


def _logged(connection: duckdb.DuckDBPyConnection) -> dict[Key, Row]:
    rows = connection.execute(
        "SELECT person_id, skill, trained_on, hours, session, trainer FROM trainings ORDER BY ALL"
    ).to_arrow_table()
    return {(row["person_id"], row["skill"], row["trained_on"]): row for row in rows.to_pylist()}


def _overlaps(
    before: Mapping[Key, Row], rows: Mapping[Key, Row], lines: Mapping[Key, int], window: int
) -> list[tuple[int, str]]:  # fmt: skip
    """Of every new row: another training of the same person and skill, so near that it lies in the same effect."""
    days: dict[tuple[str, str], set[date]] = {}
    for person, skill, day in (*before, *rows):
        days.setdefault((person, skill), set()).add(day)
    notes = []
    for (person, skill, day), line in lines.items():
        if (person, skill, day) in before:
            continue
        near = [
            d
            for d in days[person, skill]
            if abs(d - day) <= timedelta(days=window)
            and (d < day or (d != day and (person, skill, d) in before))
        ]
        if near:
            other = min(near)
            notes.append((
                line, f"kept; {in_reason(person)} trained in {in_reason(skill)} on {other}, too, within {window} days: "
                f"the effect counts from the first, {min(other, day)}",
            ))  # fmt: skip
    return sorted(notes)


_PEOPLE: Final = """
SELECT agent_id, min(person_id) FROM agents GROUP BY agent_id
UNION ALL
SELECT agent_id, agent_id FROM (
    SELECT agent_id FROM conversations UNION SELECT last_agent_id FROM conversations UNION SELECT agent_id FROM turns
    UNION SELECT agent_id FROM answers)
WHERE agent_id IS NOT NULL AND agent_id NOT IN (SELECT agent_id FROM agents)
"""
_STARTED: Final = """
SELECT person_id, min(started_on) FROM agents WHERE started_on IS NOT NULL GROUP BY person_id
"""
