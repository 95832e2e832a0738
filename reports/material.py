"""What the sections of a night's pages are made from: each part is read once, when a section first asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from insights.flags import BELOW
from reports.calming import calmed
from reports.context import ReportContext
from reports.figures import Figures, figures
from reports.findings import (
    People,
    agent_pages,
    by_subject,
    flags_of,
    ids_of,
    people,
    plans_of,
    told,
    watch_list,
    with_examples,
)
from reports.found_topics import FoundTopics, found_topics
from reports.to_decide import ToDecide, to_decide


@dataclass(frozen=True)
class Material:
    """The published tables and the context of a night, and what several sections take from them."""

    connection: duckdb.DuckDBPyConnection
    context: ReportContext

    @cached_property
    def figures(self) -> Figures:
        """The numbers of the period, against the period before."""
        return figures(self.connection, self.context, self.context.say)

    @cached_property
    def who(self) -> People:
        """Names and teams."""
        return people(self.connection, self.context.say)

    @cached_property
    def flags(self) -> list[dict[str, Any]]:
        """Every comparison as last decided, with the quotes of its examples."""
        return with_examples(self.connection, flags_of(self.connection), self.context)

    @cached_property
    def watched(self) -> list[dict[str, Any]]:
        """The watch list."""
        return watch_list(self.flags)

    @cached_property
    def plans(self) -> list[dict[str, Any]]:
        """The training plan."""
        return plans_of(self.connection)

    @cached_property
    def decide(self) -> ToDecide:
        """What waits for a person."""
        return to_decide(self.connection, self.context)

    @cached_property
    def found_topics(self) -> FoundTopics:
        """Found topics, and topics that take another share than before."""
        return found_topics(self.connection, self.context)

    @cached_property
    def calmed(self) -> list[dict[str, Any]]:
        """What calmed angry customers."""
        return calmed(self.connection, self.context)

    @cached_property
    def agents(self) -> Mapping[str, dict[str, Any]]:
        """Own figures and examples by person, in order of names: those with answers in the period."""
        pages = agent_pages(self.connection, self.flags, self.who, self.context)
        return {page["person"]: page for page in pages}

    def flagged(self, kind: str, state: str = BELOW) -> dict[str, list[dict[str, Any]]]:
        """The flags of a kind and state by subject."""
        found = by_subject(self.flags, kind, state)
        return {subject: [told(flag, self.context) for flag in flags] for subject, flags in found.items()}

    def ids(self, keys: Iterable[str]) -> dict[str, str]:
        """The ids of conversations by their keys."""
        return ids_of(self.connection, list(keys))


def examples_of(flags: Sequence[Mapping[str, Any]]) -> list[str]:
    """The conversations that flags give as examples, the lowest of all first."""
    return [key for f in flags for key in f["worst"]] + [key for f in flags for key in f["best"]]
