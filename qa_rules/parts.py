"""A turn taken apart: its sentences and each two neighbours, what each of them does, and what it is made of.

The words of a part are those of the turn that lie in it, so that a turn is tokenized once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.acts import ACTS
from models.ngrams import Counted, Words, counted, runs
from models.reader import reader
from qa_rules.acts import Using, read_all
from qa_rules.analysis import AnalysedText
from qa_rules.learned import prepared
from qa_rules.wording import segments_of

Floats = NDArray[np.float64]
Sparse = tuple[NDArray[np.int64], Floats]

_GRID: Final = 2.0**12
_TOGETHER: Final = 128
_KEPT: Final = 4_096


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The parts of a turn; a turn without a sentence is one part.

    places: start and end in code points. acts: probabilities, float64 [parts, COLUMNS of models.acts]. letters, words: of each part, rows
    and values (length 1, on a grid where sums are exact) of runs of letters, and of words and pairs of them.
    """

    places: tuple[tuple[int, int], ...]
    acts: Floats
    letters: tuple[Sparse, ...]
    words: tuple[Sparse, ...]


def parts_of(text: AnalysedText, using: Using = reader) -> Parts:
    """The parts of a turn. using: the reader of a language."""
    kept = _kept(using)
    if text not in kept:
        read_ahead([text], using)
    return kept[text]


def read_ahead(texts: Sequence[AnalysedText], using: Using = reader) -> None:
    """Takes many turns apart together, several times faster than one by one; each turn's parts are its own."""
    kept = _kept(using)
    missing = list(islice((text for text in dict.fromkeys(texts) if text not in kept), _KEPT))
    read_all(missing, using)
    for start in range(0, len(missing), _TOGETHER):
        some = missing[start : start + _TOGETHER]
        for language in sorted({text.language for text in some}):
            own = [text for text in some if text.language == language]
            kept |= zip(own, _taken_apart(own, using), strict=True)
    for text in list(islice(kept, max(0, len(kept) - 2 * _KEPT))):
        del kept[text]


@cache
def _kept(using: Using) -> dict[AnalysedText, Parts]:
    return {}


def _taken_apart(texts: Sequence[AnalysedText], using: Using) -> list[Parts]:
    """The parts of turns of one language."""
    places = [tuple(segments_of(text)) or ((0, len(text.text)),) for text in texts]
    words = [
        part_of(prepared(text), *place) for text, own in zip(texts, places, strict=True) for place in own
    ]
    letters, pairs = vectors(words, texts[0].language)
    acts = 1 / (1 + np.exp(-using(texts[0].language).acts_of_words(words)))
    found, first = [], 0
    for own in places:
        mine = slice(first, first + len(own))
        found.append(Parts(own, acts[mine], tuple(letters[mine]), tuple(pairs[mine])))
        first += len(own)
    return found


def part_of(words: Words, start: int, end: int) -> Words:
    """The words of a part of a text.

    text: the part. places, tokens: counted from its start.
    """
    if (start, end) == (0, len(words.text)):
        return words
    first, last = np.searchsorted(words.places[:, 0], [start, end]) if len(words.places) else (0, 0)
    tokens = tuple((form, s - start, e - start) for form, s, e in words.tokens if start <= s and e <= end)
    return Words(
        words.text[start:end], words.folded[first:last], words.places[first:last] - np.int32(start), tokens
    )


def vectors(words: Sequence[Words], language: str) -> tuple[list[Sparse], list[Sparse]]:
    """Of each text, the rows and values of its letters, and those of its words and pairs."""
    if not words:
        return [], []
    rarity = _rarity(language)
    letters, pairs = (
        _split(counted(found, rarity, len(words), 1e-9), len(words)) for found in runs(list(words))
    )
    return letters, pairs


def _split(together: Counted, texts: int) -> list[Sparse]:
    values = np.rint(together.values / together.lengths[together.texts] * _GRID) / _GRID
    cuts = np.searchsorted(together.texts, np.arange(1, texts))
    return list(zip(np.split(together.rows, cuts), np.split(values, cuts), strict=True))


@cache
def _rarity(language: str) -> Floats:
    """Inverse document frequencies; what training never met is as rare as the rarest."""
    idf = reader(language).idf
    return np.where(idf == 0, idf.max(), idf)


def words_of(act: str, text: AnalysedText) -> tuple[int, int]:
    """The part of a text, in code points, that does an act most likely; the whole where it is one."""
    parts = parts_of(text)
    if len(parts.places) < 2:
        return 0, len(text.text)
    return parts.places[int(parts.acts[:, ACTS.index(act)].argmax())]
