"""Messages, one an object, put together into conversations."""

import gzip
import json

import pytest

from data.conversation import conversation_from
from data.readers.long_table import Row
from data.readers.message_rows import conversations_of_messages, settled, unusable
from data.readers.source_text import refusing_unreadable


def row_of(number, message):
    if "text" not in message:
        return unusable(number, message["conversation_id"], "text is missing", "send it", message)
    return Row(number, message["conversation_id"], {"role": "agent"} | message)


@refusing_unreadable
def read(path):
    yield from conversations_of_messages(path, "page", row_of)


def found(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [
        (r.place, r.reason or [t["text"] for t in r.value["turns"]], (r.value or {}).get("conversation_id"))
        for r in read(path)
    ]


def said(conversation_id, text, **rest):
    return {"conversation_id": conversation_id, "text": text} | rest


THREE = [said("c-1", "one"), said("c-2", "two"), said("c-1", "three")]
TOGETHER = [("row 1", ["one", "three"], "c-1"), ("row 2", ["two"], "c-2")]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(map(json.dumps, THREE)),
        json.dumps(THREE, indent=1),
        json.dumps({"page": THREE}),
        json.dumps({"page": THREE[:1]}) + "\n" + json.dumps({"page": THREE[1:]}),
        gzip.compress(json.dumps(THREE).encode(), mtime=0),
    ],
)
def test_messages_of_a_conversation_need_not_be_adjacent(tmp_path, content):
    assert found(tmp_path, content) == TOGETHER


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (
            "{",
            (
                "row 2",
                "line 2 is not JSON: Expecting property name enclosed in double quotes at column 2",
                None,
            ),
        ),
        ("7", ("row 2", "line 2 is not a JSON object", None)),
        ('{"conversation_id": "c-3"}', ("row 2", "message 2: text is missing", "c-3")),
    ],
)
def test_a_message_that_cannot_be_read_has_its_reason_and_the_others_go_on(tmp_path, bad, expected):
    one, two, three = map(json.dumps, THREE)
    others = [("row 1", ["one", "three"], "c-1"), ("row 3", ["two"], "c-2")]
    assert sorted(found(tmp_path, "\n".join([one, bad, two, three])), key=str) == sorted(
        [*others, expected], key=str
    )


def test_what_is_no_object_in_a_page_is_not_lost(tmp_path):
    content = json.dumps({"page": [THREE[0], None]})
    assert found(tmp_path, content) == [
        ("row 1", ["one"], "c-1"),
        ("row 2", "message 2: it is not an object", None),
    ]


def test_a_file_that_breaks_off_refuses_the_conversation_in_which_it_does(tmp_path):
    content = json.dumps([*THREE, said("c-3", "four"), said("c-3", "five")])
    *good, cut, broken = found(tmp_path, content[:-20])
    assert good == TOGETHER
    assert cut == ("row 4", "the file breaks off before this conversation is known to be complete", "c-3")
    assert broken[0] == "file"
    assert broken[1].startswith("the file is not JSON from record 5 on")


def test_an_empty_file_has_its_reason(tmp_path):
    assert found(tmp_path, "[]") == [("file", "the file is empty", None)]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([{"at": "2026-03-01T09:00:02Z"}, {"at": "2026-03-01T09:00:01+00:00"}], ["two", "one"]),
        ([{"at": "2026-03-01T09:00:00Z"}, {"at": "2026-03-01T10:00:00+09:00"}], ["two", "one"]),
        ([{"at": "2026-03-01T09:00:01Z"}, {"at": "2026-03-01T09:00:01Z"}], ["one", "two"]),
        ([{"at": "2026-03-01T09:00:02Z"}, {}], ["one", "two"]),  # a time is missing: the order stays
        ([{"at": "2026-03-01T09:00:02Z"}, {"at": "soon"}], ["one", "two"]),
        ([{"t": 2.0}, {"t": 1.0}], ["two", "one"]),
        ([{"t": 1.0}, {"at": "2026-03-01T09:00:02Z"}], ["one", "two"]),  # two clocks: the order stays
    ],
)
def test_turns_are_put_in_order_of_time_where_all_have_one(tmp_path, times, expected):
    messages = [said("c-1", text, **time) for text, time in zip(["one", "two"], times, strict=True)]
    assert found(tmp_path, json.dumps(messages)) == [("row 1", expected, "c-1")]


@pytest.mark.parametrize(
    ("agents", "expected"), [(["a-1", None], ["a-1", "a-1"]), (["a-1", "a-2", None], ["a-1", "a-2", None])]
)
def test_a_turn_without_an_agent_is_the_only_agents_or_nobodys(tmp_path, agents, expected):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([said("c-1", "hi", agent_id=agent) for agent in agents]))
    (record,) = read(path)
    assert [turn.agent_id for turn in conversation_from(record.value).turns] == expected


def test_a_record_with_a_reason_stays_as_it_is(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"conversation_id": "c-1"}')
    (record,) = read(path)
    assert settled(record) is record
