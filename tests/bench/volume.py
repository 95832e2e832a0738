"""What intake takes: a generated load (tests.bench.generator) from its file into a fresh warehouse.

    python -m tests.bench.volume [--turns N …] [--json] [--seed N]

For each number of turns, without redaction and with it, in a process of its own: turns a second by the clock and by
processor time (of all threads and workers), and peak memory (of the main process and its workers, pages that they share counted for each).
Great Expectations and presidio are loaded before the clock starts: that is 5 s once a night. On a machine that does other things, processor time is the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.generator import write_load
from tests.bench.measuring import ROOT, THREADS, Row, run_child, say

TURNS = (1_000, 10_000, 100_000)
PLAIN, REDACTED = "plain", "redacted"
HEADINGS = ("turns", "redaction", "seconds", "turns/s", "turns/CPU s", "peak MB")


def measure(file: Path, kind: str) -> Row:
    """The figures of one intake, here and now; memory is told by whoever runs this in a process of its own."""
    from data.contracts import context
    from data.ingest import Reading, ingest_files
    from data.redaction import ENTITIES, Redactor
    from data.warehouse import open_warehouse

    context()
    Redactor().redact("010-1234-5678 4111 1111 1111 1111 1.2.3.4 jo@example.com")
    entities = frozenset(ENTITIES) if kind == REDACTED else frozenset()
    reading = Reading(b"0" * 32, redacted=entities, workers=THREADS)
    with tempfile.TemporaryDirectory() as folder, open_warehouse(Path(folder)) as connection:
        wall, cpu = time.perf_counter(), time.process_time()
        counts = ingest_files(connection, [file], reading, lambda *_: None)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        stored = connection.execute("SELECT count(*) FROM turns").fetchone()
    if stored is None or counts.accepted != counts.records:
        raise SystemExit(f"{counts.records - counts.accepted} conversations of the load were not stored")
    turns = int(stored[0])
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += workers.ru_utime + workers.ru_stime
    return {
        "turns": turns, "redaction": kind, "seconds": wall, "turns_per_s": turns / wall,
        "turns_per_cpu_s": turns / cpu, "workers_mb": THREADS * workers.ru_maxrss / 1000,
    }  # fmt: skip


def measured(sizes: list[int], seed: int) -> list[Row]:
    """The figures of every size, without redaction and with it."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "load.jsonl"
        for turns in sizes:
            write_load(file, turns, seed)
            for kind in (PLAIN, REDACTED):
                say(f"{turns:,} turns, {kind}")
                child = run_child(
                    [sys.executable, "-m", "tests.bench.volume", "--part", kind, str(file)], ROOT
                )
                row = json.loads(child.printed.splitlines()[-1])
                rows.append(row | {"peak_mb": child.megabytes + row["workers_mb"]})
    return rows


def main() -> None:
    """The table, or with --json a line a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, nargs="+", default=list(TURNS), metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.part:
        print(json.dumps(measure(Path(told.part[1]), told.part[0])))
        return
    rows = measured(told.turns, told.seed)
    if told.json:
        print("\n".join(json.dumps(row) for row in rows))
        return
    print("{:>9} {:>9} {:>8} {:>8} {:>11} {:>8}".format(*HEADINGS))
    for row in rows:
        print(
            f"{row['turns']:>9,} {row['redaction']:>9} {row['seconds']:>8.1f} {row['turns_per_s']:>8,.0f} "
            f"{row['turns_per_cpu_s']:>11,.0f} {row['peak_mb']:>8.0f}"
        )


if __name__ == "__main__":
    main()
