"""Amazon Transcribe Call Analytics."""

import gzip
import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import Head
from data.readers.connect_voice import READER as CONNECT_VOICE
from data.readers.transcribe_calls import READER

SAMPLE = Path(__file__).with_name("samples") / "transcribe_calls.json"
SAID = {"Content": "hi", "BeginOffsetMillis": 1250, "EndOffsetMillis": 2001, "ParticipantRole": "AGENT"}


def records(tmp_path, content, name="x.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def test_a_call():
    (record,) = READER.read(SAMPLE)
    found = conversation_from(record.value)
    assert [(t.role, t.text, t.t, t.end) for t in found.turns] == [
        ("agent", "Good morning, parcel desk, Priya speaking.", 0.44, 3.12),
        ("customer", "Hi, it's about a parcel, I waited in all day.", 3.3, 6.9),
        ("agent", "I'm sorry, let me", 6.5, 7.4),
        ("customer", "Again.", 7.1, 7.6),
        ("agent", "You have it tomorrow before noon, I booked it just now.", 9.8, 13.95),
        ("customer", "", 14.0, 14.1),
    ]
    assert (found.conversation_id, found.channel, found.language) == ("parcel-desk-0311", "call", "en")
    assert (found.agent_id, found.customer_id, found.times_ok) == (None, None, True)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("AGENT", ("agent", None)),
        ("customer", ("customer", None)),
        ("SPEAKER_1", ("unknown", "SPEAKER_1")),
        (None, ("unknown", "unnamed")),
        (["AGENT"], ("unknown", "unnamed")),
    ],
)
def test_who_speaks(tmp_path, label, expected):
    (record,) = records(tmp_path, {"JobName": "j", "Transcript": [SAID | {"ParticipantRole": label}]})
    (turn,) = conversation_from(record.value).turns
    assert (turn.role, turn.speaker) == expected


@pytest.mark.parametrize(
    ("given", "seconds"), [(1250, 1.25), (0, 0.0), (1250.5, 1.25), ("1250", 1.25), (None, None)]
)
def test_times_are_milliseconds(tmp_path, given, seconds):
    (record,) = records(tmp_path, {"JobName": "j", "Transcript": [SAID | {"BeginOffsetMillis": given}]})
    assert conversation_from(record.value).turns[0].t == seconds


@pytest.mark.parametrize(
    ("job", "name", "conversation_id"),
    [("j-1", "x.json", "j-1"), (None, "call-7.json", "call-7"), ({"a": 1}, "call-7.json", "call-7")],
)
def test_the_id_is_the_jobs_name_or_the_files(tmp_path, job, name, conversation_id):
    (record,) = records(tmp_path, {"JobName": job, "Transcript": [SAID]}, name)
    assert record.value["conversation_id"] == conversation_id


def test_a_compressed_file(tmp_path):
    path = tmp_path / "call-7.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"Transcript": [SAID]}).encode()))
    assert [record.value["conversation_id"] for record in READER.read(path)] == ["call-7"]


def test_a_job_that_failed_has_a_reason(tmp_path):
    (record,) = records(tmp_path, {"JobName": "j", "JobStatus": "FAILED"})
    assert (record.reason, record.value) == ("Transcript is missing", {"conversation_id": "j"})


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (None, "turns[0] is not an object"),
        ({"ParticipantRole": "AGENT"}, "turns[0].text is missing"),
        (SAID | {"Content": ["hi"]}, "turns[0].text is not text"),
        (SAID | {"BeginOffsetMillis": "soon"}, "turns[0].t is not a number"),
        (SAID | {"EndOffsetMillis": {"ms": 1}}, "turns[0].end is not a number"),
        (SAID | {"EndOffsetMillis": 10**400}, "turns[0].end is not a number"),
    ],
)
def test_what_lacks_is_named(tmp_path, item, reason):
    (record,) = records(tmp_path, {"JobName": "j", "Transcript": [item]})
    with pytest.raises(BadRecord) as problem:
        conversation_from(record.value)
    assert problem.value.reason == reason


VOICE = SAID | {"ParticipantId": "a-7"}
AROUND = {
    "Channel": "VOICE",
    "LanguageCode": "ko-KR",
    "ConversationCharacteristics": {"BeginOffsetMillis": 0},
}


@pytest.mark.parametrize(
    "content",
    [
        {"JobName": "j", "Transcript": [SAID]},
        {"Transcript": [SAID]},
        AROUND | {"Participants": [{"ParticipantRole": "AGENT"}], "Transcript": [SAID]},
        {"JobName": "j", "JobStatus": "FAILED", "Channel": "VOICE"},
    ],
)
def test_a_call_is_told_from_contact_lens_calls(content):
    text = json.dumps(content)
    head = Head("x", text.encode(), text)
    assert READER.sniff(head) > CONNECT_VOICE.sniff(head)


@pytest.mark.parametrize(
    "content",
    [
        {"Transcript": [VOICE]},
        AROUND | {"Participants": [{"ParticipantId": "a-7", "ParticipantRole": "AGENT"}]},
        AROUND | {"JobStatus": "COMPLETED"},
        {"conversation_id": "c-1", "metadata": {"Transcript": [SAID]}},
    ],
)
def test_what_is_not_a_call_of_this_service_is_left_to_others(content):
    text = json.dumps(content)
    assert READER.sniff(Head("x", text.encode(), text)) == 0.0
