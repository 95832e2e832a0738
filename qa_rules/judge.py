"""One conversation judged from end to end, in memory; the nightly job takes the same steps, a table at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.conversation import Conversation
from qa_rules.answers import Answer, Material, TurnRole, answers_of
from qa_rules.deescalation import Hostility, course_of_hostility, deescalation_json
from qa_rules.escalation import Escalation, escalation_for
from qa_rules.forbidden_promises import promises_forbidden
from qa_rules.library import Library
from qa_rules.observe import Languages, Observed, Signal, Verdict, languages_of, observe_all
from qa_rules.parts import read_ahead
from qa_rules.promises import promise_json
from qa_rules.resolution import Resolution, resolution_of
from qa_rules.roles import Roles, roles_of, with_roles
from qa_rules.scores import Score, scores_of
from qa_rules.settling import limits_of
from qa_rules.steps import StepStatus, agent_texts, step_statuses, voicings
from qa_rules.topics import TopicFound, topic_of

Facts = Mapping[tuple[str | None, str], float]


@dataclass(frozen=True)
class Seen:
    """What was seen in a conversation, with the roles that it is judged by, before it meets scripts and scorecards.

    roles: how its roles were found; None where that is not asked.
    """

    conversation: Conversation
    languages: Languages
    observed: Observed
    topic: TopicFound
    resolution: Resolution
    roles: Roles | None = None
    escalation: Escalation | None = None
    hostility: Hostility | None = None


@dataclass(frozen=True)
class Assessed:
    """What a conversation amounts to. label is the scorecard's `name@version`, None where none applies."""

    statuses: tuple[StepStatus, ...]
    answers: tuple[Answer, ...]
    scores: tuple[Score, ...]
    label: str | None


def see(conversations: Sequence[Conversation], library: Library) -> list[Seen]:
    """Roles, languages, axes, signals, topic and resolution of each; what is seen in one does not depend on the others."""
    cast = [roles_of(conversation) for conversation in conversations]
    known = [with_roles(conversation, roles) for conversation, roles in zip(conversations, cast, strict=True)]
    pairs = [
        (conversation, languages_of(conversation, roles.reason))
        for conversation, roles in zip(known, cast, strict=True)
    ]
    found = observe_all(pairs, thresholds=library.thresholds, prevalence=library.prevalence)
    return [
        _seen(conversation, languages, observed, roles, library)
        for (conversation, languages), observed, roles in zip(pairs, found, cast, strict=True)
    ]


def _seen(
    conversation: Conversation, languages: Languages, observed: Observed, roles: Roles, library: Library
) -> Seen:
    signals = observed.signals
    resolution = resolution_of(conversation, languages, signals, library.time_zone)
    return Seen(
        conversation, languages, observed, topic_of(conversation, languages), resolution, roles,
        escalation_for(resolution, conversation, languages, signals),
        course_of_hostility(conversation, languages, observed.verdicts, signals),
    )  # fmt: skip


def voiced_in(seen: Sequence[Seen | None], library: Library) -> list[list[Signal]]:
    """`voiced` of several conversations, read together; nothing where there is none."""
    if library.scripts:
        read_ahead([text for one in seen if one for text in agent_texts(one.conversation, one.languages)])
    return [voiced(one, library) if one else [] for one in seen]


def voiced(seen: Seen, library: Library) -> list[Signal]:
    """The step and statement signals of every script that applies."""
    scripts = library.scripts_for(seen.conversation, seen.topic.topic, seen.languages.conversation)
    found: list[Signal] = []
    for script in scripts:
        own = voicings(script, seen.conversation, seen.languages)
        found += [*own, *promises_forbidden(seen.observed.signals, own)]
    return found


def assess(
    seen: Seen, step_signals: Sequence[Signal], library: Library, facts: Facts | None = None
) -> Assessed:
    """Step statuses, answers and scores; nothing of it where the conversation is not scored."""
    if seen.languages.conversation_not_scored:
        return Assessed((), (), (), None)
    conversation, topic, language = seen.conversation, seen.topic.topic, seen.languages.conversation
    signals = [*seen.observed.signals, *step_signals]
    statuses = tuple(
        status
        for script in library.scripts_for(conversation, topic, language)
        for status in step_statuses(script, conversation, seen.languages, signals, seen.resolution, topic)
    )
    card = library.scorecard_for(conversation, topic, language)
    if card is None:
        return Assessed(statuses, (), (), None)
    turns = [
        TurnRole(turn.role, turn.agent_id, reason is None)
        for turn, reason in zip(conversation.turns, seen.languages.not_scored, strict=True)
    ]
    material = Material(
        turns, signals, seen.observed.verdicts, statuses, seen.resolution, facts or {},
        limits_of(language, library.thresholds, library.prevalence),
        frozenset(seen.observed.failed),
    )  # fmt: skip
    answers = answers_of(card, material)
    scores = scores_of(answers, card.label, auto_fail_from=library.auto_fail_from)
    return Assessed(statuses, tuple(answers), tuple(scores), card.label)


def judgement_json(seen: Seen, step_signals: Sequence[Signal], assessed: Assessed) -> dict[str, Any]:
    """The line that `convoqa judge` writes for a conversation (DESIGN, "`judge` output")."""
    conversation = seen.conversation
    verdicts: dict[int, list[Verdict]] = {}
    for verdict in seen.observed.verdicts:
        verdicts.setdefault(verdict.turn, []).append(verdict)
    return {
        "conversation_id": conversation.conversation_id,
        "language": seen.languages.conversation,
        "not_scored": seen.languages.conversation_not_scored,
        "roles": seen.roles.json() if seen.roles else None,
        "topic": seen.topic.topic,
        "turns": [_turn_json(seen, n, verdicts.get(n, ())) for n in range(len(conversation.turns))],
        "signals": [
            _signal_json(signal, conversation)
            for signal in sorted([*seen.observed.signals, *step_signals], key=lambda s: (s.turn, s.start, s.name))
        ],
        "steps": [
            {
                "script": s.script, "step": s.step, "agent_id": s.agent_id, "status": s.status, "turn": s.turn,
                "probability": s.probability, "reason": s.reason,
            }
            for s in assessed.statuses
        ],
        "resolution": _resolution_json(seen) if seen.languages.conversation_not_scored is None else None,
        "deescalation": deescalation_json(seen.hostility, conversation),
        "answers": [
            {
                "agent_id": a.agent_id, "question": a.question, "answer": a.answer, "value": a.value,
                "probability": a.probability, "reason": a.reason,
                "evidence": [{"turn": e.turn, "start": e.start, "end": e.end} for e in a.evidence],
            }
            for a in assessed.answers
        ],
        "scores": [
            {
                "agent_id": s.agent_id, "score": s.score, "answered_weight": s.answered_weight,
                "auto_fail": s.auto_fail, "provisional": s.provisional, "scorecard": s.scorecard,
            }
            for s in assessed.scores
        ],
    }  # fmt: skip


def unreadable_json(conversation_id: str | None, reason: str) -> dict[str, Any]:
    """The line for a conversation that could not be read: it keeps its place, and the reason."""
    empty: dict[str, Any] = dict.fromkeys(("turns", "signals", "steps", "answers", "scores"))
    return {
        "conversation_id": conversation_id,
        "language": None,
        "not_scored": reason,
        "roles": None,
        "topic": None,
        **{key: [] for key in empty},
        "resolution": None,
        "deescalation": None,
    }


def _turn_json(seen: Seen, number: int, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    turn = seen.conversation.turns[number]
    swapped = seen.roles is not None and seen.roles.found == "swapped"
    role = seen.roles.given[number] if seen.roles and swapped else turn.role
    entry: dict[str, Any] = {"turn": number, "role": role}
    reason = seen.languages.not_scored[number] or seen.observed.failed.get(number)
    if turn.role not in ("bot", "system"):
        entry["language"] = seen.languages.turns[number]
    entry["text"] = turn.text
    if reason:
        entry["not_scored"] = reason
        return entry
    for verdict in verdicts:
        entry[verdict.name] = _verdict_json(verdict)
    return entry


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    if verdict.level is None:
        return {"probability": verdict.probability}
    return {"level": verdict.level, "probability": verdict.probability}


def _signal_json(signal: Signal, conversation: Conversation) -> dict[str, Any]:
    return {
        "turn": signal.turn, "name": signal.name, "level": signal.level, "probability": signal.probability,
        "start": signal.start, "end": signal.end,
        "text": conversation.turns[signal.turn].text[signal.start : signal.end],
        "detector": signal.detector, "version": signal.version,
    }  # fmt: skip


def _resolution_json(seen: Seen) -> dict[str, Any]:
    resolution = seen.resolution
    found: dict[str, Any] = {
        "outcome": resolution.outcome,
        "probability": round(resolution.probability, 4),
        "turn": resolution.turn,
        "promise": None,
        "escalation": seen.escalation.json(seen.conversation) if seen.escalation else None,
    }
    if resolution.promise:
        found["promise"] = promise_json(resolution.promise, seen.conversation)
    return found
