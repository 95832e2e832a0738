"""`convoqa evaluate --whole`: what `judge` says of whole conversations; measure sets only when asked for."""

from __future__ import annotations

import gzip
import json

import pytest
from typer.testing import CliRunner

from flows import evaluating_whole
from flows.command_line import app
from flows.evaluating_whole import ended_of
from models.evaluation.whole import Ended, WholeItem
from models.evaluation.whole_sets import WholeSet
from qa_rules.scripts import Script
from tests.qa_rules.conversations import talk

NAME = "What is the full name on the membership card?"
TELL = "There are forty pounds left on your account today."
SCRIPT = Script.model_validate({
    "script": "s", "applies_to": {"queue": ["elsewhere"]},
    "steps": [{"id": "ask", "say": [NAME], "before": ["tell"]}, {"id": "tell", "say": [TELL]}],
})  # fmt: skip
LATE = talk(f"a: {TELL}", "c: Hm.", f"a: {NAME}", "c: Ann Lee. Perfect, that solved it, thank you!")
GOLD = Ended({"ask": ("out_of_order", 2), "tell": ("followed", 0)}, "resolved")


def evaluate(*arguments):
    done = CliRunner().invoke(app, ["evaluate", *map(str, arguments), "--whole"])
    assert "Traceback" not in done.output
    return done


@pytest.fixture
def sets(monkeypatch):
    """A set to run and one that is only measured."""
    items = [WholeItem(LATE, SCRIPT, GOLD)] * 2
    made = [
        WholeSet("own-held", "own", lambda folder, make: iter([("en", items)])),
        WholeSet("flodial", "measure", lambda folder, make: iter([("en", items[:1])])),
    ]
    monkeypatch.setattr(evaluating_whole, "whole_sets", lambda folder: made)


def test_it_is_what_judge_says_whatever_the_script_applies_to():
    (ended,) = ended_of([WholeItem(LATE, SCRIPT, GOLD)])
    assert ended.steps == {"ask": ("out_of_order", 2), "tell": ("followed", 0)}
    assert ended.outcome == "resolved"
    assert ended.turns == {0: frozenset({"tell"}), 2: frozenset({"ask"})}


def test_turns_alone_need_the_script_and_the_text_alone(monkeypatch):
    monkeypatch.setattr(evaluating_whole, "see", lambda conversations, library: [0] * len(conversations))
    (ended,) = ended_of([WholeItem(LATE, SCRIPT, Ended(turns={0: frozenset({"tell"})}))])
    assert (ended.turns[0], ended.outcome) == (frozenset({"tell"}), None)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_size_of_a_chunk_changes_nothing(monkeypatch, size):
    items = [WholeItem(LATE, SCRIPT, gold) for gold in (GOLD, Ended(turns={0: frozenset({"tell"})}), GOLD)]
    items.append(WholeItem(LATE, None, Ended(outcome="resolved")))
    expected = ended_of(items)
    monkeypatch.setattr(evaluating_whole, "CHUNK", size)
    assert ended_of(items) == expected
    assert expected[3] == Ended(outcome="resolved")


@pytest.mark.parametrize(
    ("options", "names", "not_run"),
    [
        ([], {"own-held"}, ["flodial"]),
        (["--set", "flodial"], {"flodial"}, []),
        (["--only", "measure"], {"flodial"}, []),
    ],
)
def test_measure_sets_are_not_run_unless_asked_for(sets, tmp_path, options, names, not_run):
    done = evaluate(tmp_path, "--json", *options)
    found = json.loads(done.stdout)
    assert ({row["set"] for row in found["whole"]}, found["not_run"]) == (names, not_run)


def test_the_table_the_confusion_and_the_markdown(sets, tmp_path):
    done = evaluate(tmp_path, "--markdown", tmp_path / "card.md")
    assert done.exit_code == 0, done.stderr
    assert "own-held en: resolved was called resolved 2" in done.stdout
    assert "Not run: flodial" in done.stdout
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "| own-held | en | steps | status right | 4 | 1.000 |" in card
    assert NAME not in done.stdout + card


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--set", "nothing"],
            "there is no set 'nothing' of whole conversations: use some of own-held, star",
        ),
        (["--set", "star"], "the set 'star' is not in"),
        (["--only", "train"], "is left to run"),
        (["--roles"], "asked one at a time"),
        (["--markdown", "/no/such/folder/card.md"], "in a folder that is there"),
    ],
)
def test_a_mistake_is_a_sentence_and_exit_code_2(sets, tmp_path, options, said):
    done = evaluate(tmp_path, *options)
    assert (done.exit_code, done.stdout, said in done.stderr) == (2, "", True)


def test_a_folder_that_is_none_and_a_set_that_does_not_hold(tmp_path):
    assert (evaluate(tmp_path / "gone").exit_code, "is no folder" in evaluate(tmp_path / "gone").stderr) == (
        2,
        True,
    )
    (tmp_path / "flodial_flowcharts").mkdir()
    with gzip.open(tmp_path / "script_en_flodial_test.jsonl.gz", "wt") as file:
        file.write('{"id": "f"}\n')
    done = evaluate(tmp_path, "--set", "flodial")
    assert (done.exit_code, "the set 'flodial' does not hold (KeyError" in done.stderr) == (2, True)
