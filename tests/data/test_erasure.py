"""A forgotten customer: words gone, the person cut off from the scores, and no file that brings them back."""

import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from data.erasure import forget_customer, surveys_to_keep
from data.identity import customer_key, workspace_key
from data.ingest import Reading, ingest_files
from data.quarantine import files_in_quarantine
from data.side_tables import SURVEYS
from data.warehouse import open_warehouse

DAY = date(2026, 8, 1)
JO, ANN = "jo.kim@example.com", "ann@example.com"


def record(name, customer=JO, said="I moved to the yellow house by the canal", **more):
    turns = [{"role": "customer", "text": said, "t": 0}, {"role": "agent", "text": "Thank you.", "t": 5}]
    owner = {"customer_id": customer} if customer else {}
    return {"conversation_id": name, "turns": turns, "metadata": {"street": "canal"}, **owner, **more}


@pytest.fixture
def opened(tmp_path):
    with open_warehouse(tmp_path) as connection:
        yield connection


@pytest.fixture
def key(tmp_path):
    return workspace_key(tmp_path)


@pytest.fixture
def take(opened, tmp_path, key):
    """Takes records (or lines) in, as one file of this name."""

    def taken(name, *records):
        path = tmp_path / name
        path.write_text(
            "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8"
        )
        return ingest_files(opened, [path], Reading(key), lambda file, count: None)

    return taken


def four(counts):
    return counts.records, counts.accepted, counts.duplicate, counts.quarantined


def everything(connection):
    """Every value of every table, as one text."""
    tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
    rows = [connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]  # noqa: S608
    return str(rows)


def test_words_and_the_person_go_and_scores_stay(opened, take, key):
    take(
        "1.jsonl", record("a"), record("b", JO.upper()), record("c", ANN, "Mine is the red one", metadata={})
    )
    opened.execute(
        "INSERT INTO scores SELECT conversation_key, 'a-1', 's@1', 80, 1, false, false FROM conversations"
    )
    opened.execute(
        "INSERT INTO surveys VALUES (NULL, ?, 'csat', 2, NULL, 'the yellow house!')", [customer_key(key, JO)]
    )
    done = forget_customer(opened, key, f" {JO} ", DAY)
    assert (done.counts["conversations"], done.counts["comments"]) == (2, 1)
    assert set(done.words) == {"I moved to the yellow house by the canal", "the yellow house!"}
    left = everything(opened)
    assert not [said for said in ("yellow", "canal", JO) if said in left]
    assert "Mine is the red one" in left
    assert opened.execute("SELECT count(*) FROM scores").fetchall() == [(3,)]
    keys = [
        row[0]
        for row in opened.execute(
            "SELECT customer_key FROM conversations ORDER BY conversation_id"
        ).fetchall()
    ]
    assert keys[0] == keys[1] == opened.execute("SELECT customer_key FROM surveys").fetchone()[0]
    assert keys[0] not in (done.subject, keys[2])
    assert opened.execute("SELECT text_deleted_on, text_deleted_why FROM conversations ORDER BY conversation_id").fetchall() == [
        (DAY, "forgotten"), (DAY, "forgotten"), (None, None),
    ]  # fmt: skip


def test_an_audit_line_and_a_tombstone_without_the_id(opened, take, key):
    take("1.jsonl", record("a"))
    done = forget_customer(opened, key, JO, DAY)
    assert opened.execute("SELECT hmac FROM tombstones WHERE kind = 'customer'").fetchall() == [
        (customer_key(key, JO),)
    ]
    [(act, subject, details)] = opened.execute("SELECT act, subject, details FROM audit").fetchall()
    assert (act, subject, json.loads(details)) == ("forget", done.subject, done.counts)
    assert JO not in repr(done)
    assert "yellow" not in repr(done)


NEVER = "its customer was forgotten: nothing of it is kept"
COMES_BACK = {
    "the same": record("a"),
    "in other case": record("d", " JO.KIM@example.com"),
    "another conversation": record("d"),
    "the conversation without its customer": record("a", None, "and now it is told otherwise"),
    "a record that cannot be read": record("d", turns=[{"role": "rep", "text": "the yellow house"}]),
    "a record that breaks a contract": record("d", csat=500),
    "one that cannot be read, by its id": record(
        "a", None, turns=[{"role": "rep", "text": "the yellow house"}]
    ),
}


@pytest.mark.parametrize("again", COMES_BACK.values(), ids=COMES_BACK)
def test_an_old_file_brings_nothing_back(opened, take, key, again):
    take("1.jsonl", record("a"), record("c", ANN))
    forget_customer(opened, key, JO, DAY)
    counts = take("2.jsonl", again, record("e", ANN, "Mine is the red one"))
    assert four(counts) == (2, 1, 0, 1)
    assert opened.execute(
        "SELECT place, reason, conversation_id, how FROM quarantine_cleared"
    ).fetchall() == [("line 1", NEVER, None, "customer forgotten")]
    assert counts.forgotten == 1
    assert opened.execute("SELECT count(*) FROM quarantine").fetchall() == [(0,)]
    assert files_in_quarantine(opened) == set()
    assert customer_key(key, JO) not in str(opened.execute("SELECT * FROM conversations").fetchall())
    assert opened.execute("SELECT count(*) FROM turns WHERE text <> ''").fetchall() == [(4,)]


def test_the_same_id_of_another_system_is_another_conversation(opened, take, key):
    take("1.jsonl", record("a"))
    forget_customer(opened, key, JO, DAY)
    assert four(take("2.jsonl", record("a", ANN, source="other"))) == (1, 1, 0, 0)


def test_a_customer_whom_nobody_knows_yet_is_refused_later(opened, take, key):
    done = forget_customer(opened, key, JO, DAY)
    assert done.counts["conversations"] == 0
    assert four(take("1.jsonl", record("a"), record("c", ANN))) == (2, 1, 0, 1)


def test_forgotten_twice_is_forgotten_once(opened, take, key):
    take("1.jsonl", record("a"))
    forget_customer(opened, key, JO, DAY)
    before = (
        opened.execute("SELECT * FROM conversations").fetchall(),
        opened.execute("SELECT * FROM tombstones").fetchall(),
    )
    assert forget_customer(opened, key, JO, date(2026, 8, 2)).counts["conversations"] == 0
    assert before == (
        opened.execute("SELECT * FROM conversations").fetchall(),
        opened.execute("SELECT * FROM tombstones").fetchall(),
    )


def test_older_revisions_go_too(opened, take, key):
    take("1.jsonl", record("a", None))
    take("2.jsonl", record("a", said="It was the green house"))
    assert forget_customer(opened, key, JO, DAY).counts["conversations"] == 1
    assert opened.execute("SELECT count(*) FILTER (text <> ''), count(*) FROM turns").fetchall() == [(0, 4)]


def test_quarantine_is_forgotten_as_far_as_it_may_be_theirs(opened, take, key):
    bad = {"turns": [{"role": "the yellow rep", "text": "the yellow house"}]}
    take(
        "1.jsonl",
        record("a", **bad),
        record("b", ANN, **bad),
        record("c", None, **bad),
        '{"cut": "the yellow',
    )
    done = forget_customer(opened, key, JO, DAY)
    assert (done.counts["quarantined"], done.counts["quarantined_of_unknown_customers"]) == (1, 2)
    found = opened.execute(
        "SELECT place, excerpt = '', reason, conversation_id FROM quarantine ORDER BY place"
    ).fetchall()
    assert [row[:2] for row in found] == [("line 2", False), ("line 3", True), ("line 4", True)]
    assert found[1][2:] == ("turns[0].role is (deleted)", "c")
    assert "yellow" in found[0][2]
    assert opened.execute("SELECT place, reason, conversation_id FROM quarantine_cleared").fetchall() == [
        ("line 1", NEVER, None)
    ]
    assert opened.execute("SELECT quarantined FROM batches").fetchall() == [
        (4,)
    ]  # three wait, one never comes in


def test_the_id_is_masked_where_it_stands_and_spans_hold(opened, take, key):
    said = "It is about whatsapp-700123, not 1700123. 700123 700123"
    take("of 700123.jsonl", record("wa-700123", "700123"), record("c", ANN, said))
    forget_customer(opened, key, "700123", DAY)
    [(text,)] = opened.execute("SELECT text FROM turns WHERE turn = 0 AND text <> ''").fetchall()
    assert text == "It is about whatsapp-******, not 1700123. ****** ******"
    assert opened.execute("SELECT conversation_id FROM conversations ORDER BY 1").fetchall() == [
        ("c",),
        ("wa-******",),
    ]
    assert opened.execute("SELECT file FROM batches").fetchall() == [("of ******.jsonl",)]
    assert four(take("2.jsonl", record("wa-700123", None))) == (1, 0, 0, 1)


def test_the_id_of_nobody_here_is_a_word_and_stays(opened, take, key):
    take("1.jsonl", record("c", ANN, "nobody calls me back"))
    for _ in range(2):
        done = forget_customer(opened, key, "nobody", DAY)
        assert (done.is_known, done.counts["ids_masked"]) == (False, 0)
    assert opened.execute("SELECT text FROM turns WHERE turn = 0").fetchone() == ("nobody calls me back",)
    assert take("2.jsonl", record("d", "nobody")).quarantined == 1  # a tombstone stands all the same


def test_a_short_id_masks_nothing_of_others(opened, take, key):
    take("1.jsonl", record("a", "2026"), record("c", ANN, "It came in 2026"))
    assert forget_customer(opened, key, "2026", DAY).counts["ids_masked"] == 0
    assert opened.execute("SELECT text FROM turns WHERE turn = 0 ORDER BY text").fetchall() == [
        ("",),
        ("It came in 2026",),
    ]


def test_surveys_of_forgotten_customers_are_left_out(opened, take, key):
    take("1.jsonl", record("wa-700123", "700123"), record("c", ANN))
    forget_customer(opened, key, "700123", DAY)
    rows = [
        {"customer_key": customer_key(key, "700123")},
        {"conversation_id": "wa-700123"},
        {"customer_key": customer_key(key, ANN)},
        {"conversation_id": "c"},
    ]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    surveys = pa.Table.from_pylist(
        [{"kind": "csat", "score": 1.0, "answered_at": now, "comment": "x", **row} for row in rows], SURVEYS
    )
    kept = surveys_to_keep(opened, surveys, key, datetime(2026, 1, 1, tzinfo=UTC)).to_pylist()
    assert [(row["conversation_id"], row["comment"]) for row in kept] == [(None, "x"), ("c", "x")]
    assert kept[0]["customer_key"] == customer_key(key, ANN)


def test_a_conversation_that_is_named_after_its_customer_gets_another_name(opened, take, key):
    take("1.jsonl", record("ann@example.com", "ann@example.com"), record("b", ANN))
    [(before,), _] = opened.execute("SELECT conversation_id FROM conversations ORDER BY 1 DESC").fetchall()
    forget_customer(opened, key, "ann@example.com", DAY)
    assert before not in everything(opened)
    assert take("2.jsonl", record("ann@example.com", None)).forgotten == 1


def test_killed_in_the_middle_nothing_was_done(opened, take, key, monkeypatch):
    take("1.jsonl", record("a"))
    monkeypatch.setattr("data.erasure.write_audit", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        forget_customer(opened, key, JO, DAY)
    assert opened.execute("SELECT count(*) FROM turns WHERE text <> ''").fetchall() == [(2,)]
    assert opened.execute("SELECT count(*) FROM tombstones").fetchall() == [(0,)]


def test_who_is_forgotten_is_followed_up_no_more(opened, take, key):
    take("1.jsonl", record("a"), record("b", customer=ANN))
    for customer in (JO, ANN):
        opened.execute(
            "INSERT INTO customers_at_risk VALUES (?, 2, ['unresolved'], ['gone'], 1, DATE '2026-01-02', NULL)",
            [customer_key(key, customer)],
        )
    forget_customer(opened, key, JO, DAY)
    left = opened.execute("SELECT customer_key FROM customers_at_risk").fetchall()
    assert left == [(customer_key(key, ANN),)]
