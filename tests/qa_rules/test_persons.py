"""Spans by person: several ids of one person are one agent, and several agents each own their span."""

import pytest

from qa_rules.persons import one_id_each
from tests.qa_rules.conversations import talk

PERSONS = {"a": "jo", "a1": "jo", "a2": "max"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["a: Hi", "c: Hi", "a1: Bye"], ["a", None, "a"]),
        (["a1: Hi", "c: Hi", "a: Bye"], ["a1", None, "a1"]),  # the first id, whichever it is
        (["a: Hi", "a2: Hi", "a1: Bye"], ["a", "a2", "a"]),
        (["a: Hi", "a2: Hi", "a9: Bye"], ["a", "a2", "a9"]),  # nobody in agents.csv: a person of their own
        (["c: Hi", "b: Hi"], [None, None]),
    ],
)
def test_a_person_has_the_first_of_their_ids(said, expected):
    found = one_id_each(talk(*said), PERSONS)
    assert [turn.agent_id for turn in found.turns] == expected
    assert [turn.text for turn in found.turns] == [line.split(": ")[1] for line in said]


def test_without_several_ids_nothing_changes():
    conversation = talk("a: Hi", "a2: Hi")
    assert one_id_each(conversation, PERSONS) is conversation
