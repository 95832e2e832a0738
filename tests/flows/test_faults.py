"""A fault at any step of the night, and the night started again: the same tables, the same reports, nothing left over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data.warehouse import WorkspaceError, hold_workspace, open_warehouse
from flows.night import prepare_night
from flows.nightly import STEPS
from tests.flows.fault_inputs import first_files, second_files
from tests.flows.fault_walk import (
    INPUTS,
    SETTINGS,
    WITH_WORKERS,
    WORKSPACE,
    Nights,
    Program,
    assert_ended_the_same,
    assert_no_process_lives,
    everything,
    night,
)
from tests.flows.faults import FULL, KILL, WORK, WORKER, Points, full_disk, watched_connect
from tests.flows.nights import DAY, run_night

WHERE = (0.0, 0.5, 1.0)  # from the beginning of a step to its end
FILES_A_STEP = 12  # one that changes more files does the same again
STATEMENTS = ("execute", "begin", "commit")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    program = Program()
    yield Nights(tmp_path_factory.mktemp("nights"), program)
    program.close()


def walk(nights: Nights, folder: Path, places: list[tuple[str, int]]) -> None:
    """Two folders: a night for each place, killed there in one, without room from there on in the other; then one that ends."""
    folders = {kind: nights.fresh(folder / kind) for kind in (KILL, FULL)}
    for step, at in places:
        nights.strike(folders, step, at)
    nights.end(*folders.values())


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


@pytest.mark.long
def test_every_point_of_migrations_and_intake_survives_a_kill_and_a_full_disk(
    nights: Nights, tmp_path: Path
) -> None:
    walk(nights, tmp_path, [("ingest", at) for at in range(nights.points["ingest"] + 1)])


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
def test_workers_of_the_intake_are_killed_or_lose_their_parent_or_the_disk(
    nights: Nights, tmp_path: Path
) -> None:
    ready = nights.fresh(tmp_path / "ready")
    nights.strike(
        {KILL: ready}, "ingest", nights.points["ingest"] // 2
    )  # its tables are of the newest version
    folders = {kind: Path(shutil.copytree(ready, tmp_path / kind)) for kind in (KILL, FULL, WORKER)}
    [whole] = nights.run(night(ready, config=WITH_WORKERS))
    assert whole["error"] is None
    assert_ended_the_same(ready, nights.ended)
    handed_out = whole[WORK]["ingest"]
    assert len(handed_out) > 4, "two workers start, and have something to do"
    for at in handed_out[1::3]:  # before the first there is no worker
        nights.strike(folders, "ingest", at, config=WITH_WORKERS)
    nights.end(*folders.values(), config=WITH_WORKERS)


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize("kind", [WORKER, KILL])
def test_a_killed_worker_or_killed_parent_of_workers(nights: Nights, tmp_path: Path, kind: str) -> None:
    folder = nights.fresh(tmp_path / "w")
    [whole] = nights.run(night(nights.fresh(tmp_path / "whole"), config=WITH_WORKERS))
    fault = {"step": "detect_signals", "at": whole[WORK]["detect_signals"][-1], "kind": kind}
    [ended] = nights.run(night(folder, fault, config=WITH_WORKERS))
    if kind == WORKER:
        assert (ended["error"], ended["fired"]) == ("BrokenProcessPool", True)
    else:
        assert ended["signal"] == 9
    assert_no_process_lives(folder)
    nights.end(folder, config=WITH_WORKERS)


@pytest.mark.long
def test_two_runs_at_once_and_readers_beside_them(nights: Nights, tmp_path: Path) -> None:
    folder = nights.fresh(tmp_path / "w")
    with ThreadPoolExecutor(1) as runner:
        both = runner.submit(nights.run, night(folder), night(folder))
        while not both.done():
            nights.assert_published(folder, "while they run")
    errors = sorted(str(ended["sentence"]) for ended in both.result())
    assert errors == [
        "None",
        f"another run holds the workspace {folder / WORKSPACE}: wait until it has finished, or choose another --workspace",
    ]
    assert_ended_the_same(folder, nights.ended)


def test_a_write_that_fails_in_any_step_is_told_and_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, config = tmp_path / INPUTS, tmp_path / "convoqa.yaml"
    first_files(inputs)
    second_files(inputs)
    config.write_text(json.dumps(SETTINGS))
    whole, failing = (tmp_path / name / WORKSPACE for name in ("whole", "failing"))
    for workspace in (whole, failing):
        workspace.mkdir(parents=True)
        with open_warehouse(workspace):
            pass  # else the first step fails among its migrations
    counted = Points()
    with monkeypatch.context() as patched:
        patched.setattr(duckdb, "connect", watched_connect(counted, *STATEMENTS))
        undisturbed = prepare_night(whole, [inputs], config, DAY)
        with hold_workspace(whole):
            for step in STEPS:
                with counted.inside(step.__name__):
                    step(undisturbed)
    shutil.copy(whole / "key", failing)
    for step in STEPS:
        points = Points(step.__name__, counted.seen[step.__name__] * 2 // 3, full_disk)
        disturbed = prepare_night(failing, [inputs], config, DAY)
        with monkeypatch.context() as patched, hold_workspace(failing):
            patched.setattr(duckdb, "connect", watched_connect(points, *STATEMENTS))
            with pytest.raises(WorkspaceError, match="free some space"), points.inside(step.__name__):
                step(disturbed)
        step(prepare_night(failing, [inputs], config, DAY))
    run_night(failing, inputs, config=config)
    assert_ended_the_same(failing.parent, everything(whole.parent))
