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
_JUDGED_SYSTEMS: Final = frozenset({"hangul", "thai"})
_FEWEST_FOREIGN_WORDS, _FEWEST_FOREIGN_LETTERS, _SURE_FOREIGN = 4, 20, 0.95
# Trigrams alone take English of rare words ("Nah, that's too rich for me") for another language: one of these has to
# stand there too. None of them is an English word.
_COMMON_WORDS: Final = {
    code: frozenset(words.split())
    for code, words in {
        "fr": "je vous votre vos nous notre le les des est sont puis pouvez avez et une avec que qui merci",
        "de": "ich sie ihr ihre ihnen ihren wir uns das ist sind und nicht mit für bitte kann können wie wird haben",
        "es": "usted su sus le nos los las el es está son puedo puede para por que qué y una del gracias favor",
        "it": "il lei suo sua suoi le gli è sono posso può per con che di della una grazie prego",
        "pt": "você seu sua os é são posso pode para por com que uma em obrigado obrigada não qual",
        "nl": "ik uw wij ons het een zijn kunt voor niet wat waarmee bedankt graag",
        "sv": "jag ditt oss det och är för inte till hur vad",
        "pl": "pani pana mogę może jest są proszę dziękuję nie się jak czy",
        "tr": "siz sizin bir ve bu için ile mı nasıl lütfen teşekkür değil var",
        "vi": "tôi bạn của cho có không là và được xin chúng anh chị gì vui lòng",
        "id": "saya anda kami bisa yang dan tidak untuk dengan apa ada ini itu silakan terima kasih bantu",
        "tl": "ako ikaw ka po ang ng mga hindi kayo namin inyong salamat",
    }.items()
}
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


def foreign_language(text: str) -> str | None:
    """The language of a wording, where it is surely none that is judged; None for all else, as short Latin ones.

    >>> foreign_language("お客様番号をお願いします"), foreign_language("Bonjour Aurélie")
    ('ja', None)
    """
    system = _majority_system(text)
    if system is None or system in _JUDGED_SYSTEMS:
        return None
    if system != "latin":
        return _BY_SYSTEM.get(system, UNDETERMINED)
    words = [word.strip(_AROUND_WORDS) for word in text.lower().split()]
    if (
        len(words) < _FEWEST_FOREIGN_WORDS
        or sum(letter.isalpha() for letter in text) < _FEWEST_FOREIGN_LETTERS
    ):
        return None
    if not _ENGLISH_WORDS.isdisjoint(words):
        return None
    code = _language_in(system, text, _SURE_FOREIGN)
    return code if not _COMMON_WORDS.get(code, frozenset()).isdisjoint(words) else None


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
