"""National bank account numbers, which only the words around them tell."""

import pytest

from data.redaction import Redactor, findings

ACCOUNTS = [
    ("account number 12345678 sort code 12-34-56", "account number <IBAN> sort code <IBAN_B>"),
    ("Bank: KB 482-21-0099-317", "Bank: KB <IBAN>"),
    ("routing number 021000089", "routing number <IBAN>"),
    ("계좌번호 110-234-567890 신한은행이에요", "계좌번호 <IBAN> 신한은행이에요"),
    ("110-234-567890 국민은행으로 보내 주세요", "<IBAN> 국민은행으로 보내 주세요"),
    ("เลขบัญชี กสิกร 123-4-56789-0 ค่ะ", "เลขบัญชี กสิกร <IBAN> ค่ะ"),
]
NONE = [
    "Account 7730-1182, your smart meter",  # a customer's, of a company
    "sort code 20-00-00 is my branch",
    "The bank declined it on 20251103.",
    "I can see on the account that ticket 8810027 is still open.",
    "우체국 등기 1234-5678-9012 언제 와요?",
    "통장에서 35000000원 나갔어요",
]


@pytest.mark.parametrize(("text", "redacted"), ACCOUNTS)
def test_an_account_in_context_leaves(text, redacted):
    assert Redactor().redact(text) == redacted


def test_an_account_that_was_asked_for_needs_no_words():
    assert Redactor().redact_together(["And the sort code?", "20-45-18"])[1] == "<IBAN>"
    assert Redactor().redact_together(["ขอเลขบัญชีค่ะ", "กสิกร 0382917745"])[1] == "กสิกร <IBAN>"


@pytest.mark.parametrize("text", NONE)
def test_a_number_beside_these_words_may_be_no_account(text):
    assert not findings(text)


def test_a_mobile_is_one_though_an_account_is_spoken_of():
    assert (
        Redactor().redact("계좌로 입금했어요 010-1234-5678로 연락 주세요")
        == "계좌로 입금했어요 <PHONE>로 연락 주세요"
    )


@pytest.mark.parametrize("piece", ["이요", "계좌이고요", "is it's ", "account number ", "บัญชีที่เลขที่", "1 2"])
def test_hostile_texts_end(piece):
    assert findings(f"계좌 {piece * 40}x 123456789") is not None
    assert findings(f"account {piece * 2_000}x 123456789") is not None
