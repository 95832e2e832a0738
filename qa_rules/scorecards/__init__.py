"""Scorecards: weighted questions by the contract of DESIGN ("Scorecard file"), and what is refused in them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from qa_rules.definitions import parse_file, refusal, unknown, version_of
from qa_rules.detectors import AXES
from qa_rules.scripts import AppliesTo, Names, known_outcomes, nothing_given
from qa_rules.signal_names import signal_mistake

HOME = Path(__file__).parent


Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where an answer comes from: exactly one of its first five keys.

    opportunities_met: an agent axis that must answer the customer's opportunities. signal: seen is yes (absent: seen
    is no; level: from which level on it counts). step: `script/id`. outcome: one of these is yes. fact: a service
    fact within at_most or at_least is yes.
    """

    opportunities_met: str | None = None
    signal: str | None = None
    step: str | None = None
    outcome: Names | None = None
    fact: str | None = None
    absent: bool = False
    level: Annotated[int, Field(ge=1, le=2)] = 1
    at_most: Finite | None = None
    at_least: Finite | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        kinds = ("opportunities_met", "signal", "step", "outcome", "fact")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise refusal(f"give exactly one of {', '.join(kinds)}")
        limits = (self.at_most is not None) + (self.at_least is not None)
        if self.fact is not None and limits != 1:
            raise refusal("a fact needs exactly one of at_most and at_least: correct the line")
        if self.fact is None and limits:
            raise refusal("at_most and at_least belong to a fact: remove them")
        if self.signal is None and (self.absent or self.level != 1):
            raise refusal("absent and level belong to a signal: remove them")
        return self

    @field_validator("signal")
    @classmethod
    def _signal_is_known(cls, name: str | None) -> str | None:
        if name is not None and (mistake := signal_mistake(name)):
            raise refusal(mistake)
        return name

    @field_validator("opportunities_met")
    @classmethod
    def _axis_is_the_agents(cls, name: str | None) -> str | None:
        if name is not None and AXES.get(name) != "agent":
            raise refusal(unknown("axis", name, [axis for axis, role in AXES.items() if role == "agent"]))
        return name

    @field_validator("step")
    @classmethod
    def _step_names_its_script(cls, name: str | None) -> str | None:
        if name is not None and (name.count("/") != 1 or not all(part.strip() for part in name.split("/"))):
            raise refusal(f"{name!r} is not of the form script/step: write both names")
        return name

    @field_validator("outcome")
    @classmethod
    def _outcomes_are_known(cls, names: list[str] | None) -> list[str] | None:
        return known_outcomes(names)


class Question(_Strict):
    """A question, worded so that yes is good."""

    id: str
    ask: str
    from_: Annotated[Source, Field(alias="from")]
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    critical: bool = False
    root_causes: list[str] = []

    @cached_property
    def definition(self) -> str:
        """The version of what is asked: the id, the wording and the source, not the weight."""
        return version_of(self.id, self.ask, self.from_.model_dump(mode="json"))


class Section(_Strict):
    """A named part of a scorecard."""

    name: str
    questions: Annotated[list[Question], Field(min_length=1)]


class Scorecard(_Strict):
    """A scorecard file."""

    scorecard: str
    means: str = ""
    applies_to: Annotated[AppliesTo, BeforeValidator(nothing_given)] = AppliesTo()
    sections: Annotated[list[Section], Field(min_length=1)]

    @field_validator("scorecard")
    @classmethod
    def _name_has_no_at(cls, name: str) -> str:
        if "@" in name or not name.strip():
            raise refusal("a name without @ is needed: the version is added behind it")
        return name

    @model_validator(mode="after")
    def _ids_differ(self) -> Scorecard:
        seen: set[str] = set()
        for place, section in enumerate(self.sections):
            for number, question in enumerate(section.questions):
                if question.id in seen:
                    message = f"{question.id!r} is used twice: give every question an id of its own"
                    raise refusal(message, "sections", place, "questions", number, "id")
                seen.add(question.id)
        return self

    @property
    def questions(self) -> list[Question]:
        """All questions in order."""
        return [question for section in self.sections for question in section.questions]

    @cached_property
    def label(self) -> str:
        """`name@version`; the version changes with the content."""
        return f"{self.scorecard}@{version_of(self.model_dump(mode='json', by_alias=True))}"


def load_scorecard(path: Path) -> Scorecard:
    """A scorecard file. Raises DefinitionError with file, line, key and remedy."""
    return parse_file(path, Scorecard)
