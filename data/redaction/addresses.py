"""Street addresses in English, Korean and Thai."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span, overlaps
from data.redaction.view import View

HAS_NUMBER: Final = re.compile(
    r"\d|teen\b|ty[ -]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) |번지|สิบ|ทับ|หมู่"
)
MAYBE_ADDRESS: Final = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|place|pl|square|terrace|way|boulevard"
    r"|blvd|gardens|grove|hill|row|mews|parade|highway|parkway|circle|walk|rise|view|quay|address|i live|living at"
    r"|moved to|p\.?o\.? box)\b|[로길동리가] ?(?:\d|[일이삼사오육칠팔구십백]+ ?번지)|번지|\d동 ?\d|호"
    r"|หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|แขวง|ตำบล|ต\.|ที่อยู่|บ้านเลขที่|เลขที่",
    re.IGNORECASE,
)
ASKS_ADDRESS: Final = re.compile(r"\baddress\b[^?]{0,40}\?|주소|ที่อยู่")
_KIND = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Place|Pl|Square|Sq|Terrace|Way"
    r"|Boulevard|Blvd|Gardens|Grove|Hill|Row|Mews|Parade|Highway|Hwy|Parkway|Pkwy|Circle|Walk|Rise|View|Quay)"
)
_UNIT = r"(?:Flat|Apt\.?|Apartment|Unit|Suite|Ste\.?|Floor|Room|Block|Blk|#)\s?#?[\w-]{1,6}"
_TOWN = r"(?:,? (?:[A-Z][A-Za-z'’.-]+ ?){1,3}(?:, ?[A-Z]{2}\b)?)"
_POSTCODE = r"(?:,? ?(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}(?:-\d{4})?|[A-Z]{2} \d{5}|Singapore \d{6}))"
_ENGLISH = re.compile(
    rf"(?:\b{_UNIT},? (?:at )?)?\b\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}})?,? (?:[NSEW]\.? |North |South |East |West )?"
    rf"(?:(?:[A-Z][\w'’.-]*|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}?{_KIND}\b\.?(?! ?[a-z]?\d* ?(?:minutes|days))"
    rf"(?:,? {_UNIT})?(?:(?:,|\n) ?(?:[A-Z][A-Za-z'’.-]+ ?){{1,3}}(?:, ?[A-Z]{{2}}\b)?)?{_POSTCODE}?"
)
_ENGLISH_SMALL_KIND = r"(?:street|road|avenue|lane|drive|close|court|crescent|place|square|terrace|way|boulevard|gardens|grove|mews|parade)"
_NUMBER_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh)"
)
_ENGLISH_TOLD = re.compile(
    r"(?:\b(?:address|addr)(?: (?:on [^.,?!:]{1,20}|for [^.,?!:]{1,20}))?(?: is|'s|:| should be| will be| now is| to)?(?: now)?"
    r"|\b(?:i|we) (?:live|stay|moved)(?: at| to| on)|\bliving at|\bmoved to|\bdeliver(?:ed|y)? (?:it )?to|\bship(?:ped)? (?:it )?to"
    r"|\bsend (?:it|them|the \w+) to|\bi'm (?:now )?at|\bcome to|\bgoing to)(?: uh| um| er)?:?,? "
    rf"(?P<address>(?:(?:{_UNIT}),? )?(?:number )?(?:\d{{1,5}}[A-Za-z]?(?:[-/]\d+)?|{_NUMBER_WORDS}(?:[ -]{_NUMBER_WORDS}){{0,3}}),? "
    rf"(?:(?!minutes|days|weeks|hours|times|of|different|percent)[A-Za-z'’]+ ){{1,3}}?{_ENGLISH_SMALL_KIND}\b(?:,? {_UNIT})?(?:,? (?:in )?(?-i:[A-Z])[a-z]+)?{_POSTCODE}?)",
    re.IGNORECASE,
)
_PO_BOX = re.compile(r"\bP\.?O\.? Box \d{2,6}", re.IGNORECASE)

_REGION = (
    r"(?:(?:[가-힣]{2,4}(?:특별시|광역시|특별자치시|특별자치도)|[가-힣]{2,4}[시도]|서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
    r" ?(?=[가-힣]))"
)
_DISTRICT = r"(?:[가-힣]{1,5}[시군구읍면] )"
_QUARTER = r"(?:(?:[가-힣]{1,6}\d?(?:동|리)|[가-힣]{1,5}\d가) )"
_KOREAN_NUMBER = r"(?:\d{1,4}(?:-\d{1,4})?|[일이삼사오육칠팔구십백]{1,6}(?:에 ?[일이삼사오육칠팔구십]{1,4})?)"
_NO_COUNT = r"(?![\d,.]*\d|[ ]?(?:원|만|천|개|명|시(?![가-힣]*[동구])|분|일|월|년|회|배|%|인(?!데)|박|밧|달러|kg|[cmk]?m|번(?!지)|차|위|호선|시간|주|점|도))"
_HOME = (
    r"(?:,? ?(?:\([가-힣0-9, ]{1,20}\)|(?:지하 ?)?[가-힣A-Za-z\d]{0,12}(?:아파트|빌라|오피스텔|빌딩|타워|맨션|연립|주택|자이|래미안|푸르지오|힐스테이트|캐슬|원룸|하우스|상가)"
    r"|(?:지하|반지하)? ?[A-Z]?\d{1,5} ?(?:동|호실?|층)(?![가-힣]*[화])|[일이삼사오육칠팔구십백천]{1,6} ?(?:동|호|층)(?:에)?|[가-힣]{2,8} (?=\d{1,4}동 ?\d)))"
)
_STREET = r"(?:[가-힣][가-힣0-9]{0,11}(?:대로|로|길)(?: ?\d{1,4}번?(?:안)?길)?)"
_KOREAN = re.compile(
    rf"(?<![가-힣])(?:(?P<region>{_REGION}?{_DISTRICT}{{0,2}}{_QUARTER}?))?"
    rf"(?P<street>{_STREET}|[가-힣]{{1,6}}\d?(?:동|리)|[가-힣]{{1,5}}\d가)\s?(?P<number>{_KOREAN_NUMBER}){_NO_COUNT}(?P<lot> ?번지)?(?P<home>{_HOME}*)"
)
_KOREAN_HOME = re.compile(
    r"(?:[가-힣A-Za-z\d]{0,12}(?:아파트|빌라|오피스텔|자이|래미안|푸르지오|힐스테이트|캐슬) ?)?\d{1,4}동 ?\d{2,5}호"
)
_KOREAN_CONTEXT = re.compile(
    r"주소|배송지|받는 ?곳|사는 ?곳|살고|살아요|거주|이사|보내|배달|도로명|자택|집은|집이|댁"
)
_NOT_A_STREET = re.compile(
    r"(?:.*(?:으로|별로|대로변|새로|서로|바로|따로|스스로|가로|세로|홀로|최대로|그대로|제대로|마음대로|때로|실제로|주로|진짜로|추가로|무료로|유료로|프로|제로|유로"
    r"|수수료로|금액으로|전화로|카드로|번호로|통로|경로|도로|피로|회로|오는길|가는길|오는 길|하루|요로|앞길|지름길|하나로)|[두세네]|그[로길]|이[로길])"
)

_THAI = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_THAI_END = r"(?:ค่ะ|คะ|ครับ|คับ|นะคะ|นะครับ|นะ(?![\u0e01-\u0e4e])|จ้า|ด้วย|ใช่|หรือ|เบอร์|โทร|แล้ว|ตรง|ส่ง|เผื่อ|ไหม)"
_THAI_WORD = rf"(?:(?:(?!{_THAI_END}){_THAI}){{1,30}}(?:ฯ)?)"
_THAI_DIGIT_WORDS = r"(?:(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|ศูนย์|สิบ|ยี่สิบ|เอ็ด|ร้อย|ทับ)+)"
_THAI_NUMBER = rf"(?:\d{{1,4}}(?:[/-]\d{{1,4}}){{0,2}}|{_THAI_DIGIT_WORDS})"
_THAI_PART = (
    rf"(?:(?:หมู่ที่|หมู่|ม\.)\s?{_THAI_NUMBER}|หมู่บ้าน\s?{_THAI_WORD}(?:\s\d{{1,3}})?"
    rf"|(?:ซอย|ซ\.)\s?(?:{_THAI_WORD}|{_THAI_NUMBER})(?:\s?(?:\d{{1,3}}(?:/\d{{1,3}})?|{_THAI_DIGIT_WORDS}))?"
    rf"|(?:ถนน|ถ\.|แขวง|เขต|ตำบล|ต\.(?!ค)|อำเภอ|อ\.|จังหวัด|จ\.)\s?{_THAI_WORD}(?:\s\d{{1,3}}(?!\d))?"
    rf"|(?:คอนโด|อาคาร|ตึก)\s?{_THAI_WORD}?(?:\s?[A-Za-z0-9]{{1,12}}){{0,2}}|(?:ชั้น|ห้อง)\s?(?:ที่\s?)?[\d/-]{{1,7}}"
    r"|กรุงเทพ(?:ฯ|มหานคร)?|กทม\.?|\d{5}(?!\d))"
)
_THAI_ADDRESS = re.compile(
    rf"(?:(?P<house>บ้านเลขที่|เลขที่|ที่อยู่(?:คือ|:|ปัจจุบัน|จัดส่ง|ใหม่|ผมคือ|ดิฉันคือ|ฉันคือ|หนูคือ)?(?:คือ)?|อยู่ที่|อยู่บ้านเลขที่|ส่ง(?:ไป|มา)?ที่|ย้ายไป(?:ที่)?|พักที่)\s*:?\s*(?:บ้าน)?(?:เลขที่)?\s*)?"
    rf"(?P<address>(?:(?P<number>{_THAI_NUMBER})\s?)?(?P<parts>{_THAI_PART}(?:[\s,]{{0,2}}{_THAI_PART})*)?)"
)
_THAI_STREETS = re.compile(r"หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.|แขวง|ตำบล|ต\.|อำเภอ|คอนโด|อาคาร")


def addresses(view: View, asked: bool) -> Iterator[Span]:
    """Where street addresses stand. asked: the turn before asks for one."""
    text = view.plain
    found = [match.span() for form in (_ENGLISH, _PO_BOX) for match in form.finditer(text)]
    yield from (
        (start, end - len(text[start:end]) + len(text[start:end].rstrip(" ,.\n"))) for start, end in found
    )
    yield from (match.span("address") for match in _ENGLISH_TOLD.finditer(text))
    korean = [match.span() for match in _KOREAN.finditer(text) if _is_korean_address(text, match)]
    yield from korean
    homes = (match.span() for match in _KOREAN_HOME.finditer(text))
    yield from (span for span in homes if not overlaps(span, korean))
    for match in _THAI_ADDRESS.finditer(text):
        if match["address"] and _is_thai_address(match):
            start = match.start("address")
            yield start, start + len(match["address"].rstrip(" ,"))


def _is_korean_address(text: str, match: re.Match[str]) -> bool:
    """A road or a quarter with a number: with its region, its home, its lot, or where an address is spoken of."""
    if _NOT_A_STREET.fullmatch(match["street"]):
        return False
    if (match["region"] and match["region"].strip()) or match["home"] or match["lot"]:
        return bool(match["lot"]) or match["number"][0].isdigit()
    told = _KOREAN_CONTEXT.search(text, max(0, match.start() - 30), match.end() + 15) is not None
    return told and match["number"][0].isdigit() and len(match["street"]) >= 3


def _is_thai_address(match: re.Match[str]) -> bool:
    """A number with a lane or a road, two of these, or one of them where a house is spoken of."""
    parts = match["parts"] or ""
    streets = len(_THAI_STREETS.findall(parts))
    if match["house"]:
        number = match["number"] and "/" in match["number"] and match["house"].strip() != "เลขที่"
        return bool((streets and (match["number"] or any(c.isdigit() for c in parts))) or number)
    return bool(streets and match["number"]) or (streets >= 2 and any(c.isdigit() for c in parts))
