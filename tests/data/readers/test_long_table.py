"""CSV and Parquet: one turn a row."""

import gzip
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.conversation import conversation_from
from data.readers import generic_csv, generic_parquet

HEADER = "conversation_id,role,text"


def csv_records(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(generic_csv.READER.read(path))


def parquet_records(tmp_path, columns, **options):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return list(generic_parquet.READER.read(path))


def texts(records):
    return {
        r.value["conversation_id"]: [t["text"] for t in r.value["turns"]] for r in records if not r.reason
    }


def reasons(records):
    return [(r.place, (r.value or {}).get("conversation_id"), r.reason) for r in records if r.reason]


ROWS = "c-1,agent,안녕\nc-1,customer,hi\nc-2,agent,สวัสดี\n"
EXPECTED = {"c-1": ["안녕", "hi"], "c-2": ["สวัสดี"]}


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROWS}",
        f"\ufeff{HEADER}\r\n{ROWS}".replace("\n", "\r\n").replace("\r\r", "\r"),
        f"{HEADER}\n{ROWS}".replace(",", ";"),
        f"{HEADER}\n{ROWS}".replace(",", "\t"),
        f"{HEADER}\n{ROWS}".encode("utf-16"),
        gzip.compress(f"{HEADER}\n{ROWS}".encode(), mtime=0),
        f" Conversation_ID ,ROLE,Text\n{ROWS}",
        f"{HEADER}\n\n{ROWS}\n,,\n",
    ],
)
def test_csv_in_its_spellings(tmp_path, content):
    assert texts(csv_records(tmp_path, content)) == EXPECTED


def test_rows_of_a_conversation_need_not_be_adjacent(tmp_path):
    rows = "c-1,agent,1\nc-2,agent,2\nc-3,agent,3\nc-1,customer,4\nc-2,customer,5\n"
    found = csv_records(tmp_path, f"{HEADER}\n{rows}")
    assert texts(found) == {"c-1": ["1", "4"], "c-2": ["2", "5"], "c-3": ["3"]}
    assert list(texts(found)) == ["c-1", "c-2", "c-3"]


def test_a_cell_may_hold_line_breaks_separators_and_quotes(tmp_path):
    found = csv_records(tmp_path, f'{HEADER}\nc-1,agent,"one\ntwo, ""three"""\nc-1,customer,it"s\n')
    assert texts(found) == {"c-1": ['one\ntwo, "three"', 'it"s']}


def test_a_cell_may_be_longer_than_the_csv_modules_limit(tmp_path):
    assert texts(csv_records(tmp_path, f"{HEADER}\nc-1,agent,{'x' * 200_000}\n")) == {"c-1": ["x" * 200_000]}


def test_columns_go_to_the_turn_the_conversation_or_the_metadata(tmp_path):
    header = "conversation_id,role,text,agent_id,internal,t,csat,metadata.order_no,metadata,colour"
    rows = 'c-1,customer,hi,,,0,,,"{""vip"": ""yes""}",\nc-1,agent,ok,a-7,TRUE,2.5,4,B-1,,red\n'
    (record,) = csv_records(tmp_path, f"{header}\n{rows}")
    conversation = conversation_from(record.value)
    assert conversation.metadata == {"order_no": "B-1", "vip": "yes"}
    assert (conversation.csat, conversation.agent_id, conversation.unknown_keys) == (4.0, "a-7", 1)
    assert [(t.role, t.t, t.internal, t.agent_id) for t in conversation.turns] == [
        ("customer", 0.0, False, None),
        ("agent", 2.5, True, "a-7"),
    ]


def test_an_empty_text_is_a_turn_in_which_nothing_was_said(tmp_path):
    assert texts(csv_records(tmp_path, f"{HEADER}\nc-1,agent,\n")) == {"c-1": [""]}


@pytest.mark.parametrize("missing", ["conversation_id", "role", "text"])
def test_a_missing_column_is_named(tmp_path, missing):
    names = [name for name in HEADER.split(",") if name != missing]
    reason = ("file", None, f"column {missing!r} is missing")
    assert reasons(csv_records(tmp_path, ",".join(names) + "\na,b\n")) == [reason]
    assert reasons(parquet_records(tmp_path, {name: ["x"] for name in names})) == [reason]


def test_a_column_that_is_there_twice_is_named(tmp_path):
    found = csv_records(tmp_path, f"{HEADER},text\nc-1,agent,a,b\n")
    assert reasons(found) == [("file", None, "column 'text' is there twice")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("c-2,,hi", ("row 3", "c-2", "row 3: role is missing")),
        ("c-2,agent", ("row 3", "c-2", "row 3: text is missing")),
        ("c-2,agent,one,two", ("row 3", "c-2", "row 3 has 4 cells, the header has 3")),
        (",agent,hi", ("row 3", None, "row 3: conversation_id is missing")),
        (b"c-2,agent,\xb1\xe8", ("row 3", "c-2", "row 3 has bytes that are not text in the file's encoding")),
        (b"\xb1\xe8,agent,hi", ("row 3", None, "row 3 has bytes that are not text in the file's encoding")),
        ('c-2,agent,"one"two', ("row 3", "c-2", "row 3 is not CSV (',' expected after '\"')")),
    ],
)
def test_a_bad_row_costs_its_conversation(tmp_path, row, expected):
    raw = row if isinstance(row, bytes) else row.encode()
    content = HEADER.encode() + b"\nc-1,agent,1\n" + raw + b"\nc-2,customer,2\nc-3,agent,3\n"
    found = csv_records(tmp_path, content)
    assert reasons(found) == [expected]
    good = {"c-1": ["1"], "c-3": ["3"]} | ({"c-2": ["2"]} if expected[1] is None else {})
    assert texts(found) == good


@pytest.mark.parametrize(
    ("rows", "good", "bad"),
    [
        ('c-2,agent,"open\nc-3,agent,3\nc-4,agent,4\n', {"c-3": ["3"], "c-4": ["4"]}, ["c-2"]),
        ('c-2,agent,"open\nc-2,agent,2\nc-3,agent,3\n', {"c-3": ["3"]}, ["c-2"]),
        ('c-2,agent,"open\nc-3,agent,"3, then ""4"""\nc-4,agent,"a\nb"\n', {"c-3": ['3, then "4"'], "c-4": ["a\nb"]}, ["c-2"]),
        ('c-2,agent,"open\nits second line\nc-3,agent,3\n', {"c-3": ["3"]}, ["c-2"]),
        ('c-2,agent,"open\nc-3,agent,3\nc-4,agent,"open\nc-5,agent,5\n', {"c-3": ["3"], "c-5": ["5"]}, ["c-2", "c-4"]),
        ('c-2,agent,"open\nc-3,agent,"3" x\nc-3,customer,4\nc-4,agent,5\n', {"c-4": ["5"]}, ["c-2", "c-3"]),
        ('c-2,agent,"open\nc-3,agent,3\nc-4,agent,5"\nc-5,agent,6\n', {"c-3": ["3"], "c-4": ['5"'], "c-5": ["6"]}, ["c-2"]),
    ],
)  # fmt: skip
def test_a_quote_that_is_not_closed_in_its_row_costs_its_conversation_alone(tmp_path, rows, good, bad):
    found = csv_records(tmp_path, f"{HEADER}\nc-1,agent,1\n{rows}")
    assert texts(found) == {"c-1": ["1"]} | good
    assert [name for _, name, _ in reasons(found)] == bad


def test_a_text_of_several_lines_that_are_no_rows_is_one_text(tmp_path):
    found = csv_records(tmp_path, f'{HEADER}\nc-1,agent,"Your order, as asked:\n1, 2, 3\nc-9,paid,yes"\n')
    assert texts(found) == {"c-1": ["Your order, as asked:\n1, 2, 3\nc-9,paid,yes"]}


def test_a_table_that_breaks_off_refuses_the_conversation_in_which_it_does(tmp_path):
    import random

    noise = random.Random(7)
    rows = "".join(f"c-{n // 3},agent,{noise.random()}\n" for n in range(6000))
    whole = gzip.compress(f"{HEADER}\n{rows}".encode())
    found = csv_records(tmp_path, whole[: len(whole) // 2])
    good = texts(found)
    assert len(good) > 100
    assert all(len(turns) == 3 for turns in good.values())
    assert [reason for _, _, reason in reasons(found)] == [
        "the file breaks off before this conversation is known to be complete",
        "the compressed file is damaged or cut short",
    ]


def test_parquet_long_table(tmp_path):
    columns = {
        "conversation_id": [7.0, 7.0, 8.0],
        "role": ["agent", "customer", "agent"],
        "text": ["안녕", "", "hi"],
        "at": pa.array([datetime(2026, 3, 1, 9, tzinfo=UTC), None, None], pa.timestamp("us", "UTC")),
        "csat": [float("nan"), 4.0, None],
        "metadata.order": [None, "B-1", None],
    }
    found = parquet_records(tmp_path, columns, row_group_size=1)
    assert texts(found) == {"7": ["안녕", ""], "8": ["hi"]}
    first = conversation_from(found[0].value)
    assert (first.csat, first.metadata) == (4.0, {"order": "B-1"})
    assert first.started_at == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(("role", "text", "reason"), [("agent", None, "text"), (None, "hi", "role")])
def test_parquet_nulls_cost_their_conversation(tmp_path, role, text, reason):
    columns = {"conversation_id": ["c-1", "c-2"], "role": ["agent", role], "text": ["1", text]}
    found = parquet_records(tmp_path, columns)
    assert texts(found) == {"c-1": ["1"]}
    assert reasons(found) == [("row 2", "c-2", f"row 2: {reason} is missing")]


def test_parquet_with_turns_as_lists(tmp_path):
    columns = {
        "conversation_id": ["c-1"],
        "turns": [[{"role": "agent", "text": "hi", "t": None}]],
        "metadata": pa.array([[("order", "B-1")]], pa.map_(pa.string(), pa.string())),
    }
    (record,) = parquet_records(tmp_path, columns)
    assert record.value["metadata"] == {"order": "B-1"}
    assert conversation_from(record.value).turns[0].text == "hi"


def test_parquet_may_be_compressed_once_more(tmp_path):
    parquet_records(tmp_path, {"conversation_id": ["c-1"], "role": ["agent"], "text": ["hi"]})
    packed = tmp_path / "x.gz"
    packed.write_bytes(gzip.compress((tmp_path / "x.parquet").read_bytes()))
    assert texts(generic_parquet.READER.read(packed)) == {"c-1": ["hi"]}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.gz", "x.parquet"]


def test_damaged_parquet_is_a_reason(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"PAR1 and then nothing of the kind")
    assert reasons(generic_parquet.READER.read(path)) == [("file", None, "the file is not whole Parquet")]
