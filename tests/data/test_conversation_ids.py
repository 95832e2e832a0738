"""Ids that are a phone number or an e-mail address: kept as HMACs everywhere, and still found by who knows them."""

import json

import pytest

from data.conversation_ids import kept_id, says_who
from data.identity import workspace_key
from data.ingest import Reading, ingest_files, store_side_tables
from data.quarantine import quarantined
from data.retrying import retry
from data.side_tables import read_side_tables
from data.warehouse import open_warehouse

PHONE, MAIL = "call_+821098765432_7", "ann@example.com"
TURNS = [{"role": "agent", "text": "Hello"}, {"role": "customer", "text": "Hi"}]
WIZARD = [{"role": "wizard", "text": "Hello"}]


class Workspace:
    def __init__(self, folder):
        self.folder, self.key = folder, workspace_key(folder)

    def take(self, *records, name="1.jsonl", agents=(), surveys=()):
        (self.folder / "agents.csv").write_text("\n".join(["agent_id", *agents]))
        (self.folder / "surveys.csv").write_text("\n".join(["conversation_id,kind,score", *surveys]))
        (self.folder / name).write_text("".join(json.dumps({"turns": TURNS} | r) + "\n" for r in records))
        sides = [self.folder / "agents.csv", self.folder / "surveys.csv"]
        with open_warehouse(self.folder) as connection:
            store_side_tables(connection, read_side_tables(sides, key=self.key))
            return ingest_files(connection, [self.folder / name], Reading(self.key), lambda *_: None)

    def rows(self, sql):
        with open_warehouse(self.folder) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.mark.parametrize("name", ["c-1", "2026-000123", "1772355605", "id-" + "0" * 32, "4155552671"])
def test_other_ids_stay(name):
    assert kept_id(b"k" * 32, name) == name


@pytest.mark.parametrize(
    "name",
    [
        PHONE,
        MAIL,
        "010-9876-5432",
        "0812345678",
        "tel:+66812345678",
        "sip:1@x.example.com",
        "\uff10\uff11\uff1098765432",
    ],
)
def test_ids_that_say_who_are_kept_as_an_hmac(name):
    assert says_who(name)
    assert kept_id(b"k" * 32, name) == kept_id(b"k" * 32, f" {name.upper()} ") != kept_id(b"j" * 32, name)


def test_conversations_surveys_and_quarantine_meet_and_hold_no_such_id(workspace):
    surveys = [f"{PHONE},csat,4", "c-1,csat,5"]
    records = [{"conversation_id": name} for name in (PHONE, MAIL, "c-1")]
    refused = {"conversation_id": "bob@example.com", "turns": WIZARD}
    assert workspace.take(*records, refused, surveys=surveys).accepted == 3
    assert workspace.rows(
        "SELECT score FROM surveys JOIN conversations USING (conversation_id) ORDER BY 1"
    ) == [(4,), (5,)]
    for raw in ("109876", "example.com"):
        for table, column in workspace.rows(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ):
            held = f'SELECT count(*) FROM "{table}" WHERE contains("{column}"::VARCHAR, \'{raw}\')'  # noqa: S608
            assert workspace.rows(held) == [(0,)], column


def test_the_same_conversation_is_one_whenever_it_comes(workspace):
    workspace.take({"conversation_id": PHONE})
    assert workspace.take({"conversation_id": PHONE}, {"conversation_id": "c-2"}).duplicate == 1
    grown = {"conversation_id": PHONE, "turns": [*TURNS, *TURNS]}
    workspace.take(grown, name="2.jsonl")
    assert workspace.rows("SELECT revision, is_current FROM conversations WHERE conversation_id <> 'c-2' ORDER BY 1") == [
        (1, False), (2, True),
    ]  # fmt: skip


def test_a_refused_record_is_found_again_by_its_id(workspace):
    workspace.take({"conversation_id": MAIL, "turns": WIZARD})
    path = workspace.folder / "1.jsonl"
    path.write_text(
        json.dumps({"conversation_id": "x"}) + "\n" + json.dumps({"conversation_id": MAIL, "turns": TURNS})
    )
    with open_warehouse(workspace.folder) as connection:
        [done] = retry(connection, quarantined(connection), Reading(workspace.key), named=False)
    assert done.state == "in"


def test_a_speaker_who_may_be_the_customer_is_kept_as_an_hmac(workspace):
    said = [
        {"speaker": "A", "text": "Hello", "agent_id": "jo@corp.example.com"},
        {"speaker": "B", "text": "Hi", "agent_id": MAIL},
        {"speaker": "C", "text": "Hi", "agent_id": "c-7"},
        {"role": "agent", "text": "Hello", "agent_id": "max@corp.example.com"},
        {"role": "customer", "text": "Hello", "agent_id": "eve@example.com"},
    ]
    workspace.take({"conversation_id": "c", "turns": said}, agents=["jo@corp.example.com"])
    kept = kept_id(workspace.key, MAIL)
    assert [agent for (agent,) in workspace.rows("SELECT agent_id FROM turns ORDER BY turn")] == [
        "jo@corp.example.com", kept, "c-7", "max@corp.example.com", None,
    ]  # fmt: skip
    assert workspace.rows("SELECT agent_id FROM conversations") == [("max@corp.example.com",)]


def test_the_agent_that_a_file_names_stays(workspace):
    said = [{"speaker": "A", "text": "Hello"}, {"speaker": "B", "text": "Hi"}]
    workspace.take({"conversation_id": "c", "agent_id": "max@corp.example.com", "turns": said})
    assert workspace.rows("SELECT DISTINCT agent_id FROM turns") == [("max@corp.example.com",)]
