"""The heads at run time: a turn's vector and its neighbours' vectors in, one log-odds an output out.

Numbers are held to a grid of powers of two fine enough not to matter and coarse enough that every sum is exact in 64-bit
floats; so the order of summation, and with it the batch and the number of threads, cannot change a bit of the result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_VECTOR, _WEIGHT, _HIDDEN = 2.0**10, 2.0**14, 2.0**12
LARGEST: Final = 2.0**6


def on_grid(values: NDArray[np.floating], steps: float) -> Floats:
    """Values rounded to multiples of 1/steps, within -LARGEST..LARGEST."""
    return np.asarray(
        np.clip(np.rint(values.astype(np.float64) * steps), -LARGEST * steps, LARGEST * steps) / steps
    )


class Heads:
    """Weights [inputs, outputs] of a linear reading of the turn and of a hidden layer over turn and context."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "heads.npz") as stored:
            self._weights = {name: on_grid(stored[name], _WEIGHT) for name in stored.files}

    def logits(
        self, turns: NDArray[np.floating], others: NDArray[np.floating], same: NDArray[np.floating]
    ) -> Floats:
        """Log-odds [N, outputs] for N turns; others, same: vectors [N, D] of the two turns before, zeros where none."""
        w = self._weights
        turn = on_grid(turns, _VECTOR)
        around = np.concatenate([on_grid(others, _VECTOR), on_grid(same, _VECTOR)], axis=1)
        hidden = turn @ w["turn"] + w["turn_bias"] + around @ w["context"]
        hidden = on_grid(np.maximum(hidden, 0.0), _HIDDEN)
        return np.asarray(hidden @ w["out"] + turn @ w["direct"] + w["bias"])
