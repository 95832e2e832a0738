"""Intake: which files there are, of what format each is, and the redacted conversations that they hold."""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final

from data.conversation import BadRecord, Conversation, Record, Turn, conversation_from
from data.readers import Reader, readers
from data.readers.source_text import EXCERPT_CHARACTERS, UNREADABLE, head_of, unreadable_file
from data.redaction import Redactor

SIDE_TABLES: Final = ("agents.csv", "surveys.csv", "costs.csv", "trainings.csv")
SKIPPED_FOLDERS: Final = ("planted",)
SKIPPED_ENDINGS: Final = (".yaml", ".yml", ".md")
LONGEST_ID: Final = 256
EXCERPT_SHOWN: Final = 240
_BLANK: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ESCAPED_CHARACTER: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPED_CONTROL: Final = re.compile(r'\\[\\/"bfnrt]')


class InputError(ValueError):
    """Wrong usage: an input that is not there, or a format that does not exist. The message is for the user."""


class UnknownFormat(ValueError):
    """No reader claims the file. The message names the formats tried."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A conversation, or a whole file (place "file"), that could not be taken in: why, and what to do."""

    place: str
    reason: str
    remedy: str
    excerpt_redacted: str = ""
    conversation_id: str | None = None


def find_inputs(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths, folders (with all below, in order of their names) and globs stand for, each once.

    Side tables are never transcripts; hidden files, `planted` folders, YAML and Markdown are passed over unless
    they are named themselves. Raises InputError where a path does not exist.
    """
    found = [file for path in paths for file in _expanded(Path(path))]
    return list(dict.fromkeys(file for file in found if file.name not in SIDE_TABLES))


def _expanded(path: Path) -> list[Path]:
    if path.is_dir():
        return _files_below(path)
    if path.exists():
        return [path]
    matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  # absolute patterns too
    if not matches:
        raise InputError(f"{path} does not exist: give a file, a folder, or a pattern that matches some")
    files = [Path(match) for match in matches]
    return [
        file
        for match in files
        for file in (_files_below(match) if match.is_dir() else [match])
        if _taken(file)
    ]


def _files_below(folder: Path) -> list[Path]:
    found: list[Path] = []
    for name, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in SKIPPED_FOLDERS)
        found += [Path(name, file) for file in sorted(files) if _taken(Path(file))]
    return sorted(found)


def _taken(file: Path) -> bool:
    return not file.name.startswith(".") and file.suffix.lower() not in SKIPPED_ENDINGS


def detect(path: Path) -> Reader:
    """The reader of the file's format, told by content. Raises UnknownFormat, and what opening raises."""
    head = head_of(path)
    claims = [(reader.sniff(head), reader) for reader in readers().values()]
    best, reader = max(claims, key=lambda claim: claim[0])
    if best <= 0:
        raise UnknownFormat(f"no format fits, tried {', '.join(readers())}")
    return reader


def reader_named(name: str) -> Reader:
    """The reader of a format. Raises InputError where there is none."""
    if name not in readers():
        raise InputError(f"there is no format {name!r}: use one of {', '.join(readers())}, or auto")
    return readers()[name]


def read_file(
    path: Path,
    *,
    format: str | None = None,
    time_zone: tzinfo = UTC,
    role_map: Mapping[str, str] | None = None,
    redactor: Redactor | None = None,
) -> Iterator[Conversation | Rejected]:
    """Redacted conversations of a file in its order, and a Rejected for each that there is not.

    format: a reader's name; None or "auto" looks at the content. Raises InputError for an unknown name, at the
    call; whatever is in the file raises nothing.
    """
    chosen = None if format in (None, "auto") else reader_named(str(format))
    return _read(path, chosen, time_zone, role_map or {}, redactor or Redactor())


def _read(
    path: Path, chosen: Reader | None, time_zone: tzinfo, role_map: Mapping[str, str], redactor: Redactor
) -> Iterator[Conversation | Rejected]:
    try:
        if not head_of(path).bytes.strip(_BLANK):
            yield Rejected("file", "the file is empty", "send it again when it has conversations")
            return
        for record in (chosen or detect(path)).read(path):
            yield _taken_in(record, time_zone, role_map, redactor)
    except UnknownFormat as problem:
        yield Rejected("file", str(problem), "convert it to one of these formats, or name one with --format")
    except UNREADABLE as problem:
        yield _rejected(unreadable_file(problem), redactor)
    except Exception as problem:  # noqa: BLE001  # a reader's bug costs its file, never the night
        yield Rejected("file", _fault(problem), "report it with the file's format; what came before is kept")


def _taken_in(
    record: Record, time_zone: tzinfo, role_map: Mapping[str, str], redactor: Redactor
) -> Conversation | Rejected:
    """The redacted conversation of a record, or why it is none."""
    try:
        if record.value is None or record.reason:
            return _rejected(record, redactor)
        conversation = conversation_from(record.value, time_zone=time_zone, role_map=role_map)
        if len(conversation.conversation_id) > LONGEST_ID:
            raise BadRecord(f"conversation_id is longer than {LONGEST_ID} characters", "give it a shorter id")
        return redacted(replace(conversation, place=record.place), redactor)
    except BadRecord as problem:
        return _rejected(replace(record, reason=problem.reason, remedy=problem.remedy), redactor)
    except Exception as problem:  # noqa: BLE001  # as above: a bug costs its record
        remedy = "report it with the file's format; the other conversations are kept"
        return Rejected(record.place, _fault(problem), remedy, "", _id_of(record))


def _fault(problem: Exception) -> str:
    """The fault's type alone: its message may hold what a customer wrote."""
    return f"reading stopped at a fault of ours ({type(problem).__name__})"


def redacted(conversation: Conversation, redactor: Redactor) -> Conversation:
    """The conversation with every text that people wrote redacted: turns, speakers' labels, topic, queue, metadata values."""
    return replace(
        conversation,
        topic=conversation.topic and redactor.redact(conversation.topic),
        queue=conversation.queue and redactor.redact(conversation.queue),
        turns=tuple(_redacted_turn(turn, redactor) for turn in conversation.turns),
        metadata={name: redactor.redact(value) for name, value in conversation.metadata.items()},
    )


def _redacted_turn(turn: Turn, redactor: Redactor) -> Turn:
    text = redactor.redact(turn.text)
    speaker = None if turn.speaker is None else redactor.redact(turn.speaker)
    return (
        turn if text == turn.text and speaker == turn.speaker else replace(turn, text=text, speaker=speaker)
    )


def _rejected(record: Record, redactor: Redactor) -> Rejected:
    """A record's reason with its redacted excerpt. A reason may quote a cell: it is redacted too."""
    return Rejected(
        place=record.place,
        reason=redactor.redact(record.reason),
        remedy=record.remedy,
        excerpt_redacted=_shown(_raw(record), redactor),
        conversation_id=_id_of(record),
    )


def _raw(record: Record) -> str:
    if record.excerpt or record.value is None:
        return record.excerpt
    return json.dumps(record.value, ensure_ascii=False, default=str)


def _shown(raw: str, redactor: Redactor) -> str:
    """A raw excerpt, redacted. First JSON's escapes are undone: a number may adjoin `\\n` or `\\ub294`."""
    text = _ESCAPED_CHARACTER.sub(lambda escape: chr(int(escape[1], 16)), raw[:EXCERPT_CHARACTERS])
    text = _LONE_SURROGATE.sub("\ufffd", _ESCAPED_CONTROL.sub(" ", text))
    return redactor.redact(text)[:EXCERPT_SHOWN]


def _id_of(record: Record) -> str | None:
    value = None if record.value is None else record.value.get("conversation_id")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return _LONE_SURROGATE.sub("\ufffd", str(value)).strip()[:LONGEST_ID] or None
