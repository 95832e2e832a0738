"""Deleted words leave the reports that were written before: quotes and transcripts go, figures and answers stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Final

from markupsafe import escape

from data.customer_ids import pattern_of, spellings
from insights.saying import ENGLISH, Say, message
from reports.languages import LANGUAGES, saying
from reports.pages import pages_of, write_page

DELETED: Final = message("(its text was deleted)")
_MASKED: Final = message("(deleted)")
_LANGUAGE: Final = re.compile(r'<html lang="(\w+)">')
_OWNER: Final = "data-conversation"
_KEY: Final = re.compile(rf'{_OWNER}="([^"]*)"')
_VOID: Final = frozenset(("meta", "link", "br", "hr", "img", "input", "wbr"))
_QUARANTINE: Final = re.compile(
    r'<section id="quarantine">.*?</section>|<li>(?:(?!</?li>).)*<a href="#quarantine">', re.DOTALL
)
_QUOTED: Final = re.compile(r"&#39;[^<]*&#39;|&#34;[^<]*&#34;")


def delete_in_pages(
    folder: Path,
    gone: Callable[[Collection[str]], Collection[str]],
    before: date,
    customer_id: str | None = None,
) -> int:
    """Deletes what these conversations said from every page of a folder; returns how many pages changed.

    gone: those of the given conversation keys whose words are to go. A page that does not say whose its quotes are
    loses all of them. customer_id: masked wherever it stands. What the page quotes of quarantined records goes where
    a customer is forgotten, and in reports of days before `before`. A page is replaced in one step.
    """
    count = 0
    for path in pages_of(folder):
        page = path.read_text(encoding="utf-8")
        keys = set(_KEY.findall(page))
        fresh = without_words(page, gone(keys) if keys else None)
        if customer_id is not None:
            fresh = _masked(fresh, customer_id)
        if customer_id is not None or path.relative_to(folder).parts[0] < before.isoformat():
            fresh = _QUARANTINE.sub(partial(_unquoted, _say_of(page)(_MASKED)), fresh)
        if fresh != page:
            write_page(path, fresh)
            count += 1
    return count


def without_words(page: str, gone: Collection[str] | None) -> str:
    """The page without the quotes and turns of these conversations (None: of all), otherwise to the byte as it was.

    >>> page = '<div data-conversation="a"><blockquote>Hi <mark>you</mark></blockquote></div><blockquote>Yes</blockquote>'
    >>> without_words(page, {"a"})
    '<div data-conversation="a"><blockquote>(its text was deleted)</blockquote></div><blockquote>Yes</blockquote>'
    """
    finder = _Finder(page, gone)
    pieces, done, deleted = [], 0, _say_of(page)(DELETED)
    for start, end in finder.stretches:
        pieces += [page[done:start], deleted]
        done = end
    return "".join([*pieces, page[done:]])


def _unquoted(instead: str, found: re.Match[str]) -> str:
    return _QUOTED.sub(instead, found[0])


def _say_of(page: str) -> Say:
    """How the language of a page says things."""
    found = _LANGUAGE.search(page)
    return saying(found[1]) if found and found[1] in LANGUAGES else ENGLISH


class _Finder(HTMLParser):
    """Where a page quotes: the inside of each blockquote and each turn of the conversations that are gone."""

    def __init__(self, page: str, gone: Collection[str] | None) -> None:
        super().__init__(convert_charrefs=False)
        self.stretches: list[tuple[int, int]] = []
        self._gone = gone
        self._lines = [0, *accumulate(len(line) for line in page.split("\n"))]
        self._open: list[tuple[str, str | None, int | None]] = []  # tag, whose, where the words begin
        self.feed(page)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + (line - 1) + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens: whose it is, and whether words begin."""
        if tag in _VOID:
            return
        given = dict(attrs)
        owner = given.get(_OWNER) or (self._open[-1][1] if self._open else None)
        words = tag == "blockquote" or (tag == "span" and given.get("class") == "said")
        gone = words and (self._gone is None or owner in self._gone)
        start = self._here() + len(self.get_starttag_text() or "") if gone else None
        self._open.append((tag, owner, start))

    def handle_endtag(self, tag: str) -> None:
        """A tag closes: its words, where they are gone, end here."""
        while self._open:
            opened, _, start = self._open.pop()
            if start is not None:
                self.stretches.append((start, self._here()))
            if opened == tag:
                return

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens and closes at once holds nothing."""


def _masked(page: str, customer_id: str) -> str:
    for spelling in spellings(customer_id):
        pattern = re.compile(pattern_of(spelling, str(escape(spelling))), re.IGNORECASE)
        for _ in range(2):  # two that share the character between them need a second look
            page = pattern.sub(lambda found: f"{found[1]}{'*' * len(found[2])}{found[3]}", page)
    return page
