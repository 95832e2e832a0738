"""Files into the warehouse: counts reconcile, what is refused says why, and no raw personal data is kept."""

import gzip
import io
import json
import os
import zipfile

import pytest

from data import ingest
from data.exclusions import exclude
from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.quarantine import quarantine_breaches
from data.stored import load_conversations
from data.warehouse import open_warehouse

TURNS = [{"role": "agent", "text": "Hello", "t": 0, "end": 2}, {"role": "customer", "text": "Hi", "t": 3}]


def record(name, **more):
    return json.dumps({"conversation_id": name, "turns": TURNS} | more, ensure_ascii=False)


def lines(*records):
    return "\n".join(records).encode() + b"\n"


@pytest.fixture
def take(tmp_path):
    """Takes files in, in the order given, into one workspace; returns their counts."""

    def taken(**files):
        paths = []
        for name, content in files.items():
            paths.append(tmp_path / name)
            paths[-1].write_bytes(content)
        with open_warehouse(tmp_path) as connection:
            return ingest_files(
                connection, paths, Reading(workspace_key(tmp_path)), lambda file, records: None
            )

    return taken


@pytest.fixture
def rows(tmp_path):
    def found(sql):
        with open_warehouse(tmp_path) as connection:
            return connection.execute(sql).fetchall()

    return found


def four(counts):
    return counts.records, counts.accepted, counts.duplicate, counts.quarantined


COUNTED = [
    (lines(record("a"), record("b")), (2, 2, 0, 0)),
    (lines(record("a"), record("a")), (2, 1, 1, 0)),
    (lines(record("a"), record("a", queue="x")), (2, 2, 0, 0)),
    (lines(record("a"), '{"conversation_id": "cut", "turns": ['), (2, 1, 0, 1)),
    (lines(record("a", csat=500), record("a", csat=500), record("b")), (3, 1, 0, 2)),
    (lines(record("a", turns=[]), record("b")), (2, 1, 0, 1)),
    (lines(record("a", started_at="2090-01-01T00:00:00Z"), record("b")), (2, 1, 0, 1)),
    (b"", (1, 0, 0, 1)),
    (b" \n\n", (1, 0, 0, 1)),
    (b"\x00\x01\x02 what is this \xff", (1, 0, 0, 1)),
    (
        gzip.compress(lines(*(record(f"{n}", queue=f"{n * 7919:x}" * 9) for n in range(400))), mtime=0)[
            :-800
        ],
        None,
    ),
]


@pytest.mark.parametrize(("content", "expected"), COUNTED)
def test_counts_reconcile(take, rows, content, expected):
    counts = take(x=content)
    assert expected is None or four(counts) == expected
    assert counts.records == counts.accepted + counts.duplicate + counts.quarantined
    assert rows("SELECT records, accepted, duplicate, quarantined FROM batches") == [four(counts)]
    assert rows("SELECT count(*) FROM conversations") == [(counts.accepted,)]
    assert rows("SELECT count(*) FROM quarantine q JOIN batches b USING (batch_id)") == [
        (counts.quarantined,)
    ]


def test_a_truncated_gzip_keeps_what_came_before(take, rows):
    counts = take(x=COUNTED[-1][0])
    assert counts.accepted > 0
    assert rows("SELECT place, reason FROM quarantine WHERE place = 'file'") == [
        ("file", "the compressed file is damaged or cut short")
    ]


def test_each_file_is_counted_by_itself_though_they_are_stored_together(take, rows):
    counts = take(
        **{
            "1.jsonl": lines(record("a"), record("b")),
            "2.jsonl": lines(record("b"), record("c"), "{"),
            "3.jsonl": b"",
        }
    )
    assert (counts.files, *four(counts)) == (3, 6, 3, 1, 2)
    assert rows("SELECT file, records, accepted, duplicate, quarantined FROM batches ORDER BY file") == [
        ("1.jsonl", 2, 2, 0, 0), ("2.jsonl", 3, 1, 1, 1), ("3.jsonl", 1, 0, 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", ["STAGED_AT_ONCE", "TURNS_AT_ONCE"])
@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_the_size_of_a_chunk_changes_nothing(take, rows, monkeypatch, limit, at_once):
    monkeypatch.setattr(ingest, limit, at_once)
    files = {
        "1.jsonl": lines(record("a"), record("b"), record("a"), "{", record("a", queue="x")),
        "2.jsonl": lines(record("b"), record("c", nps=11), record("d")),
        "3.jsonl": lines(record("e")),
    }
    assert four(take(**files)) == (9, 5, 2, 2)
    assert rows("SELECT file, records, accepted, duplicate, quarantined FROM batches ORDER BY file") == [
        ("1.jsonl", 5, 3, 1, 1), ("2.jsonl", 3, 1, 1, 1), ("3.jsonl", 1, 1, 0, 0),
    ]  # fmt: skip
    assert rows("SELECT count(*) FROM turns") == [(10,)]


@pytest.mark.parametrize(
    ("content", "place", "reason", "expectation"),
    [
        (lines(record("a"), "{"), "line 2", "not JSON", None),
        (lines(record("a", turns=[{"text": "x"}])), "line 1", "turns[0].role is missing", None),
        (lines(record("a"), record("b", turns=[{"role": "wizard", "text": "x"}])), "line 2", "turns[0].role is 'wizard'", None),
        (lines(json.dumps({"turns": TURNS})), "line 1", "conversation_id is missing", None),
        (b"", "file", "the file is empty", None),
        (b"\x00\x01 what", "file", "no format fits", None),
        (lines(record("a"), record("b", csat=500)), "line 2", "csat", "csat lies between 0 and 100"),
        (lines(record("a", nps=11)), "line 1", "nps", "nps lies between 0 and 10"),
        (lines(record("a", csat=500, nps=11)), "line 1", "nps", "csat lies between 0 and 100; nps lies between 0 and 10"),
        (lines(record("a", started_at="2090-01-01T00:00:00Z")), "line 1", "started_at", "started_at lies between 1990 and tomorrow"),
        (lines(record("a", turns=[{"role": "agent", "text": "x", "t": 9, "end": 3}])), "line 1", "ends?", "a turn does not end before it begins"),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_why_and_what_to_do(take, rows, content, place, reason, expectation):
    take(**{"day.jsonl": content})
    [(file, found_place, found_reason, remedy, excerpt, found_expectation)] = rows(
        "SELECT file, place, reason, remedy, excerpt, expectation FROM quarantine"
    )
    assert (file, found_place, found_expectation) == ("day.jsonl", place, expectation)
    assert reason.rstrip("s?") in found_reason
    assert remedy
    assert excerpt or place == "file"


PERSONAL = {
    "mail": "jo.kim@example.com",
    "card": "4111 1111 1111 1111",
    "phone": "+44 7700 900412",
    "mobile": "010-1234-5678",
}


@pytest.mark.parametrize("raw", PERSONAL.values(), ids=PERSONAL)
def test_an_excerpt_is_redacted(take, rows, raw):
    take(
        **{
            "1.jsonl": lines(json.dumps({"conversation_id": "a", "turns": [{"text": f"it is {raw} ok"}]})),
            "2.jsonl": f'{{"conversation_id": "b", "turns": [{{"text": "{raw}'.encode(),
            "3.jsonl": lines(record("c", csat=500, turns=[{"role": "customer", "text": f"it is {raw} ok"}])),
            "4.jsonl": lines(record("d", turns=[{"role": f"rep {raw}", "text": "x"}])),
        }
    )
    found = rows("SELECT file, reason || excerpt FROM quarantine")
    assert len(found) == 4
    assert [file for file, text in found if raw in text or raw.replace(" ", "") in text] == []


def test_the_same_file_again_is_not_read(take, rows, tmp_path):
    take(**{"1.jsonl": lines(record("a"), "{")})
    before = rows("SELECT * FROM batches")
    counts = take(**{"1.jsonl": lines(record("a"), "{")})
    assert (counts.files, counts.known_files, counts.records) == (0, 1, 0)
    assert rows("SELECT * FROM batches") == before


def test_the_same_file_under_two_names_in_one_night_is_read_once(take, rows):
    counts = take(**{"1.jsonl": lines(record("a")), "2.jsonl": lines(record("a"))})
    assert (counts.files, counts.known_files, *four(counts)) == (1, 1, 1, 1, 0, 0)


CONTENTS = {
    "1.jsonl": lines(record("a"), record("b")),
    "2.jsonl": lines(record("c"), record("a")),
    "3.jsonl": lines(record("d")),
}


@pytest.mark.parametrize("order", [["1.jsonl", "2.jsonl", "3.jsonl"], ["3.jsonl", "2.jsonl", "1.jsonl"]])
def test_the_order_of_files_does_not_matter_for_what_is_current(take, rows, order):
    for name in order:
        take(**{name: CONTENTS[name]})
    found = rows("SELECT conversation_id, revision, is_current FROM conversations ORDER BY 1")
    assert found == [(name, 1, True) for name in "abcd"]


def test_changed_content_is_a_new_revision(take, rows):
    take(**{"1.jsonl": lines(record("a"))})
    counts = take(**{"2.jsonl": lines(record("a", queue="parcel"))})
    assert four(counts) == (1, 1, 0, 0)
    assert rows("SELECT revision, is_current, queue FROM conversations ORDER BY 1") == [
        (1, False, None),
        (2, True, "parcel"),
    ]


def test_a_fault_in_the_middle_of_a_file_stores_nothing_of_it(take, rows, monkeypatch):
    monkeypatch.setattr(ingest, "STAGED_AT_ONCE", 1)
    store = ingest.store

    def breaks(connection, staged, reading):
        if staged[0][1].conversation_id == "c":
            raise KeyboardInterrupt
        store(connection, staged, reading)

    monkeypatch.setattr(ingest, "store", breaks)
    with pytest.raises(KeyboardInterrupt):
        take(**{"1.jsonl": lines(record("a")), "2.jsonl": lines(record("b"), record("c"))})
    assert rows("SELECT conversation_id FROM conversations") == [("a",)]
    assert rows("SELECT file FROM batches") == [("1.jsonl",)]
    monkeypatch.setattr(ingest, "store", store)
    take(**{"1.jsonl": lines(record("a")), "2.jsonl": lines(record("b"), record("c"))})
    assert rows("SELECT count(*), sum(is_current::INT) FROM conversations") == [(3, 3)]


def test_customers_are_kept_as_a_key(take, rows):
    take(
        **{
            "1.jsonl": lines(
                record("a", customer_id="jo@example.com"),
                record("b", customer_id=" JO@example.com"),
                record("c"),
            )
        }
    )
    keys = [row[0] for row in rows("SELECT customer_key FROM conversations ORDER BY conversation_id")]
    assert keys[0] == keys[1] != keys[2] is None


def test_exclusions_come_and_go(take, rows, tmp_path):
    take(**{"1.jsonl": lines(record("a", queue="test"), record("b", agent_id="a-9"), record("c"))})
    reasons = {}
    for rules in ({"queue": ["test"], "agent_id": ["a-9"]}, {"queue": ["test"]}, {}):
        with open_warehouse(tmp_path) as connection:
            reasons[len(rules)] = exclude(connection, rules)
    assert reasons == {2: 2, 1: 1, 0: 0}


@pytest.mark.parametrize(("rules", "marked"), [({"agent_id": ["a-1"]}, "false"), ({}, "true")])
def test_an_agent_is_excluded_under_every_id(take, tmp_path, rules, marked):
    take(**{"1.jsonl": lines(*(record(name, agent_id=name) for name in ("a-1", "a-2", "a-3")))})
    with open_warehouse(tmp_path) as connection:
        people = f"('a-1', 'p', {marked}), ('a-2', 'p', false), ('a-3', 'q', false)"
        connection.execute(f"INSERT INTO agents (agent_id, person_id, exclude) VALUES {people}")  # noqa: S608
        assert exclude(connection, rules) == 2


def test_results_that_break_a_contract_leave_quarantine_when_they_hold(take, rows, tmp_path):
    take(**{"1.jsonl": lines(record("a"), record("b"))})
    with open_warehouse(tmp_path) as connection:
        keys = [
            row[0]
            for row in connection.execute(
                "SELECT conversation_key FROM conversations ORDER BY conversation_id"
            ).fetchall()
        ]
        quarantine_breaches(connection, keys, {keys[0]: "value lies between 0 and 1"})
        found = connection.execute("SELECT file, conversation_id, expectation FROM quarantine").fetchall()
        assert found == [("1.jsonl", "a", "value lies between 0 and 1")]
        quarantine_breaches(connection, keys[1:], {})
        assert len(connection.execute("SELECT * FROM quarantine").fetchall()) == 1
        quarantine_breaches(connection, keys, {})
        assert connection.execute("SELECT * FROM quarantine").fetchall() == []
        assert len(load_conversations(connection, keys)) == 2


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


KOREAN = lines(record("k", turns=[{"role": "agent", "text": "안녕하세요, 바람택배 상담사입니다"}]))
PLAIN = "Agent: Hello\nCustomer: Hi\nAgent: Bye\n"


@pytest.mark.parametrize(
    ("content", "format", "encoding"),
    [
        (lines(record("a")), "jsonl", "utf-8"),
        (b"\xef\xbb\xbf" + lines(record("a")), "jsonl", "utf-8-sig"),
        (KOREAN.decode().encode("cp949"), "jsonl", "cp949"),
        (gzip.compress(KOREAN.decode().encode("utf-16")), "jsonl", "utf-16"),
        (PLAIN.encode("utf-16-le"), "text", "utf-16-le"),
        (zipped(**{"a.jsonl": KOREAN, "b.jsonl": lines(record("b"))}), "jsonl", "utf-8"),
        (zipped(**{"a.jsonl": KOREAN.decode().encode("cp949"), "b.txt": PLAIN}), "mixed", "cp949, utf-8"),
        (b"\x00\x01\x02 what is this \xff", None, None),
        (b"", None, None),
    ],
)
def test_a_batch_names_format_and_encoding(take, rows, content, format, encoding):
    counts = take(x=content)
    assert rows("SELECT format, encoding FROM batches") == [(format, encoding)]
    assert counts.encodings == set((encoding or "").split(", ")) - {""}


def test_a_batch_has_the_time_of_its_file(take, rows, tmp_path):
    (tmp_path / "x").write_bytes(lines(record("a")))
    os.utime(tmp_path / "x", (1_000_000_000, 1_000_000_000))
    with open_warehouse(tmp_path) as connection:
        ingest_files(connection, [tmp_path / "x"], Reading(b"k"), lambda file, records: None)
    assert rows("SELECT epoch(file_time) FROM batches") == [(1_000_000_000,)]


def test_a_refused_member_is_named_in_its_archive(take, rows, tmp_path):
    broken = lines(record("b", csat=500), "{")
    take(**{"calls.zip": zipped(**{"1.jsonl": lines(record("a")), "2.jsonl": broken, "in.zip": zipped()})})
    assert rows("SELECT file, place, source_path FROM quarantine ORDER BY ALL") == [
        ("calls.zip/2.jsonl", "2.jsonl: line 1", str(tmp_path / "calls.zip")),
        ("calls.zip/2.jsonl", "2.jsonl: line 2", str(tmp_path / "calls.zip")),
        ("calls.zip/in.zip", "in.zip", str(tmp_path / "calls.zip")),
    ]


def test_a_name_that_is_no_text_and_a_pipe_end_no_night(take, rows, tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9.jsonl")
    odd.write_bytes(lines(record("a"), "{"))
    pipe, whole = tmp_path / "p.jsonl", tmp_path / "whole.jsonl"
    os.mkfifo(pipe)
    whole.write_bytes(lines(record("b")))
    with open_warehouse(tmp_path) as connection:
        counts = ingest_files(
            connection, [odd, pipe, whole], Reading(workspace_key(tmp_path)), lambda *_: None
        )
        files = connection.execute("SELECT file, source_path FROM quarantine ORDER BY file").fetchall()
    assert (counts.records, counts.accepted, counts.quarantined) == (4, 2, 2)
    assert files == [("caf\\udce9.jsonl", None), ("p.jsonl", str(pipe))]


def test_what_is_staged_is_bounded_by_its_text(take, monkeypatch):
    staged = []
    store = ingest.store
    monkeypatch.setattr(ingest, "TEXT_AT_ONCE", 20)
    monkeypatch.setattr(ingest, "store", lambda c, items, r: staged.append(len(items)) or store(c, items, r))
    assert four(take(a=lines(*(record(f"c-{n}") for n in range(7))))) == (7, 7, 0, 0)
    assert staged == [3, 3, 1], "a conversation has seven characters"
