"""JSON objects out of a file that holds one a line, one array of them, or pretty-printed ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from data.conversation import Record, in_reason
from data.readers.json_decoding import Decoder
from data.readers.json_documents import LongValue, NotJson, Pieces, Value
from data.readers.json_fields import stem_of
from data.readers.source_text import (
    LONGEST_LINE,
    NOT_TEXT,
    SAVE_AS_UTF8,
    bounded_lines,
    excerpt_of,
    head_of,
    opened_text,
    undecodable,
)

Line = tuple[int, str]
FIRST: Final = ("line 1", "record 1")  # the place of a file's first object
WRITE_JSON = "write one JSON object a line, without line breaks inside it"
IN_PARTS = "export fewer conversations a file, or one JSON object a line"


def json_records(path: Path) -> Iterator[Record]:
    """A Record for each object of the file: the object as its value, or why there is none.

    Lines, and elements of an array, are read one by one. May raise what opening raises.
    """
    opening = (head_of(path).text or "").lstrip()[:1]
    lines = ((number, line) for number, line in bounded_lines(path) if line.strip())
    start = list(islice(lines, 2)) if opening != "[" else []
    if opening == "[" or (start and not _is_by_lines(start)):
        yield from _by_document(path)
    elif start:
        yield from _by_lines(chain(start, lines))
    else:
        yield _empty()


def records_of_objects(
    path: Path, record_of: Callable[[str, Mapping[str, Any], str | None], Record]
) -> Iterator[Record]:
    """What record_of makes of the place and the value of each object; what is none keeps its reason.

    record_of is given the file's stem too, with the file's first object alone: the id of one that names none.
    """
    stem = stem_of(path)
    for record in json_records(path):
        if record.value is None:
            yield record
        else:
            yield record_of(record.place, record.value, stem if record.place in FIRST else None)


def json_objects(path: Path, list_key: str, noun: str) -> Iterator[Record]:
    """As json_records, with the elements of a vendor's list in place of the object that holds it.

    Their places, `chat 1` where the noun is chat, count on through the file.
    """
    number = 0
    for record in json_records(path):
        listed = None if record.value is None else record.value.get(list_key)
        if not isinstance(listed, list):
            yield record
            continue
        if not listed:
            reason = f"{record.place} has no {noun}s"
            yield Record(record.place, None, reason, "send it again when it has some")
        for item in listed:
            number += 1
            place = f"{noun} {number}"
            if isinstance(item, dict):
                yield Record(place, item)
            else:
                raw = excerpt_of(str(item))
                yield Record(place, None, f"{place} is not a {noun}", f"export the {noun}s again", raw)


def _is_by_lines(start: list[Line]) -> bool:
    """Told by the first two lines: either is an object by itself, or the first is no opening of a document."""
    if not start[0][1].lstrip().startswith("{"):
        return True
    return any(
        isinstance(_parsed(line, Decoder())[0], dict) for _, line in start if len(line) <= LONGEST_LINE
    )


def _by_lines(lines: Iterable[Line]) -> Iterator[Record]:
    for number, line in lines:
        yield _record(f"line {number}", line)


def _record(place: str, line: str) -> Record:
    if len(line) > LONGEST_LINE:
        reason = f"{place} is longer than {LONGEST_LINE:,} characters"
        return Record(place, None, reason, WRITE_JSON, excerpt_of(line))
    if undecodable(line):
        return _undecodable(place, line)
    decoder = Decoder()
    value, why = _parsed(line.rstrip(), decoder)
    if why:
        return Record(place, None, f"{place} is not JSON: {why}", WRITE_JSON, excerpt_of(line))
    return _object(place, value, line, decoder.twice)


def _object(place: str, value: object, raw: str, twice: str) -> Record:
    if twice:
        reason = f"{place} has the key {in_reason(twice)} twice in one object, with different values"
        return Record(place, None, reason, "send it again with every key once", excerpt_of(raw))
    if isinstance(value, dict):
        return Record(place, value)
    return Record(place, None, f"{place} is not a JSON object", WRITE_JSON, excerpt_of(raw))


def _undecodable(place: str, raw: str) -> Record:
    return Record(place, None, f"{place} {NOT_TEXT}", SAVE_AS_UTF8, excerpt_of(raw))


def _empty() -> Record:
    return Record("file", None, "the file is empty", "send it again when it has conversations")


def _parsed(text: str, decoder: Decoder) -> tuple[Any, str]:
    """The value and an empty string, or None and what is wrong with the text."""
    try:
        return decoder.decode(text), ""
    except json.JSONDecodeError as problem:
        where = (
            f"line {problem.lineno} column {problem.colno}"
            if "\n" in text.strip()
            else f"column {problem.colno}"
        )
        return None, f"{problem.msg.removesuffix(' at')} at {where}"
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested without end
        return None, "a value is too large or nested too deeply"


def _by_document(path: Path) -> Iterator[Record]:
    """Elements of arrays, and objects over many lines. What follows a mistake cannot be found again."""
    number = 0
    with opened_text(path) as stream:
        pieces = Pieces(stream)
        try:
            for number, found in enumerate(pieces.values(), start=1):
                yield _element(f"record {number}", found)
            if number == 0:
                yield _empty()
            return
        except NotJson as problem:
            why, rest = problem, pieces.rest()
    if isinstance(why, LongValue):
        reason = f"from record {number + 1} on the file is not read: {why}"
        yield Record("file", None, reason, IN_PARTS, excerpt_of(rest))
    elif number == 0 and not rest.lstrip().startswith("[") and _looks_like_lines(rest):
        yield from _by_lines((at, line) for at, line in bounded_lines(path) if line.strip())
    elif number:
        reason = f"the file is not JSON from record {number + 1} on: {why}"
        yield Record("file", None, reason, "send the records from there again", excerpt_of(rest))
    else:
        yield Record(
            "file", None, f"the file is not JSON: {why}", "send the whole file again", excerpt_of(rest)
        )


def _looks_like_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(line.startswith("{") for line in lines) * 2 > len(lines)


def _element(place: str, found: Value) -> Record:
    if undecodable(found.text):
        return _undecodable(place, found.text)
    return _object(place, found.value, found.text, found.twice)
