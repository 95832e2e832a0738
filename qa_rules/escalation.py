"""Escalation: whom an agent handed the matter to, in which words, and why (RUBRIC, "Resolution").

The kinds and their words stand in the pack `escalation.yaml`, a section a kind; they are looked for in the sentence
that hands over, then in the rest of its turn, then in the agent's turns beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data.conversation import Conversation
from qa_rules.acts import acts_versions
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.definitions import version_of
from qa_rules.observe import Languages, Signal
from qa_rules.packs import Found, load_pack, pack_version
from qa_rules.parts import words_of
from qa_rules.resolution import Resolution
from qa_rules.tokenizing import LANGUAGES

CODE_VERSION: Final = "1"
KINDS: Final = ("supervisor", "third_party", "back_office", "other_team")
UNKNOWN: Final = "unknown"
PACK: Final = "escalation"
DETECTORS: Final = ("agent_cues", "intents", "opportunity", "hostility")
_HANDS_OVER: Final = ("cue:escalates", "cue:transfer")
_ASKED: Final = ("intent:ask_supervisor", "intent:ask_person")
_COMPLAINTS: Final = ("opportunity", "hostility")
_NO_REQUESTS: Final = ("intent:confirm", "intent:decline")
_WORD_BEFORE: Final = re.compile(r"[\w\u0e30-\u0e4e]{1,40}\Z")
_WORD_AFTER: Final = re.compile(r"[\w\u0e30-\u0e4e]{1,40}")
_NEAR: Final = 2  # turns from the hand-over in which the agent may have said to whom, or why


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a turn, in code points."""

    turn: int
    start: int
    end: int

    def json(self, conversation: Conversation) -> dict[str, Any]:
        """The stretch with its words."""
        text = conversation.turns[self.turn].text[self.start : self.end]
        return {"turn": self.turn, "start": self.start, "end": self.end, "text": text}


@dataclass(frozen=True, slots=True)
class Escalation:
    """Whom the matter went to: one of KINDS, or unknown; the words that say so; and what led to it, where that was said."""

    kind: str
    shown: Quoted
    reason: Quoted | None = None

    def json(self, conversation: Conversation) -> dict[str, Any]:
        """The escalation as `convoqa judge` writes it."""
        reason = self.reason.json(conversation) if self.reason else None
        return {"kind": self.kind, **self.shown.json(conversation), "reason": reason}


def escalation_version() -> str:
    """Changes with this reading, its packs and the acts that it falls back on; the signals it reads have their own."""
    return version_of(CODE_VERSION, [pack_version(language, PACK) for language in LANGUAGES], acts_versions())


def escalation_for(
    resolution: Resolution, conversation: Conversation, languages: Languages, signals: Sequence[Signal]
) -> Escalation | None:
    """`escalation_of` where the outcome is `escalated`, else None."""
    if resolution.outcome != "escalated":
        return None
    return escalation_of(conversation, languages, signals, resolution.turn)


def escalation_of(
    conversation: Conversation, languages: Languages, signals: Sequence[Signal], turn: int | None
) -> Escalation | None:
    """Whom a conversation was handed to at a turn, and why; None where no judged agent turn stands there or before.

    turn: the one that shows the outcome `escalated`.
    """
    agents = [
        n for n in range(len(conversation.turns))
        if conversation.turns[n].role == "agent" and languages.not_scored[n] is None
    ]  # fmt: skip
    at = max((n for n in agents if turn is not None and n <= turn), default=None)
    if at is None:
        return None
    handed = _Handed(conversation, languages, [s for s in signals if s.level >= 1], at)
    asked = handed.asked()
    kind, shown = handed.named(agents)
    if kind == UNKNOWN and asked is not None and asked.name == _ASKED[0] and at - asked.turn <= _NEAR + 1:
        kind = "supervisor"
    return Escalation(kind, shown, handed.reason(agents, asked))


class _Handed:
    """A hand-over in its conversation."""

    def __init__(
        self, conversation: Conversation, languages: Languages, signals: Sequence[Signal], at: int
    ) -> None:
        self._conversation = conversation
        self._languages = languages
        self._signals = sorted(signals, key=lambda s: (s.turn, s.start))
        self._at = at

    def asked(self) -> Signal | None:
        """The last time the customer asked for a supervisor, else for a person, before the hand-over."""
        return self._last(_ASKED[:1]) or self._last(_ASKED[1:])

    def named(self, agents: Sequence[int]) -> tuple[str, Quoted]:
        """The kind, and the words that name it; unknown with the words that hand over."""
        core = self._core()
        text = self._text(self._at)
        sentence = text.sentence_of(core[0])[0], text.sentence_of(max(core[1] - 1, core[0]))[1]
        for turn, place in self._places(agents, sentence):
            found = [f for f in self._found(turn) if place[0] <= f.start < place[1]]
            for kind in KINDS:
                first = next((f for f in found if f.section == kind), None)
                if first is None:
                    continue
                start, end = first.start, first.end
                if turn == self._at and sentence[0] <= start < sentence[1]:
                    start, end = min(start, core[0]), max(end, core[1])
                return kind, self._in_words(turn, start, end)
        return UNKNOWN, self._in_words(self._at, *core)

    def reason(self, agents: Sequence[int], asked: Signal | None) -> Quoted | None:
        """Why: a supervisor asked for, what the agent said to be outside their competence, else what the customer wanted.

        Of what the customer wanted, the last: a complaint before a request, in the same turn.
        """
        if asked is not None:
            return _quoted(asked)
        for turn in reversed([n for n in agents if self._at - _NEAR <= n <= self._at]):
            found = [f for f in self._found(turn) if f.section == "outside_competence"]
            if found:
                return self._in_words(turn, found[0].start, found[0].end)
        names = {s.name for s in self._signals if s.name.startswith("intent:")} - set(_NO_REQUESTS)
        complaint, request = self._last(_COMPLAINTS), self._last(tuple(names))
        wanted = [s for s in (request, complaint) if s is not None]
        last = max(wanted, key=lambda s: (s.turn, s.name in _COMPLAINTS), default=None)
        if last is not None:
            return _quoted(last)
        refused = self._last(("cue:refuses",))
        return _quoted(refused) if refused else None

    def _core(self) -> tuple[int, int]:
        """The words of the turn that hand over: the cue's, else the sentence that most likely does."""
        cues = [s for s in self._signals if s.turn == self._at and s.name in _HANDS_OVER]
        if cues:
            return cues[0].start, cues[0].end
        return words_of("agent:hands_over", self._text(self._at))

    def _places(
        self, agents: Sequence[int], sentence: tuple[int, int]
    ) -> Iterator[tuple[int, tuple[int, int]]]:
        """Where to look, the likeliest first: the sentence, the turn, the agent's turns beside it, the earlier first."""
        yield self._at, sentence
        beside = [n for n in agents if 0 <= abs(n - self._at) <= _NEAR]
        for turn in sorted(beside, key=lambda n: (n != self._at, n > self._at)):
            yield turn, (0, len(self._conversation.turns[turn].text))

    def _last(self, names: Sequence[str]) -> Signal | None:
        """The newest of these signals up to the hand-over."""
        return next((s for s in reversed(self._signals) if s.name in names and s.turn <= self._at), None)

    def _found(self, turn: int) -> tuple[Found, ...]:
        pack = load_pack(self._languages.turns[turn], PACK)
        return pack.find(self._text(turn)) if pack else ()

    def _in_words(self, turn: int, start: int, end: int) -> Quoted:
        """The span widened to whole words, as spaces part them: Korean and Thai phrases match within words."""
        text = self._conversation.turns[turn].text
        before, after = _WORD_BEFORE.search(text[:start]), _WORD_AFTER.match(text, end)
        return Quoted(turn, before.start() if before else start, after.end() if after else end)

    def _text(self, turn: int) -> AnalysedText:
        return analyse(self._conversation.turns[turn].text, self._languages.turns[turn])


def _quoted(signal: Signal) -> Quoted:
    return Quoted(signal.turn, signal.start, signal.end)
