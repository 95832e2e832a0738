"""Clocks that jump: what is newer is what was written later, and a wrong clock deletes no text."""

from __future__ import annotations

import datetime as clocks
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.batch_contracts import broken_contracts
from data.retention import UNTIL_BELIEVED, believed_now
from data.warehouse import WAREHOUSE, connect, migrate, open_warehouse, owe_rewriting, rewrite
from flows import nightly
from flows.doctor import findings
from flows.ingesting import ingest
from flows.night import Night, prepare_night
from flows.nightly import check_intake, delete_old_text
from reports.figures import run
from tests.flows.nights import conversation

TONIGHT = datetime(2026, 3, 10, 1, tzinfo=UTC)
BACK = TONIGHT - timedelta(days=3)
FAR = datetime(2090, 1, 1, tzinfo=UTC)
ROOMS = ("data", "flows", "qa_rules", "insights", "reports")


class _Dates(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Every module of ours reads this clock from now on."""

    class Clock(datetime, metaclass=_Dates):
        @classmethod
        def now(cls, tz: clocks.tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    known = [module for name, module in sys.modules.items() if name.split(".")[0] in ROOMS]
    for module in known:
        if issubclass(getattr(module, "datetime", int), datetime):
            monkeypatch.setattr(module, "datetime", Clock)


def night(workspace: Path, inputs: Path) -> Night:
    return prepare_night(workspace, [inputs], None, None)


def write(inputs: Path, name: str, *items: dict[str, Any] | str) -> None:
    inputs.mkdir(exist_ok=True)
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    (inputs / name).write_text("\n".join(lines) + "\n")


def rows(workspace: Path, sql: str) -> list[tuple[Any, ...]]:
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        return connection.execute(sql).fetchall()


GOOD = conversation("c-1", ("customer", "Hello"), ("agent", "Hello"))
BAD = {**GOOD, "csat": 500}
WAITING = "SELECT count(*) FROM quarantine"


@pytest.mark.parametrize(("first", "then", "waiting"), [(BAD, GOOD, 0), (GOOD, BAD, 1)])
@pytest.mark.parametrize("rewritten", [False, True])
def test_what_came_later_clears_quarantine_whatever_the_clock_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Any, then: Any, waiting: int, rewritten: bool
) -> None:
    workspace = tmp_path / "w"
    set_clock(monkeypatch, TONIGHT)
    write(tmp_path / "in", "1.jsonl", first)
    ingest(night(workspace, tmp_path / "in"))
    if rewritten:
        owe_rewriting(workspace)
        assert rewrite(workspace)
    set_clock(monkeypatch, BACK)
    write(tmp_path / "in", "2.jsonl", then)
    ingest(night(workspace, tmp_path / "in"))
    assert rows(workspace, WAITING) == [(waiting,)]


def test_the_newest_run_is_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = tmp_path / "w"
    for moment, count in ((FAR, 20), (BACK, 30)):
        set_clock(monkeypatch, moment)
        items = [conversation(f"{moment:%Y}-{n}", ("customer", "Hello?")) for n in range(count)]
        write(tmp_path / "in", f"{moment:%Y}.jsonl", *items)
        tonight = night(workspace, tmp_path / "in")
        for step in (ingest, check_intake, nightly.publish_results):
            step(tonight)
        with open_warehouse(workspace) as connection:
            assert {row["run_id"] for row in broken_contracts(connection)} == {tonight.run_id}
            [intake, _] = run(connection, "intake")
            assert (intake["files"], intake["records"]) == (1, count)
        last = {found.check: found for found in findings(workspace, None, BACK + timedelta(hours=1))}[
            "last night"
        ]
        assert f"{moment:%Y-%m-%d}" in last.text


TEXTS = "SELECT count(*) FROM turns WHERE text <> ''"
NOTES = "SELECT note FROM run_steps WHERE step = 'retention' ORDER BY rowid"
KEPT = "no text is too old; the clock leapt ahead, so days count from 2026-03-10: put it right"


def test_a_clock_far_ahead_deletes_nothing_until_it_has_stayed_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = tmp_path / "w"
    write(tmp_path / "in", "1.jsonl", GOOD)
    for moment, texts in ((TONIGHT, 2), (FAR, 2), (FAR + UNTIL_BELIEVED, 0)):
        set_clock(monkeypatch, moment)
        tonight = night(workspace, tmp_path / "in")
        ingest(tonight)
        delete_old_text(tonight)
        assert rows(workspace, TEXTS) == [(texts,)], moment
    assert [note for (note,) in rows(workspace, NOTES)] == [
        "no text is too old",
        KEPT,
        "text of 1 conversation deleted, older than 180 days",
    ]


@pytest.mark.parametrize(
    ("steps", "now", "believed"),
    [
        ([], 9_000, 9_000),
        ([0], 9_000, 9_000),  # the step that asks has its own row: nothing leapt before it
        ([0, 31], 31, 31),
        ([0, 32], 32, 0),
        ([0, 32, 38], 38.9, 0),
        ([0, 32, 38], 39, 39),
        ([0, 0, 32], 32, 0),  # within a night
        ([0, 9_000, 1], 1, 1),  # put right
        ([0, 9_000, 1, 29], 29, 29),
        ([0, 9_000, 1, 9_007], 9_007, 1),  # a second leap is no better than the first
        ([0, -3], -3, -3),
    ],
)
def test_the_moment_that_text_is_deleted_by(steps: list[float], now: float, believed: float) -> None:
    with connect(":memory:") as connection:
        migrate(connection)
        for day in steps:
            connection.execute(
                "INSERT INTO run_steps (run_id, step, started_at) VALUES ('r', 's', ?)",
                [TONIGHT + timedelta(days=day)],
            )
        assert believed_now(connection, TONIGHT + timedelta(days=now)) == TONIGHT + timedelta(days=believed)
