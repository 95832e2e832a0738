"""How well the answers agree with people's: a step of the night, and what an import of people's answers ends with."""

from __future__ import annotations

from typing import Final

import duckdb

from flows.made import is_changed, remember_made
from flows.night import Night
from flows.night_context import period_of
from flows.tracing import Done, traced
from insights.agreement import agreement_statements, make_agreement
from reports.wording import plural

_STOP: Final = "agreement"
_INPUTS: Final = ("conversations", "answers", "reviews", "review_draws")


def measure_agreement(night: Night) -> Done:
    """Agreement with people's answers, error rates and corrected rates, where anything that they rest on changed."""
    with traced(night, _STOP) as (connection, finish):
        made = bring_agreement_up_to_date(connection, night)
        reviews = _count(connection, "reviews")
        if made is None:
            return finish(Done(reviews, _count(connection, "agreement"), "nothing changed"))
        return finish(Done(reviews, made, f"{plural(reviews, 'review')}, {plural(made, 'comparison')}"))


def bring_agreement_up_to_date(connection: duckdb.DuckDBPyConnection, night: Night) -> int | None:
    """Makes `agreement` anew; returns the number of rows, None where nothing changed or there is no period yet."""
    period = period_of(connection, night)
    settings = (period, night.configuration.minimum_sample, agreement_statements())
    if period is None or not is_changed(connection, _STOP, _INPUTS, *settings):
        return None
    made = make_agreement(connection, period, night.configuration.minimum_sample)
    remember_made(connection, _STOP, _INPUTS, *settings)
    return made


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    return int(row[0]) if row else 0
