"""Messages that each name their conversation, put together into conversations.

Vendors that export single messages (one a line, in one array, or in a page of an answer) give no order that can
be relied on: a conversation whose messages all carry a time is put into the order of their times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from data.conversation import Record
from data.readers.json_fields import moment_of_epoch, number_of
from data.readers.json_records import json_records
from data.readers.long_table import Row, conversations
from data.readers.source_text import excerpt_of

RowOf = Callable[[int, Mapping[str, Any]], Row]


class _BrokenOff(ValueError):
    """The file cannot be read from here on; long_table then refuses what may be incomplete."""

    def __init__(self, record: Record) -> None:
        super().__init__(record.reason)
        self.record = record


def conversations_of_messages(path: Path, list_key: str | None, row_of: RowOf) -> Iterator[Record]:
    """Records of a JSON file of messages. list_key names the list in which a vendor's answer holds them.

    row_of turns a message, with its number in the file from 1, into a row of the generic long table.
    """
    rows = partial(_rows, path, list_key, row_of)
    try:
        yield from map(settled, conversations(rows, lambda: (row.conversation_id for row in rows())))
    except _BrokenOff as problem:
        yield problem.record


def unusable(number: int, conversation_id: str | None, reason: str, remedy: str, raw: object) -> Row:
    """The row of a message that costs its conversation, or itself where it names none."""
    return Row(number, conversation_id, {}, f"message {number}: {reason}", remedy, excerpt_of(str(raw)))


def clock_of(value: object, per_second: int = 1) -> object:
    """ISO 8601 of a number of seconds since 1970, or of `per_second` parts of one. Anything else stays as it is.

    A number that is no time of the calendar becomes a text that is refused where it is read.

    >>> clock_of(1772355600), clock_of("1772355600500", 1000), clock_of("2026-03-01"), clock_of(1e30)
    ('2026-03-01T09:00:00+00:00', '2026-03-01T09:00:00.500000+00:00', '2026-03-01', 'epoch 1e+30')
    """
    number = number_of(value)
    if number is None:
        return value
    return moment_of_epoch(number / per_second) or f"epoch {number}"


def settled(record: Record) -> Record:
    """The record with its turns in order of time, and with an agent of its own only where there is one alone."""
    if record.value is None or "turns" not in record.value:
        return record
    turns = record.value["turns"]
    agents = {turn["agent_id"] for turn in turns if turn.get("agent_id")}
    agent_id = next(iter(agents)) if len(agents) == 1 else None
    return Record(record.place, {**record.value, "agent_id": agent_id, "turns": _by_time(turns)})


def _rows(path: Path, list_key: str | None, row_of: RowOf) -> Iterator[Row]:
    """A row for each message of the file, and for each place where one was expected."""
    number = 0
    for record in json_records(path):
        if record.value is None and record.place == "file":
            raise _BrokenOff(record)
        listed = record.value.get(list_key) if record.value is not None and list_key else None
        if isinstance(listed, list):
            for message in listed:
                number += 1
                yield _row(number, message, row_of)
            continue
        number = int(record.place.split()[-1])
        if record.value is None:
            yield Row(number, None, {}, record.reason, record.remedy, record.excerpt)
        else:
            yield _row(number, record.value, row_of)


def _row(number: int, message: object, row_of: RowOf) -> Row:
    if isinstance(message, Mapping):
        return row_of(number, message)
    return unusable(number, None, "it is not an object", "export the messages again", message)


def _by_time(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    moments = [_moment(turn) for turn in turns]
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(turns) or len({kind for kind, _ in known}) > 1:
        return turns
    return [turn for _, turn in sorted(zip(known, turns, strict=True), key=lambda pair: pair[0])]


def _moment(turn: Mapping[str, Any]) -> tuple[str, float] | None:
    """When a turn was: by the clock, or from the start. None where that is not known or not readable."""
    if isinstance(turn.get("t"), float):
        return "offset", turn["t"]
    try:
        at = datetime.fromisoformat(str(turn.get("at")))
        return "clock", (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
