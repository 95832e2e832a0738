"""Two nights for the walks of faults, what they end with undisturbed, and what must hold after each fault."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.warehouse import PUBLISHED, WAREHOUSE, connect
from tests.flows.fault_inputs import EXCLUDED, first_files, landing_files, second_files
from tests.flows.faults import KILL, OF_NIGHT, WORKER
from tests.flows.nights import CLOCKS_AND_RUNS, DAY, tables

ROOT = Path(__file__).parents[2]
FIRST_DAY = "2026-03-05"
SETTINGS = {
    "keep_text_days": 4,
    "quarantine_stop": 1,
    "workers": 1,
    "exclude": {"conversation_id": [EXCLUDED]},
}  # the first night's text is deleted by the second
WORKSPACE, INPUTS, MOVED_TO = "workspace", "in", "done"
CONFIG, WITH_WORKERS = "convoqa.yaml", "workers.yaml"
LIES_IN = re.compile(rf"'/[^']*(?=/{INPUTS}/)")  # a copy of a folder lies elsewhere
TONIGHT = re.compile(r'<tr><th scope="row">tonight</th>.*?</tr>')


class Program:
    """The program of nights."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.flows.faults"]
        self._program = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, *nights: dict[str, Any]) -> list[dict[str, Any]]:
        """Runs these at once; how each ended."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(nights) + "\n")
        self._program.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._program.stdout.readline())
        return found

    def close(self) -> None:
        """Ends the program."""
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(60)


class Nights:
    """A folder as the first night left it, with tables of an older version, and what the second ends with, undisturbed.

    The folder holds the workspace, its inputs, where these are moved to, and configurations with and without workers.
    """

    def __init__(self, folder: Path, program: Program, after: str | None = None) -> None:
        self.run, self.after = program.run, after
        self.base, whole = folder / "base", folder / "whole"
        first_files(self.base / INPUTS)
        moved_to = {"moved_to": MOVED_TO} if after == "move" else {}
        read = {"landing": {"path": INPUTS, "after": after} | moved_to} if after else {"input": [INPUTS]}
        for config, workers in ((CONFIG, 1), (WITH_WORKERS, 2)):
            (self.base / config).write_text(json.dumps({**SETTINGS, **read, "workers": workers}))
        [first] = self.run(night(self.base, day=FIRST_DAY))
        assert first["error"] is None, first
        exports = self.base / WORKSPACE / "exports"
        exports.mkdir()
        (exports / "en-1.csv").write_text("conversation_id\nen-1\n")
        second_files(self.base / INPUTS)
        if after:
            landing_files(self.base / INPUTS)
        make_older(self.base / WORKSPACE)
        self.sent, self.moved = contents(self.base / INPUTS), contents(self.base / MOVED_TO)
        shutil.copytree(self.base, whole)
        [second] = self.run(night(whole))
        assert second["error"] is None, second
        self.points: dict[str, int] = second["points"]
        self.files: dict[str, list[int]] = second["file"]
        self.published = (results(self.base, PUBLISHED), results(whole, PUBLISHED))
        self.ended = everything(whole)
        assert_one_of_each(whole / WORKSPACE)

    def fresh(self, folder: Path) -> Path:
        """A folder as the first night left it."""
        return Path(shutil.copytree(self.base, folder))

    def strike(self, folders: dict[str, Path], step: str, at: int, **how: Any) -> None:
        """A night in each folder with the fault of its kind at this point: it is told, nothing is lost, nothing half stored."""
        faults = {kind: {"step": step, "at": at, "kind": kind} for kind in folders}
        ends = self.run(*(night(folder, faults[kind], **how) for kind, folder in folders.items()))
        for (kind, folder), ended in zip(folders.items(), ends, strict=True):
            where = (step, at, kind, ended)
            if kind == KILL:
                assert ended["signal"] == 9, where
            else:
                assert (ended["signal"], ended["fired"], is_told(ended)) == (0, True, True), where
            if kind == WORKER:
                assert ended["sentence"].startswith("a worker process was ended"), where
            assert_no_process_lives(folder)
            self.assert_published(folder, where)
            assert_whole_files(folder / WORKSPACE, where)
            self.assert_nothing_lost(folder, where)

    def end(self, *folders: Path, **how: Any) -> None:
        """An undisturbed night in each: all end with the same."""
        for ended in self.run(*(night(folder, **how) for folder in folders)):
            assert ended["error"] is None, ended
        for folder in folders:
            assert_ended_the_same(folder, self.ended)

    def assert_published(self, folder: Path, where: object) -> None:
        """The published copy is that of the night before, or that of this night."""
        published = results(folder, PUBLISHED)
        differ = [[name for name in whole if published.get(name) != whole[name]] for whole in self.published]
        assert [] in differ, (where, differ)

    def assert_nothing_lost(self, folder: Path, where: object) -> None:
        """What was sent lies there, or under its hidden name, or was wholly taken in; what was moved is where it was moved to."""
        moved = contents(folder / MOVED_TO)
        assert moved.items() >= self.moved.items(), where
        for name, content in self.sent.items():
            file = folder / INPUTS / name
            if any(
                place.is_file() and place.read_bytes() == content
                for place in (file, file.with_name(f".{file.name}.leaving"))
            ):
                continue
            assert hashlib.sha256(content).hexdigest() in taken_in(folder / WORKSPACE), (name, where)
            assert self.after == "delete" or content in moved.values(), (name, where)


def night(folder: Path, fault: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    """What to ask of the program for a night."""
    asked = {"workspace": str(folder / WORKSPACE), "folder": str(folder), "apart": False, "fault": fault}
    asked["config"] = str(folder / other.pop("config", CONFIG))
    return {**asked, "day": DAY.isoformat(), **other}


def make_older(workspace: Path) -> None:
    """Takes the last two migrations back, so that the next night begins with them."""
    with connect(workspace / WAREHOUSE) as connection:
        connection.execute("ALTER TABLE conversations DROP COLUMN file_time")
        connection.execute("ALTER TABLE quarantine DROP COLUMN source")
        connection.execute("DELETE FROM schema_version WHERE version > 8")


def results(folder: Path, file: str = WAREHOUSE) -> dict[str, list[str]]:
    """Every table, without the marks of what rests on whole tables: they tell when text was deleted, before or after."""
    clocks = [name for name in CLOCKS_AND_RUNS if name != "file_time"]  # files keep theirs
    found = {
        name: sorted(LIES_IN.sub("'", row) for row in rows)
        for name, rows in tables(folder / WORKSPACE, file, clocks).items()
    }
    return found | {"made": [row for row in found["made"] if "'conversation_key': '*'" not in row]}


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def everything(folder: Path) -> dict[str, Any]:
    """What a night ends with: tables, published tables, pages, transcripts, and the names of all files; without run ids and clocks."""
    pages = {
        str(path.relative_to(folder)): TONIGHT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }
    return {
        "files": sorted(str(path.relative_to(folder)) for path in folder.rglob("*")),
        "tables": results(folder),
        "published": results(folder, PUBLISHED),
        "pages": pages,
        "inputs": contents(folder / INPUTS) | contents(folder / MOVED_TO),
    }


def assert_ended_the_same(folder: Path, whole: dict[str, Any]) -> None:
    """As the undisturbed night ended."""
    found = everything(folder)
    assert found["files"] == whole["files"]
    for kind in ("tables", "published", "pages", "inputs"):
        differ = [name for name in whole[kind] if found[kind].get(name) != whole[kind][name]]
        assert not differ, (kind, differ)
    assert found == whole


def assert_one_of_each(workspace: Path) -> None:
    """The walk would prove nothing of conversations without a start, and of ids kept as HMACs, where there is none."""
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        found = connection.execute(_OF_EACH).fetchone()
    assert found is not None
    assert all(found), found


_OF_EACH = """
SELECT count(*) FILTER (started_at IS NULL AND file_time IS NOT NULL AND revision = 1),
       count(*) FILTER (started_at IS NULL AND file_time IS NOT NULL AND revision > 1),
       count(*) FILTER (starts_with(conversation_id, 'id-') AND revision > 1),
       count(*) FILTER (starts_with(conversation_id, 'id-') AND excluded IS NOT NULL),
       (SELECT count(*) FROM surveys WHERE starts_with(conversation_id, 'id-')),
       (SELECT count(*) FROM quarantine WHERE starts_with(conversation_id, 'id-'))
FROM conversations
"""


def is_told(ended: dict[str, Any]) -> bool:
    """Whether a night ended by itself, in one sentence where it failed."""
    return ended["error"] is None or (
        ended["error"] in ("WorkspaceError", "KeyProblem") and "\n" not in ended["sentence"]
    )


def assert_whole_files(workspace: Path, where: object) -> None:
    """No file is half stored."""
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        for sql in _HALF_STORED:
            assert connection.execute(sql).fetchall() == [], (where, sql)


_HALF_STORED = (
    "SELECT conversation_id FROM conversations ANTI JOIN batches USING (batch_id)",
    "SELECT place FROM quarantine ANTI JOIN batches USING (batch_id) WHERE source_path IS NOT NULL",
    "SELECT DISTINCT conversation_key FROM turns ANTI JOIN conversations USING (conversation_key)",
    "SELECT conversation_id FROM conversations ANTI JOIN turns USING (conversation_key)",
    "SELECT file FROM batches WHERE records <> accepted + duplicate + quarantined + before_since",
    "SELECT file FROM batches b WHERE accepted <> (SELECT count(*) FROM conversations c WHERE c.batch_id = b.batch_id)",
)


def taken_in(workspace: Path) -> set[str]:
    """The hashes of files that are whole in the tables."""
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        return {
            row[0] for row in connection.execute("SELECT file_hash FROM batches WHERE checked").fetchall()
        }


def assert_no_process_lives(folder: Path) -> None:
    """A night's processes have ended, or do so in seconds."""
    for _ in range(100):
        if not processes_of(folder):
            return
        time.sleep(0.1)
    assert not processes_of(folder)


def processes_of(folder: Path) -> list[Path]:
    """The workers of a night that still live, where /proc tells."""
    mark = f"{OF_NIGHT}={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(process)
    return found
