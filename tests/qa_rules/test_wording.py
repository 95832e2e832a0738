"""How close a turn comes to an example wording: by its words, around slots, or by what both do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_rules.analysis import analyse
from qa_rules.wording import Match, Telling, literal_match, match, units, wording

NAME = "What is the full name on the membership card?"


def matched(written: str, text: str, language: str = "en") -> Match | None:
    said = wording(written)
    return match(said, analyse(text, language), Telling([said]))


@pytest.mark.parametrize(
    ("written", "language", "text", "span"),
    [
        (NAME, "en", NAME, NAME),
        (
            NAME,
            "en",
            "what is the full name, on the membership card",
            "what is the full name, on the membership card",
        ),
        (NAME, "en", f"Thanks. {NAME} Please wait.", NAME[:-1]),
        (
            NAME,
            "en",
            "Okay! Could I have the full name on the membership card? Thanks a lot.",
            "Could I have the full name on the membership card?",
        ),
        (
            "Your parcel {number} ships on {day}.",
            "en",
            "Your parcel AB-12 ships on Monday.",
            "Your parcel AB-12 ships on Monday.",
        ),
        ("송장번호 알려 주시겠어요?", "ko", "네. 송장 번호 알려주시겠어요?", "송장 번호 알려주시겠어요"),
        ("ขอเลขพัสดุด้วยค่ะ", "th", "ขอเลข พัสดุด้วยค่ะ", "ขอเลข พัสดุด้วยค่ะ"),
    ],
)
def test_what_says_a_wording_is_found_with_its_span(
    written: str, language: str, text: str, span: str
) -> None:
    found = matched(written, text, language)
    assert found is not None
    assert found.probability >= 0.5
    assert text[found.start : found.end] == span


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (NAME, "Blue clouds drift over quiet mountains."),
        (NAME, "The membership ends in May."),
        ("{name}", "Ann Lee"),  # nothing but a slot never matches by wording
        ("… {x}", "anything"),
        (
            "Blue sky",
            "the blue sky was all that this old machine ever printed on its long grey screen",
        ),  # a short one must be most of its sentence
    ],
)
def test_what_does_not_say_it_stays_below(written: str, text: str) -> None:
    found = matched(written, text)
    assert found is None or found.probability < 0.5


def test_another_language_matches_by_what_both_do() -> None:
    found = matched("Hello!", "안녕하세요", "ko")
    assert found is not None
    assert found.probability == 0.8


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("Calls recorded.", "Please note: calls recorded, always and everywhere in this house.", True),
        ("Calls recorded.", "Recorded calls.", False),
        ("no art", "know artists", False),  # whole words
        ("Fees of {sum} apply.", "Fees of 5 pounds apply.", True),
    ],
)
def test_only_these_words(written: str, text: str, expected: bool) -> None:
    said = wording(written)
    assert (literal_match(said, analyse(text, "en"), Telling([said])) is not None) == expected


def test_units_bring_endings_together_and_pair_letters() -> None:
    assert units("booked booking books", "en") == {"book": 3}
    assert units("가나 다", "ko") == {"가나": 1, "나다": 1}


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["en", "ko", "th"]))
def test_any_wording_and_any_text_give_a_span_inside(written: str, text: str, language: str) -> None:
    found = matched(written, text, language)
    assert found is None or (0 <= found.start <= found.end <= len(text) and 0 <= found.probability <= 1)


def test_slots_end_on_long_runs_of_signs() -> None:
    assert matched("Your {a} parcel {b} is {c} here.", "your" + "," * 100_000 + "parcel is. here") is not None
