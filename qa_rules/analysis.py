"""A text analysed once, for all detectors: folded text, sentences, quotations and, when asked for, spaCy tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from qa_rules.folding import Folded, fold
from qa_rules.tokenizing import tokenizer

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SENTENCE = re.compile(
    r"(?:[^.?!。？！\n…]|(?<=\d)\.(?=\d))+[.?!。？！…ㅠㅜㅋㅎ~\s\"'”’)]*|[.?!。？！…]+\s*", re.DOTALL
)
_THAI_END = re.compile(
    r"(?<=[^\s])(?:ค่ะ|คะ|ครับ|คับ|ครัช|นะค่า|จ้า|จ้ะ|จ๊ะ)[ \t]+(?!ที่|ว่า|เพราะ|เนื่องจาก|ซึ่ง|จาก|กับ|สำหรับ|ใน|ๆ)"
)
_QUOTED = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|「[^」\n]{1,300}」|『[^』\n]{1,300}』|(?<!\w)['‘][^'’\n]{2,300}['’](?!\w)"
)

_LONG_SIGNS = re.compile(r"[^\w\s\u0e00-\u0e7f]{50,}")


@dataclass(frozen=True)
class AnalysedText:
    """A turn's text in a judged language. Spans everywhere are code points of `text`."""

    text: str
    language: str

    @cached_property
    def folded(self) -> Folded:
        """The text as phrases are searched in it."""
        return fold(self.text, self.language)

    @cached_property
    def doc(self) -> Doc:
        """The spaCy document; only detectors that need tokens or tags pay for it.

        Long runs of signs are blank in it: the tokenizer takes the square of their length in time.
        """
        return tokenizer(self.language)(_LONG_SIGNS.sub(lambda run: " " * len(run.group()), self.text))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences, in order, without the space around them.

        Thai has no full stop: there a polite particle before a space ends a sentence too, unless the next word goes on.
        """
        spans = []
        for match in _SENTENCE.finditer(self.text):
            first, last = match.span()
            breaks = (
                [e.end() for e in _THAI_END.finditer(self.text, first, last)] if self.language == "th" else []
            )
            for start, end in zip([first, *breaks], [*breaks, last], strict=True):
                words = self.text[start:end].strip()
                if words:
                    start += self.text[start:end].index(words[0])
                    spans.append((start, start + len(words)))
        return tuple(spans)

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """The spans in quotation marks."""
        return tuple(match.span() for match in _QUOTED.finditer(self.text))

    def sentence_of(self, position: int) -> tuple[int, int]:
        """The sentence in which a position stands; the whole text where none does."""
        place = bisect_right(self.sentences, (position, len(self.text))) - 1
        if place >= 0 and position < self.sentences[place][1]:
            return self.sentences[place]
        return 0, len(self.text)

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether a span stands in quotation marks."""
        return any(first <= start and end <= last for first, last in self.quotations)


@lru_cache(maxsize=4_096)
def analyse(text: str, language: str) -> AnalysedText:
    """The analysis of a text; canned replies are analysed once."""
    return AnalysedText(text, language)
