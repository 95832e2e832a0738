"""What must stand in a text wherever a regular expression matches, so that most texts need no such search at all.

Told by the expression itself: of "pass|pwd|\\bpin\\b" one of pass, pwd and pin. All expressions' literals are looked
for at once, in one pass over the text: in small letters, with one sign for what parts words and one for every digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # how re itself reads an expression
from typing import Any, Final

import ahocorasick

_DIGIT: Final = "\0"
_GAP: Final = "\1"  # one or more characters that belong to no word, the text's ends among them
_EDGE: Final = "\5"  # of an expression: a word begins or ends here
_SIGNS: Final = {"@": "\2", "＠": "\3", "﹫": "\4"}  # in no word either, but telling: named once, at the end
_WEIGHTS: Final = {_DIGIT: 0.5, _GAP: 0.25, _EDGE: 0.25}  # how telling a character is; a letter is 1
_MOST: Final = 400  # strings that a set of literals may grow to
_MOST_TIMES: Final = 3  # that a repetition is looked at
_ODD_CASE: Final = re.compile("[\u0130\u0131\u017f\u212a]")  # match i, s and k where case is ignored
_FIRST_EDGE: Final = re.compile(r"^\x05+(?=[^\x01\x05])")
_LAST_EDGE: Final = re.compile(r"(?<=[^\x01\x05])\x05+$")
_NO_EDGE: Final = re.compile(r"\x05+")
_REPEATS: Final = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_CATEGORIES: Final = {_constants.CATEGORY_DIGIT: _DIGIT, _constants.CATEGORY_SPACE: _GAP}
_NO_WORD_CLASSES: Final = (
    [(_constants.CATEGORY, _constants.CATEGORY_NOT_WORD)],
    [(_constants.NEGATE, None), (_constants.CATEGORY, _constants.CATEGORY_WORD)],
)
_ZERO_WIDTH: Final = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_Strings = frozenset[str]
_NOTHING: Final = frozenset(("",))


class Literals:
    """Tells which of some expressions may match a text: those left out cannot.

    >>> literals = Literals([re.compile(r"\\bpin\\b|pass", re.I), re.compile(r"(?:\\d ?){2}"), re.compile(r"x?y*")])
    >>> [literals.among(text) for text in ("Hi", "PIN", "Passed 42")]
    [4, 5, 7]
    """

    def __init__(self, expressions: Sequence[re.Pattern[str]]) -> None:
        self._all = (1 << len(expressions)) - 1
        self._always = 0
        by_literal: dict[str, int] = {}
        for number, expression in enumerate(expressions):
            needed = literals_of(expression)
            if needed is None:
                self._always |= 1 << number
                continue
            for literal in needed:
                by_literal[literal] = by_literal.get(literal, 0) | 1 << number
        self._with_digit = by_literal.pop(_DIGIT, 0)
        self._automaton: Any = _automaton(by_literal)

    def among(self, text: str) -> int:
        """The expressions that may match, as bits: 1 for the first, 2 for the second, 4 for the third …"""
        if not text.isascii() and _ODD_CASE.search(text):
            return self._all
        found, normal = self._always, _normal(text)
        if _DIGIT in normal:
            found |= self._with_digit
        if self._automaton:
            for _, expressions in self._automaton.iter(normal):
                found |= expressions
                if found == self._all:
                    break
        return found


class _Normal(dict[int, str]):
    """A character as literals are looked for, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        word = character.isalnum() or character == "_"
        self[code] = _DIGIT if character.isdecimal() else character.lower() if word else _GAP
        return self[code]


_NORMAL: Final = _Normal()


def _normal(text: str) -> str:
    """What literals are looked for in.

    >>> _normal("At 10:45,  no")
    '\\x01at\\x01\\x00\\x00\\x01\\x00\\x00\\x01no\\x01'
    """
    normal = f"{_GAP}{text.translate(_NORMAL)}{_GAP}"
    while _GAP + _GAP in normal:
        normal = normal.replace(_GAP + _GAP, _GAP)
    for sign, mark in _SIGNS.items():
        if sign in text:
            normal += mark
    return normal


def _automaton(by_literal: Mapping[str, int]) -> Any:
    automaton = ahocorasick.Automaton()
    for literal, expressions in by_literal.items():
        automaton.add_word(literal, expressions)
    if by_literal:
        automaton.make_automaton()
    return automaton


def literals_of(expression: re.Pattern[str]) -> _Strings | None:
    """Strings, as `_normal` writes them, of which one stands in every text that the expression matches, or None.

    >>> sorted(literals_of(re.compile(r"(?:in the|my) {1,2}(?:name|Names?)\\b|\\bpin")) or ())
    ['\\x01pin', 'in\\x01the\\x01name\\x01', 'in\\x01the\\x01names\\x01', 'my\\x01name\\x01', 'my\\x01names\\x01']
    """
    whole, best = _of_sequence(_parser.parse(expression.pattern, expression.flags))
    strings = _better(best, whole)
    found = strings and frozenset(map(_without_edges, strings))
    return found and frozenset(
        one for one in found if not any(other in one for other in found if other != one)
    )


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[_Strings | None, _Strings | None]:
    """All that the items may match, where that is a few strings; and the strings of which one must be in it."""
    run: _Strings = _NOTHING
    best: _Strings | None = None
    exact = True
    for whole, needed in _parts(items):
        best = _better(best, needed)
        if whole is not None and len(run) * len(whole) <= _MOST:
            run = frozenset(_joined(before, after) for before in run for after in whole)
            continue
        best = _better(best, run)
        run, exact = whole or _NOTHING, False
    return (run, best) if exact else (None, _better(best, run))


def _parts(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[_Strings | None, _Strings | None]]:
    """Of each item the same two, a repetition as often as it must occur."""
    for kind, value in items:
        if kind not in _REPEATS:
            yield _of_item(kind, value)
            continue
        fewest, most, repeated = value
        whole, needed = _of_sequence(repeated)
        if whole == frozenset((_GAP,)):  # however many, they are one
            yield (whole if fewest else whole | _NOTHING), None
            continue
        yield from [(whole, needed)] * min(fewest, _MOST_TIMES)
        if fewest == 0 and most == 1 and whole is not None:
            yield whole | _NOTHING, None
        elif most > fewest or fewest > _MOST_TIMES:
            yield None, None


def _of_item(kind: Any, value: Any) -> tuple[_Strings | None, _Strings | None]:
    if kind is _constants.LITERAL:
        return _of_class([(kind, value)])
    if kind is _constants.IN:
        return _of_class(value)
    if kind is _constants.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is _constants.BRANCH:
        return _of_branches(value[1])
    if kind is _constants.AT and value is _constants.AT_BOUNDARY:
        return frozenset((_EDGE,)), None
    return (_NOTHING, None) if kind in _ZERO_WIDTH else (None, None)


def _joined(before: str, after: str) -> str:
    return before + (after[1:] if before.endswith(_GAP) and after.startswith(_GAP) else after)


def _without_edges(literal: str) -> str:
    """With the gap that a word's edge is beside, where it is known on which side.

    >>> [_without_edges(literal) for literal in ("\\5pin\\5", "my\\5\\1\\5pin", "\\5\\1", "\\5")]
    ['\\x01pin\\x01', 'my\\x01pin', '\\x01', '']
    """
    return _NO_EDGE.sub("", _FIRST_EDGE.sub(_GAP, _LAST_EDGE.sub(_GAP, literal)))


def _of_branches(branches: Iterable[Any]) -> tuple[_Strings | None, _Strings | None]:
    every = [_of_sequence(branch) for branch in branches]
    wholes = [whole for whole, _ in every if whole is not None]
    needed = [_better(best, whole) for whole, best in every]
    union = frozenset().union(*wholes)
    return (
        union if len(wholes) == len(every) and len(union) <= _MOST else None,
        None if None in needed else frozenset().union(*filter(None, needed)),
    )


def _of_class(members: Sequence[tuple[Any, Any]]) -> tuple[_Strings | None, _Strings | None]:
    if list(members) in _NO_WORD_CLASSES:
        return frozenset((_GAP,)), None
    found: set[str] = set()
    marks: list[str | None] = []
    for kind, value in members:
        if kind is _constants.LITERAL:
            codes: Iterable[int] = (value,)
        elif kind is _constants.RANGE and value[1] - value[0] < _MOST:
            codes = range(value[0], value[1] + 1)
        elif kind is _constants.CATEGORY and value in _CATEGORIES:
            found.add(_CATEGORIES[value])
            marks.append(None)
            continue
        else:
            return None, None
        letters = [_letter(code) for code in codes]
        if None in letters:
            return None, None
        found.update(*filter(None, letters))
        marks += [_SIGNS.get(chr(code)) for code in codes]
    return frozenset(found), None if None in marks else frozenset(filter(None, marks))


def _letter(code: int) -> _Strings | None:
    """A character, normal. Beyond ASCII, case has more forms than two: such a letter tells nothing."""
    character = chr(code)
    if not character.isascii() and (character.lower() != character or character.upper() != character):
        return None
    return frozenset((_NORMAL[code],))


def _better(one: _Strings | None, other: _Strings | None) -> _Strings | None:
    """The more telling of two sets: longer strings, then fewer. The empty string tells nothing."""
    known = [strings for strings in (one, other) if strings and all(map(_without_edges, strings))]
    return min(known, key=lambda strings: (-min(map(_weight, strings)), len(strings)), default=None)


def _weight(literal: str) -> float:
    return sum(_WEIGHTS.get(character, 1) for character in literal)
