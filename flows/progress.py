"""The progress of a night, for whoever watches it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any


@contextmanager
def progress(console: Any) -> Iterator[Any]:
    """Progress of the steps on standard error, where somebody watches."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    from flows.tracing import progress_sink

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        tasks = {"": shown.add_task("starting the scheduler", total=None)}

        def sink(stop: str, done: int, of: int) -> None:
            if stop not in tasks:
                tasks[stop] = shown.add_task(stop, total=of or None)
            shown.update(tasks[stop], completed=done, total=of or None)

        def started() -> None:
            shown.update(tasks[""], description=f"night of {datetime.now(UTC):%Y-%m-%d}")

        token = progress_sink.set(sink)
        try:
            yield started
        finally:
            progress_sink.reset(token)
