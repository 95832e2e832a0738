"""What subtitle formats share: cue times, and who says what in a cue (WebVTT, SRT)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from data.speaker_labels import role_before_name, role_of

_CLOCK = r"(?:(\d{1,6}):)?(\d\d):(\d\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?(?:\s++([^<>]*+))?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^<>]*+)?>|<\d[\d:.]*+>|\{\\[^{}]*+\}", re.IGNORECASE
)
_LABEL = re.compile(r"^(?:\[([^\[\]]{1,40})\]|([^\s:：][^:：]{0,39}?))\s*+[:：]\s*(.*)$", re.DOTALL)
_CHANGE = re.compile(r"^[^\S\n]*+--\s*+(?=\S)", re.MULTILINE)
_TWO_DASHES = re.compile(r"^[^\S\n]*+-\s*+(?=[^\s-])", re.MULTILINE)

ANOTHER = ""  # the label of someone who is not named, but is not the speaker before


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one voice says in a cue, and in cues without a voice that follow. Times in seconds."""

    label: str | None
    words: list[str]
    begin: float
    end: float


def cue_times(line: str) -> tuple[float, float] | None:
    """Begin and end, in seconds, of a timing line; None where it cannot be read.

    >>> cue_times("00:01.000 --> 00:02.500 align:start"), cue_times("1:00:01,5 --> 1:00:02,25"), cue_times("0:3 --> 0:4")
    ((1.0, 2.5), (3601.5, 3602.25), None)
    """
    found = _TIMING.match(line)
    if found is None:
        return None
    return _seconds(found.groups()[:4]), _seconds(found.groups()[4:])


def add_cue(turns: list[Spoken], text: str, begin: float, end: float) -> None:
    """Adds what is said in a cue. Words without a voice continue the speaker before, where one is named."""
    for label, words in _voices(text):
        if label is None and turns and turns[-1].label:
            before = turns.pop()
            before.words.append(words)
            turns.append(Spoken(before.label, before.words, before.begin, end))
        elif words or label:
            turns.append(Spoken(label, [words], begin, end))


def turn_of(spoken: Spoken) -> dict[str, Any]:
    """The turn in the generic format; a speaker without a role keeps the label."""
    role = role_before_name(spoken.label) if spoken.label else None
    speaker = None if role else spoken.label or "unnamed"
    text = " ".join(spoken.words).strip()
    return {"role": role, "speaker": speaker, "text": text, "t": spoken.begin, "end": spoken.end}


def _voices(text: str) -> list[tuple[str | None, str]]:
    """(label, text) of each voice in a cue; None where none is given, ANOTHER where a dash says that it changes.

    >>> _voices("<v.loud Agent>Hi &amp; welcome</v> <v Caller>Hello"), _voices("[SPEAKER_00]: Hi"), _voices("Note: x")
    ([('Agent', 'Hi & welcome'), ('Caller', 'Hello')], [('SPEAKER_00', 'Hi')], [(None, 'Note: x')])
    >>> _voices("-- Hi"), _voices("- Hi\\n- Hello"), _voices("- one box")
    ([('', 'Hi')], [('', 'Hi'), ('', 'Hello')], [(None, '- one box')])
    """
    pieces = _VOICE.split(text)
    found = _changes(pieces[0]) if pieces[0].strip() else []
    voiced: list[tuple[str | None, str]] = [
        ((label or "").strip() or None, words)
        for label, words in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    return [_labelled(label, _plain(words)) for label, words in [*found, *voiced]]


def _changes(text: str) -> list[tuple[str | None, str]]:
    """The text, cut where a dash begins another speaker's words; a single `-` may as well begin a list."""
    bare = _TAG.sub("", text)
    dash = _CHANGE if _CHANGE.search(bare) else _TWO_DASHES
    before, *after = dash.split(bare)
    if not after or (dash is _TWO_DASHES and len(after) < 2):
        return [(None, text)]
    return [(None, before)] * bool(before.strip()) + [(ANOTHER, words) for words in after]


def _labelled(label: str | None, text: str) -> tuple[str | None, str]:
    if label:
        return html.unescape(label), text
    found = _LABEL.match(text)
    if found is None or (found[1] is None and role_of(found[2]) is None):
        return label, text
    return found[1] or found[2], found[3].strip()


def _plain(words: str) -> str:
    return html.unescape(_TAG.sub("", words)).strip()


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000
