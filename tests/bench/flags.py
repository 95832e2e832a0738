"""What the flags do where the truth is known: false ones, true ones, and what plainer rules would do.

    python -m tests.bench.flags [--minutes N] [--seed N] [--only WORDS] [--json]

Simulated centres (tests.bench.centre) are watched week by week by the code that runs at night, from the ninth decision
on. Null: nobody is an outlier, though all may vary. Poor: ten of 200, or a fifth of all, are 10, 15 or 20 points worse.
Plainer rules are given the cut at which as many of what they name is wrong as of the flags; they have the whole truth
for that, as nobody has at night. Minutes are of processor time. Days of one centre hang together, so limits count
centres, not days.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from insights.comparison import Limits, Results, against_colleagues
from tests.bench.centre import Centre, Setting
from tests.bench.measuring import Row, print_rows, say

BURN_IN = 8
WEEKS = 60
LIMITS = Limits(minimum_sample=20, smallest_difference=0.05, fewest_answers=2.0, confidence=0.95)
VOLUMES = (40, 80, 120, 160, 200, 240, 280, 320, 360, 401)
RULES = ("flag", "watch list", "Wilson", "naive")

NULL = {
    "null, shifts of a day": Setting(),
    "null, shifts of a week": Setting(shifts_of_a_week=True),
    "all vary, sd 3 points, shifts of a day": Setting(agent_sd=0.03),
    "all vary, sd 3 points, shifts of a week": Setting(agent_sd=0.03, shifts_of_a_week=True),
}
POOR = {
    f"{poor} of 200 {drop:.0%} worse": Setting(poor=poor, drop=drop)
    for poor in (10, 40)
    for drop in (0.10, 0.15, 0.20)
} | {
    "10 of 200 15% worse on one question": Setting(poor=10, drop=0.15, one_question=True),
    "10 of 200 15% worse, shifts of a week": Setting(poor=10, drop=0.15, shifts_of_a_week=True),
    "10 of 200 15% worse, all vary, sd 3 points": Setting(poor=10, drop=0.15, agent_sd=0.03),
}

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass
class Watched:
    """What was seen of one setting: one array (days) a centre, or one (agents) a day."""

    entering: list[Floats] = field(default_factory=list)
    proportion: list[Floats] = field(default_factory=list)
    standing: list[Floats] = field(default_factory=list)
    above: list[Floats] = field(default_factory=list)
    false: list[Floats] = field(default_factory=list)
    naive: list[Floats] = field(default_factory=list)
    scores: dict[str, list[Floats]] = field(default_factory=lambda: {rule: [] for rule in RULES})
    flagged: list[Bools] = field(default_factory=list)
    poor: list[Bools] = field(default_factory=list)
    sizes: list[Floats] = field(default_factory=list)


def watch(setting: Setting, seconds: float, seed: tuple[int, ...]) -> Watched:
    """Centres of the setting, one after the other, for as long as there is processor time; always at least two."""
    watched, end = Watched(), time.process_time() + seconds
    for number in itertools.count():
        if number >= 2 and time.process_time() >= end:
            return watched
        _watch_one(Centre(setting, (*seed, number)), watched)
    raise AssertionError


def _watch_one(centre: Centre, watched: Watched) -> None:
    agents = centre.setting.agents
    standing: dict[tuple[int, int], str] = {}
    on_list = np.zeros(agents, dtype=bool)
    days: list[tuple[float, ...]] = []
    for week, sums in zip(range(WEEKS), centre.windows(), strict=False):
        results = against_colleagues([sums], standing, LIMITS)
        pairs = list(zip(results.question.tolist(), results.subject.tolist(), strict=True))
        below = {pairs[row] for row in np.flatnonzero(results.below)}
        above = {pairs[row] for row in np.flatnonzero(results.above)}
        entered = {pair for pair in below if standing.get(pair) != "below"}
        standing = dict.fromkeys(below, "below") | dict.fromkeys(above, "above")
        raw = np.bincount(sums.subject, sums.total, agents) / np.bincount(sums.subject, sums.size, agents)
        lowest = raw <= np.quantile(raw, 0.1)
        newly = float(np.sum(lowest & ~on_list & ~centre.poor))
        on_list = lowest
        if week < BURN_IN:
            continue
        false = {pair for pair in entered if not centre.worse[pair[1], pair[0]]}
        proportion = len(false) / len(entered) if entered else 0.0
        wronged = len({agent for _, agent in false})
        days.append((bool(entered), proportion, bool(below), bool(above), wronged, newly))
        if centre.poor.any():
            _keep_scores(results, -raw, centre, np.bincount(sums.subject, sums.size, agents), watched)
    for kept, column in zip(
        (watched.entering, watched.proportion, watched.standing, watched.above, watched.false, watched.naive),
        np.array(days, dtype=np.float64).T, strict=True,
    ):  # fmt: skip
        kept.append(column)


def _keep_scores(results: Results, naive: Floats, centre: Centre, size: Floats, watched: Watched) -> None:
    """How strongly every rule speaks against every agent: the worst of their questions."""
    agents = centre.setting.agents
    scores = {
        "flag": _most(results.subject, np.where(results.p == results.p_below, -results.q, -9.0), agents),
        "watch list": _most(results.subject, results.assessed.gap, agents),
        "Wilson": _most(results.subject, _wilson_shortfall(results), agents),
        "naive": naive,
    }
    for rule, values in scores.items():
        watched.scores[rule].append(values)
    flagged = np.zeros(agents, dtype=bool)
    flagged[results.subject[results.below]] = True
    watched.flagged.append(flagged)
    watched.poor.append(centre.poor)
    watched.sizes.append(size / centre.setting.questions)


def _wilson_shortfall(results: Results) -> Floats:
    """How far the upper end of Wilson's interval lies below the mean of all, the work that agents get not evened out."""
    z, n = 1.96, results.n
    share = results.total / n
    question = results.question
    mean = (np.bincount(question, results.total) / np.bincount(question, n))[question]
    upper = (share + z * z / (2 * n) + z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (
        1 + z * z / n
    )
    return mean - upper


def _most(subject: NDArray[np.int64], values: Floats, agents: int) -> Floats:
    found = np.full(agents, -np.inf)
    np.maximum.at(found, subject, np.nan_to_num(values, nan=-np.inf))
    return found


def upper_limit(values: Sequence[Floats]) -> float:
    """The upper 95 % limit (one-sided) of the mean of values from 0 to 1, one array of days for every centre.

    Clopper and Pearson's, with the days counted as so many independent ones as the spread between centres shows,
    and no more than there are. A mean of proportions varies no more than one of nothing and all.
    """
    means, days = np.array([v.mean() for v in values]), len(values[0])
    mean, count = float(means.mean()), len(values) * len(values[0])
    chance = mean * (1 - mean) / days
    hanging = max(1.0, float(means.var(ddof=1)) / chance) if chance else 1.0
    independent = count / hanging
    return float(beta.ppf(0.95, mean * independent + 1, max(independent * (1 - mean), 1e-9)))


def null_row(name: str, watched: Watched) -> Row:
    """How often a flag newly appears where none should, and what else is seen on those days."""
    per_year = 52 / len(watched.entering[0]) / len(watched.entering) / Setting.agents
    return {
        "setting": name,
        "days": sum(map(len, watched.entering)),
        "new flag": float(np.mean(watched.entering)),
        "upper limit": upper_limit(watched.entering),
        "standing flag": float(np.mean(watched.standing)),
        "standing above": float(np.mean(watched.above)),
        "false flags per agent and year": float(np.sum(watched.false)) * per_year,
        "times on the naive list per agent and year": float(np.sum(watched.naive)) * per_year,
    }


def false_row(name: str, watched: Watched) -> Row:
    """How much of what is newly flagged is false, where some agents are poor."""
    return {
        "setting": name,
        "days": sum(map(len, watched.entering)),
        "days with new flags": float(np.mean(watched.entering)),
        "false share of new flags": float(np.mean(watched.proportion)),
        "upper limit": upper_limit(watched.proportion),
    }


def power_rows(name: str, watched: Watched) -> list[Row]:
    """Share of poor agents that each rule names, by their conversations in the window, at the flags' false share."""
    flagged, poor = np.concatenate(watched.flagged), np.concatenate(watched.poor)
    sizes = np.concatenate(watched.sizes)
    wrong = float(np.mean(~poor[flagged])) if flagged.any() else 0.0
    rows: list[Row] = []
    for rule in RULES:
        named = flagged if rule == "flag" else _cut(np.concatenate(watched.scores[rule]), poor, wrong)
        bins = [poor & (sizes >= low) & (sizes < high) for low, high in itertools.pairwise(VOLUMES)]
        power = [float(np.mean(named[inside])) if inside.any() else float("nan") for inside in bins]
        rows.append({
            "setting": name, "rule": rule,
            "wrong": float(np.mean(~poor[named])) if named.any() else 0.0,
            "found": float(np.mean(named[poor])), "80 % from": _enough(power),
            **{f"{low}–{high - 1}": p for (low, high), p in zip(itertools.pairwise(VOLUMES), power, strict=True)},
        })  # fmt: skip
    return rows


def _enough(power: list[float]) -> str:
    """Conversations from which four of five poor agents are found, between the middles of the bins."""
    middles = [(low + high) / 2 for low, high in itertools.pairwise(VOLUMES)]
    if power[0] >= 0.8:
        return f"< {VOLUMES[1]}"
    for (at, left), (then, right) in itertools.pairwise(zip(middles, power, strict=True)):
        if left < 0.8 <= right:
            return f"{at + (then - at) * (0.8 - left) / (right - left):.0f}"
    return f"> {VOLUMES[-1] - 1}"


def _cut(score: Floats, poor: Bools, wrong: float) -> Bools:
    """The most that can be named in order of the score while at most the share `wrong` of it is not poor."""
    order = np.argsort(-score, kind="stable")
    shares = np.cumsum(~poor[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(shares <= wrong)
    named = np.zeros(len(score), dtype=bool)
    if len(fine):
        named[order[: fine[-1] + 1]] = True
    return named


def main() -> None:
    """The tables, or with --json a line a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--minutes", type=float, default=10, help="for every null setting; a fifth for the others (10)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="settings whose name contains these words")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    seconds = 60 * told.minutes
    tables: list[list[Row]] = [[], [], []]
    for number, (name, setting) in enumerate((NULL | POOR).items()):
        if told.only not in name:
            continue
        say(name)
        watched = watch(setting, seconds if name in NULL else seconds / 5, (told.seed, number))
        if name in NULL:
            tables[0].append(null_row(name, watched))
        else:
            tables[1].append(false_row(name, watched))
            tables[2] += power_rows(name, watched)
    for rows in filter(None, tables):
        if told.json:
            print("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
        else:
            print_rows(rows)


if __name__ == "__main__":
    main()
