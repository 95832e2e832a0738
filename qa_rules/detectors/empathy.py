"""Empathy of an agent turn, level 0 to 2 (RUBRIC, "Empathy").

Pack `empathy.yaml`: `formulaic` fits any conversation (level 1); `understanding` shows that this one was understood or
owns the problem; `thanks` and `reassurance` are level 1 whatever else the sentence holds. `detail` names a circumstance
of a customer's life (a person, an event, a count), but not behind an `answering` line, where it is what comes next ("you'll
have it on Monday"); `topic_words` are words too common here to be a detail. `not_empathy` lines cancel what they
overlap: apologies inside requests, corrections and refusals, and mock empathy.
"""

from __future__ import annotations

import re

from qa_rules.analysis import AnalysedText
from qa_rules.detectors import Context, Sighting, detector
from qa_rules.packs import Found, Pack

_FORMULAIC, _UNDERSTANDING, _SPECIFIC, _SEEN_NOTHING = 0.92, 0.85, 0.95, 0.03
_FEWEST_SHARED = 2
_RAISED = ("formulaic", "understanding")
_SHOWN = (*_RAISED, "thanks", "reassurance")
_NUMBER = re.compile(r"\d{1,4}")
_SOFTENER = re.compile(  # "Sorry, the flight is full": the comma turns the apology into the softener of what follows
    r"\b(?:sorry|apologi[sz]e|apologies)(?:\s*[,;:–-]|,? but\b|,? however\b)(?=[^.?!\n]*"
    r"(?:\bno\b|\bnot\b|n't\b|\bcannot\b|\bunable\b|\bonly\b|\bfull\b|\bfail|\binvalid|\bclosed\b|\bun[a-z]+able\b|\btoo\b|\bbooked\b|\btaken\b|\bsold\b|\bexpired\b))",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[$€£]\s?\d[\d,.]*")


@detector("empathy", roles=("agent",), version="2", headed=True)
def empathy(context: Context, pack: Pack) -> list[Sighting]:
    """Level 1 for a formula; level 2 where understanding or apology comes with a detail of this customer."""
    found = pack.find(context.text)
    cancelled = [f for f in found if f.section == "not_empathy"]
    shown = [
        f
        for f in found
        if f.section in _SHOWN
        and not any(f.start < c.end and c.start < f.end for c in cancelled)
        and not context.text.is_quoted(f.start, f.end)
        and not _softens(context.text, f)
    ]
    if not shown:
        return [Sighting("empathy", 0, _SEEN_NOTHING)]
    details = _details(context, found)
    for f in sorted((f for f in shown if f.section in _RAISED), key=lambda f: f.section != "understanding"):
        start, end = context.text.sentence_of(f.start)
        if _is_specific(context, pack, f, details, (start, end)):
            return [Sighting("empathy", 2, _SPECIFIC, start, end, f.written)]
    best = min(shown, key=lambda f: (f.section == "understanding", f.start))
    probability = _UNDERSTANDING if best.section == "understanding" else _FORMULAIC
    return [Sighting("empathy", 1, probability, best.start, best.end, best.written)]


def _softens(text: AnalysedText, shown: Found) -> bool:
    """Whether an English apology only softens the refusal or correction behind its comma."""
    if text.language != "en":
        return False
    return any(shown.start <= match.start() < shown.end for match in _SOFTENER.finditer(text.text))


def _details(context: Context, found: tuple[Found, ...]) -> list[tuple[int, int]]:
    """The spans of details, amounts of money included, that stand behind no answer in their sentence."""
    spans = [(f.start, f.end) for f in found if f.section == "detail"]
    if context.text.language == "en":
        spans += [match.span() for match in _AMOUNT.finditer(context.text.text)]
    answers = [f.start for f in found if f.section == "answering"]
    return [
        (start, end)
        for start, end in spans
        if not any(context.text.sentence_of(start)[0] <= answer < start for answer in answers)
    ]


def _is_specific(
    context: Context, pack: Pack, shown: Found, details: list[tuple[int, int]], sentence: tuple[int, int]
) -> bool:
    """Whether the sentence of a formula also names a detail: of the pack's, or words of this customer's own."""
    start, end = sentence
    if any(start <= first and last <= end for first, last in details):
        return True
    common = set(pack.sections.get("topic_words", ()))
    said = _content(context.text, common, start, end, (shown.start, shown.end))
    customer = context.last("customer")
    if customer is None:
        return False
    heard = _content(customer, common, 0, len(customer.text), (0, 0))
    shared = said & heard
    return any(_NUMBER.fullmatch(word) for word in shared) or len(shared) >= _FEWEST_SHARED


def _content(
    text: AnalysedText, common: set[str], start: int, end: int, without: tuple[int, int]
) -> set[str]:
    """The content words of a stretch: nouns in Korean, longer words elsewhere, and numbers."""
    words = set()
    for token in text.doc:
        first, last = token.idx, token.idx + len(token)
        if first < start or last > end or (without[0] <= first < without[1]):
            continue
        word = token.text.lower()
        if text.language == "ko":
            keep = token.tag_.startswith(("NNG", "NNP")) and len(word) >= 2
        elif text.language == "th":
            keep = len(word) >= 4
        else:
            keep = len(word) >= 4 and token.is_alpha and not token.is_stop
        if (keep or word.isdigit()) and word not in common:
            words.add(word)
    return words
