"""The trainer's plan in the report: figures, anonymised examples, script steps and exercise, and why nobody is planned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from insights.planning import Absence, PlanSettings
from reports.context import ReportContext
from reports.findings import flags_of, people, plans_of
from reports.lessons import Instructions, Lesson, StepWords
from reports.plan import Plan, training_plan
from reports.report import report_pages
from tests.reports.conftest import PERIOD, Workspace

SAD, KIND, COLD = (
    "It was for her birthday.",
    "Hannah and I are sorry it missed her birthday.",
    "It is on its way.",
)
EXERCISE = Instructions(
    "empathy_statements", 40, (2, 8), {"en": "Name it", "ko": "짚어 주기"}, {"en": "They name it."}, {"en": ("Cards.",)},
    {"en": ("First this.",), "ko": ("먼저 이것.",)}, {"en": "Listen to ten."},
)  # fmt: skip
LESSON = Lesson(
    steps=(StepWords("s/sorry", "says sorry", {"en": ("I am sorry.",), "ko": ("죄송합니다.",)}),),
    phrases={
        "en": ("packs/en/empathy.yaml", ("no wonder you",)),
        "ko": ("packs/ko/empathy.yaml", ("상하신 마음",)),
    },
    exercise=EXERCISE,
)


def fill(workspace: Workspace, language: str = "en", **columns: Any) -> None:
    """Marcus is below on empathy, Hannah and Priya are not; every one has twenty answers."""
    for agent, name in (("a1", "Marcus Bell"), ("a2", "Hannah Reid"), ("a3", "Priya Nair")):
        workspace.agent(agent, name)
        for number in range(20):
            good = agent != "a1" or number > 14
            reply = KIND if good else COLD
            workspace.add(
                f"{agent}-{number:02}", agent, [("customer", SAD), ("agent", reply)], language=language, days_ago=1 + number / 24,
                answers={"met_distress": ("yes" if good else "no", 0.9, [(0, SAD), (1, reply)])}, **columns,
            )  # fmt: skip
    workspace.flag("p-a1", "met_distress", "below", 0.9)


def section(page: str) -> str:
    """The plan as text, and no further."""
    found = re.search(r'<section id="plan">.*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def trainers_page(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> str:
    return dict(report_pages(connection, context))["trainer.html"]


def training_plan_of(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> Plan:
    return training_plan(connection, plans_of(connection), flags_of(connection), people(connection), context)


@pytest.fixture
def planned(context: ReportContext) -> ReportContext:
    return replace(context, lessons={"met_distress": LESSON})


def test_a_session_has_figures_examples_step_phrases_and_exercise(
    workspace: Workspace, planned: ReportContext
) -> None:
    fill(workspace)
    said = section(trainers_page(workspace.published(), planned))
    for part in (
        "1 session planned", "Did the agent respond with empathy when the customer was in distress?", "Week of 2026-11-23",
        "held in English", "Marcus Bell 20 25 % 90 %", "1 agent is below what colleagues reach: 25 % of 20 answers against 90 %.",
        "Examples of the gap", COLD, "The same situation handled well", "s/sorry", "Says sorry.", "I am sorry.",
        "packs/en/empathy.yaml", "no wonder you", "Name it", "40 min, 2 to 8 people", "They name it.", "Cards.", "First this.",
        "Listen to ten.", "Nobody of the watch list is planned",
    ):  # fmt: skip
        assert part in said, part
    assert "죄송합니다" not in said


def test_a_session_speaks_its_language_and_english_where_the_exercise_lacks_it(
    workspace: Workspace, planned: ReportContext
) -> None:
    fill(workspace, language="ko")
    said = section(trainers_page(workspace.published(), planned))
    for part in ("held in Korean", "죄송합니다.", "상하신 마음", "짚어 주기", "먼저 이것.", "They name it."):
        assert part in said
    assert "First this." not in said


def test_examples_are_at_most_five_of_each_without_anybodys_name(
    workspace: Workspace, planned: ReportContext
) -> None:
    fill(workspace)
    connection = workspace.published()
    plan = training_plan_of(connection, planned)
    (session,) = plan.sessions
    assert {e["agent_id"] for e in session["gaps"]} == {"a1"}
    assert {e["agent_id"] for e in session["good"]} == {"a2", "a3"}
    assert (len(session["gaps"]), len(session["good"])) == (5, 5)
    texts = [q.text for e in (*session["gaps"], *session["good"]) for q in e["quotes"]]
    assert "[colleague] and I are sorry it missed her birthday." in texts
    assert not any(
        name in text for text in texts for name in ("Hannah", "Reid", "Marcus", "Bell", "Priya", "Nair")
    )


def test_deleted_words_are_told(workspace: Workspace, planned: ReportContext) -> None:
    fill(workspace)
    for turn in workspace.rows["turns"]:
        turn["text"] = ""
    said = section(trainers_page(workspace.published(), planned))
    assert said.count("(its text was deleted)") == 20


def test_nobody_planned_says_why_and_points_to_the_watch_list(
    workspace: Workspace, context: ReportContext
) -> None:
    workspace.agent("a1", "Marcus Bell")
    workspace.add("k", "a1", [("agent", KIND)], answers={"met_distress": ("yes", 0.9, [(0, KIND)])})
    page = trainers_page(workspace.published(), context)
    said = section(page)
    assert "Nobody is planned: no agent is clearly below colleagues on any question" in said
    assert "1 comparison of an agent and a question had not enough conversations yet." in said
    assert re.search(r'<section id="plan">.*?href="index.html"', page, re.DOTALL)


def test_nothing_at_all_is_no_plan(workspace: Workspace, context: ReportContext) -> None:
    assert "Nobody is planned: no agent has an answer in this period." in section(
        trainers_page(workspace.published(), context)
    )


@pytest.mark.parametrize(
    ("settings", "agent", "said"),
    [
        (
            PlanSettings(absences=(Absence("a1", date(2026, 11, 1), date(2027, 2, 1)),)),
            {},
            "absent when the session is held",
        ),
        (
            PlanSettings(),
            {"started_on": PERIOD.end - timedelta(days=5)},
            "started less than 30 days before: part of the onboarding",
        ),
        (PlanSettings(), {"ended_on": PERIOD.end}, "has left, or leaves"),
        (PlanSettings(absences=(Absence("zz", PERIOD.end, PERIOD.end),)), {}, "Absences of zz were left out"),
    ],
)
def test_who_is_not_planned_is_named_with_the_reason(
    workspace: Workspace, planned: ReportContext, settings: PlanSettings, agent: dict[str, Any], said: str
) -> None:
    fill(workspace)
    for row in workspace.rows["agents"]:
        row |= {"started_on": None, "ended_on": None} | (agent if row["agent_id"] == "a1" else {})
    workspace.plan_settings = settings
    found = section(trainers_page(workspace.published(), replace(planned, plan_settings=settings)))
    assert said in found
    assert "Marcus Bell" in found


def test_texts_are_texts(workspace: Workspace, planned: ReportContext, nasty: tuple[str, ...]) -> None:
    fill(workspace)
    for row in workspace.rows["agents"]:
        row["name"] = nasty[0] + row["agent_id"]
    for turn in workspace.rows["turns"]:
        turn["text"] = nasty[1] * 3
    page = trainers_page(workspace.published(), planned)
    assert nasty[0] not in page
    assert nasty[1] not in page


def test_the_plan_reads_the_same_twice(many: Callable[[int, int], Workspace], context: ReportContext) -> None:
    connection = many(12, 600).published()
    assert training_plan_of(connection, context) == training_plan_of(connection, context)
