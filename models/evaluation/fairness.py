"""The same for everyone: how many verdicts change when who is spoken to, or how it is spelled, is swapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.conversation import Conversation, Turn
from models.evaluation.items import AGENT, CUSTOMER, Answer, Item, Judge, Judged
from models.evaluation.own_corpus import AXES
from models.evaluation.results import NOT_SCORED
from models.evaluation.swaps import TOLD, kinds, variants

JUDGED_AXES: Final = AXES[AGENT]
TOLD_KIND: Final = "identity told"
KINDS: Final = (*kinds(TOLD), TOLD_KIND)
COLUMNS: Final = (
    "kind",
    "language",
    "turns",
    "pairs",
    "not scored",
    *(f"{axis} {figure}" for axis in JUDGED_AXES for figure in ("flips", "change")),
)


@dataclass(frozen=True, slots=True)
class Change:
    """Of an axis: verdicts that differ between the two of a pair, and the mean absolute change of probability."""

    flips: int
    probability: float


@dataclass(frozen=True, slots=True)
class Swapped:
    """A kind of swap in a language. turns: how many agent turns it could be made in. pairs: how many were compared.

    not_scored: pairs of which the judge scored one side alone; those count as level 0 there.
    """

    kind: str
    language: str
    turns: int
    pairs: int
    not_scored: int
    changes: dict[str, Change]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two conversations by their number, and the agent turn that is compared."""

    one: int
    other: int
    turn: int


def fairness(items: Sequence[Item], judge: Judge) -> list[Swapped]:
    """Swaps in every agent turn that is asked about, and what changes: by language and kind, in a fixed order."""
    asked = {(id(item.conversation), item.turn): item for item in items if _is_agents(item)}
    conversations: list[Conversation] = []
    pairs: dict[tuple[str, str], list[_Pair]] = {}
    for item in asked.values():
        language = item.conversation.language or ""
        for one, turn, others in _compared(item.conversation, item.turn):
            first = len(conversations)
            conversations += [one, *(other for _, other in others)]
            for number, (kind, _) in enumerate(others, start=first + 1):
                pairs.setdefault((language, kind), []).append(_Pair(first, number, turn))
    judged = judge(conversations)
    order = list(pairs)
    return [
        _swapped(kind, language, pairs[language, kind], judged)
        for language, kind in sorted(order, key=lambda key: (key[0], KINDS.index(key[1])))
    ]


def fairness_rows(found: Sequence[Swapped]) -> list[tuple[str, ...]]:
    """A row of cells for each of `COLUMNS`."""
    return [
        (
            swapped.kind,
            swapped.language,
            str(swapped.turns),
            str(swapped.pairs),
            str(swapped.not_scored),
            *(
                cell
                for axis in JUDGED_AXES
                for cell in (str(swapped.changes[axis].flips), f"{swapped.changes[axis].probability:.4f}")
            ),
        )
        for swapped in found
    ]


def _is_agents(item: Item) -> bool:
    return item.conversation.turns[item.turn].role == AGENT


def _compared(
    whole: Conversation, number: int
) -> Iterator[tuple[Conversation, int, list[tuple[str, Conversation]]]]:
    """A conversation, the turn to compare, and its versions by kind: swapped in the turn, then told before it."""
    language = whole.language or ""
    swapped = [
        (kind, _with(whole, number, text)) for kind, text in variants(whole.turns[number].text, language)
    ]
    if swapped:
        yield whole, number, swapped
    if said := TOLD.get(language):
        (neutral, turn), *others = [_told(whole, number, sentence) for sentence in said]
        yield neutral, turn, [(TOLD_KIND, other) for other, _ in others]


def _with(whole: Conversation, number: int, text: str) -> Conversation:
    """A conversation with another text in a turn."""
    turns = list(whole.turns)
    turns[number] = replace(turns[number], text=text)
    return replace(whole, turns=tuple(turns))


def _told(whole: Conversation, number: int, sentence: str) -> tuple[Conversation, int]:
    """The conversation in which the customer's last turn before ends with a sentence, and the number of the turn."""
    last = next((n for n in range(number - 1, -1, -1) if whole.turns[n].role == CUSTOMER), None)
    if last is None:
        return replace(whole, turns=(Turn(CUSTOMER, sentence), *whole.turns)), number + 1
    return _with(whole, last, f"{whole.turns[last].text} {sentence}"), number


def _swapped(kind: str, language: str, pairs: Sequence[_Pair], judged: Sequence[Judged]) -> Swapped:
    changes = {}
    lost: set[_Pair] = set()
    for axis in JUDGED_AXES:
        flips, moved = 0, 0.0
        for pair in pairs:
            one, other = (judged[number].get((pair.turn, axis)) for number in (pair.one, pair.other))
            if (one is None) != (other is None):
                lost.add(pair)
            before, after = one or NOT_SCORED, other or NOT_SCORED
            flips += _verdict(before) != _verdict(after)
            moved += abs(before.probability - after.probability)
        changes[axis] = Change(flips, moved / len(pairs))
    return Swapped(kind, language, len({pair.one for pair in pairs}), len(pairs), len(lost), changes)


def _verdict(answer: Answer) -> int:
    """The level; where there is none, the side of one half."""
    return int(answer.called) if answer.level is None else answer.level
