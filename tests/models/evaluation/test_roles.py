"""The figures of who speaks: what is hidden, what counts as right, refused, called swapped and noticed."""

from __future__ import annotations

import gzip
import json

import pytest

from data.conversation import Conversation, Turn
from models.evaluation.roles import exchanged, hidden, role_sets, speaking, speaking_rows
from models.folds import fold_of

BOTH = Conversation("b", (Turn("bot", "Hi"), Turn("agent", "Hello."), Turn("customer", "help"), Turn("agent", "n", internal=True)))  # fmt: skip
ALONE = Conversation("a", (Turn("customer", "help"),))


def cast(conversation):
    """Knows `Hello.` for an agent's; refuses where nobody says it."""
    roles = tuple(turn.role for turn in conversation.turns)
    greets = next((t for t in conversation.turns if t.text == "Hello."), None)
    if "unknown" not in roles:
        return ("swapped" if greets and greets.role == "customer" else "given"), roles
    if greets is None:
        return "unclear", roles
    return "inferred", tuple(
        t.role if t.role != "unknown" else "agent" if t.speaker == greets.speaker else "customer"
        for t in conversation.turns
    )


def test_hiding_and_exchanging_leave_bots_and_notes():
    assert [(t.role, t.speaker) for t in hidden(BOTH).turns] == [("bot", None), ("unknown", "A"), ("unknown", "B"), ("agent", None)]  # fmt: skip
    assert [t.role for t in exchanged(BOTH).turns][:3] == ["bot", "customer", "agent"]


@pytest.mark.parametrize(
    ("judge", "right", "refused", "called", "noticed"),
    [
        (cast, 3, 1, 0, 2),
        (lambda c: ("inferred", tuple("customer" for _ in c.turns)), 1, 0, 0, 0),
        (lambda c: ("swapped", tuple(t.role for t in c.turns)), 3, 3, 3, 2),
    ],
)
def test_counts(judge, right, refused, called, noticed):
    found = speaking("s", "en", [BOTH, BOTH, ALONE], judge)
    assert [s.count for s in (found.right, found.refused, found.called_swapped, found.noticed)] == [right, refused, called, noticed]  # fmt: skip
    assert (found.right.of, found.noticed.of) == (3, 2)
    assert all(s.low <= s.count / s.of <= s.high for s in (found.right, found.refused, found.noticed))


def test_a_row_has_a_cell_for_every_column_and_a_dash_for_nothing():
    (row,) = speaking_rows([speaking("s", "en", [ALONE], cast)])
    assert row[:3] == ("s", "en", "1")
    assert row[-2:] == ("–", "")


def test_of_star_only_the_fifth_that_nothing_learned_from(tmp_path):
    keys = [f"star-{n}" for n in range(20)]
    with gzip.open(tmp_path / "star_conversations.jsonl.gz", "wt", encoding="utf-8") as file:
        for key in keys:
            file.write(
                json.dumps({"conversation_id": key, "turns": [{"role": "agent", "text": "Hi"}]}) + "\n"
            )
    found = {name: several for name, _, several in role_sets(tmp_path)}
    assert [c.conversation_id for c in found["star"]] == [key for key in keys if fold_of(key) == 0]
    assert found["star"]
    assert "own-held" in found
