"""The whole conversations of the corpus: what was said, and how script, outcome and promises ended, by RUBRIC.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "conversations"


@dataclass(frozen=True)
class Whole:
    """A conversation in the generic format, and its labels.

    labels: script (its name, in the folder `scripts`); steps (step, status, turn); outcome and outcome_turn; promises
    (turn, what and by as spans, due as a date); forbidden (id, turn). Turns count from 0; what is absent is None.
    """

    batch: str
    conversation: dict[str, Any]
    labels: dict[str, Any]
    scripts: Path

    @property
    def acts(self) -> list[list[str] | None]:
        """What each turn does; None where nobody labelled it."""
        found: list[list[str] | None] | None = self.labels.get("acts")
        return found or [None] * len(self.conversation["turns"])


def whole_conversations(language: str, kind: str) -> Iterator[Whole]:
    """Those of a language, batch by batch; kind: `train` or `held`."""
    for path in sorted((FOLDER / language).glob(f"{kind}-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            labels = given.pop("labels")
            yield Whole(path.stem, given, labels, path.parent / f"scripts-{path.stem}")
