"""Readers of the public sets, on made-up files in their formats: roles, turns asked about, labels, groups, spans."""

from __future__ import annotations

import pytest

from models.evaluation.items import SetError, lines
from models.evaluation.sets import PUBLIC_SETS, places, public_sets
from tests.models.evaluation.made_up import ROWS, write_sets

SETS = {labelled.name: labelled for labelled in PUBLIC_SETS}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_sets(tmp_path_factory.mktemp("sets"))


def read(folder, name):
    return list(SETS[name].read(folder / f"{SETS[name].file}.jsonl.gz"))


@pytest.mark.parametrize(
    ("name", "gold", "roles"),
    [
        ("epitome", [1, 0], "ca"),
        ("annomi", [1, 0, 0], "caa"),
        ("esconv", [1, 0], "caa"),
        ("stanford-wikipedia", [1, None], "a"),
        ("stanford-stackexchange", [0], "a"),
        ("tydip-ko", [1, None], "a"),
        ("tydip-en", [0], "a"),
        ("convabuse", [1, 0, None], "acac"),
        ("davidson", [1, 1, 0], "c"),
        ("curse", [1, 0], "c"),
        ("apeach", [1], "c"),
        ("beep", [1, 1, 0], "c"),
        ("hatescore", [1, 0], "c"),
        ("paradetox", [1, 0, 0, 1, 0], "a"),
        ("ucc", [1, 1, 1, 0], "a"),
        ("smilestyle", [1, 0, 0, None], "a"),
        ("star", [0, 0], "caa"),
    ],
)
def test_labels_and_roles(folder, name, gold, roles):
    items = read(folder, name)
    assert [item and item.gold for item in items] == gold
    first = next(item for item in items if item)
    assert "".join(turn.role[0] for turn in first.conversation.turns) == roles
    for item in filter(None, items):
        assert (item.axis, item.conversation.language) == (SETS[name].axis, SETS[name].language)
        asked = item.conversation.turns[item.turn].role
        assert asked == ("customer" if item.axis in ("hostility", "opportunity") else "agent")


def test_every_set_has_a_name_of_its_own_and_a_made_up_file(folder):
    assert len(SETS) == len(PUBLIC_SETS)
    assert {labelled.file for labelled in PUBLIC_SETS} | {"star_labels"} == set(ROWS)
    assert [labelled.name for labelled, _ in public_sets(folder)] == [
        labelled.name for labelled in PUBLIC_SETS
    ]


def test_rationales_are_found_in_the_text(folder):
    item = read(folder, "epitome")[0]
    text = item.conversation.turns[item.turn].text
    assert [text[start:end] for start, end in item.spans] == ["So  sorry", "must hurt"]
    assert places("not there", text) == places("  ", text) == []


def test_a_session_is_one_conversation(folder):
    reflected, asked, other = read(folder, "annomi")
    assert reflected.conversation is asked.conversation
    assert (reflected.turn, asked.turn, other.turn) == (1, 2, 0)
    assert (reflected.group, other.group) == ("7", "8")


def test_context_without_roles_goes_back_and_forth(folder):
    bare = read(folder, "esconv")[1].conversation
    assert [turn.role for turn in bare.turns] == ["customer", "agent", "customer", "agent"]
    assert read(folder, "convabuse")[0].conversation.turns[1].text == "hi"


def test_what_belongs_together_shares_a_group(folder):
    assert len({item.pair for item in read(folder, "paradetox")}) == 2
    assert {item.group for item in read(folder, "smilestyle") if item} == {"1"}


def test_a_line_that_is_no_object_is_named(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n\n[1]\n', encoding="utf-8")
    with pytest.raises(SetError, match="line 3"):
        list(lines(path))


def test_what_was_learned_from_is_not_judged(folder, monkeypatch):
    monkeypatch.setattr("models.evaluation.sets.fold_of", lambda key: 0 if key == "r1" else 3)
    assert [item.group for item in read(folder, "curse")] == ["r1"]
    assert len(read(folder, "apeach")) == 1
