"""Faults at a chosen point of a night: a kill, a full disk, a failing write; in this process, or in a program of nights.

A point is what may leave something half done: the beginning and the end of a step, every statement and commit of a
database, and (in the program) every piece of work for a worker process, and every file that is opened for writing,
renamed, linked or deleted in the night's folder: the workspace, its inputs, and where these are moved to.

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
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

KILL, FULL, WORKER = "kill", "full", "worker"
FILE, WORK = "file", "work"  # kinds of points
# Small, so that a step commits more than once, and workers have something to do.
_SIZES = ("CHUNK", "STAGED_AT_ONCE", "FILES_AT_ONCE", "START_AFTER", "CHUNK_BYTES")
OF_NIGHT = "CONVOQA_TEST_NIGHT"
_STATEMENTS = ("execute", "begin", "commit", "close")
_FILE_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir")
_TAKES_ROOM = ("os.rename", "os.link", "os.mkdir")  # in the folder that the new name is in
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Points:
    """Counts the points of each step, and acts once: at the point of this number in that step, or at its end."""

    def __init__(self, step: str | None = None, at: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.seen: dict[str, int] = {}
        self.kinds: dict[str, dict[str, list[int]]] = {FILE: {}, WORK: {}}
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

    def hit(self, kind: str | None = None) -> None:
        """A point: before a statement, before a file is changed, or before a worker is given something to do."""
        if self._step is None:
            return
        if kind is not None:
            self.kinds[kind].setdefault(self._step, []).append(self.seen[self._step])
        if self._fault[0] == self._step and self.seen[self._step] >= self._fault[1]:
            self._fire()
        self.seen[self._step] += 1

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


def _kill_workers() -> None:
    """All of them: one that lives might have done what there is before the other is missed."""
    for worker in multiprocessing.active_children():
        worker.kill()


_ACTS = {KILL: _kill, FULL: _no_room, WORKER: _kill_workers}


def _watch_files(folder: str, points: Points, *, apart: bool) -> None:
    """apart: no file has names in two folders, as if each lay on a disk of its own."""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event in _FILE_EVENTS and str(given[0]).startswith(folder):
            if event == "open" and not (isinstance(given[2], int) and given[2] & _WRITES):
                return
            points.hit(FILE)
            if apart and event == "os.link" and Path(given[0]).parent != Path(given[1]).parent:
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            if event in _TAKES_ROOM and resource.getrlimit(resource.RLIMIT_FSIZE)[0] == 0:
                full_disk()

    sys.addaudithook(hook)


def _watch_workers(points: Points) -> None:
    """Work for workers is points; those of the intake are waited for, as there is little to take in meanwhile."""
    from data.intake_workers import IntakeWorkers

    submit, is_ready = ProcessPoolExecutor.submit, IntakeWorkers._is_ready

    def handing_out(*given: Any, **named: Any) -> Any:
        points.hit(WORK)
        return submit(*given, **named)

    def ready(workers: IntakeWorkers) -> bool:
        is_ready(workers)
        wait(workers._starting)
        return is_ready(workers)

    ProcessPoolExecutor.submit = handing_out  # type: ignore[method-assign]
    IntakeWorkers._is_ready = ready  # type: ignore[method-assign]


def _night(asked: dict[str, Any], answer: int) -> None:
    """One night as the flow runs it, without Prefect's server; writes how it ended, if it lives to do so."""
    from flows import flow

    fault = asked.get("fault")
    points = Points(fault["step"], fault["at"], _ACTS[fault["kind"]]) if fault else Points()
    duckdb.connect = watched_connect(points)
    _watch_files(asked["folder"], points, apart=asked["apart"])
    _watch_workers(points)
    os.environ[OF_NIGHT] = asked["folder"]  # by which its workers are told
    whole = flow.run_step.fn

    def run_step(step: str, night: Any) -> Any:
        with points.inside(step):
            return whole(step, night)

    flow.run_step, flow.create_table_artifact = run_step, lambda **_: None
    ended: dict[str, Any] = {"error": None, "sentence": None}
    try:
        flow.nightly.fn(asked["workspace"], [], asked["config"], asked["day"])
    except Exception as problem:  # noqa: BLE001  # whatever it was, the test judges it
        ended = {"error": type(problem).__name__, "sentence": str(problem)}
    with os.fdopen(answer, "w") as pipe:
        json.dump(ended | {"points": points.seen, "fired": points.fired} | points.kinds, pipe)
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
