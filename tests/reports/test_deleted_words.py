"""Reports lose the words of conversations whose text was deleted, and nothing else; new ones say when it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.retention import delete_words
from data.warehouse import connect
from reports.context import ReportContext
from reports.deleted_words import DELETED, delete_in_pages, without_words
from reports.explanation import explanation, explanation_text
from reports.report import report_pages, write_report

NEVER = date(2000, 1, 1)
SAID = {
    "gone": ("My niece's ring is in it & I am <upset> 😢", "As I already told you, it is on its way."),
    "kept": ("택배가 아직도 안 왔어요. 너무 속상해요.", "ก็บอกไปแล้วไง รอไปก่อน"),
}


@pytest.fixture
def page(workspace: Any, context: ReportContext) -> Callable[[], str]:
    workspace.agent("a1", "Hannah Reid")
    for key, (customer, agent) in SAID.items():
        workspace.add(
            key, "a1", [("customer", customer), ("agent", agent)], seen=[(0, "opportunity", 1, customer[7:15])],
            answers={"civil": ("unsure", 0.6, [(1, agent[7:15])])}, outcome="unresolved",
        )  # fmt: skip
    workspace.row(
        "quarantine", quarantine_id="q", batch_id="b", file="x.jsonl", place="line 1", reason="turns[0].role is 'niece'",
        remedy="map it", excerpt="",
    )  # fmt: skip
    workspace.published().close()

    def made() -> str:
        with connect(workspace.path, read_only=True) as connection:
            return dict(report_pages(connection, context))["index.html"]

    return made


def text_of(page: str) -> str:
    return re.sub("<[^>]*>", "", page)


def words_in(page: str, key: str) -> list[str]:
    """The pieces of what was said that the page holds: marks cut a turn where they begin and end."""
    plain = (
        text_of(page).replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    )
    return [piece for said in SAID[key] for piece in (said[:7], said[7:15], said[15:]) if piece in plain]


def test_the_words_of_some_go_and_all_else_stays_to_the_byte(page: Callable[[], str]) -> None:
    before = page()
    assert len(words_in(before, "gone")) == len(words_in(before, "kept")) == 6
    after = without_words(before, {"gone"})
    assert words_in(after, "gone") == []
    assert len(words_in(after, "kept")) == 6
    assert after.count(DELETED) == before.count('data-conversation="gone"') * 3  # a quote and two turns
    assert without_words(after, {"gone"}) == after
    assert without_words(before, set()) == before
    kept_lines = [line for line in before.split("\n") if "blockquote" not in line and "said" not in line]
    assert [
        line for line in after.split("\n") if "blockquote" not in line and "said" not in line
    ] == kept_lines


def test_a_page_that_does_not_say_whose_its_quotes_are_loses_all(
    page: Callable[[], str], tmp_path: Path
) -> None:
    old = re.sub(' data-conversation="[^"]*"', "", page())
    (tmp_path / "2026-01-01").mkdir()
    (tmp_path / "2026-01-01" / "index.html").write_text(old, encoding="utf-8")
    assert delete_in_pages(tmp_path, lambda keys: set(), NEVER) == 1
    after = (tmp_path / "2026-01-01" / "index.html").read_text(encoding="utf-8")
    assert (len(words_in(after, "kept")), "Hannah Reid" in after) == (0, True)
    assert delete_in_pages(tmp_path, lambda keys: set(), NEVER) == 0


def test_pages_are_asked_for_their_conversations_and_replaced(
    page: Callable[[], str], tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "index.html").write_text(page(), encoding="utf-8")
    asked: list[Any] = []
    assert delete_in_pages(folder, lambda keys: asked.append(set(keys)) or {"gone"}, NEVER) == 1
    assert asked == [{"gone", "kept"}]
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    assert delete_in_pages(folder, lambda keys: {"gone"}, NEVER) == 0
    assert delete_in_pages(tmp_path / "none", lambda keys: {"gone"}, NEVER) == 0


def test_an_id_is_masked_and_quarantine_quotes_nothing(page: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        page().replace("x.jsonl", "of d&#39;arc and d&#39;arcy.jsonl"), encoding="utf-8"
    )
    delete_in_pages(tmp_path, lambda keys: set(), NEVER, "D'Arc")
    after = text_of((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert "of ********* and d&#39;arcy.jsonl" in after
    assert "turns[0].role is (deleted)" in after
    assert "is &#39;niece" not in after


@pytest.mark.parametrize(("day", "quoted"), [("2026-05-01", False), ("2026-05-02", True)])
def test_an_old_report_quotes_nothing_of_quarantine(
    page: Callable[[], str], tmp_path: Path, day: str, quoted: bool
) -> None:
    (tmp_path / day).mkdir()
    (tmp_path / day / "index.html").write_text(page(), encoding="utf-8")
    assert delete_in_pages(tmp_path, lambda keys: set(), date(2026, 5, 2)) == (not quoted)
    assert ("is &#39;niece" in (tmp_path / day / "index.html").read_text(encoding="utf-8")) == quoted


@pytest.fixture
def deleted(page: Callable[[], str], workspace: Any) -> Callable[[], str]:
    with connect(workspace.path) as connection:
        connection.execute("CREATE TEMP TABLE words_leaving AS SELECT 'gone' AS conversation_key")
        delete_words(connection, "retention", date(2026, 12, 1))
    return page


def test_a_new_report_says_when_the_text_was_deleted(deleted: Callable[[], str]) -> None:
    after = deleted()
    assert words_in(after, "gone") == []
    assert len(words_in(after, "kept")) == 6
    plain = text_of(after)
    assert "reason of civil (its text was deleted on 2026-12-01)" in plain
    assert plain.count("its text was deleted on 2026-12-01") > 2
    assert DELETED in plain


def test_an_explanation_says_when_and_why(deleted: Callable[[], str], workspace: Any) -> None:
    with connect(workspace.path, read_only=True) as connection:
        found, other = explanation(connection, "id-gone"), explanation(connection, "id-kept")
    assert found is not None
    assert other is not None
    assert (found["text_deleted_on"], other["text_deleted_on"]) == ("2026-12-01", None)
    assert [(q["turn"], q["text"]) for q in found["answers"][0]["quotes"]] == [(1, "")]
    text = explanation_text(found)
    assert "its text was deleted on 2026-12-01: its time was over; what was judged stays" in text
    assert (
        "reason of civil (its text was deleted on 2026-12-01)\n      turn 1, agent: (its text was deleted)"
        in text
    )
    assert "deleted" not in explanation_text(other)


def test_the_report_of_a_forgotten_customer_is_written_as_any(
    deleted: Callable[[], str], workspace: Any, context: ReportContext, tmp_path: Path
) -> None:
    with connect(workspace.path, read_only=True) as connection:
        path = write_report(connection, tmp_path / "reports", replace(context, date=date(2026, 12, 1)))
    assert words_in(path.read_text(encoding="utf-8"), "gone") == []
