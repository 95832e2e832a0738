"""Opportunity for empathy in a customer turn (RUBRIC, "Opportunity"): distress, worry, loss, or a complaint voiced.

Pack `opportunity.yaml`: `distress` (feelings), `worry`, `went_wrong` (late, missing, charged twice, damaged), `cost`
(time or money lost), `protest` (about tone or treatment). `not_opportunity` cancels: questions, thanks, things solved.
"""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.packs import Pack

_SECTIONS = {"distress": 0.92, "worry": 0.88, "went_wrong": 0.88, "cost": 0.85, "protest": 0.88}
_SEEN_NOTHING = 0.05


@detector("opportunity", roles=("customer",), version="1", headed=True)
def opportunity(context: Context, pack: Pack) -> list[Sighting]:
    """The likeliest line; several kinds together are likelier than one."""
    found = pack.find(context.text)
    cancelled = [f for f in found if f.section == "not_opportunity"]
    shown = [
        f
        for f in found
        if f.section in _SECTIONS and not any(f.start < c.end and c.start < f.end for c in cancelled)
    ]
    if not shown:
        return [Sighting("opportunity", 0, _SEEN_NOTHING)]
    best = max(shown, key=lambda f: (_SECTIONS[f.section], -f.start))
    missed = 1.0
    for section in {f.section for f in shown}:
        missed *= 1 - _SECTIONS[section]
    return [
        Sighting(
            "opportunity", 1, min(1 - missed, 0.98), best.start, best.end, f"{best.section}: {best.written}"
        )
    ]
