"""De-escalation: the course of a customer's hostility, where it turned, and what the agent said just before.

Facts and quotes for trainers; nothing here is an answer or a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from data.conversation import Conversation
from models.acts import ACTS
from qa_rules.acts import acts_of, acts_versions
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.definitions import version_of
from qa_rules.observe import Languages, Signal, Verdict
from qa_rules.parts import words_of

CODE_VERSION: Final = "2"
DETECTORS: Final = ("hostility", "empathy", "rudeness", "promise", "agent_cues", "customer_cues")
_LEAVING: Final = ("cue:gives_up", "cue:threatens_to_leave")
_BY_SIGNAL: Final = {"empathy": "empathy", "promise": "promises"}
_ACTS: Final = (
    "agent:offers", "agent:solves", "agent:promises", "agent:hands_over", "agent:informs", "agent:instructs",
    "agent:restates", "agent:asks_detail", "agent:reports",
)  # fmt: skip
_LEAST: Final = 0.5  # from here an act is told by its name; below, the turn is quoted without one


@dataclass(frozen=True, slots=True)
class Point:
    """A judged customer turn: its level of hostility, 0 to 2."""

    turn: int
    level: int


@dataclass(frozen=True, slots=True)
class Said:
    """What an agent said: the words, in code points of the turn, and what they do (`empathy`, or an act); "" if unclear."""

    turn: int
    start: int
    end: int
    does: str


@dataclass(frozen=True, slots=True)
class Rise:
    """A customer turn that was more hostile than the one before, and the agent's rude words between them."""

    turn: int
    after: Said


@dataclass(frozen=True, slots=True)
class Hostility:
    """The course of a hostile conversation.

    points: every judged customer turn. peak: the first at the highest level. turned: the first customer turn after
    it from which hostility stays lower to the end; None where it never did. by: what the agent said just before,
    None where that was rude or a refusal.
    """

    points: tuple[Point, ...]
    peak: Point
    turned: int | None
    by: Said | None
    rose: tuple[Rise, ...]

    @property
    def last_level(self) -> int:
        """The level of the customer's last turn."""
        return self.points[-1].level


def deescalation_version() -> str:
    """Changes with this reading and with the acts that it names; the signals it reads have their own."""
    return version_of(CODE_VERSION, acts_versions())


def course_of_hostility(
    conversation: Conversation, languages: Languages, verdicts: Sequence[Verdict], signals: Sequence[Signal]
) -> Hostility | None:
    """The course of the customer's hostility; None where no turn was hostile.

    Rises are those after an agent's rude turn. What the agent said counts only between the last turn that was as
    hostile as the peak and the one that was not: who calms down without a word has not been calmed.
    """
    points = tuple(
        Point(v.turn, v.level)
        for v in sorted(verdicts, key=lambda v: v.turn)
        if v.name == "hostility" and v.level is not None
    )
    peak = max(points, key=lambda p: (p.level, -p.turn), default=None)
    if peak is None or peak.level == 0:
        return None
    worst = max(n for n, p in enumerate(points) if p.level == peak.level)
    turned = points[worst + 1].turn if worst + 1 < len(points) else None
    if turned is not None and _gives_up(points[-1].turn, conversation, languages, signals):
        turned = None  # who goes away angrily has not calmed down
    agents = [
        n for n, turn in enumerate(conversation.turns)
        if turn.role == "agent" and languages.not_scored[n] is None
    ]  # fmt: skip
    by = None
    if turned is not None:
        between = [n for n in agents if points[worst].turn < n < turned]
        calming = between and not _rude_or_refusing(between[-1], signals)
        if calming:
            text = analyse(conversation.turns[between[-1]].text, languages.turns[between[-1]])
            by = _strongest(between[-1], text, signals)
    return Hostility(points, peak, turned, by, _rises(points, signals))


def deescalation_json(found: Hostility | None, conversation: Conversation) -> dict[str, Any] | None:
    """The course as `convoqa judge` writes it."""
    if found is None:
        return None

    def quoted(said: Said) -> dict[str, Any]:
        text = conversation.turns[said.turn].text[said.start : said.end]
        return {"turn": said.turn, "start": said.start, "end": said.end, "text": text}

    return {
        "levels": [{"turn": p.turn, "level": p.level} for p in found.points],
        "peak": {"turn": found.peak.turn, "level": found.peak.level},
        "turned": found.turned,
        "by": {**quoted(found.by), "does": found.by.does or None} if found.by else None,
        "rose": [{"turn": rise.turn, "after": quoted(rise.after)} for rise in found.rose],
    }


def _gives_up(turn: int, conversation: Conversation, languages: Languages, signals: Sequence[Signal]) -> bool:
    """Whether a customer turn leaves unsatisfied."""
    if any(s.turn == turn and s.level >= 1 and s.name in _LEAVING for s in signals):
        return True
    text = analyse(conversation.turns[turn].text, languages.turns[turn])
    return bool(acts_of([text])[0, ACTS.index("customer:gives_up")] >= _LEAST)


def _rude_or_refusing(turn: int, signals: Sequence[Signal]) -> bool:
    """Whether an agent turn cannot be what calmed anybody."""
    return any(s.turn == turn and s.level >= 1 and s.name in ("rudeness", "cue:refuses") for s in signals)


def _strongest(turn: int, text: AnalysedText, signals: Sequence[Signal]) -> Said:
    """What a turn does most surely, and by which words: empathy or a promise seen in it, else its likeliest act."""
    seen = [s for s in signals if s.turn == turn and s.name in _BY_SIGNAL and s.level >= 1]
    best = max(seen, key=lambda s: (s.probability, -s.start), default=None)
    found = acts_of([text])[0]
    odds = np.array([found[ACTS.index(act)] for act in _ACTS])
    if best is not None and best.probability >= odds.max():
        return Said(turn, best.start, best.end, _BY_SIGNAL[best.name])
    act = _ACTS[int(odds.argmax())]
    start, end = words_of(act, text)
    return Said(turn, start, end, act.removeprefix("agent:") if odds.max() >= _LEAST else "")


def _rises(points: Sequence[Point], signals: Sequence[Signal]) -> tuple[Rise, ...]:
    """Where a customer became more hostile after rude words of the agent."""
    rude = [s for s in signals if s.name == "rudeness" and s.level >= 1]
    rises = []
    before = Point(-1, 0)
    for point in points:
        between = [s for s in rude if before.turn < s.turn < point.turn]
        if point.level > before.level and between:
            last = max(between, key=lambda s: (s.turn, s.level, s.probability))
            rises.append(Rise(point.turn, Said(last.turn, last.start, last.end, "rudeness")))
        before = point
    return tuple(rises)
