"""Whisper and WhisperX transcripts: `segments`, with or without speakers, times in seconds (FORMATS, row 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import HEAD_BYTES, Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable
from data.speaker_labels import role_before_name

BESIDE_SEGMENTS: Final = frozenset({"text", "language", "word_segments", "duration", "task"})
LANGUAGES: Final = {
    "english": "en",
    "korean": "ko",
    "thai": "th",
}  # the service writes names, the program codes


def sniff(head: Head) -> float:
    """Told by `segments` beside what a transcriber writes; a long `text` before it may fill the whole head."""
    keys = outer_keys(head.text or "")
    if "segments" in keys:
        return 0.9 if keys & BESIDE_SEGMENTS else 0.6
    cut_off = len(head.bytes) >= HEAD_BYTES
    return 0.5 if cut_off and "text" in keys and keys <= BESIDE_SEGMENTS else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call. The format has no id: the file's stem is the first one's, later ones lack theirs."""
    return records_of_objects(path, _record)


def _record(place: str, transcript: Mapping[str, Any], stem: str | None) -> Record:
    if isinstance(transcript.get("segments"), list):
        return Record(place, _conversation(transcript, stem))
    remedy = "write the transcript as JSON with its segments"
    return Record(place, None, "segments is missing", remedy, str(transcript))


def _conversation(transcript: Mapping[str, Any], stem: str | None) -> dict[str, Any]:
    language = text_of(transcript.get("language")).lower()
    return {
        "conversation_id": stem,
        "channel": "call",
        "language": LANGUAGES.get(language, language or None),
        "turns": [_turn(segment) for segment in transcript["segments"]],
    }


def _turn(segment: object) -> object:
    """A segment as a turn. What is no segment stays as it is, to be refused with its number."""
    if not isinstance(segment, Mapping):
        return segment
    text = segment.get("text")
    label = _speaker(segment)
    role = role_before_name(label) if label else None
    return {
        "role": role,
        "speaker": None if role else label or "unnamed",
        "text": text.strip() if isinstance(text, str) else text,
        "t": segment.get("start"),
        "end": segment.get("end"),
    }


def _speaker(segment: Mapping[str, Any]) -> str:
    """The segment's speaker, or the one speaker of all its words; of two voices in one segment, neither."""
    given = text_of(segment.get("speaker"))
    if given:
        return given
    heard = {text_of(mapping_of(word).get("speaker")) for word in list_of(segment.get("words"))}
    return heard.pop() if len(heard) == 1 else ""


READER = Reader(name="whisper", version="1", sniff=sniff, read=read)
