"""Scripts: what an agent should say, as YAML by the contract of DESIGN ("Script file"), and what is refused in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from data.conversation import CHANNELS, Conversation, primary_subtag
from qa_rules.definitions import DefinitionError, line_of, parse_file, refusal, unknown, version_of
from qa_rules.intents import intents
from qa_rules.language import JUDGED
from qa_rules.scripts.wordings import wording_mistake
from qa_rules.signal_names import of_script, signal_mistake

HOME = Path(__file__).parent
_ID = re.compile(r"[A-Za-z0-9_-]+")
OUTCOMES = ("resolved", "unresolved", "escalated", "follow_up", "abandoned", "unsure")


def nothing_given(value: Any) -> Any:
    """A key without a value (`applies_to:`) as an empty mapping."""
    return {} if value is None else value


def _listed(value: Any) -> Any:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _named(names: list[str]) -> list[str]:
    for number, name in enumerate(names):
        if not name.strip():
            raise refusal("the name is empty: write it, or remove it", number)
    return [name.strip() for name in names]


Names = Annotated[list[str], BeforeValidator(_listed), AfterValidator(_named)]


def known_outcomes(names: list[str] | None) -> list[str] | None:
    """Outcomes, checked. Raises where one is unknown or where none is left."""
    if names == []:
        raise refusal(f"the list is empty: give one or more of {', '.join(OUTCOMES)}")
    for name in names or ():
        if name not in OUTCOMES:
            raise refusal(unknown("outcome", name, OUTCOMES))
    return names


def _known_as(kind: str, names: list[str], known: Sequence[str]) -> list[str]:
    """Names, checked. Raises for one that no conversation can have, so that it would never apply."""
    for number, name in enumerate(names):
        if name not in known:
            raise refusal(unknown(kind, name, known, "; as it stands it would never apply"), number)
    return names


def _said(wordings: list[str]) -> list[str]:
    if not wordings:
        raise refusal("the list is empty: give at least one wording")
    for number, wording in enumerate(wordings):
        if not wording.strip():
            raise refusal("the wording is empty: write it, or remove the line", number)
    return wordings


Say = Annotated[list[str], AfterValidator(_said)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AppliesTo(_Strict):
    """Which conversations a script or scorecard is for; an absent key holds for all.

    language: the primary subtag, as of conversations (`en` of `en-GB`); one that is not judged is refused.
    """

    topic: Names = []
    queue: Names = []
    channel: Names = []
    language: Names = []

    @field_validator("channel")
    @classmethod
    def _channels_are_known(cls, names: list[str]) -> list[str]:
        return _known_as("channel", [name.lower() for name in names], CHANNELS)

    @field_validator("language")
    @classmethod
    def _languages_are_judged(cls, names: list[str]) -> list[str]:
        return _known_as("language", [primary_subtag(name) for name in names], JUDGED)

    def holds(self, conversation: Conversation, topic: str, language: str) -> bool:
        """Whether a conversation of this topic and language is meant."""
        given = {
            "topic": topic,
            "queue": conversation.queue,
            "channel": conversation.channel,
            "language": language,
        }
        return all(not (wanted := getattr(self, key)) or given[key] in wanted for key in given)


class When(_Strict):
    """A condition; all of its keys must hold."""

    intent: str | None = None
    signal: str | None = None
    outcome: Names | None = None
    topic: Names | None = None
    refused: bool | None = None

    @model_validator(mode="after")
    def _is_a_condition(self) -> When:
        keys = list(type(self).model_fields)
        if not any(getattr(self, key) not in (None, []) for key in keys):
            raise refusal(f"the condition is empty: give one or more of {', '.join(keys)}")
        return self

    @field_validator("intent")
    @classmethod
    def _intent_is_known(cls, name: str | None) -> str | None:
        if name is not None and name not in intents():
            raise refusal(unknown("intent", name, list(intents()), f"; or add qa_rules/intents/{name}.yaml"))
        return name

    @field_validator("signal")
    @classmethod
    def _signal_is_known(cls, name: str | None) -> str | None:
        if name is not None and (mistake := signal_mistake(name)):
            raise refusal(mistake)
        return name

    @field_validator("outcome")
    @classmethod
    def _outcomes_are_known(cls, names: list[str] | None) -> list[str] | None:
        return known_outcomes(names)

    @field_validator("topic")
    @classmethod
    def _a_topic_is_named(cls, names: list[str] | None) -> list[str] | None:
        if names == []:
            raise refusal(
                "the list is empty, so that it never holds: give one or more topics, or remove the key"
            )
        return names


class Conditional(_Strict):
    """`{when: {…}}`: required where the condition holds."""

    when: When


def _kind(value: Any) -> str:
    return "condition" if isinstance(value, Mapping | Conditional) else "word"


def _word(value: Any) -> Any:
    if value not in ("always", "optional"):
        raise refusal("use always, optional or {when: {…}}")
    return value


Required = Annotated[
    Annotated[Literal["always", "optional"], BeforeValidator(_word), Tag("word")]
    | Annotated[Conditional, Tag("condition")],
    Discriminator(_kind),
]


class _Sayable(_Strict):
    """Something with an id of its own and example wordings."""

    id: str
    means: str = ""
    say: Say

    @field_validator("id")
    @classmethod
    def _id_is_plain(cls, name: str) -> str:
        return _plain(name)


class Step(_Sayable):
    """One step: what it means, example wordings, and when, where and how it must be said."""

    required: Required = "always"
    before: Names = []
    position: Literal["any", "first", "last"] = "any"
    verbatim: bool = False
    must_contain: Names = []


class Forbidden(_Sayable):
    """A statement that must not be made, also paraphrased."""


class Script(_Strict):
    """A script file."""

    script: str
    means: str = ""
    applies_to: Annotated[AppliesTo, BeforeValidator(nothing_given)] = AppliesTo()
    steps: Annotated[list[Step], Field(min_length=1)]
    forbidden: list[Forbidden] = []

    @field_validator("script")
    @classmethod
    def _name_is_plain(cls, name: str) -> str:
        return _plain(name)

    @model_validator(mode="after")
    def _ids_differ(self) -> Script:
        seen: set[str] = set()
        for key, items in self.said():
            for number, item in enumerate(items):
                if item.id in seen:
                    remedy = "give every step and statement an id of its own"
                    raise refusal(f"{item.id!r} is used twice: {remedy}", key, number, "id")
                seen.add(item.id)
        return self

    @model_validator(mode="after")
    def _order_can_be_kept(self) -> Script:
        steps = {step.id: step for step in self.steps}
        for number, step in enumerate(self.steps):
            for later in step.before:
                if later not in steps:
                    raise refusal(unknown("step", later, list(steps)), "steps", number, "before")
        if circle := _circle(steps):
            place = list(steps).index(circle[0])
            order = " before ".join(circle)
            raise refusal(f"the order {order} cannot be kept: remove one `before`", "steps", place, "before")
        if backwards := _last_before_first(steps):
            late, early = backwards
            raise refusal(
                f"{late!r} counts only at the end (position: last) and must come before {early!r}, which is due in the "
                "first turn (position: first): change one position, or remove the `before`",
                "steps", list(steps).index(late), "before",
            )  # fmt: skip
        return self

    @model_validator(mode="after")
    def _conditions_can_hold(self) -> Script:
        ids = {"step": [step.id for step in self.steps], "forbidden": [item.id for item in self.forbidden]}
        for number, when in self.conditions():
            named = of_script(when.signal or "")
            if named and named[1] == self.script and named[2] not in ids[named[0]]:
                own = ids[named[0]]
                message = (
                    unknown(named[0], named[2], own)
                    if own
                    else "this script forbids nothing: remove the line"
                )
                raise refusal(message, "steps", number, "required", "when", "signal")
        return self

    def conditions(self) -> list[tuple[int, When]]:
        """The number of every conditional step, and its condition."""
        return [
            (number, step.required.when)
            for number, step in enumerate(self.steps)
            if isinstance(step.required, Conditional)
        ]

    def said(self) -> tuple[tuple[str, Sequence[_Sayable]], ...]:
        """Steps and forbidden statements under the keys of the file that hold them."""
        return (("steps", self.steps), ("forbidden", self.forbidden))

    @cached_property
    def version(self) -> str:
        """Changes with the content."""
        return version_of(self.model_dump(mode="json"))

    def __hash__(self) -> int:
        return hash(self.version)


def load_script(path: Path) -> Script:
    """A script file. Raises DefinitionError with file, line, key and remedy."""
    script = parse_file(path, Script)
    if mistake := wording_mistake(script):
        keys, said = mistake
        line = line_of(path.read_text(encoding="utf-8-sig"), keys)
        place = "`{}[{}].{}[{}]`".format(*keys)
        raise DefinitionError(f"{path}: line {line}: {place}: {said}")
    return script


def _plain(name: str) -> str:
    if not _ID.fullmatch(name):
        raise refusal(f"{name!r} has other characters than letters, digits, _ and -: leave them out")
    return name


def _circle(steps: dict[str, Step]) -> list[str]:
    """Steps that must each come before the next and the last before the first; empty where the order can be kept."""
    done: set[str] = set()
    for start in steps:
        path, ahead = [start], [iter(steps[start].before)]
        while path:
            later = next(ahead[-1], None)
            if later is None:
                done.add(path.pop())
                ahead.pop()
            elif later in path:
                return [*path[path.index(later) :], later]
            elif later not in done:
                path.append(later)
                ahead.append(iter(steps[later].before))
    return []


def _last_before_first(steps: dict[str, Step]) -> tuple[str, str] | None:
    """A step of the end that must come, also by way of others, before one of the first turn; None where none must."""
    for late in (step.id for step in steps.values() if step.position == "last"):
        seen, ahead = {late}, [late]
        while ahead:
            for name in steps[ahead.pop()].before:
                if steps[name].position == "first":
                    return late, name
                if name not in seen:
                    seen.add(name)
                    ahead.append(name)
    return None
