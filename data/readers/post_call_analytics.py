"""Amazon's post-call analytics solution: segments of speech, times in seconds, and who each speaker is.

Unlike in Contact Lens and Transcribe's own output, roles stand under `SpeakerLabels`, as words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable
from data.speaker_labels import role_of

ANALYTICS: Final = "ConversationAnalytics"
SEGMENTS: Final = "SpeechSegments"


def sniff(head: Head) -> float:
    """Told by its outer keys: the analytics, or the segments, which may begin far behind."""
    return 0.9 if outer_keys(head.text or "") & {ANALYTICS, SEGMENTS} else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several. The id is the job's, or the first's the file's."""
    return records_of_objects(path, _record)


def _record(place: str, call: Mapping[str, Any], stem: str | None) -> Record:
    analytics = mapping_of(call.get(ANALYTICS))
    identity = {"conversation_id": _job(analytics) or stem}
    segments = call.get(SEGMENTS)
    if not isinstance(segments, list):
        return Record(place, identity, f"{SEGMENTS} is missing", "export the call with its transcript")
    named = map(mapping_of, list_of(analytics.get("SpeakerLabels")))
    labels = {text_of(item.get("Speaker")): text_of(item.get("DisplayText")) for item in named}
    agent = text_of(analytics.get("Agent"))
    about = {
        "channel": "call",
        "language": analytics.get("LanguageCode"),
        "started_at": analytics.get("ConversationTime"),
        "agent_id": None if agent == "None" else agent,
    }
    turns = [_turn(item, labels) if isinstance(item, Mapping) else item for item in segments]
    return Record(place, identity | about | {"turns": turns})


def _job(analytics: Mapping[str, Any]) -> str:
    sources = map(mapping_of, list_of(analytics.get("SourceInformation")))
    jobs = (mapping_of(source.get("TranscribeJobInfo")) for source in sources)
    return next((name for job in jobs if (name := text_of(job.get("TranscriptionJobName")))), "")


def _turn(segment: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """A segment with the text as it was heard, before entities in it were highlighted."""
    speaker = text_of(segment.get("SegmentSpeaker"))
    label = labels.get(speaker) or speaker
    role = role_of(label)
    heard = segment.get("OriginalText")
    return {
        "role": role,
        "speaker": None if role else label or "unnamed",
        "text": segment.get("DisplayText") if heard is None else heard,
        "t": segment.get("SegmentStartTime"),
        "end": segment.get("SegmentEndTime"),
    }


READER = Reader(name="post_call_analytics", version="1", sniff=sniff, read=read)
