"""What must stand in a text wherever a regular expression matches, so that most texts need no such search at all.

Told by the expression itself: of "pass|pwd|\\bpin\\b" one of pass, pwd and pin, of "my .* name" both. The literals of
all expressions there are, whoever asks, are looked for at once, in one pass over the text: in small letters, with one
sign for what parts words and one for every digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

import ahocorasick

from data.redaction.needs import ANY_LETTER, DIGIT, LETTER, ODD_CASE, Need, Strings, bare, needs_of, normal

_ANY: Final = 1  # the bit that any text has
_ALL: Final = -1  # all bits


class Literals:
    """Tells which of some expressions may match a text: those left out cannot.

    >>> literals = Literals([re.compile(r"\\bpin\\b|pass", re.I), re.compile(r"(?:\\d ?){2}"), re.compile(r"x?y*")])
    >>> [literals.among(text) for text in ("Hi", "PIN", "Passed 42")]
    [4, 5, 7]
    """

    def __init__(self, expressions: Sequence[re.Pattern[str]]) -> None:
        self._conditions = [
            (1 << place, *_condition(expression)) for place, expression in enumerate(expressions)
        ]
        self._last: tuple[str | None, int] = (None, 0)

    def among(self, text: str) -> int:
        """The expressions that may match, as bits: 1 for the first, 2 for the second, 4 for the third …"""
        last, possible = self._last
        if last == text:
            return possible
        found = _found_in(text)
        possible = 0
        for expression, first, more in self._conditions:
            if found & first and (not more or _are_met(more, found)):
                possible |= expression
        self._last = (text, possible)
        return possible


class Sought:
    """An expression that is looked for only in texts that it may match.

    >>> pin = Sought(r"\\bpin (?P<value>\\d+)")
    >>> [match["value"] for match in pin.finditer("my pin 4411")], pin.search("my pin"), list(pin.finditer("pinned 4"))
    (['4411'], None, [])
    """

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.expression = re.compile(expression, flags)
        self._first, self._more = _condition(self.expression)

    def may_match(self, text: str) -> bool:
        """Whether what the expression needs is in a text."""
        found = _found_in(text)
        return found & self._first != 0 and (not self._more or _are_met(self._more, found))

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """The matches in a text, in order."""
        return self.expression.finditer(text) if self.may_match(text) else ()

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return self.expression.search(text) if self.may_match(text) else None


class _Every:
    """The sets of literals that any expression needs one of, numbered, and the one automaton that finds them."""

    def __init__(self) -> None:
        self._sets: dict[Strings, int] = {}
        self._automaton: Any = None

    def bit_of(self, literals: Strings) -> int:
        """The set's place, as a bit."""
        if literals not in self._sets:
            self._sets[literals] = _ANY << len(self._sets) + 1
            self._automaton = None
            _found_in.cache_clear()
        return self._sets[literals]

    def found_in(self, text: str) -> int:
        """The sets of which one is in a text, as bits; all of them where letters change otherwise than is known."""
        if self._automaton is None:
            self._make()
        if not text.isascii() and ODD_CASE.search(text):
            return _ALL
        shown = normal(text)
        found = _ANY
        if DIGIT in shown:
            found |= self._with_digit
        if self._with_letter and LETTER.search(shown):
            found |= self._with_letter
        if len(self._automaton):
            for _, sets in self._automaton.iter(shown):
                found |= sets
        return found

    def _make(self) -> None:
        by_literal: dict[str, int] = {}
        for literals, bit in self._sets.items():
            for literal in literals:
                by_literal[literal] = by_literal.get(literal, 0) | bit
        self._with_digit = by_literal.pop(DIGIT, 0)
        self._with_letter = by_literal.pop(ANY_LETTER, 0)
        self._automaton = ahocorasick.Automaton()
        for literal, sets in by_literal.items():
            self._automaton.add_word(literal, sets)
        self._automaton.make_automaton()


_EVERY: Final = _Every()


@lru_cache(4)  # the few who look at a text look one after the other
def _found_in(text: str) -> int:
    return _EVERY.found_in(text)


def _condition(expression: re.Pattern[str]) -> tuple[int, list[Any]]:
    """What is found in every text that an expression matches: one of these sets, and what is to be met besides."""
    needs = needs_of(expression)
    return _staged(needs) if needs else (_ANY, [])


def _staged(needs: Sequence[Need]) -> tuple[int, list[Any]]:
    """The sets of which one is found where the first of some needs is met, and what is to be met besides."""
    first, *more = (
        tuple(map(_staged, need)) if isinstance(need, tuple) else _EVERY.bit_of(bare(need)) for need in needs
    )
    if isinstance(first, int):
        return first, more
    return reduce(or_, (start for start, _ in first)), [first, *more]


def _are_met(needs: Iterable[Any], found: int) -> bool:
    for need in needs:
        if isinstance(need, int):
            if not found & need:
                return False
            continue
        for first, more in need:
            if found & first and (not more or _are_met(more, found)):
                break
        else:
            return False
    return True
