"""What a line is: each fault is named with its place, and the README shows the same form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.corpus import FOLDER, CorpusError, faults, read
from models.corpus.check import check
from tests.models.corpus.made_up import Line, checked, sound


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": "bot"}, "role is 'bot'"),
        ({"role": ["agent"]}, "role is ['agent']"),
        ({"channel": "fax"}, "channel is 'fax'"),
        ({"text": "  "}, "text is not a text, or blank"),
        ({"theme": 3}, "theme is not a text"),
        ({"note": ""}, "note is not a text"),
        ({"empathy": 3}, "empathy is 3: it is a whole number from 0 to 2"),
        ({"rudeness": True}, "rudeness is True: it is a whole number"),
        ({"rudeness": None}, "rudeness is None"),
        ({"politeness": 2}, "politeness is 2: it is a whole number from 0 to 1"),
        ({"hostility": 0}, "hostility is no key of a line whose role is agent"),
        ({"labeller": "x"}, "labeller is no key"),
        ({"spans": {}}, "empathy is 2 and has no span"),
        ({"empathy": 0}, "empathy is 0 and has a span"),
        ({"spans": {"empathy": [0, 400]}}, "is not inside the text"),
        ({"spans": {"empathy": [-99, 4]}}, "is not inside the text"),
        ({"spans": {"empathy": [5, 5]}}, "is not inside the text"),
        ({"spans": {"empathy": [6, 7]}}, "or blank"),
        ({"spans": {"empathy": [0, 5.0]}}, "is not inside the text"),
        ({"spans": {"empathy": [0, 37], "politeness": [0, 4]}}, "politeness has a span"),
        ({"spans": {"empathy": [0, 37], "hostility": [0, 4]}}, "hostility has a span"),
        ({"spans": [0, 37]}, "spans is not an object"),
        ({"context": "hello"}, "context is not a list"),
        ({"context": [{"role": "agent"}]}, "turn 1 of context has not just role and text"),
        ({"context": [{"role": "bot", "text": "Hi"}]}, "turn 1 of context has an unknown role"),
        ({"context": [{"role": "agent", "text": " "}]}, "or a blank text"),
        ({"second": {"empathy": 1}}, "second has not just the levels of empathy, rudeness, politeness"),
        ({"second": {"empathy": 5, "rudeness": 0, "politeness": None}}, "second: empathy is 5"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, change: Line, sentence: str) -> None:
    corpus = sound()
    corpus["train-a"][0] |= change
    [failure] = [failure for failure in checked(tmp_path, corpus).failures if failure.check == "row"][:1]
    assert failure.ids == ("en-train-a-0001",)
    assert "en/train-a.jsonl, row 1" in failure.message
    assert sentence in failure.message


def test_a_missing_key_is_named() -> None:
    line = sound()["train-a"][1]
    del line["opportunity"], line["channel"]
    assert "missing: channel, opportunity" in list(faults(line))


@pytest.mark.parametrize("row", ["", "{", "[1]", '{"id": "\\'])
def test_a_row_that_is_no_object_is_named_and_the_others_are_read(tmp_path: Path, row: str) -> None:
    checked(tmp_path, sound())
    path = tmp_path / "en" / "train-a.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    report = check(tmp_path)
    assert any("row 4 (no id): the row is not" in failure.message for failure in report.failures)
    assert {batch.batch: batch.lines for batch in report.batches} == {"held-a": 1, "train-a": 3}


def test_reading_stops_at_a_faulty_line_and_says_where(tmp_path: Path) -> None:
    corpus = sound()
    corpus["train-a"][1]["hostility"] = 7
    checked(tmp_path, corpus)
    with pytest.raises(CorpusError, match=r"train-a\.jsonl: row 2 \(en-train-a-0002\): hostility is 7"):
        read("en", tmp_path)


def test_the_example_and_the_keys_stand_in_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    example = json.loads(readme.split("```json\n")[1].split("```")[0])
    assert list(faults(example)) == []
    start, end = example["spans"]["empathy"]
    assert example["text"][start:end].endswith("no wonder you're upset.")
    for key in {*example, "second", "hostility", "opportunity"}:
        assert f"| `{key}`" in readme or f"`{key}` |" in readme, key
