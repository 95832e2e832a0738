"""The project's own corpus: an item for every labelled axis, batches kept back apart."""

from __future__ import annotations

import json

import pytest

from models.evaluation.items import SetError
from models.evaluation.own_corpus import corpus_items, corpus_sets
from tests.models.evaluation.made_up import CORPUS, write_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("corpus"))


def test_batches_kept_back_stand_apart(corpus):
    found = {labelled.name: [path.name for path in paths] for labelled, paths in corpus_sets(corpus)}
    assert found == {"own-held": ["held_a.jsonl"] * 2, "own-train": ["train_a.jsonl"]}
    assert corpus_sets(corpus / "nothing") == []


def test_an_item_for_every_labelled_axis(corpus):
    items = list(corpus_items(corpus / "en" / "held_a.jsonl"))
    assert [(item.axis, item.gold, item.second, item.spans) for item in items] == [
        ("empathy", 2, 1, ((0, 23),)),
        ("rudeness", 0, 0, ()),
        ("politeness", 1, None, ()),
        ("empathy", 0, 0, ()),
        ("rudeness", 2, 2, ((0, 9),)),
        ("politeness", 0, None, ()),
        ("hostility", 0, None, ()),
        ("opportunity", 1, None, ((0, 10),)),
    ]
    assert {item.turn for item in items} == {0, 1}
    assert len({item.group for item in items}) == 2  # alternatives after one context belong together
    assert [item.axis for item in corpus_items(corpus / "en" / "train_a.jsonl")] == ["empathy", "rudeness"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"role": "bot"}, "role is 'bot'"),
        ({"empathy": 3}, "empathy is 3"),
        ({"politeness": 2}, "politeness is 2"),
        ({"text": None}, "line 1"),
    ],
)
def test_a_line_that_does_not_hold_is_named(tmp_path, change, said):
    row = {**CORPUS["en/held_a.jsonl"][0], **change}
    if row["text"] is None:
        del row["text"]
    path = tmp_path / "held.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(SetError, match=said):
        list(corpus_items(path))


def test_the_language_is_the_ids_where_the_folder_has_none(tmp_path):
    path = tmp_path / "given.jsonl"
    path.write_text(json.dumps(CORPUS["ko/held_a.jsonl"][0]) + "\n", encoding="utf-8")
    assert {item.conversation.language for item in corpus_items(path)} == {"ko"}
