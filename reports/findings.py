"""Flags, plans and agents' pages as the report shows them: with names, wording and quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb
import pyarrow as pa

from insights.flags import ABOVE, AS_EXPECTED, BELOW, NOT_ENOUGH, reason_of
from insights.saying import ENGLISH, Say
from reports.context import ReportContext
from reports.figures import run
from reports.quotes import PER_ANSWER, names_pattern, quote_of, without
from reports.wording import dated

WATCHED: Final = 20
LONG_ID: Final = 4
_SIDES: Final = ("worst", "best")
LIKELIER_THAN_NOT: Final = 0.5
_NO_SCORE: Final = {
    "conversations": 0,
    "score": None,
    "previous_score": None,
    "auto_fails": 0,
    "provisional": 0,
}


@dataclass(frozen=True)
class People:
    """Who is who: names by agent_id and by person, the id where no name is known; teams and agent_ids by person."""

    names: Mapping[str, str]
    teams: Mapping[str, str]
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    say: Say = ENGLISH

    def name(self, agent_or_person: str | None) -> str:
        """The name to show."""
        if not agent_or_person:
            return self.say("agent unknown")
        return self.names.get(agent_or_person, agent_or_person)

    def spoken_of(self) -> list[str]:
        """What people are called in texts: their names, and ids that are no short word or number."""
        return [*self.names.values(), *(key for key in self.names if len(key) >= LONG_ID)]

    def own(self, person: str) -> str:
        """What one person is called: name and ids."""
        return " ".join((self.name(person), person, *self.ids.get(person, ())))


def people(connection: duckdb.DuckDBPyConnection, say: Say = ENGLISH) -> People:
    """The names of the agents table."""
    names: dict[str, str] = {}
    teams: dict[str, str] = {}
    ids: dict[str, tuple[str, ...]] = {}
    rows = run(connection, "people")
    for row in rows:
        names[row["agent_id"]] = row["name"] or row["agent_id"]
    for row in rows:
        ids[row["person"]] = (*ids.get(row["person"], ()), row["agent_id"])
        if row["name"]:
            names.setdefault(row["person"], row["name"])
        if row["team"]:
            teams.setdefault(row["person"], row["team"])
    return People(names, teams, ids, say)


def person_of(connection: duckdb.DuckDBPyConnection, agent_or_person: str) -> str:
    """The person behind an agent_id, or the id itself: of a person, or of an agent without a row in the agents table."""
    sql = "SELECT min(person_id) FROM agents WHERE agent_id = ?"
    [person] = connection.execute(sql, [agent_or_person]).fetchall()[0]
    return person or agent_or_person


def flags_of(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The flags as last decided: agents, teams, topics, the largest shortfall first."""
    return run(connection, "flags")


def plans_of(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The training plan that follows from the flags, most useful first."""
    return run(connection, "plans")


def with_examples(
    connection: duckdb.DuckDBPyConnection, flags: list[dict[str, Any]], context: ReportContext
) -> list[dict[str, Any]]:
    """The flags with `worst_examples` and `best_examples`: conversation, answer, reason and quotes of each key.

    What is not flagged has as many as its agent's page may need, of topics and teams none: quotes are many.
    """
    having = Counter(
        (flag["subject"], side) for flag in flags for side in _SIDES if flag["kind"] == "agent" and flag[side]
    )
    wanted = [
        (number, flag["kind"], flag["subject"], flag["definition"], flag["question"], key, side == "best")
        for number, flag in enumerate(flags)
        for side in _SIDES
        for key in flag[side][: _needed(flag, having[flag["subject"], side], context.limits.quotes)]
    ]
    found: dict[tuple[int, bool], list[dict[str, Any]]] = {}
    for (number, *_, good), example in quoted_answers(connection, wanted, context):
        found.setdefault((number, good), []).append(example)
    return [
        flag
        | {
            "asked": context.asked(flag["definition"], flag["question"]),
            "worst_examples": found.get((number, False), []),
            "best_examples": found.get((number, True), []),
        }
        for number, flag in enumerate(flags)
    ]


Wanted = tuple[int, str, str, str, str, str, bool]
"""number, kind (agent, topic, anyone), subject, definition, question, conversation_key, is_good"""


def quoted_answers(
    connection: duckdb.DuckDBPyConnection, wanted: list[Wanted], context: ReportContext
) -> list[tuple[Wanted, dict[str, Any]]]:
    """The wanted answers that there are, in order, with conversation, answer, reason, `started` and `quotes`."""
    columns = ["number", "kind", "subject", "definition", "question", "conversation_key", "is_good"]
    types = [pa.int64(), *[pa.string()] * 5, pa.bool_()]
    lists = zip(*wanted, strict=True) if wanted else [[]] * len(columns)
    arrays = [pa.array(list(values), kind) for values, kind in zip(lists, types, strict=True)]
    table = pa.table(
        dict(zip(columns, arrays, strict=True)) | {"place": pa.array(range(len(wanted)), pa.int64())}
    )
    connection.register("wanted", table)
    try:
        quotes = run(connection, "quotes")
    finally:
        connection.unregister("wanted")
    return [
        (
            wanted[quote["place"]],
            quote
            | {
                "started": dated(quote, context.time_zone, context.say),
                "quotes": [quote_of(span) for span in quote["quotes"][:PER_ANSWER]],
            },
        )
        for quote in quotes
    ]


def _needed(flag: dict[str, Any], having: int, shown: int) -> int | None:
    """How many of a flag's examples are read (None: all); having: how many flags of its agent have some."""
    if flag["state"] in (BELOW, ABOVE):
        return None
    return -(-shown // having) if flag["kind"] == "agent" and having else 0


def watch_list(flags: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Agents' results without a flag that are likelier than not to lie far below, with `listen`: what to listen to.

    The likeliest first, at most WATCHED. Conversations that are unsure come before the lowest: they may go either way.
    """
    likely = [
        flag
        for flag in flags
        if flag["kind"] == "agent"
        and flag["state"] == AS_EXPECTED
        and flag["gap_probability"] >= LIKELIER_THAN_NOT
    ]
    likely.sort(
        key=lambda flag: (-flag["gap_probability"], flag["subject"], flag["definition"], flag["question"])
    )
    return [
        flag | {"listen": list(dict.fromkeys([*flag["unsure_examples"], *flag["worst"]]))}
        for flag in likely[:WATCHED]
    ]


def ids_of(connection: duckdb.DuckDBPyConnection, keys: list[str]) -> dict[str, str]:
    """The ids of conversations by their keys."""
    sql = "SELECT conversation_key, conversation_id FROM conversations WHERE conversation_key = ANY(?)"
    return dict(connection.execute(sql, [keys]).fetchall())


def by_subject(flags: Iterable[dict[str, Any]], kind: str, state: str) -> dict[str, list[dict[str, Any]]]:
    """The flags of a kind and state by subject, in the order in which the subjects first occur."""
    found: dict[str, list[dict[str, Any]]] = {}
    for flag in flags:
        if flag["kind"] == kind and flag["state"] == state:
            found.setdefault(flag["subject"], []).append(flag)
    return found


def told(flag: dict[str, Any], context: ReportContext) -> dict[str, Any]:
    """The flag with its reason in the language of the report; only the stored one knows whether answers were shares."""
    counted = {"total": (flag["observed"] or 0) * flag["n"], "shares": " on average in " in flag["reason"]}
    return flag | {"reason": reason_of(flag | counted, context.flag_settings, context.say)}


def agent_pages(
    connection: duckdb.DuckDBPyConnection, flags: list[dict[str, Any]], who: People, context: ReportContext
) -> list[dict[str, Any]]:
    """One page a person with answers in the period, by name: own figures, and own examples across questions."""
    start, end = context.period.bounds()
    times = {"period_from": start, "previous_from": context.previous.bounds()[0], "period_to": end}
    scores = {row["person"]: row for row in run(connection, "agent_scores", times)}
    own: dict[str, list[dict[str, Any]]] = {}
    for flag in flags:
        if flag["kind"] == "agent":
            own.setdefault(flag["subject"], []).append(flag)
    others = names_pattern([*who.spoken_of(), *(person for person in own if len(person) >= LONG_ID)])
    pages = [
        {
            "person": person,
            "name": who.name(person),
            "team": who.teams.get(person, ""),
            "score": scores.get(person, _NO_SCORE),
            "flags": sorted(rows, key=lambda f: (f["question"], f["definition"])),
            "worst": handed_out(
                _across(rows, "worst_examples", context.limits.quotes), others, who.own(person)
            ),
            "best": handed_out(
                _across(rows, "best_examples", context.limits.quotes), others, who.own(person)
            ),
            "below": sum(f["state"] == BELOW for f in rows),
            "above": sum(f["state"] == ABOVE for f in rows),
            "too_few": sum(f["state"] == NOT_ENOUGH for f in rows),
        }
        for person, rows in own.items()
    ]
    return sorted(pages, key=lambda page: (page["name"].casefold(), page["person"]))


def _across(flags: list[dict[str, Any]], field: str, limit: int) -> list[dict[str, Any]]:
    """Examples of several questions, one of each in turn, those that can be quoted first."""
    ordered = [
        (place, not example["quotes"], number, example | {"asked": flag["asked"]})
        for number, flag in enumerate(flags)
        for place, example in enumerate(flag[field])
    ]
    return [example for *_, example in sorted(ordered, key=lambda e: e[:3])[:limit]]


def handed_out(
    examples: list[dict[str, Any]], names: re.Pattern[str] | None, own: str = ""
) -> list[dict[str, Any]]:
    """Examples without colleagues' names."""
    return [
        example | {"quotes": [without(quote, names, own) for quote in example["quotes"]]}
        for example in examples
    ]
