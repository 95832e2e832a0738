"""Long texts that somebody made to be slow: the work is in proportion to their length."""

import re

import ahocorasick
import pytest

from data.redaction import Redactor
from data.redaction.emails import emails
from data.redaction.redactor import _REMEMBERED, _found, _said_in
from data.redaction.view import numbers_in, view_of


@pytest.mark.parametrize("unit", ["1.", "12-", "123/", "1234 "])
def test_numbers_looked_at_grow_with_the_text_alone(unit):
    groups = 2000
    found = sum(1 for _ in numbers_in(view_of(unit * groups)))
    assert 0 < found <= groups * 7  # as a stretch has 13 to 19 digits


class Counted:
    def __init__(self, expression):
        self.expression, self.asked = re.compile(expression), 0

    def match(self, text, start):
        self.asked += 1
        return self.expression.match(text, start)


def test_a_name_is_looked_for_only_where_it_stands():
    names = [f"Name{number:04d}" for number in range(1000)]
    calls = {name: Counted(rf"{name}(?!\w)") for name in names}
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    text = " ".join([*names, "Name0001s"])
    spans = list(_said_in(text, calls, automaton))
    assert [text[start:end] for start, end in spans] == names
    assert sum(call.asked for call in calls.values()) == len(names) + 1


def test_of_names_that_begin_together_the_longest_is_taken():
    said = Redactor().redact_together(["my name is Jane Miller", "Jane Miller and Jane, Janet"])
    assert said[1] == "<NAME> and <NAME>, Janet"


def test_an_address_in_words_has_64_characters_at_most():
    longest = "a" + " dot a" * 31
    (found,) = emails(view_of(f"{longest} at gmail dot com"))
    assert found == (0, len(longest) + len(" at gmail dot com"))
    ((start, _),) = emails(view_of("a dot " * 100 + "a at gmail dot com"))
    assert start == 6 * (100 - 31)


def test_texts_said_again_are_remembered_and_long_ones_are_not():
    _found.cache_clear()
    redactor = Redactor()
    for _ in range(3):
        assert redactor.redact("mail kim@example.com") == "mail <EMAIL>"
        assert redactor.redact("mail kim@example.com " + "x" * 500).startswith("mail <EMAIL> x")
    assert _found.cache_info()[:4] == (2, 1, _REMEMBERED, 1)
    assert redactor.counts["EMAIL"] == 6
    assert Redactor({"PHONE"}).redact("mail kim@example.com") == "mail kim@example.com"
