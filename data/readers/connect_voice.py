"""Amazon Connect Contact Lens, calls: one post-call analysis file a call (FORMATS, row 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.amazon import ROLES
from data.readers.json_fields import list_of, mapping_of, seconds_of_milliseconds, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable

MESSAGE: Final = "MESSAGE"
_OUTER = frozenset(("Transcript", "ConversationCharacteristics"))
_FILE_NAME = re.compile(r"^(?P<id>.+?)_analysis_(?P<day>\d{4}-\d\d-\d\d)T(?P<clock>\d\d[_:]\d\d[_:]\d\d)Z")
_OWN_KEYS = [re.compile(rf'"{key}"\s*:') for key in ("ParticipantId", "BeginOffsetMillis")]
_CHARACTERISTICS = re.compile(r'"ConversationCharacteristics"\s*:')
_VOICE = re.compile(r'"Channel"\s*:\s*"VOICE"')


def sniff(head: Head) -> float:
    """Told by utterances with a participant and an offset, or by the analysis around them."""
    start = head.text or ""
    if not outer_keys(start) & _OUTER:
        return 0.0
    if all(key.search(start) for key in _OWN_KEYS):
        return 0.95
    return 0.9 if _CHARACTERISTICS.search(start) and _VOICE.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several; the first may be known by the file's name."""
    named = _FILE_NAME.match(path.name)
    started_at = f"{named['day']}T{named['clock'].replace('_', ':')}Z" if named else None

    def record_of(place: str, call: Mapping[str, Any], stem: str | None) -> Record:
        conversation_id = _contact(call) or (named["id"] if named and stem else stem)
        if not isinstance(call.get("Transcript"), list):
            remedy = "export the analysis again, with its transcript"
            identity = {"conversation_id": conversation_id}
            return Record(place, identity, "Transcript is missing", remedy, str(call))
        return Record(place, _conversation(call, conversation_id, started_at))

    return records_of_objects(path, record_of)


def _contact(call: Mapping[str, Any]) -> str:
    return text_of(mapping_of(call.get("CustomerMetadata")).get("ContactId")) or text_of(
        call.get("ContactId")
    )


def _conversation(
    call: Mapping[str, Any], conversation_id: str | None, started_at: str | None
) -> dict[str, Any]:
    roles, labels = _roles(call), _labels(call)
    return {
        "conversation_id": conversation_id,
        "channel": "call",
        "language": call.get("LanguageCode"),
        "started_at": started_at,
        "agent_id": _only(roles, "agent"),
        "customer_id": _only(roles, "customer"),
        "turns": [
            _turn(item, roles, labels) if isinstance(item, Mapping) else item for item in call["Transcript"]
        ],
    }


def _roles(call: Mapping[str, Any]) -> dict[str, str]:
    """Role by participant. A participant who is neither agent, customer nor system is a machine."""
    return {who: ROLES.get(label.upper(), "bot") for who, label in _labels(call).items()}


def _labels(call: Mapping[str, Any]) -> dict[str, str]:
    """What Amazon calls each participant."""
    people = map(mapping_of, list_of(call.get("Participants")))
    return {
        who: text_of(p.get("ParticipantRole")) for p in people if (who := text_of(p.get("ParticipantId")))
    }


def _only(roles: Mapping[str, str], role: str) -> str | None:
    found = [participant for participant, its_role in roles.items() if its_role == role]
    return found[0] if len(found) == 1 else None


def _turn(item: Mapping[str, Any], roles: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    if "Content" not in item and text_of(item.get("Type")) not in ("", MESSAGE):
        return {"role": "system", "text": text_of(item["Type"]).lower()}
    participant = text_of(item.get("ParticipantId"))
    label = text_of(item.get("ParticipantRole")) or participant
    role = roles.get(participant) or ROLES.get(label.upper())
    return {
        "role": role,
        "label": "" if labels.get(participant, "").upper() in ROLES else labels.get(participant),
        "speaker": None if role else participant or label or "unnamed",
        "agent_id": participant or None if role == "agent" else None,
        "text": item.get("Content"),
        "t": seconds_of_milliseconds(item.get("BeginOffsetMillis")),
        "end": seconds_of_milliseconds(item.get("EndOffsetMillis")),
    }


READER = Reader(name="connect_voice", version="1", sniff=sniff, read=read)
