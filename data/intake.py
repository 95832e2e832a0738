"""Intake: which files there are, of what format each is, and the redacted conversations that they hold."""

from __future__ import annotations

import glob
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final

from data.archives import is_archive, members, numbered_member
from data.conversation import DEFAULT_SOURCE, BadRecord, Conversation, Record, conversation_from, identifier
from data.customer_ids import without_anybody, without_id, without_own_id
from data.object_store import StoreError, address_of, files_at
from data.readers import HEAD_BYTES, Reader, readers
from data.readers.source_text import (
    EXCERPT_CHARACTERS,
    UNREADABLE,
    encoding_of_file,
    head_of,
    unreadable_file,
)
from data.redaction import Redactor
from data.source_file import has_no_end
from data.transcript_names import SIDE_TABLES, is_passed_over, may_hold_transcripts
from data.worker_process import WorkerLost

LONGEST_ID: Final = 256
EXCERPT_SHOWN: Final = 240
TURNS_IN_EXCERPT: Final = 20
SHOWN_OF_PATH: Final = 100
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
    """A conversation, or a whole file (place "file"), that could not be taken in: why, and what to do.

    member: of which member of an archive, where the file is one; place begins with it. source: the system that the
    conversation is of; None where conversation_id is.
    """

    place: str
    reason: str
    remedy: str
    excerpt_redacted: str = ""
    conversation_id: str | None = None
    customer_id: str | None = field(default=None, repr=False)  # as it came: kept as an HMAC alone
    member: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file turned out to be, for the record of its batch; filled while it is read.

    An archive's members may differ. encodings: `utf-8`, `utf-8-sig` (with a byte order mark), `utf-16`, `utf-16-le`,
    `utf-16-be`, `cp949` or `cp874`; none where nothing in the file is text.
    """

    formats: set[str] = field(default_factory=set)
    encodings: set[str] = field(default_factory=set)


def find_inputs(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths, folders (with all below, in order of their names) and globs stand for, each once.

    A path may be an address in an object store (`s3://bucket/folder`). Side tables are never transcripts; hidden
    files, `planted` folders, YAML and Markdown are passed over unless they are named themselves. Raises InputError
    where a path does not exist, or a store cannot be read.
    """
    found = [file for path in paths for file in _at(path)]
    return list(dict.fromkeys(file for file in found if file.name not in SIDE_TABLES))


def _at(path: str | Path) -> list[Path]:
    if "\0" in str(path):
        raise InputError(f"{_short(path)} is no path: remove the NUL character in it")
    address = address_of(path)
    try:
        if address is None or Path(path).exists():
            return _expanded(Path(path))
        return files_at(address)
    except StoreError as problem:
        raise InputError(str(problem)) from None
    except OSError as problem:
        raise InputError(f"{_short(path)} cannot be looked at ({problem.strerror}): check the path") from None


def _short(path: str | Path) -> str:
    """A path as a sentence may name it, whatever is in it.

    >>> _short("in/a\\0b"), len(_short("a" * 5000))
    ('in/a\ufffdb', 101)
    """
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(path))
    return text if len(text) <= SHOWN_OF_PATH else f"{text[:SHOWN_OF_PATH]}…"


def _expanded(path: Path) -> list[Path]:
    if path.is_dir():
        return _files_below(path)
    if path.exists():
        return [path]
    matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  # absolute patterns too
    if not matches:
        raise InputError(
            f"{_short(path)} does not exist: give a file, a folder, or a pattern that matches some"
        )
    files = [Path(match) for match in matches]
    return [
        file
        for match in files
        for file in (_files_below(match) if match.is_dir() else [match])
        if may_hold_transcripts(file)
    ]


def _files_below(folder: Path) -> list[Path]:
    found: list[Path] = []
    for name, folders, files in os.walk(folder):
        folders[:] = sorted(folder for folder in folders if not is_passed_over(folder))
        found += [Path(name, file) for file in sorted(files) if may_hold_transcripts(Path(file))]
    return sorted(found)


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
    seen: Seen | None = None,
    take_in: TakeIn | None = None,
) -> Iterator[Conversation | Rejected]:
    """Redacted conversations of a file in its order, and a Rejected for each that there is not.

    A zip archive gives those of its members, in order of their names; places then begin with the member's name.
    format: a reader's name; None or "auto" looks at the content. take_in: what turns records into these, for
    instance in other processes (data/intake_workers.py). Raises InputError for an unknown name, at the call;
    whatever is in the file raises nothing.
    """
    chosen = None if format in (None, "auto") else reader_named(str(format))
    taking = Taking(time_zone, role_map or {}, redactor or Redactor())
    return _read(path, _Reading(chosen, taking, seen or Seen(), take_in or _take_in))


@dataclass(frozen=True, slots=True)
class Taking:
    """How records become conversations."""

    time_zone: tzinfo
    role_map: Mapping[str, str]
    redactor: Redactor


TakeIn = Callable[[Iterator[Record], Taking], Iterator[Conversation | Rejected]]


def _take_in(records: Iterator[Record], taking: Taking) -> Iterator[Conversation | Rejected]:
    return (taken_in(record, taking) for record in records)


@dataclass(frozen=True, slots=True)
class _Reading:
    chosen: Reader | None
    taking: Taking
    seen: Seen
    take_in: TakeIn

    @property
    def redactor(self) -> Redactor:
        return self.taking.redactor


def _read(path: Path, reading: _Reading) -> Iterator[Conversation | Rejected]:
    if has_no_end(path):
        yield Rejected(
            "file", "it is a pipe or a device, no file with an end", "copy the transcripts into a file"
        )
        return
    try:
        if not is_archive(path):
            yield from _read_one(path, reading)
            return
        before: str | None = None
        for number, (name, member) in enumerate(members(path), start=1):
            items = (
                [_rejected(member, reading.redactor)]
                if isinstance(member, Record)
                else _read_one(member, reading)
            )
            shown = reading.redactor.redact(name)
            for item in items:
                named = without_id(shown, item.customer_id)
                if named != name or name == before:  # so that no two of them look the same
                    named = numbered_member(named, number)
                yield replace(item, place=_place_in(named, item.place), member=named)
            before = name
    except UNREADABLE as problem:
        yield _rejected(unreadable_file(problem), reading.redactor)


def _place_in(member: str, place: str) -> str:
    """A place in a member of an archive; without a member, in the archive itself.

    >>> _place_in("a.json", "line 2"), _place_in("a.json", "file"), _place_in("", "file")
    ('a.json: line 2', 'a.json', 'file')
    """
    return f"{member}: {place}" if member and place != "file" else member or place


def _read_one(path: Path, reading: _Reading) -> Iterator[Conversation | Rejected]:
    redactor = reading.redactor
    try:
        head = head_of(path).bytes
        if not head.strip(_BLANK):
            yield Rejected("file", _nothing_in(path, head), "send it again when it has conversations")
            return
        reader = reading.chosen or detect(path)
        reading.seen.formats.add(reader.name)
        reading.seen.encodings.update(filter(None, [encoding_of_file(path)]))
        yield from reading.take_in(reader.read(path), reading.taking)
    except WorkerLost:  # no fault of the file
        raise
    except UnknownFormat as problem:
        yield Rejected(
            "file",
            str(problem),
            "convert it to one of these formats, or dismiss it; `convoqa judge FILE --format NAME` says where it departs from one",
        )
    except UNREADABLE as problem:
        yield _rejected(unreadable_file(problem), redactor)
    except Exception as problem:  # noqa: BLE001  # a reader's bug costs its file, never the night
        yield Rejected("file", _fault(problem), "report it with the file's format; what came before is kept")


def _nothing_in(path: Path, head: bytes) -> str:
    """What there is in place of a beginning."""
    if len(head) >= HEAD_BYTES:
        return f"the file begins with {HEAD_BYTES:,} blanks or more"
    if head:
        return "the file holds nothing but blanks"
    with path.open("rb") as file:
        return "the compressed file holds nothing" if file.read(1) else "the file is empty"


def taken_in(record: Record, taking: Taking) -> Conversation | Rejected:
    """The redacted conversation of a record, or why it is none."""
    redactor = taking.redactor
    try:
        if record.value is None or record.reason:
            return _rejected(record, redactor)
        conversation = conversation_from(
            record.value, time_zone=taking.time_zone, role_map=taking.role_map, place=record.place
        )
        if len(conversation.conversation_id) > LONGEST_ID:
            raise BadRecord(f"conversation_id is longer than {LONGEST_ID} characters", "give it a shorter id")
        return redacted(without_own_id(conversation), redactor)
    except BadRecord as problem:
        return _rejected(replace(record, reason=problem.reason, remedy=problem.remedy), redactor)
    except Exception as problem:  # noqa: BLE001  # as above: a bug costs its record
        remedy = "report it with the file's format; the other conversations are kept"
        return Rejected(
            record.place, _fault(problem), remedy, "", _id_of(record), _id_of(record, "customer_id")
        )


def _fault(problem: Exception) -> str:
    """The fault's type alone: its message may hold what a customer wrote."""
    return f"reading stopped at a fault of ours ({type(problem).__name__})"


def redacted(conversation: Conversation, redactor: Redactor) -> Conversation:
    """The conversation with every text that people wrote redacted: turns, speakers' labels, topic, queue, metadata values.

    The same value has the same placeholder in all of them.
    """
    turns, metadata = conversation.turns, conversation.metadata
    fields = [
        *(("", turn.speaker) for turn in turns), ("", conversation.topic), ("", conversation.queue), *metadata.items(),
    ]  # fmt: skip
    known = [(name, value) for name, value in fields if value]
    given = [*(turn.text for turn in turns), *(value for _, value in known)]
    clean = redactor.redact_together(given[: len(turns)], known)
    names = [redactor.redact(name) for name in (*metadata, conversation.source)]
    if clean == given and names == [*metadata, conversation.source]:
        return conversation
    texts, kept = clean[: len(turns)], iter(clean[len(turns) :])
    found = [next(kept) if value else value for _, value in fields]
    speakers, (topic, queue, *values) = found[: len(turns)], found[len(turns) :]
    return replace(
        conversation,
        turns=tuple(
            turn
            if text == turn.text and speaker == turn.speaker
            else replace(turn, text=text, speaker=speaker)
            for turn, text, speaker in zip(turns, texts, speakers, strict=True)
        ),
        source=names.pop(),
        topic=topic,
        queue=queue,
        metadata={name: value or "" for name, value in zip(_told_apart(names), values, strict=True)},
    )


def _told_apart(names: Iterable[str]) -> Iterator[str]:
    """Names of which several may look the same, redacted: the second is `name_2`."""
    before: Counter[str] = Counter()
    for name in names:
        before[name] += 1
        yield name if before[name] == 1 else f"{name}_{before[name]}"


def _rejected(record: Record, redactor: Redactor) -> Rejected:
    """A record's reason with its redacted excerpt. A reason may quote a cell: it is redacted too."""
    customer_id = _id_of(record, "customer_id")
    return Rejected(
        place=record.place,
        reason=redactor.redact(_LONE_SURROGATE.sub("\ufffd", without_id(record.reason, customer_id))),
        remedy=record.remedy,
        excerpt_redacted=_shown(_raw(record, redactor), redactor, customer_id),
        conversation_id=_id_of(record),
        customer_id=customer_id,
        source=redactor.redact(_id_of(record, "source") or DEFAULT_SOURCE) if _id_of(record) else None,
    )


def _raw(record: Record, redactor: Redactor) -> str:
    """A record as it came; of one that could be read, with turns redacted together: one may answer what one before asks."""
    if record.value is None:
        return record.excerpt
    turns = record.value.get("turns")
    told = [turn for turn in turns if isinstance(turn, Mapping)] if isinstance(turns, list) else []
    texts = [text if isinstance(text := turn.get("text"), str) else "" for turn in told]
    if record.excerpt and not any(texts):
        return record.excerpt
    shown = [text[:EXCERPT_CHARACTERS] for text in texts[:TURNS_IN_EXCERPT]]
    clean = iter(redactor.redact_together(shown))
    value = (
        {**record.value, "turns": [{**turn, "text": next(clean)} for turn in told[:TURNS_IN_EXCERPT]]}
        if any(texts)
        else record.value
    )
    return json.dumps(value, ensure_ascii=False, default=str)


def _shown(raw: str, redactor: Redactor, customer_id: str | None) -> str:
    """A raw excerpt, redacted, without who somebody is. First JSON's escapes are undone: a number may adjoin `\\n` or `\\ub294`."""
    text = _ESCAPED_CHARACTER.sub(lambda escape: chr(int(escape[1], 16)), raw[:EXCERPT_CHARACTERS])
    text = _LONE_SURROGATE.sub("\ufffd", _ESCAPED_CONTROL.sub(" ", text))
    return redactor.redact(without_anybody(text, customer_id))[:EXCERPT_SHOWN]


def _id_of(record: Record, name: str = "conversation_id") -> str | None:
    try:
        found = None if record.value is None else identifier(record.value.get(name), name)
    except BadRecord:
        return None
    return found[:LONGEST_ID] if found else None
