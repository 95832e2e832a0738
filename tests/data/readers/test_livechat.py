"""LiveChat."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.livechat import READER

SAMPLE = Path(__file__).parent / "samples" / "livechat.json"
SHARED = Path(__file__).parents[4] / "shared" / "formats_samples" / "livechat_payloads"
BOT = "9b8a7c6d5e4f30211203f4e5d6c7a8b9"
USERS = [
    {"id": "c-31", "name": "Ploy", "type": "customer"},
    {"id": "kai@example.com", "name": "Kai", "type": "agent"},
    {"id": BOT, "name": "Bot", "type": "agent"},
]


def thread(*events, **rest):
    return {"id": "T1", "user_ids": [], "events": list(events)} | rest


def chat(*threads, **rest):
    return {"id": "CH", "users": USERS, "threads": list(threads)} | rest


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def conversation(tmp_path, content):
    (record,) = records(tmp_path, content)
    return conversation_from(record.value)


def test_an_archive_of_two_threads_of_one_chat():
    first, second = (conversation_from(record.value) for record in READER.read(SAMPLE))
    assert [(t.role, t.agent_id, t.internal, t.t, t.text) for t in first.turns] == [
        ("system", None, False, 0.0, "Name: Ploy\nAbout: Delivery"),
        ("bot", None, False, 1.0, "How can I help?"),
        ("customer", None, False, 12.5, "พัสดุยังไม่ถึงเลยค่ะ"),
        ("agent", "kai@example.com", True, 40.0, "Noi, can you take this one? My Thai is poor"),
        ("system", None, False, 50.0, "Kai transferred the chat to Noi"),
        ("agent", "noi@example.com", False, 65.0, "ขออภัยด้วยนะคะ ขอเช็กให้ก่อนนะคะ"),
        ("system", None, False, 90.0, "Ploy sent a file"),
    ]
    assert (first.conversation_id, first.channel, first.customer_id, first.queue, first.csat) == (
        "TH90AA1",
        "chat",
        "c-31",
        "4",
        None,
    )
    assert first.metadata == {
        "chat_id": "SC81KQ2Z",
        "rating": "good",
        "rating_comment": "kind people",
        "tags": "delivery, transfer",
    }
    assert first.last_agent_id == "noi@example.com"
    assert (second.conversation_id, len(second.turns), second.agent_id) == ("TH90AA2", 1, None)


HELLO = {"type": "message", "author_id": "c-31", "text": "hi"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (chat(thread(HELLO)), [("line 1", "T1")]),
        (chat(thread(HELLO), thread(HELLO, id="T2")), [("line 1 thread 1", "T1"), ("line 1 thread 2", "T2")]),
        ({"id": "CH", "users": USERS, "thread": thread(HELLO)}, [("line 1", "T1")]),
        ([chat(thread(HELLO)), chat(thread(HELLO, id="T2"))], [("record 1", "T1"), ("record 2", "T2")]),
        ({"chats": [chat(thread(HELLO))]}, [("chat 1", "T1")]),
    ],
)
def test_the_shapes_of_a_file(tmp_path, content, expected):
    assert [(r.place, r.value["conversation_id"]) for r in records(tmp_path, content)] == expected


@pytest.mark.parametrize(
    ("change", "role", "agent_id", "speaker"),
    [
        ({"author_id": "kai@example.com"}, "agent", "kai@example.com", None),
        ({"author_id": "c-31"}, "customer", None, None),
        ({"author_id": BOT}, "bot", None, None),
        ({"author_id": "gone@example.com"}, "unknown", None, "gone@example.com"),
        ({"author_id": None}, "unknown", None, "unnamed"),
        ({"author_id": ["c-31"]}, "unknown", None, "unnamed"),
        ({"type": "rich_message", "author_id": BOT, "elements": [{"title": "a"}, 7]}, "bot", None, None),
        ({"type": "system_message", "author_id": None}, "system", None, None),
    ],
)
def test_who_speaks(tmp_path, change, role, agent_id, speaker):
    (turn,) = conversation(tmp_path, chat(thread(HELLO | change))).turns
    assert (turn.role, turn.agent_id, turn.speaker) == (role, agent_id, speaker)


def test_with_several_agents_a_message_of_no_known_author_is_nobodys(tmp_path):
    noi = {"id": "noi@example.com", "type": "agent"}
    authors = ["kai@example.com", "noi@example.com", "gone"]
    content = chat(thread(*(HELLO | {"author_id": author} for author in authors)), users=[*USERS, noi])
    assert [turn.agent_id for turn in conversation(tmp_path, content).turns] == [*authors[:2], None]


@pytest.mark.parametrize(
    ("change", "internal"),
    [
        ({}, False),
        ({"visibility": "all"}, False),
        ({"visibility": "agents"}, True),
        ({"visibility": "nobody yet"}, True),
        ({"recipients": "agents"}, True),
        ({"visibility": None, "recipients": "all"}, False),
    ],
)
def test_what_not_all_see_is_internal(tmp_path, change, internal):
    (turn,) = conversation(tmp_path, chat(thread(HELLO | change))).turns
    assert turn.internal is internal


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"type": "file", "author_id": "kai@example.com"}, "Kai sent a file"),
        ({"type": "file"}, "Someone sent a file"),
        ({"type": "custom", "author_id": "c-31"}, "Ploy: custom"),
        ({"type": "system_message", "system_message_type": "routing.idle"}, "Someone: routing.idle"),
        ({"type": "filled_form", "fields": [{"label": "Mail:", "answer": None}, None]}, "Mail:"),
    ],
)
def test_an_event_is_told_in_words(tmp_path, event, text):
    (turn,) = conversation(tmp_path, chat(thread(event))).turns
    assert (turn.role, turn.text) == ("system", text)


@pytest.mark.parametrize(
    ("rating", "metadata"),
    [
        ({"score": 0}, {"rating": "bad"}),
        ({"score": {"value": 1}, "comment": {"value": "ok"}}, {"rating": "good", "rating_comment": "ok"}),
        ({"score": None}, {}),
        ("good", {}),
    ],
)
def test_a_thumb_is_a_word_and_no_score(tmp_path, rating, metadata):
    found = conversation(tmp_path, chat(thread(HELLO, properties={"rating": rating})))
    assert (found.metadata, found.csat) == ({"chat_id": "CH"} | metadata, None)


@pytest.mark.parametrize(
    ("groups", "queue"), [([4], "4"), ([0], "0"), ([], None), ([4, 5], None), (None, None), ([{}], None)]
)
def test_the_only_group_is_the_queue(tmp_path, groups, queue):
    assert conversation(tmp_path, chat(thread(HELLO, access={"group_ids": groups}))).queue == queue


@pytest.mark.parametrize(
    ("content", "conversation_id", "reason"),
    [
        (chat(), "CH", "there are no threads"),
        (chat({"id": "T1", "user_ids": []}), "T1", "line 1 has no events"),
        ({"id": "CH", "thread": None}, "", "line 1 has no events"),
        ({"id": "CH", "last_thread_summary": {"id": "T1"}}, "CH", "a summary without messages"),
    ],
)
def test_a_chat_without_messages_has_a_reason(tmp_path, content, conversation_id, reason):
    (record,) = records(tmp_path, content)
    assert (record.value, record.reason) == ({"conversation_id": conversation_id}, reason)
    assert record.remedy


def test_what_is_no_chat_has_a_reason_and_the_others_go_on(tmp_path):
    found = records(tmp_path, {"chats": [7, chat(thread(HELLO))]})
    assert [record.reason for record in found] == ["chat 1 is not a chat", ""]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (HELLO | {"text": None}, r"turns\[0\].text is missing"),
        (HELLO | {"created_at": "soon"}, r"turns\[0\].at is not a time"),
        ("hi", r"turns\[0\] is not an object"),
    ],
)
def test_what_cannot_be_a_turn_is_refused(tmp_path, event, reason):
    with pytest.raises(BadRecord, match=reason):
        conversation(tmp_path, chat(thread(event)))


@pytest.mark.parametrize(
    "content",
    [chat(thread(HELLO)), {"chats": [chat(thread(HELLO))]}, [{"id": "CH", "thread": thread(HELLO)}]],
)
def test_it_is_told_by_its_content(tmp_path, content):
    path = tmp_path / "x"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert detect(path).name == "livechat"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public samples")
def test_public_samples():
    (whole,) = READER.read(SHARED / "chat.json")
    assert [turn.role for turn in conversation_from(whole.value).turns] == ["system"]
    (summary,) = READER.read(SHARED / "chatSummary.json")
    assert summary.reason == "a summary without messages"
    assert {detect(path).name for path in SHARED.glob("*.json")} == {"livechat"}
