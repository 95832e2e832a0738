"""How likely each agent turn voices each step of a script: wordings compared with turns, within their conversation.

A paraphrase shares few words with a wording, but it does the same (asks for data, tells a price, says goodbye), it is
more alike than any other turn is, and it stands where the script has the step. So a pair of turn and step is judged by
likeness (shared words, letters and word pairs, what both do), by how much more alike they are than the turn is to other
steps and the step to other turns, and by where the other steps are found. The weights come from
`models/corpus/conversations` (models/training/pairing.py); a new script needs no training. Where a step has no wording
in the language of a turn, what both do has to be enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.acts import ACTS, AGENT_ACTS, COLUMNS
from models.matters import matters_of
from models.pairing import best_other, pairing
from models.reader import reader
from qa_rules.acts import Using, read_all
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.language import JUDGED
from qa_rules.learned import prepared
from qa_rules.parts import Sparse, parts_of, vectors
from qa_rules.scripts import Script, Step
from qa_rules.settling import DEFAULT_LIMIT
from qa_rules.wording import SHARED_CUE, Match, Telling, cue_spans, match, wording

Floats = NDArray[np.float64]

BY_WORDS: Final = ("words", "letters", "word pairs")
BY_ACTS: Final = ("acts: direction", "acts: overlap", "acts: beyond the usual")
BY_MATTERS: Final = ("matters: direction", "matters: overlap", "matters: beyond the usual", "meaning")
ALONE: Final = (
    *BY_WORDS, *BY_ACTS, *BY_MATTERS, "same cue", "question", "length", "same language",
)  # fmt: skip
RIVALLED: Final = tuple(ALONE.index(name) for name in (*BY_WORDS, *BY_ACTS, *BY_MATTERS))
FEATURES: Final = (
    *ALONE, "distance", "turns", "steps",
    *(f"{ALONE[n]}: before other {others}" for n in RIVALLED for others in ("steps", "turns")),
)  # fmt: skip
SURE: Final = 0.95
USUAL_WORDINGS: Final = 3
_LEAST_SHARE: Final = 0.01
_ACTS: Final = slice(len(AGENT_ACTS))
_MATTERS: Final = slice(len(ACTS), None)
_ASKS: Final = {"en": ("?",), "ko": ("?", "까요", "나요", "세요"), "th": ("?", "ไหม", "มั้ย", "คะ")}


@dataclass(frozen=True, slots=True)
class Aligned:
    """A step in a turn: how likely it is voiced there, and by which words."""

    step: str
    match: Match


@dataclass(frozen=True, slots=True)
class Compared:
    """Every step beside every agent turn. alone: float64 [turns, steps, ALONE]; said, spans: [turns][steps]."""

    steps: list[Step]
    alone: Floats
    said: list[tuple[Match | None, ...]]
    spans: list[tuple[tuple[int, int], ...]]


def compared(script: Script, turns: Sequence[AnalysedText], using: Using = reader) -> Compared:
    """What each agent turn, in order, has in common with each step; verbatim steps are left out.

    using: the reader of a language's acts.
    """
    steps = [step for step in script.steps if not step.verbatim]
    beside = [_beside(script, text, using) for text in turns]
    alone = np.array([one.alone for one in beside]).reshape(len(turns), len(steps), len(ALONE))
    return Compared(steps, alone, [one.said for one in beside], [one.spans for one in beside])


def in_conversation(alone: Floats) -> Floats:
    """What turns and steps share [turns, steps, ALONE], beside what other turns and steps do: [turns, steps, FEATURES]."""
    turns, steps, _ = alone.shape
    turn_places = np.arange(turns) / max(turns - 1, 1)
    step_places = np.arange(steps) / max(steps - 1, 1)
    whole = np.ones((turns, steps))
    more = [
        np.abs(turn_places[:, None] - step_places[None, :]), math.log(max(turns, 1)) * whole,
        math.log(max(steps, 1)) * whole,
    ]  # fmt: skip
    for column in RIVALLED:
        values = alone[:, :, column]
        more += [values - best_other(values), values - best_other(values.T).T]
    return np.concatenate([alone, np.stack(more, axis=2)], axis=2)


def across_languages(alone: Floats) -> Floats:
    """The same as if no wording were in the language of the turns."""
    found = alone.copy()
    found[:, :, [ALONE.index(name) for name in (*BY_WORDS, "same language")]] = 0.0
    found[:, :, ALONE.index("words")] = SHARED_CUE * found[:, :, ALONE.index("same cue")]
    return found


def aligned(script: Script, turns: Sequence[AnalysedText]) -> list[list[Aligned]]:
    """For each agent turn, in order, every step that is not verbatim, with how likely it is voiced.

    Words that say a wording as it is written belong to that step: no other step is likely by them.
    """
    seen = compared(script, turns)
    likely = pairing().probabilities(in_conversation(seen.alone))
    return [_in_turn(seen, place, likely[place]) for place in range(len(turns))]


def _in_turn(seen: Compared, place: int, likely: Floats) -> list[Aligned]:
    sure = {n: m for n, m in enumerate(seen.said[place]) if m and m.probability >= SURE}
    found = [Aligned(seen.steps[n].id, m) for n, m in sure.items()]
    for number, step in enumerate(seen.steps):
        if number in sure or not any(wording(say).pattern for say in step.say):
            continue
        by_words, (start, end) = seen.said[place][number], seen.spans[place][number]
        if by_words and by_words.probability >= DEFAULT_LIMIT.threshold:
            start, end = by_words.start, by_words.end
        if any(start < m.end and m.start < end for m in sure.values()):
            continue
        found.append(Aligned(step.id, Match(min(float(likely[number]), SURE), start, end)))
    return found


@dataclass(frozen=True, eq=False)
class _Beside:
    """A turn beside each step: what they share (float64 [steps, ALONE]), and by which words."""

    alone: Floats
    said: tuple[Match | None, ...]
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=32_768)
def _beside(script: Script, text: AnalysedText, using: Using) -> _Beside:
    """What a turn and each step have in common by themselves; canned replies are compared once."""
    steps, telling = [step for step in script.steps if not step.verbatim], telling_of(script)
    parts, wordings = parts_of(text, using), _script_vectors(script, text.language)
    letters = np.stack([_products(wordings, vector, 0) for vector in parts.letters])
    pairs = np.stack([_products(wordings, vector, 1) for vector in parts.words])
    doing = np.concatenate([parts.acts, read_all([text], using)])
    meant = _meant(script, text.language, using)
    usual = np.maximum(using(text.language).usual_acts, _LEAST_SHARE)
    cues = {cue for cue, _, _ in cue_spans(text)}
    asks = any(sign in text.text for sign in _ASKS[text.language])
    said = tuple(_said(step, text, telling) for step in steps)
    alone = np.zeros((len(steps), len(ALONE)))
    spans = []
    for number, (step, by_words) in enumerate(zip(steps, said, strict=True)):
        mine = wordings.owners == step.id
        acts, by_segment = _alike_in(doing, meant[number], usual, _ACTS)
        matters, _ = _alike_in(doing, meant[number], usual, _MATTERS)
        alone[number] = (
            by_words.probability if by_words else 0.0,
            _highest(letters[:, mine]).max() if mine.any() else 0.0,
            _highest(pairs[:, mine]).max() if mine.any() else 0.0,
            *acts,
            *matters,
            _meaning(step, doing, usual),
            float(any(not wording(say).cues.isdisjoint(cues) for say in step.say)),
            _asking(step) * (1.0 if asks else -1.0),
            math.log(len(text.text) + 1),
            float(mine.any()),
        )
        likest = letters[:, mine].max(axis=1) if mine.any() else by_segment
        spans.append(parts.places[int(likest.argmax())])
    return _Beside(alone, said, tuple(spans))


@lru_cache(maxsize=1_024)
def _meant(script: Script, language: str, using: Using) -> Floats:
    """What the wordings of each step that is not verbatim do and are about, on average: probabilities [steps, COLUMNS].

    Those in a turn's language, or all where a step has none in it.
    """
    found = []
    for step in script.steps:
        if not step.verbatim:
            judged = [w for say in step.say if (w := wording(say)).language in JUDGED]
            own = [w for w in judged if w.language == language] or judged
            texts = [analyse(w.literal or w.written, w.language) for w in own]
            found.append(read_all(texts, using).mean(axis=0) if texts else np.zeros(len(COLUMNS)))
    return np.array(found).reshape(-1, len(COLUMNS))


def _alike_in(doing: Floats, meant: Floats, usual: Floats, columns: slice) -> tuple[list[float], Floats]:
    """How alike a turn [segments + 1, COLUMNS] and a step [COLUMNS] are in some columns, and each segment's direction."""
    doing, meant, usual = doing[:, columns], meant[columns], usual[columns]
    aim = meant - usual
    directions = (doing - usual) @ aim / (np.linalg.norm(doing - usual, axis=1) * np.linalg.norm(aim) + 1e-9)
    done, all_meant = doing.max(axis=0), meant.sum() + 1e-9
    overlap = np.minimum(done, meant).sum() / all_meant
    beyond = (np.log(np.maximum(done, _LEAST_SHARE) / usual) * meant).sum() / all_meant
    return [float(directions.max()), float(overlap), float(beyond)], directions[:-1]


def _meaning(step: Step, doing: Floats, usual: Floats) -> float:
    """How far beyond the usual a turn is about what the step's meaning names; 0 where it names nothing known."""
    named = [COLUMNS.index(f"matter:{matter}") for matter in sorted(matters_of(step.means))]
    if not named:
        return 0.0
    return float(np.log(np.maximum(doing[:, named], _LEAST_SHARE) / usual[named]).mean(axis=1).max())


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


def _wordings(step: Step, language: str) -> list[str]:
    return [said.literal or say for say in step.say if (said := wording(say)).language == language]


def _asking(step: Step) -> float:
    """The share of a step's wordings that ask."""
    asking = [say for say in step.say if say.strip().endswith(_ASKS.get(wording(say).language, ("?",)))]
    return len(asking) / len(step.say)


@dataclass(frozen=True, eq=False)
class _ScriptVectors:
    """The wordings of a script in a language.

    owners: the step of each. parts: of letters and of words, the rows and values [rows, wordings].
    """

    owners: NDArray[np.str_]
    parts: tuple[Sparse, Sparse]


@lru_cache(maxsize=256)
def _script_vectors(script: Script, language: str) -> _ScriptVectors:
    said = [(step.id, literal) for step in script.steps for literal in _wordings(step, language)]
    parts = []
    for found in vectors([prepared(analyse(literal, language)) for _, literal in said], language):
        rows = np.unique(np.concatenate([mine for mine, _ in found] or [np.zeros(0, np.int64)]))
        values = np.zeros((len(rows), len(said)))
        for column, (mine, amounts) in enumerate(found):
            values[np.searchsorted(rows, mine), column] = amounts
        parts.append((rows, values))
    owners = np.array([step for step, _ in said], dtype=np.str_)
    return _ScriptVectors(owners, (parts[0], parts[1]))


def _products(wordings: _ScriptVectors, vector: Sparse, part: int) -> Floats:
    """How alike a text is to each wording, 0 to 1."""
    rows, values = wordings.parts[part]
    mine, amounts = vector
    if not len(rows) or not len(mine):
        return np.zeros(len(wordings.owners))
    place = np.minimum(np.searchsorted(rows, mine), len(rows) - 1)
    known = rows[place] == mine
    return np.asarray(amounts[known] @ values[place[known]])
