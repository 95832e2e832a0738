"""What a session is taught with, as the plan shows it: script steps, phrases and the exercise, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

FALLBACK: Final = "en"
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class StepWords:
    """A script's step, or a statement it forbids: its name, what it means, and wordings by language."""

    name: str
    means: str
    say: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Instructions:
    """An exercise: minutes, how many people, and its texts by language. English is always there."""

    name: str
    minutes: int
    people: tuple[int, int]
    title: Mapping[str, str]
    goal: Mapping[str, str]
    prepare: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, tuple[str, ...]]
    worked: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """All of one question. phrases: language -> file of the language pack and some of its phrases.

    avoid: whether steps and phrases are what must not be said.
    """

    steps: tuple[StepWords, ...] = ()
    phrases: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    avoid: bool = False
    exercise: Instructions | None = None


def in_language(texts: Mapping[str, Kept], language: str) -> Kept:
    """The text in a language, else in English."""
    return texts.get(language) or texts[FALLBACK]
