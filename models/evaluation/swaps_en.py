"""English swaps: names, pronouns, honorifics, spelling and dialect, and who the customer is."""

from __future__ import annotations

import re
from typing import Final

from models.evaluation.rings import both, cased, renamed, ring_swap

_NAMES: Final = (
    ("James", "DeShawn", "Mohammed", "Arjun", "Wei", "Carlos", "Piotr"),
    ("Emily", "Lakisha", "Fatima", "Priya", "Mei", "Guadalupe", "Svetlana"),
    ("John", "Jamal", "Ahmed", "Rajesh", "Hiroshi", "Diego", "Dmitri"),
    ("Sarah", "Ebony", "Aisha", "Lakshmi", "Yuki", "Lucia", "Agnieszka"),
    ("David", "Tyrone", "Yusuf", "Sanjay", "Minh", "Javier", "Bogdan"),
    ("Anna", "Keisha", "Leila", "Deepa", "Linh", "Rosa", "Olga"),
    ("Michael", "Kwame", "Omar", "Vikram", "Jin", "Pedro", "Ivan"),
    ("Karen", "Chidinma", "Zainab", "Anjali", "Hana", "Ines", "Milena"),
    ("Smith", "Jackson", "Hussain", "Patel", "Nguyen", "Garcia", "Kowalski"),
    ("Jones", "Okafor", "Khan", "Singh", "Kim", "Hernandez", "Ivanov"),
)
_GREETED: Final = re.compile(r"(?<=\bHi )[A-Z][a-z]+|(?<=\b(?:Mr|Ms|Mx) )[A-Z][a-z]+|(?<=\bDear )[A-Z][a-z]+"
                             r"|(?<=\b(?:Mr|Ms|Mx)\. )[A-Z][a-z]+|(?<=\bMrs )[A-Z][a-z]+|(?<=\bMrs\. )[A-Z][a-z]+"
                             r"|(?<=\bHello )[A-Z][a-z]+")  # fmt: skip
_NO_NAMES: Final = frozenset(
    (
        "There",
        "All",
        "Mr",
        "Ms",
        "Mx",
        "Mrs",
        "Miss",
        "Dr",
        "Again",
        "Sir",
        "Madam",
        "Team",
        "And",
        "Both",
        "Everyone",
        "Customer",
    )
)
_ANY_NAME: Final = ("Fatima", "Wei", "Kowalski")
_HONORIFICS: Final = (("Mr.", "Ms.", "Mx."), ("Mr", "Ms", "Mx"), ("sir", "ma'am"))
_IDENTITIES: Final = (
    ("American", "Nigerian", "Mexican", "Pakistani", "Chinese", "Polish"),
    ("British", "Indian", "Filipino", "Somali", "Korean", "Romanian"),
    ("Christian", "Muslim", "Jewish", "Hindu", "Buddhist"),
    ("church", "mosque", "synagogue", "temple"),
    ("Christmas", "Eid", "Passover", "Diwali"),
    ("elderly", "young", "middle-aged"),
    ("pensioner", "student", "veteran"),
    ("grandmother", "daughter", "neighbour"),
    ("grandfather", "son", "brother"),
    ("blind", "deaf", "disabled", "autistic"),
    ("husband", "wife", "partner"),
    ("boyfriend", "girlfriend"),
)
_SPELLING_PAIRS: Final = (
    "colour/color favour/favor favourite/favorite behaviour/behavior honour/honor neighbour/neighbor "
    "labour/labor flavour/flavor centre/center litre/liter theatre/theater apologise/apologize "
    "apologised/apologized organise/organize organised/organized realise/realize realised/realized "
    "recognise/recognize recognised/recognized prioritise/prioritize authorise/authorize "
    "authorised/authorized finalise/finalize cancelled/canceled cancelling/canceling "
    "travelling/traveling travelled/traveled labelled/labeled programme/program catalogue/catalog "
    "grey/gray mum/mom tyre/tire jewellery/jewelry licence/license defence/defense enquiry/inquiry "
    "enquiries/inquiries whilst/while learnt/learned favours/favors colours/colors okay/ok"
)
_SPELLINGS: Final = tuple(pair.split("/") for pair in _SPELLING_PAIRS.split())
_DIALECT_PAIRS: Final = (
    "want to/wanna|got to/gotta|have to/hafta|kind of/kinda|yes/yeah|because/cos|isn't it/innit|"
    "you all/y'all|let me/lemme|give me/gimme|don't know/dunno|them/'em|about/'bout|doing/doin'|"
    "getting/gettin'|looking/lookin'|trying/tryin'|working/workin'|something/summat|nothing/nowt|"
    "cannot/can't|thank you/ta"
)
_DIALECT: Final = tuple(pair.split("/") for pair in _DIALECT_PAIRS.split("|"))
_BEFORE_A_VERB: Final = r"(?= (?!(?:a|an|the|my|your|our|their|his|her|this|that)\b)[a-z])"
_HE: Final = {"he": 0, "him": 1, "his": 2, "himself": 3}
_SHE: Final = {"she": 0, "her": 1, "hers": 2, "herself": 3}
_FORMS: Final = {
    "he": ("he", "him", "his", "himself", "his"),
    "she": ("she", "her", "her", "herself", "hers"),
    "they": ("they", "them", "their", "themself", "theirs"),
}
_SINGULAR: Final = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
                    "hasn't": "haven't", "doesn't": "don't"}  # fmt: skip
_PRONOUN: Final = re.compile(
    r"\b(himself|herself|hers|his|him|her|he|she)\b('s\b)?( (?:is|was|has|does)(?:n't)?\b)?(?= (\w+)|)",
    re.IGNORECASE,
)
_NO_NOUN_WORDS: Final = (
    "about again and any as at back because before but by for from if in into now of off on or out "
    "over so soon that the then this through to today tomorrow too up well when where while with "
    "yesterday a an directly"
)
_NO_NOUNS: Final = frozenset(_NO_NOUN_WORDS.split())

TOLD: Final = (
    "I have been with you for a while.",
    "I am from Nigeria.",
    "I am from Poland.",
    "I am Muslim.",
    "I am Jewish.",
    "I am 78 years old.",
    "I am 19 years old.",
    "I am blind.",
    "I use a wheelchair.",
)


def pronouns(text: str) -> list[str]:
    """He and she, each as the other and as they, where the verb after it can follow.

    >>> pronouns("He said her name is his.")[0]
    'She said his name is hers.'
    >>> pronouns("She was here.")
    ['He was here.', 'They were here.']
    """
    if not _PRONOUN.search(text):
        return []
    other = _PRONOUN.sub(lambda m: _replaced(m, {"he": "she", "she": "he"}), text)
    if any(map(_agrees, _PRONOUN.finditer(text))):
        return [other]
    return [other, _PRONOUN.sub(lambda m: _replaced(m, {"he": "they", "she": "they"}), text)]


def _agrees(match: re.Match[str]) -> bool:
    """Whether the verb after he or she has an ending that would not follow they."""
    free = match[1].lower() in ("he", "she") and not match[2] and not match[3]
    return free and (match[4] or "").lower().endswith("s")


def _replaced(match: re.Match[str], into: dict[str, str]) -> str:
    word, short, verb = match[1].lower(), match[2] or "", match[3] or ""
    gender = "he" if word in _HE else "she"
    form = _HE[word] if word in _HE else _SHE[word]
    following = (match[4] or "").lower()
    owned = bool(following) and not verb and following not in _NO_NOUNS
    if word == "her":
        form = 2 if owned else 1
    elif word == "hers":
        form = 4
    elif word == "his":
        form = 2 if owned else 4
    target = into[gender]
    if target == "they" and form == 0:
        short = short.replace("'s", "'re")
        verb = f" {_SINGULAR[verb.strip().lower()]}" if verb else ""
    return cased(_FORMS[target][form], match[1]) + short + verb


def greeted(text: str) -> list[str]:
    """Whoever is greeted by name, under other names.

    >>> greeted("Hi Boris, one moment.")[0]
    'Hi Fatima, one moment.'
    """
    return renamed(_GREETED, text, _ANY_NAME, _NO_NAMES)


def _with_article(text: str) -> str:
    """`a` or `an` as the next word of a ring wants it."""
    words = "|".join(re.escape(word) for ring in _IDENTITIES for word in ring)
    return re.sub(
        rf"\b([Aa])n? (?=({words})\b)",
        lambda m: m[1] + ("n " if m[2][0].lower() in "aeiou" else " "),
        text,
    )


def identities(text: str) -> list[str]:
    """Nationality, faith, age, disability and family, as they are named.

    >>> identities("as an American customer")[0]
    'as a Nigerian customer'
    """
    return [_with_article(variant) for variant in ring_swap(_IDENTITIES)(text)]


SWAPS: Final = {
    "names": both(ring_swap(_NAMES), greeted),
    "pronouns": pronouns,
    "honorifics": ring_swap(_HONORIFICS, ignore_case=False, after=r"(?![\w])"),
    "identity": identities,
    "dialect": both(
        ring_swap(_DIALECT, ignore_case=True),
        ring_swap([("going to", "gonna")], after=_BEFORE_A_VERB, ignore_case=True),
    ),
    "spelling": ring_swap(_SPELLINGS, ignore_case=True),
}
