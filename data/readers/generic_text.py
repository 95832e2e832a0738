"""Plain text: `Agent: …`, `**Customer:** …`, `[00:12] Name: …`, `[SPEAKER_00]: …`, in three languages (FORMATS, 0).

Also what messengers export: `3/5/26, 10:15 AM - Name: …`.

Lines `# key: value` at the top describe the conversation; a blank line and a new `# conversation_id:` begin the
next one. A line without a label continues the turn above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from data.conversation import KNOWN_KEYS, Record
from data.readers import Head, Reader
from data.readers.source_text import (
    NOT_TEXT,
    SAVE_AS_UTF8,
    excerpt_of,
    numbered_lines,
    refusing_unreadable,
    undecodable,
)
from data.speaker_labels import role_before_name, role_of

MOST_WORDS_IN_A_NAME: Final = 4
NOBODY_SPEAKS = "no line says who speaks"
LABEL_REMEDY = "begin each turn with who speaks, as `Agent: …` or `Customer: …`"
NOT_NAMES: Final = frozenset(  # words before a colon that no one is called by
    re.split(
        r"\|",
        "note|notes|ps|p.s|nb|re|fw|fwd|subject|date|time|address|total|subtotal|"
        "summary|email|e-mail|tel|phone|fax|http|https|ftp|order|tracking|amount|balance|reason|"
        "result|status|step|option|example|warning|important|tip|question|answer|q|a|from|to|"
        "cc|id|ref|reference|참고|주의|안내|주소|전화|날짜|시간|합계|예|주문번호|"
        "송장번호|운송장|사유|หมายเหตุ|ที่อยู่|โทร|วันที่|เวลา|รวม|ตัวอย่าง",
    )
)
_HEADER = re.compile(r"^#+\s*([\w.]{1,40})\s*[:：]\s*(.*)$")
_CLOCK = r"(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
_STAMP = (  # as messengers export it; which of day and month comes first, it does not say
    r"\d{1,2}[./]\d{1,2}[./](?:\d\d)?\d\d,?\s\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
)
_DATE_AND_TIME = re.compile(r"([\d./]+),?\s(\d+):(\d\d)(?::(\d\d))?\s?([AaPp])?")
_LINE = re.compile(  # possessive where spaces may repeat: a line of nothing else is not tried in every way
    rf"""^\s*+(?:[-*>]\s++)?[*_]{{0,3}}+\s*+
    (?:[\[(]?(?P<clock>{_STAMP}|{_CLOCK})[\])]?\s*+[-–]?\s*+)?[*_]{{0,3}}+
    (?:\[(?P<bracketed>[^\[\]:：]{{1,40}})\]|(?P<name>[^\W\d_][^:：\[\]<>|/\t]{{0,39}}?))
    \s*+(?:[\[(](?P<clock_after>{_CLOCK})[\])])?
    \s*+[*_]{{0,3}}+\s*+(?P<colon>[:：])\s*+[*_]{{0,3}}+\s?(?P<text>.*)$""",
    re.VERBOSE,
)
_DIARIZED = re.compile(r"^\s*+\[(?P<bracketed>SPEAKER[_ ]?\d+)\]\s++(?P<text>.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line that may begin a turn: by whom, when, and what. sure: the label cannot be anything but a speaker."""

    label: str
    text: str
    clock: str | None
    sure: bool


@dataclass(slots=True)
class Block:
    """The lines of one conversation."""

    first_line: int
    header: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def sniff(head: Head) -> float:
    """The share of lines that begin a turn; prose has none."""
    if head.text is None or head.text.lstrip().startswith(("{", "WEBVTT")):
        return 0.0
    lines = [line for line in head.text.splitlines() if line.strip()]
    if lines and (header := _HEADER.match(lines[0])) and header[1] in KNOWN_KEYS:
        return 0.8
    names = names_of(lines)
    labelled = sum(_is_turn(line, names) for line in lines)
    return min(0.55, 0.2 + labelled / len(lines)) if labelled else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a text file, conversation by conversation; the first's id defaults to the file's stem."""
    stem = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    for block in _blocks(path):
        yield _record(block, stem)


def _blocks(path: Path) -> Iterator[Block]:
    block = Block(1)
    for number, line in numbered_lines(path):
        stripped = line.rstrip("\r\n")
        header = _HEADER.match(stripped)
        if header is not None and header[1] == "conversation_id" and any(map(str.strip, block.lines)):
            yield block
            block = Block(number)
        if header is not None and not any(map(str.strip, block.lines)):
            block.header.setdefault(header[1], header[2].strip())
        else:
            block.lines.append(stripped)
    yield block


def _record(block: Block, stem: str) -> Record:
    place = f"line {block.first_line}"
    raw = "\n".join(block.lines)
    value: dict[str, Any] = {"conversation_id": stem}
    metadata = {name: item for name, item in block.header.items() if name not in KNOWN_KEYS}
    value |= {name: item for name, item in block.header.items() if name in KNOWN_KEYS and item}
    if metadata:
        value["metadata"] = metadata
    if undecodable(raw + "".join(block.header.values())):
        return Record(place, None, f"the text {NOT_TEXT}", SAVE_AS_UTF8, excerpt_of(raw))
    if not raw.strip():
        return Record(place, None, "there is no text", "send it again when it has turns")
    value["turns"] = turns_of_lines(block.lines)
    if not any_label(block.lines):
        return Record(place, None, NOBODY_SPEAKS, LABEL_REMEDY, excerpt_of(raw))
    return Record(place, value, excerpt=excerpt_of(raw))


def turns_of_lines(lines: list[str]) -> list[dict[str, Any]]:
    """Turns in order. Text above the first label is nobody's turn: it is kept as the system's."""
    names = names_of(lines)
    turns: list[tuple[dict[str, Any], list[str]]] = []
    first_stamp = ""
    for line in lines:
        spoken = spoken_on(line)
        if spoken is not None and (spoken.sure or name_key(spoken.label) in names):
            if not first_stamp and spoken.clock and _DATE_AND_TIME.match(spoken.clock):
                first_stamp = spoken.clock
            turns.append((_turn(spoken, first_stamp), [spoken.text]))
        elif turns:
            turns[-1][1].append(line.strip())
        elif line.strip():
            turns.append(({"role": "system"}, [line.strip()]))
    return [turn | {"text": "\n".join(words).strip()} for turn, words in turns]


def _turn(spoken: Spoken, first_stamp: str) -> dict[str, Any]:
    role = role_before_name(spoken.label)
    turn: dict[str, Any] = {"role": role}
    if role is None:
        turn["speaker"] = spoken.label.strip()
    if spoken.clock and "-" in spoken.clock:
        turn["at"] = spoken.clock.replace(",", ".")
    elif spoken.clock and _DATE_AND_TIME.match(spoken.clock):
        turn["t"] = seconds_between(first_stamp, spoken.clock)
    elif spoken.clock:
        turn["t"] = seconds_of(spoken.clock)
    return turn


def seconds_between(first: str, later: str) -> float | None:
    """Seconds from one stamp of a messenger to another of the same day; None on another day.

    >>> seconds_between("3/5/26, 11:59 AM", "3/5/26, 12:01 PM"), seconds_between("3/5/26, 11:59 AM", "4/5/26, 9:00 AM")
    (120.0, None)
    """
    days, seconds = zip(*map(_day_and_seconds, (first, later)), strict=True)
    return float(seconds[1] - seconds[0]) if days[0] == days[1] else None


def _day_and_seconds(stamp: str) -> tuple[str, int]:
    found = _DATE_AND_TIME.match(stamp)
    if found is None:
        return stamp, 0
    day, hours, minutes, seconds, half = found.groups()
    hour = int(hours) % 12 + 12 * (half in "Pp") if half else int(hours)
    return day, hour * 3600 + int(minutes) * 60 + int(seconds or 0)


def seconds_of(clock: str) -> float:
    """Seconds of `12:05`, `1:12:05`, `00:00:05.250` or `00:00:05,250`.

    >>> seconds_of("1:12:05"), seconds_of("00:12,5")
    (4325.0, 12.5)
    """
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def spoken_on(line: str) -> Spoken | None:
    """What a line begins, where it may begin a turn."""
    diarized = _DIARIZED.match(line)
    if diarized is not None:
        return Spoken(diarized["bracketed"], diarized["text"], None, True)
    found = _LINE.match(line)
    if found is None:
        return None
    label = (found["bracketed"] or found["name"]).strip(" *_")
    clock = found["clock"] or found["clock_after"]
    text = found["text"].strip()
    if found["bracketed"] or role_of(label) is not None:
        return Spoken(label, text, clock, True)
    followed = (
        found["colon"] == "："
        or line.endswith(":")
        or re.search(r":[*_]{0,3}\s", line[found.start("colon") :])
    )
    is_name = len(label.split()) <= MOST_WORDS_IN_A_NAME and name_key(label) not in NOT_NAMES
    return Spoken(label, text, clock, False) if followed and is_name else None


def name_key(label: str) -> str:
    """A name as names are compared."""
    return " ".join(label.casefold().split())


def names_of(lines: list[str]) -> frozenset[str]:
    """Names that begin at least two lines: then they are speakers, not a remark with a colon.

    Names after a role (`Agent Sarah`, `Customer John`) count together.
    """
    found = (spoken_on(line) for line in lines)
    counts = Counter(name_key(spoken.label) for spoken in found if spoken is not None and not spoken.sure)
    titled = [name for name in counts if role_before_name(name) and name.split()[-1] not in NOT_NAMES]
    together = titled if len(titled) > 1 else []
    return frozenset([*together, *(name for name, count in counts.items() if count > 1)])


def _is_turn(line: str, names: frozenset[str]) -> bool:
    spoken = spoken_on(line)
    return spoken is not None and (spoken.sure or name_key(spoken.label) in names)


def any_label(lines: list[str]) -> bool:
    """Whether any of the lines begins a turn."""
    names = names_of(lines)
    return any(_is_turn(line, names) for line in lines)


READER = Reader(name="text", version="1", sniff=sniff, read=read)
