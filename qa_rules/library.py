"""What conversations are held against: the scripts and scorecards in force, and the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from data.conversation import Conversation
from models.reader import version as weights_version
from qa_rules.definitions import DefinitionError, version_of
from qa_rules.scorecards import HOME as SCORECARDS
from qa_rules.scorecards import Scorecard, load_scorecard
from qa_rules.scores import AUTO_FAIL_FROM
from qa_rules.scripts import HOME as SCRIPTS
from qa_rules.scripts import Script, load_script
from qa_rules.signal_names import of_script
from qa_rules.tokenizing import LANGUAGES


@dataclass(frozen=True)
class Library:
    """Scripts and scorecards in force. thresholds: axis -> probability from which its level is 1, where it is not the
    fitted one. prevalence: axis -> share of turns at level 1 or more that probabilities are restated at.
    time_zone: in which the days of a promise are counted.
    """

    scripts: tuple[Script, ...]
    scorecards: tuple[Scorecard, ...]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    prevalence: Mapping[str, float] = field(default_factory=dict)
    auto_fail_from: float = AUTO_FAIL_FROM
    time_zone: tzinfo = UTC

    def scripts_for(self, conversation: Conversation, topic: str, language: str) -> list[Script]:
        """The scripts that apply to a conversation."""
        return [script for script in self.scripts if script.applies_to.holds(conversation, topic, language)]

    def scorecard_for(self, conversation: Conversation, topic: str, language: str) -> Scorecard | None:
        """The scorecard that applies: of several the one with most conditions, then the first by name."""
        fitting = [card for card in self.scorecards if card.applies_to.holds(conversation, topic, language)]
        return min(fitting, key=lambda card: (-_conditions(card), card.scorecard), default=None)

    @property
    def version(self) -> str:
        """Changes with any script, scorecard, threshold or learned weight."""
        scripts = [script.version for script in self.scripts]
        cards = [card.label for card in self.scorecards]
        weights = [weights_version(language) for language in LANGUAGES]
        return version_of(
            scripts, cards, dict(self.thresholds), dict(self.prevalence), self.auto_fail_from, weights
        )


def load_library(
    scripts: Iterable[Path] | None = None,
    scorecards: Iterable[Path] | None = None,
    *,
    thresholds: Mapping[str, float] | None = None,
    prevalence: Mapping[str, float] | None = None,
    auto_fail_from: float = AUTO_FAIL_FROM,
    time_zone: tzinfo = UTC,
) -> Library:
    """The library of these files or folders; None takes what is shipped.

    Raises DefinitionError for a file that does not hold, or two that share a name.
    """
    script_items = [(path, load_script(path)) for path in _files([SCRIPTS] if scripts is None else scripts)]
    card_items = [
        (path, load_scorecard(path)) for path in _files([SCORECARDS] if scorecards is None else scorecards)
    ]
    _refuse_same_names([(path, script.script) for path, script in script_items])
    _refuse_same_names([(path, card.scorecard) for path, card in card_items])
    return Library(
        tuple(script for _, script in script_items),
        tuple(card for _, card in card_items),
        thresholds or {},
        prevalence or {},
        auto_fail_from,
        time_zone,
    )


def unknown_steps(library: Library) -> list[str]:
    """`scorecard: question asks for script/step` for every question, and every condition of a step, whose step or
    forbidden statement no script of the library has.
    """
    known = {
        (kind, script.script, item.id)
        for script in library.scripts
        for kind, items in (("step", script.steps), ("forbidden", script.forbidden))
        for item in items
    }
    asked = [
        (f"{card.scorecard}: {question.id}", f"step:{source.step}" if source.step else source.signal or "")
        for card in library.scorecards
        for question in card.questions
        for source in (question.from_,)
    ]
    asked += [
        (f"{script.script}: {script.steps[number].id}", when.signal or "")
        for script in library.scripts
        for number, when in script.conditions()
    ]
    return [
        f"{who} asks for {name.removeprefix('step:')}"
        for who, name in asked
        if (named := of_script(name)) and named not in known
    ]


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(f for f in path.iterdir() if f.suffix.lower() in (".yaml", ".yml", ".json"))
        else:
            found.append(path)
    return found


def _refuse_same_names(items: list[tuple[Path, str]]) -> None:
    seen: dict[str, Path] = {}
    for path, name in items:
        if name in seen:
            raise DefinitionError(
                f"{path}: line 1: {name!r} is also the name of {seen[name]}: rename one of them"
            )
        seen[name] = path


def _conditions(card: Scorecard) -> int:
    return sum(bool(getattr(card.applies_to, key)) for key in ("topic", "queue", "channel", "language"))
