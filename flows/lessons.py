"""What a question is taught with: the exercise, script steps and phrases, from the definitions in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

import duckdb

from flows.configuration import Configuration
from insights.plans import Teaching
from qa_rules.exercises import Exercise, exercise_for
from qa_rules.phrase_banks import bank_file, phrase_bank
from qa_rules.scorecards import Question, Source
from qa_rules.signal_names import of_script
from qa_rules.tokenizing import LANGUAGES
from qa_rules.wording import wording
from reports.lessons import Instructions, Lesson, StepWords

STEPS_SHOWN: Final = 3
"""A question about more steps than these is about whole scripts: none is shown."""
SAY_SHOWN: Final = 5


def teaching_of(configuration: Configuration) -> dict[str, Teaching]:
    """What each question of the scorecards is taught with, by its `definition`: names alone, for the table `plans`."""
    return {
        question.definition: Teaching(
            exercise=_exercise(question.from_, configuration),
            step=_step(question.from_),
            phrases=_files(question.from_),
        )
        for question in _questions(configuration)
    }


def lessons_of(configuration: Configuration, connection: duckdb.DuckDBPyConnection) -> dict[str, Lesson]:
    """The words of the questions that the plan is about, by `definition`."""
    wanted = {
        definition for (definition,) in connection.execute("SELECT DISTINCT definition FROM plans").fetchall()
    }
    return {
        q.definition: _lesson(q, configuration) for q in _questions(configuration) if q.definition in wanted
    }


def _exercise(source: Source, configuration: Configuration) -> str | None:
    found = exercise_for(source, configuration.exercise_catalogue())
    return found.exercise if found else None


def _questions(configuration: Configuration) -> Iterator[Question]:
    for card in configuration.library().scorecards:
        yield from card.questions


def _lesson(question: Question, configuration: Configuration) -> Lesson:
    source = question.from_
    banks = (
        {language: phrase_bank(_signal(source), language) for language in LANGUAGES}
        if _signal(source)
        else {}
    )
    exercise = exercise_for(source, configuration.exercise_catalogue())
    return Lesson(
        steps=_steps(source, configuration),
        phrases={language: (bank.file, bank.phrases) for language, bank in banks.items() if bank},
        avoid=source.absent,
        exercise=_instructions(exercise) if exercise else None,
    )


def _signal(source: Source) -> str:
    return source.signal or source.opportunities_met or ""


def _files(source: Source) -> Mapping[str, str]:
    files = (
        {language: bank_file(_signal(source), language) for language in LANGUAGES} if _signal(source) else {}
    )
    return {language: file for language, file in files.items() if file}


def _step(source: Source) -> str | None:
    """script/step of a question about a step, or about what a script forbids."""
    named = of_script(_signal(source))
    return source.step or (f"{named[1]}/{named[2]}" if named else None)


def _steps(source: Source, configuration: Configuration) -> tuple[StepWords, ...]:
    name = _step(source)
    found = [
        StepWords(f"{script.script}/{item.id}", item.means, _by_language(item.say))
        for script in configuration.library().scripts
        for _, items in script.said()
        for item in items
        if name and fnmatchcase(f"{script.script}/{item.id}", name.replace("[", "[[]"))
    ]
    return tuple(found) if len(found) <= STEPS_SHOWN else ()


def _by_language(say: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for written in say:
        found.setdefault(wording(written).language, []).append(written)
    return {language: tuple(lines[:SAY_SHOWN]) for language, lines in found.items()}


def _instructions(exercise: Exercise) -> Instructions:
    return Instructions(
        name=exercise.exercise,
        minutes=exercise.minutes,
        people=(exercise.people.from_, exercise.people.to),
        title=exercise.title.by_language(),
        goal=exercise.goal.by_language(),
        prepare={language: tuple(lines) for language, lines in exercise.prepare.by_language().items()},
        steps={language: tuple(lines) for language, lines in exercise.steps.by_language().items()},
        worked=exercise.worked.by_language(),
    )
