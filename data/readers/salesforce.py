"""Salesforce ConversationEntry: one entry a row, as JSON (lines, an array, a query's answer) or CSV (FORMATS, row 18).

A query gives no order, so entries are put in the order of their times. In enhanced channels the entry's Message is
blank: such turns are kept, empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.generic_csv import Table, header_of, rows_of
from data.readers.json_fields import text_of
from data.readers.json_head import outer_keys
from data.readers.json_records import json_records
from data.readers.long_table import Row, conversations
from data.readers.message_rows import clock_of, conversations_of_messages, settled, unusable
from data.readers.source_text import head_of, numbered_lines, refusing_unreadable

ROLES: Final = {"agent": "agent", "bot": "bot", "enduser": "customer", "system": "system"}
NEVER_JUDGED: Final = "supervisor"  # may speak to the agent alone: the row does not say
SAID: Final = ("", "text", "message")
CHANNELS: Final = {"0Mw": "chat", "0LQ": "call"}  # ids of messaging sessions, and of voice calls
REQUIRED: Final = ("ConversationId", "ActorType", "Message")
_OWN: Final = frozenset(("ConversationId", "ActorType"))
_ENTRY = re.compile(r'"ActorType"\s*:')


def sniff(head: Head) -> float:
    """Told by the names of a conversation and of an actor: keys of an object, or columns of a table."""
    start = head.text or ""
    if start.lstrip()[:1] in ("{", "["):
        keys = outer_keys(start)
        return 0.9 if keys >= _OWN or ("records" in keys and _ENTRY.search(start)) else 0.0
    columns = header_of(start.lstrip("\r\n").split("\n")[0])[1]
    return 0.9 if {"conversationid", "actortype"} <= set(columns) else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """Records of a file of entries."""
    first = next((line for _, line in numbered_lines(path) if line.strip()), "")
    if first.lstrip()[:1] not in ("{", "["):
        yield from _read_table(path, first)
    elif _is_part(path):
        reason, remedy = (
            "the query's answer is not complete",
            "fetch its nextRecordsUrl too, until done is true",
        )
        yield Record("file", None, reason, remedy)
    else:
        yield from conversations_of_messages(path, "records", _row)


def _is_part(path: Path) -> bool:
    """Whether the file holds answers of a query, and the last of them says that more are to come."""
    if not outer_keys(head_of(path).text or "") & {"done", "records"}:
        return False
    done = [r.value["done"] for r in json_records(path) if r.value is not None and "done" in r.value]
    return bool(done) and done[-1] is False


def _read_table(path: Path, first: str) -> Iterator[Record]:
    delimiter, columns = header_of(first)
    missing = next((name for name in REQUIRED if name.lower() not in columns), None)
    if missing is not None:
        remedy = f"export the columns {', '.join(REQUIRED)}"
        yield Record("file", None, f"column {missing!r} is missing", remedy)
        return
    renamed = ["conversation_id" if name == "conversationid" else name for name in columns]
    table = Table(path, delimiter, renamed)
    rows = conversations(
        lambda: (_row_of_table(row) for row in rows_of(table)),
        lambda: (row.conversation_id for row in rows_of(table)),
    )
    yield from map(settled, rows)


def _row_of_table(row: Row) -> Row:
    if row.problem or row.conversation_id is None:
        return row
    if "message" not in row.cells:
        return _without_message(row.number, row.conversation_id, row.excerpt)
    return replace(row, cells=_cells(row.cells, row.conversation_id))


def _row(number: int, entry: Mapping[str, Any]) -> Row:
    conversation_id = text_of(entry.get("ConversationId"))
    if not conversation_id:
        reason, remedy = "ConversationId is missing", "export the entries with their ConversationId"
        return unusable(number, None, reason, remedy, entry)
    if "Message" not in entry:
        return _without_message(number, conversation_id, entry)
    return Row(number, conversation_id, _cells({k.lower(): v for k, v in entry.items()}, conversation_id))


def _without_message(number: int, conversation_id: str, raw: object) -> Row:
    return unusable(number, conversation_id, "Message is missing", "export it with its Message", raw)


def _cells(entry: Mapping[str, Any], conversation_id: str) -> dict[str, Any]:
    """An entry as the generic table has it. Names are in lower case, as in a table's header."""
    kind = str(entry.get("entrytype") or "")
    is_said = kind.strip().lower() in SAID
    message = entry.get("message")
    cells = {
        "conversation_id": conversation_id,
        "text": "" if message is None else message,
        "at": clock_of(entry.get("entrytimemillisecs"), 1000) or entry.get("entrytime"),
        "channel": CHANNELS.get(conversation_id[:3]),
    }
    if not is_said:
        return cells | {"role": "system", "text": message or kind}
    return cells | _speaker(entry)


def _speaker(entry: Mapping[str, Any]) -> dict[str, Any]:
    actor = text_of(entry.get("actortype")) or "unnamed"
    role = "system" if actor.lower() == NEVER_JUDGED else ROLES.get(actor.lower())
    person = text_of(entry.get("actorid"))
    if role is None:
        return {"speaker": actor}
    if role == "customer":
        return {"role": role, "customer_id": person}
    return {"role": role, "agent_id": person if role == "agent" else None}


READER = Reader(name="salesforce", version="1", sniff=sniff, read=read)
