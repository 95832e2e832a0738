"""Contracts, an expectation a line: what holds, and what is quarantined."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from data import contracts
from data.contracts import check_answers, check_conversations, check_scores, check_turns
from data.conversation import LONGEST_TEXT

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CONVERSATION = {
    "conversation_key": "k",
    "conversation_id": "c-1",
    "channel": "chat",
    "started_at": NOW,
    "csat": 5.0,
    "nps": 9.0,
}
TURN = {"conversation_key": "k", "turn": 0, "role": "agent", "text": "hi", "t": 0.0, "end_t": 1.0}
ANSWER = {
    "conversation_key": "k",
    "answer": "yes",
    "value": 1.0,
    "probability": 0.9,
    "value_fits_answer": True,
    "evidence_stands": True,
}
SCORE = {"conversation_key": "k", "score": 80.0, "answered_weight": 0.9, "score_fits_weight": True}


def failed(check, row, **change):
    """What a changed row fails, beside a sound one that must not be named."""
    frame = pd.DataFrame([row | {"conversation_key": "sound"}, row | change])
    breaches = check(frame)
    assert {breach.conversation_key for breach in breaches} <= {"k"}
    return [breach.expectation for breach in breaches]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"channel": None, "csat": None, "nps": None, "started_at": pd.NaT}, []),
        ({"csat": 0.0, "nps": 10.0, "channel": "email"}, []),
        ({"started_at": datetime(2090, 1, 1, tzinfo=UTC)}, ["started_at lies between 1990 and tomorrow"]),
        ({"started_at": datetime(1971, 1, 1, tzinfo=UTC)}, ["started_at lies between 1990 and tomorrow"]),
        ({"csat": 500.0}, ["csat lies between 0 and 100"]),
        ({"csat": -1.0}, ["csat lies between 0 and 100"]),
        ({"nps": 11.0}, ["nps lies between 0 and 10"]),
        ({"channel": "pigeon"}, ["channel is one of chat, call, email"]),
        ({"conversation_id": None}, ["conversation_id is given"]),
        ({"csat": 500.0, "nps": 11.0}, ["csat lies between 0 and 100", "nps lies between 0 and 10"]),
    ],
)
def test_conversations(change, expected):
    assert failed(check_conversations, CONVERSATION, **change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"t": None, "end_t": None}, []),
        ({"role": "unknown", "text": ""}, []),
        ({"t": 5.0, "end_t": 4.0}, ["a turn does not end before it begins"]),
        ({"t": -90_000.0, "end_t": None}, ["a turn does not begin more than a day before its conversation"]),
        ({"role": "wizard"}, ["role is one of agent, customer, bot, system"]),
        ({"text": None}, ["text is given"]),
        ({"text": "x" * (LONGEST_TEXT + 1)}, ["a text has at most 1,000,000 characters"]),
    ],
)
def test_turns(change, expected):
    assert failed(check_turns, TURN, **change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"answer": "unsure", "value": None}, []),
        ({"answer": "perhaps"}, ["answer is one of yes, no, partly, not_applicable, unsure, not_scored"]),
        ({"value": 1.5}, ["value lies between 0 and 1"]),
        ({"probability": -0.1}, ["probability lies between 0 and 1"]),
        ({"value_fits_answer": False}, ["an answer that counts has a value, and only such"]),
        ({"evidence_stands": False}, ["evidence stands in the stored text"]),
    ],
)
def test_answers(change, expected):
    assert failed(check_answers, ANSWER, **change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"score": None, "answered_weight": 0.2}, []),
        ({"score": 100.1}, ["score lies between 0 and 100"]),
        ({"answered_weight": 1.2}, ["answered_weight lies between 0 and 1"]),
        (
            {"score_fits_weight": False},
            ["a score is given only where enough was answered, or at an auto-fail"],
        ),
    ],
)
def test_scores(change, expected):
    assert failed(check_scores, SCORE, **change) == expected


@pytest.mark.parametrize("check", [check_conversations, check_turns, check_answers, check_scores])
def test_nothing_breaks_nothing(check):
    columns = set(CONVERSATION) | set(TURN) | set(ANSWER) | set(SCORE)
    assert check(pd.DataFrame({name: pd.Series(dtype=object) for name in columns})) == []


@pytest.mark.parametrize(
    ("check", "row", "change"),
    [
        (check_conversations, CONVERSATION, {"csat": -1.0}),
        (check_conversations, CONVERSATION, {"conversation_id": None}),
        (check_conversations, CONVERSATION, {"channel": "pigeon"}),
        (check_turns, TURN, {"text": None}),
        (check_turns, TURN, {"t": -90_000.0}),
        (check_turns, TURN, {"end_t": -1.0}),
        (check_answers, ANSWER, {"evidence_stands": False}),
        (check_scores, SCORE, {"score": 100.5}),
    ],
)
def test_one_faulty_row_of_many_is_found(check, row, change):
    rows = [row | {"conversation_key": f"k{number}"} for number in range(300)]
    rows[137] |= change
    assert [breach.conversation_key for breach in check(pd.DataFrame(rows))] == ["k137"]


def test_a_few_rows_are_shown_where_all_hold_and_never_a_text_that_is_not_checked(monkeypatch):
    shown = []
    validated = contracts._validated
    monkeypatch.setattr(
        contracts,
        "_validated",
        lambda name, frame, *more: shown.append(frame) or validated(name, frame, *more),
    )
    rows = [
        TURN | {"conversation_key": f"k{n}", "t": float(n), "end_t": n + 1.0, "text": "x" * n}
        for n in range(300)
    ]
    assert check_turns(pd.DataFrame(rows)) == []
    (frame,) = shown
    assert len(frame) < 8
    assert (frame["t"].min(), frame["t"].max(), frame["length"].max()) == (0, 299, 299)
