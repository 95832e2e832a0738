"""Do the intervals of agreement and corrected rates hold what they say, where agents are drawn with unequal chances?

    python -m tests.bench.reviews [--minutes N] [--seed N] [--json]

Centres are simulated in which agents with much work are judged worse than others (their answers are as often wrong as
their volume is large), so that equal numbers of each agent are no fair picture. The truth is what people say of all
answers. Beside the corrected rate stand the automatic rate, and what people said of the sample without weights.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass

import numpy as np

from insights.agreement import Drawn, Group, Reviewed, agreement_of
from insights.agreement_figures import Whole
from tests.bench.measuring import Row, say


@dataclass(frozen=True)
class Setting:
    """How often people say yes; how often automatic answers are wrong, of agents with least and most work; sample an agent."""

    yes: float
    wrong: tuple[float, float]
    agents: int = 30
    sample: int = 5
    answered: float = 1.0  # share of the sample that people got round to
    doubtful: float = 0.0  # share of the wrong answers in the list to decide, which is all answered; of the right ones a tenth of it


SETTINGS = {
    "half yes, 5 to 25 % wrong": Setting(0.5, (0.05, 0.25)),
    "90 % yes, 2 to 20 % wrong": Setting(0.9, (0.02, 0.20)),
    "97 % yes, 0 to 3 % wrong": Setting(0.97, (0.0, 0.03)),
    "90 % yes, never wrong": Setting(0.9, (0.0, 0.0)),
    "few: 10 agents, 3 each": Setting(0.8, (0.05, 0.20), agents=10, sample=3),
    "two thirds answered": Setting(0.8, (0.05, 0.20), answered=2 / 3),
    "the list to decide first, then a third": Setting(
        0.8, (0.05, 0.20), answered=1 / 3, sample=10, doubtful=0.6
    ),
    "most drawn: 12 agents, 60 each": Setting(0.8, (0.05, 0.20), agents=12, sample=60),
}
COUNTED = ("corrected rate", "agreement", "kappa", "false yes")


def centre(
    setting: Setting, random: np.random.Generator
) -> tuple[Whole, dict[Group, Drawn], list[Reviewed], dict[str, float]]:
    """The automatic answers, how many were drawn, what people said of them, and the truth of all."""
    volumes = np.round(np.exp(random.normal(4, 1, setting.agents))).astype(int) + 5
    low, high = setting.wrong
    wrongness = low + (high - low) * (volumes - volumes.min()) / max(1, volumes.max() - volumes.min())
    agent = np.repeat(np.arange(setting.agents), volumes)
    people = random.random(len(agent)) < setting.yes
    automatic = people ^ (random.random(len(agent)) < wrongness[agent])
    listed = random.random(len(agent)) < setting.doubtful * np.where(people == automatic, 0.1, 1.0)
    reviewed, drawn = [], {}  # type: list[Reviewed], dict[Group, Drawn]
    for number, volume in enumerate(volumes):
        places = np.flatnonzero(agent == number)
        chosen = random.permutation(places)[: setting.sample]
        chance = min(1.0, setting.sample / volume)
        for place in chosen:
            group = ("", bool(listed[place]))
            before = drawn.get(group, Drawn(0, 0.0))
            drawn[group] = Drawn(before.answers + 1, before.weight + 1 / chance)
            if listed[place] or random.random() < setting.answered:
                said = ("no", "yes")[int(people[place])]
                told = ("no", "yes")[int(automatic[place])]
                reviewed.append(Reviewed(chance, group, told, True, float(automatic[place]), (said,)))
    whole = Whole(len(agent), len(agent), float(automatic.sum()))
    return whole, drawn, reviewed, _truth(people, automatic)


def _truth(people: np.ndarray, automatic: np.ndarray) -> dict[str, float]:
    alike = float((people == automatic).mean())
    chance = people.mean() * automatic.mean() + (1 - people.mean()) * (1 - automatic.mean())
    return {
        "corrected rate": float(people.mean()),
        "agreement": alike,
        "kappa": (alike - chance) / (1 - chance) if chance < 1 else float("nan"),
        "false yes": float((~people)[automatic].mean()),
    }


def measure(setting: Setting, seconds: float, seed: tuple[int, ...], least: int = 50) -> Row:
    """Coverage and width of the intervals, and of what one would do without weights, over as many centres as fit."""
    held: dict[str, list[bool]] = {name: [] for name in (*COUNTED, "unweighted sample")}
    errors: dict[str, list[float]] = {
        name: [] for name in ("corrected rate", "automatic rate", "unweighted sample")
    }
    widths, end, number = [], time.monotonic() + seconds, 0
    while number < least or time.monotonic() < end:
        random = np.random.default_rng((*seed, number))
        number += 1
        whole, drawn, reviewed, truth = centre(setting, random)
        told = agreement_of(whole, drawn, reviewed, minimum=1)
        if told["missing"]:
            continue
        columns = {
            "corrected rate": "corrected",
            "agreement": "agreement",
            "kappa": "kappa",
            "false yes": "false_yes",
        }
        for name, column in columns.items():
            low, high = told[f"{column}_low"], told[f"{column}_high"]
            if low is not None and truth[name] == truth[name]:
                held[name].append(low - 1e-6 <= truth[name] <= high + 1e-6)
        widths.append(told["corrected_high"] - told["corrected_low"])
        said = np.array([r.people[0] == "yes" for r in reviewed], dtype=float)
        automatic = np.array([r.value for r in reviewed])
        shifted = told["automatic_rate"] + (said - automatic).mean()
        half = 1.96 * (said - automatic).std(ddof=1) / np.sqrt(len(said))
        held["unweighted sample"].append(abs(shifted - truth["corrected rate"]) <= half + 1e-6)
        errors["unweighted sample"].append(shifted - truth["corrected rate"])
        errors["corrected rate"].append(told["corrected_rate"] - truth["corrected rate"])
        errors["automatic rate"].append(told["automatic_rate"] - truth["corrected rate"])
    return {
        "centres": number,
        "width": float(np.mean(widths)),
        "covered": {name: float(np.mean(found)) for name, found in held.items() if found},
        "bias": {name: float(np.mean(found)) for name, found in errors.items()},
    }


def main() -> None:
    """Prints one block a setting, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    seconds = 60 * asked.minutes / len(SETTINGS)
    found = {
        name: measure(setting, seconds, (asked.seed, place))
        for place, (name, setting) in enumerate(SETTINGS.items())
    }
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        covered = ", ".join(f"{what} {share:.1%}" for what, share in row["covered"].items())
        bias = ", ".join(f"{what} {100 * mean:+.1f}" for what, mean in row["bias"].items())
        say(
            f"{name} ({row['centres']} centres): intervals hold the truth: {covered}; width {row['width']:.3f}; mean error in points: {bias}"
        )


if __name__ == "__main__":
    main()
