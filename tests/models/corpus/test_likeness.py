"""Two texts that differ in names and numbers alone are the same once masked."""

from __future__ import annotations

import pytest

from models.corpus.likeness import masked


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("김민수 고객님, 3번 창구로 오세요", "박지영 고객님, 12번 창구로 오세요", True),
        ("민수님 12,000원입니다", "지영님 9,500원입니다", True),
        ("เรียนคุณอรุณี ยอด 500 บาท", "เรียนคุณสมชาย ยอด 1,200 บาท", True),
        ("ขอบคุณที่อดทนนะคะ", "ขอบคุณที่ใจเย็นรอนะคะ", False),
        ("คุณบ้าครับ", "คุณเก่งครับ", False),
        ("오늘 날씨", "내일 날씨", False),
    ],
)
def test_names_and_numbers_are_masked_and_words_are_not(one: str, other: str, same: bool) -> None:
    assert (masked(one) == masked(other)) is same
