"""A report with a full training plan, to be looked at: `python -m tests.bench.plan_report FOLDER [--agents N] [--seed N]`.

The demo's samples are few, so that nobody is flagged there. Here every language has agents enough; two in each are truly
poor, one only in one topic, one has just started and one leaves. Answers are drawn, texts are stock phrases, and flags are
decided as on any night.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from data.warehouse import hold_workspace, insert, open_published, open_warehouse, publish
from flows.night import prepare_night
from flows.night_context import report_context
from flows.nightly import compute_facts, raise_flags
from flows.training_plan import plan_training
from qa_rules.library import load_library
from qa_rules.scorecards import Question
from reports.report import write_report

DAY: Final = date(2026, 11, 20)
WORDS: Final = {
    "en": ("My parcel is two weeks late and it was for my mother's birthday.", "Two weeks late for a birthday, that is a real disappointment. I am sorry.",
           "It is on its way.", "You will hear from me by 4 pm tomorrow.", "We will see."),
    "ko": ("어머니 생신 선물인데 택배가 2주나 늦었어요. 너무 속상해요.", "생신 선물이 2주나 늦어져 많이 속상하셨겠어요. 정말 죄송합니다.",
           "배송 중입니다.", "내일 오후 4시까지 제가 직접 전화드리겠습니다.", "기다려 보세요."),
    "th": ("พัสดุช้าไปสองสัปดาห์แล้วค่ะ เป็นของขวัญวันเกิดคุณแม่ เสียใจมาก", "ของขวัญวันเกิดคุณแม่ช้าไปสองสัปดาห์ เข้าใจเลยว่าเสียใจมาก ต้องขออภัยจริงๆ ค่ะ",
           "กำลังจัดส่งค่ะ", "จะโทรแจ้งผลภายในบ่ายสี่โมงพรุ่งนี้นะคะ", "รอก่อนนะคะ"),
}  # fmt: skip
NAMES: Final = {"en": "Agent Reid {}", "ko": "김상담 {}", "th": "กมล {}"}
TOPICS: Final = ("delay", "refund", "lost_or_damaged")
ASKED: Final = ("met_distress", "next_step", "civil", "closing")


def main() -> None:
    """Fills a workspace, decides, plans and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agents", type=int, default=50, help="in each language")
    parser.add_argument("--contacts", type=int, default=60, help="of each agent in the four weeks")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    folder: Path = given.folder
    folder.mkdir(parents=True)
    (folder / "convoqa.yaml").write_text(_SETTINGS, encoding="utf-8")
    tables = drawn(given.agents, given.contacts, np.random.default_rng(given.seed))
    workspace = folder / "workspace"
    with hold_workspace(workspace):
        with open_warehouse(workspace) as connection:
            for name, rows in tables.items():
                insert(connection, name, _table(rows))
        night = prepare_night(workspace, [folder], folder / "convoqa.yaml", DAY)
        for step in (compute_facts, raise_flags, plan_training):
            print(step(night).note)
        with open_warehouse(workspace) as connection:
            publish(connection, workspace)
    with open_published(workspace) as connection:
        context = report_context(connection, night)
        if context:
            print(write_report(connection, workspace / "reports", context))


def drawn(agents: int, contacts: int, rng: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    """Rows of agents, conversations, turns, topics, answers and scores."""
    cards = {card.scorecard: card for card in load_library().scorecards}
    asked = [question for question in cards["default"].questions if question.id in ASKED]
    tables: dict[str, list[dict[str, Any]]] = {}
    for language in WORDS:
        for number in range(agents):
            agent = f"{language}-{number:02}"
            started = DAY - timedelta(days=10) if number == 3 else date(2024, 1, 1)
            ended = DAY + timedelta(days=9) if number == 4 else None
            tables.setdefault("agents", []).append(
                {"agent_id": agent, "person_id": agent, "name": NAMES[language].format(number), "team": language,
                 "started_on": started, "ended_on": ended, "exclude": False}
            )  # fmt: skip
            for contact in range(contacts):
                _contact(tables, agent, number, language, contact, asked, rng)
    return tables


def _contact(
    tables: dict[str, list[dict[str, Any]]], agent: str, number: int, language: str, contact: int,
    asked: list[Question], rng: np.random.Generator,
) -> None:  # fmt: skip
    key, topic = f"{agent}-{contact:03}", TOPICS[int(rng.integers(len(TOPICS)))]
    customer, kind, cold, promise, vague = WORDS[language]
    good = {q.id: bool(rng.random() < _rate(number, q.id, topic)) for q in asked}
    turns = [("customer", customer), ("agent", kind if good["met_distress"] else cold)]
    turns += [("customer", "?"), ("agent", promise if good["next_step"] else vague)]
    started = datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(hours=contact * 7)
    rows = {
        "conversations": [{
            "conversation_key": key, "source": "s", "conversation_id": f"c-{key}", "revision": 1, "batch_id": "b", "is_current": True,
            "channel": "chat", "language": language, "started_at": started, "times_ok": True, "metadata": "{}", "agent_id": agent,
            "last_agent_id": agent, "warnings": [],
        }],
        "turns": [
            {"conversation_key": key, "turn": place, "role": role, "agent_id": agent if role == "agent" else None,
             "internal": False, "text": text, "language": language, "t": place * 20.0}
            for place, (role, text) in enumerate(turns)
        ],
        "topics": [{"conversation_key": key, "topic": topic, "given_by": "declared", "version": "1"}],
        "answers": [_answer(key, agent, q, good[q.id], turns) for q in asked],
        "scores": [{"conversation_key": key, "agent_id": agent, "scorecard": "default@1", "score": 70.0, "answered_weight": 1.0,
                    "auto_fail": False, "provisional": False}],
    }  # fmt: skip
    for name, found in rows.items():
        tables.setdefault(name, []).extend(found)


def _answer(
    key: str, agent: str, question: Question, good: bool, turns: list[tuple[str, str]]
) -> dict[str, Any]:
    places = {"met_distress": [0, 1], "next_step": [3], "civil": [1], "closing": []}[question.id]
    places = places if good or question.id != "next_step" else []
    return {
        "conversation_key": key, "agent_id": agent, "scorecard": "default@1", "section": "s", "question": question.id,
        "definition": question.definition, "answer": "yes" if good else "no", "value": float(good), "probability": 0.93, "weight": 1.0,
        "critical": False, "reason": "seen in the words quoted" if places else "looked for in 2 turns of the agent",
        "evidence": [{"turn": p, "span_start": 0, "span_end": len(turns[p][1])} for p in places],
    }  # fmt: skip


def _rate(number: int, question: str, topic: str) -> float:
    """The first two agents of a language, the new one and the one who leaves are poor; the third in one topic only."""
    poor = {"met_distress": (0, 1, 3, 4), "next_step": (0,)}.get(question, ())
    in_topic = question == "met_distress" and number in (2, 5) and topic == "refund"
    return 0.25 if number in poor else 0.05 if in_topic else 0.8


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table({key: [row[key] for row in rows] for key in rows[0]})


_SETTINGS: Final = """
title: A made-up centre
time_zone: Asia/Seoul
training: {sessions_a_week: 2, weeks: 2, absences: [{agent: ko-00, from: 2026-11-24, to: 2026-11-25}, {agent: nobody, from: 2026-11-24, to: 2026-11-25}]}
"""


if __name__ == "__main__":
    main()
