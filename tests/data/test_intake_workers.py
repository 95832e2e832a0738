"""Worker processes of the intake: the same conversations in the same order, a clear failure where one is lost."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC
from multiprocessing import active_children

import pytest

from data import intake_workers
from data.conversation import Record
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.intake import Taking, taken_in
from data.intake_workers import IntakeWorkers
from data.redaction import Redactor
from data.warehouse import WorkspaceError, open_warehouse

SAID = (
    "call me at 010-1234-5678",
    "my name is Jane Miller",
    "where is my parcel?",
    "제 메일은 kim@example.com입니다",
)


def record(number, **more):
    turns = [{"role": "customer", "text": SAID[(number + at) % len(SAID)], "t": at} for at in range(3)]
    return Record(f"line {number}", {"conversation_id": f"c-{number}", "turns": turns} | more)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


RECORDS = [
    *(record(number) for number in range(12)),
    Record("line 12", None, "line 12 is not JSON", "write JSON", "{call 010-1234-5678"),
    record(13, turns=None),
    record(14, unknown=nested(5_000)),  # no process takes that one in
    *(record(number) for number in range(15, 25)),
]


def taking():
    return Taking(UTC, {}, Redactor())


def here(records=RECORDS):
    told = taking()
    return [taken_in(found, told) for found in records], told.redactor.counts


@pytest.fixture
def threads(monkeypatch):
    """Threads in the place of processes, which are ready at once; returns the sizes of what was handed out."""
    handed_out = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, count, *_):
            super().__init__(count)

        def submit(self, call, *given):
            handed_out.extend([len(given[0])] if given else [])
            future = super().submit(call, *given)
            wait([future])
            return future

    monkeypatch.setattr(intake_workers, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(intake_workers, "START_AFTER", 5)
    monkeypatch.setattr(intake_workers, "CHUNK_BYTES", 1_500)
    return handed_out


@pytest.mark.parametrize("count", [1, 2, 3])
def test_everything_in_its_order_and_counted(threads, count):
    told = taking()
    with IntakeWorkers(count) as workers:
        found = list(workers.take_in(iter(RECORDS), told))
    assert (found, told.redactor.counts) == here()
    assert bool(threads) == (count > 1)


def test_a_small_night_starts_none(threads):
    with IntakeWorkers(2) as workers:
        for number in range(2):  # five turns are six
            list(workers.take_in(iter([record(number)]), taking()))
            assert workers._pool is None
        assert len(list(workers.take_in(iter([record(2)]), taking()))) == 1
    assert not threads, "one record is not worth the way"


def test_what_came_before_a_problem_is_taken_in(threads):
    def broken():
        yield from RECORDS
        raise EOFError

    found = []
    with IntakeWorkers(2) as workers, pytest.raises(EOFError):
        found.extend(workers.take_in(broken(), taking()))
    assert found == here()[0]


def write(path):
    lines = [
        json.dumps(found.value, ensure_ascii=False)
        for found in RECORDS
        if found.value and found.place != "line 14"
    ]
    path.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    return path


def at_once(monkeypatch):
    """Workers start with the first record, and have it; chunks are small."""
    is_ready = IntakeWorkers._is_ready
    monkeypatch.setattr(IntakeWorkers, "_is_ready", lambda self: is_ready(self) or self._count > 1)
    monkeypatch.setattr(intake_workers, "START_AFTER", 0)
    monkeypatch.setattr(intake_workers, "CHUNK_BYTES", 1_500)


@pytest.mark.slow
def test_a_lost_worker_is_told_and_the_next_run_stores_the_same(tmp_path, monkeypatch):
    file, key = write(tmp_path / "night.jsonl"), workspace_key(tmp_path)
    told = []

    def run(folder, workers):
        (tmp_path / folder).mkdir(exist_ok=True)
        with open_warehouse(tmp_path / folder) as connection:
            try:
                ingest_files(connection, [file], Reading(key, workers=workers), lambda *_: None)
            except WorkspaceError as problem:
                told.append((str(problem), problem.__cause__))
            tables = ("conversations", "turns", "quarantine")
            batches = connection.execute("SELECT * EXCLUDE (read_at) FROM batches").fetchall()
            return [connection.table(table).fetchall() for table in tables], batches

    whole = run("here", 1)
    assert whole[1], "the file was read"
    at_once(monkeypatch)
    submit = intake_workers.ProcessPoolExecutor.submit
    handed_out = []

    def killing(self, call, *given):
        for worker in active_children() if call is intake_workers._in_worker else ():
            worker.kill()
        return submit(self, call, *given)

    def watched(self, call, *given):
        handed_out.append(call)
        return submit(self, call, *given)

    monkeypatch.setattr(intake_workers.ProcessPoolExecutor, "submit", killing)
    assert run("there", 2) == ([[], [], []], [])
    [(sentence, cause)] = told
    assert sentence.startswith("a worker process was ended while night.jsonl was read")
    assert cause is None
    monkeypatch.setattr(intake_workers.ProcessPoolExecutor, "submit", watched)
    assert run("there", 2) == whole
    assert intake_workers._in_worker in handed_out
    assert not active_children()
