"""A workspace after nights: old text goes from tables, pages and exports; a customer is forgotten, with the proof."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.identity import KeyProblem, customer_key, workspace_key
from data.traces import ID, WORDS, Needles, search
from data.warehouse import OWED, PUBLISHED, WAREHOUSE, WorkspaceError, connect, migrate, open_warehouse
from flows import forgetting
from flows.command_line import app
from flows.configuration import Configuration
from flows.forgetting import forget, oldest_kept
from qa_rules.bookkeeping import current_pending_keys, take_up_again
from reports.workbook import Column, Sheet, workbook_bytes
from tests.flows import nights
from tests.flows.nights import EXAMPLES, conversation, tables, write_examples

JO = "jo-kim-4711"
SAID = [
    "My parcel is late and I am really upset, it was for the christening of my niece in Busan.",
    "Nobody in the yellow house by the canal has slept since the courier rang at midnight!",
]
JOS = conversation(
    "jo-1",
    ("agent", "Hello, this is Max."),
    ("customer", SAID[0]),
    ("agent", "As I already told you, that's not my problem."),
    ("customer", SAID[1]),
    customer_id=JO,
    agent_id="a-2",
    started_at="2026-03-05T09:00:00Z",
)
COMMENT = "The courier was unfriendly to my grandmother from Daegu"
OF_THE_NIGHT = Needles(
    [], [SAID[0], COMMENT]
)  # the rest is in quarantine as well, whose time counts from its reading
OF_JO = Needles([JO], [*SAID, COMMENT])


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `in` and `ws`: one night over the examples and Jo's conversation."""
    folder = tmp_path_factory.mktemp("night")
    inputs = write_examples(folder / "in")
    lines = [
        json.dumps(JOS),
        json.dumps({"conversation_id": "jo-2", "customer_id": JO, "turns": [{"text": SAID[1]}]}),
    ]
    (inputs / "jo.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (inputs / "surveys.csv").write_text(
        f"customer_id,kind,score,at,comment\n{JO},csat,2,2026-03-06T09:00:00Z,{COMMENT}\n", encoding="utf-8"
    )
    nights.run_night(folder / "ws", inputs)
    return folder


@pytest.fixture
def here(night: Path, tmp_path: Path) -> Path:
    shutil.copytree(night, tmp_path, dirs_exist_ok=True)
    return tmp_path


def again(here: Path, *, keep: int = 180, day: date = nights.DAY) -> dict[str, Any]:
    config = here / "ws" / "convoqa.yaml"
    config.write_text(f"keep_text_days: {keep}\n")
    before, nights.DAY = nights.DAY, day
    try:
        return nights.run_night(here / "ws", here / "in")
    finally:
        nights.DAY = before


def in_pages(workspace: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(workspace.rglob("*.html")))


def book(workspace: Path, day: str, text: str) -> Path:
    """A workbook of this day that holds a text."""
    path = workspace / "reports" / day / "report.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(workbook_bytes([Sheet("Quotes", [Column("Quote")], [[text]])], "T", date(2026, 3, 1)))
    return path


def left(workspace: Path, needles: Needles) -> set[tuple[str, str]]:
    """Where ids and words are: (file, what)."""
    found = search(workspace, needles)
    return {(t.file.relative_to(workspace).as_posix(), t.what) for t in found if t.what in (ID, WORDS)}


def test_the_search_finds_what_a_night_keeps(here: Path) -> None:
    book(here / "ws", "2026-03-09", SAID[0])
    workbook = "reports/2026-03-09/report.xlsx"
    assert {(WAREHOUSE, WORDS), (PUBLISHED, WORDS), (workbook, WORDS)} <= left(here / "ws", OF_JO)
    assert "Busan" in in_pages(here / "ws")


def test_a_forgotten_customer_is_in_no_byte_of_the_workspace(here: Path) -> None:
    workspace = here / "ws"
    of_others = book(workspace, "2026-03-06", "en-1: “Hello”")
    book(workspace, "2026-03-07", SAID[0])
    book(workspace, "2026-03-08", "jo-1")
    (workspace / "exports").mkdir()
    (workspace / "exports" / "mine.csv").write_text("conversation_id\nen-1\n")
    (workspace / "exports" / "keyed.csv").write_text(
        f"customer_key\n{customer_key(workspace_key(workspace), JO)}\n"
    )
    (workspace / "exports" / "theirs.csv").write_bytes(f"jo-1,{SAID[0]}".encode("utf-16"))
    (workspace / "reports" / "2026-03-10" / ".index-killed.html").write_text(SAID[0])
    (workspace / "work").mkdir()
    (workspace / "work" / "1.parquet").write_text(SAID[0])
    before = tables(workspace)
    done = forget(workspace, JO.upper(), Configuration())
    assert done.left == ()
    assert done.searched["ids"] == 1
    assert done.searched["words"] >= 5
    assert {name: n for name, n in done.counts.items() if n} == {
        "conversations": 1, "comments": 1, "quarantined": 1, "quarantined_of_unknown_customers": 2, "pages": 2, "exports": 5,
    }  # fmt: skip
    assert left(workspace, OF_JO) == set()
    assert "Busan" not in in_pages(workspace)
    assert [path.name for path in (workspace / "exports").iterdir()] == ["mine.csv"]
    kept = ["2026-03-06"]  # the night's own names the conversation among those to follow up
    assert sorted(path.parent.name for path in workspace.rglob("*.xlsx")) == kept
    assert of_others.exists()
    assert not (workspace / OWED).exists()
    after, published = tables(workspace), tables(workspace, PUBLISHED)
    assert {name for name in after if after[name] != published[name]} == {
        "audit"
    }  # the line on the search came later
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {
        "customers_at_risk",
        "conversations",
        "turns",
        "surveys",
        "quarantine",
        "quarantine_cleared",
        "answers",
        "steps",
        "tombstones",
        "audit",
    }


def test_after_it_the_night_changes_nothing_and_its_file_is_refused(here: Path) -> None:
    workspace = here / "ws"
    forget(workspace, JO, Configuration())
    before = tables(workspace)
    (here / "in" / "copy.jsonl").write_text(json.dumps({**JOS, "queue": "other"}) + "\n", encoding="utf-8")
    done = again(here)
    assert "0 accepted, 0 duplicate, 1 quarantined" in done["ingest"].note
    assert left(workspace, OF_JO) == set()
    assert {name for name, rows in tables(workspace).items() if rows != before[name]} <= {
        "quarantine_cleared", "batches", "flags", "made", "contract_results",
    }  # fmt: skip


@pytest.mark.parametrize("step", ["clear_files", "delete_in_pages", "rewrite", "publish", "search"])
def test_killed_at_any_step_and_called_again_it_ends_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, step, killed)
    with pytest.raises(KeyboardInterrupt):
        forget(here / "ws", JO, Configuration())
    monkeypatch.undo()
    assert forget(here / "ws", JO, Configuration()).left == ()
    assert left(here / "ws", OF_JO) == set()
    assert "Busan" not in in_pages(here / "ws")


def test_what_is_left_is_named_and_is_no_success(here: Path) -> None:
    inbox = here / "ws" / "inbox"
    inbox.mkdir()
    shutil.copy(here / "in" / "jo.jsonl", inbox / "jo.jsonl")
    result = CliRunner().invoke(app, ["forget", "--customer", JO, "--workspace", str(here / "ws"), "--json"])
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert done["source_files"] == ["jo.jsonl", "surveys.csv"]
    found = done["left"]
    assert {(Path(trace["file"]).name, trace["what"]) for trace in found} == {
        ("jo.jsonl", ID),
        ("jo.jsonl", WORDS),
    }
    (inbox / "jo.jsonl").unlink()
    result = CliRunner().invoke(app, ["forget", "--customer", JO, "--workspace", str(here / "ws")])
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing is left in the workspace.")
    assert JO not in result.stdout


def test_a_customer_without_a_trace_and_a_short_id(here: Path) -> None:
    done = forget(here / "ws", "nobody-knows", Configuration())
    assert done.left == ()
    assert next(forgetting.sentences(done)).startswith("Nothing of this customer is known here")
    done = forget(here / "ws", "en", Configuration())
    assert (done.searched["ids"], done.left) == (0, ())
    assert any("was not looked for" in line for line in forgetting.sentences(done))


@pytest.mark.parametrize(("missing", "problem"), [(WAREHOUSE, WorkspaceError), ("key", KeyProblem)])
def test_without_a_warehouse_or_its_key_there_is_nothing_to_forget(
    here: Path, missing: str, problem: type[Exception]
) -> None:
    (here / "ws" / missing).unlink()
    with pytest.raises(problem, match=missing):
        forget(here / "ws", JO, Configuration())
    assert not (here / "ws" / missing).exists()


def test_old_text_goes_everywhere_and_scores_stay(here: Path) -> None:
    workspace = here / "ws"
    (workspace / "exports").mkdir()
    (workspace / "exports" / "of jo-1.csv").write_text("conversation_id,score\njo-1,40\n")
    (workspace / "exports" / "other.csv").write_text("conversation_id,score\njo-12,40\n")
    book(workspace, "2026-03-06", "jo-1: “quoted”")
    before = tables(workspace)
    done = again(here, keep=5)
    said = [
        turn["text"] for example in EXAMPLES[:2] for turn in example["turns"] if turn["role"] == "customer"
    ]
    assert done["delete_old_text"].note == "text of 6 conversations deleted, older than 5 days"
    assert left(workspace, Needles([], [said[0], said[2]])) == set()
    assert {(WAREHOUSE, WORDS), (PUBLISHED, WORDS)} <= left(workspace, OF_THE_NIGHT)
    after = tables(workspace)
    for table in ("scores", "facts", "signals", "verdicts", "outcomes", "topics"):
        assert after[table] == before[table]
    done = again(here, keep=2, day=date(2026, 3, 11))
    assert done["delete_old_text"].rows_in == 1
    assert left(workspace, OF_THE_NIGHT) == set()
    assert "Busan" not in in_pages(workspace)
    assert [path.name for path in (workspace / "exports").iterdir()] == ["other.csv"]
    assert sorted(path.parent.name for path in workspace.rglob("*.xlsx")) == ["2026-03-11"]
    assert tables(workspace)["scores"] == before["scores"]
    assert not (workspace / OWED).exists()
    last = again(here, keep=2, day=date(2026, 3, 11))
    assert last["delete_old_text"].note == "no text is too old"
    with connect(workspace / PUBLISHED, read_only=True) as connection:
        dates = connection.execute(
            "SELECT DISTINCT started_at IS NULL, text_deleted_on FROM conversations"
        ).fetchall()
    assert sorted(dates) == [
        (False, datetime.now(UTC).date()),
        (True, None),
    ]  # without a start: from its reading


def test_a_night_killed_after_the_deletion_is_finished_by_the_next(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.nightly.clear_files", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        again(here, keep=1)
    monkeypatch.undo()
    assert (here / "ws" / OWED).exists()
    again(here, keep=1)
    assert left(here / "ws", OF_THE_NIGHT) == set()
    assert "Busan" not in in_pages(here / "ws")


def test_exports_go_also_when_the_killed_night_is_long_ago(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.nightly.clear_files", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        again(here, keep=1)
    monkeypatch.undo()
    long_ago = datetime.now(UTC) - timedelta(days=30)
    os.utime(here / "ws" / OWED, (long_ago.timestamp(), long_ago.timestamp()))
    with open_warehouse(here / "ws") as connection:
        connection.execute("UPDATE conversations SET text_deleted_on = ?", [long_ago.date()])
    (here / "ws" / "exports").mkdir()
    (here / "ws" / "exports" / "mine.csv").write_text("conversation_id\nen-1\n")
    again(here, keep=1)
    assert list((here / "ws" / "exports").iterdir()) == []


def test_what_lost_its_text_is_never_judged_again(here: Path) -> None:
    with open_warehouse(here / "ws") as connection:
        everything = current_pending_keys(connection, "topics", "another version")
        connection.execute(
            "UPDATE conversations SET text_deleted_on = '2026-03-10', not_scored = 'failed: x' WHERE conversation_id = 'jo-1'"
        )
        [(key,)] = connection.execute(
            "SELECT conversation_key FROM conversations WHERE conversation_id = 'jo-1'"
        ).fetchall()
        assert sorted({*current_pending_keys(connection, "topics", "another version"), key}) == everything
        take_up_again(connection)
        assert connection.execute(
            "SELECT not_scored FROM conversations WHERE conversation_key = ?", [key]
        ).fetchall() == [("failed: x",)]


def test_days_are_local_and_never_in_the_future() -> None:
    seoul = Configuration(time_zone="Asia/Seoul", keep_text_days=10)
    with connect(":memory:") as connection:
        migrate(connection)
        assert oldest_kept(connection, seoul, date(2026, 3, 11)).isoformat() == "2026-02-28T15:00:00+00:00"
        assert oldest_kept(connection, seoul, date(2999, 1, 1)).year < 2999


def test_old_exports_go_also_where_no_text_is_too_old(here: Path) -> None:
    """Data Docs that were written there among them: they quote nobody, and are written again at any time."""
    exports = here / "ws" / "exports"
    done = CliRunner().invoke(app, ["doctor", "--data-docs", f"{exports}/docs", "--workspace", f"{here}/ws"])
    assert (exports / "docs" / "index.html").exists(), done.output
    for path in exports.rglob("*"):
        os.utime(path, (0, 0))
    (exports / "new.csv").write_text("x")
    assert forgetting.clear_files(here / "ws", Configuration())["exports"] > 5
    assert [path.name for path in exports.rglob("*") if path.is_file()] == ["new.csv"]


def test_data_docs_do_not_lie_where_nobody_clears_them(here: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--data-docs", f"{here}/ws/docs", "--workspace", f"{here}/ws"])
    assert (done.exit_code, "give a place below" in done.stderr) == (1, True)
    assert not (here / "ws" / "docs").exists()
