"""Amazon Connect Contact Lens, calls: one post-call analysis file a call (FORMATS, row 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_records import json_records
from data.readers.source_text import refusing_unreadable

ROLES: Final = {"AGENT": "agent", "CUSTOMER": "customer", "SYSTEM": "system"}
_FILE_NAME = re.compile(r"^(?P<id>.+?)_analysis_(?P<day>\d{4}-\d\d-\d\d)T(?P<clock>\d\d[_:]\d\d[_:]\d\d)Z")
_OWN_KEYS = [re.compile(rf'"{key}"\s*:') for key in ("ParticipantId", "BeginOffsetMillis")]
_CHARACTERISTICS = re.compile(r'"ConversationCharacteristics"\s*:')
_VOICE = re.compile(r'"Channel"\s*:\s*"VOICE"')


def sniff(head: Head) -> float:
    """Told by utterances with a participant and an offset, or by the analysis around them."""
    start = head.text or ""
    if start.lstrip()[:1] not in ("{", "["):
        return 0.0
    if all(key.search(start) for key in _OWN_KEYS):
        return 0.95
    return 0.9 if _CHARACTERISTICS.search(start) and _VOICE.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several."""
    named = _FILE_NAME.match(path.name)
    stem = named["id"] if named else path.name.removesuffix(".gz").removesuffix(".json")
    started_at = f"{named['day']}T{named['clock'].replace('_', ':')}Z" if named else None
    for record in json_records(path):
        if record.value is None:
            yield record
        elif not isinstance(record.value.get("Transcript"), list):
            remedy = "export the analysis again, with its transcript"
            yield Record(record.place, None, "Transcript is missing", remedy, str(record.value))
        else:
            yield Record(record.place, _conversation(record.value, stem, started_at))


def _conversation(call: Mapping[str, Any], stem: str, started_at: str | None) -> dict[str, Any]:
    customer_metadata = call.get("CustomerMetadata")
    contact = customer_metadata.get("ContactId") if isinstance(customer_metadata, Mapping) else None
    roles = _roles(call)
    return {
        "conversation_id": contact or call.get("ContactId") or stem,
        "channel": "call",
        "language": call.get("LanguageCode"),
        "started_at": started_at,
        "agent_id": _only(roles, "agent"),
        "customer_id": _only(roles, "customer"),
        "turns": [_turn(item, roles) for item in call["Transcript"] if _is_utterance(item)],
    }


def _roles(call: Mapping[str, Any]) -> dict[str, str]:
    """Role by participant. A participant who is neither agent, customer nor system is a machine."""
    participants = call.get("Participants")
    named = [p for p in participants if isinstance(p, Mapping)] if isinstance(participants, list) else []
    return {
        str(p.get("ParticipantId")): ROLES.get(str(p.get("ParticipantRole")).upper(), "bot") for p in named
    }


def _only(roles: Mapping[str, str], role: str) -> str | None:
    found = [participant for participant, its_role in roles.items() if its_role == role]
    return found[0] if len(found) == 1 else None


def _is_utterance(item: object) -> bool:
    return isinstance(item, Mapping) and "Content" in item


def _turn(item: Mapping[str, Any], roles: Mapping[str, str]) -> dict[str, Any]:
    participant = str(item.get("ParticipantId") or "unnamed")
    role = roles.get(participant) or ROLES.get(str(item.get("ParticipantRole") or participant).upper())
    turn = {"role": role, "text": item["Content"], "agent_id": participant if role == "agent" else None}
    if role is None:
        turn["speaker"] = participant
    return turn | {"t": _seconds(item.get("BeginOffsetMillis")), "end": _seconds(item.get("EndOffsetMillis"))}


def _seconds(milliseconds: object) -> float | None:
    return round(milliseconds / 1000, 3) if isinstance(milliseconds, int | float) else None


READER = Reader(name="connect_voice", version="1", sniff=sniff, read=read)
