"""Forbidden statements: which turns make one, in its words or in others, and not where it is quoted or denied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.reader import reader
from models.statements import statements
from qa_rules.acts import Using
from qa_rules.alignment import FEATURES, compared, in_conversation, telling_of
from qa_rules.analysis import AnalysedText
from qa_rules.scripts import Script
from qa_rules.settling import DEFAULT_LIMIT
from qa_rules.wording import Match, Wording, match, wording

SHARED: Final = (
    "words", "letters", "word pairs", "letters: before other turns", "word pairs: before other turns", "acts: overlap",
)  # fmt: skip
_COLUMNS: Final = [FEATURES.index(name) for name in SHARED]
_DENIALS: Final = {
    "en": re.compile(r"\b(?:not|never|cannot|unable)\b|n['’]t\b"),
    "ko": re.compile("않|못|없|아니|아닙|안 ?[되됩돼]"),
    "th": re.compile("ไม่|มิได้"),
}
_REASSURANCES: Final = re.compile(
    r"(?:don['’]t|do not) (?:you )?worry|no(?:t a)? problem|걱정하지 ?(?:마|않)|(?:문제|걱정|염려)\S? ?없|ไม่ต้อง(?:กังวล|ห่วง)|ไม่เป็นไร"
)


def made_in(script: Script, texts: Sequence[AnalysedText]) -> list[list[tuple[str, Match]]]:
    """For each agent turn of a conversation, in order, the forbidden statements that it makes."""
    if not script.forbidden or not texts:
        return [[] for _ in texts]
    alike, spans = alike_in(script, texts)
    likely = statements().probabilities(alike)
    return [
        [
            (item.id, found)
            for number, item in enumerate(script.forbidden)
            if (found := _made(script, number, text, Match(float(likely[place, number]), *spans[place][number])))
        ]
        for place, text in enumerate(texts)
    ]  # fmt: skip


def alike_in(
    script: Script, texts: Sequence[AnalysedText], using: Using = reader
) -> tuple[NDArray[np.float64], list[tuple[tuple[int, int], ...]]]:
    """What turns and forbidden statements share, float64 [turns, statements, SHARED], and by which words."""
    seen = compared(_as_steps(script), texts, using)
    return in_conversation(seen.alone)[:, :, _COLUMNS], seen.spans


@lru_cache(maxsize=256)
def _as_steps(script: Script) -> Script:
    """The forbidden statements as a script of their own."""
    steps = [{"id": item.id, "say": list(item.say)} for item in script.forbidden]
    return Script.model_validate({"script": script.script, "steps": steps})


def _made(script: Script, number: int, text: AnalysedText, by_likeness: Match) -> Match | None:
    """How a turn makes a statement: by its words, else by likeness; None where it does not, or only denies or quotes it."""
    said = [wording(say) for say in script.forbidden[number].say]
    matches = [(match(w, text, telling_of(script), by_cue=False), w) for w in said]
    by_words = [(m, is_denied(w, text, m)) for m, w in matches if m and is_voiced(m)]
    if by_words:
        return max((m for m, denied in by_words if not denied), key=lambda m: m.probability, default=None)
    nearest = max(matches, key=lambda pair: pair[0].probability if pair[0] else 0.0)[1]
    if not is_voiced(by_likeness) or is_denied(nearest, text, by_likeness):
        return None
    return by_likeness


def is_voiced(said: Match) -> bool:
    """Whether a match counts."""
    return round(said.probability, 4) >= DEFAULT_LIMIT.threshold


def is_denied(said: Wording, text: AnalysedText, found: Match) -> bool:
    """Whether a forbidden statement is quoted, or denied by a word that its wording lacks.

    English and Thai deny before what they deny, Korean behind it.
    """
    if text.is_quoted(found.start, found.end):
        return True
    denial = _DENIALS[text.language]
    if denial.search(said.written.lower()):
        return False
    start, end = text.sentence_of(found.start)
    clause = text.text[start : max(end, found.end)] if text.language == "ko" else text.text[start : found.end]
    return bool(denial.search(_REASSURANCES.sub(" ", clause.lower())))
