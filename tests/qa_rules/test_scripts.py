"""Script files: what is shipped loads and is complete, and every mistake is refused with its place and remedy."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from data.conversation import Conversation, Turn
from qa_rules.definitions import DefinitionError
from qa_rules.language import JUDGED
from qa_rules.scripts import HOME, Conditional, Script, load_script
from qa_rules.topics import topics
from qa_rules.wording import wording

SHIPPED = sorted(HOME.glob("*.yaml"))
GOOD = "script: s\nsteps:\n  - id: a\n    say: [Hello there.]\n"
WITH_B = GOOD + "  - id: b\n    say: [Goodbye now.]\n"

MISTAKES = {
    "unknown key": (GOOD + "    befor: [b]\n", 5, "steps[0].befor", "did you mean before"),
    "unknown key at the top": ("scrypt: s\n" + GOOD, 1, "scrypt", "did you mean script"),
    "unknown key of applies_to": ("applies_to: {country: [x]}\n" + GOOD, 1, "applies_to.country", "use one of channel"),
    "missing say": ("script: s\nsteps:\n  - id: a\n", 3, "steps[0].say", "the key is missing: add it"),
    "missing script": ("steps:\n  - id: a\n    say: [x]\n", 1, "script", "the key is missing: add it"),
    "missing when": (GOOD + "    required: {}\n", 5, "steps[0].required.when", "the key is missing: add it"),
    "no steps": ("script: s\nsteps: []\n", 2, "steps", "give at least one"),
    "no wordings": ("script: s\nsteps:\n  - id: a\n    say: []\n", 4, "steps[0].say", "give at least one wording"),
    "empty wording": ("script: s\nsteps:\n  - id: a\n    say:\n      - x\n      - ''\n", 6, "steps[0].say[1]", "write it"),
    "wording that is a number": ("script: s\nsteps:\n  - id: a\n    say: [1]\n", 4, "steps[0].say[0]", "quotation marks"),
    "text instead of a list": ("script: s\nsteps:\n  - id: a\n    say: x\n", 4, "steps[0].say", "a list is needed"),
    "mapping instead of a list": ("script: s\nsteps:\n  a: b\n", 2, "steps", "a list is needed"),
    "text instead of a step": ("script: s\nsteps:\n  - hello\n", 3, "steps[0]", "keys and values are needed"),
    "id with a blank": (GOOD.replace("id: a", "id: a b"), 3, "steps[0].id", "letters, digits, _ and -"),
    "name with a blank": (GOOD.replace("script: s", "script: s s"), 1, "script", "letters, digits, _ and -"),
    "before an unknown step": (GOOD + "    before: [zz]\n", 5, "steps[0].before", "unknown step 'zz'"),
    "before itself": (GOOD + "    before: [a]\n", 5, "steps[0].before", "a before a"),
    "before in a circle": (
        WITH_B.replace("there.]\n", "there.]\n    before: [b]\n") + "    before: [a]\n", 5, "steps[0].before", "remove one",
    ),
    "unknown intent": (GOOD + "    required: {when: {intent: refnd}}\n", 5, "steps[0].required.when.intent", "refund"),
    "unknown signal": (GOOD + "    required: {when: {signal: x}}\n", 5, "steps[0].required.when.signal", "use one of"),
    "unknown outcome": (
        GOOD + "    required: {when: {outcome: [solved]}}\n", 5, "steps[0].required.when.outcome", "resolved",
    ),
    "unknown condition": (GOOD + "    required: {when: {mood: bad}}\n", 5, "steps[0].required.when.mood", "unknown key"),
    "empty condition": (GOOD + "    required: {when: {}}\n", 5, "steps[0].required.when", "give one or more"),
    "a requirement in a list": (GOOD + "    required: [always]\n", 5, "steps[0].required", "always, optional or {when"),
    "a day that is none": (GOOD + "    means: 2026-02-30\n", 5, "a date, a number or a tag", "quotation marks"),
    "unknown requirement": (GOOD + "    required: often\n", 5, "steps[0].required", "always, optional or {when"),
    "unknown position": (GOOD + "    position: middle\n", 5, "steps[0].position", "'any', 'first' or 'last'"),
    "neither true nor false": (GOOD + "    verbatim: perhaps\n", 5, "steps[0].verbatim", "write true or false"),
    "id twice": (GOOD + "  - id: a\n    say: [x]\n", 5, "steps[1].id", "give every step"),
    "id of a step and a statement": (
        GOOD + "forbidden:\n  - id: a\n    say: [x]\n", 6, "forbidden[0].id", "give every step",
    ),
    "wording of two steps": (GOOD + "  - id: b\n    say: [x, hello THERE.]\n", 6, "steps[1].say[1]", "change one wording"),
    "wording both wanted and forbidden": (
        GOOD + "forbidden:\n  - id: f\n    say: [Hello there.]\n", 7, "forbidden[0].say[0]", "change one wording",
    ),
    "wording of two steps, but for signs and spaces": (
        GOOD + "  - id: b\n    say: [\"Hello  there!\"]\n", 6, "steps[1].say[0]", "change one wording",
    ),
    "wording of two steps, but for the name of its slot": (
        GOOD.replace("Hello there.", "'Hello {name}, hi'") + "  - id: b\n    say: ['Hello {you}, hi']\n",
        6, "steps[1].say[0]", "change one wording",
    ),
    "wording of two steps, but for spaces in Korean": (
        GOOD.replace("Hello there.", "도와 드리겠습니다") + "  - id: b\n    say: [도와드리겠습니다.]\n", 6, "steps[1].say[0]", "one wording",
    ),
    "end before the first turn": (
        WITH_B.replace("there.]\n", "there.]\n    position: first\n") + "    position: last\n    before: [a]\n",
        9, "steps[1].before", "change one position",
    ),
    "end before the first turn by way of another": (
        WITH_B.replace("there.]\n", "there.]\n    position: first\n")
        + "    before: [a]\n  - id: c\n    say: [Bye.]\n    position: last\n    before: [b]\n",
        12, "steps[2].before", "change one position",
    ),
    "Japanese": (GOOD.replace("Hello there.", "ご注文番号をお願いします"), 4, "steps[0].say[0]", "in Japanese, which is not judged"),
    "Chinese": (GOOD.replace("Hello there.", "请问您的订单号是多少"), 4, "steps[0].say[0]", "in Chinese"),
    "Russian": (GOOD.replace("Hello there.", "Чем могу помочь"), 4, "steps[0].say[0]", "English, Korean or Thai"),
    "French": (
        GOOD.replace("Hello there.", "x, 'Puis-je avoir votre numéro de commande ?'"), 4, "steps[0].say[1]", "in French",
    ),
    "German, forbidden": (
        GOOD + "forbidden:\n  - id: f\n    say: [Sie bekommen sicher Ihr ganzes Geld zurück.]\n", 7, "forbidden[0].say[0]", "in German",
    ),
    "list instead of a mapping": ("- a\n- b\n", 1, "the file", "keys and values"),
    "empty file": ("", 1, "the file", "keys and values"),
    "not YAML": ("script: s\nsteps: [\n", 3, "not YAML", "check indentation"),
    "tab": ("script: s\n\tsteps: x\n", 2, "not YAML", "no tabs"),
    "key twice": ("script: s\nscript: t\n", 2, "`script`", "keep one of them"),
    "key twice in JSON": ('{"script": "s",\n"script": "t"}', 2, "`script`", "keep one of them"),
    "key twice in JSON with tabs": ('{"script": "s",\n\t"script": "t"}', 2, "`script`", "keep one of them"),
    "key that is a number": (GOOD + "    1: x\n", 5, "steps[0]", "the key 1 is not text: put it in quotation marks"),
    "half of a character": (GOOD.replace("Hello there.", '"Hello \\ud83d"'), 4, "escape", "write the character itself"),
    "half of a character in JSON": (
        '{"script": "s",\n"steps": [{"id": "a",\n"say": ["\\ud83d\\ude00 \\ud83d"]}]}', 3, "steps[0].say[0]", "half of a character",
    ),
    "language that is not judged": ("applies_to: {language: [ko, fr-FR]}\n" + GOOD, 1, "language[1]", "use one of en, ko, th"),
    "unknown channel": ("applies_to: {channel: emial}\n" + GOOD, 1, "applies_to.channel", "did you mean email"),
    "queue without a name": ("applies_to: {queue: ['']}\n" + GOOD, 1, "applies_to.queue[0]", "the name is empty"),
    "no topic in a condition": (
        GOOD + "    required: {when: {intent: refund, topic: []}}\n", 5, "steps[0].required.when.topic", "give one or more",
    ),
    "condition on a step that is not there": (
        GOOD + "    required: {when: {signal: 'step:s/zzz'}}\n", 5, "steps[0].required.when.signal", "unknown step 'zzz'",
    ),
    "condition on a statement that is not there": (
        GOOD + "    required: {when: {signal: 'forbidden:s/f'}}\n", 5, "steps[0].required.when.signal", "forbids nothing",
    ),
    "condition on half a step": (
        GOOD + "    required: {when: {signal: 'step:a'}}\n", 5, "steps[0].required.when.signal", "write both names",
    ),
    "slot without a name": (GOOD + "    must_contain: ['']\n", 5, "steps[0].must_contain[0]", "the name is empty"),
    "two documents": (GOOD + "---\nscript: t\n", 5, "not YAML", "another document"),
    "an object": ("script: s\nsteps: !!python/object:os.system []\n", 2, "not YAML", "tag"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_file_line_key_and_remedy(
    tmp_path: Path, text: str, line: int, key: str, remedy: str
) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_script(path)
    message = str(refused.value)
    assert message.startswith(f"{path}: line {line}: ")
    assert key in message
    assert remedy in message
    assert "\n" not in message
    assert "Input should" not in message


@pytest.mark.parametrize(
    "say",
    [
        "Bonjour", "Ciao!", "Gracias, Señor García.", "Aurélie Lefèvre, Société Générale SA", "Café de Flore",
        "{name} …", "?!", "OK", "Hmm. Any time on Friday afternoon?", "Nah, that's too rich for me.",
        "본인 확인 부탁드립니다", "ขอทราบชื่อค่ะ", "請 안녕하세요 고객님",
    ],
)  # fmt: skip
def test_a_wording_that_may_be_judged_is_not_refused(tmp_path: Path, say: str) -> None:
    path = tmp_path / "script.json"
    path.write_text(json.dumps({"script": "s", "steps": [{"id": "a", "say": [say]}]}), encoding="utf-8")
    assert load_script(path).steps[0].say == [say]


def test_wordings_that_differ_or_say_nothing_of_their_own_are_no_repetition(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    steps = [{"id": "a", "say": ["Hello {name}!", "{x}", "Bye", "bye."]}, {"id": "b", "say": ["Hello!", "…"]}]
    path.write_text(json.dumps({"script": "s", "steps": steps}), encoding="utf-8")
    assert len(load_script(path).steps) == 2


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_bytes(GOOD.encode() + b"means: \xff\n")
    with pytest.raises(DefinitionError, match="line 5: the file is not UTF-8: save it as UTF-8"):
        load_script(path)


def test_a_file_that_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be read"):
        load_script(tmp_path / "absent.yaml")


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_too(tmp_path: Path, indent: int | str | None) -> None:
    path = tmp_path / "script.json"
    path.write_text(
        json.dumps({"script": "s", "steps": [{"id": "a", "say": ["x"]}]}, indent=indent), encoding="utf-8"
    )
    assert load_script(path).steps[0].id == "a"


@pytest.mark.parametrize(
    "given", ["", "applies_to:\n", "applies_to: {}\n", "applies_to: {topic: }\n", "applies_to: {topic: []}\n"]
)
def test_an_empty_applies_to_holds_for_all(tmp_path: Path, given: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(given + GOOD, encoding="utf-8")
    conversation = Conversation("c-1", (Turn("agent", "Hello there."),))
    assert load_script(path).applies_to.holds(conversation, "delay", "th")


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    versions = set()
    for text in (GOOD, WITH_B, GOOD + "# a comment\n"):
        path = tmp_path / "script.yaml"
        path.write_text(text, encoding="utf-8")
        versions.add(load_script(path).version)
    assert len(versions) == 2


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_script_is_complete(path: Path) -> None:
    script = load_script(path)
    assert script.script == path.stem
    assert script.means
    assert set(script.applies_to.topic) <= set(topics())
    for item in (*script.steps, *script.forbidden):
        assert item.means, item.id
        spoken = [wording(say).language for say in item.say]
        fewest = 1 if getattr(item, "verbatim", False) else 2 if item in script.forbidden else 3
        assert all(spoken.count(language) >= fewest for language in JUDGED), (item.id, spoken)
        assert set(spoken) == set(JUDGED), (item.id, spoken)


def test_what_every_conversation_needs_is_shipped() -> None:
    script = load_script(HOME / "service_basics.yaml")
    steps = {step.id: step for step in script.steps}
    assert list(steps) == ["greeting", "offer_help", "next_step", "closing"]
    assert (steps["greeting"].position, steps["closing"].position) == ("first", "last")
    assert steps["greeting"].before == ["offer_help"]
    assert steps["offer_help"].before == ["closing"]
    required = steps["next_step"].required
    assert isinstance(required, Conditional)
    assert required.when.outcome == ["follow_up", "escalated"]


def test_an_order_given_in_full_is_read_at_once() -> None:
    names = [f"s{n}" for n in range(120)]
    steps = [
        {"id": name, "say": [f"Words {name}."], "before": names[n + 1 :]} for n, name in enumerate(names)
    ]
    assert len(Script.model_validate({"script": "s", "steps": steps}).steps) == 120
    steps[-1]["before"] = ["s60"]
    with pytest.raises(ValidationError, match="cannot be kept: remove one"):
        Script.model_validate({"script": "s", "steps": steps})


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("script: s\nsteps: " + "[" * 5_000, encoding="utf-8")
    with pytest.raises(DefinitionError, match="nested too deeply"):
        load_script(path)


def _doubled(first: str, line: str) -> str:
    """Lines of which each names the one before nine times: a billion entries in the end."""
    names = "abcdefghij"
    lines = [line.format(name=name, inner=", ".join([f"*{before}"] * 9)) for before, name in pairwise(names)]
    return "".join([first, *lines])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + _doubled("    means:\n      - &a [x, y]\n", "      - &{name} [{inner}]\n"), 2),
        (GOOD + _doubled("x: &a {k: v}\n", "{name}: &{name} {{<<: [{inner}]}}\n"), 10),
        (_doubled("- &a [x, y]\n", "- &{name} [{inner}]\n"), 1),
        ("script: s\nsteps: &a [*a]\n", 2),
    ],
    ids=["lists", "merged mappings", "at the top", "in itself"],
)
def test_aliases_without_end_are_refused_at_once(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "bomb.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=f"line {line}: .* more than 100,000 entries once every alias"):
        load_script(path)


def test_an_honest_alias_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(GOOD.replace("[Hello", "&hi [Hello") + "    must_contain: *hi\n", encoding="utf-8")
    assert load_script(path).steps[0].must_contain == ["Hello there."]


@pytest.mark.parametrize(
    "given", ["language: en-GB", "language: [EN_us]", "channel: Chat", "queue: ' parcel '"]
)
def test_applies_to_is_read_as_conversations_are(tmp_path: Path, given: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"applies_to: {{{given}}}\n" + GOOD, encoding="utf-8")
    conversation = Conversation("c-1", (Turn("agent", "Hello there."),), channel="chat", queue="parcel")
    assert load_script(path).applies_to.holds(conversation, "delay", "en")


@pytest.mark.parametrize("entry", ["- ", "a: "], ids=["lists", "mappings"])
def test_blocks_nested_without_end_are_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "deep.yaml"
    blocks = "".join(" " * n + entry.strip() + "\n" for n in range(1, 1_500))
    path.write_text("script: s\nsteps:\n" + blocks, encoding="utf-8")
    with pytest.raises(DefinitionError, match="nested too deeply"):
        load_script(path)
