"""A Prefect server of our own while nights are served: a temporary one, as for a single run, cannot schedule."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

API_SETTING: Final = "PREFECT_API_URL"
LONGEST_START_S: Final = 60


class ServerError(RuntimeError):
    """The scheduler's server did not start: the message says what to do."""


@contextmanager
def scheduling_server() -> Iterator[str]:
    """The address of a Prefect server that can schedule: the configured one, else one that lives for the block.

    It listens on this machine only. Raises ServerError where it does not answer within a minute. Call it before
    Prefect is imported.
    """
    if configured := os.environ.get(API_SETTING):
        yield configured
        return
    port = _free_port()
    address = f"http://127.0.0.1:{port}/api"
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address, server)
        os.environ[API_SETTING] = address
        yield address
    finally:
        os.environ.pop(API_SETTING, None)
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{address}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.5)
    raise ServerError(
        "the scheduler's server did not start: see whether `python -m prefect server start` does, or set "
        f"{API_SETTING} to one that runs"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
