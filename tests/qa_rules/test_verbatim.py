"""Word for word: slips of the tongue pass, what is missing, changed or denied does not."""

from __future__ import annotations

import pytest

from qa_rules.alignment import telling_of
from qa_rules.analysis import analyse
from qa_rules.scripts import Script
from qa_rules.verbatim import said_as_written
from qa_rules.wording import wording

SAY = {
    "en": "This call may be recorded for training and quality purposes.",
    "ko": "상담 내용은 서비스 품질 향상을 위해 녹음됩니다.",
    "th": "บทสนทนานี้จะถูกบันทึกเพื่อปรับปรุงคุณภาพการให้บริการ",
}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Hello, this call may be recorded for training and quality purposes. Go ahead.", True),
        ("en", "this call uh may be be recorded for training and quality purposes", True),
        ("en", "this call may be recorded for training an quality purpose", True),
        ("en", "this call may be recorded", False),
        ("en", "this call may be recorded for quality purposes", False),
        ("en", "This call will be recorded for training and quality purposes.", False),
        ("en", "this call may not be recorded for training and quality purposes", False),
        ("en", "this call may be deleted for training and quality purposes", False),
        ("ko", "상담 내용은 어 서비스 품질 향상을 위해서 녹음됩니다", True),
        ("ko", "상담 내용은 녹음됩니다", False),
        ("ko", "상담 내용은 서비스 품질 향상을 위해 녹음되지 않습니다", False),
        ("th", "บทสนทนานี้จะถูกบันทึกเพื่อ เอ่อ ปรับปรุงคุณภาพการให้บริการนะคะ", True),
        ("th", "บทสนทนานี้จะถูกบันทึกนะคะ", False),
        ("th", "บทสนทนานี้จะไม่ถูกบันทึกเพื่อปรับปรุงคุณภาพการให้บริการ", False),
    ],
)
def test_a_disclosure(language: str, text: str, expected: bool) -> None:
    held = Script.model_validate(
        {"script": "s", "steps": [{"id": "a", "say": [SAY[language]], "verbatim": True}]}
    )
    found = said_as_written(wording(SAY[language]), analyse(text, language), telling_of(held))
    assert (found is not None) is expected
    if found:
        assert 0 <= found.start < found.end <= len(text)


def test_a_number_is_never_a_slip() -> None:
    say = "The contract ends after 24 months if you do not renew it."
    held = Script.model_validate({"script": "s", "steps": [{"id": "a", "say": [say], "verbatim": True}]})
    changed = analyse(say.replace("24", "12"), "en")
    assert said_as_written(wording(say), analyse(say, "en"), telling_of(held))
    assert said_as_written(wording(say), changed, telling_of(held)) is None
