"""What a turn asks for, how long it holds, and what is then taken for an answer."""

import pytest

from data.redaction import Redactor
from data.redaction.asked import OTHER, asked_by_name, asked_for, asked_of

ASKED = [
    ("Could I take the card number?", {"CARD"}),
    ("여권번호가 어떻게 되세요?", {"PASSPORT"}),
    ("ขอเบอร์ติดต่อกลับด้วยค่ะ", {"PHONE"}),
    ("I've sent a 6-digit code to your phone, can you read it back?", {"CODE"}),
    ("어떤 비밀번호로 시도하셨나요?", {"PASSWORD"}),
    ("แจ้ง IBAN ได้เลยค่ะ", {"IBAN"}),
    ("주문번호 알려주세요", {OTHER}),
    ("What's your tracking number?", {OTHER}),
    ("ขอเลขพัสดุหน่อยค่ะ", {OTHER}),
    ("We are closed on Sunday.", set()),
]

ANSWERS = [
    (["Card number?", "5105 2208, hang on, 7714 9036"], "<CARD>"),
    (["Card number?", "Let me find it", "Sure, take your time", "1234567812345678"], "<CARD>"),
    (["And your passport number, please?", "Um, A as in alpha, seven three oh nine, one one two eight five."], "Um, <PASSPORT>."),
    (["문자로 받으신 인증번호 여섯 자리 알려주세요.", "382194"], "<CODE>"),
    (["계좌 비밀번호 네 자리요.", "칠공이육이요."], "<PASSWORD>이요."),
    (["Which password are you trying?", "bluebird_4492"], "<PASSWORD>"),
    (["What's the password?", "it's capital M, oh one k four"], "it's <PASSWORD>"),
    (["Is there a number for the courier?", "9123 4567"], "<PHONE>"),
    (["รบกวนแจ้งเลขบัตรค่ะ", "1 8 0 3 3 ไม่ใช่ 1 8 0 3 2 0 0 1 9 4 7 5 9"], "<NATIONAL_ID>"),
]  # fmt: skip

NOT_ANSWERS = [
    ["What's your order number?", "four four seven one nine oh eight two eight three"],
    ["주문번호 알려주세요", "40027718"],
    ["ขอเลขพัสดุหน่อยค่ะ", "แปดสองหนึ่ง สามสามศูนย์สี่ เก้าเก้าหนึ่งสอง"],
    ["What's your phone number?", "Why? It cost 1,249.00 on 12/10/2025"],
    ["What's your phone number?", "It is order 40027718"],
    ["Which code do you see?", "I waited 4500 minutes for it, since 09:00"],
    ["Your card number?", "Which plan do you have?", "9123 4567"],
    ["What are the last four digits of the card?", "1182"],
]


@pytest.mark.parametrize(("text", "entities"), ASKED)
def test_a_turn_asks_for(text, entities):
    assert asked_for(text) == entities


@pytest.mark.parametrize(("turns", "redacted"), ANSWERS)
def test_what_was_asked_for_needs_no_words_around_it(turns, redacted):
    assert Redactor().redact_together(turns)[-1] == redacted


@pytest.mark.parametrize("turns", NOT_ANSWERS)
def test_a_number_that_was_not_asked_for_stays(turns):
    assert Redactor().redact_together(turns)[-1] == turns[-1]


def test_a_question_holds_over_fillers_and_parts_of_a_number():
    turns = ["Your phone number?", "One moment", "555 01", "uh-huh", "42", "Thanks, do you like it?", "yes"]
    assert [bool(asked) for asked in asked_of(turns)] == [False, True, True, True, True, True, False]


def test_the_name_of_a_field_says_what_its_value_is():
    assert asked_by_name("passport_no") == {"PASSPORT"}
    assert asked_by_name("mobilePhone") == {"PHONE"}
    assert not asked_by_name("ticket_id")
    fields = [("passport_no", "P48213907"), ("ticket_id", "P48213907"), ("pin", "4821")]
    assert Redactor().redact_together([], fields) == ["<PASSPORT>", "P48213907", "<PASSWORD>"]
