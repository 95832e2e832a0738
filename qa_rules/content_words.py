"""The words of a text that say what it is about: no function words, greetings, numbers or placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from qa_rules.definitions import parse_file, version_of
from qa_rules.packs import files_version
from qa_rules.tokenizing import tokenizer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SMALL_TALK: Final = Path(__file__).parent / "small_talk.yaml"
_CODE_VERSION: Final = "1"
_PLACEHOLDER: Final = re.compile(r"<[A-Z_]+>")
_NOUNS: Final = ("NNG", "NNP", "XR", "SL")
_VERBS: Final = ("VV", "VA")


class _SmallTalk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    en: list[str]
    ko: list[str]
    th: list[str]


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its form for counting, and the span in code points that shows it; a Korean verb with its ending."""

    form: str
    start: int
    end: int


def content_words(text: str, language: str) -> list[Word]:
    """The words that say what a text is about, in order. Raises ValueError for a language that is not judged.

    >>> [word.form for word in content_words("Hi, my parcel <TRACKING> has not arrived since 12 May", "en")]
    ['parcel', 'arrived']
    """
    blank = _PLACEHOLDER.sub(lambda match: " " * len(match.group()), text)
    document = tokenizer(language)(blank)
    return _korean(document, blank) if language == "ko" else _plain(document, language)


def content_words_version() -> str:
    """Changes with the words and with the way they are found."""
    return version_of(_CODE_VERSION, files_version(SMALL_TALK))


def _plain(document: Doc, language: str) -> list[Word]:
    small = _small_talk()[language]
    return [
        Word(token.lower_, token.idx, token.idx + len(token))
        for token in document
        if _is_word(token) and not token.is_stop and token.lower_ not in small
    ]


def _is_word(token: Token) -> bool:
    """Two characters or more, a letter and no digit among them."""
    text = token.text
    return len(text) > 1 and any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def _korean(document: Doc, text: str) -> list[Word]:
    """Nouns, and stems of verbs and adjectives; what is shown of a verb goes to the end of its spaced word."""
    small = _small_talk()["ko"]
    words = []
    for token in document:
        parts = list(zip(token.tag_.split("+"), token.lemma_.split("+"), strict=False))
        kept = [(tag, form) for tag, form in parts if _says_something(tag, form) and form not in small]
        if not kept:
            continue
        end = token.idx + len(token)
        if kept[-1][0].startswith(_VERBS):
            end = next((place for place in range(end, len(text)) if not text[place].isalpha()), len(text))
        words.append(Word("+".join(form for _, form in kept).lower(), token.idx, end))
    return words


def _says_something(tag: str, form: str) -> bool:
    """Stems of verbs, and nouns of two syllables or more."""
    return tag.startswith(_VERBS) or (tag.startswith(_NOUNS) and len(form) > 1)


@cache
def _small_talk() -> dict[str, frozenset[str]]:
    found = parse_file(SMALL_TALK, _SmallTalk)
    return {"en": frozenset(found.en), "ko": frozenset(found.ko), "th": frozenset(found.th)}
