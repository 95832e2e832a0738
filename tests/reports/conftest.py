"""A small warehouse written by hand: turns as (role, text), what was seen as (turn, name, level, quote)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data.warehouse import connect, insert, migrate
from insights.facts import FactSettings, make_facts
from insights.flags import FlagSettings, make_flags, reason_of
from insights.periods import Period, previous
from insights.planning import PlanSettings
from insights.plans import make_plans
from reports.context import ReportContext

CARD = "service@1"
QUESTIONS = {
    "civil": "Was the agent civil throughout?",
    "met_distress": "Did the agent respond with empathy when the customer was in distress?",
    "greeting": "Did the agent greet the customer?",
    "resolved": "Was the customer's problem resolved?",
}
PERIOD = Period(date(2026, 10, 24), date(2026, 11, 20), "Asia/Seoul")
START = datetime(2026, 11, 20, 2, tzinfo=UTC)
VALUES = {"yes": 1.0, "no": 0.0, "partly": 0.5}
LEVELS = ("empathy", "rudeness", "opportunity", "hostility")
CONTEXT = ReportContext(
    date=date(2026, 11, 21),
    period=PERIOD,
    previous=previous(PERIOD),
    time_zone="Asia/Seoul",
    title="Baram Parcel",
    thresholds={"empathy": 0.5, "rudeness": 0.7},
    questions=QUESTIONS,
)


class Workspace:
    """Rows for a warehouse file; `published` writes them, with facts, flags and plans, and opens it read-only."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "published.duckdb"
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.settings = FlagSettings()
        self.plan_settings = PlanSettings(minimum_sample=1)  # of the few rows of a test
        self.flagged: list[tuple[str, str, str, float]] = []

    def row(self, table: str, **columns: Any) -> None:
        self.rows.setdefault(table, []).append(columns)

    def agent(self, agent_id: str, name: str | None, team: str = "Seoul", exclude: bool = False) -> None:
        self.row(
            "agents", agent_id=agent_id, person_id=f"p-{agent_id}", name=name, team=team, exclude=exclude
        )

    def add(
        self,
        key: str,
        agent: str | None,
        turns: Sequence[tuple[str, str]],
        *,
        language: str = "en",
        days_ago: float = 1,
        seen: Sequence[tuple[int, str, int, str]] = (),
        answers: dict[str, tuple[str, float, Sequence[tuple[int, str]]]] | None = None,
        topic: str | None = "delay",
        score: float | None = 80,
        outcome: str | None = None,
        auto_fail: bool = False,
        **columns: Any,
    ) -> None:
        row = {
            "conversation_key": key,
            "source": "s",
            "conversation_id": f"id-{key}",
            "revision": 1,
            "batch_id": "b",
        }
        row |= {
            "is_current": True,
            "channel": "chat",
            "language": language,
            "times_ok": True,
            "metadata": "{}",
        }
        row |= {
            "agent_id": agent,
            "last_agent_id": agent,
            "warnings": [],
            "started_at": START - timedelta(days=days_ago),
        }
        row |= {"excluded": None, "not_scored": None, "customer_key": f"u-{key}"}
        row |= columns
        self.row("conversations", **row)
        for number, (role, text) in enumerate(turns):
            self.row(
                "turns", conversation_key=key, turn=number, role=role, agent_id=agent if role == "agent" else None,
                internal=False, text=text, language=language, t=number * 20.0, end_t=None, not_scored=None,
            )  # fmt: skip
            for name in LEVELS:
                level = max((lv for at, n, lv, _ in seen if (at, n) == (number, name)), default=0)
                if (role == "agent") == (name in ("empathy", "rudeness")):
                    self.row(
                        "verdicts", conversation_key=key, turn=number, name=name, level=level,
                        probability=0.9 if level else 0.05, detector="d", version="1",
                    )  # fmt: skip
        for turn, name, level, quote in seen:
            start = turns[turn][1].index(quote)
            self.row(
                "signals", conversation_key=key, turn=turn, name=name, level=level, probability=0.9,
                span_start=start, span_end=start + len(quote), detector="d", version="1",
            )  # fmt: skip
        for question, (answer, probability, quotes) in (answers or {}).items():
            evidence = [
                {"turn": turn, "span_start": at, "span_end": at + len(quote)}
                for turn, quote in quotes
                for at in [turns[turn][1].index(quote)]
            ]
            self.row(
                "answers", conversation_key=key, agent_id=agent, scorecard=CARD, section="Attitude", question=question, definition=question,
                answer=answer, value=VALUES.get(answer), probability=probability, weight=1.0,
                critical=question == "civil", reason=f"reason of {question}", evidence=evidence,
            )  # fmt: skip
        if answers:
            unsure = any(q == "civil" and a[0] == "unsure" for q, a in answers.items())
            self.row(
                "scores", conversation_key=key, agent_id=agent, scorecard=CARD, score=0.0 if auto_fail else score,
                answered_weight=0.9, auto_fail=auto_fail, provisional=unsure,
            )  # fmt: skip
        if topic:
            self.row("topics", conversation_key=key, topic=topic, given_by="declared", version="1")
        if outcome:
            self.row(
                "outcomes",
                conversation_key=key,
                outcome=outcome,
                probability=0.8,
                customer_left=False,
                refused=False,
                version="1",
            )

    def flag(self, subject: str, question: str, state: str, expected: float) -> None:
        """Says what is flagged, whatever the few rows of a test would make of it: that is not the report's to decide."""
        self.flagged.append((subject, question, state, expected))

    def batch(self, records: int, accepted: int, duplicate: int, quarantined: int, **columns: Any) -> None:
        row = {"batch_id": "b", "file": "chats.jsonl", "file_hash": "h", "read_at": START, "unknown_keys": 0}
        row |= {"records": records, "accepted": accepted, "duplicate": duplicate, "quarantined": quarantined}
        self.row("batches", **row, redacted=json.dumps({}), **columns)

    def published(self, period: Period = PERIOD) -> duckdb.DuckDBPyConnection:
        connection = connect(self.path)
        migrate(connection)
        for table, rows in self.rows.items():
            insert(connection, table, pa.Table.from_pylist(rows))
        make_facts(connection, FactSettings())
        make_flags(connection, period, self.settings)
        for subject, question, state, expected in self.flagged:
            self._decide(connection, {"subject": subject, "question": question}, state, expected)
        make_plans(connection, period, self.plan_settings)
        connection.close()
        return connect(self.path, read_only=True)

    def _decide(
        self, connection: duckdb.DuckDBPyConnection, of: dict[str, str], state: str, expected: float
    ) -> None:
        found = connection.execute(
            "SELECT * FROM flags WHERE subject = $subject AND question = $question", of
        )
        names = [column[0] for column in found.description]
        [row] = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
        row |= {"state": state, "expected": expected, "shares": 0, "total": row["observed"] * row["n"]}
        connection.execute(
            "UPDATE flags SET state = $state, expected = $expected, reason = $reason "
            "WHERE subject = $subject AND question = $question",
            of | {"state": state, "expected": expected, "reason": reason_of(row, self.settings)},
        )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def context() -> ReportContext:
    return CONTEXT


@pytest.fixture
def nasty() -> tuple[str, ...]:
    """Texts that try to be more than text."""
    return (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}}",
        "</title><b>",
        "</style><i>",
        "refund \u202edrac\u202c now",
        "$\\frac{1}{0}$",
        "]]>&lt;&#x27;",
    )


@pytest.fixture
def many(workspace: Workspace) -> Callable[[int, int], Workspace]:
    """A workspace of so many agents and conversations, a few of each with something to say."""

    def fill(agents: int, conversations: int) -> Workspace:
        for number in range(agents):
            workspace.agent(f"a{number:03}", f"Agent {number:03}")
        texts = [
            ("customer", "My parcel is late again and nobody told me."),
            ("agent", "I am sorry your parcel is late."),
            ("customer", "택배가 아직도 안 왔어요. 너무 속상해요."),
            ("agent", "As I already told you, it is on its way."),
            ("customer", "ขอบคุณค่ะ"),
            ("agent", "Thank you for contacting us."),
        ] * 2
        for number in range(conversations):
            agent = f"a{number % agents:03}"
            rude = number % agents < agents // 6 and number % 2 == 0
            answers = {
                "civil": (
                    "no" if rude else "yes",
                    0.97 if rude else 0.9,
                    [(3, "As I already told you")] if rude else [],
                ),
                "met_distress": ("partly" if number % 3 else "yes", 0.8, [(0, "My parcel is late again")]),
                "greeting": ("unsure" if number % 11 == 0 else "yes", 0.55, []),
                "resolved": ("yes" if number % 4 else "no", 0.7, []),
            }
            workspace.add(
                f"k{number:05}", agent, texts, days_ago=number % 56, answers=answers, topic=f"topic_{number % 12}",
                seen=[(0, "opportunity", 1, "My parcel is late again"), (1, "empathy", 1, "I am sorry your parcel")]
                + ([(3, "rudeness", 1, "As I already told you")] if rude else []),
                auto_fail=rude, outcome="resolved" if number % 4 else "unresolved",
            )  # fmt: skip
        return workspace

    return fill
