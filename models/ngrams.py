"""The encoder of Korean and Thai: what a text is made of, as weighted character and word n-grams.

Without a pretrained network for these languages, a linear reading of n-grams judged best by what could be trained here
(models/CARD.md has the comparison), and it shows its reasons: every character's share of a verdict is known. Characters
are taken from the folded text (one spelling, no spaces), words from the language's tokenizer. Each n-gram hashes to a
row of one table with a column per output, so that another head is another column and not another reading.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

CHARACTERS: Final = 1 << 17
WORDS: Final = 1 << 16
LONGEST_RUN: Final = 5
SHORTEST: Final = (
    60.0,
    20.0,
)  # lengths of characters' and words' parts: shorter texts say less, and are not blown up
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
class Grams:
    """The n-grams of a text: rows of the table, the value of each distinct one, and every single occurrence.

    rows: distinct; values: float64, the length of characters' and of words' part is 1, or less in short texts. occurrences: int [n, 4]: index
    into rows, start and end in code points of the text, and how often that row occurs.
    """

    rows: Rows
    values: Floats
    occurrences: Rows


def runs(words: Words) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Rows, starts and ends (code points) of the occurrences: runs of 1 to 5 characters, then words and word pairs."""
    codes = np.frombuffer(
        f"\x02{words.folded}\x03".encode("utf-32-le", "surrogatepass"), dtype=np.uint32
    ).astype(np.uint64)
    edge = (
        np.concatenate([words.places[:1], words.places, words.places[-1:]])
        if len(words.places)
        else np.zeros((2, 2), np.int32)
    )
    parts: list[tuple[Rows, Rows, Rows]] = []
    with np.errstate(over="ignore"):
        hashed = np.zeros(len(codes), dtype=np.uint64)
        for length in range(1, min(LONGEST_RUN, len(codes)) + 1):
            count = len(codes) - length + 1
            hashed = hashed[:count] * _PRIME + codes[length - 1 :]
            mixed = (hashed + np.uint64(length)) * _MIX
            rows = ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(CHARACTERS)).astype(np.int64)
            parts.append((rows, edge[:count, 0].astype(np.int64), edge[length - 1 :, 1].astype(np.int64)))
    yield tuple(np.concatenate(p) for p in zip(*parts, strict=True))  # type: ignore[misc]
    tokens = words.tokens
    singles = [(zlib.crc32(form.encode("utf-8", "surrogatepass")), start, end) for form, start, end in tokens]
    pairs = [
        (zlib.crc32(f"{a[0]}\x1f{b[0]}".encode("utf-8", "surrogatepass")), a[1], b[2])
        for a, b in itertools.pairwise(tokens)
    ]
    found = np.array(singles + pairs, dtype=np.int64).reshape(-1, 3)
    yield CHARACTERS + found[:, 0] % WORDS, found[:, 1], found[:, 2]


def grams(words: Words, idf: Floats) -> Grams:
    """The n-grams of a text under inverse document frequencies (0 for rows that training never met)."""
    rows_found: list[Rows] = []
    values_found: list[Floats] = []
    occurrences: list[Rows] = []
    offset = 0
    for (rows, starts, ends), shortest in zip(runs(words), SHORTEST, strict=True):
        distinct, place, count = np.unique(rows, return_inverse=True, return_counts=True)
        values = (1 + np.log(count)) * idf[distinct]
        values_found.append(values / max(float(np.sqrt((values * values).sum())), shortest))
        rows_found.append(distinct)
        occurrences.append(np.stack([place + offset, starts, ends, count[place]], axis=1))
        offset += len(distinct)
    return Grams(np.concatenate(rows_found), np.concatenate(values_found), np.concatenate(occurrences))


class NgramEncoder:
    """The table of a language: n-grams in, one number an output out."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "ngrams.npz") as stored:
            self.idf: Floats = stored["idf"].astype(np.float64)
            self._table: NDArray[np.int16] = stored["table"]
            self._scale: Floats = stored["scale"].astype(np.float64)
            self.bias: Floats = stored["bias"].astype(np.float64)

    def encode(self, texts: Sequence[Words]) -> list[NgramEncoded]:
        """One result a text, in order, each computed by itself."""
        return [self._encode(text) for text in texts]

    def _encode(self, words: Words) -> NgramEncoded:
        found = grams(words, self.idf)
        sums = (self._table[found.rows] * found.values[:, None]).sum(axis=0)
        return NgramEncoded(sums * self._scale + self.bias, words, self)

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
    """vector: float64 [outputs of the table]."""

    vector: Floats
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
