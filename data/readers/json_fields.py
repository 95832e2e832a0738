"""Fields of vendors' JSON, where any field may be of any type: what is of the type asked for, or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def mapping_of(value: object) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def list_of(value: object) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str:
    """The value where it is a text or a number, without space around it, else an empty text."""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def number_of(value: object) -> float | None:
    """The value where it is a finite number, or writes one, else None.

    >>> number_of(12), number_of("12.5"), number_of(True), number_of("1e999"), number_of(10**400)
    (12.0, 12.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment_of_epoch(seconds: float | None) -> str | None:
    """ISO 8601, UTC, of seconds since 1970; None where there are none, or a calendar has no such day.

    >>> moment_of_epoch(1772355605.25), moment_of_epoch(1e18)
    ('2026-03-01T09:00:05.250000+00:00', None)
    """
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def seconds_of_milliseconds(value: object) -> object:
    """Seconds. What is no number stays as it is, to be refused by name where it is read.

    >>> seconds_of_milliseconds(1250), seconds_of_milliseconds("soon")
    (1.25, 'soon')
    """
    number = number_of(value)
    return value if number is None else round(number / 1000, 3)


def stem_of(path: Path) -> str:
    """A file's name without its endings: the id of the one conversation in it, where it names none.

    >>> stem_of(Path("calls/c-1.json.gz"))
    'c-1'
    """
    return path.name.removesuffix(".gz").rsplit(".", 1)[0]
