"""Genesys Cloud."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers.genesys import READER
from data.readers.source_text import head_of

SAMPLES = Path(__file__).parent / "samples"
START = 1793350800000


def records(tmp_path, content, name="x.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def phrase(at=0, **fields):
    return {"text": "hi", "participantPurpose": "internal", "startTimeMs": at} | fields


def call(*phrases, **fields):
    return {
        "conversationId": "g-1",
        "mediaType": "voice",
        "transcripts": [{"phrases": list(phrases)}],
    } | fields


def conversation(tmp_path, content):
    (record,) = records(tmp_path, content)
    return conversation_from(record.value)


def stay(begin=None, end=None, **fields):
    return {"participantPurpose": "internal", "startTimeMs": begin, "endTimeMs": end} | fields


def test_a_call_with_a_flow_a_transfer_and_a_conference():
    (record,) = READER.read(SAMPLES / "genesys_voice_en.json")
    found = conversation_from(record.value)
    assert [(t.role, t.agent_id, t.t, t.end, t.text) for t in found.turns] == [
        ("bot", None, 2.5, 4.0, "this call is recorded"),
        ("agent", "a-7", 11.25, 12.5, "Hello, this is Dana."),
        ("customer", None, 12.0, None, "my parcel is late"),
        ("agent", "a-9", 60.0, None, "this is mina"),
        ("agent", None, 80.5, None, "all three of us"),  # two agents were there: it is not said which
        ("customer", None, 90.0, None, ""),
    ]
    assert (found.conversation_id, found.channel, found.language, found.queue) == (
        "g-77",
        "call",
        "en",
        "q-1",
    )
    assert found.started_at.isoformat() == "2026-10-30T09:00:00+00:00"
    assert found.metadata == {"communication": "m-1", "direction": "inbound"}


@pytest.mark.parametrize(
    ("purpose", "role"),
    [
        ("internal", "agent"),
        ("user", "agent"),  # in Genesys the agent, elsewhere the customer
        ("agent", "agent"),
        ("External", "customer"),
        ("customer", "customer"),
        ("ivr", "bot"),
        ("acd", "bot"),
        ("supervisor", "unknown"),
        (None, "unknown"),
        (["internal"], "unknown"),
    ],
)
def test_roles(tmp_path, purpose, role):
    (turn,) = conversation(tmp_path, call(phrase(participantPurpose=purpose))).turns
    assert (turn.role, turn.agent_id) == (role, None)


@pytest.mark.parametrize(
    ("stays", "role", "agent_id"),
    [
        ([stay(userId="a-7")], "agent", "a-7"),
        ([stay(0, 5000, flowId="f"), stay(5000, 9000, userId="a-7")], "agent", "a-7"),
        ([stay(0, 5001, flowId="f"), stay(5001, 9000, userId="a-7")], "bot", None),
        ([stay(0, 9000, participantPurpose="acd"), stay(4000, 9000, userId="a-7")], "agent", "a-7"),
        ([stay(0, 5000, userId="a-7"), stay(5000, None, userId="a-9")], "agent", "a-9"),
        ([stay(0, 9000, userId="a-7"), stay(0, 9000, userId="a-9")], "agent", None),
        ([stay(0, 9000, userId="a-7"), stay(0, 9000)], "agent", None),  # someone without an id was there too
        ([stay(0, 9000)], "agent", None),
        ([stay("x", {}, userId="a-7"), 7, {"participantPurpose": "external", "userId": "u"}], "agent", "a-7"),
    ],
)
def test_who_of_the_house_it_was(tmp_path, stays, role, agent_id):
    (turn,) = conversation(tmp_path, call(phrase(5000), participants=stays)).turns
    assert (turn.role, turn.agent_id) == (role, agent_id)


@pytest.mark.parametrize(
    ("fields", "at", "seconds", "started"),
    [
        ({"conversationStartTime": START}, START + 1250, 1.25, True),
        ({"startTime": START}, START + 1250, 1.25, True),
        ({}, START + 1250, 0.0, True),
        ({"conversationStartTime": START}, 1250, 1.25, True),  # an offset beside a date
        ({"conversationStartTime": "soon"}, 1250, 1.25, False),
        ({}, None, None, False),
        ({}, "1250", 1.25, False),
        ({"conversationStartTime": 10**40}, 5, 0.005, False),
    ],
)
def test_milliseconds(tmp_path, fields, at, seconds, started):
    found = conversation(tmp_path, call(phrase(at), **fields))
    assert (found.turns[0].t, found.started_at is not None) == (seconds, started)


@pytest.mark.parametrize(
    ("duration", "end"), [({"milliseconds": 250}, 1.25), (250, 1.25), ({}, None), ("x", None), (None, None)]
)
def test_how_long_a_phrase_lasted(tmp_path, duration, end):
    assert conversation(tmp_path, call(phrase(1000, duration=duration))).turns[0].end == end


@pytest.mark.parametrize(
    ("media", "channel", "text"),
    [
        ("voice", "call", "a &amp; <b>b</b>"),
        ("EMAIL", "email", "a & b"),
        ("webmessaging", "chat", "a &amp; <b>b</b>"),
        ("video", None, "a &amp; <b>b</b>"),
        (None, None, "a &amp; <b>b</b>"),
    ],
)
def test_media(tmp_path, media, channel, text):
    found = conversation(tmp_path, call(phrase(text="a &amp; <b>b</b>"), mediaType=media))
    assert (found.channel, found.turns[0].text) == (channel, text)


def test_phrases_of_several_transcripts_are_put_in_order_where_all_have_a_time(tmp_path):
    parts = [{"phrases": [phrase(2, text="b"), phrase(4, text="d")], "language": None}, None]
    parts += [{"phrases": [phrase(1, text="a"), phrase(3, text="c")], "language": "ko-kr"}]
    found = conversation(tmp_path, call(transcripts=parts))
    assert ("".join(t.text for t in found.turns), found.language) == ("abcd", "ko")
    parts[2]["phrases"][0]["startTimeMs"] = None
    assert "".join(t.text for t in conversation(tmp_path, call(transcripts=parts)).turns) == "bdac"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (None, "turns[1] is not an object"),
        (phrase(text=None), "turns[1].text is missing"),
        (phrase(text=[]), "turns[1].text is not text"),
    ],
)
@pytest.mark.parametrize("parts", [1, 2])
def test_a_bad_phrase_is_refused_by_its_number(tmp_path, bad, reason, parts):
    content = call(phrase(), bad)
    content["transcripts"] += [{"phrases": []}] * (parts - 1)
    with pytest.raises(BadRecord) as refused:
        conversation(tmp_path, content)
    assert refused.value.reason == reason


@pytest.mark.parametrize("transcripts", [None, [], [{}], [None], [{"phrases": 7}], "odd"])
def test_a_conversation_without_phrases_has_a_reason_and_the_others_go_on(tmp_path, transcripts):
    found = records(tmp_path, [call(transcripts=transcripts, communicationId="m-1"), call(phrase())])
    assert [record.reason for record in found] == ["there are no phrases", ""]
    assert found[0].value == {"conversation_id": "g-1", "source": "m-1"}


def test_each_communication_of_a_conversation_is_a_source(tmp_path):
    sent = [call(phrase(), communicationId=name) for name in ("m-1", "m-2", "", None, [])]
    found = [(read.value["conversation_id"], read.value["source"]) for read in records(tmp_path, sent)]
    assert found == [("g-1", "m-1"), ("g-1", "m-2"), *[("g-1", None)] * 3]


def test_the_id_is_the_files_where_there_is_none(tmp_path):
    assert conversation(tmp_path, call(phrase(), conversationId=None)).conversation_id == "x"


@pytest.mark.parametrize(
    ("content", "score"),
    [
        (call(phrase()), 0.95),
        ({"conversationId": "g", "communicationId": "m"}, 0.9),
        ({"transcripts": []}, 0.0),
        ({"conversationId": "g"}, 0.0),
        ({"x": call(phrase())}, 0.0),
    ],
)
def test_sniff(tmp_path, content, score):
    path = tmp_path / "x"
    path.write_text(json.dumps(content))
    assert READER.sniff(head_of(path)) == score
