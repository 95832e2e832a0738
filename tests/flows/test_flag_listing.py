"""`convoqa flags`: flags first, then whom to listen to more, with the conversations to listen to."""

import json
from datetime import date

import pyarrow as pa
import pytest

from data.warehouse import connect, insert, migrate
from flows.flag_listing import show_flags

FIRST, LAST = date(2026, 10, 24), date(2026, 11, 20)


def flag(subject, state="as expected", question="civil", kind="agent", gap=None, **more):
    return {
        "kind": kind, "subject": subject, "question": question, "definition": "d1", "period_from": FIRST, "period_to": LAST, "n": 40,
        "observed": 0.7, "expected": 0.9, "compared_with": 400, "state": state, "reason": f"Reason of {subject}.", "gap_probability": gap,
        "worst": ["k-low"], "best": [], "unsure_examples": ["k-unsure"],
    } | more  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    with connect(tmp_path / "published.duckdb") as connection:
        migrate(connection)
        flags = [
            flag("p-2", gap=0.6),
            flag("p-1", "below", gap=0.99),
            flag("p-3", gap=0.9),
            flag("p-4", gap=0.1),
            flag("delivery", "above", kind="topic"),
        ]
        insert(connection, "flags", pa.Table.from_pylist(flags))
        agents = [
            {"agent_id": f"a-{n}", "person_id": f"p-{n}", "name": f"Name {n}", "exclude": False}
            for n in (1, 2, 3)
        ]
        insert(connection, "agents", pa.Table.from_pylist(agents))
        for key in ("k-low", "k-unsure"):
            conversation = {
                "conversation_key": key, "conversation_id": key.replace("k-", "conversation-"), "source": "f", "revision": 1,
                "is_current": True, "batch_id": "b", "times_ok": True, "metadata": "{}", "warnings": [],
            }  # fmt: skip
            insert(connection, "conversations", pa.Table.from_pylist([conversation]))
    return tmp_path


def rows(workspace, capsys, **options):
    show_flags(workspace, as_json=True, **{"all_states": False} | options)
    return json.loads(capsys.readouterr().out)


def test_flags_come_first_then_the_watch_list_and_nobody_else(workspace, capsys):
    listed = rows(workspace, capsys)
    assert [(row["name"], row["watch"]) for row in listed] == [
        ("Name 1", False),
        ("delivery", False),
        ("Name 2", True),
        ("Name 3", True),
    ]


def test_the_watch_list_says_what_to_listen_to_unsure_answers_first(workspace, capsys):
    listen = {row["name"]: row["listen"] for row in rows(workspace, capsys)}
    assert listen["Name 3"] == ["conversation-unsure", "conversation-low"]
    assert listen["Name 1"] == []


def test_all_states_leave_nobody_out(workspace, capsys):
    assert len(rows(workspace, capsys, all_states=True)) == 5


def test_people_read_flags_and_the_watch_list_apart_the_likeliest_first(workspace, capsys):
    show_flags(workspace, all_states=False, as_json=False)
    flags, watched = capsys.readouterr().out.split("Watch list. Not findings: listen to more")
    assert "Name 1" in flags
    assert "Name 3" not in flags
    assert watched.index("Name 3") < watched.index("Name 2")
    assert "90 %" in watched
    assert "Name 1" not in watched
