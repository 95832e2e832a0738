"""A turn's reading is its own: the same alone, in any company, order and number of threads; and never outside the text."""

from __future__ import annotations

import itertools
import random
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.conversation import conversation_from
from models.encoder import Encoder, limit_threads
from models.reader import WEIGHTS, reader
from qa_rules.analysis import analyse
from qa_rules.detectors import AXES
from qa_rules.learned import WINDOW, Asked, Reading, made_ready, prepared, read, windows
from qa_rules.observe import Observed, languages_of, observe, observe_all
from tests.qa_rules.conversations import talk

TEXTS = {
    "en": [
        "Sure.",
        "I can't believe you threw the box over the fence, it had my mother's vase in it.",
        "As I said, read the terms.",
        "Could I have your order number, please?",
        "Thanks, that is all for today.",
        "Losing the parcel two days before the wedding must be dreadful, I will stay on this myself.",
        "ok",
        "no",
        "yes",
        "Could I have your parcel code, please?",
        "Could I have your first name, please?",
        "The lamp blinks orange and then it stops. " * 12,
    ],
    "ko": [
        "네.",
        "그건 고객님이 잘못하신 거잖아요.",
        "생일 전날에 깨진 채로 왔으니 얼마나 속상하셨어요.",
        "송장 번호 알려 주시겠어요?",
        "ㅋㅋ 장난하냐",
    ],
    "th": ["ค่ะ", "ก็บอกไปแล้วไงคะ", "ขอเลขที่คำสั่งซื้อหน่อยนะคะ", "ของแตกหมดเลย เสียใจมาก", "พัง"],
}
STRANGE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("죄송 ㅋㅠ๑กำ้ค่ะ sorry!!! 😡\u200d\u202e\u200b\x00\n\t\ud800\udfff𝔘é"),
    ),
    max_size=120,
)


def _same(first: Observed, second: Observed) -> bool:
    return first == second


def read_anew(asked: list[Asked]) -> list[Reading]:
    """Without what readers remember: otherwise a second reading only repeats the first."""
    for language in TEXTS:
        reader(language)._kept.clear()
    return read(asked)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_turn_reads_the_same_alone_and_in_any_company_and_order(language: str) -> None:
    asked = [Asked(analyse(text, language)) for text in TEXTS[language]]
    asked += [Asked(one.text, other.text, asked[0].text) for one, other in itertools.pairwise(asked)]
    together = read_anew(asked)
    order = list(range(len(asked)))
    random.Random(5).shuffle(order)
    shuffled = read_anew([asked[i] for i in order])
    for place, number in enumerate(order):
        alone = read_anew([asked[number]])[0]
        assert alone.logits == together[number].logits == shuffled[place].logits
        for axis in ("empathy", "rudeness", "hostility", "opportunity"):
            assert alone.span(axis) == together[number].span(axis)


def test_threads_do_not_change_a_bit() -> None:
    texts = [prepared(analyse(text, "en")) for text in TEXTS["en"]]
    found = []
    for number in (1, 4):
        limit_threads(number)
        found.append(Encoder(WEIGHTS / "en").encode(texts))
    limit_threads(0)
    one, many = found
    for first, second in zip(one, many, strict=True):
        assert (first.vector == second.vector).all()
        assert (first.tags == second.tags).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(STRANGE, min_size=1, max_size=4), st.sampled_from(["en", "ko", "th"]))
def test_any_text_is_judged_or_says_why_not(texts: list[str], language: str) -> None:
    turns = [{"role": ("agent", "customer")[n % 2], "text": text} for n, text in enumerate(texts)]
    conversation = conversation_from({"conversation_id": "x", "language": language, "turns": turns})
    languages = languages_of(conversation)
    seen = observe(conversation, languages)
    assert not seen.failed
    for number, turn in enumerate(conversation.turns):
        axes = {v.name for v in seen.verdicts if v.turn == number}
        expected = {axis for axis, role in AXES.items() if role == turn.role}
        assert axes == (set() if languages.not_scored[number] else expected)
    for signal in seen.signals:
        text = conversation.turns[signal.turn].text
        assert 0 <= signal.start < signal.end <= len(text)
    other = talk("agent: hello", "customer: my parcel is late", language="en")
    for judged in ("en", "ko", "th"):
        reader(judged)._kept.clear()
    assert observe_all([(other, languages_of(other)), (conversation, languages)])[1] == seen


def test_every_published_level_has_words_to_show() -> None:
    for language, texts in TEXTS.items():
        for role in ("agent", "customer"):
            turns = [{"role": role, "text": text} for text in texts]
            conversation = conversation_from({"conversation_id": "x", "language": language, "turns": turns})
            seen = observe(conversation, languages_of(conversation))
            shown = {(s.turn, s.name) for s in seen.signals}
            assert {(v.turn, v.name) for v in seen.verdicts if v.level} <= shown


def test_what_is_rude_is_rude_after_a_page_of_explanations() -> None:
    page = "Your tariff renews on the first of the month. We send the bill by post. " * 8
    rude = "That is not my problem, you should have read the terms, like everybody else manages to."
    conversation = talk(f"agent: {page}{rude} {page}", language="en")
    seen = observe(conversation, languages_of(conversation))
    (verdict,) = (v for v in seen.verdicts if v.name == "rudeness")
    assert verdict.level == 1
    (signal,) = (s for s in seen.signals if s.name == "rudeness")
    assert len(page) <= signal.start < signal.end <= len(page) + len(rude)


def test_windows_cover_a_text_without_overlap() -> None:
    text = analyse("One sentence here. " * 60 + "x" * 2_000, "en")
    found = windows(text)
    assert found[0][0] == 0
    assert found[-1][1] == len(text.text)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert max(end - start for start, end in found) <= WINDOW + 40


def test_weights_are_loaded_once() -> None:
    assert reader("ko") is reader("ko")


def test_signs_alone_carry_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    using = reader("en")
    (encoded,) = using.encode([". sorry"], partial(made_ready, language="en"))
    places = np.array([[0, 1], [2, 7]], dtype=np.int32)
    monkeypatch.setattr(using, "marks", lambda *_: (places, np.array([5.0, -1.0])))
    assert using.span(encoded, "empathy") == (2, 7)
