"""What an expression needs: strings of which one stands in every text that it matches, read from the expression itself.

Texts and strings are in small letters, with one sign for what parts words and one for every digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # how re itself reads an expression: re tells it nowhere else
from typing import Any, Final

DIGIT: Final = "\0"
_GAP: Final = "\1"  # one or more characters that belong to no word, the text's ends among them
_EDGE: Final = "\5"  # of an expression: a word begins or ends here
_NO_WORD: Final = "\6"  # of an expression: any character that belongs to no word, a vowel's mark among them
_SIGNS: Final = {
    "@": "\2",
    "＠": "\3",
    "﹫": "\4",
    ":": "\7",
    "\n": "\x0e",
}  # in no word either, but telling: named once, at the end
_WEIGHTS: Final = {
    DIGIT: 0.5,
    _GAP: 0.25,
    _EDGE: 0.25,
    _NO_WORD: 0.25,
}  # how telling a character is; a letter is 1
_REMEMBERED: Final = 10_000  # strings, and sets of them: expressions have many in common
_MOST: Final = 400  # strings that a set of literals may grow to
_MOST_WORDS: Final = 2_000  # of a list of words
_MOST_NEEDS: Final = 3
_MOST_TIMES: Final = 3  # that a repetition is looked at
_MOST_SHORT: Final = 30  # strings of one letter: more of them tell nothing
ODD_CASE: Final = re.compile(
    "[\u0130\u0131\u017f\u212a\u00df\u1e9e]"
)  # match i, s and k where case is ignored, or fold to ss
_A_LETTER: Final = re.compile(r"\x01?[a-z]|[a-z]\x01")
LETTER: Final = re.compile("[a-z]")
ANY_LETTER: Final = "[a-z]"  # in a set, for a letter of ASCII alone
_FIRST_EDGE: Final = re.compile(r"^\x05+(?=[^\x01\x05])")
_LAST_EDGE: Final = re.compile(r"(?<=[^\x01\x05])\x05+$")
_NO_EDGE: Final = re.compile(r"\x05+")
_GAPS: Final = (frozenset((_GAP,)), frozenset((_NO_WORD,)))
_REPEATS: Final = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_CATEGORIES: Final = {_constants.CATEGORY_DIGIT: DIGIT, _constants.CATEGORY_SPACE: _GAP}
_NO_WORD_CLASSES: Final = (
    [(_constants.CATEGORY, _constants.CATEGORY_NOT_WORD)],
    [(_constants.NEGATE, None), (_constants.CATEGORY, _constants.CATEGORY_WORD)],
)
_ZERO_WIDTH: Final = (_constants.AT, _constants.ASSERT_NOT)
Strings = frozenset[str]
Need = Any  # strings of which one must be found, or a tuple of lists of needs: all the needs of one list must be met
_NOTHING: Final = frozenset(("",))


class _Normal(dict[int, str]):
    """A character as literals are looked for, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        word = character.isalnum() or character == "_"
        self[code] = DIGIT if character.isdecimal() else character.lower() if word else _GAP
        if _MARK.match(character):
            self[code] = character
        return self[code]


_MARK: Final = re.compile(
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)  # of Thai: no character of a word, as re sees it
_MARKS: Final = "".join(_MARK.findall("".join(map(chr, range(0x0E00, 0x0E80)))))
_NORMAL: Final = _Normal()


def normal(text: str) -> str:
    """What literals are looked for in. A text with marks is in it twice: with them, and with gaps instead.

    >>> normal("At 10:45,  no"), normal("น้อง")
    ('\\x01at\\x01\\x00\\x00\\x01\\x00\\x00\\x01no\\x01\\x07', '\\x01น้อง\\x01น\\x01อง\\x01')
    """
    shown = f"{_GAP}{text.translate(_NORMAL)}{_GAP}"
    if not text.isascii() and _MARK.search(text):
        shown += _without_marks(shown)
    shown = _one_gap(shown)
    for sign, mark in _SIGNS.items():
        if sign in text:
            shown += mark
    return shown


def _without_marks(normal: str) -> str:
    for mark in _MARKS:
        normal = normal.replace(mark, _GAP)
    return normal


def _one_gap(normal: str) -> str:
    while _GAP + _GAP in normal:
        normal = normal.replace(_GAP + _GAP, _GAP)
    return normal


def literals_of(expression: re.Pattern[str]) -> Strings | None:
    """Strings, as `normal` writes them, of which one stands in every text that the expression matches, or None.

    >>> sorted(literals_of(re.compile(r"(?:in the|my) {1,2}(?:name|Names?)\\b|\\bpin")) or ())
    ['\\x01pin', 'in\\x01the\\x01name\\x01', 'in\\x01the\\x01names\\x01', 'my\\x01name\\x01', 'my\\x01names\\x01']
    """
    best = _best(needs_of(expression))
    return best and bare(best)


def needs_of(expression: re.Pattern[str]) -> list[Need]:
    """All that is needed, the most telling first."""
    whole, needs = _of_sequence(_parser.parse(expression.pattern, expression.flags))
    return _most_telling([*needs, *_if_telling(whole)])


@lru_cache(_REMEMBERED)
def bare(strings: Strings) -> Strings:
    """Literals without what only their makers know, and without those that hold another."""
    found = frozenset(ANY_LETTER if _A_LETTER.fullmatch(one) else one for one in map(_without_edges, strings))
    return frozenset(one for one in found if not _holds_one(one, found))


def _holds_one(string: str, others: Strings, most: int = 1) -> bool:
    """Whether one of some strings stands in a string, shorter than it by `most` or more."""
    return any(
        string[start : start + length] in others
        for length in _lengths(others)
        if length <= len(string) - most
        for start in range(len(string) - length + 1)
    )


@lru_cache(_REMEMBERED)
def _lengths(strings: Strings) -> tuple[int, ...]:
    return tuple(sorted({len(one) for one in strings} - {0}))


def _if_telling(strings: Strings | None) -> list[Need]:
    """These strings, unless they tell nothing: one of them is empty, or a gap, or they are most letters."""
    if not strings or not all(_without_edges(one).strip(_GAP) for one in strings):
        return []
    short = min(map(_weight, strings)) <= 1 and not all(
        map(_A_LETTER.fullmatch, map(_without_edges, strings))
    )
    return [] if short and len(strings) > _MOST_SHORT else [strings]


def _most_telling(needs: Iterable[Need]) -> list[Need]:
    """A few of the needs, without those that are met wherever one before is."""
    apart: list[Need] = []
    for need in sorted(needs, key=_telling):
        if not any(_is_met_by(need, other) for other in apart):
            apart.append(need)
    return apart[:_MOST_NEEDS]


def _is_met_by(need: Need, other: Need) -> bool:
    """Whether a need is met wherever another is."""
    if isinstance(need, tuple) or isinstance(other, tuple):
        return bool(need == other)
    return all(_holds_one(one, bare(need), 0) for one in bare(other))


def _telling(need: Need) -> tuple[float, int]:
    """Less for what is more telling: longer strings, then fewer. Any letter tells least."""
    strings = _best([need])
    if strings and ANY_LETTER in bare(strings):
        return -0.1, 0
    return (-min(map(_weight, strings)), len(strings)) if strings else (0, 0)


def _best(needs: Sequence[Need]) -> Strings | None:
    """One set for all needs: the most telling."""
    known = [
        frozenset().union(*(_best(part) or () for part in need)) if isinstance(need, tuple) else need
        for need in needs
    ]
    return min(known, key=lambda strings: (-min(map(_weight, strings)), len(strings)), default=None)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[Strings | None, list[Need]]:
    """All that the items may match, where that is a few strings; and what else must be in it."""
    run: Strings = _NOTHING
    needs: list[Need] = []
    exact = True
    for whole, needed in _parts(items):
        needs += needed
        if whole is not None and len(run) * len(whole) <= max(_MOST, len(run), len(whole)):
            run = frozenset(_joined(before, after) for before in run for after in whole)
            continue
        needs += _if_telling(run)
        run, exact = whole or _NOTHING, False
    return (run, needs) if exact else (None, needs + _if_telling(run))


def _parts(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Strings | None, list[Need]]]:
    """Of each item the same two, a repetition as often as it must occur."""
    for kind, value in items:
        if kind not in _REPEATS:
            yield _of_item(kind, value)
            continue
        fewest, most, repeated = value
        whole, needs = _of_sequence(repeated)
        if whole in _GAPS:  # however many, they are one
            yield (whole if fewest else whole | _NOTHING), []
            continue
        times = min(fewest, _MOST_TIMES)
        yield from [(whole, needs)] * times
        if fewest == 0 and most == 1 and whole is not None:
            yield whole | _NOTHING, []
        elif most > fewest or fewest > _MOST_TIMES:
            yield None, []
            yield from [(whole, [])] * times  # as it begins, so it ends


def _of_item(kind: Any, value: Any) -> tuple[Strings | None, list[Need]]:
    if kind is _constants.LITERAL:
        return _of_class([(kind, value)])
    if kind is _constants.IN:
        return _of_class(value)
    if kind is _constants.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is _constants.BRANCH:
        return _of_branches(value[1])
    if kind is _constants.AT and value is _constants.AT_BOUNDARY:
        return frozenset((_EDGE,)), []
    if kind is _constants.ASSERT:  # what it looks at takes no room, but is there
        whole, needs = _of_sequence(value[1])
        return _NOTHING, [*needs, *_if_telling(whole)]
    return (_NOTHING, []) if kind in _ZERO_WIDTH else (None, [])


def _joined(before: str, after: str) -> str:
    return before + (after[1:] if before.endswith(_GAP) and after.startswith(_GAP) else after)


@lru_cache(_REMEMBERED)
def _without_edges(literal: str) -> str:
    """With the gap that a word's edge is beside, where it is known on which side.

    >>> [_without_edges(literal) for literal in ("\\5pin\\5", "my\\5\\1\\5pin", "\\5\\1", "\\5", "a\\6\\1b")]
    ['\\x01pin\\x01', 'my\\x01pin', '\\x01', '', 'a\\x01b']
    """
    edged = _FIRST_EDGE.sub(_GAP, _LAST_EDGE.sub(_GAP, literal))
    if edged != literal or _NO_WORD in literal:  # a mark may be what is there
        edged = _without_marks(edged.replace(_NO_WORD, _GAP))
    return _one_gap(_NO_EDGE.sub("", edged))


def _of_branches(branches: Iterable[Any]) -> tuple[Strings | None, list[Need]]:
    every = [_of_sequence(branch) for branch in branches]
    wholes = [whole for whole, _ in every if whole is not None]
    needs = [_most_telling([*needs, *_if_telling(whole)]) for whole, needs in every]
    union = frozenset().union(*wholes)
    known = union if len(wholes) == len(every) and len(union) <= _MOST_WORDS else None
    if not all(needs):
        return known, []
    simple = [part for part in needs if len(part) == 1 and not isinstance(part[0], tuple)]
    others = [part for part in needs if part not in simple]
    if simple:
        others.append([frozenset().union(*(part[0] for part in simple))])
    return known, [others[0][0]] if len(others) == 1 and len(others[0]) == 1 else [tuple(others)]


def _of_class(members: Sequence[tuple[Any, Any]]) -> tuple[Strings | None, list[Need]]:
    if list(members) in _NO_WORD_CLASSES:
        return frozenset((_NO_WORD,)), []
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
            return None, []
        letters = [_letter(code) for code in codes]
        if None in letters:
            return None, []
        found.update(*filter(None, letters))
        marks += [_SIGNS.get(chr(code)) for code in codes]
    return frozenset(found), [] if None in marks else _if_telling(frozenset(filter(None, marks)))


def _letter(code: int) -> Strings | None:
    """A character, normal. Beyond ASCII, case has more forms than two: such a letter tells nothing."""
    character = chr(code)
    if not character.isascii() and (character.lower() != character or character.upper() != character):
        return None
    return frozenset((_NORMAL[code],))


@lru_cache(_REMEMBERED)
def _weight(literal: str) -> float:
    return sum(_WEIGHTS.get(character, 1) for character in literal)
