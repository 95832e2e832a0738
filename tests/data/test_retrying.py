"""The way back from quarantine: read again after a fix, in once, cleared, and the counts still reconcile."""

import gzip
import hashlib
import io
import json
import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data import intake, retrying
from data.dismissal import dismiss
from data.erasure import forget_customer
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.quarantine import clear_what_came_in, files_in_quarantine, locate, quarantined
from data.retrying import retry
from data.warehouse import open_warehouse

TURNS = [{"role": "agent", "text": "Hello", "t": 0, "end": 2}, {"role": "customer", "text": "Hi", "t": 3}]
WIZARD = [{"role": "wizard", "text": "Hello"}, {"role": "customer", "text": "Hi"}]


def record(name, **more):
    return json.dumps({"conversation_id": name, "turns": TURNS} | more, ensure_ascii=False)


def lines(*records):
    return "\n".join(records).encode() + b"\n"


class Workspace:
    """A workspace in which files are taken in, corrected and read again."""

    def __init__(self, folder):
        self.folder = folder

    def take(self, *, roles=None, since=None, **files):
        paths = [self.folder / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        with open_warehouse(self.folder) as connection:
            reading = replace(self.reading(**roles or {}), since=since)
            ingest_files(connection, paths, reading, lambda file, records: None)

    def reading(self, **roles):
        return Reading(workspace_key(self.folder), role_map=roles)

    def retry(self, *, named=False, places=None, **roles):
        with open_warehouse(self.folder) as connection:
            rows = [row for row in quarantined(connection) if places is None or row.place in places]
            return [
                (done.place, done.state)
                for done in retry(connection, rows, self.reading(**roles), named=named)
            ]

    def rows(self, sql):
        with open_warehouse(self.folder) as connection:
            return connection.execute(sql).fetchall()

    def counts(self):
        found = self.rows(
            "SELECT file, records, accepted, duplicate, quarantined FROM batches ORDER BY read_at, file"
        )
        assert all(read == sum(came) for _, read, *came in found)
        assert all(min(row[1:]) >= 0 for row in found)
        [(waiting,)] = self.rows(
            "SELECT count(*) FROM quarantine WHERE batch_id IN (SELECT batch_id FROM batches)"
        )
        assert waiting == sum(row[4] for row in found)
        return found

    def stored(self):
        return [row[0] for row in self.rows("SELECT conversation_id FROM conversations ORDER BY 1, revision")]

    def cleared(self):
        return self.rows("SELECT place, how FROM quarantine_cleared ORDER BY place")


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


# the same bytes, read by better settings


def test_after_a_fix_of_the_settings_the_record_comes_in_and_is_cleared(workspace):
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", turns=WIZARD), record("c"))})
    assert workspace.counts() == [("day.jsonl", 3, 2, 0, 1)]
    assert workspace.retry(wizard="agent") == [("line 2", "in")]
    assert workspace.counts() == [("day.jsonl", 3, 3, 0, 0)]
    assert workspace.stored() == ["a", "b", "c"]
    assert workspace.cleared() == [("line 2", "retried")]
    assert workspace.retry(wizard="agent") == []


def test_without_a_fix_it_stays_and_nothing_changes(workspace):
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", csat=500), "{")})
    before = workspace.rows("SELECT * FROM quarantine ORDER BY ALL"), workspace.counts()
    assert workspace.retry() == [("line 2", "refused"), ("line 3", "refused")]
    assert (workspace.rows("SELECT * FROM quarantine ORDER BY ALL"), workspace.counts()) == before
    assert (workspace.stored(), workspace.cleared()) == (["a"], [])


def test_refused_for_another_reason_it_says_todays(workspace):
    workspace.take(**{"day.jsonl": lines(record("a", turns=WIZARD, csat=500), record("b"))})
    assert workspace.retry(wizard="agent") == [("line 1", "refused")]
    assert workspace.rows("SELECT expectation FROM quarantine") == [("csat lies between 0 and 100",)]
    assert workspace.cleared() == [("line 1", "refused anew")]
    assert workspace.counts() == [("day.jsonl", 2, 1, 0, 1)]


def test_one_of_several_is_read_again_alone(workspace):
    workspace.take(**{"day.jsonl": lines(record("a", turns=WIZARD), record("b", turns=WIZARD))})
    assert workspace.retry(places=["line 2"], wizard="agent") == [("line 2", "in")]
    assert workspace.stored() == ["b"]
    assert workspace.counts() == [("day.jsonl", 2, 1, 0, 1)]


def test_what_came_in_before_is_not_read_anew_beside_it(workspace):
    labels = [{"speaker": "S1", "text": "Hello"}, {"speaker": "S2", "text": "Hi"}]
    workspace.take(**{"day.jsonl": lines(record("a", turns=labels), record("b", turns=WIZARD))})
    workspace.retry(wizard="agent", S1="agent", S2="customer")
    assert workspace.stored() == ["a", "b"]  # one revision each


def test_a_record_that_equals_another_is_a_duplicate(workspace):
    agent = [{**WIZARD[0], "role": "agent"}, WIZARD[1]]
    workspace.take(**{"day.jsonl": lines(record("a", turns=agent), record("a", turns=WIZARD))})
    assert workspace.retry(wizard="agent") == [("line 2", "in")]
    assert workspace.counts() == [("day.jsonl", 2, 1, 1, 0)]


def test_a_whole_file_comes_in_once_its_format_is_known(workspace, monkeypatch):
    with monkeypatch.context() as blind:
        blind.setattr(
            intake, "detect", lambda path: (_ for _ in ()).throw(intake.UnknownFormat("no format fits"))
        )
        workspace.take(**{"day.jsonl": lines(record("a"), "{", record("b"))})
    assert workspace.counts() == [("day.jsonl", 1, 0, 0, 1)]
    assert workspace.retry() == [("file", "in")]
    assert workspace.counts() == [("day.jsonl", 3, 2, 0, 1)]
    assert workspace.stored() == ["a", "b"]


def test_a_tables_broken_row_comes_in_with_its_conversation(workspace):
    table = b"conversation_id,role,text\nc-1,agent,Hello\nc-1,wizard,Hi\nc-2,agent,Hello\n"
    workspace.take(**{"day.csv": table})
    waiting = workspace.rows("SELECT conversation_id FROM quarantine")
    assert waiting == [("c-1",)]
    assert [state for _, state in workspace.retry(wizard="customer")] == ["in"]
    assert workspace.stored() == ["c-1", "c-2"]
    assert workspace.counts() == [("day.csv", 2, 2, 0, 0)]


def test_an_older_revision_does_not_follow_a_newer_one(workspace):
    workspace.take(**{"1.jsonl": lines(record("a", turns=WIZARD, queue="old"))})
    workspace.take(**{"2.csv": b"conversation_id,role,text,queue\na,agent,Hello,new\na,customer,Hi,new\n"})
    assert workspace.retry(wizard="agent") == [("line 1", "in")]
    assert workspace.rows("SELECT queue FROM conversations WHERE is_current") == [("new",)]
    assert workspace.counts() == [("1.jsonl", 1, 0, 1, 0), ("2.csv", 1, 1, 0, 0)]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_the_size_of_a_chunk_changes_nothing(workspace, monkeypatch, at_once):
    workspace.take(**{"day.jsonl": lines(*(record(f"{n}", turns=WIZARD) for n in range(5)), record("x"))})
    monkeypatch.setattr(retrying, "STAGED_AT_ONCE", at_once)
    assert workspace.retry(wizard="agent") == [(f"line {n + 1}", "in") for n in range(5)]
    assert workspace.counts() == [("day.jsonl", 6, 6, 0, 0)]


def test_killed_on_its_way_nothing_is_lost(workspace, monkeypatch):
    workspace.take(**{"day.jsonl": lines(record("a", turns=WIZARD), record("b"))})
    before = workspace.rows("SELECT * FROM quarantine"), workspace.counts(), workspace.stored()

    def dies(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(retrying, "_count", dies)
    with pytest.raises(KeyboardInterrupt):
        workspace.retry(wizard="agent")
    assert (workspace.rows("SELECT * FROM quarantine"), workspace.counts(), workspace.stored()) == before


# other bytes under the same name


def test_a_record_with_an_id_is_put_right_in_its_file(workspace, tmp_path):
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", csat=500))})
    (tmp_path / "day.jsonl").write_bytes(lines(record("a"), record("b", csat=5)))
    assert workspace.retry() == [("line 2", "in")]
    assert workspace.stored() == ["a", "b"]
    assert workspace.counts() == [("day.jsonl", 2, 1, 1, 0), ("day.jsonl", 2, 1, 1, 0)]
    assert workspace.cleared() == [("line 2", "sent again")]


@pytest.mark.parametrize("place", ["line 2", "file"])
def test_a_record_without_an_id_must_be_named(workspace, tmp_path, place):
    whole = lines(record("a"), record("b"))
    broken = {"line 2": lines(record("a"), "{"), "file": gzip.compress(whole)[:12]}[place]
    workspace.take(**{"day.jsonl": broken})
    (tmp_path / "day.jsonl").write_bytes(whole)
    assert workspace.retry() == [(place, "left")]
    assert workspace.rows("SELECT place FROM quarantine") == [(place,)]
    assert workspace.retry(named=True) == [(place, "in")]
    assert workspace.stored() == ["a", "b"]
    assert workspace.rows("SELECT * FROM quarantine") == []


def test_still_wrong_in_the_changed_file(workspace, tmp_path):
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", csat=500))})
    (tmp_path / "day.jsonl").write_bytes(lines(record("a"), record("b", csat=600)))
    assert workspace.retry() == [("line 2", "refused")]
    assert [file for file, *_ in workspace.counts()] == ["day.jsonl"] * 2
    assert workspace.rows("SELECT count(*) FROM quarantine") == [(1,)]


@pytest.mark.parametrize("named", [False, True])
def test_a_changed_file_without_the_record_leaves_it(workspace, tmp_path, named):
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", csat=500))})
    (tmp_path / "day.jsonl").write_bytes(lines(record("z")))
    assert workspace.retry(named=named) == [("line 2", "left")]
    assert workspace.rows("SELECT conversation_id FROM quarantine") == [("b",)]


def test_a_file_that_is_gone_says_what_to_do(workspace, tmp_path):
    workspace.take(**{"day.jsonl": lines("{")})
    (tmp_path / "day.jsonl").unlink()
    with open_warehouse(tmp_path) as connection:
        [done] = retry(connection, quarantined(connection), workspace.reading(), named=True)
    assert (done.state, "put it back" in done.text) == ("left", True)
    assert workspace.counts() == [("day.jsonl", 1, 0, 0, 1)]


# what comes in by itself


def test_a_conversation_sent_again_leaves_quarantine(workspace, tmp_path):
    workspace.take(**{"1.jsonl": lines(record("a"), record("b", csat=500))})
    workspace.take(**{"2.jsonl": lines(record("b", csat=5))})
    with open_warehouse(tmp_path) as connection:
        assert clear_what_came_in(connection) == 1
        assert clear_what_came_in(connection) == 0
    assert workspace.counts() == [("1.jsonl", 2, 1, 1, 0), ("2.jsonl", 1, 1, 0, 0)]
    assert workspace.cleared() == [("line 2", "sent again")]


@pytest.mark.parametrize(
    "later",
    [
        {"2.jsonl": lines(record("c"))},
        {"2.csv": b"conversation_id,role,text\nb,agent,Hello\n"},
        {"2.jsonl": lines(record("b", csat=700))},
    ],
    ids=["another", "another system", "wrong again"],
)
def test_another_conversation_clears_nothing(workspace, tmp_path, later):
    workspace.take(**{"1.jsonl": lines(record("a"), record("b", csat=500))})
    workspace.take(**later)
    with open_warehouse(tmp_path) as connection:
        assert clear_what_came_in(connection) == 0


def test_the_same_bytes_read_by_newer_readers_take_the_place_of_the_older_reading(
    workspace, tmp_path, monkeypatch
):
    workspace.take(**{"1.jsonl": lines(record("a"), "{")})
    monkeypatch.setattr("data.ingest.INTAKE_VERSION", "2000")
    workspace.take(**{"1.jsonl": lines(record("a"), "{")})
    assert len(workspace.rows("SELECT * FROM quarantine")) == 2
    with open_warehouse(tmp_path) as connection:
        assert clear_what_came_in(connection) == 0  # it waits again, under the newer batch
    assert workspace.counts() == [("1.jsonl", 2, 1, 1, 0), ("1.jsonl", 2, 0, 1, 1)]
    assert workspace.cleared() == [("line 2", "refused anew")]


def test_what_a_wider_since_refuses_again_has_not_come_in(workspace, tmp_path):
    content = lines(record("a", started_at="2026-03-01T09:00:00Z"), "{")
    workspace.take(since=datetime(2026, 3, 5, tzinfo=UTC), **{"1.jsonl": content})
    workspace.take(**{"1.jsonl": content})
    with open_warehouse(tmp_path) as connection:
        assert clear_what_came_in(connection) == 0
        assert [row.place for row in quarantined(connection)] == ["line 2"]


def test_a_file_whose_name_is_no_text_is_to_be_renamed(workspace, tmp_path):
    workspace.take(**{os.fsdecode(b"caf\xe9.jsonl"): lines("{")})
    with open_warehouse(tmp_path) as connection:
        rows = quarantined(connection)
        [done] = retry(connection, rows, workspace.reading(), named=True)
        assert (done.state, "rename it" in done.text) == ("left", True)
        assert dismiss(connection, rows, "Jo", "a file of tests") == 1


def test_what_newer_readers_take_in_came_in(workspace, tmp_path, monkeypatch):
    content = lines(record("a"), record("b", turns=WIZARD))
    workspace.take(**{"1.jsonl": content})
    monkeypatch.setattr("data.ingest.INTAKE_VERSION", "2000")
    workspace.take(roles={"wizard": "agent"}, **{"1.jsonl": content})
    with open_warehouse(tmp_path) as connection:
        assert clear_what_came_in(connection) == 1
    assert workspace.cleared() == [("line 2", "file read again")]


def test_the_same_id_of_another_source_is_not_sent_again(workspace, tmp_path):
    workspace.take(**{"1.jsonl": lines(record("a", source="north", turns=WIZARD))})
    for source, came in (("south", 0), ("north", 1)):
        workspace.take(**{f"{source}.jsonl": lines(record("a", source=source))})
        with open_warehouse(tmp_path) as connection:
            assert clear_what_came_in(connection) == came


def counted(workspace):
    columns = "records, accepted, duplicate, quarantined, before_since"
    [found] = workspace.rows(f"SELECT {columns} FROM batches")  # noqa: S608
    assert found[0] == sum(found[1:])
    return found


def test_an_id_twice_in_a_file_does_not_take_duplicates_below_none(workspace):
    guide = [{"role": "guide", "text": "Hello"}]
    content = lines(record("a", turns=guide), record("a", turns=WIZARD))
    workspace.take(roles={"guide": "agent"}, **{"1.jsonl": content})
    assert counted(workspace) == (2, 1, 0, 1, 0)
    workspace.retry(wizard="agent")  # the first is refused by these settings
    assert counted(workspace) == (3, 2, 0, 1, 0)


def test_what_was_passed_over_and_comes_in_by_its_id_is_counted_once(workspace):
    old = {"started_at": "2026-03-01T09:00:00Z"}
    content = lines(record("a", **old), record("a", turns=WIZARD, **old), record("b", **old))
    workspace.take(since=datetime(2026, 3, 5, tzinfo=UTC), **{"1.jsonl": content})
    assert counted(workspace) == (3, 0, 0, 1, 2)
    workspace.retry(wizard="agent")
    assert counted(workspace) == (3, 2, 0, 0, 1)


# the raw copy


def test_the_bytes_of_a_record_are_found_in_its_file(workspace, tmp_path):
    content = lines(record("a"), '{"cut": "4111 1111 1111 1111', record("b"))
    workspace.take(**{"day.jsonl": content, "odd.dat": b"\x00\x01 what"})
    key = workspace_key(tmp_path)
    with open_warehouse(tmp_path) as connection:
        assert locate(connection, key) == 2
        assert locate(connection, key) == 0
        cut, odd = quarantined(connection)
    assert content[cut.byte_start : cut.byte_end] == content.splitlines(keepends=True)[1]
    assert (odd.byte_start, odd.byte_end) == (0, 7)
    assert cut.source_path == str(tmp_path / "day.jsonl")
    assert cut.file_hash == hashlib.sha256(content).hexdigest()
    assert "4111" not in cut.excerpt


def test_a_file_that_changed_or_is_gone_locates_nothing(workspace, tmp_path):
    workspace.take(**{"1.jsonl": lines("{"), "2.jsonl": lines("{", "{")})
    (tmp_path / "1.jsonl").write_bytes(b"another")
    (tmp_path / "2.jsonl").unlink()
    with open_warehouse(tmp_path) as connection:
        assert locate(connection, workspace_key(tmp_path)) == 0


def test_a_source_file_stays_while_it_has_open_quarantine(workspace, tmp_path):
    workspace.take(**{"1.jsonl": lines(record("a", turns=WIZARD)), "2.jsonl": lines(record("b"))})
    with open_warehouse(tmp_path) as connection:
        assert files_in_quarantine(connection) == {tmp_path / "1.jsonl"}
    workspace.retry(wizard="agent")
    with open_warehouse(tmp_path) as connection:
        assert files_in_quarantine(connection) == set()


def test_results_of_ours_are_not_read_from_a_file(workspace, tmp_path):
    from data.quarantine import quarantine_breaches

    workspace.take(**{"1.jsonl": lines(record("a"))})
    [(key,)] = workspace.rows("SELECT conversation_key FROM conversations")
    with open_warehouse(tmp_path) as connection:
        quarantine_breaches(connection, [key], {key: "value lies between 0 and 1"})
        assert files_in_quarantine(connection) == set()
    assert [state for _, state in workspace.retry()] == ["left"]


# what will never come in


def dismissed(workspace, place):
    with open_warehouse(workspace.folder) as connection:
        return dismiss(
            connection, [row for row in quarantined(connection) if row.place == place], "Ana", "a test"
        )


def waiting(workspace):
    return [row[0] for row in workspace.rows("SELECT place FROM quarantine ORDER BY place")]


FOUR = "SELECT records, accepted, duplicate, quarantined FROM batches"


def test_a_dismissed_record_is_not_read_again_with_another_of_its_id(workspace):
    workspace.take(**{"day.jsonl": lines(record("a", csat=500), record("a", turns=WIZARD), record("b"))})
    assert dismissed(workspace, "line 1") == 1
    assert workspace.retry(wizard="agent") == [("line 2", "in")]
    assert workspace.rows(FOUR) == [(3, 2, 0, 1)]
    assert waiting(workspace) == []


def test_a_dismissed_record_stays_so_when_its_whole_file_is_read_again(workspace):
    cut = gzip.compress(lines(record("a"), record("b", csat=500)) + b" " * 5000)[:-9]
    workspace.take(**{"day.jsonl": cut})
    assert waiting(workspace) == ["file", "line 2"]
    assert dismissed(workspace, "line 2") == 1
    assert workspace.retry() == [("file", "refused")]
    assert waiting(workspace) == ["file"]
    assert workspace.rows(FOUR) == [(3, 1, 0, 2)]


def test_a_dismissed_record_holds_its_file_no_longer(workspace, tmp_path):
    workspace.take(**{"1.jsonl": lines(record("a", turns=WIZARD))})
    assert dismissed(workspace, "line 1") == 1
    with open_warehouse(tmp_path) as connection:
        assert files_in_quarantine(connection) == set()


@pytest.mark.parametrize("changed", [False, True], ids=["the same bytes", "a corrected file"])
def test_a_customer_forgotten_since_does_not_come_in_by_a_retry(workspace, tmp_path, changed):
    theirs, revised = record("a", customer_id="jo-4711"), record("a", turns=WIZARD)  # which names no customer
    workspace.take(**{"day.jsonl": lines(theirs, revised)})
    with open_warehouse(tmp_path) as connection:
        forget_customer(connection, workspace_key(tmp_path), "jo-4711", date(2026, 8, 1))
    assert waiting(workspace) == ["line 2"]
    if changed:
        (tmp_path / "day.jsonl").write_bytes(lines(record("z"), record("a", csat=5)))
    with open_warehouse(tmp_path) as connection:
        [done] = retry(connection, quarantined(connection), workspace.reading(), named=True)
    assert (done.state, done.text) == ("refused", "its customer was forgotten: nothing of it is kept")
    assert waiting(workspace) == []
    assert all(r == a + d + q for r, a, d, q in workspace.rows(FOUR))
    assert workspace.stored() == ["a", "z"] if changed else ["a"]
    assert workspace.rows("SELECT count(*) FROM quarantine_cleared WHERE how = 'retried'") == [(0,)]


def test_a_retry_counts_what_it_redacted(workspace):
    said = [{"role": "wizard", "text": "mail jo@example.com"}]
    workspace.take(**{"day.jsonl": lines(record("a"), record("b", turns=WIZARD + said))})
    assert workspace.retry(wizard="agent") == [("line 2", "in")]
    assert workspace.rows("SELECT redacted FROM batches") == [('{"EMAIL": 1}',)]


def test_a_files_name_is_kept_without_personal_data(workspace, tmp_path):
    workspace.take(**{"call_+821012345678.jsonl": lines(record("a"), "{")})
    assert (
        workspace.rows("SELECT file FROM batches UNION ALL SELECT file FROM quarantine")
        == [("call_<PHONE>.jsonl",)] * 2
    )
    assert workspace.retry() == [("line 2", "refused")]


def test_a_record_of_a_member_is_read_again_alone(workspace):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("1.jsonl", lines(record("a", turns=WIZARD)))
        archive.writestr("2.jsonl", lines(record("b", turns=WIZARD), record("c")))
    workspace.take(**{"calls.zip": out.getvalue()})
    with open_warehouse(workspace.folder) as connection:
        locate(connection, workspace_key(workspace.folder))
    [(first, past, inside)] = workspace.rows(
        "SELECT byte_start, byte_end, in_member FROM quarantine WHERE file = 'calls.zip/2.jsonl'"
    )
    assert (first, past, inside) == (0, len(lines(record("b", turns=WIZARD))), True)
    assert workspace.retry(places=["2.jsonl: line 1"], wizard="agent") == [("2.jsonl: line 1", "in")]
    assert (workspace.stored(), workspace.counts()) == (["b", "c"], [("calls.zip", 3, 2, 0, 1)])


def test_what_is_refused_in_the_old_file_and_the_new_is_told_once(workspace):
    workspace.take(**{"day.jsonl": lines(record("a", turns=WIZARD), record("b"))})
    workspace.take(**{"day.jsonl": lines(record("a", turns=WIZARD), record("c"))})
    assert workspace.rows("SELECT count(*) FROM quarantine") == [(2,)]
    assert workspace.retry() == [("line 1", "refused")]
    assert workspace.rows("SELECT count(*) FROM quarantine") == [(1,)]


@pytest.mark.parametrize(("places", "expected"), [(["line 3"], (4, 2, 0, 1, 1)), (["file"], (4, 4, 0, 0, 0))])
def test_a_file_read_with_since_still_adds_up_after_a_retry(workspace, monkeypatch, places, expected):
    old, new = {"started_at": "2026-03-01T09:00:00Z"}, {"started_at": "2026-03-09T09:00:00Z"}
    content = lines(*(record(name, **when) for name, when in (("a", old), ("b", new))))
    content += lines(record("c", turns=WIZARD), record("d", turns=WIZARD))
    (workspace.folder / "day.jsonl").write_bytes(content)
    with open_warehouse(workspace.folder) as connection:
        reading = Reading(workspace_key(workspace.folder), since=datetime(2026, 3, 5, tzinfo=UTC))
        ingest_files(connection, [workspace.folder / "day.jsonl"], reading, lambda file, records: None)
        if places == ["file"]:
            connection.execute("UPDATE quarantine SET place = 'file' WHERE place = 'line 3'")
    workspace.retry(places=places, wizard="agent")
    assert workspace.rows("SELECT records, accepted, duplicate, quarantined, before_since FROM batches") == [
        expected
    ]
