"""Service facts: what times, roles, cues and other contacts of the same customer say about a conversation.

The SQL beside this file does the work, set-based; this module runs it and says what every fact means. Facts are
computed for current, not excluded conversations. What cannot be known is missing, never 0: a time whose turns
have no usable times, a fact about wording in a conversation that was not scored, a fact about other contacts of
a customer who is not known. Internal notes and system events count for nothing.

Windows that look ahead (repeats, promises) are provisional at the end of the data: the value is what is known
today, and the next run computes it again.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import duckdb

from insights.saying import message

FACTS: Final[dict[str, str]] = {
    "first_response_s": (
        "seconds from the end of the customer's first turn to the start of the first turn of an agent after it (a "
        "bot's answer is not one); where the agent speaks first, from the start of the contact; missing where no "
        "agent spoke, and for an e-mail that the agent began"
    ),
    "first_response_in_target": "1 where first_response_s is at most the channel's target, else 0",
    "longest_silence_s": (
        "seconds of the longest gap in which nobody had spoken or written: customer, agent, bot or unknown speaker"
    ),
    "handle_time_s": (
        "seconds from the agent's first turn to the last turn before a bot takes over for good or the contact "
        "ends, whoever speaks; missing for e-mail, whose times do not show the work, and where all of it is one moment"
    ),
    "duration_s": "seconds from the start of the contact to the end of its last spoken turn",
    "time_to_resolution_s": (
        "seconds from the start of the case to the end of the turn that shows it resolved; the case starts with "
        "the first of the customer's contacts on this topic that follow one another within the repeat window, "
        "each unresolved; missing where the outcome of one of them is not known"
    ),
    "resolved_in_24h": (
        "1 where this contact resolved the case within the resolution target (24 hours), 0 where it resolved it "
        "later or did not resolve it"
    ),
    "holds": "number of agent turns that put the customer on hold",
    "hold_s": (
        "seconds on hold: from the end of each such turn to the next agent turn, or to the last word of the contact "
        "where no agent came back"
    ),
    "transfers": (
        "number of changes from one person to another among the agents, and one more where a transfer was announced "
        "after the last of them and nobody new came; bots do not count"
    ),
    "customer_repeated_problem": (
        "1 where the customer had to repeat the problem: after a change of agent, or anywhere in a repeat contact; "
        "0 where there was such an occasion and they did not; missing without one"
    ),
    "follow_up_after_transfer": (
        "1 where a new agent answered after the last transfer, here or in a contact that began within the transfer "
        "window, 0 where nobody did; missing without a transfer"
    ),
    "person_requests_to_bot": (
        "number of times a customer asked for a person and a bot answered, or nobody; requests in a row are one; "
        "missing where no bot took part"
    ),
    "person_request_unhonoured": (
        "1 where a customer with a bot asked for a person and none came, or had to ask twice or more; 0 where the "
        "first request brought one; missing where nobody asked"
    ),
    "abandoned": "1 where the outcome is abandoned, 0 where it is another; missing where it is unsure",
    "repeat_contact": (
        "1 where an earlier contact of this customer on this topic, in any channel, ended at most the repeat window "
        "(7 days) before this one started, else 0; without a topic, 0 only where there was no other contact at all"
    ),
    "repeated_within_7d": "1 where such a contact followed this one within the repeat window, else 0 (provisional)",
    "first_contact_resolution": (
        "1 where the outcome is resolved and the customer did not come for the same before or after within the "
        "repeat window; 0 where not resolved or repeated (provisional)"
    ),
    "promise_made": "1 where an agent promised to act later, else 0",
    "promise_kept": (
        "0 where the customer says in a later contact, within the promise window, that the last promise made to "
        "them was broken, 1 where they say it was kept; missing where no later contact tells"
    ),
    "contact_after_sale": (
        "1 where a contact that is not itself about a sale starts within the sale window after one of this customer "
        "that is, else 0; missing where the data hold no sale"
    ),
    "csat": "customer satisfaction, on the survey's own scale",
    "nps": "likelihood to recommend, 0 to 10 (service_summary makes the net promoter score of them)",
    "effort": "customer effort, on the survey's own scale",
    "cost": "handle_time_s at the hourly cost of the queue that held on the day of the start (UTC), in its currency",
    "agent_turns": "per agent: number of turns",
    "agent_handle_time_s": (
        "per agent: seconds from each of their turns that took the contact over to the next agent's first turn, or "
        "to the end of the handling; over all agents it adds up to handle_time_s"
    ),
}

FIGURES: Final[dict[str, str]] = {
    "first_response_in_target": message("share of first responses within the channel's target"),
    "first_response_s": message("median seconds to the first response, by channel"),
    "longest_silence_s": message("median of each contact's longest silence in seconds, by channel"),
    "handle_time_s": message("median handle time in seconds"),
    "hold_s": message("mean seconds on hold, contacts without a hold included"),
    "time_to_resolution_s": message("median seconds to resolution, of resolved cases"),
    "resolved_in_24h": message(
        "share of contacts with a known outcome that resolved the case within 24 hours"
    ),
    "first_contact_resolution": message(
        "share resolved at the first and only contact within the repeat window"
    ),
    "repeat_contacts": message("share of contacts that repeat an earlier one of the same customer and topic"),
    "abandonment": message("share of contacts that were abandoned"),
    "transferred": message("share of contacts with an agent that were transferred at least once"),
    "repeated_problem": message(
        "share of transferred or repeat contacts in which the customer had to repeat the problem"
    ),
    "followed_up_after_transfer": message("share of transferred contacts in which a new agent answered"),
    "person_request_unhonoured": message(
        "share of contacts with a request for a person to a bot that was not honoured"
    ),
    "promises_kept": message("share of promises kept, where a later contact tells"),
    "contact_after_sale": message("share of contacts, sales apart, that follow a sale to the same customer"),
    "csat": message("mean customer satisfaction"),
    "nps": message(
        "net promoter score, -100 to 100: percentage answering 9 or 10, less percentage answering 0 to 6"
    ),
    "effort": message("mean customer effort"),
    "cost_per_case": message("mean cost of a contact"),
}

_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class FactSettings:
    """Targets and windows of the service facts; all bounds are inclusive.

    sale_topics names the topics and the queues that are sales.
    """

    first_response_call_s: float = 20
    first_response_chat_s: float = 60
    first_response_email_s: float = 4 * 3600
    resolution_target_hours: float = 24
    repeat_window_days: float = 7
    survey_window_days: float = 7
    promise_window_days: float = 30
    sale_window_days: float = 30
    transfer_window_minutes: float = 60
    sale_topics: tuple[str, ...] = ("sale", "order")


def make_facts(connection: duckdb.DuckDBPyConnection, settings: FactSettings) -> int:
    """Recomputes the table `facts` from the other tables of a migrated warehouse; returns its number of rows.

    Stored facts are exchanged in one statement, so that a run killed half-way leaves the old ones; facts that did
    not change are not written. May be called inside a transaction. Needs conversations and turns; what the other
    tables lack is missing in the facts.
    """
    for sql, parameters in fact_statements(settings):
        connection.execute(sql, parameters)
    row = connection.execute("SELECT count(*) FROM facts").fetchone()
    return int(row[0]) if row else 0


def fact_statements(settings: FactSettings) -> list[tuple[str, dict[str, Any]]]:
    """The statements that make the facts, in order, each with its parameters; the last one writes and clears up."""
    values = asdict(settings) | {"sale_topics": list(settings.sale_topics)}
    files = sorted(file.name for file in _folder().iterdir() if re.match(r"facts_\d_", file.name))
    statements = [(_folder() / name).read_text(encoding="utf-8") for name in files]
    return [(sql, {name: values[name] for name in set(_PARAMETER.findall(sql))}) for sql in statements]


def service_summary(
    connection: duckdb.DuckDBPyConnection, period_from: datetime, period_to: datetime
) -> list[dict[str, Any]]:
    """The headline figures of the contacts that started in the period, from `facts`; writes nothing.

    period_from is inclusive, period_to exclusive; both are aware: a local day runs from its midnight to the next
    in the workspace's time zone. Returns one row a figure, in the order of FIGURES: {figure, channel, value, n}.
    Figures kept by channel have a row each for call, chat and email, the others one with channel None. Shares are
    0 to 1; n is the number of contacts behind value, which is None where n is 0. Raises ValueError for a time
    without an offset.
    """
    if period_from.tzinfo is None or period_to.tzinfo is None:
        raise ValueError("a period needs times with an offset: give each end of it a time zone")
    sql = (_folder() / "facts_summary.sql").read_text(encoding="utf-8")
    result = connection.execute(sql, {"period_from": period_from, "period_to": period_to})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _folder() -> Traversable:
    return resources.files("insights") / "sql"
