"""What a report is about: its date, periods, wording of questions, settings and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from insights.flags import FlagSettings, spoken
from insights.periods import Period
from insights.planning import PlanSettings
from insights.saying import Say
from reports.languages import saying
from reports.lessons import Lesson


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a report shows; what is left out is counted and said.

    to_decide: conversations to decide tonight. transcripts: further ones that quotes link to. quotes: of the worst,
    and of the best, on an agent's page. quarantine: records listed.
    """

    to_decide: int = 40
    transcripts: int = 200
    quotes: int = 4
    quarantine: int = 200


@dataclass(frozen=True, slots=True)
class ReportContext:
    """All that a report needs beside the warehouse.

    date: of the night, names the folder. period, previous: as flags were made for. title: of the workspace.
    thresholds: probability from which a level counts, by axis. questions: wording of a question by its
    `definition`; a question without wording is shown by its id. lessons: what it is taught with, by its `definition`.
    page_key: keys the names of agents' pages. false_alarms_a_month: what control charts of changes allow. language: of
    the pages, of reports.languages.LANGUAGES.
    """

    date: date
    period: Period
    previous: Period
    time_zone: str
    title: str = "convoqa"
    thresholds: Mapping[str, float] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    flag_settings: FlagSettings = field(default_factory=FlagSettings)
    plan_settings: PlanSettings = field(default_factory=PlanSettings)
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    false_alarms_a_month: float = 1.0
    language: str = "en"
    page_key: bytes = field(default=b"", repr=False)

    @property
    def say(self) -> Say:
        """How the language of the pages says things."""
        return saying(self.language)

    def asked(self, definition: str, question: str) -> str:
        """The wording of a question, else its id in words."""
        return self.questions.get(definition) or spoken(question)
