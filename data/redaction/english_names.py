"""Names after the English words that announce one, and in answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.english_words import FREQUENT_NAMES, WORDS
from data.redaction.finding import Span
from data.redaction.latin_names import NAME_ENDS, NAMES_AND_WORDS, PARTICLES, Trust, name_at
from data.redaction.literals import Literals
from data.redaction.words import words_of

_TEAMS: Final = words_of(
    """accounts billing care claims complaints desk helpdesk hospitality housekeeping logistics management
    operations payments reception relations reservations returns sales services success trips"""
)
_COMPANIES: Final = words_of(
    """air airlines airways assurance bank banking broadband cargo clinic company couriers credit deliveries delivery
    electric electronics energy express fibre finance foods freight fitness gas group health hospital hotel hotels
    insurance internet lighting logistics market mobile motors network networks parcel parcels pharmacy post power
    rail resort shipping shop solutions store stores support systems tech technologies telecom telecoms travel tv
    utilities water wireless"""
)
_STREETS: Final = words_of(
    "avenue close court crescent drive gardens grove hall lane park place road row square street terrace way"
)
_TITLE: Final = r"(?:(?:mr|mrs|ms|mx|miss|madam|dr|doctor|prof|professor|sir)\b\.? )?"
_UM: Final = r"(?:[,:]? (?:uh|um|er|erm|oh|like|just|well)\b,?)?"

_KINDS: Final = (
    r"(?:full|first|last|sur|given|family|maiden|legal|middle|middle|christian|preferred|pet|nick|real)"
)
_WHOSE: Final = (
    r"(?:my|his|her|their|the|customer's|husband's|wife's|mother's|father's|mum's|mom's|dad's|son's|daughter's"
    r"|partner's|sister's|brother's|friend's|boss's|holder's|owner's|recipient's|passenger's|patient's|guest's"
    r"|tenant's|child's|baby's|caller's|boyfriend's|girlfriend's|agent's|technician's|driver's)"
)
_ROLES: Final = (
    r"(?:(?:account|card|policy|ticket|lease|contract|name ?)[ -]?(?:holder|owner)|cardholder|recipient|addressee"
    r"|beneficiary|payee|policyholder|accountholder|lead (?:guest|passenger)|main (?:guest|contact))"
)
_PEOPLE: Final = (
    r"(?:husband|wife|mother|father|mum|mom|dad|son|daughter|partner|sister|brother|friend|flatmate|roommate|housemate"
    r"|neighbou?r|colleague|boss|manager|assistant|grandmother|grandfather|grandma|grandpa|nan|aunt|uncle|cousin|nephew"
    r"|niece|boyfriend|girlfriend|fianc[eé]e?|landlord|tenant|carer|guardian|secretary)"
)
_BOOKED: Final = r"(?:it|it's|its|is|be|was|booked|registered|reserved|filed|listed|account|booking|order|reservation|ticket|policy|appointment|table|stored|saved|placed|made)"
_STRENGTHS: Final = (
    (
        Trust.SURE,
        re.compile(
            rf"(?:\b(?:my names(?= [^\W\d_])|{_WHOSE} (?:{_KINDS} ?)?(?:and last )?name)(?: (?:on|for) (?:it|[^.,?!:\n]{{1,30}}?))?(?:'s| is|:| was|(?<=my names))"
            rf"|\b(?:first|last|sur|family|middle) ?name(?= (?-i:[A-Z][a-z]))|\b(?:guy|man|lady|woman|person|agent|rep|technician|tech|driver|engineer|courier|advis[oe]r|colleague|operator|girl)\b[^.?!\n]{{0,30}}? (?:named|called)|\bname(?:'s|s| is) (?=(?-i:[A-Z]))|(?<![\w-])(?:{_KINDS} ?)name(?: is|'s|:)|\bmy name\?"
            rf"|\b(?:under|in) (?:the |my )?(?:full )?name(?: of)?|\b(?:call|calls|called) me|\bI go by|\bi(?:'m| am) (?:called|named)|\b{_WHOSE} {_KINDS} ?name"
            rf"|\b(?:guy|man|lady|woman|person|agent|rep|someone|somebody|colleague|advis[oe]r|gentleman|girl|boy|technician|driver|engineer|{_PEOPLE})(?: was| is|'s)? (?:named|called|by the name of)"
            rf"|(?:^|[\n;,.] ?)(?:(?:{_ROLES}|customer|{_KINDS}|contact|passenger|guest|billing|shipping|caller|your|patient|booking)(?:'s)? ?)?name(?: on [^.,?!:\n]{{1,30}})?\s?[:=-]"
            rf"){_UM}:? {_TITLE}(?P<name>)",
            re.I,
        ),
    ),
    (
        Trust.CAPITAL,
        re.compile(
            rf"(?:\b(?:mr|mrs|ms|mx|miss|madam|dr|prof)\b\.?|\byou(?:'re| are) (?:now )?(?:speaking|chatting|talking) (?:to|with)"
            rf"|\b(?:speaking|chatting) (?:to|with)|\bname (?:was|would be|will be|should be)|\bname's"
            rf"|\b{_ROLES}(?:'s name)?(?: is|:|,|(?= (?-i:[A-Z][a-z])))|\b(?:helped|served|assisted) by|\b(?:booking|booked|reservation|reserved|table|appointment)(?: is| was|'s)? under|\bmade out to|\baddressed to|\battn:?|\bc/o|\bregistered to|\bbelongs to|\bin the account of|(?:^|[.,!?] )under(?= (?-i:van|von|de|al|bin) (?-i:[A-Z]))|\b{_ROLES}(?:'s)? name(?= (?-i:[A-Z]))|\b(?:put|book|file|keep|save|list|register|reserve|have|got) (?:it|them|this|that|one|a table|a room)(?: down)? under|\b{_BOOKED} under(?= (?-i:[A-Z][a-zÀ-ɏ'’-]+ (?:(?:van|von|der|den|de|da|di|la|le|bin|binti|al|el) ){{0,2}}[A-Z][a-zÀ-ɏ]))"
            rf"|\bmy {_PEOPLE}(?:'s name is|,| is|:)?|\b(?:deliver(?:ed)?|ship|sent|given|hand(?:ed)?) to (?:mr|mrs|ms)\b\.?|\bsigned(?: for)? by|\bleft (?:it )?with"
            rf"|(?:^|[\n,;]) ?(?:passenger|guest|recipient|customer|traveller|patient|payee|signed)(?: \d)?[:,]"
            rf"){_UM} {_TITLE}(?P<name>)",
            re.I,
        ),
    ),
    (
        Trust.CAPITAL,
        re.compile(
            r"\b(?:card|passport|licen[cs]e|id)(?: card| itself| actually| only| still)? (?:says|reads|shows) (?:the name )?(?P<name>)(?-i:(?=[A-ZÀ-Ý][\w.'’-]* [\w-]))",
            re.I,
        ),
    ),
    (
        Trust.LIKELY,
        re.compile(
            rf"\b(?:this is|i am|i'm|im|it's|it is|me is|{_BOOKED} under|paid by|(?:ask|asking|asked) for"
            rf"|(?:spoke|speak|talked|talk|chatted|dealt) (?:to|with)|helped by|told by|and i'm|you've got|you have|you're through to){_UM} {_TITLE}(?P<name>)",
            re.I,
        ),
    ),
    (
        Trust.FREQUENT,
        re.compile(
            r"(?:(?:^|[.!?\n] ?)(?:hi|hello|hey|dear|thanks|thank you|ok thanks|ok thank you|bye|good (?:morning|afternoon|evening)|cheers)(?: again| there| so much| very much| a lot)?,? "
            r"|(?:\n|[.!?] ?)[-~] ?|(?<!\b[A-Z] )\b(?:ask|tell|contact|remind|inform|thank|for|with|from|and|by|told|that) (?=(?-i:[A-Z])))(?P<name>)",
            re.I,
        ),
    ),
)
_SIGNED = re.compile(
    r"(?:^|\n)-- ?\n(?P<block>)|(?:regards|sincerely|faithfully|truly|cheers|thanks|thank you|thx|best(?: wishes)?|yours|respectfully|signed|love|wishes)[,.!]?"
    r"\s?\n\s{0,3}[-~]? ?(?P<name>)|(?:kind regards|best regards|regards|sincerely|best wishes|signed),? (?P<inline>)",
    re.I,
)
_SIGNED_IN_LINE = re.compile(r"(?:regards|sincerely|best wishes|signed),? ", re.I)
_VOCATIVE = re.compile(
    r"(?<=\w)[,!.?] (?P<name>[A-Z][a-zÀ-ɏ]{2,20})(?=[.!?]|,? (?:I|we|let|you|can|could|may|your|thank|please|one|that)\b|$)"
)
_PAIR = re.compile(r"(?<![\w'’.@&/-])(?P<first>[A-Z][a-zÀ-ɏ]{2,20}) (?=(?:[A-Z]\. )?[A-Z][a-zÀ-ɏ'’-]{1,20})")
_BRANDS: Final = words_of(
    "klein hilfiger kors smith's mcqueen jacobs malone spade lauren wang's secret secrets burch vuitton louboutin choo lagerfeld armani tilbury wolfskin arden daniel's deere westwood dior airport bieber swift montana potter"
)
_PLACES: Final = words_of(
    "austin carolina charlotte chelsea florence georgia jordan lorraine sydney victoria virginia"
)
_NAME_BEFORE = re.compile(
    r"(?:(?<![^\n])|(?<=[.!?,] ))(?:(?:hi|hello|hey|yes|yeah|good (?:morning|afternoon|evening))(?: there)?,? |(?:uh+|um+|er+m?),? ){0,3}(?P<name>[^\W\d_][^\W\d_'’-]{1,20}(?: [^\W\d_][^\W\d_'’-]{1,20}){0,3}?)"
    r"(?P<cue> speaking\b(?! (?:to|with|of|english|korean|thai))|(?:,)? here(?=[,.!:;]|$| from| calling| with| again)| is my (?:full |first |last |sur)?name\b| calling (?=from|about))",
    re.I,
)
_FILLER = re.compile(
    r"(?:(?:yes|yeah|yep|yup|sure(?: thing)?|of course|certainly|absolutely|no problem|ok|okay|alright|right|well|oh|so|um|uh|er|erm|ah|hi|hello|hey|please|here(?: you go| it is)?"
    r"|it's|its|it is|that's|that is|that'd be|that would be|it'd be|it'll be|it would be|it should be|should be|would be|it was|this is|i'm|i am|my (?:full |first |last |sur)?name(?: is|'s)|(?:the |full |first |last |sur)?name(?: is|'s)"
    r"|(?:the )?(?:first|last)(?: name)?(?: is|'s)?|it's in|(?:it|that|(?:the|my) (?:card|passport|id|licen[cs]e)) (?:says|reads)|(?:it's |it should be |it might be |probably |try )?under(?: the name)?|try|in the name of|registered (?:to|under)|put(?: it under| down)?|make it|use|go with|(?:everyone|people|they|friends) calls? me|(?:you can |just |please )?call me|for|just|with|speaking with|you're speaking (?:to|with)|you're talking to"
    r"|(?:it's |that's |that'd be |that would be )?my (?:late )?[a-z]{3,12}'s?(?: name(?: is|,)?)?|mr|mrs|ms|miss|mx|dr|prof|sure it's|the account is under|it's still|spell(?:ed|t)|actually)\b[.,:!]*[\s-]*)",
    re.I,
)
_MY_PERSON = re.compile(rf"my (?:late )?{_PEOPLE}\b(?:'s(?: name)?)?(?: is)?[,:]? ", re.I)
_SPELLED_LETTER: Final = r"(?:double )?[A-Za-z](?: (?:as in|for|like) [A-Za-z]{1,12}(?=[ ,.]|$))?"
_SPELLED = re.compile(rf"(?<![\w'’-]){_SPELLED_LETTER}(?:(?: ?[-,.] ?| ){_SPELLED_LETTER}(?![\w'’])){{2,24}}")
_LAST_FIRST = re.compile(r", (?=[A-Z])")
_OF_GOODS = re.compile(r"\b(?:an?|any|this|that|these|those|the|my|some|one|two|three|sells?|stock)\s$", re.I)
_GOODS = re.compile(
    r"(?:'s)? (?=[a-z])(?!(?:and|or|is|was|has|had|who|from|on|in|at|for|to|with|here|called|calls|says|said|speaking|will|would|can|accounts?|bookings?|orders?|reservations?"
    r"|profile|appointment|ticket|file|case|ordered|bought|please|again|that|as|about|which|by|but|so|not|did|does|paid|signed|asked|sent|told|wants|lives|living|working"
    r"|works|listed|registered|wrote|came|left)\b)"
)
_NOTHING_MORE = re.compile(r"[ .!,\n)]*\Z")
_NEXT = re.compile(r"[ ,]*([^\W\d_]+(?:['’][a-z]+)?)")


_A_FREQUENT_NAME: Final = re.compile("|".join(rf"\b{name}\b" for name in sorted(FREQUENT_NAMES)))
_LATIN_WORD: Final = re.compile("[A-Za-zÀ-ɏ]+")
_MIXED_WORD: Final = re.compile(r"_|[^\W\x00-\x7f]")  # where names may end in what re takes for a word
_FORMS: Final = Literals([*(form for _, form in _STRENGTHS), _NAME_BEFORE, _SIGNED_IN_LINE, _A_FREQUENT_NAME])
_BEFORE: Final = 1 << len(_STRENGTHS)
_IN_LINE: Final = _BEFORE << 1
_FREQUENT: Final = _IN_LINE << 1
_WITH_FREQUENT: Final = 1 << [trust for trust, _ in _STRENGTHS].index(Trust.FREQUENT)


def possible_forms(text: str) -> int:
    """The forms of English names that a text may have, as bits; 0 where it has none."""
    possible = _FORMS.among(text)
    if not possible & _FREQUENT and _MIXED_WORD.search(text) and _has_a_frequent_name(text):
        possible |= _FREQUENT
    if not possible & _FREQUENT:
        possible &= ~_WITH_FREQUENT
    if "\n" in text:
        possible |= _IN_LINE
    return possible


def _has_a_frequent_name(text: str) -> bool:
    """Whether a frequent name stands in a text, between letters of other scripts too."""
    return any(word.casefold() in FREQUENT_NAMES for word in _LATIN_WORD.findall(text))


def english_names(text: str, asked: bool) -> Iterator[Span]:
    """Where names stand that English words announce, or that answer the turn before."""
    found: list[Span] = []
    shouted = text.isupper()
    possible = possible_forms(text)
    for place, (trust, form) in enumerate(_STRENGTHS):
        for match in form.finditer(text) if possible >> place & 1 else ():
            span = name_at(text, match.end(), trust, shouted=shouted)
            if (
                span is not None
                and not _is_a_company(text[slice(*span)])
                and not (trust is Trust.FREQUENT and _is_a_brand(text, span))
            ):
                found.append(span)
    for match in _SIGNED.finditer(text) if possible & _IN_LINE else ():
        span = name_at(text, match.end(), Trust.CAPITAL, shouted=shouted)
        if span is not None and _is_a_team(text[slice(*span)]):
            continue
        whole = span is not None and _NOTHING_MORE.match(text, span[1]) is not None
        if span is not None and (whole or (match["block"] is not None and text.startswith("\n", span[1]))):
            found.append(span)
    for match in _VOCATIVE.finditer(text) if possible & _FREQUENT else ():
        called = match["name"].casefold()
        if called in FREQUENT_NAMES and called not in NAMES_AND_WORDS | _PLACES:
            found.append(match.span("name"))
    for match in _PAIR.finditer(text) if possible & _FREQUENT else ():
        if match["first"].casefold() in FREQUENT_NAMES and not shouted:
            span = name_at(text, match.start(), Trust.LIKELY)
            if span is not None and _is_a_pair(text[slice(*span)]) and not _is_a_brand(text, span):
                found.append(span)
    for match in _NAME_BEFORE.finditer(text) if possible & _BEFORE else ():
        start = match.start("name")
        trust = Trust.CAPITAL if "name" in match["cue"] else Trust.LIKELY
        span = name_at(text, start, trust, shouted=shouted)
        if span is not None and span[1] == match.end("name") and not _is_a_company(text[slice(*span)]):
            found.append(span)
    if asked:
        found += _answer(text, shouted)
    if found:
        after = min(start for start, _ in found)
        found += [match.span() for match in _SPELLED.finditer(text, after) if _is_spelled(match[0])]
    yield from found


def _answer(text: str, shouted: bool) -> Iterator[Span]:
    """The name in a turn that answers the question for one."""
    start, told = len(text) - len(text.lstrip()), False
    for _ in range(6):
        if person := _MY_PERSON.match(text, start):
            start, told = person.end(), True
        elif filler := _FILLER.match(text, start):
            start, told = filler.end(), told or filler[0].strip(" ,.").casefold() not in ("yes", "sure", "hi")
        else:
            break
    if (spelled := _SPELLED.match(text, start)) and _is_spelled(spelled[0]):
        yield spelled.span()
        return
    end, words = start, 0
    last: Span | None = None
    while words < 3 and (span := name_at(text, end, Trust.SURE, shouted=shouted)):
        if not _answers(text, span, told, last is not None):
            break
        last = (start, span[1])
        comma = _LAST_FIRST.match(text, span[1])
        if comma is None or " " in text[start : span[1]]:
            break
        end, words = comma.end(), words + 1
    if last is not None:
        yield last


def _answers(text: str, span: Span, told: bool, second: bool) -> bool:
    words = text[slice(*span)].split()
    small = [word.casefold() for word in words]
    if small[0] in WORDS and not (len(words) > 1 and words[1][0].isupper() and len(words) < 4):
        return False
    if any(word in FREQUENT_NAMES and word not in NAMES_AND_WORDS for word in small):
        return True
    if second:
        return bool(NAME_ENDS.match(text, span[1])) and len(words) == 1
    if small[-1] in _STREETS and len(words) > 1:
        return False
    if len(words) > 1 and all(word[0].isupper() or word in PARTICLES for word in words):
        return True
    if len(small[0]) < 2 or (words[0].isupper() and len(words[0]) < 4):
        return False
    following = _NEXT.match(text, span[1])
    ends = NAME_ENDS.match(text, span[1]) or (
        following is not None
        and following[1].casefold()
        in (
            "please",
            "thanks",
            "thank",
            "here",
            "is",
            "works",
            "will",
            "would",
            "with",
            "speaking",
            "that's",
            "spelled",
            "spelt",
            "and",
        )
    )
    return bool(ends) or (told and words[0][0].isupper())


def _is_a_brand(text: str, span: Span) -> bool:
    """Whether goods bear this name: "a Johnny Walker gift box"."""
    return bool(_OF_GOODS.search(text, max(0, span[0] - 8), span[0]) and _GOODS.match(text, span[1]))


def _is_a_pair(name: str) -> bool:
    first, *others = name.casefold().split()
    return (
        bool(others)
        and first not in _PLACES
        and not any(word in WORDS or word in _BRANDS or word in _STREETS or word in _TEAMS for word in others)
    )


def _is_a_company(name: str) -> bool:
    """Whether a name of several words ends as companies' names do: "chatting with Baram Parcel"."""
    _, _, last = name.rpartition(" ")
    return last != name and last.casefold().strip(".,") in _COMPANIES


def _is_a_team(signature: str) -> bool:
    return any(word.casefold() in WORDS or word.casefold() in _TEAMS for word in signature.split())


def _is_spelled(letters: str) -> bool:
    """Three letters or more, one by one; "a, b or c" and "I" among words are no such run."""
    singles = re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", letters)
    return len(singles) >= 3
