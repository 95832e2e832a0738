"""Whether p-values mean what they say where little is expected: the beta-binomial mid-p beside the z that it was chosen over.

    python -m tests.bench.flag_calibration [--minutes N] [--seed N] [--json]

Nobody differs. p-values against agents (too few yes) are counted by the failures expected of them: the share that lies
at or below .05, .01 and .005. Verdicts are sure first, so that counts are whole and the two can be held beside each
other; then doubtful, as at night. z: 2·arcsin√share, standardised by its variance and τ², and read off the normal tail
(Spiegelhalter 2005). The limit is the one a share of one in twenty must stay under by chance alone, were p-values exact.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from insights.assessment import surprise
from insights.expected import Cells, Compared, compare
from tests.bench.centre import Centre, Setting
from tests.bench.flags import LIMITS
from tests.bench.measuring import Row, print_rows, say

COUNTS = {2: (1.5, 2.5), 3: (2.5, 4.0), 5: (4.0, 7.0), 10: (7.0, 14.0), 20: (14.0, 28.0)}
LEVELS = (0.05, 0.01, 0.005)
_EASY = Setting(rates=(0.86, 0.97), week=(5, 100), topics=6, shift_sd=0.0, doubt=0.0)
SETTINGS = {
    "chance alone": _EASY,
    "shifts of a week, sd 2 points": Setting(
        rates=(0.86, 0.97), week=(5, 100), topics=6, shift_sd=0.02, shifts_of_a_week=True, doubt=0.0
    ),
    "doubtful verdicts, shifts of a week, sd 2 points": Setting(
        rates=(0.86, 0.97), week=(5, 100), topics=6, shift_sd=0.02, shifts_of_a_week=True
    ),
}  # fmt: skip

Floats = NDArray[np.float64]


def p_values(setting: Setting, seconds: float, seed: tuple[int, ...]) -> dict[str, Floats]:
    """Expected failures, mid-p and the p of z, of the first windows of centres, as many as there is processor time for."""
    found: list[tuple[Floats, Floats, Floats]] = []
    end = time.process_time() + seconds
    for number in itertools.count():
        if number and time.process_time() >= end:
            break
        sums = next(Centre(setting, (*seed, number)).windows())
        columns = (sums.subject, sums.question, sums.work, sums.size, sums.unsure)
        compared = compare(Cells(*columns, sums.likely, sums.likely_squares, sums.doubt))
        tested = compared.size - compared.unsure >= LIMITS.minimum_sample
        judged = surprise(compared, compared.question, tested)
        z = _z(compared, judged.tau2)
        found.append(
            tuple(values[tested] for values in (compared.size - compared.expected, judged.p_below, ndtr(z)))
        )
    names = ("expected", "mid-p", "z")
    return {
        name: np.concatenate(column) for name, column in zip(names, zip(*found, strict=True), strict=True)
    }


def _z(compared: Compared, tau2: Floats) -> Floats:
    mean = compared.expected / compared.size
    chance = np.square(compared.size) * mean * (1 - mean)
    distance = 2 * (np.arcsin(np.sqrt(compared.observed / compared.size)) - np.arcsin(np.sqrt(mean)))
    return distance / np.sqrt(compared.variance / chance + tau2)


def rows_of(name: str, p: dict[str, Floats]) -> list[Row]:
    """A row an expected count and method."""
    rows: list[Row] = []
    for count, (low, high) in COUNTS.items():
        inside = (p["expected"] >= low) & (p["expected"] < high)
        for method in ("mid-p",) if SETTINGS[name].doubt else ("mid-p", "z"):
            row: Row = {
                "setting": name,
                "expected failures": count,
                "p-values": int(inside.sum()),
                "method": method,
            }
            for level in LEVELS:
                row[f"p ≤ {level}"] = (
                    float(np.mean(p[method][inside] <= level)) if inside.any() else float("nan")
                )
            row["limit at .05"] = 0.05 + 1.645 * (0.05 * 0.95 / max(int(inside.sum()), 1)) ** 0.5
            rows.append(row)
    return rows


def main() -> None:
    """The table, or with --json a line a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1, help="of processor time, for every setting (1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    rows: list[Row] = []
    for number, (name, setting) in enumerate(SETTINGS.items()):
        say(name)
        rows += rows_of(name, p_values(setting, 60 * told.minutes, (told.seed, number)))
    if told.json:
        print("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    else:
        print_rows(rows)


if __name__ == "__main__":
    main()
