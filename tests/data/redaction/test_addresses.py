"""Addresses that must go whole, and what looks like one and must stay.

A row is the turn before ("" for none) and the turn, an address standing in it as [[address]]. All are invented.
"""

import re

import pytest

from data.redaction import Redactor, findings
from data.redaction.addresses import ASKS_ADDRESS, addresses
from data.redaction.asked import asked_for
from data.redaction.view import view_of

MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

TAKEN = r"""
 | my address is [[42b Kings Road, Bromley BR1 3AA]]
 | send it to [[9 Acacia Ave, Toronto, ON M4B 1B3]] please
 | we're at [[Unit 12/48 Burke Street, Parramatta NSW 2150]]
What's the address? | [[42 Elm, apt 3]]
What's the address? | it's [[nineteen station road]]
What's the address? | [[Flat 2, The Maltings, Brewery Lane, Stroud GL5 1HJ]]
What's the address? | [[Lindenstraße 14, 10969 Berlin]]
Where should we send the replacement? | [[88 Beach Rd #07-12, Singapore 189700]]
Where should we send it? | [[three fifty two west harrison street chicago illinois six oh six oh seven]]
What's your mailing address? | [[p o box four four one, flagstaff arizona]]
Shipping address? | [[7-12-3 Roppongi, Minato-ku, Tokyo 106-0032]]
 | Deliver to:\n[[15 Willow Way\nFlat 3\nCoventry\nCV1 2AB]]
 | it's [[nine Larch Close, E X four four, one N Q]].
 | i moved to [[210 chestnut street apt 9]] last week
 | [[23 Wausan-ro 29-gil, Mapo-gu, Seoul 04066]]
 | [[55/7 Soi Ari 2, Phaya Thai, Bangkok 10400]]
 | please ship to [[Rosewood Cottage, Church Lane, Ashbourne DE6 1AB]]
주소 좀 알려주세요 | [[서울 마포구 망원동 123-4 2층]]
주소 좀 알려주세요 | [[래미안 101동 1203호]]예요
주소 좀 알려주세요 | [[경기도 용인시 수지구 풍덕천동 삼성아파트 백이동 칠백사호]]
어디로 보내드릴까요? | [[강남구 논현로 오백팔길 십이 지하 일층]]
어디로 방문하면 될까요? | [[수원 팔달구 인계로 백이십사번길 십구 이층]]이요
 | [[(06236) 서울특별시 강남구 테헤란로 152, 강남파이낸스센터 12층]]으로요
 | 기사님이 3동이 아니라 [[5동 1102호]]로 오셔야 해요
 | 배송지: [[대구 수성구 범어동 45-1 \n101호]]
ขอที่อยู่ด้วยครับ | [[88/12 ซอยลาดพร้าว 71 แขวงลาดพร้าว เขตวังทองหลาง กทม. 10310]]
ขอที่อยู่ด้วยครับ | [[เก้าสิบเก้าทับห้า หมู่สี่ บางพลี สมุทรปราการ]]
ขอที่อยู่ด้วยครับ | [[คอนโดลุมพินี ห้อง 1504 ชั้น 15 ถนนพระราม 9]]
ขอที่อยู่จัดส่งครับ | [[212 ม.3 บ้านโคกสูง ต.โนนทัน อ.เมือง จ.ขอนแก่น]]
 | ที่อยู่ใหม่ [[77 ถนนสุขุมวิท\nแขวงคลองเตย เขตคลองเตย\nกรุงเทพฯ 10110]]
 | ผมอยู่[[คอนโดศุภาลัย ตึกบี ห้อง 1123]] ครับ
 | อยู่[[หมู่บ้านพฤกษา 15 บ้านเลขที่ 99/102]]
"""
KEPT = r"""
What's the address? | the same one as last time
What's the address? | 12 of them please
 | I waited 3 days in the street
 | It's a 10 minute drive
 | Come at 3:40 and Dr Reyes will redo it
 | I moved to 5 GB plan
 | from 15 Apr to 14 Apr, Singapore to Penang
 | 24 Hour Drive Thru
주소 좀 알려주세요 | 잠깐만요 찾아볼게요
 | 6월에 이 동네로 이사 온 가족입니다
 | 2층에 설치해 주세요
 | 카드로 12개월 할부요
 | 자동 2단계로 해주세요
 | 1호선 종로 3가역에서 내려요
ขอที่อยู่ด้วยครับ | เดี๋ยวส่งให้ทางไลน์นะคะ
 | ห้องน้ำเสียค่ะ
 | ถนนลื่นมากเลย รถส่งช้า 2 วัน
 | ยกเลิก 31 ม.ค. ได้ไหม
 | เลขที่ 5521 ของออเดอร์
"""


def rows(table):
    pairs = (line.replace("\\n", "\n").split("|") for line in table.strip("\n").split("\n"))
    return [(before.strip(), turn.strip(" ")) for before, turn in pairs]


def found(before, turn):
    asked = asked_for(before) & {"ADDRESS"}
    return [turn[f.start : f.end] for f in findings(turn, ("ADDRESS",), asked)]


@pytest.mark.parametrize(("before", "turn"), rows(TAKEN))
def test_an_address_goes_whole_in_one_piece(before, turn):
    assert found(before, MARKED.sub(r"\1", turn)) == MARKED.findall(turn)


@pytest.mark.parametrize(("before", "turn"), rows(KEPT))
def test_what_is_no_address_stays(before, turn):
    assert found(before, turn) == []


@pytest.mark.parametrize(("before", "turn"), rows(TAKEN))
def test_redacted_turns_stay_as_they_are(before, turn):
    once = Redactor(("ADDRESS",)).redact_together([before, MARKED.sub(r"\1", turn)])
    assert Redactor(("ADDRESS",)).redact_together(once) == once


def test_an_address_without_a_street_is_taken_only_where_it_was_asked_for():
    assert found("Anything else?", "42 Elm, apt 3") == []
    assert ASKS_ADDRESS.search("what's the delivery address?")
    assert not ASKS_ADDRESS.search("what's your email address?")


@pytest.mark.parametrize(
    "piece", ["1 A ", "Flat 2, ", "가로 일 ", "1동 ", "คอนโด ", "ซอย", "one two ", "to 1 A "]
)
def test_hostile_texts_end(piece):
    assert list(addresses(view_of(piece * 1_000), True)) is not None


def test_an_address_ends_where_the_next_sentence_begins():
    assert (
        Redactor()
        .redact("It goes to 7 Larch Close. They'll come Thursday.")
        .endswith("They'll come Thursday.")
    )


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Our showroom is at 5 Church Street, open till six.", False),
        ("Our shop is at 5 Church Street, the driver can ring.", True),
        ("지점 주소는 서울 중구 세종대로 110입니다", False),
        ("저희 카페 주소는 서울 중구 세종대로 110이고 배송해 주세요", True),
        ("สาขาสยามอยู่ที่ 991 ถนนพระราม 1 ค่ะ", False),
        ("ส่งที่ร้านผมอยู่ 991 ถนนพระราม 1 ค่ะ", True),
    ],
)
def test_a_companys_own_place_is_nobodys(text, personal):
    assert bool(findings(text)) == personal
    assert found("Your address?", text)
