"""What predicts satisfaction: a planted relation is seen, one that topics make is not, and thin data tell nothing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from insights.outcomes import CANNOT_TELL, NO_RELATION, PREDICTS, association, make_question_outcomes
from insights.periods import Period
from tests.insights.answered import Answered, at

PERIOD = Period(date(2026, 10, 22), date(2026, 11, 18), "Asia/Seoul")
NOW = at(date(2026, 11, 10))
NO_WORK = np.zeros((4000, 1), dtype=np.int64)


def made(store: Answered) -> dict[tuple[str, str], dict]:
    make_question_outcomes(store.flush(), PERIOD)
    return {(row["outcome"], row["question"]): row for row in store.rows("question_outcomes")}


def scored(
    n: int,
    relation: float,
    *,
    agents: int = 20,
    outcome: str = "csat",
    question: str = "greeting",
    seed: int = 1,
    **more,
) -> Answered:
    """Answers with scores from 1 to 5 that lie higher where the answer is yes."""
    store, rng = Answered(), np.random.default_rng(seed)
    for number in range(n):
        yes = rng.random() < 0.6
        score = float(np.clip(round(3 + relation * yes + rng.normal()), 1, 5))
        store.add(
            f"a{number % agents}",
            NOW,
            ["yes" if yes else "no"],
            question=question,
            facts={outcome: score},
            **more,
        )
    return store


@pytest.mark.parametrize(
    ("n", "relation", "agents", "state"),
    [
        (300, 1.5, 20, PREDICTS),
        (300, -1.5, 20, PREDICTS),
        (600, 0.0, 20, NO_RELATION),
        (40, 0.0, 20, CANNOT_TELL),
        (300, 1.5, 3, CANNOT_TELL),
    ],
)
def test_states(n, relation, agents, state):
    row = made(scored(n, relation, agents=agents))[("csat", "greeting")]
    assert (row["state"], row["n"], row["agents"]) == (state, n, agents)
    if state == PREDICTS:
        assert row["low"] <= row["association"] <= row["high"]
        assert np.sign(row["association"]) == np.sign(relation)


def test_what_topics_explain_is_no_relation():
    rng = np.random.default_rng(2)
    work = rng.integers(0, 2, 4000)
    value = (rng.random(4000) < 0.3 + 0.5 * work).astype(float)
    score = 2.0 + 2 * work + rng.integers(0, 2, 4000)
    person = rng.integers(0, 40, 4000)
    assert association(value, score, person, NO_WORK).value > 0.3
    assert abs(association(value, score, person, work[:, None]).value) < 0.05


def test_agents_who_are_alike_widen_the_interval():
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(20), 50)
    level = rng.normal(size=20)[person]
    value = (rng.random(1000) < 0.5).astype(float)
    own = (np.arange(20) % 2)[person].astype(float)
    apart = association(value, rng.normal(size=1000), person, NO_WORK[:1000])
    alike = association(own, level + 0.1 * rng.normal(size=1000), person, NO_WORK[:1000])
    assert alike.high - alike.low > 3 * (apart.high - apart.low)


def test_noise_is_seldom_a_relation():
    rng = np.random.default_rng(4)
    p = [
        association(
            (rng.random(200) < 0.6).astype(float),
            rng.integers(1, 6, 200).astype(float),
            np.arange(200) % 15,
            NO_WORK[:200],
        ).p
        for _ in range(100)
    ]
    assert np.mean(np.array(p) < 0.05) <= 0.1


@pytest.mark.parametrize(
    "store", [Answered(), scored(1, 0), scored(60, 0, outcome="nps")], ids=["none", "one", "nps"]
)
def test_thin_data_is_no_mistake(store):
    assert {row["state"] for row in made(store).values()} <= {CANNOT_TELL}


def test_all_alike_tells_nothing():
    store = Answered()
    for number in range(300):
        store.add(f"a{number % 20}", NOW, ["yes"], facts={"csat": float(number % 5)})
    row = made(store)[("csat", "greeting")]
    assert (row["state"], row["association"]) == (CANNOT_TELL, None)


def test_the_same_rows_give_the_same_figures():
    assert made(scored(100, 1.0)) == made(scored(100, 1.0))
