"""From what was seen to answers: every question of a scorecard, for every agent of a conversation, with evidence.

Pure: reads signals, verdicts, step statuses, the resolution and facts, never a text or a model, so that history is
answered anew from what is stored when a scorecard changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa_rules.observe import Signal, Verdict
from qa_rules.resolution import Resolution
from qa_rules.scorecards import Question, Scorecard, Source
from qa_rules.settling import DEFAULT_LIMIT, Limit
from qa_rules.steps import StepStatus

CODE_VERSION = "4"
TURNS_TO_RESPOND = 2
_FROM_STATUS = {"followed": "yes", "missed": "no", "out_of_order": "no", "wrong": "no"}
_TELLING = {
    "followed": 0,
    "wrong": 1,
    "out_of_order": 1,
    "missed": 1,
    "unsure": 2,
}  # of several scripts with a step


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span (code points) of a turn that an answer rests on."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question about one agent in one conversation. value is None where it does not count.

    definition: the version of what is asked; answers of the same one are comparable, whatever their scorecard.
    """

    agent_id: str | None
    section: str
    question: str
    definition: str
    answer: str
    value: float | None
    probability: float
    reason: str
    evidence: tuple[Evidence, ...]
    weight: float
    critical: bool


@dataclass(frozen=True, slots=True)
class TurnRole:
    """Who speaks in a turn, and whether it was judged."""

    role: str
    agent_id: str | None
    judged: bool


@dataclass(frozen=True)
class Material:
    """All that answers are made from. facts: by (agent_id or None, name). failed: turns that a fault of ours left out."""

    turns: Sequence[TurnRole]
    signals: Sequence[Signal]
    verdicts: Sequence[Verdict]
    statuses: Sequence[StepStatus]
    resolution: Resolution
    facts: Mapping[tuple[str | None, str], float] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    failed: frozenset[int] = frozenset()

    def agents(self) -> list[str | None]:
        """The agents of the judged agent turns, in order of their first turn."""
        return list(dict.fromkeys(t.agent_id for t in self.turns if t.role == "agent" and t.judged))

    def last_agent(self) -> str | None:
        """The agent of the last judged agent turn: who answers for the conversation as a whole."""
        return next((t.agent_id for t in reversed(self.turns) if t.role == "agent" and t.judged), None)

    def limit(self, name: str) -> Limit:
        """From which probability a signal is there, and where it is unsure."""
        return self.limits.get(name, DEFAULT_LIMIT)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer before it is attributed."""

    answer: str
    value: float | None
    probability: float
    reason: str
    evidence: tuple[Evidence, ...] = ()


def answers_of(scorecard: Scorecard, material: Material) -> list[Answer]:
    """The answers to all questions for all agents; empty where no agent turn was judged."""
    agents = material.agents()
    spans = _spans(material, agents)
    found = []
    for agent in agents:
        for section in scorecard.sections:
            for question in section.questions:
                given = _given(question, material, agent, spans[agent], agent == material.last_agent())
                found.append(
                    Answer(
                        agent, section.name, question.id, question.definition, given.answer, given.value, round(given.probability, 4),
                        given.reason, given.evidence, question.weight, question.critical,
                    )
                )  # fmt: skip
    return found


def _given(
    question: Question, material: Material, agent: str | None, span: frozenset[int], is_last: bool
) -> _Given:
    source = question.from_
    if source.opportunities_met is not None:
        return _opportunities(source.opportunities_met, material, agent, span)
    if source.step is not None:
        return _step(source.step, material, agent)
    if source.outcome is not None:
        return _outcome(source.outcome, material, is_last)
    if source.fact is not None:
        return _fact(source, material, agent, is_last)
    return _signal(source, material, span)


def _spans(material: Material, agents: list[str | None]) -> dict[str | None, frozenset[int]]:
    """The turns that each agent answers for: their own, and the customer's until the next agent speaks."""
    spans: dict[str | None, set[int]] = {agent: set() for agent in agents}
    first = agents[0] if agents else None
    holder = first
    for number, turn in enumerate(material.turns):
        if turn.role == "agent" and turn.judged:
            holder = turn.agent_id
        if turn.judged and holder in spans:
            spans[holder].add(number)
    return {agent: frozenset(turns) for agent, turns in spans.items()}


def _opportunities(axis: str, material: Material, agent: str | None, span: frozenset[int]) -> _Given:
    """Met when one of the agent's next two turns shows the axis; the value is the share that was met.

    Opportunities that are unsure, or answered by a turn that is, are left out; unsure where no other is left.
    """
    limit = material.limit("opportunity")
    by_turn = {(v.turn, v.name): v for v in material.verdicts}
    chances = [
        v for v in material.verdicts if v.name == "opportunity" and v.turn in span and (v.level or 0) >= 1
    ]
    near = [
        v for v in material.verdicts
        if v.name == "opportunity" and v.turn in span and limit.unsure(v.probability) and not v.level
    ]  # fmt: skip
    met, unsure = 0, 0
    evidence: list[Evidence] = []
    doubtful: list[Evidence] = []
    probabilities: list[float] = []
    counted = 0
    for chance in sorted(chances, key=lambda v: v.turn):
        replies = [
            n for n in range(chance.turn + 1, len(material.turns))
            if material.turns[n].role == "agent" and material.turns[n].judged and material.turns[n].agent_id == agent
        ][:TURNS_TO_RESPOND]  # fmt: skip
        shown = [verdict for n in replies if (verdict := by_turn.get((n, axis)))]
        if not any(v.level for v in shown) and (faulty := sorted(material.failed.intersection(replies))):
            return _fault(faulty[0])
        if not shown:
            if not replies and _was_left_unanswered(material, chance.turn):
                counted += 1
                probabilities.append(chance.probability)
                evidence.extend(_evidence(material, "opportunity", chance.turn))
            continue
        best = max(shown, key=lambda v: (v.probability, -v.turn))
        if limit.unsure(chance.probability) or material.limit(axis).unsure(best.probability):
            unsure += 1
            doubtful.extend(_evidence(material, "opportunity", chance.turn))
            continue
        counted += 1
        evidence.extend(_evidence(material, "opportunity", chance.turn))
        if best.level:
            met += 1
            evidence.extend(_evidence(material, axis, best.turn))
        sure = best.probability if best.level else 1 - best.probability
        probabilities.append(chance.probability * sure)
    if not counted:
        if faulty := sorted(material.failed & span):
            return _fault(faulty[0])
        if unsure:
            many = f"{unsure} opportunities, and all of them or the answers to them are unsure"
            reason = many if unsure > 1 else "1 opportunity, and it or the answer to it is unsure"
            return _Given("unsure", None, 0.5, reason, tuple(doubtful))
        if near:
            return _Given("unsure", None, 0.5, "a customer turn may voice distress, but it is not sure")
        return _Given("not_applicable", None, 0.95, f"no distress was voiced in {len(span)} judged turns")
    value = met / counted
    probability = sum(probabilities) / len(probabilities)
    reason = f"{met} of {counted} opportunities met within {TURNS_TO_RESPOND} turns"
    if unsure:
        reason = f"{reason}, {unsure} unsure ones left out"
    answer = "yes" if value == 1 else "no" if value == 0 else "partly"
    return _Given(answer, value, probability, reason, tuple(evidence))


def _signal(source: Source, material: Material, span: frozenset[int]) -> _Given:
    """Whether a signal was seen in the agent's span; with `absent`, not seeing it is good."""
    name, level = str(source.signal), source.level
    seen = sorted(
        (s for s in material.signals if s.name == name and s.turn in span), key=lambda s: (s.turn, s.start)
    )
    counting = [s for s in seen if s.level >= level]
    axis = [v for v in material.verdicts if v.name == name and v.turn in span]
    limit = material.limit(name)
    searched = len(axis) or sum(
        material.turns[n].role == ("customer" if name.startswith("intent:") else "agent") for n in span
    )
    if counting:
        best = max(counting, key=lambda s: (s.probability, -s.turn))
        good = not source.absent
        evidence = tuple(Evidence(s.turn, s.start, s.end) for s in counting)
        if limit.unsure(best.probability):
            return _Given(
                "unsure", None, best.probability, f"{name} may be there, but it is not sure", evidence
            )
        places = ", ".join(str(s.turn) for s in counting)
        return _Given(
            "yes" if good else "no", float(good), best.probability, f"seen in turn {places}", evidence
        )
    if faulty := sorted(material.failed & span):
        return _fault(faulty[0])
    highest = max([v.probability for v in axis] + [s.probability for s in seen if level == 1], default=0.0)
    absent_probability = max(1 - highest, 0.5) if level == 1 else 0.95
    if level == 1 and limit.unsure(highest):
        near = min(
            [v.turn for v in axis if v.probability == highest]
            + [s.turn for s in seen if s.probability == highest]
        )
        said = f"{name} is nearly seen in turn {near}: it takes a person to decide"
        return _Given("unsure", None, highest, said)
    answer = "yes" if source.absent else "no"
    return _Given(answer, float(source.absent), absent_probability, f"not seen in {searched} turns searched")


def _step(step: str, material: Material, agent: str | None) -> _Given:
    script, name = step.split("/")
    if name == "*":
        return _all_steps(script, material, agent)
    found = [s for s in material.statuses if s.step == name and script in ("*", s.script)]
    if not found:
        return _Given(
            "not_applicable", None, 0.95, f"no script with the step {step} applies to this conversation"
        )
    mine = sorted(
        (s for s in found if s.agent_id == agent), key=lambda s: _TELLING.get(s.status, len(_TELLING))
    )
    status = next(iter(mine), None)
    if status is None:
        return _Given("not_applicable", None, 0.95, "another agent of this conversation answers for it")
    spoken = f"step:{status.script}/{name}"
    evidence = _evidence(material, spoken, status.turn) if status.turn is not None else ()
    answer = _FROM_STATUS.get(status.status, status.status)
    value = {"yes": 1.0, "no": 0.0}.get(answer)
    return _Given(answer, value, status.probability, f"{status.status}: {status.reason}", tuple(evidence))


def _all_steps(script: str, material: Material, agent: str | None) -> _Given:
    """The share of the agent's due steps that were followed, of one script or (`*`) of all that apply."""
    mine = [s for s in material.statuses if s.agent_id == agent and script in ("*", s.script)]
    due = [s for s in mine if s.status in _FROM_STATUS]
    unsure = sum(s.status == "unsure" for s in mine)
    evidence = tuple(
        e for s in due if s.turn is not None for e in _evidence(material, f"step:{s.script}/{s.step}", s.turn)
    )
    if unsure > len(due):
        return _Given("unsure", None, 0.5, f"{unsure} of {unsure + len(due)} due steps are unsure", evidence)
    if not due:
        return _Given("not_applicable", None, 0.95, "no step of a script was due")
    followed = sum(_FROM_STATUS[s.status] == "yes" for s in due)
    value = followed / len(due)
    answer = "yes" if value == 1 else "no" if value == 0 else "partly"
    failed = ", ".join(f"{s.step} {s.status}" for s in due if _FROM_STATUS[s.status] == "no")
    reason = f"{followed} of {len(due)} due steps followed" + (f" ({failed})" if failed else "")
    if unsure:
        reason += f", {unsure} unsure left out"
    return _Given(answer, value, sum(s.probability for s in due) / len(due), reason, evidence)


def _outcome(wanted: Sequence[str], material: Material, is_last: bool) -> _Given:
    resolution = material.resolution
    if not is_last:
        return _Given("not_applicable", None, 0.95, "the last agent answers for the resolution")
    evidence: tuple[Evidence, ...] = ()
    if resolution.turn is not None and resolution.start is not None and resolution.end is not None:
        evidence = (Evidence(resolution.turn, resolution.start, resolution.end),)
    if resolution.outcome == "unsure":
        return _Given(
            "unsure", None, resolution.probability, "how the conversation ended is unsure", evidence
        )
    if resolution.outcome == "abandoned" and resolution.customer_left and "abandoned" not in wanted:
        return _Given(
            "not_applicable", None, resolution.probability, "the customer left before the end", evidence
        )
    good = resolution.outcome in wanted
    if not good and material.failed:
        return _fault(min(material.failed))
    return _Given(
        "yes" if good else "no",
        float(good),
        resolution.probability,
        f"outcome: {resolution.outcome}",
        evidence,
    )


def _fact(source: Source, material: Material, agent: str | None, is_last: bool) -> _Given:
    name = str(source.fact)
    value = material.facts.get((agent, name))
    if value is None and not is_last:
        return _Given(
            "not_applicable", None, 0.95, "the last agent answers for facts of the whole conversation"
        )
    value = material.facts.get((None, name)) if value is None else value
    if value is None:
        return _Given("not_applicable", None, 0.95, f"{name} is not known: the data do not allow it")
    good = value <= source.at_most if source.at_most is not None else value >= float(source.at_least or 0)
    limit = f"at most {source.at_most:g}" if source.at_most is not None else f"at least {source.at_least:g}"
    return _Given("yes" if good else "no", float(good), 1.0, f"{name} is {value:g}, wanted {limit}")


def _was_left_unanswered(material: Material, turn: int) -> bool:
    """Whether nobody answered a customer who was still there; who left could not be answered."""
    resolution = material.resolution
    answered = any(t.role == "agent" for t in material.turns[turn + 1 :])
    return not answered and resolution.outcome == "abandoned" and not resolution.customer_left


def _fault(turn: int) -> _Given:
    return _Given("not_scored", None, 0.0, f"turn {turn} could not be judged, by a fault of ours")


def _evidence(material: Material, name: str, turn: int) -> tuple[Evidence, ...]:
    found = [s for s in material.signals if s.name == name and s.turn == turn]
    return tuple(Evidence(s.turn, s.start, s.end) for s in found[:1])
