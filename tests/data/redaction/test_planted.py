"""Planted personal data in sentences of chats and calls: how much of it leaves, and what leaves that should not.

`building.jsonl` was in sight when the rules were made. `held_out.jsonl` was looked at once they stood (recall then .945
structured, .909 names and addresses), `fresh.jsonl` once what that had shown was mended (.959 and 1.0); since then the
rules have seen all three. A value stands in its sentence as [[ENTITY value]].
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.redaction import ENTITIES, Redactor, findings

HERE = Path(__file__).parent
CORPUS = Path(__file__).parents[3] / "models" / "corpus"
SETS = ("building.jsonl", "held_out.jsonl", "fresh.jsonl")
PLANTED = re.compile(r"\[\[([A-Z_]+) (.*?)\]\]")
IN_WORDS = ("NAME", "ADDRESS")
SECRETS = {"PASSWORD", "CODE"}  # a passcode is either


def planted(name: str) -> Iterator[tuple[str, str, list[tuple[str, int, int]]]]:
    """language, the sentence, and its values: entity, start, end."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, done, values = "", 0, []
        for match in PLANTED.finditer(row["text"]):
            text += row["text"][done : match.start()]
            values.append((match[1], len(text), len(text) + len(match[2])))
            text += match[2]
            done = match.end()
        yield row["language"], text + row["text"][done:], values


def is_out(text: str, entity: str, start: int, end: int) -> bool:
    """Whether every letter and digit of a value is in findings of its kind."""
    kinds = SECRETS if entity in SECRETS else {entity}
    covered = {at for f in findings(text) if f.entity in kinds for at in range(f.start, f.end)}
    return all(at in covered or not text[at].isalnum() for at in range(start, end))


@pytest.mark.parametrize("name", SETS)
def test_planted_personal_data_leaves(name):
    out, every = Counter(), Counter()
    for _, text, values in planted(name):
        for entity, start, end in values:
            kind = "in words" if entity in IN_WORDS else "structured"
            every[kind] += 1
            out[kind] += is_out(text, entity, start, end)
    assert out["structured"] >= 0.98 * every["structured"]
    assert out["in words"] >= 0.85 * every["in words"]


def test_there_are_enough_values_of_every_kind_and_language():
    kinds = Counter(
        (entity, language)
        for name in SETS
        for language, _, values in planted(name)
        for entity, _, _ in values
    )
    assert sum(kinds.values()) >= 200
    assert {entity for entity, _ in kinds} == set(ENTITIES)
    assert {language for _, language in kinds} == {"en", "ko", "th"}


@pytest.mark.parametrize("name", SETS)
def test_a_redacted_sentence_has_nothing_left(name):
    for _, text, _ in planted(name):
        once = Redactor().redact(text)
        assert Redactor().redact(once) == once


def clean_turns() -> Iterator[str]:
    for file in sorted(CORPUS.glob("??/*.jsonl")):
        yield from (json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines())
    for file in sorted(CORPUS.glob("conversations/??/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from (turn["text"] for turn in json.loads(line)["turns"])


def test_false_alarms_are_rare():
    """Every alarm was looked at by eye; what is personal data in truth is listed, and its turn is not clean."""
    true = json.loads((HERE / "personal_data_of_the_corpus.json").read_text(encoding="utf-8"))
    clean = alarmed = 0
    for text in clean_turns():
        found = [(f.entity, text[f.start : f.end]) for f in findings(text)]
        false = [value for entity, value in found if value not in true.get(entity, ())]
        clean += not found or bool(false)
        alarmed += bool(false)
    assert clean >= 3_000
    assert alarmed <= 0.002 * clean
