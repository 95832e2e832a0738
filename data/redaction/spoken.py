"""Digits as they are spoken in calls: "four one double one", "공일공에 일이삼사", "ศูนย์แปดหนึ่ง"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import is_taken

FEWEST_WORDS: Final = 3
FEWEST_DIGITS: Final = 4

_ENGLISH: Final = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17",
    "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS: Final = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
_TIMES: Final = {"double": 2, "triple": 3}
_KOREAN: Final = {
    "공": "0", "영": "0", "빵": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5", "육": "6", "륙": "6", "칠": "7",
    "팔": "8", "구": "9", "하나": "1", "둘": "2", "셋": "3", "넷": "4", "다섯": "5", "여섯": "6", "일곱": "7",
    "여덟": "8", "아홉": "9",
}  # fmt: skip
_THAI: Final = {
    "ศูนย์": "0", "ศูน": "0", "หนึ่ง": "1", "นึง": "1", "สอง": "2", "โท": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6",
    "เจ็ด": "7", "แปด": "8", "เก้า": "9",
}  # fmt: skip


def _any_of(words: dict[str, str] | dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ENGLISH_WORD: Final = (
    rf"(?:(?:{_any_of(_TENS)})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    rf"|(?:(?:{_any_of(_TIMES)})[ -])?(?:{_any_of(_ENGLISH)}))"
)
_ENGLISH_GAP: Final = r"(?:(?:[ ,.…-]|\b(?:dash|hyphen|uh|um|er|erm|then|and then)\b){1,6})"
_ENGLISH_RUN = re.compile(
    rf"\b{_ENGLISH_WORD}\b(?:{_ENGLISH_GAP}\b(?:{_ENGLISH_WORD}|\d+)\b){{{FEWEST_WORDS - 1},}}", re.IGNORECASE
)
_KOREAN_WORD: Final = f"(?:{_any_of(_KOREAN)})"
_KOREAN_GAP: Final = r"(?:[ ,.…-]{1,3}|[ ,.…]*(?:에|다시|하이픈|대시|에요|이요|요|네|어|음|그)?[ ,.…]+(?:(?:어|음|그|다시|네)[ ,.…]+)?)"
_KOREAN_END: Final = r"(?![가-힣])|(?=이?(?:에요|예요|요|고|구|며|라|거|네|세|인|야)|입니다|입니당|임|으로|로|번|이[ ,.]|가[ ,.]|은|는|을|를|맞|에서|로요|인데|하고|이?래)"
_KOREAN_RUN = re.compile(
    rf"(?<![가-힣])(?:{_KOREAN_WORD}(?:{_KOREAN_GAP}?(?:{_KOREAN_WORD}|\d+))*)(?:{_KOREAN_END})"
    rf"|(?<=[은는호])(?:{_KOREAN_WORD}(?:{_KOREAN_GAP}?{_KOREAN_WORD}){{5,}})(?:{_KOREAN_END})"
)
_KOREAN_TWO_OR_COPULA = re.compile(r"[ ]?(?:에요|예요|요|고|구|며|라|거|네|세|야)")
_LENGTHS_NOT_COMPLETE: Final = frozenset((5, 7, 12, 14, 17))
_THAI_WORD: Final = f"(?:{_any_of(_THAI)})"
_THAI_GAP: Final = r"(?:[ ,.…-]|ขีด|เอ่อ|อ่า|นะคะ|นะครับ|ค่ะ|คะ|ครับ|แล้วก็|ต่อด้วย){1,4}"
_THAI_RUN = re.compile(rf"{_THAI_WORD}(?:(?:{_THAI_GAP})?(?:{_THAI_WORD}|\d+)){{{FEWEST_WORDS - 1},}}")

_LANGUAGES: Final = (
    (_ENGLISH_RUN, re.compile(rf"{_ENGLISH_WORD}|\d", re.IGNORECASE)),
    (_KOREAN_RUN, re.compile(rf"{_KOREAN_WORD}|\d")),
    (_THAI_RUN, re.compile(rf"{_THAI_WORD}|\d")),
)
MAYBE_SPOKEN: Final = re.compile(
    r"(?:\b(?:zero|oh?|one|two|three|four|five|six|seven|eight|nine|double|triple|nought)\b\W+){2}"
    r"|[공영일이삼사오육륙칠팔구](?:[^\w]{0,3}[공영일이삼사오육륙칠팔구]){2}|하나 ?둘|둘 ?셋"
    rf"|{_THAI_WORD}\W{{0,3}}{_THAI_WORD}",
    re.IGNORECASE,
)


def spoken_digits(text: str) -> list[tuple[int, int, str]]:
    """Stretches of a text and the digits that they say, in order and apart; an empty one between them goes.

    >>> spoken_digits("it's four one, double five")
    [(5, 9, '4'), (9, 10, ''), (10, 13, '1'), (13, 15, ''), (15, 26, '55')]
    >>> spoken_digits("one or two of them")
    []
    """
    if not MAYBE_SPOKEN.search(text):
        return []
    found: list[tuple[int, int, str]] = []
    for run, word in _LANGUAGES:
        taken = sorted(found)
        for said in run.finditer(text):
            edits = list(_edits(text, *said.span(), word))
            if not is_taken((edits[0][0], edits[-1][1]), taken):
                found += _enough(edits, text)
    return sorted(found)


def _edits(text: str, start: int, end: int, word: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    done = start
    for at in word.finditer(text, start, end):
        if done < at.start():
            yield done, at.start(), ""
        yield at.start(), at.end(), _digits_of(at[0].casefold())
        done = at.end()


def _digits_of(word: str) -> str:
    if word.isdigit():
        return word
    parts = re.split(r"[ -]", word)
    if parts[0] in _TIMES:
        return _ENGLISH[parts[1]] * _TIMES[parts[0]]
    if parts[0] in _TENS:
        return _TENS[parts[0]] + (_ENGLISH[parts[1]] if parts[1:] else "0")
    return _ENGLISH.get(word) or _KOREAN.get(word) or _THAI[word]


def _enough(edits: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """The edits, where enough is said; "팔이요" ends with an eight where a two would be one too many."""
    count = sum(len(digits) for _, _, digits in edits)
    start, end, last = edits[-1]
    if text[start:end] == "이" and count in _LENGTHS_NOT_COMPLETE and _KOREAN_TWO_OR_COPULA.match(text, end):
        edits, count = edits[:-1], count - len(last)
    words = sum(bool(digits) and not text[start].isdigit() for start, _, digits in edits)
    return edits if words >= FEWEST_WORDS and count >= FEWEST_DIGITS else []
