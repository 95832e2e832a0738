"""`redact: {NAME: false}` reaches every command that reads transcripts: the name stays, the rest still goes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from data.warehouse import WAREHOUSE, connect
from flows.command_line import app
from tests.flows.nights import conversation, run_night

SAID = "My name is Jane Miller, mail me at jo@example.com"
KEPT = "My name is Jane Miller, mail me at <EMAIL>"
GOOD = conversation("c-1", ("agent", SAID), ("customer", "Hello"))
REFUSED = {**GOOD, "conversation_id": "c-2", "turns": [{"role": "rep", "text": SAID}]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with its configuration, transcripts and a script."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "convoqa.yaml").write_text("redact: {NAME: false}\n")
    (tmp_path / "in").mkdir()
    lines = [json.dumps(GOOD), json.dumps(REFUSED), json.dumps({"text": SAID})[:-1]]
    (tmp_path / "in" / "day.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "in" / "surveys.csv").write_text(
        f'conversation_id,kind,score,at,comment\nc-1,csat,3,2026-03-02,"{SAID}"\n'
    )
    (tmp_path / "script.yaml").write_text("{script: s, steps: [{id: a, say: [Please hold the line.]}]}")
    return tmp_path


def convoqa(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)]).stdout


def texts(folder, sql):
    with connect(folder / "w" / WAREHOUSE, read_only=True) as connection:
        return [row[0] for row in connection.execute(sql).fetchall()]


def test_a_night_its_quarantine_and_a_retry(folder):
    run_night(folder / "w", folder / "in")
    assert texts(folder, "SELECT text FROM turns WHERE turn = 0") == [KEPT]
    assert texts(folder, "SELECT comment FROM surveys") == [KEPT]
    excerpts = texts(folder, "SELECT excerpt FROM quarantine")
    assert [KEPT in excerpt for excerpt in excerpts] == [True, True]
    (folder / "convoqa.yaml").write_text("redact: {NAME: false}\nroles: {rep: agent}\n")
    convoqa("quarantine", "retry", "--workspace", folder / "w")
    assert texts(folder, "SELECT text FROM turns WHERE text LIKE 'My%'") == [KEPT, KEPT]
    assert [KEPT in excerpt for excerpt in texts(folder, "SELECT excerpt FROM quarantine")] == [True]


def test_judge(folder):
    first, *_ = convoqa("judge", folder / "in" / "day.jsonl").splitlines()
    assert json.loads(first)["turns"][0]["text"] == KEPT


def test_script_check(folder):
    found = json.loads(convoqa("script", "check", "script.yaml", "--on", "in", "--json"))
    assert [quote["text"] for quote in found["on"]["unexplained"]["quotes"]] == [KEPT]
