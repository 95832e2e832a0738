"""Transfers and several ids of one person, through a whole night: each agent owns one span, each person is one agent."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.warehouse import connect
from tests.flows.nights import conversation, run_night

HANDBACK = (
    ("a-1", "agent", "Hello, this is Jo."),
    (None, "customer", "My parcel is late and I am really upset, it was a birthday present."),
    ("a-1", "agent", "One moment, I will put you through to a colleague."),
    ("a-2", "agent", "As I already told you, that's not my problem."),
    (None, "customer", "This is unacceptable."),
    ("a-1b", "agent", "I'm so sorry to hear that. Your parcel comes tomorrow."),
    (None, "customer", "Thank you, that's all."),
    ("a-1b", "agent", "Thank you for contacting us, goodbye."),
)
AGENTS = "agent_id,name,person_id\na-1,Jo Ha,p-1\na-1b,Jo Ha,{person}\na-2,Max Po,p-2\n"


@dataclass
class Nights:
    folder: Path

    def run(self, person):
        (self.folder / "in" / "agents.csv").write_text(AGENTS.format(person=person))
        run_night(self.folder / "w", self.folder / "in")

    def rows(self, sql):
        with connect(self.folder / "w" / "published.duckdb", read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def agents(self, table):
        return [r[0] for r in self.rows(f"SELECT DISTINCT agent_id FROM {table} WHERE agent_id IS NOT NULL ORDER BY 1")]  # noqa: S608  # fmt: skip


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("persons")
    (folder / "in").mkdir()
    record = conversation("t-1", *((role, text) for _, role, text in HANDBACK), language="en")
    for turn, (agent_id, _, _) in zip(record["turns"], HANDBACK, strict=True):
        turn["agent_id"] = agent_id
    (folder / "in" / "a.jsonl").write_text(json.dumps(record) + "\n")
    found = Nights(folder)
    found.run("p-3")
    return found


def test_a_transfer_and_back_are_one_span_each_and_a_new_mapping_is_answered_anew(nights):
    assert nights.agents("scores") == ["a-1", "a-1b", "a-2"]  # three people
    nights.run("p-1")
    for table in ("answers", "scores", "facts"):
        assert nights.agents(table) == ["a-1", "a-2"], table
    assert nights.agents("steps") == ["a-1"]
    turns = nights.rows("SELECT agent_id, value FROM facts WHERE fact = 'agent_turns' ORDER BY 1")
    assert turns == [("a-1", 4.0), ("a-2", 1.0)]
    flagged = nights.rows("SELECT DISTINCT subject FROM flags WHERE kind = 'agent' ORDER BY 1")
    assert flagged == [("p-1",), ("p-2",)]
    assert nights.rows("SELECT max(n) FROM flags WHERE kind = 'agent'") == [(1,)]
    answers = {(a, q): (answer, reason) for a, q, answer, reason in nights.rows(
        "SELECT agent_id, question, answer, reason FROM answers")}  # fmt: skip
    assert answers["a-1", "civil"] == ("yes", "not seen in 4 turns searched")
    assert answers["a-2", "civil"] == ("no", "seen in turn 3")
    assert answers["a-1", "met_distress"] == ("yes", "1 of 1 opportunities met within 2 turns")
    assert answers["a-1", "outcome"][0] == "yes"  # who came back spoke last
    assert answers["a-2", "outcome"] == ("not_applicable", "the last agent answers for the resolution")
    page = next((nights.folder / "w" / "reports").glob("*/index.html")).read_text()
    assert "Jo Ha" in page
