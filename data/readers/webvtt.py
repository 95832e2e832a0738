"""WebVTT: one call a file; `<v Name>text`, `[SPEAKER_00]: text`, `-- text`, `NOTE key: value` (FORMATS, row 9; W3C)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.conversation import KNOWN_KEYS, Record
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

_KEY = re.compile(r"^([\w.]{1,40})\s*[:：]\s*(\S.*)$")
_NOT_CUES = ("STYLE", "REGION")

Block = list[tuple[int, str]]


def sniff(head: Head) -> float:
    """A WebVTT file begins with its name."""
    return 1.0 if re.match(r"WEBVTT(?:[ \t\r\n]|$)", head.text or "") else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of the file's one conversation; its id defaults to the file's stem."""
    value: dict[str, Any] = {"conversation_id": stem_of(path), "channel": "call"}
    turns: list[Spoken] = []
    for position, block in enumerate(_blocks(path)):
        raw = "\n".join(line for _, line in block)
        place = f"line {block[0][0]}"
        if undecodable(raw):
            yield Record("file", value, f"{place} {NOT_TEXT}", SAVE_AS_UTF8, excerpt_of(raw))
            return
        if position == 0 or raw.startswith("NOTE"):
            _describe(value, block)
            continue
        problem = _add_cue(turns, block)
        if problem:
            remedy = "write each cue's times as 00:00:05.000 --> 00:00:07.000"
            yield Record("file", value, f"{place} {problem}", remedy, excerpt_of(raw))
            return
    yield Record("file", {**value, "turns": [turn_of(spoken) for spoken in turns]})


def _blocks(path: Path) -> Iterator[Block]:
    """Groups of lines between blank lines."""
    block: Block = []
    for number, line in numbered_lines(path):
        stripped = line.rstrip("\r\n")
        if stripped.strip():
            block.append((number, stripped))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _describe(value: dict[str, Any], block: Block) -> None:
    """Takes `key: value` lines of the header or of a note; what the generic format does not name is metadata."""
    for _, line in block:
        found = _KEY.match(line.removeprefix("NOTE").strip())
        if found is None:
            continue
        name = found[1].lower()
        if name in KNOWN_KEYS and name != "turns":
            value[name] = found[2].strip()
        elif line.startswith("NOTE") or block[0][1].startswith("NOTE"):
            value.setdefault("metadata", {})[found[1]] = found[2].strip()


def _add_cue(turns: list[Spoken], block: Block) -> str:
    """Adds the turns of a cue; returns what is wrong with it, or nothing."""
    lines = [line for _, line in block]
    if lines[0].split()[0] in _NOT_CUES:
        return ""
    timing_at = next((index for index, line in enumerate(lines[:2]) if "-->" in line), None)
    if timing_at is None:
        return "has text without times"
    times = cue_times(lines[timing_at])
    if times is None:
        return "has times that cannot be read"
    add_cue(turns, "\n".join(lines[timing_at + 1 :]), *times)
    return ""


READER = Reader(name="webvtt", version="2", sniff=sniff, read=read)
