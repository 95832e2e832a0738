"""A turn taken apart is the same alone and among others, and its parts are made of its own words."""

from __future__ import annotations

import numpy as np
import pytest

from qa_rules import parts
from qa_rules.acts import read_all
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.learned import prepared
from qa_rules.parts import part_of, parts_of, read_ahead, words_of

TURNS = {
    "en": ["Hello, this is Mina. That is £6.50 for the delivery. I'll call you tomorrow.", "Thanks."],
    "ko": ["안녕하세요, 상담사 민아입니다. 배송비는 3,000원이에요. 내일 전화드리겠습니다.", "감사합니다."],
    "th": ["สวัสดีค่ะ มีนานะคะ ค่าส่งห้าสิบบาทค่ะ พรุ่งนี้จะโทรกลับนะคะ", "ขอบคุณค่ะ"],
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: dict[AnalysedText, parts.Parts] = {}
    monkeypatch.setattr(parts, "_kept", lambda using: memory)


@pytest.mark.parametrize("language", list(TURNS))
def test_parts_are_the_same_alone_and_in_company(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [analyse(text, language) for text in TURNS[language]]
    alone = [parts_of(text) for text in texts]
    together: dict[AnalysedText, parts.Parts] = {}
    monkeypatch.setattr(parts, "_kept", lambda using: together)
    others = [analyse(text, other) for other in TURNS for text in TURNS[other]]
    read_ahead([*others, *texts])
    for text, one in zip(texts, alone, strict=True):
        other = parts_of(text)
        assert one is not other
        assert one.places == other.places
        assert np.array_equal(one.acts, other.acts)
        for mine, theirs in zip((*one.letters, *one.words), (*other.letters, *other.words), strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("language", list(TURNS))
def test_a_part_is_made_of_the_words_of_its_turn(language: str) -> None:
    text = analyse(TURNS[language][0], language)
    whole = prepared(text)
    start, end = text.sentences[-1]
    part = part_of(whole, start, end)
    assert start > 0
    assert part.text == text.text[start:end]
    assert [part.text[s:e] for _, s, e in part.tokens] == [
        text.text[s:e] for _, s, e in whole.tokens if s >= start
    ]
    assert whole.folded.endswith(part.folded)
    assert part_of(whole, 0, len(text.text)) is whole


def test_one_sentence_does_what_the_turn_does() -> None:
    text = analyse("Thanks.", "en")
    assert np.array_equal(parts_of(text).acts, read_all([text]))
    assert words_of("agent:promises", text) == (0, 7)


def test_the_part_that_does_an_act_is_shown() -> None:
    text = analyse(TURNS["en"][0], "en")
    start, end = words_of("agent:promises", text)
    assert text.text[start:end].endswith("I'll call you tomorrow.")


def test_a_point_in_a_number_ends_no_sentence() -> None:
    text = analyse("That is £6.50 at 16.30 today. Fine.", "en")
    assert [text.text[s:e] for s, e in text.sentences] == ["That is £6.50 at 16.30 today.", "Fine."]
