"""Numbers as they are said in calls: "four one double one", "공일공, 어, 일이삼사", "ศูนย์แปด ไม่ใช่ค่ะ ศูนย์เก้า …".

A text is cut into parts that say digits or letters (number words, written digits, letters said alone, "A as in alpha").
Parts between which nothing stands but pauses, fillers, links ("then", "뒷자리는") and corrections ("no, sorry", "아니") are
one run. What is corrected belongs to the run's extent, not to its digits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from data.redaction.literals import Sought
from data.redaction.spoken_words import (
    BETWEEN,
    CORRECTIONS,
    ENGLISH_DIGITS,
    KOREAN_DIGITS,
    KOREAN_LETTERS,
    SPELLING,
    TENS,
    THAI_DIGITS,
    THAI_LETTERS,
    TIMES,
    any_of,
)

FEWEST_WORDS: Final = 3
FEWEST_DIGITS: Final = 4
FEWEST_DIGITS_MIXED: Final = 6
LONGEST_GAP: Final = 60
MANY_PARTS: Final = 3
SHORT_PART: Final = 2

_PARTS_SAID_AGAIN: Final = 20
_UNIT: Final = "one|two|three|four|five|six|seven|eight|nine"
_KOREAN_DIGIT: Final = any_of(KOREAN_DIGITS)
_KOREAN_LETTER: Final = any_of(KOREAN_LETTERS)
_THAI_DIGIT: Final = any_of(THAI_DIGITS).replace("โท", "โท(?![รษ])")
_THAI_LETTER: Final = any_of(THAI_LETTERS)
_THAI: Final = "[\u0e00-\u0e7f]"
_KOREAN_END: Final = r"(?![가-힣])|(?=이?(?:에요|예요|요|고|구|며|라|거|네|세|인|야|죠|지요)|입니다|입니당|임|으로|로|번|이[ ,.]|가[ ,.]|은|는|을|를|맞|에|다시|인데|하고|이?래)"
_PART = re.compile(
    rf"(?P<plus>\bplus |플러스 ?|บวก ?|\+)?(?:"
    rf"(?P<english>\b(?:(?:{any_of(TIMES)})[ -](?:{any_of(ENGLISH_DIGITS)}|\d)"
    rf"|(?:(?:{any_of(TENS)})(?:[ -](?:{_UNIT}))?|{any_of(ENGLISH_DIGITS)})(?: hundred(?! and\b| thousand\b))?)\b)"
    rf"|(?P<korean>(?<![가-힣\d])(?!이 (?:번호|카드|계좌|주소|코드|메일|이메일|사람|분|거|것|비번|인증|여권))(?:{_KOREAN_DIGIT})+(?:{_KOREAN_END}))"
    rf"|(?P<after_topic>(?<=[은는호])(?:{_KOREAN_DIGIT}){{6,}}(?:{_KOREAN_END}))"
    rf"|(?P<thai>(?:{_THAI_DIGIT})(?!สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน))"
    rf"|(?P<written>(?<![\d.,:/$£€₩฿#A-Za-z])\d+(?:-\d+)*(?![\dA-Za-z%]|[.,:/]\d))"
    rf"|(?P<spelt>\b[A-Za-z](?: as in| for| like) [A-Za-z]+\b|\b(?:{any_of(SPELLING)})\b)"
    rf"|(?P<letter>(?<![\w'’.&])(?:[B-HJ-Zb-hj-z]|A|[ai](?= [A-Za-z](?!\w))|(?<=\b[A-Za-z] )[aiI])(?![\w'’.&]))"
    rf"|(?P<korean_letters>(?<![가-힣])(?:{_KOREAN_LETTER})+(?![가-힣]))"
    rf"|(?P<thai_letters>(?<!{_THAI})(?:{_THAI_LETTER})+(?!{_THAI}))"
    r")",
    re.IGNORECASE,
)
_LETTERS: Final = frozenset(("spelt", "letter", "korean_letters", "thai_letters"))
_WORDS = re.compile(rf"{_KOREAN_DIGIT}|{_THAI_DIGIT}")
_KOREAN_LETTERS = re.compile(_KOREAN_LETTER)
_THAI_LETTERS = re.compile(_THAI_LETTER)
_GAP = re.compile(rf"[ ,.…()–-]{{0,5}}(?:{BETWEEN}[ ,.…!?()–-]{{0,5}}){{0,5}}", re.IGNORECASE)
_HANGUL = re.compile("[가-힣]")
_CORRECTED = re.compile(CORRECTIONS, re.IGNORECASE)
_DASH = re.compile(r"dash|hyphen|minus|다시|하이픈|대시|ขีด|แดช", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|then|그리고|และ|แล้ว|고|에|or|요|이요)\W*", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s?(?:원|만|천|개|명|시(?![가-힣])|분|일|월|년|박스|baht|won|dollars?|pounds?|percent|minutes|hours|days|pm|am|บาท|ชิ้น|วัน|นาที|กล่อง|โมง)"
)
_OF_DIGITS = re.compile(r"[ -]?(?:digits?\b|자리|หลัก)", re.IGNORECASE)
_TWO_OR_COPULA = re.compile(r"[ ]?(?:에요|예요|요|고|구|며|라|거|네|세|야)")
_RESIDENT: Final = [[6], [7]]  # the two parts of a Korean resident's number
_LENGTHS_NOT_COMPLETE: Final = frozenset((5, 7, 9, 12, 14, 17))
MAYBE_SPOKEN: Final = tuple(  # one for each way of saying numbers: most texts need to be searched for none
    Sought(form, re.IGNORECASE)
    for form in (
        r"(?:\b(?:zero|oh?|one|two|three|four|five|six|seven|eight|nine|double|triple|nought|(?:thir|four|fif|six|seven|eigh|nine)teen"
        r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b\W+){2}",
        r"[공영일이삼사오육륙칠팔구](?:[^\w]{0,3}[공영일이삼사오육륙칠팔구]){2}|하나 ?둘|둘 ?셋",
        rf"(?:{_THAI_DIGIT})\W{{0,3}}(?:{_THAI_DIGIT})",
        rf"\d[ ,.…()–-]{{0,5}}(?:{BETWEEN}[ ,.…!?()–-]{{0,5}}){{1,5}}\d",
    )
)


class _Part(NamedTuple):
    """A stretch of a text and what it says. words: how many number words, none where digits are written."""

    start: int
    end: int
    says: str
    words: int


Edit = tuple[int, int, str]


def maybe_spoken(text: str) -> bool:
    """Whether a text may say a number: quick to tell, and right where it says no."""
    for form in MAYBE_SPOKEN:  # noqa: SIM110  # asked of every text: a generator takes longer
        if form.search(text):
            return True
    return False


def spoken_numbers(text: str) -> list[list[Edit]]:
    """The numbers that a text says, each as stretches and what they say, in order and apart.

    Stretches of one number adjoin or have nothing to change between them; an empty one goes.

    >>> spoken_numbers("it's four one, double five")
    [[(5, 9, '4'), (9, 10, ''), (10, 13, '1'), (13, 15, ''), (15, 26, '55')]]
    >>> spoken_numbers("one or two of them")
    []
    """
    if not maybe_spoken(text):
        return []
    return [edits for run in _runs(text) if (edits := _edits(text, run))]


def _runs(text: str) -> Iterator[list[_Part]]:
    run: list[_Part] = []
    for match in _PART.finditer(text):
        part = _part(match)
        if run and not _belong_together(text, run[-1], part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _belong_together(text: str, one: _Part, other: _Part) -> bool:
    return other.start - one.end <= LONGEST_GAP and _GAP.fullmatch(text, one.end, other.start) is not None


def _part(match: re.Match[str]) -> _Part:
    kind, shown = match.lastgroup or "", match[0].replace("İ", "i").replace("ı", "i").casefold()
    if match["plus"]:
        shown = shown[len(match["plus"]) :]
        kind = next(name for name, value in match.groupdict().items() if value and name != "plus")
    says, words = _said(kind, shown)
    return _Part(match.start(), match.end(), ("+" if match["plus"] else "") + says, words)


def _said(kind: str, shown: str) -> tuple[str, int]:
    if kind == "written":
        return shown, 0
    if kind == "english":
        digits = _english(shown)
        return digits, len(digits) if shown.split(" ")[0] in TIMES else 1
    if kind in _LETTERS:
        if kind == "korean_letters":
            return "".join(KOREAN_LETTERS[name] for name in _KOREAN_LETTERS.findall(shown)).upper(), 1
        if kind == "thai_letters":
            return "".join(THAI_LETTERS[name] for name in _THAI_LETTERS.findall(shown)).upper(), 1
        return shown[0].upper(), 0
    many = [KOREAN_DIGITS.get(word) or THAI_DIGITS[word] for word in _WORDS.findall(shown)]
    return "".join(many), len(many)


def _english(shown: str) -> str:
    """The digits of an English number.

    >>> _english("double oh"), _english("forty two"), _english("nine hundred"), _english("seventeen")
    ('00', '42', '900', '17')
    """
    first, *rest = re.split(r"[ -]", shown)
    if first in TIMES:
        return (ENGLISH_DIGITS.get(rest[0]) or rest[0]) * TIMES[first]
    many = "00" if rest and rest[-1] == "hundred" else ""
    if first not in TENS:
        return ENGLISH_DIGITS[first] + many
    unit = ENGLISH_DIGITS.get(rest[0], "0") if rest else "0"
    return TENS[first] + unit + many


def _edits(text: str, run: list[_Part]) -> list[Edit]:
    """What a run of parts changes in the text; nothing where too little is said."""
    run = _trimmed(text, run)
    if not run:
        return []
    run, once = _corrected(text, run), run
    digits = sum(character.isdigit() for part in run for character in part.says)
    words = sum(part.words for part in run)
    if words:
        # Three Korean digits may be a name: 이영일.
        enough = digits >= FEWEST_DIGITS - (not _HANGUL.search(text[run[0].start : run[-1].end]))
        enough = enough and words >= FEWEST_WORDS
        return _joined(text, run) if enough or (words > 1 and digits >= FEWEST_DIGITS_MIXED) else []
    gaps = [text[one.end : other.start] for one, other in itertools.pairwise(run)]
    wordy = [any(character.isalpha() for character in gap) for gap in gaps]
    if (
        digits < (FEWEST_DIGITS_MIXED if len(run) == len(once) else FEWEST_DIGITS)
        or not (any(wordy) or len(run) < len(once))
        or _COUNTED.match(text, run[-1].end)
    ):
        return []
    lengths = [[len(digits) for digits in part.says.split("-")] for part in run]
    apart = lengths[0] == lengths[-1] or len(lengths[0]) == 1  # "4419-2207 and 8813-5502"
    if len(run) == 2 and _AND.fullmatch(gaps[0]) and apart and lengths != _RESIDENT:
        return []
    if len(run) >= MANY_PARTS and any(len(part.says) <= SHORT_PART for part in run):
        return _joined(text, run)
    edits: list[Edit] = []
    for part, gap, spoken in zip(run, [*gaps, ""], [*wordy, False], strict=True):
        edits.append((part.start, part.end, part.says))
        if spoken:
            edits.append((part.end, part.end + len(gap), "-" if _DASH.search(gap) else " "))
        elif gap:
            edits.append((part.end, part.end + len(gap), gap[:1] if gap.strip() else " "))
    return edits


def _joined(text: str, run: list[_Part]) -> list[Edit]:
    edits: list[Edit] = []
    for part in run:
        if edits and edits[-1][1] < part.start:
            edits.append((edits[-1][1], part.start, ""))
        edits.append((part.start, part.end, part.says.replace("-", "")))
    return edits


def _trimmed(text: str, run: list[_Part]) -> list[_Part]:
    """A run without the letters after its digits, and without a Korean two that is a copula: "팔이요" ends with an eight."""
    if len(run) > 1 and _OF_DIGITS.match(text, run[-1].end):
        run = run[:-1]  # "yes thirteen digits"
    keeps = (
        bool(run)
        and run[0].says.isalpha()
        and sum(len(part.says) for part in run if part.says.isdigit()) >= FEWEST_DIGITS_MIXED
    )
    while run and not run[-1].says[-1].isdigit() and not (keeps and len(run) > 1 and run[-2].says.isdigit()):
        run = run[:-1]
    if run and text[run[-1].end - 1] == "이" and _TWO_OR_COPULA.match(text, run[-1].end):
        if len(run) > 1 and run[-1].end - run[-1].start == 1 and not run[-2].words:
            return run[:-1]  # "7182 이요": what is written has no more said after it
        said = "".join(part.says for part in run)
        start, end, says, words = run[-1]
        if len(said) in _LENGTHS_NOT_COMPLETE or not said.isdigit():
            run = [*run[:-1], _Part(start, end - 1, says[:-1], words - 1)] if words > 1 else run[:-1]
    return run


def _corrected(text: str, run: list[_Part]) -> list[_Part]:
    """A run in which what was said wrongly is part of the stretch of what replaces it."""
    done = [run[0]]
    for at, part in enumerate(run[1:], 1):
        gap = text[done[-1].end : part.start]
        if not _CORRECTED.search(gap):
            done.append(part)
            continue
        far = max(0, len(done) - _PARTS_SAID_AGAIN)
        restart = far + _restart(text, done[far:], run[at : at + _PARTS_SAID_AGAIN])
        done[restart:] = [_Part(done[restart].start, part.end, part.says, part.words)]
    return done


def _restart(text: str, wrong: list[_Part], right: list[_Part]) -> int:
    """Which of the parts so far is the first to be said again: where what follows is most alike, of a whole group."""
    says = "".join(part.says for part in right)
    group = len(wrong) - 1
    while group and not re.search(r"[,.]|[^\W\d]", text[wrong[group - 1].end : wrong[group].start]):
        group -= 1

    def likeness(first: int) -> float:
        before = "".join(part.says for part in wrong[first:])
        same = sum(one == other for one, other in zip(before, says, strict=False))
        return same / len(before)

    best = max([group, *range(len(wrong))], key=lambda first: (likeness(first), first == group))
    return best if likeness(best) >= 0.5 else group
