"""Names in Latin letters: read from where one may begin, as far as it goes."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from data.redaction.english_words import FREQUENT_NAMES, WORDS
from data.redaction.finding import Span
from data.redaction.words import words_of


class Trust(IntEnum):
    """How far the words before say that a name comes."""

    FREQUENT = 0  # only a frequent name is one: "Thanks, Maria"
    LIKELY = 1  # a frequent name, two capitals, or words after it that say so: "I'm Dani, …"
    CAPITAL = 2  # a capital, or a frequent name without one: "Mr Hargreaves"
    SURE = 3  # whatever is no plain word: "my name is nuttapong"


_LETTER: Final = "[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]"
_WORD = re.compile(
    rf"(?P<gap> ?)(?P<word>(?<![A-Za-z0-9À-ɏ])(?:[A-Z]\.(?!\w)(?= ?[A-Z])|{_LETTER}{{1,30}}(?:['’-]{_LETTER}{{1,30}}){{0,3}}))(?![A-Za-z0-9_À-ɏ@])"
)
PARTICLES: Final = words_of(
    "al ap bin binti bint da dal de del della den der di dos du e el ibn la le st ten ter van von y"
)
NAMES_AND_WORDS: Final = words_of(  # a sentence may begin with them, and a plain word may be one
    """april art ash bill blessing brad brown carol chase christian cooper dawn dean drew ed eve faith frank
    gene georgia grace grant green hall hill hong hope jack jan jo joy june li long major mark max may mercy miles
    moon nick oh park pat patience penny ray rich rob robin rose ruby sandy sky song sue summer sunny tan taylor
    violet will wood young"""
)
STOPS: Final = words_of(  # not even with a capital is it part of a name
    """a about actually after again also always am an and any are as ask at available be because been before
    but by call called calling can could customer did do does email for from good had has have having he
    hello her here hey hi his how i i'd i'll i'm i've id if in is isn't it it's its just know last like me
    my mine name need never no not now number of off oh ok okay on or order our out over phone please put
    regarding right said she should since so sorry speaking spelled spelling still surname team than thank
    thanks that that's the their then there these they this those to today too uh um under until us very
    was we we're were what when where which who why will with would wrong yes yet you your monday tuesday
    wednesday thursday friday saturday sunday nd n bc cuz coz cos plz pls u ur im ive dont didnt cant nope yep yeah mr mrs ms mx miss dr prof sir madam account address support
    contact regards street road avenue booking reservation mobile postcode zip"""
)
_NATION = re.compile(r"(?:ish|ese|can|ian|eans?)$")
_NO_SURNAME_IN_SMALL = re.compile(r"(?:ing|ed|ly|tion|ment|ness|able)$")
_MOST_WORDS: Final = 5
_MOST_WORDS_IN_SMALL: Final = 3
_AFTER_NAME = re.compile(
    r"(?:,? (?:from|speaking|calling|here|at|with|again|your|on behalf|and (?:i|my|today)\b|how (?:can|may)|what can|i(?:'ll|'m| will| am| have|'ve| need| ordered| bought| placed)?\b|writing|trying|looking|my)\b|,? and I\b)",
    re.I,
)
NAME_ENDS = re.compile(r"\s*(?:$|[,.!?;:()\n/\"-])")


def name_at(text: str, start: int, trust: Trust, *, shouted: bool = False) -> Span | None:
    """The name that begins here, if one does. shouted: the text is in capitals, which then say nothing."""
    words: list[tuple[str, int]] = []
    end = start
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, end)):
        word, small = match["word"], match["word"].casefold()
        if bool(match["gap"]) != bool(words) or not _goes_on(words, word, small, trust, shouted):
            break
        if small in PARTICLES and words and not _particle_leads_on(text, match.end(), words[0][0]):
            break
        end = match.end()
        words.append((word, end))
    while words and (
        words[-1][0].casefold() in PARTICLES and len(words) > 1 and not words[-1][0][0].isupper()
    ):
        words.pop()
    while len(words) > 1 and len(words[-1][0]) == 1 and (len(words[-2][0]) == 1 or len(words) == _MOST_WORDS):
        words.pop()
    if len(words) > 2 and len(words[-1][0]) == 1:
        words.pop()
    if not words or not _is_name([word for word, _ in words], text, words[-1][1], trust, shouted):
        return None
    end = words[-1][1]
    return start, end - 2 * text.startswith(("'s", "’s"), end - 2)


def _goes_on(words: list[tuple[str, int]], word: str, small: str, trust: Trust, shouted: bool) -> bool:
    """Whether this word may be the next of a name whose first words are read."""
    bare = small.rstrip(".")
    capital = word[0].isupper() and not shouted
    if len(word) == 1 and capital and words and len(words[-1][0]) == 1 and words[-1][0].isupper():
        return True  # "M A Tolliver"
    if small in STOPS or small.endswith(("'ll", "'re", "'ve", "n't", "’ll")):
        return bare in NAMES_AND_WORDS and capital and (bool(words) or trust == Trust.SURE)
    if not words:
        if small in NAMES_AND_WORDS:
            return capital or trust == Trust.SURE
        if capital and trust == Trust.SURE:
            return True
        if not capital and bare not in FREQUENT_NAMES and _NO_SURNAME_IN_SMALL.search(bare):
            return False
        return bare in PARTICLES or (
            bare not in WORDS and (capital or trust == Trust.SURE or bare in FREQUENT_NAMES)
        )
    if bare in PARTICLES:
        return True
    leader = next((read for read, _ in words if read.casefold() not in PARTICLES), word)
    if leader[0].isupper() and not shouted:
        return capital and not (word.isupper() and len(bare) > 1 and not words[0][0].isupper())
    return (
        len(words) < _MOST_WORDS_IN_SMALL
        and not word[0].isupper() ^ shouted
        and (
            bare in FREQUENT_NAMES
            or (bare not in WORDS and bare not in NAMES_AND_WORDS and not _NO_SURNAME_IN_SMALL.search(bare))
        )
        and (len(bare) > 1 or shouted)
    )


def _particle_leads_on(text: str, end: int, first: str) -> bool:
    after = _WORD.match(text, end)
    if after is None or not after["gap"]:
        return False
    small = after["word"].casefold()
    return small in PARTICLES or (
        (
            after["word"][0].isupper()
            if first[0].isupper()
            else small not in WORDS or after["word"][0].isupper()
        )
        and small not in STOPS
    )


def _is_name(words: list[str], text: str, end: int, trust: Trust, shouted: bool) -> bool:
    small = [word.casefold() for word in words]
    leader = next((word for word in words if word.casefold() not in PARTICLES), words[0])
    capital = leader[0].isupper() and not shouted
    frequent = [word for word in small if word in FREQUENT_NAMES or word.split("-")[0] in FREQUENT_NAMES]
    plain_names = [word for word in frequent if word not in NAMES_AND_WORDS]
    if trust == Trust.SURE:
        return len(small[0]) > 1 or len(words) > 1
    if trust == Trust.CAPITAL:
        whole = len(leader) > 1 or (len(words) > 1 and len(words[-1]) > 2)  # "P J Vandermeer"
        return (capital and whole and leader.casefold() not in WORDS) or bool(plain_names)
    if plain_names and small[0] in plain_names:
        return True
    if not capital:
        return False
    if trust == Trust.FREQUENT:
        return bool(frequent) and len(words) > 1
    if small[0] in WORDS or any(word in WORDS for word in small[1:]):
        return bool(frequent) and bool(_AFTER_NAME.match(text, end))
    if len(words) > 1:
        return bool(frequent) or bool(_AFTER_NAME.match(text, end)) or bool(NAME_ENDS.match(text, end))
    if len(small[0]) < 3 or _NATION.search(small[0]) or words[0].isupper():
        return False
    return bool(_AFTER_NAME.match(text, end)) or (
        bool(
            re.search(r"(?:i'm|i am|im) $", text[max(0, end - len(words[0]) - 5) : end - len(words[0])], re.I)
        )
        and bool(NAME_ENDS.match(text, end))
    )
