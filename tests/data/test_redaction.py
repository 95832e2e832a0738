"""What leaves the text, and what must stay in it."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.redaction import Redactor, findings

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
    # several
    ("카드 4111 1111 1111 1111 010-1234-5678", "카드 <CARD> <PHONE>"),
    ("010-1234-5678 4111 1111 1111 1111", "<PHONE> <CARD>"),
    ("a@b.io 010-1234-5678 b@c.io", "<EMAIL> <PHONE> <EMAIL>"),
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


def test_presidio_is_loaded_only_when_a_text_needs_it(tmp_path):
    import subprocess

    program = (
        "import sys; from data.redaction import Redactor; r = Redactor(); r.redact('order 12 is late');"
        "sys.exit('presidio_analyzer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_email_is_recognised_without_network(monkeypatch):
    import socket

    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert Redactor().redact("kim@example.com 010-1234-5678") == "<EMAIL> <PHONE>"
