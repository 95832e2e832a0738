"""Found topics in the report: named ones with quotes, what changed, and sentences from the columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from insights.topic_trends import reason_of
from reports.context import ReportContext
from reports.found_topics import SHOWN, FoundTopics, ending_of, found_topics, inside_of
from reports.report import report_pages
from reports.summary import summary

TREND = {
    "size": 34, "previous_size": 12, "compared_with": 1000, "previous_compared_with": 1100, "growth": 3.117, "low": 1.61,
    "high": 6.3, "dispersion": 1.0, "p": 0.001, "q": 0.01, "state": "growing", "driven_by": "storage fee",
    "period_from": date(2026, 10, 24), "period_to": date(2026, 11, 20),
}  # fmt: skip


def add(workspace: Any, name: str, key: str = "k", **columns: Any) -> None:
    row = {
        "found_topic": f"en-{name[:8]}", "language": "en", "name": name, "phrases": name, "topic": "other", "topic_share": 0.8,
        "first_seen": date(2026, 11, 2), "resolved": 0.4, "outcomes": 10, "all_resolved": 0.61, "score": 71.25, "scores": 12,
        "all_score": 80.0, "quotes": [{"conversation_key": key, "turn": 1, "span_start": 3, "span_end": 14}],
    }  # fmt: skip
    workspace.row("found_topics", **row | TREND | columns)


def section(workspace: Any, context: ReportContext) -> tuple[FoundTopics, dict[str, str]]:
    """What the report shows of found topics, and its pages by file."""
    with workspace.published() as connection:
        return found_topics(connection, context), dict(report_pages(connection, context))


TURNS = [("agent", "Hello."), ("customer", "my storage fee <b> doubled")]


def test_a_found_topic_is_shown_with_size_trend_ending_and_quotes(
    workspace: Any, context: ReportContext
) -> None:
    workspace.add("k", "a-1", TURNS)
    add(workspace, "storage fee")
    found, pages = section(workspace, context)
    shown = pages["index.html"]
    assert "34 of 1,000 conversations (3.4 %), 12 of 1,100 (1.1 %) in the period before: 3.1 times" in shown
    assert "Resolved in 40 % of 10 outcomes (all: 61 %); mean score 71.2 of 12 (all: 80.0)." in shown
    assert 'data-conversation="k"' in shown
    assert "my <mark>storage fee</mark> &lt;b&gt; doubled" in shown
    assert "beyond the taxonomy (80 %)" in shown
    assert found.quoted == ["k"]


def test_deleted_words_are_not_quoted(workspace: Any, context: ReportContext) -> None:
    workspace.add("k", "a-1", [("agent", "Hello."), ("customer", "")])
    add(workspace, "storage fee")
    assert section(workspace, context)[0].topics[0]["quotes"] == []


def test_unnamed_topics_are_counted_and_not_shown(workspace: Any, context: ReportContext) -> None:
    add(workspace, "")
    found, pages = section(workspace, context)
    assert (found.topics, found.changed, found.unnamed) == ([], [], 1)
    assert "1 group of openings without a phrase" in pages["index.html"]


def test_new_and_growing_ones_come_first_then_the_largest(workspace: Any, context: ReportContext) -> None:
    for name, state, size in (
        ("small", "steady", 5),
        ("large", "steady", 90),
        ("gone", "shrinking", 99),
        ("fresh", "new", 6),
    ):
        add(workspace, name, state=state, size=size)
    found, _ = section(workspace, context)
    assert [topic["name"] for topic in found.topics] == ["fresh", "large", "small", "gone"]
    assert [topic["title"] for topic in found.changed] == ["fresh (found, English)", "gone (found, English)"]


def test_topics_of_the_taxonomy_that_changed_stand_beside_them(
    workspace: Any, context: ReportContext
) -> None:
    workspace.row("topic_trends", topic="lost_or_damaged", **TREND)
    workspace.row("topic_trends", topic="delay", **TREND | {"state": "steady"})
    found, pages = section(workspace, context)
    assert [(t["title"], t["state"], t["driven_by"]) for t in found.changed] == [
        ("lost or damaged", "growing", "storage fee")
    ]
    for file in ("index.html", "management.html"):
        assert "lost or damaged" in pages[file]


def test_a_long_list_is_cut_and_says_so(workspace: Any, context: ReportContext) -> None:
    for number in range(SHOWN + 3):
        add(workspace, f"t{number:02}")
    found, pages = section(workspace, context)
    assert (len(found.topics), found.left_out) == (SHOWN, 3)
    assert "3 further topics not shown" in pages["index.html"]


def test_nothing_at_all(workspace: Any, context: ReportContext) -> None:
    shown = section(workspace, context)[1]["index.html"]
    assert "No topic takes a clearly larger or smaller share" in shown
    assert "None yet" in shown


def test_programs_get_names_and_figures(workspace: Any, context: ReportContext) -> None:
    add(workspace, "storage fee")
    with workspace.published() as connection:
        told = summary(connection, context)
    assert [(t["name"], t["growth"], t["state"]) for t in told["found_topics"]] == [
        ("storage fee", 3.117, "growing")
    ]
    assert [(t["kind"], t["subject"]) for t in told["changed_topics"]] == [("found", "en-storage ")]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, "34 of 1,000 conversations (3.4 %), 12 of 1,100 (1.1 %) in the period before: 3.1 times the share (95 % interval 1.6–6.3)."),
        ({"state": "steady"}, "34 of 1,000 conversations (3.4 %), 12 of 1,100 (1.1 %) in the period before: no clear change, 3.1 times the share (95 % interval 1.6–6.3)."),
        ({"state": "new", "previous_size": 0, "growth": None, "high": None}, "34 of 1,000 conversations (3.4 %), 0 of 1,100 (0.0 %) in the period before: it was not there, at least 1.6 times the share."),
        ({"state": "steady", "previous_size": 0, "growth": None, "high": None}, "34 of 1,000 conversations (3.4 %), 0 of 1,100 (0.0 %) in the period before: no clear change."),
        ({"previous_size": 0, "previous_compared_with": 0, "growth": None, "low": None, "high": None, "state": "steady"}, "34 of 1,000 conversations (3.4 %); nothing to compare with in the period before."),
        ({"size": 0, "compared_with": 0, "growth": None, "low": None, "high": None, "state": "steady"}, "0 of 0 conversations, 12 of 1,100 (1.1 %) in the period before: no clear change."),
    ],
)  # fmt: skip
def test_trend_in_words(columns: dict[str, Any], sentence: str) -> None:
    assert reason_of(TREND | columns) == sentence


def test_ending_and_place_in_words() -> None:
    nothing = {
        "resolved": None,
        "outcomes": 0,
        "all_resolved": None,
        "score": None,
        "scores": 0,
        "all_score": None,
    }
    assert ending_of(nothing) == "No outcome and no score in this period."
    assert (
        ending_of(nothing | {"score": 50.0, "scores": 1, "all_score": 60.0})
        == "Mean score 50.0 of 1 (all: 60.0)."
    )
    assert inside_of({"topic": "delay", "topic_share": 0.3}) == "across topics, most often delay (30 %)"
