"""A fault at any step of the night, and the night started again: the same tables, the same reports, nothing left over."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.warehouse import PUBLISHED, WAREHOUSE, WorkspaceError, hold_workspace, open_warehouse
from flows.night import prepare_night
from flows.nightly import STEPS
from tests.flows.faults import FULL, IN_POOL, KILL, OF_NIGHT, WORKER, Points, full_disk, watched_connect
from tests.flows.nights import DAY, EXAMPLES, conversation, run_night, tables, write_examples

ROOT = Path(__file__).parents[2]
FIRST_DAY = "2026-03-05"
SETTINGS = {
    "keep_text_days": 4,
    "quarantine_stop": 1,
    "workers": 1,
}  # the first night's text is deleted by the second
TONIGHT = re.compile(r'<tr><th scope="row">tonight</th>.*?</tr>')
WHERE = (0.0, 0.5, 1.0)  # from the beginning of a step to its end
FILES_A_STEP = 12  # one that changes more files does the same again
STATEMENTS = ("execute", "begin", "commit")


def second_files(inputs: Path) -> None:
    """What comes in between the two nights: new, grown, sent again, a survey, and another broken record."""
    grown = {**EXAMPLES[1], "started_at": "2026-03-08T09:00:00Z", "turns": EXAMPLES[1]["turns"][:2]}
    fresh = [
        conversation(f"new-{n}", *turns, started_at="2026-03-09T09:00:00Z", agent_id=f"a-{n % 2 + 1}")
        for n, turns in enumerate(
            [
                [("customer", "Where is my parcel?"), ("agent", "I am sorry, I will call you back today.")],
                [("customer", "택배가 안 왔어요."), ("agent", "죄송합니다. 확인해 드리겠습니다.")],
                [("customer", "Thanks a lot!"), ("agent", "Hello, how can I help?")],
            ]
        )
    ]
    again = conversation("cut", ("customer", "Hello"), ("agent", "Hello, how can I help?"))
    lines = [json.dumps(item, ensure_ascii=False) for item in (grown, *fresh, again)]
    (inputs / "more.jsonl").write_text("\n".join([*lines, '{"conversation_id": "cut-2"']), encoding="utf-8")
    (inputs / "surveys.csv").write_text("conversation_id,kind,score,comment\nnew-0,csat,5,fine\n")


class Nights:
    """The program of nights, and what the undisturbed ones end with."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.flows.faults"]
        self._program = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.config, self.inputs = folder / "convoqa.yaml", folder / "inputs"
        self.config.write_text(json.dumps(SETTINGS))
        self.with_workers = folder / "workers.yaml"
        self.with_workers.write_text(json.dumps({**SETTINGS, "workers": 2}))
        write_examples(self.inputs)
        self.base, self.whole = folder / "base", folder / "whole"
        [first] = self.run(self.night(self.base, day=FIRST_DAY))
        assert first["error"] is None, first
        (self.base / "exports").mkdir()
        (self.base / "exports" / "en-1.csv").write_text("conversation_id\nen-1\n")
        second_files(self.inputs)
        shutil.copytree(self.base, self.whole)
        [second] = self.run(self.night(self.whole))
        assert second["error"] is None, second
        self.points: dict[str, int] = second["points"]
        self.files: dict[str, list[int]] = second["files"]
        self.published = (results(self.base, PUBLISHED), results(self.whole, PUBLISHED))
        self.ended = everything(self.whole)

    def night(self, workspace: Path, fault: dict[str, Any] | None = None, **other: str) -> dict[str, Any]:
        """What to ask of the program for a night."""
        asked = {"workspace": str(workspace), "inputs": str(self.inputs), "config": str(self.config)}
        return {**asked, "day": DAY.isoformat(), "fault": fault, **other}

    def fresh(self, workspace: Path) -> Path:
        """A workspace as the first night left it."""
        return Path(shutil.copytree(self.base, workspace))

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


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    found = Nights(tmp_path_factory.mktemp("nights"))
    yield found
    found.close()


def results(workspace: Path, file: str = WAREHOUSE) -> dict[str, list[str]]:
    """Every table, without the marks of what rests on whole tables: they tell when text was deleted, before or after."""
    found = tables(workspace, file)
    return found | {"made": [row for row in found["made"] if "'conversation_key': '*'" not in row]}


def everything(workspace: Path) -> dict[str, object]:
    """What a night ends with: tables, published tables, pages, and the names of all files; without run ids and clocks."""
    pages = {
        str(path.relative_to(workspace)): TONIGHT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(workspace.rglob("*.html"))
    }
    files = sorted(str(path.relative_to(workspace)) for path in workspace.rglob("*"))
    return {
        "tables": results(workspace),
        "published": results(workspace, PUBLISHED),
        "pages": pages,
        "files": files,
    }


def assert_ended_the_same(workspace: Path, whole: dict[str, Any]) -> None:
    found: dict[str, Any] = everything(workspace)
    assert found["files"] == whole["files"]
    for kind in ("tables", "published", "pages"):
        differ = [name for name in whole[kind] if found[kind].get(name) != whole[kind][name]]
        assert not differ, (kind, differ)
    assert found == whole


def is_told(ended: dict[str, Any]) -> bool:
    """Whether a night ended by itself, in one sentence where it failed."""
    return ended["error"] is None or (
        ended["error"] in ("WorkspaceError", "KeyProblem") and "\n" not in ended["sentence"]
    )


def assert_published(workspace: Path, nights: Nights, where: object) -> None:
    """The published copy is that of the night before, or that of this night."""
    published = results(workspace, PUBLISHED)
    differ = [[name for name in whole if published.get(name) != whole[name]] for whole in nights.published]
    assert [] in differ, (where, differ)


def walk(nights: Nights, folder: Path, places: list[tuple[str, int]]) -> None:
    """Two workspaces: a night for each place, killed there in one, without room from there on in the other; then one that ends."""
    workspaces = {kind: nights.fresh(folder / kind) for kind in (KILL, FULL)}
    for step, at in places:
        asked = {kind: {"step": step, "at": at, "kind": kind} for kind in workspaces}
        killed, full = nights.run(*(nights.night(workspaces[kind], asked[kind]) for kind in workspaces))
        assert killed["signal"] == 9, (step, killed)
        assert (full["signal"], full["fired"], is_told(full)) == (0, True, True), (step, full)
        for workspace in workspaces.values():
            assert_published(workspace, nights, (step, at, workspace.name))
    for ended in nights.run(*(nights.night(workspace) for workspace in workspaces.values())):
        assert ended["error"] is None, ended
    for workspace in workspaces.values():
        assert_ended_the_same(workspace, nights.ended)


@pytest.mark.long
@pytest.mark.parametrize("where", WHERE)
def test_every_step_survives_a_kill_and_a_full_disk(nights: Nights, tmp_path: Path, where: float) -> None:
    walk(nights, tmp_path, [(step, round(where * count)) for step, count in nights.points.items()])


@pytest.mark.long
def test_every_change_of_a_file_survives_a_kill_and_a_full_disk(nights: Nights, tmp_path: Path) -> None:
    assert {"publish_results", "write_the_report"} <= nights.files.keys()
    walk(
        nights,
        tmp_path,
        [
            (step, at)
            for step, found in nights.files.items()
            for at in sorted({*found, found[-1] + 1})[:FILES_A_STEP]
        ],
    )


def workers_of(workspace: Path) -> list[Path]:
    """The processes of a night that still live."""
    mark = f"{OF_NIGHT}={workspace}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(process)
    return found


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize("kind", [WORKER, KILL])
def test_a_killed_worker_or_killed_parent_of_workers(nights: Nights, tmp_path: Path, kind: str) -> None:
    workspace, config = nights.fresh(tmp_path / "w"), str(nights.with_workers)
    fault = {"step": "detect_signals", "at": IN_POOL, "kind": kind}
    [ended] = nights.run(nights.night(workspace, fault, config=config))
    if kind == WORKER:
        assert (ended["error"], ended["fired"]) == ("BrokenProcessPool", True)
    else:
        assert ended["signal"] == 9
    for _ in range(100):
        if not workers_of(workspace):
            break
        time.sleep(0.1)
    assert not workers_of(workspace)
    [again] = nights.run(nights.night(workspace, config=config))
    assert again["error"] is None
    assert_ended_the_same(workspace, nights.ended)


@pytest.mark.long
def test_two_runs_at_once_and_readers_beside_them(nights: Nights, tmp_path: Path) -> None:
    workspace = nights.fresh(tmp_path / "w")
    with ThreadPoolExecutor(1) as runner:
        both = runner.submit(nights.run, nights.night(workspace), nights.night(workspace))
        while not both.done():
            assert_published(workspace, nights, "while they run")
    errors = sorted(str(ended["sentence"]) for ended in both.result())
    assert errors == [
        "None",
        f"another run holds the workspace {workspace}: wait until it has finished, or choose another --workspace",
    ]
    assert_ended_the_same(workspace, nights.ended)


def test_a_write_that_fails_in_any_step_is_told_and_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, config = write_examples(tmp_path / "inputs"), tmp_path / "convoqa.yaml"
    config.write_text(json.dumps(SETTINGS))
    second_files(inputs)
    workspace = tmp_path / "failing"
    for folder in (tmp_path / "whole", workspace):
        folder.mkdir()
        with open_warehouse(folder):
            pass  # else the first step fails among its migrations
    counted = Points()
    with monkeypatch.context() as patched:
        patched.setattr(duckdb, "connect", watched_connect(counted, *STATEMENTS))
        night = prepare_night(tmp_path / "whole", [inputs], config, DAY)
        with hold_workspace(night.workspace):
            for step in STEPS:
                with counted.inside(step.__name__):
                    step(night)
    shutil.copy(night.workspace / "key", workspace)
    for step in STEPS:
        points = Points(step.__name__, counted.seen[step.__name__] * 2 // 3, full_disk)
        night = prepare_night(workspace, [inputs], config, DAY)
        with monkeypatch.context() as patched, hold_workspace(workspace):
            patched.setattr(duckdb, "connect", watched_connect(points, *STATEMENTS))
            with pytest.raises(WorkspaceError, match="free some space"), points.inside(step.__name__):
                step(night)
        step(prepare_night(workspace, [inputs], config, DAY))
    run_night(workspace, inputs, config=config)
    assert_ended_the_same(workspace, everything(tmp_path / "whole"))
