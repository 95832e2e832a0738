"""What the control charts do where the truth is known: false alarms of a whole centre, and how soon a drop is seen.

    python -m tests.bench.change [--minutes N] [--seed N] [--json]

A simulated centre is watched week by week, each time over the last 26 to 39 weeks, by the code that runs at night. Rates differ
by topic, agents and mixes of topics; shifts share what nobody records (sd 5 points), and all of the centre has better and
worse weeks (sd 2 points). An alarm counts when it newly appears. First without any change: how many alarms a month.
Then one agent in twenty falls by 10 points on every question. Last, on normal scores alone and at the same
false alarms, CUSUMs beside EWMAs.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.change import WEEKS, changed, weeks_watched
from insights.control import WEEKS_A_MONTH, Course, run_charts
from insights.weekly import WeekCells, charts_of, together
from tests.bench.measuring import Row, say

Floats = NDArray[np.float64]
DROP_AT = 34
AFTER = 16
FALSE_ALARMS = 1.0
SMALLEST = 0.05


@dataclass(frozen=True)
class Setting:
    """A centre: agents, questions, answers an agent and question has in a week, and how many fall by how much."""

    agents: int = 200
    questions: int = 5
    volume: float = 25
    drop: float = 0.0
    share_falling: float = 0.05
    topics: int = 8


class Centre:
    """One centre, drawn from a seed."""

    def __init__(self, setting: Setting, seed: tuple[int, ...]) -> None:
        self.setting, self._rng = setting, np.random.default_rng(seed)
        rng = self._rng
        self.rates = rng.uniform(0.6, 0.95, (setting.questions, setting.topics))
        self.own = rng.normal(0, 0.05, (setting.agents, setting.questions))
        self.mixes = rng.dirichlet(np.full(setting.topics, 0.5), setting.agents).cumsum(axis=1)
        self.falling = np.zeros(setting.agents, dtype=bool)
        self.falling[: round(setting.share_falling * setting.agents)] = setting.drop > 0
        self.count = 0

    def week(self) -> list[WeekCells]:
        """The cells of the next week, one a question; week is its number."""
        rng, setting, now = self._rng, self.setting, self.count
        self.count += 1
        found = []
        volumes = rng.poisson(setting.volume, setting.agents)
        agent = np.repeat(np.arange(setting.agents), volumes)
        topic = np.minimum(
            (rng.random(len(agent))[:, None] > self.mixes[agent]).sum(axis=1), setting.topics - 1
        )
        shift = rng.integers(0, 3, setting.agents)[agent] * 7 + rng.integers(0, 7, len(agent))
        for question in range(setting.questions):
            luck = rng.normal(0, 0.05, 21)[shift] + rng.normal(0, 0.02)
            rate = self.rates[question, topic] + self.own[agent, question] + luck
            rate -= setting.drop * (self.falling[agent] & (now >= DROP_AT))
            yes = (rng.random(len(agent)) < np.clip(rate, 0.01, 0.99)).astype(np.float64)
            unsure = rng.random(len(agent)) < 0.05
            yes[unsure] = 0.0
            place, row = np.unique(agent * setting.topics + topic, return_inverse=True)
            subject, work = np.divmod(place, setting.topics)
            size, doubtful, total = (
                np.bincount(row, v).astype(float) for v in (np.ones(len(row)), unsure, yes)
            )
            weeks = np.full(len(place), now)
            found.append(WeekCells(subject, weeks, work[:, None], size, doubtful, total, total))
        return found

    def windows(self) -> Iterator[tuple[int, list[WeekCells]]]:
        """The weeks that are watched as cells by question, each time a week later; with the number of the newest week."""
        kept = [self.week() for _ in range(WEEKS)]
        while True:
            newest = self.count - 1
            kept = kept[-weeks_watched(newest) :]
            yield newest, [_joined([w[q] for w in kept]) for q in range(self.setting.questions)]
            kept.append(self.week())


def _joined(weeks: list[WeekCells]) -> WeekCells:
    names = WeekCells.__dataclass_fields__
    columns = {name: np.concatenate([getattr(w, name) for w in weeks]) for name in names}
    return WeekCells(**(columns | {"week": columns["week"] - weeks[0].week[0]}))


def _watched(setting: Setting, cells: list[WeekCells]) -> tuple[Course, float]:
    shape = (setting.agents, int(cells[0].week.max()) + 1)
    charts = together([charts_of(c, shape, q, shared_weeks=True) for q, c in enumerate(cells)])
    return run_charts(charts, FALSE_ALARMS, 20)


def without_change(setting: Setting, seconds: float, seed: tuple[int, ...]) -> Row:
    """New alarms a month where nothing changes; the limits are those of Monte Carlo, 95 %, over centres."""
    end, number, counts, months, limits = time.monotonic() + seconds, 0, [], 0.0, []
    while not number or time.monotonic() < end:
        before = None
        seen = weeks = 0
        for newest, cells in Centre(setting, (*seed, number)).windows():
            if newest >= WEEKS + 27:
                break
            course, limit = _watched(setting, cells)
            stands = changed(course, SMALLEST) * course.way
            if before is not None:
                seen += int(((stands != 0) & (stands != before)).sum())
                weeks += 1
            before = stands
        limits.append(limit)
        counts.append(seen / (weeks / WEEKS_A_MONTH))
        months += weeks / WEEKS_A_MONTH
        number += 1
    mean, error = float(np.mean(counts)), float((np.mean(counts) / months) ** 0.5)
    return {
        "agents": setting.agents, "questions": setting.questions, "answers a week": setting.volume, "centre-months": round(months),
        "limit": float(np.mean(limits)), "false alarms a month": mean, "upper limit": mean + 1.645 * error,
    }  # fmt: skip


def with_drop(setting: Setting, seconds: float, seed: tuple[int, ...]) -> Row:
    """Share of fallen charts that are declining within so many weeks, the median delay of those, and size's interval."""
    end, number = time.monotonic() + seconds, 0
    delays: list[Floats] = []
    off: list[Floats] = []
    while not number or time.monotonic() < end:
        centre = Centre(setting, (*seed, number))
        fell = np.tile(centre.falling, setting.questions)
        delay = np.full(int(fell.sum()), np.inf)
        for newest, cells in centre.windows():
            if newest < DROP_AT:
                continue
            if newest >= DROP_AT + AFTER:
                break
            course, _ = _watched(setting, cells)
            falls = (changed(course, SMALLEST) & (course.way < 0))[fell]
            fresh = falls & np.isinf(delay)
            delay[fresh] = newest - DROP_AT + 1
            off.append(((course.size[fell] + setting.drop) / course.error[fell])[fresh])
        delays.append(delay)
        number += 1
    all_of_them, errors = np.concatenate(delays), np.concatenate(off)
    found = all_of_them[np.isfinite(all_of_them)]
    row: Row = {"answers a week": setting.volume, "drop": setting.drop, "charts": len(all_of_them)}
    row |= {f"within {w} weeks": float(np.mean(all_of_them <= w)) for w in (4, 8, 12, 16)}
    row["median delay"] = float(np.median(found)) if len(found) else float("nan")
    row["size within interval"] = float(np.mean(np.abs(errors) <= 1.96)) if len(errors) else float("nan")
    row["size too large by, in errors"] = float(-np.mean(errors)) if len(errors) else float("nan")
    return row


def compared(seed: int, weeks_to_alarm: float) -> list[Row]:
    """Rules on normal scores that start themselves, a change in the 19th week, the limits those of the same false alarms."""
    rng, rows = np.random.default_rng(seed), []
    quiet = _self_started(rng.normal(size=(300_000, 26)))
    for shift in (0.6, 1.0, 1.5):
        raw = rng.normal(size=(20_000, 34))
        raw[:, 18:] -= shift
        scores = _self_started(raw)
        for name, rule in RULES.items():
            limit = _limit(rule(quiet), weeks_to_alarm)
            rings = rule(-scores) > limit
            rings = rings[~rings[:, :18].any(axis=1), 18:]
            first = np.where(rings.any(axis=1), rings.argmax(axis=1) + 1, np.inf)
            row: Row = {"rule": name, "shift (sd)": shift, "limit": limit}
            row |= {f"within {w} weeks": float(np.mean(first <= w)) for w in (4, 8, 16)}
            rows.append(row)
    return rows


def _self_started(raw: Floats) -> Floats:
    """Every week against the mean of those before it; the first six are not judged."""
    n = np.arange(raw.shape[1])
    past = (np.cumsum(raw, axis=1) - raw) / np.maximum(n, 1)
    scores = (raw - past) / np.sqrt(1 + 1 / np.maximum(n, 1))
    scores[:, :6] = 0.0
    return scores


def _limit(heights: Floats, weeks_to_alarm: float) -> float:
    """Where one way of a chart newly crosses in so many weeks, once it has run for a while."""
    low, high = 0.0, float(heights.max())
    for _ in range(30):
        middle = (low + high) / 2
        over = heights > middle
        new = float((over[:, 16:] & ~over[:, 15:-1]).mean())
        low, high = (middle, high) if new > 1 / weeks_to_alarm else (low, middle)
    return high


def _cusum(scores: Floats, slack: float) -> Floats:
    height, found = np.zeros(len(scores)), np.empty_like(scores)
    for week in range(scores.shape[1]):
        height = np.maximum(0, height + scores[:, week] - slack)
        found[:, week] = height
    return found


def _ewma(scores: Floats, weight: float) -> Floats:
    mean, found = np.zeros(len(scores)), np.empty_like(scores)
    for week in range(scores.shape[1]):
        mean = weight * scores[:, week] + (1 - weight) * mean
        found[:, week] = mean / (weight / (2 - weight)) ** 0.5
    return found


RULES = {f"CUSUM k = {k}": (lambda s, k=k: _cusum(s, k)) for k in (0.25, 0.5, 1.0)} | {
    f"EWMA λ = {w}": (lambda s, w=w: _ewma(s, w)) for w in (0.1, 0.2, 0.4)
}


def main() -> None:
    """The tables, or with --json a line a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="for all of it (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    quiet = [
        Setting(agents=a, questions=q, volume=v) for a, q, v in ((20, 10, 10), (200, 5, 10), (200, 5, 50))
    ]
    fallen = [Setting(volume=v, drop=0.10) for v in (10, 25, 50)] + [
        Setting(agents=20, questions=10, volume=v, drop=0.10) for v in (10, 25, 50)
    ]
    seconds = 60 * told.minutes / (len(quiet) + len(fallen))
    tables: list[list[Row]] = [[], []]
    for number, setting in enumerate(quiet):
        say(f"nothing changes, {setting.agents} agents")
        tables[0].append(without_change(setting, seconds, (told.seed, 0, number)))
    for number, setting in enumerate(fallen):
        say(f"a drop, {setting.volume} answers a week")
        tables[1].append({"agents": setting.agents} | with_drop(setting, seconds, (told.seed, 1, number)))
    tables.append(compared(told.seed, 4000))
    for rows in tables:
        print("\n".join(json.dumps(row) for row in rows) if told.json else _table(rows))


def _table(rows: list[Row]) -> str:
    headings = list(rows[0])
    cells = [[f"{r[h]:.3f}" if isinstance(r[h], float) else str(r[h]) for h in headings] for r in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
        for line in [headings, *cells]
    ]
    return "\n".join(["", *lines])


if __name__ == "__main__":
    main()
