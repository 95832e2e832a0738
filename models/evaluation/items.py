"""What a labelled set is made of: items to judge, with what people said of them, and the facts beside the figures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from data.conversation import Conversation, Turn

Use = Literal["train", "measure", "own"]
Said = tuple[str, str]
AGENT, CUSTOMER = "agent", "customer"
POLITENESS: Final = "politeness"
SURE_ENOUGH: Final = 0.5


class SetError(ValueError):
    """A labelled set that is not there or does not hold. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Item:
    """A turn of a conversation, and what people said of it.

    gold: level 0, 1 or 2 (0 or 1 where the axis has two). group: items that share one belong together (resampled as
    one). pair: items that share one are compared with each other. spans: code points of the turn's text that people
    marked. second: another person's level.
    """

    conversation: Conversation
    turn: int
    axis: str
    gold: int
    group: str
    pair: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    second: int | None = None


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set and the facts that stand beside its figures.

    read: the items of a file, and None for every line that is left out (no clear label): those are counted. axis and
    language are empty where items differ in them. human: people's agreement, in words. floor: F1 of a phrase list.
    """

    name: str
    file: str
    axis: str
    language: str
    use: Use
    licence: str
    read: Callable[[Path], Iterator[Item | None]]
    human: str = ""
    floor: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What `judge` gives out for an axis of a turn. level is None for politeness."""

    level: int | None
    probability: float
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def called(self) -> bool:
        """Whether it says yes: by its level, or by its probability where there is none."""
        return self.probability >= SURE_ENOUGH if self.level is None else self.level >= 1


Judged = Mapping[tuple[int, str], Answer]
Judge = Callable[[Sequence[Conversation]], Sequence[Judged]]


def conversation(key: str, language: str, said: Iterable[Said], channel: str | None = None) -> Conversation:
    """A conversation of (role, text), its language declared."""
    turns = tuple(Turn(role, text, AGENT if role == AGENT else None) for role, text in said)
    return Conversation(key, turns, channel=channel, language=language)


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number (from 1) and object of every line of a JSON Lines file, gzip or not.

    Raises SetError where a line is not an object.
    """
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if not isinstance(value, dict):
                raise SetError(f"{path}: line {number} is not a JSON object: get the file again")
            yield number, value
