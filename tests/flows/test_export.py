"""`convoqa export`: the same rows in every format, no formulas in CSV, vCons that our own reader reads back."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from data.intake import read_file
from flows import exporting
from flows.command_line import app
from flows.outgoing_commands import Exported, ExportFormat
from reports.exports import FORMATS, TABLES
from tests.reports.conftest import Workspace

OWN = "0192f0c1-7d3a-7aa2-9c55-1f2e3d4c5b6a"
SAID = ('=HYPERLINK("http://x")', "I am sorry your parcel is late.", "‮drac\x07 ok", "고마워요 😀")

ROWS = {"conversations": 2, "answers": 3, "scores": 2, "signals": 2, "plans": 0, "topics": 2, "reviews": 1}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with published results of two conversations; one of an older revision that counts nowhere."""
    filled = Workspace(tmp_path)
    filled.agent("a-1", "Hannah Reid")
    turns = [
        ("customer", SAID[0]),
        ("agent", SAID[1]),
        ("customer", SAID[2]),
        ("agent", SAID[3]),
        ("bot", "-1"),
    ]
    filled.add(
        "k1", "a-1", turns, conversation_id=OWN, source="default", queue="-parcel",
        seen=[(1, "empathy", 1, "I am sorry"), (1, "step:late/say_sorry", 1, "I am sorry")],
        answers={"met_distress": ("yes", 0.9, [(0, "=HYPERLINK"), (1, "I am sorry")]), "greeting": ("unsure", 0.5, [])}, outcome="resolved",
    )  # fmt: skip
    filled.add(
        "k2",
        None,
        [("agent", "Hello"), ("unknown", "Yes?")],
        started_at=None,
        answers={"greeting": ("yes", 0.9, [(0, "Hello")])},
    )
    filled.add(
        "k0",
        "a-1",
        [("agent", "Old")],
        is_current=False,
        conversation_id=OWN,
        answers={"greeting": ("no", 0.9, [])},
    )
    filled.row(
        "steps",
        conversation_key="k1",
        agent_id="a-1",
        script="late",
        step="say_sorry",
        status="followed",
        turn=1,
        probability=0.9,
        reason="voiced",
        version="1",
    )
    filled.row(
        "reviews",
        conversation_key="k1",
        agent_id="a-1",
        question="greeting",
        answer="no",
        reviewer="lead",
        reason="@said nothing",
        reviewed_at=None,
    )
    filled.rows["reviews"][0]["reviewed_at"] = filled.rows["conversations"][0]["started_at"]
    filled.batch(2, 2, 0, 0)
    filled.published().close()
    return tmp_path


def run(workspace: Path, *arguments: str) -> Path:
    done = CliRunner().invoke(app, ["export", *arguments, "--workspace", str(workspace)])
    assert done.exit_code == 0, done.output
    return Path(done.stdout.strip())


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("what", TABLES)
def test_every_format_holds_the_same_rows_and_the_same_bytes(workspace: Path, what: str) -> None:
    paths = {format: run(workspace, what, "--format", format) for format in FORMATS}
    assert {path.parent for path in paths.values()} == {workspace / "exports"}
    before = {path: path.read_bytes() for path in paths.values()}
    in_lines, in_parquet = lines(paths["jsonl"]), pq.read_table(paths["parquet"]).to_pylist()
    with paths["csv"].open(encoding="utf-8", newline="") as file:
        in_csv = list(csv.DictReader(file))
    assert len(in_lines) == len(in_parquet) == len(in_csv)
    assert ROWS.get(what, len(in_lines)) == len(in_lines)
    for row, packed, plain in zip(in_lines, in_parquet, in_csv, strict=True):
        assert list(row) == list(packed) == list(plain)
        assert row.get("conversation_id") == packed.get("conversation_id")
    assert not any(row.get("conversation_key") == "k0" for row in in_lines)
    assert "Hannah" not in paths["jsonl"].read_text()
    for format in FORMATS:
        run(workspace, what, "--format", format)
    assert {path: path.read_bytes() for path in paths.values()} == before


def test_the_command_offers_what_there_is() -> None:
    assert (tuple(Exported), tuple(ExportFormat)) == (TABLES, (*FORMATS, "vcon"))


def test_no_text_in_csv_is_a_formula_and_numbers_stay(workspace: Path) -> None:
    with run(workspace, "conversations", "--format", "csv").open(newline="") as file:
        [row] = [row for row in csv.DictReader(file) if row["queue"]]
    assert (row["queue"], row["started_at"]) == ("'-parcel", "2026-11-19T02:00:00Z")
    with run(workspace, "reviews", "--format", "csv").open(newline="") as file:
        assert [row["reason"] for row in csv.DictReader(file)] == ["'@said nothing"]
    with run(workspace, "answers", "--format", "csv").open(newline="") as file:
        rows = {row["question"]: row for row in csv.DictReader(file) if row["conversation_key"] == "k1"}
    assert json.loads(rows["met_distress"]["evidence"])[0] == {
        "turn": 0,
        "start": 0,
        "end": 10,
        "text": "=HYPERLINK",
    }
    assert lines(run(workspace, "conversations", "--format", "jsonl"))[0]["queue"] == "-parcel"


def test_an_answer_has_its_words_and_an_empty_list_where_it_rests_on_absence(workspace: Path) -> None:
    rows = {
        row["question"]: row
        for row in lines(run(workspace, "answers", "--format", "jsonl"))
        if row["conversation_key"] == "k1"
    }
    assert [e["text"] for e in rows["met_distress"]["evidence"]] == ["=HYPERLINK", "I am sorry"]
    assert (rows["greeting"]["evidence"], rows["greeting"]["person_id"]) == ([], "p-a-1")


def test_a_vcon_is_read_back_by_our_own_reader(workspace: Path) -> None:
    path = run(workspace, "conversations", "--format", "vcon")
    first, second = read_file(path, format="auto")
    assert (first.conversation_id, first.agent_id, first.customer_id) == (OWN, "a-1", "u-k1")
    assert [(t.role, t.text, t.t) for t in first.turns] == [
        ("customer", SAID[0], 0.0), ("agent", SAID[1], 20.0), ("customer", SAID[2], 40.0), ("agent", SAID[3], 60.0), ("bot", "-1", 80.0),
    ]  # fmt: skip
    assert first.started_at.isoformat() == "2026-11-19T02:00:00+00:00"
    assert [(t.role, t.text, t.t) for t in second.turns] == [
        ("agent", "Hello", None),
        ("unknown", "Yes?", None),
    ]
    assert (second.started_at, second.conversation_id != "id-k2") == (None, True)


def test_an_analysis_leads_to_the_words_of_its_dialog(workspace: Path) -> None:
    found = lines(run(workspace, "conversations", "--format", "vcon"))[0]
    [analysis] = found["analysis"]
    about = {
        name: analysis[name] for name in ("type", "dialog", "vendor", "product", "encoding", "mediatype")
    }
    assert about == {"type": "report", "dialog": [0, 1, 2, 3, 4], "vendor": "convoqa", "product": "convoqa", "encoding": "json", "mediatype": "application/json"}  # fmt: skip
    body = analysis["body"]
    assert (body["conversation_id"], body["resolution"]["outcome"], body["topic"]) == (
        OWN,
        "resolved",
        "delay",
    )
    assert [s["score"] for s in body["scores"]] == [80.0]
    spans = [*body["signals"], *body["steps"], *(e for a in body["answers"] for e in a["evidence"])]
    said = {found["dialog"][span["turn"]]["body"][span["start"] : span["end"]] for span in spans}
    assert said == {"=HYPERLINK", "I am sorry"}
    assert {(s["step"], s["status"]) for s in body["steps"]} == {("say_sorry", "followed")}
    assert [party.get("name") for party in found["parties"]] == [None, None, None]


def test_a_vcon_of_an_id_that_is_no_uuid_has_one_of_its_own_and_always_the_same(workspace: Path) -> None:
    path = run(workspace, "conversations", "--format", "vcon")
    before = path.read_bytes()
    assert [UUID(found["uuid"]).version for found in lines(path)] == [7, 5]
    assert run(workspace, "conversations", "--format", "vcon").read_bytes() == before


def test_what_fails_leaves_the_file_that_was_there(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path.parent / "mine.csv"
    target.write_text("before")

    def broken(*_: object) -> int:
        (target.parent / "mine.csv.unfinished").write_text("half")
        raise exporting.duckdb.IOException("disk full")

    monkeypatch.setattr(exporting, "export_table", broken)
    done = CliRunner().invoke(
        app, ["export", "scores", "--format", "csv", "--workspace", str(workspace), "--output", str(target)]
    )
    assert (done.exit_code, target.read_text()) == (1, "before")
    assert "free some space" in done.stderr
    monkeypatch.undo()
    assert run(workspace, "scores", "--format", "csv", "--output", str(target)) == target
    assert target.read_text().startswith("conversation_id,")
    assert target.stat().st_mode & 0o007 == 0
    assert not list(target.parent.glob("*.unfinished"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["flags", "--format", "vcon"], 2, "only conversations are written as vCons"),
        (["scores", "--format", "csv", "--output", "{ws}/scores.csv"], 2, "where old copies would stay"),
        (["scores", "--format", "csv", "--output", "{ws}/exports/none/scores.csv"], 2, "is no file in a folder that is there"),
        (["turns", "--format", "csv"], 2, "turns"),
        (["scores", "--format", "csv", "--workspace", "{ws}/nowhere"], 1, "no published results yet"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told(workspace: Path, arguments: list[str], code: int, said: str) -> None:
    given = [part.format(ws=workspace) for part in arguments]
    given += [] if "--workspace" in given else ["--workspace", str(workspace)]
    done = CliRunner().invoke(app, ["export", *given])
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert not (workspace / "nowhere").exists()


def test_a_pipe_or_a_device_is_never_replaced(workspace: Path) -> None:
    pipe = workspace / "exports" / "pipe"
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    done = CliRunner().invoke(
        app, ["export", "flags", "--format", "csv", "--output", str(pipe), "--workspace", str(workspace)]
    )
    assert (done.exit_code, "is no file in a folder that is there" in done.output) == (2, True)
    assert pipe.is_fifo()
