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
from itertools import pairwise

from qa_rules.analysis import AnalysedText, analyse
from qa_rules.folding import UNSPACED, fold
from qa_rules.language import JUDGED, turn_language
from qa_rules.packs import load_pack

WHOLE, CONTAINED, SHARED_CUE = 0.98, 0.95, 0.8
SLOT = re.compile(r"\{[^{}]*\}|…|\.\.\.")
_WORD = re.compile(r"\w+(?:'\w+)*")
_STEEPNESS, _MIDDLE = 14.0, 0.62
_FEWEST_WORDS = 3
_FUNCTION_WORD = 0.35
_CUE_COVERS = 0.45
_UNKNOWN_UNIT = 0.6
_REMEMBERED = 4_096
_UNNAMED_CUES = frozenset({"apologises", "solves", "refuses", "next_step", "restates"})


@dataclass(frozen=True)
class Wording:
    """An example wording of a step, ready to compare."""

    written: str
    language: str

    @cached_property
    def literal(self) -> str:
        """The wording without its slots."""
        return SLOT.sub(" ", self.written).strip()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The wording as a pattern over folded text, slots standing for any words; None where it is only a slot."""
        parts = [_words_pattern(part, self.language) for part in SLOT.split(self.written)]
        if not any(parts):
            return None
        return re.compile(r".{0,140}?".join(parts), re.DOTALL)

    @cached_property
    def units(self) -> Counter[str]:
        """What it is compared by; nothing is said across a slot."""
        found: Counter[str] = Counter()
        for part in SLOT.split(self.written):
            found.update(units(part, self.language))
        return found

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
    return Wording(written, turn_language(SLOT.sub(" ", written), "en", declared=True))


def match(said: Wording, text: AnalysedText, telling: Telling, *, by_cue: bool = True) -> Match | None:
    """The best match of a wording in a turn, by its words or (by_cue) by what both do."""
    best: Match | None = None
    if said.language == text.language:
        says_all = said.units.keys() <= telling.units(text).keys()
        best = (_by_pattern(said, text) if says_all else None) or _by_words(said, text, telling)
    if by_cue and said.cues and (best is None or best.probability < SHARED_CUE):
        for cue, start, end in cue_spans(text):
            if cue in said.cues:
                return Match(SHARED_CUE, start, end)
    return best


def literal_match(said: Wording, text: AnalysedText, telling: Telling) -> Match | None:
    """The match of a wording by its very words, however short it is."""
    if said.language != text.language or not said.units.keys() <= telling.units(text).keys():
        return None
    return _by_pattern(said, text, fewest=1)


def units(text: str, language: str) -> Counter[str]:
    """What a text is compared by: words without endings, or pairs of letters in Korean and Thai."""
    folded = fold(text, language).text
    if language in UNSPACED:
        letters = (
            re.sub(r"[\W_]+", "", folded) if language == "ko" else re.sub(r"[^\w\u0e00-\u0e7f]+", "", folded)
        )
        return Counter(letters[i : i + 2] for i in range(len(letters) - 1))
    return Counter(stem(word) for word in _WORD.findall(folded))


class Telling:
    """How telling units are among wordings that compete: rare ones much, function words little.

    It remembers what it computed for a text, since every wording of a script is compared with the same turns.
    """

    def __init__(self, wordings: list[Wording]) -> None:
        counts = Counter(unit for w in wordings for unit in set(w.units))
        stop = stop_words()
        self._weights = {
            unit: (1.0 + math.log((1 + len(wordings)) / (1 + count)))
            * (_FUNCTION_WORD if unit in stop else 1.0)
            for unit, count in counts.items()
        }
        self._totals: dict[str, float] = {}
        self._segments: dict[AnalysedText, list[tuple[int, int, Counter[str], float]]] = {}
        self._units: dict[AnalysedText, Counter[str]] = {}

    def weight(self, unit: str) -> float:
        """The weight of a unit of a wording."""
        return self._weights.get(unit, 1.0)

    def total(self, said: Wording) -> float:
        """The weight of all that a wording says."""
        if said.written not in self._totals:
            self._totals[said.written] = sum(self.weight(unit) * count for unit, count in said.units.items())
        return self._totals[said.written]

    def units(self, text: AnalysedText) -> Counter[str]:
        """The units of a whole turn."""
        if text not in self._units:
            if len(self._units) >= _REMEMBERED:
                self._units.clear()
            self._units[text] = units(text.text, text.language)
        return self._units[text]

    def segments(self, text: AnalysedText) -> list[tuple[int, int, Counter[str], float]]:
        """Sentences and neighbouring pairs of a turn: start, end, units, and the weight of all that is said there."""
        if text not in self._segments:
            if len(self._segments) >= _REMEMBERED:
                self._segments.clear()
            self._segments[text] = [
                (
                    start,
                    end,
                    heard,
                    sum(self._weights.get(unit, _UNKNOWN_UNIT) * count for unit, count in heard.items()),
                )
                for start, end in segments_of(text)
                for heard in (units(text.text[start:end], text.language),)
            ]
        return self._segments[text]


def main_cues(text: AnalysedText) -> frozenset[str]:
    """The named cues that cover most of a text's letters."""
    letters = max(sum(c.isalnum() for c in text.text), 1)
    covered: dict[str, int] = {}
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


def _by_pattern(said: Wording, text: AnalysedText, fewest: int = _FEWEST_WORDS) -> Match | None:
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
    if sum(said.units.values()) >= fewest or _covers(text, start, end):
        return Match(CONTAINED, start, end)
    return None


def _covers(text: AnalysedText, start: int, end: int) -> bool:
    """Whether a short match is most of its sentence: `hello` in a long sentence says little."""
    first, last = text.sentence_of(start)
    return (end - start) >= 0.6 * (last - first)


def _by_words(said: Wording, text: AnalysedText, telling: Telling) -> Match | None:
    """The sentence, or two neighbours, that shares most of the wording's weight."""
    total = telling.total(said)
    if total == 0:
        return None
    best: Match | None = None
    for start, end, heard, spoken in telling.segments(text):
        shared = sum(
            telling.weight(unit) * min(count, heard[unit])
            for unit, count in said.units.items()
            if unit in heard
        )
        if shared == 0:
            continue
        closeness = shared / (0.7 * total + 0.3 * max(spoken, shared))
        probability = min(1 / (1 + math.exp(-_STEEPNESS * (closeness - _MIDDLE))), 0.94)
        if best is None or probability > best.probability:
            best = Match(probability, start, end)
    return best


def segments_of(text: AnalysedText) -> list[tuple[int, int]]:
    """The sentences of a text, and each two neighbours."""
    sentences = list(text.sentences)
    pairs = [(first[0], second[1]) for first, second in pairwise(sentences)]
    return sentences + pairs


def _words_pattern(part: str, language: str) -> str:
    """The words of a part in order, whatever stands between them that is no letter."""
    folded = fold(part, language).text
    if language in UNSPACED:
        return r"[^\w\u0e00-\u0e7f]*".join(
            re.escape(letter) for letter in folded if letter.isalnum() or "\u0e00" <= letter <= "\u0e7f"
        )
    words = _WORD.findall(folded)
    return r"\b" + r"\W+".join(re.escape(word) for word in words) + r"\b" if words else ""


def stem(word: str) -> str:
    """A word without its commonest English endings: enough to bring `booked`, `booking` and `books` together."""
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """English function words, without their endings."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(stem(word) for word in STOP_WORDS) - {"name", "full", "call", "show", "down", "up"}
