"""Changes, benchmarks, what predicts satisfaction and customers at risk on their pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from insights.at_risk import make_at_risk
from insights.benchmarks import BenchmarkSettings, Target, make_benchmarks
from insights.outcomes import make_question_outcomes
from reports import charts
from reports.audiences import LEAD, MANAGEMENT
from reports.report import report_pages

WEEK = date(2026, 11, 2)
POINTS = [
    {"week": WEEK + timedelta(weeks=n), "n": 20, "observed": o, "usual": 0.8, "rise": 0.0, "fall": f}
    for n, (o, f) in enumerate([(0.8, 0.0), (None, 1.5), (0.4, 6.0)])
]


def change(**columns: Any) -> dict[str, Any]:
    row = {
        "kind": "agent",
        "subject": "p-a-1",
        "question": "civil",
        "definition": "civil",
        "state": "declining",
        "weeks": 3,
    }
    row |= {
        "since": WEEK,
        "noticed": WEEK + timedelta(days=13),
        "size": -0.4,
        "size_low": -0.6,
        "size_high": -0.2,
        "n_before": 90,
    }
    row |= {
        "n_after": 40,
        "n": 40,
        "history_from": WEEK,
        "history_to": WEEK + timedelta(days=20),
        "control_limit": 5.2,
    }
    return row | {"reason": "r", "points": POINTS} | columns


def pages(workspace, context) -> dict[str, str]:
    with workspace.published() as connection:
        return dict(report_pages(connection, context))


def test_a_change_has_its_sentence_and_its_chart_in_numbers(workspace, context):
    workspace.agent("a-1", "Hannah Reid")
    workspace.row("changes", **change())
    workspace.row(
        "changes",
        **change(
            kind="topic", subject="lost_parcel", state="improving", size=0.3, size_low=0.1, size_high=0.5
        ),
    )
    workspace.row("changes", **change(subject="p-x", state="steady", points=None))
    workspace.add("k", "a-1", [("agent", "Hello.")], answers={"civil": ("yes", 0.9, [])})
    html = pages(workspace, context)[LEAD.file]
    assert "Hannah Reid: Was the agent civil throughout?" in html
    assert "Declining since about 2026-11-02, noticed 2026-11-15: 40 points lower than before" in html
    assert "lost parcel: Was the agent civil throughout?" in html
    assert "2026-11-16: 40% of 20, usual 80%, CUSUM up 0.0, down 6.0" in html
    assert html.index("Hannah Reid: Was") < html.index("lost parcel: Was")
    assert "1 steady, 0 without enough history yet" in html
    assert "at most 1 false alarm a month" in html


def test_nothing_to_say_is_said(workspace, context):
    workspace.add("k", "a-1", [("agent", "Hello.")], answers={"civil": ("yes", 0.9, [])})
    found = pages(workspace, context)
    assert "Nobody and nothing is clearly improving or declining." in found[LEAD.file]
    assert "<h2>Customers at risk</h2>" in found[LEAD.file]
    assert "No targets are configured." in found[MANAGEMENT.file]
    assert "No conversation of these periods has a score" in found[MANAGEMENT.file]


@pytest.fixture
def followed(workspace, context):
    """Forty conversations, every second one rude and unresolved with a low score."""
    workspace.agent("a-1", "Hannah Reid")
    for number in range(40):
        rude = number % 2 == 0
        workspace.add(
            f"k{number:02}", "a-1", [("customer", "Where is it?"), ("agent", "Soon.")], days_ago=number % 20 + 1,
            answers={"civil": ("no" if rude else "yes", 0.9, [])}, outcome="unresolved" if rude else "resolved",
            csat=1.0 if rude else 5.0,
        )  # fmt: skip
    workspace.published().close()
    from data.warehouse import connect

    with connect(workspace.path) as connection:
        targets = (Target("civil", 0.9),)
        make_benchmarks(connection, context.period, BenchmarkSettings(targets))
        make_question_outcomes(connection, context.period)
        make_at_risk(connection, context.period, context.date)
    with connect(workspace.path, read_only=True) as connection:
        yield dict(report_pages(connection, context))


def test_management_reads_benchmarks_and_no_agent(followed):
    html = followed[MANAGEMENT.file]
    assert "Below its target of 90 %: 50 %" in html
    assert "(topic delay)" in html
    assert (
        "40 answers with a CSAT, of too few agents" in html
        or "Cannot tell yet: 40 answers with a CSAT" in html
    )
    assert "Hannah" not in html


def test_the_lead_reads_whom_to_follow_up_and_why(followed):
    html = followed[LEAD.file]
    assert "Left without a solution (2), gave a low score (1): weight 3, 1 contact." in html
    assert "<code>u-k00</code>" in html
    assert 'href="#' in html.split('id="at-risk"')[1].split("</section>")[0]
    assert "u-k01" not in html.split('id="at-risk"')[1].split("</section>")[0]


def test_a_chart_of_one_week_and_of_odd_names_is_drawn():
    svg = charts.change_chart("change-1", "<b>$x$</b>", POINTS[1:2], 5.0, WEEK)
    assert "&lt;b&gt;$x$&lt;/b&gt;" in svg
    assert "none sure" in svg
    assert svg == charts.change_chart("change-1", "<b>$x$</b>", POINTS[1:2], 5.0, WEEK)
