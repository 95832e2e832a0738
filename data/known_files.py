"""The hashes of files that have not changed since they were last read, so that a night need not read them again.

A file is known by its path, size and times together, and by its hash as soon as one of them differs: a late file is
never taken for one that is known, whatever its date.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from data.quarantine import digest, hash_of
from data.source_file import SourceFile
from data.warehouse import replace_rows

SETTLED_NS: Final = 2_000_000_000  # younger files may change once more without a change of their times
_State = tuple[int, int, int]


@dataclass
class KnownFiles:
    """What the table `known_files` says, and what was learned since."""

    by_path: dict[str, tuple[_State, str]]
    learned: dict[str, tuple[_State, str]] = field(default_factory=dict)

    def hash_of(self, path: Path) -> str:
        """The hash of a file's bytes, read where they are not known; of the reason where it cannot be read."""
        state, name = _state(path), digest(path.absolute())
        known = self.by_path.get(name)
        if known and known[0] == state:
            return known[1]
        try:
            found = hash_of(path)
        except OSError as problem:
            return digest(str(path), problem.errno)
        if state and _state(path) == state and time.time_ns() - max(state[1:]) > SETTLED_NS:
            self.learned[name] = state, found
        return found

    def keep(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Writes what was learned; the caller's transaction."""
        rows = [
            {"path_hash": name, "size": s[0], "modified_ns": s[1], "changed_ns": s[2], "file_hash": file_hash}
            for name, (s, file_hash) in self.learned.items()
        ]
        replace_rows(connection, "known_files", pa.Table.from_pylist(rows), ("path_hash",))
        self.learned.clear()


def known_files(connection: duckdb.DuckDBPyConnection) -> KnownFiles:
    """The files that are known."""
    rows = connection.execute("SELECT path_hash, size, modified_ns, changed_ns, file_hash FROM known_files")
    return KnownFiles({name: ((size, m, c), file_hash) for name, size, m, c, file_hash in rows.fetchall()})


def _state(path: Path) -> _State | None:
    """Size and times; None for a file that is not on a disk here, or is not there."""
    if isinstance(path, SourceFile):
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
