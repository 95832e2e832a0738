"""The date by which something was promised, from the words that say when: pure arithmetic over `qa_rules.times`.

Business days are Monday to Friday; public holidays are not known here. A weekday is the next one after the start; of a
range the later end counts; a week ends on Friday, a weekend on Sunday. What names no date gives none: "soon",
"once it has arrived". A time of day alone is the next such time.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from qa_rules.times import OF_A_DAY, Atom, times_in

CODE_VERSION = "1"
_FRIDAY, _SUNDAY = 4, 6
_FURTHEST = 300  # days: a day and month further away than this has just gone by, and is none to promise for


def due_of(words: str, language: str, started_at: datetime) -> date | None:
    """The date by which, counted from a conversation's local start; None where the words name none.

    words: those that say when, in `en`, `ko` or `th`. started_at: in the time zone in which people count the days.

    >>> due_of("within two working days", "en", datetime(2026, 3, 6, 16, 0))
    datetime.date(2026, 3, 10)
    >>> due_of("soon", "en", datetime(2026, 3, 6, 16, 0)) is None
    True
    """
    return due_of_atoms([atom for time in times_in(words, language) for atom in time.atoms], started_at)


def due_of_atoms(atoms: Sequence[Atom], started_at: datetime) -> date | None:
    """The same for time words that were found before; None, too, where the calendar does not reach that far."""
    try:
        return _due(atoms, started_at)
    except (OverflowError, ValueError):
        return None


def _due(atoms: Sequence[Atom], started_at: datetime) -> date | None:
    if not atoms or any(atom.kind in ("other", "relative") for atom in atoms):
        return None
    named = [atom for atom in atoms if atom.kind not in OF_A_DAY]
    if not named:
        clocks = [atom for atom in atoms if atom.kind == "clock"]
        if not clocks:
            return None
        today = all(_still_comes(atom, started_at) for atom in clocks)
        return started_at.date() + timedelta(days=0 if today else 1)
    for kinds in (
        ("date", "date_next_month", "month_end_of"),
        ("day", "weekday", "friday", "week_end", "month_end"),
    ):
        chosen = [atom for atom in named if atom.kind in kinds]
        if chosen:
            return _latest(
                [_calendar(atom, started_at.date()) for atom in _settled(chosen, started_at.date())]
            )
    return _latest([_counted(atom, started_at) for atom in named])


def _settled(atoms: list[Atom], start: date) -> list[Atom]:
    """Words that name one day twice, as one: "tomorrow, Wednesday", "Friday next week"."""
    days = [atom for atom in atoms if atom.kind == "day"]
    weekdays = [atom for atom in atoms if atom.kind == "weekday"]
    weeks = [atom for atom in atoms if atom.kind == "friday"]
    if weeks and weekdays:
        ahead = weeks[0].values["plus"]
        return [Atom("weekday", {"week": ahead} | dict(w.values), w.start, w.end) for w in weekdays]
    said = {(start + timedelta(days=atom.values["plus"])).weekday() for atom in days}
    return [atom for atom in atoms if not (atom.kind == "weekday" and atom.values["weekday"] in said)]


def _latest(days: list[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if days and len(known) == len(days) else None


def _calendar(atom: Atom, start: date) -> date | None:
    """A day of the calendar, from the day of the start."""
    values = atom.values
    monday = start - timedelta(days=start.weekday())
    match atom.kind:
        case "day":
            return start + timedelta(days=values["plus"])
        case "weekday":
            return _weekday(values["weekday"], values.get("week"), start)
        case "friday" | "week_end":
            last = _FRIDAY if atom.kind == "friday" else _SUNDAY
            day = monday + timedelta(days=last + 7 * values["plus"])
            return day if day >= start else monday + timedelta(days=_SUNDAY)
        case "month_end":
            return _month_end(_months_on(start, values["plus"]))
        case "month_end_of":
            month = values["month"]
            return _month_end(date(_year_of(month, start), month, 1)) if 1 <= month <= 12 else None
        case "date_next_month":
            return _day_of(_months_on(start, 1), values["day"])
        case _:
            return _dated(values, start)


def _weekday(weekday: int, week: int | None, start: date) -> date:
    """The next such day after the start; of a week (0 this, 1 next) the one in it, or the next where that is over."""
    if week is not None:
        day = start - timedelta(days=start.weekday()) + timedelta(days=weekday + 7 * week)
        if day >= start:
            return day
    return start + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1)


def _dated(values: Mapping[str, Any], start: date) -> date | None:
    """A day of a month, the next one to come; None where there is no such day, or it has just gone by."""
    number, month = values["day"] if "day" in values else values["amount"], values.get("month")
    if month is None:
        this = _day_of(start.replace(day=1), number)
        return this if this is not None and this >= start else _day_of(_months_on(start, 1), number)
    if not 1 <= month <= 12:
        return None
    day = _day_of(date(start.year, month, 1), number)
    if day is not None and day < start:
        day = _day_of(date(start.year + 1, month, 1), number)
    return day if day is not None and (day - start).days <= _FURTHEST else None


def _counted(atom: Atom, started_at: datetime) -> date | None:
    """A span of time, from the start; of a range its longer end."""
    values = atom.values
    amount = max(values.get("amount", 0), values.get("n", 0), values.get("m", 0))
    start = started_at.date()
    match atom.kind:
        case "business_days":
            return _business_days_on(start, amount)
        case "days":
            return start + timedelta(days=amount)
        case "weeks":
            return start + timedelta(weeks=amount)
        case "months":
            ahead = _months_on(start, amount)
            return min(_month_end(ahead), ahead + timedelta(days=start.day - 1))
        case "hours":
            return (started_at + timedelta(hours=amount)).date()
        case "minutes":
            return (started_at + timedelta(minutes=amount)).date()
    return None


def _business_days_on(start: date, amount: int) -> date:
    day = start
    while amount > 0:
        day += timedelta(days=1)
        amount -= day.weekday() <= _FRIDAY
    return day


def _still_comes(atom: Atom, started_at: datetime) -> bool:
    """Whether a time of day, in any reading of it, is still to come on the day of the start."""
    values = atom.values
    if "at" in values:
        return bool(values["at"] >= started_at.hour)
    hour = values.get("hour")
    if hour is None:
        return False
    hour += values.get("plus", 0)
    if values.get("am"):
        readings = [hour % 12]
    elif values.get("pm"):
        readings = [hour % 12 + 12]
    else:
        readings = [hour, hour + 12] if hour <= 12 else [hour]
    return any(started_at.hour <= reading < 24 for reading in readings)


def _months_on(start: date, months: int) -> date:
    """The first day of the month so many months on."""
    place = start.year * 12 + start.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day_of(first: date, number: int) -> date | None:
    """The day of that number in the month; None where the month has none."""
    return first.replace(day=number) if 1 <= number <= _month_end(first).day else None


def _year_of(month: int, start: date) -> int:
    return start.year if month >= start.month else start.year + 1
