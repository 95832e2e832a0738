"""The phrase notation of the language packs, and the search for phrases in a text.

A phrase is written as it is said; a few signs widen it:

    sorry (for|about) the (long )?wait     alternatives in brackets, `?` behind a bracket: may be absent
    you should have … (read|checked)       … is a gap: up to six words (Korean, Thai: twenty characters)
    refund*                                * is the rest of the word
    ^hello                                 ^ at the start of a sentence
    thank you$                             $ at the end of a sentence

English phrases match whole words. Korean and Thai ones match anywhere, without regard to spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import ahocorasick

from qa_rules.folding import UNSPACED, Folded, fold

NOTATION_VERSION = "2"
_SIGNS = "(|)?*^$…"
_PARTS = re.compile(r"[(|)?*^$… ]|[^(|)?*^$… ]+")
_BETWEEN = (
    r"[^\w.?!\n]{1,12}"  # bounded: two of them side by side on a long run of signs take its square in time
)


class PhraseError(ValueError):
    """A phrase that is not written in the notation; the message says where."""


@dataclass(frozen=True)
class Phrase:
    """A phrase as written and as searched.

    needed: every match contains a word of each of these, one after another (folded). anchors: the rarest of them.
    """

    written: str
    source: str
    needed: tuple[frozenset[str], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern over folded text; most phrases of a pack are never needed, so it is compiled on first use."""
        return re.compile(self.source)

    @property
    def anchors(self) -> frozenset[str]:
        """Words of which every match contains one."""
        return max(self.needed, key=lambda words: (_worth(words), sorted(words)))

    def may_be_in(self, text: str) -> bool:
        """Whether the words that a match needs follow one another in a folded text: far cheaper than the search."""
        place = 0
        for words in self.needed:
            ends = [at + len(word) for word in words if (at := text.find(word, place)) >= 0]
            if not ends:
                return False
            place = min(ends)
        return True


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found: its place in a list, and the span in code points of the stored text."""

    index: int
    start: int
    end: int


class Anchors:
    """Many short strings looked for at once."""

    def __init__(self, anchors: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY)
        for anchor in sorted(set(anchors)):
            self._automaton.add_word(anchor, anchor)
        self._automaton.make_automaton()

    def in_text(self, text: str) -> set[str]:
        """Those that occur in a text.

        >>> sorted(Anchors(["sorry", "so", "wait"]).in_text("so sorry"))
        ['so', 'sorry']
        """
        return {anchor for _, anchor in self._automaton.iter(text)} if len(self._automaton) else set()


class PhraseIndex:
    """Many phrases searched at once: a phrase's pattern runs only where the words occur that a match must contain."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._by_anchor: dict[str, list[int]] = {}
        for index, phrase in enumerate(self.phrases):
            for anchor in phrase.anchors:
                self._by_anchor.setdefault(anchor, []).append(index)
        self._needed = Anchors(word for phrase in self.phrases for words in phrase.needed for word in words)

    def find(self, folded: Folded) -> Iterator[PhraseMatch]:
        """Every non-overlapping match of every phrase, in the order of phrases, then of places."""
        text = folded.text
        there = self._needed.in_text(text)
        hit = {
            index
            for anchor in there & self._by_anchor.keys()
            for index in self._by_anchor[anchor]
            if not any(map(there.isdisjoint, self.phrases[index].needed))
        }
        for index in sorted(hit):
            if not self.phrases[index].may_be_in(text):
                continue
            for match in self.phrases[index].pattern.finditer(text):
                start = match.start() + len(match.group()) - len(match.group().lstrip(" ,.!?\n"))
                if match.end() > start:
                    yield PhraseMatch(index, *folded.span(start, match.end()))


def compile_phrase(written: str, language: str) -> Phrase:
    """The phrase for a language. Raises PhraseError for unbalanced brackets or a phrase without letters.

    >>> phrase = compile_phrase("sorry (for|about) the (long )?wait", "en")
    >>> bool(phrase.pattern.search("i am sorry about the wait"))
    True
    """
    parser = _Parser(written, language)
    source, needed = parser.sequence()
    if parser.position < len(parser.signs):
        raise PhraseError(f"{written!r}: a closing bracket without an opening one")
    if not needed:
        raise PhraseError(
            f"{written!r}: no word that every match must contain; write at least one outside of `(…)?`"
        )
    if language not in UNSPACED:
        source = rf"(?<!\w)(?<!\w'){source}(?!\w)"
    return Phrase(written, source, tuple(map(frozenset, needed)))


class _Parser:
    """Reads the notation from left to right into a regular expression and its anchors."""

    def __init__(self, written: str, language: str) -> None:
        self.written = written
        self.spaced = language not in UNSPACED
        self.signs = _PARTS.findall(self._fold_words(written, language))
        self.position = 0

    @staticmethod
    def _fold_words(written: str, language: str) -> str:
        """Folds the words and leaves the signs of the notation as they are."""
        parts = re.split(
            r"(…)" if written.isascii() else r"([(|)?*^$…])", written.replace("...", "…").strip()
        )
        return "".join(part if part in _SIGNS else fold(part, language).text for part in parts)

    def sequence(self) -> tuple[str, list[set[str]]]:
        """Elements up to the end, a `|` or a `)`, and the sets of words of which a match contains one each."""
        source: list[str] = []
        needed: list[set[str]] = []
        while self.position < len(self.signs) and self.signs[self.position] not in "|)":
            element, words = self._element()
            source.append(element)
            if words:
                needed.append(words)
        return "".join(source), needed

    def _element(self) -> tuple[str, set[str]]:
        sign = self.signs[self.position]
        if sign == "(":
            return self._group()
        self.position += 1
        if sign == "…":
            gap = rf"(?:{_BETWEEN}\w+(?:'\w+)*){{0,6}}?" if self.spaced else r"[^.?!\n]{0,20}?"
            return gap, set()
        if sign == "*":
            return (r"[\w']{0,40}" if self.spaced else r"[^\s.?!\n]{0,6}"), set()
        if sign == "^":
            return r"(?:\A\W*|(?<=[.?!\n])[^\w.?!\n]*)", set()
        if sign == "$":
            return r"(?=[^\w.?!\n]*(?:[ㅋㅎㅠㅜ\u110f\u1112\u1172\u116e]|[.?!\n]|\Z))", set()
        if sign == "?":
            raise PhraseError(f"{self.written!r}: `?` stands only behind a bracket")
        if sign == " ":
            return rf"(?:{_BETWEEN}|\b)", set()
        return re.escape(sign), {sign}

    def _group(self) -> tuple[str, set[str]]:
        self.position += 1
        sources: list[str] = []
        best: list[set[str]] = []
        while True:
            source, needed = self.sequence()
            sources.append(source)
            best.append(max(needed, key=_worth, default=set()))
            if self.position >= len(self.signs):
                raise PhraseError(f"{self.written!r}: a bracket is not closed")
            self.position += 1
            if self.signs[self.position - 1] == ")":
                break
        optional = self.position < len(self.signs) and self.signs[self.position] == "?"
        self.position += optional
        words = set().union(*best) if all(best) and not optional else set()
        return f"(?:{'|'.join(sources)}){'?' if optional else ''}", words


def _worth(anchors: Iterable[str]) -> int:
    """How rarely the anchors occur, roughly: the length of the shortest."""
    return min(map(len, anchors), default=0)
