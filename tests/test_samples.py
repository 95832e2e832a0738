"""The demo's report against what was planted in the sample transcripts (data/samples/planted)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.warehouse import hold_workspace, open_published
from flows.night import prepare_night
from flows.nightly import STEPS
from qa_rules.definitions import read_yaml

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
LANGUAGES = ("en", "ko", "th")
PLANTED: list[dict[str, Any]] = [
    {**fact, "language": language}
    for language in LANGUAGES
    for fact in read_yaml(SAMPLES / "planted" / f"{language}.yaml")
]
QUESTION = {
    "rudeness": "civil",
    "missed_empathy": "met_distress",
    "verify": "verify_identity",
    "offer_help": "offer_help",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    night = prepare_night(folder, [SAMPLES], SAMPLES / "convoqa.yaml", date(2026, 11, 19))
    with hold_workspace(folder):
        for step in STEPS:
            step(night)
    return folder


@pytest.fixture(scope="module")
def published(workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(workspace) as connection:
        yield connection


@pytest.fixture(scope="module")
def pages(workspace: Path) -> dict[str, str]:
    folder = workspace / "reports" / "2026-11-19"
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def page(pages: dict[str, str]) -> str:
    return pages["index.html"]


def _planted(kind: str, language: str | None = None) -> list[dict[str, Any]]:
    return [f for f in PLANTED if f["kind"] == kind and language in (None, f["language"])]


def _most_often(facts: list[dict[str, Any]]) -> str:
    """The agent whom most of these facts concern, of several those with their own line in the plan first."""
    return Counter(f["agent_id"] for f in facts).most_common(1)[0][0]


def _levels(connection: duckdb.DuckDBPyConnection, axis: str) -> dict[tuple[str, str], int]:
    """Level of an axis by conversation id and text of the turn."""
    rows = connection.execute(
        "SELECT c.conversation_id, t.text, v.level FROM verdicts v JOIN turns t USING (conversation_key, turn) "
        "JOIN conversations c USING (conversation_key) WHERE v.name = ?",
        [axis],
    ).fetchall()
    return {(conversation, text): level for conversation, text, level in rows}


def _level(levels: dict[tuple[str, str], int], fact: dict[str, Any]) -> int | None:
    return next(
        (n for (c, text), n in levels.items() if c == fact["conversation_id"] and fact["quote"] in text), None
    )


def test_every_sample_conversation_came_in_and_was_judged(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        "SELECT language, count(*), count(not_scored) FROM conversations GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert rows == [("en", 36, 0), ("ko", 37, 0), ("th", 37, 0)]
    assert published.execute("SELECT sum(records), sum(accepted) FROM batches").fetchone() == (110, 110)
    formats = {row[0] for row in published.execute("SELECT DISTINCT format FROM batches").fetchall()}
    assert formats == {"jsonl", "csv", "parquet", "text", "zendesk_chat", "connect_voice", "webvtt"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("habit", sorted(QUESTION))
def test_the_agent_with_a_planted_habit_is_on_the_watch_list(
    published: duckdb.DuckDBPyConnection, page: str, language: str, habit: str
) -> None:
    """The samples are too few for a finding: that they are no flag is right."""
    facts = _planted(habit, language) or [f for f in _planted("skipped_step", language) if f["step"] == habit]
    rude = _most_often(_planted("rudeness", language))
    agent = _most_often([f for f in facts if habit == "rudeness" or f["agent_id"] != rude])
    likely = {
        row[0]
        for row in published.execute(
            "SELECT a.agent_id FROM flags f JOIN agents a ON a.person_id = f.subject WHERE f.gap_probability >= 0.5 AND f.question = ?",
            [QUESTION[habit]],
        ).fetchall()
    }
    assert agent in likely
    name = published.execute("SELECT name FROM agents WHERE agent_id = ?", [agent]).fetchone()
    watched = page[page.index('id="watch"') : page.index('id="flagged-topics"')]
    assert name is not None
    assert name[0] in unescape(watched)


def test_agents_without_a_planted_habit_are_not_flagged(published: duckdb.DuckDBPyConnection) -> None:
    habits = {
        f["agent_id"] for kind in ("rudeness", "missed_empathy", "skipped_step") for f in _planted(kind)
    }
    good = {f["agent_id"] for f in PLANTED if f.get("agent_id")} - habits
    assert len(good) >= 3
    below = published.execute(
        "SELECT a.agent_id, f.question FROM flags f JOIN agents a ON a.person_id = f.subject WHERE f.state = 'below' OR f.gap_probability >= 0.5"
    ).fetchall()
    assert [row for row in below if row[0] in good] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_turns_are_seen_and_civil_ones_are_not(
    published: duckdb.DuckDBPyConnection, language: str
) -> None:
    """More than half of the rude turns, most of the empathic ones, and next to no civil one (the card has the rates)."""
    rudeness, empathy = _levels(published, "rudeness"), _levels(published, "empathy")
    rude = [_level(rudeness, fact) for fact in _planted("rudeness", language)]
    kind = [_level(empathy, fact) for fact in _planted("empathy", language)]
    assert None not in rude + kind
    assert sum(bool(n) for n in rude) >= 0.55 * len(rude)
    assert sum(bool(n) for n in kind) >= 0.8 * len(kind)
    assert [f["quote"] for f in _planted("not_rude", language) if _level(rudeness, f)] == []
    planted = {(f["conversation_id"], f["quote"]) for f in _planted("rudeness", language)}
    alarms = [
        text for (conversation, text), level in rudeness.items()
        if level and any(f["conversation_id"] == conversation for f in _planted("outcome", language))
        and not any(c == conversation and quote in text for c, quote in planted)
    ]  # fmt: skip
    assert len(alarms) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_repeat_contacts_are_found(published: duckdb.DuckDBPyConnection, language: str) -> None:
    found = {
        row[0]
        for row in published.execute(
            "SELECT conversation_id FROM facts JOIN conversations USING (conversation_key) WHERE fact = 'repeat_contact' AND value = 1"
        ).fetchall()
    }
    planted = {f["conversation_id"] for f in _planted("repeat_contact", language)}
    assert len(planted & found) >= len(planted) - 1


def test_outcomes_are_mostly_read_as_planted(published: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        published.execute(
            "SELECT conversation_id, outcome FROM outcomes JOIN conversations USING (conversation_key)"
        ).fetchall()
    )
    facts = _planted("outcome")
    assert sum(found[f["conversation_id"]] == f["outcome"] for f in facts) >= 0.7 * len(facts)


def test_planted_personal_data_is_nowhere_in_the_pages(
    published: duckdb.DuckDBPyConnection, pages: dict[str, str]
) -> None:
    assert len(_planted("personal_data")) >= 15
    texts = "\n".join(row[0] for row in published.execute("SELECT text FROM turns").fetchall())
    for text in (texts, *pages.values()):
        assert not re.search(r"[\w.]+@[\w-]+\.(com|net|org|co)", text)
        assert not re.search(r"(?<!\d)4111[ -]?1111[ -]?1111[ -]?1111", text)
        assert not re.search(r"(?<!\d)01[016789]-?\d{3,4}-?\d{4}(?!\d)", text)
    assert {"<EMAIL>", "<PHONE>", "<CARD>", "<NATIONAL_ID>"} <= set(re.findall(r"<[A-Z_]+>", texts))


def test_an_agents_page_names_the_agent_alone_and_managements_nobody(
    published: duckdb.DuckDBPyConnection, pages: dict[str, str]
) -> None:
    people = published.execute("SELECT DISTINCT agent_id, person_id, name FROM agents").fetchall()
    called = {name: {agent, person, name} for agent, person, name in people}
    own = {file: html for file, html in pages.items() if file.startswith("agents/")}
    owners = []
    for file, html in own.items():
        [heading] = re.findall("<h1>(.*)</h1>", unescape(html))
        owners.append(heading)
        words = set(re.findall(r"[\w-]+", re.sub(' data-conversation="[^"]*"', "", html)))
        for name, names in called.items():
            if name != heading:
                assert name not in unescape(html), (file, name)
                assert not names & words, (file, name)
        assert [other for other in own if other != file and other.rpartition("/")[2] in html] == []
    assert len(owners) == len(set(owners)) >= 10
    assert set(owners) <= called.keys()
    assert [name for name in called if name in unescape(pages["management.html"])] == []


def test_the_rude_turn_of_level_two_is_to_be_decided_tonight(
    published: duckdb.DuckDBPyConnection, page: str
) -> None:
    decide = unescape(page[page.index('id="decide"') : page.index('id="flagged-agents"')])
    levels = _levels(published, "rudeness")
    severe = [f for f in _planted("rudeness") if f["level"] == 2 and _level(levels, f) == 2]
    assert severe
    for fact in severe:
        assert fact["conversation_id"] in decide
