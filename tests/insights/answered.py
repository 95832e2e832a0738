"""A small warehouse of answers, by day, for what is followed over time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from data.warehouse import insert, migrate

VALUES = {"yes": 1.0, "no": 0.0, "partly": 0.5}


class Answered:
    """An in-memory warehouse; each answer is a conversation of its own."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone='UTC'")
        migrate(self.connection)
        self.numbers = itertools.count()
        self.pending: dict[str, list[dict[str, Any]]] = {}

    def add(
        self, agent: str | None, when: datetime | None, answers: Iterable[str], *, question: str = "greeting",
        definition: str = "1", topic: str = "delay", facts: dict[str, float] | None = None, **columns: Any,
    ) -> list[str]:  # fmt: skip
        keys = []
        for answer in answers:
            key = f"c{next(self.numbers):06}"
            keys.append(key)
            row = {
                "conversation_key": key,
                "source": "s",
                "conversation_id": key,
                "revision": 1,
                "batch_id": "b",
            }
            row |= {
                "is_current": True,
                "times_ok": True,
                "metadata": "{}",
                "warnings": [],
                "started_at": when,
            }
            row |= {"language": "en", "channel": "chat", "queue": "desk"}
            self.row("conversations", row | columns)
            self.row(
                "topics", {"conversation_key": key, "topic": topic, "given_by": "declared", "version": "1"}
            )
            self.row("answers", {
                "conversation_key": key, "agent_id": agent, "scorecard": "card@1", "section": "s", "question": question,
                "definition": definition, "answer": answer, "value": VALUES.get(answer), "probability": 0.9,
                "weight": 1.0, "critical": False, "reason": "r", "evidence": [],
            })  # fmt: skip
            for fact, value in (facts or {}).items():
                self.row("facts", {"conversation_key": key, "fact": fact, "value": value})
        return keys

    def row(self, table: str, row: dict[str, Any]) -> None:
        self.pending.setdefault(table, []).append(row)

    def rows(self, table: str) -> list[dict[str, Any]]:
        found = self.flush().table(table)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def flush(self) -> duckdb.DuckDBPyConnection:
        for table, rows in self.pending.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            insert(self.connection, table, pa.Table.from_pylist([dict.fromkeys(names) | row for row in rows]))
        self.pending = {}
        return self.connection


def at(day: Any, hour: int = 12) -> datetime:
    """Noon of a day, UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
