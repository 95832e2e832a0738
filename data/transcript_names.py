"""Which files of a folder, an archive or a store may hold transcripts, by their names."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

SIDE_TABLES: Final = ("agents.csv", "surveys.csv", "costs.csv", "trainings.csv")
SKIPPED_FOLDERS: Final = ("planted", "__MACOSX")
SKIPPED_ENDINGS: Final = (".yaml", ".yml", ".md")


def may_hold_transcripts(file: PurePath) -> bool:
    """Whether a file's name is not hidden, and not of a kind that is passed over.

    >>> [may_hold_transcripts(PurePath(name)) for name in ("a.json", ".a.json", "README.md")]
    [True, False, False]
    """
    return not file.name.startswith(".") and file.suffix.lower() not in SKIPPED_ENDINGS


def is_passed_over(folder: str) -> bool:
    """Whether a folder of this name is not looked into."""
    return folder.startswith(".") or folder in SKIPPED_FOLDERS
