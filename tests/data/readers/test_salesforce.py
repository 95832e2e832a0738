"""Salesforce ConversationEntry."""

import csv
import io
import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.salesforce import READER

SAMPLES = Path(__file__).parent / "samples"
ENTRY = {
    "ConversationId": "0Mw01",
    "ActorType": "Agent",
    "ActorId": "005A",
    "EntryType": "Text",
    "EntryTime": "2026-03-08T10:00:00.000+0000",
    "Message": "hi",
}


def records(tmp_path, content):
    path = tmp_path / "x"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def table(*entries, delimiter=",", columns=tuple(ENTRY)):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue()


def turns(record):
    return [(t.role, t.agent_id, t.t, t.text) for t in conversation_from(record.value).turns]


def test_the_answer_of_a_query():
    first, second = READER.read(SAMPLES / "salesforce.json")
    assert turns(first) == [  # the file has them in no order
        ("system", None, 0.0, "ChatbotEstablished"),
        ("bot", None, 2.0, "Hi, I am the shop's assistant."),
        ("customer", None, 20.0, "The promo code is refused at checkout."),
        ("agent", "0057Q0000000A01", 60.0, "Sorry about that, let me see."),
        ("system", None, 120.0, "Give her the next one free."),  # a supervisor, perhaps to the agent alone
        ("agent", "0057Q0000000A02", 160.0, "I took over from Sam: the code now works."),
    ]
    chat = conversation_from(first.value)
    assert (chat.conversation_id, chat.channel, chat.customer_id, chat.last_agent_id) == (
        "0Mw7Q0000000AAA",
        "chat",
        "0PA7Q0000000C01",
        "0057Q0000000A02",
    )
    assert turns(second) == [("agent", "0057Q0000000A09", 0.0, "")]  # enhanced channels: Message is blank
    assert conversation_from(second.value).channel == "call"


def test_a_table():
    (record,) = READER.read(SAMPLES / "salesforce.csv")
    assert turns(record) == [
        ("system", None, 0.0, "EndUserOptedIn"),
        ("customer", None, 10.05, "쿠폰이 적용이 안 돼요,\n두 번이나 해 봤어요"),
        ("agent", "0057Q0000000A01", 10.25, "안녕하세요, 무엇을 도와드릴까요?"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        [ENTRY],
        json.dumps(ENTRY) + "\n",
        {"totalSize": 1, "done": True, "records": [ENTRY]},
        table(ENTRY),
        table(ENTRY, delimiter="\t"),
        table(ENTRY, delimiter=";"),
        "\ufeff" + table(ENTRY),
    ],
)
def test_the_shapes_of_a_file(tmp_path, content):
    (record,) = records(tmp_path, content)
    assert turns(record) == [("agent", "005A", 0.0, "hi")]
    assert detect(tmp_path / "x").name == "salesforce"


@pytest.mark.parametrize(
    ("change", "role", "speaker"),
    [
        ({"ActorType": "EndUser"}, "customer", None),
        ({"ActorType": "enduser"}, "customer", None),
        ({"ActorType": "Bot"}, "bot", None),
        ({"ActorType": "System"}, "system", None),
        ({"ActorType": "Supervisor"}, "system", None),
        ({"ActorType": "Droid"}, "unknown", "Droid"),
        ({"ActorType": None}, "unknown", "unnamed"),
        ({"EntryType": None}, "agent", None),
        ({"EntryType": "MESSAGE"}, "agent", None),
        ({"EntryType": "BotEscalated"}, "system", None),
    ],
)
def test_who_speaks_and_what_is_an_event(tmp_path, change, role, speaker):
    (record,) = records(tmp_path, [ENTRY | change])
    (turn,) = conversation_from(record.value).turns
    assert (turn.role, turn.speaker) == (role, speaker)


@pytest.mark.parametrize(
    "times",
    [
        {"EntryTime": "2026-03-08T10:00:00Z"},
        {"EntryTime": "2026-03-08T19:00:00.000+0900"},
        {"EntryTime": "2026-03-08T09:59:59Z", "EntryTimeMilliSecs": 1772964000000},
        {"EntryTime": None, "EntryTimeMilliSecs": "1772964000000"},
    ],
)
def test_times(tmp_path, times):
    (record,) = records(tmp_path, [ENTRY | times])
    assert conversation_from(record.value).started_at.isoformat() == "2026-03-08T10:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Message": 7}, r"turns\[0\].text is not text"),
        ({"EntryTime": "yesterday"}, r"turns\[0\].at is not a time"),
        ({"EntryTimeMilliSecs": 10**40}, r"turns\[0\].at is not a time"),
    ],
)
def test_what_cannot_be_a_turn_is_refused(tmp_path, change, reason):
    (record,) = records(tmp_path, [ENTRY | change])
    with pytest.raises(BadRecord, match=reason):
        conversation_from(record.value)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ({"done": False, "records": [ENTRY]}, "file", "the query's answer is not complete"),
        (
            {"records": [ENTRY | {"Message": "x" * 90_000}], "done": False},
            "file",
            "the query's answer is not complete",
        ),
        ([{"ActorType": "Agent"}], "row 1", "message 1: ConversationId is missing"),
        ([{"ConversationId": "c-1"}], "row 1", "message 1: Message is missing"),
        ("ConversationId,ActorType\n", "file", "column 'Message' is missing"),
        ("ConversationId,ActorType,Message\nc-1,Agent\n", "row 2", "message 2: Message is missing"),
        ("ConversationId,ActorType,Message\n,Agent,hi\n", "row 2", "row 2: conversation_id is missing"),
    ],
)
def test_what_cannot_be_read_has_its_reason(tmp_path, content, place, reason):
    (record,) = records(tmp_path, content)
    assert (record.place, record.reason) == (place, reason)
    assert record.remedy


def test_answers_of_a_query_put_together_are_complete(tmp_path):
    answers = [{"done": False, "records": [ENTRY]}, {"done": True, "records": [ENTRY | {"Message": "bye"}]}]
    (record,) = records(tmp_path, "\n".join(map(json.dumps, answers)))
    assert [text for *_, text in turns(record)] == ["hi", "bye"]


def test_a_bad_row_costs_its_conversation_alone(tmp_path):
    content = table(ENTRY, ENTRY | {"ConversationId": "0Mw02"}) + '0Mw02,Agent,"x"y\n'
    good, bad = records(tmp_path, content)
    assert (good.value["conversation_id"], good.reason) == ("0Mw01", "")
    assert (bad.value, bad.place) == ({"conversation_id": "0Mw02", "customer_id": None}, "row 4")
