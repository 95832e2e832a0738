"""The night's plan: made anew when anything that it rests on changes, alone; listed for people and for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import hold_workspace, open_warehouse, publish
from flows.configuration import load_configuration
from flows.doctor import findings
from flows.night import prepare_night
from flows.plan_listing import show_plan
from flows.training_plan import plan_training
from insights.flags import flag_statements
from qa_rules.definitions import DefinitionError
from qa_rules.library import load_library
from tests.insights.planned import PERIOD, Centre

DAY = PERIOD.end
ASKED = next(q for card in load_library().scorecards for q in card.questions if q.id == "met_distress")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two agents below on a shipped question, one of them new."""
    centre = Centre()
    for agent in ("a-1", "a-2"):
        centre.flag(agent, question=ASKED.id, definition=ASKED.definition)
        centre.answers(agent, yes=1, no=2, question=ASKED.id, definition=ASKED.definition)
    centre.answers("a-3", yes=3, question=ASKED.id, definition=ASKED.definition)
    last = {
        "conversation_id": "last",
        "conversation_key": "last",
        "started_at": datetime(2026, 11, 28, 10, tzinfo=UTC),
    }
    centre.row("conversations", **(centre.rows["conversations"][0] | last))
    centre.agent("a-1", name="Jo Ha")
    centre.agent("a-2", name="Max Po", started_on=date(2026, 11, 20))
    folder = tmp_path / "workspace"
    with hold_workspace(folder), open_warehouse(folder) as connection:
        centre.fill(connection)
    return folder


def plan(workspace: Path, **training: Any) -> tuple[str, int]:
    """The step's note and number of sessions, with this configuration."""
    config = workspace.parent / "convoqa.yaml"
    config.write_text(json.dumps({"training": training}), encoding="utf-8")
    night = prepare_night(workspace, [workspace.parent], config, DAY)
    with hold_workspace(workspace):
        done = plan_training(night)
    return done.note, done.rows_out


def test_a_plan_is_made_once_and_again_when_capacity_changes(workspace: Path) -> None:
    assert plan(workspace) == ("1 session planned", 1)
    assert plan(workspace) == ("nothing changed", 1)
    away = {"agent": "a-1", "from": "2026-11-30", "to": "2026-12-31"}
    assert plan(workspace, absences=[away]) == ("0 sessions planned, 1 without room", 0)
    assert plan(workspace, new_starter_days=0) == ("1 session planned", 1)
    with open_warehouse(workspace) as connection:
        assert connection.execute("SELECT agents, exercise, phrases FROM plans").fetchall() == [
            (["a-1", "a-2"], "empathy_statements", "packs/en/empathy.yaml")
        ]


def test_flags_do_not_rest_on_the_plan() -> None:
    assert not any("plan" in sql for sql in flag_statements())


def test_an_absence_of_nobody_known_is_told_and_stops_nothing(workspace: Path) -> None:
    away = {"agent": "a-77", "from": "2026-12-01", "to": "2026-12-05"}
    note = "nobody knows a-77: correct training.absences in convoqa.yaml"
    assert plan(workspace, absences=[away]) == (f"1 session planned; {note}", 1)
    found = {f.check: f for f in findings(workspace, workspace.parent / "convoqa.yaml", PERIOD.bounds()[1])}
    assert (found["training"].state, found["training"].text) == ("warning", note)


def test_the_plan_is_listed_for_people_and_programs(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan(workspace)
    with open_warehouse(workspace) as connection:
        publish(connection, workspace)
    show_plan(workspace, as_json=False)
    said = capsys.readouterr().out
    for part in ("2026-11-30", "met_distress (en)", "Jo Ha", "empathy_statements", "new starter", "Max Po"):
        assert part in said
    show_plan(workspace, as_json=True)
    session, aside = json.loads(capsys.readouterr().out)
    assert (session["names"], session["week"], session["waiting"]) == (["Jo Ha"], "2026-11-30", None)
    assert (session["gap_examples"], session["good_examples"]) == (
        ["a-1-en-no1", "a-1-en-no2"],
        ["a-3-en-yes1", "a-3-en-yes2", "a-3-en-yes3"],
    )
    assert [(p["name"], p["n"], p["estimate"]) for p in session["people"]] == [("Jo Ha", 40, 0.5)]
    assert (aside["session"], aside["waiting"], aside["names"]) == (None, "new starter", ["Max Po"])
    assert aside.keys() == session.keys()


@pytest.mark.parametrize(
    ("training", "said"),
    [
        (
            "{sessions_a_week: 0}",
            "line 1: `training.sessions_a_week`: a number is needed that is greater than or equal to 1",
        ),
        ("{people_a_session: 0}", "`training.people_a_session`"),
        ("{weeks: 0}", "`training.weeks`"),
        ("{weeks: 2.5}", "`training.weeks`"),
        ("{new_starter_days: -1}", "`training.new_starter_days`"),
        ("{rooms: 1}", "`training.rooms`: unknown key 'rooms'"),
        (
            "{absences: [{agent: a, from: 2026-12-05, to: 2026-12-01}]}",
            "to (2026-12-01) lies before from (2026-12-05)",
        ),
        ("{absences: [{agent: a, from: soon, to: 2026-12-01}]}", "`training.absences[0].from`"),
        ("{absences: [{agent: '', from: 2026-12-01, to: 2026-12-01}]}", "the agent's id is empty"),
        ("{absences: [{agent: a, from: 2026-12-01}]}", "`training.absences[0].to`: the key is missing"),
    ],
)
def test_impossible_capacity_is_refused_with_its_place(tmp_path: Path, training: str, said: str) -> None:
    path = tmp_path / "convoqa.yaml"
    path.write_text(f"training: {training}\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as problem:
        load_configuration(path, tmp_path)
    assert said in str(problem.value)


def test_a_bad_exercise_of_ones_own_is_refused_before_the_night(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "x.yaml").write_text("exercise: x\n", encoding="utf-8")
    config = tmp_path / "convoqa.yaml"
    config.write_text("exercises: [ours]\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="x.yaml: line 1: `trains`: the key is missing"):
        prepare_night(tmp_path / "workspace", [tmp_path], config, DAY)
    assert not (tmp_path / "workspace").exists()
