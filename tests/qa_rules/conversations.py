"""Small conversations for tests: a line a turn, `a:` agent, `a2:` another agent, `c:` customer, `b:` bot, `s:` system."""

from __future__ import annotations

from typing import Any

from data.conversation import Conversation, conversation_from
from qa_rules.library import Library

NOTHING = Library((), ())

_ROLES = {"a": "agent", "c": "customer", "b": "bot", "s": "system"}


def talk(*lines: str, **keys: Any) -> Conversation:
    """The conversation of these lines; keys are those of the generic format."""
    turns = []
    for line in lines:
        who, text = line.split(": ", 1) if ": " in line else (line.rstrip(":"), "")
        turns.append({"role": _ROLES[who[0]], "text": text, "agent_id": who if who[0] == "a" else None})
    return conversation_from({"conversation_id": "c-1", "language": "en", **keys, "turns": turns})
