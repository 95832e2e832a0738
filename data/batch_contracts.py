"""Contracts on a night's new files as a whole, by format: what no single record shows, and a changed vendor does.

A critical one that fails stops the night before anything is scored; warnings and notes are told. Every result is kept
in `contract_results`, by run and format. What is checked is counts and shares: no text and no id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from data.contracts import between, failing_rows
from data.warehouse import WorkspaceError, insert, table_schema, transaction

if TYPE_CHECKING:
    import pandas as pd

CRITICAL, WARNING, INFO = "critical", "warning", "info"
QUARANTINE_STOP: Final = 0.05
LEAST: Final = 20  # a share of fewer records says nothing
DAYS: Final = 14
FEW_DAYS, STEADY_DAYS = 5, 10
QUARANTINED: Final = "quarantined"


class BatchStopped(WorkspaceError):
    """New files of which too much is in quarantine: they are not scored until somebody acts. The message says how."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What is expected of a figure of a format's new files: limits (None is none), and what it means, in words."""

    name: str
    words: str
    severity: str
    at_least: float | None
    at_most: float | None


def contracts(quarantine_stop: float = QUARANTINE_STOP) -> tuple[Contract, ...]:
    """Every contract on a batch. quarantine_stop: the largest share of records that may be in quarantine."""
    return (
        Contract(QUARANTINED, "share of records that could not be taken in", CRITICAL, None, quarantine_stop),
        Contract("records_to_usual", f"records, against the fewest and the most of a day in the last {DAYS} days", WARNING, 0.5, 2),
        Contract("one_sided", "share of conversations in which only one side speaks", WARNING, None, 0.4),
        Contract("times_out_of_order", "share of conversations whose times jump back", WARNING, None, 0.05),
        Contract("language_unexpected", "share of conversations in a language that is not judged", WARNING, None, 0.1),
        Contract("empty_text", "share of turns of agents and customers without text", WARNING, None, 0.1),
        Contract("id_twice", "share of conversations whose id came twice with different content", WARNING, None, 0.01),
        Contract("agent_unknown", "share of agents' turns by nobody in agents.csv", WARNING, None, 0.05),
        Contract("duplicate", "share of records that came before", INFO, None, 0.5),
        Contract("without_start", "share of conversations that do not say when they began", INFO, None, 0.1),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overfull:
    """A file or a format of which too much is in quarantine. reason: the most frequent one."""

    name: str
    records: int
    quarantined: int
    reason: str

    @property
    def share(self) -> float:
        """The quarantined share, 0 to 1."""
        return self.quarantined / self.records

    def sentence(self, quarantine_stop: float) -> str:
        """Why nothing new is scored, and what to do."""
        return (
            f"{self.quarantined} of {self.records} records of {self.name} are in quarantine ({self.share:.1%}, at most "
            f"{quarantine_stop:.1%} may be), mostly because {self.reason}. Nothing new is scored: look at `convoqa "
            "quarantine list`, put the cause right and run `convoqa quarantine retry`, take out what will never come in "
            "with `convoqa quarantine dismiss`, or raise `quarantine_stop` in convoqa.yaml for one run"
        )


def overfull(connection: duckdb.DuckDBPyConnection, quarantine_stop: float) -> list[Overfull]:
    """Files, and formats over all their files, that pass the share and may not be scored yet; the fullest first."""
    found = [Overfull(*row[1:]) for row in _shares(connection)]
    return [item for item in found if item.share > quarantine_stop]


def _shares(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int, int, str]]:
    rows: list[tuple[str, str, int, int, str]] = connection.execute(_SHARES, [LEAST]).fetchall()
    return rows


# Of what was quarantined, only what still waits there counts: not a forgotten customer's, nor what was dismissed.
_SHARES = """
WITH waiting AS (SELECT batch_id, count(*) AS waiting FROM quarantine GROUP BY batch_id),
fresh AS (
    SELECT batch_id, file, coalesce(format, 'unknown') AS kind, coalesce(waiting, 0) AS quarantined,
        records - before_since - b.quarantined + coalesce(waiting, 0) AS records
    FROM batches b LEFT JOIN waiting USING (batch_id) WHERE checked IS NOT TRUE
),
counted AS (
    SELECT kind, file AS name, records, quarantined, [batch_id] AS batch_ids FROM fresh
    UNION ALL
    SELECT kind, 'the format ' || kind, sum(records), sum(quarantined), list(batch_id) FROM fresh GROUP BY kind
)
SELECT kind, name, records::BIGINT, quarantined::BIGINT,
       coalesce((SELECT mode(reason ORDER BY reason) FROM quarantine q WHERE list_contains(batch_ids, q.batch_id)), '')
FROM counted WHERE records >= $1
ORDER BY quarantined / records DESC, records DESC, name
"""


def check_batches(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    quarantine_stop: float,
    languages: Sequence[str],
    now: datetime | None = None,
) -> int:
    """Checks the files that were not checked yet, and keeps the results; returns how many contracts could be checked.

    languages: those that are judged. now: for the days that make the usual number of records.
    """
    moment = now or datetime.now(UTC)
    frame = _figures(connection, languages, moment)
    checked = contracts(quarantine_stop)
    failing = failing_rows("batches", frame, suite(checked))
    rows = [
        {
            "run_id": run_id, "format": frame["format"].iloc[place], "contract": contract.name,
            "severity": contract.severity, "holds": place not in failing[contract.name],
            "observed": float(frame[contract.name].iloc[place]),
            "at_least": contract.at_least, "at_most": contract.at_most, "checked_at": moment,
        }
        for place in range(len(frame))
        for contract in checked
        if frame[contract.name].notna().iloc[place]
    ]  # fmt: skip
    with transaction(connection):
        connection.execute("DELETE FROM contract_results WHERE run_id = ?", [run_id])
        insert(connection, "contract_results", pa.Table.from_pylist(rows, RESULTS))
    return len(rows)


RESULTS: Final = table_schema(
    run_id=pa.string(),
    format=pa.string(),
    contract=pa.string(),
    severity=pa.string(),
    holds=pa.bool_(),
    observed=pa.float64(),
    at_least=pa.float64(),
    at_most=pa.float64(),
    checked_at=pa.timestamp("us", tz="UTC"),
)


def suite(checked: Sequence[Contract]) -> dict[str, Any]:
    """The expectations by the contract's name."""
    return {c.name: between(c.name, c.at_least, c.at_most, c.severity) for c in checked}


def _figures(connection: duckdb.DuckDBPyConnection, languages: Sequence[str], now: datetime) -> pd.DataFrame:
    """One row a format, a column a contract; null where a contract cannot be checked."""
    sql = (resources.files("data") / "sql" / "batch_figures.sql").read_text(encoding="utf-8")
    frame = connection.execute(
        sql,
        {
            "least": LEAST, "languages": list(languages), "today": now.astimezone(UTC).date(),
            "days": DAYS, "few": FEW_DAYS, "steady": STEADY_DAYS,
        },
    ).df()  # fmt: skip
    fullest: dict[str, float] = {}
    for kind, _, records, quarantined, _ in _shares(connection):
        fullest.setdefault(kind, quarantined / records)
    return frame.assign(**{QUARANTINED: frame["format"].map(fullest).astype(float)})


def accept_batches(connection: duckdb.DuckDBPyConnection, quarantine_stop: float) -> None:
    """Lets the files that were not checked yet be scored. Raises BatchStopped where too much is in quarantine."""
    full = overfull(connection, quarantine_stop)
    if full:
        raise BatchStopped(full[0].sentence(quarantine_stop))
    connection.execute("UPDATE batches SET checked = true WHERE checked IS NOT TRUE")


def broken_contracts(
    connection: duckdb.DuckDBPyConnection, run_id: str | None = None
) -> list[dict[str, Any]]:
    """What failed in a run, the gravest first: rows of `contract_results`, and `told`. None: the newest that checked anything."""
    rows: list[dict[str, Any]] = connection.execute(_BROKEN, [run_id]).to_arrow_table().to_pylist()
    return [row | {"told": _told(row)} for row in rows]


def _told(row: dict[str, Any]) -> str:
    words = {contract.name: contract.words for contract in contracts()}.get(row["contract"], row["contract"])
    limits = [f"{name} {row[key]:.2f}" for key, name in _LIMITS.items() if row[key] is not None]
    return f"{row['severity']}, {row['format']}: {words} is {row['observed']:.2f}, expected {' and '.join(limits)}"


_LIMITS: Final = {"at_least": "at least", "at_most": "at most"}


_BROKEN = """
SELECT * FROM contract_results
WHERE NOT holds AND run_id = coalesce($1, (SELECT arg_max(run_id, rowid) FROM contract_results))
ORDER BY list_position(['critical', 'warning', 'info'], severity), format, contract
"""
