"""SubRip: one call a file; numbered cues, `[SPEAKER_00]: text`, `Agent: text`, `-- text` (FORMATS, row 9).

A cue is found by its times, not by its number (which may start at 0, repeat or lack) nor by blank lines (which
may lack, or stand inside a text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.cues import Spoken, add_cue, cue_times, turn_of
from data.readers.json_fields import stem_of
from data.readers.source_text import (
    NOT_TEXT,
    SAVE_AS_UTF8,
    excerpt_of,
    numbered_lines,
    refusing_unreadable,
    undecodable,
)

_INDEX = re.compile(r"^\s*\d{1,9}\s*$")
_LIKE_TIMES = re.compile(r"^\s*[\d:.,]+\s*-+>")  # times, or a mistake in them


def sniff(head: Head) -> float:
    """Told by the times of the first cue, with or without its number before them."""
    lines = [line for line in (head.text or "")[:2000].splitlines() if line.strip()][:2]
    if lines and _INDEX.match(lines[0]):
        lines = lines[1:]
    return 0.95 if lines and cue_times(lines[0]) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of the file's one conversation, with the file's stem as its id."""
    value: dict[str, Any] = {"conversation_id": stem_of(path), "channel": "call"}
    turns: list[Spoken] = []
    cue: list[str] = []
    times: tuple[float, float] | None = None
    for number, line in numbered_lines(path):
        problem = _problem(line, times)
        if problem:
            reason, remedy = problem
            yield Record("file", value, f"line {number} {reason}", remedy, excerpt_of(line))
            return
        found = cue_times(line)
        if found is None:
            cue.append(line.strip())
            continue
        _add(turns, cue[:-1] if cue and _INDEX.match(cue[-1]) else cue, times)
        cue, times = [], found
    _add(turns, cue, times)
    yield Record("file", {**value, "turns": [turn_of(spoken) for spoken in turns]})


def _problem(line: str, times: tuple[float, float] | None) -> tuple[str, str] | None:
    """What is wrong with a line, and the remedy."""
    if undecodable(line):
        return NOT_TEXT, SAVE_AS_UTF8
    if cue_times(line) is None and _LIKE_TIMES.match(line):
        return "has times that cannot be read", "write each cue's times as 00:00:05,000 --> 00:00:07,000"
    if times is None and line.strip() and not _INDEX.match(line) and cue_times(line) is None:
        return "has text without times", "write each cue's times above its text"
    return None


def _add(turns: list[Spoken], cue: list[str], times: tuple[float, float] | None) -> None:
    if times is not None:
        add_cue(turns, "\n".join(line for line in cue if line), *times)


READER = Reader(name="srt", version="1", sniff=sniff, read=read)
