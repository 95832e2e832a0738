"""`convoqa review`: answers go out to people as a file, and what they answered comes back, beside the automatic ones."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import duckdb

from data.conversation_ids import kept_id, says_who
from data.filled_tables import filled_rows
from data.identity import workspace_key
from data.intake import InputError
from data.reviews import answers_of, keep_reviews, name_answers, reviewers
from data.warehouse import (
    WAREHOUSE,
    WorkspaceError,
    hold_workspace,
    open_warehouse,
    publish,
    transaction,
)
from flows.agreeing import bring_agreement_up_to_date
from flows.command_options import FAILED, fail, print_json
from flows.forgetting import EXPORTS
from flows.night import Night, prepare_night
from flows.night_context import report_context
from flows.review_checks import REQUIRED, Taken, checked
from insights.sampling import remember
from reports.review_files import csv_file, workbook_file
from reports.review_rows import COLUMNS, CONVERSATION, TELLING, ReviewRows, disputed_rows, review_rows
from reports.wording import START_REMEDY, plural, visible

KINDS: Final = (".csv", ".xlsx")


def export_reviews(
    workspace: Path, output: Path | None, config: Path | None, day: date | None, *, sample: int, seed: int, blind: bool, as_json: bool
) -> None:  # fmt: skip
    """Writes what is to decide and a random sample to a file that is not there yet, and keeps what was drawn."""
    _check_kind(output)
    night = prepare_night(workspace, [], config, day)
    with _held(night) as connection:
        context = report_context(connection, night)
        if context is None:
            fail(f"there is nothing to review yet: no conversation has a date. {START_REMEDY}", FAILED)
        found = review_rows(connection, context, sample=sample, seed=seed, blind=blind)
        target = None
        with transaction(connection):
            remember(connection, found.drawn, found.doubtful, context.period, datetime.now(UTC))
            if found.rows:
                target = output or _free(workspace / EXPORTS / f"review-{context.date}.xlsx")
                _write_rows(target, found.rows, context.date, blind=blind)
    _say_exported(workspace, target, found, as_json=as_json)


def export_disputed(
    workspace: Path, output: Path | None, config: Path | None, conversations: list[str], *, blind: bool, as_json: bool
) -> None:  # fmt: skip
    """Writes every answer of the named conversations to a file that is not there yet; nothing is drawn."""
    _check_kind(output)
    night = prepare_night(workspace, [], config, None)
    key = workspace_key(workspace)
    ids = {name: kept_id(key, name) if says_who(name) else name for name in conversations}
    with _held(night) as connection:
        context = report_context(connection, night)
        rows = disputed_rows(connection, context, list(ids.values()), blind=blind) if context else []
        there = {row[CONVERSATION] for row in rows}
        if missing := [name for name, kept in ids.items() if kept not in there]:
            fail(
                f"no answer of {missing[0]!r} can be reviewed: check the id; what is excluded, not scored or without its "
                "text has none",
                FAILED,
            )
        target = output or _free(workspace / EXPORTS / f"dispute-{night.day}.xlsx")
        _write_rows(target, rows, night.day, blind=blind)
    if as_json:
        print_json({"file": str(target), "rows": len(rows), "conversations": len(ids)})
        return
    sys.stdout.write(
        f"{target}\n{plural(len(rows), 'answer')} of {plural(len(ids), 'conversation')}. "
        "Fill in those that are in dispute, then: convoqa review import FILE\n"
    )
    _warn_of_place(workspace, target)


def _check_kind(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in KINDS:
        raise InputError(f"--output {output}: name a file that ends in {' or '.join(KINDS)}")


def _write_rows(target: Path, rows: list[dict[str, str]], day: date, *, blind: bool) -> None:
    columns = [column for column in COLUMNS if not (blind and column in TELLING)]
    is_csv = target.suffix.lower() == ".csv"
    _write(target, csv_file(rows, columns) if is_csv else workbook_file(rows, columns, day))


def _say_exported(workspace: Path, target: Path | None, found: ReviewRows, *, as_json: bool) -> None:
    if as_json:
        counts = {
            "rows": len(found.rows),
            "decide": found.decide,
            "sample": found.sample,
            "reviewed": found.reviewed,
        }
        print_json({"file": str(target) if target else None, **counts})
        return
    if target is None:
        sys.stdout.write("There is nothing to review: all of it is answered, or nothing was asked for.\n")
        return
    sys.stdout.write(
        f"{target}\n{plural(len(found.rows), 'row')}: {found.decide} to decide, {found.sample} drawn at random"
        f"{f' ({found.reviewed} more of the sample are reviewed already)' if found.reviewed else ''}. "
        "Fill it in, then: convoqa review import FILE\n"
    )
    _warn_of_place(workspace, target)


def _warn_of_place(workspace: Path, target: Path) -> None:
    if not target.resolve().is_relative_to((workspace / EXPORTS).resolve()):
        sys.stderr.write(
            f"convoqa: {target} holds quotes and lies outside {workspace / EXPORTS}: retention and `convoqa forget` "
            "do not reach it, so delete it when it is done with\n"
        )


def import_reviews(workspace: Path, file: Path, config: Path | None, *, as_json: bool) -> int:
    """Takes people's answers in; returns 0 where all were taken, 1 where rows were refused. Raises InputError for no such file."""
    night = prepare_night(workspace, [], config, None)
    rows = filled_rows(file, REQUIRED)
    with _held(night) as connection:
        known = answers_of(connection, sorted({row.cells.get(REQUIRED[0], "") for row in rows}))
        wording = {
            q.definition: q.ask for card in night.configuration.library().scorecards for q in card.questions
        }
        taken = checked(rows, known, reviewers(connection), wording, workspace_key(workspace))
        batch = sha256(file.read_bytes()).hexdigest()[:32]
        with transaction(connection):
            changed = keep_reviews(connection, taken.reviews, batch, datetime.now(UTC))
        made = bring_agreement_up_to_date(connection, night)
        if changed or made is not None:
            publish(connection, workspace)
    _say_imported(file, taken, changed, as_json=as_json)
    return FAILED if taken.refused else 0


def _say_imported(file: Path, taken: Taken, changed: int, *, as_json: bool) -> None:
    if as_json:
        refused = [{"row": row, "reason": reason} for row, reason in taken.refused]
        counts = {
            "taken": len(taken.reviews),
            "new_or_changed": changed,
            "open": taken.open,
            "unkept_reasons": taken.unkept,
        }
        print_json({"file": str(file), **counts, "refused": refused})
        return
    for number, reason in taken.refused:
        sys.stdout.write(visible(f"{file}, row {number}: {reason}") + "\n")
    told = f"{plural(len(taken.reviews), 'answer')} taken ({changed} new or changed), {plural(taken.open, 'row')} still open"
    sys.stdout.write(f"{told}{f', {len(taken.refused)} refused' if taken.refused else ''}.\n")
    if taken.unkept:
        sys.stdout.write(
            f"{plural(taken.unkept, 'reason')} not kept: the text of the conversation was deleted.\n"
        )


def _free(path: Path) -> Path:
    """The path, or the next with a number that no file has: what somebody filled in is never overwritten."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return free


def _write(target: Path, content: bytes) -> None:
    """Writes a new file, which its owner and group may read; it appears complete or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".review-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o640)
        try:
            os.link(name, target)
        except FileExistsError:
            raise InputError(f"{target} is there already, and may be filled in: name another file") from None
    finally:
        Path(name).unlink()


@contextmanager
def _held(night: Night) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse with answers' ids. Raises WorkspaceError where there is none yet, or a run holds it."""
    workspace = night.workspace
    if not (workspace / WAREHOUSE).exists():
        raise WorkspaceError(
            f"{workspace} has no warehouse yet: run `convoqa run --workspace {workspace}` first"
        )
    with hold_workspace(workspace), open_warehouse(workspace) as connection:
        name_answers(connection, workspace_key(workspace))
        yield connection
