"""Places that people name in convoqa.yaml or on the command line, held against each other before anything is moved."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from typing import Final

from data.object_store import address_of

LONGEST_PATH, LONGEST_NAME = 4096, 255  # bytes
_PATTERN: Final = frozenset("*?[")


def place_of(written: object) -> Path:
    """The path that is written, a user's home (`~`) in it found. Raises ValueError for what is no path."""
    if not isinstance(written, str | Path) or not str(written).strip():
        raise ValueError("write a path, in quotation marks where it is a number")
    if "\0" in str(written):
        raise ValueError("a path has no NUL character: remove it")
    if len(os.fsencode(written)) > LONGEST_PATH:
        raise ValueError(f"a path has no more than {LONGEST_PATH} bytes: write a shorter one")
    if any(len(os.fsencode(part)) > LONGEST_NAME for part in Path(written).parts):
        raise ValueError(f"a name in a path has no more than {LONGEST_NAME} bytes: write a shorter one")
    try:
        return Path(written).expanduser()
    except RuntimeError:
        raise ValueError(f"nobody's home is {Path(written).parts[0]}: write the path out") from None


def landing_in_the_way(
    folder: Path, moved_to: Path | None, inputs: Iterable[Path], file: Path, workspace: Path | None
) -> str:
    """Why files may not land there, or be moved there, as a sentence; empty where they may.

    inputs: what else is read; file: the configuration. All absolute, or relative to the current folder.
    """
    if address_of(folder):
        return ""
    if _PATTERN & set(str(folder)) and not folder.exists():
        return f"path: {folder} is a pattern: name the folder itself"
    if folder.exists() and not folder.is_dir():
        return f"path: {folder} is no folder: name the folder that files are sent to"
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home raises where there is none
    for kept, what in ((file, "this file"), (workspace, "the workspace"), (home, "a home folder")):
        if kept and kept.resolve().is_relative_to(folder.resolve()):
            return f"path: {folder} holds {what}: name a folder that holds nothing but what is sent"
    return moved_into(moved_to, [folder, *inputs], workspace) if moved_to else ""


def moved_into(moved_to: Path, inputs: Iterable[Path], workspace: Path | None) -> str:
    """Why files may not be moved there, as a sentence; empty where they may."""
    if moved_to.exists() and not moved_to.is_dir():
        return f"moved_to: {moved_to} is no folder: name a folder elsewhere"
    for place in inputs:
        if _is_read_by(place, moved_to):
            return (
                f"moved_to: {moved_to} lies in {place}, and they would be read again: name a folder elsewhere"
            )
    if workspace and moved_to.resolve().is_relative_to(workspace.resolve()):
        return f"moved_to: {moved_to} lies in {workspace}, and it would hold raw personal data: name a folder elsewhere"
    return ""


def _is_read_by(place: Path, folder: Path) -> bool:
    """Whether a file of this folder may be one that a path, or a pattern, stands for."""
    if place.exists() or not _PATTERN & set(str(place)):
        return folder.resolve().is_relative_to(place.resolve())
    fixed = list(takewhile(lambda part: not _PATTERN & set(part), place.parts))
    pattern, above = place.parts[len(fixed) :], Path(*fixed).resolve()
    if not folder.resolve().is_relative_to(above):
        return False
    below = folder.resolve().relative_to(above).parts
    return "**" in pattern or all(map(fnmatch, below, pattern))


def why_not_writable(folder: Path) -> str:
    """Why nothing can be written in a folder, or in the one that it would be made in; empty where it can."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as problem:
        return f"nothing can be written in {there} ({problem.strerror}): make the folder, or correct who may write"


def why_not_kept(place: Path, workspace: Path, exports: str) -> str:
    """Why a copy may not lie there, as a sentence: within the workspace, only `exports` is cleared; empty where it may."""
    cleared = workspace.resolve() / exports
    inside = place.resolve().is_relative_to(workspace.resolve())
    if inside and not place.resolve().is_relative_to(cleared):
        return f"{place} is inside the workspace, where old copies would stay: give a place below {cleared}, or another"
    return ""
