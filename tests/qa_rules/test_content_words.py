"""Words that say what a text is about: greetings, numbers and placeholders are none."""

from __future__ import annotations

import pytest

from qa_rules.content_words import content_words


@pytest.mark.parametrize(
    ("language", "text", "forms"),
    [
        ("en", "Hi, my parcel <TRACKING> has not arrived since 12 May", ["parcel", "arrived"]),
        ("en", "Good morning, this is <NAME_B>, can you help me please?", []),
        ("ko", "안녕하세요 고객님 택배가 나흘째 안 와서 환불해 주세요", ["택배", "나흘", "환불"]),
        ("ko", "네 안녕하세요", []),
        ("ko", "<NAME>님 송장번호 <CARD>", ["송장", "번호"]),
        ("th", "สวัสดีค่ะ พัสดุ 12 ชิ้น ขอคืนเงินค่ะ", ["พัสดุ", "ชิ้น", "คืนเงิน"]),
        ("th", "สวัสดีครับ", []),
        ("en", "", []),
        ("th", "!!! 123 <EMAIL> ...", []),
    ],
)
def test_content(language: str, text: str, forms: list[str]) -> None:
    assert [word.form for word in content_words(text, language)] == forms


def test_a_korean_verb_is_shown_with_its_ending() -> None:
    text = "화면이 깨져 있어요"
    words = content_words(text, "ko")
    assert [(word.form, text[word.start : word.end]) for word in words] == [
        ("화면", "화면"),
        ("깨지", "깨져"),
    ]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr' is not judged"):
        content_words("bonjour", "fr")
