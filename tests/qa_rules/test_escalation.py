"""Whom a matter was handed to, in which words, and why. Three languages."""

from __future__ import annotations

from typing import Any

import pytest

from data.conversation import Conversation
from qa_rules.detectors import detectors
from qa_rules.escalation import Escalation, escalation_for, escalation_of
from qa_rules.observe import languages_of, observe
from qa_rules.packs import load_pack, sections_of
from qa_rules.resolution import Resolution
from tests.qa_rules.conversations import talk

RULES = ("agent_cues", "intents")


def handed(
    *lines: str, language: str = "en", turn: int | None = None
) -> tuple[Escalation | None, Conversation]:
    """The escalation at a turn, the last by default."""
    conversation = talk(*lines, language=language)
    languages = languages_of(conversation)
    seen = observe(conversation, languages, using=[d for d in detectors() if d.name in RULES])
    at = len(lines) - 1 if turn is None else turn
    return escalation_of(conversation, languages, seen.signals, at), conversation


def said(*lines: str, **how: Any) -> dict[str, Any]:
    found, conversation = handed(*lines, **how)
    assert found is not None
    shown = found.json(conversation)
    for quote in (shown, shown["reason"]):
        if quote:
            assert conversation.turns[quote["turn"]].text[quote["start"] : quote["end"]] == quote["text"]
    return shown


KINDS = [
    ("en", "I'll pass this to my supervisor, she will ring you.", "supervisor", "my supervisor"),
    ("en", "Let me transfer you to our duty manager.", "supervisor", "our duty manager"),
    ("en", "I'm transferring you to the loyalty team now.", "other_team", "the loyalty team"),
    ("en", "One of our pharmacists takes over. I'm passing this to our pharmacist.", "other_team", "pharmacist"),
    ("en", "I have forwarded it to our accounts department.", "back_office", "our accounts department"),
    ("en", "I've escalated this to the network engineers.", "back_office", "network engineers"),
    ("en", "I've passed this to the courier, they will look for it.", "third_party", "to the courier"),
    ("en", "I've escalated this for you.", "unknown", "I've escalated this"),
    ("ko", "이 건은 점장님께 전달드리겠습니다.", "supervisor", "점장님께"),
    ("ko", "여행 전담팀으로 이관해 드리겠습니다.", "other_team", "전담팀으로 이관"),
    ("ko", "정산팀에 넘겨 드릴게요.", "back_office", "정산팀에 넘겨"),
    ("ko", "택배사로 전달해 접수했습니다.", "third_party", "택배사로 전달"),
    ("th", "ผมขอโอนสายให้ผู้จัดการนะครับ", "supervisor", "ผู้จัดการ"),
    ("th", "ดิฉันส่งเรื่องให้ทีมลูกค้าสัมพันธ์แล้วค่ะ", "other_team", "ทีมลูกค้าสัมพันธ์"),
    ("th", "ผมส่งเรื่องไปที่ฝ่ายการเงินแล้วครับ", "back_office", "ฝ่ายการเงิน"),
    ("th", "ดิฉันประสานกับสายการบินให้แล้วค่ะ", "third_party", "สายการบิน"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line", "kind", "words"), KINDS)
def test_the_kind_and_the_words_that_name_it(language: str, line: str, kind: str, words: str) -> None:
    shown = said("c: …?", f"a: {line}", language=language)
    assert (shown["kind"], shown["turn"]) == (kind, 1)
    assert words in shown["text"]


def test_the_sentence_that_hands_over_comes_before_the_rest_of_the_turn() -> None:
    line = "Your manager at work need not sign. I'm passing this to the claims team."
    assert said("c: …?", f"a: {line}")["kind"] == "other_team"


def test_an_agents_turn_beside_it_may_name_whom() -> None:
    shown = said("c: Help.", "a: That goes to our fraud desk.", "c: Fine.", "a: I'm putting you through now.")
    assert (shown["kind"], shown["turn"]) == ("other_team", 1)


def test_who_asked_for_a_supervisor_and_is_put_through_gets_one() -> None:
    shown = said("c: I want to speak to your manager.", "a: I'm putting you through now.")
    assert shown["kind"] == "supervisor"
    assert "speak to your manager" in shown["reason"]["text"]


REASONS = [
    ("en", ["c: Refund me please.", "a: I'm not allowed to. I'll pass this to my supervisor."], 1, "not allowed"),
    ("en", ["c: I want a refund.", "a: I'm transferring you to the refunds team."], 0, "want a refund"),
    ("en", ["c: Get me your supervisor.", "a: Above my limit. I'll pass this to my supervisor."], 0, "supervisor"),
    ("ko", ["c: 환불해 주세요.", "a: 제 권한 밖이라 팀장님께 전달드리겠습니다."], 1, "제 권한 밖"),
    ("ko", ["c: 책임자 바꿔 주세요.", "a: 네, 팀장님께 전달드리겠습니다."], 0, "책임자 바꿔"),
    ("th", ["c: ขอเงินคืนค่ะ", "a: เรื่องนี้เกินอำนาจผม ขอโอนสายให้ผู้จัดการนะครับ"], 1, "เกินอำนาจ"),
    ("th", ["c: ขอคุยกับหัวหน้า", "a: ผมขอโอนสายให้ผู้จัดการนะครับ"], 0, "หัวหน้า"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "lines", "turn", "words"), REASONS)
def test_the_reason(language: str, lines: list[str], turn: int, words: str) -> None:
    reason = said(*lines, language=language)["reason"]
    assert reason["turn"] == turn
    assert words in reason["text"]


def test_without_a_reason_there_is_none() -> None:
    assert said("c: Hm.", "a: I've escalated this for you.")["reason"] is None


def test_nothing_is_made_up_where_no_agent_speaks() -> None:
    assert handed("c: I want your manager.")[0] is None


def test_only_an_escalated_conversation_has_one() -> None:
    lines = ("c: Help.", "a: I'm passing this to my supervisor.")
    conversation = talk(*lines)
    languages = languages_of(conversation)
    assert escalation_for(Resolution("resolved", 0.9, 1, 0, 5), conversation, languages, []) is None
    found = escalation_for(Resolution("escalated", 0.9, 1, 0, 5), conversation, languages, [])
    assert found is not None
    assert found.kind == "supervisor"


@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_every_language_has_the_same_kinds(language: str) -> None:
    assert load_pack(language, "escalation") is not None
    assert sections_of(language, "escalation") == sections_of("en", "escalation")
