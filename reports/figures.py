"""The numbers of a night, computed once, for the page and for the terminal alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any, Final

import duckdb

from data.batch_contracts import broken_contracts
from data.dismissal import never_coming_in
from insights.facts import FIGURES, service_summary
from insights.periods import Period
from insights.saying import ENGLISH, Say, message
from reports import wording
from reports.context import ReportContext

NAMED: Final = 10
# unit, and which way is good (None: neither), of the service figures
_SERVICE: Final[dict[str, tuple[str, str | None]]] = {
    "first_response_in_target": ("share", "up"),
    "first_response_s": ("seconds", "down"),
    "longest_silence_s": ("seconds", "down"),
    "handle_time_s": ("seconds", None),
    "hold_s": ("seconds", "down"),
    "time_to_resolution_s": ("seconds", "down"),
    "resolved_in_24h": ("share", "up"),
    "first_contact_resolution": ("share", "up"),
    "repeat_contacts": ("share", "down"),
    "abandonment": ("share", "down"),
    "transferred": ("share", None),
    "repeated_problem": ("share", "down"),
    "followed_up_after_transfer": ("share", "up"),
    "person_request_unhonoured": ("share", "down"),
    "promises_kept": ("share", "up"),
    "contact_after_sale": ("share", None),
    "csat": ("decimal", "up"),
    "nps": ("points", "up"),
    "effort": ("decimal", None),
    "cost_per_case": ("decimal", None),
}
_HEADLINE_SERVICE: Final = {
    "first_contact_resolution": message("Resolved at first contact"),
    "first_response_in_target": message("First response in target"),
    "handle_time_s": message("Median handle time"),
    "csat": message("Customer satisfaction"),
    "nps": message("Net promoter score"),
    "abandonment": message("Abandoned"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, beside that of the period before. n, previous_n: what it rests on.

    better: up, down or None. spread: standard deviation of what a mean is of, where known.
    """

    name: str
    label: str
    unit: str
    value: float | None
    previous: float | None
    n: int
    previous_n: int
    better: str | None = None
    spread: float | None = None

    @property
    def text(self) -> str:
        """The value as people read it."""
        return wording.number(self.value, self.unit)

    @property
    def previous_text(self) -> str:
        """The value of the period before."""
        return wording.number(self.previous, self.unit)

    @property
    def change(self) -> str:
        """The difference, with its sign."""
        return wording.change(self.value, self.previous, self.unit)

    @property
    def tendency(self) -> str:
        """In words whether the difference is good: better or worse where it is more than chance, else nothing."""
        difference = self._difference()
        if self.better is None or difference is None or not self._is_more_than_chance(difference):
            return ""
        return "better" if (difference > 0) == (self.better == "up") else "worse"

    def _difference(self) -> float | None:
        return None if self.value is None or self.previous is None else self.value - self.previous

    def _is_more_than_chance(self, difference: float) -> bool:
        """Two standard errors of the difference; where the spread is not known, nothing is said."""
        if not self.n or not self.previous_n:
            return False
        variance = self.spread**2 if self.spread is not None else None
        if self.unit == "share":
            together = (self.n * float(self.value or 0) + self.previous_n * float(self.previous or 0)) / (
                self.n + self.previous_n
            )
            variance = together * (1 - together)
        if variance is None:
            return False
        return difference**2 > 2**2 * variance * (1 / self.n + 1 / self.previous_n)


@dataclass(frozen=True, slots=True)
class Intake:
    """Records that came in: records = accepted + duplicate + quarantined + before_since, or something of ours is wrong.

    before_since: passed over, because `run --since` did not want them; they are no loss, and can be read later.
    """

    span: str
    files: int
    records: int
    accepted: int
    duplicate: int
    quarantined: int
    before_since: int

    @property
    def reconciles(self) -> bool:
        """Whether every record that was read is accounted for."""
        return self.records == self.accepted + self.duplicate + self.quarantined + self.before_since


@dataclass(frozen=True)
class Figures:
    """All numbers of a report. not_scored, quarantine and failures are failures of ours or of the input.

    never_coming_in: quarantined records that no longer wait, by why. contracts: what was expected of the files that
    came last, and did not hold. without_start: how many do not say when they began, and some of their ids: those that
    count at the time of their file (by_file), and those in no period. text_deleted: conversations whose text was too old, on_day (the last day on which some was deleted) and altogether.
    """

    intake: list[Intake]
    headline: list[Figure]
    service: list[Figure]
    provisional: int
    not_scored: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    never_coming_in: dict[str, int]
    contracts: list[dict[str, Any]]
    without_start: list[dict[str, Any]]
    text_deleted: dict[str, Any]
    excluded: list[dict[str, Any]]
    topics: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """The same numbers for programs."""
        return asdict(self)


def figures(connection: duckdb.DuckDBPyConnection, context: ReportContext, say: Say = ENGLISH) -> Figures:
    """The numbers of the context's period, against the period before, named as `say` says."""
    now, before = _bounds(context.period), _bounds(context.previous)
    service = _service(connection, context, say)
    both = now | {"previous_from": before["period_from"]}
    return Figures(
        intake=[Intake(**row) for row in run(connection, "intake")],
        headline=_headline(connection, now, before, service, say),
        service=service,
        provisional=run(connection, "headline", now)[0]["provisional"],
        not_scored=run(connection, "not_scored", now),
        failures=run(connection, "failures", now),
        quarantine=run(connection, "quarantine_reasons"),
        never_coming_in=never_coming_in(connection),
        contracts=broken_contracts(connection),
        without_start=run(connection, "without_start", now | {"named": NAMED}),
        text_deleted=run(connection, "text_deleted")[0],
        excluded=run(connection, "excluded", now),
        topics=run(connection, "topics", both),
    )


def run(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of the query in `sql/name.sql`."""
    sql = (resources.files("reports") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return wording.rows(connection.execute(sql, parameters or {}))


def _headline(
    connection: duckdb.DuckDBPyConnection,
    now: dict[str, Any],
    before: dict[str, Any],
    service: list[Figure],
    say: Say,
) -> list[Figure]:
    a, b = run(connection, "headline", now)[0], run(connection, "headline", before)[0]
    known = b["conversations"] > 0

    def figure(
        name: str, label: str, unit: str, n: str, better: str | None = None, spread: str = ""
    ) -> Figure:
        was = b[name] if known else None
        return Figure(name, say(label), unit, a[name], was, a[n], b[n], better, a[spread] if spread else None)

    found = [
        figure("conversations", message("Conversations"), "count", "conversations"),
        figure("judged", message("Judged"), "count", "conversations"),
        figure("mean_score", message("Mean score"), "points", "scores", "up", "score_spread"),
        figure("auto_fails", message("Auto-fails"), "count", "scores"),
        figure("civil", message("Civil throughout"), "share", "civil_n", "up"),
        figure("empathy_met", message("Empathy met"), "share", "opportunities", "up"),
        figure("resolved", message("Resolved"), "share", "outcomes", "up"),
    ]
    by_name: dict[str, list[Figure]] = {}
    for row in service:
        by_name.setdefault(row.name, []).append(row)
    for name, label in _HEADLINE_SERVICE.items():
        for row in by_name.get(name, []):
            if row.n or row.previous_n:
                channel = row.label.rpartition(", ")[2] if len(by_name[name]) > 1 else ""
                text = f"{say(label)}, {channel}" if channel else say(label)
                found.append(
                    Figure(name, text, row.unit, row.value, row.previous, row.n, row.previous_n, row.better)
                )
    return found


def _service(connection: duckdb.DuckDBPyConnection, context: ReportContext, say: Say) -> list[Figure]:
    now = service_summary(connection, *context.period.bounds())
    before = service_summary(connection, *context.previous.bounds())
    was = {(row["figure"], row["channel"]): row for row in before}
    found = []
    for row in now:
        old = was[(row["figure"], row["channel"])]
        unit, better = _SERVICE.get(row["figure"], ("decimal", None))
        name = FIGURES[row["figure"]]
        label = say(name).removesuffix(", by channel")
        label = label[:1].upper() + label[1:]
        if row["channel"]:
            label = f"{label}, {say(row['channel'])}"
        found.append(
            Figure(row["figure"], label, unit, row["value"], old["value"], row["n"], old["n"], better)
        )
    return found


def _bounds(period: Period) -> dict[str, Any]:
    start, end = period.bounds()
    return {"period_from": start, "period_to": end}
