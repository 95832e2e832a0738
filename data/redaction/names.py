"""Names of people: where the words around say that a name comes, or where the turn before asks for one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from data.redaction import english_names as english
from data.redaction import korean_names as korean
from data.redaction import thai_names as thai
from data.redaction.english_words import WORDS
from data.redaction.finding import Span
from data.redaction.view import View
from data.redaction.words import words_of

_LATIN: Final = re.compile("[A-Za-z]")
_HANGUL: Final = re.compile("[가-힣]")
_THAI: Final = re.compile("[\u0e01-\u0e4e]")
_MAYBE_ENGLISH: Final = re.compile(
    r"name|holder|\bthis is |\bi(?:'| a)?m |speak|talk|\bm(?:r|rs|s|x|iss)\b|\b(?:dr|prof|madam|hi|hello|hey|dear|thanks|thank you|cheers|bye|regards"
    r"|sincerely|signed|yours|best|wishes|love|under|holder|owner|recipient|beneficiary|payee|attn|c/o|made out|addressed|registered to|belongs"
    r"|left (?:it )?with|my |it's|it is|call(?:ed|s)? me|called|go by|here|calling|says|reads|spoke|chatt|dealt|ask(?:ed|ing)? for|helped by|told by|paid by"
    r"|passenger|guest|customer|booking|booked|reserv|table|appointment|helped|served|assisted|named|you've got|you're through|good (?:morning|afternoon|evening))|[-~] ?(?-i:[A-Z])|(?-i:[A-Z][a-z]+ [A-Z])|[,.!?] (?-i:[A-Z])|\b(?:ask|tell|contact|for|with|from|and|by|told|that) (?-i:[A-Z])",
    re.IGNORECASE,
)
ASKS_NAME: Final = re.compile(  # of the speaker, the recipient, the holder: not of a product or a company
    r"(?<!\w)(?=[a-z\W])(?<!company )(?<!business )(?<!product )(?<!shop )(?<!user )(?<!brand )(?<!file )(?<!bank )(?<!store )(?<!model )(?<!hotel )"
    r"(?:\b(?:your|the|a|his|her|their|my|which|what|whose|full|first|last|family|legal|holder's|owner's|recipient's|passenger's|guest's|customer's|cardholder)\s(?:(?:full|first|last|given|family|legal|complete|own) )?(?:and last )?(?:sur)?name\b(?!\s?(?:of (?:the|your) (?:first |last |old |new |primary |favou?rite )?(?:school|teacher|street|city|town|product|company|business|shop|store|item|model|hotel|restaurant|bank|app|street|file|medication|device|network|pet|dog|cat|plan|package|package|bundle|product|seller|website))|s? and password|d)"
    r"|\b(?:first and last|first|last|full|family|sur|given) ?names?\b[^?]{0,30}\?|^\W*(?:and |ok,? |okay,? |sure,? |great,? )*(?:sur|full |first |last )?names?\b(?=[^.?!]{0,60}(?:please|pls|\?|$)| as | on (?:the|your)| for (?:the|your))"
    r"|\bwho(?:m)? (?:am i|do i have|is (?:this|calling|speaking|it for|the (?:account|card|policy|ticket|lease|main|lead|recipient|beneficiary|booking|payee)|picking|receiving|collecting|paying)|'s (?:this|calling|speaking|it for)|should|will|would|shall|placed|made|owns|signed|did you (?:speak|talk)|helped)|\bwho's (?:this|calling|speaking|the (?:account|card|policy|recipient|holder|owner|booking)|it for|on the|picking|collecting|going to)"
    r"|\b(?:account|card|policy)[ -]?holder\b[^?]{0,20}\?|\bmay i (?:ask|know) who|\b(?:what|how) (?:should|can|may|shall|do) (?:i|we) (?:call|address) you|\bspell (?:that|it|your|the)\b|\bspelling\b[^?]{0,40}\?|\band you are\b|\bunder (?:what|which|whose)\b|\bin whose\b|\bspeaking (?:to|with)\b[^.]{0,20}\?)"
    r"|성함|존함|(?=이름)(?<!상품 )(?<!제품 )(?<!회사 )(?<!업체 )(?<!모델 )(?<!파일 )(?<!매장 )(?<!가게 )(?<!은행 )이름(?:이|은|을|도|과|만| 좀| 한번)? ?(?:어떻게|뭐|무엇|부탁|알려|말씀|적어|여쭤|확인|불러|누구|남겨|이요\?|은요|요\?|좀|\?|$)"
    r"|(?:예금주|입금자|수령인|수취인|명의자?|받는 ?(?:분|사람)|받으실 ?분|보내는 ?(?:분|사람)|예약자|주문자|가입자|계약자|보호자|신청인|대표자|카드주|투숙객|탑승자)[^?.]{0,15}(?:누구|어떻게|어느|말씀|부탁|알려|확인|여쭤|적어|요\?|\?)"
    r"|(?:누구시|누구세|누구신|누구실|어느 분|누구랑|누구와|누구 이름|누구 앞|누구 명의|어떤 분|담당자가 누구)|뭐라고 (?:부르|불러)|어떻게 (?:불러|부르)"
    r"|(?:ขอ|ทราบ|แจ้ง|บอก|ยืนยัน|พิมพ์|ระบุ|ถาม|รบกวน|รบกวนขอ|เช็ค|ตรวจสอบ)(?:ทราบ)?\s?ชื่อ(?!สินค้า|ร้าน|บริษัท|รุ่น|ธนาคาร|เมนู|แอป|ผู้ใช้|ไฟล์|ยี่ห้อ|โรง|ถนน|หมู่บ้าน|ยา|เพจ|เว็บ|โดเมน|โปร|แพ็ก|คอร์ส)"
    r"|(?=ชื่อ)(?<!ร้าน)(?<!บริษัท)(?<!สินค้า)(?<!รุ่น)(?<!ใช้)(?<!หมา)(?<!แมว)(?<!ยา)ชื่อ(?:-สกุล|(?:นะ)?(?:ครับ|คะ|ค่ะ)\W*$|นามสกุล|-นามสกุล|จริง|เล่น|เต็ม|ผู้(?!ใช้)[\u0e01-\u0e4e]{1,12}|ลูกค้า|คน[\u0e01-\u0e4e]{1,8}|เจ้าของ[\u0e01-\u0e4e]{1,8}|ใน[\u0e01-\u0e4e]{1,10}|คุณ|บัญชี|พี่|น้อง|แอดมิน|เจ้าหน้าที่|พนักงาน|ช่าง)?\s?(?:เป็น|คือ|ว่า|นี่)?(?:ชื่อ)?\s?(?:อะไร|ไร(?:คะ|ครับ|ค่ะ|$)|ใคร|ด้วย(?:ค่ะ|ครับ|นะ)|หน่อย)|สายกับคุณ|คุณอะไร|(?:พูด|เรียน|สาย|คุย)(?:อยู่)?กับ(?:ใคร|คุณ)|ใคร(?:พูด|โทร|รับ|เป็น(?:ผู้|เจ้าของ)|คะ|ครับ)|ชื่อใคร|นามใคร|สะกด|ให้เรียก"
)
_WORDS_TOO: Final = words_of(
    "Will May Mark Grace Hope Joy Rose Bill Art Grant April June Faith Summer Dawn Sunny Frank Max Pat Rich Drew Jan"
)
_SHORTEST_CALL: Final = 3
_PLAIN_IN_THAI: Final = 7


_LANGUAGES: Final = (
    (_LATIN, english.possible_forms, english.english_names),
    (_HANGUL, korean.possible_forms, korean.korean_names),
    (_THAI, thai.possible_forms, thai.thai_names),
)


def maybe_named(text: str) -> bool:
    """Whether a text may say a name: quick to tell, and right where it says no."""
    return any(letter.search(text) and forms(text) for letter, forms, _ in _LANGUAGES)


def names(view: View, asked: bool) -> list[Span]:
    """Where names of people stand. asked: the turn before asks for one."""
    text = view.plain
    found: list[Span] = []
    for letter, forms, find in _LANGUAGES:
        if letter.search(text) and (asked or forms(text)):
            spans = list(find(text, asked))
            if spans and (asked or letter is not _LATIN or _MAYBE_ENGLISH.search(text)):
                found += spans
    return found


def calls_of(name: str) -> list[str]:
    """How a person whose name was given may be called later: by all of it, or by the first of several words.

    >>> calls_of("Jane Miller"), calls_of("will")
    (['Jane Miller', 'Jane'], [])
    """
    first = name.split()[0]
    calls = [name, first] if len(first) >= _SHORTEST_CALL else [name]
    return [
        call
        for call in dict.fromkeys(calls)
        if len(call) >= 2
        and not (call.isascii() and (call.islower() or call in _WORDS_TOO or call.casefold() in WORDS))
    ]


def first_names(values: Iterable[str]) -> dict[str, str]:
    """Of whom a first name alone is the name: the first person whose whole name begins with it.

    >>> first_names(["jane", "jane miller", "jane doe", "김 민수"])
    {'jane': 'jane miller'}
    """
    bearers: dict[str, str] = {}
    for value in values:
        first, _, more = value.partition(" ")
        if more and len(first) >= _SHORTEST_CALL:
            bearers.setdefault(first, value)
    return bearers


def is_said_at(text: str, start: int, call: str) -> bool:
    """Whether a name stands for itself where nothing announces it. Thai has no spaces: short names need a title.

    >>> is_said_at("Thanks, Jane.", 8, "Jane"), is_said_at("Janet", 0, "Jane"), is_said_at("คุณนุช", 3, "นุช")
    (True, False, True)
    """
    before, after = text[start - 1 : start], text[start + len(call) : start + len(call) + 1]
    if _HANGUL.match(call):
        return not _HANGUL.match(before)
    if _THAI.match(call):
        return len(call) >= _PLAIN_IN_THAI or text.endswith("คุณ", 0, start)
    return not (_is_of_word(before) or _is_of_word(after))


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
