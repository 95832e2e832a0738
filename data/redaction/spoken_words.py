"""The words of numbers said aloud, in English, Korean and Thai: digits, letters, and what stands between them."""

from __future__ import annotations

from typing import Final

ENGLISH_DIGITS: Final = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS: Final = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
KOREAN_DIGITS: Final = {
    "공": "0", "영": "0", "빵": "0", "일": "1", "이": "2", "삼": "3", "사": "4", "오": "5", "육": "6", "륙": "6", "칠": "7",
    "팔": "8", "구": "9", "제로": "0", "하나": "1", "둘": "2", "셋": "3", "넷": "4", "다섯": "5", "여섯": "6", "일곱": "7",
    "여덟": "8", "아홉": "9",
}  # fmt: skip
THAI_DIGITS: Final = {
    "ศูนย์": "0", "ศูน": "0", "หนึ่ง": "1", "นึง": "1", "เอ็ด": "1", "สอง": "2", "โท": "2", "สาม": "3", "สี่": "4", "ห้า": "5",
    "หก": "6", "เจ็ด": "7", "แปด": "8", "เก้า": "9",
}  # fmt: skip

KOREAN_LETTERS: Final = {
    "에이치": "h", "더블유": "w", "에이": "a", "비": "b", "씨": "c", "시": "c", "디": "d", "이": "e", "에프": "f", "지": "g",
    "쥐": "g", "아이": "i", "제이": "j", "케이": "k", "엘": "l", "엠": "m", "엔": "n", "오": "o", "피": "p", "큐": "q",
    "알": "r", "아르": "r", "에스": "s", "티": "t", "유": "u", "브이": "v", "엑스": "x", "와이": "y", "제트": "z", "지트": "z",
}  # fmt: skip
THAI_LETTERS: Final = {
    "ดับเบิลยู": "w", "ดับเบิ้ลยู": "w", "ดับบลิว": "w", "เอ็กซ์": "x", "เอกซ์": "x", "เอ็ม": "m", "เอ็น": "n", "เอ็ล": "l",
    "เอ็ฟ": "f", "เอฟ": "f", "เอช": "h", "เฮช": "h", "เอส": "s", "แอล": "l", "อาร์": "r", "วาย": "y", "แซด": "z",
    "แซ็ด": "z", "คิว": "q", "เอ": "a", "บี": "b", "ซี": "c", "ดี": "d", "อี": "e", "จี": "g", "ไอ": "i", "เจ": "j",
    "เค": "k", "โอ": "o", "พี": "p", "ที": "t", "ยู": "u", "วี": "v",
}  # fmt: skip
_SPELLING_WORDS: Final = """
    alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa
    quebec romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu"""
SPELLING: Final = {word: word[0] for word in _SPELLING_WORDS.split()} | {"zed": "z", "zee": "z"}

_ENGLISH_FILLERS: Final = (
    "uh|uhm|uhh|um|umm|er|erm|ah|hmm|mm|hang on|hold on|wait|one sec|one second|one moment|just a (?:sec|second|moment|minute)"
    "|give me a (?:sec|second|moment)|let me (?:see|check)|okay|ok|right|so|yeah|yes|you know|well|let's see|where was i"
)
_KOREAN_FILLERS: Final = (
    "어+|음+|아|그|저|네|예|잠시만요?|잠깐만요?|그러니까|뭐더라|그게|보자|가만있자|맞아요?|맞나"
)
_THAI_FILLERS: Final = (
    "เอ่อ+|เอ้อ|อ่า|อืม|เอิ่ม|แป๊บ(?:นึง|หนึ่ง)?|แป๊ป(?:นึง|หนึ่ง)?|เดี๋ยว|สักครู่|อุ๊ย|ขอดูก่อน|ขอดู|นะคะ|นะครับ|นะ|ค่ะ|คะ|ครับ|ฮะ"
)
_ENGLISH_LINKS: Final = (
    "and then|then|and|dash|hyphen|minus|space|next|followed by|after that|again|and the rest is"
    "|(?:and )?(?:the )?(?:last|first|next|middle|final) (?:one|two|three|four|five|six|seven|part|bit|group|digits)(?: digits?)?(?: is| are)?"
    "|ending(?: in| with)?|it's|is|slash|(?:with )?(?:the )?(?:area|country) code(?: is)?|ext(?:ension)?"
)
_KOREAN_LINKS: Final = (
    "다시|하이픈|대시|에다가?|에서|에|그리고|그 ?다음(?:에|은|이)?|다음(?:에|은|이)?|마지막(?:에|은|으로|이)?|(?:뒷|뒤|앞|끝) ?자리(?:는|가|요)?"
    "|뒤(?:에)?(?:는|요)?|이어서|가운데(?:는)?|중간(?:은|에)?|국번(?:은)?|이고요?|고요?|이요|요"
)
_THAI_LINKS: Final = "แล้วก็|แล้วต่อด้วย|ต่อด้วย|ตามด้วย|และ|แล้ว|ขีดกลาง|ขีด|แดช|ต่อไป|ต่อ|สุดท้าย|ท้าย|จากนั้น|เว้นวรรค|เว้น|ก็"
_ENGLISH_CORRECTIONS: Final = (
    "no|nope|sorry|i mean|correction|actually|scratch that|make that|not that|rather|my mistake|my bad|let me start again"
    "|start again|let me start over|wrong|oops"
)
_KOREAN_CORRECTIONS: Final = (
    "아니|아니요|아니다|아니고요?|아니라|아뇨|죄송(?:해요|합니다|한데)?|정정(?:할게요)?|틀렸(?:어요|네요)|잘못 ?(?:말했|불렀)(?:어요|네요)"
    "|처음부터|헷갈렸(?:어요|네요)|아이고|아참"
)
_THAI_CORRECTIONS: Final = "ไม่ใช่(?:ค่ะ|ครับ|สิ|แล้ว)?|เ[อฮ][้๊]ย|โทษที|โทษค่ะ|โทษครับ|เดี๋ยวๆ|ไม่ๆ|ผิด(?:ค่ะ|ครับ)?|พูดผิด|บอกผิด|ขอโทษ(?:ค่ะ|ครับ|ที)?|เอาใหม่|แก้เป็น|แก้|ขอแก้"
CORRECTIONS: Final = rf"(?:\b(?:{_ENGLISH_CORRECTIONS})\b|{_KOREAN_CORRECTIONS}|{_THAI_CORRECTIONS})"
BETWEEN: Final = (  # what may be said between two parts of a number
    rf"(?:\b(?:{_ENGLISH_FILLERS}|{_ENGLISH_LINKS})\b|{_KOREAN_LINKS}|{_KOREAN_FILLERS}|{_THAI_LINKS}|{_THAI_FILLERS}"
    rf"|{CORRECTIONS})"
)


def any_of(words: dict[str, str] | dict[str, int]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))
