"""`convoqa plan`: the training plan as a table for people, or whole for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb

from data.warehouse import open_published
from flows.command_options import print_json
from flows.commands import print_table


def show_plan(workspace: Path, *, as_json: bool) -> None:
    """The training plan in the order of weeks and gain, then who is not planned, and why."""
    with open_published(workspace) as connection:
        sessions = plan_rows(connection)
    if as_json:
        print_json(sessions)
        return
    print_table(
        "Training plan",
        _COLUMNS,
        [
            (str(s["week"] or s["waiting"]), _skill(s), ", ".join(s["names"]) or "everyone who takes the topic", s["reason"] or "", s["exercise"] or "")
            for s in sessions
        ],
        "Nobody is planned: nobody is clearly below colleagues on enough conversations. `convoqa flags` also names whom "
        "to listen to more.",
    )  # fmt: skip


def plan_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Sessions with `names` and `people`; behind them, without a session, who is set aside: one entry a skill and reason."""
    names = dict(connection.execute(_NAMES).fetchall())
    people = connection.execute(_PEOPLE).to_arrow_table().to_pylist()
    of_session: dict[str | None, list[dict[str, Any]]] = {}
    for person in people:
        of_session.setdefault(person["session"], []).append(
            person | {"name": _name(names, person["person_id"])}
        )
    sessions = connection.execute(_SESSIONS).to_arrow_table().to_pylist()
    found = [
        session
        | {
            "names": [_name(names, agent) for agent in session["agents"]],
            "people": of_session.get(session["session"], []),
        }
        for session in sessions
    ]
    return found + _aside(of_session.get(None, []), list(sessions[0]) if sessions else _columns(connection))


def _aside(people: list[dict[str, Any]], columns: list[str]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for person in people:
        groups.setdefault((person["waiting"], person["skill"], person["definition"]), []).append(person)
    return [
        dict.fromkeys(columns)
        | {
            "skill": skill, "definition": definition, "waiting": waiting, "gap_examples": [], "good_examples": [],
            "agents": [m["person_id"] for m in members], "names": [m["name"] for m in members], "people": members,
        }
        for (waiting, skill, definition), members in groups.items()
    ]  # fmt: skip


def _skill(session: dict[str, Any]) -> str:
    beside = [part for part in (session["topic"], session["language"]) if part]
    return f"{session['skill']} ({', '.join(beside)})" if beside else str(session["skill"])


def _name(names: dict[str, str], person: str) -> str:
    return names.get(person) or person


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [column[0] for column in connection.execute("SELECT * FROM plans LIMIT 0").description]


_COLUMNS: Final = ("week", "skill", "who", "why", "exercise")
_SESSIONS: Final = "SELECT * FROM plans ORDER BY week NULLS LAST, expected_gain DESC, skill, definition, language, topic NULLS FIRST, session"
_NAMES: Final = "SELECT person_id, min(name) FROM agents WHERE name IS NOT NULL GROUP BY person_id"
_PEOPLE: Final = "SELECT * FROM plan_people ORDER BY session NULLS LAST, waiting, skill, definition, expected_gain DESC, person_id"
