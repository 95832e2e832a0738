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
from data.readers.connect_voice import ROLES
from data.readers.json_fields import number_of, stem_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_records
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
    """The Record of a call, or of each call where a file holds several; its id is the job's name, or the file's."""
    stem = stem_of(path)
    for record in json_records(path):
        if record.value is None:
            yield record
        elif not isinstance(record.value.get("Transcript"), list):
            remedy = "wait until the job is completed, then export the analysis with its transcript"
            yield Record(record.place, _identity(record.value, stem), "Transcript is missing", remedy)
        else:
            yield Record(record.place, _conversation(record.value, stem))


def _identity(call: Mapping[str, Any], stem: str) -> dict[str, Any]:
    return {"conversation_id": text_of(call.get("JobName")) or stem}


def _conversation(call: Mapping[str, Any], stem: str) -> dict[str, Any]:
    return {
        **_identity(call, stem),
        "channel": "call",
        "language": call.get("LanguageCode"),
        "turns": [_turn(item) if isinstance(item, Mapping) else item for item in call["Transcript"]],
    }


def _turn(item: Mapping[str, Any]) -> dict[str, Any]:
    label = text_of(item.get("ParticipantRole"))
    role = ROLES.get(str(label).upper())
    return {
        "role": role,
        "speaker": None if role else label or "unnamed",
        "text": item.get("Content"),
        "t": _seconds(item.get("BeginOffsetMillis")),
        "end": _seconds(item.get("EndOffsetMillis")),
    }


def _seconds(value: object) -> object:
    """Seconds of milliseconds. What is no number stays as it is, to be refused by name."""
    milliseconds = number_of(value)
    return value if milliseconds is None else round(milliseconds / 1000, 3)


READER = Reader(name="transcribe_calls", version="1", sniff=sniff, read=read)
