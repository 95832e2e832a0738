"""From a record in the generic format to a conversation, or to the reason why there is none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from data.conversation import BadRecord, conversation_from

AGENT = {"role": "agent", "text": "hi"}


def conversation(**keys):
    return conversation_from(
        {"conversation_id": "c-1", "turns": [AGENT]} | keys, time_zone=ZoneInfo("Asia/Seoul")
    )


@pytest.mark.parametrize(
    ("keys", "field", "expected"),
    [
        ({"conversation_id": 7}, "conversation_id", "7"),
        ({"conversation_id": " c "}, "conversation_id", "c"),
        ({"conversation_id": 7.0}, "conversation_id", "7"),  # the same number
        ({"conversation_id": "7.0"}, "conversation_id", "7.0"),  # another text
        ({"conversation_id": 12345678901234567890}, "conversation_id", "12345678901234567890"),
        ({"language": "en-GB"}, "language", "en"),
        ({"language": "zh_Hant"}, "language", "zh"),
        ({"channel": "Chat"}, "channel", "chat"),
        ({"started_at": "2026-03-01T09:00:00Z"}, "started_at", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ({"started_at": "2026-03-01T09:00:00"}, "started_at", datetime(2026, 3, 1, 0, tzinfo=UTC)),
        (
            {"turns": [AGENT | {"at": "2026-03-01T09:00:00Z"}]},
            "started_at",
            datetime(2026, 3, 1, 9, tzinfo=UTC),
        ),
        ({"turns": [AGENT | {"agent_id": "a-7"}]}, "agent_id", "a-7"),
        ({"csat": "4"}, "csat", 4.0),
        ({"csat": float("nan")}, "csat", None),
        ({"nps": ""}, "nps", None),
        ({"metadata": {"b": 1, "a": "x", "none": None}}, "metadata", {"a": "x", "b": "1"}),
        ({"colour": "red", "size": 1}, "unknown_keys", 2),
        ({"topic": "\ud800x"}, "topic", "�x"),
    ],
)
def test_what_is_read(keys, field, expected):
    assert getattr(conversation(**keys), field) == expected


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"conversation_id": None}, "conversation_id is missing"),
        ({"conversation_id": " "}, "conversation_id is missing"),
        ({"turns": None}, "turns is missing"),
        ({"turns": {}}, "turns is no list"),
        ({"turns": []}, "turns is empty"),
        ({"turns": ["hi"]}, "turns[0] is not an object"),
        ({"turns": [AGENT, {"role": "agent"}]}, "turns[1].text is missing"),
        ({"turns": [{"role": "agent", "text": 7}]}, "turns[0].text is not text"),
        ({"turns": [{"text": "hi"}]}, "turns[0].role is missing"),
        ({"turns": [{"role": "boss", "text": "hi"}]}, "turns[0].role is 'boss'"),
        ({"turns": [AGENT | {"t": "soon"}]}, "turns[0].t is not a number"),
        ({"turns": [AGENT | {"t": 1e18}]}, "turns[0].t is no time of a conversation"),
        ({"turns": [AGENT | {"end": -1e300}]}, "turns[0].end is no time of a conversation"),
        ({"turns": [AGENT | {"at": "soon"}]}, "turns[0].at is not a time"),
        ({"channel": "pigeon"}, "channel is 'pigeon'"),
        ({"csat": 10**400}, "csat is not a number"),
        ({"csat": float("inf")}, "csat is infinite"),
        ({"started_at": "0001-01-01T00:00:00"}, "started_at is not a time"),
        ({"metadata": []}, "metadata is not an object"),
    ],
)
def test_what_is_refused(keys, reason):
    with pytest.raises(BadRecord) as caught:
        conversation(**keys)
    assert caught.value.reason == reason
    assert caught.value.remedy


def test_an_empty_text_is_kept_and_so_is_the_order():
    turns = [AGENT | {"t": 5}, {"role": "customer", "text": "", "t": 1}, AGENT | {"t": 3}]
    assert [t.text for t in conversation(turns=turns).turns] == ["hi", "", "hi"]


@pytest.mark.parametrize(
    ("seconds", "ok"),
    [((0, 60, 0), True), ((0, 61, 0), False), ((0, 30, 20), True), ((None, 90, None, 20), False)],
)
def test_a_jump_back_of_more_than_a_minute_makes_times_unusable(seconds, ok):
    found = conversation(turns=[AGENT | {"t": t} for t in seconds])
    assert (found.times_ok, bool(found.warnings)) == (ok, not ok)


def test_each_agent_turn_has_its_agent_and_nobody_else_has_one():
    turns = [AGENT | {"agent_id": "a-2"}, AGENT, {"role": "customer", "text": "x", "agent_id": "a-2"}]
    assert [t.agent_id for t in conversation(agent_id="a-1", turns=turns).turns] == ["a-2", "a-1", None]


def test_a_speaker_without_role_is_unknown_unless_the_map_knows():
    value = {"conversation_id": "c", "turns": [{"speaker": "S0", "text": "a"}, {"role": "S1", "text": "b"}]}
    found = conversation_from(value, role_map={"S1": "customer"})
    assert [(t.role, t.speaker) for t in found.turns] == [("unknown", "S0"), ("customer", None)]


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), 2.0**53, 1.2345678901234567e19])
@pytest.mark.parametrize("key", ["conversation_id", "customer_id", "agent_id", "turns"])
def test_a_number_that_may_stand_for_several_ids_is_none(key, number):
    given = [AGENT | {"agent_id": number}] if key == "turns" else number
    with pytest.raises(BadRecord, match=f"{key}.*more digits.*quotation marks"):
        conversation(**{key: given})
