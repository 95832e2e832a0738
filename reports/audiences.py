"""Which pages a night has, and which sections stand on each: the one place where that is said.

A section is a template, a function that gives the names the template uses, and one line below:

1. `reports/templates/NAME.html`: one `<section id="ANCHOR">` with an `<h2>`. Macros are imported with
   `{% from "macros.html" import … with context %}`. Beside the names of its own model, every template knows `context`,
   `settings` (of flags), `who` (People), `transcripts` (of the page, by conversation key; link only where the key is in
   it), and the functions of `report._environment`. Quotes stand in a `blockquote` inside an element that carries
   `data-conversation` with the conversation's key: that is how deleted text is found again.
2. A model function: `(material: Material) -> Model`, on the agents' page `(material, person) -> Model`. It returns the
   names for its template alone. Two names mean something to the page: POINTS_TO, keys of conversations that the section
   links to, whose transcripts the page's transcripts section shows; SHOWS, those that the section shows in full itself.
3. `Section("anchor", message("Title"), "template.html", model)` in a page below, where it belongs in the order.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from insights.saying import message
from reports import agent, agreement, at_risk, benchmarks, change, lead, management, trainer, training

Model = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. model: of (material), on an agent's page of (material, person)."""

    anchor: str
    title: str
    template: str
    model: Callable[..., Model]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a night. file: below the folder of the day; title: of the page, in its heading."""

    file: str
    title: str
    sections: tuple[Section, ...]


LEAD: Final = Page(
    "index.html",
    message("What to review first"),
    (
        Section("headline", message("Headline"), "headline.html", lead.headline),
        Section("decide", message("Review first"), "decide.html", lead.decide),
        Section("agreement", message("Agreement with reviewers"), "agreement.html", agreement.agreement),
        Section("flagged-agents", message("Flagged agents"), "flagged_agents.html", lead.flagged_agents),
        Section("watch", message("Watch list"), "watch.html", lead.watch),
        Section("flagged-topics", message("Flagged topics"), "flagged_topics.html", lead.flagged_topics),
        Section("spread", message("Spread of agents"), "spread.html", lead.spread),
        Section("heat", message("Questions by topic"), "heat_topics.html", lead.heat),
        Section("changes", message("Changes"), "changes.html", change.changes),
        Section("at-risk", message("Customers at risk"), "at_risk.html", at_risk.at_risk),
        Section(
            "changed-topics", message("New and growing topics"), "changed_topics.html", lead.changed_topics
        ),
        Section("found-topics", message("Found topics"), "found_topics.html", lead.found_topics),
        Section("agents", message("Agents"), "agents.html", lead.agents),
        Section("intake", message("What came in"), "intake.html", lead.intake),
        Section("quarantine", message("Quarantine"), "quarantine.html", lead.quarantine),
        Section("transcripts", message("Transcripts"), "transcripts.html", lead.nothing),
        Section("reading", message("How to read"), "reading.html", lead.reading),
    ),
)
TRAINER: Final = Page(
    "trainer.html",
    message("Training plan"),
    (
        Section("plan", message("Training plan"), "plan.html", trainer.plan),
        Section("did-it-work", message("Did it work?"), "training.html", training.did_it_work),
        Section("skills", message("Skills of teams"), "heat_teams.html", trainer.skills),
        Section("calmed", message("What calmed customers"), "calmed.html", trainer.calmed),
        Section("transcripts", message("Transcripts"), "transcripts.html", lead.nothing),
    ),
)
MANAGEMENT: Final = Page(
    "management.html",
    message("Quality and service"),
    (
        Section("headline", message("Headline"), "overview.html", management.overview),
        Section("trend", message("Trend"), "trend.html", management.trend),
        Section("levels", message("Service levels and cost"), "levels.html", management.levels),
        Section("service", message("More on service"), "service.html", management.service),
        Section("benchmarks", message("Benchmarks and targets"), "benchmarks.html", benchmarks.benchmarks),
        Section(
            "predicts", message("What predicts satisfaction"), "predictions.html", benchmarks.predictions
        ),
        Section("topics", message("Topics"), "topics.html", management.topics),
        Section("agreement", message("Agreement with reviewers"), "agreement.html", agreement.agreement),
        Section(
            "changed-topics", message("New and growing topics"), "changed_topics.html", lead.changed_topics
        ),
    ),
)
AGENT: Final = Page(
    "agents",  # a folder: one page a person, see agent_file
    message("Your conversations"),
    (
        Section("figures", message("Your figures"), "own_figures.html", agent.figures),
        Section("examples", message("Examples"), "own_examples.html", agent.examples),
        Section("dispute", message("If you disagree"), "dispute.html", agent.reading),
        Section("reading", message("What the words mean"), "own_reading.html", agent.reading),
    ),
)
FOR_ALL: Final = (LEAD, TRAINER, MANAGEMENT)
"""The pages that link to each other; an agent's page links to none of them."""
AUDIENCES: Final = {"lead": LEAD, "trainer": TRAINER, "agent": AGENT, "management": MANAGEMENT}


def agent_file(key: bytes, person: str) -> str:
    """Where a person's page lies below the folder of the day: the same from night to night, and without the key no way
    leads from a person to the name or back.

    >>> agent_file(b"k", "p-1")
    'agents/agent-15394892e8ce.html'
    """
    name = hmac.new(key, f"agent page of {person}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    return f"{AGENT.file}/agent-{name[:12]}.html"
