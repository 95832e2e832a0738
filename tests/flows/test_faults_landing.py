"""A fault while a landing folder is cleared, and the night started again: no file is lost, or there twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.fault_walk import MOVED_TO, Nights, Program, night
from tests.flows.faults import FILE, FULL, KILL

LANDING = "clear_landing_folder"


@pytest.fixture(scope="module")
def nights_with(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Nights]]:
    program, made = Program(), {}

    def with_landing(after: str) -> Nights:
        if after not in made:
            made[after] = Nights(tmp_path_factory.mktemp(after), program, after)
        return made[after]

    yield with_landing
    program.close()


def strike_and_end(nights: Nights, before: Path, step: str, places: list[int], **how: Any) -> None:
    """From this folder, at each place: a kill and a full disk, each in a copy of its own, and a night that ends."""
    for at in places:
        folders = {kind: Path(shutil.copytree(before, before.parent / kind)) for kind in (KILL, FULL)}
        nights.strike(folders, step, at, **how)
        nights.end(*folders.values(), **how)
        for folder in folders.values():
            shutil.rmtree(folder)


@pytest.mark.long
@pytest.mark.parametrize(("after", "apart"), [("move", False), ("move", True), ("delete", False)])
def test_every_change_in_a_landing_folder_survives_a_kill_and_a_full_disk(
    nights_with: Callable[[str], Nights], tmp_path: Path, after: str, apart: bool
) -> None:
    nights = nights_with(after)
    ready = nights.fresh(tmp_path / "ready")
    nights.strike({KILL: ready}, LANDING, 0)
    whole = Path(shutil.copytree(ready, tmp_path / "whole"))
    [ended] = nights.run(night(whole, apart=apart))
    changes = ended[FILE][LANDING]
    assert len(changes) >= (4 if after == "delete" else 6), "two files leave"
    assert (whole / MOVED_TO / "d-2.jsonl").exists() == (after == "move")
    strike_and_end(nights, ready, LANDING, [*changes, changes[-1] + 1], apart=apart)


@pytest.mark.long
@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_under_its_hidden_name_has_its_own_again_whatever_happens(
    nights_with: Callable[[str], Nights], tmp_path: Path, after: str
) -> None:
    nights = nights_with(after)
    aside = nights.fresh(tmp_path / "aside")
    [ended] = nights.run(night(Path(shutil.copytree(aside, tmp_path / "whole"))))
    nights.strike({KILL: aside}, LANDING, ended[FILE][LANDING][1])
    assert list(aside.rglob(".*.leaving"))
    [ended] = nights.run(night(Path(shutil.copytree(aside, tmp_path / "again"))))
    changes = ended[FILE]["ingest"]
    assert len(changes) >= 2, "it is linked, and its hidden name is deleted"
    strike_and_end(nights, aside, "ingest", [*changes, changes[-1] + 1])
