"""The figures of whole conversations: what counts as right, and what an unsure answer counts as."""

from __future__ import annotations

import pytest

from data.conversation import Conversation, Turn
from models.evaluation.whole import COLUMNS, Ended, Promised, WholeItem, confusion, whole_figures, whole_rows

TALK = Conversation("c", (Turn("agent", "Hello."), Turn("customer", "Hi.")))


def figures(*pairs, asks_promises=False):
    """(of, figure) -> (n, value) of pairs of what a person and the judge say."""
    items = [WholeItem(TALK, None, gold, asks_promises) for gold, _ in pairs]
    found = whole_figures("s", "en", items, [said for _, said in pairs])
    return {(one.of, one.figure): (one.n, one.value) for one in found}


def test_steps_by_status_and_the_turn_of_what_was_said():
    gold = Ended({"a": ("followed", 0), "b": ("missed", None), "c": ("out_of_order", 4)})
    said = Ended({"a": ("followed", 2), "b": ("unsure", None), "c": ("out_of_order", 4)})
    found = figures((gold, said), (Ended({"a": ("followed", 0)}), Ended()))
    assert found["steps", "status right"] == (4, 0.5)
    assert found["steps", "followed right"] == (2, 0.5)
    assert found["steps", "missed right"] == (1, 0.0)
    assert found["steps", "turn right"] == (3, pytest.approx(1 / 3))


def test_outcomes_where_unsure_is_wrong():
    labels = ["resolved", "resolved", "unresolved", "escalated"]
    said = ["resolved", "unsure", "unresolved", "unresolved"]
    pairs = [(Ended(outcome=a), Ended(outcome=b)) for a, b in zip(labels, said, strict=True)]
    found = figures(*pairs)
    assert found["outcome", "right"] == (4, 0.5)
    # F1: resolved 2/3, unresolved 2/3, escalated 0; labels that nobody gave do not count.
    assert found["outcome", "macro-F1"] == (4, pytest.approx(4 / 9))
    table = confusion([WholeItem(TALK, None, gold) for gold, _ in pairs], [given for _, given in pairs])
    assert table == {
        "resolved": {"resolved": 1, "unsure": 1}, "unresolved": {"unresolved": 1}, "escalated": {"unresolved": 1},
    }  # fmt: skip


def test_where_only_resolved_or_not_is_labelled_every_other_outcome_is_not():
    labels = ["resolved", "not resolved", "not resolved", "resolved", None]
    said = ["resolved", "abandoned", "resolved", "unsure", "resolved"]
    found = figures(*[(Ended(outcome=a), Ended(outcome=b)) for a, b in zip(labels, said, strict=True)])
    assert found == {("outcome", "resolved macro-F1"): (4, 0.5)}


@pytest.mark.parametrize(
    ("given", "turn", "by", "date"),
    [
        (Promised(3, (0, 5), "2026-03-04"), 1.0, 1.0, 1.0),
        (Promised(3, (9, 12), "2026-03-05"), 1.0, 0.0, 0.0),
        (Promised(1, (0, 5), "2026-03-04"), 0.0, 0.0, 1.0),
        (None, 0.0, 0.0, 0.0),
    ],
)
def test_the_last_promise_that_names_a_time_counts(given, turn, by, date):
    gold = Ended(
        promises=(Promised(5, None, None), Promised(3, (2, 8), "2026-03-04"), Promised(0, (1, 2), None))
    )
    said = Ended(promises=(given,) if given else ())
    found = figures((gold, said), asks_promises=True)
    assert found["promises", "turn found"] == (1, turn)
    assert found["promises", "by when found"] == (1, by)
    assert found["promises", "date right"] == (1, date)


def test_a_promise_where_none_is_is_counted():
    said = Ended(promises=(Promised(0, None, None),))
    found = figures((Ended(), said), (Ended(), Ended()), asks_promises=True)
    assert found["promises", "given out where none is"] == (2, 0.5)
    assert figures((Ended(), said)) == {}


def test_the_step_of_a_turn_by_micro_f1_where_silence_is_no_wrong_call():
    gold = Ended(turns={0: frozenset("a"), 2: frozenset("b"), 4: frozenset("c")})
    said = Ended(turns={0: frozenset("a"), 2: frozenset("x"), 9: frozenset("c")})
    # Three labelled turns, two called, one rightly: 2 * 1 / (3 + 2).
    assert figures((gold, said))["turns", "step micro-F1"] == (3, pytest.approx(0.4))


def test_a_row_has_a_cell_for_each_column_and_the_interval_holds_the_value():
    pairs = [
        (Ended({"a": ("followed", 0)}), Ended({"a": ("followed" if n % 3 else "missed", 0)}))
        for n in range(30)
    ]
    items = [WholeItem(TALK, None, gold) for gold, _ in pairs]
    found = whole_figures("s", "en", items, [said for _, said in pairs])
    assert {len(row) for row in whole_rows(found)} == {len(COLUMNS)}
    for one in found:
        assert one.interval is not None
        assert one.interval[0] < one.value < one.interval[1] or one.value == 1.0
    assert "followed taken for missed 10" in found[0].note
