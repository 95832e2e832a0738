"""Zendesk Chat transcripts: `{"chats": […]}`, an array, one chat a line, or a single chat (FORMATS, row 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_records import json_objects
from data.readers.markup import text_of_markup
from data.readers.source_text import refusing_unreadable

ROLES: Final = {
    "visitor": "customer",
    "customer": "customer",
    "agent": "agent",
    "trigger": "bot",
    "bot": "bot",
    "answerbot": "bot",
    "system": "system",
}
MESSAGE: Final = "chat.msg"
_HISTORY = re.compile(r'"history"\s*:')
_CHAT_ONLY = re.compile(r'"type"\s*:\s*"chat\.\w|"visitor"\s*:|"sender_type"\s*:')


def sniff(head: Head) -> float:
    """Told by `history` beside the names that only a chat of this vendor has."""
    start = head.text or ""
    return (
        0.95
        if start.lstrip()[:1] in ("{", "[") and _HISTORY.search(start) and _CHAT_ONLY.search(start)
        else 0.0
    )


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a file of chats."""
    for record in json_objects(path, "chats", "chat"):
        yield record if record.value is None else _record(record.place, record.value)


def _record(place: str, chat: Mapping[str, Any]) -> Record:
    if not isinstance(chat.get("history"), list) and not chat.get("message"):
        return Record(
            place, _identity(chat), f"{place} has no history", "export the chat with its history", str(chat)
        )
    return Record(place, _conversation(chat))


def _identity(chat: Mapping[str, Any]) -> dict[str, Any]:
    return {"conversation_id": chat.get("id")}


def _conversation(chat: Mapping[str, Any]) -> dict[str, Any]:
    visitor = mapping_of(chat.get("visitor"))
    agents = list_of(chat.get("agent_ids"))
    turns = [
        _turn(item, visitor) if isinstance(item, Mapping) else item for item in list_of(chat.get("history"))
    ]
    if not turns and chat.get("message"):  # an offline message: one turn, nobody answered
        turns = [{"role": "customer", "text": _words(chat["message"]), "at": chat.get("timestamp")}]
    return {
        **_identity(chat),
        "channel": "chat",
        "started_at": chat.get("timestamp"),
        "agent_id": agents[0] if len(agents) == 1 else None,
        "customer_id": visitor.get("id") or visitor.get("email"),
        "queue": chat.get("department_name") or chat.get("department_id"),
        "metadata": _metadata(chat),
        "turns": turns,
    }


def _metadata(chat: Mapping[str, Any]) -> dict[str, str]:
    """What a scorecard may ask for. A thumb is no CSAT score: it stays a word."""
    tags = chat.get("tags")
    found = {
        "rating": chat.get("rating"),
        "rating_comment": chat.get("comment"),
        "tags": ", ".join(map(str, tags)) if isinstance(tags, list) else tags,
    }
    return {name: str(value) for name, value in found.items() if value}


def _turn(item: Mapping[str, Any], visitor: Mapping[str, Any]) -> dict[str, Any]:
    is_message = item.get("type") in (MESSAGE, None)
    turn: dict[str, Any] = {"role": "system", "text": "", "at": item.get("timestamp")}
    if not is_message:
        return turn | {"text": _event_text(item)}
    turn |= _speaker(item, visitor)
    turn["text"] = _words(item.get("msg"))
    return turn


def _words(value: object) -> object:
    """The words of a message. What is no text stays as it is, to be refused with its number."""
    return text_of_markup(value) if isinstance(value, str) else value


def _speaker(item: Mapping[str, Any], visitor: Mapping[str, Any]) -> dict[str, Any]:
    """Role and agent of a message: by the sender's type, else by an agent's id, else by the visitor's name."""
    label = text_of(item.get("sender_type"))
    role = ROLES.get(label.casefold().replace("_", "").replace(" ", ""))
    if role is not None:
        label = ""
    if role is None and item.get("agent_id"):
        role = "agent"
    if role is None and item.get("name") and item.get("name") == visitor.get("name"):
        role = "customer"
    if role is None:
        return {"role": None, "label": label, "speaker": item.get("name") or label or "unnamed"}
    return {"role": role, "label": label, "agent_id": item.get("agent_id") if role == "agent" else None}


def _event_text(item: Mapping[str, Any]) -> str:
    """What happened, in words: an event is kept for the timing, and never judged."""
    name = str(item.get("name") or "Someone")
    kind = str(item.get("type")).removeprefix("chat.")
    if item.get("msg"):
        return text_of_markup(str(item["msg"]))
    known = {
        "memberjoin": f"{name} joined the chat",
        "memberleave": f"{name} left the chat",
        "rating": f"{name} rated the chat {item.get('new_rating') or item.get('rating') or ''}".rstrip(),
        "request.rating": f"{name} asked for a rating",
        "comment": f"{name} commented: {text_of_markup(str(item.get('new_comment') or item.get('comment') or ''))}",
        "file": f"{name} sent a file",
    }
    return known.get(kind, f"{name}: {kind}")


READER = Reader(name="zendesk_chat", version="1", sniff=sniff, read=read)
