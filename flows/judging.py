"""`convoqa judge`: files in, one JSON line a conversation out, without a workspace and in bounded memory."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from data.conversation import Conversation
from data.intake import Rejected, find_inputs, read_file, reader_named
from data.redaction import Redactor
from data.worker_process import end_with_parent
from flows.configuration import load_configuration
from models.encoder import limit_threads
from qa_rules.faults import together
from qa_rules.judge import Facts, Seen, assess, judgement_json, see, unreadable_json, voiced_in
from qa_rules.library import Library, load_library
from qa_rules.observe import Signal
from reports.wording import plural

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.progress import Progress

CHUNK = 200
_library: Library | None = None  # of a worker process


def judge_files(
    paths: Sequence[Path],
    *,
    format: str,
    scorecard: Path | None,
    scripts: list[Path] | None,
    output: Path | None,
) -> None:
    """Judges every conversation of the files, in order. Raises InputError or DefinitionError before anything is written."""
    if output:
        _unfinished(output).unlink(missing_ok=True)  # left by a call that was killed
    if format != "auto":
        reader_named(format)
    files = find_inputs(paths)
    configuration = load_configuration(None, None)
    library = load_library(
        scripts if scripts else configuration.scripts,
        [scorecard] if scorecard else configuration.scorecards,
        thresholds=configuration.thresholds,
        prevalence=configuration.prevalence,
        auto_fail_from=configuration.auto_fail_from,
        time_zone=configuration.zone,
    )
    redactor = Redactor(configuration.redacted)
    with _written_whole(output) as out, _progress(len(files)) as progress:
        unreadable = 0
        for file in files:
            found = read_file(
                file,
                format=format,
                time_zone=configuration.zone,
                role_map=configuration.roles,
                redactor=redactor,
            )
            for lines, missing in judged_chunks(_chunks(_named(found, file)), library, configuration.workers):
                out.write(lines)
                unreadable += missing
            progress.advance(progress.task_ids[0])
    if unreadable:
        sys.stderr.write(
            f"convoqa: {plural(unreadable, 'record')} could not be read; `not_scored` says which and why\n"
        )


def judged_chunks(
    chunks: Iterator[list[Conversation | Rejected]], library: Library, workers: int
) -> Iterator[tuple[str, int]]:
    """The lines of each chunk, and how many of them could not be read; several chunks go to worker processes."""
    first = list(islice(chunks, 2))
    if len(first) < 2 or workers < 2:
        for chunk in chain(first, chunks):
            yield _chunk_lines(chunk, library)
        return
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(library,)
    ) as pool:
        under_way: deque[Future[tuple[str, int]]] = deque()
        try:
            for chunk in chain(first, chunks):
                under_way.append(pool.submit(_chunk_in_worker, chunk))
                if len(under_way) > 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BaseException:  # stopped on its way: nobody waits for what is begun
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in active_children():
                worker.terminate()
            raise


def _start_worker(library: Library) -> None:
    global _library
    _library = library
    end_with_parent()
    limit_threads(1)


def _chunk_in_worker(chunk: list[Conversation | Rejected]) -> tuple[str, int]:
    assert _library is not None
    return _chunk_lines(chunk, _library)


def _chunk_lines(chunk: list[Conversation | Rejected], library: Library) -> tuple[str, int]:
    made, failed = together(chunk, lambda items: list(judged(items, library)))
    lines = {id(item): line for item, line in made}
    lines |= {id(item): unreadable_json(item.conversation_id, reason) for item, reason in failed}
    text = "".join(json.dumps(lines[id(item)], ensure_ascii=False) + "\n" for item in chunk)
    return text, sum(isinstance(item, Rejected) for item in chunk)


def judged(items: Sequence[Conversation | Rejected], library: Library) -> Iterator[dict[str, Any]]:
    """One line for every item, in order."""
    conversations = [item for item in items if isinstance(item, Conversation)]
    found = iter(see(conversations, library))
    seen = [next(found) if isinstance(item, Conversation) else None for item in items]
    spoken = voiced_in(seen, library)
    facts = _facts(seen, library)
    for number, (item, what) in enumerate(zip(items, seen, strict=True)):
        if what is None:
            assert isinstance(item, Rejected)
            yield unreadable_json(item.conversation_id, f"unreadable: {item.place}: {item.reason}")
            continue
        yield judgement_json(what, spoken[number], assess(what, spoken[number], library, facts.get(number)))


def _facts(seen: Sequence[Seen | None], library: Library) -> dict[int, Facts]:
    """Service facts of each conversation by itself, by the SQL of the nightly job, in a database in memory.

    Facts about other contacts of the same customer are missing: a line must not depend on its neighbours.
    """
    if not any(question.from_.fact for card in library.scorecards for question in card.questions):
        return {}
    import pyarrow as pa

    from data.stored import add_conversations, conversation_rows
    from data.warehouse import insert
    from insights.facts import FactSettings, make_facts
    from qa_rules.conversation_stops import OUTCOMES, TOPICS, outcome_row, topic_row
    from qa_rules.partition import SIGNALS, signal_row

    present = [(str(number), what) for number, what in enumerate(seen) if what is not None]
    pairs = [(key, what.conversation) for key, what in present]
    rows, turns = conversation_rows(pairs, batch_ids=[""] * len(pairs), customer_keys=[None] * len(pairs))
    reasons = pa.table(
        {
            "key": [key for key, _ in present],
            "reason": pa.array([w.languages.conversation_not_scored for _, w in present], pa.string()),
        }
    )
    signals: list[tuple[str, Signal]] = [(key, s) for key, what in present for s in what.observed.signals]
    found: dict[int, dict[tuple[str | None, str], float]] = {}
    connection = _scratch()
    connection.begin()
    try:
        add_conversations(connection, rows, turns)
        connection.register("reasons", reasons)
        connection.execute(
            "UPDATE conversations c SET not_scored = r.reason FROM reasons r WHERE c.conversation_key = r.key"
        )
        insert(
            connection, "signals", pa.Table.from_pylist([signal_row(key, s) for key, s in signals], SIGNALS)
        )
        insert(
            connection,
            "outcomes",
            pa.Table.from_pylist([outcome_row(k, w.resolution, "") for k, w in present], OUTCOMES),
        )
        insert(
            connection,
            "topics",
            pa.Table.from_pylist([topic_row(k, w.topic, "") for k, w in present], TOPICS),
        )
        make_facts(connection, FactSettings())
        for key, agent, fact, value in connection.execute(
            "SELECT conversation_key, agent_id, fact, value FROM facts"
        ).fetchall():
            found.setdefault(int(key), {})[(agent, fact)] = value
    finally:
        connection.rollback()
    return dict(found)


@cache
def _scratch() -> DuckDBPyConnection:
    """Empty tables in memory: what is written to them is rolled back."""
    from data.warehouse import connect, migrate

    connection = connect(":memory:")
    connection.execute("SET threads=1")
    migrate(connection)
    return connection


def _named(items: Iterator[Conversation | Rejected], file: Path) -> Iterator[Conversation | Rejected]:
    """The items, refused ones with their file's name before the place in it."""
    for item in items:
        if isinstance(item, Rejected):
            from data.quarantine import shown_name

            name = shown_name(file)
            item = replace(item, place=name if item.place == "file" else f"{name}: {item.place}")
        yield item


def _chunks(items: Iterator[Conversation | Rejected]) -> Iterator[list[Conversation | Rejected]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


@contextmanager
def _written_whole(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is complete."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    unfinished = _unfinished(path)
    try:
        with _stopped_in_order(), unfinished.open("w", encoding="utf-8") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + ".unfinished")


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """SIGTERM ends the program as an exception does, so that what is half-written is removed."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's alone
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(files: int) -> Iterator[Progress]:
    """A progress bar on standard error, where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        progress.add_task("judging files", total=files)
        yield progress
