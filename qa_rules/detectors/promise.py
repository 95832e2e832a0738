"""Promises of an agent: something that the agent or the company will do later, with its deadline where one is said.

Pack `promise.yaml`: `commitment` (will call back, will send, will look into), `deadline` (by tomorrow, within three
working days). `not_promise` cancels: conditions, offers that wait for a yes, what happens within this conversation.
"""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.packs import Pack

_WITH_DEADLINE, _WITHOUT = 0.92, 0.75


@detector("promise", roles=("agent",), version="1")
def promise(context: Context, pack: Pack) -> list[Sighting]:
    """`promise` spans the sentence of the commitment; `deadline` the words that say by when, near it."""
    found = pack.find(context.text)
    cancelled = [f for f in found if f.section == "not_promise"]
    commitments = [
        f
        for f in found
        if f.section == "commitment" and not any(f.start < c.end and c.start < f.end for c in cancelled)
    ]
    if not commitments:
        return []
    deadlines = [f for f in found if f.section == "deadline"]
    best = next(
        (c for c in commitments if any(_near(context, c.start, d.start) for d in deadlines)), commitments[0]
    )
    start, end = context.text.sentence_of(best.start)
    deadline = next((d for d in deadlines if _near(context, best.start, d.start)), None)
    probability = _WITH_DEADLINE if deadline else _WITHOUT
    sightings = [Sighting("promise", 1, probability, start, end, best.written)]
    if deadline:
        sightings.append(Sighting("deadline", 1, probability, deadline.start, deadline.end, deadline.written))
    return sightings


def _near(context: Context, commitment: int, deadline: int) -> bool:
    """Whether a deadline stands in the commitment's sentence or in one next to it."""
    places = list(context.text.sentences)
    first = next((i for i, (s, e) in enumerate(places) if s <= commitment < e), 0)
    second = next((i for i, (s, e) in enumerate(places) if s <= deadline < e), 0)
    return abs(first - second) <= 1
