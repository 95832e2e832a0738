"""The night knows who speaks: inferred roles reach every table, what was given stays, and nothing is made twice."""

from __future__ import annotations

import json
import shutil

import pytest

from data.intake import read_file
from data.warehouse import connect
from flows.commands import is_unchanged
from flows.configuration import load_configuration
from flows.judging import judged
from qa_rules import roles, roles_stop
from reports.explanation import explanation, explanation_text
from tests.flows.nights import run_night, tables
from tests.qa_rules.test_roles import CALLS, ROLE

STARTED = "2026-03-02T09:00:00Z"


def records():
    def record(name, turns):
        return {
            "conversation_id": name,
            "started_at": STARTED,
            "agent_id": "a-1",
            "customer_id": "u",
            "turns": turns,
        }

    swapped = {"S1": "customer", "S2": "agent"}
    heard = [{"speaker": w, "text": t, "t": 9.0 * n} for n, (w, t) in enumerate(CALLS["en"])]
    heard[4]["agent_id"] = "a-2"
    return [
        record("heard", heard),
        record("right", [{"role": ROLE[w], "text": t, "t": 9.0 * n} for n, (w, t) in enumerate(CALLS["ko"])]),
        record(
            "wrong", [{"role": swapped[w], "text": t, "t": 9.0 * n} for n, (w, t) in enumerate(CALLS["th"])]
        ),
        record("short", [{"speaker": "Jo Ha", "text": "Hello?"}]),
    ]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A folder with `inputs` and the workspace `w` of one night."""
    folder = tmp_path_factory.mktemp("roles")
    (folder / "inputs").mkdir()
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records())
    (folder / "inputs" / "a.jsonl").write_text(lines, encoding="utf-8")
    run_night(folder / "w", folder / "inputs")
    return folder


def rows(workspace, sql):
    with connect(workspace / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_what_was_found_is_stored_beside_what_was_given(first):
    found = rows(first / "w", "SELECT conversation_id, found, not_scored FROM roles JOIN conversations USING (conversation_key) ORDER BY 1")  # fmt: skip
    assert found == [
        ("heard", "inferred", None),
        ("right", "given", None),
        ("short", "unclear", "roles unclear"),
        ("wrong", "swapped", "roles look swapped"),
    ]
    cast = rows(first / "w", "SELECT DISTINCT conversation_id, t.given_role, t.role, t.speaker FROM turns t JOIN conversations USING (conversation_key) ORDER BY ALL")  # fmt: skip
    assert cast == [
        ("heard", "unknown", "agent", 1), ("heard", "unknown", "customer", 2),
        ("right", "agent", "agent", None), ("right", "customer", "customer", None),
        ("short", "unknown", "unknown", 1),
        ("wrong", "agent", "unknown", None), ("wrong", "customer", "unknown", None),
    ]  # fmt: skip


def test_the_inferred_agent_is_answered_for_and_nobody_in_a_swapped_conversation(first):
    sql = "SELECT DISTINCT conversation_id, x.agent_id FROM {} x JOIN conversations USING (conversation_key) WHERE x.agent_id IS NOT NULL ORDER BY ALL"
    for table in ("answers", "scores"):
        assert rows(first / "w", sql.format(table)) == [("heard", "a-1"), ("heard", "a-2"), ("right", "a-1")]
    facts = rows(first / "w", sql.format("facts"))
    assert {name for name, _ in facts} == {"heard", "right"}
    assert rows(first / "w", "SELECT count(*) FROM verdicts JOIN conversations USING (conversation_key) WHERE conversation_id IN ('wrong', 'short')") == [(0,)]  # fmt: skip


def test_the_night_answers_as_judge_does(first):
    library = load_configuration(None, first).library()
    lines = list(judged(list(read_file(first / "inputs" / "a.jsonl")), library))
    sql = "SELECT a.question, a.answer, a.probability FROM answers a JOIN conversations USING (conversation_key) WHERE conversation_id = 'heard'"
    stored = rows(first / "w", sql)
    assert stored
    assert sorted(stored) == sorted(
        (a["question"], a["answer"], a["probability"]) for a in lines[0]["answers"]
    )
    probability = rows(first / "w", "SELECT probability FROM roles WHERE found = 'inferred'")
    assert probability == [(lines[0]["roles"]["probability"],)]


def test_the_last_inferred_agent_answers_for_the_resolution(first):
    sql = "SELECT agent_id, last_agent_id FROM conversations WHERE conversation_id = 'heard'"
    assert rows(first / "w", sql) == [("a-1", "a-2")]


def test_a_label_that_may_be_a_name_is_not_kept(first):
    assert not any(b"Jo Ha" in path.read_bytes() for path in (first / "w").glob("*.duckdb"))


def test_again_nothing_is_made(first, tmp_path):
    shutil.copytree(first / "w", tmp_path / "w")
    done = run_night(tmp_path / "w", first / "inputs")
    assert is_unchanged({d.step: {"rows_in": d.rows_in} for d in done.values()})
    assert tables(tmp_path / "w") == tables(first / "w")


def test_another_version_makes_later_stops_anew_only_where_a_role_changes(first, tmp_path, monkeypatch):
    shutil.copytree(first / "w", tmp_path / "w")
    monkeypatch.setattr(roles, "SURE", 1.01)
    monkeypatch.setattr(roles_stop, "roles_version", lambda: "stricter")
    done = run_night(tmp_path / "w", first / "inputs")
    assert (done["find_roles"].rows_in, done["detect_languages"].rows_in) == (4, 1)
    heard = "SELECT r.found, c.not_scored, c.last_agent_id, (SELECT count(*) FROM answers a WHERE a.conversation_key = c.conversation_key) FROM conversations c JOIN roles r USING (conversation_key) WHERE conversation_id = 'heard'"
    assert rows(tmp_path / "w", heard) == [("unclear", "roles unclear", "a-1", 0)]
    monkeypatch.undo()
    run_night(tmp_path / "w", first / "inputs")
    assert tables(tmp_path / "w") == tables(first / "w")


def test_explain_says_so(first):
    with connect(first / "w" / "warehouse.duckdb", read_only=True) as connection:
        said = {name: explanation_text(explanation(connection, name)) for name in ("heard", "right", "wrong")}
    assert "roles: inferred from what was said (" in said["heard"]
    assert "roles" not in said["right"]
    assert "not scored: roles look swapped (" in said["wrong"]
