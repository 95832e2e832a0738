"""One damaged input after the other, read by a child process, which is ended where it hangs or takes too much memory."""

from __future__ import annotations

import multiprocessing
import resource
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fuzz.inputs import damaged_input
from tests.fuzz.properties import faults_of_ingest, faults_of_reading

LONGEST_S = 10  # of computing, so that other work on the machine does not count
MOST_WAITING = 10  # times that; then it waits for something
LONGEST_START_S = 60  # the first input of a process, which loads what reading needs
LONGEST_GROUP_S = 120  # the way of a group into a workspace
MOST_MEMORY = 4 * 2**30  # bytes of address space of the child
MOST_GROWTH = 512 * 2**10  # KiB that the peak may grow by from one input to the next
GROUP = 60  # inputs that go into one workspace
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with inputs first to last, how many seconds it may take, and what did not hold."""

    first: int
    last: int
    limit: int
    faults: tuple[str, ...] = ()


def faults_of(paths: list[Path]) -> Iterator[str]:
    """What does not hold of files, each read alone, and all of them in a workspace of their own."""
    for path in paths:
        yield from faults_of_reading(path)
    with tempfile.TemporaryDirectory() as workspace:
        yield from faults_of_ingest(paths, Path(workspace))


def fuzz(seed: int, first: int, deadline: float, failures: Path) -> int:
    """Inputs from number `first` on, until the deadline. Returns 1 where any broke a property."""
    print(f"seed {seed}, from input {first} on", flush=True)
    number, failed = first, 0
    while time.monotonic() < deadline:
        with tempfile.TemporaryDirectory() as folder:
            here, there = multiprocessing.Pipe()
            child = _SPAWN.Process(target=_read_on, args=(there, seed, number, Path(folder)))
            child.start()
            there.close()
            for step in _steps(here, deadline):
                number = max(number, step.last)
                if step.faults:
                    failed += 1
                    keep(Path(folder), step, failures)
            number += 1
            child.kill()
            child.join()
    print(f"{number - first} inputs (seed {seed}, numbers {first} to {number - 1}), {failed} failures")
    return int(failed > 0)


def _steps(child: Connection, deadline: float) -> Iterator[Step]:
    """What the child does, step by step, until the deadline, or until it hangs or dies."""
    step = Step(0, 0, LONGEST_START_S)
    while time.monotonic() < deadline:
        try:
            if not child.poll(step.limit * MOST_WAITING):
                yield replace(step, faults=(f"not done after {step.limit * MOST_WAITING} s",))
                return
            step = child.recv()
        except EOFError:
            yield replace(step, faults=("more computing or memory than it may take, or the process died",))
            return
        yield step
        child.send(None)  # a failure's files are kept by now


def _read_on(parent: Connection, seed: int, number: int, folder: Path) -> None:
    """The child: makes inputs and reads them, and says before and after each step how it stands."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    def tell(first: int, last: int, limit: int, faults: Iterable[str] = ()) -> None:
        parent.send(Step(first, last, limit, tuple(faults)))
        parent.recv()

    limit = LONGEST_START_S
    while True:
        paths = []
        group = range(number, number + GROUP)
        for at in group:
            given = damaged_input(seed, at)
            path = folder / str(at) / given.name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(given.content)
            paths.append(path)
            tell(at, at, limit)
            signal.setitimer(signal.ITIMER_PROF, limit)
            before = _peak()
            faults = list(faults_of_reading(path))
            if limit == LONGEST_S and _peak() - before > MOST_GROWTH:
                faults.append(f"the peak of memory grew by {(_peak() - before) // 1024} MiB")
            signal.setitimer(signal.ITIMER_PROF, 0)
            limit = LONGEST_S
            if faults:
                tell(at, at, limit, faults)
        tell(group[0], group[-1], LONGEST_GROUP_S)
        faults = list(faults_of_ingest(paths, folder / "workspace"))
        if faults:
            tell(group[0], group[-1], LONGEST_GROUP_S, faults)
        shutil.rmtree(folder / "workspace")
        for path in paths:
            shutil.rmtree(path.parent)
        number += GROUP


def _peak() -> int:
    """KiB of the largest part of memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def keep(folder: Path, step: Step, failures: Path) -> None:
    """Keeps the inputs of a failure, and prints what broke and how to read them again."""
    kept = []
    for number in map(str, range(step.first, step.last + 1)):
        shutil.copytree(folder / number, failures / number, dirs_exist_ok=True)
        kept += sorted((failures / number).iterdir())
    print(
        f"input {step.first}{f' to {step.last}' * (step.last > step.first)}: {'; '.join(step.faults)[:600]}"
    )
    print(f"  python -m tests.fuzz {' '.join(shlex.quote(str(path)) for path in kept)}", flush=True)
