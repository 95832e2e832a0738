"""Customers' ids leave the texts that are kept: an id is kept as an HMAC alone (data/identity.py).

In a conversation its own customer's id is masked. An excerpt of what could not be read may name anybody: there the
values of all fields that say who somebody is are masked, and labels of speakers that are no roles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from data.conversation import Conversation
from data.speaker_labels import role_of

CUSTOMER: Final = "<CUSTOMER>"
SHORTEST_ID: Final = 6  # a shorter one, as 2024 or 1000, stands in texts that have nothing to do with it
SURE_WITHOUT_EDGES: Final = 8  # an id this long is nobody else's, also where letters or digits adjoin it
_FIELD: Final = re.compile(r"""(["'])([\w .-]{1,60})\1(\s*:\s*)("[^"]*"?|'[^']*'?|[^\s"',{}\[\]]+)""")
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WHO: Final = frozenset(
    [
        "id",
        "ids",
        "ref",
        "no",
        "key",
        "account",
        "name",
        "email",
        "mail",
        "phone",
        "mobile",
        "address",
        "ip",
        "login",
        "username",
        "nickname",
        "handle",
        "speaker",
        "author",
        "sender",
        "from",
        "to",
        "user",
        "customer",
        "visitor",
        "client",
        "contact",
        "caller",
        "party",
        "identity",
        "url",
    ]
)
_NOBODY: Final = frozenset(
    [
        "conversation",
        "ticket",
        "chat",
        "session",
        "call",
        "thread",
        "message",
        "agent",
        "queue",
        "record",
        "event",
    ]
)
_LABEL: Final = re.compile(
    r"(?m)^(\s*)([^\W\d_][^:\n<>{}\"'_,;]{0,40})(:\s)|(<v(?:\.\w+)* )([^<>\n]{1,40})(>)"
)


def spellings(customer_id: str) -> list[str]:
    """The id as texts may write it: as given, composed and decomposed."""
    plain = customer_id.strip()
    return sorted({plain, *(unicodedata.normalize(form, plain) for form in ("NFC", "NFD"))})


def pattern_of(spelling: str, written: str | None = None) -> str:
    """A regular expression, for Python and DuckDB, of an id with what adjoins it, which is no part of a longer word.

    written: how a page writes it.
    """
    plain = re.escape(written or spelling)
    if len(spelling) >= SURE_WITHOUT_EDGES:
        return rf"()({plain})()"
    return rf"(^|[^A-Za-z0-9])({plain})($|[^A-Za-z0-9])"


def without_id(text: str, customer_id: str | None, *, shortest: int = SHORTEST_ID) -> str:
    """The text without this customer's id, in either case. Shorter ids than `shortest` stay.

    >>> without_id("u-4711은 U-4711 u-47110", "u-4711")
    '<CUSTOMER>은 <CUSTOMER> u-47110'
    """
    if customer_id is None or len(customer_id.strip()) < shortest:
        return text
    lower = text.lower()
    for spelling in spellings(customer_id):
        if spelling.lower() in lower:
            pattern = re.compile(pattern_of(spelling), re.IGNORECASE)
            for _ in range(2):  # two that share the character between them need a second look
                text = pattern.sub(rf"\1{CUSTOMER}\3", text)
    return text


def without_own_id(conversation: Conversation) -> Conversation:
    """The conversation without its customer's id in any text. An id of letters alone may be a word: it stays there."""
    own = conversation.customer_id
    if own is None or len(own) < SHORTEST_ID or own.isalpha():
        return conversation
    written = [
        conversation.topic or "", conversation.queue or "", *conversation.metadata.values(),
        *(turn.text for turn in conversation.turns), *(turn.speaker or "" for turn in conversation.turns),
    ]  # fmt: skip
    if not _is_named(own, written):
        return conversation
    return replace(
        conversation,
        topic=conversation.topic and without_id(conversation.topic, own),
        queue=conversation.queue and without_id(conversation.queue, own),
        metadata={name: without_id(value, own) for name, value in conversation.metadata.items()},
        turns=tuple(
            replace(
                turn, text=without_id(turn.text, own), speaker=turn.speaker and without_id(turn.speaker, own)
            )
            for turn in conversation.turns
        ),
    )


def _is_named(customer_id: str, texts: Iterable[str]) -> bool:
    """Whether the id stands in any text, in either case; looked for in all of them at once: most hold none."""
    together = "\0".join(texts).lower()
    return any(spelling.lower() in together for spelling in spellings(customer_id))


def without_anybody(excerpt: str, customer_id: str | None) -> str:
    """A raw excerpt without the values of fields that name people, without labels of speakers, without the id.

    >>> without_anybody('{"conversation_id": "c-1", "visitor": {"id": 7, "name": "Jane"}, "text": "Hi, 7', None)
    '{"conversation_id": "c-1", "visitor": {"id": <CUSTOMER>, "name": <CUSTOMER>}, "text": "Hi, 7'
    >>> without_anybody("Agent: Hi\\nJane Miller: Hello", None)
    'Agent: Hi\\n<CUSTOMER>: Hello'
    """
    text = _LABEL.sub(_unlabelled, _FIELD.sub(_unnamed, excerpt))
    for named in {field[4].strip("\"'") for field in _FIELD.finditer(excerpt) if _unnamed(field) != field[0]}:
        text = without_id(text, named)
    return without_id(text, customer_id, shortest=1)


def _unnamed(field: re.Match[str]) -> str:
    quote, name, colon, value = field.groups()
    words = [word.lower() for word in _WORDS.findall(name)] or [""]
    who = words[-1] in _WHO and not _NOBODY.intersection(words) and role_of(value.strip("\"'")) is None
    return f"{quote}{name}{quote}{colon}{CUSTOMER}" if who and value != "null" else field[0]


def _unlabelled(label: re.Match[str]) -> str:
    before, name, after = label.groups()[:3] if label[2] else label.groups()[3:]
    return label[0] if role_of(name) else f"{before}{CUSTOMER}{after}"
