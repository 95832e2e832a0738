"""Resolution: how a conversation ended (RUBRIC, "Resolution"), with the turn that shows it and what was promised.

Read from the whole conversation by what the turns do, the newest act first: a confirmation after the last complaint,
a hand-over, a promise, a refusal, silence while an answer was due. The last line alone never decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.conversation import Conversation
from qa_rules.definitions import version_of
from qa_rules.observe import Languages, Signal

CODE_VERSION = "2"
UNSURE_BELOW = 0.5
# Thai writes no question mark, and Korean chats often leave it out.
_QUESTION = re.compile(
    r"(?:[?？]|(?:까|나|은가|는가|신가)요|니까|"
    r"(?:ไหม|มั้ย|หรือยัง|รึยัง|หรือไม่|หรือเปล่า|รึเปล่า|อะไร|ไหน|ใคร|เมื่อไหร่|เมื่อไร|เท่าไหร่|เท่าไร|ยังไง|อย่างไร)"
    r"\s*(?:คะ|ค่ะ|ครับ|คับ)?)$"
)
_ONLY_ASKING = ("cue:identity_check", "cue:offers_help_first", "cue:hold")
_DETECTORS = ("agent_cues", "customer_cues", "promise", "opportunity", "hostility")


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised and by when, as spans of one agent turn; `by` is None where no time was said."""

    turn: int
    what: tuple[int, int]
    by: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """How it ended. customer_left: the customer went, and nothing later could be said. refused: finally refused."""

    outcome: str
    probability: float
    turn: int | None = None
    start: int | None = None
    end: int | None = None
    promise: Promise | None = None
    customer_left: bool = False
    refused: bool = False


def resolution_version(detector_versions: dict[str, str]) -> str:
    """Changes with this reading and with the detectors that it reads."""
    return version_of(CODE_VERSION, {name: detector_versions.get(name) for name in _DETECTORS})


def resolution_of(conversation: Conversation, languages: Languages, signals: Sequence[Signal]) -> Resolution:
    """The outcome of a conversation from the signals of its turns."""
    course = _Course(conversation, languages, signals)
    promise = course.promise()
    if not course.agent_turns:
        if not course.customer_turns:
            return Resolution("unsure", 0.3)
        return _shown("abandoned", 0.85, course.whole(course.customer_turns[-1]))
    outcome = next((found for read in _READINGS if (found := read(course))), Resolution("unsure", 0.4))
    if outcome.probability < UNSURE_BELOW:
        outcome = Resolution("unsure", outcome.probability, outcome.turn, outcome.start, outcome.end)
    refused = outcome.outcome in ("unresolved", "unsure") and course.last("cue:refuses") is not None
    left = course.customer_left() and outcome.outcome in ("unresolved", "abandoned")
    return Resolution(
        outcome.outcome, outcome.probability, outcome.turn, outcome.start, outcome.end, promise, left, refused
    )


class _Course:
    """A conversation as the order of what was done in it."""

    def __init__(self, conversation: Conversation, languages: Languages, signals: Sequence[Signal]) -> None:
        self.conversation = conversation
        judged = [n for n, reason in enumerate(languages.not_scored) if reason is None]
        self.agent_turns = [n for n in judged if conversation.turns[n].role == "agent"]
        self.customer_turns = [n for n in judged if conversation.turns[n].role == "customer"]
        self.final = max([*self.agent_turns, *self.customer_turns], default=-1)
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

    def turn_of(self, *names: str) -> int:
        """The turn of the newest such signal, -1 where there is none."""
        found = self.last(*names)
        return found.turn if found else -1

    def in_turn(self, turn: int, *names: str) -> bool:
        return any(s.turn == turn for name in names for s in self._by_name.get(name, ()))

    def trouble(self) -> int:
        """The newest turn in which the customer says that it is not solved."""
        return self.turn_of("cue:denies_solved", "cue:gives_up", "cue:declines")

    def whole(self, turn: int) -> Signal:
        """A whole turn as evidence."""
        return Signal(
            turn, "turn", 1, 1.0, 0, len(self.conversation.turns[turn].text), "resolution", CODE_VERSION
        )

    def text(self, turn: int) -> str:
        return self.conversation.turns[turn].text

    def asks(self, turn: int) -> bool:
        """Whether a turn ends with a question."""
        return bool(_QUESTION.search(self.text(turn).rstrip(" \"'”’)~.ㅠㅜ^:")))

    def holding(self, turn: int) -> bool:
        """Whether the agent was still to come back from a hold, having neither solved nor refused anything."""
        before = [n for n in self.agent_turns if n < turn]
        return (
            bool(before)
            and self.in_turn(before[-1], "cue:hold")
            and self.last("cue:solves", "cue:refuses") is None
        )

    def customer_spoke_last(self) -> bool:
        return bool(self.customer_turns) and self.final == self.customer_turns[-1]

    def customer_left(self) -> bool:
        """Whether the customer went without letting the agent close, or stopped answering the agent."""
        if self.in_turn(self.final, "cue:gives_up"):
            return True
        return not self.customer_spoke_last() and not self.in_turn(self.final, "cue:closing")

    def promise(self) -> Promise | None:
        """The last promise, with its deadline where one was said."""
        made = self.last("promise")
        if made is None:
            return None
        by = next((s for s in self._by_name.get("deadline", ()) if s.turn == made.turn), None)
        return Promise(made.turn, (made.start, made.end), (by.start, by.end) if by else None)


def _confirmed(course: _Course) -> Resolution | None:
    """A fix that the customer confirms is resolved, even if a promise came before."""
    found = course.last("cue:confirms_solved")
    if found is None or found.turn < course.trouble():
        return None
    later = max(
        course.turn_of("cue:escalates", "cue:transfer"),
        course.turn_of("promise"),
        course.turn_of("cue:refuses"),
    )
    if later > found.turn and course.turn_of("cue:solves") < later:
        return None
    return _shown("resolved", 0.9, found)


def _handed_over(course: _Course) -> Resolution | None:
    """A hand-over is escalated, with a promised time too, unless it was solved in this conversation after all."""
    found = course.last("cue:escalates", "cue:transfer")
    if found is None:
        return None
    agents_after = {course.conversation.turns[n].agent_id for n in course.agent_turns if n > found.turn}
    moved_on = bool(agents_after - {course.conversation.turns[found.turn].agent_id})
    if found.name == "cue:transfer" and moved_on:
        return None
    if course.turn_of("cue:solves") > max(found.turn, course.trouble()):
        return None
    return _shown("escalated", 0.85, found)


def _promised(course: _Course) -> Resolution | None:
    """A promise to act later, made or still standing at the end."""
    found = course.last("promise")
    if (
        found is None
        or course.turn_of("cue:solves") > found.turn
        or course.turn_of("cue:gives_up") > found.turn
    ):
        return None
    dated = course.in_turn(found.turn, "deadline")
    return _shown("follow_up", 0.88 if dated else 0.68, found)


def _went_silent(course: _Course) -> Resolution | None:
    """One side stopped while an answer was due: an open question, an unanswered customer, a hold without return."""
    final = course.final
    if course.customer_spoke_last():
        if course.holding(final):
            return _shown("abandoned", 0.75, course.whole(final))
        if course.in_turn(
            final,
            "cue:thanks",
            "cue:goodbye",
            "cue:no_more_help",
            "cue:gives_up",
            "cue:confirms_solved",
            "cue:accepts",
        ):
            return None
        if (
            course.in_turn(final, "hostility", "cue:threatens_to_leave")
            and course.turn_of("cue:refuses") >= 0
        ):
            return None
        return _shown("abandoned", 0.7, course.whole(final))
    if course.in_turn(final, "cue:closing", "cue:thanks_for_contact"):
        return None
    unanswered = [n for n in course.agent_turns if n > max(course.customer_turns, default=-1)]
    if any(course.in_turn(n, "cue:hold", "cue:identity_check") for n in unanswered):
        return _shown("abandoned", 0.8, course.whole(final))
    after_all = (
        ("cue:offers_more_help", "cue:checks_solved")
        if course.last("cue:solves")
        else ("cue:offers_more_help",)
    )
    open_turns = [n for n in unanswered if not course.in_turn(n, *after_all)]
    if any(course.asks(n) or (n != final and "?" in course.text(n)) for n in open_turns):
        return _shown("abandoned", 0.7, course.whole(final))
    return None


def _refused(course: _Course) -> Resolution | None:
    """The last act on the matter is a refusal, or the customer gave it up."""
    found = course.last("cue:refuses", "cue:gives_up", "cue:denies_solved")
    if found is None or course.turn_of("cue:solves") > found.turn:
        return None
    return _shown("unresolved", 0.82 if found.name != "cue:denies_solved" else 0.72, found)


def _solved(course: _Course) -> Resolution | None:
    """The agent said that it is done, and nobody objected; thanks make it likelier."""
    found = course.last("cue:solves")
    if found is None or found.turn < course.trouble():
        return None
    return _shown("resolved", 0.85 if course.turn_of("cue:thanks") > found.turn else 0.72, found)


def _parted_well(course: _Course) -> Resolution | None:
    """The customer thanked or needed nothing more, and nothing speaks against it."""
    found = course.last("cue:no_more_help", "cue:thanks", "cue:accepts")
    if found is None or found.turn < course.trouble():
        return None
    return _shown("resolved", 0.62, found)


_READINGS = (_confirmed, _handed_over, _promised, _went_silent, _refused, _solved, _parted_well)


def _shown(outcome: str, probability: float, by: Signal) -> Resolution:
    return Resolution(outcome, probability, by.turn, by.start, by.end)
