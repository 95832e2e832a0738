"""Zendesk Chat."""

import json

import pytest

from data.conversation import conversation_from
from data.readers.zendesk_chat import READER

CHAT = {
    "id": "2610.7",
    "type": "chat",
    "visitor": {"id": "v-1", "name": "Ann", "email": "ann@example.com"},
    "timestamp": "2026-10-30T09:00:00Z",
    "department_id": 12,
    "department_name": "parcel",
    "agent_ids": ["a-7"],
    "rating": "good",
    "comment": "fast",
    "tags": ["lost", "vip"],
    "history": [
        {"type": "chat.memberjoin", "timestamp": "2026-10-30T09:00:00Z", "name": "Ann"},
        {"type": "chat.msg", "msg": "Hi &amp; hello<br>you", "name": "Ann", "sender_type": "Visitor"},
        {"type": "chat.msg", "msg": "Welcome", "name": "Shop", "sender_type": "Trigger"},
        {"type": "chat.memberjoin", "timestamp": "2026-10-30T09:00:10Z", "name": "Marcus", "agent_id": "a-7"},
        {
            "type": "chat.msg",
            "timestamp": "2026-10-30T09:00:12Z",
            "msg": "<p>I &lt;3 it</p>",
            "name": "Marcus",
        }
        | {"sender_type": "Agent", "agent_id": "a-7"},
        {"type": "chat.msg", "msg": "no type of sender", "name": "Marcus", "agent_id": "a-7"},
        {"type": "chat.msg", "msg": "nor here", "name": "Ann"},
        {"type": "chat.rating", "name": "Ann", "new_rating": "good"},
        {"type": "chat.memberleave", "name": "Ann"},
        {"type": "chat.system", "msg": "closed"},
    ],
}


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def test_a_chat(tmp_path):
    (record,) = records(tmp_path, {"chats": [CHAT]})
    chat = conversation_from(record.value)
    assert [(t.role, t.text, t.agent_id) for t in chat.turns] == [
        ("system", "Ann joined the chat", None),
        ("customer", "Hi & hello\nyou", None),
        ("bot", "Welcome", None),
        ("system", "Marcus joined the chat", None),
        ("agent", "I <3 it", "a-7"),
        ("agent", "no type of sender", "a-7"),
        ("customer", "nor here", None),
        ("system", "Ann rated the chat good", None),
        ("system", "Ann left the chat", None),
        ("system", "closed", None),
    ]
    assert (chat.conversation_id, chat.channel, chat.customer_id, chat.queue) == (
        "2610.7",
        "chat",
        "v-1",
        "parcel",
    )
    assert chat.metadata == {"rating": "good", "rating_comment": "fast", "tags": "lost, vip"}
    assert (chat.csat, chat.turns[3].t, chat.turns[4].t) == (None, 10.0, 12.0)


@pytest.mark.parametrize(
    "content",
    [
        {"chats": [CHAT, CHAT]},
        [CHAT, CHAT],
        json.dumps(CHAT) + "\n" + json.dumps(CHAT),
        json.dumps({"chats": [CHAT, CHAT]}, indent=1),
    ],
)
def test_the_shapes_of_a_file(tmp_path, content):
    assert [record.value["conversation_id"] for record in records(tmp_path, content)] == ["2610.7", "2610.7"]


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"visitor": {"email": "ann@example.com"}}, "customer_id", "ann@example.com"),
        ({"visitor": None}, "customer_id", None),
        ({"department_name": None}, "queue", "12"),
        ({"agent_ids": ["a-7", "a-8"]}, "agent_id", "a-7"),  # the first who speaks
        ({"tags": None, "rating": None, "comment": ""}, "metadata", {}),
    ],
)
def test_what_may_lack(tmp_path, change, field, expected):
    (record,) = records(tmp_path, CHAT | change)
    assert getattr(conversation_from(record.value), field) == expected


def test_a_speaker_without_a_role_keeps_the_name(tmp_path):
    (record,) = records(tmp_path, CHAT | {"history": [{"type": "chat.msg", "msg": "hi", "name": "Zed"}]})
    (turn,) = conversation_from(record.value).turns
    assert (turn.role, turn.speaker) == ("unknown", "Zed")


def test_with_several_agents_a_message_without_an_id_is_nobodys(tmp_path):
    history = [{"type": "chat.msg", "msg": "hi", "sender_type": "Agent"}]
    (record,) = records(tmp_path, CHAT | {"history": history, "agent_ids": ["a-7", "a-8"]})
    assert conversation_from(record.value).turns[0].agent_id is None


def test_an_offline_message_is_one_turn(tmp_path):
    (record,) = records(
        tmp_path, {"id": "1", "type": "offline_msg", "message": "Anyone?", "visitor": {"id": "v"}}
    )
    assert [(t.role, t.text) for t in conversation_from(record.value).turns] == [("customer", "Anyone?")]


def test_a_chat_without_history_has_a_reason_and_the_others_go_on(tmp_path):
    found = records(tmp_path, {"chats": [{"id": "1"}, CHAT, 7]})
    assert [record.reason for record in found] == ["chat 1 has no history", "", "chat 3 is not a chat"]
