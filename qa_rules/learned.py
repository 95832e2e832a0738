"""Learned readings of turns: texts made ready, each distinct one encoded once, and read beside its neighbours.

A long turn is read in windows of sentences: for each axis the window that shows most decides, so that one rude sentence
is as rude after a page of explanations as by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np

from models.ngrams import Words
from models.reader import Around, Encoded, Reader, reader
from qa_rules.analysis import AnalysedText, analyse

WINDOW = 320


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn to read: its text, and the last texts before it by the other side and by the same side."""

    text: AnalysedText
    other: AnalysedText | None = None
    same: AnalysedText | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models saw in a turn.

    logits: output -> log-odds, of the window that shows most. windows: by output, that window's place and encoding.
    """

    logits: Mapping[str, float]
    windows: Mapping[str, tuple[int, Encoded]]
    reader: Reader

    def span(self, axis: str) -> tuple[int, int] | None:
        """The words of the turn that carry an axis, in code points; None where there are no words."""
        start, encoded = self.windows[axis]
        found = self.reader.span(encoded, axis)
        return None if found is None else (start + found[0], start + found[1])


def read(turns: Sequence[Asked]) -> list[Reading]:
    """One reading a turn, in order; a turn's reading does not depend on the other turns of the call."""
    found: list[Reading | None] = [None] * len(turns)
    for language in sorted({asked.text.language for asked in turns}):
        numbers = [n for n, asked in enumerate(turns) if asked.text.language == language]
        for number, reading in zip(
            numbers, _read([turns[n] for n in numbers], reader(language)), strict=True
        ):
            found[number] = reading
    return [reading for reading in found if reading is not None]


def read_ahead(texts: Sequence[AnalysedText]) -> None:
    """Takes short texts apart together, before detectors ask what single ones do; nothing else changes by it."""
    for language in sorted({text.language for text in texts}):
        own = [text.text for text in texts if text.language == language and len(text.text) <= WINDOW]
        reader(language).acts(own, partial(made_ready, language=language))


def windows(text: AnalysedText) -> list[tuple[int, int]]:
    """A short text whole; a long one as runs of sentences of about WINDOW characters, longer sentences cut."""
    if len(text.text) <= WINDOW:
        return [(0, len(text.text))]
    cuts = [0]
    for start, end in text.sentences:
        while end - cuts[-1] > WINDOW:
            cuts.append(start if start > cuts[-1] else cuts[-1] + WINDOW)
    return [(a, b) for a, b in pairwise([*cuts, len(text.text)]) if text.text[a:b].strip()] or [(0, WINDOW)]


def _read(turns: Sequence[Asked], using: Reader) -> list[Reading]:
    pieces: dict[str, None] = {}
    cut = [windows(asked.text) for asked in turns]
    for asked, places in zip(turns, cut, strict=True):
        pieces |= dict.fromkeys(asked.text.text[start:end] for start, end in places)
        pieces |= dict.fromkeys(_last(near) for near in (asked.other, asked.same) if near is not None)
    language = turns[0].text.language
    texts = sorted(pieces)
    found = using.encode(texts, partial(made_ready, language=language))
    encoded = dict(zip(texts, found, strict=True))

    def of(text: AnalysedText | None) -> Encoded | None:
        return None if text is None else encoded[_last(text)]

    arounds, owners = [], []
    for number, asked in enumerate(turns):
        other, same = of(asked.other), of(asked.same)
        for start, end in cut[number]:
            arounds.append(Around(encoded[asked.text.text[start:end]], other, same))
            owners.append(number)
    logits = using.logits(arounds)
    rows: list[list[int]] = [[] for _ in turns]
    for row, number in enumerate(owners):
        rows[number].append(row)
    return [_reading(logits, mine, cut[n], arounds, using) for n, mine in enumerate(rows)]


def _reading(
    logits: np.ndarray, rows: list[int], places: list[tuple[int, int]], arounds: list[Around], using: Reader
) -> Reading:
    if len(rows) == 1:
        only = (places[0][0], arounds[rows[0]].turn)
        return Reading(
            dict(zip(using.outputs, map(float, logits[rows[0]]), strict=True)),
            dict.fromkeys(using.outputs, only),
            using,
        )
    best = logits[rows].argmax(axis=0)
    return Reading(
        {o: float(logits[rows[best[c]], c]) for c, o in enumerate(using.outputs)},
        {o: (places[best[c]][0], arounds[rows[best[c]]].turn) for c, o in enumerate(using.outputs)},
        using,
    )


def _last(text: AnalysedText) -> str:
    """A neighbour is read by its last window: what was said just before."""
    start, end = windows(text)[-1]
    return text.text[start:end]


def made_ready(text: str, language: str) -> Words:
    """`prepared` for a text by itself."""
    return prepared(analyse(text, language))


@lru_cache(maxsize=4_096)
def prepared(text: AnalysedText) -> Words:
    """A text as the models read it."""
    folded = text.folded
    places = np.array([tuple(folded.starts), tuple(folded.ends)], dtype=np.int32).T
    korean = text.language == "ko"
    forms = tuple(
        (f"{token.lemma_}/{token.tag_}" if korean else token.lower_, token.idx, token.idx + len(token))
        for token in text.doc
        if not token.is_space
    )
    return Words(text.text, folded.text, places, forms)
