"""Planted personal data in sentences of chats and calls: how much of it leaves, and what leaves that should not.

`building.jsonl` was in sight when the rules were made. `held_out.jsonl` was looked at once they stood (recall then .945
structured, .909 names and addresses), `fresh.jsonl` once what that had shown was mended (.959 and 1.0); since then the
rules have seen all three. `turns.jsonl`, written by somebody who never saw the rules, then showed .710 and .466: it has
values that a turn before asks for, and numbers said with fillers and corrections. The rules were made anew with it in sight,
and `said.jsonl`, of the same kinds, was written along with them. A second set, `more_turns.jsonl`, then showed
.936 and .926 before any rule had seen it. What it had shown was mended by the kind, not by the case, and `announced.jsonl` is
made of turns of the same kinds that were written then: secrets, codes and documents announced in many ways (at the first look
.895 and .857 of the first 166 values, .806 and .931 of the next 122, .705 of 88 values that were sought out to be hard, .889 and .786 of
the last 68). None of these sets says any more how well the rules do on what they have not seen.
`many_ways.jsonl` was written before the rules that it led to, in four parts: at the first look .762 of the values that are
structured left the text and .800 of the others, .789 and .702 of the second part, .636 and .477 of the third, .900 of the last.
`kept_back.jsonl` does: its totals were read, none of its lines (.960 and .866 left the text at the first look, .950 and .841
as what they are, .975 and .854 since the rules that `many_ways.jsonl` led to; one alarm in 1,328 clean turns that are not kept
here). Who reads a line of it moves it to the others, and writes a new one.
`unseen.jsonl` was written like it by somebody who never saw the rules; at the first look .971 of its 208 structured values left
the text (and 5 of 14 domestic bank accounts, 3 as what they are), .866 of its names and addresses (.758 of the Thai), and 8 of the
618 turns of `unseen_clean.jsonl` were alarms. What they had shown was mended by the kind. `after_unseen.jsonl` was written before
that, of what was missed there: at the first look .282 and .516 of the first part (structured as what they are, then names and
addresses; .578 as they are marked now, with four titles outside the names), .905 and .818 of the second part, written once the first stood; 58 of 124 clean turns, with brands, spare parts and
companies' own addresses, were alarms, and stand in `clean.jsonl` now.
`kept_back_2.jsonl`, by another writer still, was measured once those stood, and none of its lines was read: .952 of 168 structured
values (all but five codes, two passwords and a passport) and .852 of 81 names and addresses left; 5 of the 645 turns of
`unseen_clean_2.jsonl`, since read and mended, were alarms.
`clean.jsonl` has turns without personal data, `clean_in_context.jsonl` questions and answers without. A value stands in its sentence as [[ENTITY value]].
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.redaction import ENTITIES, Redactor, findings
from data.redaction.asked import asked_of

HERE = Path(__file__).parent
CORPUS = Path(__file__).parents[3] / "models" / "corpus"
SETS = (
    "building.jsonl",
    "held_out.jsonl",
    "fresh.jsonl",
    "turns.jsonl",
    "said.jsonl",
    "more_turns.jsonl",
    "announced.jsonl",
    "unseen.jsonl",
    "after_unseen.jsonl",
)
HARD = "many_ways.jsonl"  # of the kinds that were missed
PLANTED = re.compile(r"\[\[([A-Z_]+) (.*?)\]\]", re.DOTALL)
IN_WORDS = ("NAME", "ADDRESS")
SECRETS = {"PASSWORD", "CODE"}  # a passcode is either


Value = tuple[int, str, int, int]


def planted(name: str) -> Iterator[tuple[str, list[str], list[Value]]]:
    """language, the turns of a conversation, and the values in them: turn, entity, start, end."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turns: list[str] = []
        values: list[Value] = []
        for marked in row.get("turns") or [row["text"]]:
            text, done = "", 0
            for match in PLANTED.finditer(marked):
                text += marked[done : match.start()]
                values.append((len(turns), match[1], len(text), len(text) + len(match[2])))
                text += match[2]
                done = match.end()
            turns.append(text + marked[done:])
        yield row["language"], turns, values


def are_out(turns: list[str], values: list[Value]) -> Iterator[tuple[str, bool]]:
    """The entity of each value, and whether every letter and digit of it is in findings of that kind."""
    found = [findings(text, asked=asked) for text, asked in zip(turns, asked_of(turns), strict=True)]
    for turn, entity, start, end in values:
        kinds = SECRETS if entity in SECRETS else {entity}
        covered = {at for f in found[turn] if f.entity in kinds for at in range(f.start, f.end)}
        yield entity, all(at in covered or not turns[turn][at].isalnum() for at in range(start, end))


@pytest.mark.parametrize(
    ("name", "structured", "in_words"),
    [
        *((name, 0.98, 0.85) for name in SETS),
        (HARD, 0.97, 0.85),
        ("kept_back.jsonl", 0.97, 0.85),
        ("kept_back_2.jsonl", 0.94, 0.83),
    ],
)
def test_planted_personal_data_leaves(name, structured, in_words):
    out, every = Counter(), Counter()
    for _, turns, values in planted(name):
        for entity, is_out in are_out(turns, values):
            kind = "in words" if entity in IN_WORDS else "structured"
            every[kind] += 1
            out[kind] += is_out
    assert out["structured"] >= structured * every["structured"]
    assert out["in words"] >= in_words * every["in words"]


def test_there_are_enough_values_of_every_kind_and_language():
    kinds = Counter(
        (entity, language)
        for name in (*SETS, HARD)
        for language, _, values in planted(name)
        for _, entity, _, _ in values
    )
    assert sum(kinds.values()) >= 200
    assert {entity for entity, _ in kinds} == set(ENTITIES)
    assert {language for _, language in kinds} == {"en", "ko", "th"}


@pytest.mark.parametrize("name", [*SETS, HARD])
def test_a_redacted_sentence_has_nothing_left(name):
    for _, turns, _ in planted(name):
        once = Redactor().redact_together(turns)
        assert Redactor().redact_together(once) == once


@pytest.mark.parametrize(
    ("name", "least"), [("clean.jsonl", 1_200), ("unseen_clean.jsonl", 600), ("unseen_clean_2.jsonl", 600)]
)
def test_turns_without_personal_data_stay(name, least):
    clean = [json.loads(line)["text"] for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    assert len(clean) >= least
    assert sum(bool(findings(text)) for text in clean) <= 0.002 * len(clean)


def test_answers_without_personal_data_stay():
    rows = (HERE / "clean_in_context.jsonl").read_text(encoding="utf-8").splitlines()
    conversations = [json.loads(line)["turns"] for line in rows]
    asked = [list(zip(turns, asked_of(turns), strict=True)) for turns in conversations]
    alarmed = [text for turns in asked for text, of in turns if findings(text, asked=of)]
    assert sum(map(len, conversations)) >= 400
    assert not alarmed


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
