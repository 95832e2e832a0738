"""Files that are known are not opened again; late, changed and passed-over ones are."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import known_files
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.object_store import StoredFile
from data.warehouse import open_warehouse

TURNS = [{"role": "agent", "text": "Hello"}, {"role": "customer", "text": "Hi"}]
LONG_AGO = 1_000_000_000


def record(name, day=None):
    started = {"started_at": f"2026-03-{day:02}T09:00:00Z"} if day else {}
    return json.dumps({"conversation_id": name, "turns": TURNS} | started) + "\n"


@pytest.fixture
def take(tmp_path, monkeypatch):
    """Takes files of the folder in; returns their counts."""
    monkeypatch.setattr(known_files, "SETTLED_NS", 0)

    def taken(*names, since=None):
        reading = Reading(workspace_key(tmp_path), since=since and datetime(2026, 3, since, tzinfo=UTC))
        with open_warehouse(tmp_path) as connection:
            paths = [tmp_path / name for name in names]
            return ingest_files(connection, paths, reading, lambda file, records: None)

    return taken


@pytest.fixture
def rows(tmp_path):
    def found(sql):
        with open_warehouse(tmp_path) as connection:
            return connection.execute(sql).fetchall()

    return found


@pytest.fixture
def closed(monkeypatch):
    """Closes every transcript: opening one fails."""
    opened = Path.open

    def refuse(self, *args, **kwargs):
        if self.suffix == ".jsonl":
            raise AssertionError(f"{self} was opened")
        return opened(self, *args, **kwargs)

    return lambda: monkeypatch.setattr(Path, "open", refuse)


def test_an_unchanged_file_is_counted_as_known_without_being_opened(tmp_path, take, closed):
    (tmp_path / "a.jsonl").write_text(record("a"))
    assert take("a.jsonl").files == 1
    closed()
    counts = take("a.jsonl")
    assert (counts.files, counts.known_files, counts.records) == (0, 1, 0)


def grown(path):
    path.write_text(record("a") + record("b"))


def corrected(path):
    path.write_text(record("b"))


def corrected_with_its_old_time(path):
    before = path.stat()
    path.write_text(record("b"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced_by_an_older_one(path):
    other = path.with_name("other")
    other.write_text(record("b"))
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(path)


@pytest.mark.parametrize("change", [grown, corrected, corrected_with_its_old_time, replaced_by_an_older_one])
def test_a_changed_file_is_read(tmp_path, take, change):
    (tmp_path / "a.jsonl").write_text(record("a"))
    take("a.jsonl")
    change(tmp_path / "a.jsonl")
    counts = take("a.jsonl")
    assert (counts.known_files, counts.accepted) == (0, 1)


def test_a_late_file_is_read_however_old_it_says_it_is(tmp_path, take):
    (tmp_path / "new.jsonl").write_text(record("a", 9))
    take("new.jsonl")
    (tmp_path / "late.jsonl").write_text(record("b", 1))
    os.utime(tmp_path / "late.jsonl", (LONG_AGO, LONG_AGO))
    assert take("new.jsonl", "late.jsonl").accepted == 1


def test_a_file_that_may_still_change_is_read_again(tmp_path, take, rows, monkeypatch):
    monkeypatch.setattr(known_files, "SETTLED_NS", 10**18)
    (tmp_path / "a.jsonl").write_text(record("a"))
    take("a.jsonl")
    assert rows("SELECT count(*) FROM known_files") == [(0,)]


def test_a_file_that_changed_while_it_was_hashed_is_not_known(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_text(record("a"))
    monkeypatch.setattr(known_files, "SETTLED_NS", -(10**18))
    hash_of = known_files.hash_of
    monkeypatch.setattr(known_files, "hash_of", lambda p: (hash_of(p), grown(p))[0])
    known = known_files.KnownFiles({})
    known.hash_of(path)
    assert known.learned == {}


def test_a_file_that_cannot_be_read_is_looked_at_again(tmp_path, take, rows):
    (tmp_path / "a.jsonl").mkdir()
    assert take("a.jsonl").quarantined == 1
    assert rows("SELECT count(*) FROM known_files") == [(0,)]


def test_a_newer_reader_reads_known_files_again(tmp_path, take, monkeypatch):
    (tmp_path / "a.jsonl").write_text(record("a"))
    take("a.jsonl")
    monkeypatch.setattr("data.ingest.INTAKE_VERSION", "next")
    assert take("a.jsonl").duplicate == 1


def test_files_in_a_store_have_no_state_here():
    assert known_files._state(StoredFile("s3://bucket/a.jsonl")) is None


def test_names_of_files_are_not_kept(tmp_path, take, rows):
    (tmp_path / "jo@example.com.jsonl").write_text(record("a"))
    take("jo@example.com.jsonl")
    assert "jo@example.com" not in str(rows("FROM known_files"))
    assert len(rows("FROM known_files")) == 1


# --since


def five(counts):
    return counts.records, counts.accepted, counts.duplicate, counts.quarantined, counts.before_since


def test_what_started_before_is_passed_over_and_told(tmp_path, take, rows):
    (tmp_path / "a.jsonl").write_text(record("old", 1) + record("on the day", 5) + record("undated") + "{\n")
    assert five(take("a.jsonl", since=5)) == (4, 2, 0, 1, 1)
    assert rows("SELECT records, accepted, duplicate, quarantined, before_since, since FROM batches") == [
        (4, 2, 0, 1, 1, datetime(2026, 3, 5, tzinfo=UTC))
    ]
    assert rows("SELECT conversation_id FROM conversations ORDER BY 1") == [("on the day",), ("undated",)]


@pytest.mark.parametrize(
    ("later", "counted"),
    [
        (None, (2, 1, 1, 0, 0)),  # what was passed over comes in
        (1, (2, 1, 1, 0, 0)),
        (3, (2, 0, 1, 0, 1)),  # an earlier day, that wants nothing more
        (5, (0, 0, 0, 0, 0)),
        (8, (0, 0, 0, 0, 0)),
    ],
)
def test_what_was_passed_over_is_never_lost(tmp_path, take, later, counted):
    (tmp_path / "a.jsonl").write_text(record("old", 1) + record("new", 9))
    take("a.jsonl", since=5)
    assert five(take("a.jsonl", since=later)) == counted
    assert five(take("a.jsonl", since=later))[0] == 0


def test_what_started_at_that_moment_is_wanted(tmp_path, take):
    (tmp_path / "a.jsonl").write_text(record("a", 5).replace("T09", "T00"))
    assert five(take("a.jsonl", since=5)) == (1, 1, 0, 0, 0)


def test_a_file_that_was_wholly_wanted_is_known_to_every_run(tmp_path, take):
    (tmp_path / "a.jsonl").write_text(record("new", 9))
    take("a.jsonl", since=5)
    for since in (None, 1, 8):
        assert take("a.jsonl", since=since).known_files == 1


def test_two_files_of_the_same_content_are_read_once_with_since(tmp_path, take, rows):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(record("old", 1) + record("new", 9))
    counts = take("a.jsonl", "b.jsonl", since=5)
    assert (counts.files, counts.known_files, five(counts)) == (1, 1, (2, 1, 0, 0, 1))
    assert rows("SELECT count(*) FROM batches") == [(1,)]
