"""The warehouse: one DuckDB file in a workspace folder, its numbered migrations, and the published copy.

One process writes `warehouse.duckdb`, under a lock; everything that reads opens `published.duckdb`, which is
replaced atomically at the end of a run. Tables go in and out in bulk, as Arrow.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

WAREHOUSE = "warehouse.duckdb"
PUBLISHED = "published.duckdb"
LOCK = "run.lock"
OWED = "rewriting.owed"
MEMORY = "256MB"


class WorkspaceError(RuntimeError):
    """A workspace that cannot be used now: the message says why and what to do."""


def connect(path: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that never reaches for the network. Raises WorkspaceError where the file cannot be opened."""
    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as problem:
        raise WorkspaceError(
            f"{path} cannot be opened ({_first_line(problem)}): is another program holding it?"
        ) from None
    connection.execute("SET autoinstall_known_extensions=false; SET autoload_known_extensions=false")
    connection.execute("SET TimeZone='UTC'; SET preserve_insertion_order=true")
    connection.execute("SET enable_progress_bar=false")  # it would stand in what programs read
    return connection


def migrate(connection: duckdb.DuckDBPyConnection) -> int:
    """Brings the tables to the newest version, each migration in a transaction of its own; returns the version."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    version, newest = _version(connection), _newest_version()
    if version > newest:
        raise WorkspaceError(
            f"the workspace has tables of version {version}, this convoqa knows {newest}: install a newer convoqa"
        )
    for number, sql in migrations():
        if number > version:
            connection.begin()
            connection.execute(sql)
            connection.execute("INSERT INTO schema_version VALUES (?)", [number])
            connection.commit()
            version = number
    return version


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return int(row[0]) if row else 0


def _newest_version() -> int:
    return max((number for number, _ in migrations()), default=0)


def migrations() -> list[tuple[int, str]]:
    """The numbered migrations, `NNN_name.sql`, in order."""
    folder = resources.files("data") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(f.name.split("_")[0]), f.read_text(encoding="utf-8")) for f in files]


@contextmanager
def hold_workspace(folder: Path) -> Iterator[None]:
    """A workspace folder, made when absent, for one run alone until the end of the block.

    Raises WorkspaceError where it cannot be made, or where another run holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as problem:
        raise WorkspaceError(
            f"the workspace {folder} cannot be made ({problem.strerror}): choose another folder"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkspaceError(
                f"another run holds the workspace {folder}: wait until it has finished, or choose another --workspace"
            ) from None
        yield


@contextmanager
def open_warehouse(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a workspace with tables of the newest version, closed at the end of the block."""
    connection = connect(folder / WAREHOUSE)
    try:
        migrate(connection)
        yield connection
    finally:
        connection.close()


def open_published(folder: Path) -> duckdb.DuckDBPyConnection:
    """The newest published copy, read-only. Raises WorkspaceError where no run, or none of this release, has finished yet."""
    path = folder / PUBLISHED
    if not path.exists():
        raise WorkspaceError(
            f"{folder} has no published results yet: run `convoqa run --workspace {folder}` first"
        )
    connection = connect(path, read_only=True)
    if _version(connection) < _newest_version():
        connection.close()
        raise WorkspaceError(
            f"{path} was published by an older convoqa: run `convoqa run --workspace {folder}` once, which brings it up to date"
        )
    return connection


def open_newest(folder: Path) -> duckdb.DuckDBPyConnection:
    """The warehouse, read-only; the published copy where a run holds it. Raises WorkspaceError where neither is there."""
    if (folder / WAREHOUSE).exists():
        with suppress(WorkspaceError):
            return connect(folder / WAREHOUSE, read_only=True)
    return open_published(folder)


def publish(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path:
    """Copies the warehouse into a new file and puts that in the place of the old copy in one step."""
    target = folder / PUBLISHED
    fresh = folder / (PUBLISHED + ".new")
    try:
        _copy(connection, fresh)
        fresh.replace(target)
    finally:
        _remove(fresh)
    return target


def owe_rewriting(folder: Path) -> None:
    """Remembers, before anything is deleted, that the warehouse is to be rewritten: also where this run is killed."""
    with suppress(FileExistsError):  # its time is that of the first deletion that is owed
        (folder / OWED).touch(exist_ok=False)


def rewrite(folder: Path) -> bool:
    """Puts a copy of its rows in the place of a warehouse that is owed one: freed blocks keep what was deleted.

    No connection may be open. Returns whether it was owed; a run killed on its way leaves the old file, or the new one.
    """
    if not (folder / OWED).exists():
        return False
    fresh = folder / (WAREHOUSE + ".new")
    try:
        with open_warehouse(folder) as connection:
            _copy(connection, fresh)
        if (folder / (WAREHOUSE + ".wal")).exists():
            raise WorkspaceError(
                f"{folder / WAREHOUSE} has a log that could not be folded in: free some space on its disk and run again"
            )
        fresh.replace(folder / WAREHOUSE)
    except duckdb.Error as problem:
        raise WorkspaceError(
            f"{folder / WAREHOUSE} could not be rewritten ({_first_line(problem)}): free some space on its disk and run again; "
            "until then its freed blocks hold what was deleted"
        ) from None
    finally:
        _remove(fresh)
    (folder / OWED).unlink()
    return True


def _copy(connection: duckdb.DuckDBPyConnection, fresh: Path) -> None:
    """The rows of every table into a new file, and nothing of blocks that were freed."""
    _remove(fresh)
    name = connection.execute("SELECT current_database()").fetchone()
    connection.execute(f"ATTACH {_quoted(str(fresh))} AS fresh")
    try:
        connection.execute(f'COPY FROM DATABASE "{name[0] if name else "warehouse"}" TO fresh')
    finally:
        connection.execute("DETACH fresh")


def _remove(database: Path) -> None:
    """A database file with its log: a log left behind would be played into the next file of that name."""
    database.unlink(missing_ok=True)
    database.with_name(database.name + ".wal").unlink(missing_ok=True)


def table_schema(**columns: pa.DataType) -> pa.Schema:
    """An Arrow schema, a keyword a column."""
    return pa.schema(list(columns.items()))


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> int:
    """Appends an Arrow table by column name; columns that it lacks are null. Returns the number of rows.

    The statement names `rows` as Python does: what is registered stays in memory until the transaction ends.
    """
    if rows.num_rows == 0:
        return 0
    connection.execute(f"INSERT INTO {_identifier(table)} BY NAME SELECT * FROM rows")  # noqa: S608  # a checked name
    return int(rows.num_rows)


def fingerprint(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> str:
    """A text that changes when any row of these tables does; the order of rows does not matter."""
    parts = []
    for table in tables:
        row = connection.execute(f"SELECT count(*), sum(hash(t)) FROM {_identifier(table)} t").fetchone()  # noqa: S608
        parts.append(f"{table}:{row}")
    return "|".join(parts)


def replace_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, keys: Sequence[str]
) -> int:
    """Puts `rows` in the place of those whose key columns occur in it; the rest stays."""
    if rows.num_rows == 0:
        return 0
    match = " AND ".join(f"t.{_identifier(key)} IS NOT DISTINCT FROM i.{_identifier(key)}" for key in keys)
    connection.execute(f"DELETE FROM {_identifier(table)} t USING rows i WHERE {match}")  # noqa: S608  # checked names
    return insert(connection, table, rows)


@contextmanager
def bounded(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The database within MEMORY, and in one thread, until the end of the block: beside what else a bulk load holds and does.

    What does not fit waits in the file, or in a folder beside it that DuckDB removes.
    """
    connection.execute(f"SET memory_limit='{MEMORY}'; SET threads=1")
    try:
        yield
    finally:
        connection.execute("RESET memory_limit; RESET threads")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block, or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _identifier(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is not a table or column name")
    return f'"{name}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0]
