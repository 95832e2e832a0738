"""Who speaks: found from what is said, refused where it is not sure, and noticed where the given roles are exchanged."""

from __future__ import annotations

import pytest

from data.conversation import Conversation, Turn, conversation_from
from qa_rules import roles as rules
from qa_rules.judge import assess, judgement_json, see
from qa_rules.roles import roles_of, roles_version, with_roles
from tests.qa_rules.conversations import NOTHING

CALLS = {
    "en": [
        ("S1", "Thank you for calling Baram Parcel, this is Jo speaking, how can I help you today?"),
        ("S2", "hi yeah my parcel still hasn't come and I'm getting a bit worried"),
        ("S1", "I'm sorry to hear that. Could I have the tracking number, please?"),
        ("S2", "yes its 6890 1234"),
        ("S1", "Thank you. I can see it is at the depot, I'll arrange delivery for tomorrow."),
        ("S2", "ok great, thanks for your help"),
    ],
    "ko": [
        ("S1", "안녕하세요, 바람택배 상담사 김하나입니다. 무엇을 도와드릴까요?"),
        ("S2", "택배가 아직도 안 왔는데요, 언제 오나요?"),
        ("S1", "불편을 드려 죄송합니다. 송장번호를 말씀해 주시겠습니까?"),
        ("S2", "6890-1234요"),
        ("S1", "확인해 드리겠습니다. 내일 오전 중으로 배송될 예정입니다."),
    ],
    "th": [
        ("S1", "สวัสดีค่ะ ศูนย์บริการลูกค้ายินดีให้บริการค่ะ มีอะไรให้ช่วยไหมคะ"),
        ("S2", "พัสดุยังไม่ได้เลยครับ สั่งไปตั้งนานแล้ว"),
        ("S1", "ต้องขออภัยด้วยนะคะ รบกวนขอหมายเลขพัสดุหน่อยค่ะ"),
        ("S2", "6890 1234 ครับ"),
        ("S1", "ขอบคุณค่ะ ทางเราจะจัดส่งให้ภายในวันพรุ่งนี้นะคะ"),
    ],
}  # fmt: skip
ROLE = {"S1": "agent", "S2": "customer"}


def unnamed(*said: tuple[str, str], **keys: object) -> Conversation:
    """A transcript that names speakers and no roles."""
    turns = [{"speaker": speaker, "text": text} for speaker, text in said]
    return conversation_from({"conversation_id": "c-1", "turns": turns, **keys})


def named(*said: tuple[str, str], **keys: object) -> Conversation:
    turns = [{"role": role, "text": text} for role, text in said]
    return conversation_from({"conversation_id": "c-1", "turns": turns, **keys})


def line(conversation: Conversation) -> dict:
    (seen,) = see([conversation], NOTHING)
    return judgement_json(seen, [], assess(seen, [], NOTHING))


@pytest.mark.parametrize("said", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("first", [0, 1])
def test_speakers_get_their_roles_whoever_begins(said, first) -> None:
    found = roles_of(unnamed(*said[first:]))
    assert found.found == "inferred"
    assert found.turns == tuple(ROLE[speaker] for speaker, _ in said[first:])
    assert found.speakers == ROLE
    assert 0.9 <= found.probability <= 1


def test_a_third_speaker_is_another_agent_or_another_customer() -> None:
    agent = (
        "S3",
        "Hello, this is Kim from the claims team, I have taken over. Let me check that for you, please bear with me.",
    )
    friend = [
        ("S3", "hi its my flat too"),
        ("S3", "i've been waiting for it all week, when do i get my money back?"),
    ]
    assert roles_of(unnamed(*CALLS["en"], agent)).speakers == {**ROLE, "S3": "agent"}
    assert roles_of(unnamed(*CALLS["en"], *friend)).speakers == {**ROLE, "S3": "customer"}


@pytest.mark.parametrize(
    ("conversation", "has_probability"),
    [
        (unnamed(("S1", "Hello?"), ("S2", "Hello.")), True),
        (unnamed(("S1", "Hello")), True),  # one side alone, and it might be either
        (unnamed(("S1", "Bonjour, que puis-je faire pour vous ?"), ("S2", "Mon colis n'est pas là."), language="fr"), False),
        (unnamed(("S1", "..."), ("S2", "?")), False),
        (Conversation("c", tuple(Turn("unknown", text) for _, text in CALLS["en"])), False),  # nobody knows who is who
    ],
    ids=["too little", "one speaker", "another language", "no words", "no labels"],
)  # fmt: skip
def test_what_is_not_sure_is_refused(conversation, has_probability) -> None:
    found = roles_of(conversation)
    assert (found.found, set(found.turns), found.reason) == ("unclear", {"unknown"}, "roles unclear")
    assert (found.probability is not None) == has_probability
    assert found.probability is None or found.probability < 0.9
    assert line(conversation)["roles"] == {"inferred": False, "probability": found.probability}


@pytest.mark.parametrize("said", CALLS.values(), ids=CALLS)
def test_exchanged_roles_are_noticed_and_right_ones_stand(said) -> None:
    right = named(*((ROLE[speaker], text) for speaker, text in said))
    wrong = named(*(({"S1": "customer", "S2": "agent"}[speaker], text) for speaker, text in said))
    assert roles_of(right).found == "given"
    found = roles_of(wrong)
    assert (found.found, set(found.turns), found.reason) == ("swapped", {"unknown"}, "roles look swapped")
    assert found.probability >= rules.SWAPPED
    assert line(right)["roles"] is None
    shown = line(wrong)
    assert (shown["not_scored"], shown["roles"]) == (
        "roles look swapped",
        {"swapped": True, "probability": found.probability},
    )
    assert [turn["role"] for turn in shown["turns"]] == [turn.role for turn in wrong.turns]
    assert {turn["not_scored"] for turn in shown["turns"]} == {"roles look swapped"}
    assert (shown["signals"], shown["answers"], shown["resolution"]) == ([], [], None)


def test_one_side_alone_is_not_taken_for_the_other() -> None:
    agents = [text for speaker, text in CALLS["en"] if speaker == "S1"]
    assert roles_of(named(*(("customer", text) for text in agents))).found == "given"


def test_who_is_known_stays_and_helps() -> None:
    turns = [
        {"role": "customer", "text": text} if who == "S2" else {"speaker": who, "text": text}
        for who, text in CALLS["en"]
    ]
    found = roles_of(conversation_from({"conversation_id": "c", "turns": turns}))
    assert (found.turns, found.speakers) == (tuple(ROLE[who] for who, _ in CALLS["en"]), {"S1": "agent"})


def test_bots_notes_and_who_says_no_word_do_not_disturb() -> None:
    extra = [{"role": "bot", "text": "Welcome! Please hold."}, {"role": "agent", "internal": True, "text": "odd"},
             {"speaker": "S3", "text": " "}]  # fmt: skip
    turns = [{"speaker": who, "text": text} for who, text in CALLS["en"]]
    conversation = conversation_from({"conversation_id": "c", "turns": [*extra, *turns]})
    found = roles_of(conversation)
    assert found.turns == ("bot", "agent", "unknown", *(ROLE[who] for who, _ in CALLS["en"]))
    assert found.speakers == ROLE
    assert line(conversation)["not_scored"] is None


@pytest.mark.parametrize(
    ("keys", "own", "agent_id"), [({}, None, None), ({"agent_id": "a-7"}, None, "a-7"), ({"agent_id": "a-7"}, "a-9", "a-9")]
)  # fmt: skip
def test_an_inferred_agent_has_the_id_that_a_given_one_would_have(keys, own, agent_id) -> None:
    turns = [{"speaker": who, "text": text, "agent_id": own} for who, text in CALLS["en"]]
    conversation = conversation_from({"conversation_id": "c", "turns": turns, **keys})
    judged = with_roles(conversation, roles_of(conversation))
    assert {(turn.role, turn.agent_id) for turn in judged.turns} == {("agent", agent_id), ("customer", None)}


def test_the_line_shows_the_inferred_roles_and_judges_by_them() -> None:
    inferred = line(unnamed(*CALLS["en"], agent_id="a-7"))
    given = line(named(*((ROLE[who], text) for who, text in CALLS["en"]), agent_id="a-7"))
    roles = inferred.pop("roles")
    assert roles == {"inferred": True, "probability": roles["probability"], "speakers": ROLE}
    assert given.pop("roles") is None
    assert inferred == given


def test_roles_do_not_depend_on_the_other_conversations() -> None:
    calls = [unnamed(*said) for said in CALLS.values()]
    together = [seen.roles for seen in see(calls, NOTHING)]
    assert together == [see([call], NOTHING)[0].roles for call in reversed(calls)][::-1]


def test_numbers_and_what_redaction_left_say_the_same() -> None:
    assert rules.prepared("it is 12,5", "en").tokens == rules.prepared("it is <CARD>", "en").tokens
    assert rules.prepared("번호는 12-5", "ko").folded == rules.prepared("번호는 <PHONE>", "ko").folded


def test_the_version_follows_the_weights(monkeypatch, tmp_path) -> None:
    before = roles_version()
    for language in ("en", "ko", "th"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "roles.npz").write_bytes(language.encode())
    monkeypatch.setattr(rules, "WEIGHTS", tmp_path)
    roles_version.cache_clear()
    changed = roles_version()
    roles_version.cache_clear()
    assert changed != before
