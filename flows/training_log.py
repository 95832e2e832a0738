"""`convoqa training`: a trainer's log taken in, what is on record, and what it brought."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from data.training_log import Known, Taken, asked_skills, known_people, take_log
from data.warehouse import (
    PUBLISHED,
    WAREHOUSE,
    WorkspaceError,
    hold_workspace,
    open_published,
    open_warehouse,
    publish,
)
from flows.command_options import FAILED, WRONG_USAGE, fail, print_json
from flows.commands import print_table
from flows.configuration import Configuration, load_configuration
from flows.training_effects import effect_settings
from insights.flags import percent
from reports.wording import plural

_LINES_SHOWN: Final = 50


def log_trainings(workspace: Path, file: Path, config: Path | None, *, as_json: bool) -> int:
    """Takes a log in and publishes it; 0 where every row was taken or known, 1 where some were refused."""
    configuration = load_configuration(config, workspace)
    if file.is_dir():
        fail(f"{file} is a folder: give the path of a CSV file", WRONG_USAGE)
    if not file.exists():
        fail(f"{file}: there is no such file: give the path of a CSV file", WRONG_USAGE)
    with _warehouse(workspace) as connection:
        taken = take_log(connection, file, _known(connection, configuration))
        if (taken.new or taken.changed) and (workspace / PUBLISHED).exists():
            publish(connection, workspace)
    _tell(file, taken, as_json=as_json)
    return FAILED if taken.refused else 0


def _known(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> Known:
    people, started = known_people(connection)
    questions = {q.id for card in configuration.library().scorecards for q in card.questions}
    return Known(
        people, started, asked_skills(connection) | questions,
        today=datetime.now(UTC).astimezone(configuration.zone).date(),
        window=effect_settings(configuration).days_of_an_effect,
    )  # fmt: skip


def _tell(file: Path, taken: Taken, *, as_json: bool) -> None:
    if as_json:
        print_json({
            "new": taken.new, "changed": taken.changed, "known": taken.known,
            "refused": [{k: v for k, v in asdict(row).items() if k != "file"} for row in taken.refused],
            "notes": [{"line": line, "note": note} for line, note in taken.notes],
        })  # fmt: skip
        return
    for line, note in taken.notes[:_LINES_SHOWN]:
        sys.stdout.write(f"{file.name}, line {line}: {note}\n")
    if (more := len(taken.notes) - _LINES_SHOWN) > 0:
        sys.stdout.write(f"… and {more:,} more that are near another training: --json has them all\n")
    for row in taken.refused[:_LINES_SHOWN]:
        place = f"{file.name}, line {row.line}" if row.line else file.name
        sys.stdout.write(f"{place}: refused: {row.reason} → {row.remedy}\n")
    if (more := len(taken.refused) - _LINES_SHOWN) > 0:
        sys.stdout.write(f"… and {more:,} more refused: --json has them all\n")
    changed = f", {taken.changed} changed" if taken.changed else ""
    sys.stdout.write(
        f"{plural(taken.new, 'training')} logged{changed}, {taken.known} known already, {len(taken.refused)} refused.\n"
    )


def list_trainings(workspace: Path, *, as_json: bool) -> None:
    """Every training on record, the newest first."""
    rows = _published(workspace, _TRAININGS)
    if as_json:
        print_json(rows)
        return
    print_table(
        "Trainings",
        ("day", "who", "skill", "hours", "session", "by"),
        [
            (str(r["trained_on"]), r["name"], r["skill"], f"{r['hours']:g}" if r["hours"] else "", r["session"] or "", r["trainer"] or "")
            for r in rows
        ],
        "No training is on record. `convoqa training log FILE.csv` records them.",
    )  # fmt: skip


def show_effects(workspace: Path, *, as_json: bool) -> None:
    """What trainings brought, as the last night measured it."""
    rows = _published(workspace, _EFFECTS)
    if as_json:
        print_json(rows)
        return
    print_table(
        f"What trainings brought, as of {rows[0]['as_of']}" if rows else "",
        ("skill", "state", "shortfall before", "why"),
        [
            (r["skill"], r["state"], "" if r["shortfall"] is None else percent(r["shortfall"]), r["reason"])
            for r in rows
        ],
        "Nothing is measured yet: log trainings with `convoqa training log FILE.csv`; the next night measures.",
    )


@contextmanager
def _warehouse(workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, held as a run holds it. Raises WorkspaceError where there is none yet, or a run holds it."""
    if not (workspace / WAREHOUSE).exists():
        raise WorkspaceError(
            f"{workspace} has no warehouse yet: run `convoqa run --workspace {workspace}` first"
        )
    with hold_workspace(workspace), open_warehouse(workspace) as connection:
        yield connection


def _published(workspace: Path, sql: str) -> list[dict[str, Any]]:
    with open_published(workspace) as connection:
        found: list[dict[str, Any]] = connection.execute(sql).to_arrow_table().to_pylist()
    return found


_TRAININGS: Final = """
SELECT t.person_id, coalesce((SELECT min(a.name) FROM agents a WHERE a.person_id = t.person_id), t.person_id) AS name,
       t.skill, t.trained_on, t.hours, t.session, t.trainer
FROM trainings t ORDER BY t.trained_on DESC, name, t.person_id, t.skill
"""
_EFFECTS: Final = "SELECT * FROM training_effects ORDER BY skill, definition"
