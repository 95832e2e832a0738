"""Agreement with reviewers in the report: what is told, what waits, and that nothing is told of nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from data.warehouse import connect
from insights.agreement import make_agreement
from reports.agreement import agreement_line, agreement_section
from reports.context import ReportContext
from reports.report import report_pages
from tests.reports.conftest import PERIOD, START, Workspace

TURNS = [("customer", "My parcel is late."), ("agent", "I am sorry to hear that.")]


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said += data


def reviewed(workspace: Workspace, count: int, *, wrong: int = 0, question: str = "greeting") -> None:
    """So many drawn and reviewed answers yes of a question, so many of them wrong."""
    for number in range(count):
        key = f"{question}-{number}"
        workspace.add(key, "a-1", TURNS, answers={question: ("yes", 0.9, [])})
        of = {
            "conversation_key": key,
            "agent_id": "a-1",
            "question": question,
            "definition": question,
            "answer_id": f"r-{key}",
        }
        workspace.row(
            "review_draws",
            seed=1,
            probability=1.0,
            to_decide=False,
            period_from=PERIOD.start,
            drawn_at=START,
            **of,
        )
        answer = "no" if number < wrong else "yes"
        workspace.row(
            "reviews", answer=answer, reviewer="lee", reason="<b>she</b> said", reviewed_at=START, **of
        )


def section(workspace: Workspace, context: ReportContext, minimum: int = 5) -> str:
    """The section as text."""
    workspace.published().close()
    with connect(workspace.path) as connection:
        make_agreement(connection, PERIOD, minimum)
        page = dict(report_pages(connection, context))["index.html"]
    [found] = re.findall(r'<section id="agreement">.*?</section>', page, re.DOTALL)
    assert "<b>" not in found
    return re.sub(r"\s+", " ", _Text(found).said)


def test_of_nothing_it_says_how_to_begin(workspace: Workspace, context: ReportContext) -> None:
    said = section(workspace, context)
    assert "Nobody has reviewed answers yet" in said
    assert "Cannot tell" not in said


def test_it_says_agreement_errors_and_corrected_rates(workspace: Workspace, context: ReportContext) -> None:
    reviewed(workspace, 10, wrong=2)
    said = section(workspace, context)
    assert "1 reviewer answered 10 questions" in said
    assert "Did the agent greet the customer?" in said
    assert "The same in 80 % (49–94 %) of 10 sampled answers" in said
    assert "People call 20 % (6–51 %) of 10 automatic yes a no." in said
    assert "Corrected for that: 80 % (80–80 %), 100 % as answered automatically." in said


def test_too_few_wait(workspace: Workspace, context: ReportContext) -> None:
    reviewed(workspace, 4, wrong=1)
    said = section(workspace, context)
    assert "Cannot tell yet: 4 of 4 sampled answers are reviewed, about 1 more needed." in said
    assert "The same in" not in said


def test_a_question_of_the_past_is_shown_by_its_id(workspace: Workspace, context: ReportContext) -> None:
    reviewed(workspace, 10, question="old_question")
    assert "old question" in section(workspace, context)


@pytest.mark.parametrize("minimum", [1, 100])
def test_every_row_has_one_sentence(workspace: Workspace, context: ReportContext, minimum: int) -> None:
    reviewed(workspace, 3)
    workspace.add("none", "a-1", TURNS, language="ko", answers={"civil": ("unsure", 0.5, [])})
    workspace.published().close()
    with connect(workspace.path) as connection:
        make_agreement(connection, PERIOD, minimum)
        found = agreement_section(connection, context)
    rows: list[dict[str, Any]] = [*found.told, *found.waiting]
    assert len(rows) == 2
    assert all(row["line"] == agreement_line(row) for row in rows)
    assert all("None" not in row["line"] and "nan" not in row["line"] for row in rows)
