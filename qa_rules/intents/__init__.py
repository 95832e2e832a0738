"""Customer intents, one YAML file each: `intent`, `means`, and `say` with example wordings in three languages.

Where it is known, `fits` holds what an offer names that serves the intent, and `misfits` what misses it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from qa_rules.definitions import parse_file
from qa_rules.packs import Pack, Wordings, files_version

HOME = Path(__file__).parent


class Intent(BaseModel):
    """Something that a customer wants, asks or says that a script may depend on."""

    model_config = ConfigDict(extra="forbid")

    intent: str
    means: str = ""
    say: Wordings
    fits: Wordings = Field(default_factory=Wordings)
    misfits: Wordings = Field(default_factory=Wordings)


@lru_cache(maxsize=8)
def intents(folder: Path = HOME) -> dict[str, Intent]:
    """Every intent by name."""
    found = [parse_file(path, Intent) for path in sorted(folder.glob("*.yaml"))]
    return {intent.intent: intent for intent in found}


def intents_version(language: str) -> str:
    """Changes with any intent, in any language."""
    return files_version(*sorted(HOME.glob("*.yaml")))


@lru_cache(maxsize=8)
def intent_pack(language: str) -> Pack | None:
    """The wordings of every intent in a language, one section an intent."""
    sections = {name: list(getattr(intent.say, language)) for name, intent in intents().items()}
    return Pack(language, sections, HOME)


@lru_cache(maxsize=8)
def offer_pack(language: str, kind: Literal["fits", "misfits"]) -> Pack:
    """What offers name that serve (`fits`) or miss (`misfits`) an intent, one section an intent."""
    named = {name: list(getattr(getattr(intent, kind), language)) for name, intent in intents().items()}
    return Pack(language, {name: lines for name, lines in named.items() if lines}, HOME)
