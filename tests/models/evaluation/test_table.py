"""Rows, JSON and Markdown: every column, undefined figures as a dash or null, no text of a set."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from models.evaluation.results import Result, evaluate
from models.evaluation.sets import public_sets
from models.evaluation.table import COLUMNS, cells, markdown, remarks, result_json, terminal_table
from tests.models.evaluation.made_up import ROWS, word_judge, write_sets


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = write_sets(tmp_path_factory.mktemp("sets"))
    return [
        result
        for labelled, path in public_sets(folder)
        for result in evaluate(labelled, labelled.read(path), word_judge, resamples=20)
    ]


def test_json_has_every_figure_and_null_where_undefined(results):
    value = json.loads(json.dumps([result_json(result) for result in results], allow_nan=False))
    assert all(set(row) == {field.name for field in fields(Result)} for row in value)
    star = next(row for row in value if row["set"] == "star")
    assert (star["auc"], star["recall"], star["false_alarms"]) == (None, None, 0.5)


def test_markdown_is_a_table_of_all_columns(results):
    lines = markdown(results, ["ucc"]).splitlines()
    assert all(line.count(" | ") == len(COLUMNS) - 1 for line in lines[: len(results) + 2])
    assert "Not run: ucc." in lines[-1]
    assert "rarely" in lines[-1]


def test_the_terminal_leaves_words_for_the_lines_below(results):
    columns, rows = terminal_table(results)
    assert {len(row) for row in rows} == {len(columns)}
    epitome = next(result for result in results if result.set == "epitome")
    assert "not customer service" in remarks(epitome)
    assert "86 % self-consistency" in remarks(epitome)
    assert "1 left out" in remarks(next(result for result in results if result.set == "convabuse"))


def test_a_figure_that_is_undefined_is_a_dash(results):
    row = dict(zip(COLUMNS, cells(next(r for r in results if r.set == "star")), strict=True))
    assert (row["AUC"], row["recall"]) == ("–", "–")
    assert "called 50.00 %" in row["more"]


def test_no_text_of_a_set_comes_out(results):
    shown = markdown(results) + json.dumps([result_json(r) for r in results], ensure_ascii=False)
    shown += "".join(map(remarks, results))
    for rows in ROWS.values():
        for row in rows:
            for key in ("text", "comment", "rude", "context"):
                text = row.get(key)
                if isinstance(text, str) and len(text) > 6:
                    assert text not in shown
