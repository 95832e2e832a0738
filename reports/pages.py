"""Pages on disk: which there are below a folder, a file put in its place in one step, and all pages of a day together."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

UNFINISHED: Final = (".index-*", ".writing-*")
"""What a write that was killed leaves, by its name: below the folder of reports."""


def pages_of(folder: Path) -> list[Path]:
    """The pages below a folder of reports."""
    return sorted(path for path in folder.rglob("*.html") if path.is_file())


def write_page(path: Path, page: str) -> None:
    """Writes a page as `write_file` does."""
    write_file(path, page.encode("utf-8"))


def write_file(path: Path, content: bytes) -> None:
    """Writes a file, which its owner and group may read; it appears complete or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".index-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Writes all pages of a day, each (file below the folder, page), the page that leads to the others last.

    They are written apart first, so that none changes where one cannot be made or written; then each is put in its
    place in one step, pages that are no longer made go, and the last page, once it is there, finds all others there.
    Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    apart = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".writing-"))
    try:
        names = []
        for name, page in pages:
            write_page(apart / name, page)
            names.append(name)
        *others, last = names
        for name in others:
            _put(apart / name, folder / name)
        for old in pages_of(folder):
            if old.relative_to(folder).as_posix() not in names:
                old.unlink()
        _put(apart / last, folder / last)
    finally:
        shutil.rmtree(apart, ignore_errors=True)


def _put(page: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    page.replace(place)
