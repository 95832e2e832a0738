"""The night's training plan: sessions from the flags, within the room that the configuration gives."""

from __future__ import annotations

import duckdb

from flows.configuration import Configuration
from flows.lessons import teaching_of
from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import flag_settings, period_of, plan_settings
from flows.tracing import Done, traced
from insights.flags import decision_period
from insights.plans import make_plans, plan_statements, unknown_absences
from insights.training_gains import gained_before
from reports.wording import plural


def plan_training(night: Night) -> Done:
    """Training sessions from the flags as last decided; made anew where flags, effects of training or settings changed."""
    settings, teaching = plan_settings(night.configuration), teaching_of(night.configuration)
    with traced(night, "plans") as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(Done(0, 0, "no conversation has a date yet: no period to plan from"))
        period = decision_period(connection, period, flag_settings(night.configuration))
        flags = connection.execute("SELECT version FROM made WHERE stop = 'flags'").fetchall()
        rests_on = (
            settings,
            period,
            sorted(teaching.items()),
            plan_statements(),
            flags,
            gained_before(connection),
        )
        note = absences_note(connection, night.configuration)
        if not is_changed(connection, "plans", ("flags",), *rests_on):
            return finish(Done(0, _planned(connection), "; ".join(filter(None, ("nothing changed", note)))))
        made = make_plans(connection, period, settings, teaching)
        remember_made(connection, "plans", ("flags",), *rests_on)
        planned = _planned(connection)
        waiting = f", {made - planned} without room" if made > planned else ""
        return finish(
            Done(
                made,
                planned,
                "; ".join(filter(None, (f"{plural(planned, 'session')} planned{waiting}", note))),
            )
        )


def absences_note(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> str:
    """What is wrong with the absences, as a clause; empty where nothing is."""
    names = unknown_absences(connection, plan_settings(configuration).absences)
    return f"nobody knows {', '.join(names)}: correct training.absences in convoqa.yaml" if names else ""


def _planned(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM plans WHERE week IS NOT NULL").fetchone()
    return int(row[0]) if row else 0
