"""Contracts: what must hold of a staged batch before anything is scored, and of scores before they are published.

Great Expectations validates dataframes (it cannot validate DuckDB over SQL). A failing row is named by its id and the
expectation that it failed; results hold ids and counts, never a text.
"""

from __future__ import annotations

import gc
import logging
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from data.conversation import CHANNELS, LONGEST_TEXT, ROLES, UNKNOWN_ROLE

if TYPE_CHECKING:
    import pandas as pd

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LARGEST_CSAT, LARGEST_NPS = 100, 10
ANSWERS = ("yes", "no", "partly", "not_applicable", "unsure", "not_scored")


@dataclass(frozen=True, slots=True)
class Breach:
    """A row that fails an expectation: the conversation it belongs to, and what was expected, in words."""

    conversation_key: str
    expectation: str


def check_conversations(frame: pd.DataFrame, *, now: datetime | None = None) -> list[Breach]:
    """Breaches of the staged conversations: times, channel and ratings in range, and an id."""
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    expect = _expectations()
    return _breaches(
        "conversations",
        frame.assign(
            time_is_plausible=frame["started_at"].isna() | frame["started_at"].between(EARLIEST, latest),
        ),
        {
            "conversation_id is given": expect.ExpectColumnValuesToNotBeNull(column="conversation_id"),
            f"channel is one of {', '.join(CHANNELS)}": expect.ExpectColumnValuesToBeInSet(column="channel", value_set=list(CHANNELS)),
            f"started_at lies between {EARLIEST:%Y} and tomorrow": _is_true("time_is_plausible"),
            f"csat lies between 0 and {LARGEST_CSAT}": expect.ExpectColumnValuesToBeBetween(column="csat", min_value=0, max_value=LARGEST_CSAT),
            f"nps lies between 0 and {LARGEST_NPS}": expect.ExpectColumnValuesToBeBetween(column="nps", min_value=0, max_value=LARGEST_NPS),
        },
    )  # fmt: skip


def check_turns(frame: pd.DataFrame) -> list[Breach]:
    """Breaches of the staged turns: a role that we know, a text of bearable length, no time before the start."""
    expect = _expectations()
    return _breaches(
        "turns",
        frame.assign(
            length=frame["text"].str.len(),
            end_follows_start=frame["end_t"].isna() | frame["t"].isna() | (frame["end_t"] >= frame["t"]),
        ),
        {
            "text is given": expect.ExpectColumnValuesToNotBeNull(column="text"),
            f"role is one of {', '.join(ROLES)}": expect.ExpectColumnValuesToBeInSet(column="role", value_set=[*ROLES, UNKNOWN_ROLE]),
            f"a text has at most {LONGEST_TEXT:,} characters": expect.ExpectColumnValuesToBeBetween(column="length", max_value=LONGEST_TEXT),
            "a turn does not begin more than a day before its conversation": expect.ExpectColumnValuesToBeBetween(column="t", min_value=-86_400),
            "a turn does not end before it begins": _is_true("end_follows_start"),
        },
    )  # fmt: skip


def check_answers(frame: pd.DataFrame) -> list[Breach]:
    """Breaches of answers: known words, values and probabilities in range, evidence inside the stored text."""
    expect = _expectations()
    return _breaches(
        "answers",
        frame,
        {
            f"answer is one of {', '.join(ANSWERS)}": expect.ExpectColumnValuesToBeInSet(column="answer", value_set=list(ANSWERS)),
            "value lies between 0 and 1": expect.ExpectColumnValuesToBeBetween(column="value", min_value=0, max_value=1),
            "probability lies between 0 and 1": expect.ExpectColumnValuesToBeBetween(column="probability", min_value=0, max_value=1),
            "an answer that counts has a value, and only such": _is_true("value_fits_answer"),
            "evidence stands in the stored text": _is_true("evidence_stands"),
        },
    )  # fmt: skip


def check_scores(frame: pd.DataFrame) -> list[Breach]:
    """Breaches of scores: 0 to 100, and a share of weight between 0 and 1."""
    expect = _expectations()
    return _breaches(
        "scores",
        frame,
        {
            "score lies between 0 and 100": expect.ExpectColumnValuesToBeBetween(column="score", min_value=0, max_value=100),
            "answered_weight lies between 0 and 1": expect.ExpectColumnValuesToBeBetween(column="answered_weight", min_value=0, max_value=1),
            "a score is given only where enough was answered, or at an auto-fail": _is_true("score_fits_weight"),
        },
    )  # fmt: skip


def _is_true(column: str) -> Any:
    return _expectations().ExpectColumnValuesToBeInSet(column=column, value_set=[True])


def _breaches(name: str, frame: pd.DataFrame, suite: dict[str, Any]) -> list[Breach]:
    """Every (conversation, expectation) that fails: each is critical, and quarantines its row."""
    frame = frame.reset_index(drop=True)
    failing = failing_rows(name, frame, suite)
    found = {
        (str(frame["conversation_key"].iloc[row]), words) for words, rows in failing.items() for row in rows
    }
    return [Breach(*item) for item in sorted(found)]


def failing_rows(name: str, frame: pd.DataFrame, suite: Mapping[str, Any]) -> dict[str, list[int]]:
    """Positions of the rows that fail, by expectation (in words). Null values fail nothing but what asks for a value.

    Raises RuntimeError where an expectation cannot be checked.
    """
    if frame.empty:
        return {}
    import great_expectations as gx

    expectations = gx.ExpectationSuite(name=f"{name} contract")
    for words, expectation in suite.items():
        expectation.meta = {"words": words}
        expectations.add_expectation(expectation)
    checked = frame[list(dict.fromkeys(expectation.column for expectation in suite.values()))]
    if _validated(name, _witnesses(checked, suite), expectations, "BOOLEAN_ONLY").success:
        return {words: [] for words in suite}
    result = _validated(
        name,
        checked.assign(row=range(len(frame))),
        expectations,
        {"result_format": "COMPLETE", "unexpected_index_column_names": ["row"], "include_unexpected_rows": False},
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for outcome in result.results:
        words = outcome.expectation_config.meta["words"]
        if outcome.exception_info and outcome.exception_info.get("raised_exception"):
            raise RuntimeError(f"the contract {words!r} on {name} could not be checked")
        found[words] = [int(entry["row"]) for entry in outcome.result.get("unexpected_index_list") or ()]
    return found


def _validated(name: str, frame: pd.DataFrame, expectations: Any, result_format: object) -> Any:
    batch = batch_definition(name).get_batch({"dataframe": frame})
    return batch.validate(expectations, result_format=result_format)


def _witnesses(frame: pd.DataFrame, suite: Mapping[str, Any]) -> pd.DataFrame:
    """A few rows of which some fail if any row does: the extremes of a number, a null, each word once.

    Great Expectations takes as long over thousands of rows as over these a hundred times.
    """
    rows = {0}
    for expectation in suite.values():
        values = frame[expectation.column]
        if isinstance(expectation, _expectations().ExpectColumnValuesToBeBetween):
            given = values.dropna()
            rows.update((given.idxmin(), given.idxmax()) if len(given) else ())
        elif isinstance(expectation, _expectations().ExpectColumnValuesToNotBeNull):
            rows.update(values[values.isna()].index[:1])
        else:
            rows.update(values.drop_duplicates().index)
    return frame.loc[sorted(rows)]


def between(column: str, at_least: float | None, at_most: float | None, severity: str) -> Any:
    """The expectation that a number lies within limits; None is no limit."""
    return _expectations().ExpectColumnValuesToBeBetween(
        column=column, min_value=at_least, max_value=at_most, severity=severity
    )


@cache
def _expectations() -> Any:
    context()
    import great_expectations.expectations as expectations

    return expectations


@cache
def context() -> Any:
    """Great Expectations' context: in memory, that phones nobody and shows no progress bars."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logs = logging.getLogger("great_expectations")  # some below it have levels of their own: nothing gets out
    logs.addHandler(logging.NullHandler())
    logs.propagate = False
    warnings.filterwarnings("ignore", module="great_expectations")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False)
    gc.freeze()  # it is a million objects that stay: whoever makes many others would look through them each time
    return made


@cache
def batch_definition(name: str) -> Any:
    """A place in the context to hand a dataframe in at."""
    source = context().data_sources.add_pandas(name=f"{name} in memory")
    return source.add_dataframe_asset(name=name).add_batch_definition_whole_dataframe("whole")
