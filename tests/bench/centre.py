"""A contact centre that is simulated week by week: who takes what, what comes out, how sure the verdicts are.

Rates differ by topic, and agents' mixes of topics differ, so that raw means mislead. Shifts (one of three a day, or one
of twelve a week) share what nobody records. Verdicts come with probabilities that are right on average, and those near one half are unsure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.comparison import Sums

Floats = NDArray[np.float64]

WEEKS_IN_WINDOW = 4
_COLUMNS = ("size", "unsure", "total", "likely", "doubt")
"""Of insights/sql/flag_cells.sql. A yes or no is its own square, and a likely one its own expected square."""
UNSURE = (0.4, 0.6)
"""A verdict with a probability between these is `unsure`."""


@dataclass(frozen=True)
class Setting:
    """What a centre is like. week: conversations an agent has in one, from and to. rates: of yes by topic, from and to.

    shift_sd, agent_sd: of rates. poor: agents whose rates lie `drop` lower, on every question or, with one_question, on
    the first. doubt: verdicts on an answer that is yes with probability r are spread as Beta(doubt · r, doubt · (1 − r));
    with 0 they are sure and right.
    """

    agents: int = 200
    topics: int = 12
    questions: int = 5
    week: tuple[int, int] = (10, 100)
    rates: tuple[float, float] = (0.55, 0.95)
    shift_sd: float = 0.05
    shifts_of_a_week: bool = False
    agent_sd: float = 0.0
    poor: int = 0
    drop: float = 0.0
    one_question: bool = False
    doubt: float = 0.5


class Centre:
    """One centre, drawn from a seed; its windows of four weeks come one week apart."""

    def __init__(self, setting: Setting, seed: tuple[int, ...]) -> None:
        self.setting, self._rng = setting, np.random.default_rng(seed)
        rng, agents, questions = self._rng, setting.agents, setting.questions
        self.rates = rng.uniform(*setting.rates, (questions, setting.topics))
        self.mixes = rng.dirichlet(np.full(setting.topics, 0.4), agents).cumsum(axis=1)
        self.volumes = rng.integers(setting.week[0], setting.week[1] + 1, agents)
        self.effects = rng.normal(0, 1, (agents, questions)) * setting.agent_sd
        self.poor = np.zeros(agents, dtype=bool)
        self.poor[rng.choice(agents, setting.poor, replace=False)] = True
        self.worse = np.zeros((agents, questions), dtype=bool)
        self.worse[self.poor, : 1 if setting.one_question else None] = True
        self.effects[self.worse] -= setting.drop

    def windows(self) -> Iterator[Sums]:
        """The answers of four weeks, then of the four that end a week later, without end."""
        weeks = [self._week() for _ in range(WEEKS_IN_WINDOW)]
        while True:
            yield self._sums(np.sum(weeks, axis=0))
            weeks = [*weeks[1:], self._week()]

    def _week(self) -> Floats:
        """Columns of answers added up: _COLUMNS × agents × questions × topics."""
        rng, setting = self._rng, self.setting
        shape = (setting.agents, setting.questions, setting.topics)
        agent = np.repeat(np.arange(setting.agents), self.volumes)
        draw = rng.random(len(agent))
        topic = np.minimum((draw[:, None] > self.mixes[agent]).sum(axis=1), setting.topics - 1)
        if setting.shifts_of_a_week:
            shift = rng.integers(0, 12, setting.agents)[agent]
        else:
            shift = rng.integers(0, 3, setting.agents)[agent] * 7 + rng.integers(0, 7, len(agent))
        luck = rng.normal(0, setting.shift_sd, (21, setting.questions))
        added = np.zeros((len(_COLUMNS), *shape))
        for question in range(setting.questions):
            rate = self.rates[question, topic] + self.effects[agent, question] + luck[shift, question]
            cell = np.ravel_multi_index((agent, question, topic), shape)
            for place, values in enumerate(self._verdicts(np.clip(rate, 0.01, 0.99))):
                added[place] += np.bincount(cell, values, int(np.prod(shape))).reshape(shape)
        return added

    def _verdicts(self, rate: Floats) -> Iterator[Floats]:
        """What every answer adds to the columns, when it is yes with probability `rate`."""
        doubt = self.setting.doubt
        if doubt:
            likely = self._rng.beta(doubt * rate, doubt * (1 - rate))
        else:
            likely = (self._rng.random(len(rate)) < rate).astype(np.float64)
        unsure = (likely > UNSURE[0]) & (likely < UNSURE[1])
        decided = ~unsure
        yield np.ones(len(rate))
        yield unsure.astype(np.float64)
        yield decided * (likely >= 0.5)
        yield decided * likely
        yield decided * likely * (1 - likely)

    def _sums(self, added: Floats) -> Sums:
        subject, question, topic = np.nonzero(added[0])
        size, unsure, total, likely, doubt = (values[subject, question, topic] for values in added)
        now = np.ones(len(size), dtype=bool)
        return Sums(
            question, subject, topic[:, None], now, size, unsure,
            total=total, squares=total, likely=likely, likely_squares=likely, doubt=doubt,
        )  # fmt: skip
