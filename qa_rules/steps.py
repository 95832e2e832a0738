"""Script adherence: which step each agent turn voices, and how every step ends (RUBRIC, "Script adherence")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.conversation import Conversation
from models.pairing import pairing, pairing_version
from models.statements import statements_version
from qa_rules.acts import acts_versions
from qa_rules.alignment import Aligned, aligned, telling_of
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.definitions import version_of
from qa_rules.observe import Languages, Signal
from qa_rules.packs import pack_version
from qa_rules.resolution import Resolution
from qa_rules.scripts import Script, Step, When
from qa_rules.statements import is_voiced, made_in
from qa_rules.tokenizing import LANGUAGES
from qa_rules.verbatim import said_as_written
from qa_rules.wording import Match, wording

CODE_VERSION = "8"
DETECTOR = "steps:"
_SURE_ABSENCE = 0.95


@dataclass(frozen=True, slots=True)
class StepStatus:
    """How a step ended. reason: for a missed step, where it was expected; for others, what decided."""

    script: str
    step: str
    agent_id: str | None
    status: str
    turn: int | None
    probability: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Voicing:
    turn: int
    start: int
    end: int
    probability: float


def steps_version(script: Script) -> str:
    """Changes with the script, with how wordings are compared, and with the cue packs that comparison reads."""
    packs = [pack_version(language, "agent_cues") for language in LANGUAGES]
    learned = acts_versions(), pairing_version(), statements_version()
    return version_of(CODE_VERSION, script.version, packs, learned)


def judged_agent_turns(conversation: Conversation, languages: Languages) -> list[int]:
    """The numbers of the agent turns in which steps are looked for."""
    return [
        n
        for n, turn in enumerate(conversation.turns)
        if turn.role == "agent" and languages.not_scored[n] is None
    ]


def agent_texts(conversation: Conversation, languages: Languages) -> list[AnalysedText]:
    """What agents say in them."""
    return [
        analyse(conversation.turns[n].text, languages.turns[n])
        for n in judged_agent_turns(conversation, languages)
    ]


def voicings(script: Script, conversation: Conversation, languages: Languages) -> list[Signal]:
    """`step:` and `forbidden:` signals of every judged agent turn.

    For each turn every step at or above the threshold (level 1), else the best candidate (level 0).
    """
    version, detector = steps_version(script), DETECTOR + script.script
    numbers = judged_agent_turns(conversation, languages)
    texts = agent_texts(conversation, languages)
    found: list[Signal] = []

    def publish(number: int, name: str, said: Match, level: int) -> None:
        p = round(said.probability, 4)
        found.append(Signal(number, name, level, p, said.start, said.end, detector, version))

    made = made_in(script, texts)
    for number, text, pairs, forbidden in zip(numbers, texts, aligned(script, texts), made, strict=True):
        candidates = sorted([*pairs, *_verbatim(script, text)], key=lambda c: (-c.match.probability, c.step))
        voiced = [c for c in candidates if is_voiced(c.match)]
        for candidate in voiced or candidates[:1]:
            level = int(is_voiced(candidate.match))
            publish(number, f"step:{script.script}/{candidate.step}", candidate.match, level)
        for item, said in forbidden:
            publish(number, f"forbidden:{script.script}/{item}", said, 1)
    return found


def step_statuses(
    script: Script,
    conversation: Conversation,
    languages: Languages,
    signals: Sequence[Signal],
    resolution: Resolution,
    topic: str,
) -> list[StepStatus]:
    """The status of every step of a script in a conversation; signals include those of `voicings`."""
    agent_turns = judged_agent_turns(conversation, languages)
    if not agent_turns:
        return []
    heard = {step.id: _heard(script, step, signals, agent_turns) for step in script.steps}
    first = {step: items[0] for step, items in heard.items() if items}
    last_said = max((n for n, step in enumerate(script.steps) if step.id in first), default=-1)
    situation = _Situation(conversation, signals, resolution, topic, agent_turns)
    return [
        _status(script, number, step, first, last_said, situation) for number, step in enumerate(script.steps)
    ]


@dataclass(frozen=True)
class _Situation:
    """What the status of a step depends on beside its voicing."""

    conversation: Conversation
    signals: Sequence[Signal]
    resolution: Resolution
    topic: str
    agent_turns: list[int]

    @property
    def is_cut_short(self) -> bool:
        """Whether the other side left: nothing that would have come later could be said."""
        return self.resolution.outcome == "abandoned" or self.resolution.customer_left

    def agent_of(self, turn: int) -> str | None:
        return self.conversation.turns[turn].agent_id


def _status(
    script: Script,
    number: int,
    step: Step,
    first: Mapping[str, _Voicing],
    last_said: int,
    situation: _Situation,
) -> StepStatus:
    said = first.get(step.id)
    if said is not None:
        status, reason, blamed = _voiced_status(step, said, first, situation)
        return StepStatus(
            script.script,
            step.id,
            situation.agent_of(blamed),
            status,
            said.turn,
            round(said.probability, 4),
            reason,
        )
    due_before = min((first[later].turn for later in step.before if later in first), default=None)
    expected = situation.agent_turns[-1] if due_before is None else due_before
    if step.position == "first":
        expected = situation.agent_turns[0]
    could_be_said = step.position == "first" or due_before is not None or number < last_said
    status, probability, reason = _unvoiced_status(script, step, could_be_said, situation, first)
    return StepStatus(
        script.script, step.id, situation.agent_of(expected), status, None, round(probability, 4), reason
    )


def _voiced_status(
    step: Step, said: _Voicing, first: Mapping[str, _Voicing], situation: _Situation
) -> tuple[str, str, int]:
    """Status, reason, and the turn whose agent answers for it: who came too early, not who made up for it."""
    opening = situation.agent_turns[0]
    if step.position == "first" and said.turn > opening:
        return (
            "out_of_order",
            f"said at turn {said.turn}, expected in the agent's first turn ({opening})",
            opening,
        )
    for later in step.before:
        other = first.get(later)
        if other and (other.turn, other.start) < (said.turn, said.start):
            reason = f"said at turn {said.turn}, after {later} at turn {other.turn}, which it must precede"
            return "out_of_order", reason, other.turn
    for slot in step.must_contain:
        value = situation.conversation.metadata.get(slot)
        if value is None or value.startswith("<") or not re.search(r"\w", value):
            reason = (
                f"the right value of {slot} is not known: it is missing in the metadata, redacted, or no word"
            )
            return "unsure", reason, said.turn
        if not _contains(situation.conversation.turns[said.turn].text, value):
            return (
                "wrong",
                f"said at turn {said.turn}, but {slot} is not the value in the metadata",
                said.turn,
            )
    return "followed", f"said at turn {said.turn}", said.turn


def _unvoiced_status(
    script: Script,
    step: Step,
    could_be_said: bool,
    situation: _Situation,
    first: Mapping[str, _Voicing],
) -> tuple[str, float, str]:
    best = _best_candidate(script, step, situation.signals)
    absence = min(1 - best, _SURE_ABSENCE)
    holds: bool | None = True
    if step.required == "optional":
        return "not_applicable", absence, "optional, and not said"
    if not isinstance(step.required, str):
        holds = condition_holds(step.required.when, situation.signals, situation.resolution, situation.topic)
        if holds is False:
            return "not_applicable", absence, f"its condition ({_named(step.required.when)}) does not hold"
    if situation.is_cut_short and not could_be_said:
        return "not_applicable", absence, "the conversation ended before it was due"
    if holds is None:
        return "unsure", 0.5, "whether it was due is unsure, and it was not said"
    if best >= pairing().low:
        return "unsure", 1 - best, "a turn comes close to it, but not close enough to be sure"
    return (
        "missed",
        absence,
        f"{_expected(step, situation, first)}; {len(situation.agent_turns)} agent turns searched",
    )


def _named(when: When) -> str:
    """A condition as the script has it."""
    given = when.model_dump(exclude_none=True)
    return ", ".join(
        f"{key} {' or '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in given.items()
    ).lower()


def condition_holds(when: When, signals: Sequence[Signal], resolution: Resolution, topic: str) -> bool | None:
    """Whether all keys of a condition hold; None where one is unsure and none fails."""
    seen = {s.name for s in signals if s.level >= 1}
    parts: list[bool | None] = []
    if when.intent is not None:
        parts.append(f"intent:{when.intent}" in seen)
    if when.signal is not None:
        parts.append(when.signal in seen)
    if when.topic is not None:
        parts.append(topic in when.topic)
    if when.outcome is not None:
        parts.append(None if resolution.outcome == "unsure" else resolution.outcome in when.outcome)
    if when.refused is not None:
        refused = None if resolution.outcome == "unsure" and resolution.refused else resolution.refused
        parts.append(None if refused is None else refused == when.refused)
    if False in parts:
        return False
    return None if None in parts else True


def _expected(step: Step, situation: _Situation, first: Mapping[str, _Voicing]) -> str:
    if step.position == "first":
        return f"expected in the agent's first turn ({situation.agent_turns[0]})"
    if step.position == "last":
        return f"expected in the agent's last two turns (up to {situation.agent_turns[-1]})"
    if due := [f"{later} (turn {first[later].turn})" for later in step.before if later in first]:
        return f"expected before {', '.join(due)}"
    return f"expected between turns {situation.agent_turns[0]} and {situation.agent_turns[-1]}"


def _heard(script: Script, step: Step, signals: Sequence[Signal], agent_turns: list[int]) -> list[_Voicing]:
    """The voicings of a step that count, in order of turn and place."""
    name = f"step:{script.script}/{step.id}"
    counted = set(agent_turns[-2:]) if step.position == "last" else set(agent_turns)
    found = [
        _Voicing(s.turn, s.start, s.end, s.probability)
        for s in signals
        if s.name == name and s.level >= 1 and s.turn in counted
    ]
    return sorted(found, key=lambda v: (v.turn, v.start))


def _best_candidate(script: Script, step: Step, signals: Sequence[Signal]) -> float:
    name = f"step:{script.script}/{step.id}"
    return max((s.probability for s in signals if s.name == name and s.level == 0), default=0.0)


@lru_cache(maxsize=32_768)
def _verbatim(script: Script, text: AnalysedText) -> tuple[Aligned, ...]:
    """Verbatim steps, by their very words but for slips of the tongue."""
    found: list[Aligned] = []
    telling = telling_of(script)
    for step in script.steps:
        if step.verbatim:
            matches = [m for say in step.say if (m := said_as_written(wording(say), text, telling))]
            if matches:
                found.append(Aligned(step.id, max(matches, key=lambda m: (m.probability, m.start - m.end))))
    return tuple(found)


def _contains(text: str, value: str) -> bool:
    """Whether a text names a value, however it is spaced and punctuated: 1250 is `1,250`, and neither 250 nor 12.50."""
    plain = unicodedata.normalize("NFKC", text).lower()
    letters = re.findall(r"[\w.\u0e30-\u0e4e]", unicodedata.normalize("NFKC", value).lower())
    if not letters:
        return False
    before = r"(?<![a-z0-9])(?<!\d[.,])" if letters[0].isascii() else ""
    after = r"(?:\.0+)?(?![a-z0-9])(?![.,]\d)" if letters[-1].isascii() else ""
    return bool(re.search(before + r"[\s,\-/()]{0,3}".join(map(re.escape, letters)) + after, plain))
