"""The explanation of a conversation: outcome, promise, steps, needs, and what a script forbids, each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import duckdb
import pytest

from data.stored import add_conversations, conversation_rows
from data.warehouse import connect, migrate
from qa_rules.conversation_stops import OUTCOMES, outcome_row
from qa_rules.deescalation import Hostility, Point, Rise, Said
from qa_rules.deescalation_stop import DEESCALATIONS, deescalation_row
from qa_rules.escalation import Escalation, Quoted
from qa_rules.promises import Promise
from qa_rules.resolution import Resolution
from reports.explanation import explanation, explanation_text
from reports.transcripts import transcripts
from tests.qa_rules.conversations import talk

LINE = "We open a case. They answer you by Friday."
WHAT, BY = (16, 42), (32, 41)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(":memory:") as connection:
        migrate(connection)
        yield connection


def stored(
    connection: duckdb.DuckDBPyConnection, promise: Promise | None, handed: Escalation | None = None
) -> None:
    """One conversation with the key `k`, this promise and this escalation."""
    import pyarrow as pa

    from data.warehouse import insert

    conversation = talk(
        "c: And now?", f"a: {LINE}", started_at=datetime(2026, 3, 4, 10, tzinfo=UTC).isoformat()
    )
    rows, turns = conversation_rows([("k", conversation)], batch_ids=["b"], customer_keys=[None])
    add_conversations(connection, rows, turns)
    found = Resolution("follow_up", 0.88, 1, *WHAT, promise)
    insert(connection, "outcomes", pa.Table.from_pylist([outcome_row("k", found, "1", handed)], OUTCOMES))


@pytest.mark.parametrize(
    ("promise", "line", "due"),
    [
        (
            Promise(1, WHAT, BY, "a", date(2026, 3, 6)),
            "promise: “by Friday”, due 2026-03-06 (turn 1, a): “They answer you by Friday.”",
            "2026-03-06",
        ),
        (
            Promise(1, WHAT, BY, "a"),
            "promise: “by Friday” (turn 1, a): “They answer you by Friday.”",
            None,
        ),
        (
            Promise(1, WHAT, None, "a"),
            "promise: no time named (turn 1, a): “They answer you by Friday.”",
            None,
        ),
    ],
)
def test_the_promise_is_said(
    warehouse: duckdb.DuckDBPyConnection, promise: Promise, line: str, due: str | None
) -> None:
    stored(warehouse, promise)
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert found["promise"]["due"] == due
    assert line in explanation_text(found).splitlines()


def test_each_source_of_an_id_is_explained(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, None)
    warehouse.execute("UPDATE conversations SET source = 'south', conversation_key = 'j'")
    warehouse.execute("UPDATE outcomes SET conversation_key = 'j', outcome = 'resolved'")
    warehouse.execute("UPDATE turns SET conversation_key = 'j'")
    stored(warehouse, None)
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert (found["source"], found["outcome"]) == ("default", "follow_up")
    assert [(one["source"], one["outcome"]) for one in found["other_sources"]] == [("south", "resolved")]
    said = explanation_text(found)
    assert (
        said.index("of default:") < said.index("follow up") < said.index("of south:") < said.index("resolved")
    )


def test_no_promise_is_not_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, None)
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert found["promise"] is None
    assert "promise" not in explanation_text(found)


def test_the_transcript_marks_what_falls_due(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, Promise(1, WHAT, BY, "a", date(2026, 3, 6)))
    warehouse.execute("UPDATE conversations SET language = 'en'")
    shown = transcripts(warehouse, ["k"], {}, "UTC")["k"].turns[1]
    assert ("by Friday", "promise", ("promise: due 2026-03-06",)) in [
        (piece.text, piece.look, piece.labels) for piece in shown.pieces
    ]


HANDED = [
    (
        Escalation("other_team", Quoted(1, 0, 15), Quoted(0, 0, 8)),
        ["escalated to: other team (turn 1): “We open a case.”", "  because of turn 0, customer: “And now?”"],
    ),
    (Escalation("unknown", Quoted(1, 0, 15)), ["escalated to: unknown (turn 1): “We open a case.”"]),
    (None, []),
]


@pytest.mark.parametrize(("handed", "lines"), HANDED)
def test_whom_it_went_to_is_said(
    warehouse: duckdb.DuckDBPyConnection, handed: Escalation | None, lines: list[str]
) -> None:
    stored(warehouse, None, handed)
    found = explanation(warehouse, "c-1")
    assert found is not None
    said = explanation_text(found).splitlines()
    assert [line for line in said if line.startswith(("escalated", "  because"))] == lines
    assert (found["escalation"] or {}).get("kind") == (handed.kind if handed else None)


COURSES = [
    (
        Hostility((Point(0, 2), Point(2, 0)), Point(0, 2), 2, Said(1, 0, 15, "hands_over"), ()),
        [
            "hostility of the customer, turn by turn: 2 0; highest at turn 0, lower from turn 2 on",
            "  said just before: turn 1, a, hands over: “We open a case.”",
        ],
    ),
    (
        Hostility(
            (Point(0, 0), Point(2, 1)), Point(2, 1), None, None, (Rise(2, Said(1, 0, 15, "rudeness")),)
        ),
        [
            "hostility of the customer, turn by turn: 0 1; highest at turn 2, it did not turn",
            "  rose at turn 2 after turn 1: “We open a case.”",
        ],
    ),
]


@pytest.mark.parametrize(("course", "lines"), COURSES)
def test_the_course_of_hostility_is_said(
    warehouse: duckdb.DuckDBPyConnection, course: Hostility, lines: list[str]
) -> None:
    import pyarrow as pa

    from data.warehouse import insert

    stored(warehouse, None)
    rows = pa.Table.from_pylist([deescalation_row("k", course, "1")], DEESCALATIONS)
    insert(warehouse, "deescalations", rows)
    found = explanation(warehouse, "c-1")
    assert found is not None
    said = explanation_text(found).splitlines()
    assert [line for line in said if line.startswith(("hostility", "  said", "  rose"))] == lines


def test_the_outcome_is_said_with_its_words(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, None)
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert "outcome: follow up (88%, turn 1, agent): “They answer you by Friday.”" in explanation_text(found)


LAST = [9, "step:s/later", 1, 0.9, 0, 15]  # a turn that is not in the conversation: nothing is quoted
STEPS = [
    # status, turn, probability, reason; its signals as turn, name, level, probability, start, end; its lines
    (
        ("followed", 1, 0.9, "said at turn 1"),
        [[1, "step:s/later", 1, 0.9, 0, 15], [1, "step:s/later", 1, 0.95, 16, 42], [1, "step:s/x", 1, 0.9, 0, 3]],
        ["  followed        s / later (90%): said at turn 1", "      turn 1, agent: “We open a case.”"],
    ),
    (
        ("missed", None, 0.95, "expected before closing; 1 agent turns searched"),
        [[1, "step:s/later", 0, 0.05, 0, 15]],
        ["  missed          s / later (95%): expected before closing; 1 agent turns searched"],
    ),
    (
        ("unsure", None, 0.6, "a turn comes close to it, but not close enough to be sure"),
        [[1, "step:s/later", 0, 0.4, 16, 42], LAST],
        [
            "  unsure          s / later (60%): a turn comes close to it, but not close enough to be sure",
            "      turn 1, agent: “They answer you by Friday.”",
        ],
    ),
    (("followed", 9, 0.9, "said at turn 9"), [LAST], ["  followed        s / later (90%): said at turn 9"]),
]  # fmt: skip


def put(connection: duckdb.DuckDBPyConnection, signals: Sequence[Sequence[object]]) -> None:
    for signal in signals:
        connection.execute("INSERT INTO signals VALUES ('k', ?, ?, ?, ?, ?, ?, 'd', '1')", signal)


@pytest.mark.parametrize(("step", "signals", "lines"), STEPS)
def test_every_step_is_said_in_the_order_of_its_script(
    warehouse: duckdb.DuckDBPyConnection,
    step: tuple[str, int | None, float, str],
    signals: list[list[object]],
    lines: list[str],
) -> None:
    stored(warehouse, None)
    put(warehouse, signals)
    for name, ended in (("later", step), ("early", ("not_applicable", None, 0.5, "optional, and not said"))):
        warehouse.execute("INSERT INTO steps VALUES ('k', 'a', 's', ?, ?, ?, ?, ?, '1')", [name, *ended])
    found = explanation(warehouse, "c-1")
    assert found is not None
    said = explanation_text(found).splitlines()
    early = "  not applicable  s / early (50%): optional, and not said"
    assert said[said.index("steps of a") :] == ["steps of a", *lines, early]
    assert "forbidden statements: none seen" in said
    assert [q["text"] for q in found["steps"][0]["quotes"]] == [line.split("“")[1][:-1] for line in lines[1:]]


def test_needs_and_what_a_script_forbids_are_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, None)
    put(
        warehouse,
        [
            [1, "need_heard", 1, 0.9, 0, 7],
            [1, "forbidden:s/by_friday", 1, 0.8, 16, 42],
            [1, "promises_forbidden", 1, 0.8, 16, 42],
            [1, "forbidden:s/by_monday", 0, 0.2, 16, 42],
            [1, "courtesy", 1, 0.9, 0, 2],
        ],
    )
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert [line for line in explanation_text(found).splitlines()[2:] if line] == [
        "need heard (90%, turn 1, a): “We open”",
        "forbidden: s / by friday (80%, turn 1, a): “They answer you by Friday.”",
        "promises forbidden (80%, turn 1, a): “They answer you by Friday.”",
    ]
    assert [seen["name"] for seen in found["needs"]] == ["need_heard"]
    assert [seen["name"] for seen in found["forbidden"]] == ["forbidden:s/by_friday", "promises_forbidden"]


def test_no_control_character_reaches_the_terminal(warehouse: duckdb.DuckDBPyConnection) -> None:
    stored(warehouse, None)
    warehouse.execute(
        "UPDATE turns SET text = replace(text, 'Friday', 'Fri\u001b[2J\u202eday') WHERE turn = 1"
    )
    put(warehouse, [[1, "need_heard", 1, 0.9, 32, 46]])
    found = explanation(warehouse, "c-1")
    assert found is not None
    assert "Fri⟨U+001B⟩[2J⟨U+202E⟩day" in explanation_text(found)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("supervisor", "outcome: follow up to supervisor"), ("unknown", "outcome: follow up"), (None, "outcome: follow up")],
)  # fmt: skip
def test_the_transcript_marks_how_it_ended(
    warehouse: duckdb.DuckDBPyConnection, kind: str | None, label: str
) -> None:
    stored(warehouse, None, Escalation(kind, Quoted(1, 0, 15)) if kind else None)
    shown = transcripts(warehouse, ["k"], {}, "UTC")["k"].turns[1]
    assert [piece.labels for piece in shown.pieces if piece.look] == [(label,)]
