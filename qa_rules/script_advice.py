"""What to think about before a script goes live: steps that cannot be told apart, and wordings that say too little.

Each wording of a step is taken as an agent's turn and held against each step by itself, its own without it: where it
voices another as surely as its own, a paraphrase of it could be counted for the wrong step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from qa_rules.alignment import ALONE, BY_WORDS, aligned, compared
from qa_rules.analysis import analyse
from qa_rules.definitions import unknown
from qa_rules.language import JUDGED
from qa_rules.scripts import Script, Step
from qa_rules.settling import DEFAULT_LIMIT
from qa_rules.signal_names import of_script
from qa_rules.topics import OTHER, topics
from qa_rules.wording import Telling, Wording, match, wording

FEWEST_WORDINGS: Final = 3
HALF: Final = 0.5
_AS_LIKELY: Final = 0.02  # the top of the scale hardly tells apart
_NEAR: Final = 0.25
_SHARED: Final = 0.3
_OTHER_TURNS: Final = 5
# Of words, in Korean and Thai of pairs of letters, and a slot: ok, 네 and ค่ะ are said in any turn.
_FEWEST_UNITS: Final = {"en": 2, "ko": 2, "th": 4}
_NAMES: Final = {"en": "English", "ko": "Korean", "th": "Thai"}
_ELSEWHERE: Final = {"en": "Mm-hm.", "ko": "음.", "th": "อืม"}


@dataclass(frozen=True, slots=True)
class Crossing:
    """A wording of a step that another step is found by. own, other: how likely either is voiced by it."""

    step: str
    other: str
    wording: str
    own_probability: float
    other_probability: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Two steps whose own wordings find each other, with the wordings that do, the surest first."""

    steps: tuple[str, str]
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Something in a file that works, and could work better. keys lead to its place."""

    keys: tuple[str | int, ...]
    item: str
    message: str


def too_alike(script: Script, advance: Callable[[], None] = lambda: None) -> list[Alike]:
    """Pairs of steps that are told apart badly, in the order of the file.

    Those are too alike where, in a language, half or more of the wordings of each are found by the other. One wording
    that strays is no reason: held against a conversation, its step's others and its place speak for it too. advance: is
    called once a wording.
    """
    crossed: dict[tuple[str, str, str], list[Crossing]] = {}
    for crossing in _crossings(script, advance):
        key = (crossing.step, crossing.other, wording(crossing.wording).language)
        crossed.setdefault(key, []).append(crossing)
    given = Counter((step.id, wording(say).language) for step in script.steps for say in step.say)
    found = []
    names = [step.id for step in script.steps]
    for first, second in combinations(names, 2):
        both: list[Crossing] = []
        for language in JUDGED:
            there, back = (
                crossed.get((first, second, language), []),
                crossed.get((second, first, language), []),
            )
            shares = (
                len(cross) / max(given[name, language], 1) for name, cross in ((first, there), (second, back))
            )
            if min(shares) >= HALF:
                both += [*there, *back]
        if both:
            both.sort(key=lambda crossing: -crossing.other_probability)
            found.append(Alike((first, second), tuple(both)))
    return found


def advice(script: Script) -> list[Advice]:
    """What could be better in a script that can be used, in the order of the file."""
    found = [*_of_places(script)]
    for key, items in script.said():
        for number, item in enumerate(items):
            if not item.means.strip():
                found.append(
                    Advice((key, number), item.id, "it has no `means`: say in a sentence what it is")
                )
            if isinstance(item, Step) and not item.verbatim:
                found += [Advice((key, number, "say"), item.id, few) for few in _too_few(item)]
            for place, said in enumerate(item.say):
                if reason := _says_too_little(wording(said)):
                    found.append(Advice((key, number, "say", place), item.id, f"{said[:40]!r} {reason}"))
    return found


def _of_places(script: Script) -> Iterator[Advice]:
    """Topics that no rule finds, and signals of other scripts: both may be meant, and both may be slips."""
    known = [*topics(), OTHER]
    given: list[tuple[tuple[str | int, ...], str, Sequence[str]]] = [
        (("applies_to", "topic"), script.script, script.applies_to.topic)
    ]
    for number, when in script.conditions():
        place: tuple[str | int, ...] = ("steps", number, "required", "when")
        item = script.steps[number].id
        given.append(((*place, "topic"), item, when.topic or ()))
        named = of_script(when.signal or "")
        if named and named[1] != script.script:
            message = f"{when.signal!r} is of another script: see that it has it and applies too, else it never holds"
            yield Advice((*place, "signal"), item, message)
    for keys, item, names in given:
        for rank, name in enumerate(names):
            if name not in known:
                message = f"{unknown('topic', name, known)}; or declare it in the conversations, else it never holds"
                yield Advice((*keys, rank), item, message)


def _too_few(step: Step) -> list[str]:
    """By language, that a step has fewer wordings than paraphrases need."""
    spoken = Counter(wording(say).language for say in step.say)
    return [
        f"it has {n} wording{'s' if n > 1 else ''} in {_NAMES[language]}: give {FEWEST_WORDINGS} or more that "
        "differ, so that other words are found too"
        for language, n in spoken.items()
        if n < FEWEST_WORDINGS and language in _NAMES
    ]


def _says_too_little(said: Wording) -> str:
    """Why a wording can hardly be found or would be found everywhere; empty where it is good."""
    if said.pattern is None:
        return "has no words of its own, so that it is never found: write some around the slot"
    if sum(said.units.values()) + (said.literal != said.written.strip()) < _FEWEST_UNITS.get(
        said.language, 1
    ):
        return "says too little to be told from other turns: write a whole sentence"
    return ""


def _crossings(script: Script, advance: Callable[[], None]) -> Iterator[Crossing]:
    telling = Telling([wording(say) for step in script.steps for say in step.say])
    near = _near(script)
    for step in script.steps:
        for written in step.say:
            advance()
            said = wording(written)
            if said.language not in JUDGED or _says_too_little(said):
                continue
            rest = [say for say in step.say if say != written]
            own = _voiced(said, step, rest) if rest else 0.0
            is_alone = sum(wording(say).language == said.language for say in step.say) == 1
            for other in script.steps:
                if other is step or other.id not in near[written]:
                    continue
                if is_alone and not _shares_words(said, other, telling):
                    continue
                probability = _voiced(said, other, other.say)
                if probability >= max(own - _AS_LIKELY, DEFAULT_LIMIT.threshold):
                    yield Crossing(step.id, other.id, written, own, probability)


def _near(script: Script) -> dict[str, frozenset[str]]:
    """For each wording, the steps that it shares any words or letters with: no other can be taken for its own."""
    said = [w for step in script.steps for say in step.say if (w := wording(say)).language in JUDGED]
    seen = compared(script, [analyse(w.literal, w.language) for w in said])
    shared = seen.alone[:, :, [ALONE.index(name) for name in BY_WORDS]].max(axis=2, initial=0.0)
    return {
        w.written: frozenset(step.id for step, share in zip(seen.steps, row, strict=True) if share >= _NEAR)
        for w, row in zip(said, shared, strict=True)
    }


def _shares_words(said: Wording, step: Step, telling: Telling) -> bool:
    """Whether a step has a wording that most of these words are in.

    A step's only wording leaves nothing of its own to compare with: likeness of form alone ("Could I have your …,
    please?") would make every two questions alike.
    """
    text = analyse(said.literal, said.language)
    found = (match(wording(say), text, telling, by_cue=False) for say in step.say)
    return any(m is not None and m.probability >= _SHARED for m in found)


def _voiced(said: Wording, step: Step, say: Sequence[str]) -> float:
    """How likely a wording, said by an agent, voices a step of some wordings that has no rivals."""
    alone = Script(script=step.id, steps=[step.model_copy(update={"before": [], "say": list(say)})])
    texts = [
        analyse(text, said.language) for text in (said.literal, *[_ELSEWHERE[said.language]] * _OTHER_TURNS)
    ]
    if step.verbatim:
        return 0.0
    return max((a.match.probability for a in aligned(alone, texts)[0]), default=0.0)
