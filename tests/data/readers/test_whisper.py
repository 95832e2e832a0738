"""Whisper and WhisperX."""

import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers import Head
from data.readers.source_text import head_of
from data.readers.whisper import READER

SAMPLES = Path(__file__).parent / "samples"


def read(tmp_path, content, name="call-3.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def segment(**fields):
    return {"start": 0.5, "end": 1.25, "text": " hi", **fields}


def test_whisperx_with_speakers():
    (record,) = READER.read(SAMPLES / "whisperx_th.json")
    call = conversation_from(record.value)
    assert [(t.role, t.speaker, t.t, t.end) for t in call.turns] == [
        ("unknown", "SPEAKER_01", 0.031, 3.412),
        ("unknown", "SPEAKER_00", 3.9, 7.25),
        ("unknown", "SPEAKER_01", 7.1, 7.6),  # by its words
        ("unknown", "SPEAKER_01", 8.02, 12.5),
        ("unknown", "SPEAKER_00", 13.0, 13.4),
    ]
    assert call.turns[0].text.startswith("สวัสดีค่ะ")
    assert call.turns[4].text == ""
    assert (call.conversation_id, call.channel, call.language) == ("whisperx_th", "call", "th")


def test_whisper_without_speakers():
    (record,) = READER.read(SAMPLES / "whisper_ko.json")
    call = conversation_from(record.value)
    assert [(t.role, t.speaker, t.text) for t in call.turns] == [
        ("unknown", "unnamed", "안녕하세요 택배 상담실입니다."),
        ("unknown", "unnamed", "네 배송이 안 와서요."),
    ]
    assert call.language == "ko"


@pytest.mark.parametrize(
    ("fields", "role", "speaker"),
    [
        ({"speaker": "SPEAKER_00"}, "unknown", "SPEAKER_00"),
        ({"speaker": "Agent"}, "agent", None),
        ({"speaker": "고객"}, "customer", None),
        ({"speaker": 1}, "unknown", "1"),
        ({"speaker": None}, "unknown", "unnamed"),
        ({"speaker": ["a"]}, "unknown", "unnamed"),
        ({"words": [{"speaker": "A"}, {"speaker": "B"}]}, "unknown", "unnamed"),
        ({"words": "no list"}, "unknown", "unnamed"),
    ],
)
def test_a_label_is_not_a_role(tmp_path, fields, role, speaker):
    (record,) = read(tmp_path, {"segments": [segment(**fields)], "language": "en"})
    (turn,) = conversation_from(record.value).turns
    assert (turn.role, turn.speaker) == (role, speaker)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "en"), ("English", "en"), ("thai", "th"), (None, None), ({}, None)]
)
def test_the_language(tmp_path, language, expected):
    (record,) = read(tmp_path, {"segments": [segment()], "language": language})
    assert conversation_from(record.value).language == expected


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (7, "turns[1] is not an object"),
        ({"start": 1}, "turns[1].text is missing"),
        (segment(text=3), "turns[1].text is not text"),
        (segment(start="soon"), "turns[1].t is not a number"),
        (segment(end=[1]), "turns[1].end is not a number"),
    ],
)
def test_a_bad_segment_is_refused_by_its_number(tmp_path, bad, reason):
    (record,) = read(tmp_path, {"segments": [segment(), bad]})
    with pytest.raises(BadRecord) as refused:
        conversation_from(record.value)
    assert refused.value.reason == reason


def test_only_the_first_of_a_file_is_known_by_its_name(tmp_path):
    line = json.dumps({"segments": [segment()], "language": "en"})
    found = read(tmp_path, f"{line}\n{line}\n{{}}\n")
    assert [(r.value or {}).get("conversation_id") for r in found] == ["call-3", None, None]
    assert [r.reason for r in found] == ["", "", "segments is missing"]


@pytest.mark.parametrize(
    ("content", "at_least"),
    [
        ({"segments": [], "language": "ko"}, 0.9),
        ({"segments": []}, 0.6),
        ({"text": "안녕하세요 " * 4000, "segments": [], "language": "ko"}, 0.5),  # the text fills the head
        ({"text": "short"}, 0.0),
        ({"message": "안녕하세요 " * 4000}, 0.0),
    ],
)
def test_sniff(tmp_path, content, at_least):
    path = tmp_path / "x"
    path.write_text(json.dumps(content))
    assert READER.sniff(head_of(path)) == at_least


def test_sniff_of_bytes():
    assert READER.sniff(Head("x", b"\0", None)) == 0.0
