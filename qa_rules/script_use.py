"""How a script fares on conversations: how its steps end, which words they are found by, and what none of them explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from typing import Final

from qa_rules.judge import Seen, assess, voiced
from qa_rules.library import Library
from qa_rules.observe import Signal
from qa_rules.scripts import Script

STATUSES: Final = ("followed", "missed", "out_of_order", "wrong", "not_applicable", "unsure")
MOST_SURE, LEAST_SURE, NEAR = 2, 1, 2
UNEXPLAINED: Final = 5
LEAST_LIKE: Final = 0.005  # less is shown as 0.00: nothing comes near


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """Words of a turn (the redacted text), and how likely they voice the step."""

    probability: float
    conversation_id: str
    turn: int
    text: str


@dataclass
class _Kept:
    """The quotes with the highest keys, bounded; the same words are kept once, the first in the order of reading."""

    most: int
    heap: list[tuple[float, int, Quote]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    offered: int = 0

    def offer(self, key: float, quote: Quote) -> None:
        self.offered -= 1
        if quote.text in self.said:
            return
        entry = (key, self.offered, quote)
        if len(self.heap) < self.most:
            heappush(self.heap, entry)
        else:
            gone = heappushpop(self.heap, entry)
            self.said.discard(gone[2].text)
            if gone is entry:
                return
        self.said.add(quote.text)

    @property
    def quotes(self) -> list[Quote]:
        return [quote for _, _, quote in sorted(self.heap, key=lambda entry: (-entry[0], -entry[1]))]


@dataclass
class StepUse:
    """How a step ended, conversation by conversation, the turns that voice it, and examples of them.

    statuses: status -> conversations. turns: agent turns at the threshold or above it. near: the nearest below it, where they are like it at all.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    _surest: _Kept = field(default_factory=lambda: _Kept(MOST_SURE))
    _faintest: _Kept = field(default_factory=lambda: _Kept(LEAST_SURE + MOST_SURE))
    _near: _Kept = field(default_factory=lambda: _Kept(NEAR))

    @property
    def most_sure(self) -> list[Quote]:
        """The surest voicings."""
        return self._surest.quotes

    @property
    def least_sure(self) -> list[Quote]:
        """The voicing that is nearest to the threshold, where it is not among the surest."""
        return [quote for quote in self._faintest.quotes if quote not in self.most_sure][:LEAST_SURE]

    @property
    def near(self) -> list[Quote]:
        """Turns whose best candidate this step was, below the threshold."""
        return self._near.quotes

    def add(self, quote: Quote, *, is_voiced: bool) -> None:
        """A turn that voices the step, or comes near to it."""
        if not is_voiced:
            if quote.probability >= LEAST_LIKE:
                self._near.offer(quote.probability, quote)
            return
        self.turns += 1
        self._surest.offer(quote.probability, quote)
        self._faintest.offer(-quote.probability, quote)


@dataclass
class ScriptUse:
    """What a script finds in conversations; it grows by `add`, and keeps counts and a few quotes only.

    judged: conversations that it applies to. other: those it does not. not_scored: reason -> conversations.
    agent_turns, unexplained: judged agent turns of those it applies to, and those of them that voice no step.
    """

    script: Script
    judged: int = 0
    other: int = 0
    not_scored: Counter[str] = field(default_factory=Counter)
    agent_turns: int = 0
    unexplained: int = 0
    steps: dict[str, StepUse] = field(default_factory=dict)
    forbidden: dict[str, StepUse] = field(default_factory=dict)
    _unexplained: _Kept = field(default_factory=lambda: _Kept(UNEXPLAINED))

    def __post_init__(self) -> None:
        self.steps = {step.id: StepUse() for step in self.script.steps}
        self.forbidden = {item.id: StepUse() for item in self.script.forbidden}

    @property
    def unexplained_examples(self) -> list[Quote]:
        """Turns that voice no step, the longest first: there most is said that no step asks for."""
        return self._unexplained.quotes

    def add(self, seen: Seen, library: Library) -> None:
        """Counts a conversation. library: that of this script alone."""
        languages = seen.languages
        if languages.conversation_not_scored:
            self.not_scored[languages.conversation_not_scored] += 1
            return
        if not library.scripts_for(seen.conversation, seen.topic.topic, languages.conversation):
            self.other += 1
            return
        signals = voiced(seen, library)
        statuses = assess(seen, signals, library).statuses
        self.judged += 1
        for status in statuses:
            self.steps[status.step].statuses[status.status] += 1
        self._add_turns(seen, signals)

    def _add_turns(self, seen: Seen, signals: Sequence[Signal]) -> None:
        explained = set()
        for signal in signals:
            kind, _, item = signal.name.partition(f":{self.script.script}/")
            use = (self.steps if kind == "step" else self.forbidden)[item]
            use.add(_quote(seen, signal), is_voiced=signal.level >= 1)
            if signal.level >= 1:
                explained.add(signal.turn)
        for number, turn in enumerate(seen.conversation.turns):
            if turn.role != "agent" or seen.languages.not_scored[number] is not None:
                continue
            self.agent_turns += 1
            if number not in explained:
                self.unexplained += 1
                quote = Quote(0.0, seen.conversation.conversation_id, number, turn.text)
                self._unexplained.offer(len(turn.text), quote)


def _quote(seen: Seen, signal: Signal) -> Quote:
    text = seen.conversation.turns[signal.turn].text[signal.start : signal.end]
    return Quote(signal.probability, seen.conversation.conversation_id, signal.turn, text)
