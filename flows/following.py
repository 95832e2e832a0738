"""What is followed from night to night: changes, benchmarks and targets, what predicts satisfaction, customers at risk."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import benchmark_settings, change_settings, period_of
from flows.tracing import Done, traced
from insights.at_risk import AT_LEAST, REASONS, at_risk_statement, make_at_risk
from insights.benchmarks import BELOW_TARGET, benchmark_statements, make_benchmarks
from insights.change import DECLINING, IMPROVING, change_statements, make_changes, weeks_to
from insights.outcomes import PREDICTS, make_question_outcomes, outcome_statements
from reports.wording import plural

_NO_PERIOD: Final = Done(0, 0, "no conversation has a date yet")
_NOTHING: Final = Done(0, 0, "nothing changed")


def follow_changes(night: Night) -> Done:
    """Who and what improves or declines against their own past, by whole weeks."""
    settings = change_settings(night.configuration)
    inputs = ("conversations", "answers", "agents", "topics", "trainings")
    with traced(night, "changes") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(_NO_PERIOD)
        weeks = weeks_to(max(period.end, night.day - timedelta(days=1)))
        rests_on = (settings, weeks, period.time_zone, change_statements())
        if not is_changed(connection, "changes", inputs, *rests_on):
            return finish(_NOTHING)
        made = make_changes(connection, period, night.day, settings)
        remember_made(connection, "changes", inputs, *rests_on)
        found = dict(connection.execute("SELECT state, count(*) FROM changes GROUP BY state").fetchall())
        told = f"{found.get(IMPROVING, 0)} improving, {found.get(DECLINING, 0)} declining"
        return finish(Done(made, made, f"{plural(made, 'chart')}: {told}"))


def set_benchmarks(night: Night) -> Done:
    """Where questions, topics and queues stand against targets, and which questions predict satisfaction."""
    settings = benchmark_settings(night.configuration)
    inputs = ("conversations", "answers", "agents", "topics", "facts")
    with traced(night, "benchmarks") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(_NO_PERIOD)
        rests_on = (settings, period, benchmark_statements(), outcome_statements())
        if not is_changed(connection, "benchmarks", inputs, *rests_on):
            return finish(_NOTHING)
        made = make_benchmarks(connection, period, settings)
        related = make_question_outcomes(connection, period)
        remember_made(connection, "benchmarks", inputs, *rests_on)
        below = connection.execute(
            "SELECT count(*) FROM benchmarks WHERE state = ?", [BELOW_TARGET]
        ).fetchone()
        predict = connection.execute(
            "SELECT count(*) FROM question_outcomes WHERE state = ?", [PREDICTS]
        ).fetchone()
        note = f"{plural(made, 'benchmark')}, {below[0] if below else 0} below target; "
        note += f"{predict[0] if predict else 0} of {related} questions and scores are related"
        return finish(Done(made, made + related, note))


def list_customers_at_risk(night: Night) -> Done:
    """Customers to follow up, the most urgent first."""
    inputs = ("conversations", "outcomes", "topics", "facts", "deescalations")
    with traced(night, "at risk") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(_NO_PERIOD)
        rests_on = (period, night.day, at_risk_statement(), sorted(REASONS.items()), AT_LEAST)
        if not is_changed(connection, "at risk", inputs, *rests_on):
            return finish(_NOTHING)
        made = make_at_risk(connection, period, night.day)
        remember_made(connection, "at risk", inputs, *rests_on)
        return finish(Done(made, made, f"{plural(made, 'customer')} to follow up"))
