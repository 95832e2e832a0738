"""Telephone numbers: Korean, Thai and international."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from data.redaction.context import before, is_named
from data.redaction.finding import Span, overlaps
from data.redaction.recognisers import recognised
from data.redaction.view import View

_GAP = r"[ ]?[-. /)]?[ ]?"
_UNMISTAKABLE = re.compile(  # mobiles of Korea and Thailand, and numbers with a country in front
    rf"(?<!\d)0?(?:\+?82{_GAP}(?:\(0\))?0?1[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
    rf"|\+?66{_GAP}(?:\(0\))?0?[689]\d{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|\(?01[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
    rf"|\(?0[689]\d{_GAP}(?:\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}})"
    rf"|0[689]{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)"
)
_FOREIGN = re.compile(  # where no country's plan has it, as in invented examples
    r"(?:\+|(?<![\d.,/-])(?<!\d )00(?=[1-9]\d{0,2}[ -]))\d{1,3}[-. ]?(?:\(\d{1,4}\)[-. ]?)?\d{1,4}(?:[-. ]?\d{2,4}){2,3}(?!\d)"
)
_DIGITS = re.compile(r"\(?\d(?:[-.() /]{0,3}\d){6,}")
_GROUPED = re.compile(  # United States and Canada, also numbers kept for fiction; United Kingdom
    r"(?<![\d.-])(?<!\+\d )(?<!\+\d\d )(?<!\+\d\d\d )(?:(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}|0\d{4}[ -]\d{6}|07\d{9}|07\d{3}[ -]\d{3}[ -]\d{3}|0\d{2}[ -]\d{4}[ -]\d{4}|0\d{3}[ -]\d{3}[ -]\d{4})(?![\d-])"
)
MAYBE_PHONE: Final = re.compile(  # what every form below has
    r"\d(?:[-. /(),]{0,4}\d){6}|(?:\+|00)\d(?:[-. ()]{0,2}\d){5}"
)
_TOLD = re.compile(  # a number that is called a telephone's just before: some are local and fit no plan
    r"(?:\b(?:phone|mobile|cell|tel|contact|fax|whatsapp)\s?[:=]|(?:phone|mobile|cell|contact|callback|telephone|(?<!\w)my|your|his|her) (?:number|no\.?)(?: is|'s|:)?|(?<!\w)(?:my|his|her) (?:cell|mobile|phone)(?: is|'s)"
    r"|(?:call|text|reach|ring) (?:me|him|her|us) (?:back )?(?:at|on)"
    r"|(?:전화|휴대폰|핸드폰|휴대전화|연락처|폰)\s?(?:번호)?\s?(?:은|는|이|:)?"
    r"|(?:เบอร์(?:โทร(?:ศัพท์)?|มือถือ|ติดต่อ)?|โทร(?:ศัพท์)?|มือถือ)\s?(?:คือ|เป็น|:)?)"
    r"\s?(?P<number>\d(?:[- .]?\d){6,13})(?![\d]|[-.,]\d)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?<![\d,.])\(?(?:\d{3}|0\d{2,4})\)?, ?\d{3}, ?\d{3,4}(?!\d|,\d)|(?<![\d.,-])\(?0(?:\d{1,3}\)?[ .-]\d{3}[ .-]\d{3,4}|\d(?:[ .-]\d\d){4})(?![\d-])"
)
_DATE = re.compile(r"\(?(?:\d{4}([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:19|20|25)\d\d)(?!\d)")
_SERVICE = re.compile(r"1[568]\d\d[- ]?\d{4}")  # a Korean firm's own number, nobody's personal data
_NO_PLANS_GROUPS = re.compile(
    r"0\d{3}[ -]\d{3}[ -]\d{3}|0\d{4}-\d{5}"
)  # as tags, meters and spare parts are numbered
_WORDS = re.compile(
    r"phone|\bcall|\btel|mobile|\bcell|contact|whats ?app|\btext\b|\breach|\bdial|\bfax|\b(?:my|your|his|her) number|\barea code|\btry (?:me|him|her)\b"
    r"|전화|연락|휴대|핸드폰|폰번호|문자|팩스|โทร|เบอร์|มือถือ|ติดต่อ",
    re.IGNORECASE,
)
_LED_BY_ZERO = re.compile(r"(?<![\d.,/-])\(?0")
_FEWEST_WITH_ZERO: Final = 9


def phones(view: View, asked: bool) -> Iterable[Span]:
    """Where telephone numbers stand."""
    found = [match.span() for match in _UNMISTAKABLE.finditer(view.masked) if not _DATE.match(match[0])]
    grouped = (match.span() for match in _GROUPED.finditer(view.masked))
    found += [span for span in grouped if not is_named(view, span[0])]
    told = (match.span("number") for match in _TOLD.finditer(view.plain))
    found += [span for span in told if not overlaps(span, found) and _is_possible(view, *span, told=True)]
    listed = (match.span() for match in _LISTED.finditer(view.masked))
    found += [span for span in listed if asked or _WORDS.search(before(view, span[0]))]
    runs = (match.span() for match in _DIGITS.finditer(view.masked))
    if any(not overlaps(span, found) and _may_hold_a_phone(view, *span) for span in runs):
        found += [span for span, _ in recognised("phone", view.masked) if _is_possible(view, *span)]
    foreign = (match.span() for match in _FOREIGN.finditer(view.masked))
    return found + [
        span
        for span in foreign
        if not overlaps(span, found)
        and (
            view.masked[span[0]] == "+"
            or (_is_long(view.masked[slice(*span)]) and not is_named(view, span[0]))
        )
    ]


def _is_long(shown: str) -> bool:
    return sum(character.isdigit() for character in shown) >= _FEWEST_WITH_ZERO


def _may_hold_a_phone(view: View, start: int, end: int) -> bool:
    """Whether any number among these digits could pass `_is_possible`: spares presidio orders and prices."""
    shown = view.masked[start:end]
    led = _LED_BY_ZERO.search(shown) is not None or view.masked[start - 1 : start] == "+"
    return led or _WORDS.search(view.plain, max(0, start - 60), end) is not None


def _is_possible(view: View, start: int, end: int, *, told: bool = False) -> bool:
    """Whether digits that some country's plan allows are a telephone number here: the plans are greedy."""
    shown = view.masked[start:end]
    if shown.startswith(("+", "(+")):
        return True
    if _DATE.match(shown) or _SERVICE.fullmatch(shown) or is_named(view, start):
        return False
    if told:
        return True
    if shown.lstrip("(").startswith("0") and not _NO_PLANS_GROUPS.fullmatch(shown):
        return _is_long(shown)
    return _WORDS.search(before(view, start)) is not None
