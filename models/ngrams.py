"""The encoder of Korean and Thai: what a text is made of, as weighted character and word n-grams.

Without a pretrained network for these languages, a linear reading of n-grams judged best by what could be trained here
(models/CARD.md has the comparison), and it shows its reasons: every character's share of a verdict is known. Characters
are taken from the folded text (one spelling, no spaces), words from the language's tokenizer. Each n-gram hashes to a
row of one table with a column per output, so that another head is another column and not another reading.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.acts import FILE as ACTS_FILE

CHARACTERS: Final = 1 << 17
WORDS: Final = 1 << 16
LONGEST_RUN: Final = 5
SHORTEST: Final = (60.0, 20.0)  # least lengths of characters' and words' parts: short texts are not blown up
_ROWS: Final = CHARACTERS + WORDS
_GRID: Final = 2.0**14
_TOGETHER: Final = 128
_PRIME, _MIX = np.uint64(1_099_511_628_211), np.uint64(0x9E3779B97F4A7C15)

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """A text made ready for reading.

    text: as stored. folded: one spelling, without spaces. places: int [folded, 2], the code points of `text` behind
    each folded character. tokens: (form, start, end) of each word in `text`.
    """

    text: str
    folded: str
    places: NDArray[np.int32]
    tokens: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """Every occurrence of n-grams in several texts: which text, the row of the table, start and end in code points."""

    texts: Rows
    rows: Rows
    starts: Rows
    ends: Rows


@dataclass(frozen=True, slots=True)
class Counted:
    """The distinct n-grams of several texts, in the order of texts, then of rows.

    values: float64, on a grid fine enough not to matter and coarse enough that every sum is exact. lengths: by text, what
    its values are divided by to have length 1, or less in short texts.
    """

    texts: Rows
    rows: Rows
    values: Floats
    lengths: Floats


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one text: distinct rows with their values, and every single occurrence.

    occurrences: int [n, 4]: index into rows, start and end in code points of the text, and how often that row occurs.
    """

    rows: Rows
    values: Floats
    occurrences: Rows


def runs(texts: Sequence[Words]) -> tuple[Runs, Runs]:
    """The occurrences in texts: of runs of 1 to 5 characters, and of words and word pairs."""
    return _character_runs(texts), _word_runs(texts)


def _character_runs(texts: Sequence[Words]) -> Runs:
    letters = [
        np.frombuffer(f"\x02{words.folded}\x03".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        for words in texts
    ]
    codes = np.concatenate(letters).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(own) for own in letters])
    edge = np.concatenate([_with_edges(words.places) for words in texts]).astype(np.int64)
    parts: list[tuple[Rows, Rows, Rows, Rows]] = []
    with np.errstate(over="ignore"):
        hashed = np.zeros(len(codes), dtype=np.uint64)
        for length in range(1, min(LONGEST_RUN, len(codes)) + 1):
            count = len(codes) - length + 1
            hashed = hashed[:count] * _PRIME + codes[length - 1 :]
            (own,) = np.nonzero(owner[:count] == owner[length - 1 :])
            mixed = (hashed[own] + np.uint64(length)) * _MIX
            rows = ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(CHARACTERS)).astype(np.int64)
            parts.append((owner[own], rows, edge[own, 0], edge[own + length - 1, 1]))
    return Runs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _with_edges(places: NDArray[np.int32]) -> NDArray[np.int32]:
    if not len(places):
        return np.zeros((2, 2), np.int32)
    return np.concatenate([places[:1], places, places[-1:]])


def _word_runs(texts: Sequence[Words]) -> Runs:
    found: list[tuple[int, int, int, int]] = []
    for number, words in enumerate(texts):
        forms = [form.encode("utf-8", "surrogatepass") for form, _, _ in words.tokens]
        tokens = words.tokens
        found += [
            (number, zlib.crc32(form), start, end)
            for form, (_, start, end) in zip(forms, tokens, strict=True)
        ]
        found += [
            (number, zlib.crc32(b"%b\x1f%b" % pair), one[1], other[2])
            for pair, (one, other) in zip(itertools.pairwise(forms), itertools.pairwise(tokens), strict=True)
        ]
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    return Runs(table[:, 0], CHARACTERS + table[:, 1] % WORDS, table[:, 2], table[:, 3])


def counted(found: Runs, idf: Floats, texts: int, shortest: float) -> Counted:
    """The distinct n-grams under inverse document frequencies (0 for rows that training never met)."""
    keys, count = np.unique(found.texts * _ROWS + found.rows, return_counts=True)
    owner, rows = np.divmod(keys, _ROWS)
    values = np.rint((1 + np.log(count)) * idf[rows] * _GRID) / _GRID
    squares = np.bincount(owner, weights=values * values, minlength=texts)
    return Counted(owner, rows, values, np.maximum(np.sqrt(squares), shortest))


def grams(words: Words, idf: Floats) -> Grams:
    """The n-grams of one text, with their places."""
    rows: list[Rows] = []
    values: list[Floats] = []
    occurrences: list[Rows] = []
    offset = 0
    for found, shortest in zip(runs([words]), SHORTEST, strict=True):
        distinct = counted(found, idf, 1, shortest)
        place = np.searchsorted(distinct.rows, found.rows)
        often = np.bincount(place)[place]
        occurrences.append(np.stack([place + offset, found.starts, found.ends, often], axis=1))
        rows.append(distinct.rows)
        values.append(distinct.values / distinct.lengths[0])
        offset += len(distinct.rows)
    return Grams(np.concatenate(rows), np.concatenate(values), np.concatenate(occurrences))


class NgramEncoder:
    """The table of a language: n-grams in, one number an output out, first those of the axes and then those of acts."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "ngrams.npz") as stored:
            self.idf: Floats = stored["idf"].astype(np.float64)
            tables, scales, biases = [stored["table"]], [stored["scale"]], [stored["bias"]]
        self.outputs = len(biases[0])
        self.usual: Floats = np.zeros(0)
        if (folder / ACTS_FILE).exists():  # absent only while they are trained
            with np.load(folder / ACTS_FILE) as stored:
                tables.append(stored["table"].astype(np.int16))
                scales.append(stored["scale"])
                biases.append(stored["bias"])
                self.usual = stored["usual"].astype(np.float64)
        self._table: NDArray[np.int16] = np.concatenate(tables, axis=1)
        self._scale: Floats = np.concatenate(scales).astype(np.float64)
        self.bias: Floats = np.concatenate(biases).astype(np.float64)

    def encode(self, texts: Sequence[Words]) -> list[NgramEncoded]:
        """One result a text, in order; sums are exact, so that a text's result is its own."""
        found: list[NgramEncoded] = []
        for start in range(0, len(texts), _TOGETHER):
            some = texts[start : start + _TOGETHER]
            sums = self._sums(some) * self._scale + self.bias
            found += [
                NgramEncoded(both[: self.outputs], both[self.outputs :], words, self)
                for both, words in zip(sums, some, strict=True)
            ]
        return found

    def _sums(self, texts: Sequence[Words]) -> Floats:
        sums = np.zeros((len(texts), len(self._scale)))
        for found, shortest in zip(runs(texts), SHORTEST, strict=True):
            distinct = counted(found, self.idf, len(texts), shortest)
            firsts = np.flatnonzero(np.diff(distinct.texts, prepend=-1))
            if len(firsts):
                said = self._table[distinct.rows] * distinct.values[:, None]
                owners = distinct.texts[firsts]
                sums[owners] += np.add.reduceat(said, firsts, axis=0) / distinct.lengths[owners, None]
        return sums

    def shares(self, found: Grams, column: int, length: int) -> Floats:
        """What each code point adds to an output: every occurrence's weight, spread evenly over its characters."""
        which, starts, ends, count = found.occurrences.T
        each = self._table[found.rows[which], column] * self._scale[column] * found.values[which] / count
        each = each / np.maximum(ends - starts, 1)
        steps = np.zeros(length + 1)
        np.add.at(steps, starts, each)
        np.add.at(steps, ends, -each)
        return np.cumsum(steps)[:length]


@dataclass(frozen=True, slots=True)
class NgramEncoded:
    """vector: float64 [outputs of the axes]. acts: float64 [COLUMNS of models.acts], log-odds."""

    vector: Floats
    acts: Floats
    words: Words
    encoder: NgramEncoder

    def marks(self, column: int) -> tuple[NDArray[np.int32], Floats]:
        """The places of the words, int [T, 2], and what each adds to an output."""
        places = np.array([(start, end) for _, start, end in self.words.tokens], dtype=np.int32).reshape(
            -1, 2
        )
        found = grams(self.words, self.encoder.idf)
        summed = np.concatenate([[0.0], np.cumsum(self.encoder.shares(found, column, len(self.words.text)))])
        return places, summed[places[:, 1]] - summed[places[:, 0]]
