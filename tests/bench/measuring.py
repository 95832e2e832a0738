"""What every measurement of `tests.bench.judge` needs: conversations in files, and the figures of a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CONVOQA = Path(sys.executable).parent / "convoqa"
# The program that runs a part when called with `--part`.
PARTS_OF = "tests.bench.judge"
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "DO_NOT_TRACK": "1"}

Row = dict[str, Any]


class LeftOutError(Exception):
    """Something that cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Child:
    """A finished process: wall seconds, peak memory in MB, and what it printed."""

    seconds: float
    megabytes: float
    printed: str


def run_child(command: Sequence[str | Path], folder: Path) -> Child:
    """Runs a process to its end. Raises LeftOutError with its last words where it fails."""
    with tempfile.TemporaryFile("w+") as errors, tempfile.TemporaryFile("w+") as printed:
        started = time.perf_counter()
        told = os.environ | _OFFLINE
        process = subprocess.Popen(command, cwd=folder, env=told, stdout=printed, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0), errors.seek(0)
        if process.returncode:
            words = (errors.read().strip().splitlines() or ["it said nothing"])[-1]
            raise LeftOutError(f"{Path(command[0]).name} ended with {process.returncode}: {words}")
        return Child(seconds, usage.ru_maxrss / 1000, printed.read())


def run_part(name: str, file: Path, *more: str, python: str = sys.executable) -> Row:
    """The figures of a part of PARTS_OF, run in a process of its own."""
    child = run_child([python, "-m", PARTS_OF, "--part", name, file, *more], ROOT)
    figures: Row = json.loads(child.printed.splitlines()[-1])
    return figures | {"peak_mb": child.megabytes}


def run_judge(file: Path) -> Row:
    """The figures of `convoqa judge` on a file, run beside it so that no convoqa.yaml is found."""
    turns, judged = len(read_turns(file)), file.with_suffix(".judged")
    child = run_child([CONVOQA, "judge", file, "--output", judged], file.parent)
    with file.open() as asked, judged.open() as answered:
        expected, lines = (sum(1 for _ in opened) for opened in (asked, answered))
    if lines != expected:
        raise LeftOutError(f"convoqa judge wrote {lines} lines for {expected} conversations")
    figures = {"conversations": lines, "seconds": child.seconds, "turns_per_s": turns / child.seconds}
    return {"turns": turns, **figures, "peak_mb": child.megabytes}


def read_turns(file: Path) -> list[tuple[str, str]]:
    """Role and text of every agent and customer turn, in order."""
    with file.open(encoding="utf-8") as lines:
        turns = [turn for line in lines for turn in json.loads(line)["turns"]]
    return [(turn["role"], turn["text"]) for turn in turns if turn["role"] in ("agent", "customer")]


def write_whole(lines: Iterable[str], target: Path, turns: int) -> None:
    """The first whole conversations that have this many turns."""
    with target.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line)
            turns -= len(json.loads(line)["turns"])
            if turns <= 0:
                return


def write_corpus(language: str, target: Path) -> None:
    """Conversations of ten turns, customer and agent in turn, in which neither side says a text twice."""
    from models.corpus import Line, Said, read

    said: dict[str, dict[str, None]] = {"customer": {}, "agent": {}}
    for batch, lines in read(language).items():
        for line in lines if batch.startswith("train") else ():
            turns: tuple[Said | Line, ...] = (*line.context, line)
            for turn in turns:
                said[turn.role].setdefault(turn.text)
    pairs = list(zip(said["customer"], said["agent"], strict=False))
    with target.open("w", encoding="utf-8") as file:
        for first in range(0, len(pairs) - 4, 5):
            records = [
                {"role": role, "text": text, "t": 10.0 * (2 * place + (role == "agent"))}
                for place, pair in enumerate(pairs[first : first + 5])
                for role, text in zip(("customer", "agent"), pair, strict=True)
            ]
            whole = {"conversation_id": f"{language}-{first}", "language": language, "turns": records}
            file.write(json.dumps(whole, ensure_ascii=False) + "\n")


def say(words: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {words}\n")


def print_rows(rows: Sequence[Row]) -> None:
    """A table with the columns of the first row; numbers to four places."""
    headings = list(rows[0])
    cells = [
        [f"{row[h]:.4f}" if isinstance(row[h], float) else str(row[h]) for h in headings] for row in rows
    ]
    widths = [max(len(c) for c in column) for column in zip(headings, *cells, strict=True)]
    print()
    for line in [headings, *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
