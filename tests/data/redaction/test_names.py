"""Names that must go whole, and what looks like one and must stay.

A row is the turn before ("" for none) and the turn, a name standing in it as [[name]]. All people are invented.
"""

import re

import pytest

from data.redaction import Redactor, findings
from data.redaction.asked import asked_for
from data.redaction.names import ASKS_NAME, names
from data.redaction.view import view_of

MARKED = re.compile(r"\[\[(.*?)\]\]")

TAKEN = r"""
What's your name? | [[kwame asante]]
Can I get your name please? | It's [[Delphine Marchetti-Voss]]
May I ask who's calling? | yeah it's [[tomasz]]
Who is the policyholder? | My late husband, [[Winston Achebe]]
Could I take your surname? | [[K-O-W-A-L-S-K-I]]
Could I take your surname? | that's [[h a double l i d a y]]
Your full name, please. | [[Bauer, Lisa]]
What name is the booking under? | try [[J. R. Okonkwo]]
Thanks, and whose name is on the account? | My wife's. [[Geraldine Mbeki]].
Full name as on your passport? | [[LEE, SEUNGMIN]]
What should I call you? | [[Zed]] is fine
 | hi this is [[rebecca hollis]] from the dental practice
 | Hi, I'm [[Lakshmi]] and I have a question
 | [[Yuki Tanaka]] here, just checking on my order
 | Good morning, Acme support, [[Keisha]] speaking, how may I help?
 | I spoke with a guy named [[Desmond]] last week
 | the account is in the name of [[ludmila petrova]]
 | Dear Mr. [[van der Berg]],
 | account holder [[Jonathan P. Reeves]]
 | first name [[Marek]] last name [[Dvorak]]
 | Passenger 1: [[Hye-jin Oh]], passenger 2: [[Min-ho Oh]]
 | Kind regards,\nMs. [[Ingrid Halvorsen]]
 | Best,\n[[João da Silva]]
 | my name is [[김서연]]
네, 성함이 어떻게 되시나요? | 네 [[박서준]]이요
네, 성함이 어떻게 되시나요? | [[황보 영]]
네, 성함이 어떻게 되시나요? | [[Jessica Moreau]]예요
혹시 성함이? | 백 씨예요, [[백종민]]
예금주가 어떻게 되세요? | [[조현우]]로 되어 있어요
 | 저는 [[김하늘]]이라고 합니다
 | 안녕하세요 [[최윤서]]예요
 | 저 어제 통화한 [[안재훈]]입니다
 | 받는 분은 [[독고영재]] 씨고요
 | 예금주: [[탁재훈]]
 | [[김지우]]님 안녕하세요
 | [[민지]] 씨 연락 주세요
 | 저는 [[마리아 곤잘레스]]라고 해요
 | 제 이름은 [[Chen Wei]]이고 유학생이에요
 | 감사합니다. [[송미래]] 드림
 | 현대카드 [[윤태희]] 대리입니다
ขอทราบชื่อด้วยค่ะ | [[สมหญิง ใจดี]] ค่ะ
ขอชื่อผู้รับหน่อยครับ | [[John Carter]] ครับ
ชื่อในใบเสร็จเป็นชื่อใครคะ | ชื่อสามีค่ะ [[ไพศาล นิลกาฬ]]
 | ผม[[สมชาย]]นะครับ โทรมาถามเรื่องบิล
 | ดิฉัน[[กัลยาณี]] ศูนย์บริการลูกค้าค่ะ
 | สวัสดีค่ะ [[ณัฐธิดา]] รับสายค่ะ
 | ขอสายคุณ[[วิภาวี]]หน่อยครับ
 | บัญชีชื่อ นาย [[วิทยา ศรีสมบูรณ์]]
 | ผู้รับ: [[กิตติพงษ์ มั่นคง]]
 | ขอบคุณครับ\n[[ธีรภัทร]]
 | ช่างที่มาชื่อ[[ประเสริฐ]]ค่ะ
 | ชื่อภาษาอังกฤษ [[Somchai Jaidee]] ครับ
"""
KEPT = r"""
Your full name, please. | why do you need that
Your full name, please. | same as on the account
What's the name of the product? | Galaxy Watch Ultra
What is your company name? | Blue Harbour Trading
 | I'm Canadian, does that matter?
 | This is Amazon calling about your parcel
 | I'm Platinum, so why do I wait?
 | Mr. Coffee machine leaks from the bottom.
 | Dr. Martens boots in size 8
 | I changed my last name after the wedding
 | My name is misspelled on the parcel label.
 | Customer service here is great
 | M for Mike, P for Peter
 | Kind regards,\nReservations
네, 성함이 어떻게 되시나요? | 이름은 왜요?
네, 성함이 어떻게 되시나요? | 잠시만요
상품 이름이 뭐예요? | 하늘 담요
 | 저는 임산부예요
 | 저는 서울이에요
 | 확인 중이에요
 | 분실 신고 승인 건에 대한 배상
 | 고객님 성함을 확인할 수 없습니다
 | 선생님, 안녕하세요
ขอทราบชื่อด้วยค่ะ | ทำไมต้องบอกคะ
สินค้าชื่ออะไรคะ | ครีมบำรุงผิวค่ะ
 | นามสกุลเปลี่ยนแล้วต้องทำยังไง
 | คุณภาพดีมากค่ะ
 | คุณสมบัติของเครื่องนี้
 | ผมต้องการยกเลิกครับ
 | ผมดีใจมากครับ
 | คุณใจดีมากค่ะ
 | ผมมั่นใจครับ
 | พี่พิมพ์แล้วลบอยู่หลายรอบ
"""
ASKED = (
    "May I have your name, please?",
    "성함이 어떻게 되시나요?",
    "ขอทราบชื่อด้วยค่ะ",
    "Who am I speaking with?",
)
NOT_ASKED = (
    "What's the name of the product?",
    "What is your company name?",
    "상품 이름이 뭐예요?",
    "สินค้าชื่ออะไรคะ",
)


def rows(table):
    pairs = (line.replace("\\n", "\n").split("|") for line in table.strip("\n").split("\n"))
    return [(before.strip(), turn.strip(" ")) for before, turn in pairs]


def found(before, turn):
    return [turn[f.start : f.end] for f in findings(turn, ("NAME",), asked_for(before) & {"NAME"})]


@pytest.mark.parametrize(("before", "turn"), rows(TAKEN))
def test_a_name_goes_whole_and_nothing_but_the_name(before, turn):
    assert found(before, MARKED.sub(r"\1", turn)) == MARKED.findall(turn)


@pytest.mark.parametrize(("before", "turn"), rows(KEPT))
def test_what_is_no_name_stays(before, turn):
    assert found(before, turn) == []


@pytest.mark.parametrize(("before", "turn"), rows(TAKEN))
def test_redacted_turns_stay_as_they_are(before, turn):
    once = Redactor(("NAME",)).redact_together([before, MARKED.sub(r"\1", turn)])
    assert Redactor(("NAME",)).redact_together(once) == once


def test_a_name_alone_is_taken_only_where_it_was_asked_for():
    assert found("Anything else?", "kwame asante") == []
    assert [bool(ASKS_NAME.search(turn.lower())) for turn in (*ASKED, *NOT_ASKED)] == [True] * 4 + [False] * 4


@pytest.mark.parametrize("piece", ["A ", "Ab-", "저는 ", "김 ", "ชื่อ", "สม", "my name is ", "K ", "yes "])
def test_hostile_texts_end(piece):
    assert list(names(view_of(piece * 2_000), True)) is not None


def test_a_company_is_no_person():
    assert found("", "Thanks for chatting with Baram Parcel. Goodbye!") == []
    assert found("", "You're chatting with Tom Okafor at Baram Parcel.") == ["Tom Okafor"]


def test_a_letter_of_another_alphabet_in_a_number_word_ends_no_reading():
    assert list(names(view_of("s\u0130x six six two one"), False)) == []
