"""Worker processes end with the process that started them, also where that is killed and can tell them nothing."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


class WorkerLost(RuntimeError):
    """A worker process that was ended from outside: by hand, or for want of memory."""


def end_with_parent() -> None:
    """To be called by a worker as it starts; in any other process it does nothing."""
    parent = parent_process()
    if parent is not None:

        def wait() -> None:
            parent.join()
            os._exit(1)

        Thread(target=wait, name="parent", daemon=True).start()
