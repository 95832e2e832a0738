"""Deepgram: a call's utterances, or its words where no utterances were asked for (FORMATS, row 14).

Times are seconds. Roles are not in it: turns carry `channel 0` where there are several channels, else `speaker 0`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from data.conversation import Record
from data.readers import Head, Reader
from data.readers.json_fields import list_of, mapping_of, number_of
from data.readers.json_head import outer_keys
from data.readers.json_records import records_of_objects
from data.readers.source_text import refusing_unreadable

LONGEST_PAUSE_S: Final = 0.8  # within a turn made of words; what Deepgram itself cuts utterances at
_UTTERANCES = re.compile(r'"utterances"\s*:\s*\[')
_CHANNELS = re.compile(r'"channels"\s*:\s*\[')
_ALTERNATIVES = re.compile(r'"alternatives"\s*:\s*\[')
_AMAZON_TRANSCRIBE = "jobName"  # has results of the like


def sniff(head: Head) -> float:
    """Told by results that hold utterances, or channels with alternatives."""
    start = head.text or ""
    keys = outer_keys(start)
    if "results" not in keys or _AMAZON_TRANSCRIBE in keys:
        return 0.0
    whole = _UTTERANCES.search(start) or (_CHANNELS.search(start) and _ALTERNATIVES.search(start))
    return 0.9 if whole else 0.0


@refusing_unreadable
def read(path: Path) -> Iterator[Record]:
    """The Record of a call, or of each call where a file holds several."""
    return records_of_objects(path, _record)


def _record(place: str, answer: Mapping[str, Any], stem: str | None) -> Record:
    results = mapping_of(answer.get("results"))
    identity = {"conversation_id": mapping_of(answer.get("metadata")).get("request_id") or stem}
    turns = turns_of_results(results)
    if turns is None:
        reason, remedy = "results has neither utterances nor channels", "export the whole answer again"
        return Record(place, identity, reason, remedy, str(answer))
    return Record(place, identity | {"channel": "call", "language": _language(results), "turns": turns})


def turns_of_results(results: Mapping[str, Any]) -> list[object] | None:
    """The turns of an answer's `results`; None where it has neither utterances nor channels."""
    """The turns of an answer's `results`, times in seconds; None where it has neither utterances nor channels."""
    channels = results.get("channels")
    utterances = results.get("utterances")
    if isinstance(utterances, list) and utterances:
        numbers = {str(mapping_of(utterance).get("channel")) for utterance in utterances}
        several = len(numbers) > 1 or len(list_of(channels)) > 1
        return [_turn(item, several) if isinstance(item, Mapping) else item for item in utterances]
    if not isinstance(channels, list):
        return [] if isinstance(utterances, list) else None
    pieces = [
        turn
        for number, channel in enumerate(channels)
        for turn in _turns_of_channel(number, mapping_of(channel), len(channels) > 1)
    ]
    return [*sorted(pieces, key=lambda turn: number_of(turn["t"]) or 0.0)]


def _turn(utterance: Mapping[str, Any], several: bool) -> dict[str, Any]:
    label = _label(utterance.get("channel"), utterance.get("speaker"), several)
    times = {"t": utterance.get("start"), "end": utterance.get("end")}
    return {"role": None, "speaker": label, "text": utterance.get("transcript"), **times}


def _label(channel: object, speaker: object, several: bool) -> str:
    """Who speaks, as `roles` in the configuration may name them: people on one channel are on one side.

    >>> _label(1, 0, several=True), _label(0, 1, several=False), _label(0, None, several=False)
    ('channel 1', 'speaker 1', 'unnamed')
    """
    if several:
        return f"channel {channel}"
    return "unnamed" if speaker is None else f"speaker {speaker}"


def _turns_of_channel(number: int, channel: Mapping[str, Any], several: bool) -> list[dict[str, Any]]:
    """A channel's words, cut where the speaker changes and at pauses; its transcript where it has no words."""
    best = mapping_of(next(iter(list_of(channel.get("alternatives"))), None))
    words = list_of(best.get("words"))
    if not words or not all(isinstance(word, Mapping) for word in words):
        text = best.get("transcript")
        unplaced = {"role": None, "speaker": _label(number, None, several), "text": text, "t": None}
        return [unplaced] if text else []
    cuts = [i for i, (last, word) in enumerate(pairwise(words), start=1) if _is_cut(last, word)]
    runs = [words[start:end] for start, end in pairwise([0, *cuts, len(words)])]
    return [
        {
            "role": None,
            "speaker": _label(number, run[0].get("speaker"), several),
            "text": " ".join(str(word.get("punctuated_word") or word.get("word") or "") for word in run),
            "t": run[0].get("start"),
            "end": run[-1].get("end"),
        }
        for run in runs
    ]


def _is_cut(last: Mapping[str, Any], word: Mapping[str, Any]) -> bool:
    end, start = number_of(last.get("end")), number_of(word.get("start"))
    pause = 0.0 if end is None or start is None else start - end
    return last.get("speaker") != word.get("speaker") or pause > LONGEST_PAUSE_S


def _language(results: Mapping[str, Any]) -> object:
    """The language detected, where it is the same on every channel."""
    channels = map(mapping_of, list_of(results.get("channels")))
    found = {str(channel.get("detected_language") or "") for channel in channels}
    return found.pop() or None if len(found) == 1 else None


READER = Reader(name="deepgram", version="1", sniff=sniff, read=read)
