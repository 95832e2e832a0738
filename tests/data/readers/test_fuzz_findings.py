"""What `make fuzz` found, each as the smallest input that still shows it."""

import gzip
import io
import json
import signal
import warnings
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.intake import Rejected, detect, read_file
from data.readers import json_documents, readers
from data.readers.source_text import head_of
from data.warehouse import open_warehouse

LONG = 300_000  # characters: minutes, where a search is quadratic, and less than a second where it is not
HANG_S = 20


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ingested(tmp_path, *paths):
    reading = Reading(workspace_key(tmp_path / "workspace"))
    with open_warehouse(tmp_path / "workspace") as connection:
        counts = ingest_files(connection, paths, reading, lambda file, records: None)
        waiting = connection.execute("SELECT count(DISTINCT quarantine_id) FROM quarantine").fetchone()[0]
    return counts, waiting


def test_a_damaged_gzip_does_not_end_the_intake(tmp_path):
    content = bytearray(gzip.compress(b"x" * 100, mtime=0))
    content[10:] = b"\xff" * 20
    counts, waiting = ingested(tmp_path, written(tmp_path, "x.json.gz", bytes(content)))
    assert (counts.records, counts.quarantined, waiting) == (1, 1, 1)


def test_a_reason_with_a_broken_character_is_stored(tmp_path):
    found = json.dumps({"id": "c", "audio_url": "u", "status": "\ud800", "utterances": []})
    counts, waiting = ingested(tmp_path, written(tmp_path, "x.json", found))
    assert (counts.quarantined, waiting) == (1, 1)


def test_members_of_one_name_are_refused_one_by_one(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings(action="ignore"):
        for _ in range(3):
            archive.writestr("../x.json", "{}")
    counts, waiting = ingested(tmp_path, written(tmp_path, "x.zip", buffer.getvalue()))
    assert (counts.records, counts.quarantined, waiting) == (3, 3, 3)


def test_chats_of_several_pages_have_places_of_their_own(tmp_path):
    page = json.dumps({"chats": [{"visitor": {}, "history": None}]})
    counts, waiting = ingested(tmp_path, written(tmp_path, "x.json", f"{page}\n{page}\n"))
    assert (counts.records, counts.quarantined, waiting) == (2, 2, 2)


def parquet(columns):
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", "conversation_id,role,text\n"),
        ("x.csv", "ConversationId,ActorType,Message\n"),
        ("x.parquet", parquet({name: pa.array([], pa.string()) for name in ("conversation_id", "role", "text")})),
        ("x.parquet", parquet({"conversation_id": pa.array([], pa.string()), "turns": pa.array([], pa.string())})),
        ("x.json", '{"payload": [], "message_type": 0, "private": false, "inbox_id": 1}'),
        ("x.json", '{"chats": [], "visitor": {}, "history": []}'),
    ],
)  # fmt: skip
def test_a_file_without_conversations_says_so(tmp_path, name, content):
    path = written(tmp_path, name, content)
    assert next(item.remedy for item in read_file(path)).startswith("send it again when it has")


IDS = pa.array(["a", "b"])
TURNS = pa.array([[{"role": "agent", "text": "x"}]] * 2)


@pytest.mark.parametrize(
    ("names", "columns", "reason"),
    [
        (("conversation_id", "turns", "turns"), (IDS, TURNS, TURNS), "column 'turns' is there twice"),
        (("conversation_id", "turns", "", ""), (IDS, TURNS, IDS, IDS), ""),
        (
            ("conversation_id", "turns", "started_at"),
            (IDS, TURNS, pa.array([2**60, 1], pa.timestamp("ms"))),
            "a column holds values that cannot be read",
        ),
        (
            ("conversation_id", "role", "text", "at"),
            (IDS, IDS, IDS, pa.array([2**60, 1], pa.timestamp("ms"))),
            "a column holds values that cannot be read",
        ),
        (
            ("conversation_id", "turns", "metadata"),
            (IDS, TURNS, pa.array([[([1], "x")], []], pa.map_(pa.list_(pa.int8()), pa.string()))),
            "metadata is not an object",
        ),
    ],
)
def test_an_odd_parquet_table_is_read_or_refused(tmp_path, names, columns, reason):
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=names), buffer)
    found = list(read_file(written(tmp_path, "x.parquet", buffer.getvalue())))
    reasons = {item.reason for item in found if isinstance(item, Rejected)}
    assert reasons == {reason} - {""} or (reason in reasons)
    assert not any("fault of ours" in it for it in reasons)


@pytest.fixture
def hangs():
    """Ends a test that hangs."""

    def ended(*_):
        pytest.fail(f"not done after {HANG_S} s")

    before = signal.signal(signal.SIGALRM, ended)
    signal.alarm(HANG_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("hangs")
@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("jsonl", "{}" + "\n" * LONG + "x"),
        ("text", "Agent: hello\nx" + " " * LONG + "x\n"),
        ("text", "Agent: hello\n- " + "\t" * LONG + "x\n"),
        ("webvtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * LONG),
        ("webvtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + " " * LONG),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\n" + "<i " * LONG),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\n-" + " " * LONG),
    ],
)
def test_no_search_goes_over_a_text_for_each_of_its_characters(tmp_path, format, content):
    path = written(tmp_path, "x", content)
    for reader in readers().values():
        reader.sniff(head_of(path))
    assert len(list(readers()[format].read(path))) >= 1


def test_a_long_object_over_many_lines_is_one_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(json_documents, "LARGEST_VALUE", 5000)
    monkeypatch.setattr(json_documents, "PIECE", 1000)
    chats = ",\n".join(json.dumps({"id": str(n), "history": [], "visitor": {}}) for n in range(500))
    path = written(tmp_path, "x.json", f'{{"chats": [\n{chats}\n]}}')
    assert detect(path).name == "zendesk_chat"
    (found,) = read_file(path)
    assert isinstance(found, Rejected)
    assert found.reason == "from record 1 on the file is not read: a value is longer than 5,000 characters"


def test_what_is_no_message_of_a_chat_is_refused_by_number(tmp_path):
    for wrong, reason in ((7, "turns[1] is not an object"), ({"msg": ["x"]}, "turns[1].text is not text")):
        history = [{"msg": "hi", "sender_type": "visitor"}, wrong]
        found = json.dumps({"id": "c", "visitor": {}, "history": history})
        assert [item.reason for item in read_file(written(tmp_path, "x.json", found))] == [reason]
