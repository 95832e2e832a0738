"""The stops: chunks, leftovers and vanished detectors change nothing in what is kept."""

from __future__ import annotations

import shutil
from contextlib import nullcontext

import pytest

from data.warehouse import open_warehouse
from qa_rules import answers_stop, bookkeeping, conversation_stops, turn_stops
from qa_rules.library import load_library
from tests.flows.nights import run_night, tables, write_examples

MADE = (
    "verdicts",
    "signals",
    "failures",
    "outcomes",
    "deescalations",
    "topics",
    "steps",
    "answers",
    "scores",
    "made",
)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A folder with `inputs` and the workspace `w` of one night."""
    folder = tmp_path_factory.mktemp("stops")
    run_night(folder / "w", write_examples(folder / "inputs"))
    return folder


def made_of(workspace):
    found = tables(workspace)
    return {table: found[table] for table in MADE}


@pytest.mark.parametrize("size", [1, 3])
def test_the_size_of_a_chunk_changes_nothing(first, tmp_path, monkeypatch, size):
    for module in (bookkeeping, turn_stops, conversation_stops, answers_stop):
        monkeypatch.setattr(module, "CHUNK", size)
    monkeypatch.setattr(turn_stops, "_pool", lambda workers: nullcontext())
    (tmp_path / "w").mkdir()
    shutil.copy(first / "w" / "key", tmp_path / "w" / "key")
    run_night(tmp_path / "w", first / "inputs")
    assert made_of(tmp_path / "w") == made_of(first / "w")


def _signals(workspace):
    with open_warehouse(workspace) as connection:
        return turn_stops.make_signals(connection, workspace / "work", load_library(), lambda *_: None)


def test_a_detector_that_is_gone_leaves_nothing_and_one_that_comes_is_made(first, tmp_path, monkeypatch):
    workspace = tmp_path / "w"
    shutil.copytree(first / "w", workspace)
    everyone = turn_stops.detectors()
    monkeypatch.setattr(turn_stops, "detectors", lambda: tuple(d for d in everyone if d.name != "promise"))
    assert not any(_signals(workspace).values())
    assert "'detector': 'promise'" in str(made_of(first / "w")["signals"])
    assert "'detector': 'promise'" not in str(made_of(workspace)["signals"])
    monkeypatch.undo()
    assert {name for name, count in _signals(workspace).items() if count} == {"promise"}
    assert made_of(workspace) == made_of(first / "w")


def test_files_that_a_killed_run_left_are_not_taken_for_results(first, tmp_path):
    workspace = tmp_path / "w"
    shutil.copytree(first / "w", workspace)
    (workspace / "work").mkdir(exist_ok=True)
    for kind in ("verdicts", "signals", "failures"):
        (workspace / "work" / f"000000.{kind}.parquet").write_bytes(b"half a file")
    with open_warehouse(workspace) as connection:
        connection.execute("DELETE FROM made WHERE stop = 'signals:rudeness'")
    assert {name for name, count in _signals(workspace).items() if count} == {"rudeness"}
    assert made_of(workspace) == made_of(first / "w")
