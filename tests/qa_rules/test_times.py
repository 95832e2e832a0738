"""Expressions of time in running text: where they begin and end, and which can be a deadline."""

from __future__ import annotations

import pytest

from qa_rules.definitions import read_yaml
from qa_rules.times import HOME, KINDS, times_in

WHOLE = [
    ("en", "I call you tomorrow before noon, all right?", ["tomorrow before noon"]),
    ("en", "It arrives on Friday 7 August between 9 and 1, I think.", ["on Friday 7 August between 9 and 1"]),
    ("en", "You hear from us within 3 to 5 working days at the latest.", ["within 3 to 5 working days at the latest"]),
    ("en", "She decides by Monday and he pays by the 3rd.", ["by Monday", "by the 3rd"]),
    ("en", "You may have two tickets for the second film.", []),
    ("ko", "그럼 내일 오전 열 시까지 전화드릴게요", ["내일 오전 열 시까지"]),
    ("ko", "팀장님이 이십 분 안에 갑니다", ["이십 분 안에"]),
    ("ko", "어디 사시는 분이세요", []),
    ("ko", "소중한 의견 보내 주셔서 감사합니다", []),
    ("th", "จะโทรหาพรุ่งนี้ก่อนสิบโมงนะคะ", ["พรุ่งนี้ก่อนสิบโมง"]),
    ("th", "เงินเข้าภายใน 3-5 วันทำการค่ะ", ["ภายใน 3-5 วันทำการ"]),
]  # fmt: skip
DEADLINES = [
    ("en", "by five", True),
    ("en", "from Monday", False),
    ("en", "half an hour before he comes", False),
    ("en", "two hours", False),
    ("en", "within two hours", True),
    ("ko", "금요일부터", False),
    ("ko", "금요일까지", True),
    ("ko", "닷새 전", False),
    ("th", "ตั้งแต่วันจันทร์", False),
    ("th", "ภายในวันจันทร์", True),
]


@pytest.mark.parametrize(("language", "text", "expected"), WHOLE)
def test_the_span_is_whole_and_tight(language: str, text: str, expected: list[str]) -> None:
    assert [text[t.start : t.end] for t in times_in(text, language)] == expected


@pytest.mark.parametrize(("language", "words", "expected"), DEADLINES)
def test_what_can_be_a_deadline(language: str, words: str, expected: bool) -> None:
    (time,) = times_in(words, language)
    assert time.is_deadline is expected


def test_a_language_without_a_grammar_has_no_times() -> None:
    assert times_in("demain avant midi", "fr") == ()


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_word_of_time_says_what_it_is(path) -> None:
    assert {atom["is"] for atom in read_yaml(path)["atoms"]} <= KINDS
