"""The encoder at run time: texts in, one vector a text and one number a token and axis out, by ONNX Runtime.

Texts are read in groups of equal token count, without padding, and every sum in the network is either over whole
numbers or within one text; so a text's result is the same alone and in any company, order and number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.ngrams import Words

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST: Final = 128
BATCH_TOKENS: Final = 384  # what fits the cache of a core
_threads = 0


def limit_threads(number: int) -> None:
    """Encoders that this process loads from now on use so many threads; 0 is one a processor core."""
    global _threads
    _threads = number
    os.environ["TOKENIZERS_PARALLELISM"] = "false" if number == 1 else "true"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network saw in a piece of text: vector float32 [D]; per token its place in the text, and its tags.

    places: int [T, 2], code points, special tokens left out; tags: float32 [T, axes of SPANNED], log-odds.
    """

    vector: NDArray[np.float32]
    places: NDArray[np.int32]
    tags: NDArray[np.float32]

    def marks(self, column: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The places of the tokens and one axis of their tags."""
        return self.places, self.tags[:, column]


class Encoder:
    """An encoder of one language; its folder holds `encoder.onnx`, `tokenizer.json`."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = load_tokenizer(folder)
        self._session = _session(folder / "encoder.onnx", _threads)

    def encode(self, texts: Sequence[Words]) -> list[Seen]:
        """One result a text, in order; a text beyond LONGEST tokens is cut there (split long texts before)."""
        coded = self._tokenizer.encode_batch([words.text for words in texts])
        lengths: dict[int, list[int]] = {}
        for number, code in enumerate(coded):
            lengths.setdefault(len(code.ids), []).append(number)
        found: list[Seen | None] = [None] * len(coded)
        for length in sorted(lengths):
            size = max(1, BATCH_TOKENS // length)
            numbers = lengths[length]
            for start in range(0, len(numbers), size):
                rows = numbers[start : start + size]
                ids = np.array([coded[i].ids for i in rows], dtype=np.int64)
                vectors, tags = self._session.run(["vectors", "tags"], {"ids": ids})
                for place, number in enumerate(rows):
                    offsets = np.array(coded[number].offsets, dtype=np.int32)
                    words = offsets[:, 1] > offsets[:, 0]
                    found[number] = Seen(vectors[place], offsets[words], tags[place][words])
        return [seen for seen in found if seen is not None]


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, cutting at LONGEST tokens and never padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _session(path: Path, threads: int) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
