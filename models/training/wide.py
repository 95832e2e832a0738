"""Trains the n-gram table of a language: one logistic regression an output, over the shared n-grams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from models.ngrams import CHARACTERS, SHORTEST, WORDS, Floats, Words, counted, runs
from models.training.examples import Example

STRENGTH = 10.0
_LEAST = {"characters": 2, "words": 1}


def document_frequencies(texts: Sequence[Words]) -> Floats:
    """Inverse document frequency of every row; 0 for rows met too seldom to say anything."""
    counts = np.zeros(CHARACTERS + WORDS)
    for some in _together(texts):
        for found in runs(some):
            pairs = np.unique(found.texts * len(counts) + found.rows)
            counts += np.bincount(pairs % len(counts), minlength=len(counts))
    seldom = np.full(CHARACTERS + WORDS, _LEAST["characters"])
    seldom[CHARACTERS:] = _LEAST["words"]
    return np.where(counts >= seldom, np.log((1 + len(texts)) / (1 + counts)) + 1, 0.0)


def matrix(texts: Sequence[Words], idf: Floats) -> csr_matrix:
    """Texts as sparse rows, exactly as they are read at run time."""
    rows: list[csr_matrix] = []
    for some in _together(texts):
        shape = (len(some), CHARACTERS + WORDS)
        both = csr_matrix(shape)
        for found, shortest in zip(runs(some), SHORTEST, strict=True):
            c = counted(found, idf, len(some), shortest)
            both = both + csr_matrix((c.values / c.lengths[c.texts], (c.texts, c.rows)), shape)
        rows.append(both)
    return csr_matrix(vstack(rows))


def _together(texts: Sequence[Words]) -> Iterator[Sequence[Words]]:
    return (texts[start : start + 1_000] for start in range(0, len(texts), 1_000))


def train(
    examples: Sequence[Example], prepared: Mapping[str, Words], outputs: Sequence[str]
) -> dict[str, np.ndarray]:
    """The arrays of `ngrams.npz`. An output nobody knows an example of stays 0."""
    texts = [prepared[e.text] for e in examples]
    idf = document_frequencies(texts)
    rows = matrix(texts, idf)
    table = np.zeros((CHARACTERS + WORDS, len(outputs)))
    bias = np.zeros(len(outputs))
    for column, output in enumerate(outputs):
        known = [i for i, e in enumerate(examples) if output in e.targets]
        if not known:
            continue
        labels = np.array([examples[i].targets[output] > 0.5 for i in known])
        weights = np.array([examples[i].weight for i in known])
        model = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced")
        model.fit(rows[known], labels, sample_weight=weights)
        table[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 32_000
    return {
        "idf": idf.astype(np.float32), "table": np.rint(table / scale).astype(np.int16),
        "scale": scale.astype(np.float32), "bias": bias.astype(np.float32),
    }  # fmt: skip


def save(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes arrays so that equal arrays give equal bytes."""
    import io
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.save(content, arrays[name], allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)),
                content.getvalue(),
                zipfile.ZIP_DEFLATED,
            )
