"""Ids that are somebody's e-mail address or phone number are kept as an HMAC, as customers' ids are (data/identity.py).

A recording is often named after the number that called, and its name is the conversation's id where it names none.
Surveys, exclusions and questions for a conversation go through the same function, so that all of them meet.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from typing import Final

from data.conversation import UNKNOWN_ROLE, Conversation, Turn
from data.identity import customer_key
from data.intake import Rejected
from data.redaction import findings

_WHO: Final = frozenset({"EMAIL", "PHONE"})
_LIKE_A_CARD: Final = re.compile(r"(?<!\d)(?:\d{15,16}|\d{4}([ _-])\d{4}\1\d{4}\1\d{4})(?!\d)")
_GOES_ON_BEFORE: Final = re.compile(r"\d[._-]$")  # "20261021-021957-8840"
_IN_GROUPS: Final = re.compile(
    r"0\d{1,2}[ ._-]\d{3,4}[ ._-]\d{4}|0\d{8,10}|\+.*|.*@.*"
)  # "20261021-010-9876-5432"
_NATIONAL: Final = (
    re.compile(  # written as such: a date and a counter with a dot between are an id like any other
        r"(?<!\d)(?:\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}|\d-\d{4}-\d{5}-\d\d-\d)(?!\d)"
    )
)
_MAY_SAY_WHO: Final = re.compile(r"[@+]|%40|(?<!\d)(?:0|66|82)\d{7}|\d[ ()._-]+\d|\d{14}|[^\x00-\x7f]")
_SAYS_NOBODY: Final = re.compile(r"(?:id-)?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def says_who(text: str) -> bool:
    """Whether an e-mail address, a phone number, a card's or a national identity number is in an id.

    >>> [says_who(text) for text in ("call_+821098765432_7", "ann%40example.com", "010_9876_5432", "4111111111111111")]
    [True, True, True, True]
    >>> [says_who(text) for text in ("20261021-010-9876-5432", "20261021-021957-8840")]
    [True, False]
    >>> [says_who(text) for text in ("900101-1234567", "1-1037-02071-81-1")]
    [True, True]
    >>> [says_who(text) for text in ("c-7", "2026-000123", "1772355605", "1772355605123", "260925.7204118.S04")]
    [False, False, False, False, False]
    >>> says_who("7afb6462-db8a-e021-0156-9570cc2534b4")
    False
    """
    if not _MAY_SAY_WHO.search(text) or _SAYS_NOBODY.fullmatch(text):
        return False
    if _NATIONAL.search(text):
        return True
    card = _LIKE_A_CARD.search(text)
    if card and findings(card[0].replace("_", "-"), {"CARD"}):
        return True
    plain = text.replace("%40", "@")
    return any(
        _IN_GROUPS.fullmatch(shown, found.start, found.end)
        or not _GOES_ON_BEFORE.search(shown[: found.start])
        for shown in (plain, plain.replace("_", "-"))
        for found in findings(shown, _WHO)
    )


def kept_id(key: bytes, given: str) -> str:
    """The id as it is kept: as given, or `id-` and its HMAC under the workspace's key where it says who somebody is.

    >>> kept_id(b"k" * 32, "c-1"), kept_id(b"k" * 32, "+82 10-9876-5432")[:9]
    ('c-1', 'id-55b8b1')
    """
    return f"id-{customer_key(key, given)}" if says_who(given) else given


def with_kept_ids(
    item: Conversation | Rejected, key: bytes, agents: Container[str]
) -> Conversation | Rejected:
    """What was read, with ids as they are kept. Agents' ids stay: those in `agents`, and those that a file names so."""
    name = item.conversation_id
    if name is not None and (kept := kept_id(key, name)) != name:
        item = replace(item, conversation_id=kept)
    if isinstance(item, Rejected) or all(turn.role != UNKNOWN_ROLE for turn in item.turns):
        return item

    def known(turn: Turn) -> Turn:
        given = turn.agent_id
        if turn.role != UNKNOWN_ROLE or given is None or given == item.agent_id or given in agents:
            return turn
        return replace(turn, agent_id=kept_id(key, given))

    return replace(item, turns=tuple(map(known, item.turns)))
