"""Numbers, times and names as people read them, the same in the page and in the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from insights.saying import ENGLISH, Say, message

NONE: Final = "–"
START_REMEDY: Final = message(
    "Give the start in the file (WebVTT: NOTE started_at: 2026-03-01T09:00:00Z; plain text: # started_at: …; "
    "JSON Lines and tables: started_at)"
)
# Characters that turn the order of the text around them, or that no page may hold: shown by name, never obeyed.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """Text with control characters written out, so that it reads in the order in which it is stored.

    >>> visible("refund\u202edrac")
    'refund⟨U+202E⟩drac'
    """
    return _CONTROLS.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def count(value: float) -> str:
    """A whole number with its thousands apart.

    >>> count(12345)
    '12,345'
    """
    return f"{value:,.0f}"


def share(value: float, say: Say = ENGLISH) -> str:
    """A share of 0 to 1 as a percentage.

    >>> share(0.4567)
    '45.7 %'
    """
    return say("{percent:.1f} %", percent=100 * value)


def seconds(value: float, say: Say = ENGLISH) -> str:
    """A length of time.

    >>> seconds(8.25), seconds(125), seconds(7500), seconds(200000)
    ('8.2 s', '2 min 05 s', '2 h 05 min', '2 d 7 h')
    """
    if value < 60:
        places = 0 if value >= 10 or value == round(value) else 1
        return say("{seconds} s", seconds=f"{value:.{places}f}")
    whole = round(value)
    if whole < 3600:
        return say("{minutes} min {seconds:02} s", minutes=whole // 60, seconds=whole % 60)
    if whole < 86400:
        return say("{hours} h {minutes:02} min", hours=whole // 3600, minutes=whole % 3600 // 60)
    return say("{days} d {hours} h", days=whole // 86400, hours=whole % 86400 // 3600)


def points(value: float) -> str:
    """A score of 0 to 100, or a net promoter score.

    >>> points(82.456)
    '82.5'
    """
    return f"{value:.1f}"


def decimal(value: float) -> str:
    """An average on a scale, or an amount.

    >>> decimal(4.25)
    '4.25'
    """
    return f"{value:.2f}"


UNITS: Final[dict[str, Callable[[float, Say], str]]] = {
    "count": lambda value, _: count(value), "share": share, "seconds": seconds,
    "points": lambda value, _: points(value), "decimal": lambda value, _: decimal(value),
}  # fmt: skip


def number(value: float | None, unit: str, say: Say = ENGLISH) -> str:
    """A value in its unit, or a dash where it is not known.

    >>> number(None, "share"), number(0.5, "share")
    ('–', '50.0 %')
    """
    return NONE if value is None else UNITS[unit](value, say)


def change(now: float | None, before: float | None, unit: str, say: Say = ENGLISH) -> str:
    """The difference to the period before, with its sign; shares in points.

    >>> change(0.5, 0.4, "share"), change(60, 90, "seconds"), change(None, 3, "count"), change(2, 2, "count")
    ('+10.0 points', '−30 s', '–', 'same')
    """
    if now is None or before is None:
        return NONE
    apart = abs(now - before)
    text = say("{points:.1f} points", points=100 * apart) if unit == "share" else UNITS[unit](apart, say)
    if not re.search("[1-9]", text):
        return say("same")
    return ("+" if now > before else "−") + text


def clock(value: float | None) -> str:
    """The time of a turn from the start of its conversation.

    >>> clock(75.4), clock(3675), clock(None)
    ('1:15', '1:01:15', '')
    """
    if value is None:
        return ""
    whole = int(value)
    hours, minutes = whole // 3600, whole % 3600 // 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def local_time(microseconds: int | None, time_zone: str, say: Say = ENGLISH) -> str:
    """An instant (microseconds since 1970, UTC) as local day and time.

    >>> local_time(0, "Asia/Seoul"), local_time(None, "UTC")
    ('1970-01-01 09:00', 'time unknown')
    """
    if microseconds is None:
        return say("time unknown")
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    local = moment.astimezone(ZoneInfo(time_zone))
    return f"{say.day(local.date())} {local:%H:%M}"


def dated(row: Mapping[str, Any], time_zone: str, say: Say = ENGLISH) -> str:
    """When a conversation began, from its started_us and by_file: whether the time of its file stands in.

    >>> dated({"started_us": 0, "by_file": True}, "UTC")
    '1970-01-01 00:00 (time of its file)'
    """
    started = local_time(row["started_us"], time_zone, say)
    return say("{started} (time of its file)", started=started) if row["by_file"] else started


def plural(number_of: int, one: str, many: str | None = None) -> str:
    """A counted noun.

    >>> plural(1, "agent"), plural(2, "agent"), plural(0, "reply", "replies")
    ('1 agent', '2 agents', '0 replies')
    """
    return f"{count(number_of)} {one if number_of == 1 else many or one + 's'}"


def without_start(row: Mapping[str, Any], say: Say = ENGLISH) -> str:
    """A row of `without_start.sql` in a sentence, with the remedy.

    >>> without_start({"by_file": True, "conversations": 3, "named": ["a", "b"]}).partition(".")[0]
    '3 conversations do not say when they began and count at the time of their file: a, b and 1 more'
    """
    more = row["conversations"] - len(row["named"])
    names = ", ".join(row["named"])
    told = {"names": say("{names} and {more:,} more", names=names, more=more) if more else names}
    told["remedy"] = say(START_REMEDY)
    if row["by_file"]:
        return say.plural(
            "{n:,} conversation does not say when it began and counts at the time of its file: {names}. {remedy}.",
            "{n:,} conversations do not say when they began and count at the time of their file: {names}. {remedy}.",
            row["conversations"],
            **told,
        )
    return say.plural(
        "{n:,} conversation does not say when it began and counts in no period: {names}. {remedy}.",
        "{n:,} conversations do not say when they began and count in no period: {names}. {remedy}.",
        row["conversations"],
        **told,
    )


def rows(result: Any) -> list[dict[str, Any]]:
    """The rows of a query by column name."""
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
