"""Numbers that are personal data because they were asked for, or because a person says them aloud digit by digit.

Check digits and numbering plans are not asked of them: a call is heard wrongly, and a number that answers "card number?"
is a card's whatever its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.asked import OTHER, SOME_NUMBER, named_anywhere, named_in
from data.redaction.context import is_named
from data.redaction.finding import Span
from data.redaction.view import Said, View

_DIGITS = re.compile(r"(?<![\d.,:/$£€₩฿#A-Za-z-])\+?\(?\d(?:[ .,()/*#-]{0,2}\d)*(?![A-Za-z%\d])")
_LETTERS_AND_DIGITS = re.compile(
    r"(?<![A-Za-z\d-])[A-Za-z]{1,2}[ -]?\d(?:[ -]?\d){4,8}(?![A-Za-z\d-])|(?<![A-Za-z\d])[A-Za-z]\d{3}[A-Za-z]\d{4}(?![A-Za-z\d])|(?<![A-Za-z\d-])(?=(?:[A-Z]*\d){4})(?=\d*[A-Z])[A-Z\d]{8,9}(?![A-Za-z\d-])"
)
_ACCOUNT = re.compile(
    r"(?<![A-Za-z\d])[A-Za-z]{2} ?\d{2}(?:[ -]?[A-Za-z\d]{4}){2,7}(?:[ -]?[A-Za-z\d]{1,3})?(?![A-Za-z\d])"
)
_LONG: Final = frozenset(("CARD", "NATIONAL_ID"))
_FEW = re.compile(
    r"(?:(?:네|예|어|음)[ ,.]+)?(?P<code>[공영일이삼사오육칠팔구]{2,3})(?:이?[에예]?요|입니다)?[.!]?$"
)
_PRICE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+[.,]\d{1,2}")
_DATE = re.compile(
    r"(?:19|20|25)\d\d(?:[-./]\d{1,2}){0,2}|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\1(?:\d\d|(?:19|20|25)\d\d)|\d{1,2}/\d{2}"
)
_COUNTED = re.compile(
    r"\s?(?:원|만|천|개|명|시(?![가-힣])|분|일|월|년|번째|회|자리|박스|won\b|baht\b|usd\b|eur\b|dollars?|pounds?|euros?|percent|minutes|hours|days|weeks|months|times|digits|points|gb\b|mb\b"
    r"|บาท|ชิ้น|วัน|นาที|กล่อง|โมง|ครั้ง|หลัก|คะแนน|เดือน|ปี|:)",
    re.IGNORECASE,
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PASSPORT = re.compile(r"[A-Z]{1,3}\d{5,9}[A-Z]?|[A-Z]\d{3}[A-Z]\d{4}|(?=(?:[A-Z]*\d){4})[A-Z\d]{8,9}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z\d]{8,30}")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z\d]")
_EASTERN = re.compile("[\u0e01-\u0e4e가-힣]")
_LONGEST_BESIDE: Final = 40
_LONGEST_BESIDE_A_PART: Final = 10
_SURELY_SOMEBODYS: Final = 9
_SHORT_SECRET: Final = 6
_SECRETS: Final = frozenset(("PASSWORD", "CODE"))
MANY: Final = 1_000
NUMBERS: Final = frozenset(
    ("CARD", "NATIONAL_ID", "PASSPORT", "IBAN", "PHONE", "PASSWORD", "CODE", OTHER, SOME_NUMBER)
)


def answers(view: View, asked: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """The numbers that answer a question or are said aloud, each with its entity. asked: what the turns before ask for."""
    for said in view.said:
        named = named_in(view.plain, said.start)
        entity = None if _is_nobodys(view, said.start, named, asked) else _said(view, said, named, asked)
        if entity:
            yield entity, (said.start, said.end)
    for number in view.numbers:
        if not number.whole:
            continue
        named = named_in(view.plain, number.start)
        entity = _of_length(number.digits, named & _LONG)
        if entity and not _is_nobodys(view, number.start, named, asked):
            yield entity, (number.start, number.end)
    if not asked & NUMBERS:
        return
    if asked & _SECRETS and (few := _FEW.match(view.plain)):
        yield "CODE" if "CODE" in asked else "PASSWORD", few.span("code")
    for form in (_ACCOUNT, _LETTERS_AND_DIGITS, _DIGITS):
        for match in form.finditer(view.masked):
            start, end = match.span()
            entity = _answered(view, start, end, asked)
            if entity and not _is_nobodys(view, start, frozenset(), asked):
                yield entity, (start, end)


def _is_nobodys(view: View, start: int, named: frozenset[str], asked: frozenset[str]) -> bool:
    if is_named(view, start) and not named - {OTHER, SOME_NUMBER}:
        return True
    return OTHER in named or (not named and asked == {OTHER})


def _said(view: View, said: Said, named: frozenset[str], asked: frozenset[str]) -> str | None:
    """What a number that is said aloud is, where these entities are spoken of, or asked for."""
    says = _NOT_ALPHANUMERIC.sub("", view.plain[said.start : said.end]).upper()
    if not says.isdigit():
        if _IBAN.fullmatch(says) and ("IBAN" in named | asked or len(says) >= 14):
            return "IBAN"
        if _PASSPORT.fullmatch(says) and "PASSPORT" in named | asked:
            return "PASSPORT"
        says = "".join(character for character in says if character.isdigit())
    if _COUNTED.match(view.plain, said.end) and len(says) < _SURELY_SOMEBODYS:
        return None
    beside = len(view.plain) - (said.end - said.start)
    entity = _of_length(says, asked, beside) or _of_length(says, named)
    if entity is None and len(says) <= _SHORT_SECRET:  # "รหัสผ่านโทรศัพท์ …": spoken of with another
        entity = _of_length(says, named_anywhere(view.plain) & _SECRETS)
    # In Korea and Thailand telephone numbers begin with a zero; what is as long and does not may be a parcel's.
    eastern = len(says) < 13 and says[0] != "0" and _EASTERN.search(said.words) is not None
    counted = len(says) < 13 and says[0] != "0" and said.words[-1].isdigit()  # "2019 and 2023 and then 2024"
    return entity or (None if eastern or counted else _of_itself(says))


def _of_itself(digits: str) -> str | None:
    if len(digits) < _SURELY_SOMEBODYS:
        return None
    if len(digits) == 13:
        return "NATIONAL_ID"
    return "PHONE" if len(digits) < 13 else "CARD"


def _answered(view: View, start: int, end: int, asked: frozenset[str]) -> str | None:
    """What a written number is, where these entities were asked for."""
    shown = view.masked[start:end]
    says = _NOT_ALPHANUMERIC.sub("", shown).upper()
    if not says.isdigit():
        if "IBAN" in asked and _IBAN.fullmatch(says):
            return "IBAN"
        return "PASSPORT" if "PASSPORT" in asked and _PASSPORT.fullmatch(says) else None
    beside = len(view.plain) - (end - start)
    if _PRICE.fullmatch(shown) or _IP.fullmatch(shown) or _COUNTED.match(view.plain, end):
        return None
    if _DATE.fullmatch(shown) and beside > _LONGEST_BESIDE_A_PART:
        return None
    if _DATE.fullmatch(shown) and not shown.isdigit():
        return None
    return _of_length(says, asked, beside)


def _of_length(digits: str, named: frozenset[str], beside: int = MANY) -> str | None:
    """The one of the entities spoken of that has numbers so long. beside: how many characters more the turn has.

    Where a turn has few, the number may be longer or shorter than it should, and where it has none, a part of one. MANY: the
    turn itself speaks of them.
    """
    count = len(digits)
    alone, part = beside <= _LONGEST_BESIDE, beside <= _LONGEST_BESIDE_A_PART
    fits = {
        "CARD": 13 <= count <= 19 or (part and 3 <= count <= 12),
        "NATIONAL_ID": count == 13 or (part and 5 <= count <= 14),
        "PASSPORT": 7 <= count <= 9,
        "PHONE": 7 <= count <= 15 or (part and 3 <= count <= 6),
        "CODE": 4 <= count <= 8 or (alone and count == 3),
        "PASSWORD": 4 <= count <= 8,
        "IBAN": 7 <= count <= 16 and (alone or beside == MANY),
        SOME_NUMBER: alone and count >= 7,
    }
    order = ("PASSPORT", "CODE", "PASSWORD", "CARD", "NATIONAL_ID", "PHONE", "IBAN", SOME_NUMBER)
    if count == 13 and named & _LONG:
        return "NATIONAL_ID"  # cards of 13 digits are no more
    for entity in order:
        if entity in named and fits[entity]:
            return (_of_itself(digits) or "PHONE") if entity == SOME_NUMBER else entity
    return None
