"""A run killed at any step and started again ends with the same tables as one that was not killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.nightly import STEPS
from tests.flows.nights import tables, write_examples

ROOT = Path(__file__).parents[2]


def _nights(workspace: Path, inputs: Path, *steps: str) -> list[str]:
    command = [sys.executable, "-m", "tests.flows.killing", str(workspace), str(inputs), *steps]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.splitlines()


@pytest.mark.slow
def test_a_night_killed_in_every_step_in_turn_ends_the_same(tmp_path: Path) -> None:
    inputs = write_examples(tmp_path / "inputs")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    assert _nights(whole, inputs, "-") == ["- 0"]
    killed.mkdir()
    shutil.copy(whole / "key", killed / "key")
    steps = [step.__name__ for step in STEPS]
    assert _nights(killed, inputs, *steps, "-") == [*(f"{step} {signal.SIGKILL:d}" for step in steps), "- 0"]
    assert tables(killed) == tables(whole)
    assert tables(killed, "published.duckdb") == tables(whole, "published.duckdb")
