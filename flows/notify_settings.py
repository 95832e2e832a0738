"""`notify` in convoqa.yaml: whom a night tells of what, and when not. Addresses hold passwords and are never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from qa_rules.definitions import refusal

Role = Literal["lead", "trainer", "management", "operator"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_HOURS: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")
_AN_ADDRESS: Final = "an address, as mailtos://…, slack://… or ${VARIABLE}"


def _addresses(given: Any) -> Any:
    """Refuses what is no list of addresses, without showing what was given."""
    if not isinstance(given, list) or not given:
        raise refusal(
            f"a list is needed, with at least {_AN_ADDRESS}: write [one] or one on a line behind `- `"
        )
    for place, address in enumerate(given):
        if not isinstance(address, str) or not (VARIABLE.match(address) or re.match(r"\w+://.", address)):
            raise refusal(f"this is no address: write {_AN_ADDRESS}", place)
        if "${" in VARIABLE.sub("", address):
            raise refusal("${ without a name of letters, digits and _ before }: write ${VARIABLE}", place)
    return given


def entries_only(given: Any) -> Any:
    """Refuses what is no list of entries, without showing what was given: it may hold a password."""
    if not isinstance(given, list):
        raise refusal(
            "a list is needed: one entry on a line behind `- `, as `- {to: [mailtos://…], role: lead}`"
        )
    for place, entry in enumerate(given):
        if not isinstance(entry, Mapping):
            raise refusal("keys and values are needed, as `{to: [mailtos://…], role: lead}`", place)
    return given


def _link(given: Any) -> Any:
    try:
        parts = urlsplit(given) if isinstance(given, str) else None
    except ValueError:
        parts = None
    if not parts or parts.scheme not in ("http", "https") or not parts.netloc:
        raise refusal("a web address is needed, under which the folder `reports` is served: write https://…")
    if "@" in parts.netloc:
        raise refusal("a user or password stands in it, and everybody told would see it: write it without")
    return given.rstrip("/")


def _hours(given: Any) -> Any:
    found = _HOURS.fullmatch(given.strip()) if isinstance(given, str) else None
    if not found or found[1].zfill(2) + found[2] == found[3].zfill(2) + found[4]:
        raise refusal('from and to are needed, and differ: write hours as "22:00-07:00"')
    return given.strip()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


AtLeast = Annotated[int, Field(ge=1)]


class When(_Strict):
    """What is told: from how many on, or whether at all; what is left out is not."""

    new_flags: AtLeast | None = None
    auto_fails: AtLeast | None = None
    quarantine: AtLeast | None = None
    night_failed: bool = False
    contract_broken: bool = False
    nothing_came_in: bool = False

    def limit(self, kind: str) -> int | None:
        """From how many of a kind on somebody is told; None: never."""
        value = getattr(self, kind)
        return (1 if value else None) if isinstance(value, bool) else value


class Quiet(_Strict):
    """When nothing is sent: at these local hours, and on these local days."""

    hours: Annotated[str, BeforeValidator(_hours)] | None = None
    days: list[Day] = []

    def holds(self, local: datetime) -> bool:
        """Whether nothing is sent at this local time.

        >>> [Quiet(hours="22:00-07:00").holds(datetime(2026, 3, 2, hour)) for hour in (21, 22, 6, 7)]
        [False, True, True, False]
        """
        if DAYS[local.weekday()] in self.days:
            return True
        found = _HOURS.fullmatch(self.hours) if self.hours else None
        if not found:
            return False
        start, end, now = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])), local.time()
        return start <= now < end if start < end else now >= start or now < end


WHEN: Final[dict[str, When]] = {
    "lead": When(new_flags=1, auto_fails=1, night_failed=True, nothing_came_in=True),
    "trainer": When(new_flags=1),
    "management": When(new_flags=1, nothing_came_in=True),
    "operator": When(quarantine=1, night_failed=True, contract_broken=True, nothing_came_in=True),
}


class Notify(_Strict):
    """Somebody who is told. to: addresses as apprise has them; report_url: where the folder `reports` is served."""

    to: Annotated[list[SecretStr], BeforeValidator(_addresses)]
    role: Role
    when: When | None = None
    quiet: Quiet = Quiet()
    report_url: Annotated[str, BeforeValidator(_link)] | None = None

    @model_validator(mode="after")
    def _tells_something(self) -> Notify:
        if self.when is not None and not any(self.when.model_dump().values()):
            raise refusal(f"nothing is told: name one of {', '.join(When.model_fields)}", "when")
        return self

    @property
    def told_when(self) -> When:
        """What is told: what `when` lists, else what the role needs."""
        return self.when or WHEN[self.role]
