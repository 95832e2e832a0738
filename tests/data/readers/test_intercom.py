"""Intercom conversations."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import Head
from data.readers.intercom import READER

SAMPLES = Path(__file__).with_name("samples")
ADMIN = {"type": "admin", "id": "8", "name": "Lena", "email": "lena@example.com"}
USER = {"type": "user", "id": "6"}
PART = {"part_type": "comment", "body": "<p>hi</p>", "created_at": 1791792010, "author": USER}


def conversation(*parts, **change):
    source = {"type": "conversation", "body": "hello", "author": USER, "delivered_as": "customer_initiated"}
    listed = {"conversation_parts": list(parts), "total_count": len(parts)}
    return {"id": "c-1", "created_at": 1791792000, "source": source, "conversation_parts": listed} | change


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def read(tmp_path, content):
    (record,) = records(tmp_path, content)
    assert record.reason == ""
    return conversation_from(record.value)


def test_a_conversation():
    (record,) = READER.read(SAMPLES / "intercom.json")
    found = conversation_from(record.value)
    assert [(t.role, t.text, t.agent_id, t.t) for t in found.turns] == [
        ("customer", "I paid twice & got one order", None, 0.0),
        ("bot", "Hi! Is it about a payment?", None, 10.0),
        ("system", "Fin: assignment", None, 20.0),
        ("agent", "สวัสดีค่ะ ขอตรวจสอบให้นะคะ <1 นาที", "812", 80.0),
        ("agent", "charged twice, second one is pending", "812", 120.0),
        ("customer", "", None, 150.0),  # a picture alone
        ("agent", "I hand you over to Lena from billing.", "812", 200.0),
        ("agent", "The second charge falls away on Friday.\nHow it works", "813", 260.0),
        ("system", "Lena: conversation attribute updated by admin", None, 300.0),
        ("customer", "ok, thank you", None, 330.0),
        ("system", "Lena: close", None, 400.0),
    ]
    assert [number for number, turn in enumerate(found.turns) if turn.internal] == [4]
    assert (found.conversation_id, found.channel, found.queue) == ("215470000012", "chat", "5011")
    assert (found.agent_id, found.customer_id, found.csat) == ("813", "u-th-7", 4.0)
    assert found.started_at.isoformat() == "2026-10-12T08:00:00+00:00"
    assert found.metadata == {"order_no": "B-7710", "rating_comment": "quick", "tags": "billing"}


def test_a_campaign_in_an_agents_name_is_no_agents_turn():
    _, record = READER.read(SAMPLES / "intercom.jsonl")
    found = conversation_from(record.value)
    assert [(t.role, t.text) for t in found.turns] == [
        ("bot", "20 % off until Sunday"),
        ("customer", "Does it hold for shoes?"),
    ]
    assert (found.channel, found.agent_id, found.customer_id) == ("email", None, "6b02")
    assert found.metadata == {"subject": "Autumn sale"}


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (ADMIN, ("agent", None, "8")),
        ({"type": "user", "id": "6"}, ("customer", None, None)),
        ({"type": "lead", "id": "6"}, ("customer", None, None)),
        ({"type": "contact", "id": 6}, ("customer", None, None)),
        ({"type": "bot", "id": "7"}, ("bot", None, None)),
        (ADMIN | {"email": "operator+k3@intercom.io"}, ("bot", None, None)),
        (ADMIN | {"email": "operator+k3@intercom.io.example"}, ("agent", None, "8")),
        (ADMIN | {"from_ai_agent": True}, ("bot", None, None)),
        (ADMIN | {"from_ai_agent": False}, ("agent", None, "8")),
        ({"type": "team", "id": "9"}, ("unknown", "team", "9")),
        ({}, ("unknown", "unnamed", None)),
        (None, ("unknown", "unnamed", None)),
    ],
)
def test_who_wrote(tmp_path, author, expected):
    turn = read(tmp_path, conversation(PART | {"author": author})).turns[1]
    assert (turn.role, turn.speaker, turn.agent_id) == expected


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("comment", "<p>hi</p>", ("agent", "hi", False)),
        ("comment", None, ("agent", "", False)),
        ("close", "<p>bye</p>", ("agent", "bye", False)),
        ("close", None, ("system", "Lena: close", False)),
        ("assignment", "", ("system", "Lena: assignment", False)),
        ("note", "<p>psst</p>", ("agent", "psst", True)),
        ("note_and_close", "psst", ("agent", "psst", True)),
        ("something_new", "<p>what is it</p>", ("system", "Lena: what is it", False)),
        (None, None, ("system", "Lena: event", False)),
    ],
)
def test_what_a_part_is(tmp_path, kind, body, expected):
    part = PART | {"author": ADMIN, "part_type": kind, "body": body}
    turn = read(tmp_path, conversation(part)).turns[1]
    assert (turn.role, turn.text, turn.internal) == expected


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"admin_assignee_id": 8}, "agent_id", "8"),
        ({"admin_assignee_id": 0}, "agent_id", None),
        ({"admin_assignee_id": 7}, "agent_id", None),  # assigned to the bot that answered
        ({"contacts": {"contacts": [{"id": "6"}]}}, "customer_id", "6"),
        ({"contacts": {"contacts": [{"id": "6", "external_id": "u-1"}]}}, "customer_id", "u-1"),
        ({"contacts": {"contacts": [{"id": "4"}, {"id": "6"}]}}, "customer_id", "6"),
        ({"source": None}, "customer_id", None),
        ({"source": {"type": "phone_call", "body": None}}, "channel", "call"),
        ({"source": {"type": "telepathy", "body": None}}, "channel", None),
        ({"conversation_rating": {"rating": None}}, "csat", None),
        ({"created_at": "2026-10-12T08:00:00Z"}, "warnings", ()),
    ],
)
def test_what_may_lack(tmp_path, change, field, expected):
    bot = PART | {"author": {"type": "bot", "id": "7"}}
    assert getattr(read(tmp_path, conversation(bot, **change)), field) == expected


def test_the_first_message_under_its_older_name(tmp_path):
    older = {"source": None, "conversation_message": {"body": "<p>first</p>", "author": USER}}
    found = read(tmp_path, conversation(PART, **older))
    assert [(turn.role, turn.text) for turn in found.turns] == [("customer", "first"), ("customer", "hi")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"id": "c-1", "source": {}}, "record 1 has no conversation_parts"),
        (conversation(conversation_parts=None), "record 1 has no conversation_parts"),
        ({"conversations": []}, "record 1 has no conversations"),
        ({"conversations": [7]}, "record 1, conversation 1 is not a conversation"),
        ({"conversations": [{"id": "c-1"}]}, "record 1, conversation 1 has no conversation_parts"),
        (
            conversation(conversation_parts={"conversation_parts": [PART], "total_count": 612}),
            "record 1 has 1 of 612 parts",
        ),
        (
            {"type": "notification_event", "data": {"item": conversation(PART)}},
            "record 1 has no conversation_parts",
        ),
    ],
)
def test_what_is_not_whole_has_a_reason(tmp_path, content, reason):
    (record,) = records(tmp_path, json.dumps(content, indent=1))
    assert record.reason == reason
    assert record.remedy


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (7, "turns[1] is not an object"),
        ({"part_type": "comment", "author": USER}, "turns[1].text is missing"),
        (PART | {"body": ["hi"]}, "turns[1].text is not text"),
        (
            PART | {"created_at": 1791792010000},
            "turns[1].at is not a time",
        ),  # milliseconds: not ours to guess
        (PART | {"created_at": {"at": 1}}, "turns[1].at is not a time"),
    ],
)
def test_a_part_that_cannot_be_read_costs_the_conversation_with_its_reason(tmp_path, part, reason):
    (record,) = records(tmp_path, conversation(part))
    with pytest.raises(BadRecord) as problem:
        conversation_from(record.value)
    assert problem.value.reason == reason


@pytest.mark.parametrize(
    ("content", "is_mine"),
    [
        (conversation(PART), True),
        ({"type": "conversation.list", "conversations": [{"id": "1", "admin_assignee_id": None}]}, True),
        ({"type": "conversation", "id": "1"}, False),
        ({"conversation_id": "c-1", "metadata": {"raw": conversation(PART)}}, False),
        ({"text": '"conversation_parts": '}, False),
    ],
)
def test_the_format_is_told_by_its_names(content, is_mine):
    text = json.dumps(content)
    assert (READER.sniff(Head("x", text.encode(), text)) > 0) is is_mine
