"""Who speaks: roles where a transcript names speakers only, and whether the roles that it names look exchanged.

A swapped agent and customer ruins every score after it (FORMATS, section 1, trap 7): below `SURE` nothing is inferred,
and from `SWAPPED` on nothing is judged. Everything rests on what is said and how long the turns are, not on who begins:
in calls that is the agent, in chats mostly the customer, and recordings begin anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final

import numpy as np

from data.conversation import UNKNOWN_ROLE, Conversation, Turn
from models.ngrams import Words
from models.reader import WEIGHTS
from models.roles import FILE, cast, lengths, role_model
from qa_rules.definitions import version_of
from qa_rules.folding import fold
from qa_rules.language import JUDGED, LANGUAGE_VERSION, conversation_language

CODE_VERSION: Final = "1"
SURE: Final = 0.9
SWAPPED: Final = 0.995
UNCLEAR: Final = "roles unclear"
LOOK_SWAPPED: Final = "roles look swapped"
_SIDES: Final = ("agent", "customer")
_NUMBERED: Final = re.compile(
    r"(?i)(?:speaker|spk|channel|participant|party|[a-z]{1,2})?[\s_#-]*\d{1,3}|[a-z]"
)
_HIDDEN = re.compile(r"<[a-z_]+>|\d+(?:[.,:/-]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|0|[?!]")


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a conversation's turns.

    found: `given` and not doubted; `inferred` from what speakers say; `unclear`; `swapped`, where the given ones look
    exchanged. turns: the role of each turn as it is judged, `unknown` where it must not be. given: as it was read.
    probability: that the inferred roles are right, or that the given ones are exchanged; None where nobody asked.
    speakers: label -> inferred role.
    """

    found: str
    turns: tuple[str, ...]
    given: tuple[str, ...]
    probability: float | None = None
    speakers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why a turn without a role is not scored."""
        return reason_of(self.found)

    def json(self) -> dict[str, Any] | None:
        """As `convoqa judge` shows it; None where the given roles stand."""
        if self.found == "given":
            return None
        if self.found == "swapped":
            return {"swapped": True, "probability": self.probability}
        if self.found == "unclear":
            return {"inferred": False, "probability": self.probability}
        return {"inferred": True, "probability": self.probability, "speakers": _unnamed(self.speakers)}


def _unnamed(speakers: Mapping[str, str]) -> dict[str, str]:
    """Roles by label where that is a number or a letter; a label that may be a name is only counted."""
    return {
        label if _NUMBERED.fullmatch(label) else f"speaker {number}": role
        for number, (label, role) in enumerate(speakers.items(), start=1)
    }


def reason_of(found: str) -> str:
    """Why a turn without a role is not scored, by how the roles of its conversation were found."""
    return LOOK_SWAPPED if found == "swapped" else UNCLEAR


def roles_of(conversation: Conversation) -> Roles:
    """The roles of a conversation as it was read; the same whatever else is judged with it."""
    given = tuple(turn.role for turn in conversation.turns)
    said = [turn for turn in conversation.turns if turn.role != "system" and not turn.internal]
    language = conversation_language([turn.text for turn in said], conversation.language)
    people = [turn for turn in said if turn.role != "bot" and any(letter.isalnum() for letter in turn.text)]
    unknown = [turn for turn in said if turn.role == UNKNOWN_ROLE]
    if unknown:
        return _inferred(conversation, given, people, language)
    if language in JUDGED and set(_SIDES) <= {turn.role for turn in people}:
        agent, customer = (_leaning([t for t in people if t.role == side], language) for side in _SIDES)
        probability = round(cast([customer, agent]).probability, 4) if customer > agent else 0.0
        if probability >= SWAPPED:
            unsafe = tuple(UNKNOWN_ROLE if role in _SIDES else role for role in given)
            return Roles("swapped", unsafe, given, probability)
    return Roles("given", given, given)


def with_roles(conversation: Conversation, roles: Roles) -> Conversation:
    """The conversation as it is judged. An inferred agent keeps the agent id that a given one would have."""
    if roles.turns == roles.given:
        return conversation
    turns = (
        turn
        if turn.role == role
        else replace(turn, role=role, agent_id=turn.agent_id if role != "customer" else None)
        for turn, role in zip(conversation.turns, roles.turns, strict=True)
    )
    return replace(conversation, turns=tuple(turns))


@cache
def roles_version() -> str:
    """Changes with the weights of any language, with the rules here, and with how languages are told."""
    weights = [sha256((WEIGHTS / language / FILE).read_bytes()).hexdigest() for language in JUDGED]
    return version_of(CODE_VERSION, LANGUAGE_VERSION, SURE, SWAPPED, weights)


def _inferred(
    conversation: Conversation, given: tuple[str, ...], people: Sequence[Turn], language: str
) -> Roles:
    """Roles for those who have none, where they are sure; who says no word gets none."""
    labels = list(dict.fromkeys(turn.speaker for turn in people if turn.role == UNKNOWN_ROLE))
    if language not in JUDGED or not labels or None in labels:
        return Roles("unclear", given, given)
    leanings = [
        _leaning([t for t in people if t.role == UNKNOWN_ROLE and t.speaker == label], language)
        for label in labels
    ]
    known = {turn.role for turn in people}
    casting = cast(leanings, agent="agent" in known, customer="customer" in known)
    probability = round(casting.probability, 4)
    if probability < SURE:
        return Roles("unclear", given, given, probability)
    speakers = {str(label): _SIDES[not agent] for label, agent in zip(labels, casting.agents, strict=True)}
    turns = tuple(
        speakers.get(turn.speaker or "", UNKNOWN_ROLE) if turn.role == UNKNOWN_ROLE else turn.role
        for turn in conversation.turns
    )
    return Roles("inferred", turns, given, probability, speakers)


def _leaning(turns: Sequence[Turn], language: str) -> float:
    """Log-odds that the speaker of these turns is an agent."""
    model = role_model(language)
    texts = [turn.text for turn in turns]
    return model.leaning(model.evidence([prepared(text, language) for text in texts]), lengths(texts))


@lru_cache(maxsize=4_096)
def prepared(text: str, language: str) -> Words:
    """A text as the role weights read it: numbers and what redaction left are alike; English in words, else in letters.

    >>> [form for form, _, _ in prepared("What's your order no. (AB-1234)?", "en").tokens]
    ["what's", 'your', 'order', 'no', 'ab', '0', '?']
    """
    folded = _HIDDEN.sub("0", fold(text, language).text)
    if language == "en":
        return Words(text, "", np.zeros((0, 2), np.int32), tuple((m, 0, 0) for m in _WORD.findall(folded)))
    return Words(text, folded, np.zeros((len(folded), 2), np.int32), ())
