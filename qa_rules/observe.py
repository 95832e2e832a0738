"""From a conversation to what was seen in its turns: language, the axes of every judged turn, and the signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.conversation import UNKNOWN_ROLE, Conversation, Turn
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.detectors import AXES, Context, Detector, Sighting, TurnView, detectors
from qa_rules.language import JUDGED, UNDETERMINED, conversation_language, turn_language
from qa_rules.learned import Asked, Reading, read, read_ahead
from qa_rules.settling import limit, settled

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


def languages_of(conversation: Conversation, unclear: str = "roles unclear") -> Languages:
    """Decides, for a conversation and each of its turns, the language and whether it is judged.

    unclear: why turns without a role have none.
    """
    human = [turn.text for turn in conversation.turns if turn.role != "system" and not turn.internal]
    whole = conversation_language(human, conversation.language)
    turns = [
        turn_language(turn.text, whole, declared=conversation.language is not None)
        for turn in conversation.turns
    ]
    reasons = [
        _turn_reason(turn, language, unclear)
        for turn, language in zip(conversation.turns, turns, strict=True)
    ]
    not_scored = _conversation_reason(conversation, whole, reasons, unclear)
    return Languages(whole, tuple(turns), tuple(reasons), not_scored)


def observe(
    conversation: Conversation,
    languages: Languages,
    *,
    using: Iterable[Detector] | None = None,
    thresholds: Mapping[str, float] | None = None,
    prevalence: Mapping[str, float] | None = None,
) -> Observed:
    """`observe_all` for one conversation."""
    return observe_all(
        [(conversation, languages)], using=using, thresholds=thresholds, prevalence=prevalence
    )[0]


def observe_all(
    conversations: Iterable[tuple[Conversation, Languages]],
    *,
    using: Iterable[Detector] | None = None,
    thresholds: Mapping[str, float] | None = None,
    prevalence: Mapping[str, float] | None = None,
) -> list[Observed]:
    """Runs detectors over the judged turns of conversations, in order.

    A turn's verdict depends on it and on the turns before it alone, not on the other conversations of the call. A
    detector that breaks leaves a failure with its reason; it never becomes a level 0. thresholds, prevalence: by axis,
    from configuration (qa_rules.settling).
    """
    return [
        turns.observed(thresholds or {}, prevalence or {}) for turns in look_at(conversations, using=using)
    ]


def look_at(
    conversations: Iterable[tuple[Conversation, Languages]], *, using: Iterable[Detector] | None = None
) -> list[Turns]:
    """What rules and heads see in the judged turns of each conversation, before one verdict is made of it."""
    chosen = [(d, d.version()) for d in (detectors() if using is None else using)]
    conversations = list(conversations)
    if any(d.headed for d, _ in chosen):
        read_ahead(
            [text for conversation, languages in conversations for text in _judged(conversation, languages)]
        )
    seen = [Turns(conversation, languages, chosen) for conversation, languages in conversations]
    asked = [look for turns in seen for look in turns.looks if look.headed]
    readings = read([Asked(look.context.text, *_neighbours(look.context)) for look in asked])
    for look, reading in zip(asked, readings, strict=True):
        look.reading = reading
    return seen


def _judged(conversation: Conversation, languages: Languages) -> list[AnalysedText]:
    pairs = zip(conversation.turns, languages.turns, languages.not_scored, strict=True)
    return [analyse(turn.text, language) for turn, language, reason in pairs if reason is None]


class Look:
    """What the rules saw in one turn, to be settled with what the heads see there."""

    def __init__(self, context: Context, chosen: Iterable[tuple[Detector, str]]) -> None:
        self.context = context
        self.reading: Reading | None = None
        self.seen: list[tuple[Detector, str, list[Sighting]]] = []
        self.failures: list[Failure] = []
        self.headed = False
        for detector, version in chosen:
            if context.view.role not in detector.roles:
                continue
            try:
                self.seen.append((detector, version, _sightings(detector, context)))
                self.headed |= detector.headed
            except Exception as problem:  # noqa: BLE001  # a faulty detector is counted, and never a score of theirs
                reason = f"detector {detector.name} failed ({type(problem).__name__})"
                self.failures.append(Failure(context.view.turn, detector.name, version, reason))


class Turns:
    """The judged turns of a conversation."""

    def __init__(
        self, conversation: Conversation, languages: Languages, chosen: list[tuple[Detector, str]]
    ) -> None:
        self.looks: list[Look] = []
        before: list[TurnView] = []
        for number, turn in enumerate(conversation.turns):
            judged = languages.not_scored[number] is None
            text = analyse(turn.text, languages.turns[number]) if judged else None
            view = TurnView(number, turn.role, text)
            if text is not None:
                self.looks.append(Look(Context(view, text, tuple(before)), chosen))
            before.append(view)

    def observed(self, thresholds: Mapping[str, float], prevalence: Mapping[str, float]) -> Observed:
        """Settles and publishes."""
        verdicts: list[Verdict] = []
        signals: list[Signal] = []
        for look in self.looks:
            turn, language = look.context.view.turn, look.context.text.language
            for detector, version, sightings in look.seen:
                for sighting in sightings:
                    least = limit(sighting.name, language, thresholds, prevalence).threshold
                    if detector.headed and sighting.name == detector.name and look.reading is not None:
                        sighting = settled(
                            sighting, look.reading, least, prevalence.get(sighting.name), look.context.text
                        )
                    _keep(sighting, turn, detector.name, version, least, verdicts, signals)
        failures = tuple(failure for look in self.looks for failure in look.failures)
        return Observed(tuple(verdicts), tuple(signals), failures)


def _neighbours(context: Context) -> tuple[AnalysedText | None, AnalysedText | None]:
    """The last text by the other side and the last by the same side, in the language of the turn."""
    role = context.view.role
    other = context.last("customer" if role == "agent" else "agent")
    same = context.last(role)
    language = context.text.language
    return (
        other if other and other.language == language else None,
        same if same and same.language == language else None,
    )


def _sightings(detector: Detector, context: Context) -> list[Sighting]:
    pack = detector.pack(context.text.language)
    return [] if pack is None else detector.look(context, pack)


def _keep(
    sighting: Sighting,
    turn: int,
    detector: str,
    version: str,
    threshold: float,
    verdicts: list[Verdict],
    signals: list[Signal],
) -> None:
    """Publishes a sighting: an axis always, a signal at level 1 or more and only with a span that shows it."""
    probability = round(sighting.probability, 4)
    level = max(sighting.level, 1) if probability >= threshold else 0
    if sighting.name in AXES:
        shown = None if sighting.name == LEVELLESS else level
        verdicts.append(Verdict(turn, sighting.name, shown, probability, detector, version))
        if sighting.name == LEVELLESS:
            return
    if level and sighting.start is not None and sighting.end is not None:
        signals.append(
            Signal(turn, sighting.name, level, probability, sighting.start, sighting.end, detector, version)
        )


def _turn_reason(turn: Turn, language: str, unclear: str) -> str | None:
    if turn.internal:
        return "internal"
    if turn.role in ("bot", "system"):
        return turn.role
    if turn.role == UNKNOWN_ROLE:
        return unclear
    if not turn.text.strip():
        return "empty"
    if language not in JUDGED:
        return (
            "no words"
            if language == UNDETERMINED and not any(c.isalpha() for c in turn.text)
            else f"unsupported language: {language}"
        )
    return None


def _conversation_reason(
    conversation: Conversation, language: str, reasons: list[str | None], unclear: str
) -> str | None:
    human = [
        (turn, reason)
        for turn, reason in zip(conversation.turns, reasons, strict=True)
        if turn.role not in ("bot", "system") and not turn.internal
    ]
    if any(turn.role == UNKNOWN_ROLE and turn.text.strip() for turn, _ in human):
        return unclear
    if not human:
        return "no turn by an agent or a customer"
    if all(reason is not None for _, reason in human):
        kinds = sorted({reason for _, reason in human if reason})
        return next((kind for kind in kinds if kind.startswith("unsupported")), kinds[0])
    if language not in JUDGED and language != UNDETERMINED:
        return f"unsupported language: {language}"
    return None
