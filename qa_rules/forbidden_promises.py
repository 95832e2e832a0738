"""What an agent promised though the script forbids it, as signals `promises_forbidden` for scorecards.

It depends on the script, and is kept with the script's own signals (`forbidden:…`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from qa_rules.observe import Signal

NAME: Final = "promises_forbidden"
PROMISES: Final = ":promises"  # behind the script's detector: kept apart, as they change with promises too
CODE_VERSION: Final = "1"


def promises_forbidden(seen: Sequence[Signal], voiced: Sequence[Signal]) -> list[Signal]:
    """One signal a turn that promises and says something forbidden: the promise that overlaps it, else the first.

    seen: what the detectors saw, of which promises are read. voiced: a script's own signals. The result has the
    version of the forbidden statement, its detector with PROMISES behind, and the lower of the two probabilities.

    >>> promise = Signal(3, "promise", 1, 0.92, 0, 30, "promise", "1")
    >>> forbidden = Signal(3, "forbidden:refunds/guarantee", 1, 0.8, 5, 20, "steps:refunds", "2")
    >>> [(s.name, s.start, s.end, s.probability, s.detector) for s in promises_forbidden([promise], [forbidden])]
    [('promises_forbidden', 0, 30, 0.8, 'steps:refunds:promises')]
    """
    made: dict[int, list[Signal]] = {}
    for signal in sorted(seen, key=lambda s: (s.turn, s.start)):
        if signal.name == "promise" and signal.level >= 1:
            made.setdefault(signal.turn, []).append(signal)
    found: dict[int, Signal] = {}
    for said in sorted(voiced, key=lambda s: (s.turn, s.start)):
        promises = made.get(said.turn, [])
        if not promises or said.turn in found or said.level < 1 or not said.name.startswith("forbidden:"):
            continue
        over = (p for p in promises if p.start < said.end and said.start < p.end)
        promise = next(over, promises[0])
        found[said.turn] = replace(
            promise, name=NAME, detector=said.detector + PROMISES, version=said.version,
            probability=min(promise.probability, said.probability),
        )  # fmt: skip
    return list(found.values())
