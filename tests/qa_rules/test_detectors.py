"""The rules of every detector against their tables of turns: tests/qa_rules/cases/LANGUAGE/DETECTOR.yaml.

A case: `text`, and `level` (0, 1, 2; for politeness `polite: true|false`), or for cue and promise detectors the list
`signals`. Optional: `before` (a list of [role, text]), `quote` (words that the span must touch), `note`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.conversation import conversation_from
from qa_rules.definitions import read_yaml
from qa_rules.detectors import detectors
from qa_rules.observe import languages_of, look_at

CASES = Path(__file__).parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*/*.yaml")):
        for number, case in enumerate(read_yaml(path) or []):
            found.append(
                pytest.param(path.parent.name, path.stem, case, id=f"{path.parent.name}-{path.stem}-{number}")
            )
    return found


@pytest.mark.parametrize(("language", "name", "case"), _cases())
def test_a_turn_is_judged_as_the_table_says(language: str, name: str, case: dict[str, Any]) -> None:
    chosen = next(d for d in detectors() if d.name == name)
    role = next(iter(chosen.roles))
    turns = [{"role": r, "text": t} for r, t in case.get("before", [])] + [
        {"role": role, "text": case["text"]}
    ]
    conversation = conversation_from({"conversation_id": "case", "language": language, "turns": turns})
    look = look_at([(conversation, languages_of(conversation))], using=[chosen])[0].looks[-1]
    assert not look.failures
    ((_, _, sightings),) = look.seen
    shown = [s for s in sightings if s.probability >= 0.5 and s.name != "politeness" and s.level]
    if "signals" in case:
        assert sorted({s.name.removeprefix("cue:") for s in shown}) == sorted(case["signals"])
    elif "polite" in case:
        assert [s.probability >= 0.5 for s in sightings if s.name == "politeness"] == [case["polite"]]
    else:
        assert [s.level if s in shown else 0 for s in sightings if s.name == name] == [case["level"]]
    if "quote" in case:
        place = case["text"].index(case["quote"])
        assert any(s.start < place + len(case["quote"]) and place < s.end for s in shown)
