"""What was promised: which of several, by whom, by when; and what is no promise. Three languages."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qa_rules.detectors import detectors
from qa_rules.observe import languages_of, observe
from qa_rules.promises import Promise, promise_json, promise_of
from tests.qa_rules.conversations import talk

WEDNESDAY = "2026-03-04T10:15:00+00:00"


def promised(*lines: str, language: str = "en", zone: str = "UTC", **keys: Any) -> tuple[Promise | None, Any]:
    """The promise of a conversation that began on a Wednesday, and the conversation."""
    conversation = talk(*lines, language=language, **{"started_at": WEDNESDAY, **keys})
    languages = languages_of(conversation)
    seen = observe(conversation, languages, using=[d for d in detectors() if d.name == "promise"])
    return promise_of(conversation, languages, seen.signals, ZoneInfo(zone)), conversation


MADE = [
    ("en", "They will ring you by Friday.", "by Friday", "2026-03-06"),
    ("en", "One of our people phones you tomorrow before noon.", "tomorrow before noon", "2026-03-05"),
    ("en", "The credit reaches your account within three working days.", "within three working days", "2026-03-09"),
    ("en", "I am sending the form to the garage and she'll write to you by the 10th.", "by the 10th", "2026-03-10"),
    ("en", "Please upload the photo by Friday and I'll answer you by Monday.", "by Monday", "2026-03-09"),
    ("en", "We open a case and they decide within a week.", "within a week", "2026-03-11"),
    ("en", "Tomorrow the van is full, so I'll bring it myself by Saturday noon.", "by Saturday noon", "2026-03-07"),
    ("en", "I will let you know as soon as I hear more.", "as soon as I hear more", None),
    ("ko", "담당자가 금요일까지 직접 전화드린대요", "금요일까지", "2026-03-06"),
    ("ko", "환불금은 3영업일 이내 입금됩니다.", "3영업일 이내", "2026-03-09"),
    ("ko", "서류를 올려 주시면 내일 오전까지 결과를 문자로 드립니다.", "내일 오전까지", "2026-03-05"),
    ("ko", "기사님이 내일 오후 두 시에 방문하실 거예요.", "내일 오후 두 시에", "2026-03-05"),
    ("ko", "제품이 입고되면 이틀 안에 발송해 드리겠습니다.", "제품이 입고되면 이틀 안에", None),
    ("th", "คุณลูกค้าจะได้รับเงินคืนภายใน 3 วันทำการค่ะ", "ภายใน 3 วันทำการ", "2026-03-09"),
    ("th", "ทีมนั้นจะสรุปให้ทราบภายในวันศุกร์ครับ", "ภายในวันศุกร์", "2026-03-06"),
    ("th", "พรุ่งนี้เช้าก่อนเก้าโมงคนขับจะเอาไปส่งให้ค่ะ", "พรุ่งนี้เช้าก่อนเก้าโมง", "2026-03-05"),
    ("th", "ส่งใบเสร็จใบใหม่ให้ภายในวันพฤหัสนี้ค่ะ", "ภายในวันพฤหัสนี้", "2026-03-05"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "by", "due"), MADE)
def test_by_when(language: str, line: str, by: str, due: str | None) -> None:
    found, conversation = promised("c: …?", f"a: {line}", language=language)
    assert found is not None
    said = promise_json(found, conversation)
    assert by in said["by"]
    assert len(said["by"]) <= len(by) + 3
    assert (said["due"], said["turn"], said["agent_id"]) == (due, 1, "a")
    assert said["what"] in line


NOT_MADE = [
    ("en", "If it has not arrived by Friday, I'll open a case.", "a condition"),
    ("en", "Would tomorrow before noon work for you?", "a question"),
    ("en", "Shall I call you by Friday?", "an offer"),
    ("en", "Please send us the form by Friday.", "the customer's to do"),
    ("en", "You can call it off for free until 20 June.", "the customer's right"),
    ("en", "The shop is open until six tomorrow.", "opening hours"),
    ("en", "Refunds usually take five to seven working days.", "what is usual"),
    ("en", "There were no calls from you before 3 March.", "the past"),
    ("en", "Claims must reach us within 21 days.", "a rule"),
    ("en", "One minute, I will just check that.", "at once"),
    ("ko", "금요일까지 서류를 보내 주세요.", "the customer's to do"),
    ("ko", "고객센터는 내일 오후 6시까지 운영합니다.", "opening hours"),
    ("ko", "내일 오전에 방문해도 괜찮을까요?", "a question"),
    ("ko", "새 요금제는 오늘부터 적용됐습니다.", "the past"),
    ("th", "กรุณาส่งเอกสารภายในวันศุกร์ค่ะ", "the customer's to do"),
    ("th", "สินค้าคืนได้ภายใน 15 วันค่ะ", "a rule"),
    ("th", "สะดวกพรุ่งนี้เช้าไหมคะ", "a question"),
    ("th", "ถ้าวันศุกร์ยังไม่ถึง จะตามให้ค่ะ", "a condition"),
]


@pytest.mark.parametrize(("language", "line", "why"), NOT_MADE)
def test_no_promise(language: str, line: str, why: str) -> None:
    assert promised("c: …", f"a: {line}", language=language)[0] is None, why


@pytest.mark.parametrize(
    ("lines", "turn"),
    [
        (["a: I'll call you by Friday.", "c: Good.", "a2: We will write to you by Monday."], 2),
        (["a: I'll call you by Friday.", "c: Good.", "a2: I will look into it and let you know."], 0),
        (["a: I'll call you by Friday.", "c: Good.", "a2: Enjoy your Sunday and see you Monday."], 0),
        (["a: I will look into it.", "c: Good.", "a2: We will let you know."], 2),
    ],
)
def test_of_several_the_last_one_with_a_time_stands(lines: list[str], turn: int) -> None:
    found, conversation = promised(*lines)
    assert found is not None
    assert (found.turn, found.agent_id) == (turn, conversation.turns[turn].agent_id)


def test_the_days_are_counted_where_people_are() -> None:
    late = "2026-03-04T16:30:00+00:00"
    lines = ("c: 언제요?", "a: 내일 오전까지 전화드리겠습니다.")
    found, _ = promised(*lines, language="ko", started_at=late)
    there, _ = promised(*lines, language="ko", started_at=late, zone="Asia/Seoul")
    assert found is not None
    assert there is not None
    assert (found.due, there.due) == (date(2026, 3, 5), date(2026, 3, 6))


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("You are booked in for Monday, and the courier will ring you before 11 am.", date(2026, 3, 9)),
        ("I'll ring you before 11 am.", date(2026, 3, 4)),
    ],
)
def test_a_time_of_day_belongs_to_the_day_named_before_it(line: str, due: date) -> None:
    found, _ = promised("c: And?", f"a: {line}")
    assert found is not None
    assert found.due == due


def test_without_a_start_there_is_no_date() -> None:
    found, _ = promised("c: And?", "a: I'll call you tomorrow.", started_at=None)
    assert found is not None
    assert (found.by is None, found.due) == (False, None)


def test_a_customer_promises_nothing() -> None:
    assert promised("a: Hello.", "c: I will send you the form by Friday.")[0] is None


@pytest.mark.parametrize(
    ("language", "line", "by"),
    [
        ("en", "Super. You'll have the brochure in your inbox this afternoon.", "this afternoon"),
        ("ko", "오늘 밤 11시 전까지 거기서 보내 줄 거예요", "오늘 밤 11시 전까지"),
        ("th", "แล้ววันเสาร์เที่ยงผมโทรบอกผลเอง", "วันเสาร์เที่ยง"),
    ],
)
def test_a_sentence_that_promises_as_sentences_do_needs_no_phrase(language: str, line: str, by: str) -> None:
    conversation = talk("c: Hi", f"a: {line}", language=language, started_at=WEDNESDAY)
    languages = languages_of(conversation)
    assert promise_of(conversation, languages, [], promising=[0.0, 0.4]) is None
    found = promise_of(conversation, languages, [], promising=[0.0, 1.0])
    assert found is not None
    assert found.by is not None
    assert (found.turn, line[slice(*found.by)]) == (1, by)


def test_a_time_in_a_sentence_that_promises_nothing_is_none() -> None:
    conversation = talk("a: The shop is open until six tomorrow.", started_at=WEDNESDAY)
    assert promise_of(conversation, languages_of(conversation), [], promising=[1.0]) is None
