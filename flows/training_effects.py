"""The step of the night that measures what trainings brought."""

from __future__ import annotations

from typing import Final

from flows.configuration import Configuration
from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import period_of
from flows.tracing import Done, traced
from insights.training_effect import EffectSettings, effect_statements, make_training_effects
from reports.wording import plural

_STOP: Final = "training_effects"
_INPUTS: Final = ("conversations", "answers", "agents", "topics", "trainings", "flag_decisions")


def measure_training(night: Night) -> Done:
    """What every skill's trainings brought, where anything that this rests on changed."""
    settings = effect_settings(night.configuration)
    with traced(night, _STOP) as (connection, finish):
        period = period_of(connection, night)
        if period is None:
            return finish(Done(0, 0, "no conversation has a date yet: nothing to measure"))
        row = connection.execute(
            "SELECT count(*), (SELECT count(*) FROM training_effects) FROM trainings"
        ).fetchone()
        logged, made = row or (0, 0)
        if not (logged or made):
            return finish(Done(0, 0, "no training is on record"))
        if is_changed(connection, _STOP, _INPUTS, settings, period, effect_statements()):
            made = make_training_effects(connection, period, settings)
            remember_made(connection, _STOP, _INPUTS, settings, period, effect_statements())
            return finish(Done(logged, made, f"{plural(logged, 'training')}, {plural(made, 'effect')}"))
        return finish(Done(0, made, "nothing changed"))


def effect_settings(configuration: Configuration) -> EffectSettings:
    """The settings of effects: those of flags."""
    return EffectSettings(
        period_days=configuration.period_days,
        minimum_sample=configuration.minimum_sample,
        smallest_difference=configuration.smallest_difference,
        compare_by=tuple(configuration.compare_by),
    )
