"""Dismissing what waits in quarantine: somebody has looked, and it will never come in, as a file of tests will not.

Who, when and why are kept in `quarantine_cleared`. The record no longer counts against its batch and holds its file
no longer; in the batch's counts it stays quarantined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb

from data.quarantine import FORGOTTEN, Quarantined, clear
from data.redaction import Redactor
from data.warehouse import transaction

DISMISSED: Final = "dismissed"


def dismiss(connection: duckdb.DuckDBPyConnection, rows: Iterable[Quarantined], who: str, why: str) -> int:
    """Takes records out of quarantine for good; returns how many. who: as given; why: kept redacted.

    Not for what every run looks at anew (side tables, results of ours): it would be back tomorrow.
    """
    leaving = dict.fromkeys(
        (row.quarantine_id for row in rows), f"{DISMISSED} by {who}: {Redactor().redact(why)}"
    )
    with transaction(connection):
        clear(connection, leaving)
    return len(leaving)


def dismiss_again(connection: duckdb.DuckDBPyConnection) -> int:
    """Takes out what was dismissed before, and was refused again at the same place of the same bytes; returns how many."""
    found = connection.execute(_DISMISSED_BEFORE, [DISMISSED]).fetchall()
    clear(connection, dict(found))
    return len(found)


_DISMISSED_BEFORE = """
SELECT q.quarantine_id, arg_max(c.how, c.cleared_at)
FROM quarantine q JOIN batches b USING (batch_id)
JOIN batches before ON before.file_hash = b.file_hash
JOIN quarantine_cleared c ON c.batch_id = before.batch_id AND c.place = q.place AND starts_with(c.how, $1)
GROUP BY q.quarantine_id ORDER BY q.quarantine_id
"""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What has left quarantine, and how: `dismissed by NAME: WHY`, or what brought it in, or who was forgotten."""

    quarantine_id: str
    file: str
    place: str
    conversation_id: str | None
    reason: str
    how: str
    cleared_at: datetime


def cleared(connection: duckdb.DuckDBPyConnection, id_prefix: str = "", how: str = "") -> list[Cleared]:
    """What has left quarantine, the first to leave first; only ids, and ways to leave, that begin so."""
    rows = connection.execute(_CLEARED, [id_prefix, how]).to_arrow_table().to_pylist()
    return [Cleared(**row) for row in rows]


_CLEARED = """
SELECT quarantine_id, file, place, conversation_id, reason, how, cleared_at FROM quarantine_cleared
WHERE starts_with(quarantine_id, $1) AND starts_with(how, $2) ORDER BY cleared_at, file, length(place), place
"""


def closed_places(connection: duckdb.DuckDBPyConnection, batch_id: str) -> set[str]:
    """The places of a batch that will never come in: dismissed, or a forgotten customer's."""
    found = connection.execute(_CLOSED_PLACES, [batch_id, FORGOTTEN, DISMISSED]).fetchall()
    return {row[0] for row in found}


_CLOSED_PLACES = """
SELECT DISTINCT place FROM quarantine_cleared WHERE batch_id = $1 AND (how = $2 OR starts_with(how, $3))
"""


def never_coming_in(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many records left quarantine and will never come in: `forgotten`, `dismissed`."""
    row = connection.execute(_NEVER, [FORGOTTEN, DISMISSED]).fetchone()
    return dict(zip(("forgotten", "dismissed"), row or (0, 0), strict=True))


_NEVER = """
SELECT count(*) FILTER (how = $1), count(*) FILTER (starts_with(how, $2)) FROM quarantine_cleared
"""
