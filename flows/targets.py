"""Targets in `convoqa.yaml`: the share that the answers to a question should reach, everywhere, in a topic or in a queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Target(BaseModel):
    """One target; that of a topic or queue goes before the general one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    at_least: Annotated[float, Field(gt=0, le=1)]
    topic: str | None = None
    queue: str | None = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Target:
        if self.topic is not None and self.queue is not None:
            raise ValueError("a target is of a topic or of a queue: write two targets")
        return self


def one_of_each(targets: Sequence[Target]) -> Sequence[Target]:
    """The same targets. Raises ValueError where two of them are for the same."""
    seen = set()
    for target in targets:
        key = (target.question, target.topic, target.queue)
        if key in seen:
            raise ValueError(f"two targets for {target.question!r} in the same place: keep one")
        seen.add(key)
    return targets


def without_question(targets: Sequence[Target], questions: Collection[str]) -> str | None:
    """A sentence on the first target for a question that no scorecard asks; None where there is none."""
    unknown = next((t.question for t in targets if t.question not in questions), None)
    if unknown is None:
        return None
    return f"targets: no scorecard asks {unknown!r}: use one of {', '.join(sorted(questions))}"
