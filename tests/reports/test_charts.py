"""Charts: their numbers in text, what is marked, who is named."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from reports.charts import control_chart, funnel_chart
from reports.context import ReportContext
from reports.funnels import FEWEST, funnels, limits
from reports.management import trend
from reports.material import Material


def said(svg: str) -> str:
    [text] = re.findall(r"<desc[^>]*>([^<]*)</desc>", svg)
    return str(text)


def test_a_control_chart_says_its_numbers_and_what_is_outside() -> None:
    svg = control_chart(
        "c", "Mean score", ["11-06", "11-13", "11-20"], [70.0, None, 90.0], 71.0, [65, 65, 66], [77, 77, 76]
    )
    assert said(svg) == (
        "Mean 71.0. 11-06: 70.0, limits 65.0 to 77.0; 11-13: none; 11-20: 90.0, limits 66.0 to 76.0, outside"
    )
    assert "outside</text>" in svg
    calm = control_chart("c", "Mean score", ["11-06", "11-13"], [70.0, 72.0], 71.0, [65, 65], [77, 77])
    assert "outside" not in calm


def test_a_funnel_names_only_who_is_flagged() -> None:
    svg = funnel_chart(
        "f", "Civil?", [(40, -2.0, ""), (90, -30.0, "김서연")], [30, 100], [([-9, -5], [9, 5])] * 2
    )
    assert said(svg) == "2 agents, 1 of them flagged. 김서연: -30 points in 90 answers"
    assert svg.count("김서연") == 2  # in the text, and at the dot


def rows(observed: list[float], n: int = 100) -> list[dict[str, Any]]:
    return [{"n": n, "observed": share, "expected": 0.5} for share in observed]


def test_limits_narrow_with_answers_and_widen_with_the_spread_of_colleagues() -> None:
    sizes = np.array([25.0, 100.0, 400.0])
    calm, wild = (limits(rows([0.5 - d, 0.5, 0.5 + d] * 10), sizes) for d in (0.02, 0.2))
    (low, high), (outer_low, _) = calm
    assert low[0] < low[1] < low[2] < 0 < high[2] < high[1] < high[0]
    assert all(outer < inner for outer, inner in zip(outer_low, low, strict=True))
    assert wild[0][0][2] < calm[0][0][2] - 5
    assert low[1] == pytest.approx(-1.96 * 50 / 10, abs=2.5)  # hardly more than chance


def test_limits_end_at_none_and_all() -> None:
    (_, high), (_, outer) = limits([{"n": 10, "observed": 0.95, "expected": 0.95}] * 6, np.array([5.0]))
    assert high[0] == outer[0] == pytest.approx(5)


@pytest.mark.parametrize(("agents", "drawn"), [(FEWEST - 1, 0), (FEWEST, 1)])
def test_few_agents_have_no_funnel(workspace: Any, context: ReportContext, agents: int, drawn: int) -> None:
    for number in range(agents):
        workspace.agent(f"a{number}", f"Agent {number}")
        for n in range(25):
            answers = {"greeting": ("yes" if n % 2 else "no", 0.9, [])}
            workspace.add(f"{number}-{n}", f"a{number}", [("agent", "Hello")], answers=answers)
    found, left_out = funnels(Material(workspace.published(), context))
    assert (len(found), left_out) == (drawn, 0)
    assert not any("Agent" in funnel.chart for funnel in found)


def test_a_trend_begins_with_the_first_week_that_has_a_score(workspace: Any, context: ReportContext) -> None:
    yes = {"greeting": ("yes", 0.9, [])}
    for days, score in ((0.5, 90), (1, 70), (8, 60), (23, 50), (300, 10)):
        workspace.add(
            f"k{days}", "a", [("agent", "Hello")], answers=yes, days_ago=days, score=score, outcome="resolved"
        )
    found = trend(Material(workspace.published(), context))
    assert [(name, row["scores"], row["mean"]) for name, row in found["rows"]] == [
        ("10-30", 1, 50), ("11-06", 0, None), ("11-13", 1, 60), ("11-20", 2, 80),
    ]  # fmt: skip
    assert [title for title, _ in found["charts"]] == ["Mean score", "Resolved"]
