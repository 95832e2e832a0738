"""Needs heard: whether an agent restated or asked about the need before offering something, and whether the offer fits it.

Pack `needs.yaml` (restates, asks_need, offers), and beside it the learned acts; which offers serve an
intent, and which miss it, stands with the intent (`fits`, `misfits` in qa_rules/intents). Four signals, none where unsure:

- `need_heard`: the agent restates the need or asks about it, before the first offer, solution or refusal;
- `offered_unheard`: the first offer, with nothing restated or asked before it, to a customer who had said little;
- `offer_fits`, `offer_misfits`: an offer that serves, or misses, what the customer asked for. What is offered in place
  of something refused is no misfit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.acts import ACTS
from models.reader import acts_version
from qa_rules.acts import acts_of
from qa_rules.analysis import AnalysedText
from qa_rules.definitions import version_of
from qa_rules.detectors import Context, Sighting, TurnView, detector
from qa_rules.intents import intent_pack, intents_version, offer_pack
from qa_rules.packs import Found, Pack, load_pack, pack_version
from qa_rules.parts import words_of

_SEEN = 0.9
_LIKELY = 0.5  # from here an act counts; on unseen scripts nine of ten such turns do it
_TURNS = 40  # turns from the start in which a need is looked for: later, other things are talked about
_ROOM = {"en": 40, "ko": 18, "th": 30}  # letters of a customer who left room for a question
_SHARED = {"en": 6, "ko": 3, "th": 7}  # letters in a row, across words, that are no chance
_QUESTION = re.compile(
    r"[?？]|(?:까요|나요|가요|니까|시죠|세요)(?=[\s.!~]|$)|"
    r"(?:ไหม|มั้ย|หรือยัง|รึยัง|หรือเปล่า|รึเปล่า|อะไร|ไหน|เมื่อไหร่|เท่าไหร่|ยังไง)"
)

_PUNCTUATED = re.compile(r"[.?!]")


def _read_version(language: str) -> str:
    """Changes with the pack, the intents, the cues of refusals and solutions, and the acts."""
    cues = pack_version(language, "agent_cues")
    return version_of(
        pack_version(language, "needs"), cues, intents_version(language), acts_version(language)
    )


@detector("needs", roles=("agent",), version="2", read_version=_read_version)
def needs(context: Context, pack: Pack) -> list[Sighting]:
    """`need_heard` and `offered_unheard` up to the first offer or answer; `offer_fits` and `offer_misfits` anywhere."""
    text = context.text
    offer = _offer(text)
    found = _fitting(context, offer) if offer else []
    if context.view.turn >= _TURNS or not any(v.role == "customer" and v.text for v in context.before):
        return found
    earlier = [view.text for view in context.before if view.role == "agent" and view.text]
    if any(_answered(other) is not None for other in earlier):
        return found
    until = _answered(text)
    for heard in _hearing(text):
        if until is None or heard.begin < until:
            return [*found, Sighting("need_heard", 1, heard.probability, heard.start, heard.end, heard.why)]
    said = [view.text for view in context.before if view.role == "customer" and view.text]
    if (
        offer
        and until == offer.start
        and not any(map(_asked, earlier))
        and _left_room(said)
        and not any(_takes_up(text, other, _wanted(context.before)) for other in said)
    ):
        sentence = text.sentence_of(offer.start)
        if not _QUESTION.search(text.text[: sentence[0]]):
            found.append(Sighting("offered_unheard", 1, offer.probability, offer.start, offer.end, offer.why))
    return found


@dataclass(frozen=True, slots=True)
class _Offer:
    """Words that offer something."""

    start: int
    end: int
    why: str
    probability: float


@lru_cache(maxsize=4_096)
def _offer(text: AnalysedText) -> _Offer | None:
    """The first words that offer something by the pack, else the part of a turn that does so by its acts."""
    pack = load_pack(text.language, "needs")
    if found := _first(pack, "offers", text) if pack else None:
        return _Offer(found.start, found.end, found.written, _SEEN)
    offers = float(acts_of([text])[0, ACTS.index("agent:offers")])
    if offers < _LIKELY:
        return None
    return _Offer(*words_of("agent:offers", text), "offers something", offers)


def _fitting(context: Context, offer: _Offer) -> list[Sighting]:
    """Whether the offer's sentence names what serves one of the customer's intents; else whether it misses the last one."""
    text = context.text
    wanted = _wanted(context.before)
    if not wanted:
        return []
    first, last = text.sentence_of(offer.start)
    named = [f for f in offer_pack(text.language, "fits").find(text) if first <= f.start < last]
    fits = [f for f in named if f.section in wanted]
    if fits:
        return [Sighting("offer_fits", 1, _SEEN, fits[0].start, fits[0].end, fits[0].written)]
    agents = [view.text for view in context.before if view.role == "agent" and view.text]
    if any(_cue("refuses", other) for other in (*agents, text)):
        return []
    named = [f for f in offer_pack(text.language, "misfits").find(text) if first <= f.start < last]
    misses = [f for f in named if f.section == wanted[-1]]
    return [Sighting("offer_misfits", 1, _SEEN, f.start, f.end, f.written) for f in misses[:1]]


def _wanted(before: Sequence[TurnView]) -> list[str]:
    """The customer's intents so far, in the order in which each was last voiced."""
    names: dict[str, None] = {}
    for view in before:
        pack = intent_pack(view.text.language) if view.text and view.role == "customer" else None
        for found in pack.find(view.text) if pack and view.text else ():
            names.pop(found.section, None)
            names[found.section] = None
    return list(names)


@lru_cache(maxsize=4_096)
def _answered(text: AnalysedText) -> int | None:
    """Where a turn offers, solves or refuses something; None where it does not."""
    offer = _offer(text)
    places = [offer.start] if offer else []
    places += [found.start for name in ("solves", "refuses") if (found := _cue(name, text))]
    return min(places, default=None)


@dataclass(frozen=True, slots=True)
class _Heard:
    """Words that restate or ask: where they begin, the sentence that they stand in, why and how surely."""

    begin: int
    start: int
    end: int
    why: str
    probability: float


@lru_cache(maxsize=4_096)
def _hearing(text: AnalysedText) -> tuple[_Heard, ...]:
    """Where a turn restates or asks about the need, in order."""
    pack = load_pack(text.language, "needs")
    seen = [f for section in ("restates", "asks_need") if pack and (f := _first(pack, section, text))]
    if text.language == "en" and _PUNCTUATED.search(text.text):  # "when" and "which" also join statements
        seen = [
            f for f in seen if f.section == "restates" or "?" in text.text[slice(*text.sentence_of(f.start))]
        ]
    if seen:
        found = [_Heard(f.start, *text.sentence_of(f.start), f.written, _SEEN) for f in seen]
        return tuple(sorted(found, key=lambda heard: heard.begin))
    acts = acts_of([text])[0]
    asks, restates, *others = (
        float(acts[ACTS.index(f"agent:{act}")])
        for act in ("asks_detail", "restates", "identifies", "empathises")
    )
    question = next((s for s in text.sentences if _QUESTION.search(text.text[slice(*s)])), None)
    if asks >= max(_LIKELY, *others) and question is not None:
        return (_Heard(question[0], *question, "asks about the matter", asks),)
    if restates >= _LIKELY:
        place = words_of("agent:restates", text)
        return (_Heard(place[0], *place, "restates the need", restates),)
    return ()


def _asked(text: AnalysedText) -> bool:
    """Whether a turn may have heard the need: any question but a greeting's, or who it is."""
    if _hearing(text):
        return True
    asking = bool(_QUESTION.search(text.text))
    return asking and not (
        _cue("offers_help_first", text) or _cue("identity_check", text) or _cue("greeting", text)
    )


def _left_room(said: Sequence[AnalysedText]) -> bool:
    """Whether the customer has said little: no number, no question, and few letters altogether."""
    if any(any(c.isdigit() for c in text.text) or _QUESTION.search(text.text) for text in said):
        return False
    letters = sum(sum(c.isalpha() for c in text.text) for text in said)
    return letters <= _ROOM[said[0].language]


def _takes_up(text: AnalysedText, said: AnalysedText, wanted: Sequence[str]) -> bool:
    """Whether a turn takes up what the customer said: by what serves an intent, or by the same letters in a row."""
    serves = offer_pack(text.language, "fits")
    matters = {*wanted, *(f.section for f in serves.find(said) if said.language == text.language)}
    if any(f.section in matters for f in serves.find(text)):
        return True
    own, theirs = ("".join(filter(str.isalpha, t.folded.text)) for t in (text, said))
    run = _SHARED[text.language]
    return any(theirs[n : n + run] in own for n in range(len(theirs) - run + 1))


def _cue(name: str, text: AnalysedText) -> Found | None:
    pack = load_pack(text.language, "agent_cues")
    return _first(pack, name, text) if pack else None


def _first(pack: Pack, section: str, text: AnalysedText) -> Found | None:
    """The first line of a section that no `not_SECTION` line overlaps."""
    found = pack.find(text)
    cancelled = [f for f in found if f.section == f"not_{section}"]
    return next(
        (
            f for f in found
            if f.section == section and not any(f.start < c.end and c.start < f.end for c in cancelled)
        ),
        None,
    )  # fmt: skip
