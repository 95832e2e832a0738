"""The line that `judge` writes for a conversation (DESIGN, "`judge` output")."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.conversation import Conversation, Turn, conversation_from
from qa_rules.analysis import analyse
from qa_rules.folding import fold
from qa_rules.judge import assess, judgement_json, see, unreadable_json, voiced
from qa_rules.library import Library, load_library
from qa_rules.resolution import Resolution
from qa_rules.settling import limits_of
from tests.qa_rules.conversations import talk

KEYS = [
    "conversation_id",
    "language",
    "not_scored",
    "roles",
    "topic",
    "turns",
    "signals",
    "steps",
    "resolution",
    "deescalation",
    "answers",
    "scores",
]
AXES = {"agent": {"empathy", "rudeness", "politeness"}, "customer": {"hostility", "opportunity"}}


@cache
def shipped() -> Library:
    return load_library()


def judged(conversation: Conversation, library: Library | None = None) -> dict[str, Any]:
    library = library or shipped()
    seen = see([conversation], library)[0]
    steps = voiced(seen, library)
    return judgement_json(seen, steps, assess(seen, steps, library))


MIXED = talk(
    "b: Welcome!", "c: My parcel is lost and I am so worried.", "a1: Hello, I am so sorry. Could you give me the tracking number?",
    "s: customer joined", "c: 荷物が届きません", "c: ", "a1: 잠시만 기다려 주세요.", "c: ㅠㅠ", "c: 12345",
    "a2: I will call you back by tomorrow. Is there anything else I can help with?", "c: No, thanks, bye.",
    "a2: Thank you for calling, goodbye.", queue="parcel", customer_id="k-1",
)  # fmt: skip


def assert_contract(line: dict[str, Any], conversation: Conversation) -> None:
    """Every promise of DESIGN about a line."""
    assert list(line) == KEYS
    json.dumps(line, allow_nan=False)
    assert [(t["turn"], t["role"], t["text"]) for t in line["turns"]] == [
        (number, turn.role, turn.text) for number, turn in enumerate(conversation.turns)
    ]
    for turn in line["turns"]:
        assert turn.keys() & {axis for names in AXES.values() for axis in names} == (
            set() if "not_scored" in turn else AXES[turn["role"]]
        )
        limits = limits_of(turn.get("language", "en"), {}, {})
        for name, axis in ((name, turn[name]) for name in AXES.get(turn["role"], ()) if name in turn):
            assert axis["probability"] == round(axis["probability"], 4)
            assert axis.keys() == {"probability"} or axis["level"] in (0, 1, 2)
            assert axis.keys() == {"probability"} or (axis["level"] >= 1) == (
                axis["probability"] >= limits[name].threshold
            )
    for signal in line["signals"]:
        text = line["turns"][signal["turn"]]["text"]
        assert 0 <= signal["start"] < signal["end"] <= len(text)
        assert text[signal["start"] : signal["end"]] == signal["text"]
        assert signal["level"] >= 1 or signal["name"].startswith("step:")
        assert signal["detector"]
        assert signal["version"]
    for answer in line["answers"]:
        assert answer["answer"] in ("yes", "no", "partly", "not_applicable", "unsure", "not_scored")
        assert (answer["value"] is not None) == (answer["answer"] in ("yes", "no", "partly"))
        assert answer["reason"]
        for place in answer["evidence"]:
            assert 0 <= place["start"] < place["end"] <= len(line["turns"][place["turn"]]["text"])


def test_a_mixed_conversation_keeps_the_contract() -> None:
    line = judged(MIXED)
    assert_contract(line, MIXED)
    assert {t["turn"]: t["not_scored"] for t in line["turns"] if "not_scored" in t} == {
        0: "bot", 3: "system", 4: "unsupported language: ja", 5: "empty",
    }  # fmt: skip
    assert {t["turn"]: t["language"] for t in line["turns"] if t["turn"] in (1, 4, 6, 7, 8)} == {
        1: "en", 4: "ja", 6: "ko", 7: "ko", 8: "en",
    }  # fmt: skip
    assert {s["agent_id"] for s in line["scores"]} == {"a1", "a2"}
    assert {s["scorecard"].split("@")[0] for s in line["scores"]} == {"parcel-service"}


def test_the_resolution_quotes_what_was_promised() -> None:
    line = judged(
        talk(
            "c: Where is my refund?",
            "a: I will email you the confirmation by Friday.",
            "c: Thanks.",
            started_at="2026-03-04T10:15:00+00:00",
        )
    )
    assert line["resolution"].keys() == {"outcome", "probability", "turn", "promise", "escalation"}
    assert line["resolution"]["outcome"] == "follow_up"
    assert line["resolution"]["promise"] == {
        "what": "I will email you the confirmation by Friday.",
        "by": "by Friday",
        "due": "2026-03-06",
        "turn": 1,
        "agent_id": "a",
    }
    assert judged(talk("c: Hi.", "a: Hello."))["resolution"]["promise"] is None


HANDED = [
    ("en", "I'm passing this to my supervisor, she will call you by Friday.", "supervisor"),
    ("ko", "이 건은 점장님께 전달드리겠습니다. 금요일까지 연락드릴 거예요.", "supervisor"),
    ("th", "ดิฉันส่งเรื่องให้ผู้จัดการแล้วค่ะ เขาจะโทรหาภายในวันศุกร์ค่ะ", "supervisor"),
]


@pytest.mark.parametrize(("language", "agent", "kind"), HANDED)
def test_whom_it_went_to_and_what_calmed_stand_in_the_line(
    monkeypatch: pytest.MonkeyPatch, language: str, agent: str, kind: str
) -> None:
    monkeypatch.setattr("qa_rules.judge.resolution_of", lambda *_: Resolution("escalated", 0.9, 1, 0, 5))
    rude = {"en": "You bloody idiots!", "ko": "야 이 멍청이들아!", "th": "ไอ้พวกโง่!"}[language]
    thanks = {"en": "Okay, thank you.", "ko": "네, 감사합니다.", "th": "โอเคค่ะ ขอบคุณค่ะ"}[language]
    line = judged(talk(f"c: {rude}", f"a: {agent}", f"c: {thanks}", language=language))
    course = line["deescalation"]
    assert [p["level"] >= 1 for p in course["levels"]] == [True, False]
    assert (course["peak"]["turn"], course["turned"], course["by"]["turn"]) == (0, 2, 1)
    assert course["by"]["text"] in agent
    handed = line["resolution"]["escalation"]
    assert (handed["kind"], handed["turn"]) == (kind, 1)
    assert handed["text"] in agent


def test_without_hostility_there_is_no_course() -> None:
    assert judged(talk("c: Hi.", "a: Hello."))["deescalation"] is None


@pytest.mark.parametrize(
    ("conversation", "reason"),
    [
        (talk("a: Bonjour", "c: Merci", language="fr"), "unsupported language: fr"),
        (talk("b: Hello", "s: end"), "no turn by an agent or a customer"),
        (talk("a: ", "c: "), "empty"),
        (
            conversation_from({"conversation_id": "c", "turns": [{"speaker": "S1", "text": "Hello"}]}),
            "roles unclear",
        ),
    ],
)
def test_what_cannot_be_scored_says_why_and_is_never_a_zero(conversation: Conversation, reason: str) -> None:
    line = judged(conversation)
    assert_contract(line, conversation)
    assert line["not_scored"] == reason
    assert (line["steps"], line["answers"], line["scores"], line["resolution"]) == ([], [], [], None)


def test_an_unreadable_conversation_keeps_its_line() -> None:
    line = unreadable_json("c-9", "turns is missing")
    assert line == {**dict.fromkeys(KEYS), **{key: [] for key in ("turns", "signals", "steps", "answers", "scores")},
                    "conversation_id": "c-9", "not_scored": "turns is missing"}  # fmt: skip


def test_internal_notes_and_unused_keys() -> None:
    turns = [
        {"role": "agent", "text": "An idiot called.", "internal": True},
        {"role": "agent", "text": "Hello."},
    ]
    line = judged(
        conversation_from({"conversation_id": "c", "language": "en", "turns": turns, "unheard_of": 1})
    )
    assert line["turns"][0]["not_scored"] == "internal"
    assert not [s for s in line["signals"] if s["turn"] == 0]


def test_the_best_candidate_step_of_every_agent_turn_is_shown_with_level_0() -> None:
    line = judged(talk("c: Hi", "a: The parcel postcode is a thing I know.", queue="parcel"))
    candidates = [s for s in line["signals"] if s["name"].startswith("step:")]
    assert candidates
    assert {s["level"] for s in candidates} == {0}


def test_identity_changes_nothing_but_names() -> None:
    turns = tuple(replace(t, agent_id="other" if t.role == "agent" else None) for t in MIXED.turns)
    first, second = (
        judged(MIXED),
        judged(replace(MIXED, conversation_id="x", customer_id="y", agent_id="other", turns=turns)),
    )
    assert first["resolution"]["promise"].pop("agent_id") == "a2"
    assert second["resolution"]["promise"].pop("agent_id") == "other"
    assert [first[key] for key in ("turns", "signals", "resolution")] == [
        second[key] for key in ("turns", "signals", "resolution")
    ]


STRANGE = "\u0300\u0e31\u0e33\u200b\u202e\u05d0\u0627\u1100\u1161ㅋ…“'👩\u200d\u0000<>!? \n"
WORDS = st.sampled_from(
    ["I'm sorry", "죄송합니다", "ขออภัยค่ะ", "refund", "thank you", "荷物", "STOP", "tracking number?", ""]
)
TEXTS = st.one_of(
    WORDS,
    st.text(max_size=50),
    st.lists(st.one_of(WORDS, st.sampled_from(STRANGE)), max_size=12).map("".join),
)
TALKS = st.lists(
    st.tuples(st.sampled_from(["agent", "customer", "bot", "system"]), TEXTS), min_size=1, max_size=6
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(TALKS, st.sampled_from([None, "en", "ko", "th", "ja"]), st.sampled_from([None, "parcel"]))
def test_any_conversation_keeps_the_contract(
    turns: list[tuple[str, str]], language: str | None, queue: str | None
) -> None:
    made = tuple(Turn(role, text, "a" if role == "agent" else None) for role, text in turns)
    conversation = Conversation("c", made, language=language, queue=queue)
    assert_contract(judged(conversation), conversation)


@quick
@given(TALKS, TALKS)
def test_a_conversation_is_judged_the_same_alone_and_after_others(
    one: list[tuple[str, str]], two: list[tuple[str, str]]
) -> None:
    first, second = (
        Conversation("c", tuple(Turn(r, t, "a" if r == "agent" else None) for r, t in x)) for x in (one, two)
    )
    alone = judged(first)
    judged(second)
    analyse.cache_clear()
    fold.cache_clear()
    assert judged(first) == alone
