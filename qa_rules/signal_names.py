"""The names that a signal can have, so that a script or scorecard that asks for another one is refused."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from qa_rules.definitions import unknown
from qa_rules.intents import intents
from qa_rules.packs import sections_of
from qa_rules.tokenizing import LANGUAGES

_OWN = (
    "empathy", "rudeness", "courtesy", "hostility", "opportunity", "promise", "deadline", "need_heard",
    "offered_unheard", "offer_fits", "offer_misfits", "promises_forbidden",
)  # fmt: skip
_OF_SCRIPTS: Final = re.compile(r"(step|forbidden):([^/*]+)/([^/*]+)")


@cache
def known_signals() -> tuple[str, ...]:
    """Every signal that detectors emit, without those that scripts add (`step:…`, `forbidden:…`)."""
    packs = [(language, name) for language in LANGUAGES for name in ("agent_cues", "customer_cues")]
    sections = {section for pack in packs for section in sections_of(*pack)}
    cues = {f"cue:{section}" for section in sections if not section.startswith("not_")}
    return tuple(sorted({*_OWN, *cues, *(f"intent:{name}" for name in intents())}))


def is_signal(name: str) -> bool:
    """Whether a signal of this name can occur."""
    return name in known_signals() or _OF_SCRIPTS.fullmatch(name) is not None


def of_script(name: str) -> tuple[str, str, str] | None:
    """Kind (step, forbidden), script and id of a signal that a script adds; None of another one."""
    found = _OF_SCRIPTS.fullmatch(name)
    return (found[1], found[2], found[3]) if found else None


def signal_mistake(name: str) -> str | None:
    """Why a signal of this name cannot occur, and what to write; None where it can."""
    if is_signal(name):
        return None
    if name.startswith(("step:", "forbidden:")):
        return f"{name!r} is not of the form step:script/step or forbidden:script/id: write both names"
    return unknown("signal", name, known_signals())
