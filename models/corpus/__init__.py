"""The project's own corpus of labelled turns, in English, Korean and Thai: what a line is, and how it is read.

What the corpus is and how a batch is added: the README beside this file. Reading needs the standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "ko", "th")
TRAIN, HELD = "train", "held"
CHANNELS: Final = ("chat", "call", "messenger", "email")
# By role: its axes, and the highest level of each.
HIGHEST: Final[Mapping[str, Mapping[str, int]]] = {
    "agent": {"empathy": 2, "rudeness": 2, "politeness": 1},
    "customer": {"hostility": 2, "opportunity": 1},
}
ROLES: Final = tuple(HIGHEST)
# The axis of which a line may say that nobody can tell (null), and which is never quoted.
OPEN: Final = "politeness"
_OPTIONAL: Final = frozenset(("note", "second"))
_REQUIRED: Final = frozenset(("id", "role", "theme", "channel", "context", "text", "spans"))


class CorpusError(ValueError):
    """A batch that cannot be read. The message is for the person who must mend it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn before the labelled one."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled turn.

    context: the turns before it, the nearest last. labels: axis -> level by RUBRIC.md, None where open. spans: axis
    of level >= 1 -> the deciding words, (start, end) in code points of text. second: the levels given a second time
    from the text alone, by someone who did not see the first; None where nobody did.
    """

    id: str
    role: str
    theme: str
    channel: str
    context: tuple[Said, ...]
    text: str
    labels: Mapping[str, int | None]
    spans: Mapping[str, tuple[int, int]]
    note: str | None = None
    second: Mapping[str, int | None] | None = None

    @property
    def group(self) -> str:
        """What belongs together: lines written as alternatives after one context. Alone without a context."""
        return "\n".join(f"{said.role}: {said.text}" for said in self.context) or self.id


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. number: from 1. id: as written, empty where there is none. line: None where there are faults."""

    number: int
    id: str
    line: Line | None
    faults: tuple[str, ...]


def batches(language: str, folder: Path = FOLDER) -> dict[str, Path]:
    """The files of a language by the name of their batch (`train-a`), in alphabetical order."""
    return {path.stem: path for path in sorted((folder / language).glob("*.jsonl"))}


def read(language: str, folder: Path = FOLDER) -> dict[str, tuple[Line, ...]]:
    """The lines of a language, by batch. Raises CorpusError at the first row that cannot be read."""
    return {batch: tuple(_lines(path)) for batch, path in batches(language, folder).items()}


def rows(path: Path) -> Iterator[Row]:
    """Every row of a file, with what is wrong with it."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                content = json.loads(raw)
            except ValueError as problem:
                yield Row(number, "", None, (f"the row is not JSON: {problem}",))
                continue
            found = tuple(faults(content))
            key = content.get("id") if isinstance(content, dict) else None
            yield Row(number, key if isinstance(key, str) else "", None if found else _line(content), found)


def faults(row: object) -> Iterator[str]:
    """What is wrong with the content of a row, in sentences; nothing where it can be read.

    >>> list(faults({"id": "en-train-a-0001", "role": "bot"}))
    ["role is 'bot': it is one of agent, customer"]
    """
    if not isinstance(row, dict):
        yield "the row is not a JSON object"
        return
    if row.get("role") not in ROLES:
        yield f"role is {row.get('role')!r}: it is one of {', '.join(ROLES)}"
        return
    axes = HIGHEST[row["role"]]
    if missing := sorted((_REQUIRED | set(axes)) - set(row)):
        yield f"missing: {', '.join(missing)}"
    for key in sorted(set(row) - _REQUIRED - _OPTIONAL - set(axes)):
        yield f"{key} is no key of a line whose role is {row['role']}"
    for key in ("id", "theme", "text", "note"):
        if key in row and not _is_text(row[key]):
            yield f"{key} is not a text, or blank"
    if "channel" in row and row["channel"] not in CHANNELS:
        yield f"channel is {row['channel']!r}: it is one of {', '.join(CHANNELS)}"
    yield from _context_faults(row.get("context", []))
    yield from _label_faults(row, axes)
    yield from _span_faults(row, axes)
    if "second" in row:
        yield from _second_faults(row["second"], axes)


def _context_faults(context: object) -> Iterator[str]:
    if not isinstance(context, list):
        yield "context is not a list of turns"
        return
    for place, said in enumerate(context, start=1):
        if not isinstance(said, dict) or set(said) != {"role", "text"}:
            yield f"turn {place} of context has not just role and text"
        elif said["role"] not in ROLES or not _is_text(said["text"]):
            yield f"turn {place} of context has an unknown role or a blank text"


def _label_faults(levels: Mapping[str, Any], axes: Mapping[str, int]) -> Iterator[str]:
    for axis, highest in axes.items():
        if axis not in levels or (levels[axis] is None and axis == OPEN):
            continue
        if type(levels[axis]) is not int or not 0 <= levels[axis] <= highest:
            yield f"{axis} is {levels[axis]!r}: it is a whole number from 0 to {highest}"


def _second_faults(second: object, axes: Mapping[str, int]) -> Iterator[str]:
    if not isinstance(second, dict) or set(second) != set(axes):
        yield f"second has not just the levels of {', '.join(axes)}"
        return
    yield from (f"second: {fault}" for fault in _label_faults(second, axes))


def _span_faults(row: Mapping[str, Any], axes: Mapping[str, int]) -> Iterator[str]:
    spans, text = row.get("spans", {}), row.get("text")
    if not isinstance(spans, dict) or not isinstance(text, str):
        yield "spans is not an object, or has no text to lie in"
        return
    for axis in sorted(set(spans) - (set(axes) - {OPEN})):
        yield f"{axis} has a span, and no line of this role marks one for it"
    for axis in axes:
        if axis == OPEN:
            continue
        if axis not in spans:
            if row.get(axis):
                yield f"{axis} is {row[axis]!r} and has no span: mark the words that decide"
        elif not row.get(axis):
            yield f"{axis} is {row.get(axis)!r} and has a span: only level 1 or more has one"
        elif not _lies_in(spans[axis], text):
            yield f"the span of {axis}, {spans[axis]!r}, is not inside the text, or blank"


def _lies_in(span: object, text: str) -> bool:
    if not isinstance(span, list) or [type(end) for end in span] != [int, int]:
        return False
    start, end = span
    return 0 <= start < end <= len(text) and bool(text[start:end].strip())


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _lines(path: Path) -> Iterator[Line]:
    for row in rows(path):
        if row.line is None:
            place = f"{path}: row {row.number}{f' ({row.id})' if row.id else ''}"
            raise CorpusError(f"{place}: {row.faults[0]}. See the README of models/corpus.")
        yield row.line


def _line(row: Mapping[str, Any]) -> Line:
    axes = HIGHEST[row["role"]]
    return Line(
        id=row["id"],
        role=row["role"],
        theme=row["theme"],
        channel=row["channel"],
        context=tuple(Said(said["role"], said["text"]) for said in row["context"]),
        text=row["text"],
        labels={axis: row[axis] for axis in axes},
        spans={axis: (start, end) for axis, (start, end) in row["spans"].items()},
        note=row.get("note"),
        second=row.get("second"),
    )
