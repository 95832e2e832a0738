"""Nights that are killed on their way, as a program: `python -m tests.flows.killing WORKSPACE INPUTS [STEP…]`.

A night a step: it kills itself (SIGKILL) at the first sign of progress inside that step, or before the step where it
gives none; the step `-` is a night that runs to its end. Each night is a fork of this process, which has imported
everything and opened nothing. Writes a line a night: the step, and the signal that ended it (0: none).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from flows.environment import prepare_environment

prepare_environment()

import great_expectations.expectations  # noqa: E402, F401  # imported once, before the forks
import presidio_analyzer.predefined_recognizers  # noqa: E402, F401
import spacy  # noqa: E402, F401

import reports.report  # noqa: E402, F401
from flows.nightly import STEPS, prepare_night, progress_sink  # noqa: E402
from qa_rules.detectors import detectors  # noqa: E402
from tests.flows.nights import DAY  # noqa: E402

GIVE_NO_SIGN = (
    "check_intake",
    "compute_facts",
    "raise_flags",
    "delete_old_text",
    "publish_results",
    "write_the_report",
    "clear_landing_folder",
)
TO_THE_END = "-"


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _night(workspace: Path, inputs: Path, last: str) -> None:
    night = prepare_night(workspace, [inputs], None, DAY)
    for step in STEPS:
        if step.__name__ == last:
            if last in GIVE_NO_SIGN:
                _die()
            progress_sink.set(_die)
        step(night)


def main() -> None:
    """The nights, one after the other."""
    workspace, inputs = Path(sys.argv[1]), Path(sys.argv[2])
    for detector in detectors():
        detector.version()  # reads the packs
    for step in sys.argv[3:]:
        child = os.fork()
        if child == 0:
            _night(workspace, inputs, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
        sys.stdout.write(f"{step} {ended}\n")


if __name__ == "__main__":
    main()
