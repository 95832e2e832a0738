"""The numbers: what counts, what they are compared with, and when a difference is more than chance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reports.context import ReportContext
from reports.figures import Figure, figures
from reports.to_decide import to_decide
from tests.reports.conftest import START


def number(workspace: Any, context: ReportContext, name: str) -> tuple[float | None, int]:
    found = {figure.name: figure for figure in figures(workspace.published(), context).headline}[name]
    return found.value, found.n


# One letter a turn: o an opportunity, c another customer turn, e an empathic agent turn, a another agent turn.
# Capitals are another agent's.
@pytest.mark.parametrize(
    ("turns", "met", "of"),
    [
        ("oe", 1, 1),
        ("oae", 1, 1),
        ("oaae", 0, 1),
        ("ocacae", 0, 1),
        ("ea", None, 0),
        ("eo", None, 0),
        ("oaoe", 2, 2),
        ("oaaoe", 1, 2),
        ("ooe", 2, 2),
        ("aoE", None, 0),  # the holder never answered: another agent's words are not theirs
        ("aoAAe", 1, 1),
        ("aAoE", 1, 1),
    ],
)
def test_empathy_met_within_two_turns_of_the_same_agent(
    workspace: Any, context: ReportContext, turns: str, met: int | None, of: int
) -> None:
    said = [("customer" if t in "oc" else "agent", f"turn {n}") for n, t in enumerate(turns)]
    names = {"o": "opportunity", "e": "empathy", "E": "empathy"}
    seen = [(n, names[t], 1, f"turn {n}") for n, t in enumerate(turns) if t in names]
    workspace.add("k", "a-1", said, seen=seen, answers={"greeting": ("yes", 0.9, [])})
    for row in workspace.rows["turns"]:
        if turns[row["turn"]].isupper():
            row["agent_id"] = "a-2"
    share = None if met is None else met / of
    assert number(workspace, context, "empathy_met") == (share, of)


@pytest.mark.parametrize(("person", "met"), [("p-a-1", 1.0), ("p-a-2", None)])
def test_a_person_with_two_ids_answers_as_one_agent(
    workspace: Any, context: ReportContext, person: str, met: float | None
) -> None:
    said = [("agent", "Hello"), ("customer", "I am sad"), ("agent", "I am sorry")]
    seen = [(1, "opportunity", 1, "sad"), (2, "empathy", 1, "sorry")]
    workspace.add("k", "a-1", said, seen=seen, answers={"greeting": ("yes", 0.9, [])})
    workspace.rows["turns"][2]["agent_id"] = "a-2"
    workspace.agent("a-1", "Jo")
    workspace.row("agents", agent_id="a-2", person_id=person, name="Jo", team="Seoul", exclude=False)
    assert number(workspace, context, "empathy_met")[0] == met


@pytest.mark.parametrize(
    ("columns", "counted"),
    [
        ({}, 1),
        ({"is_current": False}, 0),
        ({"excluded": "test"}, 0),
        ({"started_at": None}, 0),
        ({"started_at": None, "file_time": START - timedelta(days=1)}, 1),
        ({"started_at": None, "file_time": START - timedelta(days=28)}, 0),
        ({"days_ago": 28}, 0),
        ({"not_scored": "unsupported language"}, 1),
    ],
)
def test_which_conversations_count(
    workspace: Any, context: ReportContext, columns: dict[str, Any], counted: int
) -> None:
    workspace.add("k", "a-1", [("agent", "Hello")], **columns)
    assert number(workspace, context, "conversations") == (counted, counted)


def test_a_conversation_of_two_agents_is_judged_once(workspace: Any, context: ReportContext) -> None:
    workspace.add("k", "a-1", [("agent", "Hello")], answers={"greeting": ("yes", 0.9, [])}, score=60)
    workspace.rows["scores"].append(workspace.rows["scores"][0] | {"agent_id": "a-2", "score": 90.0})
    found = {figure.name: figure for figure in figures(workspace.published(), context).headline}
    assert (found["judged"].value, found["mean_score"].value, found["mean_score"].n) == (1, 75.0, 2)


@pytest.mark.parametrize(
    ("unit", "now", "before", "n", "spread", "said"),
    [
        ("share", 0.50, 0.80, 100, None, "worse"),
        ("share", 0.80, 0.50, 100, None, "better"),
        ("share", 0.79, 0.80, 100, None, ""),
        ("share", 0.50, 0.80, 8, None, ""),
        ("share", 0.50, 0.50, 100, None, ""),
        ("points", 70.0, 80.0, 100, 20.0, "worse"),
        ("points", 79.0, 80.0, 100, 20.0, ""),
        ("points", 70.0, 80.0, 100, None, ""),
        ("count", 9.0, 1.0, 100, None, ""),
        ("share", None, 0.5, 0, None, ""),
    ],
)
def test_better_or_worse_is_said_only_beyond_chance(
    unit: str, now: float | None, before: float, n: int, spread: float | None, said: str
) -> None:
    assert Figure("f", "F", unit, now, before, n, n, "up", spread).tendency == said


def test_what_came_in_tonight_is_what_was_read_since_the_newest_run_began(
    workspace: Any, context: ReportContext
) -> None:
    workspace.batch(5, 5, 0, 0, before_since=0)
    night = workspace.rows["batches"][0]["read_at"] + timedelta(days=1)
    workspace.rows["batches"].append(
        workspace.rows["batches"][0]
        | {"batch_id": "b2", "records": 7, "accepted": 1, "duplicate": 2, "before_since": 4}
    )
    workspace.rows["batches"][1]["read_at"] = night + timedelta(minutes=1)
    for run, step, at in (
        ("r1", "ingest", night - timedelta(days=1)),
        ("r2", "ingest", night),
        ("r2", "flags", night),
    ):
        workspace.row(
            "run_steps", run_id=run, step=step, started_at=at, finished_at=at + timedelta(minutes=2)
        )
    found = figures(workspace.published(), context).intake
    assert [(i.span, i.files, i.records, i.accepted, i.duplicate, i.reconciles) for i in found] == [
        ("tonight", 1, 7, 1, 2, True),
        ("altogether", 2, 12, 6, 2, True),
    ]


def test_topics_count_the_other_and_the_undetermined(workspace: Any, context: ReportContext) -> None:
    for key, topic, days in (
        ("a", "delay", 1),
        ("b", "delay", 1),
        ("c", "other", 1),
        ("d", None, 1),
        ("e", "other", 40),
    ):
        workspace.add(
            key, "a-1", [("agent", "Hello")], topic=topic, days_ago=days, answers={"greeting": ("yes", 1, [])}
        )
    found = [
        (t["topic"], t["conversations"], t["share"], t["previous"])
        for t in figures(workspace.published(), context).topics
    ]
    assert found == [("delay", 2, 0.5, 0), ("other", 1, 0.25, 1), ("not determined", 1, 0.25, 0)]


@pytest.mark.parametrize(
    ("answers", "pressing"),
    [
        ({"civil": ("no", 0.99, [])}, ["a critical question failed"]),
        ({"civil": ("unsure", 0.6, [])}, ["a critical question is unsure, the score is provisional"]),
        ({"civil": ("unsure", 0.6, []), "greeting": ("unsure", 0.5, [])}, ["a critical question is unsure, the score is provisional"]),
        ({"greeting": ("unsure", 0.5, [])}, ["an unsure answer"]),
        ({"greeting": ("no", 0.9, [])}, []),
        ({"greeting": ("not_scored", 0.0, [])}, []),
    ],
)  # fmt: skip
def test_what_is_to_decide(
    workspace: Any, context: ReportContext, answers: dict[str, Any], pressing: list[str]
) -> None:
    workspace.add("k", "a-1", [("agent", "Hello")], answers=answers)
    assert list(to_decide(workspace.published(), context).by_reason) == pressing
