"""Phrases that tell one group of openings from the others, in customers' words: log-odds with an informative prior.

B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words", Political Analysis 16 (2008), 372-403, eq. 16-22; the
prior is what all openings say. A phrase is counted once a customer, and is shown only where PEOPLE of a group use it
word for word: what so many say identifies nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

from insights.openings import Opening

PEOPLE: Final = 5
SHOWN: Final = 5
_SURE: Final = 1.96
_LOOKED_AT: Final = 30
_MOST_OF: Final = 0.7
Group = TypeVar("Group", bound=Hashable)


def distinctive(
    groups: Mapping[Group, Sequence[Opening]], background: Sequence[Opening], never: re.Pattern[str] | None
) -> dict[Group, list[str]]:
    """At most SHOWN phrases a group, the most distinctive first, against the background (which holds the groups).

    never: what no phrase may hold, as names. Where nothing stands out, what half of the group's customers say. A phrase stands for the shorter ones in it that are rarely said without it.
    """
    everywhere = _customers(background)
    return {
        group: _of_one(_customers(members), everywhere, len({o.customer for o in members}), never)
        for group, members in groups.items()
    }


def _customers(openings: Iterable[Opening]) -> Counter[str]:
    """By phrase, how many customers use it."""
    said = {(opening.customer, phrase) for opening in openings for phrase in opening.phrases}
    return Counter(phrase for _, phrase in said)


def _of_one(
    own: Counter[str], everywhere: Counter[str], customers: int, never: re.Pattern[str] | None
) -> list[str]:
    shared = sorted(
        phrase for phrase, people in own.items() if people >= PEOPLE and not (never and never.search(phrase))
    )
    if not shared:
        return []
    sure = log_odds(
        np.array([own[phrase] for phrase in shared], dtype=np.float64),
        np.array([max(everywhere[phrase] - own[phrase], 0) for phrase in shared], dtype=np.float64),
        float(own.total()), float(max(everywhere.total() - own.total(), 0)),
    )  # fmt: skip
    ranked = sorted(
        (-value, phrase) for value, phrase in zip(sure.tolist(), shared, strict=True) if value >= _SURE
    )
    ranked = ranked or sorted((-own[phrase], phrase) for phrase in shared if 2 * own[phrase] >= customers)
    likely = [phrase for _, phrase in ranked[:_LOOKED_AT]]
    whole = [phrase for phrase in likely if not any(_stands_for(other, phrase, own) for other in likely)]
    chosen: list[str] = []
    for phrase in whole:
        if not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    return chosen[:SHOWN]


def log_odds(
    own: np.ndarray, others: np.ndarray, all_own: float, all_others: float
) -> np.ndarray:  # fmt: skip
    """z of each phrase's log-odds ratio, own against others; the prior weighs as much as what the group says itself.

    own, others: counts, float64 [phrases]; all_own, all_others: of all phrases.
    """
    prior_weight = max(all_own, 1.0)
    prior = prior_weight * (own + others) / (all_own + all_others)
    first = np.log((own + prior) / (all_own + prior_weight - own - prior + 1e-9))
    second = np.log((others + prior) / (all_others + prior_weight - others - prior + 1e-9))
    return np.asarray((first - second) / np.sqrt(1 / (own + prior) + 1 / (others + prior)))


def _stands_for(longer: str, phrase: str, own: Counter[str]) -> bool:
    return phrase != longer and phrase in longer and own[longer] >= _MOST_OF * own[phrase]


def _overlap(first: str, second: str) -> bool:
    """Whether one stands in the other, or they share a word."""
    return first in second or second in first or bool(set(first.split()) & set(second.split()))
