"""A night that is killed on its way, as a program of its own: `python -m tests.flows.killing WORKSPACE INPUTS STEP`.

Kills itself (SIGKILL) at the first sign of progress inside the named step, or before the step where it gives none.
Without a step the night runs to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from flows.environment import prepare_environment

prepare_environment()

from flows.nightly import STEPS, prepare_night, progress_sink  # noqa: E402
from tests.flows.nights import DAY  # noqa: E402

GIVE_NO_SIGN = ("compute_facts", "raise_flags", "publish_results", "write_the_report")


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """The night, up to where it dies."""
    workspace, inputs, last = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
    night = prepare_night(workspace, [inputs], None, DAY)
    for step in STEPS:
        if step.__name__ == last:
            if last in GIVE_NO_SIGN:
                _die()
            progress_sink.set(_die)
        step(night)


if __name__ == "__main__":
    main()
