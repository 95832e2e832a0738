"""Zip archives: members read as files, limits, and a reason for every member that is not read."""

import gzip
import io
import json
import stat
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import archives
from data.conversation import Conversation
from data.intake import Rejected, Seen, read_file
from data.readers import source_text

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nAgent: 안녕하세요\n"


def generic(name, text="hi"):
    return json.dumps(
        {"conversation_id": name, "turns": [{"role": "agent", "text": text}]}, ensure_ascii=False
    )


def packed(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def taken(tmp_path, content, **options):
    path = tmp_path / "night.bin"
    path.write_bytes(content if isinstance(content, bytes) else packed(content))
    return list(read_file(path, **options))


def told(found):
    return [(item.place, getattr(item, "conversation_id", None) or item.reason) for item in found]


def refused(found):
    assert all(isinstance(item, Rejected) and item.remedy for item in found)
    return [(item.place, item.reason) for item in found]


def test_members_of_any_format_are_read_in_order_of_their_names(tmp_path):
    table = io.BytesIO()
    pq.write_table(pa.table({"conversation_id": ["p-1"], "role": ["agent"], "text": ["hi"]}), table)
    korean = "conversation_id,role,text\nt-1,agent,확인해 드릴게요 고객님\n".encode("cp949")
    seen = Seen()
    found = taken(
        tmp_path,
        [
            ("b/calls.jsonl", f"{generic('c-1')}\n{generic('c-2')}"),
            ("b/v-1.vtt", VTT),
            ("a.csv", korean),
            ("b/", ""),
            ("c.jsonl.gz", gzip.compress(generic("z-1").encode())),
            ("d.parquet", table.getvalue()),
            ("e.json", "[" + generic("e-1") + "]"),
        ],
        seen=seen,
    )
    assert told(found) == [
        ("a.csv: row 2", "t-1"),
        ("b/calls.jsonl: line 1", "c-1"),
        ("b/calls.jsonl: line 2", "c-2"),
        ("b/v-1.vtt", "v-1"),
        ("c.jsonl.gz: line 1", "z-1"),
        ("d.parquet: row 1", "p-1"),
        ("e.json: record 1", "e-1"),
    ]
    assert found[0].turns[0].text == "확인해 드릴게요 고객님"
    assert seen == Seen({"csv", "jsonl", "webvtt", "parquet"}, {"cp949", "utf-8"})


def test_what_a_folder_passes_over_is_passed_over(tmp_path):
    names = [
        "README.md",
        "convoqa.yaml",
        ".hidden.jsonl",
        "__MACOSX/._a.jsonl",
        "planted/x.jsonl",
        ".git/x.jsonl",
    ]
    found = taken(tmp_path, [*((name, generic("no")) for name in names), ("a.jsonl", generic("c-1"))])
    assert told(found) == [("a.jsonl: line 1", "c-1")]


def test_a_member_that_cannot_be_read_costs_itself_alone(tmp_path):
    files = [
        ("a.jsonl", generic("c-1")),
        ("b.jsonl", "not json\n" + generic("c-2")),
        ("c.txt", "prose about nothing"),
        ("d.txt", ""),
        ("e.jsonl", generic("c-3")),
    ]
    found = taken(tmp_path, files)
    assert [item.place for item in found] == [
        "a.jsonl: line 1",
        "b.jsonl: line 1",
        "b.jsonl: line 2",
        "c.txt",
        "d.txt",
        "e.jsonl: line 1",
    ]
    assert found[1].reason == "line 1 is not JSON: Expecting value at column 1"
    assert found[3].reason.startswith("no format fits, tried ")
    assert found[4].reason == "the file is empty"
    assert isinstance(found[5], Conversation)


def test_a_forced_format_holds_for_every_member(tmp_path):
    found = taken(tmp_path, [("a", "상담사: 네"), ("b", "Agent: hi")], format="text")
    assert [item.turns[0].text for item in found] == ["네", "hi"]


@pytest.mark.parametrize(
    "name",
    [
        "../a.jsonl",
        "a/../../b.jsonl",
        "/etc/a.jsonl",
        "C:\\calls\\a.jsonl",
        "..\\a.jsonl",
        "\\\\host\\a.jsonl",
        "a\0.jsonl",
    ],
)
def test_a_path_that_leads_out_is_refused(tmp_path, name):
    place = "a-b.jsonl" if "\0" in name else name
    content = packed([(place, generic("evil")), ("fine.jsonl", generic("c-1"))])
    if "\0" in name:
        content = content.replace(b"a-b.jsonl", b"a\0b.jsonl")
    found = taken(tmp_path, content)
    bad = next(item for item in found if isinstance(item, Rejected))
    assert bad.reason == "the member has a path that leads out of the archive"
    assert [item.conversation_id for item in found if isinstance(item, Conversation)] == ["c-1"]


@pytest.mark.parametrize("outer", ["inner.zip", "inner.jsonl"])
def test_an_archive_in_an_archive_is_refused(tmp_path, outer):
    inner = packed([("a.jsonl", generic("c-1"))])
    assert refused(taken(tmp_path, [(outer, inner)])) == [(outer, "the member is an archive itself")]


def test_an_encrypted_member_is_refused(tmp_path):
    content = bytearray(packed([("a.jsonl", generic("c-1"))]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert refused(taken(tmp_path, bytes(content))) == [("a.jsonl", "the member is encrypted")]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_rare_compression_is_refused(tmp_path, method):
    found = taken(tmp_path, packed([("a.jsonl", generic("c-1"))], method))
    assert refused(found) == [("a.jsonl", "the member is compressed in a way that is not read")]


def test_a_member_that_expands_beyond_all_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "FREE_EXPANSION", 10_000)
    files = [("bomb.jsonl", " " * 1_000_000), ("fine.jsonl", generic("c-1", "hi " * 1000))]
    bomb, fine = taken(tmp_path, files)
    assert (bomb.place, bomb.reason) == ("bomb.jsonl", "the member expands more than 200 times")
    assert fine.conversation_id == "c-1"


def test_a_size_that_an_archive_hides_is_not_read(tmp_path):
    files = [("bomb.jsonl", generic("c-1") + "\n" + "\n".join(generic(f"c-{n}") for n in range(2, 2000)))]
    content = bytearray(packed(files))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # the declared size: 10 bytes
        struct.pack_into("<L", content, content.index(mark) + at, 10)
    found = taken(tmp_path, bytes(content))
    assert all(isinstance(item, Rejected) for item in found)
    assert found


@pytest.mark.parametrize("packed_twice", [False, True])
def test_a_gzip_that_expands_beyond_all_measure_is_refused(tmp_path, monkeypatch, packed_twice):
    monkeypatch.setattr(source_text, "FREE_EXPANSION", 100_000)
    bomb = gzip.compress(f"{generic('c-1')}\n{generic('c-2')}\n".encode() + b"\n" * 3_000_000)
    found = taken(tmp_path, packed([("a.jsonl.gz", bomb)]) if packed_twice else bomb)
    assert found[-1].reason == "the compressed file expands more than 200 times"
    assert [item.conversation_id for item in found[:-1]] == ["c-1", "c-2"]


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_MEMBERS", 2, "the archive has more than 2 members"),
        ("LARGEST_DIRECTORY", 100, "the archive has more than 100,000 members"),
        ("LARGEST_TOTAL", 200, "the archive unpacks to 0 GiB, more than 0"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused_whole(tmp_path, monkeypatch, limit, value, reason):
    monkeypatch.setattr(archives, limit, value)
    found = taken(tmp_path, [(f"{n}.jsonl", generic(f"c-{n}")) for n in range(3)])
    assert refused(found) == [("file", reason)]


def test_a_side_table_inside_is_refused_and_not_forgotten(tmp_path):
    found = taken(tmp_path, [("agents.csv", "agent_id,name\na-1,Kim\n"), ("b.jsonl", generic("c-1"))])
    assert told(found) == [
        ("agents.csv", "the member is a side table inside an archive"),
        ("b.jsonl: line 1", "c-1"),
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_member_of_the_same_name_is_refused(tmp_path):
    found = taken(tmp_path, [("a.jsonl", generic("c-1")), ("a.jsonl", generic("c-2"))])
    assert told(found) == [
        ("a.jsonl: line 1", "c-1"),
        ("a.jsonl (member 2)", "the member has the name of another member (1 before it)"),
    ]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "the archive holds no transcripts"),
        ([("README.md", "x"), ("folder/", "")], "the archive holds no transcripts"),
        (
            [("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>")],
            "the file is an office document, no archive of transcripts",
        ),
        (
            [("mimetype", "x"), ("content.xml", "<x/>")],
            "the file is an office document, no archive of transcripts",
        ),
    ],
)
def test_an_archive_without_transcripts_says_so(tmp_path, files, reason):
    assert refused(taken(tmp_path, files)) == [("file", reason)]


def test_damage_is_told(tmp_path):
    content = packed([("a.jsonl", generic("c-1")), ("b.jsonl", generic("c-2"))], zipfile.ZIP_STORED)
    damaged = content.replace(b'"c-1"', b'"c-9"')
    found = taken(tmp_path, damaged)
    assert told(found) == [("a.jsonl", "the member is damaged"), ("b.jsonl: line 1", "c-2")]
    for cut in (len(content) // 2, len(content) - 5):
        assert refused(taken(tmp_path, content[:cut])) == [
            ("file", "the compressed file is damaged or cut short")
        ]


def test_what_came_before_the_damage_is_kept(tmp_path):
    lines = "\n".join(generic(f"c-{n}") for n in range(20_000))
    content = packed([("a.jsonl", lines)], zipfile.ZIP_STORED).replace(b'"c-19999"', b'"c-99999"')
    found = taken(tmp_path, content)
    assert len(found) > 19_000
    assert all(isinstance(item, Conversation) for item in found[:-1])
    assert told(found)[-1] == ("a.jsonl", "the compressed file is damaged or cut short")


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_names_that_do_not_say_their_encoding(tmp_path, encoding):
    names = ["상담통화기록.vtt", "고객문의내용.vtt"]
    content = packed(
        [(f"x{n}.vtt".rjust(len(name.encode(encoding)), "x"), VTT) for n, name in enumerate(names)]
    )
    for n, name in enumerate(names):
        raw = name.encode(encoding)
        content = content.replace(f"x{n}.vtt".rjust(len(raw), "x").encode(), raw)
    found = taken(tmp_path, content)
    assert sorted(item.conversation_id for item in found) == ["고객문의내용", "상담통화기록"]


def test_a_link_is_no_transcript(tmp_path):
    link = zipfile.ZipInfo("a.jsonl")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert len(refused(taken(tmp_path, [(link, "/etc/passwd")]))) == 1


def test_personal_data_in_a_members_name_is_redacted(tmp_path):
    (found,) = taken(tmp_path, [("calls/010-1234-5678 kim.jsonl", "nonsense")])
    assert "1234" not in repr(found)


def test_nothing_is_unpacked_to_disk(tmp_path):
    taken(tmp_path, [("a/b.jsonl", generic("c-1"))])
    assert [path.name for path in tmp_path.rglob("*")] == ["night.bin"]
