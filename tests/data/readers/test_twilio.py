"""Twilio Intelligence."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.twilio import READER

SAMPLE = Path(__file__).parent / "samples" / "twilio.json"
SID = "GT5b0c0f7e3a1d4c8b9e2f6a7d8c9b0a11"
CALL = json.loads(SAMPLE.read_text(encoding="utf-8"))
AGENT = {"user_id": "a-1", "channel_participant": 1, "role": "agent"}
CUSTOMER = {"channel_participant": 2, "role": "CUSTOMER"}


def records(tmp_path, *calls, name="call-9.json"):
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(call) for call in calls), encoding="utf-8")
    return list(READER.read(path))


def speakers(record):
    return [(t.role, t.speaker, t.agent_id) for t in conversation_from(record.value).turns]


def test_a_call_with_its_channels():
    (record,) = READER.read(SAMPLE)
    call = conversation_from(record.value)
    assert (call.conversation_id, call.channel, call.language) == (SID, "call", "en")
    assert (call.agent_id, call.customer_id) == ("a-dana", "+12025550143")
    assert call.started_at.isoformat() == "2026-03-02T14:05:10+00:00"
    assert [(t.role, t.text[:9], t.t, t.end) for t in call.turns] == [
        ("agent", "Thank you", 0.84, 3.2),
        ("customer", "My washin", 3.05, 8.9),  # index 1, written after index 2
        ("customer", "", 9.05, 11.4),
        ("agent", "I am sorr", 11.5, 17.75),
        ("customer", "Please do", None, None),
    ]


def test_seconds_are_strings_and_any_other_text_is_refused(tmp_path):
    sentence = {"media_channel": 1, "transcript": "hi", "start_time": "1.25 s"}
    (record,) = records(tmp_path, CALL | {"sentences": [sentence]})
    with pytest.raises(BadRecord, match=r"turns\[0\].t is not a number"):
        conversation_from(record.value)


@pytest.mark.parametrize(
    ("participants", "expected"),
    [
        ([AGENT, CUSTOMER], ("agent", None, "a-1")),
        ([AGENT | {"role": "supervisor"}], ("unknown", "channel 1", None)),
        ([AGENT, CUSTOMER | {"channel_participant": 1}], ("unknown", "channel 1", "a-1")),  # a mono recording
        ([AGENT, AGENT | {"user_id": "a-2"}], ("agent", None, None)),  # a transfer: whose turn is not known
        ([CUSTOMER], ("unknown", "channel 1", None)),
        ([None, 7], ("unknown", "channel 1", None)),
        (None, ("unknown", "channel 1", None)),
    ],
)
def test_roles_are_those_of_the_channels_participants(tmp_path, participants, expected):
    sentences = [{"media_channel": 1, "transcript": "hi"}]
    call = {"sid": SID, "channel": {"participants": participants}, "sentences": sentences}
    (record,) = records(tmp_path, call)
    assert speakers(record) == [expected]


def test_the_transcript_may_stand_beside_its_sentences(tmp_path):
    sentences = [{"media_channel": 2, "transcript": "hi"}]
    transcript = {"sid": SID, "channel": {"participants": [AGENT, CUSTOMER]}}
    (record,) = records(tmp_path, {"transcript": transcript, "sentences": sentences})
    assert record.value["conversation_id"] == SID
    assert speakers(record) == [("customer", None, None)]


def page(**meta):
    sentences = [{"media_channel": 1, "transcript": "hi"}, {"media_channel": 2, "transcript": "hello"}]
    return {"sentences": sentences, "meta": {"page_size": 2} | meta}


@pytest.mark.parametrize(
    ("answer", "conversation_id", "reason"),
    [
        (page(url=f"https://x/v2/Transcripts/{SID}/Sentences?Page=0"), SID, ""),
        (page(url=None), "call-9", ""),
        (page(next_page_url="https://x"), "call-9", "one page of the sentences, not all of them"),
        (page(previous_page_url="https://x"), "call-9", "one page of the sentences, not all of them"),
        (page(next_page_url="https://x", page_size=1), "call-9", ""),  # pages that were put together
        ({"sid": SID, "sentences": None}, SID, "sentences is missing"),
        ({"sid": SID, "status": "failed"}, SID, "sentences is missing"),
    ],
)
def test_sentences_alone(tmp_path, answer, conversation_id, reason):
    (record,) = records(tmp_path, answer)
    assert (record.value["conversation_id"], record.reason) == (conversation_id, reason)
    assert bool(record.remedy) == bool(reason)


def test_only_the_first_call_of_a_file_takes_its_name(tmp_path):
    first, second = records(tmp_path, page(), page())
    assert (first.value["conversation_id"], second.value["conversation_id"]) == ("call-9", None)


def test_a_sentence_that_is_no_object_is_not_lost(tmp_path):
    (record,) = records(tmp_path, CALL | {"sentences": [*CALL["sentences"], None]})
    with pytest.raises(BadRecord, match=r"turns\[5\] is not an object"):
        conversation_from(record.value)


def test_it_is_told_by_its_content():
    assert detect(SAMPLE).name == "twilio"
