"""The QA lead's page: what to review first, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from insights.flags import ABOVE, BELOW, NOT_ENOUGH
from insights.saying import ENGLISH, Say, message
from reports import heat_maps
from reports.figures import run
from reports.funnels import FEWEST, funnels
from reports.material import Material, examples_of
from reports.to_decide import PRESSING

CARDS: Final = 8
OPEN_CASES: Final = 5
MARKS: Final = (
    ("good", message("empathy")), ("chance", message("opportunity")), ("bad", message("rudeness, forbidden")), ("harsh", message("hostility")),
    ("step", message("script step")), ("promise", message("promise, outcome")), ("evidence", message("what else an answer rests on")),
)  # fmt: skip


def headline(material: Material) -> dict[str, Any]:
    """The night in a few figures."""
    return {
        "cards": material.figures.headline[:CARDS],
        "flagged_line": flagged_line(material.flags, material.context.say),
        "decide": material.decide,
    }


def decide(material: Material) -> dict[str, Any]:
    """What waits for a person, the most pressing first, with its transcripts."""
    keys = [row["conversation_key"] for row in material.decide.shown]
    return {"decide": material.decide, "pressing": PRESSING, "open_cases": OPEN_CASES, "shows": keys}


def flagged_agents(material: Material) -> dict[str, Any]:
    """Agents and teams that lie apart from colleagues."""
    below = material.flagged("agent")
    return {
        "decided": next(iter(material.flags), None),
        "below_agents": below,
        "above_agents": material.flagged("agent", ABOVE),
        "below_teams": material.flagged("team"),
        "too_few": sum(f["state"] == NOT_ENOUGH and f["kind"] == "agent" for f in material.flags),
        "points_to": examples_of([f for rows in below.values() for f in rows]),
    }


def watch(material: Material) -> dict[str, Any]:
    """Whom to listen to more."""
    keys = [key for f in material.watched for key in f["listen"]]
    return {"watch": material.watched, "ids": material.ids(keys), "points_to": keys}


def flagged_topics(material: Material) -> dict[str, Any]:
    """Topics that lie apart from their own past."""
    below = material.flagged("topic")
    return {
        "below_topics": below,
        "above_topics": material.flagged("topic", ABOVE),
        "points_to": examples_of([f for rows in below.values() for f in rows]),
    }


def spread(material: Material) -> dict[str, Any]:
    """How far agents lie from what their work explains, question by question."""
    found, left_out = funnels(material)
    return {"funnels": found, "not_drawn": left_out, "fewest": FEWEST}


def heat(material: Material) -> dict[str, Any]:
    """Questions by topic."""
    return {"heat": heat_maps.by_topic(material)}


def changed_topics(material: Material) -> dict[str, Any]:
    """Topics that take another share of conversations than before."""
    return {"changed": material.found_topics.changed}


def found_topics(material: Material) -> dict[str, Any]:
    """What customers open with, beyond the taxonomy."""
    found = material.found_topics
    return {"found": found, "points_to": found.quoted}


def agents(material: Material) -> dict[str, Any]:
    """Who has a page of their own."""
    return {"agents": material.agents.values()}


def intake(material: Material) -> dict[str, Any]:
    """What came in, and what could not be judged."""
    return {"figures": material.figures}


def quarantine(material: Material) -> dict[str, Any]:
    """What was set aside."""
    rows = run(material.connection, "quarantine")
    return {"total": len(rows), "rows": rows[: material.context.limits.quarantine]}


def reading(material: Material) -> dict[str, Any]:
    """What the words of the page mean."""
    return {"marks": MARKS, "thresholds": sorted(material.context.thresholds.items())}


def nothing(material: Material) -> dict[str, Any]:
    """A template that needs nothing of its own."""
    return {}


def flagged_line(flags: Sequence[Mapping[str, Any]], say: Say = ENGLISH) -> str:
    """How many are flagged, in a sentence."""
    agents = {f["subject"] for f in flags if f["kind"] == "agent" and f["state"] == BELOW}
    topics = {f["subject"] for f in flags if f["kind"] == "topic" and f["state"] == BELOW}
    return say.plural(
        "{agents} is clearly below colleagues on a question, {topics} below the period before.",
        "{agents} are clearly below colleagues on a question, {topics} below the period before.",
        len(agents),
        agents=say.plural("{n:,} agent", "{n:,} agents", len(agents)),
        topics=say.plural("{n:,} topic", "{n:,} topics", len(topics)),
    )
