"""The readers of whole conversations: which turns and steps count, and how a task or a flowchart becomes a script."""

from __future__ import annotations

import gzip
import json

import pytest

from models.evaluation.items import SetError
from models.evaluation.whole import Promised
from models.evaluation.whole_sets import (
    WHOLE_SETS,
    flodial,
    flowchart_script,
    own_held,
    star_script,
    star_whole,
    whole_sets,
)

REPLIES = {"hello": "Hello!", "ask": "Which {day:of} day?", "tell": "{x}", "bye": "Goodbye."}
GRAPH = {"graph": {"hello": "ask", "ask": "query", "query_success": "bye"}}
CHART = {
    "nodes": {
        "0": {"utterance": "Does it start?"}, "1": {"utterance": "does it  START"}, "2": {"utterance": "?"},
        "3": {"utterance": "Charge it."},
    },
    "supporting_faqs": [{"id": "0", "q": "How?", "a": "So."}],
}  # fmt: skip


def write_lines(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def turns(*said):
    return [{"role": role, "text": text} for role, text in said]


@pytest.fixture
def folder(tmp_path):
    task = tmp_path / "star_tasks" / "booking"
    task.mkdir(parents=True)
    (task / "responses.json").write_text(json.dumps(REPLIES))
    (task / "booking.json").write_text(json.dumps(GRAPH))
    said = turns(("agent", "Hello!"), ("customer", "Hi"), ("agent", "Which day?"), ("agent", "Tuesday"))
    steps = [
        {"step": "hello", "off_script": False}, None, {"step": "ask", "off_script": True}, {"step": "tell", "off_script": False},
    ]  # fmt: skip
    labels = {"one": (["booking"], True), "two": (["booking", "x"], False), "none": (["x"], None)}
    chats = [{"conversation_id": name, "turns": said, "topic": "t"} for name in labels]
    write_lines(tmp_path / "star_conversations.jsonl.gz", chats)
    rows = [
        {"conversation_id": name, "tasks": tasks, "resolved": resolved, "steps": steps}
        for name, (tasks, resolved) in labels.items()
    ]
    write_lines(tmp_path / "star_labels.jsonl.gz", rows)
    (tmp_path / "flodial_flowcharts").mkdir()
    (tmp_path / "flodial_flowcharts" / "power.json").write_text(json.dumps(CHART))
    asked = [
        {"role": "agent", "text": "Will it start?", "node": "chart-1"}, {"role": "customer", "text": "No", "node": "chart-1"},
        {"role": "agent", "text": "So.", "node": "faq-0"}, {"role": "agent", "text": "Hm", "node": None},
    ]  # fmt: skip
    write_lines(
        tmp_path / "script_en_flodial_test.jsonl.gz", [{"id": "f", "flowchart": "power", "turns": asked}]
    )
    return tmp_path


def as_given(script):
    return script


def test_a_task_becomes_a_script_of_its_replies_in_order(folder):
    script = star_script(folder / "star_tasks" / "booking")
    assert script["steps"] == [
        {"id": "hello", "say": ["Hello!"], "required": "always", "before": ["ask"]},
        {"id": "ask", "say": ["Which {day} day?"], "required": "always", "before": ["bye"]},
        {"id": "bye", "say": ["Goodbye."], "required": "always"},
    ]


def test_star_leaves_out_what_was_typed_freely_what_has_no_wording_and_chats_of_several_tasks(folder):
    ((language, items),) = star_whole(folder, as_given)
    assert language == "en"
    assert [(i.conversation.conversation_id, i.gold.outcome, dict(i.gold.turns)) for i in items] == [
        ("one", "resolved", {0: frozenset({"hello"})}),
        ("two", "not resolved", {}),
    ]
    assert [item.script is not None for item in items] == [True, False]


def test_a_flowchart_becomes_a_script_where_nodes_of_the_same_words_are_one():
    script, step_of = flowchart_script("power on", CHART)
    assert script["script"] == "power_on"
    assert [(step["id"], step["say"]) for step in script["steps"]] == [
        ("chart-0", ["Does it start?"]),
        ("chart-3", ["Charge it."]),
    ]
    assert step_of == {"chart-0": "chart-0", "chart-1": "chart-0", "chart-3": "chart-3"}


def test_flodial_counts_agent_turns_that_voice_a_node(folder):
    ((_, items),) = flodial(folder, as_given)
    assert [dict(item.gold.turns) for item in items] == [{0: frozenset({"chart-0"})}]
    (folder / "flodial_flowcharts" / "power.json").unlink()
    with pytest.raises(SetError, match="'power' is not in flodial_flowcharts"):
        list(flodial(folder, as_given))


def test_the_own_batches_kept_back_carry_every_label(tmp_path):
    found = dict(own_held(tmp_path, as_given))
    assert list(found) == ["en", "ko", "th"]
    for language, items in found.items():
        assert {item.conversation.language for item in items} == {language}
        assert all(item.script.is_file() and item.gold.steps and item.asks_promises for item in items)
        promised = [promise for item in items for promise in item.gold.promises]
        assert all(isinstance(promise, Promised) for promise in promised)
        assert any(promise.by and promise.due for promise in promised)


def test_a_set_is_there_when_all_of_its_files_are(folder):
    assert [one.name for one in whole_sets(folder)] == [one.name for one in WHOLE_SETS]
    (folder / "star_labels.jsonl.gz").unlink()
    assert "star" not in [one.name for one in whole_sets(folder)]
