"""Korean apart, full-width digits and zero-width characters, from intake to the span: seen alike, stored as they came."""

import json
import unicodedata

import pytest

from data.conversation import Conversation
from data.intake import read_file
from qa_rules.folding import fold

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def apart(text):
    return unicodedata.normalize("NFD", text)


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def pierced(text):
    return "".join(c + ZERO_WIDTH[n % len(ZERO_WIDTH)] for n, c in enumerate(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize(
    ("language", "plain", "written"),
    [
        ("ko", "죄송합니다", apart("죄송합니다")),
        ("ko", "죄송합니다", pierced("죄송합니다")),
        ("ko", "죄송합니다", apart(pierced("죄송합니다"))),
        ("ko", "12만원", "１２만원"),
        ("ko", "12만원", apart("１２만원")),
        ("en", "sorry", wide("sorry")),
        ("en", "24 hours", wide("24 hours")),
        ("en", "sorry", pierced("sorry")),
        ("th", "ขออภัย", pierced("ขออภัย")),
        ("th", "24", "２４"),
    ],
)
def test_a_span_points_into_the_text_as_it_came(tmp_path, encoding, escaped, language, plain, written):
    text = f"— {written} — {written}."
    turns = [{"role": "agent", "text": text}]
    path = tmp_path / "x.jsonl"
    path.write_bytes(
        json.dumps({"conversation_id": "c", "turns": turns}, ensure_ascii=escaped).encode(encoding)
    )
    (conversation,) = read_file(path)
    assert isinstance(conversation, Conversation)
    stored = conversation.turns[0].text
    assert stored == text
    folded = fold(stored, language)
    searched = fold(plain, language).text
    first, second = folded.text.find(searched), folded.text.rfind(searched)
    assert 0 <= first < second
    for found in (first, second):
        start, end = folded.span(found, found + len(searched))
        assert stored[start:end] in (written, written.rstrip(ZERO_WIDTH))


@pytest.mark.parametrize(
    ("language", "plain"),
    [
        ("ko", "불편을 드려 정말 죄송합니다."),
        ("en", "I am so sorry about that."),
        ("th", "ต้องขออภัยในความไม่สะดวกด้วยนะคะ"),
    ],
)
@pytest.mark.parametrize("spell", [apart, pierced, lambda text: wide(text).replace("\u3000", " ")])
def test_what_is_seen_in_the_plain_spelling_is_seen_in_another(tmp_path, language, plain, spell):
    from flows.configuration import load_configuration
    from flows.judging import judged

    library = load_configuration(None, tmp_path).library()
    turns = [{"role": "customer", "text": "..."}, {"role": "agent", "text": plain}]
    written = [dict(turn, text=spell(plain)) if turn["text"] == plain else turn for turn in turns]
    lines = [
        json.dumps({"conversation_id": f"c-{n}", "language": language, "turns": spoken}, ensure_ascii=False)
        for n, spoken in enumerate((turns, written))
    ]
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    first, second = judged(list(read_file(path)), library)
    assert second["turns"][1]["text"] == spell(plain)
    seen = [signal for signal in second["signals"] if signal["turn"] == 1]
    assert "empathy" in {s["name"] for s in first["signals"]} & {s["name"] for s in seen}
    for signal in seen:
        assert second["turns"][1]["text"][signal["start"] : signal["end"]] == signal["text"]
