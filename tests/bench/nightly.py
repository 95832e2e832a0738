"""How the nightly job grows: the sample conversations, copied under other ids, without Prefect.

    python -m tests.bench.nightly [COPIES …]

Prints seconds and peak memory (MB) of a night for each number of copies, and the ratio to the first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
COPIES = (1, 10, 40)
_NIGHT = """
import sys
from datetime import date
from pathlib import Path
from flows.environment import prepare_environment

if __name__ == "__main__":
    prepare_environment()
    from flows.night import prepare_night
    from flows.nightly import STEPS

    night = prepare_night(Path(sys.argv[1]), [Path(sys.argv[2])], None, date(2026, 11, 19))
    for step in STEPS:
        step(night)
"""


def write_copies(target: Path, copies: int) -> int:
    """Generic conversations with ids of their own, in one file; returns the number of turns."""
    turns = 0
    sources = [SAMPLES / "ko" / "chats.jsonl", SAMPLES / "th" / "chats.jsonl"]
    lines = [
        json.loads(line) for source in sources for line in source.read_text(encoding="utf-8").splitlines()
    ]
    with target.open("w", encoding="utf-8") as file:
        for copy in range(copies):
            for conversation in lines:
                renamed = {**conversation, "conversation_id": f"{conversation['conversation_id']}-{copy}"}
                file.write(json.dumps(renamed, ensure_ascii=False) + "\n")
                turns += len(conversation["turns"])
    return turns


def measure(copies: int) -> tuple[int, float, float]:
    """Turns, wall seconds and peak memory (MB) of one night."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "copies.jsonl", Path(folder) / "night.py"
        turns = write_copies(source, copies)
        program.write_text(_NIGHT, encoding="utf-8")
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, str(program), str(workspace), str(source)])
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"the night failed with {os.waitstatus_to_exitcode(status)}")
        return turns, time.perf_counter() - started, usage.ru_maxrss / 1000


def main() -> None:
    """The table."""
    first: float | None = None
    print(f"{'turns':>8} {'seconds':>8} {'ratio':>6} {'peak MB':>8}")
    for copies in [int(argument) for argument in sys.argv[1:]] or COPIES:
        turns, seconds, megabytes = measure(copies)
        first = first or seconds
        print(f"{turns:>8,} {seconds:>8.1f} {seconds / first:>6.1f} {megabytes:>8.0f}")


if __name__ == "__main__":
    main()
