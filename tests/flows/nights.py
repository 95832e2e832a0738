"""Small nights for tests: a handful of conversations in three languages, and the tables that they end with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data.warehouse import connect, hold_workspace
from flows.night import prepare_night
from flows.nightly import STEPS
from flows.tracing import Done

DAY = date(2026, 3, 10)
NOT_COMPARED = {"run_steps", "schema_version", "known_files"}
CLOCKS_AND_RUNS = ("read_at", "run_id", "checked_at", "cleared_at", "happened_at", "file_time")
KEPT_BY_RUN = {"contract_results"}  # a run that was killed leaves what it saw beside what the next one sees


def conversation(name: str, *turns: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A conversation in the generic format, a minute between its turns."""
    return {
        "conversation_id": name,
        "channel": "chat",
        "started_at": "2026-03-02T09:00:00Z",
        "agent_id": "a-1",
        "customer_id": f"u-{name}",
        "queue": "parcel",
        **more,
        "turns": [{"role": role, "text": text, "t": 60.0 * n} for n, (role, text) in enumerate(turns)],
    }


EXAMPLES = [
    conversation(
        "en-1",
        ("agent", "Hello, thank you for contacting Baram Parcel, this is Jo."),
        ("customer", "My parcel is late and I am really upset, it was a birthday present."),
        ("agent", "I'm so sorry to hear that. Could you give me the tracking number, please?"),
        ("customer", "6890 1234"),
        (
            "agent",
            "Thank you. I will call you back by tomorrow noon. Is there anything else I can help with?",
        ),
        ("customer", "No, that's all, thanks."),
        ("agent", "Thank you for contacting us, goodbye."),
        language="en",
    ),
    conversation(
        "en-2",
        ("customer", "Where is my parcel? Call me on +44 7700 900412."),
        ("agent", "As I already told you, that's not my problem."),
        ("customer", "This is unacceptable. Forget it."),
        agent_id="a-2",
    ),
    conversation(
        "ko-1",
        ("agent", "안녕하세요, 바람택배 상담사 김하나입니다. 무엇을 도와드릴까요?"),
        ("customer", "택배가 아직도 안 왔어요. 너무 속상하네요."),
        ("agent", "불편을 드려 정말 죄송합니다. 송장번호를 알려 주시겠어요?"),
        ("customer", "1234-5678이요"),
        ("agent", "내일 오전 중으로 연락드리겠습니다."),
        started_at="2026-03-03T09:00:00+09:00",
    ),
    conversation(
        "th-1",
        ("customer", "พัสดุหายค่ะ เสียใจมาก"),
        ("agent", "ก็บอกไปแล้วไง รอไปก่อน"),
        language="th",
        agent_id="a-2",
    ),
    conversation(
        "fr-1",
        ("customer", "Bonjour, où est mon colis s'il vous plaît ?"),
        ("agent", "Un instant."),
        language="fr",
    ),
    conversation("one-side", ("customer", "Hello? Is anybody there?"), agent_id=None),
]


def write_examples(folder: Path, *, broken: bool = True) -> Path:
    """A folder of inputs: good conversations, a broken line, a missing role, an unknown format."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(item, ensure_ascii=False) for item in EXAMPLES]
    if broken:
        lines.insert(1, '{"conversation_id": "cut", "turns": [')
        lines.append(
            json.dumps({"conversation_id": "no-role", "turns": [{"text": "mail me: jo@example.com"}]})
        )
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "b.txt").write_text(
        "# conversation_id: text-1\nAgent: Hello, how can I help?\nCustomer: My app crashes.\nAgent: Please update it.\n",
        encoding="utf-8",
    )
    if broken:
        (folder / "c.dat").write_bytes(b"\x00\x01\x02 what is this \xff")
    (folder / "agents.csv").write_text("agent_id,name\na-1,Jo Ha\na-2,Max Po\n", encoding="utf-8")
    return folder


def run_night(workspace: Path, inputs: Path, *, config: Path | None = None) -> dict[str, Done]:
    """Every step of a night, without Prefect."""
    night = prepare_night(workspace, [inputs], config, DAY)
    with hold_workspace(workspace):
        return {step.__name__: step(night) for step in STEPS}


def tables(
    workspace: Path, file: str = "warehouse.duckdb", dropped: Sequence[str] = CLOCKS_AND_RUNS
) -> dict[str, list[str]]:
    """The rows of every table as sorted texts, without clocks and runs."""
    with connect(workspace / file, read_only=True) as connection:
        names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        found = {}
        for name in names:
            if name in NOT_COMPARED:
                continue
            rows = connection.execute(f'SELECT * FROM "{name}"').to_arrow_table()  # noqa: S608
            kept = [column for column in rows.column_names if column not in dropped]
            texts = [str(row) for row in rows.select(kept).to_pylist()]
            found[name] = sorted(set(texts) if name in KEPT_BY_RUN else texts)
        return found
