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
from reports.audiences import agent_file
from reports.context import Limits, ReportContext
from reports.report import report_pages, write_report
from reports.summary import summary, summary_lines

VOID = {"meta", "input", "br", "img", "link", "hr"}
LINK = re.compile(r"#.*|(index|trainer|management)\.html|agents/agent-[0-9a-f]{12}\.html")
LEAD, TRAINER, MANAGEMENT = "index.html", "trainer.html", "management.html"


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


def page_of(connection: duckdb.DuckDBPyConnection, context: ReportContext, file: str = LEAD) -> str:
    return dict(report_pages(connection, context))[file]


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
def pages(workspace: Any, context: ReportContext) -> dict[str, str]:
    told(workspace)
    return dict(report_pages(workspace.published(), context))


@pytest.fixture
def html(pages: dict[str, str]) -> str:
    return pages[LEAD]


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
        "Not enough conversations yet",
    ],
)
def test_it_says(html: str, sentence: str) -> None:
    assert sentence in re.sub(r"\s+", " ", Page(html).said())


def test_quotes_stand_verbatim_and_by_code_points(pages: dict[str, str]) -> None:
    html = pages[LEAD] + pages[TRAINER]
    marked = [text for tag, text in Page(html).text if tag == "mark"]
    assert {"As I already told you", "속상해요 😢", "ขออภัยในความไม่สะดวกค่ะ", "My parcel is late"} <= set(
        marked
    )
    assert any('lang="ko"' in page for page in pages.values())


def test_the_most_pressing_comes_first(html: str) -> None:
    cases = re.findall(r"<h3>(\d+)\. (\S+)</h3>", html)
    assert cases[:2] == [("1", "id-rude"), ("2", "id-unsure")]
    assert all(key.startswith("id-h") for _, key in cases[2:])


def test_what_is_not_shown_is_counted(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    found = Page(page_of(workspace.published(), replace(context, limits=Limits(to_decide=1, transcripts=0))))
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
    assert "1. id-unsure" in page_of(workspace.published(), context)


def test_an_agents_page_names_no_colleague(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    turns = [("customer", "Yesterday 김서연 promised it, I am upset."), ("agent", "Hannah here.")]
    workspace.add(
        "named", "a-1", turns, answers={"met_distress": ("no", 0.99, [(0, "I am upset")])}, days_ago=0.5
    )
    page = page_of(workspace.published(), context, agent_file(b"", "p-a-1"))
    assert "Hannah Reid" in page
    assert "김서연" not in page
    assert "Yesterday [colleague] promised it" in page
    assert "Tell your QA lead" in page


def test_pages_for_all_lead_to_each_other_and_an_agents_page_to_none(pages: dict[str, str]) -> None:
    agents = {agent_file(b"", "p-a-1"), agent_file(b"", "p-a-2")}
    everybody = {LEAD, TRAINER, MANAGEMENT}
    assert pages.keys() == everybody | agents
    leads_to = {
        file: {str(a["href"]) for t, a in Page(html).tags if t == "a" and not str(a["href"]).startswith("#")}
        for file, html in pages.items()
    }
    assert leads_to.pop(LEAD) == everybody - {LEAD} | agents
    assert leads_to.pop(TRAINER) == everybody - {TRAINER}
    assert leads_to.pop(MANAGEMENT) == everybody - {MANAGEMENT}
    assert leads_to == {file: set() for file in agents}


def test_the_name_of_an_agents_page_says_nothing_and_stays(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    names = [
        {file for file, _ in report_pages(workspace.published(), replace(context, page_key=key))}
        for key in (b"a", b"b")
    ]
    assert len(names[0] & names[1]) == 3
    assert all(re.fullmatch(r"agents/agent-[0-9a-f]{12}\.html", file) for file in names[0] ^ names[1])


def test_an_agent_who_is_gone_has_no_page_of_an_earlier_hour(
    workspace: Any, context: ReportContext, tmp_path: Path
) -> None:
    told(workspace)
    old = tmp_path / "2026-11-21" / "agents" / "agent-0.html"
    old.parent.mkdir(parents=True)
    old.write_text("<p>old</p>")
    (tmp_path / "2026-11-21" / "report.xlsx").write_text("somebody else's")
    target = write_report(workspace.published(), tmp_path, context)
    assert not old.exists()
    assert len(list(old.parent.iterdir())) == 2
    assert (target.parent / "report.xlsx").exists()


def test_counts_reconcile_and_a_mismatch_is_said(workspace: Any, context: ReportContext) -> None:
    workspace.batch(10, 7, 1, 1)
    assert "no: please report this" in page_of(workspace.published(), context)


def test_flags_have_their_wording_and_quotes(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    workspace.settings = FlagSettings(minimum_sample=5)
    html = page_of(workspace.published(), context)
    (finding,) = re.findall(
        r'<div class="finding">\s*<p><strong>Did the agent respond.*?</details>', html, re.S
    )
    assert "<mark>My parcel is late</mark>" in finding
    assert "an example behind a flag" in html


def test_an_empty_workspace_has_a_page(workspace: Any, context: ReportContext) -> None:
    pages = dict(report_pages(workspace.published(), context))
    text = Page(pages[LEAD]).said()
    assert pages.keys() == {LEAD, TRAINER, MANAGEMENT}
    assert "Nothing is waiting for a decision." in text
    assert "No agent has an answer in this period." in text


def test_the_terminal_says_the_same(workspace: Any, context: ReportContext) -> None:
    told(workspace)
    connection = workspace.published()
    lines = "\n".join(line.plain for line in summary_lines(connection, context))
    found = summary(connection, context)
    pages = dict(report_pages(connection, context))
    text, figures = Page(pages[LEAD]).said(), Page(pages[MANAGEMENT]).said()
    for figure in found["figures"]["headline"]:
        assert figure["label"] in figures
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
    pages = dict(report_pages(workspace.published(), replace(context, title=whole, questions=asked)))
    assert len(pages) == 3 + len(nasty)
    for file, html in pages.items():
        assert_stays_text(html, file)
    in_charts = Page(pages[MANAGEMENT]).said("text")
    assert "<script>alert(1)</script>" in in_charts
    assert "$\\frac{1}{0}$" in in_charts


def assert_stays_text(html: str, file: str) -> None:
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
    assert all(LINK.fullmatch(str(value)) for value in hrefs)


def test_it_fetches_nothing_and_a_policy_forbids_it(pages: dict[str, str]) -> None:
    for html in pages.values():
        page = Page(html)
        (policy,) = [
            a["content"]
            for t, a in page.tags
            if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy is not None
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert not re.search(r"src=|@import|url\((?!#)", html)
        assert all(LINK.fullmatch(href) for href in re.findall(r"href=[\"']([^\"']*)", html))


@pytest.mark.parametrize("file", [LEAD, TRAINER, MANAGEMENT, agent_file(b"", "p-a-1")])
def test_headings_tables_and_links_are_in_order(pages: dict[str, str], file: str) -> None:
    page = Page(pages[file])
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [t for t, _ in page.tags].count("table") == [t for t, _ in page.tags].count("caption")
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    hrefs = {str(a["href"]) for t, a in page.tags if t == "a"}
    assert {href[1:] for href in hrefs if href.startswith("#")} <= set(ids)
    assert {href for href in hrefs if not href.startswith("#")} <= pages.keys()
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
        folder = write_report(connection, tmp_path / str(threads), context).parent
        pages.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.html")})
        connection.close()
    assert len(pages[0]) == 5
    assert pages[0] == pages[1]


def test_a_report_that_fails_leaves_the_old_one(
    workspace: Any, context: ReportContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(workspace)
    connection = workspace.published()
    target = write_report(connection, tmp_path, context)
    assert target == tmp_path / "2026-11-21" / "index.html"
    old = {path: path.read_bytes() for path in tmp_path.rglob("*.html")}
    assert len(old) == 5

    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_report(connection, tmp_path, replace(context, title="New"))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.html")} == old
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2026-11-21", "published.duckdb"]


@pytest.mark.slow
def test_a_month_of_a_hundred_agents_stays_usable(
    many: Callable[[int, int], Any], context: ReportContext, tmp_path: Path
) -> None:
    connection: duckdb.DuckDBPyConnection = many(102, 3000).published()
    assert write_report(connection, tmp_path, context).stat().st_size < 8_000_000
