"""Amazon Connect Contact Lens, calls."""

import json
import re

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers.connect_voice import READER
from data.readers.source_text import head_of

CALL = {
    "Channel": "VOICE",
    "CustomerMetadata": {"ContactId": "contact-1"},
    "LanguageCode": "ko-KR",
    "Participants": [
        {"ParticipantId": "a-7", "ParticipantRole": "AGENT"},
        {"ParticipantId": "u-9", "ParticipantRole": "CUSTOMER"},
        {"ParticipantId": "s-1", "ParticipantRole": "SYSTEM"},
        {"ParticipantId": "b-1", "ParticipantRole": "CUSTOM_BOT"},
    ],
    "Transcript": [
        {
            "Id": "1",
            "ParticipantId": "s-1",
            "Content": "녹음됩니다",
            "BeginOffsetMillis": 0,
            "EndOffsetMillis": 900,
        },
        {
            "Id": "2",
            "ParticipantId": "a-7",
            "Content": "네",
            "BeginOffsetMillis": 1250,
            "EndOffsetMillis": 2001,
        },
        {
            "Id": "3",
            "ParticipantId": "u-9",
            "Content": "",
            "BeginOffsetMillis": 1900,
            "EndOffsetMillis": 2500,
        },
        {"Id": "4", "ParticipantId": "b-1", "Content": "삐"},
        {"Type": "EVENT"},
        {"Id": "5", "ParticipantId": "x-1", "Content": "누구"},
    ],
}


def read(tmp_path, content, name="call.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def test_a_call(tmp_path):
    (record,) = read(tmp_path, CALL)
    call = conversation_from(record.value)
    assert [(t.role, t.text, t.agent_id, t.t, t.end) for t in call.turns] == [
        ("system", "녹음됩니다", None, 0.0, 0.9),
        ("agent", "네", "a-7", 1.25, 2.001),
        ("customer", "", None, 1.9, 2.5),
        ("bot", "삐", None, None, None),
        ("system", "event", None, None, None),
        ("unknown", "누구", "a-7", None, None),  # whose turn it is, should it be an agent's
    ]
    assert (call.conversation_id, call.channel, call.language) == ("contact-1", "call", "ko")
    assert (call.agent_id, call.customer_id, call.started_at) == ("a-7", "u-9", None)


@pytest.mark.parametrize(
    ("change", "name", "conversation_id"),
    [
        ({}, "x.json", "contact-1"),
        ({"CustomerMetadata": {}, "ContactId": "contact-2"}, "x.json", "contact-2"),
        ({"CustomerMetadata": None}, "x.json", "x"),
        ({"CustomerMetadata": None}, "call-4_analysis_2026-10-30T01_00_00Z.json", "call-4"),
    ],
)
def test_the_id(tmp_path, change, name, conversation_id):
    assert read(tmp_path, CALL | change, name)[0].value["conversation_id"] == conversation_id


@pytest.mark.parametrize("clock", ["01_02_03", "01:02:03"])
def test_the_start_is_in_the_files_name(tmp_path, clock):
    (record,) = read(tmp_path, CALL, f"c_analysis_2026-10-30T{clock}Z.json")
    assert conversation_from(record.value).started_at.isoformat() == "2026-10-30T01:02:03+00:00"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (json.dumps(CALL, indent=1)[:-40], "the file is not JSON: "),
        ({"Channel": "VOICE"}, "Transcript is missing"),
        ("", "the file is empty"),
    ],
)
def test_what_cannot_be_read_is_one_record(tmp_path, content, reason):
    (record,) = read(tmp_path, content)
    assert record.reason.startswith(reason)
    assert "turns" not in (record.value or {})


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (None, "turns[0] is not an object"),
        ({"ParticipantId": "a-7"}, "turns[0].text is missing"),
        (
            {"ParticipantId": "a-7", "Content": "x", "BeginOffsetMillis": 10**400},
            "turns[0].t is not a number",
        ),
        ({"ParticipantId": "a-7", "Content": "x", "EndOffsetMillis": []}, "turns[0].end is not a number"),
    ],
)
def test_what_is_no_utterance_is_refused_by_number(tmp_path, item, reason):
    (record,) = read(tmp_path, CALL | {"Transcript": [item]})
    with pytest.raises(BadRecord, match=re.escape(reason)):
        conversation_from(record.value)


def test_only_the_first_call_of_a_file_is_known_by_its_name(tmp_path):
    line = json.dumps(CALL | {"CustomerMetadata": None})
    assert [r.value["conversation_id"] for r in read(tmp_path, f"{line}\n{line}")] == ["call", None]


def test_an_embedding_is_no_call(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"embedding": [0.1], "call": CALL}), encoding="utf-8")
    assert READER.sniff(head_of(path)) == 0.0
