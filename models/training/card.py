"""Writes models/CARD.md: what stands in card.md, with the figures of the halves that nothing was fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from models.evaluation import metrics
from models.training.combine import Judged

CARD = Path(__file__).parent.parent / "CARD.md"
TEMPLATE = Path(__file__).with_name("card.md")
Crossed = Sequence[tuple[Judged, float, int]]
_COLUMNS = (
    "language", "axis", "n", "level ≥ 1", "macro-F1", "F1", "precision", "recall", "AUC", "ECE", "ECE at work",
    "by chance", "Brier skill", "level right", "kappa", "false alarms", "from",
)  # fmt: skip


def write_card(
    found: Mapping[tuple[str, str], tuple[Crossed, float]], prevalence: Mapping[str, float]
) -> None:
    """found: (language, axis) -> crossed items and the threshold that ships."""
    rows = [figures_row(*key, given, prevalence[key[1]]) for key, given in found.items()]
    table = "\n".join(["| " + " | ".join(row) + " |" for row in (_COLUMNS, ("---",) * len(_COLUMNS), *rows)])
    reliable = "\n\n".join(
        _reliability(language, axis, _own(c)) for (language, axis), (c, _) in found.items()
    )
    text = TEMPLATE.read_text(encoding="utf-8")
    CARD.write_text(
        text.replace("{{held-out}}", table).replace("{{reliability}}", reliable), encoding="utf-8"
    )


def _own(crossed: Crossed) -> Crossed:
    return [found for found in crossed if found[0].weight == 1.0]


def figures_row(language: str, axis: str, given: tuple[Crossed, float], working: float) -> tuple[str, ...]:
    """The figures of an axis as the card's table has them. given: crossed items, and the threshold that ships."""
    crossed, threshold = _own(given[0]), given[1]
    gold = np.array([int(item.level >= 1) for item, _, _ in crossed])
    said = np.array([p for _, p, _ in crossed])
    levels = [level for _, _, level in crossed]
    called = (
        (said >= 0.5).astype(int) if axis == "politeness" else np.array([int(level >= 1) for level in levels])
    )
    counts = metrics.counts(gold, called)
    three = axis not in ("politeness", "opportunity")
    wanted = [item.level for item, _, _ in crossed]
    figures = (
        counts.macro_f1, counts.f1, counts.precision, counts.recall, metrics.auc(gold, said),
        metrics.calibration_error(gold, said), metrics.calibration_error_at(gold, said, working, restate=True),
        metrics.perfect_error_at(said, working),
        metrics.brier_skill(gold, said), metrics.level_accuracy(wanted, levels) if three else None,
        metrics.quadratic_kappa(wanted, levels) if three else None,
    )  # fmt: skip
    shown = ("–" if f is None else f"{f:.3f}" for f in figures)
    alarms = f"{counts.fp:.0f} of {counts.fp + counts.tn:.0f}"
    return (language, axis, str(len(gold)), str(gold.sum()), *shown, alarms, f"{threshold:.2f}")


def _reliability(language: str, axis: str, crossed: Crossed) -> str:
    bins = metrics.reliability([int(i.level >= 1) for i, _, _ in crossed], [p for _, p, _ in crossed])
    head = f"**{language}, {axis}**\n\n| said | turns | so |\n|---|---|---|"
    return "\n".join([head, *(f"| {b.said:.3f} | {b.n:.0f} | {b.seen:.3f} |" for b in bins)])
