"""The nightly job on the STAR chats (labelled sets, ../shared/eval): time, memory and rows of a first and a second run.

    python -m tests.bench.star [WORKSPACE]

The 24 task descriptions become script files: every reply an optional step with its wording, those on the way from
greeting to answer required in their order. Skipped, with a sentence, where the labelled sets are absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from models.evaluation.whole_sets import star_script

SHARED = Path(__file__).parents[3] / "shared" / "eval"
CONVERSATIONS = SHARED / "star_conversations.jsonl.gz"
TASKS = SHARED / "star_tasks"


def write_scripts(folder: Path) -> list[Path]:
    """A script file for each task; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for task in sorted(path for path in TASKS.iterdir() if path.is_dir()):
        file = folder / f"{task.name}.yaml"
        file.write_text(json.dumps(star_script(task), indent=1), encoding="utf-8")
        files.append(file)
    return files


def write_configuration(folder: Path) -> Path:
    """A convoqa.yaml with the STAR scripts beside the shipped basics."""
    write_scripts(folder / "scripts")
    shipped = Path(__file__).parents[2] / "qa_rules" / "scripts" / "service_basics.yaml"
    config = folder / "convoqa.yaml"
    config.write_text(json.dumps({"title": "STAR", "scripts": ["scripts", str(shipped)]}), encoding="utf-8")
    return config


def run_once(workspace: Path, config: Path) -> tuple[float, float]:
    """Wall seconds and peak memory (MB, largest process) of one run."""
    command = [
        str(Path(sys.executable).parent / "convoqa"),
        "run",
        "--input",
        str(CONVERSATIONS),
        "--config",
        str(config),
    ]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--workspace", str(workspace)])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the run failed with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1000


def rows_of_tables(workspace: Path) -> dict[str, int]:
    """Rows of every table of the published copy."""
    with duckdb.connect(str(workspace / "published.duckdb"), read_only=True) as connection:
        names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        return {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchall()[0][0] for n in names}  # noqa: S608


def main() -> None:
    """Two runs, measured."""
    if not CONVERSATIONS.exists():
        raise SystemExit("the labelled sets are not here (../shared/eval): nothing to measure")
    workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    config = write_configuration(workspace.parent / f"{workspace.name}-config")
    for name in ("first run", "second run"):
        seconds, megabytes = run_once(workspace, config)
        print(f"{name}: {seconds:.1f} s, peak {megabytes:.0f} MB")
    for table, rows in rows_of_tables(workspace).items():
        print(f"{table:20} {rows:>9,}")


if __name__ == "__main__":
    main()
