"""Words leave a workspace: when their time is over, or when a customer is forgotten, with a proof that nothing is left."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Final

import duckdb

from data.conversation_ids import kept_id
from data.customer_ids import SHORTEST_ID
from data.erasure import forget_customer
from data.identity import KEY_FILE, KeyProblem, workspace_key
from data.retention import Expired, believed_now, expire, write_audit
from data.traces import Needles, Trace, probes_of, search
from data.warehouse import (
    OWED,
    PUBLISHED,
    WAREHOUSE,
    WorkspaceError,
    hold_workspace,
    open_warehouse,
    owe_rewriting,
    publish,
    rewrite,
)
from flows.configuration import Configuration
from reports.deleted_words import delete_in_pages
from reports.pages import UNFINISHED
from reports.wording import plural

REPORTS, EXPORTS, WORK = "reports", "exports", "work"
_CATCH_UP: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What `convoqa forget` did. counts: of what was deleted; searched: ids and words looked for; left: what was found.

    files: the source files that brought the customer; they are not touched. is_known: whether anything here is, or was,
    of this customer.
    """

    counts: dict[str, int]
    searched: dict[str, int]
    files: tuple[str, ...]
    left: tuple[Trace, ...]
    is_known: bool


def oldest_kept(
    connection: duckdb.DuckDBPyConnection, configuration: Configuration, day: date = date.max
) -> datetime:
    """The moment before which no text is kept: local midnight, so many days before the day, or before today if that is earlier.

    Today is what the clock says, unless it leapt (`believed_now`).
    """
    today = believed_now(connection, datetime.now(UTC)).astimezone(configuration.zone).date()
    first = min(day, today) - timedelta(days=configuration.keep_text_days)
    return datetime.combine(first, clock(), configuration.zone).astimezone(UTC)


def _today(configuration: Configuration) -> date:
    return datetime.now(UTC).astimezone(configuration.zone).date()


def expire_text(
    connection: duckdb.DuckDBPyConnection, workspace: Path, configuration: Configuration, day: date
) -> Expired:
    """Deletes from the tables what is too old. `clear_files` follows, once no connection is open."""
    owed = (workspace / OWED).exists()
    owe_rewriting(workspace)
    done = expire(connection, oldest_kept(connection, configuration, day), _today(configuration))
    if not done and not owed:
        (workspace / OWED).unlink()
    return done


def clear_files(
    workspace: Path,
    configuration: Configuration,
    customer_id: str | None = None,
    words: Collection[str] = (),
    names: Collection[str] = (),
) -> dict[str, int]:
    """Deletes from files what the tables have lost, and rewrites the warehouse; nothing where no rewriting is owed.

    Pages lose their quotes. Exports and workbooks are copies and go whole: those that name a conversation whose text
    was deleted, and, owed or not, those that are older than text may be. names: keyed hashes that a forgotten customer
    had in them. Returns how many pages and copies.
    """
    owed = (workspace / OWED).exists()
    if owed:
        clear_leftovers(workspace)
    with open_warehouse(workspace) as connection:
        oldest = oldest_kept(connection, configuration)
        old = _delete_old_copies(workspace, oldest)
        if not owed:
            return {"pages": 0, "exports": old}
        before = oldest.astimezone(configuration.zone).date()
        pages = delete_in_pages(
            workspace / REPORTS, lambda keys: _deleted(connection, keys), before, customer_id
        )
        named = [customer_id, *names] if customer_id else []
        exports = _delete_copies(connection, workspace, named, words)
    rewrite(workspace)
    return {"pages": pages, "exports": old + exports}


def clear_leftovers(workspace: Path) -> None:
    """Deletes what a run that was killed left half-written; whoever calls this holds the workspace."""
    pages = [f"{REPORTS}/**/{name}" for name in UNFINISHED]
    for pattern in (WORK, ".key.*", f"{PUBLISHED}.new*", f"{WAREHOUSE}.new*", f"{WAREHOUSE}.tmp", *pages):
        for left in list(workspace.glob(pattern)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def forget(workspace: Path, customer_id: str, configuration: Configuration) -> Forgetting:
    """Forgets one customer in a workspace, and searches every file for what may be left.

    Killed anywhere and started again, it ends the same; the words themselves can then no longer be searched for.
    Raises WorkspaceError or KeyProblem where there is nothing to forget from.
    """
    for name, problem, remedy in (
        (WAREHOUSE, WorkspaceError, "check --workspace"),
        (KEY_FILE, KeyProblem, "restore it from a backup: without it the customer cannot be found"),
    ):
        if not (workspace / name).exists():
            raise problem(f"there is no {workspace / name}: {remedy}")
    with hold_workspace(workspace):
        key = workspace_key(workspace)
        owe_rewriting(workspace)
        with open_warehouse(workspace) as connection:
            done = forget_customer(connection, key, customer_id, _today(configuration))
            probes = probes_of(done.words, _texts(connection))
        known = customer_id if done.is_known else None
        names = [done.subject, kept_id(key, customer_id)]
        files = clear_files(workspace, configuration, known, probes, names)
        with open_warehouse(workspace) as connection:
            publish(connection, workspace)
        ids = [customer_id] if done.is_known and len(customer_id.strip()) >= SHORTEST_ID else []
        left = tuple(search(workspace, Needles(ids, probes)))
        searched = {"ids": len(ids), "words": len(probes)}
        with open_warehouse(workspace) as connection:
            write_audit(connection, "forget: searched", done.subject, searched | {"left": len(left)})
    tables = ("surveys.csv",) if done.counts["comments"] else ()
    return Forgetting(done.counts | files, searched, (*done.files, *tables), left, done.is_known)


def sentences(done: Forgetting) -> Iterator[str]:
    """What was done, for people."""
    n = done.counts
    if not (n["conversations"] or n["comments"] or n["quarantined"]):
        yield "Nothing of this customer is known here: check the id, if something should be."
    yield (
        f"Deleted: the words of {plural(n['conversations'], 'conversation')}, {plural(n['comments'], 'survey comment')} "
        f"and {plural(n['quarantined'], 'quarantined record')}; the id masked in {plural(n['ids_masked'], 'place')}; "
        f"{plural(n['pages'], 'report page')}, {plural(n['exports'], 'export or workbook', 'exports and workbooks')}."
    )
    if unknown := n["quarantined_of_unknown_customers"]:
        yield f"The excerpts of {plural(unknown, 'quarantined record')} went too: nothing says whose they are."
    yield "Scores stay without the person; files that bring the customer again are refused."
    if done.files:
        yield (
            f"Not touched: the source files that brought them, and copies of those elsewhere. They still hold what was "
            f"said: {', '.join(done.files)}. Delete them there, or take the customer out of them."
        )
    if not done.is_known:
        yield "The id itself was not looked for in texts: of nobody here, it may be an ordinary word."
    elif not done.searched["ids"]:
        yield f"The id has fewer than {SHORTEST_ID} characters: it was not searched for."
    yield (
        f"Every file of the workspace was searched, for the id and {plural(done.searched['words'], 'passage')} of theirs "
        "(a passage is a few words in a row that they said and nobody else)."
    )
    for trace in done.left:
        yield f"LEFT in {trace.file} ({trace.where}): {trace.what}. Delete it or put it right, then run this again."
    if not done.left:
        yield "Nothing is left in the workspace."


def _deleted(connection: duckdb.DuckDBPyConnection, keys: Collection[str]) -> set[str]:
    found = connection.execute(
        "SELECT conversation_key FROM conversations WHERE text_deleted_on IS NOT NULL AND list_contains(?, conversation_key)",
        [list(keys)],
    ).fetchall()
    return {row[0] for row in found}


def _texts(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    reader = connection.execute("SELECT DISTINCT text FROM turns WHERE text <> ''")
    while rows := reader.fetchmany(10_000):
        yield from (row[0] for row in rows)


def _copies(workspace: Path) -> Iterator[tuple[Path, str]]:
    """Where copies of words lie, and what they are called there."""
    yield workspace / EXPORTS, "*"
    yield workspace / REPORTS, "*.xlsx"


def _delete_old_copies(workspace: Path, oldest: datetime) -> int:
    old = [
        path
        for folder, pattern in _copies(workspace)
        for path in sorted(folder.rglob(pattern))
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < oldest.timestamp()
    ]
    for path in old:
        path.unlink()
    return len(old)


def _delete_copies(
    connection: duckdb.DuckDBPyConnection, workspace: Path, names: Collection[str], words: Collection[str]
) -> int:
    owed = datetime.fromtimestamp((workspace / OWED).stat().st_mtime, UTC)
    since = (owed - _CATCH_UP).date()  # a night that was killed is finished by a later one
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT conversation_id FROM conversations WHERE text_deleted_on >= ?", [since]
        ).fetchall()
    ]
    needles = Needles([*ids, *names], words)
    found = {t.file for folder, pattern in _copies(workspace) for t in search(folder, needles, pattern)}
    for path in found:
        path.unlink()
    return len(found)
