"""`convoqa doctor`: one finding a check, and what would fail tonight."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest

from data.ingest import Reading, ingest_files
from data.warehouse import hold_workspace, open_warehouse, publish
from flows import doctor
from flows.doctor import findings

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)  # the default schedule: 01:00 UTC


def states(workspace, config=None, now=NOON):
    return {f.check: (f.state, f.text) for f in findings(workspace, config, now)}


def finished(workspace, *moments, error=None):
    workspace.mkdir(exist_ok=True)
    with open_warehouse(workspace) as connection:
        for moment in moments:
            connection.execute(
                "INSERT INTO run_steps VALUES (?, 'publish', ?, ?, 0, 0, '', ?)",
                [str(moment), moment, moment, error],
            )
        publish(connection, workspace)


def test_before_the_first_night_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = states(tmp_path / "none")
    assert {check for check, (state, _) in found.items() if state == "fails"} <= {"disk"}
    assert found["installed"][0] == found["languages"][0] == found["configuration"][0] == "ok"
    assert "will be made by the first run" in found["workspace"][1]
    assert found["last night"][0] == "warning"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("last", "state", "words"),
    [
        (datetime(2026, 3, 10, 1, 20, tzinfo=UTC), "ok", "finished 2026-03-10 01:20"),
        (
            datetime(2026, 3, 10, 0, 50, tzinfo=UTC),
            "warning",
            "the run due at 2026-03-10 01:00 UTC was missed",
        ),
        (datetime(2026, 3, 7, 1, 20, tzinfo=UTC), "warning", "the next run catches it up"),
    ],
)
def test_a_missed_night_is_told(tmp_path, last, state, words):
    finished(tmp_path / "w", datetime(2026, 3, 6, 1, 5, tzinfo=UTC), last)
    found = states(tmp_path / "w")["last night"]
    assert (found[0], words in found[1]) == (state, True)


def test_the_schedule_is_read_in_its_time_zone(tmp_path):
    finished(tmp_path / "w", datetime(2026, 3, 9, 16, 5, tzinfo=UTC))  # 01:05 of the 10th in Seoul
    (tmp_path / "w" / "convoqa.yaml").write_text("time_zone: Asia/Seoul\n")
    assert states(tmp_path / "w")["last night"][0] == "ok"


def test_a_night_that_failed_has_not_run(tmp_path):
    finished(tmp_path / "w", datetime(2026, 3, 10, 1, 20, tzinfo=UTC), error="ValueError")
    assert states(tmp_path / "w")["last night"] == (
        "warning",
        "the run of 2026-03-10 01:20 UTC ended in the step publish (ValueError): run it again",
    )


@pytest.mark.parametrize(
    ("text", "check", "state", "words"),
    [
        ("colour: red\n", "configuration", "fails", "unknown key 'colour'"),
        ("input: [nowhere]\n", "input", "fails", "nowhere does not exist"),
        ("title: x\n", "input", "warning", "no input is configured"),
        ("input: [.]\n", "input", "ok", "files"),
    ],
)
def test_the_configuration_is_checked(tmp_path, text, check, state, words):
    (tmp_path / "convoqa.yaml").write_text(text)
    found = states(tmp_path / "w", tmp_path / "convoqa.yaml")[check]
    assert (found[0], words in found[1]) == (state, True)


@pytest.mark.parametrize(
    ("landing", "state", "words"),
    [
        ("{path: in}", "ok", "left where they are"),
        ("{path: in, after: delete}", "ok", "files are deleted"),
        ("{path: in, after: move, moved_to: made/later}", "ok", "files are moved to"),
        ("{path: in, after: move, moved_to: file/below}", "warning", "nothing can be written in"),
    ],
)
def test_whether_files_can_leave_the_landing_folder_is_told(tmp_path, landing, state, words):
    (tmp_path / "in").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "c.yaml").write_text(f"landing: {landing}\n")
    found = states(tmp_path / "w", tmp_path / "c.yaml")["landing"]
    assert (found[0], words in found[1]) == (state, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.yaml", "file", "in"]


def test_a_run_under_way_and_a_full_disk_are_told(tmp_path, monkeypatch):
    with hold_workspace(tmp_path):
        assert "another run holds" in states(tmp_path)["workspace"][1]
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5_000_000})())
    assert states(tmp_path)["disk"] == ("fails", f"5 MB are free for {tmp_path}: free at least 1 GB")


def test_the_newest_conversation_of_every_source_is_told(tmp_path):
    def lines(*records):
        turns = [{"role": "agent", "text": "안녕하세요, 바람택배입니다"}, {"role": "customer", "text": "네"}]
        return "".join(json.dumps({"turns": turns} | r, ensure_ascii=False) + "\n" for r in records)

    new, old = {"started_at": "2026-03-10T09:00:00Z"}, {"started_at": "2026-03-01T23:00:00Z"}
    (tmp_path / "a.jsonl").write_text(
        lines({"conversation_id": "a", **old}, {"conversation_id": "b", **new}), encoding="cp949"
    )
    (tmp_path / "b.jsonl").write_text(lines({"conversation_id": "a", "source": "desk", **old}))
    (tmp_path / "c.txt").write_text("# conversation_id: t\nAgent: Hello\nCustomer: Hi\n")
    os.utime(tmp_path / "c.txt", (NOON.timestamp() - 86_400 * 3,) * 2)
    (tmp_path / "convoqa.yaml").write_text("time_zone: Asia/Seoul\n")
    assert states(tmp_path / "w")["sources"] == ("ok", "nothing was taken in yet")
    files = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.txt")]
    since = datetime(2026, 3, 5, tzinfo=UTC)
    with open_warehouse(tmp_path) as connection:
        ingest_files(connection, files[1:], Reading(b"k"), lambda file, records: None)
        ingest_files(connection, files[:1], Reading(b"k", since=since), lambda file, records: None)
    assert states(tmp_path)["sources"] == (
        "warning",
        "jsonl: newest conversation began 2026-03-10 18:00, 3 hours ago; "
        "text: no conversation says when it began, newest file written 2026-03-07 21:00, 3 days ago; "
        "desk (jsonl): newest conversation began 2026-03-02 08:00, 8 days ago (does its export still run?); "
        "1 conversation passed over by --since: a run without it takes them in; not in UTF-8: 1 file in cp949",
    )
    with open_warehouse(tmp_path) as connection:
        ingest_files(connection, files[:1], Reading(b"k"), lambda file, records: None)
    assert "passed over" not in states(tmp_path)["sources"][1]


def test_very_many_sources_of_a_format_are_told_as_one(tmp_path):
    turns = [{"role": "agent", "text": "Hello"}, {"role": "customer", "text": "Hi"}]
    records = [
        {
            "conversation_id": "a",
            "source": f"m-{n}",
            "turns": turns,
            "started_at": f"2026-03-{n % 9 + 1:02}T09:00:00Z",
        }
        for n in range(21)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    with open_warehouse(tmp_path) as connection:
        ingest_files(connection, [tmp_path / "a.jsonl"], Reading(b"k"), lambda file, records: None)
    assert (
        states(tmp_path)["sources"][1]
        == "21 sources (jsonl): newest conversation began 2026-03-09 09:00, 27 hours ago"
    )


def test_a_question_for_a_step_that_no_script_has(tmp_path):
    (tmp_path / "c.yaml").write_text(
        '{"scorecard": "c", "sections": [{"name": "A", "questions": [{"id": "q", "ask": "?", "from": {"step": "no/such"}, "weight": 1}]}]}'
    )
    (tmp_path / "convoqa.yaml").write_text("scorecards: [c.yaml]\n")
    assert "q asks for no/such" in states(tmp_path)["scorecards"][1]
