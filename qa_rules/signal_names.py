"""The names that a signal can have, so that a script or scorecard that asks for another one is refused."""

from __future__ import annotations

from functools import cache

from qa_rules.intents import intents
from qa_rules.packs import sections_of
from qa_rules.tokenizing import LANGUAGES

_OWN = (
    "empathy", "rudeness", "courtesy", "hostility", "opportunity", "promise", "deadline", "need_heard",
    "offered_unheard", "offer_fits", "offer_misfits", "promises_forbidden",
)  # fmt: skip
_OF_SCRIPTS = ("step:", "forbidden:")


@cache
def known_signals() -> tuple[str, ...]:
    """Every signal that detectors emit, without those that scripts add (`step:…`, `forbidden:…`)."""
    packs = [(language, name) for language in LANGUAGES for name in ("agent_cues", "customer_cues")]
    sections = {section for pack in packs for section in sections_of(*pack)}
    cues = {f"cue:{section}" for section in sections if not section.startswith("not_")}
    return tuple(sorted({*_OWN, *cues, *(f"intent:{name}" for name in intents())}))


def is_signal(name: str) -> bool:
    """Whether a signal of this name can occur."""
    return name in known_signals() or name.startswith(_OF_SCRIPTS)
