"""Amazon Connect Contact Lens, chats: one post-contact analysis, or one transcript, a file (FORMATS, row 6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.amazon import ROLES
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_records
from data.readers.source_text import refusing_unreadable

MESSAGE: Final = "MESSAGE"
INTERACTIVE: Final = "application/vnd.amazonaws.connect.message.interactive"
_EVENT = re.compile(r"^application/vnd\.amazonaws\.connect\.event\.")
_OUTER = frozenset(("Transcript", "ConversationCharacteristics"))
_TIME = re.compile(r'"AbsoluteTime"\s*:')
_WHO = re.compile(r'"Participant(?:Id|Role)"\s*:')
_CHARACTERISTICS = re.compile(r'"ConversationCharacteristics"\s*:')
_CHAT = re.compile(r'"Channel"\s*:\s*"CHAT"')


def sniff(head: Head) -> float:
    """Told by items with a participant and a clock time, or by the analysis around them."""
    start = head.text or ""
    if not outer_keys(start) & _OUTER:
        return 0.0
    if _TIME.search(start) and _WHO.search(start):
        return 0.97
    return 0.92 if _CHARACTERISTICS.search(start) and _CHAT.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a chat, or of each chat where a file holds several."""
    for record in json_records(path):
        if record.value is None:
            yield record
        elif not isinstance(record.value.get("Transcript"), list):
            remedy = "export the chat again, with its transcript"
            yield Record(record.place, _identity(record.value), "Transcript is missing", remedy)
        else:
            yield Record(record.place, _conversation(record.value))


def _identity(chat: Mapping[str, Any]) -> dict[str, Any]:
    contact = text_of(mapping_of(chat.get("CustomerMetadata")).get("ContactId"))
    return {"conversation_id": contact or text_of(chat.get("ContactId"))}


def _conversation(chat: Mapping[str, Any]) -> dict[str, Any]:
    participants = [mapping_of(p) for p in list_of(chat.get("Participants"))]
    roles = {text_of(p.get("ParticipantId")): text_of(p.get("ParticipantRole")) for p in participants}
    customers = [who for who, role in roles.items() if role == "CUSTOMER"]
    turns = [_turn(item, roles) if isinstance(item, Mapping) else item for item in chat["Transcript"]]
    return {
        **_identity(chat),
        "channel": "chat",
        "language": chat.get("LanguageCode"),
        "customer_id": customers[0] if len(customers) == 1 else None,
        "turns": turns,
    }


def _turn(item: Mapping[str, Any], roles: Mapping[str, str]) -> dict[str, Any]:
    at = item.get("AbsoluteTime")
    if item.get("Type") != MESSAGE:
        return {"role": "system", "text": _event_text(item), "at": at}
    participant = text_of(item.get("ParticipantId"))
    label = text_of(item.get("ParticipantRole")) or (roles.get(participant, "") if participant else "")
    role = ROLES.get(str(label).upper())
    return {
        "role": role,
        "speaker": None if role else label or text_of(item.get("DisplayName")) or participant or "unnamed",
        "agent_id": participant if role in ("agent", None) else None,
        "text": _text(item),
        "at": at,
    }


def _text(item: Mapping[str, Any]) -> object:
    """What was written; of an interactive message, which is JSON, the words that the customer sees."""
    content = item.get("Content")
    if not isinstance(content, str) or not str(item.get("ContentType")).startswith(INTERACTIVE):
        return content
    try:
        shown = mapping_of(mapping_of(mapping_of(json.loads(content)).get("data")).get("content"))
    except (ValueError, RecursionError):
        return content
    choices = [mapping_of(element) for element in list_of(shown.get("elements"))]
    words = [shown.get("title"), shown.get("subtitle"), *(choice.get("title") for choice in choices)]
    return "\n".join(word for word in words if isinstance(word, str) and word) or content


def _event_text(item: Mapping[str, Any]) -> str:
    """What happened, in words: an event is kept for the timing, and never judged."""
    name = text_of(item.get("DisplayName")) or text_of(item.get("ParticipantRole")) or "Chat"
    if item.get("Type") == "ATTACHMENT":
        return f"{name}: sent a file"
    what = _EVENT.sub("", str(item.get("ContentType") or item.get("Type") or "event"))
    said = item.get("Content")
    return f"{name}: {what.replace('.', ' ')}" + (f": {said}" if isinstance(said, str) and said else "")


READER = Reader(name="connect_chat", version="1", sniff=sniff, read=read)
