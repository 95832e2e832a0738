"""Exercises: what is shipped is whole, what a question finds, and what is refused with file, line and key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa_rules.definitions import DefinitionError
from qa_rules.exercises import HOME, exercise_for, load_exercise, load_exercises
from qa_rules.library import load_library
from qa_rules.phrase_banks import phrase_bank
from qa_rules.scorecards import Source

GOOD = """exercise: ours
trains: {steps: ["*/closing"]}
minutes: 20
title: {en: Closing}
goal: {en: They close.}
prepare: {en: [Chairs.]}
steps: {en: [Say it.]}
worked: {en: They did.}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "ours.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_exercise_says_the_same_in_three_languages(path: Path) -> None:
    exercise = load_exercise(path)
    assert exercise.exercise == path.stem
    for texts in (exercise.title, exercise.goal, exercise.worked, exercise.prepare, exercise.steps):
        assert set(texts.by_language()) == {"en", "ko", "th"}
    for steps in (exercise.steps, exercise.prepare):
        assert len(steps.en) == len(steps.ko) == len(steps.th)


def test_the_minutes_of_the_steps_add_up() -> None:
    for exercise in load_exercises():
        for steps in exercise.steps.by_language().values():
            assert sum(int("".join(filter(str.isdigit, step[:3]))) for step in steps) == exercise.minutes, (
                exercise.exercise
            )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"opportunities_met": "empathy"}, "empathy_statements"),
        ({"signal": "rudeness", "absent": True}, "civility"),
        ({"signal": "forbidden:parcel_basics/promise_refund", "absent": True}, "declining_politely"),
        ({"signal": "forbidden:parcel_basics/blame_customer", "absent": True}, "civility"),
        ({"signal": "need_heard"}, "active_listening"),
        ({"signal": "hostility", "absent": True}, "de_escalation"),
        ({"step": "service_basics/next_step"}, "next_steps"),
        ({"step": "*/verify_identity"}, "verification"),
        ({"step": "service_basics/closing"}, "closing"),
        ({"step": "anything/of_their_own"}, "general"),
        ({"step": "*/*"}, "general"),
        ({"outcome": ["escalated", "resolved"]}, "handover"),
        ({"outcome": ["unresolved", "resolved"]}, "product_knowledge"),
        ({"outcome": ["abandoned"]}, "general"),
        ({"fact": "transfers", "at_most": 0}, "handover"),
        ({"fact": "something_new", "at_most": 0}, "general"),
    ],
)
def test_a_question_finds_its_exercise_by_its_source(source: dict[str, object], expected: str) -> None:
    found = exercise_for(Source.model_validate(source), load_exercises())
    assert found is not None
    assert found.exercise == expected


def test_every_shipped_question_has_an_exercise() -> None:
    catalogue = load_exercises()
    for card in load_library().scorecards:
        assert all(exercise_for(question.from_, catalogue) for question in card.questions)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("*/closing", "ours"), ("*/closing*", "ours"), ("service_basics/closing", "ours"), ("*/*", "closing")],
)
def test_the_closest_is_taken_and_of_equals_the_own_one(own: Path, pattern: str, expected: str) -> None:
    path = own / "ours.yaml"
    path.write_text(GOOD.replace("*/closing", pattern), encoding="utf-8")
    found = exercise_for(Source(step="service_basics/closing"), load_exercises([own]))
    assert found is not None
    assert found.exercise == expected


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("minutes: 20", "minutes: 0", 3, "`minutes`: a number is needed that is greater than or equal to 5"),
        ("title: {en: Closing}", "title: {ko: 마무리}", 4, "`title.en`: the key is missing"),
        ("steps: {en: [Say it.]}", "steps: {en: []}", 7, "`steps.en`: the list is empty"),
        ('{steps: ["*/closing"]}', '{steps: ["closing"]}', 2, "is not of the form script/step"),
        (
            '{steps: ["*/closing"]}',
            "{signals: [empathie]}",
            2,
            "unknown signal 'empathie': did you mean empathy",
        ),
        ('{steps: ["*/closing"]}', "{outcomes: [resolvd]}", 2, "unknown outcome 'resolvd'"),
        ('{steps: ["*/closing"]}', "{}", 2, "nothing is named"),
        ("minutes: 20", "minutes: 20\npeople: {from: 5, to: 2}", 4, "to (2) is less than from (5)"),
        ("exercise: ours", "exercise: our s", 1, "other characters than letters"),
        ("minutes: 20", "minutes: 20\nminuts: 5", 4, "unknown key 'minuts': did you mean minutes"),
        ("exercise: ours", "exercise: closing", 1, "is also the name of"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_key(
    own: Path, was: str, becomes: str, line: int, said: str
) -> None:
    path = own / "ours.yaml"
    assert was in GOOD
    path.write_text(GOOD.replace(was, becomes), encoding="utf-8")
    with pytest.raises(DefinitionError) as problem:
        load_exercises([own])
    if said != "is also the name of":
        assert str(problem.value).startswith(f"{path}: line {line}: ")
    assert said in str(problem.value)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="there is no such file or folder: correct `exercises`"):
        load_exercises([tmp_path / "nowhere"])


@pytest.mark.parametrize("language", ["en", "ko", "th"])
@pytest.mark.parametrize(
    "signal", ["empathy", "rudeness", "courtesy", "promise", "cue:transfer", "cue:goodbye"]
)
def test_phrases_are_read_without_notation(signal: str, language: str) -> None:
    bank = phrase_bank(signal, language)
    assert bank is not None
    assert bank.file.startswith(f"packs/{language}/")
    assert 1 <= len(bank.phrases) <= 6
    assert not any(mark in phrase for phrase in bank.phrases for mark in "()|*^$?")


def test_what_no_pack_shows_has_no_phrases() -> None:
    assert phrase_bank("offer_fits", "en") is None
    assert phrase_bank("empathy", "") is None
    assert phrase_bank("empathy", "fr") is None


def test_a_pipe_or_a_device_is_never_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.yaml")
    with pytest.raises(DefinitionError, match="a pipe or a device"):
        load_exercise(tmp_path / "endless.yaml")
