"""One-time codes, and the code on the back of a card, where the words around say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.context import is_named
from data.redaction.finding import Span
from data.redaction.view import View

_CODE_NUMBER = r"(?<![\d.,:/-])(?:[A-Za-z]{1,2}-)?(?:\d{3}[ -]\d{3}|\d{2}[ -]\d{2}[ -]\d{2}|\d{4}[ -]\d{4}|\d{4,8})(?![\d]|[-./:,]\d|[ ]?(?:won|baht|usd|원|บาท|번|회|자리|หลัก|ครั้ง|นาที|digit))"
_CODE_WORDS: Final = (
    r"(?:\botps?(?![a-z])|\bone[- ]time (?:pass(?:word|code)|code|pin|number)|\bauthenticator(?: app)?|\b2fa(?: code)?|\bpasscode"
    r"|\b(?:verification|security|authenticat\w+|auth|two[- ]factor|sms|access|log-?in|sign-?in|activation|texted|text|confirm(?:ation)?|recovery|reset|back-?up|emailed|e-?mail|mailed|whats ?app|google|apple|telegram|bank(?:'s|ing)?|approval|authori[sz]ation|temporary|temp|single[- ]use|pairing|(?:6|six|4|four|8|eight)[- ]digit) (?:code|pin|passcode)|\bverification number|\b(?:text|sms|message) (?:says|said|reads)|\btexted me|\b(?:6|six|4|four|8|eight)[- ]digit (?:thing|one|number)(?= (?:is|was|says|i got))|\bcodes\b[^.?!\d\n]{0,30}? (?:one|latest|other|newest|last)(?= (?:is|was|says|said))"
    r"|\bcode (?:that )?(?:you|i|they|it|we|he|she)(?:'ve| have)? (?:just )?(?:sent|texted|got|received|gave|says?|have)"
    r"|\bcode (?:that )?(?:just )?(?:came|arrived|shows?|popped|appeared)|(?<!error )(?<!promo )(?<!discount )(?<!voucher )(?<!product )(?<!postal )(?<!zip )(?<!country )(?<!area )\bcode (?:it )?(?:says|said|reads)|\bcode (?:in|from|on|by) (?:the |my |your )?(?:text|sms|message|phone|email|app|screen)"
    r"|인증 ?(?:번호|코드|숫자|문자|메일|키|값)|본인 ?(?:확인|인증) ?(?:번호|숫자|코드|문자)|일회용 ?(?:비밀 ?번호|번호|코드)|보안 ?(?:코드|카드)|확인 ?(?:코드|번호)|승인 ?번호|오티피|(?:문자|카톡|톡|알림톡|메일|메신저|폰|휴대폰|핸드폰|앱|어플)(?:으?로|에) ?(?:지금 |방금 )?(?:온|받은|뜬|날아온|도착한|보내주신|보낸|왔던) ?(?:인증 ?)?(?:번호|숫자|코드|거|건)|(?:에서|한테|서) ?(?:온|보낸|받은) ?(?:번호|숫자|코드)|(?<!송장)(?<!주문)(?<!예약)(?<!접수)(?<!전화) ?(?:번호|숫자|코드)(?:가|는)? ?(?:왔|떴|뜨|나왔|나와|받았)[가-힣]{0,4}"
    r"|โอทีพี|รหัส ?(?:ยืนยัน|otp|ความปลอดภัย)|(?:รหัส|เลข|ตัวเลข)(?:หกหลัก|6 ?หลัก|สี่หลัก|4 ?หลัก)?ที่(?:เพิ่ง)?(?:ได้|ส่ง|เด้ง|ขึ้น|มา(?:ใน|ทาง))|เลข ?(?:6|หก|4|สี่) ?(?:ตัว|หลัก)(?:ที่(?:ได้|ส่ง|ขึ้น|เด้ง)[ก-๙]{0,8})?|(?:sms|ข้อความ|ไลน์) ?(?:ส่ง|ขึ้น|เด้ง|เขียน|บอก)(?:เลข|รหัส|โค้ด)?(?:มา|ว่า)?|(?:เลข|โค้ด) ?(?:otp|ยืนยัน)|โค้ดที่(?:ได้|ส่ง|เด้ง|ขึ้น)|ได้(?:รับ)?รหัส|รหัสมา)"
)
_CODE_AFTER = re.compile(
    rf"{_CODE_WORDS}(?P<gap>[^.?!\d\n]{{0,40}}?)(?P<value>{_CODE_NUMBER})", re.IGNORECASE
)
_CODE_SPOKEN_OF = re.compile(_CODE_WORDS, re.IGNORECASE)
_CODE = re.compile(r"\bcode\b|코드|โค้ด|รหัส|\bpin\b", re.IGNORECASE)
_SENT = re.compile(
    r"\b(?:text(?:ed)?|sms|message|sent|came|arrived|received)\b|문자|메시지|왔|보내|ข้อความ|เอสเอ็มเอส|ส่ง(?!ฟรี|ของ|สินค้า|พัสดุ)|เด้ง|เข้ามา",
    re.IGNORECASE,
)
_FROM_SMS = re.compile(
    r"\b(?:from|in|on|by|via) (?:your|the|a|my|that) (?:sms|text|message)\b", re.IGNORECASE
)
_SIX = re.compile(
    r"(?<![\w.,:/#$£€₩฿-])(?:\d{3}[ -]\d{3}|\d{6})(?![\w%-]|[.,:/]\d| ?(?:won|baht|usd|원|บาท|번|회|자리|หลัก|ครั้ง|นาที|digit))"
)
_SIX_DIGITS = re.compile(
    r"(?<!promo )(?<!error )(?<!discount )(?<!voucher )(?<!coupon )(?<!product )(?<!item )(?<!postal )(?<!zip )"
    r"(?<!order )(?<!booking )(?<!tracking )\bcode(?:'s| is| was|:)\s?(?:now )?(?P<value>\d{3} ?\d{3})(?!\d|[-.,]\d)",
    re.IGNORECASE,
)
_CODE_CAME = re.compile(
    r"(?<![\w.,:/-])(?P<value>\d{4,8})\s?(?:이?라고|이라|로|가|이)?\s?(?:왔|떴|뜨|뜹|찍혔|찍혀|나와|나왔|날아)"
)
_CODE_AFTER_SMS = re.compile(
    rf"(?:(?:문자|카톡|알림톡|톡)(?:가|이|로)? ?(?:왔|받았|온|떴)[가-힣]{{0,4}}[ ,:]{{1,2}}|(?:sms|ข้อความ)(?:มา|เข้า)[ก-๎]{{0,6}} ?)(?P<value>{_CODE_NUMBER})(?! ?[년월시분호층개명만천건])",
    re.IGNORECASE,
)
_CODE_OF_A_FORM = re.compile(r"(?<![A-Za-z\d-])G-(?P<value>\d{6})(?!\d)")
_CODE_BEFORE = re.compile(
    rf"(?P<value>(?<![A-Za-z]){_CODE_NUMBER})(?:,? (?:is|was|that's|thats|this is|as) (?:the|my|your|what)? ?(?!promo|discount|error|order|coupon|voucher|product|post|zip|gift|area|country)(?:\w+ )?(?:code|otp|pin)\b|,? (?:by|via|in (?:a|the|my)|from (?:the|a|your)) (?:text|sms|whats ?app)\b"
    r"|[ ]?(?:가|이|이게|이거|라는|이라는|라고|요)?[ ]?(?:인증 ?번호|인증 ?코드|확인 ?코드|오티피|otp)|[ ]?(?:คือ|เป็น|ใช่|นี่)?(?:รหัส|เลข|โค้ด) ?(?:otp|ยืนยัน|ไหม|มั้ย|หรือเปล่า))",
    re.IGNORECASE,
)
_CARD_SECURITY = re.compile(
    r"(?:\bcv[vc]2?(?![a-z])|ซีวี[วซ]ี|씨브이[씨브]이?|\bcard security (?:code|number|no\b\.?)|\bsecurity code|보안 ?(?:코드|번호)|카드 ?뒷면|뒷면 ?(?:세|3) ?자리|รหัส(?:หลัง|ด้านหลัง)บัตร|เลขหลังบัตร"
    r"|(?:three|3)[- ]digits?(?: number| code| thing| one)? (?:on|at) the back)"
    r"[^.?!\d\n]{0,24}?(?:(?:세|3) ?자리[^.?!\d\n]{0,8})?(?P<value>(?<!\d)\d{3,4})(?![\d]|[-./:,]\d|[ ]?(?:자리|digit|หลัก|ตัว|번))",
    re.IGNORECASE,
)


def codes(view: View, asked: bool) -> Iterator[Span]:
    """One-time codes, and the code on the back of a card. asked: see answers."""
    for form in (_CODE_AFTER, _SIX_DIGITS, _CODE_OF_A_FORM, _CODE_AFTER_SMS, _CODE_BEFORE, _CARD_SECURITY):
        yield from (match.span("value") for match in form.finditer(view.plain))
    if _CODE_SPOKEN_OF.search(view.plain):
        yield from (match.span("value") for match in _CODE_CAME.finditer(view.plain))
    if _CODE_SPOKEN_OF.search(view.plain) or (
        _SENT.search(view.plain) and (_CODE.search(view.plain) or _FROM_SMS.search(view.plain))
    ):
        yield from (match.span() for match in _SIX.finditer(view.masked) if not is_named(view, match.start()))
