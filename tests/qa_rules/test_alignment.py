"""Turns beside steps: what is no evidence, whose words are whose, and what does not change a likeness."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.corpus.whole import whole_conversations
from qa_rules.alignment import ALONE, FEATURES, aligned, compared, in_conversation
from qa_rules.analysis import analyse
from qa_rules.scripts import Script, load_script

STEPS = [
    ("identify", ["Could you give me your booking number?", "What is the booking number, please?"]),
    ("fee", ["There is a fee of {amount} for changing the date.", "Changing the date costs {amount}."]),
    ("offer_help", ["Is there anything else I can help you with?", "Do you need anything else today?"]),
]


def script(steps: list[tuple[str, list[str]]] = STEPS) -> Script:
    return Script.model_validate({"script": "s", "steps": [{"id": i, "say": say} for i, say in steps]})


def found(*turns: str, held: Script | None = None) -> list[dict[str, float]]:
    texts = [analyse(turn, "en") for turn in turns]
    held = held or script()
    return [{a.step: a.match.probability for a in row} for row in aligned(held, texts)]


def test_a_paraphrase_is_found_where_it_is_and_nowhere_else() -> None:
    turns = found(
        "Sure, may I have the number of your booking first?",
        "I can see it here, Friday the ninth.",
        "If you change the date there will be a fee of 20 pounds.",
        "Anything else you need from me today?",
    )
    best = {step: max(range(4), key=lambda n: turns[n].get(step, 0.0)) for step, _ in STEPS}
    assert best == {"identify": 0, "fee": 2, "offer_help": 3}
    assert all(turns[best[step]][step] >= 0.5 for step in best)
    assert all(probability < 0.5 for probability in turns[1].values())


def test_to_stand_in_the_right_place_is_no_evidence() -> None:
    """Without a floor for likeness, these two were the first and the last step."""
    opening = found("Good morning, this is Ann, what is it about?", "Thanks for waiting.", "Bye.")[0]
    ending = found("Fine.", "Thanks for waiting.", "Is it raining there?")[2]
    assert all(probability < 0.5 for probability in (*opening.values(), *ending.values()))


def test_words_said_as_written_belong_to_their_step_alone() -> None:
    alike = script([(colour, [f"What is the colour of the {colour} cable?"]) for colour in ("top", "second")])
    turns = found("What is the colour of the top cable?", "Thank you.", held=alike)
    assert list(turns[0]) == ["top"]
    assert turns[0]["top"] >= 0.95


def test_the_likeness_of_a_pair_does_not_depend_on_the_order_of_other_steps() -> None:
    held = script()
    texts = [analyse(t, "en") for t in ("What is your booking number?", "It costs 20 to change the date.")]
    seen = in_conversation(compared(held, texts).alone)
    assert seen.shape == (2, 3, len(FEATURES))
    turned = Script.model_validate({"script": "s", "steps": [{"id": i, "say": s} for i, s in STEPS[::-1]]})
    other = in_conversation(compared(turned, texts).alone)
    without = [n for n, name in enumerate(FEATURES) if name != "distance"]
    assert np.allclose(seen[:, :, without], other[:, ::-1, without])


def test_a_wording_in_another_language_is_found_by_what_both_do() -> None:
    korean = [
        analyse(t, "ko")
        for t in (
            "네, 안녕하세요. 상담사 김수진입니다.",
            "예약 번호가 어떻게 되세요?",
            "더 궁금하신 점 있으세요?",
        )
    ]
    best = [max(row, key=lambda a: a.match.probability) for row in aligned(script(), korean)]
    assert (best[1].step, best[2].step) == ("identify", "offer_help")
    assert best[2].match.probability >= 0.5


@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_the_whole_conversations_of_the_corpus_are_what_they_say(language: str) -> None:
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    for kind in ("train", "held"):
        for whole in whole_conversations(language, kind):
            name, turns = whole.conversation["conversation_id"], whole.conversation["turns"]
            assert name not in seen, name
            seen.add(name)
            kinds[kind] = kinds.get(kind, 0) + 1
            steps = load_script(whole.scripts / f"{whole.labels['script']}.yaml").steps
            assert [label["step"] for label in whole.labels["steps"]] == [step.id for step in steps], name
            for label in whole.labels["steps"]:
                assert (label["turn"] is None) == (label["status"] in ("missed", "not_applicable")) or (
                    label["status"] == "not_applicable"
                ), (name, label)
                assert label["turn"] is None or turns[label["turn"]]["role"] == "agent", (name, label)
            for promise in whole.labels["promises"]:
                for span in (promise["what"], promise["by"]):
                    assert span is None or 0 <= span[0] < span[1] <= len(turns[promise["turn"]]["text"])
            json.dumps(whole.conversation)
    assert kinds["train"] >= 100
    assert kinds["held"] >= 45
    assert sum(kinds.values()) >= 150


def test_what_a_step_means_is_looked_for_though_no_wording_says_it() -> None:
    def meaning(means: str) -> list[float]:
        held = Script.model_validate(
            {"script": "s", "steps": [{"id": "a", "means": means, "say": ["Well, {x}."]}]}
        )
        turns = [
            analyse(turn, "en") for turn in ("The fee is twenty pounds.", "Could I have your full name?")
        ]
        return [float(share) for share in compared(held, turns).alone[:, 0, ALONE.index("meaning")]]

    price, name = meaning("tells the customer what it costs"), meaning("asks for the full name or a number")
    assert price[0] > price[1]
    assert name[1] > name[0]
    assert meaning("") == [0.0, 0.0]
