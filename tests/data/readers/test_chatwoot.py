"""Chatwoot."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.chatwoot import READER

SAMPLE = Path(__file__).parent / "samples" / "chatwoot.json"
MESSAGE = {
    "id": 1,
    "content": "hi",
    "conversation_id": 42,
    "message_type": 1,
    "created_at": 1772671200,
    "private": False,
    "sender_type": "User",
    "sender_id": 11,
}


def records(tmp_path, *messages):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, messages)), encoding="utf-8")
    return list(READER.read(path))


def turn(tmp_path, **change):
    (record,) = records(tmp_path, MESSAGE | change)
    return conversation_from(record.value).turns[0]


def test_a_page_of_messages():
    (record,) = READER.read(SAMPLE)
    chat = conversation_from(record.value)
    assert (chat.conversation_id, chat.channel, chat.customer_id, chat.csat) == ("42", "chat", "77", 4.0)
    assert chat.started_at.isoformat() == "2026-03-05T00:40:00+00:00"
    assert [(t.role, t.agent_id, t.internal, t.t, t.text[:8]) for t in chat.turns] == [
        ("bot", None, False, 0.0, "Hi! Leav"),
        ("customer", None, False, 15.0, "My parce"),
        ("bot", None, False, 16.0, "Please t"),
        ("system", None, False, 60.0, "Conversa"),
        ("agent", "11", True, 90.0, "@tess cu"),
        ("agent", "11", False, 100.0, "Hello Mi"),  # written after the next one in the file
        ("agent", "12", False, 200.0, "I have o"),
        ("customer", None, False, 250.0, ""),  # a picture alone
        ("system", None, False, 260.0, "This mes"),  # deleted
        ("bot", None, False, 300.0, "Please r"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("agent", "11", None)),  # `User` is the agent here
        ({"message_type": "outgoing"}, ("agent", "11", None)),
        ({"sender_type": None, "sender_id": None, "sender": {"id": 9, "type": "user"}}, ("agent", "9", None)),
        ({"message_type": 0, "sender_type": "Contact"}, ("customer", None, None)),
        ({"message_type": "incoming", "sender_type": None}, ("customer", None, None)),
        ({"message_type": 2}, ("system", None, None)),
        ({"message_type": 3, "sender_type": None}, ("bot", None, None)),
        ({"sender_type": "AgentBot"}, ("bot", None, None)),
        ({"sender_type": None, "sender": {"type": "agent_bot"}}, ("bot", None, None)),
        ({"sender_type": "Captain::Assistant"}, ("bot", None, None)),
        ({"sender_type": None, "content_attributes": {"automation_rule_id": 3}}, ("bot", None, None)),
        ({"content_attributes": {"deleted": True}}, ("system", None, None)),
        ({"sender_type": None}, ("unknown", None, "unnamed")),  # sent from a phone, perhaps: no one says
        ({"message_type": 9, "sender_type": "Robot"}, ("unknown", None, "Robot")),
        ({"message_type": True}, ("unknown", None, "User")),
        ({"message_type": [1], "sender": 7, "content_attributes": "x"}, ("unknown", None, "User")),
    ],
)
def test_who_speaks(tmp_path, change, expected):
    found = turn(tmp_path, **change)
    assert (found.role, found.agent_id, found.speaker) == expected


@pytest.mark.parametrize(
    ("private", "internal"), [(True, True), (False, False), (None, False), ("false", False)]
)
def test_a_private_message_is_a_note(tmp_path, private, internal):
    assert turn(tmp_path, private=private).internal is internal


@pytest.mark.parametrize(
    "created_at",
    [1772671200, 1772671200.0, "1772671200", "2026-03-05T00:40:00.000Z", "2026-03-05 00:40:00 UTC"],
)
def test_times_are_seconds_since_1970_or_iso(tmp_path, created_at):
    (record,) = records(tmp_path, MESSAGE | {"created_at": created_at})
    assert conversation_from(record.value).started_at.isoformat() == "2026-03-05T00:40:00+00:00"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"created_at": 1e30}, r"turns\[0\].at is not a time"),
        ({"created_at": {"s": 1}}, r"turns\[0\].at is not a time"),
        ({"content": 7}, r"turns\[0\].text is not text"),
    ],
)
def test_what_cannot_be_a_turn_is_refused(tmp_path, change, reason):
    (record,) = records(tmp_path, MESSAGE | change)
    with pytest.raises(BadRecord, match=reason):
        conversation_from(record.value)


@pytest.mark.parametrize(
    ("missing", "conversation_id", "reason"),
    [
        ("conversation_id", None, "message 2: conversation_id is missing"),
        ("content", "42", "message 2: content is missing"),
    ],
)
def test_what_lacks_is_named(tmp_path, missing, conversation_id, reason):
    other = MESSAGE | {"conversation_id": 43}
    bad = {key: value for key, value in MESSAGE.items() if key != missing}
    found = records(tmp_path, other, bad)
    assert [r.value["conversation_id"] for r in found if not r.reason] == ["43"]
    (refused,) = [r for r in found if r.reason]
    assert ((refused.value or {}).get("conversation_id"), refused.reason) == (conversation_id, reason)
    assert refused.remedy
    assert refused.excerpt


def test_messages_of_an_email_inbox(tmp_path):
    (record,) = records(tmp_path, MESSAGE | {"message_type": 0, "content_type": "incoming_email"})
    assert conversation_from(record.value).channel == "email"


@pytest.mark.parametrize("rating", [None, {}, {"csat_survey_response": None}, "x"])
def test_a_survey_without_an_answer_is_no_rating(tmp_path, rating):
    (record,) = records(tmp_path, MESSAGE | {"content_attributes": {"submitted_values": rating}})
    assert conversation_from(record.value).csat is None


@pytest.mark.parametrize("content", [MESSAGE, [MESSAGE], {"meta": {}, "payload": [MESSAGE]}])
def test_it_is_told_by_its_content(tmp_path, content):
    path = tmp_path / "x"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert detect(path).name == "chatwoot"
