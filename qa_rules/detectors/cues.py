"""Cues: what a turn does in the course of a conversation, as plain signals `cue:NAME`, one section of a pack each.

Packs `agent_cues.yaml` and `customer_cues.yaml`; what the cues mean to the outcome stands in `qa_rules.resolution`.
A section may be added without code: its name becomes a signal that scorecards can ask for.
"""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.packs import Pack

_SEEN = 0.9


@detector("agent_cues", roles=("agent",), version="1")
def agent_cues(context: Context, pack: Pack) -> list[Sighting]:
    """What an agent turn does: greets, checks identity, holds, transfers, refuses, solves, offers help, closes."""
    return _cues(context, pack)


@detector("customer_cues", roles=("customer",), version="1")
def customer_cues(context: Context, pack: Pack) -> list[Sighting]:
    """What a customer turn does: thanks, confirms or denies the solution, asks for a person, repeats the problem."""
    return _cues(context, pack)


def _cues(context: Context, pack: Pack) -> list[Sighting]:
    """The first match of every section; `not_X` cancels what it overlaps in section X."""
    found = pack.find(context.text)
    sightings = []
    for section in sorted({f.section for f in found}):
        if section.startswith("not_"):
            continue
        cancelled = [f for f in found if f.section == f"not_{section}"]
        kept = [
            f
            for f in found
            if f.section == section and not any(f.start < c.end and c.start < f.end for c in cancelled)
        ]
        if kept:
            sightings.append(
                Sighting(f"cue:{section}", 1, _SEEN, kept[0].start, kept[0].end, kept[0].written)
            )
    return sightings
