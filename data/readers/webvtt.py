"""WebVTT: one call a file; `<v Name>text`, `[SPEAKER_00]: text`, `NOTE key: value` (FORMATS, row 9; W3C WebVTT)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.conversation import KNOWN_KEYS, Record
from data.readers import Head, Reader
from data.readers.source_text import (
    SAVE_AS_UTF8,
    excerpt_of,
    numbered_lines,
    refusing_unreadable,
    undecodable,
)
from data.speaker_labels import role_before_name, role_of

_CLOCK = r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang)(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
_LABEL = re.compile(r"^(?:\[([^\[\]]{1,40})\]|([^\s:：][^:：]{0,39}?))\s*[:：]\s*(.*)$", re.DOTALL)
_KEY = re.compile(r"^([\w.]{1,40})\s*[:：]\s*(\S.*)$")
_NOT_CUES = ("STYLE", "REGION")

Block = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one voice says in a cue, and in cues without a voice that follow. Times in seconds."""

    label: str | None
    text: str
    begin: float
    end: float


def sniff(head: Head) -> float:
    """A WebVTT file begins with its name."""
    return 1.0 if re.match(r"WEBVTT(?:[ \t\r\n]|$)", head.text or "") else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of the file's one conversation; its id defaults to the file's stem."""
    value: dict[str, Any] = {
        "conversation_id": path.name.removesuffix(".gz").rsplit(".", 1)[0],
        "channel": "call",
    }
    turns: list[Spoken] = []
    for position, block in enumerate(_blocks(path)):
        raw = "\n".join(line for _, line in block)
        place = f"line {block[0][0]}"
        if undecodable(raw):
            yield Record(
                "file", value, f"{place} has bytes that are not UTF-8", SAVE_AS_UTF8, excerpt_of(raw)
            )
            return
        if position == 0 or raw.startswith("NOTE"):
            _describe(value, block)
            continue
        problem = _add_cue(turns, block)
        if problem:
            remedy = "write each cue's times as 00:00:05.000 --> 00:00:07.000"
            yield Record("file", value, f"{place} {problem}", remedy, excerpt_of(raw))
            return
    yield Record("file", {**value, "turns": [_turn(spoken) for spoken in turns]})


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
        return "has text without times" if len(lines) > 1 or not turns else ""
    timing = _TIMING.match(lines[timing_at])
    if timing is None:
        return "has times that cannot be read"
    begin, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    for label, text in _voices("\n".join(lines[timing_at + 1 :])):
        if label is None and turns and turns[-1].label is not None:
            before = turns.pop()
            turns.append(Spoken(before.label, f"{before.text} {text}".strip(), before.begin, end))
        elif text or label:
            turns.append(Spoken(label, text, begin, end))
    return ""


def _voices(text: str) -> list[tuple[str | None, str]]:
    """(label, text) of each voice in a cue; the label is None where none is given.

    >>> _voices("<v.loud Agent>Hi &amp; welcome</v> <v Caller>Hello"), _voices("[SPEAKER_00]: Hi"), _voices("Note: x")
    ([('Agent', 'Hi & welcome'), ('Caller', 'Hello')], [('SPEAKER_00', 'Hi')], [(None, 'Note: x')])
    """
    pieces = _VOICE.split(text)
    found = [(None, pieces[0])] if pieces[0].strip() else []
    voiced: list[tuple[str | None, str]] = [
        ((label or "").strip() or None, words)
        for label, words in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    return [_labelled(label, _plain(words)) for label, words in [*found, *voiced]]


def _labelled(label: str | None, text: str) -> tuple[str | None, str]:
    if label is not None:
        return html.unescape(label), text
    found = _LABEL.match(text)
    if found is None or (found[1] is None and role_of(found[2]) is None):
        return None, text
    return found[1] or found[2], found[3].strip()


def _plain(words: str) -> str:
    return html.unescape(_TAG.sub("", words)).strip()


def _turn(spoken: Spoken) -> dict[str, Any]:
    role = role_before_name(spoken.label) if spoken.label else None
    speaker = None if role else spoken.label or "unnamed"
    return {"role": role, "speaker": speaker, "text": spoken.text, "t": spoken.begin, "end": spoken.end}


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


READER = Reader(name="webvtt", version="1", sniff=sniff, read=read)
