"""agents.csv, surveys.csv and costs.csv."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.identity import customer_key
from data.side_tables import AGENTS, COSTS, SURVEYS, find_side_tables, read_side_tables

KEY = b"k" * 32


def tables(folder, **contents):
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return read_side_tables(find_side_tables([folder]), key=KEY, time_zone=ZoneInfo("Asia/Seoul"))


def test_without_files_the_tables_are_empty_and_have_their_columns(tmp_path):
    found = tables(tmp_path)
    assert (found.agents.schema, found.surveys.schema, found.costs.schema) == (AGENTS, SURVEYS, COSTS)
    assert found.agents.num_rows + found.surveys.num_rows + found.costs.num_rows == 0


def test_agents(tmp_path):
    found = tables(
        tmp_path,
        agents="\ufeffAgent_ID,name,team,languages,started_on,ended_on,exclude,person_id\n"
        "a-1,김서연,Seoul,ko;en,2024-03-01,,false,p-1\na-2,,,,,,TRUE,\n",
    )
    assert found.agents.to_pylist() == [
        {"agent_id": "a-1", "person_id": "p-1", "name": "김서연", "team": "Seoul", "languages": "ko;en"}
        | {"started_on": date(2024, 3, 1), "ended_on": None, "exclude": False},
        {"agent_id": "a-2", "person_id": "a-2", "name": None, "team": None, "languages": None}
        | {"started_on": None, "ended_on": None, "exclude": True},
    ]


def test_surveys_hide_customers_and_redact_comments(tmp_path):
    found = tables(
        tmp_path,
        surveys="conversation_id,customer_id,kind,score,at,comment\n"
        'c-1,,CSAT,4,2026-03-01T09:00:00,"call me, 010-1234-5678"\n,U-9,nps,0,,\n',
    )
    first, second = found.surveys.to_pylist()
    assert first["comment"] == "call me, <PHONE>"
    assert first["answered_at"] == datetime(2026, 3, 1, 0, tzinfo=UTC)
    assert (first["kind"], first["score"], first["customer_key"]) == ("csat", 4.0, None)
    assert (second["conversation_id"], second["customer_key"]) == (None, customer_key(KEY, "u-9"))


def test_costs(tmp_path):
    found = tables(tmp_path, costs="queue;from;cost_per_hour\nparcel;2026-01-01;18.50\nbilling;;20\n")
    assert found.costs.to_pylist() == [
        {"queue": "parcel", "valid_from": date(2026, 1, 1), "cost_per_hour": 18.5},
        {"queue": "billing", "valid_from": None, "cost_per_hour": 20.0},
    ]


@pytest.mark.parametrize(
    ("name", "header", "row", "reason"),
    [
        ("agents", "agent_id,started_on,exclude", ",2024-01-01,", "agent_id is missing"),
        ("agents", "agent_id,started_on,exclude", "a-9,01/02/2024,", "started_on is not a date"),
        ("agents", "agent_id,started_on,exclude", "a-9,,perhaps", "exclude is 'perhaps'"),
        ("agents", "agent_id,started_on,exclude", "a-9,,no,more", "there are 4 cells, the header has 3"),
        ("agents", "agent_id,started_on,exclude", "a-1,,no", "agent_id 'a-1' is there twice"),
        ("surveys", "conversation_id,kind,score,at", "c-1,stars,4,", "kind is 'stars'"),
        (
            "surveys",
            "conversation_id,kind,score,at",
            ",csat,4,",
            "conversation_id and customer_id are missing",
        ),
        ("surveys", "conversation_id,kind,score,at", "c-1,csat,good,", "score is not a number"),
        ("surveys", "conversation_id,kind,score,at", "c-1,csat,nan,", "score is not a number"),
        ("surveys", "conversation_id,kind,score,at", "c-1,csat,,", "score is missing"),
        ("surveys", "conversation_id,kind,score,at", "c-1,nps,11,", "score is 11, outside 0 to 10"),
        ("surveys", "conversation_id,kind,score,at", "c-1,csat,4,yesterday", "at is not a time"),
        ("costs", "queue,from,cost_per_hour", "parcel,,-1", "cost_per_hour is negative"),
        ("costs", "queue,from,cost_per_hour", ",,1", "queue is missing"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(tmp_path, name, header, row, reason):
    good = {"agents": "a-1,,", "surveys": "c-2,csat,5,", "costs": "parcel,,18"}[name]
    found = tables(tmp_path, **{name: f"{header}\n{good}\n{row}\n"})
    assert getattr(found, name).num_rows == 1
    assert [(r.file.name, r.line, r.reason) for r in found.rejected] == [(f"{name}.csv", 3, reason)]


def test_a_missing_column_is_named(tmp_path):
    found = tables(tmp_path, costs="queue,price\nparcel,1\n", agents="agent_id\na-1\n")
    assert [(r.file.name, r.line, r.reason) for r in found.rejected] == [
        ("costs.csv", 0, "column 'cost_per_hour' is missing")
    ]
    assert found.agents.num_rows == 1


def test_bytes_that_are_not_text_cost_their_row(tmp_path):
    (tmp_path / "agents.csv").write_bytes(b"agent_id,name\na-1,\xb1\xe8\na-2,Ann\n")
    found = read_side_tables([tmp_path / "agents.csv"], key=KEY)
    assert found.agents.column("agent_id").to_pylist() == ["a-2"]
    assert [r.line for r in found.rejected] == [2]


def test_they_are_found_inside_folders_and_beside_files(tmp_path):
    (tmp_path / "en").mkdir()
    for name in ("agents.csv", "en/costs.csv", "en/chats.jsonl", "chats.jsonl"):
        (tmp_path / name).write_text("x")
    assert find_side_tables([tmp_path]) == [tmp_path / "agents.csv", tmp_path / "en/costs.csv"]
    assert find_side_tables([tmp_path / "chats.jsonl", tmp_path]) == [
        tmp_path / "agents.csv",
        tmp_path / "en/costs.csv",
    ]
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted/agents.csv").write_text("x")
    assert len(find_side_tables([tmp_path])) == 2
    assert find_side_tables([tmp_path / "en/chats.jsonl"]) == [tmp_path / "en/costs.csv"]


def test_a_reason_quotes_no_personal_data(tmp_path):
    path = tmp_path / "surveys.csv"
    path.write_text("customer_id,kind,score\nu-700123,jo@example.com,1\nu-700123,u-700123,1\n")
    found = read_side_tables([path], key=b"k" * 32)
    assert [row.reason for row in found.rejected] == ["kind is <EMAIL>", "kind is '<CUSTOMER>'"]


def test_a_comment_holds_no_customers_id(tmp_path):
    path = tmp_path / "surveys.csv"
    path.write_text("customer_id,kind,score,comment\nu-700123,csat,1,it is U-700123 again\n")
    found = read_side_tables([path], key=b"k" * 32)
    assert found.surveys["comment"].to_pylist() == ["it is <CUSTOMER> again"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path):
    path = tmp_path / "surveys.csv"
    path.write_text(
        'conversation_id,kind,score,comment\nc-1,csat,5,"fine\nwith a second line"\nc-2,csat,5,"great\nc-3,csat,1,bad\n'
    )
    found = read_side_tables([path], key=KEY)
    assert found.surveys["conversation_id"].to_pylist() == ["c-1"]
    assert [(r.line, r.reason) for r in found.rejected] == [
        (4, "the file is not CSV from here on (unexpected end of data)")
    ]


def test_a_long_comment_costs_nothing(tmp_path):
    long = "slow, " * 30_000
    found = tables(
        tmp_path, surveys=f'conversation_id,kind,score,comment\nc-1,csat,5,"{long}"\nc-2,csat,4,\n'
    )
    assert found.surveys["conversation_id"].to_pylist() == ["c-1", "c-2"]
    assert found.rejected == ()


def test_a_pipe_is_refused_unopened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "agents.csv")
    monkeypatch.setattr(Path, "open", lambda self, *_: pytest.fail(f"{self} was opened"))
    [row] = read_side_tables(find_side_tables([tmp_path]), key=KEY).rejected
    assert (row.line, "pipe" in row.reason) == (0, True)
