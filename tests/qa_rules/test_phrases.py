"""The phrase notation: what each sign matches and what not, and which phrases are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_rules.folding import fold
from qa_rules.phrases import PhraseError, PhraseIndex, compile_phrase


def found_in(phrase: str, text: str, language: str = "en") -> list[str]:
    index = PhraseIndex([compile_phrase(phrase, language)])
    return [text[match.start : match.end] for match in index.find(fold(text, language))]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("sorry", "I am Sorry.", ["Sorry"]),
        ("sorry", "sorry, sorry", ["sorry", "sorry"]),
        ("art", "start party", []),  # English phrases match whole words
        ("is", "it's", []),  # nor behind an apostrophe
        ("sorry (for|about) the (long )?wait", "sorry about the wait", ["sorry about the wait"]),
        ("sorry (for|about) the (long )?wait", "Sorry for the long wait!", ["Sorry for the long wait"]),
        ("sorry (for|about) the (long )?wait", "sorry the wait", []),
        ("refund*", "refunded refunds fund", ["refunded", "refunds"]),
        ("^hello", "Hello you. hello again", ["Hello", "hello"]),
        ("^hello", "well hello", []),
        ("thank you$", "thank you for that", []),
        ("thank you$", "thank you! And thank you", ["thank you", "thank you"]),
        ("you … checked", "you checked", ["you checked"]),
        ("you … checked", "you should really have checked", ["you should really have checked"]),
        ("you … checked", "you one two three four five six seven checked", []),  # up to six words
        ("you … checked", "you know. I checked", []),  # never across sentences
        ("you … checked", "you don't — 'really' — checked", ["you don't — 'really' — checked"]),
        ("for you", "for, you", ["for, you"]),
        ("for you", "for. You", []),
    ],
)
def test_english_phrases(phrase: str, text: str, expected: list[str]) -> None:
    assert found_in(phrase, text) == expected


@pytest.mark.parametrize(
    ("language", "phrase", "text", "expected"),
    [
        ("ko", "죄송 합니다", "정말죄송합니다.", ["죄송합니다"]),
        ("ko", "죄송합니다", "죄송 합니다", ["죄송 합니다"]),
        ("ko", "^네", "아 네", []),
        ("ko", "감사(합니다|해요)$", "감사해요 ㅎㅎ", ["감사해요"]),
        ("ko", "확인…드리겠", "확인한 뒤 바로 연락드리겠습니다", ["확인한 뒤 바로 연락드리겠"]),
        ("ko", "확인…드리겠", "확인" + "가나다라마" * 5 + "드리겠", []),  # up to twenty characters
        ("th", "ขออภัย", "ต้องขอ อภัยค่ะ", ["ขอ อภัย"]),
        ("th", "แจ้ง", "เเจ้งแล้ว", ["เเจ้ง"]),
    ],
)
def test_korean_and_thai_phrases_match_anywhere_without_regard_to_spaces(
    language: str, phrase: str, text: str, expected: list[str]
) -> None:
    assert found_in(phrase, text, language) == expected


@pytest.mark.parametrize("phrase", ["(a|b", "a)b", "a?", "(a)?", "…", "*", "(a|)", "", "^$"])
def test_a_phrase_out_of_the_notation_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError, match="bracket|word that every match"):
        compile_phrase(phrase, "en")


def test_matches_come_in_the_order_of_phrases() -> None:
    index = PhraseIndex([compile_phrase(p, "en") for p in ("second", "first", "(first|second)")])
    assert [match.index for match in index.find(fold("first second", "en"))] == [0, 1, 2, 2]


@given(st.text(max_size=80), st.sampled_from(["en", "ko", "th"]))
def test_spans_stand_in_the_text(text: str, language: str) -> None:
    phrases = ["^a", "(a|e|1) …b", "a*", "ค", "가", "a$"]
    for match in PhraseIndex([compile_phrase(p, language) for p in phrases]).find(fold(text, language)):
        assert 0 <= match.start < match.end <= len(text)


LONG = [("you … checked", "you " + "'" * 100_000 + "\n checked"), ("^hello", "." * 100_000 + " well hello"),
        ("you … how (can|may)", "you" + "," * 100_000 + "how")]  # fmt: skip


@pytest.mark.parametrize(("phrase", "text"), LONG, ids=["apostrophes", "full stops", "commas"])
def test_long_runs_of_signs_match_nothing_and_end(phrase: str, text: str) -> None:
    assert found_in(phrase, text) == []
