"""From items and what the judge gave out to figures: one result for every set, axis and language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.evaluation import metrics
from models.evaluation.items import Answer, Item, Judge, Judged, LabelledSet
from models.evaluation.metrics import Bin, Counts, Interval
from models.evaluation.spans import token_f1

NOT_SCORED = Answer(0, 0.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the probabilities hold. ece: on the items as they are. The rest at a working prevalence.

    ece_working: items weighted to it, over probabilities of at least 0.05 as they were given out; ece_restated: the
    probabilities moved to it as well. skill: Brier skill above the base rate.
    """

    ece: float | None
    skill: float | None
    prevalence: float | None
    ece_working: float | None
    ece_restated: float | None
    skill_working: float | None
    table: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels 0, 1, 2 against people's: the share that is the same, and quadratic kappa."""

    accuracy: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Spans:
    """Token F1 against the words that people marked, over turns that both marked, and over all that people marked."""

    found: int
    marked: int
    on_found: float | None
    on_all: float | None


@dataclass(frozen=True, slots=True)
class Second:
    """A second person's levels against the first's."""

    n: int
    agreement: float | None
    kappa: float | None
    macro_f1: float | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """How often the ruder of a pair has the higher probability; ties count half."""

    n: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a set, axis and language. Figures that are undefined are None; it holds no text of a set.

    not_scored: items that `judge` did not score; they count as level 0 with probability 0. left_out: lines of the set
    without a clear label. false_alarms: the share of the negative items that were called.
    """

    set: str
    axis: str
    language: str
    use: str
    licence: str
    n: int
    positives: int
    not_scored: int
    left_out: int
    always_yes: float | None
    floor: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    f1_interval: Interval | None
    macro_f1: float | None
    macro_f1_interval: Interval | None
    accuracy: float | None
    accuracy_interval: Interval | None
    auc: float | None
    auc_interval: Interval | None
    false_alarms: float | None
    false_alarms_interval: Interval | None
    calibration: Calibration
    levels: Levels | None
    spans: Spans | None
    pairs: Pairs | None
    second: Second | None
    human: str
    note: str


def evaluate(
    labelled: LabelledSet,
    items: Iterable[Item | None],
    judge: Judge,
    *,
    prevalence: Mapping[str, float] | None = None,
    resamples: int = metrics.RESAMPLES,
) -> list[Result]:
    """The figures of a set: one result for every axis and language in it, in their order of appearance.

    judge: from conversations to the answers of each. prevalence: axis -> working prevalence, for the calibration.
    """
    read = list(items)
    kept = [item for item in read if item is not None]
    answers = _answers(kept, judge)
    parts: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(kept):
        parts.setdefault((item.axis, item.conversation.language or ""), []).append(number)
    return [
        _result(
            labelled,
            [kept[n] for n in numbers],
            [answers[n] for n in numbers],
            left_out=len(read) - len(kept),
            prevalence=(prevalence or {}).get(axis),
            resamples=resamples,
        )
        for (axis, _), numbers in parts.items()
    ]


def judged_once(items: Sequence[Item], judge: Judge) -> list[Judged]:
    """What the judge says of each item's conversation; a conversation of several items is judged once."""
    distinct = {id(item.conversation): item.conversation for item in items}
    answers = dict(zip(distinct, judge(list(distinct.values())), strict=True))
    return [answers[id(item.conversation)] for item in items]


def _answers(items: Sequence[Item], judge: Judge) -> list[Answer | None]:
    judged = judged_once(items, judge)
    return [answers.get((item.turn, item.axis)) for item, answers in zip(items, judged, strict=True)]


def _result(
    labelled: LabelledSet,
    items: Sequence[Item],
    given: Sequence[Answer | None],
    *,
    left_out: int,
    prevalence: float | None,
    resamples: int,
) -> Result:
    answers = [answer or NOT_SCORED for answer in given]
    gold = np.array([int(item.gold >= 1) for item in items], dtype=np.int64)
    called = np.array([int(answer.called) for answer in answers], dtype=np.int64)
    said = np.array([answer.probability for answer in answers], dtype=np.float64)
    rank = metrics.ranks(said)

    def resampled(weights: metrics.Floats) -> list[float | None]:
        found = metrics.counts(gold, called, weights)
        return [
            found.f1,
            found.macro_f1,
            found.accuracy,
            found.false_alarms,
            metrics.ranked_auc(gold, rank, weights),
        ]

    f1, macro_f1, accuracy, false_alarms, auc = metrics.bootstrap(
        resampled, [item.group for item in items], resamples=resamples
    )
    found: Counts = metrics.counts(gold, called)
    second = _second(items)
    return Result(
        set=labelled.name,
        axis=items[0].axis,
        language=items[0].conversation.language or "",
        use=labelled.use,
        licence=labelled.licence,
        n=len(items),
        positives=int(gold.sum()),
        not_scored=sum(answer is None for answer in given),
        left_out=left_out,
        always_yes=found.always_yes,
        floor=labelled.floor,
        precision=found.precision,
        recall=found.recall,
        f1=found.f1,
        f1_interval=f1,
        macro_f1=found.macro_f1,
        macro_f1_interval=macro_f1,
        accuracy=found.accuracy,
        accuracy_interval=accuracy,
        auc=metrics.ranked_auc(gold, rank),
        auc_interval=auc,
        false_alarms=found.false_alarms,
        false_alarms_interval=false_alarms,
        calibration=_calibration(gold, said, prevalence),
        levels=_levels(items, answers),
        spans=_spans(items, answers),
        pairs=_pairs(items, answers, resamples),
        second=second,
        human=labelled.human or _human(second),
        note=labelled.note,
    )


def _calibration(gold: metrics.Integers, said: metrics.Floats, prevalence: float | None) -> Calibration:
    weights = None if prevalence is None else metrics.prevalence_weights(gold, prevalence)
    at_work = prevalence is not None and weights is not None
    return Calibration(
        ece=metrics.calibration_error(gold, said),
        skill=metrics.brier_skill(gold, said),
        prevalence=prevalence,
        ece_working=metrics.calibration_error_at(gold, said, prevalence or 0.0) if at_work else None,
        ece_restated=(
            metrics.calibration_error_at(gold, said, prevalence or 0.0, restate=True) if at_work else None
        ),
        skill_working=metrics.brier_skill(gold, said, weights) if at_work else None,
        table=tuple(metrics.reliability(gold, said)),
    )


def _levels(items: Sequence[Item], answers: Sequence[Answer]) -> Levels | None:
    """Only where people gave three levels, and the judge gives levels."""
    if max(item.gold for item in items) < 2:
        return None
    gold, given = [item.gold for item in items], [answer.level or 0 for answer in answers]
    return Levels(metrics.level_accuracy(gold, given), metrics.quadratic_kappa(gold, given))


def _spans(items: Sequence[Item], answers: Sequence[Answer]) -> Spans | None:
    figures = []
    for item, answer in zip(items, answers, strict=True):
        if item.spans:
            text = item.conversation.turns[item.turn].text
            figures.append((bool(answer.spans), token_f1(text, item.spans, answer.spans) or 0.0))
    if not figures:
        return None
    on_found = [figure for found, figure in figures if found]
    return Spans(
        len(on_found), len(figures), metrics.mean(on_found), metrics.mean(figure for _, figure in figures)
    )


def _pairs(items: Sequence[Item], answers: Sequence[Answer], resamples: int) -> Pairs | None:
    members: dict[str, tuple[list[float], list[float]]] = {}
    for item, answer in zip(items, answers, strict=True):
        if item.pair is not None:
            members.setdefault(item.pair, ([], []))[item.gold >= 1].append(answer.probability)
    compared = [
        (pair, 1.0 if more > less else 0.5 if more == less else 0.0)
        for pair, (lower, higher) in members.items()
        for more in higher
        for less in lower
    ]
    if not compared:
        return None
    wins = np.array([win for _, win in compared])

    def share(weights: metrics.Floats) -> list[float | None]:
        total = float(weights.sum())
        return [float(weights @ wins) / total if total else None]

    interval = metrics.bootstrap(share, [pair for pair, _ in compared], resamples=resamples)[0]
    return Pairs(len(compared), float(wins.mean()), interval)


def _second(items: Sequence[Item]) -> Second | None:
    both = [(item.gold, item.second) for item in items if item.second is not None]
    if not both:
        return None
    first, second = [a for a, _ in both], [b for _, b in both]
    binary = metrics.counts([int(a >= 1) for a in first], [int(b >= 1) for b in second])
    return Second(
        len(both),
        metrics.level_accuracy(first, second),
        metrics.quadratic_kappa(first, second),
        binary.macro_f1,
    )


def _human(second: Second | None) -> str:
    if second is None:
        return ""
    kappa = "–" if second.kappa is None else f"{second.kappa:.2f}"
    macro = "–" if second.macro_f1 is None else f"{second.macro_f1:.2f}"
    return f"second labeller: kappa {kappa}, macro-F1 {macro} (n {second.n})"
