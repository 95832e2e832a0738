"""A file that is named as any path, so that every reader can open it, and whose bytes lie elsewhere than on a disk."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    _LocalPath = Path
else:
    _LocalPath = type(Path())  # before Python 3.12 nothing else of pathlib may be subclassed


class SourceFile(_LocalPath):
    """A path that opens to read bytes, and does nothing else with files."""

    def open(self, mode: str = "r", *_: Any, **__: Any) -> IO[bytes]:  # type: ignore[override]
        """The file's bytes, from their beginning. Raises ValueError for another mode than `rb`, and OSError."""
        if mode != "rb":
            raise ValueError(f"{self.name} opens to read bytes, and for nothing else")
        return self._content()

    @abstractmethod
    def _content(self) -> IO[bytes]: ...


def has_no_end(path: Path) -> bool:
    """Whether a path is a pipe or a device: it would be read for ever. What is not there says so itself."""
    return not isinstance(path, SourceFile) and path.exists() and not (path.is_file() or path.is_dir())
