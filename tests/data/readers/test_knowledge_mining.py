"""Microsoft's conversation knowledge mining."""

import json
from pathlib import Path

import pytest

from data.conversation import conversation_from
from data.readers.knowledge_mining import READER

SAMPLE = Path(__file__).with_name("samples") / "knowledge_mining.json"


def test_a_transcript_in_lines_and_one_on_a_line():
    first, second = (conversation_from(record.value) for record in READER.read(SAMPLE))
    assert [turn.role for turn in first.turns] == ["system", "agent", "customer", "agent", "customer"]
    assert first.turns[2].text == "Hello. My parcel says delivered: it is not here."
    assert [(turn.role, turn.text) for turn in second.turns] == [
        ("system", "**Customer Service Call Transcript**"),
        ("agent", "Baram Parcel, how can I help?"),
        ("customer", "I want **my money** back."),
        ("agent", "I have asked for the refund just now."),
    ]
    assert (second.conversation_id, second.topic) == ("km-2", "refund")
    assert first.started_at.isoformat() == "2026-03-01T09:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "Content is missing"),
        (7, "Content is missing"),
        ("Nobody is named here.", "no line says who speaks"),
        ("", "no line says who speaks"),
    ],
)
def test_what_is_no_transcript_has_a_reason(tmp_path, content, reason):
    path = tmp_path / "x.json"
    found = json.loads(SAMPLE.read_text(encoding="utf-8"))[0] | {"Content": content}
    path.write_text(json.dumps(found), encoding="utf-8")
    (record,) = READER.read(path)
    assert (record.reason, record.value) == (reason, {"conversation_id": "km-1"})
