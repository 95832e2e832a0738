"""The project's own corpus as labelled sets: batches kept back, and batches to learn from, apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from models.evaluation.items import (
    AGENT,
    CUSTOMER,
    POLITENESS,
    Item,
    LabelledSet,
    SetError,
    conversation,
    lines,
)

LANGUAGES: Final = ("en", "ko", "th")
CORPUS: Final = Path(__file__).parents[1] / "corpus"
HELD: Final = "held"
AXES: Final = {AGENT: ("empathy", "rudeness", POLITENESS), CUSTOMER: ("hostility", "opportunity")}
_HIGHEST: Final = {POLITENESS: 1, "opportunity": 1}


def corpus_items(path: Path) -> Iterator[Item]:
    """The items of a file of the corpus, one for every axis that is labelled.

    The language is the folder's name, else the beginning of the item's id. Raises SetError where a line lacks what
    it must have, naming file, line and key.
    """
    for number, row in lines(path):
        try:
            yield from _items(path, row)
        except (KeyError, TypeError, ValueError) as problem:
            raise SetError(f"{path}: line {number}: {problem}: see the README of models/corpus") from None


def corpus_sets(folder: Path) -> list[tuple[LabelledSet, list[Path]]]:
    """The batches kept back and those to learn from, below a folder with `en`, `ko`, `th`; only where some are."""
    files = [path for language in LANGUAGES for path in sorted((folder / language).glob("*.jsonl"))]
    halves = [
        (_own("own-held", "batches kept back"), [p for p in files if p.name.startswith(HELD)]),
        (_own("own-train", "batches learned from"), [p for p in files if not p.name.startswith(HELD)]),
    ]
    return [(labelled, paths) for labelled, paths in halves if paths]


def given_set(path: Path) -> LabelledSet:
    """One file in the format of the corpus, given by hand."""
    return _own(path.stem, "given by hand")


def _own(name: str, note: str) -> LabelledSet:
    return LabelledSet(name, "models/corpus", "", "", "own", "this project's", corpus_items, note=note)


def _items(path: Path, row: dict[str, Any]) -> Iterator[Item]:
    key, role, text = str(row["id"]), row["role"], row["text"]
    if role not in AXES:
        raise ValueError(f"role is {role!r}")
    language = path.parent.name if path.parent.name in LANGUAGES else key.split("-")[0]
    if language not in LANGUAGES:
        raise ValueError(f"id {key!r} does not begin with a language")
    context = row.get("context") or []
    said = [*((turn["role"], turn["text"]) for turn in context), (role, text)]
    channel = row.get("channel")
    whole = conversation(
        f"{path.name}/{key}", language, said, channel if channel in ("chat", "call", "email") else None
    )
    # Items are written as alternatives after one context: they belong together.
    group = json.dumps(context, sort_keys=True) if context else key
    for axis in AXES[role]:
        gold = _level(row, axis)
        if gold is None:
            continue
        span = (row.get("spans") or {}).get(axis)
        second = _level(row["second"], axis) if row.get("second") else None
        spans = () if span is None else ((int(span[0]), int(span[1])),)
        yield Item(whole, len(said) - 1, axis, gold, group, spans=spans, second=second)


def _level(row: dict[str, Any], axis: str) -> int | None:
    value = row.get(axis)
    if value is None:
        return None
    level = int(value)
    if not 0 <= level <= _HIGHEST.get(axis, 2):
        raise ValueError(f"{axis} is {value!r}")
    return level
