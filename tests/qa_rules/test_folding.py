"""Folding: what is spelt alike folds alike, and every folded character leads back to the stored text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_rules.folding import fold

MARKS = (
    "\u0300\u0316\u0e31\u0e48\u0e49\u0e33\u0e4d\u0e32\u200b\u202e\u1100\u1161\u11a8ㅋ…“’\u0000\ufe0f👩\u200d"
)
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(MARKS + "aA1 \n!.")), max_size=60)
LANGUAGES = st.sampled_from(["en", "ko", "th"])


@pytest.mark.parametrize(
    ("language", "written", "folded"),
    [
        ("en", "Hello", "hello"),
        ("en", "It’s “fine”", 'it\'s "fine"'),
        ("en", "a  \t b", "a b"),
        ("en", "one\r\n\r\ntwo", "one\ntwo"),
        ("en", "sooo gooood!!!", "so good!!!"),
        ("en", "10000", "10000"),  # digits are never shortened
        ("en", "ｓｏｒｒｙ １２", "sorry 12"),
        ("en", "so\u200brry", "sorry"),
        ("en", "cafe\u0301", "café"),
        ("ko", "정말 죄송 합니다", "정말죄송합니다"),
        ("ko", unicodedata.normalize("NFD", "죄송합니다"), "죄송합니다"),
        ("ko", "ㅋㅋㅋㅋㅋ", unicodedata.normalize("NFKC", "ㅋㅋ")),
        ("th", "ขอ อภัย ค่ะ", "ขออภัยค่ะ"),
        ("th", "เเจ้ง", "แจ้ง"),
        ("th", "น\u0e4d\u0e49\u0e32", unicodedata.normalize("NFKC", "น\u0e49\u0e33")),
        ("th", "น\u0e33\u0e49", unicodedata.normalize("NFKC", "น\u0e49\u0e33")),
        ("th", "ค่\u0e48ะ", "ค่ะ"),
        ("th", "มากกกก", "มาก"),
        ("en", "", ""),
        ("en", "\u200b\u202e", ""),
    ],
)
def test_spellings_fold_into_one(language: str, written: str, folded: str) -> None:
    assert fold(written, language).text == folded


@pytest.mark.parametrize(
    ("language", "text", "folded", "stored"),
    [
        ("en", "I am soooo sorry", "so", "soooo"),
        ("en", "say  \n sorry", "sorry", "sorry"),
        ("ko", "저는 정말 죄송 합니다.", "죄송합니다", "죄송 합니다"),
        ("ko", unicodedata.normalize("NFD", "아 죄송"), "죄송", unicodedata.normalize("NFD", "죄송")),
        ("th", "ค่ะ ขอ\u200bอภัย", "ขออภัย", "ขอ\u200bอภัย"),
        ("th", "เเจ้งค่ะ", "แ", "เเ"),
        ("en", "ﬁne", "fi", "ﬁ"),
    ],
)
def test_a_folded_span_leads_to_the_stored_words(language: str, text: str, folded: str, stored: str) -> None:
    found = fold(text, language)
    place = found.text.index(folded)
    start, end = found.span(place, place + len(folded))
    assert text[start:end] == stored


@given(TEXTS, LANGUAGES)
def test_every_character_leads_into_the_text_in_order(text: str, language: str) -> None:
    found = fold(text, language)
    starts, ends = list(found.starts), list(found.ends)
    assert len(found.text) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    assert ends == sorted(ends)


@given(st.text(st.sampled_from("abcXYZ 12,.!?'"), max_size=40), LANGUAGES)
def test_what_a_span_covers_folds_to_the_same_letters(text: str, language: str) -> None:
    found = fold(text, language)
    for place, letter in enumerate(found.text):
        start, end = found.span(place, place + 1)
        assert fold(text[start:end], language).text in (letter, letter * 2, "")


@given(TEXTS, LANGUAGES)
def test_folding_is_the_same_again_after_the_cache_is_cleared(text: str, language: str) -> None:
    before = fold(text, language)
    fold.cache_clear()
    assert fold(text, language) == before


@pytest.mark.parametrize(
    "text",
    [
        "\u0e48\u0e49" * 50_000,
        "a" + "\u0316\u0301" * 50_000,
        "\u0e4d\u0e48" * 50_000,
        "ㅋ" * 100_000,
        "." * 100_000,
    ],
    ids=["Thai tones", "stacked accents", "Thai marks", "drawn out", "full stops"],
)
@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_a_very_long_turn_is_folded(text: str, language: str) -> None:
    found = fold(text, language)
    assert found.text == "" or found.span(0, len(found.text))[1] <= len(text)
