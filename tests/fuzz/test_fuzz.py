"""The fuzzer itself: its inputs can be made again, each property is seen broken, and a failure's input is kept."""

import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from data.conversation import Record
from data.readers import readers
from tests.fuzz import json_damage, properties
from tests.fuzz.inputs import damaged_input, samples
from tests.fuzz.properties import faults_of_ingest, faults_of_reading
from tests.fuzz.reading import Step, fuzz, keep

LINE = '{"conversation_id": "c-%d", "turns": [{"role": "agent", "text": "hi"}]}\n'


def test_an_input_is_made_again_by_seed_and_number():
    made = [damaged_input(1, number) for number in range(12)]
    assert made == [damaged_input(1, number) for number in range(12)]
    assert len({given.content for given in made}) > 8
    assert made != [damaged_input(2, number) for number in range(12)]


def test_what_nests_deeper_than_recursion_goes_is_damaged_too():
    text = "[" * 1_500 + "1" + "]" * 1_500
    nested: list[object] = [1]
    for _ in range(1_500):
        nested = [nested]
    assert len(list(json_damage._places(nested))) == 1_502
    assert isinstance(json_damage.damaged_json(text, Random(1)), str)


def test_every_format_has_a_sample():
    assert {sample.format for sample in samples()} == set(readers())


def first_lost(path):
    yield from list(readers()["jsonl"].read(path))[1:]


def nothing(path):
    yield from ()


def raising(path):
    raise KeyError("x")
    yield


def without_remedy(path):
    yield from (Record("file", None, "it is so"),)


def twice(path):
    yield from 2 * [Record("line 1", None, "it is so", "mend it")]


@pytest.mark.parametrize(
    ("read", "fault"),
    [
        (first_lost, "2 lines became 1 records"),
        (nothing, "nothing comes of the file"),
        (raising, "a fault of ours (KeyError)"),
        (without_remedy, "without place, reason or remedy"),
        (twice, "refused 2 times with one name"),
        (None, ""),
    ],
)
def test_a_broken_property_is_seen(tmp_path, monkeypatch, read, fault):
    path = tmp_path / "x.jsonl"
    path.write_text(LINE % 1 + LINE % 2, encoding="utf-8")
    if read is not None:
        broken = {"jsonl": replace(readers()["jsonl"], read=read)}
        monkeypatch.setattr("data.intake.readers", lambda: broken)
        monkeypatch.setattr(properties, "detect", lambda path: replace(broken["jsonl"], read=lambda path: []))
    if read is first_lost:
        monkeypatch.setattr(properties, "detect", lambda path: broken["jsonl"])
    found = list(faults_of_reading(path))
    assert any(fault in it for it in found) if fault else not found


@pytest.mark.slow
def test_counts_that_do_not_reconcile_are_seen(tmp_path, monkeypatch):
    path = tmp_path / "x.jsonl"
    path.write_text(LINE % 1 + "{}\n", encoding="utf-8")
    assert not list(faults_of_ingest([path], tmp_path / "one"))
    monkeypatch.setattr("data.ingest.add_to_quarantine", lambda connection, rows: None)
    assert "1 quarantined of which 0 wait" in next(faults_of_ingest([path], tmp_path / "two"))


def test_the_input_of_a_failure_is_kept_with_the_command_to_read_it_again(tmp_path, capsys):
    given = tmp_path / "inputs" / "7" / "a b.json"
    given.parent.mkdir(parents=True)
    given.write_bytes(b"\xff{")
    keep(tmp_path / "inputs", Step(7, 7, 10, ("it hangs",)), tmp_path / "failures")
    kept = tmp_path / "failures" / "7" / "a b.json"
    assert kept.read_bytes() == b"\xff{"
    assert capsys.readouterr().out == f"input 7: it hangs\n  python -m tests.fuzz '{kept}'\n"


@pytest.mark.slow
def test_a_short_run(tmp_path, capsys):
    assert fuzz(1, 0, time.monotonic() + 15, tmp_path / "failures") == 0
    assert not Path(tmp_path / "failures").exists()
    assert "0 failures" in capsys.readouterr().out
