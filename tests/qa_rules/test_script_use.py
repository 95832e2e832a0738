"""The examples that are kept of a step: bounded, each text once, the surest, the least sure and the nearest misses."""

from __future__ import annotations

import pytest

from qa_rules import script_use
from qa_rules.judge import see
from qa_rules.library import Library
from qa_rules.observe import Signal
from qa_rules.script_use import Quote, ScriptUse, StepUse
from qa_rules.scripts import Script
from tests.qa_rules.conversations import talk


def quote(probability: float, text: str = "") -> Quote:
    return Quote(probability, "c", 0, text or f"said {probability}")


def use_of(voiced: list[float], near: list[float] | None = None) -> StepUse:
    use = StepUse()
    for probability in voiced:
        use.add(quote(probability), is_voiced=True)
    for probability in near or []:
        use.add(quote(probability), is_voiced=False)
    return use


def shown(quotes: list[Quote]) -> list[float]:
    return [one.probability for one in quotes]


def test_the_surest_the_least_sure_and_the_nearest_misses() -> None:
    use = use_of([0.7, 0.9, 0.6, 0.95, 0.8], [0.1, 0.4, 0.3])
    assert (shown(use.most_sure), shown(use.least_sure), shown(use.near)) == ([0.95, 0.9], [0.6], [0.4, 0.3])
    assert use.turns == 5


def test_what_is_not_like_it_at_all_is_no_near_miss() -> None:
    assert shown(use_of([], [0.0, 0.004, 0.01]).near) == [0.01]


def test_few_voicings_are_shown_once() -> None:
    assert [shown(use_of([0.7]).most_sure), shown(use_of([0.7]).least_sure)] == [[0.7], []]
    assert [shown(use_of([0.7, 0.6]).most_sure), shown(use_of([0.7, 0.6]).least_sure)] == [[0.7, 0.6], []]


def test_the_same_words_are_shown_once_and_of_equals_the_first_is_kept() -> None:
    use = StepUse()
    for place, text in enumerate(["a", "a", "b", "c"]):
        use.add(Quote(0.9, "c", place, text), is_voiced=True)
    assert [(one.text, one.turn) for one in use.most_sure] == [("a", 0), ("b", 2)]
    assert use.turns == 4


def test_a_candidate_below_the_threshold_is_a_near_miss_and_explains_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Script.model_validate({"script": "s", "steps": [{"id": "ask", "say": ["What is your name?"]}]})
    library = Library((held,), ())
    (seen,) = see([talk("a: Your name is what I need.", "c: Ann.", "a: What is your name?")], library)
    levels = [
        Signal(turn, "step:s/ask", level, p, 0, 9, "steps:s", "1")
        for turn, level, p in ((0, 0, 0.4), (2, 1, 0.9))
    ]
    monkeypatch.setattr(script_use, "voiced", lambda seen, library: levels)
    use = ScriptUse(held)
    use.add(seen, library)
    ask = use.steps["ask"]
    assert (ask.turns, shown(ask.most_sure), shown(ask.near)) == (1, [0.9], [0.4])
    assert ask.near[0].text == "Your name"
    assert (use.agent_turns, use.unexplained, [q.turn for q in use.unexplained_examples]) == (2, 1, [0])
