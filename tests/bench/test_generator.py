"""The generated load: the same bytes for the same seed, and like life."""

import json
from itertools import islice

import pytest

from data.conversation import conversation_from
from data.redaction import Redactor
from tests.bench.generator import conversations, write_load


@pytest.fixture(scope="module")
def some():
    return list(islice(conversations(), 400))


def test_a_seed_gives_the_same_bytes_and_a_longer_load_begins_with_a_shorter(tmp_path):
    for name, turns, seed in (("a", 300, 0), ("b", 300, 0), ("long", 600, 0), ("other", 300, 1)):
        write_load(tmp_path / name, turns, seed)
    short, again, longer, other = ((tmp_path / n).read_bytes() for n in ("a", "b", "long", "other"))
    assert short == again
    assert longer.startswith(short)
    assert other != short


def test_there_are_as_many_turns_as_were_asked_for_and_no_conversation_more(tmp_path):
    written = write_load(tmp_path / "load", 300)
    lengths = [len(json.loads(line)["turns"]) for line in (tmp_path / "load").open(encoding="utf-8")]
    assert written == sum(lengths) >= 300 > sum(lengths[:-1])


def test_texts_are_mostly_distinct_and_canned_replies_come_again(some):
    said = [turn["text"] for conversation in some for turn in conversation["turns"]]
    assert 0.5 < len(set(said)) / len(said) < 0.85
    assert max(map(said.count, set(said))) > 20
    assert 0.25 < sum(any(letter.isdigit() for letter in text) for text in said) / len(said) < 0.5


def test_every_conversation_can_be_read_in_three_languages(some):
    read = [conversation_from(conversation) for conversation in some]
    assert {conversation.language for conversation in read} == {"en", "ko", "th"}
    assert all(conversation.times_ok for conversation in read)
    assert len({conversation.conversation_id for conversation in read}) == len(read)


def test_personal_data_is_planted(some):
    redactor = Redactor()
    for conversation in some[:100]:
        redactor.redact_together([turn["text"] for turn in conversation["turns"]])
    assert {"CARD", "PHONE", "EMAIL", "NAME"} <= set(redactor.counts)
