"""Who speaks: how much a turn sounds like an agent, and what the turns of a speaker amount to.

A turn's evidence is a logistic regression over its distinct n-grams: characters in Korean and Thai, words in English.
Turns of one speaker say much the same thing, so that their sum is damped: `n` turns count as `n / (1 + damping (n - 1))`.
What this leaves, and how long the turns are, was calibrated on whole and shortened conversations, clean and noisy, by
models that had not met their writers (models/training/roles.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.ngrams import CHARACTERS, WORDS, Floats, Rows, Words, runs
from models.reader import WEIGHTS

FILE: Final = "roles.npz"
TABLE: Final = CHARACTERS + WORDS
FLOOR: Final = 12.0  # least number of n-grams that a turn is divided by: one word is little evidence
USUAL_LENGTH: Final = 4.0  # log of characters
MOST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Casting:
    """The likeliest roles of speakers, each an agent (True) or not, and the probability of them all together."""

    agents: tuple[bool, ...]
    probability: float


class RoleModel:
    """The role weights of a language."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / FILE) as stored:
            self._table: NDArray[np.int8] = stored["table"]
            self._scale = float(stored["scale"])
            self._bias = float(stored["bias"])
            self.calibration = Calibration(*map(float, stored["calibration"]))

    def evidence(self, turns: Sequence[Words]) -> Floats:
        """Log-odds that each turn is an agent's, float64 [turns]; a turn's are its own, whatever stands beside it."""
        owners, rows = distinct(turns)
        total = np.bincount(owners, weights=self._table[rows], minlength=len(turns))
        count = np.bincount(owners, minlength=len(turns))
        return total * self._scale / np.sqrt(np.maximum(count, FLOOR)) + self._bias

    def leaning(self, evidence: Floats, lengths: Floats) -> float:
        """Log-odds that the speaker of turns is an agent, from their evidence and the logs of their lengths."""
        return self.calibration.leaning(evidence, lengths)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a speaker's evidence weighs: a constant, and the weights of damped evidence and of damped length."""

    constant: float
    evidence: float
    length: float
    damping: float

    def leaning(self, evidence: Floats, lengths: Floats) -> float:
        """See `RoleModel.leaning`."""
        share = 1 + self.damping * (len(evidence) - 1)
        words, size = float(evidence.sum()) / share, float((lengths - USUAL_LENGTH).sum()) / share
        return max(-MOST, min(MOST, self.constant + self.evidence * words + self.length * size))


def lengths(texts: Sequence[str]) -> Floats:
    """The log of each text's length in characters."""
    return np.log1p(np.array([len(text) for text in texts], dtype=np.float64))


def distinct(turns: Sequence[Words]) -> tuple[Rows, Rows]:
    """The distinct n-grams of turns: the place of the turn, and the row of the table."""
    keys = np.unique(np.concatenate([found.texts * TABLE + found.rows for found in runs(turns)]))
    return np.divmod(keys, TABLE)


def cast(leanings: Sequence[float], *, agent: bool = False, customer: bool = False) -> Casting:
    """The likeliest roles of speakers by how they lean; of two or more, not all are on one side.

    agent, customer: whether somebody else in the conversation is known to be one.

    >>> cast([2.0, 1.0]).agents, round(cast([2.0, 1.0]).probability, 4)
    ((True, False), 0.7311)
    >>> cast([2.0, 1.0], customer=True).agents
    (True, True)
    """
    several = len(leanings) + agent + customer > 1
    agents = [leaning > 0 for leaning in leanings]
    for role, there in ((True, agent), (False, customer)):
        if several and not there and role not in agents:
            agents[min(range(len(leanings)), key=lambda n: abs(leanings[n]))] = role
    share, states = 1.0, {(agent, customer): 1.0}
    for leaning, is_agent in zip(leanings, agents, strict=True):
        yes, no = _logistic(leaning), _logistic(-leaning)
        share *= yes if is_agent else no
        states = _joined(states, yes, no)
    whole = states.get((True, True), 0.0) if several else sum(states.values())
    return Casting(tuple(agents), share / whole)


def _joined(
    states: Mapping[tuple[bool, bool], float], yes: float, no: float
) -> dict[tuple[bool, bool], float]:
    """How likely an agent and a customer are among the speakers so far, one speaker later."""
    found: dict[tuple[bool, bool], float] = {}
    for (agent, customer), share in states.items():
        for state, factor in (((True, customer), yes), ((agent, True), no)):
            found[state] = found.get(state, 0.0) + share * factor
    return found


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@cache
def role_model(language: str) -> RoleModel:
    """The role weights of a judged language, loaded when it is first met."""
    return RoleModel(WEIGHTS / language)
