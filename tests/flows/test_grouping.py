"""The night's step for found topics: computes when something changed, and after old text is deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from data.warehouse import open_warehouse
from flows.grouping import group_openings
from flows.ingesting import ingest
from flows.night import Night, prepare_night
from flows.nightly import STEPS, detect_languages
from tests.flows.nights import DAY, conversation


@pytest.fixture
def night(tmp_path: Path) -> Night:
    said = [["My refund never came back to the card"], ["I cannot log in, my password was reset"]]
    path = tmp_path / "in.jsonl"
    records = [
        conversation(f"c-{n}", ("customer", "Hello"), ("customer", said[n % 2][0]), language="en")
        | {"started_at": f"{DAY - timedelta(days=n % 20)}T09:00:00Z"}
        for n in range(60)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    night = prepare_night(tmp_path / "workspace", [path], None, DAY)
    for step in (ingest, detect_languages):
        step(night)
    return night


def test_topics_are_found_once_until_something_changes(night: Night) -> None:
    assert group_openings(night).note == "2 topics in 60 openings"
    assert group_openings(night).note == "nothing changed"
    with open_warehouse(night.workspace) as connection:
        names = [
            row[0] for row in connection.execute("SELECT name FROM found_topics ORDER BY name").fetchall()
        ]
        connection.execute("UPDATE conversations SET excluded = 'test' WHERE conversation_id = 'c-0'")
    assert len(names) == 2
    assert any("refund" in name for name in names)
    assert group_openings(night).note == "2 topics in 59 openings"


def test_nothing_rests_on_text_that_was_deleted() -> None:
    names = [step.__name__ for step in STEPS]
    assert names.index("delete_old_text") < names.index("group_openings") < names.index("publish_results")


def test_without_a_date_there_is_no_period(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("", encoding="utf-8")
    (tmp_path / "workspace").mkdir()
    assert group_openings(prepare_night(tmp_path / "workspace", [path], None, DAY)).note.startswith(
        "no conversation has a date"
    )
