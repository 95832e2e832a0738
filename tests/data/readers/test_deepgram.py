"""Deepgram."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.deepgram import READER

SAMPLE = Path(__file__).parent / "samples" / "deepgram.json"


def record(tmp_path, results, **rest):
    path = tmp_path / "call-9.json.gz"
    path.write_text(json.dumps({"results": results} | rest), encoding="utf-8")
    (found,) = READER.read(path)
    return found


def turns(tmp_path, results):
    call = conversation_from(record(tmp_path, results).value)
    return [(t.speaker, t.text, t.t, t.end) for t in call.turns]


def words(*spoken):
    return [{"word": w.lower(), "start": s, "end": e} | rest for w, s, e, rest in spoken]


def channel(*spoken, **rest):
    return {"alternatives": [{"transcript": "whole", "words": words(*spoken)}, {"words": [7]}]} | rest


def test_a_call_on_two_channels():
    (found,) = READER.read(SAMPLE)
    call = conversation_from(found.value, role_map={"channel 0": "agent", "channel 1": "customer"})
    assert (call.conversation_id, call.channel, call.language) == (
        "6f0c1f6e-0f6b-4b6c-9c57-0d9be0b1f3aa",
        "call",
        "ko",
    )
    assert call.started_at is None  # `created` is when the call was transcribed
    assert [(t.role, t.speaker, t.t, t.end) for t in call.turns] == [
        ("agent", "channel 0", 0.4, 2.88),
        ("customer", "channel 1", 3.12, 7.04),
        ("agent", "channel 0", 6.9, 12.31),  # both speak at once
    ]


@pytest.mark.parametrize(
    ("utterances", "expected"),
    [
        ([{"speaker": 0, "channel": 0}, {"speaker": 1, "channel": 0}], ["speaker 0", "speaker 1"]),
        ([{"speaker": 0, "channel": 0}, {"speaker": 0, "channel": 1}], ["channel 0", "channel 1"]),
        ([{"speaker": 2, "channel": 1}, {"speaker": 3, "channel": 0}], ["channel 1", "channel 0"]),
        ([{"channel": 0}], ["unnamed"]),
        ([{"channel": [0], "speaker": {}}], ["speaker {}"]),
    ],
)
def test_a_speaker_is_a_label_and_no_role(tmp_path, utterances, expected):
    results = {"utterances": [{"transcript": "hi"} | utterance for utterance in utterances]}
    call = conversation_from(record(tmp_path, results).value)
    assert [(t.role, t.speaker) for t in call.turns] == [("unknown", label) for label in expected]


def test_on_two_channels_of_which_one_is_silent_the_other_is_a_channel(tmp_path):
    results = {"channels": [{}, {}], "utterances": [{"transcript": "hi", "channel": 1, "speaker": 0}]}
    assert turns(tmp_path, results) == [("channel 1", "hi", None, None)]


def test_words_make_turns_cut_at_speakers_and_pauses(tmp_path):
    one, two = {"speaker": 0}, {"speaker": 1}
    spoken = [("Hi", 0.5, 0.7, one), ("there", 0.8, 1.0, one | {"punctuated_word": "there."})]
    spoken += [("Hello", 1.1, 1.4, two), ("you", 3.0, 3.2, two)]
    assert turns(tmp_path, {"channels": [channel(*spoken)], "utterances": []}) == [
        ("speaker 0", "hi there.", 0.5, 1.0),
        ("speaker 1", "hello", 1.1, 1.4),
        ("speaker 1", "you", 3.0, 3.2),
    ]


def test_channels_of_words_are_put_in_order_of_time(tmp_path):
    agent = channel(("one", 0.1, 0.4, {}), ("three", 5.0, 5.4, {}))
    customer = channel(("two", 2.0, 2.5, {}))
    assert turns(tmp_path, {"channels": [agent, customer]}) == [
        ("channel 0", "one", 0.1, 0.4),
        ("channel 1", "two", 2.0, 2.5),
        ("channel 0", "three", 5.0, 5.4),
    ]


@pytest.mark.parametrize("spoken", [None, [], [None], ["hi"]])
def test_a_channel_without_words_is_its_transcript(tmp_path, spoken):
    results = {"channels": [{"alternatives": [{"transcript": "Hi there.", "words": spoken}]}]}
    assert turns(tmp_path, results) == [("unnamed", "Hi there.", None, None)]


@pytest.mark.parametrize(
    ("languages", "expected"), [(["ko", "ko"], "ko"), (["ko", "en"], None), ([None], None)]
)
def test_the_language_is_that_of_all_channels(tmp_path, languages, expected):
    channels = [channel(("hi", 0, 1, {}), detected_language=language) for language in languages]
    assert conversation_from(record(tmp_path, {"channels": channels}).value).language == expected


@pytest.mark.parametrize("results", [None, {}, {"channels": None, "utterances": None}, {"channels": "x"}])
def test_an_answer_without_a_transcript_has_a_reason(tmp_path, results):
    found = record(tmp_path, results, metadata={"request_id": "r-1"})
    assert (found.value, found.reason) == (
        {"conversation_id": "r-1"},
        "results has neither utterances nor channels",
    )


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ({"utterances": []}, "turns is empty"),
        ({"channels": [{"alternatives": []}, None]}, "turns is empty"),
        ({"utterances": [{"transcript": "hi", "start": "soon"}]}, r"turns\[0\].t is not a number"),
        ({"utterances": [{"start": 1.0}]}, r"turns\[0\].text is missing"),
        ({"utterances": [{"transcript": "hi"}, 7]}, r"turns\[1\] is not an object"),
    ],
)
def test_what_cannot_be_a_conversation_is_refused(tmp_path, results, reason):
    with pytest.raises(BadRecord, match=reason):
        conversation_from(record(tmp_path, results).value)


def test_without_an_id_of_its_own_a_call_takes_the_files_name(tmp_path):
    assert record(tmp_path, {"utterances": []}).value["conversation_id"] == "call-9"


AMAZON = {"jobName": "j", "results": {"channel_labels": {"channels": [{"items": [{"alternatives": []}]}]}}}


@pytest.mark.parametrize(
    ("content", "claimed"),
    [
        ({"metadata": {}, "results": {"channels": [{"alternatives": []}]}}, True),
        ({"results": {"utterances": []}}, True),
        (AMAZON, False),
        ({"parties": [], "analysis": [{"body": {"results": {"utterances": []}}}]}, False),
    ],
)
def test_other_results_are_not_claimed(tmp_path, content, claimed):
    from data.readers import Head

    text = json.dumps(content)
    assert (READER.sniff(Head("x", text.encode(), text)) > 0) is claimed


def test_it_is_told_by_its_content():
    assert detect(SAMPLE).name == "deepgram"
