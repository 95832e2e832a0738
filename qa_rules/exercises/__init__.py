"""Exercises: what trainers do with people in a session, as YAML, found by where a question's answer comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from qa_rules.definitions import DefinitionError, parse_file, refusal
from qa_rules.scorecards import Source
from qa_rules.scripts import Names, known_outcomes
from qa_rules.signal_names import signal_mistake

HOME = Path(__file__).parent
_ID: Final = "letters, digits, _ and -"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """A text in each language that sessions are held in; English is shown where another one is missing."""

    en: Annotated[str, Field(min_length=1)]
    ko: str = ""
    th: str = ""

    def by_language(self) -> dict[str, str]:
        """Language -> text, of those that are written."""
        return {language: text for language, text in self.model_dump().items() if text}


class SaidInSteps(_Strict):
    """A list of texts in each language; English is shown where another one is missing."""

    en: Annotated[list[str], Field(min_length=1)]
    ko: list[str] = []
    th: list[str] = []

    def by_language(self) -> dict[str, list[str]]:
        """Language -> texts, of those that are written."""
        return {language: texts for language, texts in self.model_dump().items() if texts}


class Trains(_Strict):
    """The sources of answers that an exercise trains, as a scorecard names them; `*` stands for anything.

    signals: also an axis of opportunities_met. steps: script/step. general: what nothing else trains.
    """

    signals: Names = []
    steps: Names = []
    outcomes: Names = []
    facts: Names = []
    general: bool = False

    @field_validator("signals")
    @classmethod
    def _signals_are_known(cls, names: list[str]) -> list[str]:
        for number, name in enumerate(names):
            if "*" not in name and (mistake := signal_mistake(name)):
                raise refusal(mistake, number)
        return names

    @field_validator("steps")
    @classmethod
    def _steps_name_their_script(cls, names: list[str]) -> list[str]:
        for number, name in enumerate(names):
            if name.count("/") != 1:
                raise refusal(f"{name!r} is not of the form script/step: write both names, * for any", number)
        return names

    @field_validator("outcomes")
    @classmethod
    def _outcomes_are_known(cls, names: list[str]) -> list[str]:
        return (known_outcomes(names) or []) if names else names

    @model_validator(mode="after")
    def _trains_something(self) -> Trains:
        if not (self.signals or self.steps or self.outcomes or self.facts or self.general):
            raise refusal("nothing is named: give signals, steps, outcomes or facts, or `general: true`")
        return self

    def patterns(self, kind: str) -> list[str]:
        """What is named of a kind of source."""
        return list(getattr(self, kind))


class People(_Strict):
    """How many people an exercise is for."""

    from_: Annotated[int, Field(alias="from", ge=1)] = 1
    to: Annotated[int, Field(ge=1)] = 8

    @model_validator(mode="after")
    def _in_order(self) -> People:
        if self.to < self.from_:
            raise refusal(f"to ({self.to}) is less than from ({self.from_}): exchange them", "to")
        return self


class Exercise(_Strict):
    """An exercise file."""

    exercise: str
    trains: Trains
    minutes: Annotated[int, Field(ge=5, le=480)]
    people: People = People()
    title: Said
    goal: Said
    prepare: SaidInSteps
    steps: SaidInSteps
    worked: Said

    @field_validator("exercise")
    @classmethod
    def _name_is_plain(cls, name: str) -> str:
        if not name or not all(c.isascii() and (c.isalnum() or c in "_-") for c in name):
            raise refusal(f"{name!r} has other characters than {_ID}: leave them out")
        return name


def load_exercise(path: Path) -> Exercise:
    """An exercise file. Raises DefinitionError with file, line, key and remedy."""
    return parse_file(path, Exercise)


def load_exercises(folders: Iterable[Path] = ()) -> tuple[Exercise, ...]:
    """The exercises of these folders or files, then those that are shipped, each by name.

    Raises DefinitionError for a file that does not hold, and for two that share a name.
    """
    found: dict[str, Path] = {}
    exercises = []
    for folder in [*folders, HOME]:
        if not folder.exists():
            raise DefinitionError(
                f"{folder}: there is no such file or folder: correct `exercises` in convoqa.yaml"
            )
        for path in _files(folder):
            exercise = load_exercise(path)
            if other := found.get(exercise.exercise):
                raise DefinitionError(
                    f"{path}: line 1: `exercise`: {exercise.exercise!r} is also the name of {other}: rename one of them"
                )
            found[exercise.exercise] = path
            exercises.append(exercise)
    return tuple(exercises)


def exercise_for(source: Source, exercises: Sequence[Exercise]) -> Exercise | None:
    """The exercise that trains what an answer comes from; of several the one that names it most closely, then the first.

    Of several outcomes the first counts that anything trains. None where nothing trains it and nothing is general.
    """
    kind, names = trained_by(source)
    for name in names:
        fitting = [
            (len(pattern.replace("*", "")), -number)
            for number, exercise in enumerate(exercises)
            for pattern in exercise.trains.patterns(kind)
            if fnmatchcase(name, pattern.replace("[", "[[]"))
        ]
        if fitting:
            return exercises[-max(fitting)[1]]
    return next((exercise for exercise in exercises if exercise.trains.general), None)


def trained_by(source: Source) -> tuple[str, list[str]]:
    """The key of Trains that a source belongs to, and the names to look for."""
    if source.step:
        return "steps", [source.step]
    if source.outcome:
        return "outcomes", list(source.outcome)
    if source.fact:
        return "facts", [source.fact]
    return "signals", [source.signal or source.opportunities_met or ""]


def _files(path: Path) -> list[Path]:
    return (
        sorted(f for f in path.iterdir() if f.suffix.lower() in (".yaml", ".yml", ".json"))
        if path.is_dir()
        else [path]
    )
