"""The scheduler's server: an address that is configured is used; one of our own ends with the block."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows import server
from flows.server import API_SETTING, ServerError, scheduling_server


def test_a_configured_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(API_SETTING, "http://127.0.0.1:1/api")
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a server was started"))
    with scheduling_server() as address:
        assert address == "http://127.0.0.1:1/api"


def test_a_server_that_does_not_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(API_SETTING, raising=False)
    start = subprocess.Popen
    monkeypatch.setattr(
        server.subprocess, "Popen", lambda *_, **__: start([sys.executable, "-c", "raise SystemExit(3)"])
    )
    with pytest.raises(ServerError, match="prefect server start"), scheduling_server():
        pytest.fail("the block must not run")
