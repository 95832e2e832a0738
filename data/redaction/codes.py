"""One-time codes, and the code on the back of a card, where the words around say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.context import is_named
from data.redaction.finding import Span
from data.redaction.literals import Literals
from data.redaction.spoken_passwords import spoken_password
from data.redaction.view import View
from data.redaction.words import words_of

_CODE_NUMBER = r"(?<![\d.,/-])(?<!\d:)(?:[A-Za-z]{1,2}-)?(?:\d{3}[ -]\d{3}|\d{2}[ -]\d{2}[ -]\d{2}|\d{4}[ -]\d{4}|\d{4,8})(?![\d]|[-./:,]\d|[ ]?(?:won|baht|usd|원|บาท|번|회|자리|หลัก|ครั้ง|นาที|digit))"
_CODE_WORDS: Final = (
    r"(?:\botps?(?![a-z])|\bone[- ]time (?:pass(?:word|code)|code|pin|number)|\bauthenticator(?: app)?|\b2fa(?: code)?|\bpasscode"
    r"|\b(?:verification|security|authenticat\w+|auth|two[- ]factor|sms|access|log-?in|sign-?in|activation|texted|text|confirm(?:ation)?|recovery|reset|back-?up|emailed|e-?mail|mailed|whats ?app|google|apple|telegram|bank(?:'s|ing)?|approval|authori[sz]ation|temporary|temp|single[- ]use|pairing|(?:6|six|4|four|8|eight)[- ]digit) (?:code|pin|passcode)|\bverification number|\b(?:text|sms|message) (?:(?:has |have )?(?:just )?(?:came|come|arrived|got) (?:in|through|here|to me)|says|said|reads)|\b(?:token|fob|card reader|security device|dongle)\b[^.?!\d\n]{0,20} (?:reads|shows|says|displays)|\btexted me|\b(?:6|six|4|four|8|eight)[- ]digit (?:thing|one|number|code)(?=[^.?!\d\n]{0,24} (?:is|was|says|i got))|\bcodes\b[^.?!\d\n]{0,30}? (?:one|latest|other|newest|last)(?= (?:is|was|says|said))"
    r"|\bcode (?:that )?(?:you|i|they|it|we|he|she)(?: was| were)?(?:'ve| have)? (?:just )?(?:sent|texted|got|received|given|gave|says?|have)"
    r"|\b(?:your|my) (?:new |latest |other )?code(?= (?:is|was) )|\bcode (?:that )?(?:just )?(?:came|arrived|shows?|popped|appeared)|(?<!error )(?<!promo )(?<!discount )(?<!voucher )(?<!product )(?<!postal )(?<!zip )(?<!country )(?<!area )\bcode (?:it )?(?:says|said|reads)|\bcode (?:in|from|on|by) (?:the |my |your )?(?:text|sms|message|phone|email|app|screen)"
    r"|인증 ?(?:번호|코드|숫자|문자|메일|키|값)|본인 ?(?:확인|인증) ?(?:번호|숫자|코드|문자)|일회용[가-힣 ]{0,8}?(?:번호|코드)|인증(?= ?\d)|보안 ?(?:코드|카드)|확인 ?(?:코드|번호)|승인 ?번호|오티피|(?:문자|카톡|톡|알림톡|메일|메신저|폰|휴대폰|핸드폰|앱|어플)(?:으?로|에) ?(?:지금 |방금 )?(?:온|받은|뜬|날아온|도착한|보내주신|보낸|왔던) ?(?:인증 ?)?(?:번호|숫자|코드|거|건)|(?:에서|한테|서|방금|지금|아까|새로|이제) ?(?:온|보낸|받은|뜬|도착한) ?(?:번호|숫자|코드)|(?<!송장)(?<!주문)(?<!예약)(?<!접수)(?<!전화) ?(?:번호|숫자|코드)(?:가|는)? ?(?:왔|떴|뜨|나왔|나와|받았)[가-힣]{0,4}"
    r"|โอทีพี|รหัส ?(?:ยืนยัน|otp|ความปลอดภัย)|(?:รหัส|เลข|ตัวเลข)(?:หกหลัก|6 ?หลัก|สี่หลัก|4 ?หลัก)?ที่(?:เพิ่ง)?(?:ได้|ส่ง|เด้ง|ขึ้น|มา(?:ใน|ทาง))|เลข ?(?:6|หก|4|สี่) ?(?:ตัว|หลัก)(?:ที่(?:ได้|ส่ง|ขึ้น|เด้ง)[ก-๙]{0,8})?|(?:sms|ข้อความ|ไลน์)(?: ?(?:ล่าสุด|ใหม่|อัน[ก-๙]{1,8}))? ?(?:ส่ง|ขึ้น|เด้ง|เขียน|บอก)(?:เลข|รหัส|โค้ด)?(?:มา|ว่า)?|(?:เลข|โค้ด) ?(?:otp|ยืนยัน)|(?:เลข|รหัส|โค้ด)(?:ที่อยู่)?(?:ใน|จาก)(?:อีเมล|เมล|sms|ข้อความ|ไลน์)|(?:sms|ข้อความ) ?(?:มา)?ว่า(?= ?[\"“]?\d)|(?:โค้ด|รหัส) ?(?:6|หก|4|สี่) ?(?:หลัก|ตัว)|โค้ดที่(?:ได้|ส่ง|เด้ง|ขึ้น)|ได้(?:รับ)?รหัส|รหัสมา)"
)
_CODE_AFTER = re.compile(
    rf"{_CODE_WORDS}(?P<gap>[^.?!\d\n]{{0,40}}?)(?<!from )(?P<value>{_CODE_NUMBER})", re.IGNORECASE
)
_CODE_TOO = re.compile(
    rf"{_CODE_WORDS}[^.?!\d\n]{{0,40}}?{_CODE_NUMBER},? (?:and|or) (?P<value>{_CODE_NUMBER})", re.IGNORECASE
)
_CODE_SPOKEN_OF = re.compile(_CODE_WORDS, re.IGNORECASE)
_CODE = re.compile(r"\bcode\b|코드|โค้ด|รหัส|\bpin\b", re.IGNORECASE)
_SENT = re.compile(
    r"\b(?:text(?:ed)?|sms|message|sent|came|arrived|received)\b|문자|메시지|왔|보내|ข้อความ|เอสเอ็มเอส|ส่ง(?!ฟรี|ของ|สินค้า|พัสดุ)|เด้ง|เข้ามา|ได้(?:รับ)?ข้อความ",
    re.IGNORECASE,
)
_VERIFIES = re.compile(
    rf"{_CODE_WORDS}|\bverif|\bauthenticat|인증|일회용|ยืนยันตัว|(?:문자|카톡|알림톡|메시지)[가-힣 ]{{0,6}}?(?:\d{{6}}[가-힣 ]{{0,10}}?)?(?:온|왔|받|보내|도착|뜬)|(?:방금|지금|아까) ?(?:보내|온|받)|รหัส(?:ไม่ถูก|ผิด|หมดอายุ|ไม่ผ่าน)",
    re.IGNORECASE,
)
_FROM_SMS = re.compile(
    r"\b(?:from|in|on|by|via) (?:your|the|a|my|that) (?:sms|text|message)\b|ได้(?:รับ)? ?(?:sms|ข้อความ)(?!.{0,20}(?:พัสดุ|โอน|ยอด))|(?:sms|ข้อความ) ?(?:เข้า|ล่าสุด|มา(?!ว่า))(?!.{0,20}(?:พัสดุ|โอน|ยอด))",
    re.IGNORECASE,
)
_SIX = re.compile(
    r"(?<![\w.,:/#$£€₩฿-])(?:\d{3}[ -]\d{3}|\d{6})(?![\w%-]|[.,:/]\d| ?(?:won|baht|usd|원|บาท|번|회|자리|หลัก|ครั้ง|นาที|digit))"
)
_OF_GROUPS = re.compile(
    r"(?:코드|โค้ด|รหัส)(?: ?(?:6|หก) ?(?:หลัก|ตัว))?[ :]{0,2}(?:คือ|เป็น|은|는|이|가)? ?(?P<value>\d{3}[ -]\d{3})(?! ?\d|[-.,/]\d)"
)
_SIX_DIGITS = re.compile(  # "code: 448-219", of which the word before says whose it is
    r"(?:(?P<of>[A-Za-z]+)[ -])?\bcode(?P<linked>'s| is| was|:)?\s?(?:now )?(?P<value>\d{3}[ -]?\d{3})(?![\dA-Za-z]|[-.,:/]\d)",
    re.IGNORECASE,
)
_NOBODYS_CODES: Final = words_of(
    """promo promotion promotional error discount voucher coupon product item postal zip post order booking tracking area country sort branch swift
    style colour color sku part model dress qr bar airport reason reference ref fault status tax hs batch lot store diagnostic customer student
    staff employee agent referral invite gift offer deal source trip flight dial warehouse shipping"""
)
_OF_SPEAKER: Final = words_of(
    "the my your a new this that is and says got ok okay so old first second last right same"
)
_BY_TEXT = re.compile(  # "they texted me 3309", "got an sms: 48210"
    rf"\b(?:sms(?:ed)?|texted|whats ?app(?:ed)?|telegram|text message)\b(?: (?:sent|gave|says|said|me|us|is|was|came|just|now|with|the|a|code|number|here|in|it's))*[:,]? (?P<value>{_CODE_NUMBER})",
    re.IGNORECASE,
)
_SIX_CAME = re.compile(
    r"(?<![\w.,:/-])(?P<value>\d{6}) ?(?:이?라고|이|가|로|요)? ?(?:왔|떴|뜨네|옴(?![가-힣]))"
)
_CARD_SECURITY_SAID = re.compile(
    r"(?:\bcv[vc]2?(?![a-z])|씨브이[씨브]이?|뒷면[가-힣 ]{0,6}(?:세|3) ?자리|보안 ?(?:코드|번호))[은는이가]? ?(?P<value>[공영일이삼사오육칠팔구]{3})(?=이?[에예]요|입니다|이고|고요|이요|요|[ .!]|$)",
    re.IGNORECASE,
)
_CODE_CAME = re.compile(
    r"(?<![\w.,:/-])(?P<value>\d{4,8})\s?(?:이?라고|이라|로|가|이)?\s?(?:왔|떴|뜨|뜹|찍혔|찍혀|나와|나왔|날아)"
)
_CODE_BEFORE_SMS = re.compile(
    rf"(?P<value>{_CODE_NUMBER}) ?(?:이?라고|이?라는|이?란|로|이|가|요)? ?(?:문자|카톡|알림톡|톡|메시지)(?:가|이|로)? ?(?:왔|받았|옴|떴|날아|찍)"
)
_MIXED: Final = r"(?<![\w.@/-])(?=[\dA-Za-z-]*\d)(?=[\d-]*[A-Za-z])(?![a-z]*\d{1,2}[a-z]*(?![\w-]))(?![A-Za-z]{4,}\d{1,3}(?![\w-]))[A-Za-z\d]{2,10}(?:-[A-Za-z\d]{2,6}){0,3}(?![A-Za-z\d_@-]|\.\w)"
_MIXED_CODE = re.compile(  # "confirmation code A3F9K2"
    rf"{_CODE_WORDS}(?:[^.?!\d\n]{{0,30}}?(?: is| was| says|'s|:|=|은|는|이|가|คือ|เป็น)|[ก-๎]{{1,14}})? ?[:=]? ?[\"'“‘]?(?P<value>{_MIXED})",
    re.IGNORECASE,
)
_ANSWERED_CODE = re.compile(_MIXED)
_SAID_CODE = re.compile(
    rf"{_CODE_WORDS}(?:[^.?!\d\n]{{0,30}}?(?: is| was| says|'s|:|=|คือ|เป็น)|은|는|이|가)?,? ", re.IGNORECASE
)
_LONGEST_ANSWER: Final = 60
_SHORTEST_CODE: Final = 4
_CODE_AFTER_SMS = re.compile(
    rf"(?:(?:문자|카톡|알림톡|톡)(?:가|이|로)? ?(?:왔|받았|온|떴)[가-힣]{{0,4}}[ ,:]{{1,2}}|(?:sms|ข้อความ)(?:มา|เข้า)[ก-๎]{{0,6}} ?)(?P<value>{_CODE_NUMBER})(?! ?[년월시분호층개명만천건])",
    re.IGNORECASE,
)
_CODE_TO_USE = re.compile(
    r"\b(?:use|enter|type(?: in)?|key in|input) (?P<value>\d{3}[ -]\d{3}|\d{4,8}) (?:to|for) (?:sign|log|verif|confirm|authenticat|reset|complet|access|your)",
    re.IGNORECASE,
)
_CODE_OF_A_FORM = re.compile(r"(?<![A-Za-z\d-])(?P<value>G-\d{6})(?!\d)")
_CODE_BEFORE = re.compile(
    rf"(?P<value>(?<![A-Za-z]){_CODE_NUMBER})(?:,? (?:is|was|that's|thats|this is|as) (?:the|my|your|what)? ?(?!promo|discount|error|order|coupon|voucher|product|post|zip|gift|area|country)(?:\w+ ){{0,2}}(?:code|otp|pin)\b|,? (?:by|via|in (?:a|the|my)|from (?:the|a|your)) (?:text|sms|whats ?app)\b"
    r"|[ ]?(?:가|이|이게|이거|라는|이라는|라고|요)?[ ]?(?:인증 ?번호|인증 ?코드|확인 ?코드|오티피|otp)|[ ]?(?:คือ|เป็น|ใช่|นี่)?(?:รหัส|เลข|โค้ด) ?(?:otp|ยืนยัน|ไหม|มั้ย|หรือเปล่า))",
    re.IGNORECASE,
)
_CARD_SECURITY = re.compile(
    r"(?:\bcv[vc]2?(?![a-z])|ซีวี[วซ]ี|씨브이[씨브]이?|\bcard security (?:code|number|no\b\.?)|\bsecurity (?:code|number|digits)|보안 ?(?:코드|번호)|카드 ?뒷면|뒷면 ?(?:세|3) ?자리|รหัส(?:หลัง|ด้านหลัง)บัตร|รหัส(?:ความ)?ปลอดภัย|เลขหลังบัตร"
    r"|\b(?:three|3|four|4)[- ](?:digits?|numbers?)(?: number| code| thing| one)? (?:on|at) the (?:back|front|reverse|signature)|카드 ?뒤(?:에|쪽|편)(?! ?(?:네|4) ?자리)|뒤(?:에|쪽|편)?(?: 있는)? ?(?:숫자|번호)|เลข(?:ด้าน)?หลัง|(?:ด้าน)?หลังบัตร)"
    r"[^.?!\d\n]{0,24}?(?:(?:세|3) ?(?:자리|개)[^.?!\d\n]{0,8}|(?:3|สาม) ?(?:ตัว|หลัก)[^.?!\d\n]{0,8})?(?P<value>(?<!\d)\d(?:[ -]?\d){2,3})(?! ?\d|[-./:,]\d|[ ]?(?:자리|digit|หลัก|ตัว|번))",
    re.IGNORECASE,
)

_LETTER = re.compile(r"[^\W\d_]")
_LEAD = re.compile(
    r"(?:\W|\b(?:it's|it|is|was|the|code|sure|yes|yeah|ok|okay|so|um+|uh+|i|think|got|says)\b|(?:네|예|어|음|코드는|번호는)(?![가-힣])|ค่ะ|ครับ|คือ|ได้|เอ่อ)*",
    re.IGNORECASE,
)
_FORMS: Final = (
    _CODE_AFTER, _CODE_TOO, _OF_GROUPS, _BY_TEXT, _SIX_CAME, _CARD_SECURITY_SAID, _CODE_TO_USE, _CODE_OF_A_FORM, _CODE_AFTER_SMS,
    _CODE_BEFORE_SMS, _CODE_BEFORE, _CARD_SECURITY,
)  # fmt: skip
_WHERE_SPOKEN_OF: Final = (_CODE_CAME, _MIXED_CODE)
_LITERALS: Final = Literals((*_FORMS, *_WHERE_SPOKEN_OF, _SIX_DIGITS, _SAID_CODE, _SIX))


def codes(view: View, asked: bool) -> Iterator[Span]:
    """One-time codes, and the code on the back of a card. asked: see answers."""
    text = view.plain
    possible = _LITERALS.among(text)
    *plain, bare, said, six = (
        possible >> place & 1 for place in range(len(_FORMS) + len(_WHERE_SPOKEN_OF) + 3)
    )
    for form, may in zip(_FORMS, plain, strict=False):
        if may:
            yield from (match.span("value") for match in form.finditer(text))
    for match in _SIX_DIGITS.finditer(text) if bare else ():
        of = (match["of"] or "the").lower()
        if of in _OF_SPEAKER or (match["linked"] and of not in _NOBODYS_CODES):
            yield match.span("value")
    if (said or any(plain[len(_FORMS) :])) and _CODE_SPOKEN_OF.search(text):
        for form in _WHERE_SPOKEN_OF:
            yield from (match.span("value") for match in form.finditer(text))
        yield from (span for match in _SAID_CODE.finditer(text) if (span := _spelled(text, match.end())))
    if asked:
        yield from _answer(view)
    if six and (
        _VERIFIES.search(text) or (_SENT.search(text) and (_CODE.search(text) or _FROM_SMS.search(text)))
    ):
        yield from (match.span() for match in _SIX.finditer(view.masked) if not is_named(view, match.start()))


def _answer(view: View) -> Iterator[Span]:
    """The code in a turn that answers: letters with digits, written or spelled."""
    for match in _ANSWERED_CODE.finditer(view.plain):
        beside = len(view.plain) - len(match[0])
        if (
            beside <= _LONGEST_ANSWER
            and len(match[0]) >= _SHORTEST_CODE
            and not is_named(view, match.start())
        ):
            yield match.span()
    if len(view.plain) <= _LONGEST_ANSWER:
        lead = _LEAD.match(view.plain)
        if span := _spelled(view.plain, lead.end() if lead else 0):
            yield span


def _spelled(text: str, start: int) -> Span | None:
    """The code that is spelled from here on."""
    span = spoken_password(text, start, words=False)
    return span if span is not None and _LETTER.search(text, *span) else None
