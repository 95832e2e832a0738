"""Whole conversations held against their labels: how steps ended, the outcome, the promise, and which step a turn is.

An item is a conversation with what people say of it; what the judge says of it is an `Ended`. Figures are shares, with
Wilson intervals where an item counts once, and F1 with percentile bootstrap over conversations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from data.conversation import Conversation
from models.evaluation import metrics
from models.evaluation.metrics import Floats, Interval

OUTCOMES: Final = ("resolved", "unresolved", "escalated", "follow_up", "abandoned")
COLUMNS: Final = ("set", "language", "of", "figure", "n", "value", "95 %", "note")
WORDS: Final = frozenset(("set", "language", "of", "figure", "note"))
UNSURE: Final = "unsure"


@dataclass(frozen=True, slots=True)
class Promised:
    """Words of a turn that promise: the turn, the span that says when, and the date by which (ISO)."""

    turn: int
    by: tuple[int, int] | None
    due: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a conversation ended, by a person or by the judge.

    steps: step -> status and turn. outcome: None where nobody says. promises: of a person all, of the judge the one
    that it gives out. turns: turn -> the step that it voices; of a person several where none can be told apart.
    """

    steps: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    outcome: str | None = None
    promises: tuple[Promised, ...] = ()
    turns: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WholeItem:
    """A conversation, the script that it is held against (as the judge reads it; None where there is none), its labels.

    asks_promises: whether the labels name every promise.
    """

    conversation: Conversation
    script: Any
    gold: Ended
    asks_promises: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a set in a language. of: steps, outcome, promises or turns. value is None where it is undefined."""

    set: str
    language: str
    of: str
    figure: str
    n: int
    value: float | None
    interval: Interval | None
    note: str = ""


def whole_figures(
    name: str, language: str, items: Sequence[WholeItem], ended: Sequence[Ended]
) -> list[Figure]:
    """Every figure that the labels of these items allow."""
    pairs = [(item, said) for item, said in zip(items, ended, strict=True)]
    found = [*_steps(pairs), *_outcome(pairs), *_promises(pairs), *_turns(pairs)]
    return [Figure(name, language, *one) for one in found]


Row = tuple[str, str, int, float | None, Interval | None, str]
Pairs = Sequence[tuple[WholeItem, Ended]]


def _steps(pairs: Pairs) -> list[Row]:
    right, by_status, turns, groups = [], [], [], []
    for number, (item, said) in enumerate(pairs):
        for step, (status, turn) in item.gold.steps.items():
            given, where = said.steps.get(step, ("none", None))
            right.append(given == status)
            by_status.append(status)
            groups.append(number)
            if turn is not None:
                turns.append((number, where == turn))
    if not right:
        return []
    rows = [_resampled("steps", "status right", right, groups, _slips(pairs))]
    for status in sorted(set(by_status)):
        hits = [hit for hit, name in zip(right, by_status, strict=True) if name == status]
        rows.append(_wilson("steps", f"{status} right", hits))
    if turns:
        places = [hit for _, hit in turns]
        rows.append(
            _resampled("steps", "turn right", places, [n for n, _ in turns], "of steps that were said")
        )
    return rows


def _slips(pairs: Pairs) -> str:
    slips = Counter(
        f"{status} taken for {said.steps.get(step, ('none', None))[0]}"
        for item, said in pairs
        for step, (status, _) in item.gold.steps.items()
        if said.steps.get(step, ("none", None))[0] != status
    )
    return "; ".join(f"{what} {n}" for what, n in slips.most_common(4))


def _outcome(pairs: Pairs) -> list[Row]:
    """Accuracy and macro-F1; unsure counts as wrong. Where only resolved or not is labelled, macro-F1 of the two."""
    told = [(item.gold.outcome, said.outcome) for item, said in pairs if item.gold.outcome is not None]
    if not told:
        return []
    gold, given = [a for a, _ in told], [b for _, b in told]
    if set(gold) <= {"resolved", "not resolved"}:
        truth = [int(g == "resolved") for g in gold]
        called = [int(g == "resolved") for g in given]
        counts = metrics.counts(truth, called)
        interval = metrics.bootstrap(lambda w: [metrics.counts(truth, called, w).macro_f1], range(len(told)))[
            0
        ]
        note = f"every outcome but resolved is not; precision {_plain(counts.precision)}, recall {_plain(counts.recall)}"
        return [("outcome", "resolved macro-F1", len(told), counts.macro_f1, interval, note)]
    right = [a == b for a, b in told]
    table = Counter(f"{a} taken for {b}" for a, b in told if a != b)
    note = "; ".join(f"{what} {n}" for what, n in table.most_common(4))
    interval = metrics.bootstrap(lambda w: [_macro_f1(gold, given, w)], range(len(told)))[0]
    return [
        _wilson("outcome", "right", right, f"unsure {sum(b == UNSURE for b in given)}"),
        ("outcome", "macro-F1", len(told), _macro_f1(gold, given, np.ones(len(told))), interval, note),
    ]


def confusion(items: Sequence[WholeItem], ended: Sequence[Ended]) -> dict[str, dict[str, int]]:
    """Label -> what the judge said -> conversations."""
    table: dict[str, dict[str, int]] = {}
    for item, said in zip(items, ended, strict=True):
        if item.gold.outcome is not None:
            row = table.setdefault(item.gold.outcome, {})
            row[str(said.outcome)] = row.get(str(said.outcome), 0) + 1
    return table


def _macro_f1(gold: Sequence[str], given: Sequence[str | None], weights: Floats) -> float | None:
    """The mean of the F1 of the labels that occur; what is unsure is found for none of them."""
    scores = []
    for name in OUTCOMES:
        found = metrics.counts([int(g == name) for g in gold], [int(g == name) for g in given], weights)
        if found.tp + found.fn:
            scores.append(found.f1 or 0.0)
    return metrics.mean(scores)


def _promises(pairs: Pairs) -> list[Row]:
    """Of conversations with a promise that names a time, the last one counts: found where it is, its words, its date."""
    asked = [(item.gold.promises, said.promises) for item, said in pairs if item.asks_promises]
    if not asked:
        return []
    timed = [
        (max((p for p in gold if p.by), key=lambda p: p.turn), given)
        for gold, given in asked
        if any(p.by for p in gold)
    ]
    dated = [(p.due, given) for p, given in timed if p.due]
    none = [bool(given) for gold, given in asked if not gold]
    return [
        _wilson("promises", "turn found", [any(g.turn == p.turn for g in given) for p, given in timed]),
        _wilson("promises", "by when found", [any(_meets(p, g) for g in given) for p, given in timed]),
        _wilson("promises", "date right", [any(g.due == due for g in given) for due, given in dated]),
        _wilson("promises", "given out where none is", none, "lower is better"),
    ]


def _meets(one: Promised, other: Promised) -> bool:
    if one.turn != other.turn or one.by is None or other.by is None:
        return False
    return one.by[0] < other.by[1] and other.by[0] < one.by[1]


def _turns(pairs: Pairs) -> list[Row]:
    """Micro-F1 of the step of each labelled turn; a turn without any candidate is only missed."""
    rows = [
        (number, bool(gold & said.turns.get(turn, frozenset())), turn in said.turns)
        for number, (item, said) in enumerate(pairs)
        for turn, gold in item.gold.turns.items()
    ]
    if not rows:
        return []
    hits = np.array([hit for _, hit, _ in rows], dtype=np.float64)
    called = np.array([was for _, _, was in rows], dtype=np.float64)

    def micro(weights: Floats) -> list[float | None]:
        total = float(weights @ (1 + called))
        return [2 * float(weights @ hits) / total if total else None]

    interval = metrics.bootstrap(micro, [number for number, _, _ in rows])[0]
    return [
        ("turns", "step micro-F1", len(rows), micro(np.ones(len(rows)))[0], interval, "by the best candidate")
    ]


def _wilson(of: str, figure: str, hits: Sequence[bool], note: str = "") -> Row:
    from scipy.stats import binomtest  # slow to import

    if not hits:
        return of, figure, 0, None, None, note
    found = binomtest(sum(hits), len(hits)).proportion_ci(method="wilson")
    return of, figure, len(hits), sum(hits) / len(hits), (float(found.low), float(found.high)), note


def _resampled(of: str, figure: str, hits: Sequence[bool], groups: Sequence[int], note: str) -> Row:
    """A share whose items come in conversations: those are drawn."""
    values = np.array(hits, dtype=np.float64)

    def share(weights: Floats) -> list[float | None]:
        total = float(weights.sum())
        return [float(weights @ values) / total if total else None]

    return of, figure, len(hits), float(values.mean()), metrics.bootstrap(share, groups)[0], note


def whole_rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """A row of cells for each of `COLUMNS`."""
    return [
        (
            one.set, one.language, one.of, one.figure, str(one.n), _plain(one.value),
            "" if one.interval is None else f"{one.interval[0]:.3f}–{one.interval[1]:.3f}", one.note,
        )
        for one in figures
    ]  # fmt: skip


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
