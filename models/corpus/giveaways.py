"""What would give a label away without the meaning of the turn: its length, having a context, what the context says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.corpus import HIGHEST, Line
from models.corpus.likeness import trigrams
from models.evaluation.metrics import auc

# Length alone, either way; having a context at all, either way; the words of the context.
LIMITS: Final = {"length": 0.72, "has_context": 0.65, "context": 0.65}
# With fewer lines on either side an AUC this far from one half is often chance: it is reported and not judged.
ENOUGH: Final = 30
FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Giveaway:
    """How well a sign that is not the turn's meaning tells a label apart, within the batches of one half.

    label: an axis at level 1 or more, or `<axis>_2`. sign: a key of LIMITS. yes, no: lines that have the label or
    not. auc: above 0.5, those that have it are longer, or have a context; None where a side is empty. medians: of the
    sign, yes and no.
    """

    language: str
    half: str
    label: str
    sign: str
    yes: int
    no: int
    auc: float | None
    medians: tuple[float, float] | None = None

    @property
    def fails(self) -> bool:
        """Whether the sign tells more than its limit allows, on lines enough to say so."""
        if self.auc is None or min(self.yes, self.no) < ENOUGH:
            return False
        # Guessing folds from the others leans below one half, so below is no sign.
        strength = self.auc if self.sign == "context" else max(self.auc, 1 - self.auc)
        return strength > LIMITS[self.sign]


def giveaways(language: str, half: str, lines: Sequence[Line]) -> Iterator[Giveaway]:
    """Each sign against each label of the half: length, having a context, and the words of the context."""
    for role, highest in HIGHEST.items():
        said = [line for line in lines if line.role == role]
        for axis, level in ((name, level) for name, top in highest.items() for level in range(1, top + 1)):
            known = [line for line in said if line.labels[axis] is not None]
            gold = np.array([(line.labels[axis] or 0) >= level for line in known], dtype=bool)
            label = axis if level == 1 else f"{axis}_{level}"
            length = np.array([len(line.text) for line in known], dtype=np.float64)
            having = np.array([bool(line.context) for line in known], dtype=bool)
            by_context = from_context([line for line in known if line.context], gold[having])
            signs = {
                "length": (gold, length),
                "has_context": (gold, having),
                "context": (gold[having], by_context),
            }
            for sign, (truth, strength) in signs.items():
                yes, no = int(truth.sum()), int((~truth).sum())
                medians = _medians(length, gold) if sign == "length" else None
                yield Giveaway(language, half, label, sign, yes, no, auc(truth, strength), medians)


def from_context(lines: Sequence[Line], gold: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Log odds of a label from the context alone: multinomial naive Bayes over its character trigrams.

    Cross-validated: lines of one context are in one fold, and each fold is guessed from the others.
    """
    odds = np.zeros(len(lines))
    if not lines:
        return odds
    counted = trigrams(["\n".join(said.text for said in line.context).casefold() for line in lines])
    fold = np.array([zlib.crc32(line.group.encode()) % FOLDS for line in lines])
    for number in range(FOLDS):
        apart = fold != number
        if gold[apart].any() and not gold[apart].all():
            yes, no = (np.asarray(counted[apart & side].sum(axis=0)).ravel() + 1.0 for side in (gold, ~gold))
            odds[~apart] = counted[~apart] @ (np.log(yes / yes.sum()) - np.log(no / no.sum()))
    return odds


def sentence_on(found: Giveaway) -> str:
    """The sentence on a giveaway that fails: what tells which label how well, and what to write."""
    what = {
        "length": "the length alone",
        "has_context": "having a context or none",
        "context": "the context alone",
    }[found.sign]
    which = (
        f" (median length {found.medians[0]:.0f} with it, {found.medians[1]:.0f} without)"
        if found.medians
        else ""
    )
    return (
        f"{found.language}, {found.half} batches: {what} tells {found.label}: AUC {found.auc:.2f}, "
        f"at most {LIMITS[found.sign]:.2f} either way{which}: write lines in which it is the other way round"
    )


def _medians(length: NDArray[np.float64], gold: NDArray[np.bool_]) -> tuple[float, float] | None:
    return (
        (float(np.median(length[gold])), float(np.median(length[~gold])))
        if 0 < gold.sum() < len(gold)
        else None
    )
