"""The warehouse: migrations, the lock, the published copy, rows in and out in bulk."""

import duckdb
import pyarrow as pa
import pytest

from data import warehouse
from data.warehouse import (
    PUBLISHED,
    WorkspaceError,
    bounded,
    connect,
    fingerprint,
    hold_workspace,
    insert,
    migrate,
    migrations,
    open_published,
    open_warehouse,
    publish,
    replace_rows,
    transaction,
)  # fmt: skip

CONTRACT = [
    "conversations",
    "turns",
    "signals",
    "answers",
    "scores",
    "facts",
    "topics",
    "flags",
    "plans",
    "reviews",
    "agents",
    "surveys",
    "costs",
    "trainings",
    "quarantine",
    "batches",
    "run_steps",
]
SKILLS = pa.schema([("person_id", pa.string()), ("skill", pa.string()), ("trained_on", pa.date32())])
DAY = 20_000


def trainings(*rows):
    return pa.Table.from_pylist([dict(zip(SKILLS.names, (*row, DAY), strict=True)) for row in rows], SKILLS)


def stored(connection):
    return connection.execute("SELECT person_id, skill FROM trainings ORDER BY ALL").fetchall()


def test_both_databases_have_the_tables_of_the_contract(tmp_path):
    with open_warehouse(tmp_path) as connection:
        publish(connection, tmp_path)
    for opened in (connect(tmp_path / warehouse.WAREHOUSE, read_only=True), open_published(tmp_path)):
        with opened as connection:
            assert set(CONTRACT) <= {row[0] for row in connection.execute("SHOW TABLES").fetchall()}


def test_migrations_are_numbered_from_1_without_a_gap():
    numbers = [number for number, _ in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_older_workspace_keeps_its_rows(tmp_path, monkeypatch):
    with open_warehouse(tmp_path) as connection:
        insert(connection, "trainings", trainings(("p-1", "closing")))
    newest = len(migrations())
    more = [*migrations(), (newest + 1, "ALTER TABLE trainings ADD COLUMN room VARCHAR;")]
    monkeypatch.setattr(warehouse, "migrations", lambda: more)
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT person_id, room FROM trainings").fetchall() == [("p-1", None)]
        assert migrate(connection) == newest + 1
    monkeypatch.undo()
    with pytest.raises(WorkspaceError, match="install a newer convoqa"), open_warehouse(tmp_path):
        pass


def test_turns_of_the_first_version_keep_the_role_that_was_given(tmp_path, monkeypatch):
    everything = migrations()
    monkeypatch.setattr(warehouse, "migrations", lambda: everything[:1])
    with open_warehouse(tmp_path) as connection:
        connection.execute(
            "INSERT INTO turns (conversation_key, turn, role, internal, text) VALUES ('c', 0, 'customer', false, 'Hi')"
        )
    monkeypatch.undo()
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT role, given_role, speaker FROM turns").fetchall() == [
            ("customer", "customer", None)
        ]


def test_outcomes_of_an_older_version_have_no_date_that_is_due(tmp_path, monkeypatch):
    everything = migrations()
    monkeypatch.setattr(warehouse, "migrations", lambda: everything[:2])
    with open_warehouse(tmp_path) as connection:
        connection.execute(
            "INSERT INTO outcomes (conversation_key, outcome, probability, customer_left, refused, version) "
            "VALUES ('c', 'follow_up', 0.9, false, false, '1')"
        )
    monkeypatch.undo()
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT outcome, due FROM outcomes").fetchall() == [("follow_up", None)]


def test_outcomes_of_an_older_version_name_nobody_they_went_to(tmp_path, monkeypatch):
    everything = migrations()
    monkeypatch.setattr(warehouse, "migrations", lambda: everything[:3])
    with open_warehouse(tmp_path) as connection:
        connection.execute(
            "INSERT INTO outcomes (conversation_key, outcome, probability, customer_left, refused, version) "
            "VALUES ('c', 'escalated', 0.9, false, false, '1')"
        )
    monkeypatch.undo()
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT escalated_to, why_turn FROM outcomes").fetchall() == [(None, None)]
        assert connection.execute("SELECT count(*) FROM deescalations").fetchall() == [(0,)]


def test_files_of_an_older_version_may_be_scored_and_quarantine_is_not_located(tmp_path, monkeypatch):
    everything = migrations()
    monkeypatch.setattr(warehouse, "migrations", lambda: everything[:4])
    with open_warehouse(tmp_path) as connection:
        connection.execute(
            "INSERT INTO batches VALUES ('b', 'f', 'h', 'jsonl', now(), 20, 0, 0, 20, 0, '{}')"
        )
        connection.execute(
            "INSERT INTO quarantine VALUES ('q', 'b', 'f', 'line 1', NULL, 'r', 'm', '', NULL)"
        )
    monkeypatch.undo()
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT checked FROM batches").fetchall() == [(True,)]
        assert connection.execute("SELECT reason, source_path, byte_start FROM quarantine").fetchall() == [
            ("r", None, None)
        ]


def test_a_workspace_is_held_by_one_run(tmp_path):
    folder = tmp_path / "new" / "workspace"
    with hold_workspace(folder):
        assert folder.is_dir()
        with pytest.raises(WorkspaceError, match="another run holds the workspace"), hold_workspace(folder):
            pass
    with hold_workspace(folder):
        pass


def test_a_workspace_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(WorkspaceError, match="choose another folder"),
        hold_workspace(tmp_path / "file" / "workspace"),
    ):
        pass


def test_a_warehouse_that_is_no_database(tmp_path):
    (tmp_path / warehouse.WAREHOUSE).write_text("these are not tables " * 1000)
    with pytest.raises(WorkspaceError, match="cannot be opened"), open_warehouse(tmp_path):
        pass


def test_nothing_published_yet(tmp_path):
    with pytest.raises(WorkspaceError, match="run `convoqa run"):
        open_published(tmp_path)


def test_a_reader_keeps_its_copy_while_a_new_one_is_published(tmp_path):
    with open_warehouse(tmp_path) as connection:
        insert(connection, "trainings", trainings(("p-1", "closing")))
        publish(connection, tmp_path)
        with open_published(tmp_path) as reader:
            insert(connection, "trainings", trainings(("p-2", "closing")))
            publish(connection, tmp_path)
            assert stored(reader) == [("p-1", "closing")]
    with open_published(tmp_path) as reader:
        assert len(stored(reader)) == 2
        with pytest.raises(duckdb.InvalidInputException):
            reader.execute("DELETE FROM trainings")


def test_what_a_killed_run_left_behind_is_not_published(tmp_path):
    for name in (PUBLISHED + ".new", PUBLISHED + ".new.wal"):
        (tmp_path / name).write_bytes(b"half a file")
    with open_warehouse(tmp_path) as connection:
        publish(connection, tmp_path)
    with open_published(tmp_path) as reader:
        assert stored(reader) == []
    assert not list(tmp_path.glob("*.new*"))


def test_a_copy_that_fails_leaves_the_old_one(tmp_path, monkeypatch):
    with open_warehouse(tmp_path) as connection:
        publish(connection, tmp_path)
        before = (tmp_path / PUBLISHED).read_bytes()
        monkeypatch.setattr(
            warehouse.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
        )
        with pytest.raises(OSError, match="No space left"):
            publish(connection, tmp_path)
    assert (tmp_path / PUBLISHED).read_bytes() == before
    assert not list(tmp_path.glob("*.new*"))


def test_a_transaction_is_all_or_nothing(tmp_path):
    with open_warehouse(tmp_path) as connection:
        with pytest.raises(KeyboardInterrupt), transaction(connection):
            insert(connection, "trainings", trainings(("p-1", "closing")))
            raise KeyboardInterrupt
        assert stored(connection) == []


def test_rows_are_put_in_the_place_of_those_with_the_same_keys(tmp_path):
    with open_warehouse(tmp_path) as connection:
        insert(connection, "trainings", trainings(("p-1", "closing"), ("p-2", "closing")))
        before = fingerprint(connection, ["trainings"])
        assert replace_rows(connection, "trainings", trainings(("p-2", "closing")), ("person_id",)) == 1
        assert fingerprint(connection, ["trainings"]) == before
        replace_rows(connection, "trainings", trainings(("p-2", "opening")), ("person_id",))
        assert stored(connection) == [("p-1", "closing"), ("p-2", "opening")]
        assert fingerprint(connection, ["trainings"]) != before


@pytest.mark.parametrize("name", ["trainings; DROP TABLE turns", 'a"b', ""])
def test_names_of_tables_are_only_names(tmp_path, name):
    with open_warehouse(tmp_path) as connection, pytest.raises(ValueError, match="is not a table"):
        insert(connection, name, trainings(("p-1", "x")))


def test_a_bulk_load_is_bounded_and_nothing_after_it():
    settings = "SELECT current_setting('memory_limit'), current_setting('threads')"
    with connect(":memory:") as connection:
        before = connection.execute(settings).fetchone()
        with pytest.raises(ValueError, match="stopped"), bounded(connection):
            assert connection.execute(settings).fetchone() == ("244.1 MiB", 1)
            raise ValueError("stopped")
        assert connection.execute(settings).fetchone() == before
