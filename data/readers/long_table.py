"""Long tables, one turn a row, put together into conversations (FORMATS, section 0).

The table is read twice: once for the last row of each conversation, once for the rows. So rows of one
conversation need not be adjacent, and memory holds only the conversations that are open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from data.conversation import Record
from data.readers.source_text import UNREADABLE

REQUIRED: Final = ("conversation_id", "role", "text")
TURN_COLUMNS: Final = frozenset(
    {"role", "text", "agent_id", "internal", "at", "t", "end", "speaker", "label"}
)
METADATA_PREFIX: Final = "metadata."
BREAKS: Final = (*UNREADABLE, ValueError, OverflowError)  # Arrow's errors are values' and the system's
_TRUE: Final = ("true", "1", "1.0", "yes", "y")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a long table. number: as a person would find it. cells: by column; problem: why they are unusable."""

    number: int
    conversation_id: str | None
    cells: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    remedy: str = ""
    excerpt: str = ""


@dataclass(slots=True)
class _Draft:
    """A conversation whose rows are still coming."""

    first_row: int
    value: dict[str, Any]
    turns: list[dict[str, Any]] = field(default_factory=list)
    bad: Row | None = None
    complete: bool = False


def column_names(raw: Iterable[str]) -> list[str]:
    """Column names as the generic format writes them.

    >>> column_names([" Conversation_ID", "Text ", "metadata.Order No"])
    ['conversation_id', 'text', 'metadata.Order No']
    """
    stripped = [name.strip() for name in raw]
    return [name if name.startswith(METADATA_PREFIX) else name.lower() for name in stripped]


def header_problem(columns: list[str], required: Sequence[str] = REQUIRED) -> Record | None:
    """The Record of a table that cannot be read for its columns, or None."""
    for name in required:
        if name not in columns:
            return Record(
                "file", None, f"column {name!r} is missing", f"name the columns {', '.join(required)}"
            )
    for name in columns:
        if name and columns.count(name) > 1:
            return Record("file", None, f"column {name!r} is there twice", "keep one column of each name")
    return None


def conversations(
    rows: Callable[[], Iterator[Row]], ids: Callable[[], Iterator[str | None]]
) -> Iterator[Record]:
    """Records in the order in which conversations begin.

    rows and ids give the table's rows, and their conversation ids alone, from the beginning at every call.
    Where the table breaks off, what is not known to be complete is refused before the break is raised again.
    """
    last_row = _last_rows(ids())
    drafts: dict[str, _Draft] = {}
    index = -1
    try:
        for index, row in enumerate(rows()):
            if row.conversation_id is None:
                yield Record(f"row {row.number}", None, row.problem, row.remedy, row.excerpt)
                continue
            draft = drafts.setdefault(row.conversation_id, _Draft(row.number, {}))
            _add(draft, row)
            draft.complete = index == last_row.get(row.conversation_id)
            yield from _finished(drafts)
        if index < 0:
            yield no_turns()
    except BREAKS:
        yield from (_cut_off(name, draft) for name, draft in drafts.items())
        raise


def no_turns() -> Record:
    """The Record of a table without rows, or of a list without messages."""
    return Record("file", None, "the file has no turns", "send it again when it has conversations")


def _last_rows(ids: Iterator[str | None]) -> dict[str, int]:
    """The index of each conversation's last row. The one in which the table breaks off has none."""
    last_row: dict[str, int] = {}
    latest: str | None = None
    try:
        for index, conversation_id in enumerate(ids):
            if conversation_id is not None:
                latest = conversation_id
                last_row[conversation_id] = index
    except BREAKS:  # the second pass meets the same break, and reports it
        last_row.pop(latest or "", None)
    return last_row


def _finished(drafts: dict[str, _Draft]) -> Iterator[Record]:
    """Records of complete conversations from the front, so that the order of beginnings is kept."""
    while drafts:
        name, draft = next(iter(drafts.items()))
        if not draft.complete:
            return
        del drafts[name]
        if draft.bad is None:
            yield Record(f"row {draft.first_row}", {**draft.value, "turns": draft.turns})
        else:
            bad = draft.bad
            value = {"conversation_id": name, "customer_id": draft.value.get("customer_id"), **bad.cells}
            yield Record(f"row {bad.number}", value, bad.problem, bad.remedy, bad.excerpt)


def _cut_off(name: str, draft: _Draft) -> Record:
    reason = "the file breaks off before this conversation is known to be complete"
    return Record(f"row {draft.first_row}", {"conversation_id": name}, reason, "copy the file again")


def _add(draft: _Draft, row: Row) -> None:
    """Adds a row's turn; the conversation's own columns keep their first value that is not empty."""
    problem, remedy = row.problem, row.remedy
    cells = {name: value for name, value in row.cells.items() if name and not is_empty(value)}
    if not problem:
        problem, remedy = _missing(row, cells)
    if not problem and "metadata" in cells and not isinstance(cells["metadata"], Mapping):
        cells["metadata"], problem = _metadata(cells["metadata"], row.number)
        remedy = "write metadata as a JSON object, or in columns named metadata.NAME"
    if problem:
        owner = {name: cells[name] for name in ("customer_id",) if name in cells}
        draft.bad = draft.bad or Row(row.number, row.conversation_id, owner, problem, remedy, row.excerpt)
        return
    draft.turns.append(_turn(row, cells))
    for name, value in cells.items():
        if name.startswith(METADATA_PREFIX):
            draft.value.setdefault("metadata", {}).setdefault(name.removeprefix(METADATA_PREFIX), value)
        elif name == "metadata":
            draft.value["metadata"] = {**value, **draft.value.get("metadata", {})}
        elif name not in TURN_COLUMNS or name == "agent_id":
            draft.value.setdefault(name, value)


def _missing(row: Row, cells: Mapping[str, Any]) -> tuple[str, str]:
    """What a row lacks. An empty text is a turn in which nothing was said; no text is a mistake."""
    if row.cells.get("text") is None or row.cells["text"] != row.cells["text"]:
        return f"row {row.number}: text is missing", "leave the text empty where nothing was said"
    if "role" not in cells and "speaker" not in cells:
        return f"row {row.number}: role is missing", "write agent, customer, bot or system"
    return "", ""


def _metadata(value: object, number: int) -> tuple[dict[str, Any], str]:
    try:
        found = json.loads(str(value))
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found, ""
    return {}, f"row {number}: metadata is not a JSON object"


def _turn(row: Row, cells: Mapping[str, Any]) -> dict[str, Any]:
    turn = {name: value for name, value in cells.items() if name in TURN_COLUMNS}
    turn["text"] = row.cells["text"]
    if "internal" in turn:
        turn["internal"] = str(turn["internal"]).strip().lower() in _TRUE
    return turn


def is_empty(value: object) -> bool:
    """None, a blank text, or a number or time that is not one (NaN, NaT)."""
    return value is None or (isinstance(value, str) and not value.strip()) or value != value
