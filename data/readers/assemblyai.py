"""AssemblyAI: a transcript with speakers, times in milliseconds (FORMATS, row 15).

A speaker is a letter, a channel's number, or the role or name that speaker identification found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import seconds_of_milliseconds, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable
from data.speaker_labels import role_of

DONE: Final = (None, "completed")
_OWN: Final = {"audio_url", "audio_duration", "language_code", "speaker_labels"}
_MODEL: Final = {"acoustic_model", "language_model", "speech_model", "speech_models"}
_SPEAKER = re.compile(r'"speaker"\s*:\s*(?:"|null)')


def sniff(head: Head) -> float:
    """Told by utterances of speakers; or by the audio and the model, where utterances come after many words."""
    start = head.text or ""
    keys = outer_keys(start)
    spoken = "utterances" in keys and (keys & _OWN or _SPEAKER.search(start))
    return 0.9 if spoken or ("audio_url" in keys and keys & _MODEL) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several."""
    return records_of_objects(path, _record)


def _record(place: str, call: Mapping[str, Any], stem: str | None) -> Record:
    identity = {"conversation_id": call.get("id") or stem}
    reason, remedy = _problem(call)
    if reason:
        return Record(place, identity, reason, remedy, str(call))
    turns = [_turn(item) if isinstance(item, Mapping) else item for item in call["utterances"]]
    return Record(
        place, identity | {"channel": "call", "language": call.get("language_code"), "turns": turns}
    )


def _problem(call: Mapping[str, Any]) -> tuple[str, str]:
    """Why there is no conversation in it, and what to do."""
    if call.get("status") == "error":
        return f"the transcription failed: {call.get('error')}", "transcribe the call again"
    if call.get("status") not in DONE:
        return f"the transcript is {call.get('status')}", "send it again when it is completed"
    if not isinstance(call.get("utterances"), list):
        remedy = "transcribe the call with speaker_labels or multichannel"
        return "utterances is missing: nothing says who speaks", remedy
    return "", ""


def _turn(utterance: Mapping[str, Any]) -> dict[str, Any]:
    label = text_of(utterance.get("speaker")) or "unnamed"
    role = role_of(label)
    turn = {
        "role": role,
        "text": utterance.get("text"),
        "t": seconds_of_milliseconds(utterance.get("start")),
        "end": seconds_of_milliseconds(utterance.get("end")),
    }
    return turn if role else turn | {"speaker": label}


READER = Reader(name="assemblyai", version="1", sniff=sniff, read=read)
