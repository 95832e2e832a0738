"""Rudeness of an agent turn, level 0 to 2 (RUBRIC, "Rudeness").

Pack `rudeness.yaml`: `insult`, `insult_words`, `threat` are level 2; `dismissive`, `blaming`, `condescending`,
`impatient`, `sarcastic`, `order` are level 1. `not_rude` lines cancel what they overlap (negations, product names,
civil readings of the same words); `reporting` lines say that somebody else's words follow in the sentence.
"""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.detectors.outbursts import masked_swearing, shouting
from qa_rules.detectors.speech import plain_style
from qa_rules.packs import Found, Pack

_SEVERE = {"insult": 0.95, "insult_words": 0.97, "threat": 0.9}
_MILD = {
    "dismissive": 0.88,
    "blaming": 0.88,
    "condescending": 0.86,
    "impatient": 0.86,
    "sarcastic": 0.82,
    "order": 0.7,
}
_SHOUTED, _MASKED, _PLAIN_STYLE, _SEEN_NOTHING = 0.85, 0.95, 0.85, 0.02


@detector("rudeness", roles=("agent",), version="2", headed=True)
def rudeness(context: Context, pack: Pack) -> list[Sighting]:
    """The gravest thing seen: an insult before a brush-off, and within a level the likelier before the earlier."""
    sightings = seen_in_pack(context, pack, "rudeness", _SEVERE, _MILD, "not_rude")
    if shout := shouting(context.text):
        sightings.append(Sighting("rudeness", 2, _SHOUTED, *shout, "shouting", sure=True))
    if plain := plain_style(context.text):
        sightings.append(Sighting("rudeness", 1, _PLAIN_STYLE, *plain, "plain-style ending", sure=True))
    return [gravest(sightings, Sighting("rudeness", 0, _SEEN_NOTHING))]


def seen_in_pack(
    context: Context, pack: Pack, name: str, severe: dict[str, float], mild: dict[str, float], cancelling: str
) -> list[Sighting]:
    """What the pack's sections see, without what is cancelled, quoted or reported."""
    found = pack.find(context.text)
    cancelled = [f for f in found if f.section == cancelling]
    reporting = [f for f in found if f.section == "reporting"]
    sightings = []
    for f in found:
        level = 2 if f.section in severe else 1 if f.section in mild else 0
        if level == 0 or any(f.start < c.end and c.start < f.end for c in cancelled):
            continue
        if context.text.is_quoted(f.start, f.end) or _is_reported(context, f.start, reporting):
            continue
        probability = (severe if level == 2 else mild)[f.section]
        sightings.append(Sighting(name, level, probability, f.start, f.end, f"{f.section}: {f.written}"))
    masked = masked_swearing(context.text)
    if masked and not context.text.is_quoted(*masked) and not _is_reported(context, masked[0], reporting):
        sightings.append(Sighting(name, 2, _MASKED, *masked, "masked swear word", sure=True))
    return sightings


def gravest(sightings: list[Sighting], nothing: Sighting) -> Sighting:
    """The sighting of the highest level, then of the highest probability, then the first."""
    return min(sightings, key=lambda s: (-s.level, -s.probability, s.start or 0), default=nothing)


def _is_reported(context: Context, place: int, reporting: list[Found]) -> bool:
    """Whether the sentence reports somebody's words; in English they follow the reporting verb."""
    start, end = context.text.sentence_of(place)
    last = place + 1 if context.text.language == "en" else end
    return any(start <= r.start < last for r in reporting)
