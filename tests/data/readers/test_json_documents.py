"""Arrays and documents over many lines, read value by value: the same as read whole, in memory for one of them."""

import gzip
import io
import json
import random
import tracemalloc

import pytest

from data.readers import json_documents, source_text
from data.readers.json_documents import NotJson, Pieces
from data.readers.json_records import json_records

VALUES = [
    {"conversation_id": "c-1", "turns": [{"role": "agent", "text": 'she said "ok"\\\n}{][,'}]},
    {"conversation_id": "안녕", "csat": -12.5e-3, "nps": None, "flag": [True, False, [], {}]},
    {"text": "😀 สวัสดี", "n": 12345678901234567890, "": ""},
]


@pytest.fixture(params=[1, 7, 64, 2**20])
def piece(request, monkeypatch):
    monkeypatch.setattr(json_documents, "PIECE", request.param)
    monkeypatch.setattr(json_documents, "_READ_AT_ONCE", min(request.param, 5))


def values(text):
    return [found.value for found in Pieces(io.StringIO(text)).values()]


def records(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(json_records(path))


@pytest.mark.parametrize("indent", [None, 0, 4, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.usefixtures("piece")
def test_values_are_those_of_the_whole_wherever_a_piece_ends(indent, ascii_only):
    text = json.dumps(VALUES, indent=indent, ensure_ascii=ascii_only)
    assert values(text) == VALUES
    assert values(text.replace("\n", "\r\n")) == VALUES
    assert values(f"\n {text} \n") == VALUES


@pytest.mark.usefixtures("piece")
def test_documents_one_after_the_other():
    documents = [json.dumps(value, indent=2) for value in VALUES]
    assert values("\n".join(documents)) == VALUES
    assert values("[]" + json.dumps(VALUES[:2]) + documents[2]) == VALUES


@pytest.mark.usefixtures("piece")
def test_numbers_and_words_are_read_to_their_end():
    assert values("[123456, -Infinity, true, null, 1.5]") == [123456, float("-inf"), True, None, 1.5]


@pytest.mark.parametrize(
    ("text", "before", "why"),
    [
        ('[{"a": 1}, {"a": }]', 1, "Expecting value at line 1, character 18 of the file"),
        ('[{"a": 1},\n{"a": 1} {', 2, "Expecting ',' delimiter at line 2, character 21 of the file"),
        ('[{"a": 1},', 1, "Expecting value at line 1, character 11 of the file"),
        ('[{"a": 1}', 1, "Expecting ',' delimiter at line 1, character 10 of the file"),
        ('[{"a": "never closed', 0, "Unterminated string starting at line 1, character 8 of the file"),
        ('{"a": 1} nonsense', 1, "Expecting value at line 1, character 10 of the file"),
        ("[1, " + "[" * 100_000, 1, "a value is too large or nested too deeply"),
        ("[1, " + "9" * 5000 + "]", 1, "a value is too large or nested too deeply"),
    ],
)
@pytest.mark.usefixtures("piece")
def test_a_mistake_is_told_after_what_came_before(text, before, why):
    found = []
    with pytest.raises(NotJson) as problem:
        for value in Pieces(io.StringIO(text)).values():
            found.append(value.value)
    assert (len(found), str(problem.value)) == (before, why)


def test_pretty_printed_objects_one_after_the_other_are_records(tmp_path):
    text = "\n".join(json.dumps(value, indent=2) for value in VALUES)
    assert [(r.place, r.value) for r in records(tmp_path, text)] == [
        (f"record {number}", value) for number, value in enumerate(VALUES, start=1)
    ]


def test_a_broken_byte_costs_its_element_alone(tmp_path):
    whole = json.dumps(VALUES, ensure_ascii=False).encode()
    found = records(tmp_path, whole.replace(b"she said", b"she s\xffid"))
    assert [r.value for r in found] == [None, *VALUES[1:]]
    assert (found[0].place, found[0].reason) == (
        "record 1",
        "record 1 has bytes that are not text in the file's encoding",
    )


def test_a_value_without_end_is_refused_after_what_came_before(tmp_path, monkeypatch):
    monkeypatch.setattr(json_documents, "LARGEST_VALUE", 1000)
    monkeypatch.setattr(json_documents, "PIECE", 100)
    (good, bad) = records(tmp_path, '[{"a": 1}, {"text": "' + "x" * 10_000 + '"}]')
    assert good.value == {"a": 1}
    assert bad.reason == "from record 2 on the file is not read: a value is longer than 1,000 characters"
    assert bad.remedy == "export fewer conversations a file, or one JSON object a line"
    assert len(bad.excerpt) <= source_text.EXCERPT_CHARACTERS


def test_a_line_without_end_costs_that_line(tmp_path, monkeypatch):
    for module in (source_text, json_documents):
        monkeypatch.setattr(module, "LONGEST_LINE", 100, raising=False)
    monkeypatch.setattr("data.readers.json_records.LONGEST_LINE", 100)
    long = '{"text": "' + "x" * 1000 + '"}'
    found = records(tmp_path, f'{{"a": 1}}\n{long}\n{{"a": 2}}\n{long}')
    assert [r.value for r in found] == [{"a": 1}, None, {"a": 2}, None]
    assert [r.reason for r in found[1::2]] == [f"line {n} is longer than 100 characters" for n in (2, 4)]


def test_an_array_of_one_line_keeps_what_came_before_the_file_breaks_off(tmp_path):
    noise = random.Random(7)
    values = [{"id": str(noise.random())} for _ in range(5000)]
    whole = gzip.compress(json.dumps(values).encode())
    path = tmp_path / "x"
    path.write_bytes(whole[: len(whole) // 2])
    found = []
    with pytest.raises(EOFError):
        for record in json_records(path):
            found.append(record.value)
    assert len(found) > 2000
    assert found == values[: len(found)]


@pytest.mark.parametrize("indent", [None, 1])
def test_memory_holds_one_value_and_no_file(tmp_path, indent):
    element = json.dumps(
        {"conversation_id": "c", "turns": [{"role": "agent", "text": "hi " * 50}] * 50}, indent=indent
    )
    path = tmp_path / "x.json"
    with path.open("w") as file:
        file.write("[" + element)
        for _ in range(3000):
            file.write(",\n" * bool(indent) or ",")
            file.write(element)
        file.write("]")
    assert path.stat().st_size > 24 * 2**20
    tracemalloc.start()
    try:
        count = sum(record.value is not None for record in json_records(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 3001
    assert peak < 12 * 2**20
