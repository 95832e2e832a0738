"""Names in Latin letters: read where one may begin, and looked for after the English words that announce one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from data.redaction.english_words import FREQUENT_NAMES, WORDS
from data.redaction.finding import Span


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
_PARTICLES: Final = frozenset(
    "al ap bin binti bint da dal de del della den der di dos du e el ibn la le st ten ter van von y".split()
)
_NAMES_AND_WORDS: Final = frozenset(  # a sentence may begin with them, and a plain word may be one
    """april art ash bill blessing brad brown carol chase christian cooper dawn dean drew ed eve faith frank
    gene georgia grace grant green hall hill hong hope jack jan jo joy june li long major mark max may mercy miles
    moon nick oh park pat patience penny ray rich rob robin rose ruby sandy sky song sue summer sunny tan taylor
    violet will wood young""".split()
)
STOPS: Final = frozenset(  # not even with a capital is it part of a name
    """a about actually after again also always am an and any are as ask at available be because been before
    but by call called calling can could customer did do does email for from good had has have having he
    hello her here hey hi his how i i'd i'll i'm i've id if in is isn't it it's its just know last like me
    my mine name need never no not now number of off oh ok okay on or order our out over phone please put
    regarding right said she should since so sorry speaking spelled spelling still surname team than thank
    thanks that that's the their then there these they this those to today too uh um under until us very
    was we we're were what when where which who why will with would wrong yes yet you your monday tuesday
    wednesday thursday friday saturday sunday mr mrs ms mx miss dr prof sir madam account address support
    contact regards street road avenue booking reservation mobile postcode zip""".split()
)
_TEAMS: Final = frozenset(
    """accounts billing care claims complaints desk helpdesk hospitality housekeeping logistics management
    operations payments reception relations reservations returns sales services success trips""".split()
)
_STREETS: Final = frozenset(
    "avenue close court crescent drive gardens grove hall lane park place road row square street terrace way".split()
)
_NATION = re.compile(r"(?:ish|ese|can|ian|eans?)$")
_NO_SURNAME_IN_SMALL = re.compile(r"(?:ing|ed|ly|tion|ment|ness|able)$")
_MOST_WORDS: Final = 5
_MOST_WORDS_IN_SMALL: Final = 3
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
            rf"(?:\b{_WHOSE} (?:{_KINDS} ?)?(?:and last )?name(?: (?:on|for) (?:it|[^.,?!:\n]{{1,30}}?))?(?:'s| is|:| was)"
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
            rf"|\b{_ROLES}(?:'s name)?(?: is|:|,|(?= (?-i:[A-Z][a-z])))|\b(?:helped|served|assisted) by|\b(?:booking|booked|reservation|reserved|table|appointment)(?: is| was|'s)? under|\bmade out to|\baddressed to|\battn:?|\bc/o|\bregistered to|\bbelongs to|\bin the account of"
            rf"|\bmy {_PEOPLE}(?:'s name is|,| is|:)?|\b(?:deliver(?:ed)?|ship|sent|given|hand(?:ed)?) to (?:mr|mrs|ms)\b\.?|\bsigned(?: for)? by|\bleft (?:it )?with"
            rf"|(?:^|[\n,;]) ?(?:passenger|guest|recipient|customer|traveller|patient|payee|signed)(?: \d)?[:,]"
            rf"){_UM} {_TITLE}(?P<name>)",
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
_VOCATIVE = re.compile(
    r"(?<=\w)[,!.?] (?P<name>[A-Z][a-zÀ-ɏ]{2,20})(?=[.!?]|,? (?:I|we|let|you|can|could|may|your|thank|please|one|that)\b|$)"
)
_PAIR = re.compile(
    rf"(?<![\w'’.@&/-])(?P<first>[A-Z][a-zÀ-ɏ]{{2,20}}) (?=(?:[A-Z]\. )?[A-Z][a-zÀ-ɏ'’-]{{1,20}})"
)
_BRANDS: Final = frozenset(
    "klein hilfiger kors smith's mcqueen jacobs malone spade lauren wang's secret secrets burch westwood dior airport bieber swift montana potter".split()
)
_PLACES: Final = frozenset(
    "austin carolina charlotte chelsea florence georgia jordan lorraine sydney victoria virginia".split()
)
_AFTER_NAME = re.compile(
    r"(?:,? (?:from|speaking|calling|here|at|with|again|your|on behalf|and (?:i|my|today)\b|how (?:can|may)|what can|i(?:'ll|'m| will| am| have|'ve| need| ordered| bought| placed)?\b|writing|trying|looking|my)\b|,? and I\b)",
    re.I,
)
_NAME_BEFORE = re.compile(
    r"(?:(?<![^\n])|(?<=[.!?,] ))(?:(?:hi|hello|hey|yes|yeah|good (?:morning|afternoon|evening))(?: there)?,? )?(?P<name>[^\W\d_][^\W\d_'’-]{1,20}(?: [^\W\d_][^\W\d_'’-]{1,20}){0,3}?)"
    r"(?P<cue> speaking\b(?! (?:to|with|of|english|korean|thai))|(?:,)? here(?=[,.!:;]|$| from| calling| with| again)| is my (?:full |first |last |sur)?name\b| calling (?=from|about))",
    re.I,
)
_FILLER = re.compile(
    r"(?:(?:yes|yeah|yep|yup|sure(?: thing)?|of course|certainly|absolutely|no problem|ok|okay|alright|right|well|oh|so|um|uh|er|erm|ah|hi|hello|hey|please|here(?: you go| it is)?"
    r"|it's|its|it is|that's|that is|that'd be|that would be|it'd be|it'll be|it would be|it should be|should be|would be|it was|this is|i'm|i am|my (?:full |first |last |sur)?name(?: is|'s)|(?:the |full |first |last |sur)?name(?: is|'s)"
    r"|(?:the )?(?:first|last)(?: name)?(?: is|'s)?|it's in|(?:it's |it should be |it might be |probably |try )?under(?: the name)?|try|in the name of|registered (?:to|under)|put(?: it under| down)?|make it|use|go with|(?:everyone|people|they|friends) calls? me|(?:you can |just |please )?call me|for|just|with|speaking with|you're speaking (?:to|with)|you're talking to"
    r"|(?:it's |that's |that'd be |that would be )?my (?:late )?[a-z]{3,12}'s?(?: name(?: is|,)?)?|mr|mrs|ms|miss|mx|dr|prof|sure it's|the account is under|it's still|spell(?:ed|t)|actually)\b[.,:!]*[\s-]*)",
    re.I,
)
_MY_PERSON = re.compile(rf"my (?:late )?{_PEOPLE}\b(?:'s(?: name)?)?(?: is)?[,:]? ", re.I)
_SPELLED_LETTER: Final = r"(?:double )?[A-Za-z](?: (?:as in|for|like) [A-Za-z]{1,12}(?=[ ,.]|$))?"
_SPELLED = re.compile(rf"(?<![\w'’-]){_SPELLED_LETTER}(?:(?: ?[-,.] ?| ){_SPELLED_LETTER}(?![\w'’])){{2,24}}")
_LAST_FIRST = re.compile(r", (?=[A-Z])")
_ENDS = re.compile(r"\s*(?:$|[,.!?;:()\n/\"-])")
_NEXT = re.compile(r"[ ,]*([^\W\d_]+(?:['’][a-z]+)?)")


def english_names(text: str, asked: bool) -> Iterator[Span]:
    """Where names stand that English words announce, or that answer the turn before."""
    found: list[Span] = []
    shouted = text.isupper()
    for trust, form in _STRENGTHS:
        for match in form.finditer(text):
            if (span := name_at(text, match.end(), trust, shouted=shouted)) is not None:
                found.append(span)
    for match in _SIGNED.finditer(text):
        span = name_at(text, match.end(), Trust.CAPITAL, shouted=shouted)
        if span is not None and _is_a_team(text[slice(*span)]):
            continue
        whole = span is not None and not text[span[1] :].strip(" .!,\n)")
        if span is not None and (whole or (match["block"] is not None and text[span[1] :][:1] == "\n")):
            found.append(span)
    for match in _VOCATIVE.finditer(text):
        small = match["name"].casefold()
        if small in FREQUENT_NAMES and small not in _NAMES_AND_WORDS | _PLACES:
            found.append(match.span("name"))
    for match in _PAIR.finditer(text):
        if match["first"].casefold() in FREQUENT_NAMES and not shouted:
            span = name_at(text, match.start(), Trust.LIKELY)
            if span is not None and _is_a_pair(text[slice(*span)]):
                found.append(span)
    for match in _NAME_BEFORE.finditer(text):
        start = match.start("name")
        trust = Trust.CAPITAL if "name" in match["cue"] else Trust.LIKELY
        span = name_at(text, start, trust, shouted=shouted)
        if span is not None and span[1] == match.end("name"):
            found.append(span)
    if asked:
        found += _answer(text, shouted)
    if found:
        after = min(start for start, _ in found)
        found += [match.span() for match in _SPELLED.finditer(text, after) if _is_spelled(match[0])]
    yield from found


def name_at(text: str, start: int, trust: Trust, *, shouted: bool = False) -> Span | None:
    """The name that begins here, if one does. shouted: the text is in capitals, which then say nothing."""
    words: list[tuple[str, int]] = []
    end = start
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, end)):
        word, small = match["word"], match["word"].casefold()
        if bool(match["gap"]) != bool(words) or not _goes_on(words, word, small, trust, shouted):
            break
        if small in _PARTICLES and words and not _particle_leads_on(text, match.end(), words[0][0]):
            break
        end = match.end()
        words.append((word, end))
    while words and (
        words[-1][0].casefold() in _PARTICLES and len(words) > 1 and not words[-1][0][0].isupper()
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
    if small in STOPS or small.endswith(("'ll", "'re", "'ve", "n't", "’ll")):
        return bare in _NAMES_AND_WORDS and capital and bool(words)
    if not words:
        if small in _NAMES_AND_WORDS:
            return capital or trust == Trust.SURE
        if capital and trust == Trust.SURE:
            return True
        if not capital and bare not in FREQUENT_NAMES and _NO_SURNAME_IN_SMALL.search(bare):
            return False
        return bare in _PARTICLES or (
            bare not in WORDS and (capital or trust == Trust.SURE or bare in FREQUENT_NAMES)
        )
    if bare in _PARTICLES:
        return True
    leader = next((read for read, _ in words if read.casefold() not in _PARTICLES), word)
    if leader[0].isupper() and not shouted:
        return capital and not (word.isupper() and len(bare) > 1 and not words[0][0].isupper())
    return (
        len(words) < _MOST_WORDS_IN_SMALL
        and not word[0].isupper() ^ shouted
        and (
            bare in FREQUENT_NAMES
            or (bare not in WORDS and bare not in _NAMES_AND_WORDS and not _NO_SURNAME_IN_SMALL.search(bare))
        )
        and (len(bare) > 1 or shouted)
    )


def _particle_leads_on(text: str, end: int, first: str) -> bool:
    after = _WORD.match(text, end)
    if after is None or not after["gap"]:
        return False
    small = after["word"].casefold()
    return small in _PARTICLES or (
        (
            after["word"][0].isupper()
            if first[0].isupper()
            else small not in WORDS or after["word"][0].isupper()
        )
        and small not in STOPS
    )


def _is_name(words: list[str], text: str, end: int, trust: Trust, shouted: bool) -> bool:
    small = [word.casefold() for word in words]
    leader = next((word for word in words if word.casefold() not in _PARTICLES), words[0])
    capital = leader[0].isupper() and not shouted
    frequent = [word for word in small if word in FREQUENT_NAMES or word.split("-")[0] in FREQUENT_NAMES]
    plain_names = [word for word in frequent if word not in _NAMES_AND_WORDS]
    if trust == Trust.SURE:
        return len(small[0]) > 1 or len(words) > 1
    if trust == Trust.CAPITAL:
        return (capital and len(leader) > 1 and leader.casefold() not in WORDS) or bool(plain_names)
    if plain_names and small[0] in plain_names:
        return True
    if not capital:
        return False
    if trust == Trust.FREQUENT:
        return bool(frequent) and len(words) > 1
    if small[0] in WORDS or any(word in WORDS for word in small[1:]):
        return bool(frequent) and bool(_AFTER_NAME.match(text, end))
    if len(words) > 1:
        return bool(frequent) or bool(_AFTER_NAME.match(text, end)) or bool(_ENDS.match(text, end))
    if len(small[0]) < 3 or _NATION.search(small[0]) or words[0].isupper():
        return False
    return bool(_AFTER_NAME.match(text, end)) or (
        bool(
            re.search(r"(?:i'm|i am|im) $", text[max(0, end - len(words[0]) - 5) : end - len(words[0])], re.I)
        )
        and bool(_ENDS.match(text, end))
    )


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
    if any(word in FREQUENT_NAMES and word not in _NAMES_AND_WORDS for word in small):
        return True
    if second:
        return bool(_ENDS.match(text, span[1])) and len(words) == 1
    if small[-1] in _STREETS and len(words) > 1:
        return False
    if len(words) > 1 and all(word[0].isupper() or word in _PARTICLES for word in words):
        return True
    if len(small[0]) < 2 or (words[0].isupper() and len(words[0]) < 4):
        return False
    following = _NEXT.match(text, span[1])
    ends = _ENDS.match(text, span[1]) or (
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


def _is_a_pair(name: str) -> bool:
    first, *others = name.casefold().split()
    return (
        bool(others)
        and first not in _PLACES
        and not any(word in WORDS or word in _BRANDS or word in _STREETS or word in _TEAMS for word in others)
    )


def _is_a_team(signature: str) -> bool:
    return any(word.casefold() in WORDS or word.casefold() in _TEAMS for word in signature.split())


def _is_spelled(letters: str) -> bool:
    """Three letters or more, one by one; "a, b or c" and "I" among words are no such run."""
    singles = re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", letters)
    return len(singles) >= 3
