"""Scorecards: weighted questions by the contract of DESIGN ("Scorecard file"), and what is refused in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from qa_rules.definitions import parse_file, version_of
from qa_rules.detectors import AXES
from qa_rules.scripts import OUTCOMES, AppliesTo
from qa_rules.signal_names import is_signal, known_signals

HOME = Path(__file__).parent


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
    outcome: list[str] | None = None
    fact: str | None = None
    absent: bool = False
    level: Annotated[int, Field(ge=1, le=2)] = 1
    at_most: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        kinds = ("opportunities_met", "signal", "step", "outcome", "fact")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(kinds)}")
        if self.fact is not None and (self.at_most is None) == (self.at_least is None):
            raise ValueError("a fact needs exactly one of at_most and at_least")
        if self.signal is not None and not is_signal(self.signal):
            raise ValueError(f"unknown signal {self.signal!r}: use one of {', '.join(known_signals())}")
        if self.opportunities_met is not None and AXES.get(self.opportunities_met) != "agent":
            raise ValueError("opportunities_met takes an axis of the agent: empathy")
        if self.step is not None and self.step.count("/") != 1:
            raise ValueError(f"{self.step!r} is not of the form script/step")
        if wrong := [name for name in self.outcome or () if name not in OUTCOMES]:
            raise ValueError(f"unknown outcome {wrong[0]!r}: use some of {', '.join(OUTCOMES)}")
        return self


class Question(_Strict):
    """A question, worded so that yes is good."""

    id: str
    ask: str
    from_: Annotated[Source, Field(alias="from")]
    weight: Annotated[float, Field(gt=0)] = 1.0
    critical: bool = False
    root_causes: list[str] = []


class Section(_Strict):
    """A named part of a scorecard."""

    name: str
    questions: Annotated[list[Question], Field(min_length=1)]


def _paths(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


class Scorecard(_Strict):
    """A scorecard file. scripts: names of the script files that its step questions refer to."""

    scorecard: str
    means: str = ""
    applies_to: AppliesTo = AppliesTo()
    scripts: Annotated[list[str], BeforeValidator(_paths)] = []
    sections: Annotated[list[Section], Field(min_length=1)]

    @field_validator("scorecard")
    @classmethod
    def _name_has_no_at(cls, name: str) -> str:
        if "@" in name or not name.strip():
            raise ValueError("a name without @ is needed: the version is added behind it")
        return name

    @model_validator(mode="after")
    def _ids_differ(self) -> Scorecard:
        names = [question.id for question in self.questions]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the question id {twice[0]!r} is used twice: give every question an id of its own")
        return self

    @property
    def questions(self) -> list[Question]:
        """All questions in order."""
        return [question for section in self.sections for question in section.questions]

    @property
    def label(self) -> str:
        """`name@version`; the version changes with the content."""
        return f"{self.scorecard}@{version_of(self.model_dump(mode='json', by_alias=True))}"


def load_scorecard(path: Path) -> Scorecard:
    """A scorecard file. Raises DefinitionError with file, line, key and remedy."""
    return parse_file(path, Scorecard)
