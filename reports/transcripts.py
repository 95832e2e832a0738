"""Transcripts as the report shows them: who said what and when, with what was seen in it marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import duckdb
import pyarrow as pa

from insights.flags import spoken
from insights.saying import ENGLISH, Say
from reports.figures import run
from reports.quotes import PER_ANSWER, Quote, quote_of
from reports.wording import clock, dated

# How a mark looks, by the first word of the signal's name; the most telling wins where marks overlap. Other signals
# (intents, cues, courtesy) are marked only where an answer rests on them: there are too many to read past.
_LOOKS: Final = {
    "rudeness": "bad", "forbidden": "bad", "hostility": "harsh", "opportunity": "chance", "empathy": "good",
    "step": "step", "promise": "promise", "outcome": "outcome", "evidence": "evidence",
}  # fmt: skip
_ORDER: Final = tuple(dict.fromkeys(_LOOKS.values()))


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of a text, in code points."""

    start: int
    end: int
    look: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one look (empty: unmarked), and the labels of the marks that end with it."""

    text: str
    look: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as it is shown."""

    number: int
    role: str
    who: str
    time: str
    language: str
    note: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole turn, as it is stored."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as it is shown; anchor is its place in the page."""

    key: str
    anchor: str
    conversation_id: str
    channel: str
    language: str
    started: str
    turns: tuple[TurnView, ...]


def pieces_of(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text cut at every edge of a span, so that overlapping and nested marks are each shown to their end.

    >>> [(p.text, p.look, p.labels) for p in pieces_of("so sorry", [Span(0, 8, "good", "a"), Span(3, 8, "bad", "b")])]
    [('so ', 'good', ()), ('sorry', 'bad', ('a', 'b'))]
    """
    inside = [s for s in spans if 0 <= s.start < s.end and s.start < len(text)]
    edges = sorted({0, len(text), *(s.start for s in inside), *(min(s.end, len(text)) for s in inside)})
    pieces = []
    for start, end in pairwise(edges):
        over = [s for s in inside if s.start <= start < s.end]
        look = min((s.look for s in over), key=_ORDER.index, default="")
        labels = dict.fromkeys(s.label for s in over if min(s.end, len(text)) == end)
        pieces.append(Piece(text[start:end], look, tuple(labels)))
    return tuple(pieces)


def quoted(transcript: Transcript, evidence: Sequence[Mapping[str, int]]) -> list[Quote]:
    """The first spans of an answer's evidence as quotes."""
    turns = {turn.number: turn for turn in transcript.turns}
    return [
        quote_of({**span, "role": turn.role, "language": turn.language, "text": turn.text})
        for span in evidence[:PER_ANSWER]
        if (turn := turns.get(span["turn"])) is not None
    ]


def transcripts(
    connection: duckdb.DuckDBPyConnection,
    keys: Sequence[str],
    names: Mapping[str, str],
    time_zone: str,
    say: Say = ENGLISH,
) -> dict[str, Transcript]:
    """The wanted conversations by key, in this order; names: of agents, by agent_id."""
    wanted = pa.table({"conversation_key": list(keys), "place": list(range(len(keys)))})
    connection.register("wanted", wanted)
    try:
        turns, spans = run(connection, "transcript_turns"), run(connection, "transcript_spans")
    finally:
        connection.unregister("wanted")
    marks: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in spans:
        marks.setdefault((row["conversation_key"], row["turn"]), []).append(row)
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in turns:
        by_key.setdefault(row["conversation_key"], []).append(row)
    return {key: _transcript(rows, marks, names, time_zone, say) for key, rows in by_key.items()}


def _transcript(
    rows: list[dict[str, Any]],
    marks: Mapping[tuple[str, int], list[dict[str, Any]]],
    names: Mapping[str, str],
    time_zone: str,
    say: Say,
) -> Transcript:
    first = rows[0]
    key = first["conversation_key"]
    return Transcript(
        key=key,
        anchor=f"conversation-{first['place'] + 1}",
        conversation_id=first["conversation_id"],
        channel=first["channel"] or "",
        language=first["conversation_language"] or "",
        started=dated(first, time_zone, say),
        turns=tuple(
            _turn(row, _spans(marks.get((key, row["turn"]), ()), say), names, say)
            for row in rows
            if row["turn"] is not None
        ),
    )


def _turn(row: dict[str, Any], spans: list[Span], names: Mapping[str, str], say: Say) -> TurnView:
    agent = row["agent_id"]
    notes = [say("internal note")] if row["internal"] else []
    notes += (
        [say("its text was deleted on {day}", day=row["text_deleted_on"])] if row["text_deleted_on"] else []
    )
    notes += (
        [say("not scored: {reason}", reason=row["not_scored"])]
        if row["not_scored"] and row["role"] in ("agent", "customer")
        else []
    )
    return TurnView(
        number=row["turn"],
        role=row["role"],
        who=names.get(agent, agent) if row["role"] == "agent" and agent else row["role"],
        time=clock(row["t"]),
        language=row["language"] or "",
        note=", ".join(notes),
        pieces=pieces_of(row["text"], spans),
    )


def _spans(rows: Sequence[dict[str, Any]], say: Say) -> list[Span]:
    """The marks of one turn; a span that an answer rests on is named only where nothing else names it."""
    named = [(*row["name"].partition(":"), row) for row in rows]
    shown = {
        (row["span_start"], row["span_end"])
        for kind, _, _, row in named
        if kind in _LOOKS and kind != "evidence"
    }
    return [
        Span(
            row["span_start"],
            row["span_end"],
            _LOOKS[kind],
            _label(kind, rest, row["level"], say),
        )
        for kind, _, rest, row in named
        if kind in _LOOKS and not (kind == "evidence" and (row["span_start"], row["span_end"]) in shown)
    ]


def _label(kind: str, rest: str, level: int, say: Say = ENGLISH) -> str:
    """What a mark says; a level only where there are two.

    >>> _label("step", "parcel_lost/open_claim", 1), _label("rudeness", "", 2), _label("promise", "", 1)
    ('step: parcel lost / open claim', 'rudeness 2', 'promise')
    """
    if rest:
        return f"{say(kind)}: {say(spoken(rest)).replace('/', ' / ')}"
    return say(kind) if kind in ("promise", "opportunity") else f"{say(kind)} {level}"
