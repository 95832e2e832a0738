"""Phrase banks: the file of a language pack behind a signal, and some of its phrases as people read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from qa_rules.definitions import read_yaml
from qa_rules.packs import HOME
from qa_rules.tokenizing import LANGUAGES

MOST: Final = 6
_SHORTEST: Final = 6
# Signals that a pack of another name shows, and in which of its sections; of others all that are no exception.
_BANKS: Final = {
    "empathy": ("empathy", ("understanding",)),
    "rudeness": ("rudeness", ("dismissive", "blaming", "impatient")),
    "courtesy": ("politeness", ("courteous",)),
    "promise": ("promise", ("commitment",)),
    "deadline": ("promise", ("deadline",)),
    "need_heard": ("needs", ("restates", "asks_need")),
    "offered_unheard": ("needs", ("restates", "asks_need")),
}
_EXCEPTIONS: Final = ("not_", "topic_words")
_OPTIONAL: Final = re.compile(r"\([^()]*\)\?")
_CHOICE: Final = re.compile(r"\(([^()]*)\)")
_NOTATION: Final = re.compile(r"[()|?*…]")


@dataclass(frozen=True, slots=True)
class PhraseBank:
    """A pack's file, as `packs/en/empathy.yaml`, and some of its phrases."""

    file: str
    phrases: tuple[str, ...]


def phrase_bank(signal: str, language: str) -> PhraseBank | None:
    """The phrases behind a signal in a language, the plainest first; None where no pack shows it."""
    file = bank_file(signal, language)
    if file is None:
        return None
    content = _content(HOME / language / Path(file).name)
    wanted = [signal.removeprefix("cue:")] if signal.startswith("cue:") else _BANKS.get(signal, ("", ()))[1]
    sections = [s for s in content if (s in wanted if wanted else not s.startswith(_EXCEPTIONS))]
    lines = [line for section in sections for line in content[section]]
    plain = sorted((len(_NOTATION.findall(line)), place) for place, line in enumerate(lines))
    read = dict.fromkeys(phrase for _, place in plain if len(phrase := readable(lines[place])) >= _SHORTEST)
    return PhraseBank(file, tuple(read)[:MOST])


def bank_file(signal: str, language: str) -> str | None:
    """The file behind a signal in a language, as `packs/en/empathy.yaml`; None where no pack shows it."""
    name = _BANKS.get(signal, (signal, ()))[0]
    if signal.startswith("cue:"):
        name = (
            "agent_cues"
            if signal.removeprefix("cue:") in _content(HOME / "en" / "agent_cues.yaml")
            else "customer_cues"
        )
    known = language in LANGUAGES and name.isidentifier() and (HOME / language / f"{name}.yaml").is_file()
    return f"packs/{language}/{name}.yaml" if known else None


def readable(line: str) -> str:
    """A line of a pack as somebody may say it: first choices, nothing optional, gaps as dots.

    >>> readable("^(so |very )?sorry (for|about) the (long )?wait…you$")
    'sorry for the wait … you'
    """
    before = ""
    while before != line:
        before, line = line, _CHOICE.sub(lambda choice: choice[1].split("|")[0], _OPTIONAL.sub("", line))
    return " ".join(line.strip("^$").replace("*", "…").replace("…", " … ").split())


@lru_cache(maxsize=64)
def _content(path: Path) -> dict[str, list[str]]:
    content: dict[str, list[str]] = read_yaml(path)
    return content
