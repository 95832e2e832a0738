"""Revisions: the same content is a duplicate, other content under the same id is a new revision."""

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from data.conversation import Conversation, Turn
from data.stored import add_conversations, conversation_key, conversation_rows, load_conversations
from data.warehouse import connect, migrate, transaction

FIRST = Conversation(
    "c-1", (Turn("agent", "Hello 안녕 สวัสดี", "a-1", t=0.0, end=2.5), Turn("customer", "Hi")), agent_id="a-1"
)
CHANGED = replace(FIRST, turns=(*FIRST.turns, Turn("agent", "Bye", "a-2")))
ELSEWHERE = replace(FIRST, source="other desk")
OTHER = replace(FIRST, conversation_id="c-2")


@pytest.fixture
def connection():
    with connect(":memory:") as connection:
        migrate(connection)
        yield connection


def add(connection, *conversations, batch="b"):
    items = [(conversation_key(c), c) for c in conversations]
    rows, turns = conversation_rows(items, batch_ids=[batch] * len(items), customer_keys=[None] * len(items))
    return add_conversations(connection, rows, turns).get(batch, 0)


def test_nothing_of_a_batch_is_held_until_the_transaction_ends(connection):
    held = pa.total_allocated_bytes()
    with transaction(connection):
        for number in range(4):
            said = tuple(Turn("agent", f"{number} {turn}" + "a" * 1000) for turn in range(1000))
            assert add(connection, replace(FIRST, conversation_id=f"c-{number}", turns=said)) == 1
            assert pa.total_allocated_bytes() - held < 500_000, "the batch's turns take a megabyte"
        tables = "SELECT count(*) FROM duckdb_tables() WHERE temporary"
        assert connection.execute(tables).fetchone() == (0,)


def revisions(connection):
    return connection.execute(
        "SELECT source, conversation_id, revision, is_current, "
        "(SELECT count(*) FROM turns t WHERE t.conversation_key = c.conversation_key) FROM conversations c ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([[FIRST]], [("default", "c-1", 1, True, 2)]),
        ([[FIRST], [FIRST]], [("default", "c-1", 1, True, 2)]),
        ([[FIRST, FIRST]], [("default", "c-1", 1, True, 2)]),
        ([[FIRST], [CHANGED]], [("default", "c-1", 1, False, 2), ("default", "c-1", 2, True, 3)]),
        ([[FIRST, CHANGED]], [("default", "c-1", 1, False, 2), ("default", "c-1", 2, True, 3)]),
        ([[FIRST], [CHANGED], [FIRST]], [("default", "c-1", 1, False, 2), ("default", "c-1", 2, True, 3)]),
        ([[FIRST, ELSEWHERE]], [("default", "c-1", 1, True, 2), ("other desk", "c-1", 1, True, 2)]),
        ([[FIRST, OTHER], [OTHER, CHANGED]], [("default", "c-1", 1, False, 2), ("default", "c-1", 2, True, 3), ("default", "c-2", 1, True, 2)]),
        ([[]], []),
    ],
)  # fmt: skip
def test_revisions(connection, sent, expected):
    for batch in sent:
        add(connection, *batch)
    assert revisions(connection) == expected


LONGEST = replace(CHANGED, turns=(*CHANGED.turns, Turn("customer", "Bye bye")))
CORRECTED = replace(
    LONGEST, turns=(replace(FIRST.turns[0], text="Hallo"), *LONGEST.turns[1:3])
)  # shorter, and no beginning of another
RATED = replace(FIRST, csat=5.0)
HEARD_OTHERWISE = replace(FIRST, turns=(FIRST.turns[0], replace(FIRST.turns[1], role="bot")))
NAMED_LATER = replace(CHANGED, turns=(replace(FIRST.turns[0], text="Hello <NAME>"), *CHANGED.turns[1:]))
GIVEN_A_TIME = replace(FIRST, turns=(FIRST.turns[0], replace(FIRST.turns[1], t=3.0)), queue="parcel")


@pytest.mark.parametrize(
    ("sent", "current"),
    [
        ((FIRST, CHANGED), 2),
        ((CHANGED, FIRST), 1),  # the beginning of what is known came late
        ((LONGEST, FIRST, CHANGED), 1),
        ((FIRST, LONGEST, CHANGED), 2),
        ((CHANGED, GIVEN_A_TIME), 1),  # times and metadata make a beginning no newer
        ((LONGEST, CORRECTED), 2),
        ((LONGEST, CORRECTED, CHANGED), 2),  # a beginning of what was corrected since is older than both
        ((CHANGED, HEARD_OTHERWISE), 2),
        ((NAMED_LATER, FIRST), 1),
        ((FIRST, RATED), 2),
        ((RATED, FIRST), 2),  # the same turns: nothing says which is older, so the last to come counts
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_a_beginning_that_comes_late_replaces_nothing(connection, sent, current, at_once):
    for chunk in [sent] if at_once else [[one] for one in sent]:
        add(connection, *chunk, OTHER)
    found = [(row[2], row[3]) for row in revisions(connection) if row[1] == "c-1"]
    assert found == [(number, number == current) for number in range(1, len(sent) + 1)]


def test_a_beginning_is_known_by_its_speakers_where_the_text_was_deleted(connection):
    add(connection, CHANGED)
    connection.execute("UPDATE turns SET text = ''")
    connection.execute("UPDATE conversations SET text_deleted_on = DATE '2026-03-01'")
    add(connection, FIRST)
    add(connection, replace(FIRST, turns=(FIRST.turns[1],)))  # begins otherwise: a correction
    assert [row[2:4] for row in revisions(connection)] == [(1, False), (2, False), (3, True)]


def test_turns_are_stored_in_the_order_of_the_input(connection):
    many = [replace(FIRST, conversation_id=f"c-{number}") for number in range(200)]
    add(connection, *many)
    stored = connection.execute("SELECT conversation_key, turn FROM turns").fetchall()
    assert stored == [(conversation_key(c), turn) for c in many for turn in (0, 1)]


def test_what_was_new_is_counted(connection):
    assert [
        add(connection, FIRST, FIRST, OTHER),
        add(connection, FIRST),
        add(connection, CHANGED, OTHER),
    ] == [2, 0, 1]


FULL = replace(
    FIRST, channel="call", language="ko", started_at=datetime(2026, 3, 1, 9, tzinfo=UTC), topic="delay", queue="parcel",
    csat=4.0, nps=9.0, effort=2.0, metadata={"name": "Jo"}, warnings=("odd",), times_ok=False,
)  # fmt: skip


def test_what_comes_out_is_what_went_in(connection):
    add(connection, FULL, OTHER)
    key = conversation_key(FULL)
    found = load_conversations(connection, [conversation_key(OTHER), key, "unknown"])
    assert [item.conversation for item in found] == [OTHER, FULL]
    assert (found[1].key, found[1].language, found[1].turn_languages) == (key, None, (None, None))


@pytest.mark.parametrize(
    "change",
    [
        {"conversation_id": "c-9"}, {"source": "x"}, {"csat": 5.0}, {"metadata": {"name": "Jo", "city": "Seoul"}}, {"queue": None},
        {"turns": (replace(FULL.turns[0], text="Hello"), *FULL.turns[1:])}, {"turns": FULL.turns[::-1]},
        {"turns": (replace(FULL.turns[0], internal=True), *FULL.turns[1:])},
    ],
)  # fmt: skip
def test_the_key_changes_with_what_is_kept(change):
    assert conversation_key(replace(FULL, **change)) != conversation_key(FULL)


def test_the_key_does_not_change_with_the_place_or_the_customers_raw_id():
    assert conversation_key(replace(FULL, place="line 7", customer_id="jo@example.com")) == conversation_key(
        FULL
    )


HEARD = replace(
    FIRST, turns=(Turn("unknown", "Hello", "a-1", speaker="Jo Ha"), Turn("unknown", "Hi", "a-1", speaker="S2"),
                  Turn("agent", "Bye", "a-1"), Turn("unknown", "Yes?", "a-1", speaker="Jo Ha")),
)  # fmt: skip


def test_speakers_are_kept_by_number_and_not_by_name(connection):
    add(connection, HEARD)
    (found,) = load_conversations(connection, [conversation_key(HEARD)])
    assert [t.speaker for t in found.conversation.turns] == ["speaker 1", "speaker 2", None, "speaker 1"]
    assert conversation_key(HEARD) == conversation_key(found.conversation)
    assert conversation_key(HEARD) != conversation_key(
        replace(HEARD, turns=(*HEARD.turns[:3], replace(HEARD.turns[3], speaker="S2")))
    )


def test_a_role_found_later_is_read_beside_the_given_one(connection):
    add(connection, HEARD)
    key = conversation_key(HEARD)
    connection.execute("UPDATE turns SET role = 'customer' WHERE speaker = 1")
    (judged,) = load_conversations(connection, [key])
    (given,) = load_conversations(connection, [key], as_given=True)
    assert [(t.role, t.agent_id) for t in judged.conversation.turns[:3]] == [("customer", None), ("unknown", "a-1"), ("agent", "a-1")]  # fmt: skip
    assert [(t.role, t.agent_id) for t in given.conversation.turns[:3]] == [("unknown", "a-1"), ("unknown", "a-1"), ("agent", "a-1")]  # fmt: skip
