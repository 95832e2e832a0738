"""Google Customer Experience Insights."""

import json
import re
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.readers.google_insights import READER
from data.readers.source_text import head_of

SAMPLES = Path(__file__).parent / "samples"


def records(tmp_path, content, name="up-3.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return list(READER.read(path))


def entry(**fields):
    return {"start_timestamp_usec": 1000000, "text": "hi", "role": "CUSTOMER", "user_id": 1} | fields


def uploaded(tmp_path, *entries, **fields):
    (record,) = records(tmp_path, {"entries": list(entries), **fields})
    return conversation_from(record.value)


def segment(role="HUMAN_AGENT", user="2", **fields):
    return {"text": "hi", "segmentParticipant": {"role": role, "userId": user}} | fields


def from_api(tmp_path, *segments, **fields):
    content = {"name": "projects/p/conversations/c-1", "transcript": {"transcriptSegments": list(segments)}}
    (record,) = records(tmp_path, content | fields)
    return conversation_from(record.value)


def test_an_upload():
    (record,) = READER.read(SAMPLES / "insights_upload_en.json")
    chat = conversation_from(record.value)
    assert [(t.role, t.speaker, t.agent_id, t.t, t.text) for t in chat.turns] == [
        ("bot", None, None, 0.0, "Welcome, how can I help?"),
        ("customer", None, None, 5.25, "My parcel is late."),
        ("agent", None, "7", 11.0, "Let me look."),
        ("agent", None, "9", 101.0, "Mina here, I take over."),
        ("customer", None, None, 110.0, ""),
        ("unknown", "12", "12", None, "ok"),
    ]
    assert (chat.conversation_id, chat.customer_id, chat.topic) == (
        "insights_upload_en",
        "41",
        "delivery_delay",
    )
    assert chat.started_at.isoformat() == "2026-10-30T09:00:00+00:00"
    assert (chat.channel, chat.language) == (None, None)


def test_a_conversation_of_the_api():
    (record,) = READER.read(SAMPLES / "insights_api_ko.json")
    call = conversation_from(record.value)
    assert [(t.role, t.speaker, t.agent_id, t.t, t.end) for t in call.turns] == [
        ("bot", None, None, 0.5, None),
        ("agent", None, "a-7", 3.2, 4.75),
        ("customer", None, None, 4.0, None),  # by the call's channels
        ("unknown", "channel 3", "a-7", None, None),
    ]
    assert (call.conversation_id, call.channel, call.language, call.customer_id) == (
        "c-55",
        "call",
        "ko",
        None,
    )
    assert call.started_at.isoformat() == "2026-10-30T09:00:00+00:00"
    assert (call.metadata, call.csat) == ({"customer_satisfaction_rating": "4", "site": "seoul"}, None)


def test_both_spellings_of_the_api(tmp_path):
    content = (SAMPLES / "insights_api_ko.json").read_text(encoding="utf-8")
    snake = re.sub(r'(?<=[a-z])([A-Z])(?=[A-Za-z]*":)', lambda capital: f"_{capital[1].lower()}", content)
    assert '"segment_participant"' in snake
    assert records(tmp_path, snake)[0].value == records(tmp_path, content)[0].value


@pytest.mark.parametrize(
    ("times", "seconds", "started_at"),
    [
        ((1793350800000000, 1793350801500000), (0.0, 1.5), "2026-10-30T09:00:00+00:00"),
        ((1793350801500000, 1793350800000000), (1.5, 0.0), "2026-10-30T09:00:00+00:00"),
        ((1000000, 5000000), (1.0, 5.0), None),
        (("1793350800000000", None), (0.0, None), "2026-10-30T09:00:00+00:00"),
        (("soon", True), (None, None), None),
        ((10**30, 10**30 + 10**15), (0.0, pytest.approx(1e9, rel=0.2)), None),
    ],
)
def test_microseconds(tmp_path, times, seconds, started_at):
    chat = uploaded(tmp_path, *(entry(start_timestamp_usec=time) for time in times))
    assert tuple(turn.t for turn in chat.turns) == seconds
    assert (chat.started_at.isoformat() if chat.started_at else None) == started_at


@pytest.mark.parametrize(
    ("fields", "role", "speaker", "agent_id"),
    [
        ({"role": "END_USER"}, "customer", None, None),
        ({"role": "agent"}, "agent", None, "1"),
        ({"role": "AUTOMATED_AGENT"}, "bot", None, None),
        ({"role": "ANY_AGENT"}, "unknown", "1", "1"),
        ({"role": None, "user_id": None}, "unknown", "unnamed", None),
        ({"role": ["AGENT"], "user_id": {}}, "unknown", "unnamed", None),
        ({"role": "SUPERVISOR", "user_id": None}, "unknown", "SUPERVISOR", None),
    ],
)
def test_roles(tmp_path, fields, role, speaker, agent_id):
    (turn,) = uploaded(tmp_path, entry(**fields)).turns
    assert (turn.role, turn.speaker, turn.agent_id) == (role, speaker, agent_id)


@pytest.mark.parametrize(
    ("agents", "users", "expected"),
    [
        (["a-7"], ["2", "2"], ["a-7", "a-7"]),
        (["a-7", "a-9"], ["a-7", "a-9"], ["a-7", "a-9"]),
        (["a-7"], ["2", "3"], ["2", "3"]),  # which of the two it is, is not said
        ([], ["2", "2"], ["2", "2"]),
    ],
)
def test_whose_turn_it_is(tmp_path, agents, users, expected):
    info = [{"agentId": agent} for agent in agents] + [{"agentId": "bot", "agentType": "AUTOMATED_AGENT"}, 7]
    call = from_api(tmp_path, *(segment(user=user) for user in users), qualityMetadata={"agentInfo": info})
    assert [turn.agent_id for turn in call.turns] == expected


def test_several_categories_are_no_topic(tmp_path):
    info = {"categories": [{"display_name": "a"}, {"display_name": "b"}, None]}
    chat = uploaded(tmp_path, entry(), conversation_info=info)
    assert (chat.topic, chat.metadata) == (None, {"categories": "a, b"})


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (7, "turns[1] is not an object"),
        (entry(text=None), "turns[1].text is missing"),
        (entry(text={"t": 1}), "turns[1].text is not text"),
    ],
)
def test_a_bad_entry_is_refused_by_its_number(tmp_path, bad, reason):
    with pytest.raises(BadRecord, match=reason.replace("[", r"\[")):
        uploaded(tmp_path, entry(), bad)
    if bad == 7:
        with pytest.raises(BadRecord, match=r"turns\[1\] is not an object"):
            from_api(tmp_path, segment(), bad)


def test_a_list_of_the_api_and_what_has_no_transcript(tmp_path):
    whole = {"name": "a/b/c-1", "transcript": {"transcriptSegments": [segment()]}}
    found = records(tmp_path, {"conversations": [whole, {"name": "a/b/c-2"}, None], "nextPageToken": "x"})
    assert [record.reason for record in found] == [
        "",
        "conversation 2 has no transcript",
        "conversation 3 is not a conversation",
    ]
    assert found[0].value["conversation_id"] == "c-1"


def test_only_the_first_upload_of_a_file_is_known_by_its_name(tmp_path):
    line = json.dumps({"entries": [entry()]})
    assert [r.value["conversation_id"] for r in records(tmp_path, f"{line}\n{line}")] == ["up-3", None]


@pytest.mark.parametrize(
    ("content", "score"),
    [
        ({"entries": [entry()]}, 0.95),
        ({"entries": [{"text": "hi", "role": "AGENT"}]}, 0.95),
        ({"entries": [{"text": "hi"}]}, 0.0),
        ({"transcript": {"transcript_segments": []}}, 0.95),
        ({"transcript": {"text": "hi"}}, 0.0),
        ({"x": {"entries": [entry()]}}, 0.0),
    ],
)
def test_sniff(tmp_path, content, score):
    path = tmp_path / "x"
    path.write_text(json.dumps(content))
    assert READER.sniff(head_of(path)) == score
