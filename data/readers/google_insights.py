"""Google Customer Experience Insights: files as uploaded, and conversations of its API (FORMATS, row 11).

Keys of the API are read in both spellings (`message_time`, `messageTime`). Uploads count microseconds: since 1970,
or since the start of the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, moment_of_epoch, number_of, stem_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import FIRST, json_objects
from data.readers.source_text import refusing_unreadable

ROLES: Final = {
    "AGENT": "agent",
    "HUMAN_AGENT": "agent",
    "AUTOMATED_AGENT": "bot",
    "CUSTOMER": "customer",
    "END_USER": "customer",
}
CHANNELS: Final = {"PHONE_CALL": "call", "CHAT": "chat"}
SINCE_1970: Final = (
    1e14  # microseconds: a number above is a date (from 1973 on), one below is no call's length
)
_SEGMENTS = re.compile(r'"transcript_?[sS]egments"\s*:')
_ENTRY = re.compile(r'"start_timestamp_usec"\s*:|"role"\s*:\s*"(?:(?:AUTOMATED_)?AGENT|CUSTOMER|END_USER)"')


def sniff(head: Head) -> float:
    """Told by `entries` or `transcript`, beside names that only this format has below them."""
    start = head.text or ""
    keys = outer_keys(start)
    if "entries" in keys and _ENTRY.search(start):
        return 0.95
    return 0.95 if keys & {"transcript", "conversations"} and _SEGMENTS.search(start) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of uploads (the file's stem is the first one's id, later ones lack theirs), or of the API's answers."""
    stem = stem_of(path)
    for record in json_objects(path, "conversations", "conversation"):
        if record.value is None:
            yield record
        else:
            yield _record(record.place, record.value, stem if record.place in FIRST else None)


def _record(place: str, found: Mapping[str, Any], stem: str | None) -> Record:
    if isinstance(found.get("entries"), list):
        return Record(place, _uploaded(found, stem))
    if isinstance(_field(mapping_of(found.get("transcript")), "transcript_segments"), list):
        return Record(place, _from_api(found, stem))
    remedy = "export the conversation with its transcript (view FULL)"
    return Record(place, None, f"{place} has no transcript", remedy, str(found))


def _uploaded(conversation: Mapping[str, Any], stem: str | None) -> dict[str, Any]:
    entries = conversation["entries"]
    times = [number_of(mapping_of(entry).get("start_timestamp_usec")) for entry in entries]
    dates = [time for time in times if time is not None and time >= SINCE_1970]
    base = min(dates, default=0.0)
    info = mapping_of(conversation.get("conversation_info"))
    categories = [
        name
        for item in list_of(info.get("categories"))
        if (name := text_of(mapping_of(item).get("display_name")))
    ]
    turns = [_entry_turn(entry, time, base) for entry, time in zip(entries, times, strict=True)]
    return {
        "conversation_id": stem,
        "started_at": moment_of_epoch(base / 1e6) if dates else None,
        "customer_id": _only_customer([mapping_of(entry) for entry in entries]),
        "topic": categories[0] if len(categories) == 1 else None,
        "metadata": {"categories": ", ".join(categories)} if len(categories) > 1 else {},
        "turns": turns,
    }


def _entry_turn(entry: object, time: float | None, base: float) -> object:
    """An entry as a turn. What is no object stays as it is, to be refused with its number."""
    if not isinstance(entry, Mapping):
        return entry
    at = None if time is None else round((time - base) / 1e6, 3)
    return _speaker(entry, text_of(entry.get("user_id"))) | {"text": entry.get("text"), "t": at}


def _only_customer(participants: Sequence[Mapping[str, Any]]) -> str | None:
    found = {text_of(_field(p, "user_id")) for p in participants if _role(p) == "customer"} - {""}
    return found.pop() if len(found) == 1 else None


def _speaker(participant: Mapping[str, Any], agent_id: str) -> dict[str, Any]:
    """Role and agent of a participant; one without a role that is known keeps a label."""
    role = _role(participant)
    if role is not None:
        return {"role": role, "agent_id": agent_id if role == "agent" else None}
    names = (_field(participant, "user_id"), participant.get("label"), participant.get("role"))
    label = next((name for name in map(text_of, names) if name), "unnamed")
    return {"role": None, "label": text_of(participant.get("role")), "speaker": label, "agent_id": agent_id}


def _role(participant: Mapping[str, Any]) -> str | None:
    return ROLES.get(text_of(participant.get("role")).upper())


def _from_api(conversation: Mapping[str, Any], stem: str | None) -> dict[str, Any]:
    segments = _field(mapping_of(conversation.get("transcript")), "transcript_segments")
    participants = [_participant(mapping_of(segment), conversation) for segment in segments]
    quality = mapping_of(_field(conversation, "quality_metadata"))
    agents = _agents(conversation, quality)
    users = {text_of(_field(p, "user_id")) for p in participants if _role(p) == "agent"}
    only = next(iter(agents)) if len(agents) == 1 and len(users) <= 1 else ""
    language = _field(conversation, "language_code") or next(
        (_field(s, "language_code") for s in segments if isinstance(s, Mapping)), None
    )
    metadata = {str(name): text_of(value) for name, value in mapping_of(conversation.get("labels")).items()}
    rating = text_of(_field(quality, "customer_satisfaction_rating"))
    return {
        "conversation_id": text_of(conversation.get("name")).rpartition("/")[2] or stem,
        "channel": CHANNELS.get(text_of(conversation.get("medium")).upper()),
        "language": language,
        "started_at": _field(conversation, "start_time"),
        "customer_id": _only_customer(participants),
        "metadata": metadata | ({"customer_satisfaction_rating": rating} if rating else {}),
        "turns": [
            _segment_turn(segment, participant, only)
            for segment, participant in zip(segments, participants, strict=True)
        ],
    }


def _agents(conversation: Mapping[str, Any], quality: Mapping[str, Any]) -> set[str]:
    """The ids of the people who served: the house's own, where a participant's may be a number."""
    infos = [mapping_of(info) for info in list_of(_field(quality, "agent_info"))]
    people = [info for info in infos if text_of(_field(info, "agent_type")).upper() != "AUTOMATED_AGENT"]
    ids = [text_of(_field(info, "agent_id")) for info in people] or [
        text_of(_field(conversation, "agent_id"))
    ]
    return set(ids) - {""}


def _participant(segment: Mapping[str, Any], conversation: Mapping[str, Any]) -> dict[str, Any]:
    """Who speaks in a segment: as it says, else by the channel that the call's data give to a side."""
    given = dict(mapping_of(_field(segment, "segment_participant")))
    tag = number_of(_field(segment, "channel_tag"))
    if not text_of(given.get("role")) and tag is not None:
        call = mapping_of(_field(conversation, "call_metadata"))
        for role, channel in (("AGENT", "agent_channel"), ("CUSTOMER", "customer_channel")):
            if number_of(_field(call, channel)) == tag:
                given["role"] = role
        given["label"] = f"channel {tag:g}"
    return given


def _segment_turn(segment: object, participant: Mapping[str, Any], only_agent: str) -> object:
    if not isinstance(segment, Mapping):
        return segment
    words = [mapping_of(word) for word in list_of(segment.get("words"))]
    return _speaker(participant, only_agent or text_of(_field(participant, "user_id"))) | {
        "text": segment.get("text"),
        "at": _field(segment, "message_time"),
        "t": _offset(words[0], "start_offset") if words else None,
        "end": _offset(words[-1], "end_offset") if words else None,
    }


def _offset(word: Mapping[str, Any], name: str) -> float | None:
    """Seconds of a duration such as `12.500s`."""
    return number_of(text_of(_field(word, name)).removesuffix("s") or None)


def _field(found: Mapping[str, Any], name: str) -> Any:
    """The value of a field, whichever way its name is spelled."""
    value = found.get(name)
    first, *rest = name.split("_")
    return value if value is not None else found.get(first + "".join(map(str.capitalize, rest)))


READER = Reader(name="google_insights", version="1", sniff=sniff, read=read)
