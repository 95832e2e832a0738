"""How likely each agent turn voices each step of a script: wordings compared with turns, within their conversation.

A paraphrase shares few words with a wording, but more than any other turn does, and it stands where the script has the
step. So a pair of turn and step is judged by likeness (shared words, letters and word pairs, what both do), by how much
more alike they are than the turn is to other steps and the step to other turns, and by their places. The weights come
from `models/corpus/conversations` (models/training/pairing.py); a new script needs no training.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.ngrams import SHORTEST, counted, runs
from models.reader import reader
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.learned import prepared
from qa_rules.scripts import Script, Step
from qa_rules.settling import DEFAULT_LIMIT
from qa_rules.wording import Match, Telling, cue_spans, match, segments_of, wording

Floats = NDArray[np.float64]

FEATURES: Final = (
    "words", "letters", "word pairs", "same act", "distance", "question", "length",
    "words: before other steps", "words: before other turns",
    "letters: before other steps", "letters: before other turns",
    "word pairs: before other steps", "word pairs: before other turns",
)  # fmt: skip
SURE: Final = 0.95
USUAL_WORDINGS: Final = 3
FAINT: Final = 0.05
_GRID: Final = 2.0**12
_ASKS: Final = {"en": ("?",), "ko": ("?", "까요", "나요", "세요"), "th": ("?", "ไหม", "มั้ย", "คะ")}


@dataclass(frozen=True, slots=True)
class Aligned:
    """A step in a turn: how likely it is voiced there, and by which words."""

    step: str
    match: Match


@dataclass(frozen=True, slots=True)
class Compared:
    """Every step beside every agent turn. alike: float64 [turns, steps, FEATURES]; said, spans: [turns][steps]."""

    steps: list[Step]
    alike: Floats
    said: list[tuple[Match | None, ...]]
    spans: list[tuple[tuple[int, int], ...]]


def compared(script: Script, turns: Sequence[AnalysedText]) -> Compared:
    """What each agent turn, in order, has in common with each step; verbatim steps are left out."""
    steps = [step for step in script.steps if not step.verbatim]
    alike = np.zeros((len(turns), len(steps), len(FEATURES)))
    beside = [_beside(script, text) for text in turns]
    for place, one in enumerate(beside):
        alike[place] = one.alike
    if alike.size:
        turn_places = np.arange(len(turns)) / max(len(turns) - 1, 1)
        step_places = np.arange(len(steps)) / max(len(steps) - 1, 1)
        alike[:, :, 4] = np.abs(turn_places[:, None] - step_places[None, :])
        for column in (0, 1, 2):
            values = alike[:, :, column]
            alike[:, :, 7 + 2 * column] = values - _best_other(values)
            alike[:, :, 8 + 2 * column] = values - _best_other(values.T).T
    return Compared(steps, alike, [one.said for one in beside], [one.spans for one in beside])


def aligned(script: Script, turns: Sequence[AnalysedText]) -> list[list[Aligned]]:
    """For each agent turn, in order, every step that has a wording in its language, with how likely it is voiced.

    Words that say a wording as it is written belong to that step: no other step is likely by them.
    """
    seen = compared(script, turns)
    return [_in_turn(seen, place, text) for place, text in enumerate(turns)]


def _in_turn(seen: Compared, place: int, text: AnalysedText) -> list[Aligned]:
    pairing = reader(text.language).pairing
    here = [n for n, step in enumerate(seen.steps) if _wordings(step, text.language)]
    sure = {n: m for n in here if (m := seen.said[place][n]) and m.probability >= SURE}
    found = [Aligned(seen.steps[n].id, m) for n, m in sure.items()]
    for number in here:
        if number in sure:
            continue
        by_words, (start, end) = seen.said[place][number], seen.spans[place][number]
        if by_words and by_words.probability >= DEFAULT_LIMIT.threshold:
            start, end = by_words.start, by_words.end
        if any(start < m.end and m.start < end for m in sure.values()):
            continue
        features = seen.alike[place, number]
        probability = min(pairing.probability(features), SURE)
        if features[1] < pairing.least and features[0] < FAINT:
            if features[1] < pairing.least / 2:
                continue
            probability = min(probability, pairing.low / 2)
        found.append(Aligned(seen.steps[number].id, Match(probability, start, end)))
    return found


@dataclass(frozen=True, eq=False)
class _Beside:
    """A turn beside each step: what they share (float64 [steps, FEATURES], places and rivals 0), and by which words."""

    alike: Floats
    said: tuple[Match | None, ...]
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=32_768)
def _beside(script: Script, text: AnalysedText) -> _Beside:
    """What a turn and each step have in common by themselves; canned replies are compared once."""
    steps, telling = [step for step in script.steps if not step.verbatim], telling_of(script)
    alike = np.zeros((len(steps), len(FEATURES)))
    segments = segments_of(text) or [(0, len(text.text))]
    vectors = [_vector(text.text[start:end], text.language) for start, end in segments]
    wordings = _script_vectors(script, text.language)
    letters = np.stack([_products(wordings, vector, 0) for vector in vectors])
    pairs = np.stack([_products(wordings, vector, 1) for vector in vectors])
    cues = {cue for cue, _, _ in cue_spans(text)}
    asks = any(sign in text.text for sign in _ASKS[text.language])
    said = tuple(_said(step, text, telling) for step in steps)
    spans = []
    for step, by_words, row in zip(steps, said, alike, strict=True):
        mine = wordings.owners == step.id
        row[0] = by_words.probability if by_words else 0.0
        row[3] = float(any(not wording(say).cues.isdisjoint(cues) for say in step.say))
        row[5] = _asking(step, text.language) * (1.0 if asks else -1.0)
        row[6] = math.log(len(text.text) + 1)
        if mine.any():
            row[1], row[2] = _highest(letters[:, mine]).max(), _highest(pairs[:, mine]).max()
            spans.append(segments[int(letters[:, mine].max(axis=1).argmax())])
        else:
            spans.append((0, len(text.text)))
    return _Beside(alike, said, tuple(spans))


def _said(step: Step, text: AnalysedText, telling: Telling) -> Match | None:
    matches = [m for say in step.say if (m := match(wording(say), text, telling))]
    return max(matches, key=lambda m: (m.probability, m.start - m.end)) if matches else None


@lru_cache(maxsize=256)
def telling_of(script: Script) -> Telling:
    """How telling each unit is among all that a script has one say."""
    return Telling([wording(say) for item in (*script.steps, *script.forbidden) for say in item.say])


def _highest(likeness: Floats) -> Floats:
    """By segment, the highest of [segments, wordings]; of many wordings, what three of them would show on average.

    The more wordings a step has, the likelier one of them resembles anything.
    """
    wordings = likeness.shape[1]
    if wordings <= USUAL_WORDINGS:
        return np.asarray(likeness.max(axis=1))
    shares = [math.comb(place, USUAL_WORDINGS - 1) for place in range(wordings)]
    return np.asarray(np.sort(likeness, axis=1) @ (np.array(shares) / math.comb(wordings, USUAL_WORDINGS)))


def _best_other(values: Floats) -> Floats:
    """For each cell [N, M], the largest other value of its row; its own where the row has no other."""
    if values.shape[1] < 2:
        return values
    order = np.sort(values, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(values == best, second, best)


def _wordings(step: Step, language: str) -> list[str]:
    return [said.literal or say for say in step.say if (said := wording(say)).language == language]


def _asking(step: Step, language: str) -> float:
    """The share of a step's wordings that ask."""
    said = [say.strip() for say in step.say]
    return sum(say.endswith(_ASKS[language]) for say in said) / len(said)


Sparse = tuple[tuple[NDArray[np.int64], Floats], tuple[NDArray[np.int64], Floats]]


@lru_cache(maxsize=16_384)
def _vector(text: str, language: str) -> Sparse:
    """Rows and values (length 1, on a grid where sums are exact) of a text's letters and of its words and pairs."""
    idf = _rarity(language)
    parts = []
    for found, _ in zip(runs([prepared(analyse(text, language))]), SHORTEST, strict=True):
        one = counted(found, idf, 1, 1e-9)
        parts.append((one.rows, np.rint(one.values / one.lengths[0] * _GRID) / _GRID))
    return parts[0], parts[1]


@lru_cache(maxsize=4)
def _rarity(language: str) -> Floats:
    """Inverse document frequencies; what training never met is as rare as the rarest."""
    idf = reader(language).idf
    return np.where(idf == 0, idf.max(), idf)


@dataclass(frozen=True, eq=False)
class _ScriptVectors:
    """The wordings of a script in a language.

    owners: the step of each. parts: of letters and of words, the rows and values [rows, wordings].
    """

    owners: NDArray[np.str_]
    parts: Sparse


@lru_cache(maxsize=256)
def _script_vectors(script: Script, language: str) -> _ScriptVectors:
    said = [(step.id, literal) for step in script.steps for literal in _wordings(step, language)]
    vectors = [_vector(literal, language) for _, literal in said]
    parts = []
    for part in (0, 1):
        rows = np.unique(np.concatenate([v[part][0] for v in vectors] or [np.zeros(0, np.int64)]))
        values = np.zeros((len(rows), len(said)))
        for column, vector in enumerate(vectors):
            values[np.searchsorted(rows, vector[part][0]), column] = vector[part][1]
        parts.append((rows, values))
    owners = np.array([step for step, _ in said], dtype=np.str_)
    return _ScriptVectors(owners, (parts[0], parts[1]))


def _products(wordings: _ScriptVectors, vector: Sparse, part: int) -> Floats:
    """How alike a text is to each wording, 0 to 1."""
    rows, values = wordings.parts[part]
    mine, amounts = vector[part]
    if not len(rows) or not len(mine):
        return np.zeros(len(wordings.owners))
    place = np.minimum(np.searchsorted(rows, mine), len(rows) - 1)
    known = rows[place] == mine
    return np.asarray(amounts[known] @ values[place[known]])
