"""From a conversation to what was seen in its turns: language, the axes of every judged turn, and the signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.conversation import UNKNOWN_ROLE, Conversation, Turn
from qa_rules.analysis import analyse
from qa_rules.detectors import AXES, Context, Detector, Sighting, TurnView, detectors
from qa_rules.language import JUDGED, UNDETERMINED, conversation_language, turn_language

DEFAULT_THRESHOLD = 0.5
LEVELLESS = "politeness"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An axis of a judged turn. level is None for politeness, which has a probability only."""

    turn: int
    name: str
    level: int | None
    probability: float
    detector: str
    version: str


@dataclass(frozen=True, slots=True)
class Signal:
    """Something seen in a turn, with the span (code points of the turn's text) that shows it."""

    turn: int
    name: str
    level: int
    probability: float
    start: int
    end: int
    detector: str
    version: str


@dataclass(frozen=True, slots=True)
class Languages:
    """The language of a conversation and of each turn, and why a turn or the whole is not judged."""

    conversation: str
    turns: tuple[str, ...]
    not_scored: tuple[str | None, ...]
    conversation_not_scored: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A detector of ours that broke on a turn: it has no verdict there, and never a zero."""

    turn: int
    detector: str
    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen in a conversation, and where a detector of ours broke."""

    verdicts: tuple[Verdict, ...]
    signals: tuple[Signal, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def failed(self) -> dict[int, str]:
        """Turn -> reason, the first of each turn."""
        return {failure.turn: failure.reason for failure in reversed(self.failures)}


def languages_of(conversation: Conversation) -> Languages:
    """Decides, for a conversation and each of its turns, the language and whether it is judged."""
    human = [turn.text for turn in conversation.turns if turn.role != "system" and not turn.internal]
    whole = conversation_language(human, conversation.language)
    turns = [
        turn_language(turn.text, whole, declared=conversation.language is not None)
        for turn in conversation.turns
    ]
    reasons = [_turn_reason(turn, language) for turn, language in zip(conversation.turns, turns, strict=True)]
    return Languages(whole, tuple(turns), tuple(reasons), _conversation_reason(conversation, whole, reasons))


def observe(
    conversation: Conversation,
    languages: Languages,
    *,
    using: Iterable[Detector] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> Observed:
    """Runs detectors over the judged turns. A turn's verdict depends on it and on the turns before it alone.

    A detector that breaks leaves a failure with its reason; it never becomes a level 0.
    """
    chosen = [(d, d.version()) for d in (detectors() if using is None else using)]
    limits = thresholds or {}
    verdicts: list[Verdict] = []
    signals: list[Signal] = []
    failures: list[Failure] = []
    before: list[TurnView] = []
    for number, turn in enumerate(conversation.turns):
        judged = languages.not_scored[number] is None
        text = analyse(turn.text, languages.turns[number]) if judged else None
        view = TurnView(number, turn.role, text)
        if text is not None:
            context = Context(view, text, tuple(before))
            for detector, version in chosen:
                if turn.role not in detector.roles:
                    continue
                try:
                    sightings = _sightings(detector, context)
                except Exception as problem:  # noqa: BLE001  # a faulty detector is counted, and never a score of theirs
                    reason = f"detector {detector.name} failed ({type(problem).__name__})"
                    failures.append(Failure(number, detector.name, version, reason))
                    continue
                for sighting in sightings:
                    _keep(sighting, number, detector.name, version, limits, verdicts, signals)
        before.append(view)
    return Observed(tuple(verdicts), tuple(signals), tuple(failures))


def _sightings(detector: Detector, context: Context) -> list[Sighting]:
    pack = detector.pack(context.text.language)
    return [] if pack is None else detector.look(context, pack)


def _keep(
    sighting: Sighting,
    turn: int,
    detector: str,
    version: str,
    limits: Mapping[str, float],
    verdicts: list[Verdict],
    signals: list[Signal],
) -> None:
    """Publishes a sighting: an axis always, a signal at level 1 or more and only with a span that shows it."""
    probability = round(sighting.probability, 4)
    seen = probability >= limits.get(sighting.name, DEFAULT_THRESHOLD)
    level = max(sighting.level, 1) if seen else 0
    if sighting.name in AXES:
        shown = None if sighting.name == LEVELLESS else level
        verdicts.append(Verdict(turn, sighting.name, shown, probability, detector, version))
        if sighting.name == LEVELLESS:
            return
    if level and sighting.start is not None and sighting.end is not None:
        signals.append(
            Signal(turn, sighting.name, level, probability, sighting.start, sighting.end, detector, version)
        )


def _turn_reason(turn: Turn, language: str) -> str | None:
    if turn.internal:
        return "internal"
    if turn.role in ("bot", "system"):
        return turn.role
    if turn.role == UNKNOWN_ROLE:
        return "roles unclear"
    if not turn.text.strip():
        return "empty"
    if language not in JUDGED:
        return (
            "no words"
            if language == UNDETERMINED and not any(c.isalpha() for c in turn.text)
            else f"unsupported language: {language}"
        )
    return None


def _conversation_reason(conversation: Conversation, language: str, reasons: list[str | None]) -> str | None:
    human = [
        (turn, reason)
        for turn, reason in zip(conversation.turns, reasons, strict=True)
        if turn.role not in ("bot", "system") and not turn.internal
    ]
    if any(turn.role == UNKNOWN_ROLE for turn, _ in human):
        return "roles unclear"
    if not human:
        return "no turn by an agent or a customer"
    if all(reason is not None for _, reason in human):
        kinds = sorted({reason for _, reason in human if reason})
        return next((kind for kind in kinds if kind.startswith("unsupported")), kinds[0])
    if language not in JUDGED and language != UNDETERMINED:
        return f"unsupported language: {language}"
    return None
