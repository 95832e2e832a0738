"""A landing folder after a night: only what is wholly taken in leaves it, and nothing is overwritten or lost."""

import errno
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import landing
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.intake import find_inputs
from data.landing import clear_landing
from data.object_store import StoredFile
from data.quarantine import quarantined
from data.retrying import retry
from data.warehouse import open_warehouse

TURNS = [{"role": "agent", "text": "Hello"}, {"role": "customer", "text": "Hi"}]


def record(name, **more):
    return json.dumps({"conversation_id": name, "turns": TURNS} | more) + "\n"


class Workspace:
    """A workspace, a landing folder `in`, and the folder `done` where files go."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.landing, self.done = folder / "w", folder / "in", folder / "done"
        self.folder.mkdir()
        self.landing.mkdir()
        workspace_key(self.folder)

    def put(self, name: str, content: str) -> Path:
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def take(self, *, accept=True, since=None):
        with open_warehouse(self.folder) as connection:
            paths = find_inputs([self.landing])
            reading = Reading(workspace_key(self.folder), since=since)
            ingest_files(connection, paths, reading, lambda file, records: None)
            if accept:
                connection.execute("UPDATE batches SET checked = true")

    def clear(self, after="move", files=None):
        with open_warehouse(self.folder) as connection:
            found = find_inputs([self.landing]) if files is None else files
            moved_to = self.done if after == "move" else None
            return clear_landing(connection, found, self.landing, after, moved_to)

    def there(self, folder: Path) -> dict[str, str]:
        return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


def reasons(done):
    return {name: reason for reason, names in done.left.items() for name in names}


def test_files_are_left_unless_told_otherwise(workspace):
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    assert workspace.clear("leave").gone == 0
    assert list(workspace.there(workspace.landing)) == ["a.jsonl"]


def test_what_is_taken_in_is_moved_with_its_folders(workspace):
    workspace.put("a.jsonl", record("a"))
    workspace.put("korea/b.jsonl", record("b"))
    workspace.put("agents.csv", "agent_id\n")
    workspace.take()
    done = workspace.clear()
    assert done.sentence() == "2 files moved"
    assert workspace.there(workspace.done) == {"a.jsonl": record("a"), "korea/b.jsonl": record("b")}
    assert list(workspace.there(workspace.landing)) == ["agents.csv"]  # read every night


def test_what_is_taken_in_is_deleted(workspace):
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    assert workspace.clear("delete").sentence() == "1 file deleted"
    assert workspace.there(workspace.landing) == {}


def test_a_file_with_open_quarantine_stays_until_a_retry_clears_it(workspace):
    wizard = [{"role": "wizard", "text": "Hello"}]
    workspace.put("a.jsonl", record("a") + record("b", turns=wizard))
    workspace.take()
    assert "quarantine retry" in reasons(workspace.clear())["a.jsonl"]
    assert list(workspace.there(workspace.landing)) == ["a.jsonl"]
    reading = Reading(workspace_key(workspace.folder), role_map={"wizard": "agent"})
    with open_warehouse(workspace.folder) as connection:
        retry(connection, quarantined(connection), reading, named=False)
    assert workspace.clear().gone == 1


def test_another_copy_of_a_file_with_open_quarantine_stays_too(workspace):
    workspace.put("a.jsonl", record("a") + "{\n")
    workspace.put("b.jsonl", record("a") + "{\n")
    workspace.take()
    (workspace.landing / "a.jsonl").unlink()
    assert "quarantine retry" in reasons(workspace.clear())["b.jsonl"]


def test_a_file_stays_while_an_older_one_of_its_name_has_open_quarantine(workspace):
    workspace.put("a.jsonl", record("a") + "{\n")
    workspace.take()
    workspace.put("a.jsonl", record("b"))
    workspace.take()
    assert "quarantine retry" in reasons(workspace.clear("delete"))["a.jsonl"]


def test_what_was_passed_over_stays(workspace):
    workspace.put("a.jsonl", record("a", started_at="2026-03-01T09:00:00Z") + record("b"))
    workspace.take(since=datetime(2026, 3, 5, tzinfo=UTC))
    assert "not wholly taken in" in reasons(workspace.clear())["a.jsonl"]
    workspace.take()
    assert workspace.clear().gone == 1


def test_what_was_read_again_stays_until_that_is_checked_too(workspace, monkeypatch):
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    monkeypatch.setattr("data.ingest.INTAKE_VERSION", "next")
    workspace.take(accept=False)
    assert "not wholly taken in" in reasons(workspace.clear())["a.jsonl"]


def test_a_zip_is_one_file(workspace):
    for name, content in (("good.zip", record("b")), ("bad.zip", "{\n" + record("c"))):
        with zipfile.ZipFile(workspace.landing / name, "w") as archive:
            archive.writestr("1.jsonl", record(name))
            archive.writestr("2.jsonl", content)
    workspace.take()
    assert reasons(workspace.clear()).keys() == {"bad.zip"}
    assert [path.name for path in workspace.done.iterdir()] == ["good.zip"]


@pytest.mark.parametrize("late", ["a night that stopped before scoring", "never read", "changed since"])
def test_what_is_not_wholly_taken_in_stays(workspace, late):
    path = workspace.put("a.jsonl", record("a"))
    if late != "never read":
        workspace.take(accept=late == "changed since")
    if late == "changed since":
        path.write_text(record("b"))
    assert "the next run looks at it again" in reasons(workspace.clear())["a.jsonl"]
    workspace.take()
    assert workspace.clear().gone == 1


def test_a_file_changed_while_it_is_looked_at_stays(workspace, monkeypatch):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    hash_of = landing.hash_of

    def grows(file):
        found = hash_of(file)
        path.write_text(record("a") + record("b"))
        return found

    monkeypatch.setattr(landing, "hash_of", grows)
    assert "was changed" in reasons(workspace.clear())["a.jsonl"]
    assert path.exists()


OTHER = record("b", csat=5)


def replaced(path):
    other = path.with_name("other")
    other.write_text(OTHER)
    other.replace(path)


def written_to(path):
    with path.open("a") as file:
        file.write(OTHER)


@pytest.mark.parametrize("after", ["move", "delete"])
@pytest.mark.parametrize("change", [replaced, written_to])
def test_a_file_that_changes_after_the_last_look_is_not_lost(workspace, monkeypatch, after, change):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    rename = Path.rename

    def just_before(self, target):
        if self == path:
            monkeypatch.undo()
            change(path)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", just_before)
    assert "was changed" in reasons(workspace.clear(after))["a.jsonl"]
    assert list(workspace.there(workspace.landing)) == ["a.jsonl"]
    assert path.read_text().endswith(OTHER)
    assert workspace.there(workspace.done) == {}


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_that_comes_while_another_of_its_name_leaves_stays(workspace, monkeypatch, after):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    unlink = Path.unlink

    def just_before(self, missing_ok=False):
        if not path.exists():
            path.write_text(OTHER)
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", just_before)
    assert workspace.clear(after).gone == 1
    assert workspace.there(workspace.landing) == {"a.jsonl": OTHER}


@pytest.mark.parametrize("taken", [False, True])
def test_a_file_that_a_killed_run_set_aside_has_its_name_again(workspace, taken):
    workspace.put(".a.jsonl.leaving", record("a"))
    if taken:
        workspace.put("a.jsonl", OTHER)
    landing.put_back(workspace.landing)
    there = {"a.jsonl": OTHER, "a-2.jsonl": record("a")} if taken else {"a.jsonl": record("a")}
    assert workspace.there(workspace.landing) == there


def test_a_file_that_is_written_to_while_it_is_moved_stays(workspace, monkeypatch):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    link = os.link

    def just_after(source, target, **how):
        link(source, target, **how)
        if not path.exists():
            written_to(Path(target))

    monkeypatch.setattr(os, "link", just_after)
    assert "was changed" in reasons(workspace.clear())["a.jsonl"]
    assert workspace.there(workspace.landing) == {"a.jsonl": record("a") + OTHER}
    assert workspace.there(workspace.done) == {}


def test_nothing_is_overwritten(workspace):
    for number in range(3):
        workspace.put("a.jsonl", record(f"{number}"))
        workspace.take()
        assert workspace.clear().gone == 1
    assert workspace.there(workspace.done) == {
        "a.jsonl": record("0"), "a-2.jsonl": record("1"), "a-3.jsonl": record("2"),
    }  # fmt: skip


@pytest.mark.parametrize("leads_to", ["nowhere", "the file itself"])
def test_a_link_in_the_way_is_no_copy(workspace, leads_to):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    workspace.done.mkdir()
    aside = path.with_name(".a.jsonl.leaving")
    (workspace.done / "a.jsonl").symlink_to(aside if leads_to == "the file itself" else "nowhere")
    assert workspace.clear().gone == 1
    assert (workspace.done / "a-2.jsonl").read_text() == record("a")


def test_a_file_that_is_still_set_aside_is_not_overwritten(workspace):
    workspace.put("a.jsonl", record("a"))
    aside = workspace.put(".a.jsonl.leaving", OTHER)
    workspace.take()
    assert "could not be deleted" in workspace.clear("delete").sentence()
    assert aside.read_text() == OTHER


def test_a_run_killed_between_the_two_names_of_a_file_is_gone_on_with(workspace):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    workspace.done.mkdir()
    os.link(path, workspace.done / "a.jsonl")
    assert workspace.clear().gone == 1
    assert workspace.there(workspace.done) == {"a.jsonl": record("a")}


def test_a_link_stays_and_so_does_what_it_leads_to(workspace, tmp_path):
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_text(record("a"))
    (workspace.landing / "a.jsonl").symlink_to(elsewhere)
    workspace.take()
    for after in ("move", "delete"):
        assert "is a link" in reasons(workspace.clear(after))["a.jsonl"]
    assert elsewhere.exists()


def test_a_name_that_is_no_text_stays_and_names_are_shown_redacted(workspace):
    workspace.put(os.fsdecode(b"caf\xe9.jsonl"), record("a"))
    workspace.put("sub/call_010-1234-5678.jsonl", record("b"))
    done = workspace.clear()  # nothing was taken in
    assert set(reasons(done)) == {"caf\\udce9.jsonl", "sub/call_<PHONE>.jsonl"}
    assert "rename it" in reasons(done)["caf\\udce9.jsonl"]


def test_files_elsewhere_are_not_looked_at(workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(workspace.landing)  # where the address of a store would lie, were it a path
    elsewhere = tmp_path / "a.jsonl"
    elsewhere.write_text(record("a"))
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    outside = workspace.landing / ".." / "a.jsonl"
    done = workspace.clear("delete", [elsewhere, outside, StoredFile("s3://bucket/a.jsonl")])
    assert (done.gone, done.left) == (0, {})
    assert elsewhere.exists()


def test_a_landing_folder_reached_by_a_link_is_the_folder(workspace, tmp_path):
    (tmp_path / "other").symlink_to(workspace.landing)
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    assert workspace.clear("move", [tmp_path / "other" / "a.jsonl"]).gone == 1


def test_what_cannot_be_moved_is_told_and_the_others_go(workspace):
    workspace.put("a/1.jsonl", record("a"))
    workspace.put("b.jsonl", record("b"))
    workspace.take()
    workspace.done.mkdir()
    (workspace.done / "a").write_text("a file where a folder should be")
    done = workspace.clear()
    assert done.gone == 1
    assert "could not be moved" in done.sentence()
    assert str(workspace.done) in done.sentence()
    assert list(workspace.there(workspace.landing)) == ["a/1.jsonl"]


@pytest.mark.parametrize("problem", [errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_folder_that_may_not_be_written_costs_a_sentence(workspace, monkeypatch, problem, after):
    workspace.put("a.jsonl", record("a"))
    workspace.take()

    def refused(self, *_, **__):
        raise OSError(problem, os.strerror(problem), str(self))

    monkeypatch.setattr(Path, "unlink", refused)
    monkeypatch.setattr(os, "link", refused)
    done = workspace.clear(after)
    monkeypatch.undo()
    assert (done.gone, os.strerror(problem) in done.sentence()) == (0, True)
    assert list(workspace.there(workspace.landing)) == ["a.jsonl"]


@pytest.fixture
def another_disk(monkeypatch):
    def crosses(*_, **__):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", crosses)


def test_on_another_disk_it_is_copied_first(workspace, another_disk):
    for number in range(2):
        workspace.put("a.jsonl", record(f"{number}"))
        workspace.take()
        assert workspace.clear().gone == 1
    assert workspace.there(workspace.done) == {"a.jsonl": record("0"), "a-2.jsonl": record("1")}
    assert workspace.there(workspace.landing) == {}


def test_a_run_killed_between_the_two_copies_of_a_file_is_gone_on_with(workspace, another_disk):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    workspace.done.mkdir()
    shutil.copy2(path, workspace.done / "a.jsonl")
    assert workspace.clear().gone == 1
    assert workspace.there(workspace.landing) == {}
    assert workspace.there(workspace.done) == {"a.jsonl": record("a")}


def test_a_copy_from_before_stays_where_the_file_changes_meanwhile(workspace, another_disk, monkeypatch):
    path = workspace.put("a.jsonl", record("a"))
    workspace.take()
    workspace.done.mkdir()
    shutil.copy2(path, workspace.done / "a.jsonl")
    hash_of = landing.hash_of

    def is_written_to(file):
        found = hash_of(file)
        if file == workspace.done / "a.jsonl":
            written_to(path.with_name(".a.jsonl.leaving"))
        return found

    monkeypatch.setattr(landing, "hash_of", is_written_to)
    assert "was changed" in reasons(workspace.clear())["a.jsonl"]
    assert workspace.there(workspace.landing) == {"a.jsonl": record("a") + OTHER}
    assert workspace.there(workspace.done) == {"a.jsonl": record("a")}


def test_the_same_file_sent_on_another_day_is_kept_too(workspace, another_disk):
    for day in range(2):
        os.utime(workspace.put("a.jsonl", record("a")), (day, day))
        workspace.take()
        assert workspace.clear().gone == 1
    assert list(workspace.there(workspace.done)) == ["a-2.jsonl", "a.jsonl"]


def test_a_copy_keeps_the_time_of_its_file(workspace, another_disk):
    os.utime(workspace.put("a.jsonl", record("a")), (1_000_000_000, 1_000_000_000))
    workspace.take()
    workspace.clear()
    assert (workspace.done / "a.jsonl").stat().st_mtime == 1_000_000_000


def test_a_full_disk_leaves_the_file_and_no_half_of_it(workspace, another_disk, monkeypatch):
    workspace.put("a.jsonl", record("a"))
    workspace.take()

    def full(source, copy):
        copy.write(source.read(5))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(landing.shutil, "copyfileobj", full)
    assert "No space left" in workspace.clear().sentence()
    assert workspace.there(workspace.landing) == {"a.jsonl": record("a")}
    assert workspace.there(workspace.done) == {}


def test_a_copy_that_is_not_the_file_is_none(workspace, another_disk, monkeypatch):
    workspace.put("a.jsonl", record("a"))
    workspace.take()
    monkeypatch.setattr(landing.shutil, "copyfileobj", lambda source, copy: copy.write(source.read(5)))
    assert "was changed" in workspace.clear().sentence()
    assert list(workspace.there(workspace.landing)) == ["a.jsonl"]
    assert workspace.there(workspace.done) == {}
