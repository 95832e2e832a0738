"""The scripts and scorecards in force: which apply, which is taken, and what changes their version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_rules.definitions import DefinitionError
from qa_rules.library import Library, load_library, unknown_steps
from qa_rules.scorecards import Scorecard
from tests.qa_rules.conversations import talk

SCRIPT = "script: {}\nsteps: [{{id: x, say: [Hello there.]}}]\n"
CARD = "scorecard: {}\nsections: [{{name: S, questions: [{{id: q, ask: '?', from: {{step: {}}}}}]}}]\n"


def card(name: str, **applies_to: Any) -> Scorecard:
    question = {"id": "q", "ask": "?", "from": {"signal": "courtesy"}}
    return Scorecard.model_validate(
        {"scorecard": name, "applies_to": applies_to, "sections": [{"name": "S", "questions": [question]}]}
    )


CARDS = (
    card("b"),
    card("a"),
    card("parcel", queue=["parcel"]),
    card("lost", queue=["parcel"], topic=["lost"]),
    card("thai", language=["th"]),
)


@pytest.mark.parametrize(
    ("queue", "topic", "language", "expected"),
    [
        ("parcel", "lost", "en", "lost"),  # most conditions
        ("parcel", "delay", "en", "parcel"),
        ("billing", "lost", "en", "a"),  # then the first by name
        ("billing", "lost", "th", "thai"),
        ("parcel", "delay", "th", "parcel"),
    ],
)
def test_the_scorecard_with_most_conditions_is_taken(
    queue: str, topic: str, language: str, expected: str
) -> None:
    found = Library((), CARDS).scorecard_for(talk("a: Hi", queue=queue), topic, language)
    assert found is not None
    assert found.scorecard == expected


def test_no_scorecard_may_apply() -> None:
    assert Library((), CARDS[2:]).scorecard_for(talk("a: Hi"), "other", "en") is None


def test_what_is_shipped_loads_and_asks_for_steps_that_exist() -> None:
    library = load_library()
    assert {"default", "parcel-service"} <= {found.scorecard for found in library.scorecards}
    assert unknown_steps(library) == []


def test_files_and_folders_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.json"):
        (tmp_path / name).write_text(SCRIPT.format(name[0]), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no script", encoding="utf-8")
    assert [s.script for s in load_library([tmp_path], []).scripts] == ["a", "b", "c"]
    assert [s.script for s in load_library([tmp_path / "b.yaml"], []).scripts] == ["b"]


@pytest.mark.parametrize("kind", ["script", "scorecard"])
def test_two_files_of_one_name_are_refused(kind: str, tmp_path: Path) -> None:
    text = SCRIPT.format("same") if kind == "script" else CARD.format("same", "s/x")
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(
        DefinitionError, match=r"two\.yaml: line 1: 'same' is also the name of .*one\.yaml: rename"
    ):
        load_library(*([[tmp_path], []] if kind == "script" else [[], [tmp_path]]))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("s/x", []), ("'*/x'", []), ("s/y", ["c: q asks for s/y"]), ("t/x", ["c: q asks for t/x"])],
)
def test_steps_that_no_script_has(asked: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCRIPT.format("s"), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(CARD.format("c", asked), encoding="utf-8")
    assert unknown_steps(load_library([tmp_path / "s.yaml"], [tmp_path / "c.yaml"])) == expected


@pytest.mark.parametrize(("signal", "expected"), [("step:s/x", []), ("step:s/y", ["t: b asks for s/y"])])
def test_conditions_on_steps_that_no_script_has(signal: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCRIPT.format("s"), encoding="utf-8")
    step = f"{{id: b, say: [Bye now.], required: {{when: {{signal: '{signal}'}}}}}}"
    (tmp_path / "t.yaml").write_text(f"script: t\nsteps: [{step}]\n", encoding="utf-8")
    assert unknown_steps(load_library([tmp_path], [])) == expected


def test_the_version_changes_with_everything_that_counts() -> None:
    library = Library((), CARDS)
    others = [
        replace(library, scorecards=CARDS[1:]),
        replace(library, thresholds={"empathy": 0.6}),
        replace(library, auto_fail_from=0.9),
        replace(library, scripts=load_library(None, []).scripts),
    ]
    assert len({library.version, *(other.version for other in others)}) == 5
    assert Library((), CARDS).version == library.version
