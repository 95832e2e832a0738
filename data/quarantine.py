"""The quarantine: what was refused, with the place, the reason and the remedy, so that nothing is lost in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.intake import Rejected
from data.warehouse import replace_rows

_RESULTS: Final = "results"
_RESULTS_OF: Final = "results of"
QUARANTINE: Final = pa.schema(
    [
        (name, pa.string())
        for name in (
            "quarantine_id",
            "batch_id",
            "file",
            "place",
            "conversation_id",
            "reason",
            "remedy",
            "excerpt",
            "expectation",
        )
    ]
)


def add_to_quarantine(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    """Puts rows into quarantine; the same refusal again replaces the older row."""
    replace_rows(connection, "quarantine", pa.Table.from_pylist(rows, QUARANTINE), ("quarantine_id",))


def quarantine_row(
    path: Path, batch_id: str, item: Rejected, expectation: str | None = None
) -> dict[str, Any]:
    """What was refused as a row of the table `quarantine`."""
    return {
        "quarantine_id": digest(batch_id, path.name, item.place, item.conversation_id, item.reason),
        "batch_id": batch_id, "file": path.name, "place": item.place, "conversation_id": item.conversation_id,
        "reason": item.reason, "remedy": item.remedy, "excerpt": item.excerpt_redacted, "expectation": expectation,
    }  # fmt: skip


def quarantine_breaches(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], breaches: Mapping[str, str]
) -> None:
    """Quarantines stored conversations by key, with the expectation on answers or scores that they failed.

    keys: all that were checked; what waited in quarantine for one of them, and holds now, leaves it.
    """
    checked = pa.table({"place": pa.array([f"{_RESULTS_OF} {key}" for key in keys], pa.string())})
    connection.register("checked", checked)
    try:
        connection.execute(
            "DELETE FROM quarantine WHERE batch_id = ? AND place IN (SELECT place FROM checked)", [_RESULTS]
        )
    finally:
        connection.unregister("checked")
    rows = []
    for key, expectation in sorted(breaches.items()):
        found = connection.execute(_ORIGIN, [key]).fetchone()
        if found:
            reason = f"its results break a contract: {expectation}"
            item = Rejected(
                f"{_RESULTS_OF} {key}", reason, "report it: this is a fault of ours", "", found[0]
            )
            rows.append(quarantine_row(Path(found[1]), _RESULTS, item, expectation))
    add_to_quarantine(connection, rows)


_ORIGIN = """
SELECT c.conversation_id, coalesce(b.file, '') FROM conversations c LEFT JOIN batches b USING (batch_id)
WHERE c.conversation_key = ?
"""


def digest(*parts: object) -> str:
    """20 hex digits over the parts: the id of a batch, or of a quarantined record."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[
        :20
    ]
