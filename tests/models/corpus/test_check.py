"""The report on a corpus and the command that prints it; the corpus that is shipped holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.corpus import LANGUAGES
from models.corpus.check import Report, check, main
from tests.models.corpus.made_up import agent, checked, sound, words


def test_a_sound_corpus_has_no_failures(tmp_path: Path) -> None:
    report = checked(tmp_path, sound())
    assert report.failures == []
    assert [(batch.batch, batch.lines, batch.agent) for batch in report.batches] == [
        ("held-a", 1, 1),
        ("train-a", 3, 1),
    ]
    empathy = [counted for counted in report.labels if counted.axis == "empathy"]
    assert [(counted.batch, counted.levels) for counted in empathy] == [
        ("held-a", (1, 0, 0)),
        ("train-a", (0, 0, 1)),
    ]
    assert [counted.open for counted in report.labels if counted.axis == "politeness"] == [1, 0]


def test_second_labels_are_compared(tmp_path: Path) -> None:
    given = [(0, 0, 0), (1, 1, 0), (2, 1, 1), (0, 0, 1), (2, 2, None)]
    lines = []
    for number, (first, second, polite) in enumerate(given, start=1):
        twice = {"empathy": second, "rudeness": 0, "politeness": polite}
        spans = {"empathy": [0, 4]} if first else {}
        text = words(number, 30)
        lines.append(agent(number, text, "held-a", empathy=first, politeness=1, spans=spans, second=twice))
    found = {agreed.axis: agreed for agreed in checked(tmp_path, {"held-a": lines}).agreement}
    assert set(found) == {"empathy", "rudeness", "politeness"}
    empathy, politeness = found["empathy"], found["politeness"]
    assert (empathy.n, empathy.same_level, empathy.same_at_1) == (5, 0.8, 1.0)
    assert empathy.kappa == pytest.approx(1 - 1 / 7)
    assert (politeness.n, politeness.one_open, politeness.same_level) == (4, 1, 0.5)
    assert found["rudeness"].kappa is None


def test_the_command_tells_by_its_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "holds no batch" in capsys.readouterr().err
    checked(tmp_path, sound())
    assert main([str(tmp_path)]) == 0
    assert "the corpus holds" in capsys.readouterr().out
    corpus = sound()
    corpus["train-a"][0]["empathy"] = 3
    checked(tmp_path, corpus)
    assert main([str(tmp_path)]) == 1
    assert "1 to mend" in capsys.readouterr().out
    assert main([str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert told["failures"][0]["ids"] == ["en-train-a-0001"]


@pytest.fixture(scope="module")
def shipped() -> Report:
    return check()


def test_the_shipped_corpus_holds(shipped: Report) -> None:
    assert [failure.message for failure in shipped.failures if failure.check != "giveaway"] == []
    assert {batch.language for batch in shipped.batches} == set(LANGUAGES)


def test_nothing_gives_the_shipped_labels_away(shipped: Report) -> None:
    assert [failure.message for failure in shipped.failures if failure.check == "giveaway"] == []
