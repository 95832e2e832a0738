"""Detectors: one file each, a pure function from a turn in its context to what was seen there.

A module here that holds functions decorated with `@detector` is found by looking; there is no list to edit. A
detector never sees who the agent or the customer is. What it needs of a language stands in the pack of its name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from models.reader import version as weights_version
from qa_rules.analysis import AnalysedText
from qa_rules.definitions import version_of
from qa_rules.packs import Pack, load_pack, pack_version
from qa_rules.tokenizing import LANGUAGES

AXES = {
    "empathy": "agent",
    "rudeness": "agent",
    "politeness": "agent",
    "hostility": "customer",
    "opportunity": "customer",
}


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as detectors see it. text is None where it is not judged (bot, system, internal, other language)."""

    turn: int
    role: str
    text: AnalysedText | None


@dataclass(frozen=True, slots=True)
class Context:
    """A turn to judge, and what was said before it, nearest last."""

    view: TurnView
    text: AnalysedText
    before: tuple[TurnView, ...]

    def last(self, role: str) -> AnalysedText | None:
        """The newest earlier text of a role."""
        return next((view.text for view in reversed(self.before) if view.role == role and view.text), None)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a detector saw in a turn.

    name: the signal's. level: 1 or 2, taken when the probability reaches the threshold. probability: that the level
    is at least 1. start, end: the span that shows it, in code points; None only where the probability is low or the
    axis has no level (politeness). why: the line of the pack, or the reason, for people.
    """

    name: str
    level: int
    probability: float
    start: int | None = None
    end: int | None = None
    why: str = ""
    sure: bool = False


Look = Callable[[Context, Pack], list[Sighting]]


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector: which roles' turns it looks at, and its version of code (packs add theirs).

    headed: what it sees is a rule's opinion, which a learned head completes (qa_rules.settling).
    """

    name: str
    roles: frozenset[str]
    code_version: str
    look: Look
    pack: Callable[[str], Pack | None]
    also_reads: tuple[str, ...] = ()
    headed: bool = False
    read_version: Callable[[str], str | None] = lambda language: None

    def version(self) -> str:
        """Changes with the code version, with every pack that it reads and with the weights of its head."""
        packs = [self.read_version(language) for language in LANGUAGES]
        packs += [pack_version(language, name) for name in self.also_reads for language in LANGUAGES]
        weights = [weights_version(language) for language in LANGUAGES] if self.headed else []
        return version_of(self.name, self.code_version, packs, *weights)


def detector(
    name: str,
    *,
    roles: tuple[str, ...],
    version: str,
    pack: Callable[[str], Pack | None] | None = None,
    read_version: Callable[[str], str | None] | None = None,
    also_reads: tuple[str, ...] = (),
    headed: bool = False,
) -> Callable[[Look], Detector]:
    """Makes a detector of a function; raise `version` whenever its verdicts may change.

    pack: where its phrases come from, by language; the pack of its own name by default. read_version: the version of
    that. also_reads: other packs.
    headed: completed by a learned head of the same name.
    """

    def make(look: Look) -> Detector:
        own = pack or (lambda language: load_pack(language, name))
        own_version = read_version or (lambda language: pack_version(language, name))
        return Detector(name, frozenset(roles), version, look, own, also_reads, headed, own_version)

    return make


@cache
def detectors() -> tuple[Detector, ...]:
    """Every detector, in the order of names. Raises RuntimeError where two share a name."""
    found: dict[str, Detector] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, Detector):
                if found.get(value.name, value) is not value:
                    raise RuntimeError(
                        f"two detectors are named {value.name!r}: rename one in qa_rules/detectors"
                    )
                found[value.name] = value
    return tuple(found[name] for name in sorted(found))
