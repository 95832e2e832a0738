"""Redaction: card numbers, e-mail addresses, telephone numbers and national identity numbers leave the text.

The redacted text is the only one that is ever kept (DESIGN, rule 7). Check digits and telephone numbering plans
are presidio's, whose recognisers are called directly: they need neither a language model nor a network. They are
shown a *view* of the text, in which digits of every script are ASCII, and whatever hides a number (zero-width
characters, odd hyphens, digits spelled one by one) is gone; the view knows where each of its characters came from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from data.number_view import Number, View, numbers_in, view_of

if TYPE_CHECKING:
    from presidio_analyzer import LocalRecognizer

VERSION: Final = "1"
REGIONS: Final = ("KR", "TH", "US", "GB", "JP", "SG")
LEAST_SCORE: Final = 0.4

_CARD_PREFIX = re.compile(  # issuers' ranges by length; 9 is for cards of Korean banks
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35\d\d|9\d\d\d)\d{12}|62\d{14}(?:\d{3})?"
)
_CARD_SHAPES: Final = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (16,), (15,))

_MAIL_HOSTS = "gmail|naver|daum|hanmail|kakao|hotmail|outlook|yahoo|icloud|live|proton"
_WORTH_A_LOOK: Final = re.compile(
    rf"[@＠﹫]|골뱅이|\bat[\])]|\bat\s(?:{_MAIL_HOSTS})|(?:\d\D*?){{7}}", re.IGNORECASE
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9_][A-Za-z0-9._%+'-]* ?@ ?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9])"
)
_EMAIL_IN_OTHER_SCRIPTS = re.compile(
    r'(?<![^\s@<>(),;:|"])[^\s@<>(),;:|"]+@[^\s@<>(),;:|"]+\.[^\s@<>(),;:|".]{2,}'
)
_EMAIL_IN_WORDS = re.compile(
    r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]*"
    r"(?:\s?(?:[(\[]at[)\]]|골뱅이)\s?[A-Za-z0-9-]+\s?(?:[(\[]dot[)\]]|\bdot\b|닷|점|\.)\s?(?:[A-Za-z]{2,}|컴)"
    rf"|\sat\s(?:{_MAIL_HOSTS})\s?(?:\bdot\b|\.)\s?[A-Za-z]{{2,}})",
    re.IGNORECASE,
)

_GAP = r"[ ]?[-. /)]?[ ]?"
_UNMISTAKABLE_PHONE = re.compile(  # mobiles of Korea and Thailand, and numbers with a country in front
    rf"(?<!\d)(?:\+?82{_GAP}(?:\(0\))?0?1[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
    rf"|\+?66{_GAP}(?:\(0\))?0?[689]\d{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|\(?01[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
    rf"|\(?0[689]\d{_GAP}(?:\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}})"
    rf"|0[689]{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d)"
)
_FOREIGN_PHONE = re.compile(  # where no country's plan has it, as in invented examples
    r"\+\d{1,3}[-. ]?(?:\(\d{1,4}\)[-. ]?)?\d{1,4}(?:[-. ]?\d{2,4}){2,3}(?!\d)"
)
_PHONE_DIGITS = re.compile(r"\d(?:[-.() /]{0,3}\d){6,}")
_GROUPED_PHONE = re.compile(  # United States and Canada, also numbers kept for fiction; United Kingdom
    r"(?<![\d.-])(?:(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}|0\d{4}[ -]\d{6})(?![\d-])"
)
_SOCIAL_SECURITY_NUMBER = re.compile(r"(?<![\d.-])\d{3}-\d{2}-\d{4}(?![\d-])")
_DATE = re.compile(r"\(?(?:\d{4}([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:19|20|25)\d\d)(?!\d)")
_SERVICE_NUMBER = re.compile(r"1[568]\d\d[- ]?\d{4}")  # a Korean firm's own number, nobody's personal data

_NAMED_NUMBER = re.compile(  # a number that follows these words at once is theirs, not a telephone's
    r"(?:track\w*|parcel|order|shipment|invoice|waybill|receipt|reference|\bref|\bcase|ticket|booking|reservation"
    r"|confirmation|account|policy|serial|model|claim|\bid|\bcode|운송장|송장|주문|예약|접수|등기|계좌|인증|코드|일련"
    r"|พัสดุ|ออเดอร์|คำสั่งซื้อ|ติดตาม|บัญชี|รหัส|ใบเสร็จ)"
    r"(?:[\s:#()'\".=|-]|number|num\b|nos?\b|id\b|code\b|is\b|was\b|번호|은|는|이|가"
    r"|หมายเลข|เลขที่|เลข|ที่|คือ|พัสดุ|สินค้า|สั่งซื้อ)*$",
    re.IGNORECASE,
)
_PHONE_WORDS = re.compile(
    r"phone|\bcall|\btel|mobile|\bcell|contact|whats ?app|\btext\b|\breach|\bdial|\bfax|\b(?:my|your|his|her) number"
    r"|전화|연락|휴대|핸드폰|폰번호|문자|팩스|โทร|เบอร์|มือถือ|ติดต่อ",
    re.IGNORECASE,
)
_ID_WORDS = re.compile(
    r"resident|identity|national id|\brrn\b|social|\bssn|주민|외국인|등록번호|ประชาชน|บัตร", re.IGNORECASE
)
_CONTEXT_CHARACTERS: Final = 40
_SENTENCE_END = re.compile(r"[.!?]\s|\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data: what it is, and where, in code points."""

    entity: str
    start: int
    end: int


class Redactor:
    """Replaces personal data by `<CARD>`, `<EMAIL>`, `<PHONE>` and `<NATIONAL_ID>`, and counts what it replaced.

    >>> redactor = Redactor()
    >>> redactor.redact("제 번호는 010-1234-5678이고 메일은 kim@example.com입니다")
    '제 번호는 <PHONE>이고 메일은 <EMAIL>입니다'
    >>> dict(redactor.counts)
    {'PHONE': 1, 'EMAIL': 1}
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def redact(self, text: str) -> str:
        """The text with a placeholder for each finding. The same text always gives the same result."""
        pieces: list[str] = []
        done = 0
        for finding in findings(text):
            self.counts[finding.entity] += 1
            pieces += [text[done : finding.start], f"<{finding.entity}>"]
            done = finding.end
        return "".join([*pieces, text[done:]])


def findings(text: str) -> list[Finding]:
    """Personal data in a text, in its order, without overlaps: of two findings the longer wins, then the first."""
    if not _WORTH_A_LOOK.search(text):
        return []
    view = view_of(text)
    kept: list[Finding] = []
    for found in sorted(set(_all_findings(view)), key=lambda f: (f.start - f.end, f.start, f.entity)):
        if not _overlaps((found.start, found.end), ((other.start, other.end) for other in kept)):
            kept.append(found)
    kept.sort(key=lambda f: f.start)
    return [Finding(f.entity, view.origin[f.start], view.origin[f.end - 1] + 1) for f in kept]


def _all_findings(view: View) -> Iterator[Finding]:
    yield from _emails(view)
    for number in numbers_in(view):
        if _is_card(view, number):
            yield Finding("CARD", number.start, number.end)
        if _is_national_id(view, number):
            yield Finding("NATIONAL_ID", number.start, number.end)
    yield from _social_security_numbers(view)
    yield from _phones(view)


def _emails(view: View) -> Iterator[Finding]:
    plain = [match.span() for match in _EMAIL.finditer(view.masked)]
    other = [match.span() for match in _EMAIL_IN_OTHER_SCRIPTS.finditer(view.plain)]
    # An address in ASCII ends where Hangul or Thai begins: a particle after it is not part of it.
    apart = [span for span in other if not _overlaps(span, plain)]
    spoken = [match.span() for match in _EMAIL_IN_WORDS.finditer(view.plain)]
    return (Finding("EMAIL", start, end) for start, end in [*plain, *apart, *spoken])


def _is_card(view: View, number: Number) -> bool:
    """Luhn's check digit, an issuer's range, and the grouping of a card or no other digits around it."""
    digits = number.digits
    if not _CARD_PREFIX.fullmatch(digits) or not _recognisers()["card"].validate_result(digits):
        return False
    if len(digits) in (15, 16) and digits[0] in "23456":
        return number.whole or number.shape in _CARD_SHAPES
    return number.whole and not _is_named(view, number.start)


def _is_national_id(view: View, number: Number) -> bool:
    """Korean resident and foreigner registration numbers, Thai national identity numbers: 13 digits."""
    if len(number.digits) != 13 or not (number.whole or number.shape in ((6, 7), (13,), (1, 4, 5, 2, 1))):
        return False
    if number.shape == (13,) and view.plain[number.start - 1 : number.start] in ("/", "="):
        return False  # a page's number in an address
    about_identity = _ID_WORDS.search(_before(view, number.start)) is not None
    scores = {name: _best_score(_recognisers()[name], number.digits) for name in ("rrn", "frn", "tnin")}
    if number.shape == (6, 7) and max(scores["rrn"], scores["frn"]) == 1.0:
        return True  # date, grouping and check digit hold: no parcel is numbered so
    if _is_named(view, number.start) and not about_identity:
        return False
    if max(scores.values()) == 1.0:  # the check digit holds
        return True
    # Since October 2020 Korean numbers have no check digit: the grouping or the words around must tell.
    return max(scores["rrn"], scores["frn"]) >= LEAST_SCORE and (number.shape == (6, 7) or about_identity)


def _social_security_numbers(view: View) -> Iterator[Finding]:
    """With hyphens always, otherwise as presidio sees it, and bare only where the words around say so."""
    yield from (
        Finding("NATIONAL_ID", *match.span()) for match in _SOCIAL_SECURITY_NUMBER.finditer(view.masked)
    )
    recogniser = _recognisers()["ssn"]
    for result in recogniser.analyze(view.masked, recogniser.supported_entities):
        grouped = result.score >= LEAST_SCORE and not _is_named(view, result.start)
        bare = result.end - result.start == 9 and _ID_WORDS.search(_before(view, result.start)) is not None
        if result.score > 0 and (grouped or bare):
            yield Finding("NATIONAL_ID", result.start, result.end)


def _phones(view: View) -> Iterator[Finding]:
    found = [match.span() for match in _UNMISTAKABLE_PHONE.finditer(view.masked) if not _DATE.match(match[0])]
    grouped = (match.span() for match in _GROUPED_PHONE.finditer(view.masked))
    found += [span for span in grouped if not _is_named(view, span[0])]
    if any(not _overlaps(match.span(), found) for match in _PHONE_DIGITS.finditer(view.masked)):
        recogniser = _recognisers()["phone"]
        results = recogniser.analyze(view.masked, recogniser.supported_entities)
        found += [(r.start, r.end) for r in results if _is_phone(view, r.start, r.end)]
    foreign = (match.span() for match in _FOREIGN_PHONE.finditer(view.masked))
    found += [span for span in foreign if not _overlaps(span, found)]
    return (Finding("PHONE", start, end) for start, end in found)


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _is_phone(view: View, start: int, end: int) -> bool:
    """Whether digits that some country's plan allows are a telephone number here: the plans are greedy."""
    shown = view.masked[start:end]
    if shown.startswith(("+", "(+")):
        return True
    if _DATE.match(shown) or _SERVICE_NUMBER.fullmatch(shown) or _is_named(view, start):
        return False
    if shown.lstrip("(").startswith("0"):
        return sum(character.isdigit() for character in shown) >= 9
    return _PHONE_WORDS.search(_before(view, start)) is not None


def _before(view: View, start: int) -> str:
    """The words before a number, in its sentence."""
    return _SENTENCE_END.split(view.plain[max(0, start - _CONTEXT_CHARACTERS) : start])[-1]


def _is_named(view: View, start: int) -> bool:
    """Whether the words just before call it a parcel's, an order's, an account's number."""
    return _NAMED_NUMBER.search(view.plain[max(0, start - _CONTEXT_CHARACTERS) : start]) is not None


def _best_score(recogniser: Any, digits: str) -> float:
    results: Iterable[Any] = recogniser.analyze(digits, recogniser.supported_entities)
    return max((float(result.score) for result in results), default=0.0)


@cache
def _recognisers() -> dict[str, Any]:
    """presidio's recognisers, loaded when a text first needs them."""
    from presidio_analyzer import predefined_recognizers as presidio

    found: dict[str, LocalRecognizer] = {
        "card": presidio.CreditCardRecognizer(),
        "rrn": presidio.KrRrnRecognizer(),
        "frn": presidio.KrFrnRecognizer(),
        "tnin": presidio.ThTninRecognizer(),
        "ssn": presidio.UsSsnRecognizer(),
        "phone": presidio.PhoneRecognizer(supported_regions=REGIONS, leniency=1),
    }
    return found
