"""What is found in a text: a kind of personal data, and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

ENTITIES: Final = (
    "CARD", "EMAIL", "IBAN", "NATIONAL_ID", "PHONE", "PASSPORT", "IP_ADDRESS", "CODE", "PASSWORD", "ADDRESS", "NAME",
)  # fmt: skip
_NUMBERS: Final = frozenset(("CARD", "NATIONAL_ID", "PHONE", "CODE"))
_COUNTRY = re.compile(r"^(?:00)?(?:8[1-6]|6[0-6]|4[0-9]|3[0-9]|1(?=\d{10}$))")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_NOT_DIGIT = re.compile(r"\D")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data: what it is, and where, in code points.

    value: what is the same however it is written, to tell values apart within a conversation; never to be shown.
    """

    entity: str
    start: int
    end: int
    value: str = field(default="", repr=False, compare=False)


def value_of(entity: str, shown: str) -> str:
    """A value as it is compared: case, spaces, hyphens and a telephone's country do not count.

    >>> value_of("PHONE", "+82 10-1234-5678") == value_of("PHONE", "010 1234 5678")
    True
    >>> value_of("PHONE", "+66 81 234 5678") == value_of("PHONE", "010-1234-5678")
    False
    """
    if entity in _NUMBERS:
        digits = _NOT_DIGIT.sub("", shown)
        if entity != "PHONE":
            return digits
        return (_COUNTRY.sub("", digits) if "+" in shown else digits).lstrip("0")
    return shown if entity == "PASSWORD" else _NOT_ALPHANUMERIC.sub(" ", shown).strip().casefold()


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span has a character in common with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def is_taken(span: Span, apart: Sequence[tuple[int, int, object]]) -> bool:
    """Whether a span has a character in common with any of many, in order and apart; takes no longer for being many.

    >>> is_taken((3, 5), [(0, 2, "a"), (4, 9, "b")]), is_taken((2, 4), [(0, 2, "a"), (4, 9, "b")])
    (True, False)
    """
    place = bisect_left(apart, span[1], key=itemgetter(0))
    return place > 0 and apart[place - 1][1] > span[0]
