"""`convoqa quarantine`, and the night that stops before scoring: what is said, what is kept, and the way on."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from data.batch_contracts import BatchStopped
from data.warehouse import OWED, PUBLISHED, WAREHOUSE, connect, hold_workspace
from flows.command_line import app
from flows.doctor import findings
from tests.flows.nights import conversation, run_night
from tests.flows.test_doctor import NOON

GOOD = [conversation(f"g-{n}", ("agent", "Hello"), ("customer", "Hi")) for n in range(19)]
CUT = '{"conversation_id": "cut", "text": "mail jo@example.com'
WIZARD = {
    **GOOD[0],
    "conversation_id": "w-1",
    "turns": [{"role": "wizard", "text": "=1+1 call +44 7700 900412"}],
}


def convoqa(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert "Traceback" not in done.output
    return done


def listed(workspace):
    return json.loads(convoqa("quarantine", "list", "--json", "--workspace", workspace).stdout)


def rows(workspace, sql, file=WAREHOUSE):
    with connect(workspace / file, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def write(inputs, *records):
    inputs.mkdir(exist_ok=True)
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
    (inputs / "day.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return inputs


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """(workspace, inputs) after a night with three records in quarantine."""
    folder = tmp_path_factory.mktemp("quarantine")
    inputs = write(
        folder / "inputs", *GOOD[:8], CUT, WIZARD, {**GOOD[0], "conversation_id": "r-1", "csat": 500}
    )
    run_night(folder / "w", inputs)
    return folder / "w", inputs


# list, show, export


def test_list_names_file_place_reason_and_remedy(night):
    found = listed(night[0])
    assert [(row["file"], row["place"], row["conversation_id"]) for row in found] == [
        ("day.jsonl", "line 9", None), ("day.jsonl", "line 10", "w-1"), ("day.jsonl", "line 11", "r-1"),
    ]  # fmt: skip
    assert all(row["reason"] and row["remedy"] and row["quarantine_id"] for row in found)
    text = convoqa("quarantine", "list", "--workspace", night[0]).stdout
    assert all(row["quarantine_id"][:8] in text for row in found)


def test_show_leads_to_the_bytes(night):
    workspace, inputs = night
    row = listed(workspace)[0]
    text = convoqa("quarantine", "show", row["quarantine_id"][:8], "--workspace", workspace).stdout
    source = inputs / "day.jsonl"
    assert source.read_bytes()[row["byte_start"] : row["byte_end"]] == CUT.encode() + b"\n"
    for expected in (
        str(source),
        "line 9",
        f"{row['byte_start']} to {row['byte_end']}",
        row["byte_hash"],
        "<EMAIL>",
    ):
        assert expected in text
    assert "jo@example.com" not in text


def test_export_is_a_table_without_personal_data_or_formulas(night, tmp_path):
    done = convoqa("quarantine", "export", "--output", tmp_path / "out.csv", "--workspace", night[0])
    assert done.exit_code == 0
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    shown = convoqa("quarantine", "export", "--workspace", night[0]).stdout
    for text in (written, shown):
        found = list(csv.DictReader(io.StringIO(text)))
        assert [row["place"] for row in found] == ["line 9", "line 10", "line 11"]
        assert not any(value.startswith(("=", "+", "-", "@")) for row in found for value in row.values())
        assert "jo@example.com" not in text
        assert "7700" not in text


def test_export_as_json_is_as_redacted(night, tmp_path):
    shown = convoqa("quarantine", "export", "--json", "--workspace", night[0]).stdout
    assert [row["place"] for row in json.loads(shown)] == ["line 9", "line 10", "line 11"]
    assert "jo@example.com" not in shown
    written = tmp_path / "out.json"
    done = convoqa("quarantine", "export", "--json", "--output", written, "--workspace", night[0])
    assert (done.stderr, written.read_text("utf-8")) == (f"3 records written to {written}\n", shown)


def test_list_cuts_nothing_to_columns(night):
    text = convoqa("quarantine", "list", "--workspace", night[0]).stdout
    row = listed(night[0])[1]
    assert f"{row['quarantine_id'][:8]}  day.jsonl, line 10, conversation w-1\n" in text
    assert f"          {row['reason']}\n          → {row['remedy']}\n" in text
    assert text.endswith("3 records in quarantine.\n")


def test_export_names_no_file_by_personal_data(tmp_path):
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "call_+821012345678.jsonl").write_text(f"{json.dumps(GOOD[0])}\n{CUT}\n")
    run_night(tmp_path / "w", inputs)
    shown = convoqa("quarantine", "export", "--workspace", tmp_path / "w").stdout
    assert shown.count("call_<PHONE>.jsonl") == 2
    assert "12345678" not in shown


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text):
    from flows.quarantining import _cell

    assert _cell(text) == "'" + text
    assert _cell("1 - 2") == "1 - 2"
    assert _cell(None) == ""


def test_what_moves_a_cursor_is_not_shown():
    from flows.quarantining import _visible

    assert _visible("a\x1b[2Jb\nc") == "a\ufffd[2Jb c"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "nothing"], 1, "nothing in quarantine has the id 'nothing'"),
        (["show", ""], 2, "3 ids begin with ''"),
        (["retry", "nothing"], 1, "nothing in quarantine has the id 'nothing'"),
    ],
)
def test_an_id_that_names_none_or_several(night, arguments, code, words):
    done = convoqa("quarantine", *arguments, "--workspace", night[0])
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr


@pytest.mark.parametrize(
    "command", [["list"], ["show", "x"], ["retry"], ["export"], ["dismiss", "x", "--why", "y"]]
)
def test_without_a_workspace_nothing_is_made(tmp_path, command):
    done = convoqa("quarantine", *command, "--workspace", tmp_path / "none")
    assert (done.exit_code, "run `convoqa run" in done.stderr) == (1, True)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", [["list"], ["retry"]])
def test_while_a_run_holds_the_workspace(night, command):
    with hold_workspace(night[0]):
        done = convoqa("quarantine", *command, "--workspace", night[0])
    assert (done.exit_code, "another run holds the workspace" in done.stderr) == (1, True)


# retry


def test_retry_after_a_fix_brings_it_in_and_the_next_night_judges_it(tmp_path):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:8], WIZARD, CUT)
    run_night(workspace, inputs)
    assert convoqa("quarantine", "retry", "--workspace", workspace).exit_code == 1
    (workspace / "convoqa.yaml").write_text("roles: {wizard: agent}\n")
    wizard = next(row for row in listed(workspace) if row["conversation_id"] == "w-1")
    done = convoqa("quarantine", "retry", wizard["quarantine_id"][:8], "--json", "--workspace", workspace)
    assert (done.exit_code, [row["state"] for row in json.loads(done.stdout)]) == (0, ["in"])
    assert [row["place"] for row in listed(workspace)] == ["line 10"]
    assert listed(workspace)[0]["byte_start"] is not None
    notes = run_night(workspace, inputs)
    assert notes["detect_languages"].rows_in == 1
    scored = "SELECT count(*) FROM scores JOIN conversations USING (conversation_key) WHERE conversation_id = 'w-1'"
    assert rows(workspace, scored, PUBLISHED) == [(1,)]
    assert rows(workspace, "SELECT count(*) FROM quarantine", PUBLISHED) == [(1,)]
    assert rows(workspace, "SELECT records, accepted, duplicate, quarantined FROM batches", PUBLISHED) == [
        (10, 9, 0, 1)
    ]


def test_a_conversation_sent_again_is_cleared_by_the_night(tmp_path):
    workspace = tmp_path / "w"
    run_night(workspace, write(tmp_path / "1", *GOOD[:3], {**GOOD[5], "csat": 500}))
    assert len(listed(workspace)) == 1
    done = run_night(workspace, write(tmp_path / "2", {**GOOD[5], "csat": 5}))
    assert "1 came in that waited in quarantine" in done["ingest"].note
    assert listed(workspace) == []


# too much of a batch in quarantine

NOTHING_SCORED = "SELECT (SELECT count(*) FROM signals), (SELECT count(*) FROM answers)"


def test_a_night_with_too_much_in_quarantine_stops_before_scoring(tmp_path):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:18], CUT, WIZARD)
    for _ in range(2):  # and the next night again, until somebody acts
        with pytest.raises(
            BatchStopped, match=r"2 of 20 records of day\.jsonl are in quarantine \(10\.0%, at most 5\.0%"
        ):
            run_night(workspace, inputs)
    assert rows(workspace, NOTHING_SCORED) == [(0, 0)]
    assert not (workspace / PUBLISHED).exists()
    assert rows(workspace, "SELECT DISTINCT error FROM run_steps WHERE step = 'contracts'") == [
        ("BatchStopped",)
    ]
    assert rows(
        workspace, "SELECT DISTINCT contract, holds FROM contract_results WHERE severity = 'critical'"
    ) == [("quarantined", False)]
    assert len(listed(workspace)) == 2
    checks = {f.check: f for f in findings(workspace, None, NOON)}
    told, last = checks["quarantine"], checks["last night"]
    assert (told.state, "Nothing new is scored" in told.text) == ("fails", True)
    assert "`convoqa quarantine dismiss`" in told.text
    assert (last.state, "stopped before scoring: quarantine below" in last.text) == ("warning", True)


def test_a_retry_that_brings_enough_in_lets_the_night_go_on(tmp_path):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:18], CUT, WIZARD)
    with pytest.raises(BatchStopped):
        run_night(workspace, inputs)
    (workspace / "convoqa.yaml").write_text("roles: {wizard: agent}\n")
    convoqa("quarantine", "retry", "--workspace", workspace)
    run_night(workspace, inputs)
    assert rows(workspace, "SELECT count(*) FROM scores", PUBLISHED) == [(19,)]


def test_a_raised_limit_lets_it_go_on_and_holds_for_good(tmp_path):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:18], CUT, WIZARD)
    (workspace).mkdir()
    (workspace / "convoqa.yaml").write_text("quarantine_stop: 0.1\n")
    run_night(workspace, inputs)
    (workspace / "convoqa.yaml").unlink()
    assert run_night(workspace, inputs)["check_intake"].note == "0 checked; broken: none"


def test_the_command_says_it_in_one_sentence(tmp_path, monkeypatch):
    def stops(*_, **__):
        raise BatchStopped("2 of 20 records of day.jsonl are in quarantine")

    monkeypatch.setattr("flows.commands.run_night", stops)
    done = convoqa("run", "--workspace", tmp_path)
    assert (done.exit_code, done.stderr) == (1, "convoqa: 2 of 20 records of day.jsonl are in quarantine\n")


# contracts, told


def test_broken_contracts_are_told_by_doctor_and_the_report(tmp_path):
    one_side = [conversation(f"o-{n}", ("customer", "Hello?")) for n in range(20)]
    run_night(tmp_path / "w", write(tmp_path / "inputs", *one_side))
    told = {f.check: f for f in findings(tmp_path / "w", None, NOON)}["contracts"]
    assert told.state == "warning"
    said = (
        "warning, jsonl: share of conversations in which only one side speaks is 1.00, expected at most 0.40"
    )
    assert said in told.text
    [page] = (tmp_path / "w" / "reports").rglob("index.html")
    assert said in page.read_text(encoding="utf-8")
    convoqa("doctor", "--data-docs", tmp_path / "docs", "--workspace", tmp_path / "w")
    assert (tmp_path / "docs" / "index.html").exists()


def test_data_docs_of_nothing_are_not_made(tmp_path):
    done = convoqa("doctor", "--data-docs", tmp_path / "none", "--workspace", tmp_path / "w")
    assert done.exit_code == 1
    assert not (tmp_path / "none").exists()


# dismissed, and of forgotten customers


def test_dismiss_tells_programs_the_ids(tmp_path):
    run_night(tmp_path / "w", write(tmp_path / "inputs", *GOOD[:3], WIZARD))
    [row] = listed(tmp_path / "w")
    arguments = ["dismiss", row["quarantine_id"][:8], "--why", "tests", "--by", "Ana", "--json"]
    done = convoqa("quarantine", *arguments, "--workspace", tmp_path / "w")
    assert json.loads(done.stdout) == {"dismissed": [row["quarantine_id"]]}


def dismissed(workspace, *ids, why="a file of tests by jo@example.com"):
    return convoqa("quarantine", "dismiss", *ids, "--why", why, "--by", "Ana", "--workspace", workspace)


def test_what_was_dismissed_leaves_quarantine_and_stays_counted(tmp_path):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:18], CUT, WIZARD)
    with pytest.raises(BatchStopped):
        run_night(workspace, inputs)
    cut, wizard = (row["quarantine_id"] for row in listed(workspace))
    done = dismissed(workspace, cut[:8], wizard)
    assert (done.exit_code, done.stdout.splitlines()[0][:20]) == (0, "2 records dismissed;")
    [(place, how, kept)] = rows(
        workspace,
        "SELECT place, how, cleared_at IS NOT NULL FROM quarantine_cleared WHERE conversation_id IS NULL",
    )
    assert (place, how, kept) == ("line 19", "dismissed by Ana: a file of tests by <EMAIL>", True)
    shown = convoqa("quarantine", "show", cut[:8], "--workspace", workspace).stdout
    assert f"id: {cut}" in shown
    assert "left quarantine: dismissed by Ana: a file of tests by <EMAIL>" in shown
    again = convoqa("quarantine", "list", "--dismissed", "--json", "--workspace", workspace).stdout
    assert [item["quarantine_id"] for item in json.loads(again)] == [cut, wizard]
    text = convoqa("quarantine", "list", "--workspace", workspace).stdout
    assert "Nothing is in quarantine" in text
    assert "2 dismissed, 0 of forgotten customers" in text
    run_night(workspace, inputs)  # nothing counts against the batch any more
    four = "SELECT records, accepted, duplicate, quarantined FROM batches"
    assert rows(workspace, four, PUBLISHED) == [(20, 18, 0, 2)]
    [page] = (workspace / "reports").rglob("index.html")
    assert "2 records that somebody looked at and dismissed will never come in" in page.read_text("utf-8")


def test_what_was_dismissed_stays_so_when_newer_readers_read_its_file(tmp_path, monkeypatch):
    workspace, inputs = tmp_path / "w", write(tmp_path / "inputs", *GOOD[:8], CUT, WIZARD)
    run_night(workspace, inputs)
    assert dismissed(workspace, listed(workspace)[0]["quarantine_id"]).exit_code == 0
    monkeypatch.setattr("data.ingest.INTAKE_VERSION", "2000")
    done = run_night(workspace, inputs)
    assert "1 of them were dismissed before" in done["ingest"].note
    assert [row["place"] for row in listed(workspace)] == ["line 10"]


@pytest.mark.parametrize(
    ("ids", "why", "code", "words"),
    [
        (["nothing"], "x", 1, "nothing in quarantine has the id 'nothing'"),
        ([""], "x", 2, "3 ids begin with ''"),
        ([""], " ", 2, "--why is empty"),
    ],
)
def test_nothing_is_dismissed_by_mistake(night, ids, why, code, words):
    done = dismissed(night[0], *ids, why=why)
    assert (done.exit_code, words in done.stderr) == (code, True)
    assert len(listed(night[0])) == 3


def test_what_every_run_looks_at_is_not_dismissed(tmp_path):
    inputs = write(tmp_path / "inputs", *GOOD[:2])
    (inputs / "agents.csv").write_text("agent_id,exclude\na-1,perhaps\n")
    run_night(tmp_path / "w", inputs)
    [row] = listed(tmp_path / "w")
    done = dismissed(tmp_path / "w", row["quarantine_id"])
    assert (done.exit_code, "every run looks at it again" in done.stderr) == (1, True)
    assert len(listed(tmp_path / "w")) == 1


def test_records_of_forgotten_customers_are_no_errors(tmp_path):
    workspace = tmp_path / "w"
    run_night(workspace, write(tmp_path / "1", *GOOD[:2]))
    assert convoqa("forget", "--customer", "u-g-0", "--workspace", workspace).exit_code == 0
    theirs = [{**GOOD[n], "customer_id": "u-g-0"} for n in range(2, 6)]
    done = run_night(workspace, write(tmp_path / "2", *GOOD[6:19], *theirs, *GOOD[1:4]))
    assert (
        "20 records read: 15 accepted, 1 duplicate, 4 quarantined (4 of forgotten customers)"
        in done["ingest"].note
    )
    assert listed(workspace) == []
    assert "4 of forgotten customers" in convoqa("quarantine", "list", "--workspace", workspace).stdout
    assert {f.check: f.state for f in findings(workspace, None, NOON)}["quarantine"] == "ok"


# a night that stops, and old text


def test_old_text_is_deleted_on_a_night_that_stops(tmp_path):
    workspace = tmp_path / "w"
    run_night(workspace, write(tmp_path / "1", *GOOD[:3]))
    (workspace / "convoqa.yaml").write_text("keep_text_days: 5\n")  # the night is eight days later
    fresh = [{**item, "started_at": "2026-03-09T09:00:00Z"} for item in GOOD[3:19]]
    inputs = write(tmp_path / "2", *fresh, CUT, WIZARD, *fresh[:2])
    with pytest.raises(BatchStopped):
        run_night(workspace, inputs)
    for file in (WAREHOUSE, PUBLISHED):
        kept = "SELECT c.conversation_id FROM turns t JOIN conversations c USING (conversation_key) WHERE text <> ''"
        assert {row[0] for row in rows(workspace, kept, file)} == {item["conversation_id"] for item in fresh}
    assert not (workspace / OWED).exists()
    assert rows(workspace, "SELECT count(*) FROM signals WHERE conversation_key IN (SELECT conversation_key "
                "FROM conversations WHERE text_deleted_on IS NULL)") == [(0,)]  # fmt: skip
