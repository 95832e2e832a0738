"""Who trains together, and in which week: sessions of people with the same gap, the largest expected gain first."""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

NO_ROOM: Final = "no room"
ABSENT: Final = "absent"
NEW: Final = "new starter"
LEAVING: Final = "leaving"
TOGETHER: Final = 2
"""So many people of one topic make a session of their own; a single one trains with those of all topics."""
_WORKDAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's days away, both inclusive; agent: an agent_id or person_id."""

    agent: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How much training there is room for. minimum_sample: answers below which nobody is planned.

    new_starter_days: who started fewer days before the plan is trained by onboarding. examples: of the gap, and of the
    same situation handled well.
    """

    sessions_a_week: int = 3
    people_a_session: int = 8
    weeks: int = 4
    absences: tuple[Absence, ...] = ()
    new_starter_days: int = 30
    minimum_sample: int = 20
    examples: int = 5


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What makes people train together. topic: empty where the gap is not of one topic."""

    skill: str
    definition: str
    language: str
    topic: str


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody's gap in a skill; person: empty where it is a topic's, for everyone who takes it.

    lost: (expected − estimate) × answers of a period. gain: what of it training is expected to win.
    """

    person: str
    group: Group
    lost: float
    gain: float


@dataclass(frozen=True, slots=True)
class Session:
    """People who train together. week: its Monday; None, and `waiting` the reason, where it is not planned."""

    group: Group
    needs: tuple[Need, ...]
    week: date | None = None
    waiting: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Who, the largest gain first; nobody where everyone who takes the topic is meant."""
        return tuple(need.person for need in self.needs if need.person)

    @property
    def gain(self) -> float:
        """Answers that it is expected to win in a period."""
        return sum(need.gain for need in self.needs)

    @property
    def id(self) -> str:
        """12 hex digits of what and who, whenever it is held: the same session has the same id in every plan."""
        group = self.group
        what = (group.skill, group.definition, group.language, group.topic, *sorted(self.people))
        return hashlib.sha256("\x1f".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def first_monday(day: date) -> date:
    """The Monday after a day.

    >>> first_monday(date(2026, 11, 22)), first_monday(date(2026, 11, 23))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 30))
    """
    return day + timedelta(days=7 - day.weekday())


def weeks_after(day: date, weeks: int) -> list[date]:
    """The Mondays of the weeks after a day."""
    return [first_monday(day) + timedelta(weeks=number) for number in range(weeks)]


def is_away(absences: Iterable[Absence], monday: date) -> bool:
    """Whether any day from Monday to Friday of a week is an absence: whoever is away for a day may miss the session."""
    friday = monday + timedelta(days=_WORKDAYS - 1)
    return any(a.start <= friday and a.end >= monday for a in absences)


def grouped(needs: Iterable[Need]) -> dict[Group, list[Need]]:
    """Needs by who can train together, the largest gain first.

    A topic that fewer than TOGETHER people share is none: they train with those of all topics, where there are any.
    """
    of_topic: dict[Group, list[Need]] = defaultdict(list)
    for need in needs:
        of_topic[need.group].append(need)
    found: dict[Group, list[Need]] = defaultdict(list)
    for group, members in of_topic.items():
        alone = len(members) < TOGETHER and all(need.person for need in members)
        shared = replace(group, topic="") if alone else group
        found[shared] += [replace(need, group=shared) for need in members]
    return {group: sorted(found[group], key=_most_gain) for group in sorted(found)}


def schedule(
    needs: Iterable[Need],
    mondays: Sequence[date],
    settings: PlanSettings,
    absences: Mapping[str, Sequence[Absence]],
) -> list[Session]:
    """Sessions in the order of weeks and gain, then what there is no room for.

    Week by week the session with the largest expected gain among those who are there; ties go by name.
    """
    left = grouped(needs)
    planned: list[Session] = []
    for monday in mondays:
        there = {
            group: [n for n in members if not is_away(absences.get(n.person, ()), monday)]
            for group, members in left.items()
        }
        planned += _week(there, monday, settings)
        placed = {
            (group, person)
            for s in planned
            if s.week == monday
            for group in (s.group,)
            for person in _seats(s)
        }
        left = {
            g: rest
            for g, members in left.items()
            if (rest := [n for n in members if (g, n.person) not in placed])
        }
    return planned + _unplanned(left, planned, mondays, settings, absences)


def waits(
    need: Need, planned: Sequence[Session], mondays: Sequence[date], absences: Mapping[str, Sequence[Absence]]
) -> str:
    """Why somebody is in no planned session: away when it is held, or in every week; else there is no room."""
    away = absences.get(need.person, ())
    held = [s.week for s in planned if s.group == need.group and s.week]
    return (
        ABSENT if all(is_away(away, m) for m in mondays) or any(is_away(away, m) for m in held) else NO_ROOM
    )


def _week(there: Mapping[Group, list[Need]], monday: date, settings: PlanSettings) -> list[Session]:
    size = settings.people_a_session
    found: list[Session] = []
    waiting = [
        (-sum(n.gain for n in members[:size]), group, 0) for group, members in there.items() if members
    ]
    heapq.heapify(waiting)
    while waiting and len(found) < settings.sessions_a_week:
        _, group, start = heapq.heappop(waiting)
        members = there[group]
        found.append(Session(group, tuple(members[start : start + size]), monday))
        if rest := members[start + size : start + 2 * size]:
            heapq.heappush(waiting, (-sum(n.gain for n in rest), group, start + size))
    return found


def _unplanned(
    left: Mapping[Group, list[Need]], planned: Sequence[Session], mondays: Sequence[date], settings: PlanSettings,
    absences: Mapping[str, Sequence[Absence]],
) -> list[Session]:  # fmt: skip
    held = defaultdict(list)
    for session in planned:
        held[session.group].append(session)
    found = []
    for group, members in left.items():
        by_reason: dict[str, list[Need]] = {NO_ROOM: [], ABSENT: []}
        for need in members:
            by_reason[waits(need, held[group], mondays, absences)].append(need)
        for reason, people in by_reason.items():
            found += [
                Session(group, chunk, None, reason) for chunk in _chunks(people, settings.people_a_session)
            ]
    return sorted(found, key=lambda s: (-s.gain, s.group, s.people))


def _chunks(needs: Sequence[Need], size: int) -> Iterator[tuple[Need, ...]]:
    for start in range(0, len(needs), size):
        yield tuple(needs[start : start + size])


def _seats(session: Session) -> tuple[str, ...]:
    return session.people or ("",)


def _most_gain(need: Need) -> tuple[float, str]:
    return -need.gain, need.person
