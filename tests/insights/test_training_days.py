"""Training days beside quality and satisfaction: what is correlated, and where nothing can be told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import numpy as np
import pytest

from data.warehouse import migrate
from insights.periods import Period
from insights.training_days import correlation, training_correlations

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28), "UTC")
NAN = np.nan


def centre(agents, *, ratings=True, people=None):
    """Agents with 0, 1, 2, … days of training and scores that rise with them."""
    connection = duckdb.connect()
    migrate(connection)
    at = datetime(2026, 11, 10, tzinfo=UTC)
    for n in range(agents):
        for m in range(5):
            key = f"{n}-{m}"
            connection.execute(
                "INSERT INTO conversations (conversation_key, source, conversation_id, revision, is_current, batch_id, started_at, "
                "times_ok, metadata, warnings) VALUES (?, 's', ?, 1, true, 'b', ?, true, '{}', [])",
                [key, key, at],
            )
            connection.execute(
                "INSERT INTO scores VALUES (?, ?, 'c@1', ?, 1, false, false)", [key, f"a{n:02}", 50 + n]
            )
            if ratings:
                connection.execute("INSERT INTO facts VALUES (?, NULL, 'csat', ?)", [key, 5 - n / 10])
        for day in range(n):
            connection.execute("INSERT INTO trainings (person_id, skill, trained_on) VALUES (?, 'q', ?)", [f"a{n:02}", date(2026, 10, 1 + day)])  # fmt: skip
    return {(c.of, c.against): c for c in training_correlations(connection, PERIOD)}


def test_days_and_time_since_stand_beside_quality_and_satisfaction():
    found = centre(14)
    assert {key: (c.agents, c.value) for key, c in found.items()} == {
        ("days", "quality"): (14, 1.0), ("since", "quality"): (13, -1.0), ("days", "csat"): (14, -1.0), ("since", "csat"): (13, 1.0),
    }  # fmt: skip
    assert "those with more training days had higher scores" in found["days", "quality"].sentence


@pytest.mark.parametrize("agents", [0, 1, 9])
def test_few_agents_are_a_result(agents):
    for found in centre(agents, ratings=False).values():
        assert found.value is None
        assert "are needed" in found.sentence


@pytest.mark.parametrize(
    ("x", "y", "agents", "value"),
    [
        ([0.0] * 12, list(range(12)), 12, None),
        (list(range(12)), [1.0] * 12, 12, None),
        ([NAN, *range(11)], [1.0, *range(11)], 11, 1.0),
        ([*range(12), 5], [*range(12), NAN], 12, 1.0),
    ],
)
def test_what_is_the_same_for_all_or_unknown_tells_nothing(x, y, agents, value):
    found = correlation("days", "quality", np.array(x, dtype=float), np.array(y, dtype=float))
    assert (found.agents, found.value) == (agents, value)
    assert ("the same for all" in found.sentence) == (value is None)


def test_the_interval_covers_what_is_true():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(400):
        x = rng.normal(size=40)
        found = correlation("days", "quality", x, 0.5 * x + rng.normal(0, 0.75**0.5, 40))
        inside += found.low <= 6 / np.pi * np.arcsin(0.25) <= found.high  # Spearman's of a normal pair at 0.5
    assert 0.92 <= inside / 400 <= 0.98
