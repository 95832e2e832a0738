"""E-mail addresses, written and spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.finding import Span, overlaps
from data.redaction.literals import Sought
from data.redaction.spoken_emails import spoken_emails
from data.redaction.view import View

MAYBE_EMAIL: Final = Sought(
    r"[@＠﹫]|골뱅이|앳|엣|แอท|แอ็[ดท]|แอด(?!มิน|ไลน์|เพื่อน)|แอ๊ด|\bat[\])]|\bat\s(?:sign|symbol|g ?mail|hotmail|outlook|yahoo|icloud|naver)"
    r"|\bat\s.{1,30}?\s?(?:\bdot\b|\.)",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9_][A-Za-z0-9._%+'-]* ?@[ \n]?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9])"
)
_IN_OTHER_SCRIPTS = re.compile(r'(?<![^\s@<>(),;:|"])[^\s@<>(),;:|"]+@[^\s@<>(),;:|"]+\.[^\s@<>(),;:|".]{2,}')


def emails(view: View, asked: bool) -> Iterator[Span]:
    """Where e-mail addresses stand."""
    plain = [match.span() for match in _EMAIL.finditer(view.masked)]
    yield from plain
    # An address in ASCII ends where Hangul or Thai begins: a particle after it is not part of it.
    other = (match.span() for match in _IN_OTHER_SCRIPTS.finditer(view.plain))
    yield from (span for span in other if not overlaps(span, plain))
    yield from spoken_emails(view, asked)
