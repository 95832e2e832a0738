"""Periods: stretches of local days over which results are added up and compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from data.file_dates import DATED

COUNTED: Final = "is_current AND excluded IS NULL"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from start to end, both inclusive, of a time zone (IANA name).

    >>> from datetime import date
    >>> str(Period(date(2026, 11, 1), date(2026, 11, 28)))
    '2026-11-01 to 2026-11-28'
    """

    start: date
    end: date
    time_zone: str = "UTC"

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.end - self.start).days + 1

    def bounds(self) -> tuple[datetime, datetime]:
        """The instants from (inclusive) and to (exclusive) which the days run, aware, in UTC.

        >>> from datetime import date
        >>> [bound.isoformat() for bound in Period(date(2026, 11, 1), date(2026, 11, 1), "Asia/Seoul").bounds()]
        ['2026-10-31T15:00:00+00:00', '2026-11-01T15:00:00+00:00']
        """
        zone = ZoneInfo(self.time_zone)
        return _midnight(self.start, zone), _midnight(self.end + timedelta(days=1), zone)

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


def current_period(
    connection: duckdb.DuckDBPyConnection, *, days: int = 28, time_zone: str, not_after: date
) -> Period | None:
    """The period that ends on the last local day, at most not_after, with a conversation that counts.

    A conversation counts when it is current and not excluded and says when it began. The times of files decide only
    where none of them does. None where no conversation counts.
    """
    zone = ZoneInfo(time_zone)
    moment = f"max(started_at), max({DATED})"
    row = connection.execute(
        f"SELECT epoch_us(coalesce({moment})) FROM conversations WHERE {COUNTED} AND {DATED} < ?",  # noqa: S608
        [_midnight(not_after + timedelta(days=1), zone)],
    ).fetchone()
    if not row or row[0] is None:
        return None
    last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row[0])).astimezone(zone).date()
    return Period(last - timedelta(days=days - 1), last, time_zone)


def previous(period: Period) -> Period:
    """The period of the same length that ends on the day before this one.

    >>> from datetime import date
    >>> str(previous(Period(date(2026, 11, 1), date(2026, 11, 28))))
    '2026-10-04 to 2026-10-31'
    """
    before = period.start - timedelta(days=1)
    return Period(before - timedelta(days=period.days - 1), before, period.time_zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
