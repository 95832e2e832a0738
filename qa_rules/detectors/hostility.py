"""Hostility of a customer turn, level 0 to 2: the levels of rudeness under their own name; it never costs an agent.

Pack `hostility.yaml`: `insult`, `insult_words`, `threat` are level 2; `contempt` and `sarcastic` are level 1;
`not_hostile` cancels. Speech level does not count: 반말 and missing particles from a customer mean nothing.
"""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.detectors.outbursts import shouting
from qa_rules.detectors.rudeness import gravest, seen_in_pack
from qa_rules.packs import Pack

_SEVERE = {"insult": 0.95, "insult_words": 0.97, "threat": 0.85}
_MILD = {"contempt": 0.85, "sarcastic": 0.8}
_SHOUTED, _SEEN_NOTHING = 0.75, 0.03


@detector("hostility", roles=("customer",), version="2", headed=True)
def hostility(context: Context, pack: Pack) -> list[Sighting]:
    """The gravest thing seen; a formal complaint in civil words is none."""
    sightings = seen_in_pack(context, pack, "hostility", _SEVERE, _MILD, "not_hostile")
    if shout := shouting(context.text):
        sightings.append(Sighting("hostility", 2, _SHOUTED, *shout, "shouting", sure=True))
    return [gravest(sightings, Sighting("hostility", 0, _SEEN_NOTHING))]
