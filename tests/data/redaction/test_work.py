"""Long texts that somebody made to be slow: the work is in proportion to their length."""

from types import SimpleNamespace

import ahocorasick
import pytest

from data.redaction import Redactor, findings, redactor, spoken_passwords
from data.redaction.emails import emails
from data.redaction.literals import Sought
from data.redaction.names import is_said_at
from data.redaction.phones import MAYBE_PHONE, phones
from data.redaction.redactor import _REMEMBERED, _found, _said_in
from data.redaction.view import view_of


def test_blanks_after_a_word_for_a_password_cost_no_more_than_they_are():
    """Four thousand took longer than a night once; where it is in proportion to the length, 40,000 are nothing."""
    assert Redactor().redact("รหัสผ่าน" + " " * 40_000 + "!") == "รหัสผ่าน" + " " * 40_000 + "!"


def test_many_passwords_said_aloud_are_each_heard_only_so_far(monkeypatch):
    heard = []
    token = spoken_passwords._TOKEN

    class Counted:
        def __getattr__(self, name):
            return getattr(token, name)

        def finditer(self, text, start, end):
            heard.append(end - start)
            return token.finditer(text, start, end)

    monkeypatch.setattr(spoken_passwords, "_TOKEN", Counted())
    Redactor().redact("password 골뱅이 " * 500)
    assert len(heard) > 100
    assert max(heard) <= spoken_passwords._REACH


@pytest.mark.parametrize("unit", ["1.", "12-", "123/", "1234 "])
def test_numbers_looked_at_grow_with_the_text_alone(unit):
    groups = 2000
    found = len(view_of(unit * groups).numbers)
    assert 0 < found <= groups * 7  # as a stretch has 13 to 19 digits


def test_a_name_is_looked_for_only_where_it_stands(monkeypatch):
    looked_at = []
    monkeypatch.setattr(redactor, "is_said_at", lambda *at: looked_at.append(at) or is_said_at(*at))
    names = [f"Name{number:04d}" for number in range(1000)]
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    text = " ".join([*names, "Name0001s"])
    spans = list(_said_in(text, automaton))
    assert [text[start:end] for start, end in spans] == names
    assert len(looked_at) == len(names) + 1


def test_of_names_that_begin_together_the_longest_is_taken():
    said = Redactor().redact_together(["my name is Jane Miller", "Jane Miller and Jane or Janetta"])
    assert said[1] == "<NAME> and <NAME> or Janetta"


def test_an_address_in_words_is_read_back_160_characters_at_most():
    longest = "a" + " dot a" * 26
    (found,) = emails(view_of(f"{longest} at gmail dot com"), asked=False)
    assert found == (0, len(longest) + len(" at gmail dot com"))
    ((start, _),) = emails(view_of("a dot " * 100 + "a at gmail dot com"), asked=False)
    assert start == 6 * 100 + len("a ") - 160


def test_texts_said_again_are_remembered_and_long_ones_are_not():
    _found.cache_clear()
    one = Redactor()
    for _ in range(3):
        assert one.redact("mail kim@example.com") == "mail <EMAIL>"
        assert one.redact("mail kim@example.com " + "x" * 500).startswith("mail <EMAIL> x")
    assert _found.cache_info()[:4] == (2, 1, _REMEMBERED, 1)
    assert one.counts["EMAIL"] == 6
    assert Redactor({"PHONE"}).redact("mail kim@example.com") == "mail kim@example.com"


@pytest.mark.parametrize(
    "number",
    [
        "+82 - (0)10 - 1234 - 5678",
        "66 / (0)81 / 234 / 5678",
        "(010 )1234 )5678",
        "+1 2 34 56",
        "0012 (3) 4 56 78",
        "(555) 867-5309",
        "(021), 123, 4567",
        "02 12 34 56 78",
    ],
)
def test_no_telephone_number_is_left_out_before_it_is_looked_for(number):
    view = view_of(f"call me on {number}")
    assert list(phones(view, asked=True))
    assert MAYBE_PHONE.search(view.plain)


def test_an_expression_is_looked_for_only_where_its_literals_stand(monkeypatch):
    pin = Sought(r"\bpin (\d+)")
    looked_at = []
    form = pin.expression
    monkeypatch.setattr(
        pin,
        "expression",
        SimpleNamespace(finditer=lambda text: looked_at.append(text) or form.finditer(text)),
    )
    texts = ["no pin here", "a spin 4411", "my pin 4411", "4411"]
    assert [len(list(pin.finditer(text))) for text in texts] == [0, 0, 1, 0]
    assert looked_at == ["my pin 4411"]


@pytest.mark.parametrize("text", ["Thanks, Mariaค่ะ", "Hello Mariaครับ", "Hi Maria고객"])
def test_a_frequent_name_beside_other_scripts_is_found(text):
    assert [text[f.start : f.end] for f in findings(text)] == ["Maria"]


def test_a_thai_address_without_a_street_is_found():
    text = "ส่งที่ 12/3 ห้อง 4 ค่ะ"
    assert [f.entity for f in findings(text)] == ["ADDRESS"]
