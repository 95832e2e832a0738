"""Scorecard files: what is shipped loads and fits the shipped scripts, and every mistake is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.conversation import Conversation, Turn
from insights.facts import FACTS
from qa_rules.definitions import DefinitionError
from qa_rules.library import load_library, unknown_steps
from qa_rules.scorecards import HOME, load_scorecard

SHIPPED = sorted(HOME.glob("*.yaml"))
SOURCE = "{signal: empathy}"
GOOD = (
    "scorecard: c\nsections:\n  - name: A\n    questions:\n"
    f"      - id: q\n        ask: Was it good?\n        from: {SOURCE}\n        weight: 1\n"
)
Q = "sections[0].questions[0]"


def _from(source: str) -> str:
    return GOOD.replace(SOURCE, source)


MISTAKES = {
    "unknown key": (GOOD + "        wait: 2\n", 9, f"{Q}.wait", "did you mean weight"),
    "unknown key of a source": (_from("{signal: empathy, abcent: true}"), 7, f"{Q}.from.abcent", "did you mean absent"),
    "unknown key at the top": ("score: 1\n" + GOOD, 1, "score", "did you mean scorecard"),
    "missing ask": (GOOD.replace("        ask: Was it good?\n", ""), 5, f"{Q}.ask", "add it"),
    "missing from": (GOOD.replace(f"        from: {SOURCE}\n", ""), 5, f"{Q}.from", "add it"),
    "missing sections": ("scorecard: c\n", 1, "sections", "add it"),
    "no sections": ("scorecard: c\nsections: []\n", 2, "sections", "give at least one"),
    "no questions": ("scorecard: c\nsections:\n  - name: A\n    questions: []\n", 4, "sections[0].questions", "at least one"),
    "two sources": (_from("{signal: empathy, outcome: [resolved]}"), 7, f"{Q}.from", "exactly one of"),
    "no source": (_from("{}"), 7, f"{Q}.from", "exactly one of"),
    "text instead of a source": (_from("empathy"), 7, f"{Q}.from", "keys and values are needed"),
    "unknown signal": (_from("{signal: empaty}"), 7, f"{Q}.from.signal", "did you mean empathy"),
    "unknown intent": (_from("{signal: 'intent:refnd'}"), 7, f"{Q}.from.signal", "intent:refund"),
    "unknown outcome": (_from("{outcome: [solved]}"), 7, f"{Q}.from.outcome", "did you mean resolved"),
    "no outcome": (_from("{outcome: []}"), 7, f"{Q}.from.outcome", "give one or more"),
    "step without a script": (_from("{step: greeting}"), 7, f"{Q}.from.step", "script/step"),
    "step with half a name": (_from("{step: /greeting}"), 7, f"{Q}.from.step", "script/step"),
    "axis of the customer": (_from("{opportunities_met: hostility}"), 7, f"{Q}.from.opportunities_met", "use one of empathy"),
    "fact without a limit": (_from("{fact: csat}"), 7, f"{Q}.from", "exactly one of at_most and at_least"),
    "fact with two limits": (_from("{fact: x, at_most: 1, at_least: 1}"), 7, f"{Q}.from", "exactly one of at_most"),
    "limit without a fact": (_from("{signal: empathy, at_most: 1}"), 7, f"{Q}.from", "belong to a fact"),
    "absent outcome": (_from("{outcome: [resolved], absent: true}"), 7, f"{Q}.from", "belong to a signal"),
    "level 3": (_from("{signal: empathy, level: 3}"), 7, f"{Q}.from.level", "less than or equal to 2"),
    "limit that is no number": (_from("{fact: x, at_most: .nan}"), 7, f"{Q}.from.at_most", "a finite number"),
    "weight 0": (GOOD.replace("weight: 1", "weight: 0"), 8, f"{Q}.weight", "greater than 0"),
    "weight below 0": (GOOD.replace("weight: 1", "weight: -3"), 8, f"{Q}.weight", "greater than 0"),
    "infinite weight": (GOOD.replace("weight: 1", "weight: .inf"), 8, f"{Q}.weight", "a finite number"),
    "weight in words": (GOOD.replace("weight: 1", "weight: heavy"), 8, f"{Q}.weight", "a number is needed"),
    "critical, perhaps": (GOOD.replace("weight: 1", "critical: perhaps"), 8, f"{Q}.critical", "true or false"),
    "id twice": (
        GOOD + f"      - id: q\n        ask: Again?\n        from: {SOURCE}\n", 9, "sections[0].questions[1].id", "of its own",
    ),
    "id twice in two sections": (
        GOOD + GOOD.partition("sections:\n")[2], 11, "sections[1].questions[0].id", "of its own",
    ),
    "name with @": (GOOD.replace("scorecard: c", "scorecard: c@1"), 1, "scorecard", "without @"),
    "list instead of a mapping": ("- a\n", 1, "the file", "keys and values"),
    "not YAML": (GOOD + "  }\n", 9, "not YAML", "check indentation"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_file_line_key_and_remedy(
    tmp_path: Path, text: str, line: int, key: str, remedy: str
) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_scorecard(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: line {line}: ")
    assert key in message
    assert remedy in message
    assert "\n" not in message
    assert "Input should" not in message


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(DefinitionError, match="line 1: the file is not UTF-8: save it as UTF-8"):
        load_scorecard(path)


def test_one_outcome_needs_no_list(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(_from("{outcome: resolved}"), encoding="utf-8")
    assert load_scorecard(path).questions[0].from_.outcome == ["resolved"]


def test_the_label_changes_with_the_content(tmp_path: Path) -> None:
    labels = set()
    for text in (GOOD, GOOD.replace("weight: 1", "weight: 2"), GOOD + "# a comment\n"):
        path = tmp_path / "card.yaml"
        path.write_text(text, encoding="utf-8")
        labels.add(load_scorecard(path).label)
    assert len(labels) == 2


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scorecard_is_sound(path: Path) -> None:
    card = load_scorecard(path)
    assert card.scorecard == path.stem
    assert sum(question.weight for question in card.questions) == 100
    assert [section.name for section in card.sections] == [
        "Opening",
        "Attitude",
        "Handling",
        "Closing",
        "Compliance",
    ]
    assert [question.id for question in card.questions if question.critical] == ["no_severe_rudeness"]
    for question in card.questions:
        assert question.ask.endswith("?")
        assert question.root_causes
        assert question.from_.fact is None or question.from_.fact in FACTS
        if question.from_.step:
            assert question.from_.step.split("/")[0] in (
                "*",
                *(script.script for script in load_library().scripts),
            )


def test_every_step_and_statement_that_is_asked_for_is_shipped() -> None:
    library = load_library()
    assert unknown_steps(library) == []
    statements = {f"forbidden:{s.script}/{item.id}" for s in library.scripts for item in s.forbidden}
    for card in library.scorecards:
        asked = {
            q.from_.signal
            for q in card.questions
            if q.from_.signal and q.from_.signal.startswith("forbidden:")
        }
        assert asked <= statements


def test_special_scorecards_ask_what_the_default_asks() -> None:
    cards = {path.stem: {q.id: q for q in load_scorecard(path).questions} for path in SHIPPED}
    for name, questions in cards.items():
        assert set(cards["default"]) <= set(questions), name
        assert all(questions[key].ask == question.ask for key, question in cards["default"].items())


@pytest.mark.parametrize(
    ("queue", "scorecard"),
    [
        ("parcel", "parcel-service"),
        ("billing", "default"),
        ("account", "default"),
        ("vip", "default"),
        (None, "default"),
    ],
)
def test_the_queue_decides_the_scorecard(queue: str | None, scorecard: str) -> None:
    conversation = Conversation("c-1", (Turn("agent", "Hello there."),), queue=queue)
    card = load_library().scorecard_for(conversation, "delay", "en")
    assert card is not None
    assert card.scorecard == scorecard
