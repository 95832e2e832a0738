"""Numbers with a form of their own: cards, national identity, passports, IBAN, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from data.redaction.context import before, is_named
from data.redaction.finding import Span
from data.redaction.literals import Sought
from data.redaction.recognisers import recognised, recognisers
from data.redaction.spoken_words import ENGLISH_DIGITS, TENS, THAI_DIGITS, any_of
from data.redaction.view import Number, View

LEAST_SCORE: Final = 0.4

_CARD_PREFIX = re.compile(  # issuers' ranges by length; 9 is for cards of Korean banks
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35\d\d|9\d\d\d)\d{12}|62\d{14}(?:\d{3})?"
)
_CARD_SHAPES: Final = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (16,), (15,))
_ID_WORDS = re.compile(
    r"resident|identity|national id|\brrn\b|social|\bssn|주민|외국인|등록번호|ประชาชน|บัตร", re.IGNORECASE
)
_BORN = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[1-8]")
_FIRST_HALF = re.compile(
    r"주민(?:등록)? ?번호 ?앞 ?자리\D{0,6}(?P<born>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_SSN = re.compile(r"(?<![\d.-])\d{3}-\d{2}-\d{4}(?![\d-])")
_MAYBE_SSN = re.compile(r"(?<!\d)\d{3}([- .]?)\d{2}\1\d{4}(?!\d)")
_PASSPORT_WORDS: Final = r"(?:pass?ports?|psspt|\bpp(?= ?(?:#|no\b|number))|travel doc\w*|여권|패스포트|พาสปอร์?[ตท]|พาสพอร์?[ตท]|พาสสปอร์?[ตท]|ปาสปอร์ต|หนังสือเดินทาง)"
_PASSPORT = re.compile(
    rf"{_PASSPORT_WORDS}(?:[^\n.?!]|\.(?=\S)|(?<=\bno)\.|\?(?=\s)){{0,40}}?(?<![A-Za-z\d])"
    r"(?P<number>[A-Za-z]{1,2} ?\d{6,8}|[A-Za-z]\d{3}[A-Za-z]\d{4}|\d{9}|\d{3}[ -]\d{3}[ -]\d{3}|[A-Za-z]{1,2} ?\d{3,4}[ -]\d{3,4})(?![A-Za-z\d])",
    re.IGNORECASE,
)
_PASSPORT_AT_ONCE = re.compile(
    rf"{_PASSPORT_WORDS}[ ]?(?:number|no\.?|num|#|번호|เลขที่|เลข)?[ ]?(?:is|was|:|=|-|은|는|이|คือ|ของ[ก-๙]{{1,8}})?[ ]?(?P<number>(?=(?:[A-Z]*\d){{3}})(?=\d*[A-Z])[A-Z\d]{{7,10}})(?![A-Za-z\d])",
    re.IGNORECASE,
)
MAYBE_PASSPORT: Final = Sought(
    rf"{_PASSPORT_WORDS}|\b(?:travel|immigration|visa|border) document|(?:ต่อ|ทำ|เปลี่ยน)เล่ม|เลขเล่ม|เล่ม(?:ใหม่|เก่า|เดิม|สีแดง|\s?[A-Z]{1, 2}\d)|เดินทาง.{{0,6}}เล่ม",
    re.IGNORECASE,
)
_LIKE_A_PASSPORT = re.compile(
    r"(?<![A-Za-z\d-])(?:[A-Z]{1,2} ?\d{6,8}|[a-z]{1,2}\d{7,8}|[A-Z]\d{3}[A-Z]\d{4}|(?=(?:[A-Z]*\d){3})(?=\d*[A-Z])[A-Z\d]{8,9})(?![A-Za-z\d-])"
)
_NINE_DIGITS = re.compile(r"(?<![\w.,/-])\d{9}(?![\w/-])")
_MAYBE_IBAN: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=iban)|(?<=IBAN))(?P<country>[A-Za-z]{2}) ?\d{2}(?:[ \n-]?[A-Za-z0-9]{1,4}){3,9}(?![A-Za-z0-9])"
)
_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PK": 24,
    "PL": 28, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip
_ENGLISH_NUMBER: Final = rf"\b(?:{any_of(ENGLISH_DIGITS)}|{any_of(TENS)}|hundred)\b"
_SPOKEN_DOT: Final = r"[ ,]{0,2}(?:\bdot\b|\bpoint\b|닷|쩜|점|จุด|ดอท|\.)[ ,]{0,2}"
_SPOKEN_PART: Final = rf"(?:\d{{1,3}}|{_ENGLISH_NUMBER}(?:[ -](?:and )?{_ENGLISH_NUMBER}){{0,4}}|[공영일이삼사오육칠팔구십백]{{1,6}}|(?:{any_of(THAI_DIGITS)}|สิบ|ยี่|ร้อย){{1,6}})"
_SPOKEN_IP = re.compile(rf"{_SPOKEN_PART}(?:{_SPOKEN_DOT}{_SPOKEN_PART}){{3}}", re.IGNORECASE)
MAYBE_IP: Final = Sought(
    r"\d\.\d{1,3}\.\d|[0-9A-Fa-f]:[0-9A-Fa-f]{0,4}:|(?:(?:\bdot\b|\bpoint\b|닷|쩜|점|จุด|ดอท).{1,40}?){3}",
    re.IGNORECASE,
)
_MAYBE_IP = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:]+"
)
_VERSION = re.compile(
    r"(?:version|firmware|driver|software|bios|\bver|\bv|build|버전|펌웨어|드라이버|빌드|เวอร์ชั่?น|เฟิร์มแวร์|ไดรเวอร์)(?:은|는|이|가|을|를)?(?: is| was| to)?[\s.:]*$",
    re.IGNORECASE,
)
_NOBODYS_IP = re.compile(  # routers, this machine, public name servers
    r"192\.168\.\d{1,3}\.(?:1|254)|10\.0\.0\.1|127\.0\.0\.1|0\.0\.0\.0|255(?:\.\d+){3}|8\.8\.[48]\.[48]|1\.[01]\.[01]\.1|::1?"
)
_TIME_IN_IP = re.compile(r"\d{1,2}:\d{2}:\d{2}")


def cards(view: View, asked: bool) -> Iterator[Span]:
    """Payment cards."""
    return ((number.start, number.end) for number in view.numbers if _is_card(view, number))


def national_ids(view: View, asked: bool) -> Iterator[Span]:
    """Korean, Thai and American national identity numbers."""
    yield from ((number.start, number.end) for number in view.numbers if _is_national_id(view, number))
    yield from (match.span() for match in _SSN.finditer(view.masked))
    yield from (match.span("born") for match in _FIRST_HALF.finditer(view.plain))
    if not _MAYBE_SSN.search(view.masked):
        return
    for (start, end), score in recognised("ssn", view.masked):
        grouped = score >= LEAST_SCORE and not is_named(view, start)
        bare = end - start == 9 and _ID_WORDS.search(before(view, start)) is not None
        if score > 0 and (grouped or bare):
            yield start, end


def passports(view: View, asked: bool) -> Iterator[Span]:
    """Passport numbers, where the words before say so, or others in the turn and the number looks like one."""
    told = [
        match.span("number")
        for form in (_PASSPORT, _PASSPORT_AT_ONCE)
        for match in form.finditer(view.plain)
        if "?" not in match[0] or not is_named(view, match.start("number"))
    ]
    yield from told
    forms = [_LIKE_A_PASSPORT] if MAYBE_PASSPORT.search(view.plain) else []
    if any(view.plain[start:end].isdigit() for start, end in told):
        forms.append(_NINE_DIGITS)  # the old one and the new one
    for form in forms:
        spans = (match.span() for match in form.finditer(view.masked))
        yield from (span for span in spans if not is_named(view, span[0]))


def ibans(view: View, asked: bool) -> Iterator[Span]:
    """International bank account numbers: a country and as many characters as it has, or check digits that hold."""
    for match in _MAYBE_IBAN.finditer(view.masked):
        length = _IBAN_LENGTHS.get(match["country"].upper())
        digits = sum(character.isdigit() for character in match[0])
        sure = match["country"].isupper() or (length is not None and 2 * digits > length)
        if sure and length == sum(character.isalnum() for character in match[0]):
            yield match.span()
    if _MAYBE_IBAN.search(view.masked):
        yield from (span for span, _ in recognised("iban", view.masked.upper()))


def ip_addresses(view: View, asked: bool) -> Iterator[Span]:
    """IP addresses but those of routers and name servers, which are nobody's."""
    for match in _SPOKEN_IP.finditer(view.plain):
        if any(c.isalpha() for c in match[0]) and not _VERSION.search(view.plain[: match.start()][-12:]):
            yield match.span()
    if not _MAYBE_IP.search(view.masked):
        return
    for (start, end), score in recognised("ip", view.masked):
        shown = view.masked[start:end]
        if score < LEAST_SCORE or _NOBODYS_IP.fullmatch(shown) or _TIME_IN_IP.fullmatch(shown):
            continue
        if not _VERSION.search(view.plain[:start][-12:]):
            yield start, end


def _is_card(view: View, number: Number) -> bool:
    """Luhn's check digit, an issuer's range, and the grouping of a card or no other digits around it."""
    digits = number.digits
    if not _CARD_PREFIX.fullmatch(digits):
        return False
    recogniser: Any = recognisers()["card"]
    if not recogniser.validate_result(digits):
        return False
    if len(digits) in (15, 16) and digits[0] in "23456":
        return number.whole or number.shape in _CARD_SHAPES
    return number.whole and not is_named(view, number.start)


def _is_national_id(view: View, number: Number) -> bool:
    """Korean resident and foreigner registration numbers, Thai national identity numbers: 13 digits."""
    if len(number.digits) != 13 or not (number.whole or number.shape in ((6, 7), (13,), (1, 4, 5, 2, 1))):
        return False
    if number.shape == (13,) and view.plain[number.start - 1 : number.start] in ("/", "="):
        return False  # a page's number in an address
    about_identity = _ID_WORDS.search(before(view, number.start)) is not None
    others = is_named(view, number.start) and not about_identity
    if others and number.shape != (6, 7):
        return False
    scores = {name: _best_score(name, number.digits) for name in ("rrn", "frn", "tnin")}
    if number.shape == (6, 7) and max(scores["rrn"], scores["frn"]) == 1.0:
        return True  # date, grouping and check digit hold: no parcel is numbered so
    if others:
        return False
    if max(scores.values()) == 1.0:  # the check digit holds
        return True
    if number.shape == (6, 7) and about_identity and _BORN.match(number.digits):
        return True
    # Since October 2020 Korean numbers have no check digit: the grouping or the words around must tell.
    return max(scores["rrn"], scores["frn"]) >= LEAST_SCORE and (number.shape == (6, 7) or about_identity)


def _best_score(recogniser: str, digits: str) -> float:
    return max((score for _, score in recognised(recogniser, digits)), default=0.0)
