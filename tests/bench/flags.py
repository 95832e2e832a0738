"""What the flags do where the truth is known: false ones, true ones, and what plainer rules would do.

    python -m tests.bench.flags [--minutes N] [--seed N] [--json]

Simulated centres (tests.bench.centre) are watched week by week by the code that runs at night, from the ninth decision
on. Null: nobody differs. Vary: all agents differ a little, nobody is an outlier. Poor: ten of 200, or a fifth of all,
are 10, 15 or 20 points worse. Plainer rules are given the cut at which as many of what they name is wrong as of the
flags; they have the whole truth for that, as nobody has at night.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from insights.comparison import Limits, Results, Sums, against_colleagues
from tests.bench.centre import Centre, Setting
from tests.bench.measuring import Row, say

BURN_IN = 8
WEEKS = 60
LIMITS = Limits(minimum_sample=20, smallest_difference=0.05, fewest_answers=2.0, confidence=0.95)
VOLUMES = (40, 80, 120, 160, 200, 240, 280, 320, 360, 401)
RULES = ("flag", "watch list", "Wilson", "naive")

NULL = {
    "null, shifts of a day": Setting(),
    "null, shifts of a week": Setting(shifts_of_a_week=True),
    "vary, sd 3 points": Setting(agent_sd=0.03),
}
POOR = {
    f"{poor} of 200 {drop:.0%} worse": Setting(poor=poor, drop=drop)
    for poor in (10, 40)
    for drop in (0.10, 0.15, 0.20)
} | {"10 of 200 15% worse on one question": Setting(poor=10, drop=0.15, one_question=True)}

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass
class Watched:
    """What was seen on the decision days of one setting."""

    days: int = 0
    entering: int = 0
    standing: int = 0
    above: int = 0
    false_entries: int = 0
    proportions: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)
    scores: dict[str, list[Floats]] = field(default_factory=lambda: {rule: [] for rule in RULES})
    flagged: list[Bools] = field(default_factory=list)
    poor: list[Bools] = field(default_factory=list)
    sizes: list[Floats] = field(default_factory=list)
    p: list[Floats] = field(default_factory=list)
    counts: list[Floats] = field(default_factory=list)


def watch(setting: Setting, seconds: float, seed: tuple[int, ...]) -> Watched:
    """Centres of the setting, one after the other, for as long as there is time; always at least one."""
    watched, end, number = Watched(), time.monotonic() + seconds, 0
    while not number or time.monotonic() < end:
        centre = Centre(setting, (*seed, number))
        _watch_one(centre, watched)
        number += 1
    return watched


def _watch_one(centre: Centre, watched: Watched) -> None:
    standing: dict[tuple[int, int], str] = {}
    for week, sums in zip(range(WEEKS), centre.windows(), strict=False):
        results = against_colleagues(sums, standing, LIMITS)
        before = {key for key, state in standing.items() if state == "below"}
        pairs = list(zip(results.question.tolist(), results.subject.tolist(), strict=True))
        below = {pairs[row] for row in np.flatnonzero(results.below)}
        above = {pairs[row] for row in np.flatnonzero(results.above)}
        standing = dict.fromkeys(below, "below") | dict.fromkeys(above, "above")
        if week < BURN_IN:
            continue
        entered = {agent for _, agent in below - before}
        false = sum(not centre.poor[agent] for agent in entered)
        watched.days += 1
        watched.entering += bool(entered)
        watched.standing += bool(below)
        watched.above += bool(above)
        watched.false_entries += false
        watched.proportions.append(false / len(entered) if entered else 0.0)
        _keep_scores(results, sums, centre, watched)


def _keep_scores(results: Results, sums: Sums, centre: Centre, watched: Watched) -> None:
    """How strongly every rule speaks against every agent: the worst of their questions."""
    agents = centre.setting.agents
    size = np.bincount(sums.subject, sums.size, agents) / centre.setting.questions
    scores = {
        "flag": _most(results.subject, np.where(results.p == results.p_below, -results.q, -9.0), agents),
        "watch list": _most(results.subject, results.assessed.gap, agents),
        "Wilson": _most(results.subject, _wilson_shortfall(results), agents),
        "naive": -np.bincount(sums.subject, sums.total, agents)
        / np.bincount(sums.subject, sums.size, agents),
    }
    for rule, values in scores.items():
        watched.scores[rule].append(values)
    flagged = np.zeros(agents, dtype=bool)
    flagged[results.subject[results.below]] = True
    watched.flagged.append(flagged)
    watched.poor.append(centre.poor)
    watched.sizes.append(size)
    lowest = scores["naive"] >= np.quantile(scores["naive"], 0.9)
    watched.naive.append(float(np.mean(~centre.poor[lowest])))
    good = ~centre.poor[results.subject] & results.tested
    watched.p.append(results.p_below[good])
    watched.counts.append(np.minimum(results.expected * results.n, (1 - results.expected) * results.n)[good])


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


def null_row(name: str, watched: Watched) -> Row:
    """How often a flag newly appears where none should; the limit is the upper 95 % one of Monte Carlo."""
    share = watched.entering / watched.days
    agents = len(watched.poor[0])
    return {
        "setting": name, "days": watched.days, "new flag": share,
        "upper limit": share + 1.645 * (share * (1 - share) / watched.days) ** 0.5,
        "standing": watched.standing / watched.days, "above": watched.above / watched.days,
        "naive list wrong": float(np.mean(watched.naive)),
        "false flags per agent and year": 52 * watched.false_entries / watched.days / agents,
    }  # fmt: skip


def calibration_rows(name: str, watched: Watched) -> list[Row]:
    """How often p-values lie below what they say, by the expected number of the rarer answer."""
    p, counts = np.concatenate(watched.p), np.concatenate(watched.counts)
    rows: list[Row] = []
    for low, high in ((2, 4), (4, 8), (8, 16), (16, 32), (32, 1000)):
        inside = p[(counts >= low) & (counts < high)]
        row: Row = {"setting": name, "expected count": f"{low}–{high}", "p-values": len(inside)}
        for level in (0.1, 0.01, 0.001):
            row[f"at {level}"] = float(np.mean(inside <= level)) / level if len(inside) else float("nan")
        rows.append(row)
    return rows


def power_rows(name: str, watched: Watched) -> list[Row]:
    """Share of poor agents that each rule names, by their conversations in the window, at the flags' false share."""
    flagged, poor = np.concatenate(watched.flagged), np.concatenate(watched.poor)
    sizes = np.concatenate(watched.sizes)
    wrong = float(np.mean(~poor[flagged])) if flagged.any() else 0.0
    rows: list[Row] = []
    for rule in RULES:
        named = flagged if rule == "flag" else _cut(np.concatenate(watched.scores[rule]), poor, wrong)
        row: Row = {
            "setting": name,
            "rule": rule,
            "named that are not poor": float(np.mean(~poor[named])) if named.any() else 0.0,
        }
        row["found"] = float(np.mean(named[poor]))
        for low, high in itertools.pairwise(VOLUMES):
            inside = poor & (sizes >= low) & (sizes < high)
            row[f"{low}–{high - 1}"] = float(np.mean(named[inside])) if inside.any() else float("nan")
        rows.append(row)
    return rows


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
    parser.add_argument("--minutes", type=float, default=10, help="for every setting of the first table (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    seconds = 60 * told.minutes
    tables: list[list[Row]] = [[], [], [], []]
    for number, (name, setting) in enumerate(NULL.items()):
        say(name)
        watched = watch(setting, seconds, (told.seed, 0, number))
        tables[0].append(null_row(name, watched))
        small = watch(replace(setting, week=(2, 30)), seconds / 5, (told.seed, 1, number))
        tables[1] += calibration_rows(name, small)
    for number, (name, setting) in enumerate(POOR.items()):
        say(name)
        watched = watch(setting, seconds / 5, (told.seed, 2, number))
        tables[2].append({
            "setting": name, "days": watched.days,
            "false share of new flags": float(np.mean(watched.proportions)),
            "upper limit": float(np.mean(watched.proportions) + 1.645 * np.std(watched.proportions) / watched.days**0.5),
        })  # fmt: skip
        tables[3] += power_rows(name, watched)
    for rows in tables:
        if told.json:
            print("\n".join(json.dumps(row) for row in rows))
        else:
            _print(rows)


def _print(rows: list[Row]) -> None:
    headings = list(rows[0])
    cells = [
        [f"{row[h]:.4f}" if isinstance(row[h], float) else str(row[h]) for h in headings] for row in rows
    ]
    widths = [max(len(c) for c in column) for column in zip(headings, *cells, strict=True)]
    print()
    for line in [headings, *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
