"""What was said in a vCon's dialog and analysis: bodies inline, e-mail among them, and transcripts in several shapes."""

from __future__ import annotations

import base64
import binascii
import email
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

from data.conversation import BadRecord
from data.readers.deepgram import turns_of_results
from data.readers.generic_text import name_key, names_of, spoken_on
from data.readers.json_fields import list_of, mapping_of, number_of, text_of
from data.readers.markup import text_of_markup

TEXT_KEYS: Final = ("text", "message", "content", "transcript")
SPEAKER_KEYS: Final = ("speaker", "role", "name")
START_KEYS: Final = ("start", "start_time", "timestamp")
INLINE_REMEDY: Final = "export the vCon again, with its content inline as text"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says in a transcript.

    party: an index into the vCon's parties, where the transcript gives one. label: else its own name for the
    speaker. start and end: seconds from the start of the dialog, or, the start alone, a clock time in ISO 8601.
    """

    text: str
    party: int | None = None
    label: str = ""
    start: float | str | None = None
    end: float | None = None


def decoded(body: str, encoding: object, where: str) -> str:
    """The text of an inline body. Raises BadRecord where it is not in the encoding that it names."""
    if text_of(encoding).lower() != "base64url":
        return body
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        return raw.decode("utf-8")
    except (binascii.Error, ValueError):
        raise BadRecord(f"{where}.body is not text in base64url", INLINE_REMEDY) from None


def message_of(dialog: Mapping[str, Any], where: str) -> str | None:
    """The text of a text dialog, None where it has none inline. Raises BadRecord where it cannot be read."""
    body = dialog.get("body")
    if body is None:
        return None
    if text_of(dialog.get("encoding")).lower() == "json" or isinstance(body, Mapping):
        body = _json_message(body)
    if not isinstance(body, str):
        raise BadRecord(f"{where}.body is not text", INLINE_REMEDY)
    text = decoded(body, dialog.get("encoding"), where)
    mediatype = " ".join(text_of(dialog.get("mediatype") or dialog.get("mimetype")).split())
    if mediatype.lower().startswith(("multipart/", "message/")):
        return _text_of_mail(mediatype, text, where)
    return text_of_markup(text) if mediatype.lower().startswith("text/html") else text


def _json_message(body: object) -> object:
    """The text in a JSON body, which is a text, or an object that has one."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            return None
    return body if isinstance(body, str) else _first(mapping_of(body), TEXT_KEYS)


def _text_of_mail(mediatype: str, body: str, where: str) -> str:
    """The plain text of an e-mail, else that of its HTML; attachments are not said."""
    header = f"Content-Type: {mediatype}\r\n\r\n" if mediatype.lower().startswith("multipart/") else ""
    try:
        mail = email.message_from_bytes((header + body).encode("utf-8", "surrogatepass"))
        parts = {part.get_content_type(): part for part in reversed(list(mail.walk())) if _is_said(part)}
        part = parts.get("text/plain", parts.get("text/html"))
        raw = None if part is None else part.get_payload(decode=True)
        if part is not None and isinstance(raw, bytes):
            text = raw.decode(part.get_content_charset() or "utf-8")
            return text_of_markup(text) if part.get_content_type() == "text/html" else text.strip()
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):  # odd headers, by type
        pass
    raise BadRecord(f"{where}.body is an e-mail whose text cannot be read", INLINE_REMEDY)


def _is_said(part: Message) -> bool:
    return not part.is_multipart() and part.get_content_disposition() != "attachment"


def utterances_of(body: object, party_names: frozenset[str]) -> list[Utterance] | None:
    """What a transcript says, in its order; None where it is in no shape that is known, or names no speakers.

    party_names are as generic_text.name_key writes them. Known: lines `Name: …`; lists of {speaker or party, text,
    start, end}, alone or as `segments` (Whisper, WTF); Deepgram's results; each also as a JSON text.
    """
    if isinstance(body, str):
        return _from_text(body, party_names)
    if isinstance(body, list):
        return _from_items(body)
    found = mapping_of(body)
    if isinstance(found.get("segments"), list):
        return _from_items(found["segments"])
    if "results" in found:
        return _from_items(turns_of_results(mapping_of(found["results"])) or [])
    inner = found.get("transcript")
    return utterances_of(inner, party_names) if isinstance(inner, str | list) else None


def _from_text(body: str, party_names: frozenset[str]) -> list[Utterance] | None:
    if body.lstrip().startswith(("[{", "{")):
        try:
            return utterances_of(json.loads(body), party_names)
        except (ValueError, RecursionError):
            return None
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    names = names_of(lines) | party_names
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        spoken = spoken_on(line)
        if spoken is not None and (spoken.sure or name_key(spoken.label) in names):
            found.append((spoken.label, [spoken.text]))
        elif found:
            found[-1][1].append(line)
        else:
            return None
    return [Utterance("\n".join(words).strip(), label=label) for label, words in found] or None


def _from_items(items: list[Any]) -> list[Utterance] | None:
    found = [_utterance(mapping_of(item)) for item in items]
    known = [utterance for utterance in found if utterance is not None]
    return known if known and len(known) == len(found) else None


def _utterance(item: Mapping[str, Any]) -> Utterance | None:
    text = _first(item, TEXT_KEYS)
    if not isinstance(text, str):
        return None
    begin = _first(item, (*START_KEYS, "t"))
    start = number_of(begin)
    end = number_of(_first(item, ("end", "end_time")))
    lasts = number_of(item.get("duration"))
    if end is None and start is not None and lasts is not None:
        end = start + lasts
    clock = begin if start is None and isinstance(begin, str) else None
    speaker = _first(item, SPEAKER_KEYS)
    label = f"speaker {speaker}" if isinstance(speaker, int) else text_of(speaker)
    return Utterance(text.strip(), _party(item), label, start if clock is None else clock, end)


def _party(item: Mapping[str, Any]) -> int | None:
    """The one party of an utterance. A number as `speaker` is a voice that was told apart, not a party."""
    given = _first(item, ("party", "parties"))
    only = given[0] if isinstance(given, list) and len(given) == 1 else given
    return only if isinstance(only, int) and not isinstance(only, bool) else None


def _first(item: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def indices_of(value: object) -> list[int]:
    """Indices that a vCon gives as a number, a list, or a list of lists.

    >>> indices_of(1), indices_of([0, [1, 2]]), indices_of("0")
    ([1], [0, 1, 2], [])
    """
    nested = list_of(value) if isinstance(value, list) else [value]
    flat = [index for item in nested for index in (item if isinstance(item, list) else [item])]
    return [index for index in flat if isinstance(index, int) and not isinstance(index, bool)]
