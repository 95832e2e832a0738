"""`convoqa quarantine`: what was refused, listed, shown, handed on to whoever can put it right, and read again."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from getpass import getuser
from pathlib import Path
from typing import Final, TextIO

import duckdb

from data.dismissal import dismiss, never_coming_in
from data.identity import workspace_key
from data.ingest import Reading
from data.quarantine import Quarantined, locate, quarantined
from data.redaction import Redactor
from data.retrying import BY_EVERY_RUN, CAME_IN, LEFT, REFUSED, retry
from data.warehouse import WAREHOUSE, WorkspaceError, hold_workspace, open_warehouse
from flows.command_options import FAILED, WRONG_USAGE, fail, print_json
from flows.commands import print_table
from flows.configuration import load_configuration
from reports.wording import plural

_SHOWN_OF_ID: Final = 8
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def list_quarantine(workspace: Path, *, as_json: bool) -> None:
    """Everything that is in quarantine, a line each."""
    with _quarantine(workspace) as connection:
        rows = quarantined(connection)
        never = never_coming_in(connection)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    print_table(
        "Quarantine",
        ("id", "file", "place", "conversation", "reason", "what to do"),
        [
            (r.quarantine_id[:_SHOWN_OF_ID], r.file, r.place, r.conversation_id or "–", r.reason, r.remedy)
            for r in rows
        ],
        "Nothing is in quarantine.",
    )
    if any(never.values()):
        sys.stdout.write(
            f"Not listed, as they will never come in: {never['dismissed']} dismissed, "
            f"{never['forgotten']} of forgotten customers.\n"
        )


def show_quarantined(workspace: Path, quarantine_id: str, *, as_json: bool) -> None:
    """One record with all that is known of it; its text is redacted."""
    with _quarantine(workspace) as connection:
        [row] = _named(connection, [quarantine_id])
    if as_json:
        print_json(asdict(row))
        return
    located = "not located" if row.byte_start is None else f"{row.byte_start} to {row.byte_end}"
    located += f" of {row.file}, unpacked" if row.in_member else ""
    lines = {
        "id": row.quarantine_id, "file": row.source_path or row.file, "place": row.place, "bytes": located,
        "hash of the bytes (HMAC)": row.byte_hash, "hash of the file (SHA-256)": row.file_hash,
        "read": row.read_at and f"{row.read_at:%Y-%m-%d %H:%M} UTC", "conversation": row.conversation_id,
        "reason": row.reason, "expected": row.expectation, "what to do": row.remedy, "redacted": row.excerpt or None,
    }  # fmt: skip
    for name, value in lines.items():
        sys.stdout.write(f"{name}: {_visible(str(value)) if value is not None else '–'}\n")


def retry_quarantined(workspace: Path, ids: Sequence[str], config: Path | None, *, as_json: bool) -> int:
    """Reads records again, those named or all, with today's settings; 0 where all of them came in, else 1."""
    configuration = load_configuration(config, workspace)
    with _quarantine(workspace) as connection:
        key = workspace_key(workspace)
        reading = Reading(key, configuration.zone, configuration.roles, redacted=configuration.redacted)
        rows = _named(connection, ids) if ids else quarantined(connection)
        done = retry(connection, rows, reading, named=bool(ids))
        locate(connection, key)
    if as_json:
        print_json([asdict(item) for item in done])
    else:
        words = {CAME_IN: "came in", REFUSED: "refused again", LEFT: "left as it is"}
        print_table(
            "Read again",
            ("id", "file", "place", "what came of it", "why"),
            [(d.quarantine_id[:_SHOWN_OF_ID], d.file, d.place, words[d.state], d.text) for d in done],
            "Nothing is in quarantine.",
        )
    return 0 if all(item.state == CAME_IN for item in done) else FAILED


def dismiss_quarantined(workspace: Path, ids: Sequence[str], by: str | None, why: str) -> None:
    """Takes records out of quarantine that somebody has looked at, and that will never come in."""
    if not why.strip():
        fail("--why is empty: say why these will never come in", WRONG_USAGE)
    with _quarantine(workspace) as connection:
        rows = _named(connection, ids)
        if anew := [row for row in rows if row.file_hash is None]:
            text = f"{anew[0].quarantine_id[:_SHOWN_OF_ID]} ({anew[0].file}) cannot be dismissed"
            fail(f"{text}: {BY_EVERY_RUN}", FAILED)
        count = dismiss(connection, rows, by or getuser(), why)
    sys.stdout.write(f"{plural(count, 'record')} dismissed; their batches still count them as quarantined.\n")


def export_quarantine(workspace: Path, output: Path | None) -> None:
    """A CSV for whoever can put it right, with redacted texts only; standard output where no file is named."""
    with _quarantine(workspace) as connection:
        rows = quarantined(connection)
    if output is None:
        _write_csv(sys.stdout, rows)
        return
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        _write_csv(file, rows)
    sys.stderr.write(f"{len(rows)} records written to {output}\n")


def _write_csv(file: TextIO, rows: Sequence[Quarantined]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(field.name for field in fields(Quarantined))
    for row in rows:
        where = row.source_path and Redactor().redact(row.source_path)
        writer.writerow(_cell(value) for value in asdict(replace(row, source_path=where)).values())


def _cell(value: object) -> str:
    """A cell that no spreadsheet runs as a formula: a transcript may begin with one."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _visible(text: str) -> str:
    """The text without what would move a terminal's cursor or colours."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\n", " "))


def _named(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> list[Quarantined]:
    """The rows whose ids begin so, one each. Ends the command where there is none, or more than one."""
    found: dict[str, Quarantined] = {}
    for name in ids:
        rows = quarantined(connection, name)
        if not rows:
            fail(
                f"nothing in quarantine has the id {name!r}: `convoqa quarantine list` shows the ids", FAILED
            )
        if len(rows) > 1:
            fail(f"{len(rows)} ids begin with {name!r}: give more of the id", WRONG_USAGE)
        found[rows[0].quarantine_id] = rows[0]
    return list(found.values())


@contextmanager
def _quarantine(workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse itself: a night that stopped before scoring has not published what it refused.

    Raises WorkspaceError where there is none yet, or a run holds it.
    """
    if not (workspace / WAREHOUSE).exists():
        raise WorkspaceError(
            f"{workspace} has no warehouse yet: run `convoqa run --workspace {workspace}` first"
        )
    with hold_workspace(workspace), open_warehouse(workspace) as connection:
        yield connection
