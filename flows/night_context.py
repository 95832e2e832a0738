"""What the insights and the report of a night are told: its period, their settings, and the report's context."""

from __future__ import annotations

import duckdb

from data.identity import workspace_key
from flows.configuration import Configuration
from flows.lessons import lessons_of
from flows.night import Night
from insights.benchmarks import BenchmarkSettings, Target
from insights.change import ChangeSettings
from insights.facts import FactSettings
from insights.flags import FlagSettings
from insights.periods import Period, current_period, previous
from insights.planning import Absence, PlanSettings
from qa_rules.settling import limits_of
from qa_rules.tokenizing import LANGUAGES
from reports.context import Limits, ReportContext


def period_of(connection: duckdb.DuckDBPyConnection, night: Night) -> Period | None:
    """The period that the night reports on."""
    configuration = night.configuration
    return current_period(
        connection, days=configuration.period_days, time_zone=configuration.time_zone, not_after=night.day
    )


def report_context(connection: duckdb.DuckDBPyConnection, night: Night) -> ReportContext | None:
    """What the report of a night needs to know; None where no conversation has a date yet."""
    period = period_of(connection, night)
    if period is None:
        return None
    configuration = night.configuration
    library = configuration.library()
    return ReportContext(
        date=night.day,
        period=period,
        previous=previous(period),
        time_zone=configuration.time_zone,
        title=configuration.title,
        thresholds={
            f"{axis} ({language})": limit.threshold
            for language in LANGUAGES
            for axis, limit in limits_of(language, library.thresholds, library.prevalence).items()
        },
        questions={q.definition: q.ask for card in library.scorecards for q in card.questions},
        flag_settings=flag_settings(configuration),
        plan_settings=plan_settings(configuration),
        lessons=lessons_of(configuration, connection),
        limits=Limits(to_decide=configuration.decide_tonight),
        false_alarms_a_month=configuration.false_alarms_a_month,
        page_key=workspace_key(night.workspace),
        language=configuration.report_language,
    )


def flag_settings(configuration: Configuration) -> FlagSettings:
    """The settings of flags."""
    return FlagSettings(
        minimum_sample=configuration.minimum_sample,
        smallest_difference=configuration.smallest_difference,
        compare_by=tuple(configuration.compare_by),
        decide_every_days=configuration.decide_every_days,
    )


def change_settings(configuration: Configuration) -> ChangeSettings:
    """The settings of changes."""
    return ChangeSettings(
        false_alarms_a_month=configuration.false_alarms_a_month,
        minimum_sample=configuration.minimum_sample,
        smallest_difference=configuration.smallest_difference,
        compare_by=tuple(configuration.compare_by),
    )


def benchmark_settings(configuration: Configuration) -> BenchmarkSettings:
    """The settings of benchmarks and targets."""
    return BenchmarkSettings(
        targets=tuple(Target(t.question, t.at_least, t.topic, t.queue) for t in configuration.targets),
        minimum_sample=configuration.minimum_sample,
        smallest_difference=configuration.smallest_difference,
    )


def plan_settings(configuration: Configuration) -> PlanSettings:
    """The settings of the training plan."""
    training = configuration.training
    return PlanSettings(
        sessions_a_week=training.sessions_a_week,
        people_a_session=training.people_a_session,
        weeks=training.weeks,
        absences=tuple(Absence(a.agent, a.from_, a.to) for a in training.absences),
        new_starter_days=training.new_starter_days,
        minimum_sample=configuration.minimum_sample,
    )


def fact_settings(configuration: Configuration) -> FactSettings:
    """The settings of service facts."""
    targets = configuration.first_response_s
    return FactSettings(
        first_response_call_s=targets.call,
        first_response_chat_s=targets.chat,
        first_response_email_s=targets.email,
        resolution_target_hours=configuration.resolution_target_hours,
        repeat_window_days=configuration.repeat_window_days,
    )
