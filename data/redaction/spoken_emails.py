"""E-mail addresses said aloud or written out: "pete underscore j at yahoo dot com", "에이치 제이 구일 골뱅이 네이버 닷컴".

The domain after the "at" tells that there is an address. What stands before the "at" is read backwards: letters, digits and
what joins them belong to it, and the word or two that they hang on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from data.redaction.finding import Span
from data.redaction.spoken_words import (
    ENGLISH_DIGITS,
    KOREAN_DIGITS,
    KOREAN_LETTERS,
    SPELLING,
    TENS,
    THAI_DIGITS,
    THAI_LETTERS,
    any_of,
)
from data.redaction.view import View

_THAI: Final = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_ENGLISH_HOSTS: Final = "g ?mail|naver|daum|hanmail|kakao|hotmail|outlook|yahoo|icloud|live|proton(?: ?mail)?|nate|aol|gmx|msn|me|mac"
_HANGUL_HOSTS: Final = (
    "지 ?메일|쥐 ?메일|네이버|다음|한 ?메일|카카오|네이트|핫 ?메일|아웃룩|구글|야후|아이클라우드|라이브"
)
_THAI_HOSTS: Final = "จี ?เมล์?|เจ ?เมล์?|ฮอต ?เมล์?|ฮอท ?เมล์?|ยาฮู|เอาท์ ?ลุค|เอาต์ ?ลุก|ไอ ?คลาวด์|ไลฟ์"
_DOT: Final = (
    r"\s*(?:[(\[]\s?dot\s?[)\]]|\bdot\b|\bpoint\b|닷|쩜|점|도트|ดอท|ด็อท|ดอต|ด็อต|จุด|(?<=\S)\.(?=\S))\s*"
)
_LABEL: Final = (
    rf"(?:[A-Za-z0-9][A-Za-z0-9-]+|[가-힣]{{1,10}}?|{_THAI}{{1,14}}?|[A-Za-z](?: [A-Za-z]){{1,7}})"
)
_SUFFIX: Final = (
    r"(?:(?:com|net|org|info|biz|edu|gov|io|ai|app|dev|me|co|kr|th|uk|us|jp|sg|de|fr|es|it|nl|eu|au|nz|ca|ch|at|se|no|dk|ie|in|mx|br|vn|cn|hk|tw|ru|pl|be"
    r"|example|ac|or|go|c o m?|k r|u k|t h|n e t)(?![A-Za-z])|컴|콤|넷|네트|오알지|케이 ?알|씨 ?오|시 ?오|엠 ?이|아이 ?오|คอม|เน็ต|เนต|ออร์ก|ซี ?โอ|ที ?เอช|ไอ ?โอ|เอ ?ไอ|เอ็ม ?อี|อินโฟ|โค)"
)
_AT = re.compile(
    r"(?P<sure>[(\[]\s?at\s?[)\]]|골뱅이|앳|엣|แอท(?:ไซน์|ซายน์)?|แอ็ท|แอ็ด|แอด(?:ไซน์|ซายน์)|แอด(?!มิน|ไลน์|เพื่อน)|แอ๊ด|\bat (?:sign|symbol)\b)|\bat\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    rf"[\s,]*(?:(?P<host>{_ENGLISH_HOSTS}|{_HANGUL_HOSTS}|{_THAI_HOSTS})|{_LABEL}(?: {_LABEL}){{0,2}}?)"
    rf"(?:(?:{_DOT}{_LABEL}){{0,2}}?{_DOT}{_SUFFIX}(?:{_DOT}{_SUFFIX})?|(?<=네이버)\s?컴|(?<=메일)\s?[컴넷])",
    re.IGNORECASE,
)
_HOST_ALONE = re.compile(
    rf"[\s,]*(?:{_ENGLISH_HOSTS}|{_HANGUL_HOSTS}|{_THAI_HOSTS})(?![A-Za-z])", re.IGNORECASE
)
_KOREAN_SPELLED: Final = f"(?:{any_of(KOREAN_LETTERS)}|{any_of(KOREAN_DIGITS)})"
_THAI_SPELLED: Final = f"(?:{any_of(THAI_LETTERS)}|{any_of(THAI_DIGITS)})"
_THAI_STOPS: Final = "คือ|เป็น|ว่า|อีเมล์?|เมล์?|นะคะ|นะครับ|นะ|ค่ะ|คะ|ครับ|ผ่าน|มาที่|ไปที่|ที่|ใช้|ชื่อ|หนู|ผม|ดิฉัน|ฉัน|แก้|ส่ง"
_THAI_JOINS: Final = "ขีดล่าง|อันเดอร์สกอร์|อันเดอร์สโกร์|อันเดอร์|ขีดกลาง|ขีด|จุด|ดอท|ดอต|แดช|ลบ|บวก"
_TOKEN = re.compile(
    r"(?P<named>\b[A-Za-z] (?:for|as in|like) [A-Za-z]+\b)"
    r"|(?P<stop>\b(?:is|it's|its|it|to|on|me|my|your|our|the|an|email|e-mail|mail|address|via|use|using|at|by|from|or|contact|send|sent|reach"
    r"|write|forward|cc|was|be|for|in|with|of|us|them|him|her|you|(?<!\b[a-z] )i(?! [a-z]\b)|he|she|they|we|as|sure|yes|yeah|okay|ok|and|so|under|please|here|bought|ordered|buy|order|saw|found|account|look|looking|shop|sold|available|lowercase)\b"
    rf"|네|예|[가-힣]*(?:메일|주소|계정|아이디)(?:은요|는요|이요|은|는|이|가|로|을|를)?(?![가-힣])|{_THAI_STOPS})"
    rf"|(?P<join>\b(?:under ?score|dot|dash|hyphen|minus|plus|period|point)\b|언더 ?바|언더 ?스코어|밑줄|점|닷|쩜|대시|하이픈|플러스|빼기|{_THAI_JOINS})"
    r"|(?P<insert>\b(?:that's|that is|spelled|spelt|spelling|as in|for)\b|스펠링은?|철자는?|สะกดว่า|สะกด)"
    r"|(?P<fill>\b(?:uh+|um+|er|erm|then|number|all one word)\b|어+(?![가-힣])|음+(?![가-힣])|그리고|다음에|숫자|เอ่อ|อ่า|แล้วก็|เลข|[, ]+)"
    r"|(?P<case>\b(?:capital|small|lower ?case|upper ?case)\b|대문자|소문자|ตัวเล็ก|ตัวใหญ่)"
    rf"|(?P<spelt>\b(?:[A-Za-z](?![.+-]\w)|\d+(?![.+-]\w)|double|triple|{any_of(ENGLISH_DIGITS)}|{any_of(TENS)}|{any_of(SPELLING)})\b|(?<![가-힣]){_KOREAN_SPELLED}+(?![가-힣])|{_THAI_SPELLED}+(?!{_THAI}))"
    rf"|(?P<word>[A-Za-z0-9_](?:[\w%+'-]|\.(?=\w))*|[가-힣]+|{_THAI}+?(?={_THAI_STOPS}|{_THAI_JOINS}|[^\u0e01-\u0e4e]|$))",
    re.IGNORECASE,
)
_ABOUT_MAIL = re.compile(r"mail|메일|เมล|reach me|write to|골뱅이", re.IGNORECASE)
_LONGEST_LOCAL: Final = 160
_MOST_WORDS: Final = 3


class _Token(NamedTuple):
    kind: str
    start: int
    end: int


def spoken_emails(view: View, asked: bool) -> Iterator[Span]:
    """Where e-mail addresses stand whose "at" is a word."""
    text = view.plain
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        host = domain or _HOST_ALONE.match(text, at.end())
        if not host:
            continue
        start, joined = _local(text, at.start())
        if start is None:
            continue
        sure = bool(at["sure"]) or joined or asked
        hosted = bool(domain and domain["host"])
        told = domain is not None and _ABOUT_MAIL.search(text) is not None
        written = text[at.end() : host.end()].strip().count(" ") == 0  # "look at example.com"
        if sure or hosted or (told and not written):
            yield start, host.end()


def _local(text: str, end: int) -> tuple[int | None, bool]:
    """Where the part before an "at" begins, if there is one, and whether any of it is spelled or joined."""
    first = max(0, end - _LONGEST_LOCAL)
    start: int | None = None
    spelt = joined = False
    words = 0
    tokens = [_Token(match.lastgroup or "", *match.span()) for match in _TOKEN.finditer(text, first, end)]
    done = end
    while tokens:
        token = tokens.pop()
        if token.end < done and text[token.end : done].strip(" ,()["):
            break
        done = token.start
        if token.kind == "fill":
            continue
        if token.kind == "stop":
            break
        if token.kind == "case":
            start = token.start if start is not None else start
            continue
        if token.kind == "join":
            start, spelt, joined = token.start, True, True
            words = 0
        elif token.kind == "insert":
            if not spelt:
                break
            words = 0
        elif token.kind in ("spelt", "named"):
            start, spelt, joined, words = token.start, True, True, 0
        else:
            if words and not _stops_soon(tokens, _MOST_WORDS - words):
                break
            start, words, spelt = token.start, words + 1, False
    return start, joined


def _stops_soon(tokens: list[_Token], most: int) -> bool:
    """Whether at most so many words stand before these, back to where the sentence turns to the address."""
    before = [token.kind for token in tokens if token.kind != "fill"]
    for kind in reversed(before[-most - 1 :]):
        if kind == "stop":
            return True
        if kind != "word":
            return False
    return len(before) <= most
