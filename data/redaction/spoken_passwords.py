"""Passwords said aloud: "river stone forty two exclamation mark", "대문자 케이 다음에 오렌지 삼삼구"."""

from __future__ import annotations

import re
from typing import Final

from data.redaction.finding import Span
from data.redaction.spoken_words import (
    ENGLISH_DIGITS,
    KOREAN_DIGITS,
    KOREAN_LETTERS,
    SPELLING,
    TENS,
    THAI_DIGITS,
    THAI_LETTERS,
    TIMES,
    any_of,
)

_THAI: Final = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_SIGNS: Final = (
    r"\b(?:exclamation(?: mark| point)?|hash ?tag|hash|at sign|under ?score|dash|hyphen|dot|full stop|period|star|asterisk|question mark|percent(?: sign)?"
    r"|dollar(?: sign)?|ampersand|plus(?: sign)?|equals(?: sign)?|(?:forward |back ?)?slash|pound sign|comma|colon)\b"
    r"|느낌표|골뱅이|별표|샵|우물 ?정|언더 ?바|밑줄|달러|물음표|퍼센트|대시|하이픈|마침표|쩜|앤드"
    r"|(?:เครื่องหมาย)?(?:ตกใจ|อัศเจรีย์|คำถาม|แอท|แอ็ท)|ดอกจัน|สี่เหลี่ยม|ชาร์ป|แฮชแท็ก|ขีดล่าง|ขีดกลาง|ขีด|จุด|ดอท|ดอลลาร์|เปอร์เซ็นต์"
)
_CASES: Final = r"\b(?:all (?:lower|upper) ?case|capital|upper ?case|lower ?case|big|small)\b|대문자|소문자|(?:ตัว)?(?:พิมพ์)?(?:ใหญ่|เล็ก)"
_TOKEN = re.compile(
    rf"(?P<sign>{_SIGNS}|{_CASES})"
    r"|(?P<stop>\b(?:the|a(?! [a-z]\b)|an|it|its|this|that|these|those|is|was|are|be|been|not|no|but|because|so|if|when|while|for|from|of|on|in|by|at|to|into|as|i|i'm|i've|we|you|they|he|she|my|your"
    r"|our|still|just|only|please|can|could|would|should|doesn't|does|don't|won't|isn't|has|have|had|must|need|needs|always|never|again|after|before|until|since|about|least|most|valid|working"
    r"|case|sensitive|required|wrong|expired|incorrect|correct|right|one of|try|tried|attempts?)\b"
    r"|[가-힣]*(?:인데|는데|어요|아요|해요|돼요|네요|니다|대요|세요|지만|려고|하고|라고|으로|나요|까요|틀린|틀려|안|다시|계속)(?![가-힣])"
    r"|ไม่|ต้อง|แต่|ค่ะ|คะ|ครับ|ผิด|ที่|ใช้|เข้า|แล้วขึ้น|หรือ|อย่างน้อย|ได้|พิมพ์)"
    r"|(?P<unit>\b(?:characters?|letters?|digits?|numbers?|symbols?|long|times|minutes?|hours?|days?|weeks?|months?|years?|words?)\b"
    r"|자리|글자|자(?![가-힣])|번째|[회번](?![가-힣])|(?<=\d)[일년월쪽]|(?<=\d)페이지|개월|시간|이상|이하|ตัวอักษร|ตัว(?!ใหญ่|เล็ก|พิมพ์)|หลัก|ครั้ง|นาที|วัน)"
    r"|(?P<link>\b(?:then|and|and then|followed by|with|uh+|um+|er)\b|그리고|그 ?다음에?|다음에?|어(?![가-힣])|음(?![가-힣])|แล้วก็|ตามด้วย|ต่อด้วย|เอ่อ|[,]\s)"
    rf"|(?P<spelt>\b(?:[A-Za-z] (?:as in|for|like) [A-Za-z]+\b|[A-Za-z](?!\w)|[A-Za-z]{{0,3}}\d[A-Za-z\d]*|(?:{any_of(TIMES)}|{any_of(TENS)}|{any_of(ENGLISH_DIGITS)}|{any_of(SPELLING)})\b)"
    rf"|(?<![가-힣])(?:{any_of(KOREAN_LETTERS)}|{any_of(KOREAN_DIGITS)})+(?![가-힣])|(?:{any_of(THAI_DIGITS)}|{any_of(THAI_LETTERS)})+(?!{_THAI})|(?:{any_of(THAI_LETTERS)})(?=ตัว))"
    rf"|(?P<word>[A-Za-z][\w'’-]*|[가-힣]+|{_THAI}+)"
    r"|(?P<end>[.!?;:\n\"()<>])",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"(?:이에요|예요|이요|요|입니다|이고|고요|라고|인데|이야|거든요|임)(?![가-힣])|(?:ค่ะ|คะ|ครับ)"
)
_KOREAN_TAIL = re.compile(
    r"(?P<said>(?!이(?:요|고|에|라|야)).+?)(?:이에요|예요|이요|입니다|이고요?|고요|이라고|라고|인데요?|거든요|이야|야|요)$"
)
_GOES_ON = re.compile(  # "capital S, sunfish, four four"
    rf",\s(?:(?:and|then)\s)?(?:{_SIGNS}|\b(?:{any_of(TIMES)}|{any_of(TENS)}|{any_of(ENGLISH_DIGITS)}|\d+)\b)",
    re.IGNORECASE,
)
_MOST_WORDS: Final = 3
_REACH: Final = 600  # characters in which a password is said to its end
_ENOUGH: Final = 2
_ENOUGH_SPELLED: Final = 3


def spoken_password(text: str, start: int, *, words: bool = True) -> Span | None:
    """The password that is said from here on: words, and letters, digits and signs by their names. None where there is none.

    words: False where it has none, as a code that is spelled.

    >>> text = "it is river stone forty two exclamation mark, no spaces"
    >>> text[slice(*spoken_password(text, 6))]
    'river stone forty two exclamation mark'
    >>> spoken_password("it is wrong", 6)
    """
    first: int | None = None
    last = count = strength = 0
    most = _MOST_WORDS if words else 0
    counted: tuple[int, int] = (0, 0)
    pause = False
    for match in _TOKEN.finditer(text, start, start + _REACH):
        kind, shown = match.lastgroup or "", match[0]
        end = match.end()
        if kind == "word" and (tail := _KOREAN_TAIL.match(shown)):
            inner = _TOKEN.fullmatch(tail["said"])
            if inner and inner.lastgroup in ("sign", "spelt"):
                kind, end = str(inner.lastgroup), match.start() + len(tail["said"])
        if kind in ("stop", "end", "unit"):
            if kind == "unit" and counted[1] and not text[counted[1] : match.start()].strip():
                last, strength = (
                    counted[0],
                    strength - 1,
                )  # "eight characters": no password, what it must have
            break
        if kind == "link":
            pause = pause or shown[0] == ","
            continue
        if pause and kind == "word" and not (strength and _GOES_ON.match(text, end)):
            break
        pause = False
        if first is None:
            first = match.start()
        if kind == "word":
            count += 1
            if count > most:
                break
            counted = (0, 0)
            continue
        counted = (last, end) if kind == "spelt" else (0, 0)
        last, count = end, 0
        strength += 2 if kind == "sign" or sum(c.isdigit() for c in shown) > 1 or len(shown) > 8 else 1
        if end < match.end():
            break
    if first is None or last <= first or strength < (_ENOUGH if words else _ENOUGH_SPELLED):
        return None
    return first, last
