"""`python -m models.corpus.check`: whether the corpus holds, what is in it, and what would give its labels away.

It ends with 1 where something must be mended, one sentence each, and with 2 where there is nothing to check.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy import sparse

from models.corpus import FOLDER, HELD, HIGHEST, LANGUAGES, TRAIN, Line, Row, batches, rows
from models.evaluation.metrics import auc, level_accuracy, quadratic_kappa

ALIKE: Final = 0.85
OPENING_WORDS: Final = 4
OPENING_SHARE: Final = 0.01
# Length alone, either way; having a context at all, either way; the words of the context.
LIMITS: Final = {"length": 0.72, "has_context": 0.65, "context": 0.65}
# With fewer lines on either side an AUC this far from one half is often chance: it is reported and not judged.
ENOUGH: Final = 30
FOLDS: Final = 5
_BLOCK: Final = 500
_OPENING_LETTERS: Final = 80
_BATCH: Final = re.compile(rf"({TRAIN}|{HELD})-[a-z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CAPITALISED: Final = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER: Final = re.compile(r"[A-Za-z]*\d[A-Za-z\d]*(?:[.,:/-][A-Za-z]*\d[A-Za-z\d]*)*")
# Names that capitals do not show: before a Korean title; after the Thai one where a greeting comes before it.
_TITLED: Final = re.compile(
    r"[가-힣]{3}(?= (?:고객님|회원님|선생님|씨))|[가-힣]{2,3}(?=님|씨\b)"
    r"|(?:(?<=เรียนคุณ)|(?<=ค่ะคุณ)|(?<=ครับคุณ)|(?<=คะคุณ))[ก-๎]{2,12}?(?=\s|ครับ|ค่ะ|คะ|นะ|$)"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What must be mended. ids: the lines at fault, where the fault is in lines."""

    check: str
    language: str
    message: str
    ids: tuple[str, ...] = ()


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
class Giveaway:
    """How well a sign that is not the turn's meaning tells a label apart, within the batches of one half.

    label: an axis at level 1 or more, or `<axis>_2`. sign: a key of LIMITS. yes, no: lines that have the label or
    not. auc: above 0.5, those that have it are longer, or have a context; None where a side is empty. medians: of the
    sign, yes and no.
    """

    language: str
    half: str
    label: str
    sign: str
    yes: int
    no: int
    auc: float | None
    medians: tuple[float, float] | None = None

    @property
    def fails(self) -> bool:
        """Whether the sign tells more than its limit allows, on lines enough to say so."""
        if self.auc is None or min(self.yes, self.no) < ENOUGH:
            return False
        # Guessing folds from the others leans below one half, so below is no sign.
        strength = self.auc if self.sign == "context" else max(self.auc, 1 - self.auc)
        return strength > LIMITS[self.sign]


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
    report.failures.extend(_given_away(found) for found in report.giveaways if found.fails)
    return report


def form(language: str, by_batch: Mapping[str, Sequence[Row]]) -> Iterator[Failure]:
    """Names of batches, ids, and the faults of each row."""
    places: dict[str, str] = {}
    for batch, found in by_batch.items():
        if not _BATCH.fullmatch(batch):
            yield Failure(
                "name",
                language,
                f"{language}/{batch}.jsonl is neither a {TRAIN}- nor a {HELD}- batch: rename it",
            )
        last = 0
        for row in found:
            place = f"{language}/{batch}.jsonl, row {row.number}"
            for fault in row.faults:
                yield Failure(
                    "row", language, f"{place} ({row.id or 'no id'}): {fault}", (row.id,) * bool(row.id)
                )
            number = re.fullmatch(rf"{language}-{re.escape(batch)}-(\d{{4,}})", row.id)
            if row.id in places:
                message = f"{place}: {row.id} is also the id of {places[row.id]}: every line has its own"
                yield Failure("id", language, message, (row.id,))
            elif not number or int(number[1]) <= last:
                message = (
                    f"{place}: the id is {row.id!r}: it is {language}-{batch}- and a number above {last:04}"
                )
                yield Failure("id", language, message, (row.id,))
            last = max(last, int(number[1])) if number else last
            places.setdefault(row.id, place)


def leaks(language: str, halves: Mapping[str, Sequence[Line]]) -> Iterator[Failure]:
    """Turns of held-out batches, labelled or in a context, that are also in a training batch (letters and digits alike)."""
    known: dict[str, str] = {}
    for line in halves[TRAIN]:
        for text in _texts(line):
            known.setdefault(_bare(text), line.id)
    for line in halves[HELD]:
        if shared := next((text for text in _texts(line) if _bare(text) in known), None):
            other = known[_bare(shared)]
            message = f"{line.id} is held out, and its turn {shared!r} is also in {other}: reword one of them"
            yield Failure("leak", language, message, (line.id, other))


def alike(language: str, lines: Sequence[Line]) -> Iterator[Failure]:
    """Pairs of labelled turns above ALIKE in the cosine of their character trigrams, names and numbers masked."""
    if not lines:
        return
    names = _names(chain.from_iterable(map(_texts, lines)))
    counted = _trigrams([masked(line.text, names) for line in lines])
    norms = np.sqrt(np.asarray(counted.multiply(counted).sum(axis=1)).ravel())
    unit = sparse.csr_array(sparse.diags_array(1 / norms) @ counted)
    turned = sparse.csr_array(unit.T)
    for first in range(0, len(lines), _BLOCK):
        cosines = (unit[first : first + _BLOCK] @ turned).tocoo()
        for near in np.flatnonzero(cosines.data > ALIKE):
            one, other = lines[first + cosines.row[near]], lines[cosines.col[near]]
            if first + cosines.row[near] < cosines.col[near]:
                message = (
                    f"{one.id} and {other.id} are too much alike (cosine {cosines.data[near]:.2f}): "
                    f"{one.text!r}, {other.text!r}: rewrite one of them"
                )
                yield Failure("alike", language, message, (one.id, other.id))


def openings(language: str, lines: Sequence[Line]) -> Iterator[Failure]:
    """Openings of OPENING_WORDS words that more than OPENING_SHARE of the turns share. Shorter turns have none."""
    begun: dict[tuple[str, ...], list[str]] = defaultdict(list)
    words = _words_of(language)
    for line in lines:
        opening = tuple(words(line.text[:_OPENING_LETTERS].casefold())[:OPENING_WORDS])
        if len(opening) == OPENING_WORDS:
            begun[opening].append(line.id)
    for opening, ids in begun.items():
        if len(ids) > max(1, OPENING_SHARE * len(lines)):
            message = (
                f"{language}: {len(ids)} of {len(lines)} turns begin with {' '.join(opening)!r} "
                f"({', '.join(ids[:5])}{', ...' if len(ids) > 5 else ''}): begin some differently"
            )
            yield Failure("opening", language, message, tuple(ids))


def giveaways(language: str, half: str, lines: Sequence[Line]) -> Iterator[Giveaway]:
    """Each sign against each label of the half: length, having a context, and the words of the context."""
    for role, highest in HIGHEST.items():
        said = [line for line in lines if line.role == role]
        for axis, level in ((name, level) for name, top in highest.items() for level in range(1, top + 1)):
            known = [line for line in said if line.labels[axis] is not None]
            gold = np.array([(line.labels[axis] or 0) >= level for line in known], dtype=bool)
            label = axis if level == 1 else f"{axis}_{level}"
            length = np.array([len(line.text) for line in known], dtype=np.float64)
            having = np.array([bool(line.context) for line in known], dtype=bool)
            by_context = from_context([line for line in known if line.context], gold[having])
            signs = {
                "length": (gold, length),
                "has_context": (gold, having),
                "context": (gold[having], by_context),
            }
            for sign, (truth, strength) in signs.items():
                yes, no = int(truth.sum()), int((~truth).sum())
                medians = _medians(length, gold) if sign == "length" else None
                yield Giveaway(language, half, label, sign, yes, no, auc(truth, strength), medians)


def from_context(lines: Sequence[Line], gold: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Log odds of a label from the context alone: multinomial naive Bayes over its character trigrams.

    Cross-validated: lines of one context are in one fold, and each fold is guessed from the others.
    """
    odds = np.zeros(len(lines))
    if not lines:
        return odds
    counted = _trigrams(["\n".join(said.text for said in line.context).casefold() for line in lines])
    fold = np.array([zlib.crc32(line.group.encode()) % FOLDS for line in lines])
    for number in range(FOLDS):
        apart = fold != number
        if gold[apart].any() and not gold[apart].all():
            yes, no = (np.asarray(counted[apart & side].sum(axis=0)).ravel() + 1.0 for side in (gold, ~gold))
            odds[~apart] = counted[~apart] @ (np.log(yes / yes.sum()) - np.log(no / no.sum()))
    return odds


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


def masked(text: str, names: frozenset[str] = frozenset()) -> str:
    """A text without its names and numbers, in small letters, for comparison.

    >>> masked("Maria, parcel AB-1234 is due on 3.5.2026", frozenset(("Maria",)))
    ' *, parcel ab-# is due on # '
    """
    text = _CAPITALISED.sub(lambda found: "*" if found[0] in names else found[0], _TITLED.sub("*", text))
    return f" {' '.join(_NUMBER.sub('#', text).casefold().split())} "


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Words with a capital that nobody ever writes without one: names, and a few words that only begin sentences."""
    capitalised: set[str] = set()
    small: set[str] = set()
    for text in texts:
        capitalised.update(_CAPITALISED.findall(text))
        small.update(re.findall(r"\b[a-z]+\b", text))
    return frozenset(word for word in capitalised if word.lower() not in small)


def _texts(line: Line) -> Iterator[str]:
    yield line.text
    yield from (said.text for said in line.context)


def _bare(text: str) -> str:
    """Letters, their marks and digits alone."""
    return "".join(sign for sign in text.casefold() if unicodedata.category(sign)[0] in "LMN")


def _words_of(language: str) -> Callable[[str], list[str]]:
    if language != "th":
        return _WORD.findall
    from pythainlp.tokenize import word_tokenize  # slow to import, and for Thai alone

    return lambda text: [word for word in word_tokenize(text, keep_whitespace=False) if _bare(word)]


def _trigrams(texts: Sequence[str]) -> Any:
    """How often each character trigram stands in each text, as a sparse array."""
    columns: dict[str, int] = {}
    counted = [Counter(text[at : at + 3] for at in range(len(text) - 2)) for text in texts]
    place = [columns.setdefault(trigram, len(columns)) for of_text in counted for trigram in of_text]
    often = np.fromiter(chain.from_iterable(of_text.values() for of_text in counted), np.float32)
    ends = np.cumsum([0, *map(len, counted)])
    return sparse.csr_array((often, place, ends), shape=(len(texts), len(columns)))


def _medians(length: NDArray[np.float64], gold: NDArray[np.bool_]) -> tuple[float, float] | None:
    return (
        (float(np.median(length[gold])), float(np.median(length[~gold])))
        if 0 < gold.sum() < len(gold)
        else None
    )


def _given_away(found: Giveaway) -> Failure:
    what = {
        "length": "the length alone",
        "has_context": "having a context or none",
        "context": "the context alone",
    }[found.sign]
    which = (
        f" (median length {found.medians[0]:.0f} with it, {found.medians[1]:.0f} without)"
        if found.medians
        else ""
    )
    return Failure(
        "giveaway",
        found.language,
        f"{found.language}, {found.half} batches: {what} tells {found.label}: AUC {found.auc:.2f}, "
        f"at most {LIMITS[found.sign]:.2f} either way{which}: write lines in which it is the other way round",
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
