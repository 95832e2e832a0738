"""Readers: one file a format, found by looking, not by a list.

A module in this package that defines `READER` is a reader. It knows its format by content (`sniff`) and turns a
file into `Record`s in the generic format (FORMATS, section 0); nothing else in the house knows vendors' shapes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.conversation import Record

HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, decompressed, that formats are told by.

    text is decoded, without a byte order mark, broken bytes as U+FFFD; None where the file is binary.
    """

    name: str
    bytes: bytes
    text: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A format. `sniff` gives 0 (not mine) to 1 (surely mine); the highest wins, ties by name.

    `read` takes a path (gzip or not) and yields a Record for every place where a conversation was expected.
    It streams where the format allows, and never raises for content: what it cannot read is a Record with a reason.
    """

    name: str
    version: str
    sniff: Callable[[Head], float]
    read: Callable[[Path], Iterator[Record]]


@cache
def readers() -> dict[str, Reader]:
    """Every reader by name, in the order of their names."""
    found: dict[str, Reader] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        reader = getattr(importlib.import_module(f"{__name__}.{module.name}"), "READER", None)
        if reader is None:
            continue
        if reader.name in found:
            raise RuntimeError(f"two readers are named {reader.name!r}: rename one in data/readers")
        found[reader.name] = reader
    return dict(sorted(found.items()))
