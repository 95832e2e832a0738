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
    """A linear reading of the turn, and a hidden layer over the turn and the two turns before it.

    What a text gives to each of these is computed once a text (`parts`), whether it is the turn asked about or one
    before another; `logits` only adds up.
    """

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "heads.npz") as stored:
            w = {name: on_grid(stored[name], _WEIGHT) for name in stored.files}
        other, same = np.split(w["context"], 2)
        self._parts = np.concatenate([w["turn"], w["direct"], other, same], axis=1)
        self._hidden, self._out = w["out"].shape
        self._turn_bias, self._bias, self._weights = w["turn_bias"], w["bias"], w["out"]

    def parts(self, vectors: NDArray[np.floating]) -> Floats:
        """Vectors [N, D] -> what each text gives as the turn itself, as the other side's and as the same side's [N, P]."""
        return np.asarray(on_grid(vectors, _VECTOR) @ self._parts)

    def logits(self, turns: Floats, others: Floats, same: Floats) -> Floats:
        """Log-odds [N, outputs] from the parts [N, P] of N turns and of the two turns before, zeros where none."""
        turn = self._hidden + self._out
        hidden = turns[:, : self._hidden] + self._turn_bias
        hidden = hidden + others[:, turn : turn + self._hidden] + same[:, turn + self._hidden :]
        hidden = on_grid(np.maximum(hidden, 0.0), _HIDDEN)
        return np.asarray(hidden @ self._weights + turns[:, self._hidden : turn] + self._bias)
