"""Where a rule's opinion and a head's reading become one verdict, from which probability it counts, and where it is unsure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from models.combining import Ruled, restated
from models.reader import reader
from qa_rules.analysis import AnalysedText
from qa_rules.detectors import AXES, Sighting
from qa_rules.learned import Reading
from qa_rules.tokenizing import LANGUAGES

_NO_ODDS = 30.0
_NEAR = 40
_QUOTED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Limit:
    """From which probability an axis is at level 1, and between which probabilities nobody should be sure of it."""

    threshold: float
    low: float
    high: float

    def unsure(self, probability: float) -> bool:
        """Whether a probability lies in the band."""
        return self.low < probability < self.high


DEFAULT_LIMIT = Limit(0.5, 0.4, 0.6)


def limit(
    axis: str, language: str, configured: Mapping[str, float], prevalence: Mapping[str, float]
) -> Limit:
    """The limit of an axis: with the configured threshold where there is one, else as fitted for the language.

    The fitted one is restated with the probabilities, so that a working prevalence changes no level.
    """
    fitted = _fitted(axis, language, prevalence.get(axis))
    chosen = configured.get(axis, fitted.threshold)
    return Limit(chosen, min(chosen, fitted.low), max(chosen, fitted.high))


@lru_cache(maxsize=256)
def _fitted(axis: str, language: str, working: float | None) -> Limit:
    if axis not in AXES or language not in LANGUAGES:
        return DEFAULT_LIMIT
    made = reader(language).combinations[axis]
    threshold, low, high = (
        round(restated(p, made.prevalence, working), 4) for p in (made.threshold, *made.band)
    )
    return Limit(threshold, low, high)


def limits_of(
    language: str, configured: Mapping[str, float], prevalence: Mapping[str, float]
) -> dict[str, Limit]:
    """Axis -> limit in a language."""
    return {axis: limit(axis, language, configured, prevalence) for axis in AXES}


def settled(
    rule: Sighting, reading: Reading, threshold: float, working: float | None, text: AnalysedText
) -> Sighting:
    """The verdict of rule and head together, with the words that carry it.

    What only the model hears, and that in quotation marks, is somebody else's rudeness.
    """
    axis = rule.name
    combination = reading.reader.combinations[axis]
    ruled = ruled_by(rule)
    probability = restated(
        combination.probability(ruled, reading.logits, axis), combination.prevalence, working
    )
    if probability < threshold or axis not in reading.windows or axis == "politeness":
        return Sighting(axis, 0, probability)
    level = combination.level(ruled, reading.logits, axis)
    span = reading.span(axis)
    if span and rule.level == 0 and axis in ("rudeness", "hostility") and _mostly_quoted(text, *span):
        return Sighting(axis, 0, min(probability, threshold / 2))
    if rule.start is not None and rule.end is not None:
        start, end = _joined((rule.start, rule.end), span)
        return replace(rule, level=level, probability=probability, start=start, end=end)
    if span is None:
        return Sighting(axis, 0, min(probability, threshold / 2))
    return Sighting(axis, level, probability, *span, "read by the model")


def _mostly_quoted(text: AnalysedText, start: int, end: int) -> bool:
    quoted = sum(max(0, min(end, last) - max(start, first)) for first, last in text.quotations)
    return quoted >= _QUOTED_SHARE * (end - start)


def _joined(rule: tuple[int, int], read: tuple[int, int] | None) -> tuple[int, int]:
    """The rule's words with those of the model around or next to them; the rule's alone where they lie apart."""
    if read is None or read[0] > rule[1] + _NEAR or rule[0] > read[1] + _NEAR:
        return rule
    return min(rule[0], read[0]), max(rule[1], read[1])


def ruled_by(rule: Sighting) -> Ruled:
    """A rule's opinion as the combination reads it."""
    return Ruled(rule.level, rule.sure, _odds(rule.probability))


def _odds(probability: float) -> float:
    """A rule's log-odds; only politeness uses them."""
    return (
        max(-_NO_ODDS, min(_NO_ODDS, math.log(probability / (1 - probability))))
        if 0 < probability < 1
        else 0.0
    )
