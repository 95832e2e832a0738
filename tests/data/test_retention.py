"""Text goes when its time is over, from every column that holds words; scores stay, and a rewritten file forgets too."""

import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from data import warehouse
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.retention import WORDS, expire, keep_comments
from data.side_tables import SURVEYS
from data.warehouse import OWED, WAREHOUSE, WorkspaceError, open_warehouse, owe_rewriting, rewrite

BEFORE = datetime(2026, 2, 1, tzinfo=UTC)
DAY = date(2026, 8, 1)
# Text columns without anybody's words: keys, names of ours, codes, agents (who are no customers), sentences of ours.
NO_WORDS = {
    "conversation_key", "batch_id", "quarantine_id", "customer_key", "source", "file_hash", "path_hash", "byte_hash", "format",
    "redacted", "channel", "declared_language", "language", "agent_id", "last_agent_id", "warnings", "excluded",
    "not_scored", "text_deleted_why", "role", "given_role", "found", "name", "detector", "version", "outcome",
    "escalated_to", "script", "step", "status", "scorecard", "section", "question", "definition", "answer", "evidence",
    "fact", "topic", "given_by", "kind", "subject", "state", "worst", "best", "unsure_examples", "skill", "agents", "gap_examples",
    "good_examples", "reviewer", "person_id", "team", "languages", "remedy", "expectation", "run_id", "note", "error",
    "answer_id", "automatic_answer", "batch", "found_topic", "quotes", "stop", "does", "points", "rose", "hmac", "act", "details", "how", "contract", "severity", "session", "trainer", "waiting", "exercise", "phrases",
    ("told", "address"), ("told", "item"), ("batches", "encoding"), ("surveys", "kind"), ("costs", "queue"),
    "trend", ("customers_at_risk", "reasons"), ("customers_at_risk", "conversations"), ("changes", "reason"),
    ("answers", "reason"), ("steps", "reason"), ("flags", "reason"), ("plans", "reason"), ("training_effects", "reason"), ("failures", "reason"),
}  # fmt: skip


def record(name, said="I moved to the yellow house by the canal", **more):
    turns = [{"role": "customer", "text": said, "t": 0}, {"role": "agent", "text": "Thank you.", "t": 5}]
    return {"conversation_id": name, "turns": turns, "metadata": {"street": "canal"}, **more}


OLD, NEW = {"started_at": "2026-01-02T09:00:00Z"}, {"started_at": "2026-03-02T09:00:00Z"}


@pytest.fixture
def opened(tmp_path):
    with open_warehouse(tmp_path) as connection:
        yield connection


@pytest.fixture
def take(opened, tmp_path):
    """Takes records in, as one file of this name."""

    def taken(name, *records):
        path = tmp_path / name
        path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
        return ingest_files(opened, [path], Reading(workspace_key(tmp_path)), lambda file, count: None)

    return taken


def texts(connection):
    return connection.execute(
        "SELECT conversation_id, revision, list(text ORDER BY turn), metadata, text_deleted_on "
        "FROM turns JOIN conversations USING (conversation_key) GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()


def test_every_text_column_is_known_to_hold_words_or_none(opened):
    columns = opened.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main' "
        "AND regexp_matches(data_type, 'VARCHAR|JSON|BLOB')"
    ).fetchall()
    unknown = [
        (table, column)
        for table, column in columns
        if column not in WORDS.get(table, ()) and column not in NO_WORDS and (table, column) not in NO_WORDS
    ]
    assert unknown == [], "name the column in WORDS of data/retention.py and delete it there, or here"
    for table, names in WORDS.items():
        assert set(names) <= {column for name, column in columns if name == table}


def test_words_go_and_everything_else_stays(opened, take):
    take("1.jsonl", record("old", **OLD), record("new", **NEW))
    [(key,)] = opened.execute(
        "SELECT conversation_key FROM conversations WHERE conversation_id = 'old'"
    ).fetchall()
    opened.execute(
        "INSERT INTO answers VALUES (?, 'a', 's@1', 'x', 'q', 'd', 'yes', 1, 0.9, 10, false, 'It was said.', [{turn: 0, span_start: 0, span_end: 7}])",
        [key],
    )
    opened.execute(
        "INSERT INTO steps VALUES (?, 'a', 's', 'greet', 'missed', NULL, 0.9, 'Expected first.', '1')", [key]
    )
    opened.execute("INSERT INTO scores VALUES (?, 'a', 's@1', 87.5, 1, false, false)", [key])
    opened.execute(
        "INSERT INTO reviews (conversation_key, agent_id, question, answer, reviewer, reason, reviewed_at) "
        "VALUES (?, 'a', 'q', 'no', 'lead', 'she said yellow house', now())",
        [key],
    )
    opened.execute(
        "INSERT INTO surveys VALUES ('old', NULL, 'csat', 4, NULL, 'nice house'), ('new', NULL, 'csat', 5, NULL, 'fine')"
    )
    done = expire(opened, BEFORE, DAY)
    assert (done.conversations, done.comments, done.excerpts) == (1, 1, 0)
    assert texts(opened) == [
        ("new", 1, ["I moved to the yellow house by the canal", "Thank you."], '{"street": "canal"}', None),
        ("old", 1, ["", ""], "{}", DAY),
    ]
    assert opened.execute("SELECT reason, evidence FROM answers").fetchall() == [
        ("It was said. (its text was deleted on 2026-08-01)", [{"turn": 0, "span_start": 0, "span_end": 7}])
    ]
    assert opened.execute("SELECT reason FROM steps").fetchall() == [
        ("Expected first. (its text was deleted on 2026-08-01)",)
    ]
    assert opened.execute("SELECT score FROM scores").fetchall() == [(87.5,)]
    assert opened.execute("SELECT answer, reason FROM reviews").fetchall() == [("no", None)]
    assert opened.execute("SELECT score, comment FROM surveys ORDER BY 1").fetchall() == [
        (4, None),
        (5, "fine"),
    ]


def test_a_second_night_changes_nothing(opened, take):
    take("1.jsonl", record("old", **OLD))
    assert expire(opened, BEFORE, DAY)
    before = opened.execute("SELECT * FROM conversations").fetchall()
    assert not expire(opened, BEFORE, date(2026, 8, 2))
    assert opened.execute("SELECT * FROM conversations").fetchall() == before
    assert opened.execute("SELECT act, subject, details FROM audit").fetchall() == [
        ("retention", None, '{"conversations": 1, "comments": 0, "excerpts": 0}')
    ]


def test_the_moment_itself_is_kept(opened, take):
    take("1.jsonl", record("edge", started_at=BEFORE.isoformat()))
    assert not expire(opened, BEFORE, DAY)


def test_without_a_start_the_day_counts_on_which_it_was_read(opened, take):
    take("1.jsonl", record("undated"))
    assert not expire(opened, BEFORE, DAY)
    opened.execute("UPDATE batches SET read_at = '2026-01-31T23:59:59Z'")
    assert expire(opened, BEFORE, DAY).conversations == 1


def test_a_quarantined_record_keeps_place_and_reason_without_the_words(opened, take):
    take(
        "1.jsonl",
        record("a", turns=[{"role": "my name is Jo", "text": "at the yellow house"}]),
        record("b", **NEW),
    )
    opened.execute("UPDATE batches SET read_at = '2026-01-01T00:00:00Z'")
    assert expire(opened, BEFORE, DAY).excerpts == 1
    assert opened.execute("SELECT place, excerpt, reason, text_deleted_on FROM quarantine").fetchall() == [
        ("line 1", "", "turns[0].role is (deleted)", DAY)
    ]
    assert not expire(opened, BEFORE, DAY)


def test_an_old_file_does_not_bring_the_words_back(opened, take):
    take("1.jsonl", record("old", **OLD))
    expire(opened, BEFORE, DAY)
    counts = take("2.jsonl", record("old", **OLD), record("new", **NEW))
    assert (counts.accepted, counts.duplicate) == (1, 1)
    assert texts(opened)[1][2] == ["", ""]


def test_a_corrected_conversation_is_judged_anew_and_the_old_revision_stays_empty(opened, take):
    take("1.jsonl", record("old", **OLD))
    expire(opened, BEFORE, DAY)
    take("2.jsonl", record("old", said="It was the green house", **OLD))
    assert [row[1:3] for row in texts(opened)] == [
        (1, ["", ""]),
        (2, ["It was the green house", "Thank you."]),
    ]
    assert expire(opened, BEFORE, DAY).conversations == 1


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"conversation_id": "old"}, None),
        ({"conversation_id": "new"}, "slow"),
        ({"conversation_id": "new", "answered_at": datetime(2026, 1, 1, tzinfo=UTC)}, None),
        ({"customer_key": "k", "answered_at": datetime(2026, 3, 1, tzinfo=UTC)}, "slow"),
        ({"customer_key": "k"}, None),
    ],
)
def test_surveys_are_read_every_night_and_old_comments_stay_away(opened, take, row, kept):
    take("1.jsonl", record("old", **OLD), record("new", **NEW))
    expire(opened, BEFORE, DAY)
    rows = pa.Table.from_pylist([{"kind": "csat", "score": 3.0, "comment": "slow", **row}], SURVEYS)
    found = keep_comments(opened, rows, BEFORE)
    assert found.schema == rows.schema
    assert [(r["score"], r["comment"]) for r in found.to_pylist()] == [(3.0, kept)]


SECRET = "the yellow house by the canal"


@pytest.fixture
def deleted(tmp_path):
    """A workspace whose tables have lost their words, and whose file has not."""
    with open_warehouse(tmp_path) as connection:
        connection.execute("PRAGMA force_compression='uncompressed'")
        connection.execute(
            "INSERT INTO turns (conversation_key, turn, role, internal, text) SELECT 'c' || i, i, 'customer', false, "
            "CASE i % 2 WHEN 0 THEN 'kept ' ELSE ? END || i FROM range(5000) r(i)",
            [SECRET],
        )
        connection.execute("CHECKPOINT")
    with open_warehouse(tmp_path) as connection:
        owe_rewriting(tmp_path)
        connection.execute("UPDATE turns SET text = '' WHERE turn % 2 = 1")
    assert SECRET.encode() in (tmp_path / WAREHOUSE).read_bytes(), "else this test proves nothing"
    return tmp_path


def test_a_rewritten_file_has_no_freed_blocks(deleted):
    assert rewrite(deleted)
    assert SECRET.encode() not in (deleted / WAREHOUSE).read_bytes()
    assert sorted(path.name for path in deleted.iterdir()) == [WAREHOUSE]
    with open_warehouse(deleted) as connection:
        assert connection.execute("SELECT count(*), count(*) FILTER (text = '') FROM turns").fetchall() == [
            (5000, 2500)
        ]
        assert connection.execute("SELECT free_blocks FROM pragma_database_size()").fetchall() == [(0,)]
    assert not rewrite(deleted)


def test_a_rewriting_that_fails_is_still_owed(deleted, monkeypatch):
    before = (deleted / WAREHOUSE).read_bytes()
    monkeypatch.setattr(
        warehouse.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(OSError, match="No space left"):
        rewrite(deleted)
    monkeypatch.undo()
    assert (deleted / WAREHOUSE).read_bytes() == before
    assert (deleted / OWED).exists()
    monkeypatch.setattr(
        warehouse, "_copy", lambda *_: (_ for _ in ()).throw(warehouse.duckdb.IOException("disk full"))
    )
    with pytest.raises(WorkspaceError, match="free some space"):
        rewrite(deleted)
    monkeypatch.undo()
    assert rewrite(deleted)
    assert SECRET.encode() not in (deleted / WAREHOUSE).read_bytes()
