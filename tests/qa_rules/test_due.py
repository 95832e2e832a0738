"""The date by which, from the words that say when: three languages, and what names no date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qa_rules.due import due_of

WEDNESDAY = datetime(2026, 3, 4, 10, 15, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)

FROM_WEDNESDAY = [
    # English
    ("en", "by the end of today", "2026-03-04"),
    ("en", "tonight", "2026-03-04"),
    ("en", "tomorrow before noon", "2026-03-05"),
    ("en", "the day after tomorrow", "2026-03-06"),
    ("en", "by Friday", "2026-03-06"),
    ("en", "by Wednesday", "2026-03-11"),
    ("en", "this Friday", "2026-03-06"),
    ("en", "next Monday at nine", "2026-03-09"),
    ("en", "Friday next week", "2026-03-13"),
    ("en", "Thursday or Friday", "2026-03-06"),
    ("en", "tomorrow, Thursday", "2026-03-05"),
    ("en", "today, Wednesday", "2026-03-04"),
    ("en", "within two hours", "2026-03-04"),
    ("en", "in half an hour", "2026-03-04"),
    ("en", "within 24 hours", "2026-03-05"),
    ("en", "within three days", "2026-03-07"),
    ("en", "within three working days", "2026-03-09"),
    ("en", "3 to 5 business days", "2026-03-11"),
    ("en", "within twenty-one days", "2026-03-25"),
    ("en", "the next business day", "2026-03-05"),
    ("en", "in a fortnight", "2026-03-18"),
    ("en", "within a month", "2026-04-04"),
    ("en", "by the 14th", "2026-03-14"),
    ("en", "by the 2nd", "2026-04-02"),
    ("en", "14 March", "2026-03-14"),
    ("en", "by the fifteenth of May", "2026-05-15"),
    ("en", "on March 20th", "2026-03-20"),
    ("en", "Saturday 7 March between 9 and 12", "2026-03-07"),
    ("en", "by the end of the week", "2026-03-06"),
    ("en", "by the end of next week", "2026-03-13"),
    ("en", "over the weekend", "2026-03-08"),
    ("en", "by the end of the month", "2026-03-31"),
    ("en", "by the end of April", "2026-04-30"),
    ("en", "by five o'clock", "2026-03-04"),
    ("en", "before 9 am", "2026-03-05"),
    # Korean
    ("ko", "오늘 중으로", "2026-03-04"),
    ("ko", "내일 오전까지", "2026-03-05"),
    ("ko", "모레 점심 전까지", "2026-03-06"),
    ("ko", "내일모레", "2026-03-06"),
    ("ko", "이번 주 금요일", "2026-03-06"),
    ("ko", "다음 주 월요일", "2026-03-09"),
    ("ko", "수요일까지", "2026-03-11"),
    ("ko", "이번 주 안에", "2026-03-06"),
    ("ko", "주말까지", "2026-03-08"),
    ("ko", "3영업일 이내", "2026-03-09"),
    ("ko", "영업일 기준 3~5일 안에", "2026-03-11"),
    ("ko", "삼 영업일 안에", "2026-03-09"),
    ("ko", "이틀 안에", "2026-03-06"),
    ("ko", "이삼일 내로", "2026-03-07"),
    ("ko", "이십 일 이내", "2026-03-24"),
    ("ko", "일주일 안에", "2026-03-11"),
    ("ko", "두 시간 안에", "2026-03-04"),
    ("ko", "24시간 이내", "2026-03-05"),
    ("ko", "15일까지", "2026-03-15"),
    ("ko", "2일까지", "2026-04-02"),
    ("ko", "3월 14일까지", "2026-03-14"),
    ("ko", "오월 십삼일까지", "2026-05-13"),
    ("ko", "유월 삼십일까지", "2026-06-30"),
    ("ko", "월말까지", "2026-03-31"),
    ("ko", "다음 달 10일까지", "2026-04-10"),
    ("ko", "오후 세 시까지", "2026-03-04"),
    ("ko", "오전 9시까지", "2026-03-05"),
    # Thai
    ("th", "วันนี้ก่อนสองทุ่ม", "2026-03-04"),
    ("th", "พรุ่งนี้ก่อนเที่ยง", "2026-03-05"),
    ("th", "ภายในมะรืนนี้", "2026-03-06"),
    ("th", "ภายในวันศุกร์", "2026-03-06"),
    ("th", "ภายในวันพุธ", "2026-03-11"),
    ("th", "วันจันทร์หน้า", "2026-03-09"),
    ("th", "อาทิตย์หน้า", "2026-03-13"),
    ("th", "วันอาทิตย์นี้", "2026-03-08"),
    ("th", "ภายใน 3 วันทำการ", "2026-03-09"),
    ("th", "ภายใน ๓ วันทำการ", "2026-03-09"),
    ("th", "3-5 วันทำการ", "2026-03-11"),
    ("th", "ภายในห้าวัน", "2026-03-09"),
    ("th", "ภายในยี่สิบเอ็ดวัน", "2026-03-25"),
    ("th", "ไม่เกินสองชั่วโมง", "2026-03-04"),
    ("th", "ภายในสองสัปดาห์", "2026-03-18"),
    ("th", "สิ้นเดือน", "2026-03-31"),
    ("th", "ภายในวันที่ 15", "2026-03-15"),
    ("th", "ภายในวันที่ ๑๗ มีนาคม", "2026-03-17"),
    ("th", "5 เม.ย.", "2026-04-05"),
    ("th", "ก่อนบ่ายสาม", "2026-03-04"),
    ("th", "แปดโมงเช้า", "2026-03-05"),
]
FROM_FRIDAY_EVENING = [
    ("en", "within two working days", "2026-03-10"),
    ("en", "by Friday", "2026-03-13"),
    ("en", "in six hours", "2026-03-07"),
    ("en", "by the end of the week", "2026-03-06"),
    ("en", "by half past eight in the morning", "2026-03-07"),
    ("ko", "영업일로 하루 안에", "2026-03-09"),
    ("ko", "금요일까지", "2026-03-13"),
    ("th", "ภายใน 1 วันทำการ", "2026-03-09"),
    ("th", "ภายในวันศุกร์", "2026-03-13"),
]
FROM_NEW_YEARS_EVE = [
    ("en", "by 3 January", "2027-01-03"),
    ("en", "by the 1st", "2027-01-01"),
    ("en", "within two months", "2027-02-28"),
    ("en", "by the end of next month", "2027-01-31"),
    ("ko", "1월 5일까지", "2027-01-05"),
    ("th", "ภายในวันที่ 5 มกราคม", "2027-01-05"),
]
NO_DATE = [
    ("en", "soon"),
    ("en", "as soon as possible"),
    ("en", "in a few days"),
    ("en", "once the parcel has reached us"),
    ("en", "within two days of receipt"),
    ("en", "by 31 February"),
    ("en", "on 20 February"),
    ("en", "the same day"),
    ("en", ""),
    ("ko", "빠른 시일 내"),
    ("ko", "며칠 안에"),
    ("ko", "입고되면 이틀 안에"),
    ("ko", "당일 오후까지"),
    ("ko", "13월 40일까지"),
    ("th", "โดยเร็วที่สุด"),
    ("th", "อีกไม่กี่วัน"),
    ("th", "ในวันถัดไป"),
    ("fr", "avant vendredi"),
]


@pytest.mark.parametrize(("language", "words", "expected"), FROM_WEDNESDAY)
def test_from_a_wednesday_morning(language: str, words: str, expected: str) -> None:
    assert due_of(words, language, WEDNESDAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(("language", "words", "expected"), FROM_FRIDAY_EVENING)
def test_from_a_friday_evening(language: str, words: str, expected: str) -> None:
    assert due_of(words, language, FRIDAY_EVENING) == date.fromisoformat(expected)


@pytest.mark.parametrize(("language", "words", "expected"), FROM_NEW_YEARS_EVE)
def test_over_the_end_of_a_year(language: str, words: str, expected: str) -> None:
    assert due_of(words, language, NEW_YEARS_EVE) == date.fromisoformat(expected)


@pytest.mark.parametrize(("language", "words"), NO_DATE)
def test_no_date_is_guessed(language: str, words: str) -> None:
    assert due_of(words, language, WEDNESDAY) is None


@pytest.mark.parametrize(
    "words", ["tomorrow", "within 999 months", "next Friday", "by 99 o'clock", "at the 0th"]
)
def test_where_the_calendar_ends_there_is_no_date(words: str) -> None:
    assert due_of(words, "en", datetime(9999, 12, 31, 23, 59, tzinfo=UTC)) is None
