"""The report in Korean and Thai: catalogues that hold every text, and pages without a sentence of ours in English."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from insights.saying import ENGLISH, Say
from reports.deleted_words import delete_in_pages
from reports.languages import LANGUAGES, saying
from reports.report import report_pages
from tests.reports.test_report import told

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in LANGUAGES if language != "en"]
SAYING = {"say", "message", "plural"}
PLACES = re.compile(r"%\(\w+\)s|%%|\{[^}]*\}")
COMMANDS = re.compile(r"<code>.*?</code>|convoqa [a-z]+ [a-z]+")
TAGS = re.compile(r"</?\w[^>]*>")
LONG = 12


def extracted() -> dict[str, str]:
    """Every text of templates and code by its msgid: the plural form, or itself."""
    keywords = {
        "say": None,
        "message": None,
        "plural": (1, 2),
        "gettext": None,
        "ngettext": (1, 2),
        "_": None,
    }
    found: dict[str, str] = {}
    for room in ("insights", "reports"):
        rows = extract_from_dir(
            ROOT / room,
            [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("templates/**.html", "jinja2")],
            {"templates/**.html": {"newstyle_gettext": "true"}},
            keywords,
        )
        for _, _, text, *_ in rows:
            one, many = (text, text) if isinstance(text, str) else text[:2]
            found[one] = many
    return found


def catalogue(language: str) -> dict[str, Any]:
    with (ROOT / "reports" / "languages" / f"{language}.po").open("rb") as file:
        return {e.id if isinstance(e.id, str) else e.id[0]: e for e in read_po(file, locale=language) if e.id}


def translation(entry: Any) -> str:
    return entry.string if isinstance(entry.string, str) else entry.string[0]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    texts, entries = extracted(), catalogue(language)
    assert len(texts) > 500
    assert (sorted(texts.keys() - entries.keys()), sorted(entries.keys() - texts.keys())) == ([], []), (
        "`make messages` renews the catalogues"
    )
    assert [one for one, entry in entries.items() if not translation(entry) or entry.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_figures_and_marks_of_its_text(language: str) -> None:
    texts = extracted()
    for one, entry in catalogue(language).items():
        said, ours = translation(entry), texts[one]
        percents = "%%" in one or "%(" in one
        for kind in (PLACES, TAGS):
            expected = sorted(part for part in kind.findall(ours) if part != "%%")
            assert sorted(part for part in kind.findall(said) if part != "%%") == expected, one
        if percents:
            assert "%" not in re.sub(r"%\(\w+\)s|%%", "", said), one


def test_what_is_said_inside_other_texts_is_found_too() -> None:
    texts = extracted()
    for path in [path for room in ("insights", "reports") for path in (ROOT / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SAYING and isinstance(node.args[0].value, str):
                    assert node.args[0].value in texts, path


class Texts(HTMLParser):
    """What a page says in its own language: texts and labels outside elements in another one."""

    def __init__(self, page: str, language: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._page, self._open = language, [("", language)]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self._open[-1][1]
        if tag not in ("meta", "link", "br", "hr", "img", "input", "wbr"):
            self._open.append((tag, "code" if tag in ("style", "script") else language))
        self._add(language, given.get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._add(self._open[-1][1], data)

    def _add(self, language: str, text: str) -> None:
        if language == self._page:
            self.found.append(text)


@pytest.mark.parametrize("language", OTHERS)
def test_pages_hold_no_sentence_of_ours_in_english(workspace: Any, context: Any, language: str) -> None:
    told(workspace)
    pages = dict(report_pages(workspace.published(), replace(context, language=language)))
    pieces = {
        piece.strip()
        for one, many in extracted().items()
        for text in (one, many)
        for piece in re.split(rf"{PLACES.pattern}|{COMMANDS.pattern}|{TAGS.pattern}", text)
        if len(piece.strip()) > LONG
    }
    for file, page in pages.items():
        assert f'<html lang="{language}">' in page
        said = "\n".join(Texts(page, language).found)
        assert [piece for piece in sorted(pieces) if piece in said] == [], file
    lead = pages["index.html"]
    assert '<blockquote lang="en" dir="auto"><span class="role" lang="' + language in lead
    assert '<span lang="en">reason of civil</span>' in lead


def test_a_page_speaks_korean(workspace: Any, context: Any) -> None:
    told(workspace)
    page = dict(report_pages(workspace.published(), replace(context, language="ko")))["index.html"]
    assert "<h1>먼저 검토할 것</h1>" in page
    assert "2026년 11월 21일 밤의 보고서입니다." in page
    assert "판정 10건 중 0건이 ‘예’(0%, 95% 신뢰구간 0–28%). 같은 업무에서 동료는 100%: 100%p 낮음." in page
    assert "관찰 목록" in page


def test_deleted_text_is_said_in_the_language_of_its_page(
    workspace: Any, context: Any, tmp_path: Path
) -> None:
    told(workspace)
    page = dict(report_pages(workspace.published(), replace(context, language="ko")))["index.html"]
    page = page.replace("not JSON: a comma is missing", "name is &#39;niece&#39;")
    (tmp_path / "2026-05-01").mkdir()
    file = tmp_path / "2026-05-01" / "index.html"
    file.write_text(page, encoding="utf-8")
    assert delete_in_pages(tmp_path, lambda keys: keys, date(2026, 5, 2)) == 1
    after = file.read_text(encoding="utf-8")
    assert "niece" not in after
    assert "(텍스트가 삭제되었습니다)</blockquote>" in after
    assert "already told you" not in re.sub(r"<title.*?</title>", "", after)


def test_what_no_catalogue_holds_is_said_in_english() -> None:
    assert saying("en") is ENGLISH
    assert saying("th")("a text of nobody: {n}", n=3) == "a text of nobody: 3"
    assert (
        Say("th", {"since {day}": "ตั้งแต่ {day}"})("since {day}", day=date(2026, 11, 9)) == "ตั้งแต่ 9 พ.ย. 2026"
    )
