"""Expressions of time in running text: "by Friday at noon", "3영업일 이내", "ภายในวันศุกร์".

The grammar of a language is data, `times/LANGUAGE.yaml`: `atoms` are regular expressions over folded text (spaceless in
Korean and Thai), each with what it `is` (KINDS); {n}, {m}, {day}, {hour}, {minute}, {weekday}, {month}, {monthno} and
{ordinal} stand for the words of `numbers`, `counts`, `weekdays`, `months` and `ordinals`. An expression is atoms with
nothing but `between` between them, with the words of `before` and `after` around them. `tens` says that a ten multiplies
what precedes it. `by` are the words that make a time a deadline, `since` those that make it a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from qa_rules.definitions import read_yaml, version_of
from qa_rules.folding import UNSPACED, Folded, fold

HOME = Path(__file__).parent
CODE_VERSION = "1"
# `relative` is a day counted from another one that was said ("the same day").
# Counted from the start: day, business_days, days, hours, minutes, weeks, months. Of the calendar: weekday, date,
# date_next_month, friday, week_end, month_end, month_end_of. clock and part are times of a day that is not said;
# `other` hangs on an event whose day nobody knows.
KINDS = frozenset({
    "day", "weekday", "date", "date_next_month", "business_days", "days", "hours", "minutes", "weeks", "months",
    "friday", "week_end", "month_end", "month_end_of", "clock", "part", "relative", "other",
})  # fmt: skip
OF_A_DAY = frozenset({"clock", "part"})
COUNTED = frozenset({"business_days", "days", "hours", "minutes", "weeks", "months"})
NAMED = frozenset({"day", "weekday", "date"})
_LOOSE = frozenset(
    {"hours", "minutes", "weeks", "months"}
)  # as often a length as a deadline, without a word for it
_GAP = 24


@dataclass(frozen=True, slots=True)
class Atom:
    """One time word. values: what was read in it (n, day, weekday, month, hour, …) and what the grammar adds."""

    kind: str
    values: Mapping[str, Any]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time, as a span of the stored text. marked: a word makes it a deadline (by, 까지, ภายใน).

    words_around: a word leads to it or closes it. begins: a word says that something begins or began then (from, 부터, ตั้งแต่).
    """

    start: int
    end: int
    atoms: tuple[Atom, ...]
    marked: bool
    begins: bool = False
    words_around: bool = False

    @property
    def names_a_day(self) -> bool:
        """Whether it says more than a time of a day that stands elsewhere, or an event whose day nobody knows."""
        return any(atom.kind not in OF_A_DAY | {"other"} for atom in self.atoms)

    @property
    def is_deadline(self) -> bool:
        """Whether it can be a deadline by itself: a day, a span of time, or "by five", which a word makes one."""
        if self.begins:
            return False
        kinds = {atom.kind for atom in self.atoms}
        if not self.marked and kinds & _LOOSE and not kinds & NAMED:
            return False
        return self.names_a_day or (self.introduced and bool(kinds & OF_A_DAY))

    @property
    def introduced(self) -> bool:
        """Whether a word leads to it or closes it: "at eight", "두 시에"."""
        return self.marked or self.words_around

    @property
    def is_today(self) -> bool:
        """A bare "today", which says when something is done more often than by when."""
        return not self.marked and all(a.kind == "day" and a.values["plus"] == 0 for a in self.atoms)

    @property
    def is_span(self) -> bool:
        """Whether it is counted from the start: "three days"."""
        return any(atom.kind in COUNTED for atom in self.atoms)

    @property
    def names_a_calendar_day(self) -> bool:
        """Whether a time of day that follows can belong to it: "tomorrow", "Monday", "the 5th"."""
        return any(atom.kind in NAMED for atom in self.atoms)


@cache
def times_version(language: str) -> str:
    """Changes with the grammar of a language."""
    path = HOME / f"{language}.yaml"
    return version_of(CODE_VERSION, path.read_bytes().hex() if path.is_file() else "")


@lru_cache(maxsize=4_096)
def times_in(text: str, language: str) -> tuple[Time, ...]:
    """The expressions of time in a text of a language (`en`, `ko`, `th`), in order; none in another language.

    >>> [("we call you tomorrow before noon."[t.start:t.end], t.marked) for t in times_in("we call you tomorrow before noon.", "en")]
    [('tomorrow before noon', True)]
    """
    if not (HOME / f"{language}.yaml").is_file():
        return ()
    return tuple(_grammar(language).times(fold(text, language)))


class _Grammar:
    """The grammar of a language, made ready."""

    def __init__(self, language: str, given: Mapping[str, Any]) -> None:
        self._words = {
            "number": {**given["numbers"], **given.get("counts", {})},
            "ordinal": given.get("ordinals", {}),
            "weekday": given["weekdays"],
            "month": given["months"],
        }
        self._tens = given["tens"]
        units = _alternatives(given["numbers"])
        tens = _alternatives({word: n for word, n in given["numbers"].items() if n > 19})
        ones = _alternatives({word: n for word, n in given["numbers"].items() if n != 10})
        ten = _alternatives({word: n for word, n in given["numbers"].items() if n == 10})
        joined = (
            rf"(?:{ones})?(?:{ten})(?:{ones})?|(?:{ones})"
            if self._tens
            else rf"(?:{tens})[- ](?:{units})|(?:{units})"
        )
        number = rf"(?<!\d)(?:\d{{1,3}}(?!\d)|{_alternatives(given.get('counts', {}))}|{joined})"
        hours = _alternatives(given.get("counts", {}))
        hour = rf"(?<!\d)(?:\d{{1,2}}(?!\d)|{hours})" if given.get("counts") else number
        day = r"(?<!\d)\d{1,2}(?!\d)" if given.get("ordinals") else rf"(?<!\d)(?:\d{{1,2}}(?!\d)|{joined})"
        self._places = {
            "n": number, "m": number, "day": day,
            "hour": hour, "minute": number, "monthno": r"(?<!\d)\d{1,2}",
            "weekday": _alternatives(given["weekdays"]), "month": _alternatives(given["months"]),
            "ordinal": _alternatives(given.get("ordinals", {})),
        }  # fmt: skip
        self._bound = (r"(?<!\w)", r"(?!\w)") if language not in UNSPACED else ("", "")
        space = " ?" if language not in UNSPACED else ""
        self._atoms = [(self._compiled(atom["say"]), atom) for atom in given["atoms"]]
        self._before = re.compile(rf"(?:{self._bound[0]}(?:{given['before']}){self._bound[1]}{space})+\Z")
        self._between = re.compile(given["between"])
        self._after = re.compile(given["after"])
        self._since = re.compile(rf"{self._bound[0]}(?:{given['since']}){self._bound[1]}")
        self._by = re.compile(rf"{self._bound[0]}(?:{given['by']}){self._bound[1]}")

    def _compiled(self, say: str) -> re.Pattern[str]:
        """A pattern of the grammar with its places filled; a place named twice is numbered."""
        numbers = iter(range(100))
        say = say.replace(
            "BARE",
            r"{hour}(?:(?::| ){minute})?(?= ?(?:\Z|[.,!?;)]| (?:today|tomorrow|tonight|this|in the|on|and|or|at|to|with|if|when|so|please|sharp|latest|for|will|whether|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)\b))",
        )
        filled = re.sub(
            r"\{(n|m|day|hour|minute|monthno|weekday|month|ordinal)\}",
            lambda found: rf"(?P<{found[1]}_{next(numbers)}>{self._places[found[1]]})",
            say,
        )
        return re.compile(rf"{self._bound[0]}(?:{filled}){self._bound[1]}")

    def times(self, folded: Folded) -> Iterator[Time]:
        text = folded.text
        atoms = self._found(text)
        place = 0
        while place < len(atoms):
            last = place
            while last + 1 < len(atoms) and self._joins(text, *atoms[last : last + 2]):
                last += 1
            group = tuple(atoms[place : last + 1])
            floor = atoms[place - 1].end if place else 0
            start, end = self._widened(text, group[0].start, group[-1].end, floor)
            begins = self._begins(text, start, end)
            marked = bool(self._by.search(text[start:end]))
            around = (start, end) != (group[0].start, group[-1].end)
            yield Time(*folded.span(start, end), group, marked, begins, around)
            place = last + 1

    def _begins(self, text: str, start: int, end: int) -> bool:
        """Whether a word before, at the front or after says that something begins then."""
        led = any(
            found.end() >= start
            for found in self._since.finditer(text, max(0, start - 8), end)
            if found.start() <= start
        )
        return led or bool(self._since.match(text, end))

    def _joins(self, text: str, one: Atom, two: Atom) -> bool:
        """Whether two atoms make one expression; an event belongs to a time that is counted from it, and to no other."""
        if "other" in (one.kind, two.kind) and not {one.kind, two.kind} & COUNTED:
            return False
        return two.start - one.end <= _GAP and bool(self._between.fullmatch(text, one.end, two.start))

    def _widened(self, text: str, start: int, end: int, floor: int) -> tuple[int, int]:
        before = self._before.search(text, max(floor, start - 3 * _GAP), start)
        after = self._after.match(text, end)
        start = before.start() if before else start
        end = after.end() if after else end
        while end > start and text[end - 1] in " \n":
            end -= 1
        return start, end

    def _found(self, text: str) -> list[Atom]:
        """The atoms, the longest of those that begin in one place, none over another."""
        found = [
            Atom(given["is"], self._read(match, given), *match.span())
            for pattern, given in self._atoms
            for match in pattern.finditer(text)
            if match.end() > match.start() and given.get("except") != match.group()
        ]
        kept: list[Atom] = []
        for atom in sorted(found, key=lambda a: (a.start, -a.end)):
            if not kept or atom.start >= kept[-1].end:
                kept.append(atom)
        return kept

    def _read(self, match: re.Match[str], given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a match: numbers as integers, weekdays from Monday 0, months from January 1."""
        values: dict[str, Any] = {k: v for k, v in given.items() if k not in ("is", "say", "except")}
        if "on" in values:
            values["weekday"] = values.pop("on")
        for name, words in match.groupdict().items():
            if words is None:
                continue
            name = name.split("_")[0]
            if name in ("weekday", "month"):
                values[name] = self._words[name][words]
            elif name == "ordinal":
                values["day"] = self._words[name][words]
            elif name in ("am", "pm"):
                values[name] = True
            else:
                values["month" if name == "monthno" else "n" if name == "count" else name] = self._number(
                    words
                )
        return values

    def _number(self, words: str) -> int:
        """A number in digits of any script or in words.

        Raises KeyError for a word that the grammar does not hold; its patterns find none.
        """
        if words.isdecimal():
            return int(words)
        known = self._words["number"]
        if words in known:
            return int(known[words])
        total = 0
        for word in re.findall(_alternatives(known), words):
            value = int(known[word])
            total = max(total, 1) * 10 if self._tens and value == 10 else total + value
        return total


@cache
def _grammar(language: str) -> _Grammar:
    return _Grammar(language, _composed(read_yaml(HOME / f"{language}.yaml")))


def _composed(given: Any) -> Any:
    """The grammar in the letters of folded text: composed ones (NFKC takes a Thai ำ apart)."""
    if isinstance(given, Mapping):
        return {_composed(key): _composed(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_composed(item) for item in given]
    return unicodedata.normalize("NFKC", given) if isinstance(given, str) else given


def _alternatives(words: Mapping[str, Any]) -> str:
    """The longest first, so that a word is not cut short; a pattern that finds nothing where there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"
