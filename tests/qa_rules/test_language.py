"""The language of conversations and turns, and what is not judged because of it."""

from __future__ import annotations

import pytest

from data.conversation import conversation_from
from qa_rules.language import UNDETERMINED, conversation_language, turn_language
from qa_rules.observe import languages_of


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", "Where is my parcel?", "en"),
        ("en", "택배가 안 왔어요", "ko"),
        ("en", "ㅠㅠ ㅋㅋ", "ko"),  # loose jamo are Korean
        ("en", "พัสดุยังไม่มา", "th"),
        ("ko", "OK, thank you", "en"),
        ("ko", "카톡방 ID a", "ko"),  # three letters against three: no majority
        ("ko", "iPhone 환불", "en"),
        ("ko", "환불해 주세요 iPhone", "ko"),
        ("ko", "荷物が届きません", "ja"),
        ("ko", "包裹还没到", "zh"),
        ("ko", "安寧하세요", "ko"),
        ("th", "VIP ครับ", "th"),
        ("th", "abก้", "th"),  # two letters against two: no majority
        ("th", "12,000!", "th"),
        ("ko", "👍", "ko"),
        ("ja", "荷物が届きません", "ja"),
        ("ja", "包裹", "ja"),
        ("fr", "Where is my parcel?", "fr"),  # a declared language wins
        ("en", "Où est mon colis, s'il vous plaît ?", "en"),
        ("ru", "Где посылка?", "ru"),
        ("en", "Где посылка?", UNDETERMINED),
    ],
)
def test_a_turn_moves_only_when_most_letters_are_of_another_writing_system(
    declared: str, text: str, expected: str
) -> None:
    assert turn_language(text, declared, declared=True) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Where is my parcel?", "Let me check."], "en"),
        (["택배가 안 왔어요", "OK"], "ko"),
        (["สวัสดีค่ะ", "OK"], "th"),
        (["荷物が届きません"], "ja"),
        (["包裹还没到"], "zh"),
        (["¿Dónde está mi paquete? Llevo dos semanas esperando."], "es"),
        (["12345", "👍"], UNDETERMINED),
        ([], UNDETERMINED),
    ],
)
def test_an_undeclared_conversation_speaks_for_itself(texts: list[str], expected: str) -> None:
    assert conversation_language(texts, None) == expected


def test_a_sure_foreign_turn_leaves_an_undeclared_english_conversation() -> None:
    text = "¿Dónde está mi paquete? Llevo dos semanas esperando y nadie me contesta."
    assert turn_language(text, "en", declared=False) == "es"


def judged(language: str | None, *turns: tuple[str, str]) -> tuple[str, str | None, list[str | None]]:
    found = languages_of(
        conversation_from(
            {
                "conversation_id": "c",
                "language": language,
                "turns": [{"role": r, "text": t} for r, t in turns],
            }
        )
    )
    return found.conversation, found.conversation_not_scored, list(found.not_scored)


@pytest.mark.parametrize(
    ("language", "turns", "expected"),
    [
        ("en-GB", [("agent", "Hello")], ("en", None, [None])),
        ("KO_kr", [("agent", "네")], ("ko", None, [None])),
        (
            "ko",
            [("agent", "안녕하세요"), ("customer", "荷物が届きません"), ("customer", "包裹还没到")],
            ("ko", None, [None, "unsupported language: ja", "unsupported language: zh"]),
        ),
        ("fr", [("agent", "Bonjour")], ("fr", "unsupported language: fr", ["unsupported language: fr"])),
        (
            "zh",
            [("agent", "你好"), ("customer", "包裹")],
            ("zh", "unsupported language: zh", ["unsupported language: zh"] * 2),
        ),
        (None, [("customer", "123"), ("agent", "!!!")], (UNDETERMINED, "no words", ["no words"] * 2)),
        ("en", [("agent", "  \n"), ("customer", "Hi")], ("en", None, ["empty", None])),
        (
            "en",
            [("bot", "Hi"), ("system", "joined"), ("agent", "Hello")],
            ("en", None, ["bot", "system", None]),
        ),
        (
            "en",
            [("bot", "Hi"), ("system", "x")],
            ("en", "no turn by an agent or a customer", ["bot", "system"]),
        ),
        (
            "en",
            [("customer", "👍"), ("agent", "123")],
            ("en", None, [None, None]),
        ),  # without letters: as the whole
    ],
)
def test_what_is_judged(language: str | None, turns: list[tuple[str, str]], expected: object) -> None:
    assert judged(language, *turns) == expected


def test_internal_notes_and_unclear_roles_are_not_judged() -> None:
    turns = [{"role": "agent", "text": "note", "internal": True}, {"role": "agent", "text": "Hello"}]
    assert languages_of(conversation_from({"conversation_id": "c", "turns": turns})).not_scored == (
        "internal",
        None,
    )
    unclear = [{"speaker": "SPEAKER_1", "text": "Hello"}]
    found = languages_of(conversation_from({"conversation_id": "c", "turns": unclear}))
    assert (found.conversation_not_scored, found.not_scored) == ("roles unclear", ("roles unclear",))


@pytest.mark.parametrize(
    "text",
    [
        "Can you reset my password?",
        "Where is my parcel? Let me check.",
        "ok bye",
        "I want a refund please",
        "My parcel is late",
    ],
)
def test_short_english_is_english(text: str) -> None:
    assert conversation_language([text], None) == "en"
    assert turn_language(text, "en", declared=False) == "en"
