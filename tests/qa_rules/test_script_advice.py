"""What is said of a script before it goes live: steps too alike, wordings that say too little, too few of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa_rules.script_advice import advice, too_alike
from qa_rules.scripts import HOME, Script, load_script

BYE = ("bye", ["Goodbye, have a nice day.", "Thanks for calling, bye.", "Take care, goodbye now."])


def script(*steps: tuple[str, list[str]], **keys: Any) -> Script:
    given = [{"id": name, "means": "m", "say": say, **keys} for name, say in steps]
    return Script.model_validate({"script": "s", "steps": given})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["Could you give me your booking number?"], ["What's your booking number, please?"]),
        (
            ["Could you give me your booking number?", "What is the booking number, please?"],
            ["Can I have the booking number?", "Please tell me your booking number."],
        ),
        (["예약 번호를 알려 주시겠어요?", "예약 번호가 어떻게 되세요?"], ["예약 번호 좀 알려 주세요.", "예약번호 부탁드립니다."]),
        (["ขอทราบหมายเลขการจองค่ะ", "รบกวนแจ้งหมายเลขการจองครับ"], ["ขอหมายเลขการจองหน่อยค่ะ", "แจ้งเลขการจองด้วยค่ะ"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_steps_whose_wordings_find_each_other_are_too_alike(
    first: list[str], second: list[str], turned: bool
) -> None:
    steps = [("a", first), BYE, ("b", second)]
    found = too_alike(script(*(steps[::-1] if turned else steps)))
    assert [set(pair.steps) for pair in found] == [{"a", "b"}]
    (pair,) = found
    assert {crossing.wording for crossing in pair.crossings} <= {*first, *second}
    assert {(c.step, c.other) for c in pair.crossings} == {("a", "b"), ("b", "a")}
    assert all(c.other_probability >= max(c.own_probability - 0.02, 0.5) for c in pair.crossings)


def test_steps_that_differ_are_not() -> None:
    ask = ("ask", ["Could you give me your booking number?", "What is the booking number, please?"])
    fee = ("fee", ["There is a fee of {amount} for changing the date.", "Changing the date costs {amount}."])
    assert too_alike(script(ask, fee, BYE)) == []


def test_only_wordings_of_one_form_are_not_alike_for_it() -> None:
    ask, number = "Could I get your full name, please?", "Can you tell me your account number, please?"
    assert too_alike(script(("name", [ask]), ("number", [number]), BYE)) == []


def test_one_wording_that_strays_is_no_reason() -> None:
    ask = [
        "What is the booking number, please?",
        "Which booking is it about?",
        "May I see your confirmation?",
    ]
    fee = ["Changing the date costs {amount}.", "There is a fee for that.", "What is your booking number?"]
    assert too_alike(script(("ask", ask), ("fee", fee), BYE)) == []


def test_order_and_a_step_of_one_wording_do_not_break_the_comparison() -> None:
    steps = [
        {"id": "a", "say": ["Hello there, how are you?"], "before": ["b"]},
        {"id": "b", "say": ["The call is recorded."], "verbatim": True, "before": ["c"]},
        {"id": "c", "say": ["{x}", "네"]},
    ]
    assert too_alike(Script.model_validate({"script": "s", "steps": steps})) == []
    assert too_alike(script(("a", ["Hello there, how are you?"]))) == []


@pytest.mark.parametrize(
    ("say", "said"),
    [
        ("ok", "says too little"), ("Hello!", "says too little"), ("네", "says too little"), ("ค่ะ", "says too little"),
        ("{name}", "no words of its own"), ("…", "no words of its own"), ("?!", "no words of its own"),
        ("Thank you.", ""), ("감사합니다", ""), ("สวัสดีค่ะ", ""), ("{company}, {name} speaking.", ""),
    ],
)  # fmt: skip
def test_a_wording_that_says_too_little_is_named(say: str, said: str) -> None:
    found = [one for one in advice(script(("a", [*BYE[1], say]))) if one.keys == ("steps", 0, "say", 3)]
    assert [said in one.message for one in found] == ([True] if said else [])


def test_fewer_than_three_wordings_in_a_language_and_no_meaning() -> None:
    steps = [("a", [*BYE[1], "예약 번호를 알려 주시겠어요?"]), ("b", BYE[1]), ("c", BYE[1][:2])]
    given = [{"id": name, "say": say} for name, say in steps]
    found = advice(Script.model_validate({"script": "s", "steps": given, "forbidden": [{"id": "f", "say": ["You idiot."]}]}))  # fmt: skip
    few = [(one.item, one.keys, one.message.split(":")[0]) for one in found if "differ" in one.message]
    assert few == [
        ("a", ("steps", 0, "say"), "it has 1 wording in Korean"),
        ("c", ("steps", 2, "say"), "it has 2 wordings in English"),
    ]
    assert [one.item for one in found if "`means`" in one.message] == ["a", "b", "c", "f"]


def test_a_verbatim_step_needs_one_wording_only() -> None:
    assert advice(script(("a", ["This call is recorded for training."]), verbatim=True)) == []


def test_topics_that_nobody_finds_and_signals_of_other_scripts_are_named() -> None:
    when = {"topic": ["delay", "latte"], "signal": "step:other/x"}
    steps = [{"id": "a", "means": "m", "say": BYE[1], "required": {"when": when}}]
    given = {"script": "s", "applies_to": {"topic": ["delays", "other"]}, "steps": steps}
    found = [(one.keys, one.message) for one in advice(Script.model_validate(given))]
    assert [keys for keys, _ in found] == [
        ("steps", 0, "required", "when", "signal"),
        ("applies_to", "topic", 0),
        ("steps", 0, "required", "when", "topic", 1),
    ]
    assert "'step:other/x' is of another script" in found[0][1]
    assert "unknown topic 'delays': did you mean delay" in found[1][1]


@pytest.mark.parametrize("path", sorted(HOME.glob("*.yaml")), ids=lambda path: path.stem)
def test_nothing_is_to_be_said_of_what_is_shipped(path: Path) -> None:
    shipped = load_script(path)
    assert [pair.steps for pair in too_alike(shipped)] == []
    assert [one.message for one in advice(shipped)] == []
