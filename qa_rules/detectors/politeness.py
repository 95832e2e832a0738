"""Politeness of an agent turn: the probability that a reader would call it polite rather than impolite.

Pack `politeness.yaml`: `courteous` lines raise it and are a signal of their own (`courtesy`); `impolite` lines lower it.
Absence of courtesy is not rudeness: a plain turn stays a little above one half.
"""

from __future__ import annotations

import math

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.detectors.outbursts import shouting
from qa_rules.detectors.speech import plain_style
from qa_rules.packs import Pack, load_pack

_PLAIN, _COURTEOUS, _IMPOLITE, _MOST = 0.4, 0.9, 1.6, 3
_COURTESY = 0.9


@detector("politeness", roles=("agent",), version="2", also_reads=("rudeness",), headed=True)
def politeness(context: Context, pack: Pack) -> list[Sighting]:
    """A log-odds sum over markers seen; a courteous marker is also the signal `courtesy`."""
    found = pack.find(context.text)
    courteous = [f for f in found if f.section == "courteous"]
    impolite = [f for f in found if f.section == "impolite"]
    rude = _rude_lines(context)
    manner = sum(bool(seen) for seen in (shouting(context.text), plain_style(context.text)))
    odds = (
        _PLAIN
        + _COURTEOUS * min(len(courteous), _MOST)
        - _IMPOLITE * min(len(impolite) + 2 * (rude + manner), _MOST)
    )
    sightings = [Sighting("politeness", 0, 1 / (1 + math.exp(-odds)))]
    if courteous:
        first = courteous[0]
        sightings.append(Sighting("courtesy", 1, _COURTESY, first.start, first.end, first.written))
    return sightings


def _rude_lines(context: Context) -> int:
    """How many lines of the rudeness pack are seen: what is rude is not polite."""
    pack = load_pack(context.text.language, "rudeness")
    if pack is None:
        return 0
    found = pack.find(context.text)
    cancelled = [f for f in found if f.section == "not_rude"]
    return sum(
        f.section not in ("not_rude", "reporting")
        and not any(f.start < c.end and c.start < f.end for c in cancelled)
        for f in found
    )
