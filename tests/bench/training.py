"""What the effect of training comes to where the truth is known: coverage, false effects, and what plainer rules claim.

    python -m tests.bench.training [--minutes N] [--seed N] [--simulations N] [--only NAME] [--json]

Centres of 150 agents, 11 to 38 answers a week and agent (44 to 152 in 28 days), six topics. Agents' levels differ (sd 4
points; one in eight lies 12 points lower), conversations of a shift share what nobody records (sd 5 points), everybody
gets better by 0.1 points a week. Trainees are chosen by their flag, at most 8 a fortnight. Flags are a cheap stand-in of
the real ones, looser, so that chance has more part in them: 28 days lie 2.3 spreads of colleagues below what the topics
explain, and 5 points; they go above 1.

Weekly: flags have been decided every week for twelve weeks when training begins, and go on; whoever trains then was not
flagged long before, so had luck then. First: flags are decided once, and those flagged train (250 agents, three in twenty
15 points lower). Wander: agents' levels change, too (correlation .97 from week to week). Real flags: as First, decided by
the code that runs at night, of two questions (400 agents, 20 to 38 answers a week, one in twelve 20 points lower).

Columns: `told`, simulations with enough trainees; of them the mean, spread and half width of the estimate, how often the
interval covers what was planted (with the limits of Monte Carlo), and how often it says `worked` or `made it worse`.
`plain`: the mean of a difference in differences whose before is the one period before the flag; `naive`: that of the
trainees' own after less the period before their training.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from insights.comparison import Limits, Sums, against_colleagues
from insights.matched_difference import Matched, MatchLimits, estimate, match
from insights.standardised import DailySums, window_results
from tests.bench.measuring import Row, say

FLAG_LIMITS = Limits(minimum_sample=20, smallest_difference=0.05, fewest_answers=2.0, confidence=0.95)
MATCH_LIMITS = MatchLimits()
PLANTED = 0.08
CAPACITY = 8
SHIFTS = 12
ENTERS, LEAVES = 2.3, 1.0
NEVER = 10_000

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Setting:
    """What a centre is like, and who is chosen when. decisions: weeks at whose end flags are decided. trainings: weeks
    in which people train. memory: of agents' levels from week to week. real: flags by the code that runs at night."""

    effect: float = 0.0
    decisions: tuple[int, ...] = (23,)
    trainings: tuple[int, ...] = (24, 26)
    agents: int = 150
    topics: int = 6
    questions: int = 1
    week: tuple[int, int] = (11, 38)
    agent_sd: float = 0.04
    poor: float = 0.125
    drop: float = 0.12
    shift_sd: float = 0.05
    drift: float = 0.001
    memory: float = 1.0
    real: bool = False


FIRST = Setting(agents=250, poor=0.15, drop=0.15)
WEEKLY = Setting(decisions=tuple(range(11, 31)), trainings=(24, 26, 28, 30))
SETTINGS = {
    "first": FIRST,
    "weekly": WEEKLY,
    "first, wander": replace(FIRST, memory=0.97),
    "weekly, wander": replace(WEEKLY, memory=0.97),
    "first, real flags": Setting(
        agents=400, questions=2, week=(20, 38), agent_sd=0.03, poor=0.08, drop=0.2, shift_sd=0.03, real=True
    ),
}


class Centre:
    """Answers by week, agent and topic; who trained from which week on."""

    def __init__(self, setting: Setting, seed: Sequence[int]) -> None:
        self.setting, self.rng = setting, np.random.default_rng(seed)
        rng, agents, questions = self.rng, setting.agents, setting.questions
        self.weeks = setting.trainings[-1] + 5
        self.rates = rng.uniform(0.6, 0.9, (questions, 1, setting.topics))
        self.mixes = rng.dirichlet(np.full(setting.topics, 0.6), agents)
        self.volumes = rng.integers(*setting.week, agents, endpoint=True)
        self.low = (rng.random((questions, agents)) < setting.poor) * -setting.drop
        self.level = rng.normal(0, setting.agent_sd, (questions, agents))
        self.sizes = np.zeros((self.weeks, agents, setting.topics))
        self.totals = np.zeros((questions, self.weeks, agents, setting.topics))
        self.trained = np.full(agents, NEVER)
        self.flagged = np.zeros(agents, dtype=bool)
        self.shortfall = np.zeros(agents)
        self.since = np.zeros(agents, dtype=np.int64)

    def live(self) -> Centre:
        """All weeks, with flags and trainings; returns itself."""
        for week in range(self.weeks):
            if week in self.setting.trainings:
                waiting = np.flatnonzero(self.flagged & (self.trained == NEVER))
                order = np.argsort(-self.shortfall[waiting], kind="stable")
                self.trained[waiting[order[:CAPACITY]]] = week
            self._work(week)
            if week in self.setting.decisions:
                self._decide_really(week) if self.setting.real else self._decide(week)
        return self

    def _work(self, week: int) -> None:
        setting, rng = self.setting, self.rng
        if setting.memory < 1:
            news = rng.normal(0, setting.agent_sd, self.level.shape)
            self.level = setting.memory * self.level + (1 - setting.memory**2) ** 0.5 * news
        luck = rng.normal(0, setting.shift_sd, (setting.questions, SHIFTS))
        place = (
            self.low + self.level + luck[:, rng.integers(0, SHIFTS, setting.agents)] + setting.drift * week
        )
        place[0] += setting.effect * (self.trained <= week)
        self.sizes[week] = rng.multinomial(rng.poisson(self.volumes), self.mixes)
        rate = np.clip(self.rates + place[:, :, None], 0.01, 0.99)
        self.totals[:, week] = rng.binomial(self.sizes[week].astype(np.int64), rate)

    def _decide(self, week: int) -> None:
        """The stand-in: z of 28 days against what the topics explain, with a robust spread of colleagues."""
        size, total = (values[week - 3 : week + 1].sum(axis=0) for values in (self.sizes, self.totals[0]))
        rate = total.sum(axis=0) / np.maximum(size.sum(axis=0), 1)
        answers = np.maximum(size.sum(axis=1), 1)
        self.shortfall = (size @ rate - total.sum(axis=1)) / answers
        chance = (size @ (rate * (1 - rate))) / np.square(answers)
        middle = float(np.median(self.shortfall))
        usual = (1.4826 * float(np.median(np.abs(self.shortfall - middle)))) ** 2 - float(np.mean(chance))
        z = self.shortfall / np.sqrt(chance + max(usual, 0.0))
        enters = (z > ENTERS) & (self.shortfall >= FLAG_LIMITS.smallest_difference)
        self._keep(enters | (self.flagged & (z > LEAVES)), week)

    def _decide_really(self, week: int) -> None:
        window = slice(week - 3, week + 1)
        total = self.totals[:, window].sum(axis=1)
        size = np.broadcast_to(self.sizes[window].sum(axis=0), total.shape)
        question, agent, topic = np.nonzero(size)
        size, total = size[question, agent, topic], total[question, agent, topic]
        now, none = np.ones(len(size), dtype=bool), np.zeros(len(size))
        sums = Sums(question, agent, topic[:, None], now, size, none, total, total, total, total, none)
        found = against_colleagues(sums, {}, FLAG_LIMITS)
        first = found.question == 0
        self.shortfall[found.subject[first]] = (found.expected - found.total / found.n)[first]
        below = np.zeros(self.setting.agents, dtype=bool)
        below[found.subject[first]] = found.below[first]
        self._keep(below, week)

    def _keep(self, flagged: Bools, week: int) -> None:
        self.since[flagged & ~self.flagged] = week
        self.flagged = flagged

    def sums(self) -> DailySums:
        """The answers to the first question; a week stands on its first day."""
        week, agent, topic = np.nonzero(self.sizes)
        size = self.sizes[week, agent, topic]
        kinds = np.arange(self.setting.topics)[:, None]
        return DailySums(
            kinds, agent, topic, 7 * week, size, np.zeros(len(size)), self.totals[0, week, agent, topic]
        )


def windows(day: int) -> list[tuple[int, int]]:
    """After, then the windows before a training day, newest first, as at night."""
    return [(day + 7, day + 34)] + [
        (day - 28 * (n + 1), day - 28 * n - 1) for n in range(MATCH_LIMITS.history)
    ]


@dataclass(frozen=True)
class Claims:
    """What the estimator, the plain difference in differences and the naive before and after came to."""

    trained: int
    left_out: int
    value: float
    low: float
    high: float
    plain: float
    naive: float


def claims(centre: Centre) -> Claims | None:
    """None where too few were flagged to say anything."""
    sums, days, plain, naive = centre.sums(), list[Matched](), list[float](), list[float]()
    for week in sorted({int(w) for w in centre.trained if w != NEVER}):
        trainees, untrained = centre.trained == week, centre.trained > week
        seen = sums.only((sums.day < 7 * centre.trained[sums.person]) | trainees[sums.person])
        chosen = sorted({int(w) for w in centre.since[trainees]})
        before = [(7 * (w - 7), 7 * (w - 3) - 1) for w in chosen]  # the 28 days before those that chose
        results = window_results(seen, windows(7 * week) + before, untrained)
        known = MATCH_LIMITS.history + 1
        days.append(match(results.first(known), trainees, untrained, MATCH_LIMITS))
        mean = results.result
        for place, when in enumerate(chosen):
            change = mean[:, 0] - mean[:, known + place]
            plain += (change[trainees & (centre.since == when)] - np.nanmean(change[untrained])).tolist()
        naive += (mean[:, 0] - mean[:, 1])[trainees].tolist()
    left_out = sum(day.too_few + day.unmatched for day in days)
    found = estimate(days, MATCH_LIMITS)
    if found is None:
        return None
    return Claims(len(plain) - left_out, left_out, found.value, found.low, found.high, float(np.nanmean(plain)), float(np.nanmean(naive)))  # fmt: skip


def rows_of(name: str, effect: float, found: Sequence[Claims | None]) -> Row:
    """One setting: bias, coverage with its Monte-Carlo limits, and how often an effect is claimed."""
    told = [c for c in found if c is not None]
    if not told:
        return {"setting": name, "planted": effect, "simulations": len(found), "told": 0}
    value, low, high = (np.array([getattr(c, part) for c in told]) for part in ("value", "low", "high"))
    covered = float(np.mean((low <= effect) & (effect <= high)))
    error = 1.96 * (covered * (1 - covered) / len(told)) ** 0.5
    return {
        "setting": name, "planted": effect, "simulations": len(found), "told": len(told),
        "trained": float(np.mean([c.trained for c in told])), "left out": float(np.mean([c.left_out for c in told])),
        "mean": float(value.mean()), "sd": float(value.std()), "half width": float(np.mean(high - low) / 2),
        "covered": covered, "covered from": covered - error, "covered to": covered + error,
        "worked": float(np.mean(low > 0)), "made it worse": float(np.mean(high < 0)),
        "plain": float(np.mean([c.plain for c in told])), "naive": float(np.mean([c.naive for c in told])),
    }  # fmt: skip


def main() -> None:
    """The table, or with --json a line a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=40, help="for all settings together (40)")
    parser.add_argument("--simulations", type=int, default=4000, help="at most, of every setting (4000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="a setting; may be repeated")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    names = told.only or list(SETTINGS)
    rows = []
    for number, (name, effect) in enumerate((n, e) for n in names for e in (PLANTED, 0.0)):
        say(f"{name}, planted {effect}")
        setting, found = replace(SETTINGS[name], effect=effect), list[Claims | None]()
        end = time.monotonic() + 60 * told.minutes / (2 * len(names))
        while len(found) < told.simulations and (not found or time.monotonic() < end):
            found.append(claims(Centre(setting, (told.seed, number, len(found))).live()))
        rows.append(rows_of(name, effect, found))
        print(json.dumps(rows[-1]) if told.json else _line(rows[-1]), flush=True)


def _line(row: Row) -> str:
    return "; ".join(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())


if __name__ == "__main__":
    main()
