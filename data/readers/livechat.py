"""LiveChat: chats with their threads (FORMATS, row 17).

A thread is a conversation: a chat goes on for as long as its customer comes back.
One chat with `threads` or with a `thread`, `{"chats": […]}` of the archives, an array, or one chat a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_objects
from data.readers.source_text import refusing_unreadable

ROLES: Final = {"agent": "agent", "customer": "customer"}
THUMBS: Final = {"0": "bad", "1": "good"}
_THREADS = re.compile(r'"threads"\s*:\s*\[|"thread"\s*:\s*\{')
_OWN = re.compile(r'"(?:user_ids|author_id|events_seen_up_to)"\s*:')
_CHAT: Final = {"threads", "thread", "chats"}
_SUMMARY: Final = "last_thread_summary"
_BOT_ID = re.compile(r"[0-9a-f]{32}")  # people are known by their e-mail address

Users = dict[str, Mapping[str, Any]]


def sniff(head: Head) -> float:
    """Told by threads whose users or authors are named; a chat's summary is claimed, to say what it is."""
    start = head.text or ""
    keys = outer_keys(start)
    is_chat = keys & _CHAT and _THREADS.search(start) and _OWN.search(start)
    return 0.9 if is_chat or _SUMMARY in keys else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a file of chats, thread by thread."""
    for record in json_objects(path, "chats", "chat"):
        if record.value is None:
            yield record
        else:
            yield from _records(record.place, record.value)


def _records(place: str, chat: Mapping[str, Any]) -> Iterator[Record]:
    given = chat.get("threads")
    threads = given if isinstance(given, list) else [chat["thread"]] if "thread" in chat else []
    identity = {"conversation_id": text_of(chat.get("id"))}
    if not threads:
        reason = "a summary without messages" if _SUMMARY in chat else "there are no threads"
        remedy = "export the chat with its threads and their events"
        yield Record(place, identity, reason, remedy, str(chat))
    for number, thread in enumerate(threads, start=1):
        where = place if len(threads) == 1 else f"{place} thread {number}"
        if isinstance(thread, Mapping) and isinstance(thread.get("events"), list):
            yield Record(where, _conversation(chat, thread))
        else:
            found = {"conversation_id": text_of(mapping_of(thread).get("id"))}
            remedy = "export the thread with its events"
            yield Record(where, found, f"{where} has no events", remedy, str(thread))


def _conversation(chat: Mapping[str, Any], thread: Mapping[str, Any]) -> dict[str, Any]:
    users = {
        found: user
        for user in map(mapping_of, list_of(chat.get("users")))
        if (found := text_of(user.get("id")))
    }
    turns = [_turn(item, users) if isinstance(item, Mapping) else item for item in thread["events"]]
    spoken = {turn.get("agent_id") for turn in map(mapping_of, turns)} - {None}
    groups = mapping_of(thread.get("access")).get("group_ids")
    return {
        "conversation_id": thread.get("id"),
        "channel": "chat",
        "started_at": thread.get("created_at"),
        "agent_id": spoken.pop() if len(spoken) == 1 else None,
        "customer_id": next((found for found, user in users.items() if user.get("type") == "customer"), None),
        "queue": text_of(groups[0]) if isinstance(groups, list) and len(groups) == 1 else None,
        "metadata": _metadata(chat, thread),
        "turns": turns,
    }


def _metadata(chat: Mapping[str, Any], thread: Mapping[str, Any]) -> dict[str, str]:
    """What a scorecard may ask for. A thumb is no CSAT score: it is a word."""
    rating = mapping_of(mapping_of(thread.get("properties")).get("rating"))
    score = text_of(_plain(rating.get("score")))
    tags = thread.get("tags")
    found = {
        "chat_id": text_of(chat.get("id")),
        "rating": THUMBS.get(score, score) if score else None,
        "rating_comment": text_of(_plain(rating.get("comment"))),
        "tags": ", ".join(map(str, tags)) if isinstance(tags, list) else None,
    }
    return {name: value for name, value in found.items() if value}


def _plain(value: object) -> object:
    """A property's value; older exports wrap it as {"value": …}."""
    return value.get("value") if isinstance(value, Mapping) else value


def _turn(event: Mapping[str, Any], users: Users) -> dict[str, Any]:
    """A message as who wrote it, a card as who sent it; all else is an event of the system."""
    author = text_of(event.get("author_id"))
    seen_by = event.get("visibility") or event.get("recipients") or "all"
    turn: dict[str, Any] = {"role": "system", "at": event.get("created_at"), "internal": seen_by != "all"}
    kind = event.get("type")
    if kind == "message":
        return turn | _speaker(author, users) | {"text": event.get("text")}
    if kind == "rich_message":
        return turn | _speaker(author, users) | {"text": _cards(event)}
    name = str(mapping_of(users.get(author)).get("name") or "Someone")
    return turn | {"text": _event_text(event, name)}


def _speaker(author: str, users: Users) -> dict[str, Any]:
    kind = text_of(mapping_of(users.get(author)).get("type"))
    role = ROLES.get(kind)
    if role is None:
        return {"role": None, "label": kind, "speaker": author or "unnamed"}
    if role == "agent" and _BOT_ID.fullmatch(author):
        return {"role": "bot"}
    return {"role": role, "agent_id": author if role == "agent" else None}


def _cards(event: Mapping[str, Any]) -> str:
    """The words on cards, line by line."""
    cards = [mapping_of(card) for card in list_of(event.get("elements"))]
    words = [card.get(part) for card in cards for part in ("title", "subtitle")]
    return "\n".join(str(word) for word in words if word)


def _event_text(event: Mapping[str, Any], name: str) -> str:
    """What happened, in words: an event is kept for the timing, and never judged."""
    if event.get("text"):
        return str(event["text"])
    if event.get("type") == "filled_form":
        fields = [mapping_of(field) for field in list_of(event.get("fields"))]
        return "\n".join(
            f"{text_of(field.get('label'))} {_answer(field)}".strip() for field in fields
        ).strip()
    if event.get("type") == "file":
        return f"{name} sent a file"
    return f"{name}: {event.get('system_message_type') or event.get('type')}"


def _answer(field: Mapping[str, Any]) -> str:
    """What was filled into a form's field: a text, or the labels of what was chosen."""
    answers = field.get("answers")
    given = answers if isinstance(answers, list) else [field.get("answer")]
    chosen = [mapping_of(item).get("label") if isinstance(item, Mapping) else item for item in given]
    return ", ".join(str(item) for item in chosen if item)


READER = Reader(name="livechat", version="1", sniff=sniff, read=read)
