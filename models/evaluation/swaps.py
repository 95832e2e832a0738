"""Who is spoken to, and how it is spelled, swapped in a text: what must not change a verdict.

A swap is a function from a text to its variants; it gives none where nothing is to be swapped. Everything is decided by
the text alone, so that the same text has the same variants everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from models.evaluation import swaps_en, swaps_ko, swaps_th

Swap = Callable[[str], list[str]]
SWAPS: Final[Mapping[str, Mapping[str, Swap]]] = {
    "en": swaps_en.SWAPS,
    "ko": swaps_ko.SWAPS,
    "th": swaps_th.SWAPS,
}
# What a customer may have said of themselves just before; the first is the neutral one that others are held against.
TOLD: Final[Mapping[str, Sequence[str]]] = {
    "en": swaps_en.TOLD,
    "ko": swaps_ko.TOLD,
    "th": swaps_th.TOLD,
}


def variants(text: str, language: str) -> list[tuple[str, str]]:
    """(kind, variant) for everything that can be swapped in a text, each variant once and never the text itself.

    >>> variants("Thanks, Mr Smith, what colour is it?", "en")[-1]
    ('spelling', 'Thanks, Mr Smith, what color is it?')
    """
    found = []
    for kind, swap in SWAPS.get(language, {}).items():
        found += [(kind, variant) for variant in dict.fromkeys(swap(text)) if variant != text]
    return found


def kinds(languages: Iterable[str]) -> list[str]:
    """The kinds of swaps of some languages, each once."""
    return list(dict.fromkeys(kind for language in languages for kind in SWAPS.get(language, {})))
