"""Vendors' formats that look alike: each file is claimed by its own reader alone."""

import json
from pathlib import Path

import pytest

from data.readers import Head, readers
from data.readers.source_text import head_of

NAMES = ("assemblyai", "chatwoot", "convokit", "deepgram", "livechat", "salesforce", "twilio")
HERE = Path(__file__).parent / "samples"
GIVEN = Path(__file__).parents[3] / "data" / "samples"
FILES = sorted(f for folder in (HERE, GIVEN) for f in folder.rglob("*") if f.is_file())
SAID = '"sentences": "media_channel": "results": {"utterances": [ "speaker": "A" "message_type": "threads": [ ActorType'


def claims(head):
    return [name for name in NAMES if readers()[name].sniff(head) > 0]


def own(file):
    """The reader among these whose sample a file is."""
    return [name for name in NAMES if name in (file.stem, file.parent.name)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_sample_is_claimed_by_its_reader_alone(file):
    assert claims(head_of(file)) == own(file)


def test_every_reader_has_a_sample():
    assert {name for file in FILES for name in own(file)} == set(NAMES)


@pytest.mark.parametrize(
    "content",
    [
        {"conversation_id": "c-1", "turns": [{"role": "agent", "text": SAID}]},
        {"vcon": "0.4.0", "parties": [], "analysis": [{"body": {"results": {"utterances": []}}}]},
        {"vcon": "0.4.0", "parties": [], "analysis": [{"body": {"sentences": [{"media_channel": 1}]}}]},
        {"vcon": "0.4.0", "parties": [], "dialog": [{"body": {"utterances": [{"speaker": "A"}]}}]},
        {"language": "en", "segments": [{"start": 0.0, "end": 1.0, "text": "hi", "speaker": "SPEAKER_00"}]},
        {"jobName": "j", "results": {"channels": [], "items": [{"alternatives": []}]}},
        {"payload": [{"type": "message"}], "records": [], "chats": [], "threads": []},
        [],
        [[{"sentences": [{"media_channel": 1}]}]],
    ],
)
def test_what_is_of_another_format_is_not_claimed(content):
    text = json.dumps(content)
    assert claims(Head("x.json", text.encode(), text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_binary_file_is_not_claimed(name):
    assert readers()[name].sniff(Head("x", b"PAR1\0", None)) == 0.0
