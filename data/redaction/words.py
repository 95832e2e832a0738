"""Sets of words, written as running text."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(words_of("b a b"))
    ['a', 'b']
    """
    return frozenset(text.split())
