"""`convoqa training`: what a trainer's log brings in, what is refused and how it is said, and what is published."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from data.training_log import Known, take_log
from data.warehouse import PUBLISHED, connect, hold_workspace, migrate, open_warehouse, publish
from flows.command_line import app

TODAY = date(2026, 3, 10)
HEAD = "agent_id,skill,trained_on,hours,session,by\n"
KNOWN = Known(
    people={"a-1": "p-1", "a-2": "p-1", "b": "b"}, started={"p-1": date(2026, 1, 5)}, skills={"greeting", "empathy"},
    today=TODAY, window=35,
)  # fmt: skip


@pytest.fixture
def connection():
    with connect(":memory:") as opened:
        migrate(opened)
        yield opened


@pytest.fixture
def take(connection, tmp_path):
    """Takes a log with this text in: (what became of it, the rows on record)."""

    def taken(text, known=KNOWN):
        file = tmp_path / "log.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = take_log(connection, file, known)
        return done, connection.execute("SELECT * FROM trainings ORDER BY ALL").fetchall()

    return taken


def counts(taken):
    return taken.new, taken.changed, taken.known, len(taken.refused)


def test_who_trained_on_what_and_when_is_kept_for_the_person(take):
    done, rows = take(HEAD + "a-2,greeting,2026-03-01,1.5,s-7,Min\nb,empathy,2026-03-02,,,\n")
    assert counts(done) == (2, 0, 0, 0)
    assert rows == [
        ("b", "empathy", date(2026, 3, 2), None, None, None),
        ("p-1", "greeting", date(2026, 3, 1), 1.5, "s-7", "Min"),
    ]


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("a-1,greeting,2026-03-01,1.5,s-7,Min\n", (0, 0, 1, 0)),  # the same person under another id
        ("a-2,greeting,2026-03-01,2,s-7,Min\n", (0, 1, 0, 0)),
        ("a-2,greeting,2026-03-02,1.5,s-7,Min\n", (1, 0, 0, 0)),
        ("b,greeting,2026-03-01\nb,greeting,2026-03-01\n", (1, 0, 1, 0)),
        ("a-2,greeting,2026-03-01\n", (0, 0, 1, 0)),  # says less: takes nothing away
    ],
)
def test_a_row_that_is_there_adds_nothing_and_one_that_says_more_takes_its_place(take, again, expected):
    take(HEAD + "a-2,greeting,2026-03-01,1.5,s-7,Min\n")
    done, rows = take(HEAD + again)
    assert counts(done) == expected
    assert len(rows) == 1 + expected[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x-9,greeting,2026-03-01", "agent_id 'x-9' is unknown"),
        ("b,juggling,2026-03-01", "skill 'juggling' is unknown"),
        ("b,greeting,0026-03-01", "before 2000"),
        ("b,greeting,2026-03-11", "after today (2026-03-10)"),
        ("a-1,greeting,2026-01-04", "before the agent started (2026-01-05)"),
        ("b,greeting,", "trained_on is missing"),
        ("b,greeting,1.3.2026", "trained_on is not a date"),
        ("b,greeting,2026-03-01,many", "hours is not a number"),
        ("b,greeting,2026-03-01,-2", "hours is -2, outside 0 to 24"),
        ("b,greeting,2026-03-01,inf", "hours is not a number"),
        ("b,greeting,2026-03-01,1,call me back,Min", "session is 'call me back'"),
        (f"b,greeting,2026-03-01,1,s,{'x' * 101}", "by has more than 100 characters"),
        ("b,greeting,2026-03-01,1,s,Min,more", "there are 7 cells, the header has 6"),
    ],
)
def test_a_bad_row_is_refused_by_line_and_the_others_are_taken(take, row, said):
    done, rows = take(HEAD + f"b,greeting,2026-03-01\n{row}\nb,empathy,2026-03-01\n")
    assert counts(done) == (2, 0, 0, 1)
    assert done.refused[0].line == 3
    assert said in done.refused[0].reason
    assert done.refused[0].remedy
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        (HEAD, "the file has no rows"),
        (
            "name,date\nJo,2026-03-01\n",
            "agent_id, skill, trained_on are not among its columns, which are 'name', 'date'",
        ),
        (
            "agent_id,agent_id,skill,trained_on\na-1,b,greeting,2026-03-01\n",
            "column 'agent_id' is there twice",
        ),
        ("agent_id,skill,on\nb,greeting,2026-03-01\n", "trained_on is not among its columns"),
        (
            "agent_id,skill,call +44 7700 900412\nb,greeting,x\n",
            "which are 'agent_id', 'skill', 'call <PHONE>'",
        ),
    ],
)
def test_what_is_no_training_log_is_refused_as_a_whole(take, text, said):
    done, rows = take(text)
    assert (counts(done), rows) == ((0, 0, 0, 1), [])
    assert said in done.refused[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings_and_separators_are_those_of_the_side_tables(take, encoding):
    names = "김서연 팀장님과 박지민 트레이너"
    done, rows = take((HEAD + f"b,greeting,2026-03-01,1,s,{names}\n").replace(",", ";").encode(encoding))
    assert counts(done) == (1, 0, 0, 0)
    assert rows[0][-1] == names


def test_two_trainings_in_one_effect_are_kept_and_told(take):
    take(HEAD + "b,greeting,2026-01-25\n")
    done, rows = take(HEAD + "b,greeting,2026-03-01\nb,empathy,2026-03-01\n")
    assert len(rows) == 3
    assert [(line, note.split("; ")[1]) for line, note in done.notes] == [
        (
            2,
            "'b' trained in 'greeting' on 2026-01-25, too, within 35 days: the effect counts from the first, 2026-01-25",
        )
    ]
    both, _ = take(HEAD + "p,greeting,2026-02-02\np,greeting,2026-02-01\n", replace(KNOWN, people={"p": "p"}))
    assert [line for line, _ in both.notes] == [2]  # told once, of the later one
    later, _ = take(HEAD + "b,greeting,2026-03-02\n", Known(KNOWN.people, {}, KNOWN.skills, TODAY, window=0))
    assert later.notes == ()


def test_personal_data_in_names_is_not_kept(take):
    _, rows = take(HEAD + "b,greeting,2026-03-01,1,s,jo@example.com +44 7700 900412\n")
    assert "900412" not in str(rows)
    assert "jo@" not in str(rows)


@pytest.fixture
def workspace(tmp_path):
    with hold_workspace(tmp_path / "w"), open_warehouse(tmp_path / "w") as opened:
        opened.execute(
            "INSERT INTO agents (agent_id, person_id, name, exclude) VALUES ('a-1', 'p-1', 'Kim', false)"
        )
        publish(opened, tmp_path / "w")
    return tmp_path / "w"


def convoqa(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert "Traceback" not in done.output
    return done


def test_the_commands_record_publish_and_list(workspace, tmp_path):
    file = tmp_path / "log.csv"
    file.write_text("agent_id,skill,trained_on\na-1,met_distress,2026-03-01\nx,met_distress,2026-03-01\n")
    done = convoqa("training", "log", file, "--workspace", workspace)
    assert done.exit_code == 1
    assert "log.csv, line 3: refused: agent_id 'x' is unknown" in done.stdout
    assert "1 training logged, 0 known already, 1 refused." in done.stdout
    assert (
        json.loads(convoqa("training", "list", "--json", "--workspace", workspace).stdout)[0]["name"] == "Kim"
    )
    assert "2026-03-01" in convoqa("training", "list", "--workspace", workspace).stdout
    file.write_text("agent_id,skill,trained_on\na-1,met_distress,2026-03-01\n")
    before = (workspace / PUBLISHED).stat().st_mtime_ns
    again = convoqa("training", "log", file, "--workspace", workspace, "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (
        0, {"new": 0, "changed": 0, "known": 1, "refused": [], "notes": []},
    )  # fmt: skip
    assert (workspace / PUBLISHED).stat().st_mtime_ns == before
    assert "Nothing is measured yet" in convoqa("training", "effect", "--workspace", workspace).stdout
    assert json.loads(convoqa("training", "effect", "--json", "--workspace", workspace).stdout) == []


def test_wrong_usage_is_told_from_what_failed(workspace, tmp_path):
    missing = convoqa("training", "log", tmp_path / "none.csv", "--workspace", workspace)
    assert (missing.exit_code, "there is no such file" in missing.stderr) == (2, True)
    file = tmp_path / "log.csv"
    file.write_text("agent_id,skill,trained_on\na-1,met_distress,2026-03-01\n")
    nowhere = convoqa("training", "log", file, "--workspace", tmp_path / "other")
    assert (nowhere.exit_code, "has no warehouse yet" in nowhere.stderr) == (1, True)
    assert not (tmp_path / "other").exists()
    with hold_workspace(workspace):
        held = convoqa("training", "log", file, "--workspace", workspace)
    assert (held.exit_code, "another run holds the workspace" in held.stderr) == (1, True)
    folder = convoqa("training", "log", tmp_path, "--workspace", workspace)
    assert (folder.exit_code, f"{tmp_path} is a folder" in folder.stderr) == (2, True)


def test_a_long_list_of_refused_rows_is_cut_for_people_and_whole_for_programs(workspace, tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(HEAD + "x,met_distress,2026-03-01\n" * 53)
    told = convoqa("training", "log", file, "--workspace", workspace).stdout.splitlines()
    assert told[-2:] == [
        "… and 3 more refused: --json has them all",
        "0 trainings logged, 0 known already, 53 refused.",
    ]
    assert len(told) == 52
    whole = convoqa("training", "log", file, "--workspace", workspace, "--json").stdout
    assert len(json.loads(whole)["refused"]) == 53
