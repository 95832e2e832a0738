"""Steps leave a record: started, finished, counts or error in `run_steps`, and their progress where somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from data.warehouse import WorkspaceError, open_warehouse
from flows.night import Night

_NOT_WRITTEN: Final = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.OutOfMemoryException,
    OSError,
)
Progress = Callable[[str, int, int], None]
progress_sink: ContextVar[Progress | None] = ContextVar("progress_sink", default=None)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did. note is a sentence for people; it never holds a customer's words. step: as in `run_steps`."""

    rows_in: int
    rows_out: int
    note: str
    step: str = ""


@contextmanager
def traced(night: Night, step: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Callable[[Done], Done]]]:
    """A connection for a step, whose start, end, counts or error are kept in `run_steps`."""
    with told_where_not_written(night, step), open_warehouse(night.workspace) as connection:
        connection.execute("DELETE FROM run_steps WHERE run_id = ? AND step = ?", [night.run_id, step])
        connection.execute(
            "INSERT INTO run_steps (run_id, step, started_at) VALUES (?, ?, ?)",
            [night.run_id, step, datetime.now(UTC)],
        )

        def finish(done: Done) -> Done:
            connection.execute(
                "UPDATE run_steps SET finished_at = ?, rows_in = ?, rows_out = ?, note = ? WHERE run_id = ? AND step = ?",
                [datetime.now(UTC), done.rows_in, done.rows_out, done.note, night.run_id, step],
            )
            return replace(done, step=step)

        try:
            yield connection, finish
        except Exception as problem:
            with suppress(duckdb.Error):  # where nothing can be written, the trace cannot be either
                connection.execute(
                    "UPDATE run_steps SET finished_at = ?, error = ? WHERE run_id = ? AND step = ?",
                    [datetime.now(UTC), type(problem).__name__, night.run_id, step],
                )
            raise


@contextmanager
def told_where_not_written(night: Night, step: str) -> Iterator[None]:
    """A disk that takes nothing more is told in a sentence."""
    try:
        yield
    except _NOT_WRITTEN as problem:
        raise WorkspaceError(
            f"the step {step} could not write to {night.workspace} ({type(problem).__name__}): "
            "free some space on its disk and run again; nothing is half-written"
        ) from None


def tell(stop: str, done: int, of: int) -> None:
    """How far a stop has come; of: 0 where nobody knows how much there is."""
    sink = progress_sink.get()
    if sink is not None:
        sink(stop, done, of)


def tell_reading(file: Path, records: int) -> None:
    """How many records of a file were read."""
    tell(f"reading {file.name}", records, 0)
