"""What calmed hostile customers: at most five quotes, one an agent first, and only where it lasted."""

from __future__ import annotations

from typing import Any

import pytest

from reports.calming import MOST, calmed
from reports.context import ReportContext
from reports.report import report_pages

TURNS = [
    ("customer", "Hi."),
    ("agent", "Hello."),
    ("customer", "You people are useless."),
    ("agent", "죄송합니다 😢 I am so sorry you waited all day."),
    ("customer", "Thanks."),
]
SEEN = [(2, "hostility", 1, "useless")]
SAID = "I am so sorry you waited all day."


def add(
    workspace: Any, key: str, agent: str = "a-1", *, last: int = 0, days_ago: float = 1, **columns: Any
) -> None:
    """A conversation that turned at its last turn."""
    workspace.add(key, agent, TURNS, seen=SEEN, days_ago=days_ago)
    start = TURNS[3][1].index(SAID)
    row = {
        "conversation_key": key, "peak_turn": 2, "peak_level": 1, "turned": 4, "agent_turn": 3,
        "points": [{"turn": 0, "level": 0}, {"turn": 2, "level": 1}, {"turn": 4, "level": last}],
        "span_start": start, "span_end": start + len(SAID), "does": "empathy", "rose": [], "version": "1",
    }  # fmt: skip
    workspace.row("deescalations", **row | columns)


def test_both_sides_are_quoted(workspace: Any, context: ReportContext) -> None:
    add(workspace, "k")
    with workspace.published() as connection:
        found = calmed(connection, context)
        html = dict(report_pages(connection, context))["trainer.html"]
    assert [(e["angry"].text, e["said"].text, e["said"].turn, e["does"]) for e in found] == [
        ("useless", SAID, 3, "empathy")
    ]
    assert f"<mark>{SAID}</mark>" in html
    assert "What calmed angry customers" in html
    assert 'href="#' + html.split('class="case" id="')[-1].split('"')[0] in html


def test_one_an_agent_comes_before_a_second_one(workspace: Any, context: ReportContext) -> None:
    for number in range(MOST):
        add(workspace, f"k{number}", "a-1", days_ago=1 + number / 10)
    add(workspace, "other", "a-2", days_ago=3)
    with workspace.published() as connection:
        found = [e["conversation_key"] for e in calmed(connection, context)]
    assert found == ["k0", "other", "k1", "k2", "k3"]


LEFT_OUT = [
    {"last": 1},
    {"turned": None, "agent_turn": None, "span_start": None, "span_end": None, "does": None},
    {"agent_turn": None, "span_start": None, "span_end": None, "does": None},
    {"does": "refuses"},
    {"does": None},
    {"days_ago": 400},
]


@pytest.mark.parametrize("columns", LEFT_OUT)
def test_left_out(workspace: Any, context: ReportContext, columns: dict[str, Any]) -> None:
    add(workspace, "k", **columns)
    add(workspace, "kept", "a-2")
    with workspace.published() as connection:
        assert [e["conversation_key"] for e in calmed(connection, context)] == ["kept"]


def test_without_any_the_page_says_so(workspace: Any, context: ReportContext) -> None:
    with workspace.published() as connection:
        html = dict(report_pages(connection, context))["trainer.html"]
    assert "No hostile customer calmed down for good in this period." in html
