"""Amazon Transcribe Call Analytics: one post-call analysis file a call (FORMATS, row 7).

Close to Contact Lens' calls, without participants' ids: the role is on the utterance, and nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.amazon import ROLES
from data.readers.json_fields import seconds_of_milliseconds, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable

_OUTER = frozenset(("Transcript", "ConversationCharacteristics", "JobName"))
_OFFSET = re.compile(r'"BeginOffsetMillis"\s*:')
_ROLE = re.compile(r'"ParticipantRole"\s*:')
_NOT_OURS = re.compile(r'"(?:ParticipantId|AbsoluteTime|CustomerMetadata)"\s*:')
_JOB = re.compile(r'"JobName"\s*:')
_ANALYSIS = re.compile(r'"(?:LanguageCode|JobStatus|Transcript)"\s*:')


def sniff(head: Head) -> float:
    """Told by offsets and roles without participants' ids, or by the name of the job."""
    start = head.text or ""
    if not outer_keys(start) & _OUTER or _NOT_OURS.search(start):
        return 0.0
    if _OFFSET.search(start) and _ROLE.search(start):
        return 0.94
    return 0.92 if _JOB.search(start) and _ANALYSIS.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several; the id is the job's name, or the first's the file's."""
    return records_of_objects(path, _record)


def _record(place: str, call: Mapping[str, Any], stem: str | None) -> Record:
    identity = {"conversation_id": text_of(call.get("JobName")) or stem}
    if not isinstance(call.get("Transcript"), list):
        remedy = "wait until the job is completed, then export the analysis with its transcript"
        return Record(place, identity, "Transcript is missing", remedy)
    turns = [_turn(item) if isinstance(item, Mapping) else item for item in call["Transcript"]]
    return Record(place, identity | {"channel": "call", "language": call.get("LanguageCode"), "turns": turns})


def _turn(item: Mapping[str, Any]) -> dict[str, Any]:
    label = text_of(item.get("ParticipantRole"))
    role = ROLES.get(str(label).upper())
    return {
        "role": role,
        "speaker": None if role else label or "unnamed",
        "text": item.get("Content"),
        "t": seconds_of_milliseconds(item.get("BeginOffsetMillis")),
        "end": seconds_of_milliseconds(item.get("EndOffsetMillis")),
    }


READER = Reader(name="transcribe_calls", version="1", sniff=sniff, read=read)
