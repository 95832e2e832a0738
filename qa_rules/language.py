"""Which language a conversation and a turn are in: by writing system first, by words only among Latin ones.

A declared language wins; a turn is moved away from it only when most of its letters belong to a writing system that
the declared one does not use. What is not English, Korean or Thai is named, and not judged (DESIGN, contracts).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lingua import LanguageDetector

JUDGED: Final = ("en", "ko", "th")
UNDETERMINED: Final = "und"
LANGUAGE_VERSION: Final = "2"
_BY_SYSTEM: Final = {"hangul": "ko", "thai": "th", "kana": "ja", "han": "zh"}
_SYSTEMS_USED: Final = {
    "ko": {"hangul"},
    "th": {"thai"},
    "ja": {"kana", "han"},
    "zh": {"han"},
    **{code: {"cyrillic"} for code in ("ru", "uk", "bg", "be", "sr", "mk", "kk", "mn")},
    **{code: {"arabic"} for code in ("ar", "fa", "ur")},
    **{code: {"devanagari"} for code in ("hi", "mr", "ne")},
    "el": {"greek"},
    "he": {"hebrew"},
}
_FEWEST_LETTERS = 12
_SURE_CONVERSATION = 0.5
_SURE_TURN = 0.9
_SAMPLE_CHARACTERS = 2_000
# Trigrams take short English for Italian or Portuguese ("Can you reset my password?"): these words are English alone.
_ENGLISH_WORDS: Final = frozenset({
    "the", "my", "you", "your", "are", "have", "please", "what", "where", "how", "this", "that", "not",
    "can", "and", "with", "would", "could", "when", "from", "they", "will", "there", "hello", "thanks",
    "thank", "i'm", "it's", "don't",
})  # fmt: skip
_FEWEST_ENGLISH, _ENGLISH_SHARE = 2, 0.25
_AROUND_WORDS = ".,;:!?\"'()“”‘’…-"


def conversation_language(texts: list[str], declared: str | None) -> str:
    """The language of a conversation: the declared one, else the one that most of its letters speak for."""
    if declared:
        return declared
    joined = " ".join(texts)[:_SAMPLE_CHARACTERS]
    system = _main_system(joined)
    if system is None:
        return UNDETERMINED
    return _language_in(system, joined, _SURE_CONVERSATION)


def turn_language(text: str, conversation: str, *, declared: bool) -> str:
    """The language of a turn in a conversation whose language is known.

    >>> turn_language("ㅠㅠ ㅋㅋ", "en", declared=True)
    'ko'
    >>> turn_language("12,000!", "th", declared=True)
    'th'
    """
    system = _majority_system(text)
    if system is None:
        return conversation
    if system in _SYSTEMS_USED.get(conversation, {"latin"}):
        if declared or system != "latin":
            return conversation
        return _language_in(system, text, _SURE_TURN)
    return _language_in(system, text, _SURE_TURN)


def _main_system(text: str) -> str | None:
    """The commonest writing system of a text; None where it has no letters."""
    counts = _systems(text)
    return max(sorted(counts), key=lambda name: counts[name], default=None)


def _majority_system(text: str) -> str | None:
    """The writing system of more than half of a text's letters, else None."""
    counts = _systems(text)
    system = max(counts, key=lambda name: counts[name], default=None)
    return system if system and 2 * counts[system] > counts.total() else None


@lru_cache(maxsize=65_536)
def _systems(text: str) -> Counter[str]:
    """How many letters of each writing system a text has; Han letters beside kana are Japanese."""
    counts = Counter(system for letter in text if (system := _system(letter)))
    if counts["kana"]:
        counts["kana"] += counts.pop("han", 0)
    return +counts


@lru_cache(maxsize=8_192)
def _system(letter: str) -> str | None:
    if letter.isascii():
        return "latin" if letter.isalpha() else None
    if not letter.isalpha() and unicodedata.category(letter) not in ("Mn", "Mc"):
        return None
    name = unicodedata.name(letter, "")
    for start, system in (
        ("HANGUL", "hangul"), ("HALFWIDTH HANGUL", "hangul"), ("THAI", "thai"), ("LATIN", "latin"),
        ("FULLWIDTH LATIN", "latin"), ("HIRAGANA", "kana"), ("KATAKANA", "kana"), ("HALFWIDTH KATAKANA", "kana"),
        ("CJK", "han"), ("CYRILLIC", "cyrillic"), ("ARABIC", "arabic"), ("DEVANAGARI", "devanagari"),
        ("GREEK", "greek"), ("HEBREW", "hebrew"), ("COMBINING", ""),
    ):  # fmt: skip
        if name.startswith(start):
            return system or None
    return "other"


@lru_cache(maxsize=65_536)
def _language_in(system: str, text: str, sure: float) -> str:
    """The language of a text written in a system; Latin text is English unless another one is sure."""
    if system != "latin":
        return _BY_SYSTEM.get(system, UNDETERMINED)
    if sum(letter.isalpha() for letter in text) < _FEWEST_LETTERS:
        return "en"
    words = [word.strip(_AROUND_WORDS) for word in text[:_SAMPLE_CHARACTERS].lower().split()]
    english = [word for word in words if word in _ENGLISH_WORDS]
    if len(set(english)) >= _FEWEST_ENGLISH and len(english) >= _ENGLISH_SHARE * len(words):
        return "en"
    best = _latin_detector().compute_language_confidence_values(text[:_SAMPLE_CHARACTERS])[0]
    code = best.language.iso_code_639_1.name.lower()
    return code if code == "en" or best.value >= sure else "en"


@cache
def _latin_detector() -> LanguageDetector:
    """Trigram models of the Latin-script languages that contact centres here meet: 0.1 s and 35 MB to load."""
    from lingua import Language, LanguageDetectorBuilder

    languages = (
        Language.ENGLISH, Language.SPANISH, Language.FRENCH, Language.GERMAN, Language.ITALIAN, Language.PORTUGUESE,
        Language.DUTCH, Language.SWEDISH, Language.POLISH, Language.TURKISH, Language.VIETNAMESE,
        Language.INDONESIAN, Language.TAGALOG,
    )  # fmt: skip
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
