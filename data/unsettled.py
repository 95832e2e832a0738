"""Files that change while they are read: somebody still writes them, so nothing of them is kept, and the next run reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from data.ingest import Counts, FileChanged, Reading, ingest_files


def ingest_settled(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    reading: Reading,
    tell: Callable[[Path, int], None],
) -> tuple[Counts, list[Path]]:
    """As `ingest_files`, over all files that stay as they are; also returns those that did not, which are left out."""
    stored, left = Counts(), list(paths)
    unsettled: list[Path] = []
    while True:
        try:
            counts = ingest_files(connection, left, reading, tell)
        except FileChanged as problem:
            unsettled.append(problem.path)
            stored.add(problem.stored)
            left = [path for path in left[problem.done :] if path != problem.path]
        else:
            counts.add(stored)
            return counts, unsettled
