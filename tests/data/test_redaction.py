"""What leaves the text, and what must stay in it."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.redaction import ENTITIES, Redactor, findings

REDACTED = [
    # cards: separators, scripts, letters that touch, what stands around
    ("4111 1111 1111 1111", "<CARD>"),
    ("4111-1111-1111-1111 exp 12/27", "<CARD> exp 12/27"),
    ("4111 1111 1111 1111 12/27 123", "<CARD> 12/27 123"),
    ("4111.1111.1111.1111", "<CARD>"),
    ("3782 822463 10005", "<CARD>"),
    ("5555555555554444", "<CARD>"),
    ("2223 0031 2200 3222", "<CARD>"),
    ("카드번호는4111111111111111입니다", "카드번호는<CARD>입니다"),
    ("๔๑๑๑ ๑๑๑๑ ๑๑๑๑ ๑๑๑๑ ค่ะ", "<CARD> ค่ะ"),
    ("４１１１－１１１１－１１１１－１１１１", "<CARD>"),
    ("4111—1111—1111—1111", "<CARD>"),
    ("41\u200b11 1111\u2060 1111 1111!", "<CARD>!"),
    ("4111\u00a01111\u00a01111\u00a01111", "<CARD>"),
    ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "<CARD>"),
    ("order number 4111 1111 1111 1111", "order number <CARD>"),
    ("4222222222222", "<CARD>"),
    # e-mail
    ("kim@naver.com입니다", "<EMAIL>입니다"),
    ("write to first.last+tag@mail.example.co.uk.", "write to <EMAIL>."),
    ("홍길동@한글.한국", "<EMAIL>"),
    ("kim＠naver．com", "<EMAIL>"),
    ("john at gmail dot com please", "<EMAIL> please"),
    ("kim 골뱅이 naver.com", "<EMAIL>"),
    ("john [at] shop [dot] com", "<EMAIL>"),
    # telephones
    ("제 번호는 010-1234-5678이고", "제 번호는 <PHONE>이고"),
    ("01012345678로", "<PHONE>로"),
    ("02-123-4567", "<PHONE>"),
    ("+82 10-1234-5678 2026-10-30", "<PHONE> 2026-10-30"),
    ("โทร 081-234-5678 ค่ะ", "โทร <PHONE> ค่ะ"),
    ("เบอร์ ๐๘๑ ๒๓๔ ๕๖๗๘", "เบอร์ <PHONE>"),
    ("0 8 1 2 3 4 5 6 7 8", "<PHONE>"),
    ("(555) 123-4567", "<PHONE>"),
    ("+1 415 555 2671", "<PHONE>"),
    ("my phone no 5863693958", "my phone no <PHONE>"),
    ("07700 900123", "<PHONE>"),
    ("+44 7911 123456", "<PHONE>"),
    ("call me on 9123 4567", "call me on <PHONE>"),
    ("+999 1234 5678", "<PHONE>"),
    ("주문하신 고객님 번호 010-1234-5678", "주문하신 고객님 번호 <PHONE>"),
    ("0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8 입니다", "<PHONE> 입니다"),
    # national identity numbers
    ("주민번호 900101-1234568", "주민번호 <NATIONAL_ID>"),
    ("주민번호 900101 1234567", "주민번호 <NATIONAL_ID>"),
    ("주민등록번호 9001011234567", "주민등록번호 <NATIONAL_ID>"),
    ("외국인등록번호 900101-5234567", "외국인등록번호 <NATIONAL_ID>"),
    ("เลขบัตร 1-2345-67890-12-1", "เลขบัตร <NATIONAL_ID>"),
    ("1101700230708 ค่ะ", "<NATIONAL_ID> ค่ะ"),
    ("my ssn is 536-90-4399", "my ssn is <NATIONAL_ID>"),
    ("123-45-6789", "<NATIONAL_ID>"),
    ("social security 536904399", "social security <NATIONAL_ID>"),
    ("SSN은536904399입니다", "SSN은<NATIONAL_ID>입니다"),
    # passports, accounts, addresses of machines
    ("my passport number is 533401872", "my passport number is <PASSPORT>"),
    ("여권번호 M123A4567이요", "여권번호 <PASSPORT>이요"),
    ("refund to GB82 WEST 1234 5698 7654 32", "refund to <IBAN>"),
    ("ไอพี 171.96.22.14 ครับ", "ไอพี <IP_ADDRESS> ครับ"),
    ("from 2001:db8:85a3::8a2e:370:7334", "from <IP_ADDRESS>"),
    # spoken
    ("it's four one one one, one one one one, one one one one, one one one one", "it's <CARD>"),
    ("oh seven nine double one, one two three, four five six, thanks", "<PHONE>, thanks"),
    ("네 공일공에 팔팔삼사에 일이구공이요", "네 <PHONE>이요"),
    ("เบอร์ ศูนย์แปดหนึ่ง สี่สี่สาม เอ่อ สองสองเก้าศูนย์ ครับ", "เบอร์ <PHONE> ครับ"),
    # passwords and codes
    ("my password is Blue$ky99 and it fails", "my password is <PASSWORD> and it fails"),
    ("비밀번호는 haneul88인데 틀리대요", "비밀번호는 <PASSWORD>인데 틀리대요"),
    ("รหัสผ่านคือ fon2538 ค่ะ", "รหัสผ่านคือ <PASSWORD> ค่ะ"),
    ("the code you sent me is 482913", "the code you sent me is <CODE>"),
    ("인증번호는 482 913입니다", "인증번호는 <CODE>입니다"),
    ("OTP คือ 482913 ค่ะ", "OTP คือ <CODE> ค่ะ"),
    ("the cvv is 372", "the cvv is <CODE>"),
    # names
    ("my name is Priya Raman and I wait", "my name is <NAME> and I wait"),
    ("my name is jane miller and i wait", "my name is <NAME> and i wait"),
    ("제 이름은 김하늘이고 어제 주문했어요", "제 이름은 <NAME>이고 어제 주문했어요"),
    (
        "\u110c\u1166 \u110b\u1175\u1105\u1173\u11b7\u110b\u1173\u11ab 김하늘입니다",
        "\u110c\u1166 \u110b\u1175\u1105\u1173\u11b7\u110b\u1173\u11ab <NAME>입니다",
    ),
    ("제 이\u200b름은 김하늘입니다", "제 이\u200b름은 <NAME>입니다"),
    ("ดิฉันชื่อสมหญิง ใจดีค่ะ", "ดิฉันชื่อ<NAME>ค่ะ"),
    # street addresses
    ("send it to 221 Baker Street, Flat B please", "send it to <ADDRESS> please"),
    ("주소는 서울시 마포구 월드컵북로 396, 101동 1502호예요", "주소는 <ADDRESS>예요"),
    ("ที่อยู่ 45 ซอยลาดพร้าว 71 ค่ะ", "ที่อยู่ <ADDRESS> ค่ะ"),
    # several
    ("카드 4111 1111 1111 1111 010-1234-5678", "카드 <CARD> <PHONE>"),
    ("010-1234-5678 4111 1111 1111 1111", "<PHONE> <CARD>"),
    ("a@b.io 010-1234-5678 b@c.io", "<EMAIL> <PHONE> <EMAIL_B>"),
]

KEPT = [
    "tracking number 6890 1234 5678",
    "tracking number 212-555-1234",
    "parcel BR123456789KR",
    "order 20261030-00123",
    "주문번호 20261030-1234567",
    "order number 4222222222222",
    "order number 261030-1234567",
    "운송장 123456789012",
    "call me about 5678 9123 4567 today",
    "call me about 9123 4567 8910 today",
    "송장번호는 6890-1234-5678 입니다",
    "เลขพัสดุ 0812345678901",
    "พัสดุ TH0123456789012 ยอด 1,500.00 บาท",
    "₩1,250,000 and $1,234,567.89",
    "잔액은 1,234,567원이고 2026년 10월 30일 14시 30분",
    "2026-10-30 14:00",
    "02-10-2026 14:30, 30/10/2026 10:20",
    "account balance 0012345678",
    "the balance is 1234567890.12",
    "call 1588-1234",
    "9123 4567",
    "timestamps 1730287000 and 1730287000123",
    "4111 1111 1111 1112",  # Luhn fails
    "1234567890123456",
    "ISBN 9780306406157",
    "https://news.example.com/detail/9610000015570",
    "flight 1234 gate 5678 seat 12 room 908 at 10:30",
    "meet me @ 5.30pm",
    "look at example.com",
    "",
    "no digits at all, ค่ะ 네",
    # words that announce something else
    "my name is on the list",
    "the name isn't right and my name's misspelt",
    "the password is wrong, it was changed and expired",
    "your PIN has 4 digits, you have 3 tries",
    "promo code is 482913",
    "error code 40213, firmware 10.2.3.4, open 192.168.0.1",
    "이름은 아직 등록이 안 됐어요, 이름 바꿔주세요",
    "비밀번호 5회 오류라서 잠겼어요",
    "추가로 4만 원, 가로 40, 새로 2개, 오는길 3시간",
    "302호 말고 203호로 바꿔주세요",
    "สินเชื่อเลื่อนงวดไม่ได้ ขอชื่อกับเบอร์หน่อยค่ะ",
    "หนังสือลงวันที่ 2 ต.ค. 2569",
    "it takes two or three days, one or two of them four",
    "14 days later, on the way to the 2nd Street festival",
]


@pytest.mark.parametrize(("text", "expected"), REDACTED)
def test_personal_data_leaves(text, expected):
    assert Redactor().redact(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_everything_else_stays(text):
    assert Redactor().redact(text) == text


def test_counts_are_kept_over_texts():
    redactor = Redactor()
    for text in ("a@b.io, c@d.io", "nothing", "010-1234-5678"):
        redactor.redact(text)
    assert redactor.counts == {"EMAIL": 2, "PHONE": 1}


def test_offsets_are_those_of_the_text_as_it_was_given():
    text = "\u200bé 🙂 010\u200b-1234-5678 끝"
    (found,) = findings(text)
    assert text[found.start : found.end] == "010\u200b-1234-5678"


@given(st.text(alphabet="0123456789 -+.@aé가ก๑１\u200b\u00a0/|(),:\n", max_size=60))
def test_any_text_is_redacted_without_overlap_and_the_same_again(text):
    spans = [(f.start, f.end) for f in findings(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert Redactor().redact(text) == Redactor().redact(text)


@given(st.sampled_from([text for text, _ in REDACTED]))
def test_a_redacted_text_has_nothing_left(text):
    once = Redactor().redact(text)
    assert Redactor().redact(once) == once


def test_the_same_value_has_the_same_placeholder_in_a_conversation():
    texts = [
        "call 010-1234-5678 or 02-345-6789",
        "+82 10 1234 5678, right?",
        "공일공 일이삼사 오육칠팔이요",
        "KIM@naver.com and kim@naver.com",
    ]
    expected = ["call <PHONE> or <PHONE_B>", "<PHONE>, right?", "<PHONE>이요", "<EMAIL> and <EMAIL>"]
    assert Redactor().redact_together(texts) == expected


def test_a_name_that_was_given_is_taken_out_of_the_other_turns():
    texts = [
        "Thank you for waiting, Jane",
        "my name is Jane Miller",
        "Thanks, Jane Miller. Janet and the janes wait.",
        "ดิฉันชื่อแอนค่ะ",
        "คุณแอนคะ แอนนา",
    ]
    expected = [
        "Thank you for waiting, <NAME>",
        "my name is <NAME>",
        "Thanks, <NAME>. Janet and the janes wait.",
        "ดิฉันชื่อ<NAME_B>ค่ะ",
        "คุณ<NAME_B>คะ แอนนา",
    ]
    assert Redactor().redact_together(texts) == expected


def test_a_name_that_is_also_a_word_stays_a_word():
    assert Redactor().redact_together(["my name is Will", "Will you help?"]) == [
        "my name is <NAME>",
        "Will you help?",
    ]


def test_conversations_do_not_share_placeholders():
    redactor = Redactor()
    assert redactor.redact_together(["a@b.io"]) == redactor.redact_together(["c@d.io"]) == ["<EMAIL>"]


def test_many_values_have_placeholders_of_their_own_without_digits():
    (redacted,) = Redactor().redact_together([" ".join(f"u{n}@b.io" for n in range(60))])
    placeholders = redacted.split()
    assert len(set(placeholders)) == 60
    assert placeholders[1] == "<EMAIL_B>"
    assert not any(character.isdigit() for character in redacted)


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_that_is_left_out_stays(entity):
    text = (
        "my name is Jane Miller, 4111 1111 1111 1111, a@b.io, 010-1234-5678, 536-90-4399, passport number X4820193,"
        " GB82 WEST 1234 5698 7654 32, ip 84.17.42.106, password: Blue$ky99, OTP 482913, I live at 14 Tern Close"
    )
    redactor = Redactor(set(ENTITIES) - {entity})
    redacted = redactor.redact(text)
    assert f"<{entity}>" not in redacted
    assert redactor.counts == dict.fromkeys(set(ENTITIES) - {entity}, 1)


def test_a_finding_does_not_show_its_value():
    assert "Miller" not in repr(findings("my name is Jane Miller"))


def test_presidio_is_loaded_only_when_a_text_needs_it(tmp_path):
    import subprocess

    program = (
        "import sys; from data.redaction import Redactor; r = Redactor(); r.redact('order 20261030-00123 of 1,250,000 won is late, my name is Jo Poe');"
        "sys.exit('presidio_analyzer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_email_is_recognised_without_network(monkeypatch):
    import socket

    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert Redactor().redact("kim@example.com 010-1234-5678") == "<EMAIL> <PHONE>"
