"""ConvoKit corpora."""

import gzip
import json
from pathlib import Path

import pytest

from data.conversation import BadRecord, conversation_from
from data.intake import detect, find_inputs, read_file
from data.readers.convokit import READER

SAMPLE = Path(__file__).parent / "samples" / "convokit"
UTTERANCE = {
    "id": "u1",
    "speaker": "anna",
    "conversation_id": "u1",
    "reply_to": None,
    "timestamp": 1772960000,
    "text": "hi",
    "meta": {},
}


def corpus(tmp_path, *utterances, **beside):
    path = tmp_path / "utterances.jsonl"
    path.write_text("\n".join(map(json.dumps, utterances)), encoding="utf-8")
    for name, content in beside.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    return list(READER.read(path))


def turn(tmp_path, change, **beside):
    (record,) = corpus(tmp_path, UTTERANCE | change, **beside)
    return conversation_from(record.value).turns[0]


def test_a_corpus():
    epoch, offsets, nobody = (conversation_from(r.value) for r in READER.read(SAMPLE / "utterances.jsonl"))
    assert [(t.role, t.agent_id, t.t, t.text) for t in epoch.turns] == [
        ("customer", None, 0.0, "Where is my refund?"),
        ("agent", "desk-4", 30.5, "It was paid out this morning."),  # the last in the file
        ("customer", None, 90.0, ""),
    ]
    assert (epoch.conversation_id, epoch.customer_id) == ("u1", "anna")
    assert epoch.started_at.isoformat() == "2026-03-08T08:53:20+00:00"
    assert epoch.metadata == {"order": "B-1", "items": "2"}
    assert [(t.role, t.t) for t in offsets.turns] == [("agent", 0.5), ("customer", 2.25)]
    assert (offsets.started_at, offsets.metadata) == (None, {})
    assert [(t.role, t.speaker, t.t) for t in nobody.turns] == [("unknown", "someone", None)]


def test_the_folder_is_read_whole_and_nothing_in_it_is_refused():
    files = find_inputs([SAMPLE])
    assert {(file.name, detect(file).name) for file in files} == {
        (name, "convokit")
        for name in ("utterances.jsonl", "speakers.json", "conversations.json", "corpus.json", "index.json")
    }
    read = {file.name: [item.conversation_id for item in read_file(file)] for file in files}
    assert read.pop("utterances.jsonl") == ["u1", "v1", "w1"]
    assert set(map(len, read.values())) == {0}


@pytest.mark.parametrize(
    ("change", "speakers", "expected"),
    [
        ({}, {"anna": {"meta": {"role": "agent"}}}, ("agent", "anna", None)),
        ({}, {"anna": {"role": "Customer"}}, ("customer", None, None)),  # corpora of old have no `meta`
        ({"meta": {"role": "bot"}}, {"anna": {"meta": {"role": "agent"}}}, ("bot", None, None)),
        ({"speaker": "agent"}, {}, ("agent", "agent", None)),
        ({}, {"anna": {"meta": {"role": "moderator"}}}, ("unknown", None, "anna")),
        ({}, {"anna": None}, ("unknown", None, "anna")),
        ({"meta": ["x"]}, {"anna": {"meta": [1]}}, ("unknown", None, "anna")),
        ({"speaker": 7, "meta": None}, {"7": {"meta": {"role": "agent"}}}, ("agent", "7", None)),
        ({"speaker": None}, {}, ("unknown", None, "unnamed")),
    ],
)
def test_a_role_is_what_the_corpus_says(tmp_path, change, speakers, expected):
    found = turn(tmp_path, change, speakers=speakers)
    assert (found.role, found.agent_id, found.speaker) == expected


@pytest.mark.parametrize(
    ("timestamp", "started_at", "t"),
    [
        (1772960000, "2026-03-08T08:53:20+00:00", 0.0),
        ("1772960000.0", "2026-03-08T08:53:20+00:00", 0.0),
        ("2026-03-08 08:53:20", "2026-03-08T08:53:20+00:00", 0.0),
        (12.5, None, 12.5),
        (0, None, 0.0),
        (None, None, None),
    ],
)
def test_times_are_seconds_since_1970_or_from_the_start(tmp_path, timestamp, started_at, t):
    (record,) = corpus(tmp_path, UTTERANCE | {"timestamp": timestamp})
    found = conversation_from(record.value)
    assert (found.started_at.isoformat() if found.started_at else None, found.turns[0].t) == (started_at, t)


@pytest.mark.parametrize("timestamp", ["NOT_AVAILABLE", 1e15, {"s": 1}])
def test_what_is_no_time_is_refused(tmp_path, timestamp):
    with pytest.raises(BadRecord, match=r"turns\[0\].at is not a time"):
        turn(tmp_path, {"timestamp": timestamp})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": None}, "message 1: text is missing"),
        ({"conversation_id": None}, "message 1: conversation_id is missing"),
    ],
)
def test_what_lacks_is_named(tmp_path, change, reason):
    (record,) = corpus(tmp_path, UTTERANCE | change)
    assert record.reason == reason
    assert record.remedy


@pytest.mark.parametrize("name", ["speakers", "conversations"])
@pytest.mark.parametrize("content", ['{"anna": ', "[1]", "7"])
def test_a_broken_file_beside_it_refuses_the_corpus(tmp_path, name, content):
    (record,) = corpus(tmp_path, UTTERANCE, **{name: content})
    assert (record.place, record.reason) == ("file", f"{name}.json beside it is not a JSON object")


def test_a_compressed_corpus(tmp_path):
    for file in SAMPLE.iterdir():
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    first, *_ = READER.read(tmp_path / "utterances.jsonl.gz")
    assert [t.role for t in conversation_from(first.value).turns] == ["customer", "agent", "customer"]
    assert list(READER.read(tmp_path / "speakers.json.gz")) == []


def test_a_file_of_a_corpus_without_its_utterances_says_so(tmp_path):
    (tmp_path / "speakers.json").write_text('{"anna": {"meta": {}}}')
    assert detect(tmp_path / "speakers.json").name == "convokit"
    (rejected,) = read_file(tmp_path / "speakers.json")
    assert rejected.reason == "speakers.json holds no conversations without its corpus"


def test_a_file_of_another_format_with_such_a_name_is_that_formats(tmp_path):
    line = {"conversation_id": "c-1", "turns": [{"role": "agent", "text": "hi"}], "meta": {}}
    (tmp_path / "conversations.json").write_text(json.dumps(line))
    assert detect(tmp_path / "conversations.json").name == "jsonl"
