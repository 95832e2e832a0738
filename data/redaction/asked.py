"""What a turn asks for: the next one may answer with the value alone."""

from __future__ import annotations

from data.redaction.addresses import ASKS_ADDRESS
from data.redaction.names import ASKS_NAME


def asked_for(text: str) -> frozenset[str]:
    """The entities that a turn asks for or announces.

    >>> sorted(asked_for("May I have your name, please?"))
    ['NAME']
    """
    small = text.lower()
    return frozenset(
        entity for entity, asks in (("NAME", ASKS_NAME), ("ADDRESS", ASKS_ADDRESS)) if asks.search(small)
    )
