"""Worker processes that turn records into redacted conversations: redaction is most of what intake does.

What comes out is the same, in the same order, whatever the number of processes. Raw text goes to a worker through a
pipe, and nowhere else. Workers take seconds to start: the first turns of a night are taken in here, as is what comes
until a worker is ready.
"""

from __future__ import annotations

import pickle
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import Final, Self

from data.conversation import Conversation, Record
from data.intake import Rejected, Taking, taken_in
from data.redaction import Redactor
from data.worker_process import WorkerLost, end_with_parent

START_AFTER: Final = 20_000  # turns of a night
CHUNK_BYTES: Final = 300_000  # about a thousand turns
_AHEAD: Final = 3  # chunks for each worker, so that none waits for this process
_FIRST: Final = "010-1234-5678 4111 1111 1111 1111 1.2.3.4 jo@example.com"  # loads what redaction needs
_Items = list[Conversation | Rejected]


class IntakeWorkers:
    """Up to `count` processes, started when there is enough to do, and ended with the block; fewer than two are none."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._turns = 0
        self._pool: ProcessPoolExecutor | None = None
        self._processes: list[BaseProcess] = []
        self._starting: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, problem: object, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=problem is None, cancel_futures=True)
        for process in self._processes if problem is not None else ():  # nobody waits for what is begun
            process.terminate()

    def take_in(self, records: Iterator[Record], taking: Taking) -> Iterator[Conversation | Rejected]:
        """What each record becomes, in their order. Raises what reading them raises, after what came before.

        Raises WorkerLost where a worker was ended from outside.
        """
        problems: list[Exception] = []
        records = _until_problem(records, problems)
        for record in records:
            if self._is_ready():
                yield from self._handed_out(chain([record], records), taking)
                break
            item = taken_in(record, taking)
            self._turns += len(item.turns) if isinstance(item, Conversation) else 0
            yield item
        if problems:
            raise problems[0]

    def _is_ready(self) -> bool:
        """Whether a worker waits for work; starts them when it is time."""
        if self._count < 2 or self._turns < START_AFTER:
            return False
        if self._pool is None:
            before = active_children()
            self._pool = ProcessPoolExecutor(self._count, get_context("spawn"), end_with_parent)
            self._starting = [self._pool.submit(_load) for _ in range(self._count)]
            self._processes = [process for process in active_children() if process not in before]
        return any(future.done() for future in self._starting)

    def _handed_out(self, records: Iterator[Record], taking: Taking) -> Iterator[Conversation | Rejected]:
        assert self._pool is not None
        under_way: deque[Future[tuple[_Items, Counter[str]]]] = deque()
        told = replace(taking, redactor=Redactor(taking.redactor.entities))
        try:
            for chunk, is_whole in _chunks(records, taking):
                if not is_whole and not under_way:  # too little to be worth the way
                    yield from _taken_in(chunk, taking)
                    continue
                under_way.append(self._pool.submit(_in_worker, chunk, told))
                if len(under_way) > _AHEAD * self._count:
                    yield from _result(under_way.popleft(), taking)
            while under_way:
                yield from _result(under_way.popleft(), taking)
        except BrokenProcessPool:
            raise WorkerLost from None
        finally:
            for future in under_way:
                future.cancel()


def _until_problem(records: Iterator[Record], problems: list[Exception]) -> Iterator[Record]:
    """The records up to where reading raises; what it raises goes to `problems`."""
    try:
        yield from records
    except Exception as problem:  # noqa: BLE001  # raised again by whoever reads these
        problems.append(problem)


def _chunks(records: Iterator[Record], taking: Taking) -> Iterator[tuple[list[bytes], bool]]:
    """Pickled records in chunks, and whether each is as large as a chunk is to be.

    A record that cannot be pickled, for it nests too deeply, goes as what becomes of it.
    """
    chunk: list[bytes] = []
    size = 0
    for record in records:
        try:
            raw = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001  # whatever it is: here it is only read
            raw = pickle.dumps(taken_in(record, taking), pickle.HIGHEST_PROTOCOL)
        chunk.append(raw)
        size += len(raw)
        if size >= CHUNK_BYTES:
            yield chunk, True
            chunk, size = [], 0
    if chunk:
        yield chunk, False


def _taken_in(chunk: list[bytes], taking: Taking) -> _Items:
    found = [pickle.loads(raw) for raw in chunk]  # our own
    return [taken_in(item, taking) if isinstance(item, Record) else item for item in found]


def _result(future: Future[tuple[_Items, Counter[str]]], taking: Taking) -> _Items:
    items, counts = future.result()
    taking.redactor.counts.update(counts)
    return items


def _load() -> None:
    Redactor().redact(_FIRST)


def _in_worker(chunk: list[bytes], taking: Taking) -> tuple[_Items, Counter[str]]:
    """What a chunk becomes, and what was redacted in it."""
    redactor = Redactor(taking.redactor.entities)
    items = _taken_in(chunk, replace(taking, redactor=redactor))
    return items, redactor.counts
