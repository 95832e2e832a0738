"""Service facts that one conversation shows by itself: times, holds, hand-overs, requests for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from data.warehouse import migrate
from insights.facts import FACTS, FactSettings, fact_statements, make_facts

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


class World:
    """An in-memory warehouse. A turn is written `role[:agent] [t[-end]] [cue …]`, as `agent:a 20-25 cue:hold`."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        migrate(self.connection)

    def insert(self, table: str, **columns: Any) -> None:
        names = ", ".join(columns)
        marks = ", ".join("?" for _ in columns)
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))  # noqa: S608

    def add(self, key: str, *turns: str, **columns: Any) -> None:
        row = {"channel": "chat", "started_at": START, "times_ok": True, "is_current": True} | columns
        fixed = {"source": "s", "revision": 1, "batch_id": "b", "metadata": "{}", "warnings": []}
        self.insert("conversations", conversation_key=key, conversation_id=key, **fixed, **row)
        for number, turn in enumerate(turns):
            who, *rest = turn.split()
            role, _, agent = who.partition(":")
            cues = [word for word in rest if word[0].isalpha()]
            moments = [float(at) for word in rest if word not in cues for at in word.split("-")]
            t, end_t, *_ = [*moments, None, None]
            self.insert(
                "turns",
                conversation_key=key,
                turn=number,
                role=role if role != "note" else "agent",
                agent_id=agent or None,
                internal=role == "note",
                text="x",
                t=t,
                end_t=end_t,
            )
            for cue in cues:
                seen = {"probability": 0.9, "span_start": 0, "span_end": 1, "detector": "d", "version": "1"}
                self.insert("signals", conversation_key=key, turn=number, name=cue, level=1, **seen)

    def facts(self, key: str = "c", agent: str | None = None, **settings: Any) -> dict[str, float]:
        make_facts(self.connection, FactSettings(**settings))
        rows = self.connection.execute(
            "SELECT fact, value FROM facts WHERE conversation_key = ? AND agent_id IS NOT DISTINCT FROM ?",
            [key, agent],
        ).fetchall()
        assert len(rows) == len(dict(rows)), "a fact has one value"
        return dict(rows)


@pytest.fixture
def world() -> World:
    return World()


TIMES = [
    # what, turns, conversation, fact, value
    ("answer to the customer", ["customer 3", "agent:a 23"], {}, "first_response_s", 20),
    ("from the end of what the customer said", ["customer 0-30", "agent:a 31-40"], {}, "first_response_s", 1),
    ("agent first: from the start", ["agent:a 4", "customer 90"], {"channel": "call"}, "first_response_s", 4),
    ("agent writes alone", ["agent:a 4"], {}, "first_response_s", 4),
    ("agent began the e-mail", ["agent:a 4", "customer 9", "agent:a 30"], {"channel": "email"}, "first_response_s", None),
    ("a bot's answer is none", ["customer 0", "bot 1", "agent:a 50"], {}, "first_response_s", 50),
    ("a note is none", ["customer 0", "note:a 5", "agent:a 50"], {}, "first_response_s", 50),
    ("a system event is none", ["customer 0", "system 5", "agent:a 50"], {}, "first_response_s", 50),
    ("a second message does not stop the clock", ["customer 0", "customer 9", "agent:a 12"], {}, "first_response_s", 12),
    ("an overlap is no wait", ["customer 0-9", "agent:a 7"], {}, "first_response_s", 0),
    ("bot only", ["customer 0", "bot 1"], {}, "first_response_s", None),
    ("nobody answered", ["customer 0", "customer 100"], {}, "first_response_s", None),
    ("times jump back", ["customer 0", "agent:a 5"], {"times_ok": False}, "first_response_s", None),
    ("agent first, times jump back", ["agent:a 5"], {"times_ok": False}, "first_response_s", None),
    ("answer without a time", ["customer 0", "agent:a", "agent:a 9"], {}, "first_response_s", None),
    ("exactly 20 s", ["customer 12.2", "agent:a 32.2"], {"channel": "call"}, "first_response_in_target", 1),
    ("20.001 s", ["customer 0", "agent:a 20.001"], {"channel": "call"}, "first_response_in_target", 0),
    ("chat has 60 s", ["customer 0", "agent:a 60"], {"channel": "chat"}, "first_response_in_target", 1),
    ("e-mail has 4 h", ["customer 0", "agent:a 14401"], {"channel": "email"}, "first_response_in_target", 0),
    ("no channel, no target", ["customer 0", "agent:a 2"], {"channel": None}, "first_response_in_target", None),
    ("gap from end to start", ["customer 0-8", "agent:a 10-12", "customer 20"], {}, "longest_silence_s", 8),
    ("long turn under short ones", ["agent:a 0-30", "customer 5-6", "agent:a 31"], {}, "longest_silence_s", 1),
    ("a note breaks no silence", ["customer 0", "note 20", "system 30", "agent:a 40"], {}, "longest_silence_s", 40),
    ("an unknown speaker does", ["customer 0", "unknown 30", "agent:a 40"], {}, "longest_silence_s", 30),
    ("one turn has no gap", ["customer 0"], {}, "longest_silence_s", None),
    ("a turn without a time", ["customer 0", "bot", "agent:a 40"], {}, "longest_silence_s", None),
    ("a small jump back is no silence", ["customer 50", "agent:a 10"], {}, "longest_silence_s", 0),
    ("to the last spoken turn", ["agent:a 5", "customer 70-90", "note 400"], {}, "duration_s", 90),
    ("last turn without a time", ["agent:a 5", "customer"], {}, "duration_s", None),
    ("times jump back", ["agent:a 5", "customer 9"], {"times_ok": False}, "duration_s", None),
    ("handled to the end", ["bot 0", "customer 5", "agent:a 10", "customer 40"], {}, "handle_time_s", 30),
    ("a bot's survey is not handling", ["agent:a 10", "customer 40", "bot 50", "customer 90"], {}, "handle_time_s", 30),
    ("two agents and a bot between", ["agent:a 10", "bot 20", "agent:b 50-60"], {}, "handle_time_s", 50),
    ("an agent without an id", ["customer 0", "agent 5", "customer 9"], {}, "handle_time_s", 4),
    ("e-mail times are not work", ["customer 0", "agent:a 10", "customer 90"], {"channel": "email"}, "handle_time_s", None),
    ("the last turn has no time", ["agent:a 0-5", "customer"], {}, "handle_time_s", None),
    ("bot only", ["customer 0", "bot 9"], {}, "handle_time_s", None),
    ("one moment of work is unknown", ["customer 0", "agent:a 10"], {}, "handle_time_s", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "turns", "columns", "fact", "value"), TIMES, ids=[f"{row[3]}: {row[0]}" for row in TIMES]
)
def test_times(
    world: World, what: str, turns: list[str], columns: dict[str, Any], fact: str, value: float | None
) -> None:
    world.add("c", *turns, **columns)
    assert world.facts().get(fact) == value


HANDLING = [
    # what, turns, expected facts (None: missing)
    ("one hold", ["agent:a 5 cue:hold", "customer 6", "agent:a 65"], {"holds": 1, "hold_s": 60}),
    (
        "holds add up",
        ["agent:a 0-5 cue:hold", "agent:a 15 cue:hold", "agent:a 45"],
        {"holds": 2, "hold_s": 40},
    ),
    ("no hold", ["agent:a 0", "customer 9"], {"holds": 0, "hold_s": 0}),
    ("nobody came back", ["agent:a 5 cue:hold", "customer 300"], {"holds": 1, "hold_s": 295}),
    ("another agent came back", ["agent:a 5 cue:hold", "agent:b 25"], {"holds": 1, "hold_s": 20}),
    ("back without a time", ["agent:a 5 cue:hold", "agent:a", "agent:a 90"], {"holds": 1, "hold_s": None}),
    ("no hold and no times", ["agent:a", "customer"], {"holds": 0, "hold_s": None}),
    ("without times", ["agent:a cue:hold", "agent:a"], {"holds": 1, "hold_s": None}),
    (
        "a customer's hold is none",
        ["agent:a 0", "customer 5 cue:hold", "agent:a 9"],
        {"holds": 0, "hold_s": 0},
    ),
    ("a note's hold is none", ["agent:a 0", "note:a 5 cue:hold", "agent:a 9"], {"holds": 0, "hold_s": 0}),
    ("bot only", ["customer 0", "bot 5"], {"holds": None, "hold_s": None, "transfers": None}),
    ("one agent", ["agent:a", "customer"], {"transfers": 0, "follow_up_after_transfer": None}),
    ("two agents", ["agent:a", "agent:b"], {"transfers": 1, "follow_up_after_transfer": 1}),
    (
        "announced and done is one",
        ["agent:a cue:transfer", "agent:a cue:transfer", "agent:b"],
        {"transfers": 1},
    ),
    ("there and back", ["agent:a", "agent:b", "agent:a"], {"transfers": 2, "follow_up_after_transfer": 1}),
    ("a note changes nothing", ["agent:a", "note:b", "agent:a"], {"transfers": 0}),
    ("no id, no change", ["agent:a", "agent", "agent:a"], {"transfers": 0}),
    ("a change across a turn without an id", ["agent:a", "agent", "agent:b"], {"transfers": 1}),
    ("one person, two ids", ["agent:k1", "agent:k2"], {"transfers": 0, "follow_up_after_transfer": None}),
    ("from bot to agent is none", ["bot", "customer", "agent:a"], {"transfers": 0}),
    (
        "announced, nobody came",
        ["agent:a cue:transfer", "customer"],
        {"transfers": 1, "follow_up_after_transfer": 0},
    ),
    (
        "the new agent hands on",
        ["agent:a", "agent:b cue:transfer"],
        {"transfers": 2, "follow_up_after_transfer": 0},
    ),
    (
        "a second announcement left open",
        ["agent:a cue:transfer", "agent:b cue:transfer", "agent:b cue:transfer"],
        {"transfers": 2, "follow_up_after_transfer": 0},
    ),
    (
        "repeated after the change",
        ["agent:a", "agent:b", "customer cue:repeats_problem"],
        {"customer_repeated_problem": 1},
    ),
    (
        "repeated on the way to the new agent",
        ["agent:a", "customer cue:repeats_problem", "agent:b"],
        {"customer_repeated_problem": 1},
    ),
    (
        "repeated before the change",
        ["customer cue:repeats_problem", "agent:a", "agent:b", "customer"],
        {"customer_repeated_problem": 0},
    ),
    (
        "no occasion to repeat",
        ["agent:a", "customer cue:repeats_problem"],
        {"customer_repeated_problem": None},
    ),
    (
        "asked, then came a person",
        ["bot", "customer cue:asks_for_person", "bot", "agent:a"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 0},
    ),
    (
        "answered by a person at once",
        ["bot", "customer cue:asks_for_person", "agent:a"],
        {"person_requests_to_bot": 0, "person_request_unhonoured": 0},
    ),
    (
        "nobody ever came",
        ["bot", "customer cue:asks_for_person", "bot", "note:a"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 1},
    ),
    (
        "asked, and left unanswered",
        ["bot", "customer cue:asks_for_person"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 1},
    ),
    (
        "asked twice before one came",
        ["customer cue:asks_for_person", "bot", "customer cue:asks_for_person", "agent:a"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 1},
    ),
    (
        "in a row is once",
        ["bot", "customer cue:asks_for_person", "customer cue:asks_for_person", "bot", "agent:a"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 0},
    ),
    (
        "asked a person for another",
        ["bot", "agent:a", "customer cue:asks_for_person", "agent:a"],
        {"person_requests_to_bot": 0, "person_request_unhonoured": None},
    ),
    (
        "each of two requests brought a person",
        ["bot", "customer cue:asks_for_person", "agent:a", "bot", "customer cue:asks_for_person", "agent:b"],
        {"person_request_unhonoured": 0},
    ),
    (
        "only the first of two requests did",
        ["bot", "customer cue:asks_for_person", "agent:a", "bot", "customer cue:asks_for_person", "bot"],
        {"person_requests_to_bot": 1, "person_request_unhonoured": 1},
    ),
    (
        "a bot's own words are no request",
        ["bot cue:asks_for_person", "customer"],
        {"person_requests_to_bot": 0},
    ),
    (
        "no bot",
        ["customer cue:asks_for_person", "agent:a"],
        {"person_requests_to_bot": None, "person_request_unhonoured": None},
    ),
    ("promise of an agent", ["customer", "agent:a promise"], {"promise_made": 1, "promise_kept": None}),
    (
        "words of the agent repeat nothing",
        ["agent:a", "agent:b cue:repeats_problem"],
        {"customer_repeated_problem": 0},
    ),
    ("promise of a customer is none", ["customer promise", "agent:a"], {"promise_made": 0}),
]


@pytest.mark.parametrize(("what", "turns", "expected"), HANDLING, ids=[row[0] for row in HANDLING])
def test_handling(world: World, what: str, turns: list[str], expected: dict[str, float | None]) -> None:
    for agent_id in ("k1", "k2"):
        world.insert("agents", agent_id=agent_id, person_id="kim", exclude=False)
    world.add("c", *turns)
    found = world.facts()
    assert {fact: found.get(fact) for fact in expected} == expected


def test_each_agent_has_their_own_turns_and_time(world: World) -> None:
    turns = [
        "customer 0",
        "agent:a 10",
        "customer 20",
        "agent:b 40",
        "note:b 45",
        "agent:a 70",
        "agent:a 75-80",
    ]
    world.add("c", *turns)
    assert world.facts(agent="a") == {"agent_turns": 3, "agent_handle_time_s": 40}
    assert world.facts(agent="b") == {"agent_turns": 1, "agent_handle_time_s": 30}
    assert world.facts()["handle_time_s"] == 70


def test_an_agent_whose_stint_has_no_time_has_no_handle_time(world: World) -> None:
    world.add("c", "agent:a 10", "agent:b", "agent:a 40", "customer 90")
    assert world.facts(agent="a") == {"agent_turns": 2}
    assert world.facts(agent="b") == {"agent_turns": 1}


def test_what_rests_on_signals_is_missing_where_nothing_was_scored(world: World) -> None:
    world.add("c", "customer 0", "bot 1", "agent:a 9", "agent:b 20", not_scored="unsupported language")
    timed = {
        "first_response_s",
        "first_response_in_target",
        "longest_silence_s",
        "handle_time_s",
        "duration_s",
    }
    assert set(world.facts()) == timed


@pytest.mark.parametrize("columns", [{"is_current": False}, {"excluded": "test call"}])
def test_conversations_that_do_not_count_have_no_facts(world: World, columns: dict[str, Any]) -> None:
    world.add("c", "customer 0", "agent:a 9", **columns)
    assert world.facts() == world.facts(agent="a") == {}


def test_every_fact_is_documented_and_no_other_is_made(world: World) -> None:
    *made, _ = fact_statements(FactSettings())
    for sql, parameters in made:
        world.connection.execute(sql, parameters)
    columns = world.connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name IN ('fact_values', 'fact_agent_values')"
    ).fetchall()
    assert {name for (name,) in columns} - {"conversation_key", "agent_id"} == set(FACTS)


def test_a_rerun_keeps_what_is_true_and_drops_what_is_not(world: World) -> None:
    world.add("c", "customer 0", "agent:a 9")
    world.add("gone", "customer 0", "agent:a 9")
    before = world.facts()
    world.connection.execute("UPDATE conversations SET is_current = false WHERE conversation_key = 'gone'")
    world.connection.execute("UPDATE turns SET t = 8 WHERE conversation_key = 'c' AND turn = 1")
    after = world.facts()
    assert after == before | {"first_response_s": 8, "longest_silence_s": 8, "duration_s": 8}
    assert world.facts("gone") == world.facts("gone", "a") == {}
    rows = world.connection.execute("SELECT count(*) FROM facts").fetchone()
    assert rows == (make_facts(world.connection, FactSettings()),)


def test_facts_can_be_made_inside_a_transaction_and_of_nothing(world: World) -> None:
    world.connection.begin()
    assert make_facts(world.connection, FactSettings()) == 0
    world.connection.commit()
