"""The search that proves an erasure: whatever packs, cuts or spells a text, it is found; what is not there is not."""

import gzip
import io
import json
import unicodedata
import zipfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import traces
from data.traces import FREED, ID, UNSEARCHED, WORDS, Needles, probes_of, search

CUSTOMER = "jo.kim@example.com"
SAID = "노란 집 옆 운하로 이사했어요 & it's <late>"
SHEET = "<sst><si><t>노란 집 옆 운하로 이사했어요 &amp; it&apos;s &lt;late&gt;</t></si></sst>"


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def parquet(text):
    packed = io.BytesIO()
    table = pa.table({"n": [1, 2], "quotes": [[{"text": "x" * 50}], [{"text": text}]]})
    pq.write_table(table, packed, compression="zstd", write_statistics=False)
    return packed.getvalue()


HOLDS_WORDS = {
    "utf-8": f"a {SAID} b".encode(),
    "utf-16 with a mark": f"a {SAID} b".encode("utf-16"),
    "utf-16-be": f"a {SAID} b".encode("utf-16-be"),
    "utf-16-le, at an odd place": b"x" + f"a {SAID} b".encode("utf-16-le"),
    "binary": b"\x00\xff\x01" + SAID.encode() + b"\xfe\x00",
    "json": json.dumps({"text": SAID}).encode(),
    "json, unescaped": json.dumps({"text": SAID}, ensure_ascii=False).encode(),
    "gzip": gzip.compress(f"a {SAID} b".encode()),
    "zip": zipped(a=b"nothing", b=f"a {SAID} b".encode("utf-16")),
    "workbook": zipped(**{"xl/sharedStrings.xml": '<?xml version="1.0"?>' + SHEET}),
    "zip in a zip": zipped(outer=zipped(inner=SAID.encode())),
    "gzip in a zip": zipped(outer=gzip.compress(SAID.encode())),
    "parquet": parquet(SAID),
    "parquet in gzip": gzip.compress(parquet(SAID)),
    "page": b"<!doctype html><p>" + SHEET.replace("운하로", "<mark>운하로</mark>").encode(),
}


@pytest.mark.parametrize("content", HOLDS_WORDS.values(), ids=HOLDS_WORDS)
@pytest.mark.parametrize("piece", [7, 1 << 20])
def test_words_are_found_in(tmp_path, monkeypatch, content, piece):
    monkeypatch.setattr(traces, "_PIECE", piece)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".file").write_bytes(content)
    (tmp_path / "other").write_bytes(b"nothing of it")
    found = search(tmp_path, Needles([CUSTOMER], [SAID]))
    assert {(t.file.name, t.what) for t in found} == {(".file", WORDS)}
    assert search(tmp_path, Needles([CUSTOMER], [SAID + "!"])) == []


@pytest.mark.parametrize("column", ["text VARCHAR", "texts VARCHAR[]", "held STRUCT(text VARCHAR)"])
def test_words_are_found_in_a_database_though_it_compresses_them(tmp_path, column):
    value = {"text VARCHAR": "?", "texts VARCHAR[]": "[?]", "held STRUCT(text VARCHAR)": "{text: ?}"}[column]
    with duckdb.connect(tmp_path / "some.duckdb") as connection:
        connection.execute(f'CREATE TABLE "odd name" (n INTEGER, {column})')
        connection.execute(f'INSERT INTO "odd name" SELECT 1, {value} FROM range(3000)', [SAID])  # noqa: S608
    found = search(tmp_path, Needles([], [SAID]))
    assert f"odd name.{column.split()[0]}" in {t.where for t in found}


def test_freed_blocks_of_a_database_are_no_proof(tmp_path):
    with duckdb.connect(tmp_path / "some.duckdb") as connection:
        connection.execute("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS x FROM range(200000) r(i)")
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM t")
        connection.execute("CHECKPOINT")
    assert [t.what for t in search(tmp_path, Needles([CUSTOMER]))] == [FREED]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("JO.KIM@Example.com", True),
        ("mailto:jo.kim@example.com.", True),
        ("xjo.kim@example.comx", True),
        ("jo.kim@example.org", False),
    ],
)
def test_an_id_is_found_in_either_case(tmp_path, written, found):
    (tmp_path / "x").write_text(f"a {written} b")
    assert [t.what for t in search(tmp_path, Needles([f" {CUSTOMER} "]))] == [ID] * found


@pytest.mark.parametrize(
    ("written", "found"),
    [("id 700123 ok", True), ("700123", True), ("1700123", False), ("700123x", False), ("(700123)", True)],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_short_id_is_found_where_it_stands_alone(tmp_path, written, found, encoding):
    (tmp_path / "x").write_bytes(written.encode(encoding))
    assert [t.what for t in search(tmp_path, Needles(["700123"]))] == [ID] * found


def test_an_id_is_found_in_a_files_name_and_however_it_is_composed(tmp_path):
    (tmp_path / f"chat of {CUSTOMER}.txt").write_text("nothing")
    (tmp_path / "b").write_bytes("고객 김하나입니다".encode())
    assert [t.where for t in search(tmp_path, Needles([CUSTOMER]))] == ["its name"]
    assert len(search(tmp_path, Needles([], [unicodedata.normalize("NFD", "고객 김하나입니다")]))) == 1


DAMAGED = {
    "gzip": HOLDS_WORDS["gzip"][:-9],
    "zip": HOLDS_WORDS["zip"][:60],
    "parquet": HOLDS_WORDS["parquet"][:40],
    "database": b"\0" * 8 + b"DUCK" + b"\0" * 500,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_searched_is_said(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    assert UNSEARCHED in [t.what for t in search(tmp_path, Needles([CUSTOMER], ["nothing like it"]))]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "outside").write_text(CUSTOMER)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "outside")
    assert search(tmp_path / "inside", Needles([CUSTOMER])) == []
    assert len(search(tmp_path, Needles([CUSTOMER]))) == 1


def test_nothing_to_search_for_finds_nothing(tmp_path):
    (tmp_path / "x").write_text("x")
    assert search(tmp_path, Needles([])) == []


def test_what_is_said_to_everybody_proves_nothing():
    own = "My niece in Busan waits for the yellow bicycle since Monday morning"
    assert probes_of([own, "ok", "Thank you very much for your help"], ["Oh, THANK YOU very much for your help!"]) == [
        "Monday morning", "My niece in Busan waits for", "the yellow bicycle since",
    ]  # fmt: skip
    assert probes_of([], ["x"]) == []


def test_a_long_text_without_spaces_has_a_probe():
    [probe] = probes_of(["พัสดุที่บ้านสีเหลืองริมคลองยังไม่มาถึงเลยสักที" * 9], [])
    assert 24 <= len(probe) <= 96
