"""Faults at a chosen point of a night: a kill, a full disk, a failing write; in this process, or in a program of nights.

A point is what may leave something half done: the beginning and the end of a step, every statement and commit of a
database, and (in the program) every file that is opened for writing, renamed, linked or deleted in the workspace.

As a program (`python -m tests.flows.faults`) it reads lines of JSON, each a list of nights that are run at once, each
in a fork that has imported everything and opened nothing; it answers each line with a list of how they ended.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import duckdb

KILL, FULL, WORKER = "kill", "full", "worker"
IN_POOL = -1  # the point at which worker processes have got their work
_SIZES = ("CHUNK", "STAGED_AT_ONCE", "FILES_AT_ONCE")  # small, so that a step commits more than once
OF_NIGHT = "CONVOQA_TEST_NIGHT"
_STATEMENTS = ("execute", "begin", "commit", "close")
_FILE_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Points:
    """Counts the points of each step, and acts once: at the point of this number in that step, or at its end."""

    def __init__(self, step: str | None = None, at: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.seen: dict[str, int] = {}
        self.files: dict[str, list[int]] = {}
        self.fired = False
        self._fault = (step, at)
        self._act = act
        self._step: str | None = None

    @contextmanager
    def inside(self, step: str) -> Iterator[None]:
        """A step of the night."""
        self._step, self.seen[step] = step, 0
        self.hit()
        yield
        if self._fault[0] == step:
            self._fire()
        self._step = None

    def hit(self) -> None:
        """A point."""
        if self._step is None:
            return
        if self._fault[0] == self._step and self.seen[self._step] >= self._fault[1] > IN_POOL:
            self._fire()
        self.seen[self._step] += 1

    def hit_file(self) -> None:
        """A point at which a file is about to change."""
        if self._step is not None:
            self.files.setdefault(self._step, []).append(self.seen[self._step])
        self.hit()

    def hit_pool(self) -> None:
        """The point at which workers have got their work."""
        if self._fault == (self._step, IN_POOL):
            self._fire()

    def _fire(self) -> None:
        if not self.fired:
            self.fired = True
            self._act()


class Watched:
    """A connection whose statements are points."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, points: Points, names: tuple[str, ...]) -> None:
        self._connection, self._points, self._names = connection, points, names

    def __getattr__(self, name: str) -> Any:
        if name in self._names:
            self._points.hit()
        return getattr(self._connection, name)

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def watched_connect(points: Points, *names: str) -> Callable[..., Any]:
    """In the place of `duckdb.connect`: connections whose statements of these names are points; all where none is given."""
    connect = duckdb.connect
    return lambda *given, **named: Watched(connect(*given, **named), points, names or _STATEMENTS)


def full_disk() -> None:
    """What a write says that finds no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _no_room() -> None:
    """From here on, no file of this process takes another byte: DuckDB's neither, which the system refuses."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _kill_a_worker() -> None:
    multiprocessing.active_children()[0].kill()


_ACTS = {KILL: _kill, FULL: _no_room, WORKER: _kill_a_worker}


def _watch_files(workspace: str, points: Points) -> None:
    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event in _FILE_EVENTS and str(given[0]).startswith(workspace):
            if event == "open" and not (isinstance(given[2], int) and given[2] & _WRITES):
                return
            points.hit_file()

    sys.addaudithook(hook)


def _watch_pool(points: Points) -> None:
    whole = ProcessPoolExecutor.map

    def handing_out(*given: Any, **named: Any) -> Any:
        results = whole(*given, **named)
        points.hit_pool()
        return results

    ProcessPoolExecutor.map = handing_out  # type: ignore[method-assign]


def _night(asked: dict[str, Any], answer: int) -> None:
    """One night as the flow runs it, without Prefect's server; writes how it ended, if it lives to do so."""
    from flows import flow

    fault = asked.get("fault")
    points = Points(fault["step"], fault["at"], _ACTS[fault["kind"]]) if fault else Points()
    duckdb.connect = watched_connect(points)
    _watch_files(asked["workspace"], points)
    _watch_pool(points)
    os.environ[OF_NIGHT] = asked["workspace"]  # by which its workers are told
    whole = flow.run_step.fn

    def run_step(step: str, night: Any) -> Any:
        with points.inside(step):
            return whole(step, night)

    flow.run_step, flow.create_table_artifact = run_step, lambda **_: None
    ended: dict[str, Any] = {"error": None, "sentence": None}
    try:
        flow.nightly.fn(asked["workspace"], [asked["inputs"]], asked["config"], asked["day"])
    except Exception as problem:  # noqa: BLE001  # whatever it was, the test judges it
        ended = {"error": type(problem).__name__, "sentence": str(problem)}
    with os.fdopen(answer, "w") as pipe:
        json.dump(ended | {"points": points.seen, "files": points.files, "fired": points.fired}, pipe)
    os._exit(0)


def _run(nights: list[dict[str, Any]]) -> list[dict[str, Any]]:
    children = []
    for night in nights:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _night(night, writing)
        os.close(writing)
        children.append((child, reading))
    ends = []
    for child, reading in children:
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        ends.append({"signal": os.WTERMSIG(status), **(json.loads(told) if told else {})})
    return ends


def _prepare() -> None:
    """Everything that a night imports and loads, once for all forks."""
    from importlib import import_module

    from flows.environment import prepare_environment

    prepare_environment()
    for name in ("flows.flow", "great_expectations.expectations", "reports.report", "matplotlib.figure"):
        import_module(name)
    from data.conversation import conversation_from
    from flows.judging import see
    from models.encoder import limit_threads
    from qa_rules.library import load_library
    from tests.flows.nights import EXAMPLES

    limit_threads(1)
    see([conversation_from(item) for item in EXAMPLES], load_library(None, None))
    for module in [module for name, module in sys.modules.items() if name.startswith(("data.", "qa_rules."))]:
        for size in _SIZES:
            if hasattr(module, size):
                setattr(module, size, 2)


def main() -> None:
    """A line in, a line out, until the input ends."""
    _prepare()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
