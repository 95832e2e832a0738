"""Files that change between their detection and their end: nothing of them is kept, and the next run reads them whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import ingest
from data.ingest import FileChanged, Reading, ingest_files
from data.unsettled import ingest_settled
from data.warehouse import open_warehouse
from tests.flows.nights import tables, write_examples

READING = Reading(b"k" * 32)


def write_half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def write_more(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"conversation_id": "late", "turns": [')


def vanish(path: Path) -> None:
    path.unlink()


def changing(monkeypatch: pytest.MonkeyPatch, path: Path, change: Callable[[Path], None], at: int) -> None:
    """Changes a file just before it is opened for the at-th time."""
    opened, whole = [0], Path.open

    def opening(self: Path, *given: Any, **named: Any) -> Any:
        if self == path and given[:1] == ("rb",):
            opened[0] += 1
            if opened[0] == at:
                change(path)
        return whole(self, *given, **named)

    monkeypatch.setattr(Path, "open", opening)


def taken_in(workspace: Path, files: list[Path]) -> tuple[ingest.Counts, list[Path]]:
    workspace.mkdir(exist_ok=True)
    with open_warehouse(workspace) as connection:
        return ingest_settled(connection, files, READING, lambda *_: None)


@pytest.mark.parametrize(
    ("change", "at", "together"),
    [
        (write_half, 2, 1),
        (write_half, 4, 200),
        (write_more, 2, 200),
        (write_more, 4, 1),
        (vanish, 2, 200),
        (vanish, 4, 1),
    ],
)
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], at: int, together: int
) -> None:
    inputs = write_examples(tmp_path / "inputs")
    files = [inputs / name for name in ("b.txt", "a.jsonl", "c.dat")]
    content = files[1].read_bytes()
    monkeypatch.setattr(ingest, "FILES_AT_ONCE", together)
    with monkeypatch.context() as patched:
        changing(patched, files[1], change, at)
        counts, unsettled = taken_in(tmp_path / "w", files)
    assert (unsettled, counts.files, counts.known_files, counts.records) == ([files[1]], 2, 0, 2)
    assert {row.split("'file': ")[1].split(",")[0] for row in tables(tmp_path / "w")["batches"]} == {
        "'b.txt'",
        "'c.dat'",
    }
    files[1].write_bytes(content)
    counts, unsettled = taken_in(tmp_path / "w", files)
    assert (unsettled, counts.files, counts.known_files) == ([], 1, 2)
    taken_in(tmp_path / "whole", files)
    assert tables(tmp_path / "w") == tables(tmp_path / "whole")


def test_read_alone_it_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_examples(tmp_path / "inputs") / "a.jsonl"
    changing(monkeypatch, path, write_more, 2)
    with (
        open_warehouse(tmp_path) as connection,
        pytest.raises(FileChanged, match=r"a\.jsonl changed while it was read: run again"),
    ):
        ingest_files(connection, [path], READING, lambda *_: None)


@pytest.mark.parametrize("together", [1, 200])
def test_every_file_is_counted_once_whatever_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    inputs = write_examples(tmp_path / "inputs")
    files = [inputs / name for name in ("b.txt", "d.jsonl", "a.jsonl", "c.dat")]
    monkeypatch.setattr(ingest, "FILES_AT_ONCE", together)
    taken_in(tmp_path / "w", files[1:2])
    with monkeypatch.context() as patched:

        def change(path: Path) -> None:
            write_half(path)
            write_more(files[0])  # which was stored before

        changing(patched, files[2], change, 4)
        counts, unsettled = taken_in(tmp_path / "w", files)
    assert (unsettled, counts.files, counts.known_files) == (files[2:3], 2, 1)
    assert counts.records == counts.accepted + counts.duplicate + counts.quarantined
