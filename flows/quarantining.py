"""`convoqa quarantine`: what was refused, listed, shown, handed on to whoever can put it right, and read again."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from getpass import getuser
from pathlib import Path
from typing import Final, TextIO

import duckdb

from data.dismissal import DISMISSED, Cleared, cleared, dismiss, never_coming_in
from data.identity import workspace_key
from data.ingest import Reading
from data.quarantine import Quarantined, locate, quarantined
from data.redaction import Redactor
from data.retrying import BY_EVERY_RUN, CAME_IN, LEFT, REFUSED, Retried, retry
from data.warehouse import WAREHOUSE, WorkspaceError, hold_workspace, open_warehouse
from flows.command_options import FAILED, WRONG_USAGE, fail, print_json
from flows.configuration import load_configuration
from reports.formulas import harmless
from reports.wording import plural

_SHOWN_OF_ID: Final = 8


def list_quarantine(workspace: Path, *, as_json: bool, dismissed: bool = False) -> None:
    """Everything that is in quarantine, or that was dismissed from it, a few lines each."""
    with _quarantine(workspace) as connection:
        rows = quarantined(connection)
        never = never_coming_in(connection)
        gone = cleared(connection, how=DISMISSED)
    if as_json:
        print_json([asdict(row) for row in (gone if dismissed else rows)])
    elif dismissed:
        for item in gone:
            _write(item, f"{item.how} ({item.cleared_at:%Y-%m-%d})", item.reason)
        if not gone:
            sys.stdout.write("Nothing was dismissed.\n")
    else:
        for row in rows:
            _write(row, row.reason, f"→ {row.remedy}")
        sys.stdout.write(
            f"{plural(len(rows), 'record')} in quarantine.\n" if rows else "Nothing is in quarantine.\n"
        )
        if any(never.values()):
            sys.stdout.write(
                f"Not listed, as they will never come in: {never['dismissed']} dismissed, "
                f"{never['forgotten']} of forgotten customers.\n"
            )
        if never["dismissed"]:
            sys.stdout.write(
                "`convoqa quarantine list --dismissed` shows what was dismissed, by whom and why.\n"
            )


def _write(row: Quarantined | Cleared | Retried, *lines: str) -> None:
    """A record for people: id, file and place, then the lines, each below the other; nothing is cut to columns."""
    place = row.file if row.place == "file" else f"{row.file}, {row.place}"
    name = None if isinstance(row, Retried) else row.conversation_id
    first = f"{row.quarantine_id[:_SHOWN_OF_ID]}  {place}" + (f", conversation {name}" if name else "")
    for number, line in enumerate((first, *lines)):
        sys.stdout.write(" " * (_SHOWN_OF_ID + 2) * bool(number) + _visible(line) + "\n")


def show_quarantined(workspace: Path, quarantine_id: str, *, as_json: bool) -> None:
    """One record with all that is known of it, its text redacted; of one that left quarantine, how it did."""
    with _quarantine(workspace) as connection:
        gone = [] if quarantined(connection, quarantine_id) else cleared(connection, quarantine_id)
        if len({item.quarantine_id for item in gone}) == 1:
            _show_cleared(gone, as_json=as_json)
            return
        [row] = _named(connection, [quarantine_id])
    if as_json:
        print_json(asdict(row))
        return
    located = "not located" if row.byte_start is None else f"{row.byte_start} to {row.byte_end}"
    located += f" of {row.file}, unpacked" if row.in_member else ""
    _write_fields({
        "id": row.quarantine_id, "file": row.source_path or row.file, "place": row.place, "bytes": located,
        "hash of the bytes (HMAC)": row.byte_hash, "hash of the file (SHA-256)": row.file_hash,
        "read": f"{row.read_at:%Y-%m-%d %H:%M} UTC" if row.read_at else None, "conversation": row.conversation_id,
        "reason": row.reason, "expected": row.expectation, "what to do": row.remedy, "redacted": row.excerpt or None,
    })  # fmt: skip


def _show_cleared(gone: Sequence[Cleared], *, as_json: bool) -> None:
    """A record that left quarantine, with every time that it did: it may have been refused again."""
    last = gone[-1]
    left = [{"how": item.how, "at": item.cleared_at} for item in gone]
    if as_json:
        about = {name: value for name, value in asdict(last).items() if name not in ("how", "cleared_at")}
        print_json(about | {"left_quarantine": left})
        return
    _write_fields({
        "id": last.quarantine_id, "file": last.file, "place": last.place, "conversation": last.conversation_id,
        "reason": last.reason, "left quarantine": "; ".join(f"{one['how']} ({one['at']:%Y-%m-%d %H:%M} UTC)" for one in left),
    })  # fmt: skip


def _write_fields(fields_of: dict[str, str | None]) -> None:
    for name, value in fields_of.items():
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
        for item in done:
            _write(item, f"{words[item.state]}: {item.text}")
        if not done:
            sys.stdout.write("Nothing is in quarantine.\n")
    return 0 if all(item.state == CAME_IN for item in done) else FAILED


def dismiss_quarantined(
    workspace: Path, ids: Sequence[str], by: str | None, why: str, *, as_json: bool
) -> None:
    """Takes records out of quarantine that somebody has looked at, and that will never come in."""
    if not why.strip():
        fail("--why is empty: say why these will never come in", WRONG_USAGE)
    with _quarantine(workspace) as connection:
        rows = _named(connection, ids)
        if anew := [row for row in rows if row.file_hash is None]:
            text = f"{anew[0].quarantine_id[:_SHOWN_OF_ID]} ({anew[0].file}) cannot be dismissed"
            fail(f"{text}: {BY_EVERY_RUN}", FAILED)
        count = dismiss(connection, rows, by or getuser(), why)
    if as_json:
        print_json({"dismissed": [row.quarantine_id for row in rows]})
        return
    still = "its batch still counts it" if count == 1 else "their batches still count them"
    sys.stdout.write(f"{plural(count, 'record')} dismissed; {still} as quarantined.\n")


def export_quarantine(workspace: Path, output: Path | None, *, as_json: bool) -> None:
    """A CSV, or JSON, for whoever can put it right, with redacted texts only; standard output where no file is named."""
    with _quarantine(workspace) as connection:
        rows = [_for_others(row) for row in quarantined(connection)]
    write = _write_json if as_json else _write_csv
    if output is None:
        write(sys.stdout, rows)
        return
    with output.open("w", encoding="utf-8" if as_json else "utf-8-sig", newline="") as file:
        write(file, rows)
    sys.stderr.write(f"{plural(len(rows), 'record')} written to {output}\n")


def _for_others(row: Quarantined) -> dict[str, object]:
    return asdict(row) | {"source_path": row.source_path and Redactor().redact(row.source_path)}


def _write_json(file: TextIO, rows: Sequence[dict[str, object]]) -> None:
    json.dump(rows, file, ensure_ascii=False, indent=2, default=str)
    file.write("\n")


def _write_csv(file: TextIO, rows: Sequence[dict[str, object]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(field.name for field in fields(Quarantined))
    for row in rows:
        writer.writerow(map(_cell, row.values()))


def _cell(value: object) -> str:
    """A cell that no spreadsheet runs as a formula: a transcript may begin with one."""
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)


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
