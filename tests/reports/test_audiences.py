"""Who reads which page, and what must not stand on it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from insights.flags import FlagSettings
from reports.audiences import AUDIENCES, FOR_ALL, agent_file
from reports.context import ReportContext
from reports.report import report_pages

PEOPLE = {
    "agent-01": "Hannah Reid", "agent-02": "Marcus O'Neill-Bell", "agent-03": "김서연", "agent-04": "서연",
    "agent-05": "สมชาย ใจดี", "agent-06": None,
}  # fmt: skip
CALLED = [name or agent for agent, name in PEOPLE.items()]
SAID = f"Yesterday {', '.join(CALLED)} promised it: {' '.join(PEOPLE)} wrote 김서연님께 and p-agent-02. I am upset."


@pytest.fixture
def pages(workspace: Any, context: ReportContext) -> dict[str, str]:
    """Six agents, one without a name and one without a row among the agents; every quote names them all."""
    workspace.settings = FlagSettings(minimum_sample=3)
    for agent, name in PEOPLE.items():
        if name:
            workspace.agent(agent, name)
        for number in range(4):
            answer = "no" if number % 2 else "yes"
            workspace.add(
                f"{agent}{number}", agent, [("customer", SAID), ("agent", SAID)], conversation_id=f"c{number}",
                answers={"met_distress": (answer, 0.9, [(0, SAID)]), "civil": ("yes", 0.8, [(1, SAID[:30])])},
            )  # fmt: skip
    return dict(report_pages(workspace.published(), context))


def person_of(agent: str) -> str:
    return f"p-{agent}" if PEOPLE[agent] else agent


@pytest.mark.parametrize("agent", PEOPLE)
def test_an_agents_page_names_the_agent_and_nobody_else(pages: dict[str, str], agent: str) -> None:
    files = {other: agent_file(b"", person_of(other)) for other in PEOPLE}
    page = pages[files[agent]].replace("&#39;", "'")
    own = PEOPLE[agent] or agent
    assert f"<h1>{own}</h1>" in page
    others = {name for name in CALLED if name != own and name not in own} | PEOPLE.keys() - {agent}
    others |= {person_of(other) for other in PEOPLE if other != agent} - {agent}
    text = re.sub(r' data-conversation="[^"]*"', "", page)
    assert [name for name in sorted(others) if re.search(rf"(?<![\w-]){re.escape(name)}", text)] == []
    assert "[colleague]" in page
    for other, file in files.items():
        assert file.rpartition("/")[2] not in page, other


def test_pages_for_management_name_no_agent(pages: dict[str, str]) -> None:
    assert [
        name for name in (*CALLED, *PEOPLE) if name in pages["management.html"].replace("&#39;", "'")
    ] == []


def test_sections_are_where_their_page_says(pages: dict[str, str]) -> None:
    for audience, page in AUDIENCES.items():
        html = pages[agent_file(b"", "p-agent-01") if audience == "agent" else page.file]
        found = re.findall(r'<section id="([^"]*)">', html)
        assert found == [section.anchor for section in page.sections]


def test_an_agent_with_too_little_is_told_kindly(workspace: Any, context: ReportContext) -> None:
    workspace.agent("a", "Hannah Reid")
    workspace.add("k", "a", [("agent", "Hello")], answers={"greeting": ("yes", 0.9, [(0, "Hello")])})
    page = dict(report_pages(workspace.published(), context))[agent_file(b"", "p-a")]
    assert "That says nothing about your work" in page
    assert "too few answers to say" in page
    assert "about 19 more needed" in page


def test_pages_that_lead_to_each_other_are_all_but_the_agents() -> None:
    assert set(FOR_ALL) == set(AUDIENCES.values()) - {AUDIENCES["agent"]}


def test_transcripts_are_shown_once_and_links_find_them(workspace: Any, context: ReportContext) -> None:
    workspace.agent("a", "Hannah Reid")
    for n in range(3):
        workspace.add(
            f"k{n}", "a", [("agent", "Hello")], answers={"greeting": ("unsure", 0.5, [(0, "Hello")])}
        )
    page = dict(report_pages(workspace.published(), replace(context)))["index.html"]
    assert sorted(re.findall(r'<article class="case" id="([^"]*)"', page)) == [
        f"conversation-{n}" for n in (1, 2, 3)
    ]
