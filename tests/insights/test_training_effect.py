"""The effect of training from answers in a warehouse: who enters, when, what is said, and what is never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from data.warehouse import insert, migrate
from insights.periods import Period
from insights.training_effect import EffectSettings, make_training_effects

TRAINED = date(2026, 6, 1)
OVER = TRAINED + timedelta(days=34)
AGENTS, PER_PERIOD, BEFORE = 30, 30, 112


class Centre:
    """Agents of one skill who answer evenly, day for day, and the trainees among them who change by `effect`."""

    def __init__(self, trainees: int = 8, effect: float = 0.2, last: date = OVER, seed: int = 1) -> None:
        self.connection = duckdb.connect()
        migrate(self.connection)
        self.last, self.rng = last, np.random.default_rng(seed)
        self.trainees = [f"agent {n:02}" for n in range(trainees)]
        for n in range(AGENTS):
            self.answers(f"agent {n:02}", 0.5, effect if n < trainees else 0.0)

    def answers(
        self, agent: str, rate: float, effect: float = 0.0, count: int = PER_PERIOD, before: int = BEFORE, **options: Any
    ) -> None:  # fmt: skip
        days = (self.last - TRAINED).days + 1 + before
        rows: dict[str, list[dict[str, Any]]] = {"conversations": [], "answers": []}
        for n, place in enumerate(np.linspace(0, days - 0.01, int(count * days / 28))):
            day = TRAINED - timedelta(days=before) + timedelta(days=int(place))
            yes = self.rng.random() < rate + effect * (day >= TRAINED)
            key = f"{agent} {options.get('definition', '1')} {n}"
            rows["conversations"].append(_conversation(key, day))
            rows["answers"].append(_answer(key, agent, float(yes), **options))
        for table, found in rows.items():
            insert(self.connection, table, pa.Table.from_pylist(found))

    def train(self, people: Sequence[str] | None = None, on: date = TRAINED, skill: str = "greeting") -> None:
        chosen = self.trainees if people is None else people
        rows = [{"person_id": p, "skill": skill, "trained_on": on} for p in chosen]
        insert(self.connection, "trainings", pa.Table.from_pylist(rows))

    def effects(self, **options: Any) -> list[dict[str, Any]]:
        make_training_effects(
            self.connection,
            Period(self.last - timedelta(days=27), self.last, "Asia/Seoul"),
            EffectSettings(**options),
        )
        found: list[dict[str, Any]] = (
            self.connection.execute("SELECT * FROM training_effects ORDER BY ALL")
            .to_arrow_table()
            .to_pylist()
        )
        return found


def _conversation(key: str, day: date) -> dict[str, Any]:
    return {
        "conversation_key": key, "source": "s", "conversation_id": key, "revision": 1, "is_current": True, "batch_id": "b",
        "channel": "chat", "language": "en", "queue": "parcel", "times_ok": True, "metadata": "{}", "warnings": [],
        "started_at": datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
    }  # fmt: skip


def _answer(
    key: str, agent: str, value: float, definition: str = "1", unsure: bool = False
) -> dict[str, Any]:
    return {
        "conversation_key": key, "agent_id": agent, "scorecard": "card@1", "section": "s", "question": "greeting",
        "definition": definition, "answer": "unsure" if unsure else "yes" if value else "no",
        "value": None if unsure else value, "probability": 0.9, "weight": 1.0, "critical": False, "reason": "r", "evidence": [],
    }  # fmt: skip


@pytest.mark.parametrize(("effect", "state"), [(0.35, "worked"), (-0.35, "made it worse")])
def test_what_changed_the_trained_and_nobody_else_is_found(effect: float, state: str) -> None:
    centre = Centre(effect=effect)
    centre.train()
    [row] = centre.effects()
    assert (row["skill"], row["definition"], row["state"]) == ("greeting", "1", state)
    assert (row["people"], row["controls"], row["left_out"]) == (8, AGENTS - 8, 0)
    assert row["low"] < effect < row["high"]
    assert row["effect"] == pytest.approx(effect, abs=0.1)
    assert row["as_of"] == OVER
    assert abs(row["shortfall"]) < 0.1


def test_no_change_is_seen_only_where_a_change_that_matters_would_have_shown() -> None:
    centre = Centre(effect=0.0)
    centre.train()
    [wide] = centre.effects()
    assert (wide["state"], wide["effect"]) == ("cannot tell yet", None)
    assert wide["low"] < 0 < wide["high"]
    assert wide["more_people"] > 0
    assert f"about {wide['more_people']} more are needed" in wide["reason"]
    [narrow] = centre.effects(smallest_difference=0.2)
    assert narrow["state"] == "no effect seen"
    assert "changed like 22 people like them who had not trained" in narrow["reason"]


@pytest.mark.parametrize("days", [0, -1])
def test_the_time_after_counts_once_it_is_over(days: int) -> None:
    centre = Centre(last=OVER + timedelta(days=days), effect=0.35)
    centre.train()
    [row] = centre.effects()
    assert (row["people"], row["waiting"]) == ((8, 0) if days == 0 else (0, 8))
    if days:
        assert row["reason"] == (
            "Cannot tell yet: no trained people can be compared so far, 5 more are needed."
            " Left out: 8 whose time after is not over."
        )


def test_few_trained_people_are_no_effect_but_a_number_that_is_missing() -> None:
    centre = Centre(trainees=3)
    centre.train()
    [row] = centre.effects()
    assert (row["state"], row["effect"], row["low"], row["people"], row["more_people"]) == (
        "cannot tell yet", None, None, 3, 2,
    )  # fmt: skip


def test_everybody_trained_leaves_nobody_to_compare_with() -> None:
    centre = Centre()
    centre.train([f"agent {n:02}" for n in range(AGENTS)])
    [row] = centre.effects()
    assert (row["state"], row["controls"], row["effect"]) == ("cannot tell yet", 0, None)


def test_who_has_too_few_answers_or_is_like_nobody_is_counted_and_left_out() -> None:
    centre = Centre()
    centre.answers("new", 0.5, before=27)
    centre.answers("rare", 0.5, count=10)
    centre.answers("other", 0.0)
    centre.train([*centre.trainees, "new", "rare", "other", "away"])
    [row] = centre.effects()
    assert (row["people"], row["too_few"], row["unmatched"], row["left_out"]) == (8, 3, 1, 4)
    assert (
        "Left out: 3 with too few answers before or after, 1 like whom nobody untrained was." in row["reason"]
    )


def test_two_versions_of_a_question_are_never_mixed() -> None:
    centre = Centre(effect=0.35)
    for n in range(12):
        centre.answers(f"agent {n:02}", 0.9, definition="2", count=4)
    centre.train()
    first, second = centre.effects()
    assert (first["definition"], first["people"], first["state"]) == ("1", 8, "worked")
    assert (second["definition"], second["people"], second["too_few"]) == ("2", 0, 8)


def test_a_skill_that_no_question_asks_is_said() -> None:
    centre = Centre()
    centre.train(skill="juggling")
    [row] = centre.effects()
    assert (row["skill"], row["definition"], row["state"], row["left_out"]) == (
        "juggling",
        "",
        "cannot tell yet",
        8,
    )
    assert row["reason"].startswith("Cannot tell: no question of this name is asked.")


def test_the_first_training_of_a_person_counts_under_any_of_their_ids() -> None:
    centre = Centre(effect=0.35)
    centre.train()
    centre.train(on=TRAINED + timedelta(days=3))
    centre.connection.execute(
        "INSERT INTO agents (agent_id, person_id, exclude) VALUES ('agent 00', 'p', false), ('agent 01', 'p', false)"
    )
    [row] = centre.effects()
    assert (row["people"], row["repeated"]) == (7, 7)
    assert "7 further trainings of the same people: the first one counts." in row["reason"]


def test_who_trains_later_is_held_against_only_until_then() -> None:
    centre = Centre(effect=0.35)
    centre.train()
    [alone] = centre.effects()
    later = ["agent 20", "agent 21"]
    centre.train(later, on=TRAINED + timedelta(days=33))  # they answered all but two days long without it
    [row] = centre.effects()
    assert (row["people"], row["waiting"], row["controls"]) == (8, 2, alone["controls"])
    centre.connection.execute(
        "UPDATE trainings SET trained_on = ? WHERE person_id = ANY(?)", [TRAINED - timedelta(days=1), later]
    )
    [row] = centre.effects()
    assert (row["people"], row["controls"]) == (10, AGENTS - 10)


def test_all_answers_the_same_and_none_at_all_are_results() -> None:
    centre = Centre(effect=0.0)
    centre.connection.execute("UPDATE answers SET answer = 'yes', value = 1")
    centre.train()
    [row] = centre.effects()
    assert (row["effect"], row["low"], row["high"], row["state"]) == (0.0, 0.0, 0.0, "no effect seen")
    centre.connection.execute("DELETE FROM answers; DELETE FROM conversations")
    assert centre.effects()[0]["state"] == "cannot tell yet"
    centre.connection.execute("DELETE FROM trainings")
    assert centre.effects() == []


def test_the_order_of_rows_changes_nothing() -> None:
    centre = Centre()
    centre.train()
    first = centre.effects()
    for table in ("answers", "conversations", "trainings"):
        centre.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE turned AS SELECT * FROM {table} ORDER BY hash({table}::VARCHAR);"  # noqa: S608
            f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM turned"
        )
    assert centre.effects() == first


def test_the_shortfall_is_of_the_period_before_the_flag_that_stood() -> None:
    centre = Centre(trainees=8, effect=0.0)
    since = TRAINED - timedelta(days=20)
    centre.connection.execute(
        "UPDATE answers SET value = 0, answer = 'no' FROM conversations AS c WHERE c.conversation_key = answers.conversation_key "
        "AND answers.agent_id < 'agent 08' AND c.started_at::DATE BETWEEN ? AND ?",
        [since - timedelta(days=27), since],
    )
    centre.train()
    [without] = centre.effects()
    centre.connection.execute(
        "INSERT INTO flag_decisions SELECT ?, 'agent', unnest(?), '1', 'greeting', 'below', ?",
        [TRAINED - timedelta(days=6), centre.trainees, since],
    )
    [flagged] = centre.effects()
    assert flagged["shortfall"] == pytest.approx(0.5, abs=0.1)
    assert without["shortfall"] < 0.3


def test_what_a_control_does_after_training_too_counts_nowhere() -> None:
    centre = Centre(effect=0.35)
    centre.train()
    later = [f"agent {n}" for n in range(20, 26)]
    on = TRAINED + timedelta(days=30)
    centre.train(later, on=on)
    [row] = centre.effects()
    centre.connection.execute(
        "UPDATE answers SET value = 1 - value, answer = CASE value WHEN 1 THEN 'no' ELSE 'yes' END FROM conversations AS c "
        "WHERE c.conversation_key = answers.conversation_key AND answers.agent_id = ANY(?) AND c.started_at::DATE >= ?",
        [later, on],
    )
    assert centre.effects() == [row]
    assert row["controls"] == AGENTS - 8
