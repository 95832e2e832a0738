"""A landing folder after a night: what was wholly taken in is left, moved or deleted, as configured.

A file leaves only where nothing could be lost with it: its bytes as they are now were taken in and may be scored,
nothing of them is in quarantine, and nothing was passed over. Everything else stays, and the reason is told.

A file that leaves first takes a hidden name beside its own, and is then looked at once more: whoever sends another
file of its name from there on sends a new one, and what was put in its place before that is put back.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final, Literal

import duckdb

from data.quarantine import files_in_quarantine, hash_of, is_text, shown_name
from data.source_file import SourceFile

LEAVE, MOVE, DELETE = "leave", "move", "delete"
After = Literal["leave", "move", "delete"]
_State = tuple[int, int, int, int]
_NO_LINKS: Final = (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)
_ODD_NAME = "has a name that is no text: rename it"
_LINK = "is a link, and whose file it is nobody can say here"
_WAITING = "has records in quarantine: put them right, and run `convoqa quarantine retry`"
_NOT_TAKEN_IN = "is not wholly taken in as it lies there: the next run looks at it again"
_CHANGED = "was changed while it was looked at: the next run looks at it again"
_ASIDE: Final = ".leaving"  # ends the hidden name of a file that is on its way


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of the files in a landing folder. left: reason -> the files that stay for it, in their order."""

    after: After
    gone: int = 0
    left: dict[str, list[str]] = field(default_factory=dict)

    def sentence(self) -> str:
        """For the trace of the run.

        >>> Cleared("move", 3, {"is a link": ["a.jsonl"], "has records in quarantine": ["b.csv", "c.csv"]}).sentence()
        '3 files moved; 1 left: a.jsonl is a link; 2 left: b.csv (and 1 more) has records in quarantine'
        """
        done = f"{self.gone} {'file' if self.gone == 1 else 'files'} {'moved' if self.after == MOVE else 'deleted'}"
        left = [
            f"{len(names)} left: {names[0]}{f' (and {len(names) - 1} more)' if names[1:] else ''} {reason}"
            for reason, names in self.left.items()
        ]
        return "; ".join([done, *left])


class _Left(Exception):
    """Why a file stays."""


def clear_landing(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[Path],
    folder: Path,
    after: After,
    moved_to: Path | None = None,
) -> Cleared:
    """Moves or deletes those of these files that lie in the folder and are wholly taken in. Raises nothing of files.

    moved_to: where they go, in the same folders below as before; no file is overwritten there. Files of an object
    store, and files that lie elsewhere, are not looked at.
    """
    done = Cleared(after)
    if after == LEAVE:
        return done
    root = folder.resolve()
    waiting = files_in_quarantine(connection)
    same_as_waiting, whole = _hashes(connection, _WAITING_HASHES), _hashes(connection, _WHOLE)
    gone = 0
    for file in files:
        place = file.parent.resolve() / file.name
        if isinstance(file, SourceFile) or not place.is_relative_to(root):
            continue
        name = place.relative_to(root)
        shown = name.with_name(shown_name(name)).as_posix().encode("utf-8", "backslashreplace").decode()
        try:
            if not is_text(file):  # what waits of it is known by its name alone
                raise _Left(_ODD_NAME)
            if file.absolute() in waiting:
                raise _Left(_WAITING)
            state, file_hash = _checked(place, same_as_waiting, whole)
            with _aside(place, state) as file_aside:
                if moved_to is None:
                    file_aside.unlink()
                else:
                    _move(file_aside, moved_to / name, state, file_hash)
            gone += 1
        except _Left as reason:
            done.left.setdefault(str(reason), []).append(shown)
        except OSError as problem:
            done.left.setdefault(_failed(problem, moved_to or root, after), []).append(shown)
    return Cleared(after, gone, done.left)


def _failed(problem: OSError, folder: Path, after: After) -> str:
    what = "moved" if after == MOVE else "deleted"
    return f"could not be {what} ({problem.strerror}): check the folder {folder} and its disk"


def _hashes(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {row[0] for row in connection.execute(sql).fetchall()}


_WHOLE = """
SELECT file_hash FROM batches WHERE checked AND before_since = 0
EXCEPT
SELECT file_hash FROM batches WHERE checked IS NOT TRUE
"""
_WAITING_HASHES = """
SELECT DISTINCT b.file_hash FROM batches b JOIN quarantine q USING (batch_id) WHERE q.source_path IS NOT NULL
"""


def put_back(folder: Path) -> None:
    """Gives files of a landing folder their names again that a killed run had set aside. Raises nothing of files."""
    for aside in sorted(folder.rglob(f".*{_ASIDE}")):
        with suppress(OSError):
            if aside.is_file():
                _named_again(aside, aside.with_name(aside.name[1:].removesuffix(_ASIDE)))


def _checked(file: Path, waiting: set[str], whole: set[str]) -> tuple[_State, str]:
    """State and hash of a file that may leave. Raises _Left where it must stay, and what reading it raises."""
    if file.is_symlink():
        raise _Left(_LINK)
    before = _state(file)
    found = hash_of(file)
    if found in waiting:
        raise _Left(_WAITING)
    if found not in whole:
        raise _Left(_NOT_TAKEN_IN)
    return before, found


@contextmanager
def _aside(file: Path, state: _State) -> Iterator[Path]:
    """The file under its hidden name; under its own again where it is not as it was, or the block raises."""
    aside = file.with_name(f".{file.name}{_ASIDE}")
    if aside.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(aside))
    file.rename(aside)
    try:
        if _state(aside) != state:
            raise _Left(_CHANGED)
        yield aside
    except BaseException:
        _named_again(aside, file)
        raise


def _named_again(aside: Path, file: Path) -> None:
    """Takes the hidden name back; another file that came under the old one meanwhile keeps that."""
    for name in _names_for(file):
        with suppress(FileExistsError):
            try:
                os.link(aside, name, follow_symlinks=False)
                aside.unlink()
            except OSError:
                if name.exists() or name.is_symlink():
                    raise FileExistsError(name) from None
                aside.rename(name)
            return


def _names_for(target: Path) -> Iterator[Path]:
    """The name, and others where something has it already."""
    yield target
    for number in count(2):
        yield target.with_name(f"{target.stem}-{number}{target.suffix}")


def _state(file: Path) -> _State:
    """What tells another file, or other bytes, from these: the disk, the inode, the size, and when it was written."""
    found = file.lstat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _move(aside: Path, wanted: Path, state: _State, file_hash: str) -> None:
    """Moves a file, under another name where there is one of that name. Where it raises, the file is where it was."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    is_new = True
    for target in _names_for(wanted):
        try:
            _put(aside, target, file_hash)
            break
        except FileExistsError:  # a run may have been killed between its two names, or between its two copies
            is_file = target.is_file() and not target.is_symlink()
            if is_file and target.samefile(aside):
                break
            if is_file and target.stat().st_mtime_ns == state[-1] and hash_of(target) == file_hash:
                is_new = False
                break
    if _state(aside) != state:  # who had it open goes on writing
        if is_new:
            target.unlink()
        raise _Left(_CHANGED)
    aside.unlink()


def _put(file: Path, target: Path, file_hash: str) -> None:
    """A second name for the file, or a copy on another disk. Raises FileExistsError rather than replace anything."""
    try:
        os.link(file, target, follow_symlinks=False)
        return
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with file.open("rb") as source, unfinished.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        if hash_of(unfinished) != file_hash:
            raise _Left(_CHANGED)
        shutil.copystat(file, unfinished)
        if target.exists() or target.is_symlink():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
