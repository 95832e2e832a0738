"""Passwords and one-time codes, where the words around say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span
from data.redaction.view import View

MAYBE_SECRET: Final = re.compile(
    r"pass|pwd|\bpin\b|\botp|\bcode\b|\bcv[vc]|비밀 ?번호|비번|패스워드|암호|핀|인증|일회용|보안|확인 ?코드|뒷면"
    r"|รหัส|หลังบัตร|พาส|พิน|โอทีพี",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:\bpass ?(?:word|code|phrase)s?\b|\bpwd\b|\bpasswd\b|\bpin(?![a-z])(?: (?:code|number|no\b\.?))?"
    r"|(?:이체 ?|결제 ?|공동 ?현관 ?|현관 ?|와이파이 ?|계좌 ?)?(?:비밀 ?번호|비번|패스워드|암호|핀 ?번호|핀)"
    r"|รหัสผ่าน|พาสเวิร์ด|พาสเวิด|รหัสลับ|รหัสพิน|รหัส ?(?:atm|เอทีเอ็ม|กดเงิน|บัตร(?!ประ))|รหัสเข้า(?:แอป|ระบบ|เครื่อง|บัญชี)?|พาส(?![ก-๙])|พิน(?![ก-๙]))"
    r"(?P<lead>(?: (?:for|to|on|of|i use|i used)\b[^.?!,:\n]{0,30}?)?(?:ของ[ก-๙]{1,10})?(?:เดิม|เก่า|ใหม่)?"
    r"\s*(?:은|는|이|가|를|을)?\s*(?:is\b|was\b|to\b|it's\b|'s\b|คือ|เป็น|ว่า|[:=,])?\s*"
    r"(?:(?:now|currently|still|set to|지금|현재|그냥|아마)\s*)?)"
    r"(?P<quote>[\"'“‘「`])?(?P<value>[!-~]{4,64})"
    r"(?P<after>\s*(?:입니다|이에요|예요|이요|요|이고|고요|으로|로|라고|이라고|임|인데|ค่ะ|คะ|ครับ|นะ|$))?",
    re.IGNORECASE,
)
_LINKED = re.compile(r"is|'s|was|to|it's|คือ|เป็น|ว่า|[:=은는]", re.IGNORECASE)
_TRAILING = ".,?;:)]\"'”’」`"
_ORDINARY = re.compile(  # what a password may be said to be
    r"(?:wrong|incorrect|correct|right|expired?|invalid|required|weak|strong|fine|reset|changed?|saved|different|same"
    r"|gone|lost|secret|private|safe|secure|blocked|locked|working|stored|hidden|okay|known|unknown|missing|needed"
    r"|important|temporary|confidential|case|rejected|accepted|something|written|printed|longer|shorter|long|that"
    r"|this|what|your|mine|just|still|always|never|being|been|also|only|there|here|very|really|from|with|http\S*)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"<[A-Z_]+>")
_CODE_NUMBER = r"(?<![\d.,:/-])(?:[A-Za-z]{1,2}-)?(?:\d{3}[ -]\d{3}|\d{2}[ -]\d{2}[ -]\d{2}|\d{4,8})(?![\d]|[-./:,]\d|[ ]?(?:won|baht|usd|원|บาท|번|회|자리|หลัก|ครั้ง|นาที|digit))"
_CODE_AFTER = re.compile(
    r"(?:\botps?(?![a-z])|\bone[- ]time (?:pass(?:word|code)|code|pin)"
    r"|\b(?:verification|security|authenticat\w+|auth|2fa|sms|access|log-?in|sign-?in|activation|passcode|texted) (?:code|number|pin)"
    r"|\bcode (?:that )?(?:you|i|they|it|we|he|she)(?:'ve| have)? (?:just )?(?:sent|texted|got|received|gave|says?|have)"
    r"|\bcode (?:in|from|on|by) (?:the |my |your )?(?:text|sms|message|phone|email|app|screen)"
    r"|인증 ?(?:번호|코드)|일회용 ?(?:비밀 ?번호|번호|코드)|보안 ?(?:코드|카드)|확인 ?코드|오티피"
    r"|โอทีพี|รหัส(?:ยืนยัน|otp|ความปลอดภัย)|รหัส ?otp|รหัสที่(?:ได้|ส่ง|เด้ง|ขึ้น)|เลข ?otp)"
    rf"(?P<gap>[^.?!\d\n]{{0,28}}?)(?P<value>{_CODE_NUMBER})",
    re.IGNORECASE,
)
_SIX_DIGITS = re.compile(
    r"(?<!promo )(?<!error )(?<!discount )(?<!voucher )(?<!coupon )(?<!product )(?<!item )(?<!postal )(?<!zip )"
    r"(?<!order )(?<!booking )(?<!tracking )\bcode(?:'s| is| was|:)\s?(?:now )?(?P<value>\d{3} ?\d{3})(?!\d|[-.,]\d)",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    rf"(?P<value>{_CODE_NUMBER})(?: (?:is|was) (?:the|my|your) (?:\w+ )?(?:code|otp|pin)\b"
    r"|[ ]?(?:가|이|이)?[ ]?(?:인증 ?번호|인증 ?코드)|[ ]?(?:คือ|เป็น)(?:รหัส|เลข) ?(?:otp|ยืนยัน))",
    re.IGNORECASE,
)
_CARD_SECURITY = re.compile(
    r"(?:\bcv[vc]2?(?![a-z])|\bcard security code|\bsecurity code|카드 ?뒷면|뒷면 ?(?:세|3) ?자리|รหัส(?:หลัง|ด้านหลัง)บัตร|เลขหลังบัตร"
    r"|(?:three|3) digits on the back)"
    r"[^.?!\d\n]{0,24}?(?:(?:세|3) ?자리[^.?!\d\n]{0,8})?(?P<value>(?<!\d)\d{3,4})(?![\d]|[-./:,]\d|[ ]?(?:자리|digit|หลัก|ตัว|번))",
    re.IGNORECASE,
)


def passwords(view: View, asked: bool) -> Iterator[Span]:
    """Passwords and PINs: what follows the word, where it has digits or signs, or is said to be one."""
    for match in _PASSWORD.finditer(view.plain):
        start, end = match.span("value")
        value = match["value"].rstrip(_TRAILING)
        end = start + len(value)
        if len(value) >= 4 and _is_secret(view, match, value, end):
            yield start, end


def _is_secret(view: View, match: re.Match[str], value: str, end: int) -> bool:
    if _ORDINARY.fullmatch(value) or value.startswith(("http", "/")) or _PLACEHOLDER.search(value):
        return False
    linked = _LINKED.search(match["lead"]) is not None
    if match["quote"]:
        return True
    if value.isdigit():
        return not re.match(r"\s?(?:번|회|자리|개|digits?|times|ครั้ง|หลัก|ตัว)", view.plain[end:])
    if not value.isascii() or not any(letter.isalnum() for letter in value):
        return False
    mixed = any(c.isdigit() for c in value) or re.search(r"[^\w'’.,/&()-]|[a-z][A-Z]", value) is not None
    if mixed:
        return linked or match["after"] is not None or any(c.isdigit() for c in value)
    ends = re.match(r"[.,!?)\"']*\s*(?:$|[,.;]|and\b|입|이|예|라|로|ค่ะ|ครับ|นะ)", view.plain[end:]) is not None
    return linked and ends and not value.endswith(("ed", "ing"))


def codes(view: View, asked: bool) -> Iterator[Span]:
    """One-time codes, and the code on the back of a card."""
    for form in (_CODE_AFTER, _SIX_DIGITS, _CODE_BEFORE, _CARD_SECURITY):
        yield from (match.span("value") for match in form.finditer(view.plain))
