"""The page: what it says, that it adds up, that nothing in it acts, and that it is the same every time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.warehouse import connect
from insights.flags import FlagSettings
from reports.context import Limits, ReportContext
from reports.report import report_html, write_report
from reports.summary import summary, summary_lines

VOID = {"meta", "input", "br", "img", "link", "hr"}


class Page(HTMLParser):
    """Every tag with its attributes, the text by tag, and whether tags are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append((self.open[-1] if self.open else "", data))

    def said(self, tag: str = "") -> str:
        return "".join(text for at, text in self.text if tag in ("", at))


TURNS = [
    ("customer", "My parcel is late, it holds my grandmother's ring."),
    ("agent", "As I already told you, it is on its way."),
    ("customer", "택배 때문에 너무 속상해요 😢 반지예요"),
    ("agent", "ขออภัยในความไม่สะดวกค่ะ จะติดตามให้นะคะ"),
]
SEEN = [
    (0, "opportunity", 1, "My parcel is late"),
    (1, "rudeness", 1, "As I already told you"),
    (2, "opportunity", 1, "속상해요 😢"),
    (3, "empathy", 1, "ขออภัยในความไม่สะดวกค่ะ"),
]


def told(workspace: Any) -> None:
    """Hannah is below colleagues on empathy; one conversation of hers failed a critical question."""
    workspace.settings = FlagSettings(minimum_sample=5)
    workspace.agent("a-1", "Hannah Reid", team="London")
    workspace.agent("a-2", "김서연")
    no, yes = ("no", 0.97, [(1, "As I already told you")]), ("yes", 0.9, [])
    workspace.add(
        "rude", "a-1", TURNS, seen=SEEN, answers={"civil": no, "met_distress": ("no", 0.9, [(0, "My parcel is late")])},
        auto_fail=True, language="en", days_ago=2,
    )  # fmt: skip
    for number in range(9):
        workspace.add(
            f"h{number}",
            "a-1",
            TURNS,
            answers={"civil": yes, "met_distress": ("no", 0.8, [])},
            days_ago=number,
        )
        fine = ("yes", 0.9, [(2, "속상해요 😢"), (3, "ขออภัย")])
        workspace.add(
            f"k{number}", "a-2", TURNS, seen=SEEN, answers={"civil": yes, "met_distress": fine}, language="ko"
        )
    workspace.add("few", "a-2", TURNS, answers={"greeting": ("yes", 0.9, [])})
    workspace.add(
        "unsure", "a-2", TURNS, answers={"civil": ("unsure", 0.6, []), "greeting": ("unsure", 0.5, [])}
    )
    workspace.add("old", "a-1", TURNS, answers={"civil": yes}, days_ago=40)
    workspace.add("french", "a-1", TURNS, not_scored="unsupported language: fr", answers=None)
    workspace.add("test", "a-1", TURNS, excluded="queue test", answers=None)
    workspace.add("undated", "a-1", TURNS, started_at=None, answers=None)
    workspace.batch(25, 23, 1, 1)
    workspace.flag("p-a-1", "met_distress", "below", 1.0)
    workspace.row(
        "quarantine", quarantine_id="q1", batch_id="b", file="chats.jsonl", place="line 3", conversation_id=None,
        reason="not JSON: a comma is missing", remedy="repair the line and send it again", excerpt="…", expectation=None,
    )  # fmt: skip


@pytest.fixture
def html(workspace: Any, context: ReportContext) -> str:
    told(workspace)
    return report_html(workspace.published(), context)


@pytest.mark.parametrize(
    "sentence",
    [
        "1 agent is clearly below colleagues on a question, 0 topics below the period before.",
        "Yes in 0 of 10 answers (0 %, 95 % interval 0–28 %); colleagues reach 100 % on the same work: 100 points below.",
        "1 conversation: a critical question failed",
        "1 conversation: a critical question is unsure, the score is provisional",
        "1 conversation not scored: unsupported language: fr",
        "1 record in 1 file quarantined: not JSON: a comma is missing",
        "1 conversation left out by configuration: queue test",
        "1 conversation does not say when it began and counts in no period: id-undated. Give the start in the file",
        "repair the line and send it again",
        "rules (word lists, patterns) and learned models together",
        "published in the model card",
        "not enough conversations yet",
    ],
)
def test_it_says(html: str, sentence: str) -> None:
    assert sentence in re.sub(r"\s+", " ", Page(html).said())


def test_quotes_stand_verbatim_and_by_code_points(html: str) -> None:
    marked = [text for tag, text in Page(html).text if tag == "mark"]
    assert {"As I already told you", "속상해요 😢", "ขออภัยในความไม่สะดวกค่ะ", "My parcel is late"} <= set(
        marked
    )
    assert 'lang="ko"' in html


def test_the_most_pressing_comes_first(html: str) -> None:
    cases = re.findall(r"<h3>(\d+)\. (\S+)</h3>", html)
    assert cases[:2] == [("1", "id-rude"), ("2", "id-unsure")]
    assert all(key.startswith("id-h") for _, key in cases[2:])


def test_what_is_not_shown_is_counted(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    found = Page(
        report_html(workspace.published(), replace(context, limits=Limits(to_decide=1, transcripts=0)))
    )
    text = re.sub(r"\s+", " ", found.said())
    assert "the 1 most pressing are here" in text
    assert (
        "1 conversation: a critical question is unsure, the score is provisional (1 of them not shown)"
        in text
    )
    assert "further examples would make this file too large" in text


def test_what_a_person_decided_is_not_asked_again(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    for question in ("civil", "met_distress"):
        workspace.row(
            "reviews", conversation_key="rude", agent_id="a-1", question=question, answer="no", reviewer="lead",
            reason=None, reviewed_at="2026-11-20 00:00:00+00",
        )  # fmt: skip
    assert "1. id-unsure" in report_html(workspace.published(), context)


def test_an_agents_page_names_no_colleague(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    turns = [("customer", "Yesterday 김서연 promised it, I am upset."), ("agent", "Hannah here.")]
    workspace.add(
        "named", "a-1", turns, answers={"met_distress": ("no", 0.99, [(0, "I am upset")])}, days_ago=0.5
    )
    html = report_html(workspace.published(), context)
    (page,) = re.findall(r'<article class="agent-page"[^>]*Hannah.*?</article>', html, re.S)
    assert "김서연" not in page
    assert "Yesterday [colleague] promised it" in page
    assert "tell your QA lead" in page


def test_counts_reconcile_and_a_mismatch_is_said(workspace: Any, context: ReportContext) -> None:
    workspace.batch(10, 7, 1, 1)
    assert "no: please report this" in report_html(workspace.published(), context)


def test_flags_have_their_wording_and_quotes(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    workspace.settings = FlagSettings(minimum_sample=5)
    html = report_html(workspace.published(), context)
    (finding,) = re.findall(
        r'<div class="finding">\s*<p><strong>Did the agent respond.*?</details>', html, re.S
    )
    assert "<mark>My parcel is late</mark>" in finding
    assert "an example behind a flag" in html


def test_an_empty_workspace_has_a_page(workspace: Any, context: ReportContext) -> None:
    text = Page(report_html(workspace.published(), context)).said()
    assert "Nothing is waiting for a decision." in text
    assert "No agent has an answer in this period." in text


def test_the_terminal_says_the_same(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    connection = workspace.published()
    lines = "\n".join(line.plain for line in summary_lines(connection, context))
    found = summary(connection, context)
    text = Page(report_html(connection, context)).said()
    for figure in found["figures"]["headline"]:
        assert figure["label"] in text
    assert "Period 2026-10-24 to 2026-11-20 (Asia/Seoul): 22 conversations, 21 judged, 1 not scored" in lines
    assert "Below colleagues: Hannah Reid (met distress)." in lines
    assert f"{found['to_decide']['conversations']} conversations of the period" in re.sub(r"\s+", " ", text)
    assert json.loads(json.dumps(found)) == found


def test_nasty_texts_stay_text(workspace: Any, context: ReportContext, nasty: tuple[str, ...]) -> None:
    workspace.settings = FlagSettings(minimum_sample=1)
    whole = " ".join(nasty)
    for number, text in enumerate(nasty):
        workspace.agent(text, text, team=text)
        for times in range(6):
            workspace.add(
                f"{text}{times}", text, [("customer", text), ("agent", whole), (text, text)], topic=text, language=text,
                conversation_id=f"{text}{times}", channel=text,
                seen=[(0, "opportunity", 1, text), (1, f"step:{text}/{text}", 1, text)],
                answers={
                    "civil": ("no" if number % 2 else "yes", 0.99, [(1, text)]), "greeting": ("unsure", 0.5, [(0, text)]),
                },
            )  # fmt: skip
        workspace.row(
            "quarantine", quarantine_id=text, batch_id=text, file=text, place=text, conversation_id=text, reason=text,
            remedy=text, excerpt=text, expectation=text,
        )  # fmt: skip
        workspace.add(f"not{text}", text, [("agent", text)], not_scored=text, answers=None)
    asked = {"civil": whole, "greeting": whole}
    html = report_html(workspace.published(), replace(context, title=whole, questions=asked))
    page = Page(html)
    assert page.open == []
    assert {tag for tag, _ in page.tags} & {"img", "b", "i", "link", "iframe", "object", "image"} == set()
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert [tag for tag, _ in page.tags].count("style") == 1
    assert not [
        name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"
    ]
    assert "{{7*7}}" in page.said()
    assert "49" not in page.said("title")
    assert "refund ⟨U+202E⟩drac⟨U+202C⟩ now" in page.said()
    assert "\u202e" not in html
    hrefs = [v for _, attributes in page.tags for k, v in attributes.items() if k.endswith(("href", "src"))]
    assert all(str(value).startswith("#") for value in hrefs)
    in_charts = page.said("text")
    assert "<script>alert(1)</script>" in in_charts
    assert "$\\frac{1}{0}$" in in_charts


def test_it_fetches_nothing_and_a_policy_forbids_it(html: str) -> None:
    page = Page(html)
    (policy,) = [
        a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=[\"'](?!#)|@import|url\((?!#)", html)


def test_headings_tables_and_links_are_in_order(html: str) -> None:
    page = Page(html)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [t for t, _ in page.tags].count("table") == [t for t, _ in page.tags].count("caption")
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {str(v)[1:] for t, a in page.tags for k, v in a.items() if k == "href" and t == "a"}
    assert targets <= set(ids)
    for tag, attributes in page.tags:
        if tag == "svg" and attributes.get("role") == "img":
            assert set(str(attributes["aria-labelledby"]).split()) <= set(ids)


def test_the_same_tables_give_the_same_bytes(workspace: Any, context: ReportContext, tmp_path: Path) -> None:
    told(workspace)
    workspace.published().close()
    pages = []
    for threads in (1, 4):
        connection = connect(workspace.path, read_only=True)
        connection.execute(f"SET threads={threads}")
        pages.append(write_report(connection, tmp_path / str(threads), context).read_bytes())
        connection.close()
    assert pages[0] == pages[1]


def test_a_report_that_fails_leaves_the_old_one(
    workspace: Any, context: ReportContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(workspace)
    connection = workspace.published()
    target = write_report(connection, tmp_path, context)
    assert target == tmp_path / "2026-11-21" / "index.html"
    old = target.read_bytes()

    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_report(connection, tmp_path, context)
    assert target.read_bytes() == old
    assert [file.name for file in target.parent.iterdir()] == ["index.html"]


@pytest.mark.slow
def test_a_month_of_a_hundred_agents_stays_usable(
    many: Callable[[int, int], Any], context: ReportContext, tmp_path: Path
) -> None:
    connection: duckdb.DuckDBPyConnection = many(102, 3000).published()
    assert write_report(connection, tmp_path, context).stat().st_size < 8_000_000
