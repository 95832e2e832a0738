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


def _night(workspace: Path, inputs: Path, *step: str) -> int:
    command = [sys.executable, "-m", "tests.flows.killing", str(workspace), str(inputs), *step]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode


@pytest.mark.slow
def test_a_night_killed_in_every_step_in_turn_ends_the_same(tmp_path: Path) -> None:
    inputs = write_examples(tmp_path / "inputs")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    assert _night(whole, inputs) == 0
    killed.mkdir()
    shutil.copy(whole / "key", killed / "key")
    for step in STEPS:
        assert _night(killed, inputs, step.__name__) == -signal.SIGKILL, f"was not killed in {step.__name__}"
    assert _night(killed, inputs) == 0
    assert tables(killed) == tables(whole)
    assert tables(killed, "published.duckdb") == tables(whole, "published.duckdb")
