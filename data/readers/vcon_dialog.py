"""Who says what, and when, in a vCon: parties, dialog and transcripts as turns in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from data.conversation import BadRecord
from data.readers.generic_text import name_key
from data.readers.json_fields import list_of, mapping_of, number_of, text_of
from data.readers.vcon_content import Utterance, decoded, indices_of, message_of, utterances_of
from data.speaker_labels import role_before_name, role_of

ADDRESSES: Final = ("uuid", "id", "mailto", "sip", "tel")
TRANSCRIPTS: Final = ("transcript", "wtf_transcription", "transcript-redacted")  # the first is preferred
URL_REMEDY: Final = "export the vCon again, with its text inline"
_NOT_KNOWN: Final = datetime(1970, 1, 1, tzinfo=UTC)  # the start of a vCon that gives no time at all


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties, each as the part of a turn that says who speaks."""

    voices: tuple[dict[str, Any], ...]
    names: dict[str, int]
    customers: tuple[str, ...]

    @classmethod
    def of(cls, given: object) -> Parties:
        """The parties of a vCon; names that two of them share tell nobody."""
        found = [mapping_of(item) for item in list_of(given)]
        keys = [name_key(text_of(item.get("name"))) for item in found]
        roles = [_role(item) for item in found]
        return cls(
            voices=tuple(
                _voice(item, role, n) for n, (item, role) in enumerate(zip(found, roles, strict=True))
            ),
            names={key: n for n, key in enumerate(keys) if key and keys.count(key) == 1},
            customers=tuple(
                _address(item) for item, role in zip(found, roles, strict=True) if role == "customer"
            ),
        )

    def only(self, role: str) -> str | None:
        """The id of the one party with this role."""
        agents = tuple(voice["agent_id"] for voice in self.voices if voice["role"] == "agent")
        ids = self.customers if role == "customer" else agents
        return (ids[0] or None) if len(ids) == 1 else None

    def voice(self, index: int | None, label: str = "") -> dict[str, Any]:
        """Who speaks: the party of that index, or of that name, or the role that the label says."""
        if index is None:
            index = self.names.get(name_key(label))
        if index is not None and 0 <= index < len(self.voices):
            return self.voices[index]
        role = role_before_name(label) if label else None
        return {"role": role} if role else {"role": None, "speaker": label or "unnamed"}

    def name(self, index: object) -> str:
        """What to call a party in the words of an event."""
        for n in indices_of(index):
            if 0 <= n < len(self.voices):
                return str(self.voices[n].get("speaker") or self.voices[n]["role"])
        return "someone"


def _role(party: Mapping[str, Any]) -> str | None:
    """The role that a party declares, else the one before its name."""
    declared = text_of(party.get("role")) or text_of(mapping_of(party.get("meta")).get("role"))
    return role_of(declared) if declared else role_before_name(text_of(party.get("name")))


def _voice(party: Mapping[str, Any], role: str | None, number: int) -> dict[str, Any]:
    declared = text_of(party.get("role")) or text_of(mapping_of(party.get("meta")).get("role"))
    name = text_of(party.get("name"))
    if role:
        return {"role": role, "agent_id": (_address(party) or name) if role == "agent" else None}
    return {
        "role": None,
        "speaker": declared or name or f"party {number}",
        "agent_id": _address(party) or None,
    }


def _address(party: Mapping[str, Any]) -> str:
    """What a party is known by, without the scheme of its address."""
    found = next((text for key in ADDRESSES if (text := text_of(party.get(key)))), "")
    scheme, _, rest = found.partition(":")
    return rest if scheme.lower() in ("mailto", "sip", "sips", "tel") else found


@dataclass(slots=True)
class Item:
    """A turn before times are known: when it began, how long it lasted in seconds, and where it was."""

    turn: dict[str, Any]
    moment: datetime | None
    lasts: float | None = None


@dataclass(slots=True)
class Said:
    """What was said, dialog by dialog; when dialogs began; whose transcripts it is from, and their language."""

    items: list[Item] = field(default_factory=list)
    starts: list[datetime] = field(default_factory=list)
    transcript_by: str = ""
    language: str | None = None


def said_in(found: Mapping[str, Any], dialogs: list[Mapping[str, Any]], parties: Parties) -> Said:
    """Everything said in the dialogs, and events; no items where nothing was said. Raises BadRecord."""
    said = Said()
    dialogs = dialogs or [{}]  # a transcript alone
    starts = [_moment(dialog.get("start"), f"dialog {n}.start") for n, dialog in enumerate(dialogs)]
    transcripts = _transcripts(found, dialogs, parties, said)
    redacted = bool(mapping_of(found.get("redacted")))
    said.starts = [start for start in starts if start is not None]
    clocks = any(isinstance(utterance.start, str) for spoken in transcripts.values() for utterance in spoken)
    base = None if said.starts or clocks else _NOT_KNOWN
    said.starts += [base] if base else []
    speech = False
    for n, (dialog, start) in enumerate(zip(dialogs, starts, strict=True)):
        items = _message(dialog, start, parties, n, redacted=redacted and n not in transcripts)
        if not items and n in transcripts:
            items = [_spoken(utterance, start or base, parties) for utterance in transcripts[n]]
        speech = speech or bool(items) or text_of(dialog.get("type")).lower() == "incomplete"
        said.items += items or _event(dialog, start, parties, covered=n in transcripts)
        said.items += _comings_and_goings(dialog, parties, n)
    if not speech:
        said.items.clear()
    return said


def _message(
    dialog: Mapping[str, Any], start: datetime | None, parties: Parties, n: int, *, redacted: bool
) -> list[Item]:
    """A text dialog's one turn; none where it has no text inline."""
    if text_of(dialog.get("type")).lower() != "text":
        return []
    text = message_of(dialog, f"dialog {n}")
    if text is None and not redacted:
        return []
    sender = indices_of(dialog.get("originator")) or indices_of(dialog.get("parties"))
    voice = parties.voice(sender[0] if sender else None)
    return [Item(voice | {"text": text or ""}, start, number_of(dialog.get("duration")))]


def _transcripts(
    found: Mapping[str, Any], dialogs: list[Mapping[str, Any]], parties: Parties, said: Said
) -> dict[int, list[Utterance]]:
    """What transcripts say, under the first dialog that each is of; under the others, that it was said there.

    Of several transcripts of a dialog the newest that can be read counts. Raises BadRecord where none can.
    """
    analyses = [mapping_of(item) for item in list_of(found.get("analysis"))]
    names = frozenset(parties.names)
    covered: dict[int, list[Utterance]] = {}
    not_read: dict[int, str] = {}
    for kind in TRANSCRIPTS:
        for analysis in reversed(analyses):
            if text_of(analysis.get("type")).lower() != kind:
                continue
            given = [n for n in indices_of(analysis.get("dialog")) if 0 <= n < len(dialogs)]
            own = given or [n for n, dialog in enumerate(dialogs) if _needs_transcript(dialog)]
            if not own or any(n in covered for n in own):
                continue
            body = analysis.get("body")
            if isinstance(body, str):
                body = decoded(body, analysis.get("encoding"), "the transcript")
            utterances = utterances_of(body, names)
            if utterances is None:
                not_read |= dict.fromkeys(own, text_of(analysis.get("vendor")) or "no vendor named")
                continue
            covered |= {n: [] for n in own} | {own[0]: utterances}
            said.transcript_by = said.transcript_by or text_of(analysis.get("vendor"))
            said.language = said.language or _language(analysis)
    for n, vendor in not_read.items():
        if n not in covered and _needs_transcript(dialogs[n]):
            raise BadRecord(
                f"the transcript of dialog {n} ({vendor}) is in no form that is known, or does not say who speaks",
                "send it as a list of {speaker, text, start}",
            )
    return covered


def _language(analysis: Mapping[str, Any]) -> str | None:
    body = mapping_of(analysis.get("body"))
    given = (analysis, body, mapping_of(body.get("transcript")))
    return next((text for item in given if (text := text_of(item.get("language")))), None)


def _spoken(utterance: Utterance, start: datetime | None, parties: Parties) -> Item:
    """An utterance of a transcript as a turn."""
    turn = parties.voice(utterance.party, utterance.label) | {"text": utterance.text}
    if isinstance(utterance.start, str):
        return Item(turn, _moment(utterance.start, "start of an utterance"))
    lasts = None
    if utterance.start is not None and utterance.end is not None:
        lasts = utterance.end - utterance.start
    return Item(turn, _later(start, utterance.start), lasts)


def _needs_transcript(dialog: Mapping[str, Any]) -> bool:
    kind = text_of(dialog.get("type")).lower()
    return dialog.get("body") is None if kind == "text" else kind not in ("transfer", "incomplete")


def _event(
    dialog: Mapping[str, Any], start: datetime | None, parties: Parties, *, covered: bool
) -> list[Item]:
    """What happened in a dialog without words of its own. Raises BadRecord where its words are elsewhere."""
    kind = text_of(dialog.get("type")).lower()
    if kind == "text" and not covered:
        where = "at an address, not in the file" if dialog.get("url") else "missing"
        raise BadRecord(f"the text of a dialog is {where}", URL_REMEDY)
    if covered and _needs_transcript(dialog):
        return []
    transferor, target = parties.name(dialog.get("transferor")), parties.name(dialog.get("transfer_target"))
    words = {
        "transfer": f"transferred by {transferor} to {target}",
        "incomplete": f"no conversation: {text_of(dialog.get('disposition')) or 'no reason given'}",
        "recording": "recording without a transcript",
    }
    text = words.get(kind, f"dialog of type {kind or 'unknown'}")
    return [Item({"role": "system", "text": text}, start, number_of(dialog.get("duration")))]


def _comings_and_goings(dialog: Mapping[str, Any], parties: Parties, n: int) -> list[Item]:
    """Events of parties; which keys were pressed is not told, for they may be a card number."""
    found = [mapping_of(item) for item in list_of(dialog.get("party_history"))]
    return [
        Item(
            {"role": "system", "text": f"{parties.name(item.get('party'))}: {text_of(item.get('event'))}"},
            _moment(item.get("time"), f"dialog {n}.party_history"),
        )
        for item in found
        if text_of(item.get("event"))
    ]


def turns_in_time(said: Said) -> tuple[str | None, list[dict[str, Any]]]:
    """The start in ISO 8601, and the turns in order of time; one without a time stays behind the one before it."""
    known = [*said.starts, *(item.moment for item in said.items if item.moment is not None)]
    zoned = any(moment.tzinfo for moment in known)
    if not known:
        return None, [item.turn for item in said.items]
    start = last = min(_in_utc(moment) if zoned else moment for moment in known)
    keyed: list[tuple[datetime, dict[str, Any]]] = []
    for item in said.items:
        moment = _in_utc(item.moment) if zoned and item.moment is not None else item.moment
        last = moment or last
        keyed.append((last, _timed(item, moment, start)))
    turns = [turn for _, turn in sorted(keyed, key=lambda pair: pair[0])]
    return (None if start == _NOT_KNOWN else start.isoformat()), turns


def _timed(item: Item, moment: datetime | None, start: datetime) -> dict[str, Any]:
    if moment is None:
        return item.turn
    t = round((moment - start).total_seconds(), 3)
    return item.turn | {"t": t, "end": None if item.lasts is None else round(t + item.lasts, 3)}


def _moment(value: object, where: str) -> datetime | None:
    """The moment of an ISO 8601 text; None where there is none. Raises BadRecord where it cannot be read."""
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise BadRecord(f"{where} is not a time", "write ISO 8601, as 2026-03-01T09:00:00Z") from None


def _in_utc(moment: datetime) -> datetime:
    """Where some times of a vCon have an offset, those without are in UTC: the format demands offsets."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _later(start: datetime | None, seconds: float | None) -> datetime | None:
    if start is None or seconds is None:
        return None
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return None
