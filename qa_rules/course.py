"""A conversation as the order of what was done in it, and that order as numbers, from which its end is read.

What the turns do comes from two sides: acts, learned from labelled turns, and the cues and promises of the packs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.conversation import Conversation
from models.acts import ACTS, ENDS_WELL
from models.reader import reader
from qa_rules.acts import Using, acts_in
from qa_rules.observe import Languages, Signal

Floats = NDArray[np.float64]

SIGNALS: Final = (
    "cue:confirms_solved", "cue:denies_solved", "cue:gives_up", "cue:declines", "cue:solves", "cue:refuses",
    "cue:escalates", "cue:transfer", "promise", "deadline", "cue:hold", "cue:identity_check", "cue:offers_more_help",
    "cue:checks_solved", "cue:closing", "cue:thanks", "cue:goodbye", "cue:no_more_help", "cue:accepts",
    "cue:thanks_for_contact", "hostility", "opportunity", "cue:next_step", "cue:restates", "cue:apologises",
)  # fmt: skip
FEATURES: Final = (*ACTS, *SIGNALS)
FADES: Final = 0.75
LAST: Final = 3
# Thai writes no question mark, and Korean chats often leave it out.
_QUESTION = re.compile(
    r"(?:[?？]|(?:까|나|은가|는가|신가)요|니까|"
    r"(?:ไหม|มั้ย|หรือยัง|รึยัง|หรือไม่|หรือเปล่า|รึเปล่า|อะไร|ไหน|ใคร|เมื่อไหร่|เมื่อไร|เท่าไหร่|เท่าไร|ยังไง|อย่างไร)"
    r"\s*(?:คะ|ค่ะ|ครับ|คับ)?)$"
)
# What decides how it stands: acts and cues that say the same.
DECISIVE: Final = (
    ("customer:confirms", "cue:confirms_solved"), ("customer:objects", "cue:denies_solved", "cue:declines"),
    ("customer:gives_up", "cue:gives_up"), ("customer:accepts", "cue:accepts"), ("agent:solves", "cue:solves"),
    ("agent:refuses", "cue:refuses"), ("agent:hands_over", "cue:escalates", "cue:transfer"),
    ("agent:promises", "promise"),
)  # fmt: skip
_COLUMNS: Final = [[FEATURES.index(name) for name in names] for names in DECISIVE]
_ONLY_ASKING = ("cue:identity_check", "cue:offers_help_first", "cue:hold")


def _newest(done: Floats) -> Floats:
    """How far each of DECISIVE was done and nothing else of them after it, from [turns, FEATURES]."""
    said = np.stack([done[:, columns].max(axis=1) for columns in _COLUMNS], axis=1)
    nothing_after = np.append(np.cumprod(1 - said[::-1].max(axis=1))[::-1][1:], 1.0)
    return np.asarray((said * nothing_after[:, None]).max(axis=0, initial=0.0))


class Course:
    """What was done, turn by turn. acts: probabilities [turns, ACTS]; agent_turns, customer_turns: those judged."""

    def __init__(
        self,
        conversation: Conversation,
        languages: Languages,
        signals: Sequence[Signal],
        using: Using = reader,
    ) -> None:
        self.conversation = conversation
        self.acts = acts_in(conversation, languages, using)
        judged = [n for n, reason in enumerate(languages.not_scored) if reason is None]
        self.agent_turns = [n for n in judged if conversation.turns[n].role == "agent"]
        self.customer_turns = [n for n in judged if conversation.turns[n].role == "customer"]
        self.judged = sorted([*self.agent_turns, *self.customer_turns])
        self._by_name: dict[str, list[Signal]] = {}
        for signal in sorted(signals, key=lambda s: (s.turn, s.start)):
            if signal.level >= 1 and not self._states_the_problem(signal):
                self._by_name.setdefault(signal.name, []).append(signal)

    def _states_the_problem(self, signal: Signal) -> bool:
        """Whether a denial only tells what the customer came with: no agent has said more than questions before it."""
        if signal.name != "cue:denies_solved":
            return False
        before = [n for n in self.agent_turns if n < signal.turn]
        return all(self.asks(n) or self.in_turn(n, *_ONLY_ASKING) for n in before)

    def last(self, *names: str) -> Signal | None:
        """The newest signal of any of these names."""
        found = [items[-1] for name in names if (items := self._by_name.get(name))]
        return max(found, key=lambda s: (s.turn, s.start), default=None)

    def in_turn(self, turn: int, *names: str) -> bool:
        """Whether a turn has any of these signals."""
        return self.signal_in(turn, *names) is not None

    def signal_in(self, turn: int, *names: str) -> Signal | None:
        """The first signal of any of these names in a turn."""
        found = [s for name in names for s in self._by_name.get(name, ()) if s.turn == turn]
        return min(found, key=lambda s: s.start, default=None)

    def holding(self, turn: int) -> bool:
        """Whether the agent was still to come back from a hold, having neither solved nor refused anything."""
        before = [n for n in self.agent_turns if n < turn]
        return (
            bool(before)
            and self.in_turn(before[-1], "cue:hold")
            and self.last("cue:solves", "cue:refuses") is None
        )

    def asks(self, turn: int) -> bool:
        """Whether a turn ends with a question."""
        return bool(_QUESTION.search(self.conversation.turns[turn].text.rstrip(" \"'”’)~.ㅠㅜ^:")))

    def act(self, turn: int, name: str) -> float:
        """How likely a turn does an act."""
        return float(self.acts[turn, ACTS.index(name)])

    @property
    def final(self) -> int:
        """The last judged turn."""
        return self.judged[-1]

    @property
    def ends_with_agent(self) -> bool:
        """Whether the last word was the agent's."""
        return bool(self.agent_turns) and self.judged[-1] == self.agent_turns[-1]

    def features(self) -> Floats:
        """The course as numbers: what was done at all, of late, and in the last turns of either side."""
        turns = len(self.judged)
        done = np.zeros((turns, len(FEATURES)))
        done[:, : len(ACTS)] = self.acts[self.judged]
        places = {turn: place for place, turn in enumerate(self.judged)}
        for column, name in enumerate(SIGNALS, start=len(ACTS)):
            for signal in self._by_name.get(name, ()):
                if (place := places.get(signal.turn)) is not None:
                    done[place, column] = 1.0
        nothing = np.zeros(len(FEATURES))
        fading = FADES ** np.arange(turns)[::-1]
        blocks = [
            done.max(axis=0, initial=0.0),
            (done * fading[:, None]).sum(axis=0),
            done[-LAST:].max(axis=0, initial=0.0),
            done[places[self.agent_turns[-1]]] if self.agent_turns else nothing,
            done[places[self.customer_turns[-1]]] if self.customer_turns else nothing,
            _newest(done),
            np.array(self._ends_well()),
            np.array(self._shape()),
        ]
        return np.concatenate(blocks)

    def _ends_well(self) -> list[float]:
        """How far the last turns of either side, log-odds, speak for a solution."""
        found = []
        for act, turns in zip(ENDS_WELL, (self.agent_turns, self.customer_turns), strict=True):
            odds = [
                math.log(max(p, 1e-6) / max(1 - p, 1e-6)) for n in turns[-LAST:] if (p := self.act(n, act))
            ]
            found.append(sum(odds) / max(len(odds), 1))
        return [*found, sum(found)]

    def _shape(self) -> list[float]:
        """Who spoke last, what was still open, and how long it was."""
        answered = max(self.customer_turns, default=-1)
        trailing = [n for n in self.agent_turns if n > answered]
        final = self.final
        return [
            float(self.ends_with_agent), math.log(len(self.judged)), float(not self.customer_turns),
            len(trailing) / 3, float(self.asks(final)), float(any(self.asks(n) for n in trailing)),
            float(any(self.in_turn(n, "cue:hold", "cue:identity_check") for n in trailing)),
            float(not self.ends_with_agent and self.holding(final)),
        ]  # fmt: skip
