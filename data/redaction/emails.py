"""E-mail addresses, written and spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span, overlaps
from data.redaction.view import View

_HOSTS = "gmail|naver|daum|hanmail|kakao|hotmail|outlook|yahoo|icloud|live|proton|nate"
_HANGUL_HOSTS = "지메일|네이버|다음|한메일|카카오|네이트|핫메일|아웃룩|구글"
_HANGUL_DOT = "[ ]?(?:닷|쩜|점|\\.)[ ]?"
_THAI_HOSTS = "จีเมล|เจเมล|ฮอตเมล|ฮอทเมล|ยาฮู|เอาท์ลุค"
MAYBE_EMAIL: Final = re.compile(
    rf"[@＠﹫]|골뱅이|แอท|แอ็ด|\bat[\])]|\bat\s(?:{_HOSTS})|\bat\s[\w-]+\s(?:dot|\.)\s", re.IGNORECASE
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9_][A-Za-z0-9._%+'-]* ?@ ?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9])"
)
_IN_OTHER_SCRIPTS = re.compile(r'(?<![^\s@<>(),;:|"])[^\s@<>(),;:|"]+@[^\s@<>(),;:|"]+\.[^\s@<>(),;:|".]{2,}')
_LOCAL_IN_WORDS = r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]*(?:\s(?:dot|underscore|dash|hyphen|จุด|ดอท|닷|점)\s[A-Za-z0-9._-]+)*"
_IN_WORDS = re.compile(
    _LOCAL_IN_WORDS + r"(?:\s?(?:[(\[]at[)\]]|골뱅이|แอท|แอ็ด)\s?[A-Za-z0-9-]+\s?"
    r"(?:[(\[]dot[)\]]|\bdot\b|닷|쩜|점|จุด|ดอท|ด็อท|\.)\s?(?:[A-Za-z]{2,}|컴|คอม)"
    rf"|\s?골뱅이\s?(?:{_HANGUL_HOSTS})(?:{_HANGUL_DOT}|\s?)(?:컴|com|넷|net)"
    rf"|\s?(?:แอท|แอ็ด)\s?(?:{_THAI_HOSTS})\s?(?:จุด|ดอท|ด็อท|\.)\s?(?:คอม|com)"
    rf"|\sat\s(?:{_HOSTS})\s?(?:\bdot\b|\.)\s?[A-Za-z]{{2,}}(?:\sdot\s[A-Za-z]{{2}}\b)?"
    r"|\sat\s[A-Za-z0-9-]+\sdot\s(?:com|net|org|co|io|me|kr|th|uk|edu)\b(?:\sdot\s(?:uk|kr|th|jp|sg)\b)?)",
    re.IGNORECASE,
)


def emails(view: View, asked: bool) -> Iterator[Span]:
    """Where e-mail addresses stand."""
    plain = [match.span() for match in _EMAIL.finditer(view.masked)]
    yield from plain
    # An address in ASCII ends where Hangul or Thai begins: a particle after it is not part of it.
    other = (match.span() for match in _IN_OTHER_SCRIPTS.finditer(view.plain))
    yield from (span for span in other if not overlaps(span, plain))
    yield from (match.span() for match in _IN_WORDS.finditer(view.plain))
