"""Where a place lies in its file: lines in every encoding that is read, packed or not; anything else is the file."""

import gzip

import pytest

from data import byte_ranges as byte_ranges_module
from data.byte_ranges import byte_ranges

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
