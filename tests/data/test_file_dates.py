"""The time of its file stands in for a conversation that does not say when it began, and copies change nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from data.file_dates import date_by_file
from data.ingest import Reading, ingest_files
from data.warehouse import migrate

CALL = "# conversation_id: call\nAgent: Hello\nCustomer: My router is broken\n"
MARCH, MAY = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 5, 2, 9, tzinfo=UTC)
FOUND = "SELECT conversation_id, revision, started_at, epoch(file_time) FROM conversations ORDER BY ALL"


class Night:
    """Files written at a moment, and taken in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.connection = folder, duckdb.connect()
        migrate(self.connection)

    def take(self, name: str, text: str, moment: datetime) -> list[tuple[object, ...]]:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (moment.timestamp(),) * 2)
        ingest_files(self.connection, [path], Reading(b"k"), lambda file, records: None)
        date_by_file(self.connection)
        return self.connection.execute(FOUND).fetchall()


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def test_a_copy_written_later_changes_nothing(night: Night) -> None:
    expected = [("call", 1, None, MARCH.timestamp())]
    assert night.take("a.txt", CALL, MARCH) == expected
    assert night.take("b.txt", CALL, MAY) == expected


def test_a_corrected_conversation_keeps_the_time_of_the_first_file(night: Night) -> None:
    night.take("a.txt", CALL, MARCH)
    corrected = night.take("a.txt", CALL.replace("broken", "slow"), MAY)
    assert corrected == [("call", n, None, MARCH.timestamp()) for n in (1, 2)]


def test_who_says_when_it_began_needs_no_file(night: Night) -> None:
    [row] = night.take("a.txt", "# started_at: 2026-03-02T09:00:00Z\n" + CALL, MAY)
    assert row[3] is None


def test_a_file_from_before_1990_has_no_time(night: Night) -> None:
    assert night.take("a.txt", CALL, datetime(1980, 1, 1, tzinfo=UTC)) == [("call", 1, None, None)]
