"""Domestic bank account numbers, and what goes with them: sort codes, routing numbers. They have no check digits that all
banks share; the words around say what they are, or the name of a bank beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.asked import named_in
from data.redaction.finding import Span
from data.redaction.literals import Sought
from data.redaction.view import View

_ENGLISH_NOUNS: Final = (
    r"(?:bank|savings?|current|checking|chequing|deposit|giro|joint|nominated|payout) (?:account|acct?)\b(?: ?(?:number|no\b\.?|num\b|#))?"
    r"|\b(?:account|acct?|a/c) ?(?:numbers?|nos?\b\.?|num\b|#)|\brouting(?: (?:number|no\b\.?|code))?|\baba(?: number)?\b|\bsort ?codes?\b|\bbsb\b|\bbank\b[^.?!\d\n]{0,20}\b(?:number|no\b\.?)|\bdirect debit (?:from|to|on)\b"
)
_KOREAN_NOUNS: Final = r"(?:계좌|통장)(?: ?번호)?"
_THAI_NOUNS: Final = (
    r"(?:เลข(?:ที่)?|หมายเลข)?บัญชี(?!ผู้ใช้|ไลน์|เฟส|ไอจี|อีเมล|เมล|สมาชิก|แอป)(?:ธนาคาร|ออมทรัพย์|กระแสรายวัน|เงินฝาก)?"
)
_NOUNS: Final = rf"{_ENGLISH_NOUNS}|{_KOREAN_NOUNS}|{_THAI_NOUNS}"
_BANKS: Final = (
    r"\b(?:lloyds|barclays|hsbc|santander|nat ?west|monzo|halifax|nationwide|tsb|rbs|first direct|pnc|usaa|anz|nab|westpac|maybank|hdfc|icici|revolut|starling|wells fargo|citi(?:bank)?|dbs|ocbc|uob|kasikorn|k ?bank|scb|bbl"
    r"|ktb|krung ?thai|krungsri|ttb|tmb|kb|shinhan|woori|hana|nh|ibk|kakao ?bank|toss ?bank|(?:[a-z]+ )?bank)\b"
    r"|(?<![가-힣])(?:[가-힣A-Za-z]{1,6} ?(?:은행|뱅크|금고)|농협|신협|수협|우체국|새마을|카뱅|토뱅|케뱅|카카오|국민|신한|우리|하나|기업|토스|제일|씨티|외환|산업|대구|부산|광주|전북|경남)(?!카드|페이)"
    r"|ธนาคาร[ก-๎]{0,14}|กสิกร(?:ไทย)?|ไทยพาณิชย์|กรุงไทย|กรุงเทพ(?!ฯ|มหา)|กรุงศรี(?:อยุธยา)?|ออมสิน|ทหารไทย(?:ธนชาต)?|ธนชาต|ธ\.?ก\.?ส\.?|เกียรตินาคิน|ทิสโก้|ยูโอบี|อาคารสงเคราะห์|ธอส\.?"
)
_MAYBE: Final = Sought(rf"{_NOUNS}|{_BANKS}|\b(?:account|acct?|a/c)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,:/$£€₩฿-])\d(?:(?: ?- ?| )?\d){5,15}(?![A-Za-z\d%]|[-.,:/]\d| (?:won|baht|usd|gbp|krw|thb|dollars|pounds)\b)"
)
_GROUPED_BY_TWO = re.compile(r"\d\d([- ]?)\d\d\1\d\d|\d{3}[- ]\d{3}")  # a sort code, a BSB
_LINK: Final = (
    r"(?:[\s:,()\"'.#=|-]|\b(?:is|was|it's|its|number|no|with|at|in|to|of|and|the|my|a|from|account|acct?|a/c|current|savings?|checking|now|should be|changed|um|uh|er)\b|번호|계좌|통장|은행|으로|이고요?|이구요|이요|인데요?|예요|이에요"
    r"|[은는이가로요]|เลขที่|เลข|หมายเลข|บัญชี|ที่|คือ|เป็น|ว่า|ของ|ผม|หนู|ดิฉัน|ค่ะ|คะ|ครับ|นะ|ใหม่|เก่า|เปลี่ยน|ธนาคาร|ออมทรัพย์)*+"
)
_TIGHT = re.compile(rf"(?:{_NOUNS})(?:{_LINK}(?:{_BANKS}))?{_LINK}$", re.IGNORECASE)
_BESIDE_A_BANK = re.compile(rf"(?:{_BANKS}){_LINK}$", re.IGNORECASE)
_AN_ACCOUNT = re.compile(rf"\b(?:account|acct?|a/c)\b{_LINK}$", re.IGNORECASE)  # of a bank, or of whomever
_OF_A_BANK = re.compile(rf"{_BANKS}|\b(?:sort ?code|routing|bsb|checking|savings)\b", re.IGNORECASE)
_LOOSE = re.compile(rf"(?:{_NOUNS})(?:[^.?!\d\n]|\.{{2,}}|(?<=[가-힣])\. ){{0,45}}$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:은|는|이|가|을|를|로|으로|이고|인데)?[ ,]{{0,2}}(?:(?:is|was|as) (?:my|the|our) )?(?:{_NOUNS}|{_BANKS})",
    re.IGNORECASE,
)
_SORT = re.compile(r"\b(?:sort ?codes?|bsb)\b(?: number)?(?: is|'s|:|,| was)?\s?$", re.IGNORECASE)
_AN_ACCOUNT_TOO = re.compile(r"\b(?:account|acct?|a/c)\b|\d{7}|\d{4} \d{4}", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20|25)\d\d[- ]?(?:0[1-9]|1[0-2])[- ]?(?:0[1-9]|[12]\d|3[01])")
_MOBILE = re.compile(r"01[016789][- ]?\d{3,4}[- ]?\d{4}|0[689]\d[- ]?\d{3,4}[- ]?\d{3,4}")
_COUNTED = re.compile(r" ?(?:원|만|천|개|명|분|일|월|년|บาท|ชิ้น|วัน|คน|ครั้ง)")
_FEWEST: Final = 7
_WINDOW: Final = 70
_FEWEST_BESIDE_A_BANK: Final = 8


def bank_accounts(view: View, asked: bool) -> Iterator[Span]:
    """Account numbers of banks in context. asked: the turn before asks for one."""
    if not (asked or _MAYBE.may_match(view.plain)):
        return
    for match in _NUMBER.finditer(view.masked):
        if _is_account(view.plain, match, asked):
            yield match.span()


def _is_account(text: str, match: re.Match[str], asked: bool) -> bool:
    shown, (start, end) = match[0], match.span()
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    count = sum(character.isdigit() for character in shown)
    if count < _FEWEST:
        of_account = asked or (
            _SORT.search(before) and _AN_ACCOUNT_TOO.search(text)
        )  # by itself it is a branch's
        return bool(of_account) and _GROUPED_BY_TWO.fullmatch(shown) is not None
    if _DATE.fullmatch(shown) or _COUNTED.match(after):
        return False
    if _TIGHT.search(before):
        return True
    if _MOBILE.fullmatch(shown):
        return False
    if _AN_ACCOUNT.search(before) and (asked or _OF_A_BANK.search(text)):
        return True
    beside = _BESIDE_A_BANK.search(before) or _AFTER.match(after)
    if not (beside and count >= _FEWEST_BESIDE_A_BANK) and not _LOOSE.search(before):
        return False
    named = named_in(text, start)
    return not named or "IBAN" in named
