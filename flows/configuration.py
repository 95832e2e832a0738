"""`convoqa.yaml`: one model, every default stated once, unknown keys refused with file, line and key."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from data.batch_contracts import QUARANTINE_STOP
from data.conversation import INTERNAL, ROLES
from data.landing import MOVE, After
from data.object_store import address_of
from data.redaction import ENTITIES
from flows.notify_settings import Notify, entries_only
from flows.places import landing_in_the_way, place_of
from flows.plan_configuration import TrainingPlan
from flows.targets import Target, one_of_each, without_question
from qa_rules.definitions import DefinitionError, parse_file
from qa_rules.detectors import AXES
from qa_rules.exercises import Exercise, load_exercises
from qa_rules.library import Library, load_library
from reports.languages import Language

FILE_NAME = "convoqa.yaml"
Share = Annotated[float, Field(gt=0, lt=1)]
Place = Annotated[Path, BeforeValidator(place_of)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Exclusions(_Strict):
    """Test and excluded conversations: any match of a list excludes."""

    conversation_id: list[str] = []
    agent_id: list[str] = []
    queue: list[str] = []
    topic: list[str] = []


class FirstResponse(_Strict):
    """Targets for the first response, in seconds, by channel."""

    call: Annotated[float, Field(gt=0)] = 20
    chat: Annotated[float, Field(gt=0)] = 60
    email: Annotated[float, Field(gt=0)] = 4 * 3600


class Landing(_Strict):
    """A folder that files are sent to, and what becomes of those that are wholly taken in."""

    path: Place
    after: After = "leave"
    moved_to: Place | None = None

    @model_validator(mode="after")
    def _holds(self) -> Landing:
        if (self.after == MOVE) != (self.moved_to is not None):
            raise ValueError("write `moved_to`, a folder, with `after: move`, and with nothing else")
        if self.after != "leave" and address_of(self.path):
            raise ValueError("files of an object store are left where they are: write `after: leave`")
        return self


class Configuration(_Strict):
    """The settings of a workspace. Paths are relative to the file."""

    title: str = "convoqa"
    input: list[Place] = []
    landing: Landing | None = None
    time_zone: str = "UTC"
    schedule: str = "0 1 * * *"
    scripts: list[Place] | None = None
    scorecards: list[Place] | None = None
    roles: dict[str, Literal[(*ROLES, INTERNAL)]] = {}  # type: ignore[valid-type]
    exclude: Exclusions = Exclusions()
    redact: dict[Literal[ENTITIES], bool] = {}  # type: ignore[valid-type]
    thresholds: dict[str, Share] = {}
    prevalence: dict[str, Share] = {}
    auto_fail_from: Share = 0.95
    period_days: Annotated[int, Field(ge=1, le=366)] = 28
    minimum_sample: Annotated[int, Field(ge=1)] = 20
    smallest_difference: Share = 0.05
    compare_by: Annotated[list[Literal["topic", "language", "channel", "queue"]], Field(min_length=1)] = [
        "topic", "language", "channel", "queue",
    ]  # fmt: skip
    decide_every_days: Annotated[int, Field(ge=1, le=366)] = 7
    false_alarms_a_month: Annotated[float, Field(gt=0, le=100)] = 1
    targets: Annotated[list[Target], AfterValidator(one_of_each)] = []
    smallest_topic: Annotated[int, Field(ge=5)] = 5
    training: TrainingPlan = TrainingPlan()
    exercises: list[Place] = []
    report_language: Language = "en"
    first_response_s: FirstResponse = FirstResponse()
    resolution_target_hours: Annotated[float, Field(gt=0)] = 24
    repeat_window_days: Annotated[int, Field(ge=1, le=90)] = 7
    keep_text_days: Annotated[int, Field(ge=1, le=36_500)] = 180
    quarantine_stop: Annotated[float, Field(gt=0, le=1)] = QUARANTINE_STOP
    notify: Annotated[list[Notify], BeforeValidator(entries_only)] = []
    decide_tonight: Annotated[int, Field(ge=1)] = 40
    workers: Annotated[int, Field(ge=1, le=64)] = 2

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"unknown time zone {name!r}: use an IANA name, as Asia/Seoul or Asia/Bangkok")
        return name

    @field_validator("schedule")
    @classmethod
    def _cron_is_valid(cls, expression: str) -> str:
        from datetime import UTC, datetime

        from cronsim import CronSim, CronSimError

        try:
            CronSim(expression, datetime.now(UTC))
        except CronSimError:
            raise ValueError(
                f"{expression!r} is no cron expression: write five fields, as 0 1 * * *"
            ) from None
        return expression

    @model_validator(mode="after")
    def _axes_are_known(self) -> Configuration:
        for key, given in (("thresholds", self.thresholds), ("prevalence", self.prevalence)):
            if unknown := sorted(set(given) - set(AXES)):
                raise ValueError(f"{key}: unknown axis {unknown[0]!r}: use some of {', '.join(AXES)}")
        if wrong := next((axis for axis, share in self.prevalence.items() if not 0 < share < 1), None):
            raise ValueError(f"prevalence: {wrong} must lie between 0 and 1, and be neither")
        return self

    @property
    def inputs(self) -> list[Path]:
        """What a night reads where the command line names nothing."""
        return [*self.input, self.landing.path] if self.landing else self.input

    @property
    def redacted(self) -> frozenset[str]:
        """The kinds of personal data that leave every text: all that `redact` does not switch off."""
        return frozenset(entity for entity in ENTITIES if self.redact.get(entity, True))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days, and of times written without an offset."""
        return ZoneInfo(self.time_zone)

    def library(self) -> Library:
        """Scripts and scorecards in force, read once. Raises DefinitionError."""
        return self._library

    def exercise_catalogue(self) -> tuple[Exercise, ...]:
        """The exercises of the folders named, and those that are shipped, read once. Raises DefinitionError."""
        return self._exercises

    @cached_property
    def _exercises(self) -> tuple[Exercise, ...]:
        return load_exercises(self.exercises)

    @cached_property
    def _library(self) -> Library:
        library = load_library(
            self.scripts,
            self.scorecards,
            thresholds=self.thresholds,
            prevalence=self.prevalence,
            auto_fail_from=self.auto_fail_from,
            time_zone=self.zone,
        )
        asked = {question.id for card in library.scorecards for question in card.questions}
        if why := without_question(self.targets, asked):
            raise DefinitionError(f"{FILE_NAME}: {why}")
        return library


def load_configuration(path: Path | None, workspace: Path | None) -> Configuration:
    """The named file, else `convoqa.yaml` of the workspace, if any, else of the current folder, else the defaults.

    Raises DefinitionError for a named file that is not there, or one that does not hold.
    """
    if path is None:
        path = next((p for p in ((workspace or Path()) / FILE_NAME, Path(FILE_NAME)) if p.is_file()), None)
        if path is None:
            return Configuration()
    elif not path.is_file():
        raise DefinitionError(f"{path}: there is no such file: give the path of a convoqa.yaml")
    found = parse_file(path, Configuration)
    here = path.resolve().parent
    return found.model_copy(
        update={
            "input": [here / p for p in found.input],
            "landing": found.landing and _landing(found.landing, found.input, path, workspace),
            "scripts": None if found.scripts is None else [here / p for p in found.scripts],
            "scorecards": None if found.scorecards is None else [here / p for p in found.scorecards],
            "exercises": [here / p for p in found.exercises],
        }
    )


def _landing(landing: Landing, inputs: list[Path], file: Path, workspace: Path | None) -> Landing:
    """The landing folder with its paths made absolute. Raises DefinitionError where something else is in its way."""
    here = file.resolve().parent
    path, moved_to = here / landing.path, landing.moved_to and here / landing.moved_to
    if why := landing_in_the_way(path, moved_to, [here / p for p in inputs], file, workspace):
        raise DefinitionError(f"{file}: landing: {why}")
    return landing.model_copy(update={"path": path, "moved_to": moved_to and moved_to.resolve()})
