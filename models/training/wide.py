"""Trains the n-gram table of a language: one logistic regression an output, over the shared n-grams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from models.ngrams import CHARACTERS, WORDS, Floats, Words, grams, runs
from models.training.examples import Example

STRENGTH = 10.0
_LEAST = {"characters": 2, "words": 1}


def document_frequencies(texts: Sequence[Words]) -> Floats:
    """Inverse document frequency of every row; 0 for rows met too seldom to say anything."""
    counts = np.zeros(CHARACTERS + WORDS)
    for words in texts:
        for rows, _, _ in runs(words):
            counts[np.unique(rows)] += 1
    seldom = np.full(CHARACTERS + WORDS, _LEAST["characters"])
    seldom[CHARACTERS:] = _LEAST["words"]
    return np.where(counts >= seldom, np.log((1 + len(texts)) / (1 + counts)) + 1, 0.0)


def matrix(texts: Sequence[Words], idf: Floats) -> csr_matrix:
    """Texts as sparse rows, exactly as they are read at run time."""
    data, columns, ends = [], [], [0]
    for words in texts:
        found = grams(words, idf)
        columns.append(found.rows)
        data.append(found.values)
        ends.append(ends[-1] + len(found.rows))
    return csr_matrix((np.concatenate(data), np.concatenate(columns), ends), (len(texts), CHARACTERS + WORDS))


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
