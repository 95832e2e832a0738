"""Published tables as files for programs: CSV, Parquet and JSON Lines, written by the database itself."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any, Final

import duckdb

from reports.formulas import FORMULA_STARTS
from reports.wording import rows

TABLES: Final = (
    "conversations",
    "answers",
    "scores",
    "signals",
    "flags",
    "plans",
    "facts",
    "topics",
    "reviews",
)
FORMATS: Final = ("csv", "parquet", "jsonl")
_OPTIONS: Final = {
    "csv": "FORMAT csv, HEADER true, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ'",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "jsonl": "FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ'",
}


def export_table(connection: duckdb.DuckDBPyConnection, what: str, format: str, path: Path) -> int:
    """Writes one of TABLES to a file, whose name ends in anything, and returns its number of rows.

    Conversations are the current revisions. In CSV, nested values are JSON, and a text that begins as a formula does
    stands behind an apostrophe (reports/formulas.py); Parquet and JSON Lines hold every value as it is. The same tables
    give the same bytes. Raises duckdb.Error where the file cannot be written.
    """
    sql = _sql(what)
    columns = [(name, kind) for name, kind, *_ in connection.execute(f"DESCRIBE {sql}").fetchall()]
    shown = ", ".join(map(_in_csv, columns)) if format == "csv" else "*"
    values = {"path": str(path)} | ({"formulas": list(FORMULA_STARTS)} if "$formulas" in shown else {})
    # the file is given its own name by the caller, once it is whole
    copy = (
        f"COPY (SELECT {shown} FROM ({sql}) ORDER BY ALL) TO $path ({_OPTIONS[format]}, USE_TMP_FILE false)"  # noqa: S608  # names of ours
    )
    row = connection.execute(copy, values).fetchone()
    return int(row[0]) if row else 0


def table_rows(
    connection: duckdb.DuckDBPyConnection, what: str, keys: list[str] | None = None
) -> list[dict[str, Any]]:
    """The rows of an export in its order, as they are in JSON Lines; keys: only of these conversations."""
    of_these = "WHERE list_contains($keys, conversation_key)" if keys is not None else ""
    sql = f"SELECT * FROM ({_sql(what)}) {of_these} ORDER BY ALL"  # noqa: S608  # names of ours
    return rows(connection.execute(sql, {"keys": keys} if keys is not None else {}))


def _sql(what: str) -> str:
    return (resources.files("reports") / "sql" / "export" / f"{what}.sql").read_text(encoding="utf-8")


def _in_csv(column: tuple[str, str]) -> str:
    """A column as CSV holds it."""
    name, kind = column
    value = f'"{name}"'
    if kind == "VARCHAR":
        return f"CASE WHEN list_contains($formulas, {value}[1]) THEN chr(39) || {value} ELSE {value} END AS {value}"
    is_nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
    return f"to_json({value}) AS {value}" if is_nested else value
