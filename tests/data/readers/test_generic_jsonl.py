"""JSON Lines, an array, or one object; what is wrong with a line costs that line."""

import gzip
import json

import pytest

from data.readers.generic_jsonl import READER

ONE = {"conversation_id": "c-1", "turns": [{"role": "agent", "text": "สวัสดี 안녕"}]}
TWO = {"conversation_id": "c-2", "turns": [{"role": "customer", "text": "hi"}]}


def line(value):
    return json.dumps(value, ensure_ascii=False)


def records(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(READER.read(path))


@pytest.mark.parametrize(
    "content",
    [
        f"{line(ONE)}\n{line(TWO)}\n",
        f"\n{line(ONE)}\r\n\r\n{line(TWO)}",
        f"\ufeff{line(ONE)}\n{line(TWO)}",
        f"{line(ONE)}\n{line(TWO)}".encode("utf-16"),
        gzip.compress(f"{line(ONE)}\n{line(TWO)}".encode(), mtime=0),
        gzip.compress(line(ONE).encode(), mtime=0) + gzip.compress(f"\n{line(TWO)}".encode(), mtime=0),
        line([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        f"[\n{line(ONE)},\n{line(TWO)}\n]",
    ],
)
def test_conversations_in_order(tmp_path, content):
    assert [record.value for record in records(tmp_path, content)] == [ONE, TWO]


def test_an_array_of_one_may_be_spread_over_lines(tmp_path):
    assert [record.value for record in records(tmp_path, f"[\n{line(ONE)}\n]")] == [ONE]


def test_a_single_object_may_be_spread_over_lines(tmp_path):
    assert [(r.place, r.value) for r in records(tmp_path, json.dumps(ONE, indent=4))] == [("record 1", ONE)]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"conversation_id": "c-9", "turns": [}', "line 2 is not JSON: Expecting value at column 38"),
        (b"not json", "line 2 is not JSON: Expecting value at column 1"),
        (b'["c-9"]', "line 2 is not a JSON object"),
        (b"7", "line 2 is not a JSON object"),
        (b'{"conversation_id": "\xb1\xe8"}', "line 2 has bytes that are not text in the file's encoding"),
        (b"[" * 200_000, "line 2 is not JSON: a value is too large or nested too deeply"),
        (b'{"nps": ' + b"9" * 5000 + b"}", "line 2 is not JSON: a value is too large or nested too deeply"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path, bad, reason):
    found = records(tmp_path, b"\n".join([line(ONE).encode(), bad, line(TWO).encode()]))
    assert [record.value for record in found] == [ONE, None, TWO]
    assert (found[1].place, found[1].reason) == ("line 2", reason)
    assert found[1].remedy


def test_a_bad_first_line_does_not_hide_the_others(tmp_path):
    found = records(tmp_path, '{"conversation_id": "c-0", "turns"\n' + line(ONE) + "\n" + line(TWO))
    assert [record.value for record in found] == [None, ONE, TWO]


def test_two_bad_first_lines_do_not_hide_the_others(tmp_path):
    found = records(tmp_path, '{"a"\n{"b"\n' + line(ONE) + "\n" + line(TWO))
    assert [record.value for record in found] == [None, None, ONE, TWO]


def test_an_array_that_breaks_off_keeps_what_came_before(tmp_path):
    found = records(tmp_path, f"[{line(ONE)},\n{line(TWO)},\n{{'x': ")
    assert [record.value for record in found] == [ONE, TWO, None]
    assert found[2].reason.startswith("the file is not JSON from record 3 on: ")


def test_nan_is_harmless(tmp_path):
    found = records(tmp_path, '{"conversation_id": "c-1", "csat": NaN, "turns": []}')
    assert found[0].value["conversation_id"] == "c-1"


@pytest.mark.parametrize("content", ["", "\n \n", "[]"])
def test_nothing_at_all_is_a_reason(tmp_path, content):
    assert [(r.place, r.reason) for r in records(tmp_path, content)] == [("file", "the file is empty")]


def test_a_compressed_file_that_breaks_off_says_so_after_what_it_held(tmp_path):
    import random

    noise = random.Random(7)
    values = [ONE | {"conversation_id": str(noise.random())} for _ in range(3000)]
    whole = gzip.compress("\n".join(map(line, values)).encode())
    found = records(tmp_path, whole[: len(whole) // 2])
    assert len(found) > 500
    assert [record.value for record in found[:-1]] == values[: len(found) - 1]
    assert (found[-1].place, found[-1].reason) == ("file", "the compressed file is damaged or cut short")


TWICE = f'{line(ONE)[:-1]}, "conversation_id": "c-9"}}'
TWICE_IN_A_TURN = line(ONE).replace('"text":', '"text": "bye", "text":')


@pytest.mark.parametrize(("twice", "key"), [(TWICE, "conversation_id"), (TWICE_IN_A_TURN, "text")])
@pytest.mark.parametrize("form", ["{0}\n{1}", "[{0},\n{1}]"])
def test_a_key_with_two_values_costs_its_record(tmp_path, form, twice, key):
    refused, read = records(tmp_path, form.format(twice, line(TWO)))
    assert f"the key '{key}' twice" in refused.reason
    assert read.value == TWO


def test_a_key_that_says_the_same_twice_is_read(tmp_path):
    again = f'{line(ONE)[:-1]}, "conversation_id": "c-1"}}'
    assert [record.value for record in records(tmp_path, again)] == [ONE]
