"""Conversations and turns as the rest of the house knows them, and the way from a reader's record to one.

A reader yields a `Record` for every place in a file where a conversation was expected: a mapping in
the generic format (FORMATS, section 0), or the reason why there is none. `conversation_from` checks that
mapping once, for all readers, and refuses it with a `BadRecord` that names what to do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

ROLES: Final = ("agent", "customer", "bot", "system")
UNKNOWN_ROLE: Final = "unknown"
INTERNAL: Final = "internal"  # a role map's word for an agent's note that the customer never saw
DEFAULT_SOURCE: Final = "default"
CHANNELS: Final = ("chat", "call", "email")
LARGEST_JUMP_BACK_S: Final = 60.0
LONGEST_TEXT: Final = 1_000_000  # characters of a turn
LONGEST_IN_REASON: Final = 40
KNOWN_KEYS: Final = frozenset(
    (
        "conversation_id",
        "channel",
        "language",
        "started_at",
        "agent_id",
        "customer_id",
        "topic",
        "queue",
        "csat",
        "nps",
        "effort",
        "metadata",
        "source",
        "turns",
    )
)
LARGEST_EXACT: Final = 2.0**53  # of whole numbers with a fraction
LONGEST_SECONDS = 1e9  # thirty years
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,6}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_YES: Final = (True, "true", "True", "1")


class BadRecord(ValueError):
    """A record that cannot become a conversation: `reason` says what is wrong, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Record:
    """What a reader found at one place of a file.

    place: where, in words of the format ("line 3", "record 2"). value: the conversation in the generic
    format, or None with a reason and a remedy. excerpt: the raw text there, redacted before it is kept.
    """

    place: str
    value: Mapping[str, Any] | None = None
    reason: str = ""
    remedy: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance. `t` and `end` are seconds from the start of the conversation, where known.

    role: agent, customer, bot, system, or unknown where a transcript names a speaker but no role.
    internal: a note that the customer never saw. speaker: the transcript's own label, where there is no role.
    agent_id: of an agent, or of an unknown speaker should it be one.
    """

    role: str
    text: str
    agent_id: str | None = None
    internal: bool = False
    t: float | None = None
    end: float | None = None
    speaker: str | None = None

    def __reduce__(self) -> tuple[type[Turn], tuple[object, ...]]:
        """What pickles a turn between processes ten times as fast as a data class does by itself."""
        told = self.role, self.text, self.agent_id, self.internal, self.t, self.end, self.speaker
        return Turn, told


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with its turns in the order of the input.

    language: declared primary subtag (`en` of `en-GB`) or None. started_at: aware, UTC. times_ok is False where
    times jump back by more than 60 s: then no fact may be computed from them. metadata: slot values by name. place: where in its file it was read.
    member: of which member of an archive, where the file is one.
    """

    conversation_id: str
    turns: tuple[Turn, ...]
    source: str = DEFAULT_SOURCE
    channel: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    agent_id: str | None = None
    customer_id: str | None = None
    topic: str | None = None
    queue: str | None = None
    csat: float | None = None
    nps: float | None = None
    effort: float | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    times_ok: bool = True
    unknown_keys: int = 0
    place: str = field(default="", compare=False)
    member: str = field(default="", compare=False)

    @property
    def last_agent_id(self) -> str | None:
        """The agent who spoke last to the customer: answers for the resolution."""
        agents = [turn.agent_id for turn in self.turns if turn.role == "agent" and not turn.internal]
        return agents[-1] if agents else self.agent_id


def conversation_from(
    value: Mapping[str, Any],
    *,
    time_zone: tzinfo = UTC,
    role_map: Mapping[str, str] | None = None,
    place: str = "",
) -> Conversation:
    """The conversation that a generic-format mapping describes, read at this place of its file.

    time_zone reads times written without an offset. role_map turns a transcript's own labels into roles.
    Raises BadRecord where a required key is missing or a value cannot be read. Source: FORMATS, section 0.
    """
    conversation_id = identifier(value.get("conversation_id"), "conversation_id")
    if not conversation_id:
        raise BadRecord("conversation_id is missing", "give every conversation an id of its own")
    raw_turns = value.get("turns")
    if not isinstance(raw_turns, list | tuple):
        reason = "turns is missing" if raw_turns is None else "turns is no list"
        raise BadRecord(reason, "give `turns`, a list of {role, text}")
    if not raw_turns:
        raise BadRecord("turns is empty", "send the conversation when it has at least one turn")
    started_at = _moment(value.get("started_at"), time_zone, "started_at")
    default_agent = identifier(value.get("agent_id"), "agent_id")
    drafts = [_draft(raw, number, time_zone, role_map or {}) for number, raw in enumerate(raw_turns)]
    if started_at is None:
        started_at = next((at for *_, at in drafts if at is not None), None)
    turns = tuple(_placed(draft, started_at, default_agent) for draft in drafts)
    channel = _choice(value.get("channel"), CHANNELS, "channel")
    warnings, times_ok = _time_warnings(turns)
    return Conversation(
        conversation_id=conversation_id,
        turns=turns,
        source=_text(value.get("source")) or DEFAULT_SOURCE,
        channel=channel,
        language=_language(value.get("language")),
        started_at=started_at,
        agent_id=default_agent or next((t.agent_id for t in turns if t.agent_id and t.role == "agent"), None),
        customer_id=identifier(value.get("customer_id"), "customer_id"),
        topic=_text(value.get("topic")),
        queue=_text(value.get("queue")),
        csat=_number(value.get("csat"), "csat"),
        nps=_number(value.get("nps"), "nps"),
        effort=_number(value.get("effort"), "effort"),
        metadata=_metadata(value.get("metadata")),
        warnings=warnings,
        times_ok=times_ok,
        unknown_keys=len(value.keys() - KNOWN_KEYS),
        place=place,
    )


# A turn's role, text, agent_id, internal, t, end, speaker, and its own clock time: before the start is known.
_Draft = tuple[str, str, str | None, bool, float | None, float | None, str | None, datetime | None]


def _draft(raw: object, number: int, time_zone: tzinfo, role_map: Mapping[str, str]) -> _Draft:
    """A turn as it was given. What most turns have is told at once: this is called a million times a night."""
    if type(raw) is not dict and not isinstance(raw, Mapping):
        raise BadRecord(f"turns[{number}] is not an object", "write each turn as {role, text}")
    given = raw.get
    text = given("text")
    if text is None:
        raise BadRecord(f"turns[{number}].text is missing", "send an empty text where nothing was said")
    if not isinstance(text, str):
        raise BadRecord(f"turns[{number}].text is not text", "write the text as a string")
    if len(text) > LONGEST_TEXT:
        raise BadRecord(
            f"turns[{number}].text has {len(text):,} characters, {LONGEST_TEXT:,} are the most",
            "send what one person said at once as one turn",
        )
    role, speaker = given("role"), None
    if type(role) is not str or role not in ROLES or role in role_map or (role_map and "label" in raw):
        role, speaker = _role(raw, number, role_map)
    agent_id, internal, t, end, at = (
        given("agent_id"), given("internal"), given("t"), given("end"), given("at"),
    )  # fmt: skip
    if role == INTERNAL:
        role, internal = "agent", True
    return (
        role,
        text if text.isascii() else _whole(text),
        None if agent_id is None else identifier(agent_id, f"turns[{number}].agent_id"),
        internal is not None and internal in _YES,
        None if t is None else _seconds(t, number, "t"),
        None if end is None else _seconds(end, number, "end"),
        speaker,
        None if at is None else _moment(at, time_zone, f"turns[{number}].at"),
    )


def _role(raw: Mapping[str, Any], number: int, role_map: Mapping[str, str]) -> tuple[str, str | None]:
    """The role of a turn, and the speaker's label where the transcript names no role.

    label: what the vendor calls the speaker's kind, where a reader knows that beside who it is.
    """
    speaker = _text(raw.get("speaker"))
    given, label = raw.get("role"), raw.get("label")
    if label:
        given = role_map.get(label, given)
    if given is None or given == "":
        if speaker is None:
            raise BadRecord(f"turns[{number}].role is missing", f"use one of {', '.join(ROLES)}")
        given = role_map.get(speaker, UNKNOWN_ROLE)
        return str(given), speaker
    role = role_map.get(str(given), str(given).strip().lower())
    if role not in ROLES and not (role == INTERNAL and INTERNAL in role_map.values()):
        raise BadRecord(
            f"turns[{number}].role is {in_reason(given)}",
            f"use one of {', '.join(ROLES)}, or map the label under `roles` in convoqa.yaml",
        )
    return role, None


def _placed(draft: _Draft, started_at: datetime | None, default_agent: str | None) -> Turn:
    """The turn with seconds from the start, and with the agent who spoke it, or may have."""
    role, text, agent_id, internal, t, end, speaker, at = draft
    if t is None and at is not None and started_at is not None:
        t = round((at - started_at).total_seconds(), 3)
    may_be_agent = role in ("agent", UNKNOWN_ROLE)  # who speaks there may be found later
    return Turn(role, text, (agent_id or default_agent) if may_be_agent else None, internal, t, end, speaker)


def _time_warnings(turns: tuple[Turn, ...]) -> tuple[tuple[str, ...], bool]:
    latest = -math.inf
    for number, turn in enumerate(turns):
        t = turn.t
        if t is None:
            continue
        if t < latest - LARGEST_JUMP_BACK_S:
            return (f"time jumps back by {latest - t:.0f} s at turn {number}",), False
        if t > latest:
            latest = t
    return (), True


def in_reason(value: object) -> str:
    """A value as a reason tells it: whole or not at all, for what is cut may be half a number that redaction would know.

    >>> in_reason("boss"), in_reason("x" * 41)
    ("'boss'", 'a text of 41 characters')
    """
    text = str(value)
    return repr(text) if len(text) <= LONGEST_IN_REASON else f"a text of {len(text):,} characters"


def identifier(value: object, where: str) -> str | None:
    """An id as it is kept: a whole number without a fraction, a text without blanks around it; None for none.

    Raises BadRecord for a number that is not exact: it may stand for several ids.

    >>> identifier(" c-1 ", "id"), identifier(7, "id"), identifier(7.0, "id"), identifier("7.0", "id")
    ('c-1', '7', '7', '7.0')
    """
    if isinstance(value, float) and abs(value) >= LARGEST_EXACT:
        raise BadRecord(f"{where} is a number with more digits than are kept", "write it in quotation marks")
    return _text(value)


def _text(value: object) -> str | None:
    if type(value) is str:
        return _whole(value).strip() or None
    if value is None or isinstance(value, bool | list | dict):
        return None
    if isinstance(value, float) and (math.isnan(value) or value.is_integer()):
        value = "" if math.isnan(value) else int(value)
    return _whole(str(value)).strip() or None


def _whole(text: str) -> str:
    """The text with U+FFFD for every half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def _number(value: object, where: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)  # type: ignore[arg-type]  # any object: what is not a number is refused below
    except (TypeError, ValueError, OverflowError):
        raise BadRecord(f"{where} is not a number", "write a number, or leave it out") from None
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise BadRecord(f"{where} is infinite", "write a finite number, or leave it out")
    return number


def _seconds(value: object, turn: int, key: str) -> float | None:
    if type(value) is float and -LONGEST_SECONDS <= value <= LONGEST_SECONDS:
        return value
    number = _number(value, f"turns[{turn}].{key}")
    if number is not None and abs(number) > LONGEST_SECONDS:
        raise BadRecord(
            f"turns[{turn}].{key} is no time of a conversation",
            "write seconds from the start, or leave it out",
        )
    return number


def _moment(value: object, time_zone: tzinfo, where: str) -> datetime | None:
    if value is None or value == "" or value != value:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=time_zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRecord(f"{where} is not a time", "write ISO 8601, as 2026-03-01T09:00:00Z") from None
    return moment


def _choice(value: object, allowed: tuple[str, ...], where: str) -> str | None:
    text = _text(value)
    if text is None:
        return None
    if text.lower() not in allowed:
        raise BadRecord(f"{where} is {in_reason(text)}", f"use one of {', '.join(allowed)}, or leave it out")
    return text.lower()


def primary_subtag(language: str) -> str:
    """The language of a tag, without its country.

    >>> primary_subtag("en-GB")
    'en'
    """
    return re.split("[-_]", language.strip().lower())[0]


def _language(value: object) -> str | None:
    """The language declared; None, so that it is detected, for `und` and for what is no tag of a language."""
    text = _text(value)
    if text is None or not _LANGUAGE_TAG.fullmatch(text):
        return None
    subtag = primary_subtag(text)
    return None if subtag == "und" else subtag


def _metadata(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadRecord("metadata is not an object", "write metadata as {name: value}")
    found = {str(key): _text(item) for key, item in value.items()}
    return {key: item for key, item in sorted(found.items()) if item is not None}
