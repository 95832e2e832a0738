"""What the learned models of a language see in turns: log-odds by output, and the words that carry them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.acts import FILE as ACTS_FILE
from models.axes import OUTPUTS, SPANNED
from models.combining import Combination, load_combinations
from models.encoder import Encoder, Seen
from models.heads import Heads
from models.ngrams import NgramEncoded, NgramEncoder, Words
from models.spans import are_words, best_run, whole_words

WEIGHTS: Final = Path(__file__).parent / "weights"
NGRAM_OUTPUTS: Final = (*OUTPUTS, "abuse")
KEPT: Final = 8_192
OTHERS: Final = (
    "roles.npz",
    ACTS_FILE,
)  # of a version of their own: what rests on axes alone stays when they change


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text, encoded: its n-grams, what the network saw, and what that gives to the heads."""

    grams: NgramEncoded
    seen: Seen | None = None
    parts: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """A text and the two before it: the last by the other side, the last by the same side."""

    turn: Encoded
    other: Encoded | None = None
    same: Encoded | None = None


class Reader:
    """What one language reads with, from its folder of weights: n-grams always, a network where there is one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Encoded] = {}
        self._kept_grams: dict[str, NgramEncoded] = {}
        self._ngrams = NgramEncoder(folder)
        self.outputs: tuple[str, ...] = NGRAM_OUTPUTS
        self._network: Encoder | None = None
        if (folder / "encoder.onnx").exists():
            self._network = Encoder(folder)
            self._heads = Heads(folder)
            self.outputs = (*NGRAM_OUTPUTS, *(f"network:{output}" for output in OUTPUTS))

    @cached_property
    def combinations(self) -> dict[str, Combination]:
        """Axis -> how rule and head are combined."""
        return load_combinations(self._folder)

    @property
    def idf(self) -> NDArray[np.float64]:
        """How rare each n-gram is; 0 where training never met it."""
        return self._ngrams.idf

    @property
    def usual_acts(self) -> NDArray[np.float64]:
        """How often turns do, or are about, each of models.acts.COLUMNS."""
        return self._ngrams.usual

    def encode(self, texts: Sequence[str], prepare: Callable[[str], Words]) -> list[Encoded]:
        """One result a text, in order; the same alone and in any company. The last KEPT distinct ones are kept.

        prepare: makes a text ready for reading; asked only for texts that are not kept.
        """
        found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        grams = self._grams(missing, prepare)
        found |= zip(missing, self._encoded([grams[text] for text in missing]), strict=True)
        self._kept |= found
        for text in list(islice(self._kept, max(0, len(self._kept) - KEPT))):
            del self._kept[text]
        return [found[text] for text in texts]

    def acts(self, texts: Sequence[str], prepare: Callable[[str], Words]) -> NDArray[np.float64]:
        """What each text does, log-odds [N, COLUMNS]; from what was encoded, else from n-grams alone."""
        grams = self._grams(texts, prepare)
        return np.array([grams[text].acts for text in texts]).reshape(len(texts), len(self.usual_acts))

    def _grams(self, texts: Sequence[str], prepare: Callable[[str], Words]) -> dict[str, NgramEncoded]:
        """The n-grams of each text; the last KEPT distinct ones are kept."""
        asked = dict.fromkeys(texts)
        found = {text: self._kept[text].grams for text in asked if text in self._kept}
        found |= {text: self._kept_grams[text] for text in asked if text in self._kept_grams}
        missing = [prepare(text) for text in asked if text not in found]
        fresh = {one.words.text: one for one in self._ngrams.encode(missing)}
        self._kept_grams |= fresh
        for text in list(islice(self._kept_grams, max(0, len(self._kept_grams) - KEPT))):
            del self._kept_grams[text]
        return found | fresh

    def acts_of_words(self, texts: Sequence[Words]) -> NDArray[np.float64]:
        """What each text does, log-odds [N, COLUMNS]; nothing is kept."""
        return np.array([one.acts for one in self._ngrams.encode(texts)]).reshape(
            len(texts), len(self.usual_acts)
        )

    def _encoded(self, grams: Sequence[NgramEncoded]) -> list[Encoded]:
        if self._network is None:
            return [Encoded(one) for one in grams]
        if not grams:
            return []
        seen = self._network.encode([one.words for one in grams])
        parts = self._heads.parts(np.stack([one.vector for one in seen]))
        return [Encoded(*three) for three in zip(grams, seen, parts, strict=True)]

    def logits(self, turns: Sequence[Around]) -> NDArray[np.float64]:
        """Log-odds [N, outputs]."""
        grams = np.stack([a.turn.grams.vector for a in turns])
        if self._network is None:
            return grams
        own = np.stack([a.turn.parts for a in turns if a.turn.parts is not None])
        nothing = np.zeros_like(own[0])
        others = np.stack([_parts(a.other, nothing) for a in turns])
        same = np.stack([_parts(a.same, nothing) for a in turns])
        return np.concatenate([grams, self._heads.logits(own, others, same)], axis=1)

    def marks(self, encoded: Encoded, axis: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The places of the words, int [T, 2], and what each adds to an axis: the network's where there is one."""
        if encoded.seen is not None:
            return encoded.seen.marks(SPANNED.index(axis))
        return encoded.grams.marks(NGRAM_OUTPUTS.index(axis))

    def span(self, encoded: Encoded, axis: str) -> tuple[int, int] | None:
        """The words that carry an axis, in code points of the text."""
        places, marks = self.marks(encoded, axis)
        words = are_words(encoded.grams.words.text, places)
        found = best_run(places[words], marks[words], cost=self.combinations[axis].span_cost)
        return whole_words(encoded.grams.words.text, *found) if found else None


def _parts(text: Encoded | None, nothing: NDArray[np.float64]) -> NDArray[np.float64]:
    return nothing if text is None or text.parts is None else text.parts


@cache
def reader(language: str) -> Reader:
    """The reader of a judged language, loaded when the language is first met."""
    return Reader(WEIGHTS / language)


@cache
def version(language: str) -> str:
    """Changes with any file of a language's weights, without loading them."""
    return _version(WEIGHTS / language)


@cache
def acts_version(language: str) -> str:
    """Changes with what turns of a language are said to do."""
    return version_of_files([WEIGHTS / language / "ngrams.npz", WEIGHTS / language / ACTS_FILE])


def _version(folder: Path) -> str:
    return version_of_files(
        [p for p in folder.iterdir() if p.suffix in (".onnx", ".npz", ".json") and p.name not in OTHERS]
    )


def version_of_files(paths: Sequence[Path]) -> str:
    """Changes with the content of any of some files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
