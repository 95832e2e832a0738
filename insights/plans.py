"""Training plans: who trains on what, with whom, in which week, and with which examples; from the flags of a period.

Agents who are `below` are planned, and topics that are; nobody is on fewer answers than the minimum sample. Who can train
together, and what comes first: insights/planning.py. What training gained before: insights/training_gains.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

import duckdb
import pyarrow as pa

from data.warehouse import insert, transaction
from insights.flags import percent
from insights.periods import Period
from insights.planning import (
    ABSENT,
    LEAVING,
    NEW,
    NO_ROOM,
    Absence,
    Group,
    Need,
    PlanSettings,
    Session,
    schedule,
    weeks_after,
)
from insights.saying import ENGLISH, Say
from insights.training_gains import gained_before, share_of

TOPIC_SHARE: Final = 2 / 3
TOPIC_ERRORS: Final = 2.0
TOPIC_FEWEST: Final = 10
"""A topic matters where so much of what is lost lies in it, by so many standard errors, in so many answers."""
_TABLES: Final = ("plan_contacts", "plan_ids", "plan_cells")
_NO_EXAMPLES: Final[dict[str, list[str]]] = {"gap_examples": [], "good_examples": []}
_STATEMENTS: Final = ("plan_cells", "plan_needs", "plan_examples")


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a skill is trained with. exercise: of the catalogue. step: script/step. phrases: language -> file."""

    exercise: str | None = None
    step: str | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)


def make_plans(
    connection: duckdb.DuckDBPyConnection,
    period: Period,
    settings: PlanSettings = PlanSettings(),  # noqa: B008  # frozen
    teaching: Mapping[str, Teaching] | None = None,
) -> int:
    """Recomputes `plans` and `plan_people` from the period's flags, in one transaction; returns the rows of `plans`.

    The weeks are those that follow the period. teaching: by the `definition` of a question. One row a session, planned
    or not, and one a question and topic that fell below its period before, for everyone who takes the topic (agents is
    empty). Who started less than new_starter_days ago, or has left or leaves before the last week ends, is in none.
    """
    gains, mondays = gained_before(connection), weeks_after(period.end, settings.weeks)
    with transaction(connection):
        rows = _needs(connection, period, settings)
        needs = {_key(row): _need(row, gains) for row in rows}
        aside = {_key(row): why for row in rows if (why := _set_aside(row, period.end, mondays, settings))}
        absences = _absences(connection, settings)
        sessions = schedule([n for key, n in needs.items() if key not in aside], mondays, settings, absences)
        examples = _examples(connection, sessions, period, settings)
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")
        figures = {_key(row): row for row in rows}
        connection.execute("DELETE FROM plans")
        connection.execute("DELETE FROM plan_people")
        people = _people(sessions, needs, aside, figures)
        insert(connection, "plan_people", pa.Table.from_pylist(people, schema=pa.schema(_PEOPLE)))
        planned = []
        for session in sessions:
            skill, found = session.group.skill, examples.get(session.id, _NO_EXAMPLES)
            taught = (teaching or {}).get(session.group.definition, Teaching())
            planned.append(_plan(session, figures, share_of(skill, gains), taught, found, period))
        return insert(connection, "plans", pa.Table.from_pylist(planned, schema=pa.schema(_PLANS)))


def plan_reason(plan: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence or two on why a session is in the plan; `plan` is a row of `plans`.

    >>> plan_reason({"agents": ["a", "b"], "topic": None, "observed": 0.3, "expected": 0.8, "answers": 80,
    ...              "priority": 40.0, "gained_before": 0.5, "expected_gain": 20.0})
    '2 agents are below what colleagues reach: 30 % of 80 answers against 80 %. Training that closes 50 % of the gap wins about 20 of the 40 answers lost in a period.'
    """
    observed, expected = percent(plan["observed"], say), percent(plan["expected"], say)
    win = say("Training is expected to win less than one answer in a period.")
    if plan["expected_gain"] >= 1:
        win = say(
            "Training that closes {closed} of the gap wins about {gain:.0f} of the {lost:.0f} answers lost in a period.",
            closed=percent(plan["gained_before"], say),
            gain=plan["expected_gain"],
            lost=plan["priority"],
        )
    told = {"observed": observed, "expected": expected, "answers": plan["answers"], "win": win}
    if not plan["agents"]:
        return say(
            "{observed} of {answers} answers, {expected} in the period before; for everyone who takes the topic. {win}",
            **told,
        )
    return say.plural(
        "{n} agent is below what colleagues reach: {observed} of {answers} answers against {expected}. {win}",
        "{n} agents are below what colleagues reach: {observed} of {answers} answers against {expected}. {win}",
        len(plan["agents"]),
        **told,
    )


def waiting_reason(waiting: str | None, settings: PlanSettings, say: Say = ENGLISH) -> str:
    """Why a session or somebody is not planned, as a clause.

    >>> waiting_reason("no room", PlanSettings())
    'no room: 3 sessions a week for 4 weeks are used'
    """
    room = say(
        "no room: {sessions} sessions a week for {weeks} weeks are used",
        sessions=settings.sessions_a_week,
        weeks=settings.weeks,
    )
    if settings.sessions_a_week * settings.weeks == 1:
        room = say("no room: the one session is used")
    return {
        NO_ROOM: room,
        ABSENT: say("absent when the session is held, or in every week of the plan"),
        NEW: say(
            "started less than {days} days before: part of the onboarding", days=settings.new_starter_days
        ),
        LEAVING: say("has left, or leaves before the last week of the plan ends"),
    }.get(waiting or "", "")


def unknown_absences(connection: duckdb.DuckDBPyConnection, absences: Iterable[Absence]) -> list[str]:
    """The agents of absences who are neither in `agents` nor in a conversation, in order: likely a slip of the pen."""
    named = sorted({absence.agent for absence in absences})
    known = {name for (name,) in connection.execute(_KNOWN, [named]).fetchall()} if named else set()
    return [name for name in named if name not in known]


def plan_statements() -> list[str]:
    """The SQL behind plans: when it changes, they are made anew."""
    return [_sql(name) for name in _STATEMENTS]


def _needs(
    connection: duckdb.DuckDBPyConnection, period: Period, settings: PlanSettings
) -> list[dict[str, Any]]:
    start, end = period.bounds()
    days = {"period_from": period.start, "period_to": period.end}
    for statement in connection.extract_statements(_sql("plan_cells")):
        given = days | {"from_moment": start, "to_moment": end, "examples": settings.examples}
        connection.execute(statement, {name: given[name] for name in statement.named_parameters})
    limits = {
        "minimum_sample": settings.minimum_sample,
        "fewest": TOPIC_FEWEST,
        "share": TOPIC_SHARE,
        "errors": TOPIC_ERRORS,
    }
    found = connection.execute(_sql("plan_needs"), days | limits)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _key(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """Of an agent its id and no topic; of a topic no agent."""
    if row["kind"] == "topic":
        return "", row["definition"], row["question"], row["subject"]
    return row["subject"], row["definition"], row["question"], ""


def _key_of(need: Need) -> tuple[str, str, str, str]:
    group = need.group
    return need.person, group.definition, group.skill, "" if need.person else group.topic


def _need(row: dict[str, Any], gains: Mapping[str, float]) -> Need:
    group = Group(row["question"], row["definition"], row["language"], row["topic"])
    lost = round(max(row["expected"] - row["estimate"], 0.0) * row["n"], 6)
    return Need(
        "" if row["kind"] == "topic" else row["subject"], group, lost, lost * share_of(row["question"], gains)
    )


def _set_aside(row: dict[str, Any], day: date, mondays: Sequence[date], settings: PlanSettings) -> str | None:
    """Why somebody is in no session, whatever room there is."""
    end = mondays[-1] + timedelta(days=6)
    if row["ended_on"] and row["ended_on"] <= end:
        return LEAVING
    started = row["started_on"]
    return NEW if started and (day - started).days < settings.new_starter_days else None


def _absences(connection: duckdb.DuckDBPyConnection, settings: PlanSettings) -> dict[str, list[Absence]]:
    """Absences by person, whichever of their ids was named."""
    person_of = dict(
        connection.execute("SELECT agent_id, min(person_id) FROM agents GROUP BY agent_id").fetchall()
    )
    found: dict[str, list[Absence]] = {}
    for absence in settings.absences:
        found.setdefault(person_of.get(absence.agent, absence.agent), []).append(absence)
    return found


def _examples(
    connection: duckdb.DuckDBPyConnection, sessions: Sequence[Session], period: Period, settings: PlanSettings
) -> dict[str, dict[str, list[str]]]:
    """gap_examples and good_examples by the id of every session that is planned."""
    members = [
        {"session": session.id, "place": place, "person": need.person} | _named(session.group)
        for session in sessions
        if session.week
        for place, need in enumerate(session.needs)
    ]
    if not members:
        return {}
    connection.register("plan_sessions", pa.Table.from_pylist(members, schema=pa.schema(_MEMBERS)))
    try:
        found = connection.execute(
            _sql("plan_examples"),
            {"period_from": period.start, "period_to": period.end, "examples": settings.examples},
        ).fetchall()
    finally:
        connection.unregister("plan_sessions")
    return {session: {"gap_examples": gaps, "good_examples": good} for session, gaps, good in found}


def _plan(
    session: Session,
    figures: Mapping[Any, dict[str, Any]],
    share: float,
    taught: Teaching,
    examples: dict[str, Any],
    period: Period,
) -> dict[str, Any]:
    """A session as a row of `plans`."""
    rows = [figures[_key_of(need)] for need in session.needs]
    answers = sum(row["n"] for row in rows)
    row = _named(session.group) | examples | {
        "session": session.id,
        "topic": session.group.topic or None,
        "agents": list(session.people),
        "priority": round(sum(need.lost for need in session.needs), 4),
        "gained_before": share,
        "expected_gain": round(session.gain, 4),
        "week": session.week,
        "waiting": session.waiting,
        "answers": answers,
        "observed": round(sum(r["observed"] * r["n"] for r in rows) / answers, 6),
        "expected": round(sum(r["expected"] * r["n"] for r in rows) / answers, 6),
        "exercise": taught.exercise,
        "step": taught.step,
        "phrases": taught.phrases.get(session.group.language),
        "period_from": period.start,
        "period_to": period.end,
    }  # fmt: skip
    return row | {"reason": plan_reason(row)}


def _people(
    sessions: Sequence[Session], needs: Mapping[Any, Need], aside: Mapping[Any, str], figures: Mapping[Any, dict[str, Any]]
) -> list[dict[str, Any]]:  # fmt: skip
    """Everybody below as rows of `plan_people`: those of the sessions in order, then those set aside."""
    places = [(session, need) for session in sessions for need in session.needs if need.person]
    rows = [_person(need, figures[_key_of(need)], session.id, session.waiting) for session, need in places]
    return rows + [_person(needs[key], figures[key], None, why) for key, why in sorted(aside.items())]


def _person(need: Need, row: dict[str, Any], session: str | None, waiting: str | None) -> dict[str, Any]:
    names = ("n", "observed", "expected", "estimate", "estimate_low", "estimate_high")
    group = _named(need.group)
    return group | {name: row[name] for name in names} | {
        "session": session, "person_id": need.person, "topic": row["topic"] or None,
        "expected_gain": round(need.gain, 4), "waiting": waiting,
    }  # fmt: skip


def _named(group: Group) -> dict[str, Any]:
    return {
        "skill": group.skill,
        "definition": group.definition,
        "language": group.language,
        "topic": group.topic,
    }


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_KNOWN: Final = """
SELECT unnest($1) AS name INTERSECT (
    SELECT agent_id FROM agents UNION SELECT person_id FROM agents UNION SELECT agent_id FROM scores
)
"""
_TEXT: Final = pa.string()
_MEMBERS: Final[list[tuple[str, Any]]] = [
    ("session", _TEXT), ("place", pa.int64()), ("person", _TEXT), ("skill", _TEXT), ("definition", _TEXT),
    ("language", _TEXT), ("topic", _TEXT),
]  # fmt: skip
_PLANS: Final[list[tuple[str, Any]]] = [
    ("skill", _TEXT), ("definition", _TEXT), ("topic", _TEXT), ("agents", pa.list_(_TEXT)), ("priority", pa.float64()),
    ("period_from", pa.date32()), ("period_to", pa.date32()), ("reason", _TEXT), ("gap_examples", pa.list_(_TEXT)),
    ("good_examples", pa.list_(_TEXT)), ("session", _TEXT), ("language", _TEXT), ("week", pa.date32()),
    ("waiting", _TEXT), ("answers", pa.int64()), ("observed", pa.float64()), ("expected", pa.float64()),
    ("gained_before", pa.float64()), ("expected_gain", pa.float64()), ("exercise", _TEXT), ("step", _TEXT),
    ("phrases", _TEXT),
]  # fmt: skip
_PEOPLE: Final[list[tuple[str, Any]]] = [
    ("session", _TEXT), ("person_id", _TEXT), ("skill", _TEXT), ("definition", _TEXT), ("language", _TEXT),
    ("topic", _TEXT), ("n", pa.int64()), ("observed", pa.float64()), ("expected", pa.float64()),
    ("estimate", pa.float64()), ("estimate_low", pa.float64()), ("estimate_high", pa.float64()),
    ("expected_gain", pa.float64()), ("waiting", _TEXT),
]  # fmt: skip
