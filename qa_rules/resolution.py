"""Resolution: how a conversation ended (RUBRIC, "Resolution"), with the turn that shows it and what was promised.

Read from the whole course of it (qa_rules/course.py): what the turns of both sides do, above all of late. The last line
alone never decides. The words shown are those of the newest turn that does what the outcome means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from data.conversation import Conversation
from models.acts import ACTS
from models.ending import OUTCOMES, ending, ending_version
from models.reader import reader
from qa_rules.acts import Using, acts_versions
from qa_rules.analysis import analyse
from qa_rules.course import Course
from qa_rules.definitions import version_of
from qa_rules.observe import Languages, Signal
from qa_rules.parts import words_of
from qa_rules.promises import VERSION as PROMISES_VERSION
from qa_rules.promises import Promise, promise_of

CODE_VERSION = "4"
ONE_SIDED: Final = 0.85
NOBODY: Final = 0.3
LIKELY: Final = 0.5
OLDER: Final = 0.9
_DETECTORS = ("agent_cues", "customer_cues", "promise", "opportunity", "hostility")
# What shows an outcome: acts, and the cues that say the same in fewer words.
_SHOWN_BY: Final = {
    "resolved": (("agent:solves", "customer:confirms"), ("cue:solves", "cue:confirms_solved")),
    "unresolved": (
        ("agent:refuses", "customer:gives_up", "customer:objects"),
        ("cue:refuses", "cue:gives_up", "cue:denies_solved"),
    ),
    "escalated": (("agent:hands_over",), ("cue:escalates", "cue:transfer")),
    "follow_up": (("agent:promises",), ("promise",)),
    "abandoned": ((), ()),
}


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
    """Changes with this reading, its weights, and the detectors that it reads."""
    return version_of(
        CODE_VERSION, PROMISES_VERSION, acts_versions(), ending_version(),
        {name: detector_versions.get(name) for name in _DETECTORS},
    )  # fmt: skip


def resolution_of(
    conversation: Conversation,
    languages: Languages,
    signals: Sequence[Signal],
    time_zone: tzinfo = UTC,
    using: Using = reader,
) -> Resolution:
    """The outcome of a conversation from its turns and their signals.

    time_zone: in which a promise's days are counted. using: the reader of a language's acts.
    """
    course = Course(conversation, languages, signals, using)
    if not course.agent_turns:
        if not course.customer_turns:
            return Resolution("unsure", NOBODY)
        last = course.customer_turns[-1]
        return Resolution("abandoned", ONE_SIDED, last, 0, len(conversation.turns[last].text))
    promising = course.acts[:, ACTS.index("agent:promises")].tolist()
    promise = promise_of(conversation, languages, signals, time_zone, promising)
    probabilities = ending().probabilities(course.features())
    best = int(probabilities.argmax())
    outcome, probability = OUTCOMES[best], float(probabilities[best])
    turn, start, end = _shown(outcome, course, languages, promise)
    if probability < ending().unsure:
        outcome = "unsure"
    refused = outcome in ("unresolved", "unsure") and _refuses(course)
    left = outcome in ("unresolved", "abandoned") and _customer_left(course)
    return Resolution(outcome, probability, turn, start, end, promise, left, refused)


def _shown(
    outcome: str, course: Course, languages: Languages, promise: Promise | None
) -> tuple[int, int, int]:
    """The turn and the words that show an outcome: the newest of those that do it, by how likely they do."""
    acts, cues = _SHOWN_BY[outcome]
    if outcome == "follow_up" and promise:
        return promise.turn, *promise.what
    if not acts:
        final = course.judged[-1]
        return final, 0, len(course.conversation.turns[final].text)
    places = {turn: back for back, turn in enumerate(reversed(course.judged))}

    def showing(turn: int) -> float:
        said = 1.0 if course.in_turn(turn, *cues) else 0.0
        return (max(course.act(turn, act) for act in acts) + said) * OLDER ** places[turn]

    turn = max(course.judged, key=lambda n: (showing(n), n))
    if cue := course.signal_in(turn, *cues):
        return turn, cue.start, cue.end
    act = max(acts, key=lambda name: course.act(turn, name))
    return turn, *words_of(act, analyse(course.conversation.turns[turn].text, languages.turns[turn]))


def _refuses(course: Course) -> bool:
    """Whether the agent refused anything."""
    return course.last("cue:refuses") is not None or any(
        course.act(n, "agent:refuses") >= LIKELY for n in course.agent_turns
    )


def _customer_left(course: Course) -> bool:
    """Whether the customer went without letting the agent close, or stopped answering the agent."""
    final = course.judged[-1]
    gives_up = course.act(final, "customer:gives_up")
    if course.in_turn(final, "cue:gives_up") or gives_up >= max(LIKELY, course.act(final, "customer:thanks")):
        return True
    closed = course.in_turn(final, "cue:closing") or course.act(final, "agent:closes") >= LIKELY
    return course.ends_with_agent and not closed
