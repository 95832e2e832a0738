"""Whether a turn makes a forbidden statement: a logistic regression over what both share (qa_rules/statements.py)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.pairing import logistic
from models.reader import WEIGHTS, version_of_files

FILE: Final = WEIGHTS / "shared" / "statements.json"


@dataclass(frozen=True)
class Statements:
    """weights: float64 [features]."""

    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, alike: NDArray[np.float64]) -> NDArray[np.float64]:
        """That each turn makes each statement, [turns, statements], from [turns, statements, features]."""
        return logistic((alike * self.weights).sum(axis=2) + self.bias)


@cache
def statements() -> Statements:
    """The fitted weights."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return Statements(np.array(stored["weights"]), stored["bias"])


@cache
def statements_version() -> str:
    """Changes with the weights."""
    return version_of_files([FILE])
