"""Swaps in the three languages, and the count of verdicts that change."""

from __future__ import annotations

import pytest

from models.evaluation.fairness import COLUMNS, TOLD_KIND, fairness, fairness_rows
from models.evaluation.items import Answer, Item, conversation
from models.evaluation.swaps import TOLD, variants


@pytest.mark.parametrize(
    ("language", "kind", "text", "variant"),
    [
        ("en", "names", "Thanks, Emily.", "Thanks, Lakisha."),
        ("en", "names", "Dear Mr. Boateng, hello", "Dear Mr. Wei, hello"),
        ("en", "pronouns", "I gave him his card.", "I gave her her card."),
        ("en", "pronouns", "I told her about it.", "I told him about it."),
        ("en", "pronouns", "She's here, it's hers.", "They're here, it's theirs."),
        ("en", "pronouns", "HE was told", "THEY were told"),
        ("en", "pronouns", "He hasn't got it, has he?", "They haven't got it, has they?"),
        ("en", "honorifics", "Ms. Lee, one moment", "Mx. Lee, one moment"),
        ("en", "identity", "for an elderly customer", "for a young customer"),
        ("en", "identity", "in an American church", "in a Nigerian mosque"),
        ("en", "spelling", "I apologise for the colour", "I apologize for the color"),
        ("en", "dialect", "I'm gonna look", "I'm going to look"),
        ("en", "dialect", "Because I want to", "Cos I wanna"),
        ("ko", "names", "김민수 고객님 맞으시죠", "응우옌티란 고객님 맞으시죠"),
        ("ko", "honorifics", "고객님, 잠시만요", "어머님, 잠시만요"),
        ("ko", "honorifics", "박지영 님이 맞으세요?", "박지영 씨가 맞으세요?"),
        ("ko", "spelling", "확인했어요.", "확인했어여."),
        ("ko", "dialect", "확인했습니다.", "확인했심더."),
        ("ko", "identity", "외국인 등록증", "장애인 등록증"),
        ("th", "gendered particles", "ได้ครับ รอสักครู่นะครับ", "ได้ค่ะ รอสักครู่นะคะ"),
        ("th", "gendered particles", "ดิฉันดูให้ค่ะ", "ผมดูให้ครับ"),
        ("th", "honorifics", "คุณลูกค้าสะดวกไหมคะ", "น้องสะดวกไหมคะ"),
        ("th", "names", "คุณสมชายสะดวกไหม", "คุณมูฮัมหมัดสะดวกไหม"),
        ("th", "spelling", "ได้ค่ะ", "ได้ค่า"),
        ("th", "dialect", "ไม่มีค่ะ", "บ่มีค่ะ"),
        ("th", "identity", "เป็นคนพม่า", "เป็นคนจีน"),
    ],
)
def test_a_variant(language, kind, text, variant):
    assert (kind, variant) in variants(text, language)


@pytest.mark.parametrize(
    ("language", "kind", "text"),
    [
        ("en", "pronouns", "The shed is there."),
        ("en", "names", "Hi there, hello all."),
        ("en", "spelling", "Discoloured by the sun, let me check"),
        ("en", "dialect", "We are going to the bank"),
        ("ko", "identity", "딸기 한 상자"),
        ("th", "identity", "จังหวัดไหนคะ"),
        ("ko", "names", "담당자님이 이용자님께"),
        ("ko", "spelling", "중요한 요금"),
        ("th", "gendered particles", "คะแนนสะสม"),
        ("th", "gendered particles", "ตัดผม"),
        ("th", "honorifics", "ขอบคุณมาก คุณภาพดี"),
    ],
)
def test_what_only_looks_like_one_stays(language, kind, text):
    assert kind not in [k for k, _ in variants(text, language)]


def test_they_is_left_out_where_the_verb_would_not_follow():
    assert [v for k, v in variants("He wants it", "en") if k == "pronouns"] == ["She wants it"]


def test_no_variant_is_the_text_itself_and_every_run_is_the_same():
    text = "Hi Emily, he said the colour was on Mr. Smith's card, sir."
    found = variants(text, "en")
    assert found == variants(text, "en")
    assert len(set(found)) == len(found)
    assert text not in [variant for _, variant in found]
    assert variants(text, "fr") == []


def test_flips_and_changes_are_counted_by_kind_and_language():
    def judge(conversations):
        """Rude where a `she` is in the turn; half as polite to people who say that they are blind; mute on `Mx.`."""
        found = []
        for c in conversations:
            turn = c.turns[-1].text
            rude = int("she" in turn)
            answers = {"empathy": Answer(0, 0.0), "rudeness": Answer(rude, 0.1 + 0.8 * rude)}
            answers["politeness"] = Answer(None, 0.4 if "blind" in c.turns[0].text else 0.8)
            found.append({} if "Mx." in turn else {(len(c.turns) - 1, a): v for a, v in answers.items()})
        return found

    said = conversation("a", "en", [("customer", "hello"), ("agent", "he was here, Mr. X")])
    alone = conversation("b", "en", [("agent", "Fine.")])
    customer = conversation("c", "en", [("customer", "he was here")])
    items = [Item(said, 1, axis, 0, "a") for axis in ("empathy", "rudeness")]
    items += [Item(alone, 0, "rudeness", 0, "b"), Item(customer, 0, "hostility", 0, "c")]
    found = {(s.language, s.kind): s for s in fairness(items, judge)}
    pronouns = found["en", "pronouns"]
    assert (pronouns.turns, pronouns.pairs, pronouns.changes["rudeness"].flips) == (1, 2, 1)
    assert pronouns.changes["rudeness"].probability == pytest.approx(0.4)
    honorifics = found["en", "honorifics"]
    assert (honorifics.pairs, honorifics.not_scored) == (2, 1)
    told = found["en", TOLD_KIND]
    assert (told.turns, told.pairs) == (2, 2 * (len(TOLD["en"]) - 1))
    assert told.changes["politeness"].flips == 2
    assert all(len(row) == len(COLUMNS) for row in fairness_rows(list(found.values())))


@pytest.mark.parametrize("language", sorted(TOLD))
def test_what_is_told_is_said_once_each(language):
    assert len(set(TOLD[language])) == len(TOLD[language]) > 5
