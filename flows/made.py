"""Whether a stop that is made as a whole is up to date: kept in `made`, under all conversations together."""

from __future__ import annotations

import duckdb

from data.warehouse import fingerprint
from qa_rules.definitions import version_of


def is_changed(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> bool:
    """Whether anything that a whole-table stop rests on changed since it was made."""
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    row = connection.execute(
        "SELECT version FROM made WHERE stop = ? AND conversation_key = '*'", [stop]
    ).fetchone()
    return row is None or row[0] != version


def remember_made(
    connection: duckdb.DuckDBPyConnection, stop: str, tables: tuple[str, ...], *settings: object
) -> None:
    """Keeps what a stop was made from."""
    version = version_of(fingerprint(connection, tables), [str(s) for s in settings])
    connection.execute("DELETE FROM made WHERE stop = ? AND conversation_key = '*'", [stop])
    connection.execute("INSERT INTO made VALUES (?, '*', ?)", [stop, version])
