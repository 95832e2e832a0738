"""Amazon Connect Contact Lens, chats."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import Head
from data.readers.connect_chat import INTERACTIVE, READER

SAMPLE = Path(__file__).with_name("samples") / "connect_chat.json"
MESSAGE = {
    "AbsoluteTime": "2026-10-20T02:00:00Z",
    "Type": "MESSAGE",
    "ContentType": "text/plain",
    "Content": "hi",
    "DisplayName": "Ann",
    "ParticipantId": "p-1",
    "ParticipantRole": "AGENT",
}
EVENT = "application/vnd.amazonaws.connect.event."


def chat(*items, **change):
    return {"ContactId": "c-1", "Transcript": list(items)} | change


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def turns(tmp_path, content):
    (record,) = records(tmp_path, content)
    assert record.reason == ""
    return conversation_from(record.value).turns


def test_a_chat():
    (record,) = READER.read(SAMPLE)
    found = conversation_from(record.value)
    assert [(t.role, t.text, t.agent_id, t.t) for t in found.turns] == [
        ("system", "하늘: participant joined", None, 0.0),
        ("system", "상담원을 연결합니다.", None, 0.9),
        ("bot", "무엇을 도와드릴까요?\n선택해 주세요\n배송\n환불", None, 1.9),
        ("customer", "배송", None, 19.9),
        ("system", "민수: participant joined", None, 39.9),
        ("agent", "안녕하세요, 운송장 번호를 알려 주시겠어요?", "p-agent", 52.4),
        ("customer", "제 이름은 [PII] 이고 아직도 안 왔어요 **정말**", None, 89.9),
        ("system", "하늘: sent a file", None, 109.9),
        ("system", "민수: transfer succeeded", None, 129.9),
        ("agent", "제가 이어서 도와드리겠습니다. 오늘 안에 재배송됩니다.", "p-super", 159.9),
        ("customer", "", None, 179.9),
        ("system", "지연: chat ended", None, 209.9),
    ]
    assert (found.conversation_id, found.channel, found.language) == ("chat-7c41", "chat", "ko")
    assert (found.agent_id, found.customer_id, found.last_agent_id) == ("p-agent", "p-cust", "p-super")
    assert found.started_at.isoformat() == "2026-10-20T02:00:00.100000+00:00"


@pytest.mark.parametrize(
    ("change", "participants", "expected"),
    [
        ({}, [], ("agent", None)),
        ({"ParticipantRole": "customer"}, [], ("customer", None)),
        ({"ParticipantRole": "SUPERVISOR"}, [], ("agent", None)),
        ({"ParticipantRole": "CUSTOM_BOT"}, [], ("bot", None)),
        ({"ParticipantRole": "VISITOR"}, [], ("unknown", "VISITOR")),
        (
            {"ParticipantRole": None},
            [{"ParticipantId": "p-1", "ParticipantRole": "CUSTOMER"}],
            ("customer", None),
        ),
        ({"ParticipantRole": None}, [{"ParticipantId": "p-1"}], ("unknown", "Ann")),
        (
            {"ParticipantRole": None, "ParticipantId": None},
            [{"ParticipantRole": "CUSTOMER"}],
            ("unknown", "Ann"),
        ),
        ({"ParticipantRole": None, "DisplayName": None}, None, ("unknown", "p-1")),
        (
            {"ParticipantRole": None, "DisplayName": None, "ParticipantId": None},
            [7],
            ("unknown", "unnamed"),
        ),
    ],
)
def test_who_wrote(tmp_path, change, participants, expected):
    (turn,) = turns(tmp_path, chat(MESSAGE | change, Participants=participants))
    assert (turn.role, turn.speaker) == expected


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {"Type": "EVENT", "ContentType": f"{EVENT}participant.left", "Content": None},
            "Ann: participant left",
        ),
        (
            {"Type": "EVENT", "ContentType": f"{EVENT}transfer.failed", "Content": "busy"},
            "Ann: transfer failed: busy",
        ),
        ({"Type": "EVENT", "ContentType": None, "DisplayName": None}, "AGENT: EVENT: hi"),
        ({"Type": "ATTACHMENT", "Content": None}, "Ann: sent a file"),
        ({"Type": None, "ContentType": None, "Content": None}, "Ann: event"),
    ],
)
def test_events_are_kept_for_the_timing_and_are_nobodys_words(tmp_path, change, text):
    (turn,) = turns(tmp_path, chat(MESSAGE | change))
    assert (turn.role, turn.text, turn.t) == ("system", text, 0.0)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            '{"data": {"content": {"title": "Pick", "elements": [{"title": "A"}, {"title": "B"}]}}}',
            "Pick\nA\nB",
        ),
        (
            '{"data": {"content": {"title": 7, "elements": [7]}}}',
            '{"data": {"content": {"title": 7, "elements": [7]}}}',
        ),
        ("no JSON", "no JSON"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_of_an_interactive_message_the_words_are_kept(tmp_path, content, text):
    (turn,) = turns(tmp_path, chat(MESSAGE | {"ContentType": INTERACTIVE, "Content": content}))
    assert turn.text == text


def test_the_same_json_as_plain_text_stays_as_it_was_typed(tmp_path):
    typed = '{"data": {"content": {"title": "Pick"}}}'
    assert turns(tmp_path, chat(MESSAGE | {"Content": typed}))[0].text == typed


@pytest.mark.parametrize(
    ("change", "conversation_id"),
    [
        ({}, "c-1"),
        ({"CustomerMetadata": {"ContactId": "c-2"}}, "c-2"),
        ({"CustomerMetadata": "c-3"}, "c-1"),
    ],
)
def test_the_id(tmp_path, change, conversation_id):
    (record,) = records(tmp_path, chat(MESSAGE, **change))
    assert conversation_from(record.value).conversation_id == conversation_id


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (chat(MESSAGE, ContactId=None), "conversation_id is missing"),
        (chat(), "turns is empty"),
        (chat(None), "turns[0] is not an object"),
        (chat(MESSAGE | {"Content": None}), "turns[0].text is missing"),
        (chat(MESSAGE | {"Content": 7}), "turns[0].text is not text"),
        (chat(MESSAGE | {"AbsoluteTime": 7}), "turns[0].at is not a time"),
    ],
)
def test_what_lacks_is_named(tmp_path, content, reason):
    (record,) = records(tmp_path, content)
    with pytest.raises(BadRecord) as problem:
        conversation_from(record.value)
    assert problem.value.reason == reason


def test_a_chat_without_a_transcript_has_a_reason(tmp_path):
    (record,) = records(tmp_path, {"ContactId": "c-1", "Channel": "CHAT"})
    assert (record.reason, record.value) == ("Transcript is missing", {"conversation_id": "c-1"})


@pytest.mark.parametrize(
    ("content", "is_mine"),
    [
        (chat(MESSAGE), True),
        ({"Channel": "CHAT", "ConversationCharacteristics": {}}, True),
        ({"Channel": "VOICE", "ConversationCharacteristics": {}}, False),
        ({"conversation_id": "c-1", "metadata": chat(MESSAGE)}, False),
        ({"Channel": "CHAT", "text": '"ConversationCharacteristics":'}, False),
    ],
)
def test_the_format_is_told_by_its_names(content, is_mine):
    text = json.dumps(content)
    assert (READER.sniff(Head("x", text.encode(), text)) > 0) is is_mine
