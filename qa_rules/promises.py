"""What was promised: what, by whom, by when, and the date by which, where the wording names one.

Read from the signals of the detector `promise`, else from what turns do: of several promises the one that is open at
the end and has a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from data.conversation import Conversation
from models.acts import ACTS
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.definitions import version_of
from qa_rules.due import CODE_VERSION as DUE_VERSION
from qa_rules.due import due_of_atoms
from qa_rules.observe import Languages, Signal
from qa_rules.parts import parts_of
from qa_rules.times import Time, times_in, times_version
from qa_rules.tokenizing import LANGUAGES

CODE_VERSION = "2"
VERSION = version_of(CODE_VERSION, DUE_VERSION, *(times_version(language) for language in LANGUAGES))
_LIKELY = 0.85  # from here a promise with a time is not only a day named beside something to be done
_PERHAPS, _PROMISES, _SURELY = 0.5, 0.8, 0.95  # a turn worth a look; a sentence with a date; with a duration
_PROMISING = ACTS.index("agent:promises")


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised and by when, as spans of one agent turn, and the agent of that turn.

    by is None where no time was said; due, the date by which, also where the words name none.
    """

    turn: int
    what: tuple[int, int]
    by: tuple[int, int] | None
    agent_id: str | None = None
    due: date | None = None


def promise_of(
    conversation: Conversation,
    languages: Languages,
    signals: Sequence[Signal],
    time_zone: tzinfo = UTC,
    promising: Sequence[float] = (),
) -> Promise | None:
    """The promise that stands at the end: the last one with a time, else the last one; None where there is none.

    time_zone: in which the days of `due` are counted. promising: how likely each turn promises, by its acts; where no
    phrase promised anything with a time, such a turn with a time does.
    """
    promise = _by_phrases(conversation, signals)
    if promise is None or promise.by is None:
        promise = _by_acts(conversation, languages, promising) or promise
    if promise is None or conversation.started_at is None:
        return promise
    started_at = conversation.started_at.astimezone(time_zone)
    return replace(promise, due=due_date(promise, conversation, languages, started_at))


def _by_acts(conversation: Conversation, languages: Languages, promising: Sequence[float]) -> Promise | None:
    """The last sentence that promises, as sentences do, and names a time."""
    for number in range(len(promising) - 1, -1, -1):
        if promising[number] < _PERHAPS:
            continue
        text = analyse(conversation.turns[number].text, languages.turns[number])
        for time in reversed(times_in(text.text, text.language)):
            least = _PROMISES if time.is_deadline else _SURELY
            if (time.is_deadline or time.is_span) and _promised(text, time) >= least:
                agent = conversation.turns[number].agent_id
                return Promise(number, text.sentence_of(time.start), (time.start, time.end), agent)
    return None


def _promised(text: AnalysedText, time: Time) -> float:
    """How likely the sentence of a time promises, alone or with a neighbour."""
    parts = parts_of(text)
    around = [n for n, (start, end) in enumerate(parts.places) if start <= time.start and time.end <= end]
    return float(parts.acts[around, _PROMISING].max(initial=0.0))


def _by_phrases(conversation: Conversation, signals: Sequence[Signal]) -> Promise | None:
    """The promise that the detector's phrases find."""
    made = sorted(
        (s for s in signals if s.name == "promise" and s.level >= 1), key=lambda s: (s.turn, s.start)
    )
    if not made:
        return None
    times: dict[int, Signal] = {}
    for signal in sorted(signals, key=lambda s: s.start):
        if signal.name == "deadline" and signal.level >= 1:
            times.setdefault(signal.turn, signal)
    timed = [signal for signal in made if signal.turn in times]
    chosen = max(timed or made, key=lambda s: (s.probability >= _LIKELY, s.turn, s.start))
    by = times.get(chosen.turn)
    return Promise(
        chosen.turn,
        (chosen.start, chosen.end),
        (by.start, by.end) if by else None,
        conversation.turns[chosen.turn].agent_id,
    )


def due_date(
    promise: Promise, conversation: Conversation, languages: Languages, started_at: datetime
) -> date | None:
    """The date by which; a time of a day alone belongs to the day last named before it in the turn.

    started_at: the conversation's start in the time zone in which people count the days.
    """
    if promise.by is None:
        return None
    text, language = conversation.turns[promise.turn].text, languages.turns[promise.turn]
    times = times_in(text, language)
    said = [time for time in times if time.start < promise.by[1] and promise.by[0] < time.end]
    atoms = [atom for time in said for atom in time.atoms]
    if said and not any(time.names_a_day for time in said):
        day = _day_before(times, said[0].start)
        atoms = [*(day.atoms if day else ()), *atoms]
    return due_of_atoms(atoms, started_at)


def _day_before(times: Sequence[Time], start: int) -> Time | None:
    """The day last named before a place."""
    return next((time for time in reversed(times) if time.end <= start and time.names_a_calendar_day), None)


def promise_json(promise: Promise, conversation: Conversation) -> dict[str, Any]:
    """The promise as `convoqa judge` writes it (DESIGN, "`judge` output"); due is an ISO date or None."""
    text = conversation.turns[promise.turn].text
    return {
        "what": text[slice(*promise.what)],
        "by": text[slice(*promise.by)] if promise.by else None,
        "due": promise.due.isoformat() if promise.due else None,
        "turn": promise.turn,
        "agent_id": promise.agent_id,
    }
