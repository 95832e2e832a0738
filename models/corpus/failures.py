"""What must be mended in the lines of a language: their form, leaks into the held-out half, turns too much alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from scipy import sparse

from models.corpus import HELD, TRAIN, Line, Row
from models.corpus.likeness import bare, masked, names_in, trigrams, words_of

ALIKE: Final = 0.85
OPENING_WORDS: Final = 4
OPENING_SHARE: Final = 0.01
_OPENING_LETTERS: Final = 80
_BLOCK: Final = 500
_BATCH: Final = re.compile(rf"({TRAIN}|{HELD})-[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """What must be mended. ids: the lines at fault, where the fault is in lines."""

    check: str
    language: str
    message: str
    ids: tuple[str, ...] = ()


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
            known.setdefault(bare(text), line.id)
    for line in halves[HELD]:
        if shared := next((text for text in _texts(line) if bare(text) in known), None):
            other = known[bare(shared)]
            message = f"{line.id} is held out, and its turn {shared!r} is also in {other}: reword one of them"
            yield Failure("leak", language, message, (line.id, other))


def alike(language: str, lines: Sequence[Line]) -> Iterator[Failure]:
    """Pairs of labelled turns above ALIKE in the cosine of their character trigrams, names and numbers masked."""
    if not lines:
        return
    names = names_in(chain.from_iterable(map(_texts, lines)))
    counted = trigrams([masked(line.text, names) for line in lines])
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
    words = words_of(language)
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


def _texts(line: Line) -> Iterator[str]:
    yield line.text
    yield from (said.text for said in line.context)
