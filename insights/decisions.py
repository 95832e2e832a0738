"""Which differences become flags, which stay, which go: decided on fixed days, so that flags do not flicker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from insights.multiplicity import q_values

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ENTERS: Final = 0.05
"""A flag is raised at a q-value up to this: one new flag in twenty may be false."""
LEAVES: Final = 0.20
"""A standing flag goes when its q-value is above this."""


@dataclass(frozen=True)
class Decided:
    """flagged, entered: which cells (subjects × questions) are flagged now, and which of them newly. q: their q-value."""

    flagged: Bools
    entered: Bools
    q: Floats


def decide(p: Floats, matters: Bools, standing: Bools) -> Decided:
    """Flags from one-sided p-values (NaN: not tested), which differences are large enough to matter, and what stands.

    What stands already is not found again: it leaves the family in which new flags are sought, or every week would
    have a share of false new flags that the old, true ones pay for.
    """
    anew = q_values(np.where(standing, np.nan, p))
    again = q_values(p)
    with np.errstate(invalid="ignore"):
        entered = ~standing & (anew <= ENTERS) & matters
        flagged = entered | (standing & (again <= LEAVES))
    return Decided(flagged, entered, np.where(standing, again, anew))
