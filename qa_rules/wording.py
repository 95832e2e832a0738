"""How close a turn is to an example wording: by pattern where slots allow, by weighted words, and by shared cues.

A wording is compared with turns of its own language by words (Korean and Thai: pairs of letters); with turns of any
judged language by what both do (greet, verify, offer help …), which the cue packs know in every language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qa_rules.analysis import AnalysedText, analyse
from qa_rules.folding import UNSPACED, fold
from qa_rules.language import JUDGED, turn_language
from qa_rules.packs import load_pack

WHOLE, CONTAINED, SHARED_CUE = 0.98, 0.95, 0.8
_SLOT = re.compile(r"\{[^{}]*\}|…|\.\.\.")
_STEEPNESS, _MIDDLE = 14.0, 0.62
_FEWEST_WORDS = 3
_FUNCTION_WORD = 0.35
_CUE_COVERS = 0.45
_UNNAMED_CUES = frozenset({"apologises", "solves", "refuses", "next_step", "restates"})


@dataclass(frozen=True)
class Wording:
    """An example wording of a step, ready to compare."""

    written: str
    language: str

    @cached_property
    def literal(self) -> str:
        """The wording without its slots."""
        return _SLOT.sub(" ", self.written).strip()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The wording as a pattern over folded text, slots standing for any words; None where it is only a slot."""
        parts = [_words_pattern(part, self.language) for part in _SLOT.split(self.written)]
        if not any(parts):
            return None
        return re.compile(r"[\W_]*(?:.{0,120}?)[\W_]*".join(parts), re.DOTALL)

    @cached_property
    def size(self) -> int:
        """How much is said outside of slots: words, or pairs of letters in Korean and Thai."""
        return sum(units(self.literal, self.language).values())

    @cached_property
    def cues(self) -> frozenset[str]:
        """What the wording does, where that is most of it."""
        return main_cues(analyse(self.literal, self.language)) if self.language in JUDGED else frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """How likely a turn says a wording, and the span that says it."""

    probability: float
    start: int
    end: int


@lru_cache(maxsize=16_384)
def wording(written: str) -> Wording:
    """A wording with its language."""
    return Wording(written, turn_language(_SLOT.sub(" ", written), "en", declared=False))


def match(said: Wording, text: AnalysedText, weights: dict[str, float]) -> Match | None:
    """The best match of a wording in a turn. weights: how telling a unit is among the wordings it competes with."""
    best: Match | None = None
    if said.language == text.language:
        best = _by_pattern(said, text) or _by_words(said, text, weights)
    if said.cues and (best is None or best.probability < SHARED_CUE):
        for cue, start, end in cue_spans(text):
            if cue in said.cues:
                return Match(SHARED_CUE, start, end)
    return best


def units(text: str, language: str) -> Counter[str]:
    """What a text is compared by: words without endings, or pairs of letters in Korean and Thai."""
    folded = fold(text, language).text
    if language in UNSPACED:
        letters = re.sub(r"[\W_]+", "", folded) if language == "ko" else re.sub(r"[^\w\u0e00-\u0e7f]+", "", folded)
        return Counter(letters[i : i + 2] for i in range(len(letters) - 1))
    return Counter(_stem(word) for word in re.findall(r"[\w']+", folded))


def telling(wordings: list[Wording]) -> dict[str, float]:
    """Weights of units: rare among the wordings is telling; function words weigh little."""
    documents = [set(units(w.literal, w.language)) for w in wordings]
    counts = Counter(unit for document in documents for unit in document)
    stop = _stop_words()
    weights = {}
    for unit, count in counts.items():
        rarity = 1.0 + math.log((1 + len(documents)) / (1 + count))
        weights[unit] = rarity * (_FUNCTION_WORD if unit in stop else 1.0)
    return weights


def main_cues(text: AnalysedText) -> frozenset[str]:
    """The named cues that cover most of a text's letters."""
    letters = max(sum(c.isalnum() for c in text.text), 1)
    covered = {}
    for cue, start, end in cue_spans(text):
        covered[cue] = max(covered.get(cue, 0), sum(c.isalnum() for c in text.text[start:end]))
    return frozenset(cue for cue, size in covered.items() if size >= _CUE_COVERS * letters)


@lru_cache(maxsize=16_384)
def cue_spans(text: AnalysedText) -> tuple[tuple[str, int, int], ...]:
    """The agent cues in a text that tell steps apart, with their spans."""
    pack = load_pack(text.language, "agent_cues")
    found = pack.find(text) if pack else ()
    return tuple(
        (f.section, f.start, f.end)
        for f in found
        if not f.section.startswith("not_") and f.section not in _UNNAMED_CUES
    )


def _by_pattern(said: Wording, text: AnalysedText) -> Match | None:
    if said.pattern is None:
        return None
    folded = text.folded
    whole = said.pattern.fullmatch(folded.text.strip(" .!?\n"))
    if whole:
        return Match(WHOLE, 0, len(text.text))
    found = said.pattern.search(folded.text)
    if found is None or found.end() == found.start():
        return None
    start, end = folded.span(found.start(), found.end())
    if said.size >= _FEWEST_WORDS or _covers(text, start, end):
        return Match(CONTAINED, start, end)
    return None


def _covers(text: AnalysedText, start: int, end: int) -> bool:
    """Whether a short match is most of its sentence: `hello` in a long sentence says little."""
    first, last = text.sentence_of(start)
    return (end - start) >= 0.6 * (last - first)


def _by_words(said: Wording, text: AnalysedText, weights: dict[str, float]) -> Match | None:
    """The sentence, or two neighbours, that shares most of the wording's weight."""
    wanted = units(said.literal, said.language)
    total = sum(weights.get(unit, 1.0) * count for unit, count in wanted.items())
    if total == 0:
        return None
    best: Match | None = None
    for start, end in _segments(text):
        heard = units(text.text[start:end], text.language)
        shared = sum(weights.get(unit, 1.0) * min(count, heard[unit]) for unit, count in wanted.items())
        if shared == 0:
            continue
        spoken = sum(weights.get(unit, 0.6) * count for unit, count in heard.items())
        closeness = shared / (0.7 * total + 0.3 * max(spoken, shared))
        probability = min(1 / (1 + math.exp(-_STEEPNESS * (closeness - _MIDDLE))), 0.94)
        if best is None or probability > best.probability:
            best = Match(probability, start, end)
    return best


def _segments(text: AnalysedText) -> list[tuple[int, int]]:
    sentences = list(text.sentences)
    pairs = [(first[0], second[1]) for first, second in zip(sentences, sentences[1:], strict=False)]
    return sentences + pairs


def _words_pattern(part: str, language: str) -> str:
    """The words of a part in order, whatever stands between them that is no letter."""
    folded = fold(part, language).text
    if language in UNSPACED:
        return r"[^\w\u0e00-\u0e7f]*".join(re.escape(letter) for letter in folded if letter.isalnum() or "\u0e00" <= letter <= "\u0e7f")
    words = re.findall(r"[\w']+", folded)
    return r"[^\w']+".join(re.escape(word) for word in words)


def _stem(word: str) -> str:
    """A word without its commonest English endings: enough to bring `booked`, `booking` and `books` together."""
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(_stem(word) for word in STOP_WORDS) - {"name", "full", "call", "show", "down", "up"}
