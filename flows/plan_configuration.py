"""`training` in `convoqa.yaml`: how much training there is room for, and who is away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from qa_rules.definitions import refusal


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Absent(_Strict):
    """Days on which an agent is away, both included."""

    agent: str
    from_: Annotated[date, Field(alias="from")]
    to: date

    @field_validator("agent")
    @classmethod
    def _somebody_is_named(cls, name: str) -> str:
        if not name.strip():
            raise refusal("the agent's id is empty: write it as agents.csv and transcripts have it")
        return name.strip()

    @model_validator(mode="after")
    def _in_order(self) -> Absent:
        if self.to < self.from_:
            raise refusal(f"to ({self.to}) lies before from ({self.from_}): exchange them", "to")
        return self


class TrainingPlan(_Strict):
    """How the training plan is made."""

    sessions_a_week: Annotated[int, Field(ge=1, le=100)] = 3
    people_a_session: Annotated[int, Field(ge=1, le=50)] = 8
    weeks: Annotated[int, Field(ge=1, le=26)] = 4
    absences: list[Absent] = []
    new_starter_days: Annotated[int, Field(ge=0, le=366)] = 30
