"""Whether the need was heard before something was offered, and whether the offer fits. Three languages."""

from __future__ import annotations

import pytest

from qa_rules.analysis import analyse
from qa_rules.detectors import detectors
from qa_rules.intents import intents, offer_pack
from qa_rules.observe import Signal, languages_of, observe
from qa_rules.packs import sections_of
from qa_rules.signal_names import is_signal
from tests.qa_rules.conversations import talk

NAMES = ("need_heard", "offered_unheard", "offer_fits", "offer_misfits")


def seen(*lines: str, language: str = "en") -> list[Signal]:
    conversation = talk(*lines, language=language)
    found = observe(
        conversation, languages_of(conversation), using=[d for d in detectors() if d.name == "needs"]
    )
    assert not found.failures
    return list(found.signals)


def named(name: str, *lines: str, language: str = "en") -> list[int]:
    return [s.turn for s in seen(*lines, language=language) if s.name == name]


HEARD = [
    ("en", "c: My kettle broke.", "a: Do you mean it no longer boils?"),
    ("en", "c: My kettle broke.", "a: What exactly happened?"),
    ("en", "c: I'd like another room.", "a: So you'd like to move to a quieter one?"),
    ("ko", "c: 주전자가 고장 났어요.", "a: 언제부터 그러셨을까요?"),
    ("ko", "c: 방을 바꾸고 싶어요.", "a: 조용한 방으로 옮기고 싶으신 거죠?"),
    ("th", "c: กาน้ำเสียค่ะ", "a: เป็นตั้งแต่เมื่อไหร่คะ"),
    ("th", "c: อยากย้ายห้องค่ะ", "a: คุณลูกค้าต้องการห้องที่เงียบกว่าใช่ไหมคะ"),
]


@pytest.mark.parametrize(("language", "customer", "agent"), HEARD)
def test_heard(language: str, customer: str, agent: str) -> None:
    assert named("need_heard", customer, agent, language=language) == [1]


NOT_HEARD = [
    ("en", "c: My kettle broke.", "a: Could you give me the order number?"),
    ("en", "c: My kettle broke.", "a: When were you born?"),
    ("en", "c: My kettle broke.", "a: Is there anything else I can do for you?"),
    ("en", "c: My kettle broke.", "a: I will tell you when the new one leaves."),
    ("ko", "c: 주전자가 고장 났어요.", "a: 성함이 어떻게 되세요?"),
    ("ko", "c: 주전자가 고장 났어요.", "a: 얼마나 속상하셨을까요"),
    ("th", "c: กาน้ำเสียค่ะ", "a: ขอเบอร์โทรหน่อยได้ไหมคะ"),
    ("th", "c: กาน้ำเสียค่ะ", "a: มีอะไรให้ช่วยเพิ่มอีกไหมคะ"),
]


@pytest.mark.parametrize(("language", "customer", "agent"), NOT_HEARD)
def test_not_heard(language: str, customer: str, agent: str) -> None:
    assert named("need_heard", customer, agent, language=language) == []


def test_a_question_before_the_customer_has_spoken_hears_nothing() -> None:
    assert named("need_heard", "a: What exactly happened?", "c: My kettle broke.") == []


def test_after_the_first_offer_it_is_too_late() -> None:
    lines = ("c: My kettle broke.", "a: I can offer you a new one.", "c: Hm.", "a: What exactly happened?")
    assert named("need_heard", *lines) == []


UNHEARD = [
    ("en", "c: My internet is slow.", "a: How about a bigger plan for five more?"),
    ("ko", "c: 인터넷이 느려요.", "a: 더 큰 요금제로 옮기시는 건 어떠세요?"),
    ("th", "c: เน็ตช้าค่ะ", "a: สนใจแพ็กเกจใหญ่กว่านี้ไหมคะ"),
]


@pytest.mark.parametrize(("language", "customer", "agent"), UNHEARD)
def test_offered_unheard(language: str, customer: str, agent: str) -> None:
    found = [s for s in seen(customer, agent, language=language) if s.name == "offered_unheard"]
    assert [s.turn for s in found] == [1]
    assert agent.removeprefix("a: ")[found[0].start : found[0].end]


TAKEN_UP = [
    ("en", "c: Cancel it please.", "a: Shall I go ahead and cancel it today?"),
    ("en", "c: The noodles are missing.", "a: How about a credit for the noodles?"),
    ("ko", "c: 해지할게요.", "a: 아 네 해지요. 한 달 쉬시는 건 어떠세요?"),
    ("th", "c: ขอยกเลิกค่ะ", "a: ยกเลิกได้ค่ะ พักไว้แทนดีไหมคะ"),
]


@pytest.mark.parametrize(("language", "customer", "agent"), TAKEN_UP)
def test_an_offer_that_takes_up_what_was_said_is_not_unheard(
    language: str, customer: str, agent: str
) -> None:
    assert named("offered_unheard", customer, agent, language=language) == []


QUESTIONS = {"en": "a: Since when is it slow?", "ko": "a: 언제부터 느려졌나요?", "th": "a: ช้าตั้งแต่เมื่อไหร่คะ"}
DIRECT = {
    "en": "c: Which plan would you suggest to me?",
    "ko": "c: 어떤 요금제가 좋을까요?",
    "th": "c: แพ็กเกจไหนดีคะ",
}
WHOLE = {
    "en": "c: My internet is slow since Monday 4 May, we are five people with two offices at home.",
    "ko": "c: 5월 4일부터 인터넷이 느려요, 집에서 다섯 명이 같이 쓰고 있고 화상 회의가 자꾸 끊깁니다.",
    "th": "c: เน็ตช้าตั้งแต่วันที่ 4 ค่ะ ที่บ้านใช้กันห้าคน ประชุมออนไลน์แล้วหลุดตลอดเลยค่ะ",
}


@pytest.mark.parametrize(("language", "customer", "agent"), UNHEARD)
def test_who_asked_or_was_told_everything_has_heard(language: str, customer: str, agent: str) -> None:
    asked = (customer, QUESTIONS[language], customer, agent)
    assert named("offered_unheard", *asked, language=language) == []
    assert named("offered_unheard", WHOLE[language], agent, language=language) == []
    assert named("offered_unheard", DIRECT[language], agent, language=language) == []


FITTING = [
    ("en", "c: I want a refund.", "a: I can offer you your money back.", "offer_fits"),
    ("en", "c: I want a refund.", "a: I can offer you a voucher for your next order.", "offer_misfits"),
    ("en", "c: I want a refund.", "a: I'm sorry, a refund isn't possible. I can offer you a voucher.", None),
    ("en", "c: I want a refund.", "a: I can offer you a seat by the window.", None),
    ("en", "c: How late are you open?", "a: I can offer you a voucher.", None),
    ("ko", "c: 환불해 주세요.", "a: 환불해 드릴까요?", "offer_fits"),
    ("ko", "c: 환불해 주세요.", "a: 포인트로 받으시는 건 어떠세요?", "offer_misfits"),
    ("th", "c: ขอเงินคืนค่ะ", "a: สนใจรับเป็นคูปองไหมคะ", "offer_misfits"),
    ("th", "c: ขอเงินคืนค่ะ", "a: ขอเสนอคืนเงินเต็มจำนวนค่ะ", "offer_fits"),
]


@pytest.mark.parametrize(("language", "customer", "agent", "name"), FITTING)
def test_offers_fit_or_miss(language: str, customer: str, agent: str, name: str | None) -> None:
    found = {s.name for s in seen(customer, agent, language=language)} & {"offer_fits", "offer_misfits"}
    assert found == ({name} if name else set())


def test_scorecards_may_ask_for_them() -> None:
    assert all(is_signal(name) for name in (*NAMES, "promises_forbidden"))


@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_every_language_knows_the_same(language: str) -> None:
    assert sections_of(language, "needs") == sections_of("en", "needs")
    for kind in ("fits", "misfits"):
        assert set(offer_pack(language, kind).sections) == set(offer_pack("en", kind).sections)


@pytest.mark.parametrize("name", [n for n, i in intents().items() if i.fits.en and i.misfits.en])
def test_what_fits_an_intent_does_not_miss_it(name: str) -> None:
    intent = intents()[name]
    for language in ("en", "ko", "th"):
        for line in getattr(intent.misfits, language):
            plain = "".join(c for c in line if c not in "()|?*")
            found = offer_pack(language, "fits").find(analyse(plain, language))
            assert not [f for f in found if f.section == name]
