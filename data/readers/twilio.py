"""Twilio Intelligence: a transcript's sentences, with its channels where they were exported too (FORMATS, row 13).

The answer to a request for sentences names no roles; they are in the transcript itself, `channel.participants`.
Both in one object, or the transcript under `transcript`, give roles; sentences alone give `channel 1`, `channel 2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, number_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable
from data.speaker_labels import role_of

_CHANNEL = re.compile(r'"media_channel"\s*:')
_SID = re.compile(r"/Transcripts/(GT\w+)/Sentences")
_PAGE = "one page of the sentences, not all of them"
_ALL = "ask for all sentences (PageSize up to 5000), or put those of all pages into one list"


def sniff(head: Head) -> float:
    """Told by sentences that name their channel."""
    start = head.text or ""
    return 0.9 if "sentences" in outer_keys(start) and _CHANNEL.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several."""
    return records_of_objects(path, _record)


def _record(place: str, answer: Mapping[str, Any], stem: str | None) -> Record:
    call = {**mapping_of(answer.get("transcript")), **answer}
    identity = {"conversation_id": call.get("sid") or _sid_of_page(call) or stem}
    if not isinstance(call.get("sentences"), list):
        return Record(
            place, identity, "sentences is missing", "export the transcript's sentences with it", str(call)
        )
    if _is_page(call):
        return Record(place, identity, _PAGE, _ALL, str(call))
    return Record(place, identity | _conversation(call))


def _sid_of_page(call: Mapping[str, Any]) -> str | None:
    found = _SID.search(str(mapping_of(call.get("meta")).get("url")))
    return found[1] if found else None


def _is_page(call: Mapping[str, Any]) -> bool:
    """Whether other pages hold more. Pages put together hold more sentences than a page."""
    meta = mapping_of(call.get("meta"))
    others = meta.get("next_page_url") or meta.get("previous_page_url")
    return bool(others) and len(call["sentences"]) <= (number_of(meta.get("page_size")) or 0)


def _conversation(call: Mapping[str, Any]) -> dict[str, Any]:
    channels = _channels(call)
    people = [person for of_channel in channels.values() for person in of_channel]
    sentences = call["sentences"]
    if all(isinstance(mapping_of(sentence).get("sentence_index"), int) for sentence in sentences):
        sentences = sorted(sentences, key=lambda sentence: sentence["sentence_index"])
    return {
        "channel": "call",
        "language": call.get("language_code"),
        "started_at": call.get("media_start_time"),
        "agent_id": _only_id(people, "agent", "user_id", "email"),
        "customer_id": _only_id(people, "customer", "user_id", "media_participant_id"),
        "turns": [_turn(item, channels) if isinstance(item, Mapping) else item for item in sentences],
    }


def _channels(call: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The participants of each media channel."""
    channels: dict[str, list[Mapping[str, Any]]] = {}
    for person in map(mapping_of, list_of(mapping_of(call.get("channel")).get("participants"))):
        channels.setdefault(str(person.get("channel_participant")), []).append(person)
    return channels


def _turn(sentence: Mapping[str, Any], channels: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, Any]:
    """A sentence with its role, where all participants of its channel have one and the same."""
    channel = str(sentence.get("media_channel"))
    people = channels.get(channel, [])
    labels = {text_of(person.get("role")) for person in people}
    roles = set(map(role_of, labels))
    role = roles.pop() if len(roles) == 1 else None
    turn = {
        "role": role,
        "text": sentence.get("transcript"),
        "t": sentence.get("start_time"),
        "end": sentence.get("end_time"),
    }
    if role is None:
        return turn | {"label": labels.pop() if len(labels) == 1 else "", "speaker": f"channel {channel}"}
    return turn | {"agent_id": _only_id(people, "agent", "user_id", "email")}


def _only_id(people: list[Mapping[str, Any]], role: str, *keys: str) -> str | None:
    """The id of the one person in a role; None where there are several, or none has one."""
    cast = [person for person in people if role_of(str(person.get("role"))) == role]
    ids = {next((found for key in keys if (found := text_of(person.get(key)))), None) for person in cast}
    return ids.pop() if len(ids) == 1 else None


READER = Reader(name="twilio", version="1", sniff=sniff, read=read)
