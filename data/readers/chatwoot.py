"""Chatwoot: messages that name their conversation; a `User` is the agent (FORMATS, row 16)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.long_table import Row
from data.readers.message_rows import clock_of, conversations_of_messages, unusable
from data.readers.source_text import refusing_unreadable

KINDS: Final = {  # as the API writes them, and as webhooks do
    "0": "incoming",
    "1": "outgoing",
    "2": "activity",
    "3": "template",
    "incoming": "incoming",
    "outgoing": "outgoing",
    "activity": "activity",
    "template": "template",
}
BOTS: Final = ("agentbot", "captain::assistant")
_OWN: Final = {"conversation_id", "private", "sender_type", "inbox_id"}
_TYPE = re.compile(r'"message_type"\s*:')


def sniff(head: Head) -> float:
    """Told by a message's type beside two of the names that messages carry, or in the payload of an answer."""
    start = head.text or ""
    keys = outer_keys(start)
    single = "message_type" in keys and len(keys & _OWN) >= 2
    return 0.9 if single or ("payload" in keys and _TYPE.search(start)) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a file of messages: one a line, an array, or answers of the API with their `payload`."""
    yield from conversations_of_messages(path, "payload", _row)


def _row(number: int, message: Mapping[str, Any]) -> Row:
    conversation_id = text_of(message.get("conversation_id"))
    if not conversation_id:
        reason, remedy = "conversation_id is missing", "export the messages with their conversation's id"
        return unusable(number, None, reason, remedy, message)
    if "content" not in message:
        return unusable(number, conversation_id, "content is missing", "export it with its content", message)
    cells = {
        "conversation_id": conversation_id,
        "text": "" if message["content"] is None else message["content"],  # a file alone has no content
        "at": _clock(message.get("created_at")),
        "internal": message.get("private") is True,
        "csat": _rating(message),
        **_speaker(message),
    }
    return Row(number, conversation_id, cells)


def _clock(created_at: object) -> object:
    """Seconds since 1970 from the API, `2026-03-01 09:00:00 UTC` from webhooks."""
    if isinstance(created_at, str) and created_at.endswith(" UTC"):
        return created_at.removesuffix(" UTC") + "Z"
    return clock_of(created_at)


def _speaker(message: Mapping[str, Any]) -> dict[str, Any]:
    """Role and person of a message. An outgoing one that no one signs is nobody's, unless a rule sent it."""
    kind = KINDS.get(str(message.get("message_type")))
    sender = mapping_of(message.get("sender"))
    given = text_of(message.get("sender_type")) or text_of(sender.get("type"))
    sender_type = given.casefold().replace("_", "")
    person = text_of(message.get("sender_id")) or text_of(sender.get("id"))
    attributes = mapping_of(message.get("content_attributes"))
    if kind == "activity" or attributes.get("deleted") is True:
        return {"role": "system"}
    if kind == "incoming":
        is_email = message.get("content_type") == "incoming_email"
        return {"role": "customer", "customer_id": person, "channel": "email" if is_email else "chat"}
    if kind == "template" or sender_type in BOTS or attributes.get("automation_rule_id"):
        return {"role": "bot"}
    if kind == "outgoing" and sender_type == "user":
        return {"role": "agent", "agent_id": person}
    return {"speaker": given or "unnamed"}


def _rating(message: Mapping[str, Any]) -> object:
    """What the customer answered to the survey at the end, 1 to 5."""
    submitted = mapping_of(mapping_of(message.get("content_attributes")).get("submitted_values"))
    return mapping_of(submitted.get("csat_survey_response")).get("rating")


READER = Reader(name="chatwoot", version="1", sniff=sniff, read=read)
