"""A small warehouse of flags, conversations and answers for tests of the training plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from data.warehouse import insert, migrate
from insights.periods import Period
from insights.planning import PlanSettings
from insights.plans import Teaching, make_plans

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28))
MONDAY = date(2026, 11, 30)
START = datetime(2026, 11, 10, 3, tzinfo=UTC)


class Centre:
    """Flags as rows, and conversations of one answer each. Figures of a flag are as given, not as answers say."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        migrate(self.connection)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.settings: dict[str, Any] = {}

    def row(self, table: str, **columns: Any) -> None:
        self.rows.setdefault(table, []).append(columns)

    def flag(self, subject: str, state: str = "below", **columns: Any) -> None:
        row = {
            "kind": "agent", "subject": subject, "definition": "1", "question": "empathy", "n": 40, "observed": 0.4,
            "expected": 0.8, "low": 0.3, "high": 0.5, "estimate": 0.5, "estimate_low": 0.4, "estimate_high": 0.6,
            "compared_with": 400, "state": state, "more_needed": None, "reason": "r", "worst": [], "best": [],
            "period_from": PERIOD.start, "period_to": PERIOD.end,
        }  # fmt: skip
        self.row("flags", **(row | columns))

    def answers(
        self, agent: str, yes: int = 0, no: int = 0, *, topic: str = "", language: str = "en", question: str = "empathy",
        definition: str = "1", **columns: Any,
    ) -> None:  # fmt: skip
        """Conversations named `agent-topic-yes1`, …, newest first, each with one answer and one score."""
        work = "-".join(part for part in (topic, language) if part != "en") or language
        for answer, number in [("yes", n + 1) for n in range(yes)] + [("no", n + 1) for n in range(no)]:
            key = f"{agent}-{work}-{answer}{number}"
            conversation = {
                "conversation_key": key, "source": "s", "conversation_id": f"id-{key}", "revision": 1, "batch_id": "b",
                "is_current": True, "channel": "chat", "language": language, "times_ok": True, "metadata": "{}",
                "agent_id": agent, "last_agent_id": agent, "warnings": [], "started_at": START - timedelta(hours=number),
            }  # fmt: skip
            self.row("conversations", **(conversation | columns))
            self.row(
                "answers", conversation_key=key, agent_id=agent, scorecard="c@1", section="s", question=question,
                definition=definition, answer=answer, value=1.0 if answer == "yes" else 0.0, probability=0.9, weight=1.0,
                critical=False, reason="r", evidence=[],
            )  # fmt: skip
            self.row("scores", conversation_key=key, agent_id=agent, scorecard="c@1", score=50.0, answered_weight=1.0,
                     auto_fail=False, provisional=False)  # fmt: skip
            if topic:
                self.row("topics", conversation_key=key, topic=topic, given_by="declared", version="1")

    def agent(self, agent_id: str, person_id: str | None = None, **columns: Any) -> None:
        self.row(
            "agents", agent_id=agent_id, person_id=person_id or agent_id, **({"exclude": False} | columns)
        )

    def effect(self, skill: str, people: int, effect: float | None, shortfall: float | None) -> None:
        """What training of a skill did, as the table `training_effects` tells it."""
        self.row(
            "training_effects", skill=skill, definition="1", people=people, controls=40, effect=effect, shortfall=shortfall,
            state="worked", reason="r", as_of=PERIOD.end, left_out=0, waiting=0, too_few=0, unmatched=0, repeated=0,
        )  # fmt: skip

    def fill(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
        """The tables, here or elsewhere, with what was added since."""
        filled = connection or self.connection
        for table, rows in self.rows.items():
            keys = dict.fromkeys(key for row in rows for key in row)
            insert(filled, table, pa.table({key: [row.get(key) for row in rows] for key in keys}))
        self.rows = {}
        return filled

    def plan(self, teaching: Mapping[str, Teaching] | None = None, **settings: Any) -> list[dict[str, Any]]:
        """The table `plans`, made anew."""
        make_plans(self.fill(), PERIOD, PlanSettings(**settings), teaching)
        return self.table("plans")

    def table(self, name: str) -> list[dict[str, Any]]:
        return self.connection.execute(f"SELECT * FROM {name}").to_arrow_table().to_pylist()  # noqa: S608
