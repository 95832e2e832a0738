"""Where a place lies in its file: lines in every encoding that is read, packed or not; anything else is the file."""

import gzip
import zipfile

import pytest

from data import byte_ranges as byte_ranges_module
from data.byte_ranges import byte_ranges
from data.intake import read_file

KEY = b"k" * 32


def cut(path, place, content):
    """The bytes of a place, cut out of the decompressed content."""
    found = byte_ranges(path, [place], KEY)[place]
    return content[found.start : found.end]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("content", "number", "expected"),
    [
        (b"one\ntwo\nthree", 2, b"two\n"),
        (b"one\ntwo\nthree", 3, b"three"),
        (b"one\r\ntwo\r\n", 2, b"two\r\n"),
        (b"one\rtwo\rthree\r", 2, b"two\r"),
        (b"one\n\n\nfour\n", 4, b"four\n"),
        (b"\xef\xbb\xbfone\ntwo\n", 1, b"one\n"),
        (b"\xef\xbb\xbfone\ntwo\n", 2, b"two\n"),
        ("하나\n둘\n셋\n".encode("cp949"), 2, "둘\n".encode("cp949")),
        ("หนึ่ง\nสอง\n".encode("tis-620"), 2, "สอง\n".encode("tis-620")),
        ("one 🙂\nสอง\n".encode("utf-16"), 2, "สอง\n".encode("utf-16-le")),
        (b"\xfe\xff" + "one\r\n둘\r\n셋".encode("utf-16-be"), 2, "둘\r\n".encode("utf-16-be")),
        (b"one\nbroken \xff\xfe\nthree", 2, b"broken \xff\xfe\n"),
        ("one\nสอง\nthree\n".encode("utf-16-le"), 2, "สอง\n".encode("utf-16-le")),
        ("one\r\n둘\r\nthree".encode("utf-16-be"), 3, "three".encode("utf-16-be")),
    ],
)
def test_a_line_is_cut_out_exactly(tmp_path, content, number, expected, packed):
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert cut(path, f"line {number}", content) == expected


@pytest.mark.parametrize("at_once", [1, 2, 3, 5])
def test_long_lines_are_read_in_pieces(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(byte_ranges_module, "_PIECE", at_once)
    (tmp_path / "x").write_bytes(b"first\r\n\r\r\nthird\nlast")
    found = byte_ranges(tmp_path / "x", [f"line {n}" for n in range(1, 6)], KEY)
    cuts = [(found[f"line {n}"].start, found[f"line {n}"].end) for n in range(1, 6)]
    assert cuts == [(0, 7), (7, 8), (8, 10), (10, 16), (16, 20)]
    monkeypatch.undo()
    assert byte_ranges(tmp_path / "x", ["line 4"], KEY)["line 4"] == found["line 4"]


@pytest.mark.parametrize("place", ["file", "record 2", "row 3", "line 99", "line 1 of talk.txt"])
def test_any_other_place_is_the_whole_file_as_it_lies(tmp_path, place):
    content = gzip.compress(b"one\ntwo\n")
    (tmp_path / "x.gz").write_bytes(content)
    assert cut(tmp_path / "x.gz", place, content) == content


def test_after_a_break_in_utf_16_a_line_is_the_whole_file(tmp_path):
    content = "one\ntwo\n".encode("utf-16") + b"\x00"
    (tmp_path / "x").write_bytes(content)
    assert cut(tmp_path / "x", "line 3", content) == content
    assert cut(tmp_path / "x", "line 2", content) == "two\n".encode("utf-16-le")


def test_the_hash_names_the_bytes_under_the_key(tmp_path):
    (tmp_path / "x").write_bytes(b"same\nother\nsame\n")
    places = ["line 1", "line 2", "line 3"]
    one, two, three = (byte_ranges(tmp_path / "x", places, KEY)[place].hash for place in places)
    assert one == three != two
    assert byte_ranges(tmp_path / "x", places, b"j" * 32)["line 1"].hash != one


def test_a_file_that_is_gone_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        byte_ranges(tmp_path / "gone", ["line 1"], KEY)


def test_a_line_of_a_member_is_counted_in_the_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", b"one\ntwo\n")
        archive.writestr("deep: line 2/b.jsonl", "하나\n둘\n".encode("cp949"))
        archive.writestr("c.jsonl.gz", gzip.compress(b"one\ntwo\n"))
        archive.writestr("d.json", b"[1, 2]")
    whole = tmp_path.joinpath("x.zip").stat().st_size
    places = {
        "a.jsonl: line 2": (4, 8, True),
        "deep: line 2/b.jsonl: line 2": (5, 8, True),
        "c.jsonl.gz: line 2": (4, 8, True),
        "d.json: record 2": (0, 6, True),
        "d.json": (0, 6, True),
        "a.jsonl: line 9": (0, 8, True),
        "gone.jsonl: line 1": (0, whole, False),
        "file": (0, whole, False),
    }
    found = byte_ranges(tmp_path / "x.zip", places, KEY)
    assert {place: (r.start, r.end, r.in_member) for place, r in found.items()} == places
    (tmp_path / "a").write_bytes(b"one\ntwo\n")
    assert found["a.jsonl: line 2"].hash == byte_ranges(tmp_path / "a", ["line 2"], KEY)["line 2"].hash


def test_a_damaged_member_costs_only_itself(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.jsonl", b"one\ntwo\n")
        archive.writestr("b.jsonl", b"one\ntwo\n")
    content = tmp_path.joinpath("x.zip").read_bytes().replace(b"one", b"0ne", 1)
    (tmp_path / "x.zip").write_bytes(content)
    found = byte_ranges(tmp_path / "x.zip", ["a.jsonl: line 2", "b.jsonl: line 2"], KEY)
    assert [found[place].in_member for place in ("a.jsonl: line 2", "b.jsonl: line 2")] == [False, True]


def test_a_member_whose_name_is_not_kept_is_found_by_its_number(tmp_path):
    path = tmp_path / "x.zip"
    names = ("call_01098765432.jsonl", "call_01098765433.jsonl", "x (member 1): y.jsonl")
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, f'{{"conversation_id": "{name}", "turns": []}}\n{{{name}\n')
    places = [item.place for item in read_file(path)]
    assert "0109876543" not in str(places)
    found = byte_ranges(path, places, KEY)
    for name, place in zip(names, places[1::2], strict=True):
        content = zipfile.ZipFile(path).read(name)
        assert content[found[place].start : found[place].end].decode() == f"{{{name}\n"
        assert found[place].in_member
