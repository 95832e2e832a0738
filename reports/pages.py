"""Pages on disk: which there are below a folder, and one put in its place in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def pages_of(folder: Path) -> list[Path]:
    """The pages below a folder of reports."""
    return sorted(path for path in folder.rglob("*.html") if path.is_file())


def write_page(path: Path, page: str) -> None:
    """Writes a page, which its owner and group may read; it appears complete or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".index-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
