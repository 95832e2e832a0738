"""`python -m models.corpus.check`: whether the corpus holds, what is in it, and what would give its labels away.

It ends with 1 where something must be mended, one sentence each, and with 2 where there is nothing to check.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, groupby
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from models.corpus import FOLDER, HELD, HIGHEST, LANGUAGES, TRAIN, Line, batches, rows
from models.corpus.failures import Failure, alike, form, leaks, openings
from models.corpus.giveaways import LIMITS, Giveaway, giveaways, sentence_on
from models.evaluation.metrics import level_accuracy, quadratic_kappa


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch holds. Shares are of its lines; lengths are in characters: the 10th, 50th and 90th percentile."""

    language: str
    batch: str
    lines: int
    agent: int
    with_context: float
    with_note: float
    with_second: float
    lengths: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Labels:
    """How many lines of a batch have each level of an axis, and how many are open."""

    language: str
    batch: str
    axis: str
    levels: tuple[int, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the second labels agree with the first. n: lines that have both; one_open: lines where one of the two is null."""

    language: str
    axis: str
    n: int
    one_open: int
    same_level: float | None
    same_at_1: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found; the corpus holds where there are no failures."""

    failures: list[Failure]
    batches: list[Batch]
    labels: list[Labels]
    giveaways: list[Giveaway]
    agreement: list[Agreement]


def check(folder: Path = FOLDER) -> Report:
    """Every check on the languages that a folder has batches of."""
    report = Report([], [], [], [], [])
    for language in LANGUAGES:
        by_batch = {batch: list(rows(path)) for batch, path in batches(language, folder).items()}
        report.failures.extend(form(language, by_batch))
        kept = {batch: [row.line for row in found if row.line] for batch, found in by_batch.items()}
        lines = list(chain.from_iterable(kept.values()))
        halves = {
            half: [x for b, found in kept.items() if b.startswith(half) for x in found]
            for half in (TRAIN, HELD)
        }
        report.failures.extend(
            chain(leaks(language, halves), alike(language, lines), openings(language, lines))
        )
        for batch, found in kept.items():
            report.batches.append(contents(language, batch, found))
            report.labels.extend(label_counts(language, batch, found))
        for half, found in halves.items():
            report.giveaways.extend(giveaways(language, half, found) if found else ())
        report.agreement.extend(agreement(language, lines))
    report.failures.extend(
        Failure("giveaway", found.language, sentence_on(found)) for found in report.giveaways if found.fails
    )
    return report


def contents(language: str, name: str, lines: Sequence[Line]) -> Batch:
    """What a batch holds."""
    n = max(1, len(lines))
    lengths = np.percentile([len(line.text) for line in lines] or [0], (10, 50, 90)).round().astype(int)
    return Batch(
        language,
        name,
        len(lines),
        sum(line.role == "agent" for line in lines),
        sum(bool(line.context) for line in lines) / n,
        sum(bool(line.note) for line in lines) / n,
        sum(line.second is not None for line in lines) / n,
        (int(lengths[0]), int(lengths[1]), int(lengths[2])),
    )


def label_counts(language: str, name: str, lines: Sequence[Line]) -> Iterator[Labels]:
    """The levels of a batch, axis by axis."""
    for highest in HIGHEST.values():
        for axis, top in highest.items():
            counted = Counter(line.labels[axis] for line in lines if axis in line.labels)
            yield Labels(
                language, name, axis, tuple(counted[level] for level in range(top + 1)), counted[None]
            )


def agreement(language: str, lines: Sequence[Line]) -> Iterator[Agreement]:
    """The second labels beside the first, by axis; nothing of an axis that nobody labelled twice."""
    for axis in (axis for highest in HIGHEST.values() for axis in highest):
        pairs = [
            (line.labels[axis], line.second[axis]) for line in lines if line.second and axis in line.second
        ]
        both = [(one, other) for one, other in pairs if one is not None and other is not None]
        one_open = sum((one is None) != (other is None) for one, other in pairs)
        first, second = [one for one, _ in both], [other for _, other in both]
        if pairs:
            yield Agreement(
                language,
                axis,
                len(both),
                one_open,
                level_accuracy(first, second),
                level_accuracy([int(level >= 1) for level in first], [int(level >= 1) for level in second]),
                quadratic_kappa(first, second),
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report, as tables or with `--json`. 0: the corpus holds; 1: it does not; 2: there is none."""
    parser = argparse.ArgumentParser(
        prog="python -m models.corpus.check", description="Checks the labelled corpus."
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, help="with en, ko and th (this package's)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    given = parser.parse_args(arguments)
    if not any(batches(language, given.folder) for language in LANGUAGES):
        sys.stderr.write(
            f"{given.folder} holds no batch: give a folder with {', '.join(LANGUAGES)} and .jsonl files\n"
        )
        return 2
    report = check(given.folder)
    if given.json:
        sys.stdout.write(
            json.dumps({"holds": not report.failures, "limits": LIMITS, **asdict(report)}, ensure_ascii=False)
            + "\n"
        )
    else:
        _print(report)
    return 1 if report.failures else 0


def _print(report: Report) -> None:
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 120)
    console.print(
        _table(
            "Batches (length in characters: 10th, 50th, 90th percentile)",
            ("language", "batch", "lines", "agent", "with context", "with note", "labelled twice", "length"),
            (
                (
                    *(b.language, b.batch, b.lines, b.agent),
                    *(f"{share:.0%}" for share in (b.with_context, b.with_note, b.with_second)),
                    " ".join(map(str, b.lengths)),
                )
                for b in report.batches
            ),
        ),
        _table(
            "Labels",
            ("language", "batch", "axis", "0", "1", "2", "open"),
            (
                (x.language, x.batch, x.axis, *x.levels, *[""] * (3 - len(x.levels)), x.open)
                for x in report.labels
            ),
        ),
        _table(
            "Giveaways (AUC; ! beyond the limit)",
            ("language", "half", "label", *LIMITS),
            (
                (language, half, label, *(f"{_figure(sign.auc)}{' !' * sign.fails}" for sign in signs))
                for (language, half, label), signs in groupby(
                    report.giveaways, lambda sign: (sign.language, sign.half, sign.label)
                )
            ),
        ),
        _table(
            "Second labels (agreement)",
            ("language", "axis", "n", "one is open", "same level", "same on >= 1", "quadratic kappa"),
            (
                (x.language, x.axis, x.n, x.one_open, *map(_figure, (x.same_level, x.same_at_1, x.kappa)))
                for x in report.agreement
            ),
        ),
    )
    for failure in report.failures:
        sys.stdout.write(f"{failure.check}: {failure.message}\n")
    sys.stdout.write(f"{len(report.failures)} to mend\n" if report.failures else "the corpus holds\n")


def _table(title: str, columns: Sequence[str], cells: Iterable[Sequence[object]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in cells:
        table.add_row(*map(str, row))
    return table


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
