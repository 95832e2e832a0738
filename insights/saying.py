"""Sentences with figures in the language of a report: their English is their name in the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

_DAYS: Final = {"ko": "long"}  # its medium form ends with a stop, as sentences do


def message(text: str) -> str:
    """A text that is said later: marked here, so that the catalogues hold it."""
    return text


@dataclass(frozen=True, slots=True)
class Say:
    """Says whole sentences in a language. messages: what stands for each English text; others are said in English.

    Sentences are never put together from parts that another language would order otherwise. Days among the values are
    written as the language writes them.

    >>> say = Say("ko", {"{n} agent": "상담사 {n}명", "since {day}": "{day}부터"})
    >>> say.plural("{n} agent", "{n} agents", 2), ENGLISH.plural("{n} agent", "{n} agents", 2)
    ('상담사 2명', '2 agents')
    >>> say("since {day}", day=date(2026, 11, 9)), ENGLISH("since {day}", day=date(2026, 11, 9))
    ('2026년 11월 9일부터', 'since 2026-11-09')
    """

    language: str = "en"
    messages: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __call__(self, text: str, /, **values: Any) -> str:
        """The text with its values."""
        return self._filled(self.messages.get(text, text), values)

    def plural(self, one: str, many: str, n: float, /, **values: Any) -> str:
        """The text for n things; {n} in it is their number, unless it is given in `values`."""
        return self._filled(self.messages.get(one) or (one if n == 1 else many), {"n": n} | values)

    def day(self, day: date) -> str:
        """A day: ISO 8601 in English."""
        if self.language == "en":
            return day.isoformat()
        from babel.dates import format_date

        return str(format_date(day, _DAYS.get(self.language, "medium"), locale=self.language))

    def _filled(self, text: str, values: Mapping[str, Any]) -> str:
        if not values:
            return text
        return text.format(**{name: self.day(v) if isinstance(v, date) else v for name, v in values.items()})


ENGLISH: Final = Say()
