"""Reads damaged samples until the time is up, and keeps every input that breaks a property.

    python -m tests.fuzz [--minutes 10] [--seed N] [--first NUMBER] [--failures FOLDER]
    python -m tests.fuzz FILE …          the properties of these files alone

Exit 0: every property held. 1: some did not; the inputs are in the folder, and the command to read each again is
printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.reading import faults_of, fuzz


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="default: today, as 20260301")
    parser.add_argument("--first", type=int, default=0, help="the number to begin at")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    if options.files:
        return _tell(options.files)
    seed = int(time.strftime("%Y%m%d")) if options.seed is None else options.seed
    return fuzz(seed, options.first, time.monotonic() + 60 * options.minutes, options.failures)


def _tell(files: list[Path]) -> int:
    found = [f"{file}: {fault}" for file in files for fault in faults_of([file])]
    print("\n".join(found) or "every property holds")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
