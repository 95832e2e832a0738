"""Who speaks: roles hidden, and whether they are found or refused; roles exchanged, and whether that is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from data.conversation import UNKNOWN_ROLE, Conversation, Turn, conversation_from
from models.corpus.whole import whole_conversations
from models.evaluation.items import AGENT, CUSTOMER, lines
from models.evaluation.own_corpus import HELD, LANGUAGES
from models.folds import KEPT_OUT, fold_of

STAR: Final = "star_conversations.jsonl.gz"
COLUMNS: Final = (
    "set", "language", "n", "right or refused", "95 %", "refused", "95 %", "taken for swapped", "95 %",
    "n swapped", "noticed", "95 %",
)  # fmt: skip
_EXCHANGED: Final = {AGENT: CUSTOMER, CUSTOMER: AGENT}

Cast = Callable[[Conversation], tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the Wilson 95 % interval of the share."""

    count: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Speaking:
    """The figures of a set in a language.

    right, refused: with all roles hidden; right counts what was refused too. called_swapped: with the roles as they are.
    noticed: with agent and customer exchanged, among conversations in which both speak.
    """

    set: str
    language: str
    right: Share
    refused: Share
    called_swapped: Share
    noticed: Share


def role_sets(folder: Path) -> Iterator[tuple[str, str, list[Conversation]]]:
    """Set, language and conversations: the own batches kept back, and the fifth of STAR that nothing learned from."""
    for language in LANGUAGES:
        own = [conversation_from(whole.conversation) for whole in whole_conversations(language, HELD)]
        if own:
            yield "own-held", language, own
    if (folder / STAR).is_file():
        star = (conversation_from(row) for _, row in lines(folder / STAR))
        yield "star", "en", [c for c in star if fold_of(c.conversation_id) == KEPT_OUT]


def speaking(name: str, language: str, conversations: Iterable[Conversation], cast: Cast) -> Speaking:
    """The figures of a set. cast: how the roles of a conversation were found, and the role of each turn."""
    right, refused, called, noticed = [], [], [], []
    for conversation in conversations:
        given = tuple(turn.role for turn in conversation.turns)
        found, roles = cast(hidden(conversation))
        refused.append(found != "inferred")
        right.append(refused[-1] or all(r in (g, UNKNOWN_ROLE) for r, g in zip(roles, given, strict=True)))
        called.append(cast(conversation)[0] == "swapped")
        if {AGENT, CUSTOMER} <= set(given):
            noticed.append(cast(exchanged(conversation))[0] == "swapped")
    return Speaking(name, language, _share(right), _share(refused), _share(called), _share(noticed))


def hidden(conversation: Conversation) -> Conversation:
    """A conversation that names two speakers, and no roles; notes and what bots say stay as they are."""
    return replace(conversation, turns=tuple(_hidden(turn) for turn in conversation.turns))


def exchanged(conversation: Conversation) -> Conversation:
    """A conversation in which agent and customer have each other's role."""
    turns = (replace(turn, role=_EXCHANGED.get(turn.role, turn.role)) for turn in conversation.turns)
    return replace(conversation, turns=tuple(turns))


def speaking_rows(found: Iterable[Speaking]) -> list[tuple[str, ...]]:
    """A row of cells for each of `COLUMNS`."""
    return [
        (
            one.set, one.language, str(one.right.of), *_cells(one.right), *_cells(one.refused),
            *_cells(one.called_swapped), str(one.noticed.of), *_cells(one.noticed),
        )
        for one in found
    ]  # fmt: skip


def _hidden(turn: Turn) -> Turn:
    if turn.role not in _EXCHANGED or turn.internal:
        return turn
    return replace(turn, role=UNKNOWN_ROLE, speaker="A" if turn.role == AGENT else "B")


def _share(flags: list[bool]) -> Share:
    from scipy.stats import binomtest  # slow to import

    if not flags:
        return Share(0, 0, 0.0, 1.0)
    interval = binomtest(sum(flags), len(flags)).proportion_ci(method="wilson")
    return Share(sum(flags), len(flags), float(interval.low), float(interval.high))


def _cells(share: Share) -> tuple[str, str]:
    if not share.of:
        return "–", ""
    return f"{share.count / share.of:.3f}", f"{share.low:.3f}–{share.high:.3f}"
