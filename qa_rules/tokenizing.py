"""spaCy tokenizers, without a pipeline around them: tokens for the three languages, Korean ones with their tags.

Korean goes through Kiwi, as spaCy tokens that carry the morphemes of the surface form in `tag_` (`VV+EF`) and
`lemma_`: speech level is read from there. Each loads when its language is first met. `spacy.blank` would make the same
tokens, half a second later: it looks for plugins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

LANGUAGES = ("en", "ko", "th")
_CLUSTER = re.compile("[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|.[\u0300-\u036f]*", re.DOTALL)


class Tokenizer(Protocol):
    """A text in, its document out; documents of one tokenizer share its vocab."""

    vocab: Vocab

    def __call__(self, text: str) -> Doc:
        """The document of a text."""
        ...


@dataclass(frozen=True)
class _Needed:
    """What a spaCy tokenizer factory asks of a pipeline."""

    vocab: Vocab
    Defaults: Any


@cache
def tokenizer(language: str) -> Tokenizer:
    """The tokenizer of a judged language. Raises ValueError for any other."""
    if language == "en":
        from spacy.lang.en import English
        from spacy.language import create_tokenizer

        return _made(create_tokenizer, English, "en")
    if language == "ko":
        from spacy.lang.ko import Korean
        from spacy.vocab import create_vocab

        return KiwiTokenizer(create_vocab("ko", Korean.Defaults))
    if language == "th":
        from spacy.lang.th import Thai, create_thai_tokenizer

        return _made(create_thai_tokenizer, Thai, "th")
    raise ValueError(f"{language!r} is not judged; the languages are {', '.join(LANGUAGES)}")


def _made(factory: Any, of: Any, language: str) -> Tokenizer:
    """The tokenizer that a spaCy language would have."""
    from spacy.vocab import create_vocab

    tokenizer: Tokenizer = factory()(_Needed(create_vocab(language, of.Defaults), of.Defaults))
    return tokenizer


class KiwiTokenizer:
    """A spaCy tokenizer around Kiwi. Morphemes that share characters (했 = 하 + 었) become one token."""

    def __init__(self, vocab: Vocab) -> None:
        from kiwipiepy import Kiwi

        self.vocab = vocab
        self._kiwi = Kiwi(
            num_workers=1, load_multi_dict=False
        )  # names of several words: 190 MB that speech level does not need

    def __call__(self, text: str) -> Doc:
        """The document of a text; its tokens and spaces spell the text again, character for character."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        lemmas: list[str] = []
        position = 0
        composed, places = _composed(text)
        for first, last, tag, lemma in _surface(self._kiwi.tokenize(composed), len(composed)):
            start, end = places[first], places[last]
            _add_gap(text[position:start], words, spaces, tags, lemmas)
            words.append(text[start:end])
            spaces.append(False)
            tags.append(tag)
            lemmas.append(lemma)
            position = end
        _add_gap(text[position:], words, spaces, tags, lemmas)
        document = Doc(self.vocab, words=words, spaces=spaces, tags=tags, lemmas=lemmas)
        if composed != text:
            for token in document:
                token.norm_ = unicodedata.normalize("NFC", token.lower_)
        return document


def _composed(text: str) -> tuple[str, Sequence[int]]:
    """The text with decomposed Hangul composed, as Kiwi needs it, and where each character and the end lie in the text."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    for match in _CLUSTER.finditer(text):
        for letter in unicodedata.normalize("NFC", match.group()):
            letters.append(letter)
            places.append(match.start())
    return "".join(letters), [*places, len(text)]


def _surface(morphemes: Any, length: int) -> list[tuple[int, int, str, str]]:
    """Kiwi's morphemes as (start, end, tags, forms), those that overlap joined with `+`."""
    found: list[tuple[int, int, str, str]] = []
    for morpheme in morphemes:
        start, end = morpheme.start, min(morpheme.start + morpheme.len, length)
        if found and (start < found[-1][1] or start == end):
            first, last, tag, form = found[-1]
            found[-1] = (first, max(last, end), f"{tag}+{morpheme.tag}", f"{form}+{morpheme.form}")
        elif end > start:
            found.append((start, end, morpheme.tag, morpheme.form))
    return found


def _add_gap(gap: str, words: list[str], spaces: list[bool], tags: list[str], lemmas: list[str]) -> None:
    """What stands between two tokens: one space belongs to the token before, the rest is a token of its own."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)
        tags.append("_SP")
        lemmas.append(gap)
