"""Words that may stand for each other: each is replaced by the next ones of its ring."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Ring = Sequence[str]
Fix = Callable[[str], str]


def ring_swap(
    rings: Sequence[Ring],
    *,
    before: str = r"(?<!\w)",
    after: str = r"(?!\w)",
    most: int = 3,
    ignore_case: bool = False,
) -> Callable[[str], list[str]]:
    """A swap that turns every ring by 1, 2, … `most` places at once; a text without a word of them has no variant.

    before, after: regular expressions for what must stand around a word.

    >>> ring_swap([("cat", "dog", "cow")])("a cat, a dog")
    ['a dog, a cow', 'a cow, a cat']
    """
    place = {
        (word.lower() if ignore_case else word): (ring, number)
        for ring in rings
        for number, word in enumerate(ring)
    }
    words = sorted((word for ring in rings for word in ring), key=len, reverse=True)
    pattern = re.compile(
        f"{before}(?:{'|'.join(map(re.escape, words))}){after}", re.IGNORECASE if ignore_case else 0
    )
    turns = min(most, max(len(ring) for ring in rings) - 1)

    def swap(text: str) -> list[str]:
        if not pattern.search(text):
            return []

        def turned(by: int) -> str:
            def next_word(match: re.Match[str]) -> str:
                ring, number = place[match[0].lower() if ignore_case else match[0]]
                return cased(ring[(number + by) % len(ring)], match[0])

            return pattern.sub(next_word, text)

        return [turned(by) for by in range(1, turns + 1)]

    return swap


def cased(word: str, like: str) -> str:
    """A word with the capitals of another: its first letter's, or all.

    >>> cased("her", "His"), cased("her", "HIS"), cased("color", "colour")
    ('Her', 'HER', 'color')
    """
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def both(*swaps: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The variants of several swaps, one after the other."""
    return lambda text: [variant for swap in swaps for variant in swap(text)]


def renamed(pattern: re.Pattern[str], text: str, names: Sequence[str], no_names: frozenset[str]) -> list[str]:
    """What a pattern finds, except words that are no names, under each of other names; nothing where it finds none."""
    found = pattern.findall(text)
    if all(word in no_names for word in found):
        return []

    def under(name: str) -> str:
        return pattern.sub(lambda match: match[0] if match[0] in no_names else name, text)

    return [under(name) for name in names]
