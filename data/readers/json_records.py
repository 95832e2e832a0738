"""JSON objects out of a file that holds one a line, one array of them, or a single pretty-printed one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.conversation import Record
from data.readers.source_text import SAVE_AS_UTF8, excerpt_of, numbered_lines, undecodable

Line = tuple[int, str]
WRITE_JSON = "write one JSON object a line, without line breaks inside it"
_DECODER = json.JSONDecoder()


def json_records(path: Path) -> Iterator[Record]:
    """A Record for each object of the file: the object as its value, or why there is none.

    Lines are read one by one; an array or a pretty-printed object is read whole. May raise what opening raises.
    """
    lines = ((number, line) for number, line in numbered_lines(path) if line.strip())
    start = list(islice(lines, 2))
    if not start:
        yield Record("file", None, "the file is empty", "send it again when it has conversations")
    elif _is_by_lines(start):
        yield from _by_lines(chain(start, lines))
    else:
        yield from _by_document(start + list(lines))


def _is_by_lines(start: list[Line]) -> bool:
    """Told by the first two lines: either is an object by itself, or the first is no opening of a document."""
    if any(isinstance(_parsed(line)[0], dict) for _, line in start):
        return not start[0][1].lstrip().startswith("[")
    return not start[0][1].lstrip().startswith(("[", "{"))


def _by_lines(lines: Iterable[Line]) -> Iterator[Record]:
    for number, line in lines:
        yield _record(f"line {number}", line)


def _record(place: str, line: str) -> Record:
    if undecodable(line):
        return Record(place, None, f"{place} has bytes that are not UTF-8", SAVE_AS_UTF8, excerpt_of(line))
    value, why = _parsed(line.rstrip())
    if why:
        return Record(place, None, f"{place} is not JSON: {why}", WRITE_JSON, excerpt_of(line))
    return _object(place, value, line)


def _object(place: str, value: object, raw: str) -> Record:
    if isinstance(value, dict):
        return Record(place, value)
    return Record(place, None, f"{place} is not a JSON object", WRITE_JSON, excerpt_of(raw))


def _parsed(text: str) -> tuple[Any, str]:
    """The value and an empty string, or None and what is wrong with the text."""
    try:
        return json.loads(text), ""
    except json.JSONDecodeError as problem:
        where = (
            f"line {problem.lineno} column {problem.colno}"
            if "\n" in text.strip()
            else f"column {problem.colno}"
        )
        return None, f"{problem.msg} at {where}"
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets nested without end
        return None, "a value is too large or nested too deeply"


def _by_document(lines: list[Line]) -> Iterator[Record]:
    """Objects of one array, or the one object. What follows a mistake in an array cannot be found again."""
    text = "".join(line for _, line in lines)
    if undecodable(text):
        yield Record("file", None, "the file has bytes that are not UTF-8", SAVE_AS_UTF8, excerpt_of(text))
        return
    value, why = _parsed(text)
    if not why:
        elements = value if isinstance(value, list) else [value]
        if not elements:
            yield Record("file", None, "the file is empty", "send it again when it has conversations")
        for number, element in enumerate(elements, start=1):
            yield _object(f"record {number}", element, str(element))
    elif text.lstrip().startswith("["):
        yield from _array_up_to_mistake(text, why)
    elif sum(line.startswith("{") for _, line in lines) * 2 > len(lines):
        yield from _by_lines(lines)
    else:
        yield Record(
            "file", None, f"the file is not JSON: {why}", "send the whole file again", excerpt_of(text)
        )


def _array_up_to_mistake(text: str, why: str) -> Iterator[Record]:
    position, number = text.index("[") + 1, 1
    while True:
        position = _after_space(text, position)
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        yield _object(f"record {number}", value, str(value))
        number += 1
        position = _after_space(text, position)
        if text[position : position + 1] != ",":
            break
        position += 1
    reason = f"the file is not JSON from record {number} on: {why}"
    yield Record("file", None, reason, "send the records from there again", excerpt_of(text[position:]))


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
