"""Addresses in Latin letters: British, American, Australian, and Korean, Thai or European ones as they are written there.

A core (a number and a street, a box, a house with a name) is found first; then whatever of a unit, a place and a
postal code follows it is taken in, part by part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from data.redaction.english_words import WORDS
from data.redaction.finding import Span
from data.redaction.latin_names import STOPS
from data.redaction.literals import Literals
from data.redaction.words import words_of

_KINDS: Final = (
    "Street|St|Str|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Court|Ct|Crescent|Cres|Place|Pl|Square|Sq|Terrace|Terr|Way"
    "|Boulevard|Blvd|Gardens|Gdns|Garden|Grove|Gr|Hill|Row|Mews|Parade|Pde|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Walk|Rise|View|Quay"
    "|Loop|Trail|Trl|Path|Pike|Plaza|Esplanade|Alley|Bend|Cove|Crossing|Run|Ridge|Glen|Heights|Meadows?|Green|Gate|Wharf|Villas"
    "|Vale|Yard|Broadway|Mall|Croft|Wynd|Brae|Chase|Approach|Mead|Fields?|Copse|Mount|Fold|Bank|End|Park|Point|Strand|Turnpike|Embankment|Causeway|Orchard"
)
_SMALL_KINDS: Final = (
    "street|st|road|rd|avenue|ave|lane|drive|dr|close|court|ct|crescent|place|square|terrace|way|boulevard|blvd|gardens|grove|hill|row|mews"
    "|parade|highway|parkway|circle|walk|rise|quay|trail|alley"
)
_DIGIT: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_NUMBER_WORD: Final = rf"(?:{_DIGIT}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|double (?:{_DIGIT}))"
_IN_WORDS: Final = rf"(?:(?i:{_NUMBER_WORD}(?:[ -](?:and )?{_NUMBER_WORD}){{0,4}})[a-d]?)"
_NUMBER: Final = rf"(?:(?i:unit|flat|apt|shop|suite|lot|no)\.? ?)?(?:\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)?(?![.,]?\d|%|\w)|{_IN_WORDS})"
_UNIT: Final = (
    rf"(?:(?i:flat|apt|apartment|unit|suite|ste|floor|fl|room|rm|block|blk|building|bldg|tower|level|lot|number|shop|villa|dorm|bay)\b\.?\s?#?\s?(?:no\.? ?)?(?:[A-Za-z]?\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}})?|[A-Z]|[a-d]|(?i:{_NUMBER_WORD}(?:[ -]{_NUMBER_WORD}){{0,3}}))(?![\w])"
    r"|#\s?[A-Za-z]?\d{1,5}[A-Za-z]?(?:-\d{1,4})?|(?i:\d{1,2}(?:st|nd|rd|th) (?:floor|fl)\b|(?:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|upper|lower|garden|basement)[- ](?:floor|flat)(?: (?:flat|left|right|front|rear))?))"
)
_CAPITAL: Final = r"[A-Z][\w'’.-]{0,20}"
_HOUSE: Final = rf"(?:(?:The )?(?:{_CAPITAL} ){{1,3}}(?:House|Cottage|Farm|Barn|Dairy|Lodge|Manor|Mill|Building|Towers?|Hall|Apartments|Mansions|Villas?|Residences?|Condominium|Centre|Center|Rectory|Vicarage|Grange)|The {_CAPITAL}(?: {_CAPITAL})?(?=,))"
_BEFORE: Final = rf"(?:(?:(?<!\w)(?:{_UNIT}|{_HOUSE}),?\s(?:(?:at|of|in) )?){{0,3}})"
_DIRECTION: Final = r"(?:(?:[NSEW]{1,2}\b\.?|North|South|East|West|Old|Upper|Lower|New|Great|Little) )"
_NAMED: Final = r"(?:(?:[A-Z][\w'’.-]{0,20}|\d{1,3}(?:st|nd|rd|th)|the|of|and|de|la) )"
_STREET = re.compile(
    rf"(?P<core>{_BEFORE}(?<![\w.,/:$£€#-])(?i:no\.? ?)?{_NUMBER},? {_DIRECTION}?(?=[A-Z\d]|the )(?P<words>{_NAMED}{{1,4}}?)(?:{_KINDS})\b\.?(?: (?:North|South|East|West|[NSEW]{{1,2}})\b)?)"
    r"(?!['’\w]| ?(?:minutes|days|hours|items|pieces|lamps|sets?)\b)"
)
_SMALL_STREET = re.compile(
    rf"(?P<core>(?:(?<!\w){_UNIT},? (?:at )?)?(?<![\w.,/:$£€#-]){_NUMBER},? (?P<words>(?:[a-z'’]{{2,15}} ){{1,3}}?)(?:{_SMALL_KINDS})\b\.?)"
)
_ROUTE = re.compile(
    rf"(?P<core>{_BEFORE}(?<![\w.,/:$£€#-])\d{{1,5}} (?i:(?:county|state|farm) (?:road|rd|route|highway)|route|rte|highway|hwy|fm|cr) \d{{1,4}}\b)"
    r"|(?P<box>(?i:\b(?:g\.?)?p\.? ?o\.? ?box|\bpmb)\.? ?#?(?:\d{1,6}|(?i:" + _IN_WORDS + r"))\b)"
)
_KOREAN_STYLE = re.compile(
    r"(?P<core>(?:(?<![\w-])#?\d{1,4}-\d{1,5}, )?(?:(?i:room|unit|apt|suite|#) ?[\w-]{1,6}, )?(?<![\w-])\d{1,4}(?:-\d{1,4})?,? (?:(?:[A-Z][a-z]{1,12}-?){1,3}(?:(?<=-)(?:ro|gil|daero|dong|ri)|daero)|[a-z]{3,14}-(?:ro|gil|daero|dong))\b(?:,? ?\d{1,3}(?:beon)?-?gil\b)?"
    r"|(?:[A-Z][a-z]{1,12}(?:-(?:gu|si|do|dong|gun|eup|myeon))?,? ){0,4}[A-Z][a-z]{1,14}-?(?:(?<=-)(?:ro|gil|daero)|daero)(?: ?\d{1,3}(?:beon)?-?gil)?,? \d{1,4}(?:-\d{1,4})?(?![\w]))"
)
_THAI_STYLE = re.compile(
    r"(?P<core>(?:(?i:room|unit) ?[\w/-]{1,7},? )?(?<![\w/.-])\d{1,4}(?:/\d{1,4})?,? (?:(?i:moo|mu|m\.) ?\d{1,2},? )?(?:(?:[A-Z][\w.-]{1,20},? ){0,4}(?:Soi|Thanon|Mooban|Muban|Condo|Condominium|Village|Tambon|Moo)\b(?: [A-Z][\w.-]{1,20}){0,3}(?: \d{1,3}(?:/\d{1,3})?(?!\d))?)"
    r"|(?<![\w/.-])\d{1,4}(?:/\d{1,4})?,? (?:(?:moo|mu|m\.) ?\d{1,2},? )?(?:[a-z-]{2,20},? ){0,4}(?:soi|thanon|tambon)\b(?: \d{1,3}(?:/\d{1,3})?(?![\d/])| [a-z-]{3,20}(?: \d{1,3}(?:/\d{1,3})?(?!\d))?))"
)
_EUROPEAN = re.compile(
    r"(?P<core>(?:[A-ZÄÖÜ][\wäöüß-]{1,20} ){0,2}?(?:[A-ZÄÖÜ][\wäöüß-]{0,20}(?:straße|strasse|str\.|weg|platz|allee|gasse|laan|straat|gatan|gade|vej|tie|katu)|(?:[A-ZÄÖÜ][\wäöüß-]{1,20} )(?:Straße|Strasse|Weg|Platz|Allee|Gasse))\.? \d{1,4}[a-z]?(?!\w)"
    r"|\b(?:Rue|Via|Viale|Piazza|Corso|Calle|Avenida|Paseo|Rua|Carrer|ul\.|Ulica)(?: (?:de|du|des|la|le|les|del|della|delle|di|do|da|dos|los|las|el))*(?: [A-ZÀ-Ý][\w'’.-]{1,20}){1,3},? (?:n\.?º? ?)?\d{1,4}[a-z]?(?!\w)"
    r"|(?<![\w.,-])\d{1,4}(?: ?bis| ?ter)?,? (?i:rue|avenue|boulevard|place|quai|impasse|allée|chemin)(?: (?:de|du|des|la|le|les))*(?: (?:d'|l')?[A-ZÀ-Ý][\w'’.-]{1,20}){1,3}"
    r"|(?<![\w.-])\d{1,2}-\d{1,3}(?:-\d{1,3})?,? (?:[A-Z][a-z]{2,15})(?:-(?:ku|cho|machi|shi))?(?=,))"
)
_POSTAL: Final = (
    r"(?:(?i:[A-Z]{1,2}\d[A-Z\d]? ?\d ?[A-Z] ?[A-Z])\b|(?:[A-Z]{2,3},? )?\d{5}(?:-\d{4})?(?![\d-])|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT)\b(?: \d{4}(?!\d))?|[A-Z]\d[A-Z] ?\d[A-Z]\d\b|[A-Z]\d[\dW] [A-Z\d]{4}\b|(?<=[A-Z][A-Z] )\d{4}(?!\d)|\d{3}-\d{4}(?![\d-])|(?<=[a-z] )\d{4}(?=\s*(?:$|[.,\n]))|(?<=Singapore )\d{6}(?!\d)"
    rf"|(?i:(?:[a-z]|{_DIGIT}|\d{{1,3}})(?:,? (?:[a-z](?=[ ,.\n]|$)|{_NUMBER_WORD}|\d{{1,3}})\b){{4,8}}))"
)
_NUMBERED = re.compile(rf"(?<![\w.,/:$£€#-])(?i:no\.? ?)?{_NUMBER},? {_DIRECTION}?(?:[A-Z\d]|the )")
_MAYBE_POSTCODE = re.compile(r"(?i:[A-Z]\d[A-Z\d]? ?\d[A-Z]{2})|[A-Z]{2},? \d{5}")
_UK_OR_ZIP = re.compile(r"(?i:\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)|[A-Z]{2},? \d{5}\b")
_UK: Final = r"(?i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)"
_STATES: Final = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana"
    "|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina"
    "|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia"
    "|wisconsin|wyoming|england|scotland|wales|northern ireland|united kingdom|uk|usa|united states|australia|ireland|canada|singapore|thailand|korea|south korea"
    "|london|manchester|birmingham|leeds|glasgow|liverpool|bristol|edinburgh|cardiff|belfast|sheffield|nottingham|leicester|chicago|boston|seattle|houston"
    "|dallas|austin|denver|phoenix|philadelphia|los angeles|san francisco|san diego|sydney|melbourne|brisbane|perth|adelaide|bangkok|chiang mai|phuket|seoul|busan|incheon|dublin"
    "|springfield|portland|atlanta|miami|detroit|las vegas|brooklyn|queens|manhattan|oxford|cambridge|brighton|newcastle|york|reading|bath"
)
_SEPARATOR: Final = r"(?:[ ]?[,;\n/]\s{0,3}|\.,\s?|\s-\s|(?<=\.)\s)"
_PART = re.compile(
    rf"(?:{_SEPARATOR}|[ ])(?:(?P<unit>{_UNIT})|(?P<postal>{_POSTAL}))|{_SEPARATOR}(?P<place>(?:the )?[A-ZÀ-Ý](?:[^\W\d_]|['’.-]){{1,25}}(?!\w)(?:[ ](?:[A-ZÀ-Ý](?:[^\W\d_]|['’.-]){{0,25}}(?!\w)|of|on|upon|under|le|la|de|in|by|the)){{0,5}})"
    rf"|(?:{_SEPARATOR}|[ ](?:in )?)(?P<known>(?i:{_STATES})\b|[A-Z]{{2}}\b(?=[ ,.\n]|$))|(?<=\d{{3}})[ ](?P<town>[A-ZÀ-Ý][a-zß-ÿ'’-]{{2,25}})(?!\w)|[ ](?:in )?(?P<bare>[A-ZÀ-Ý][a-zß-ÿ'’-]{{2,25}}(?:[ ][A-ZÀ-Ý][a-zß-ÿ'’-]{{2,25}}){{0,2}})(?!\w)(?=[ ]?[,.\n]|$|[ ](?:{_POSTAL}|[A-Z]{{2}} ))"
    rf"|,[ ](?P<small>[a-z'’-]{{3,20}}(?:[ ][a-z'’-]{{3,20}}){{0,2}}?)(?=[ ]?[,.\n]|$|[ ]{_POSTAL})|{_SEPARATOR}(?P<abroad>\d{{4,5}} [A-ZÀ-Ý][\w'’-]{{1,25}})"
)
_NOT_A_PLACE: Final = words_of(
    """please thanks thank can could would the this that not but and or so if when order call phone tel email
    name then also just hope let is are was were will do does did there here only ok okay yes no sorry hi hello
    mr mrs ms ring buzzer gate code leave near opposite next behind between since because mobile contact note
    attn c/o deliver delivery instead which who what where how though although regards cheers ideally asap"""
)
_CUE = re.compile(
    r"(?:\b(?:address|addr)(?: (?:on|for|of|in) [^.,?!:\n]{1,25}?)?(?: ?(?:is|was|'s|=|-|should be|will be|would be|now is|to|changed to))?(?: now| still| actually| currently)?"
    r"|\b(?:i|we|she|he|they)(?:'ve| have)? (?:just |now |currently |also |both )?(?:live|lives|living|stay|reside|moved|relocated)(?: in| at| to| on| over at)?|\b(?:living|staying|based|located|residing) (?:at|on|in)|\bmoved (?:house )?to|\b(?:deliver|delivered|ship|shipped|shipping|post|posted|mail|courier|sent|dropped)(?: (?:it|them|this|that|everything|the \w+|my \w+))? (?:over )?(?:to|at)"
    r"|\bsend (?:it|them|this|that|everything|the \w+|my \w+|\w+)? ?(?:over )?to|\b(?:i'm|i am|we're|we are|he's|she's) (?:now |currently )?at|\bcome (?:out |over |round )?to|\bgoing to|\b(?:pick|collect)(?:ed)? (?:it )?(?:up )?(?:from|at)|\bhouse (?:is|number is)|\bship to|\bbill(?:ing)? to|\binstead of|\bto)(?:[:,-]|\s)?(?: uh| um| er|,)?[:,]?\s{1,3}"
    r"(?:number )?",
    re.I,
)
_ANSWER = re.compile(
    r"(?:(?:yes|yeah|yep|sure|of course|certainly|ok|okay|alright|right|well|oh|so|um|uh|er|it's|it is|its|that's|that would be|that'd be|it'd be|my address is|the address is|address is|address|deliver(?: it)? to|send it to|ship (?:it )?to|i live (?:at|on)|i'm at|we're at|we live at|please|hi|no problem|here you go|here it is|to|at|the new (?:one|address) is|it should be|should be|actually|number|same street but)\b[.,:!]*[\s-]*)",
    re.I,
)
_TOLD = re.compile(
    rf"(?P<core>{_BEFORE}(?i:no\.? ?)?{_NUMBER},? (?P<words>(?:(?:[A-Za-z]|\d{{1,3}}(?:st|nd|rd|th)\b)[\w'’.-]{{1,20}}[ ]?){{1,4}}?)(?=[ ]?[,\n]|[ ]{_UNIT}|[ ]{_UK}|\.?$|\.\s))"
)
_TOLD_SMALL = re.compile(
    rf"(?P<core>(?:{_UNIT},? (?:at )?)?{_NUMBER},? (?:[a-z'’]{{2,15}} ){{1,3}}?(?:{_SMALL_KINDS})\b\.?)", re.I
)
_NAMED_HOUSE = re.compile(
    rf"(?P<core>{_BEFORE}(?:(?:{_HOUSE}|(?:The )?{_CAPITAL}(?: {_CAPITAL}){{0,2}}), ){{0,2}}(?:{_CAPITAL} ){{1,3}}(?:{_KINDS})\b)(?=,|\n| [A-Z])"
)
_NUMBER_LAST = re.compile(  # "Beaumont Avenue, number sixteen"
    rf"(?P<core>(?:{_CAPITAL} ){{1,3}}(?:{_KINDS})\b,? (?:at )?(?i:number|no\b\.?|house) ?(?:\d{{1,4}}[A-Za-z]?(?![\w.,]*\d)|{_IN_WORDS})(?![\w-]))"
)
_POSTCODE_TOLD = re.compile(
    rf"\b(?:post ?code|postal code|zip(?: code)?)(?: is|'s|:)? (?P<code>{_UK}|\d{{5}}(?:-\d{{4}})?(?!\d))",
    re.I,
)
_NOTHING_MORE = re.compile(r"[ .!,]*\Z")
_POSTAL_ALONE = re.compile(_POSTAL)
_MOST_PARTS: Final = 9
_FORMS: Final = (
    _STREET, _ROUTE, _KOREAN_STYLE, _THAI_STYLE, _EUROPEAN, _SMALL_STREET, _NAMED_HOUSE, _CUE, _POSTCODE_TOLD, _TOLD, _TOLD_SMALL, _NUMBER_LAST,
)  # fmt: skip
_BIT_OF: Final = {
    id(form): 1 << place for place, form in enumerate(_FORMS)
}  # an expression's own hash takes long
_TELLING: Final = _BIT_OF[id(_TOLD)] | _BIT_OF[id(_TOLD_SMALL)]
possible_forms: Final = Literals(_FORMS).among  # of English addresses that a text may have, as bits


def english_addresses(text: str, asked: bool) -> Iterator[Span]:
    """Where addresses in Latin letters stand. asked: the turn before asks for one."""
    possible = possible_forms(text)
    if possible & _BIT_OF[id(_STREET)] and not _NUMBERED.search(text):
        possible &= ~_BIT_OF[id(_STREET)]
    if possible & _BIT_OF[id(_NAMED_HOUSE)] and not _MAYBE_POSTCODE.search(text):
        possible &= ~_BIT_OF[id(_NAMED_HOUSE)]
    for place, form in enumerate((_STREET, _ROUTE, _KOREAN_STYLE, _THAI_STYLE, _EUROPEAN)):
        for match in form.finditer(text) if possible >> place & 1 else ():
            words = match["words"].casefold().split() if form is _STREET else ()
            if not any(word in _NO_STREET for word in words):
                yield match.start(), _end(text, match.end())
    for match in _SMALL_STREET.finditer(text) if possible & _BIT_OF[id(_SMALL_STREET)] else ():
        plain = any(word in WORDS for word in match["words"].split())
        end = _end(text, match.end())
        if not plain or _UK_OR_ZIP.search(text, match.end(), end):
            yield match.start(), end
    for match in _NAMED_HOUSE.finditer(text) if possible & _BIT_OF[id(_NAMED_HOUSE)] else ():
        end = _end(text, match.end())
        if _UK_OR_ZIP.search(text, match.end(), end):
            yield match.start(), end
    for match in _NUMBER_LAST.finditer(text) if possible & _BIT_OF[id(_NUMBER_LAST)] else ():
        yield match.start(), _end(text, match.end())
    for cue in _CUE.finditer(text) if possible & _BIT_OF[id(_CUE)] and possible & _TELLING else ():
        yield from _told(text, cue.end(), asked=False)
    for match in _POSTCODE_TOLD.finditer(text) if possible & _BIT_OF[id(_POSTCODE_TOLD)] else ():
        yield match.span("code")
    if asked:
        yield from _answer(text)


def _told(text: str, start: int, *, asked: bool) -> Iterator[Span]:
    """The address that begins here, where words before say that one comes."""
    if (match := _TOLD_SMALL.match(text, start)) is not None:
        middle = match["core"].casefold().replace("mile end", "").split()[1:-1]
        if not any(word in _NO_STREET for word in middle):
            yield match.start(), _end(text, match.end())
    if (match := _TOLD.match(text, start)) is None:
        return
    words = match["words"].split()
    words = words[1:] if words[0] == "The" and len(words) > 1 else words
    if any(word.casefold().rstrip(".") in _NO_STREET_NAME for word in words) or (
        not asked and not words[0][0].isupper()
    ):
        return
    end = _end(text, match.end())
    whole = asked and match["core"][0].isdigit() and _NOTHING_MORE.match(text, end) is not None
    if end > match.end() or whole:
        yield match.start(), end


def _answer(text: str) -> Iterator[Span]:
    start = len(text) - len(text.lstrip())
    for _ in range(5):
        if (filler := _ANSWER.match(text, start)) is None:
            break
        start = filler.end()
    yield from _told(text, start, asked=True)
    postal = _POSTAL_ALONE.match(text, start)
    if postal is not None and _NOTHING_MORE.match(text, postal.end()) is not None:
        yield postal.span()


_NO_STREET: Final = words_of(
    "minute minutes days weeks hours hour times of different percent people items pieces pounds dollars miles am pm day week month months year years mile jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december sec secs gb mb"
)
_NO_STREET_NAME: Final = WORDS | _NO_STREET


def _end(text: str, end: int) -> int:
    """Where the address ends whose core ends here: after the last unit, place or postal code that follows."""
    for _ in range(_MOST_PARTS):
        part = _PART.match(text, end)
        if part is None or not _is_part(text, part):
            break
        end = part.end()
    while text[end - 1] in " ,.\n":
        end -= 1
    return end


_CONTRACTED = re.compile("['’](?:ll|re|ve|d|m)$")


_STATE = re.compile(r"(?<=[a-z]) [A-Z]{2}$")  # "Dayton OH": no word


def _is_part(text: str, part: re.Match[str]) -> bool:
    place = part["place"] or part["bare"] or part["small"] or part["town"]
    if place is None or (place.isupper() and len(place) < 4):  # a state
        return True
    words = _STATE.sub("", place).casefold().replace(".", " ").split()
    if words[0] in _NOT_A_PLACE or (words[0] in STOPS and words[0] != "the"):
        return False
    if any(
        word in STOPS and word not in ("street", "road", "avenue", "the", "on", "under", "in", "of", "by")
        for word in words
    ):
        return False
    if part["small"] is not None:
        return not any(word in WORDS for word in words)
    return not (
        text.startswith(("'", ":"), part.end()) or words[0] in ("i", "it") or _CONTRACTED.search(words[0])
    )
