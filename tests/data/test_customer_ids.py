"""No customer's id in what a workspace keeps of files: not in texts, nor in what could not be read."""

import json
import zipfile

import pytest

from data.customer_ids import without_anybody, without_id
from data.identity import customer_key, workspace_key
from data.ingest import Reading, ingest_files
from data.traces import FREED, Needles, search
from data.warehouse import open_warehouse

JO, SHORT = "kunde-778812", "K7"
SAID = f"my number is {JO}, {JO}번입니다"


def record(name="c-1", customer=JO, **more):
    turns = [{"role": "customer", "text": SAID}, {"role": "agent", "text": "Hello"}]
    return {"conversation_id": name, "customer_id": customer, "turns": turns} | more


def line(**more):
    return json.dumps(record(**more), ensure_ascii=False)


@pytest.fixture
def left(tmp_path):
    """What a workspace holds of ids after a file with this content came in, and the rows in its quarantine."""

    def left(content, name="day.jsonl", ids=(JO,)):
        (tmp_path / "in").mkdir()
        path = tmp_path / "in" / name
        if isinstance(content, dict):
            with zipfile.ZipFile(path, "w") as archive:
                for member, text in content.items():
                    archive.writestr(member, text)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        workspace = tmp_path / "w"
        workspace.mkdir()
        with open_warehouse(workspace) as connection:
            ingest_files(connection, [path], Reading(workspace_key(workspace)), lambda file, records: None)
            rows = connection.execute("SELECT conversation_id, place, excerpt, customer_key FROM quarantine")
            kept = rows.fetchall()
        found = search(workspace, Needles(ids))
        return [trace for trace in found if trace.what != FREED], kept

    return left


NAMED = "conversation_id,role,text,customer_id\n"
REFUSED = {
    "a bad role": line(turns=[{"role": "rep", "text": SAID}]),
    "a reason that quotes it": line(channel=JO),
    "a role that is it": line(turns=[{"role": JO, "text": "Hi"}]),
    "a broken contract": line(csat=500),
    "JSON that breaks off": line()[:-1],
    "bytes that are no text": line().encode() + b"\xff",
    "no object": json.dumps([JO, {"requester_id": JO}]).replace(f'"{JO}", ', ""),
    "escapes": json.dumps(record(customer=JO), ensure_ascii=True)[:-1],
    "another system": json.dumps({"visitor": {"id": JO, "email": "jo@example.com"}})[:-1],
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_holds_no_customers_id(left, content):
    good = line(name="g-1", customer="another").replace(SAID, "Hi").encode()
    if isinstance(content, str):
        content = content.encode()
    found, rows = left(good + b"\n" + content + b"\n")
    assert len(rows) == 1
    assert found == []


@pytest.mark.parametrize(
    "row",
    [
        f"c-1,,{SAID},{JO}",
        f"c-1,agent,one, two,{JO}",
        f",agent,Hi,{JO}",
        f'c-1,agent,"Hi,{JO}\nc-2,agent,Hi,{JO}',
        f"c-1,agent,Hi,{JO}\nc-1,rep,Hi,{JO}",
    ],
    ids=["no role", "a cell too many", "no id", "an open quote", "a bad role"],
)
def test_no_row_of_a_table_holds_it(left, row):
    found, rows = left(f"{NAMED}g-1,agent,Hi,\n{row.replace(', ' + JO + '번', '번')}\n", "day.csv")
    assert rows
    assert found == []


def test_a_short_id_stands_in_no_excerpt(left):
    """Elsewhere it may be a word; it is searched for by itself, as ids that are as short are by nobody else."""
    _, rows = left(f"{NAMED}c-1,,Hi {SHORT},{SHORT}\n", "day.csv")
    [(name, place, excerpt, owner)] = rows
    assert (name, place, excerpt) == ("c-1", "row 2", "c-1,,Hi <CUSTOMER>,<CUSTOMER>")
    assert owner is not None


def test_a_broken_row_is_its_customers(left, tmp_path):
    _, [(_, _, _, owner)] = left(f"{NAMED}c-1,agent,Hi,{JO}\nc-1,rep,Hi,\n", "day.csv")
    assert owner == customer_key(workspace_key(tmp_path / "w"), JO)


def test_what_comes_in_holds_no_customers_id(left):
    more = {"metadata": {"number": JO.upper()}, "queue": f"of {JO}", "topic": JO}
    assert left(line(**more)) == ([], [])


def test_a_members_name_holds_no_customers_id(left):
    found, rows = left({f"of {JO}.jsonl": line(csat=500)}, "day.zip")
    assert [place for _, place, *_ in rows] == ["of <CUSTOMER>.jsonl (member 1): line 1"]
    assert found == []


def test_an_id_that_is_a_word_stays_in_conversations(tmp_path):
    from data.intake import read_file

    (tmp_path / "x.jsonl").write_text(line(customer="anonymous").replace(SAID, "an anonymous call"))
    [found] = read_file(tmp_path / "x.jsonl")
    assert found.turns[0].text == "an anonymous call"


@pytest.mark.parametrize(
    ("text", "customer_id", "expected"),
    [
        ("k-4711 k-4711, K-4711번 xk-4711 k-47112", "k-4711", "<CUSTOMER> <CUSTOMER>, <CUSTOMER>번 xk-4711 k-47112"),
        ("xkunde-4711y", "kunde-4711", "x<CUSTOMER>y"),
        ("고객1234567 and \u1100\u1169\u1100\u1162\u11a81234567", "고객1234567", "<CUSTOMER> and <CUSTOMER>"),
        ("in 2024", "2024", "in 2024"),
        ("Hi", None, "Hi"),
    ],
)  # fmt: skip
def test_an_id_in_a_text(text, customer_id, expected):
    assert without_id(text, customer_id) == expected


@pytest.mark.parametrize(
    ("excerpt", "expected"),
    [
        ('{"conversation_id": "c", "agent_id": "a"}', '{"conversation_id": "c", "agent_id": "a"}'),
        ('{"endUserId": "x", "role": "agent"', '{"endUserId": <CUSTOMER>, "role": "agent"'),
        ("{'customer_id': 'x', 'text': 'it is'}", "{'customer_id': <CUSTOMER>, 'text': 'it is'}"),
        ('"speaker": "Agent", "speaker": "Jane', '"speaker": "Agent", "speaker": <CUSTOMER>'),
        ('"from": {"phone": null, "full_name": "Jane"}', '"from": {"phone": null, "full_name": <CUSTOMER>}'),
        ("<v Jane>Hi\n<v Agent>Hi", "<v <CUSTOMER>>Hi\n<v Agent>Hi"),
        ("상담사: 네\n고은별: 네", "상담사: 네\n<CUSTOMER>: 네"),
    ],
)
def test_an_excerpt_names_nobody(excerpt, expected):
    assert without_anybody(excerpt, None) == expected
