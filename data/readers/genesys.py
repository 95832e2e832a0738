"""Genesys Cloud transcripts: `phrases` of `internal` and `external` participants, times in ms (FORMATS, row 12).

`external` is the customer. `internal` is whoever of the house was in the conversation at that time: an agent (whom
Genesys calls `user` too), or a flow that speaks before one answers. Times are epoch ms, or ms from the start.

A conversation may have several communications (a transfer, a consultation), each with a transcript of its own: the
communication is the source here, so that none passes for a newer revision of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, moment_of_epoch, number_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.markup import text_of_markup
from data.readers.source_text import refusing_unreadable

CUSTOMERS: Final = ("external", "customer")
AGENTS: Final = ("internal", "user", "agent")
MACHINES: Final = ("ivr", "acd", "bot", "botflow", "workflow", "voicemail", "fax")
CHANNELS: Final = {"voice": "call", "call": "call", "callback": "call", "email": "email"} | dict.fromkeys(
    ("chat", "webchat", "message", "webmessaging", "sms", "openmessaging"), "chat"
)
SINCE_1970: Final = (
    1e11  # milliseconds: a number above is a date (from 1973 on), one below is no call's length
)
_OWN = re.compile(r'"(?:phrases|participantPurpose|communicationId)"\s*:')


@dataclass(frozen=True, slots=True)
class Stay:
    """Someone of the house, from when to when, in seconds from the start. user_id is empty where none is given."""

    is_machine: bool
    user_id: str
    begin: float
    end: float


def sniff(head: Head) -> float:
    """Told by `transcripts` beside names that only this vendor uses."""
    start = head.text or ""
    keys = outer_keys(start)
    if "transcripts" in keys and _OWN.search(start):
        return 0.95
    return 0.9 if {"conversationId", "communicationId"} <= keys else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a conversation, or of each where a file holds several."""
    return records_of_objects(path, _record)


def _record(place: str, found: Mapping[str, Any], stem: str | None) -> Record:
    if any(isinstance(_phrases(item), list) for item in list_of(found.get("transcripts"))):
        return Record(place, _conversation(found, stem))
    remedy = "fetch the transcript again once Genesys has finished it"
    identity = {
        "conversation_id": found.get("conversationId"), "source": text_of(found.get("communicationId")) or None,
    }  # fmt: skip
    return Record(place, identity, "there are no phrases", remedy, str(found))


def _phrases(transcript: object) -> object:
    return mapping_of(transcript).get("phrases")


def _conversation(found: Mapping[str, Any], stem: str | None) -> dict[str, Any]:
    transcripts = [mapping_of(item) for item in found["transcripts"]]
    phrases = [phrase for item in transcripts for phrase in list_of(_phrases(item))]
    base = _start(found, phrases)
    participants = [mapping_of(item) for item in list_of(found.get("participants"))]
    stays = [_stay(item, base) for item in participants if _side(item) in ("agent", "bot")]
    media = text_of(found.get("mediaType")).lower()
    turns = [_turn(phrase, stays, base, is_html=media == "email") for phrase in phrases]
    return {
        "conversation_id": found.get("conversationId") or stem,
        "source": text_of(found.get("communicationId")) or None,
        "channel": CHANNELS.get(media),
        "language": next((item["language"] for item in transcripts if item.get("language")), None),
        "started_at": moment_of_epoch(None if base is None else base / 1000),
        "agent_id": _only_person(stays),
        "queue": next((item["queueId"] for item in participants if item.get("queueId")), None),
        "metadata": {
            name: value
            for name, value in (
                ("communication", text_of(found.get("communicationId"))),
                ("direction", next((_direction(item) for item in participants if _direction(item)), "")),
            )
            if value
        },
        "turns": _in_time(turns) if len(transcripts) > 1 else turns,
    }


def _direction(participant: Mapping[str, Any]) -> str:
    return text_of(participant.get("initialDirection"))


def _start(found: Mapping[str, Any], phrases: list[Any]) -> float | None:
    """The moment from which times count, in epoch ms; None where no time is a date."""
    given = (number_of(found.get("conversationStartTime")), number_of(found.get("startTime")))
    spoken = (number_of(mapping_of(phrase).get("startTimeMs")) for phrase in phrases)
    dates = [time for time in given if time is not None and time >= SINCE_1970]
    return dates[0] if dates else min((t for t in spoken if t is not None and t >= SINCE_1970), default=None)


def _seconds(time: object, base: float | None) -> float | None:
    number = number_of(time)
    if number is None:
        return None
    return round((number - (base or 0.0) if number >= SINCE_1970 else number) / 1000, 3)


def _side(participant: Mapping[str, Any]) -> str:
    """customer, agent or bot; empty where the purpose is none that is known."""
    purpose = text_of(participant.get("participantPurpose")).lower()
    if purpose in CUSTOMERS:
        return "customer"
    if purpose in AGENTS:
        return "agent"
    return "bot" if purpose in MACHINES else ""


def _stay(participant: Mapping[str, Any], base: float | None) -> Stay:
    begin = _seconds(participant.get("startTimeMs"), base)
    end = _seconds(participant.get("endTimeMs"), base)
    user_id = text_of(participant.get("userId"))
    return Stay(
        is_machine=not user_id and (_side(participant) == "bot" or bool(participant.get("flowId"))),
        user_id=user_id,
        begin=float("-inf") if begin is None else begin,
        end=float("inf") if end is None else end,
    )


def _turn(phrase: object, stays: list[Stay], base: float | None, *, is_html: bool) -> object:
    """A phrase as a turn. What is no object stays as it is, to be refused with its number."""
    if not isinstance(phrase, Mapping):
        return phrase
    begin = _seconds(phrase.get("startTimeMs"), base)
    lasted = _duration(phrase.get("duration"))
    decorated = phrase.get("decoratedText")
    text = decorated if isinstance(decorated, str) and decorated.strip() else phrase.get("text")
    return _speaker(phrase, begin, stays) | {
        "text": text_of_markup(text) if is_html and isinstance(text, str) else text,
        "t": begin,
        "end": None if begin is None or lasted is None else round(begin + lasted, 3),
    }


def _duration(given: object) -> float | None:
    """Seconds of `{"milliseconds": 1200}`, or of the number alone."""
    number = number_of(mapping_of(given).get("milliseconds") if isinstance(given, Mapping) else given)
    return None if number is None else number / 1000


def _speaker(phrase: Mapping[str, Any], begin: float | None, stays: list[Stay]) -> dict[str, Any]:
    side = _side(phrase)
    if side == "":
        return {"role": None, "speaker": text_of(phrase.get("participantPurpose")) or "unnamed"}
    if side != "agent":
        return {"role": side}
    present = stays if begin is None else [stay for stay in stays if stay.begin <= begin < stay.end]
    if present and all(stay.is_machine for stay in present):
        return {"role": "bot"}
    return {"role": "agent", "agent_id": _only_person(present)}


def _only_person(stays: list[Stay]) -> str | None:
    """Who it was, where only one person can have been it."""
    people = {stay.user_id for stay in stays if not stay.is_machine}
    return (people.pop() or None) if len(people) == 1 else None


def _in_time(turns: list[Any]) -> list[Any]:
    """The turns of several transcripts, one after the other as they were said, where every one has its time."""
    times = [mapping_of(turn).get("t") for turn in turns]
    if None in times:
        return turns
    return sorted(turns, key=lambda turn: float(turn["t"]))


READER = Reader(name="genesys", version="1", sniff=sniff, read=read)
