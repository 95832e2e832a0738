"""vCon, the IETF's conversation container, 0.0.1 to 0.4.0: one a file, one a line, or an array (FORMATS, row 10).

Dialog is put in order of time, for the format does not order it. Text is taken from text dialogs, and from the
newest transcript that can be read of each of the others; transfers, failed calls and who came and went are events.
A signed vCon (JWS) is read and marked as not verified; an encrypted one (JWE), and one that demands an extension
that is not understood here, are refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from data.conversation import BadRecord, Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable
from data.readers.vcon_dialog import Parties, said_in, turns_in_time

UNDERSTOOD: Final = ("cc",)  # the contact centre extension: roles of parties, skills and campaigns
OWN_KEYS: Final = frozenset({"vcon", "parties", "dialog", "analysis", "group"})
_PAYLOAD: Final = re.compile(r'"payload"\s*:\s*"(e[\w-]{3,4095})')
_JSON_OF_A_VCON: Final = re.compile(rb'"(?:vcon|parties|dialog|analysis|attachments|uuid)"')


def sniff(head: Head) -> float:
    """Told by the container's keys, whatever a transcript inside it looks like, or by a signature around them."""
    start = head.text or ""
    keys = outer_keys(start)
    if len(keys & OWN_KEYS) > 1 or ("vcon" in keys and "uuid" in keys):
        return 0.98
    if "ciphertext" in keys and keys & {"protected", "recipients", "iv"}:
        return 0.9
    if "vcon" in keys and len(keys) > 1:  # said to be one: what is wrong with it can be named
        return 0.5
    payload = _PAYLOAD.search(start) if "payload" in keys else None
    return 0.9 if payload and _JSON_OF_A_VCON.search(_unbased(payload[1], cut=True)) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of each vCon. Without a uuid the file's stem is the first one's id; later ones lack theirs."""
    return records_of_objects(path, _record)


def _record(place: str, found: Mapping[str, Any], stem: str | None) -> Record:
    try:
        return Record(place, _conversation(found, stem))
    except BadRecord as problem:
        identity = {"conversation_id": found.get("uuid") or stem}
        return Record(place, identity, problem.reason, problem.remedy, str(found))


def _conversation(given: Mapping[str, Any], stem: str | None) -> dict[str, Any]:
    """The generic conversation. Raises BadRecord where there is none."""
    found = _unsigned(given)
    _refuse_not_understood(found)
    parties = Parties.of(found.get("parties"))
    dialogs = [mapping_of(item) for item in list_of(found.get("dialog"))]
    said = said_in(found, dialogs, parties)
    if not said.items:
        raise _nothing_said(found, dialogs)
    started_at, turns = turns_in_time(said)
    metadata = {
        "subject": text_of(found.get("subject")),
        "skill": next((text_of(d.get("skill")) for d in dialogs if d.get("skill")), ""),
        "campaign": next((text_of(d.get("campaign")) for d in dialogs if d.get("campaign")), ""),
        "transcript_by": said.transcript_by,
        "signature": "not verified" if found is not given else "",
    }
    return {
        "conversation_id": found.get("uuid") or stem,
        "channel": _channel(dialogs),
        "language": said.language,
        "started_at": started_at,
        "agent_id": parties.only("agent"),
        "customer_id": parties.only("customer"),
        "metadata": {name: value for name, value in metadata.items() if value},
        "turns": turns,
    }


def _unsigned(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The vCon itself, out of its signed form. Raises BadRecord for an encrypted one."""
    if "ciphertext" in given:
        raise BadRecord("the vCon is encrypted (JWE)", "decrypt it with its key, and send what comes out")
    if "payload" not in given or OWN_KEYS & given.keys():
        return given
    payload = given["payload"]
    try:
        found = json.loads(_unbased(payload)) if isinstance(payload, str) else payload
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping) or "payload" in found:
        raise BadRecord("the signed vCon (JWS) has no vCon as its payload", "export the vCon again")
    if "ciphertext" in found:
        raise BadRecord("the vCon is encrypted (JWE)", "decrypt it with its key, and send what comes out")
    return found


def _unbased(payload: str, *, cut: bool = False) -> bytes:
    """The bytes of base64url without padding; empty where it is none. cut: the end may be missing."""
    whole = payload[: len(payload) // 4 * 4] if cut else payload + "=" * (-len(payload) % 4)
    try:
        return base64.b64decode(whole, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _refuse_not_understood(found: Mapping[str, Any]) -> None:
    for key in ("critical", "must_support"):
        given = found.get(key)
        names = given if isinstance(given, list) else [] if given is None else [given]
        unknown = [str(name)[:60] for name in names if text_of(name).lower() not in UNDERSTOOD]
        if unknown:
            raise BadRecord(
                f"the vCon demands extensions that are not understood here: {', '.join(unknown[:5])}",
                f"export it without them, as its `{key}` forbids to read it otherwise",
            )


def _nothing_said(found: Mapping[str, Any], dialogs: list[Mapping[str, Any]]) -> BadRecord:
    """Why there is no conversation in it."""
    if not dialogs and list_of(found.get("group")):
        return BadRecord("the vCon only refers to other vCons (group)", "send the vCons that it refers to")
    if not dialogs:
        return BadRecord("the vCon has no dialog", "send it again when it has one")
    recorded = next((n for n, dialog in enumerate(dialogs) if text_of(dialog.get("type")) != "text"), 0)
    kind = text_of(dialogs[recorded].get("type")) or "unknown"
    return BadRecord(
        f"the vCon has no transcript: dialog {recorded} is of type {kind}",
        "transcribe the recording, and send the vCon with its transcript in `analysis`",
    )


def _channel(dialogs: list[Mapping[str, Any]]) -> str | None:
    kinds = {text_of(dialog.get("type")).lower() for dialog in dialogs}
    if kinds & {"recording", "incomplete"}:
        return "call"
    if any(_is_mail(dialog) for dialog in dialogs):
        return "email"
    return "chat" if "text" in kinds else None


def _is_mail(dialog: Mapping[str, Any]) -> bool:
    mediatype = text_of(dialog.get("mediatype") or dialog.get("mimetype")).lower()
    message_id = text_of(dialog.get("message_id"))
    return mediatype.startswith(("multipart/", "message/")) or (
        message_id.startswith("<") and "@" in message_id
    )


READER = Reader(name="vcon", version="1", sniff=sniff, read=read)
