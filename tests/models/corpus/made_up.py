"""A small corpus that holds, lines made up for a test, and the report on what a test made of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from models.corpus.check import Report, check

Line = dict[str, Any]
Corpus = dict[str, list[Line]]

AGENT = "Losing it before the wedding is awful, I'll look myself."
CUSTOMER = "This is the third broken lamp, you idiots"


def agent(number: int, text: str, batch: str = "train-a", **more: Any) -> Line:
    labels: Line = {"empathy": 0, "rudeness": 0, "politeness": None, "spans": {}}
    return _line(number, batch) | {"role": "agent", "text": text} | labels | more


def customer(number: int, text: str, batch: str = "train-a", **more: Any) -> Line:
    labels: Line = {"hostility": 0, "opportunity": 0, "spans": {}}
    return _line(number, batch) | {"role": "customer", "text": text} | labels | more


def _line(number: int, batch: str) -> Line:
    return {"id": f"en-{batch}-{number:04}", "theme": "lamp", "channel": "chat", "context": []}


def sound() -> Corpus:
    return {
        "train-a": [
            agent(1, AGENT, empathy=2, politeness=1, spans={"empathy": [0, 37]}, note="detail"),
            customer(2, CUSTOMER, hostility=2, opportunity=1, spans={"hostility": [31, 41], "opportunity": [0, 29]}),
            customer(3, "Do you ship to Malta?", context=[{"role": "agent", "text": "How can I help?"}]),
        ],
        "held-a": [
            agent(1, "Which size would suit you?", "held-a", second={"empathy": 0, "rudeness": 0, "politeness": 1}),
        ],
    }  # fmt: skip  # fmt: skip


def checked(folder: Path, corpus: Mapping[str, Iterable[Line]], language: str = "en") -> Report:
    (folder / language).mkdir(exist_ok=True)
    for batch, lines in corpus.items():
        rows = [json.dumps(line, ensure_ascii=False) for line in lines]
        (folder / language / f"{batch}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return check(folder)


def words(seed: int, length: int) -> str:
    """A turn unlike any other: made-up words, `length` characters."""
    letters = random.Random(seed)
    return "".join(letters.choice("abcdefghijklmnopqrstuvwxyz  ") for _ in range(length - 2)).strip() + "zq"
