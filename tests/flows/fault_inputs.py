"""What comes for the two nights of a walk of faults; files keep the times that they are given here."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.flows.nights import EXAMPLES, conversation, write_examples

CALLER, EXCLUDED = "call_+821098765432_7", "+66 81 234 5678"  # ids that are kept as HMACs


def undated(turns: int) -> dict[str, Any]:
    """A conversation that does not say when it began, and has grown to so many turns."""
    said = [("customer", "Where is my parcel?"), ("agent", "One moment, please."), ("customer", "Thanks.")]
    return conversation("undated", *said[:turns], started_at=None)


def write_lines(file: Path, written: str, *lines: dict[str, Any] | str) -> None:
    """A file of JSON lines that was last written on a day."""
    file.parent.mkdir(exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    moment = datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()
    os.utime(file, (moment, moment))


def first_files(inputs: Path) -> None:
    """What is there before the first night."""
    write_examples(inputs)
    hello = [("customer", "Hello"), ("agent", "Hello, how can I help?")]
    write_lines(inputs / "d.jsonl", "2026-03-04", undated(2), conversation(CALLER, *hello))


def second_files(inputs: Path) -> None:
    """What comes in between the two nights: new, grown, sent again, a survey, and other broken records."""
    grown = {**EXAMPLES[1], "started_at": "2026-03-08T09:00:00Z", "turns": EXAMPLES[1]["turns"][:2]}
    fresh = [
        conversation(name, *turns, started_at="2026-03-09T09:00:00Z", agent_id=f"a-{n % 2 + 1}")
        for n, (name, *turns) in enumerate(
            [
                ("new-0", ("customer", "Where is my parcel?"), ("agent", "I am sorry, I will call you back today.")),
                (CALLER, ("customer", "택배가 안 왔어요."), ("agent", "죄송합니다. 확인해 드리겠습니다.")),
                (EXCLUDED, ("customer", "Thanks a lot!"), ("agent", "Hello, how can I help?")),
            ]
        )
    ]  # fmt: skip
    again = conversation("cut", ("customer", "Hello"), ("agent", "Hello, how can I help?"))
    refused = {"conversation_id": "call_+821087654321_1", "turns": [{"text": "Hello"}]}
    write_lines(
        inputs / "more.jsonl", "2026-03-09", grown, *fresh, undated(3), again, refused, '{"conversation_id": "cut-2"'
    )  # fmt: skip
    (inputs / "surveys.csv").write_text(f"conversation_id,kind,score,comment\n{CALLER},csat,5,fine\n")


def landing_files(inputs: Path) -> None:
    """What comes as well, and leaves a landing folder: under a name that was there before, and in a folder."""
    hello = [("customer", "Hello"), ("agent", "Hello, how can I help?")]
    write_lines(inputs / "d.jsonl", "2026-03-09", undated(3), conversation("late-1", *hello))
    write_lines(inputs / "sub" / "e.jsonl", "2026-03-09", conversation("late-2", *hello))
