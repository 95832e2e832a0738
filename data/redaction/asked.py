"""What a turn asks for: a turn after it may answer with the value alone, and with nothing that says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from data.redaction.addresses import ASKS_ADDRESS
from data.redaction.finding import overlaps
from data.redaction.literals import Literals
from data.redaction.names import ASKS_NAME

OTHER: Final = "OTHER"  # a number that is nobody's: of an order, a parcel, a ticket
SOME_NUMBER: Final = "NUMBER"  # a number of which the turn does not say what it is
NOTHING: Final[frozenset[str]] = frozenset()

_CARRIED_TURNS: Final = 3
_LONGEST_CARRIED: Final = 80
_MOST_WORDS: Final = 4
_ASKS: Final = re.compile(
    r"[?？]|^\W*and (?:the|your)\b|\b(?:please|pls|plz|could|can|may|would|will|need|give|tell|read|spell|provide|share|type|enter|confirm|verify"
    r"|should|did|have you|sent|texted|emailed|just|what|which|where|whenever|ready|go ahead|send|repeat|require|take|get|let me have|missing|for the)\b"
    r"|주세|보내드|보냈|발송|주시|주실|주셔|줄래|알려|불러|말씀|입력|어떻게|무엇|뭐|뭔|어느|어떤|부탁|확인|필요|남겨|왔나|받으|나요|까요|할까|[요죠]$"
    r"|ขอ|ส่ง|แจ้ง|บอก|อะไร|ไหน|เท่าไ|ด้วย|ไหม|มั้ย|ล่ะ|หน่อย|รบกวน|กรอก|พิมพ์|อ่าน|ทวน|ระบุ|ต้องการ|ให้|คะ\W*$|ยัง"
)
_SHORT: Final = 40
_NOUNS: Final = {
    "CARD": re.compile(
        r"\bcards?\b(?!.{0,12}(?:reader|game|gift))|\bpan\b|\bvisa\b|master ?card|\bamex\b|\bdebit\b|\bdigits across the front|long number"
        r"|카드|บัตรเครดิต|บัตรเดบิต|เลขบัตร|หมายเลขบัตร|เลขหน้าบัตร|บัตร(?!ประชา|ของขวัญ|กำนัล|โดยสาร)"
    ),
    "NATIONAL_ID": re.compile(
        r"\b(?:national|citizen|resident|residence|registration|identity|identification|social security|alien|arc|rrn|ssn|id)\b"
        r"(?:.{0,20}\b(?:number|no|card|id|digits|document)\b|\W*$|.{0,3}\?)|\bid\b|\bssn\b|\brrn\b|last four of your social"
        r"|주민|등록 ?번호|외국인|신분증|민증|앞 ?자리|뒷 ?자리|ประชาชน|ปชช|เลขประจำตัว|เลขบัตร|สิบสามหลัก|13 ?หลัก|ต่างด้าว|ยืนยันตัวตน"
    ),
    "PASSPORT": re.compile(
        r"pass?port|(?:travel )?document (?:number|no)|travel document|여권|패스포트|พาสปอร์?[ตท]|พาสพอร์?[ตท]|หนังสือเดินทาง|เลขเล่ม"
    ),
    "IBAN": re.compile(
        r"\biban\b|\b(?:account|acct?|a/c) ?(?:number|no\b|#)|bank (?:account|details)|(?:savings?|current|checking) account|which account|\bsort ?code|\brouting|\bbsb\b|아이반|계좌|통장|ไอแบน|บัญชี"
        r"|(?:send|pay|transfer|return).{0,20}\b(?:refund|money|payment)"
    ),
    "PHONE": re.compile(
        r"\bphone|\bmobile|\bcell|\btel\b|telephone|whats ?app|call ?back|contact (?:number|no)|\bnumbers? (?:to|can|should|we can|the (?:driver|courier|rider))\b|(?:my|his|her|their) number"
        r"|(?:best|good|your|another|alternative|contact|day ?time|home|work|office|emergency|current|new|any) number|\breach (?:you|him|her|them|me)|\b(?:call|ring|text|dial) (?:you|him|her|them|me|back)"
        r"|\barea code\b|\btry me on\b|전화|휴대|핸드폰|폰 ?번호|받(?:으실|을) ?번호|연락|콜백|เบอร์|โทร|มือถือ|ติดต่อ"
    ),
    "EMAIL": re.compile(r"e-?mail|\bmail\b|이메일|메일|อีเมล|อีเมล์|เมล"),
    "PASSWORD": re.compile(
        r"pass ?(?:word|phrase)|passcode|\b(?:memorable|secret|security) (?:word|name|phrase|answer|question)|maiden name|\b(?:your|of your) first (?:pet|school|car|teacher)\b|your favou?rite (?:teacher|colou?r|food|film|movie|team|place|book|band|animal|pet)\b|비밀 ?답변|คำลับ|(?<![a-z])(?:pwd?|pin)(?![a-z])|log ?-?in details|credentials|비밀 ?번호|비번|패스워드|암호|핀 ?번호"
        r"|รหัสผ่าน|พา[สซ]เวิ?อ?ร?์?[ดท]|รหัสพิน|รหัสลับ|รหัส.{0,12}(?:เข้า|ล็อกอิน|ระบบ|ไวไฟ|wifi)|พิน(?![ก-๙])|พิน(?=เข้า|แอ[ปพ]|ของ|ผม|หนู|ที่|ใหม่|เก่า|เดิม|บัตร|คือ|เป็น|มือถือ|ธนาคาร|ค่ะ|คะ|ครับ|หน่อย|ด้วย|อะไร|สี่|หก)|รหัส(?:เดิม|เก่า|อะไร|ที่ตั้ง|ที่ใช้)"
    ),
    "CODE": re.compile(
        r"\botps?(?![a-z])|one[- ]time|(?<!sort )\bcodes?\b(?! of conduct)|passcode|\bcv[vc]2?(?![a-z])|\b(?:three|3)[ -](?:digits?|numbers?)\b|(?<!우편 )코드|\bsecurity (?:code|number|digits)|\b(?:three|four|3|4)[ -](?:digits?|numbers?)\b.{0,8} (?:on|at) the (?:back|front|reverse|signature)|fob\b|card reader|\bdongle|authenticat|verification|two[- ]factor|2fa"
        r"|\b(?:get|got|received?|see)\b.{0,20}\b(?:text|sms|message)\b|\b(?:number|digits|code|it say)\b.{0,20}\b(?:text|sms|message)|(?:text|sms|message|notification)\b.{0,40}\b(?:come|came|arrive|receive|get|got|sent|see|through|say)|(?:sent|texted|send) you a|sent (?:a|an|the|it).{0,30}(?:text|sms|phone|message)"
        r"|인증|본인 ?확인|일회용|오티피|승인 ?번호|확인 ?(?:번호|코드)|보안 ?(?:번호|코드)|문자.{0,12}(?:왔|온|받(?!으실|을)|숫자|보내)|씨브이|뒷면|카드 ?뒤(?! ?(?:네|4))|뒤에 ?(?:숫자|번호)|보안 ?카드|온 ?(?:숫자|번호)|숫자 ?(?:여섯|네|6|4) ?(?:자리|개)"
        r"|โอทีพี|รหัสยืนยัน|รหัส ?otp|เลขยืนยัน|เลข ?otp|รหัสที่|(?:sms|เอสเอ็มเอส|ข้อความ).{0,25}(?:เลข|รหัส|เข้า|ได้|ส่ง|อะไร)|(?:เลข|รหัส).{0,25}(?:sms|เอสเอ็มเอส|ข้อความ)|มีเลข|เลข(?:เข้า|มา|ส่ง|ขึ้น|เด้ง)|โค้ด|หลังบัตร|(?:เลข|รหัส)[ก-๙ \d]{0,14}(?:ที่ส่ง|ที่ได้)|รหัส.{0,12}หลัก|(?:อ่าน|บอก|ขอ|แจ้ง|ทวน|ทราบ|พิมพ์|กรอก|ระบุ)[ก-๎ ]{0,6}รหัส(?!ผ่าน)|รหัส(?:อะไร|เท่าไ)|ยืนยันตัว"
    ),
}
_NOBODYS: Final = re.compile(
    r"\b(?:order|tracking|parcel|shipment|invoice|waybill|receipt|reference|ref|case|ticket|booking|reservation|confirmation(?! code (?:was |we |i )?(?:sent|texted|emailed))"
    r"|policy|serial|model|claim|sku|item|product|part|batch|lot|flight|room|seat|meter|imei|rma|po|gift card|voucher|coupon"
    r"|promo|discount|postal|zip|error|student|tag|meter|loan|company|unit|house|job|contract|agreement|group|vehicle|chassis|registration plate|member(?:ship)?|loyalty|customer) (?:number|no|id|code|ref\w*|#)|\bbar ?codes?\b|\b(?:qr|dress) codes?\b|\btracking\b|order (?:is|was|do)\b|postcode"
    r"|주문 ?(?:번호|하신)|운송장|송장|예약 ?번호|접수 ?번호|등기 ?번호|상품 ?(?:번호|코드)|(?:할인|프로모션|제품|품목|국가|지역|색상|바|큐알|QR|qr|전원|직원|사원|추천인?|매장|지점|은행) ?코드|모델|일련|시리얼|쿠폰|오류 ?코드|에러 ?코드|우편 ?번호|회원 ?번호|고객 ?번호|문의 ?번호|사건 ?번호|견적 ?번호|영수증 ?번호|학번|차대 ?번호|증권 ?번호|계약 ?번호|동호수|사번"
    r"|เลขพัสดุ|พัสดุ|ออเดอร์|คำสั่งซื้อ|รหัสการจอง|เลขจอง|หมายเลขการจอง|เลขที่จอง|รหัสสินค้า|ซีเรียล|รุ่น|โค้ดส่วนลด|คูปอง|ไปรษณีย์|ใบเสร็จ|ใบแจ้งหนี้|เลขเคลม|เลขสมาชิก|รหัสสมาชิก|เลขเคส|(?:รหัส|เลข)ตั๋ว|ตั๋วรหัส|รหัสบน(?:บัตร|ตั๋ว)|เลขกรมธรรม์|กรมธรรม์|เที่ยวบิน|เลขมิเตอร์|ทะเบียน(?:รถ|นิติ)|รหัส(?:นักศึกษา|ไปรษณีย์|ปณ|วิชา|สาขา|ประเทศ|พื้นที่|พนักงาน|ลูกค้า|ข้อผิดพลาด|คูปอง|ส่วนลด|โปร|สี|รุ่น|ตัวแทน|ร้าน|เคส|อ้างอิง|จอง|ทะเบียน|ธนาคาร|คำสั่ง|รายการ|คิว|งาน)|เลขสัญญา"
)
_SOME_NUMBER: Final = re.compile(
    r"\bnumbers?\b|\bdigits\b|\bread (?:it|that|them)\b|\bspell\b|whenever you're ready|go ahead|\brepeat\b|번호|자리|숫자|불러|말씀|글자씩|เลข|หมายเลข|สะกด|ทวน|หลัก"
)
_SOME_DIGITS: Final = re.compile(
    r"\b(?:four|five|six|eight|[4568])[- ]digits?\b|(?:네|여섯|[46]) ?자리|(?:หก|สี่|[46]) ?(?:หลัก|ตัว)"
)
_SENT: Final = re.compile(
    r"\botps?\b|sms|\btext|verif|authent|cv[vc]|security|one[- ]time|passcode|인증|본인|일회용|문자|확인|보안|뒷면|โอทีพี|ยืนยัน|ข้อความ|หลังบัตร"
)
_PHONE_TOO: Final = re.compile(r"\bnumber|เบอร์|연락처|전화 ?번호")
_LAST_FOUR: Final = re.compile(
    r"last (?:four|4|three|3)|ending|final (?:four|4)|(?:끝|마지막|뒤|뒷) ?(?:네|4|세) ?자리|(?:สี่|4) ?(?:ตัว|หลัก) ?(?:ท้าย|สุดท้าย)|ท้าย"
)
_FILLER: Final = re.compile(
    r"(?:[\s,.!~…?]|\b(?:sure|ok(?:ay)?|yes|yeah|yep|right|of course|no problem|hang on|hold on|one|just|a|sec(?:ond)?|moment|minute|please|let me"
    r"|(?:find|get|grab|check|see|look) ?(?:it|that|my wallet|my bag)?|wait|uh+|um+|er|hmm+|mm-?hmm?|thanks?|thank you|got it|go ahead|take your time|sorry|it's|so|well|for you|here|i'm|ready|listening|whenever|you're|alright|all right|perfect|great)\b"
    r"|네|예|아|어|음|잠시만요?|잠깐만요?|기다려|주세요|주시겠어요|알겠습니다|알겠어요|말씀하세요|말씀해|천천히|하세요|그럼|확인했습니다|감사합니다|찾아볼게요|볼게요|잠시|금방|여기|있어요"
    r"|ค่ะ|คะ|ครับ|ได้|สักครู่|แป๊บ|นึง|หนึ่ง|นะ|รอ|เดี๋ยว|ขอ|หา|ดู|ก่อน|โอเค|เอ่อ|อืม|เชิญ|เลย|ขอบคุณ|จ้า|จดอยู่|ช้าๆ)*"
)
_FIELDS: Final = {
    "CARD": re.compile(r"\bcard (?:number|no|num|pan)\b|\bpan\b|카드 ?번호|เลขบัตร"),
    "NATIONAL_ID": re.compile(
        r"\b(?:national|citizen|resident|identity|id card)\b|\bssn\b|\brrn\b|주민|ประชาชน"
    ),
    "PASSPORT": re.compile(r"passport|여권|พาสปอร์ต|หนังสือเดินทาง"),
    "IBAN": re.compile(r"\biban\b|bank account|계좌|เลขบัญชี"),
    "PHONE": re.compile(
        r"phone|mobile|\bcell\b|\btel\b|msisdn|callback|caller id|\bani\b|전화|휴대|연락처|เบอร์|โทร"
    ),
    "EMAIL": re.compile(r"e ?mail|메일|อีเมล"),
    "PASSWORD": re.compile(r"password|passcode|\bpwd\b|\bpin\b|비밀번호|รหัสผ่าน"),
    "CODE": re.compile(r"\botp\b|verification code|인증번호|รหัสยืนยัน"),
    "NAME": re.compile(
        r"\b(?:customer|client|caller|contact|full|first|last|holder|recipient|guest|passenger|patient|member|user) name\b|이름|성함|성명|ชื่อ"
    ),
    "ADDRESS": re.compile(r"(?<!ip )(?<!mail )\baddress\b|주소|ที่อยู่"),
}
_AGAIN: Final = re.compile(
    r"sorry|pardon|\brest\b|remaining|\bother\b|second|half|last (?:four|eight|six)|나머지|뒷|뒤|남은|เหลือ|ต่อ|หลัง|again|repeat|say|once more|ready|go on|got (?:it|a pen)|second|moment|다시|뭐라|한 ?번 더|잠시|잠깐|준비|อีกครั้ง|อีกที|ทวน|อะไรนะ|สักครู่|พร้อม"
)
SIGNS: Final = (ASKS_NAME, ASKS_ADDRESS, _NOBODYS, _SOME_DIGITS, _SOME_NUMBER, *_NOUNS.values())
_LITERALS: Final = Literals(SIGNS)
_NAME, _ADDRESS, _OTHER, _DIGITS, _NUMBER, *_ENTITIES = (1 << place for place in range(len(SIGNS)))
_REMEMBERED: Final = 20_000  # turns
_LONGEST_REMEMBERED: Final = 500  # characters
_WORD_IN_NAME: Final = re.compile(r"[_\W]+|(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_DIGIT: Final = re.compile(r"\d")


def asked_for(text: str) -> frozenset[str]:
    """The entities that a turn asks for or announces, with OTHER and SOME_NUMBER for numbers of no such kind.

    >>> sorted(asked_for("May I have your name, please?")), sorted(asked_for("인증번호 여섯 자리 알려주세요"))
    (['NAME'], ['CODE'])
    >>> sorted(asked_for("What's your order number?")), sorted(asked_for("That is all we do."))
    (['OTHER'], [])
    """
    return (_asked if len(text) <= _LONGEST_REMEMBERED else _asked.__wrapped__)(text)


@lru_cache(_REMEMBERED)
def _asked(text: str) -> frozenset[str]:
    possible = _LITERALS.among(text)
    if not possible:
        return NOTHING
    small = text.lower()
    asks = (("NAME", _NAME, ASKS_NAME), ("ADDRESS", _ADDRESS, ASKS_ADDRESS))
    words = frozenset(entity for entity, bit, sign in asks if possible & bit and sign.search(small))
    if len(small) > _SHORT and not _ASKS.search(small):
        return words
    nobodys = bool(possible & _OTHER and _NOBODYS.search(small))
    rest, seen = small, possible
    if nobodys:
        rest = _NOBODYS.sub(" ", small)
        seen = _LITERALS.among(rest)
    found = {
        entity
        for bit, (entity, nouns) in zip(_ENTITIES, _NOUNS.items(), strict=True)
        if seen & bit and nouns.search(rest)
    }
    if "CODE" in found and not _PHONE_TOO.search(rest):
        found.discard("PHONE")  # "the code on your phone"
    if nobodys and not _SENT.search(rest):
        found.discard("CODE")  # "the code of your ticket"
    if _LAST_FOUR.search(rest):
        found.discard("CARD")
    if nobodys:
        found.add(OTHER)
    elif found or words:
        pass
    elif possible & _DIGITS and _SOME_DIGITS.search(small) and not _LAST_FOUR.search(rest):
        found.add("CODE")
    elif possible & _NUMBER and _SOME_NUMBER.search(small):
        found.add(SOME_NUMBER)
    return words | found


def asked_by_name(name: str) -> frozenset[str]:
    """What the name of a field says its value is.

    >>> sorted(asked_by_name("passport_no")), sorted(asked_by_name("callbackPhone")), sorted(asked_by_name("order_id"))
    (['PASSPORT'], ['PHONE'], [])
    """
    words = _WORD_IN_NAME.sub(" ", name).lower()
    return frozenset(entity for entity, nouns in _FIELDS.items() if nouns.search(words))


def asked_of(turns: Sequence[str]) -> Iterator[frozenset[str]]:
    """What has been asked for when each turn is said.

    A question holds for the turn after it, and on while the turns are short and say nothing else: "one second", parts of a
    number. For a name or an address they must be fillers.

    >>> turns = ["Your card number?", "Let me find it", "4111 1111", "1111 1111", "Thanks. Anything else I can do for you?", "no"]
    >>> [sorted(asked) for asked in asked_of(turns)]
    [[], ['CARD'], ['CARD'], ['CARD'], ['CARD'], []]
    """
    asked, left = NOTHING, 0
    for turn in turns:
        yield asked
        own = asked_for(turn)
        if own and not (asked and own == {SOME_NUMBER}):
            asked, left = own, _CARRIED_TURNS
            continue
        left -= not _DIGIT.search(turn)
        if left < 0 or _ends_it(turn):
            asked = NOTHING
        elif not _FILLER.fullmatch(turn.lower()):
            asked -= {"NAME", "ADDRESS"}


def _ends_it(turn: str) -> bool:
    """Whether a turn that asks for nothing known ends what was asked for: it is long, or asks something else."""
    if len(turn) > _LONGEST_CARRIED or (_DIGIT.search(turn) and len(_WORD.findall(turn)) > _MOST_WORDS):
        return True
    return "?" in turn and not _AGAIN.search(turn.lower())


def named_in(text: str, end: int) -> frozenset[str]:
    """What a turn calls the number that begins at `end`: the last that it speaks of before, or else whatever it does."""
    called = _called(text)
    before = max((stop for _, stop, _ in called if stop <= end), default=None)
    return frozenset(entity for _, stop, entity in called if before in (None, stop))


def named_anywhere(text: str) -> frozenset[str]:
    """Whatever a turn speaks of."""
    return frozenset(entity for _, _, entity in _called(text))


def _called(text: str) -> list[tuple[int, int, str]]:
    small = text.lower()
    nobodys = [match.span() for match in _NOBODYS.finditer(small)]
    return [(*span, OTHER) for span in nobodys] + [
        (*match.span(), entity)
        for entity, nouns in _NOUNS.items()
        for match in nouns.finditer(small)
        if not overlaps(match.span(), nobodys)
    ]
