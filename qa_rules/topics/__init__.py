"""Topics: the conversation's own when it has one, else the taxonomy's, one YAML file a topic, with a deciding quote."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from data.conversation import Conversation
from qa_rules.analysis import analyse
from qa_rules.definitions import parse_file, version_of
from qa_rules.observe import Languages
from qa_rules.packs import Pack, Wordings, files_version

HOME = Path(__file__).parent
OTHER = "other"
_CODE_VERSION = "1"
_LATER_WEIGHT = 0.7


class Topic(BaseModel):
    """A subject that customers contact about, with what they say in each language."""

    model_config = ConfigDict(extra="forbid")

    topic: str
    means: str = ""
    say: Wordings


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A conversation's topic; given_by is declared, taxonomy or none; the span is the wording that decided."""

    topic: str
    given_by: str
    turn: int | None = None
    start: int | None = None
    end: int | None = None


@lru_cache(maxsize=1)
def topics() -> dict[str, Topic]:
    """Every topic of the taxonomy by id."""
    found = [parse_file(path, Topic) for path in sorted(HOME.glob("*.yaml"))]
    return {topic.topic: topic for topic in found}


@lru_cache(maxsize=4)
def _pack(language: str) -> Pack:
    return Pack(language, {name: list(getattr(t.say, language)) for name, t in topics().items()}, HOME)


def topics_version() -> str:
    """Changes with the taxonomy and with the way it is matched."""
    return version_of(_CODE_VERSION, files_version(*sorted(HOME.glob("*.yaml"))))


def topic_of(conversation: Conversation, languages: Languages) -> TopicFound:
    """The topic whose wordings weigh most in the customer's turns; earlier turns weigh more, ties go by name."""
    if conversation.topic:
        return TopicFound(conversation.topic, "declared")
    weights: dict[str, float] = defaultdict(float)
    quotes: dict[str, tuple[int, int, int]] = {}
    weight = 1.0
    for number, turn in enumerate(conversation.turns):
        if turn.role != "customer" or languages.not_scored[number] is not None:
            continue
        seen = set()
        for found in _pack(languages.turns[number]).find(analyse(turn.text, languages.turns[number])):
            if (found.section, found.written) not in seen:
                seen.add((found.section, found.written))
                weights[found.section] += weight
                quotes.setdefault(found.section, (number, found.start, found.end))
        weight *= _LATER_WEIGHT
    if not weights:
        return TopicFound(OTHER, "none")
    best = min(weights, key=lambda name: (-weights[name], name))
    return TopicFound(best, "taxonomy", *quotes[best])
