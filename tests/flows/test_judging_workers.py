"""`judge` over several worker processes writes what one process writes, in the same order."""

from __future__ import annotations

import json

import pytest

from flows.judging import judged_chunks
from qa_rules.library import load_library
from tests.qa_rules.conversations import talk


@pytest.mark.slow
def test_workers_change_no_line_and_no_order() -> None:
    library = load_library(None, None)
    chunks = [
        [talk("c: my parcel is late and I am worried", "a: As I said, read the terms.", conversation_id="1")],
        [
            talk(
                "c: 배송이 늦어서 속상해요",
                "a: 기다리게 해 드려 죄송합니다.",
                conversation_id="2",
                language="ko",
            )
        ],
        [talk("c: ของยังไม่มาเลย", "a: ก็บอกไปแล้วไงคะ", conversation_id="3", language="th")],
    ]
    alone = list(judged_chunks(iter(chunks), library, workers=1))
    together = list(judged_chunks(iter(chunks), library, workers=2))
    assert together == alone
    assert [json.loads(lines)["conversation_id"] for lines, _ in together] == ["1", "2", "3"]
