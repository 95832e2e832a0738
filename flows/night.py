"""One night: where, with what, and the day that it reports on; checked before anything is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from data.intake import InputError, find_inputs
from flows.configuration import Configuration, load_configuration
from flows.places import moved_into

_DAYS: Final = re.compile(r"([0-9]{1,5})d")


@dataclass(frozen=True)
class Night:
    """One run: where, with what, and the day that it reports on (local to the configured zone).

    since: conversations that started before are passed over, and wait for a run that wants them; None wants all.
    """

    workspace: Path
    inputs: tuple[Path, ...]
    configuration: Configuration
    day: date
    run_id: str
    since: datetime | None = None


def prepare_night(
    workspace: Path, inputs: list[Path], config: Path | None, day: date | None, since: str | None = None
) -> Night:
    """A night with its configuration checked. Raises DefinitionError or InputError before anything is touched."""
    configuration = load_configuration(config, workspace)
    configuration.library()
    configuration.exercise_catalogue()
    given = inputs or configuration.inputs
    find_inputs(given)
    landing = configuration.landing
    if landing and landing.moved_to and (why := moved_into(landing.moved_to, given, workspace)):
        raise InputError(f"landing: {why}")
    now = datetime.now(UTC)
    local = now.astimezone(configuration.zone).date()
    moment = since_when(since, day or local, configuration.zone) if since else None
    return Night(workspace, tuple(given), configuration, day or local, f"{now:%Y%m%dT%H%M%S.%f}", moment)


def since_when(text: str, day: date, zone: tzinfo) -> datetime:
    """The moment that --since names: the beginning of a day, or of the day that lies so many days before `day`.

    Raises InputError where it names none, or one after `day`.

    >>> since_when("7d", date(2026, 3, 10), UTC).isoformat(), since_when("2026-03-01", date(2026, 3, 10), UTC).isoformat()
    ('2026-03-03T00:00:00+00:00', '2026-03-01T00:00:00+00:00')
    """
    try:
        days = _DAYS.fullmatch(text)
        first = day - timedelta(days=int(days[1])) if days else date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise InputError(f"--since {text!r} is no day: write YYYY-MM-DD, or days as 7d") from None
    if first > day:
        raise InputError(f"--since {first} lies after {day}, the day of the report: name an earlier day")
    return datetime(first.year, first.month, first.day, tzinfo=zone)
