"""Texts as they are compared with each other: without names and numbers, as bare letters, as words, as trigrams."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from scipy import sparse

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CAPITALISED: Final = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER: Final = re.compile(r"[A-Za-z]*\d[A-Za-z\d]*(?:[.,:/-][A-Za-z]*\d[A-Za-z\d]*)*")
# Names that capitals do not show: before a Korean title; after the Thai one where a greeting comes before it.
_TITLED: Final = re.compile(
    r"[가-힣]{3}(?= (?:고객님|회원님|선생님|씨))|[가-힣]{2,3}(?=님|씨\b)"
    r"|(?:(?<=เรียนคุณ)|(?<=ค่ะคุณ)|(?<=ครับคุณ)|(?<=คะคุณ))[ก-๎]{2,12}?(?=\s|ครับ|ค่ะ|คะ|นะ|$)"
)


def masked(text: str, names: frozenset[str] = frozenset()) -> str:
    """A text without its names and numbers, in small letters, for comparison.

    >>> masked("Maria, parcel AB-1234 is due on 3.5.2026", frozenset(("Maria",)))
    ' *, parcel ab-# is due on # '
    """
    text = _CAPITALISED.sub(lambda found: "*" if found[0] in names else found[0], _TITLED.sub("*", text))
    return f" {' '.join(_NUMBER.sub('#', text).casefold().split())} "


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words with a capital that nobody ever writes without one: names, and a few words that only begin sentences."""
    capitalised: set[str] = set()
    small: set[str] = set()
    for text in texts:
        capitalised.update(_CAPITALISED.findall(text))
        small.update(re.findall(r"\b[a-z]+\b", text))
    return frozenset(word for word in capitalised if word.lower() not in small)


def bare(text: str) -> str:
    """Letters, their marks and digits alone."""
    return "".join(sign for sign in text.casefold() if unicodedata.category(sign)[0] in "LMN")


def words_of(language: str) -> Callable[[str], list[str]]:
    """What cuts a text of the language into its words."""
    if language != "th":
        return _WORD.findall
    from pythainlp.tokenize import word_tokenize  # slow to import, and for Thai alone

    return lambda text: [word for word in word_tokenize(text, keep_whitespace=False) if bare(word)]


def trigrams(texts: Sequence[str]) -> Any:
    """How often each character trigram stands in each text, as a sparse array."""
    columns: dict[str, int] = {}
    counted = [Counter(text[at : at + 3] for at in range(len(text) - 2)) for text in texts]
    place = [columns.setdefault(trigram, len(columns)) for of_text in counted for trigram in of_text]
    often = np.fromiter(chain.from_iterable(of_text.values() for of_text in counted), np.float32)
    ends = np.cumsum([0, *map(len, counted)])
    return sparse.csr_array((often, place, ends), shape=(len(texts), len(columns)))
