"""Literals of expressions: a text that an expression matches is never left out."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.redaction import (
    addresses,
    asked,
    emails,
    korean_addresses,
    needs,
    numbers,
    secrets,
    spoken,
    thai_addresses,
)
from data.redaction.literals import Literals, Sought
from data.redaction.needs import literals_of

MODULES = (addresses, emails, korean_addresses, numbers, secrets, spoken, thai_addresses)
SOUGHT = [
    form.expression
    for module in MODULES
    for value in vars(module).values()
    for form in (value if isinstance(value, tuple) else (value,))
    if isinstance(form, Sought)
]
SIGNS = [*SOUGHT, *asked.SIGNS]
CORPUS = Path(__file__).parents[3] / "models" / "corpus"
HERE = Path(__file__).parent


PLANTED = re.compile(r"\[\[[A-Z_]+ (.*?)\]\]", re.DOTALL)
OF_THE_CORPUS = 3  # one text in so many: it is large


def texts():
    """Texts of the corpus and of the planted sets, all but those of the one that nobody reads."""
    held = [text for path in sorted(CORPUS.glob("*/held-*.jsonl")) for text in of_file(path)]
    paths = [path for path in sorted(HERE.glob("*.jsonl")) if not path.stem.startswith("kept_back")]
    return [*held[::OF_THE_CORPUS], *(PLANTED.sub(r"\1", text) for path in paths for text in of_file(path))]


def of_file(path):
    rows = map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return [text for row in rows for text in row.get("turns") or [row["text"]]]


def test_no_sign_in_real_texts_is_left_out():
    together = Literals(SIGNS)
    seen = set()
    for text in texts():
        possible = together.among(text)
        for number, sign in enumerate(SIGNS):
            if sign.search(text):
                seen.add(number)
                assert possible >> number & 1, (sign.pattern[:30], text)
    assert len(seen) >= len(SIGNS) - 1


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.pattern[:12])
def test_no_text_made_from_a_sign_is_left_out(sign):
    alone = Literals([sign])

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(st.text(max_size=3), st.from_regex(sign), st.text(max_size=3)).map("".join))
    def check(text):
        assert alone.among(text) or not sign.search(text)

    check()


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.pattern[:12])
def test_every_sign_is_told_by_literals(sign):
    assert literals_of(sign)
    assert not Literals([sign]).among("뇨")  # "아" alone may begin an introduction: "아, 김민수입니다"


def test_letters_of_odd_case_are_all_known():
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    odd = {
        found
        for letter in "abcdefghijklmnopqrstuvwxyz"
        for found in re.findall(letter, every, re.IGNORECASE)
        if found.lower() != letter
    }
    assert odd <= set(needs.ODD_CASE.findall(every))
    assert all(Literals([re.compile("skip", re.IGNORECASE)]).among(f"S\u212a{i}P") for i in "\u0130\u0131")


@pytest.mark.parametrize(
    ("expression", "matching"),
    [
        (r"\bpin\b", ["pin", "a PIN.", "«pin»"]),
        (r"(?:\d\D*?){3}", ["1 2 3", "๑๒๓"]),
        (r"a{2,}b|c?d", ["aaab", "d", "CD"]),
        (r"(?:one\W+){4}", ["one, one one... one "]),
        (r"[^a]x", ["bx"]),
        (r"x*", [""]),
        (r"(?<=a )b(?! c)", ["a b"]),
        (r"a @ ?b", ["a @b", "a @ b"]),
        (r"a\s*-\s*b", ["a-b", "a  -\tb"]),
        (r"\w+ing", ["thing"]),
        (r"[ -]{2}z", ["- z"]),
        (r"é", ["É", "é"]),
        (r"\bpin\b", ["ที่pin", "pin์"]),
        (r"(?:หก)\W{0,3}(?:หก|สี่)", ["หกหก", "หก์หก", "หก์ สี่", "หกสี่"]),
        (r"\bที่\b", [" ที่ก"]),
        (r"\d{1,3}-\d{2,4}/x", ["1-22/x", "123-4567/x"]),
        (r"(?:ab){2,}c", ["ababc", "abababc"]),
        (r"\b(?:" + "|".join(f"n{number}" for number in range(500)) + r")\b", ["n0", "(N499)"]),
    ],
)
def test_what_matches_is_possible(expression, matching):
    compiled = re.compile(expression, re.IGNORECASE)
    for text in matching:
        assert compiled.search(text)
        assert Literals([compiled]).among(text) == 1
