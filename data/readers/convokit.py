"""ConvoKit corpus: utterances.jsonl, with what is known of speakers and conversations beside it (FORMATS, row 19).

The files beside it, where a folder is read whole, are read with the utterances and hold no conversation themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import mapping_of, number_of, text_of
from data.readers.json_head import outer_keys
from data.readers.long_table import Row
from data.readers.message_rows import clock_of, conversations_of_messages, unusable
from data.readers.source_text import UNREADABLE, opened, refusing_unreadable
from data.speaker_labels import role_of

UTTERANCES: Final = "utterances.jsonl"
SPEAKERS: Final = "speakers.json"
CONVERSATIONS: Final = "conversations.json"
BESIDE: Final = {  # each with what it holds
    SPEAKERS: '"meta"',
    CONVERSATIONS: '"meta"',
    "corpus.json": "",
    "index.json": '"utterances-index"',
}
EARLIEST_EPOCH: Final = 1e8  # seconds: 1973; less is an offset from the conversation's start
_OWN: Final = frozenset(("conversation_id", "speaker", "reply_to"))


def sniff(head: Head) -> float:
    """Told by utterances that reply; a corpus's other files by their names, where no one else claims them."""
    start = head.text or ""
    mark = BESIDE.get(head.name.removesuffix(".gz"))
    if mark is not None and start.lstrip()[:1] == "{" and mark in start:
        return 0.1
    return 0.9 if outer_keys(start) >= _OWN else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a corpus's utterances. A file that belongs to them has none of its own."""
    if path.name.removesuffix(".gz") in BESIDE:
        if _beside(path, UTTERANCES) is None:
            reason = f"{path.name} holds no conversations without its corpus"
            yield Record("file", None, reason, f"send it beside its {UTTERANCES}")
        return
    known: dict[str, Mapping[str, Any]] = {}
    for name in (SPEAKERS, CONVERSATIONS):
        found = _side_file(path, name)
        if isinstance(found, Record):
            yield found
            return
        known[name] = found
    yield from conversations_of_messages(path, None, partial(_row, known))


def _beside(path: Path, name: str) -> Path | None:
    return next((p for p in (path.with_name(name), path.with_name(f"{name}.gz")) if p.is_file()), None)


def _side_file(path: Path, name: str) -> Mapping[str, Any] | Record:
    """What a file beside the utterances holds; nothing where there is none, a reason where it cannot be read."""
    side = _beside(path, name)
    if side is None:
        return {}
    try:
        with opened(side) as stream:
            found = json.load(stream)
    except (*UNREADABLE, ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    return Record("file", None, f"{name} beside it is not a JSON object", "send the whole corpus again")


def _row(known: Mapping[str, Mapping[str, Any]], number: int, utterance: Mapping[str, Any]) -> Row:
    conversation_id = text_of(utterance.get("conversation_id"))
    if not conversation_id:
        reason, remedy = "conversation_id is missing", "write the corpus again with ConvoKit 3"
        return unusable(number, None, reason, remedy, utterance)
    if utterance.get("text") is None:
        remedy = "leave the text empty where nothing was said"
        return unusable(number, conversation_id, "text is missing", remedy, utterance)
    cells = {
        "conversation_id": conversation_id,
        "text": utterance["text"],
        "metadata": _plain_meta(known[CONVERSATIONS].get(conversation_id)),
        **_time(utterance.get("timestamp")),
        **_speaker(utterance, known[SPEAKERS]),
    }
    return Row(number, conversation_id, cells)


def _speaker(utterance: Mapping[str, Any], speakers: Mapping[str, Any]) -> dict[str, Any]:
    """The role that the corpus gives a speaker as `role`; else the one that the id itself says; else none."""
    speaker = text_of(utterance.get("speaker")) or "unnamed"
    given = mapping_of(utterance.get("meta")).get("role") or _meta(speakers.get(speaker)).get("role")
    role = role_of(text_of(given) or speaker)
    if role is None:
        return {"label": text_of(given), "speaker": speaker}
    return {
        "role": role,
        "agent_id": speaker if role == "agent" else None,
        "customer_id": speaker if role == "customer" else None,
    }


def _meta(entry: object) -> Mapping[str, Any]:
    """What is known of a speaker or a conversation: under `meta`, or in corpora of old the entry itself."""
    found = mapping_of(entry)
    return mapping_of(found["meta"]) if "meta" in found else found


def _plain_meta(entry: object) -> dict[str, str]:
    """What a scorecard may ask for: words and numbers, no lists and no objects."""
    meta = _meta(entry)
    return {str(name): str(value) for name, value in meta.items() if isinstance(value, str | int | float)}


def _time(timestamp: object) -> dict[str, object]:
    """Seconds since 1970, or from the conversation's start where they are few; else a time in words."""
    number = number_of(timestamp)
    if number is not None and abs(number) < EARLIEST_EPOCH:
        return {"t": number}
    return {"at": clock_of(timestamp)}


READER = Reader(name="convokit", version="1", sniff=sniff, read=read)
