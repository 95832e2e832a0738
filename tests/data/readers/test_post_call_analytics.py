"""Amazon's post-call analytics solution."""

import json
import re
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers.post_call_analytics import READER

SAMPLE = Path(__file__).with_name("samples") / "post_call_analytics.json"


def read(tmp_path, change):
    path = tmp_path / "call-4.json"
    path.write_text(json.dumps(json.loads(SAMPLE.read_text(encoding="utf-8")) | change), encoding="utf-8")
    return next(READER.read(path))


def test_a_call():
    call = conversation_from(next(READER.read(SAMPLE)).value)
    assert [(turn.role, turn.text, turn.t, turn.end) for turn in call.turns] == [
        ("agent", "Baram Parcel, how can I help?", 0.04, 3.2),
        ("customer", "My parcel is late again.", 3.5, 6.1),
        ("unknown", "Mum!", 6.0, 8.0),
    ]
    assert (call.conversation_id, call.channel, call.language, call.agent_id) == (
        "pca-1",
        "call",
        "en",
        "a-7",
    )
    assert call.turns[2].speaker == "spk_2"
    assert call.started_at.isoformat() == "2026-03-01T09:00:00.250000+00:00"


def test_without_analytics_speakers_keep_their_labels(tmp_path):
    call = conversation_from(read(tmp_path, {"ConversationAnalytics": None}).value)
    assert [turn.speaker for turn in call.turns] == ["spk_0", "spk_1", "spk_2"]
    assert call.conversation_id == "call-4"


def test_without_segments_it_says_so(tmp_path):
    assert read(tmp_path, {"SpeechSegments": {}}).reason == "SpeechSegments is missing"


@pytest.mark.parametrize(
    ("item", "reason"),
    [(7, "turns[0] is not an object"), ({"SegmentSpeaker": "x"}, "turns[0].text is missing")],
)
def test_what_is_no_segment_is_refused_by_number(tmp_path, item, reason):
    with pytest.raises(BadRecord, match=re.escape(reason)):
        conversation_from(read(tmp_path, {"SpeechSegments": [item]}).value)
