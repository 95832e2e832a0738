"""Whether a stop over whole tables is up to date: what it rests on is remembered in `made`."""

from __future__ import annotations

import duckdb

from data.warehouse import fingerprint
from qa_rules.definitions import version_of


def changed(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> bool:
    """Whether anything that a whole-table stop rests on changed since it was made."""
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    row = connection.execute(
        "SELECT version FROM made WHERE stop = ? AND conversation_key = '*'", [stop]
    ).fetchone()
    return row is None or row[0] != version


def remember(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> None:
    """Writes down what a stop was made from."""
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    connection.execute("DELETE FROM made WHERE stop = ? AND conversation_key = '*'", [stop])
    connection.execute("INSERT INTO made VALUES (?, '*', ?)", [stop, version])
