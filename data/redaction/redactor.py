"""What is personal data in a text, and the text without it."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from string import ascii_uppercase
from typing import Any, Final

import ahocorasick

from data.redaction.accounts import bank_accounts
from data.redaction.addresses import HAS_NUMBER, MAYBE_ADDRESS, addresses
from data.redaction.answers import NUMBERS, answers
from data.redaction.asked import NOTHING, asked_by_name, asked_of
from data.redaction.codes import codes
from data.redaction.emails import MAYBE_EMAIL, emails
from data.redaction.finding import ENTITIES, Finding, Span, is_taken, overlaps, value_of
from data.redaction.names import calls_of, first_names, is_said_at, maybe_named, names
from data.redaction.numbers import (
    MAYBE_IP,
    MAYBE_PASSPORT,
    cards,
    ibans,
    ip_addresses,
    national_ids,
    passports,
)
from data.redaction.phones import MAYBE_PHONE, phones
from data.redaction.secrets import MAYBE_SECRET, passwords
from data.redaction.spoken import maybe_spoken
from data.redaction.view import View, view_of

VERSION: Final = "5"
_HIDDEN: Final = re.compile(
    r"[\u00ad\u115f\u1100-\u11ff\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\uff00-\uffef]"
)
_PLACEHOLDER: Final = re.compile(rf"<(?:{'|'.join(ENTITIES)})(?:_[A-Z]+)?>")
_DIGIT: Final = re.compile(r"\d")
_LONG: Final = re.compile(r"\d(?:[ .\n*#/_-]?\d){12}")
_Sign = Callable[[str], object]
_Detector = tuple[str, Callable[[View, bool], Iterable[Span]]]
_BY_SIGNS: Final[tuple[tuple[tuple[_Sign, ...], tuple[_Detector, ...]], ...]] = (  # of a text worth a look
    ((MAYBE_EMAIL.search,), (("EMAIL", emails),)),
    ((re.compile(r"(?:\D*+\d){13}").match,), (("CARD", cards),)),
    (
        (re.compile(r"(?:\D*+\d){6}").match,),
        (("NATIONAL_ID", national_ids), ("IBAN", ibans), ("IBAN", bank_accounts)),
    ),
    ((MAYBE_PHONE.search,), (("PHONE", phones),)),
    ((re.compile(r"(?:\D*+\d){3}").match, MAYBE_PASSPORT.search), (("PASSPORT", passports),)),
    ((MAYBE_IP.search,), (("IP_ADDRESS", ip_addresses),)),
    ((MAYBE_SECRET.search,), (("PASSWORD", passwords), ("CODE", codes))),
    ((HAS_NUMBER.may_match, MAYBE_ADDRESS.may_match), (("ADDRESS", addresses),)),
)
_OF_MANY_DIGITS: Final = frozenset(("CARD", "NATIONAL_ID", "PHONE", "PASSPORT"))  # asked for or not
_SHORT: Final = frozenset(("CODE", "PASSWORD"))  # may be said in fewer digits than a number
_REMEMBERED: Final = 20_000  # texts: a contact centre says the same again and again
_LONGEST_REMEMBERED: Final = 500  # characters


class Redactor:
    """Replaces personal data by placeholders, as `<CARD>` or `<NAME>`, and counts what it replaced.

    entities: what is replaced; all of ENTITIES, unless told otherwise.

    >>> redactor = Redactor()
    >>> redactor.redact("제 번호는 010-1234-5678이고 메일은 kim@example.com입니다")
    '제 번호는 <PHONE>이고 메일은 <EMAIL>입니다'
    >>> dict(redactor.counts)
    {'PHONE': 1, 'EMAIL': 1}
    """

    def __init__(self, entities: Collection[str] = ENTITIES) -> None:
        self.entities = frozenset(entities)
        self.counts: Counter[str] = Counter()

    def redact(self, text: str) -> str:
        """A text by itself with a placeholder for each finding. The same text always gives the same result."""
        return self.redact_together([text])[0]

    def redact_together(self, turns: Sequence[str], fields: Sequence[tuple[str, str]] = ()) -> list[str]:
        """The turns of one conversation, then the values of its named fields, without personal data.

        The same value has the same placeholder in all of them. A turn may answer what one before it asks for, and a field's
        name say what its value is.

        The first value of its kind is `<PHONE>`, the next `<PHONE_B>`. A name that one text gives is taken out of the
        others too.

        >>> Redactor().redact_together(["call 010-1234-5678", "or 02-123-4567?", "공일공 일이삼사 오육칠팔"])
        ['call <PHONE>', 'or <PHONE_B>?', '<PHONE>']
        >>> Redactor().redact_together(["Your passport number?", "GX5528193"], [("passport_no", "GX5528193")])
        ['Your passport number?', '<PASSPORT>', '<PASSPORT>']
        """
        texts = [*turns, *(value for _, value in fields)]
        if not self.entities:
            return texts
        asked = chain(asked_of(turns), (asked_by_name(name) for name, _ in fields))
        found = [findings(text, self.entities, of) for text, of in zip(texts, asked, strict=True)]
        if not any(found):
            return list(texts)
        found = _with_names_again(texts, found)
        placeholders: dict[tuple[str, str], str] = {}
        kinds: Counter[str] = Counter()
        redacted: list[str] = []
        for text, here in zip(texts, found, strict=True):
            pieces: list[str] = []
            done = 0
            for finding in here:
                key = (finding.entity, finding.value)
                if key not in placeholders:
                    placeholders[key] = f"<{finding.entity}{_letters(kinds[finding.entity])}>"
                    kinds[finding.entity] += 1
                pieces += [text[done : finding.start], placeholders[key]]
                done = finding.end
            self.counts.update(finding.entity for finding in here)
            redacted.append("".join([*pieces, text[done:]]))
        return redacted


def findings(
    text: str, entities: Collection[str] = ENTITIES, asked: frozenset[str] = NOTHING
) -> list[Finding]:
    """Personal data in a text, in its order, without overlaps: of two findings the longer wins, then the first.

    asked: the entities that the turn before asked for.
    """
    find = _found if len(text) <= _LONGEST_REMEMBERED else _found.__wrapped__
    return list(find(text, frozenset(entities), asked))


@lru_cache(_REMEMBERED)
def _found(text: str, entities: frozenset[str], asked: frozenset[str]) -> tuple[Finding, ...]:
    plain = text
    view = None
    if _HIDDEN.search(text) or "<br" in text or "&nbsp;" in text or maybe_spoken(text):
        view = view_of(text)
        plain = view.plain
    detectors: list[_Detector] = []
    for signs, group in _BY_SIGNS:
        for sign in signs:
            if not sign(plain):
                break
        else:
            detectors += [(entity, find) for entity, find in group if entity in entities]
            continue
        if asked:
            shorter = asked - _OF_MANY_DIGITS
            if any(entity in shorter for entity, _ in group):
                detectors += [
                    (entity, find)
                    for entity, find in group
                    if entity in entities and entity not in _OF_MANY_DIGITS
                ]
    if "NAME" in entities and ("NAME" in asked or maybe_named(plain)):
        detectors.append(("NAME", names))
    answered = bool(view and view.said) or (
        bool(asked & NUMBERS and (asked & _SHORT or _DIGIT.search(plain))) or bool(_LONG.search(plain))
    )
    if not detectors and not answered:
        return ()
    view = view or view_of(text, spoken=False)
    spans = {(*span, entity) for entity, find in detectors for span in find(view, entity in asked)}
    if answered:
        spans |= {(*span, entity) for entity, span in answers(view, asked) if entity in entities}
    if "<" in view.plain:
        gone = [
            (placeholder.start() - 1, placeholder.end() + 1)
            for placeholder in _PLACEHOLDER.finditer(view.plain)
        ]
        spans = {span for span in spans if not overlaps(span[:2], gone)}
    kept: list[tuple[int, int, str]] = []
    for found in sorted(spans, key=lambda s: (s[0] - s[1], s[0], ENTITIES.index(s[2]))):
        place = bisect(kept, found)
        if (not place or kept[place - 1][1] <= found[0]) and (
            place == len(kept) or found[1] <= kept[place][0]
        ):
            kept.insert(place, found)
    return tuple(
        Finding(entity, view.starts[start], view.ends[end - 1], value_of(entity, view.plain[start:end]))
        for start, end, entity in kept
    )


def _with_names_again(texts: Sequence[str], found: Sequence[list[Finding]]) -> list[list[Finding]]:
    """Findings, and the names among them wherever else they stand: "Thank you, Jane Miller". A first name is its bearer's."""
    bearers = first_names(f.value for here in found for f in here if f.entity == "NAME")
    found = [
        [replace(f, value=bearers.get(f.value, f.value)) if f.entity == "NAME" else f for f in here]
        for here in found
    ]
    said = {
        name: f.value
        for text, here in zip(texts, found, strict=True)
        for f in here
        if f.entity == "NAME"
        for name in calls_of(text[f.start : f.end])
    }
    if not said:
        return list(found)
    anywhere = ahocorasick.Automaton()
    for name in said:
        anywhere.add_word(name, name)
    anywhere.make_automaton()
    more: list[list[Finding]] = []
    for text, here in zip(texts, found, strict=True):
        taken = [(f.start, f.end, f) for f in here]
        others = [
            Finding("NAME", *span, said[text[slice(*span)]])
            for span in _said_in(text, anywhere)
            if not is_taken(span, taken)
        ]
        more.append(sorted([*here, *others], key=lambda f: f.start) if others else here)
    return more


def _said_in(text: str, anywhere: Any) -> Iterator[Span]:
    """Where names are said, in order and apart: of those that begin together the longest."""
    done = 0
    at = sorted((last + 1 - len(name), -len(name), name) for last, name in anywhere.iter(text))
    for start, _, name in at:
        if start >= done and is_said_at(text, start, name):
            done = start + len(name)
            yield start, done


def _letters(number: int) -> str:
    """What tells the values of a kind apart: nothing for the first, then _B, _C … _Z, _AB: no digits, no number."""
    if not number:
        return ""
    letters = ""
    while number:
        number, rest = divmod(number, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return f"_{letters}"
