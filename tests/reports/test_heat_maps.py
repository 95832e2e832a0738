"""Heat maps: what is held against what, and that every colour is also a word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from insights.flags import FlagSettings
from reports.context import ReportContext
from reports.heat_maps import LOOKS, by_team, by_topic, cell_of
from reports.material import Material
from reports.report import report_pages

TURNS = [("customer", "Hi"), ("agent", "Hello")]


@pytest.mark.parametrize(
    ("mean", "against", "look"),
    [
        (0.80, 0.65, "high2"), (0.71, 0.65, "high1"), (0.70, 0.65, "high1"), (0.69, 0.65, "even"), (0.65, 0.65, "even"),
        (0.61, 0.65, "even"), (0.60, 0.65, "low1"), (0.50, 0.65, "low2"), (0.0, 1.0, "low2"), (0.5, None, ""),
    ],
)  # fmt: skip
def test_the_look_of_a_difference(mean: float, against: float | None, look: str) -> None:
    cell = cell_of(20, mean, against, 20)
    assert cell is not None
    assert cell.look == look
    few = cell_of(19, mean, against, 20)
    assert few is not None
    assert few.look == "few"


def filled(workspace: Any) -> None:
    workspace.settings = FlagSettings(minimum_sample=5)
    for team in ("North", "South"):
        workspace.agent(team, team, team=team)
    for topic, yes in (("delay", 1), ("refund", 9), ("rare", 2)):
        for n in range(10 if topic != "rare" else 2):
            answer = ("yes" if n < yes else "no", 0.9, [])
            workspace.add(f"{topic}{n}", "North", TURNS, topic=topic, answers={"greeting": answer})
    workspace.add("none", "South", TURNS, topic=None, answers={"civil": ("unsure", 0.5, [])})


def test_topics_are_held_against_their_question(workspace: Any, context: ReportContext) -> None:
    filled(workspace)
    found = by_topic(Material(workspace.published(), context))
    assert found.columns == ("delay", "refund", "rare", "not determined")
    [(asked, cells)] = found.rows
    assert asked == "Did the agent greet the customer?"
    assert [(c.text, c.n, c.look) if c else None for c in cells] == [
        ("10 %", 10, "few"), ("90 %", 10, "few"), ("100 %", 2, "few"), None,
    ]  # fmt: skip


def test_few_colleagues_give_teams_no_colour(workspace: Any, context: ReportContext) -> None:
    filled(workspace)
    found = by_team(Material(workspace.published(), context))
    assert "North" in found.columns
    assert {cell.look for _, cells in found.rows for cell in cells if cell} <= {"", "few"}


def test_every_colour_is_a_word_too(workspace: Any, context: ReportContext) -> None:
    workspace.agent("a", "Hannah Reid")
    for topic, yes in (("delay", 2), ("refund", 25)):
        for n in range(25):
            answers = {"greeting": ("yes" if n < yes else "no", 0.9, [])}
            workspace.add(f"{topic}{n}", "a", TURNS, topic=topic, answers=answers)
    pages = dict(report_pages(workspace.published(), context))
    cells = re.findall(
        r'<td class="([a-z0-9]+)"><strong>([^<]*)</strong><br><span class="small">([^<]*)',
        pages["index.html"],
    )
    assert cells == [("low2", "8 %", "n 25 · much lower"), ("high2", "100 %", "n 25 · much higher")]
    assert {look for look, _ in LOOKS} <= set(re.findall(r"\.(\w+) { background", pages["index.html"]))


def test_nothing_at_all_is_said(workspace: Any, context: ReportContext) -> None:
    pages = dict(report_pages(workspace.published(), context))
    assert "No answer that counts in this period." in pages["index.html"]
    assert "No team is named in the data." in pages["trainer.html"]
