"""Intercom conversations: one, a list, or one a line, each with its parts (FORMATS, row 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, moment_of_epoch, number_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_records
from data.readers.markup import text_of_markup
from data.readers.source_text import refusing_unreadable

ROLES: Final = {"admin": "agent", "user": "customer", "lead": "customer", "contact": "customer", "bot": "bot"}
COMMENT: Final = "comment"
SAID_WITH_A_CHANGE: Final = frozenset(  # where it has words, the customer sees them
    ("assignment", "assign_and_reopen", "assign_and_unsnooze", "open", "close", "quick_reply")
)
NOTE: Final = "note"  # also note_and_close, note_and_reopen, …
SENT_BY_MACHINE: Final = ("automated", "campaigns_initiated", "operator_initiated")
CHANNELS: Final = {
    "conversation": "chat",
    "push": "chat",
    "sms": "chat",
    "whatsapp": "chat",
    "facebook": "chat",
    "instagram": "chat",
    "twitter": "chat",
    "email": "email",
    "phone_call": "call",
    "phone_switch": "call",
}
WITH_PARTS: Final = "export each conversation by its id: lists have no parts, and notices only the newest"
_OUTER = frozenset(("conversation_parts", "conversations", "source", "data"))
_OPERATOR = re.compile(r"^operator\+[^@]*@intercom\.io$")
_PARTS = re.compile(r'"conversation_parts"\s*:')
_CONVERSATION = re.compile(r'"type"\s*:\s*"conversation(?:\.list)?"')
_OWN_KEYS = re.compile(r'"(?:admin_assignee_id|delivered_as|waiting_since)"\s*:')


def sniff(head: Head) -> float:
    """Told by the parts; conversations without parts are still taken, to say what lacks."""
    start = head.text or ""
    if not outer_keys(start) & _OUTER:
        return 0.0
    if _PARTS.search(start):
        return 0.95
    return 0.9 if _CONVERSATION.search(start) and _OWN_KEYS.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of each conversation of a file."""
    for record in json_records(path):
        listed = record.value.get("conversations") if record.value is not None else None
        if record.value is None:
            yield record
        elif not isinstance(listed, list):
            yield _record(record.place, record.value)
        elif not listed:
            reason = f"{record.place} has no conversations"
            yield Record(record.place, None, reason, "send it again when it has some")
        else:
            for number, conversation in enumerate(listed, start=1):
                yield _record(f"{record.place}, conversation {number}", conversation)


def _record(place: str, conversation: object) -> Record:
    if not isinstance(conversation, Mapping):
        return Record(place, None, f"{place} is not a conversation", WITH_PARTS, str(conversation))
    listed = mapping_of(conversation.get("conversation_parts"))
    parts = listed.get("conversation_parts")
    if not isinstance(parts, list):
        return Record(place, _identity(conversation), f"{place} has no conversation_parts", WITH_PARTS)
    expected = listed.get("total_count")
    if isinstance(expected, int) and expected > len(parts):
        reason = f"{place} has {len(parts)} of {expected} parts"
        return Record(place, _identity(conversation), reason, "send it again with all its parts")
    return Record(place, _conversation(conversation, parts))


def _identity(conversation: Mapping[str, Any]) -> dict[str, Any]:
    return {"conversation_id": text_of(conversation.get("id")) or None}


def _conversation(conversation: Mapping[str, Any], parts: list[Any]) -> dict[str, Any]:
    first = conversation.get("source") or conversation.get("conversation_message")  # the older name
    source = mapping_of(first)
    rating = mapping_of(conversation.get("conversation_rating"))
    tags = [mapping_of(tag).get("name") for tag in list_of(mapping_of(conversation.get("tags")).get("tags"))]
    attributes = mapping_of(conversation.get("custom_attributes"))
    started_at = _moment(conversation.get("created_at"))
    turns = [_opening(source, started_at)] if source else []
    turns += [_turn(part) if isinstance(part, Mapping) else part for part in parts]
    return {
        **_identity(conversation),
        "channel": CHANNELS.get(text_of(source.get("type"))),
        "started_at": started_at,
        "agent_id": _assignee(conversation, [source, *parts]),
        "customer_id": _customer(conversation, [source, *parts]),
        "queue": _assigned(conversation.get("team_assignee_id")),
        "csat": rating.get("rating"),
        "metadata": {
            **attributes,
            "subject": _plain(source.get("subject")),
            "rating_comment": rating.get("remark"),
            "tags": ", ".join(map(text_of, tags)),
        },
        "turns": turns,
    }


def _assigned(value: object) -> str | None:
    """An assignee's id; 0 is nobody."""
    return None if text_of(value) == "0" else text_of(value) or None


def _assignee(conversation: Mapping[str, Any], parts: list[Any]) -> str | None:
    """Who the conversation is assigned to, unless that is a bot."""
    assignee = _assigned(conversation.get("admin_assignee_id"))
    authors = [mapping_of(mapping_of(part).get("author")) for part in parts]
    bots = {text_of(author.get("id")) for author in authors if _role(author) == "bot"}
    return None if assignee in bots else assignee


def _customer(conversation: Mapping[str, Any], parts: list[Any]) -> str | None:
    """The one contact, by the id that the house gave, else by Intercom's; else who first wrote as a customer."""
    contacts = list_of(mapping_of(conversation.get("contacts")).get("contacts"))
    if len(contacts) == 1:
        contact = mapping_of(contacts[0])
        return text_of(contact.get("external_id")) or text_of(contact.get("id")) or None
    authors = [mapping_of(mapping_of(part).get("author")) for part in parts]
    return next((text_of(a.get("id")) or None for a in authors if _role(a) == "customer"), None)


def _opening(source: Mapping[str, Any], started_at: object) -> dict[str, Any]:
    """The first message. A campaign or a workflow speaks in an admin's name: that is no agent's turn."""
    author = mapping_of(source.get("author"))
    if _role(author) == "agent" and source.get("delivered_as") in SENT_BY_MACHINE:
        return {"role": "bot", "text": _text(source), "at": started_at}
    return {**_speaker(author), "text": _text(source), "at": started_at}


def _turn(part: Mapping[str, Any]) -> dict[str, Any]:
    author = mapping_of(part.get("author"))
    kind = text_of(part.get("part_type"))
    at = _moment(part.get("created_at"))
    internal = kind.startswith(NOTE)
    if internal or kind == COMMENT or (kind in SAID_WITH_A_CHANGE and part.get("body")):
        return {**_speaker(author), "text": _text(part), "internal": internal, "at": at}
    who = text_of(author.get("name")) or text_of(author.get("type")) or "Someone"
    what = _plain(part.get("body")) or kind.replace("_", " ") or "event"
    return {"role": "system", "text": f"{who}: {what}", "at": at}


def _speaker(author: Mapping[str, Any]) -> dict[str, Any]:
    role = _role(author)
    return {
        "role": role,
        "speaker": None if role else text_of(author.get("type")) or "unnamed",
        "agent_id": text_of(author.get("id")) or None if role in ("agent", None) else None,
    }


def _role(author: Mapping[str, Any]) -> str | None:
    """The role of an author; the vendor's own robot may be filed as an admin."""
    if author.get("from_ai_agent") is True or _OPERATOR.match(text_of(author.get("email"))):
        return "bot"
    return ROLES.get(text_of(author.get("type")))


def _text(message: Mapping[str, Any]) -> object:
    """The words of a message: an empty text where its body is null, as it is for a picture alone."""
    if "body" not in message:
        return None
    body = message["body"]
    return text_of_markup(body or "") if body is None or isinstance(body, str) else body


def _plain(value: object) -> str:
    return text_of_markup(value) if isinstance(value, str) else ""


def _moment(value: object) -> object:
    """ISO 8601 of seconds since 1970. What is no such number stays as it is, to be read as ISO or refused."""
    return moment_of_epoch(number_of(value)) or value


READER = Reader(name="intercom", version="1", sniff=sniff, read=read)
