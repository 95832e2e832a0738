"""Scripts: what an agent should say, as YAML by the contract of DESIGN ("Script file"), and what is refused in it."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from data.conversation import Conversation
from qa_rules.definitions import DefinitionError, line_of, parse_file, version_of
from qa_rules.intents import intents
from qa_rules.signal_names import is_signal, known_signals

HOME = Path(__file__).parent
_ID = re.compile(r"[A-Za-z0-9_-]+")
OUTCOMES = ("resolved", "unresolved", "escalated", "follow_up", "abandoned", "unsure")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Names = Annotated[list[str], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AppliesTo(_Strict):
    """Which conversations a script or scorecard is for; an absent key holds for all."""

    topic: Names = []
    queue: Names = []
    channel: Names = []
    language: Names = []

    def holds(self, conversation: Conversation, topic: str, language: str) -> bool:
        """Whether a conversation of this topic and language is meant."""
        given = {"topic": topic, "queue": conversation.queue, "channel": conversation.channel, "language": language}
        return all(not (wanted := getattr(self, key)) or given[key] in wanted for key in given)


class When(_Strict):
    """A condition; all of its keys must hold."""

    intent: str | None = None
    signal: str | None = None
    outcome: Annotated[list[Literal[OUTCOMES]], BeforeValidator(_listed)] | None = None  # type: ignore[valid-type]
    topic: Names | None = None
    refused: bool | None = None

    @field_validator("intent")
    @classmethod
    def _intent_is_known(cls, name: str | None) -> str | None:
        if name is not None and name not in intents():
            raise ValueError(f"unknown intent {name!r}: use one of {', '.join(intents())}, or add qa_rules/intents/{name}.yaml")
        return name

    @field_validator("signal")
    @classmethod
    def _signal_is_known(cls, name: str | None) -> str | None:
        if name is not None and not is_signal(name):
            raise ValueError(f"unknown signal {name!r}: use one of {', '.join(known_signals())}")
        return name


class Conditional(_Strict):
    """`{when: {…}}`: required where the condition holds."""

    when: When


class Step(_Strict):
    """One step: what it means, example wordings, and when, where and how it must be said."""

    id: str
    means: str = ""
    say: Annotated[list[str], Field(min_length=1)]
    required: Literal["always", "optional"] | Conditional = "always"
    before: Names = []
    position: Literal["any", "first", "last"] = "any"
    verbatim: bool = False
    must_contain: Names = []

    @field_validator("id")
    @classmethod
    def _id_is_plain(cls, name: str) -> str:
        return _plain(name)


class Forbidden(_Strict):
    """A statement that must not be made, also paraphrased."""

    id: str
    means: str = ""
    say: Annotated[list[str], Field(min_length=1)]

    @field_validator("id")
    @classmethod
    def _id_is_plain(cls, name: str) -> str:
        return _plain(name)


class Script(_Strict):
    """A script file."""

    script: str
    means: str = ""
    applies_to: AppliesTo = AppliesTo()
    steps: Annotated[list[Step], Field(min_length=1)]
    forbidden: list[Forbidden] = []

    @field_validator("script")
    @classmethod
    def _name_is_plain(cls, name: str) -> str:
        return _plain(name)

    @model_validator(mode="after")
    def _steps_agree(self) -> Script:
        names = [step.id for step in self.steps] + [item.id for item in self.forbidden]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the id {twice[0]!r} is used twice: give every step and statement an id of its own")
        steps = {step.id: step for step in self.steps}
        for step in self.steps:
            for later in step.before:
                if later not in steps:
                    raise ValueError(f"step {step.id!r}: `before` names {later!r}, which is no step of this script")
        if circle := _circle(steps):
            raise ValueError(f"the order cannot be kept: {' before '.join(circle)}; remove one `before`")
        return self

    @cached_property
    def version(self) -> str:
        """Changes with the content."""
        return version_of(self.model_dump(mode="json"))

    def __hash__(self) -> int:
        return hash(self.version)


def load_script(path: Path) -> Script:
    """A script file. Raises DefinitionError with file, line, key and remedy."""
    script = parse_file(path, Script)
    wordings: dict[str, str] = {}
    for number, step in enumerate(script.steps):
        for wording in step.say:
            other = wordings.setdefault(wording.strip().lower(), step.id)
            if other != step.id:
                line = line_of(path.read_text(encoding="utf-8-sig"), ["steps", number, "say"])
                raise DefinitionError(
                    f"{path}: line {line}: `steps[{number}].say`: {wording[:40]!r} is also a wording of step {other!r}: "
                    "one of the two steps could never be told; change one wording"
                )
    return script


def _plain(name: str) -> str:
    if not _ID.fullmatch(name):
        raise ValueError(f"{name!r} has other characters than letters, digits, _ and -")
    return name


def _circle(steps: dict[str, Step]) -> list[str]:
    """Steps that must each come before the next and the last before the first; empty where the order can be kept."""

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        for later in steps[name].before:
            if found := walk(later, [*path, name]):
                return found
        return []

    return next((found for name in steps if (found := walk(name, []))), [])
