"""AssemblyAI."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect
from data.readers.assemblyai import READER

SAMPLE = Path(__file__).parent / "samples" / "assemblyai.json"
CALL = json.loads(SAMPLE.read_text(encoding="utf-8"))


def record(tmp_path, **change):
    path = tmp_path / "call-9.json"
    path.write_text(json.dumps(CALL | change), encoding="utf-8")
    (found,) = READER.read(path)
    return found


def test_a_call():
    (found,) = READER.read(SAMPLE)
    call = conversation_from(found.value, role_map={"A": "agent"})
    assert (call.conversation_id, call.channel, call.language) == ("3f0a2d1c-call-118", "call", "th")
    assert [(t.role, t.speaker, t.t, t.end) for t in call.turns] == [
        ("agent", "A", 0.42, 2.21),
        ("unknown", "B", 2.65, 5.875),
        ("agent", "A", 5.6, 9.001),
        ("unknown", "unnamed", None, None),
    ]


@pytest.mark.parametrize(
    ("speaker", "role", "label"),
    [
        ("A", "unknown", "A"),
        (1, "unknown", "1"),
        ("1A", "unknown", "1A"),
        ("Agent", "agent", None),
        ("CUSTOMER", "customer", None),
        ("Mira Lund", "unknown", "Mira Lund"),
        ({}, "unknown", "unnamed"),
    ],
)
def test_a_speaker_has_a_role_where_its_name_is_one(tmp_path, speaker, role, label):
    found = record(tmp_path, utterances=[{"speaker": speaker, "text": "hi", "start": 1}])
    (turn,) = conversation_from(found.value).turns
    assert (turn.role, turn.speaker) == (role, label)


@pytest.mark.parametrize(("start", "t"), [(1250, 1.25), ("1250", 1.25), (None, None), (0, 0.0)])
def test_times_are_milliseconds(tmp_path, start, t):
    found = record(tmp_path, utterances=[{"speaker": "A", "text": "hi", "start": start}])
    assert conversation_from(found.value).turns[0].t == t


@pytest.mark.parametrize(
    ("utterance", "reason"),
    [
        ({"speaker": "A", "text": "hi", "start": "soon"}, r"turns\[0\].t is not a number"),
        ({"speaker": "A", "text": "hi", "end": [1]}, r"turns\[0\].end is not a number"),
        ({"speaker": "A", "text": None}, r"turns\[0\].text is missing"),
        ("hi", r"turns\[0\] is not an object"),
    ],
)
def test_what_cannot_be_a_turn_is_refused(tmp_path, utterance, reason):
    with pytest.raises(BadRecord, match=reason):
        conversation_from(record(tmp_path, utterances=[utterance]).value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"utterances": None}, "utterances is missing: nothing says who speaks"),
        ({"status": "processing", "utterances": None}, "the transcript is processing"),
        ({"status": "error", "error": "no audio"}, "the transcription failed: no audio"),
        ({"status": ["x"]}, "the transcript is ['x']"),
    ],
)
def test_a_transcript_without_speakers_has_a_reason(tmp_path, change, reason):
    found = record(tmp_path, **change)
    assert (found.value, found.reason) == ({"conversation_id": "3f0a2d1c-call-118"}, reason)
    assert found.remedy


@pytest.mark.parametrize("given", [None, ""])
def test_without_an_id_of_its_own_a_call_takes_the_files_name(tmp_path, given):
    assert record(tmp_path, id=given).value["conversation_id"] == "call-9"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"words": [{"text": "x" * 50, "start": n, "end": n} for n in range(900)]},  # utterances come after
        {"auto_highlights_result": {"results": [{"count": 1}]}},
    ],
)
def test_it_is_told_by_its_content(tmp_path, change):
    path = tmp_path / "x"
    path.write_text(json.dumps({"id": "1"} | CALL | change), encoding="utf-8")
    assert detect(path).name == "assemblyai"


def test_utterances_alone_are_told_too(tmp_path):
    path = tmp_path / "x"
    path.write_text(json.dumps({"utterances": CALL["utterances"]}), encoding="utf-8")
    assert detect(path).name == "assemblyai"
