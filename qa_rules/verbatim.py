"""Disclosures that have to be said word for word: small slips of the tongue pass, a missing or changed word does not.

Fillers and repetitions between the words are slips, a left-out or exchanged function word, and a word that recognition or
haste has bent a little. Numbers and denials are never slips.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from qa_rules.analysis import AnalysedText
from qa_rules.folding import UNSPACED, fold
from qa_rules.wording import SLOT, Match, Telling, Wording, literal_match, stem, stop_words

SLIPPED: Final = 0.85
_FEWEST: Final = {"words": 6, "letters": 12}
_SHARE: Final = {"words": 0.8, "letters": 0.93}
_LONGEST_GAP: Final = {"words": 1, "letters": 2}
_INSERTED: Final = 0.35
_BENT: Final = 0.7
_WORD: Final = re.compile(r"\w+(?:'\w+)*")
_LETTER: Final = re.compile(r"[\w\u0e30-\u0e4e]")
_NEVER_A_SLIP: Final = re.compile(
    r"\d|^(?:no|not|never|none|without|cannot|nor|neither|only|must|will|shall|may)$|n't$|[않안못없말]|ไม่|ห้าม"
)


def said_as_written(said: Wording, text: AnalysedText, telling: Telling) -> Match | None:
    """The match of a wording by its very words, or by them but for slips."""
    return literal_match(said, text, telling) or _with_slips(said, text)


def _with_slips(said: Wording, text: AnalysedText) -> Match | None:
    if said.language != text.language or SLOT.search(said.written):
        return None
    kind = "letters" if text.language in UNSPACED else "words"
    find = _LETTER if kind == "letters" else _WORD
    wanted = find.findall(fold(said.written, said.language).text)
    heard = list(find.finditer(text.folded.text))
    if len(wanted) < _FEWEST[kind]:
        return None
    blocks = SequenceMatcher(None, wanted, [h[0] for h in heard], autojunk=False).get_matching_blocks()
    matched = [block for block in blocks if block.size]
    if sum(block.size for block in matched) < _SHARE[kind] * len(wanted):
        return None
    first, last = matched[0].b, matched[-1].b + matched[-1].size
    before, after = matched[0].a, len(wanted) - matched[-1].a - matched[-1].size
    gaps = [(0, before, max(first - before, 0), first)]
    gaps += [(one.a + one.size, other.a, one.b + one.size, other.b) for one, other in pairwise(matched)]
    inserted = sum(end - start for *_, start, end in gaps[1:])
    gaps += [(len(wanted) - after, len(wanted), last, last + after)]
    if inserted > _INSERTED * len(wanted):
        return None
    words = [h[0] for h in heard]
    if not all(_slip(wanted[a:b], words[c:d], kind) for a, b, c, d in gaps):
        return None
    start, end = text.folded.span(heard[first].start(), heard[last - 1].end())
    return Match(SLIPPED, start, end)


def _slip(missing: list[str], instead: list[str], kind: str) -> bool:
    """Whether words of a wording may be missing where others are said instead."""
    said = (*missing, *instead) if kind == "words" else ("".join(missing), "".join(instead))
    if len(missing) > _LONGEST_GAP[kind] or any(_NEVER_A_SLIP.search(part) for part in said):
        return False
    if kind == "letters":
        return True
    return all(
        stem(word) in stop_words()
        or any(SequenceMatcher(None, word, other).ratio() >= _BENT for other in instead)
        for word in missing
    )
