"""Text as the rules see it: one spelling for what people write in many, with a way back to the stored text.

Folding lower-cases, composes (NFKC: full-width digits, decomposed Hangul), drops zero-width characters, straightens
quotes and shortens drawn-out letters. In Korean and Thai, where spacing varies freely, it drops spaces too. Thai marks
typed twice or in another order (เเ for แ, ํ + า for ำ, ำ before its tone mark) become the usual spelling.
Every folded character knows the code points that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNSPACED = frozenset({"ko", "th"})
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "…": "."})
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000e-\u001f]")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_THAI_TONES = "\u0e48-\u0e4b"
_THAI_AM = rf"[{_THAI_TONES}]{{0,4}}(?:\u0e33|\u0e4d[{_THAI_TONES}]{{0,4}}\u0e32)[{_THAI_TONES}]*"
_THAI_TWICE = r"(?P<mark>[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])(?P=mark)+"
_CLUSTER = re.compile(
    rf"[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|\u0e40\u0e40|{_THAI_AM}|{_THAI_TWICE}|.[\u0300-\u036f\u3099\u309a]{{0,30}}",
    re.DOTALL,
)
_PLAIN = re.compile(r"[ -~]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts[i]` and `ends[i]` are the code points of the stored text behind character i."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stored text's span behind a span of the folded text (not empty)."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=65_536)
def fold(text: str, language: str) -> Folded:
    """Folded text of a language (`en`, `ko`, `th`).

    >>> fold("Sooo  SORRY", "en").text
    'so sorry'
    >>> fold("정말 죄송 합니다", "ko").text
    '정말죄송합니다'
    """
    is_plain = language not in UNSPACED and _PLAIN.fullmatch(text) and "  " not in text and "`" not in text
    if is_plain and not _DRAWN_OUT.search(text):
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    unspaced = language in UNSPACED
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        if _ZERO_WIDTH.match(cluster):
            continue
        if cluster[0] > "\u0e2f" and cluster[-1] < "\u0e50":
            cluster = _usual_thai(cluster)
        for letter in unicodedata.normalize("NFKC", cluster).translate(_QUOTES).lower():
            if letter.isspace():
                letter = "\n" if letter in "\n\r" else " "
                if (unspaced and letter == " ") or (letters and letters[-1] in " \n"):
                    continue
            letters.append(letter)
            starts.append(match.start())
            ends.append(match.end())
    return _shortened("".join(letters), starts, ends, language)


def _usual_thai(cluster: str) -> str:
    """A Thai cluster in its usual spelling: แ for two เ, the tone mark before ำ, and each mark once.

    >>> _usual_thai("\u0e4d\u0e49\u0e32") == _usual_thai("\u0e33\u0e49") == "\u0e49\u0e33"
    True
    """
    if cluster == "เเ":
        return "แ"
    if "\u0e33" in cluster or "\u0e32" in cluster[1:]:
        return next((letter for letter in cluster if "\u0e48" <= letter <= "\u0e4b"), "") + "\u0e33"
    return cluster[0]


def _shortened(text: str, starts: list[int], ends: list[int], language: str) -> Folded:
    """Drawn-out letters: `sooo` is `so`, `goooood` is `good`, ㅋㅋㅋㅋ is ㅋㅋ, มากกก is มาก. Digits stay."""
    keep: list[int] = []
    position = 0
    for match in _DRAWN_OUT.finditer(text):
        letter = match.group(1)
        if letter.isdigit():
            continue
        ends_word = match.end() == len(text) or not text[match.end()].isalpha()
        length = 2 if language == "ko" or (language == "en" and not ends_word) else 1
        keep.extend(range(position, match.start() + length))
        ends[match.start() + length - 1] = ends[match.end() - 1]
        position = match.end()
    if position == 0:
        return Folded(text, tuple(starts), tuple(ends))
    keep.extend(range(position, len(text)))
    return Folded(
        "".join(text[i] for i in keep), tuple(starts[i] for i in keep), tuple(ends[i] for i in keep)
    )
