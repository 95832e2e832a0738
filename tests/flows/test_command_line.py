"""The command line: exit codes, sentences instead of stack traces, JSON for programs, and one real run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.identity import workspace_key
from data.ingest import Reading, ingest_files
from data.warehouse import PUBLISHED, WAREHOUSE, connect, hold_workspace, open_warehouse, publish
from flows.command_line import Audience, app
from tests.flows.nights import run_night, tables, write_examples

ROOT = Path(__file__).parents[2]
RAW = (b"jo@example.com", b"7700 900412")


def convoqa(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert "Traceback" not in done.output
    return done


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """A workspace after one night."""
    folder = tmp_path_factory.mktemp("night")
    run_night(folder / "w", write_examples(folder / "inputs"))
    return folder / "w"


def test_help_imports_nothing_heavy():
    program = (
        "import sys\nfrom flows.command_line import main\nsys.argv = ['convoqa', '--help']\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = ('duckdb', 'pandas', 'prefect', 'spacy', 'great_expectations', 'pyarrow', 'numpy')\n"
        "    sys.stderr.write('HEAVY ' + ' '.join(m for m in heavy if m in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "HEAVY ")
    for name in ("run", "schedule", "judge", "explain", "flags", "plan", "report", "doctor"):
        assert name in done.stdout


# after a night


@pytest.mark.parametrize(
    ("arguments", "holds"),
    [
        (["explain", "en-1"], "en-1"),
        (["flags"], ""),
        (["flags", "--all"], "Jo Ha"),
        (["plan"], ""),
        (["report", "--date", "2026-03-10"], "reports/2026-03-10/index.html"),
        (["doctor"], "last night"),
    ],
)
def test_with_results(workspace, arguments, holds):
    for options in ([], ["--json"]):
        done = convoqa(*arguments, "--workspace", workspace, *options)
        assert done.exit_code == 0 or arguments[0] == "doctor"
        assert holds in done.stdout.replace("\n", "") or arguments[1:] == ["--all"]
    found = json.loads(done.stdout)
    assert isinstance(found, list | dict)


def test_flags_of_all_states_name_agents(workspace):
    names = {
        row["name"]
        for row in json.loads(convoqa("flags", "--all", "--json", "--workspace", workspace).stdout)
    }
    assert {"Jo Ha", "Max Po"} <= names


# without results


@pytest.mark.parametrize("command", [["explain", "en-1"], ["flags"], ["plan"], ["report"]])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_without_results_it_says_what_to_do(tmp_path, command, options):
    done = convoqa(*command, *options, "--workspace", tmp_path / "none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "run `convoqa run --workspace" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_conversation_is_found_by_an_id_that_is_not_kept(tmp_path):
    record = {"conversation_id": "call_+821098765432_7", "turns": [{"role": "agent", "text": "Hello"}]}
    (tmp_path / "1.jsonl").write_text(json.dumps(record))
    with open_warehouse(tmp_path) as connection:
        ingest_files(connection, [tmp_path / "1.jsonl"], Reading(workspace_key(tmp_path)), lambda *_: None)
        publish(connection, tmp_path)
    found = json.loads(convoqa("explain", "call_+821098765432_7", "--json", "--workspace", tmp_path).stdout)
    again = convoqa("explain", found["conversation_id"], "--json", "--workspace", tmp_path)
    assert found["conversation_id"].startswith("id-")
    assert json.loads(again.stdout) == found


def test_an_unknown_conversation(workspace):
    done = convoqa("explain", "nobody", "--workspace", workspace)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "there is no conversation 'nobody'" in done.stderr


# wrong usage, before anything is touched

BAD_CARD = "scorecard: x\nsections:\n  - name: A\n    questions:\n      - id: q\n        ask: 'Q?'\n        from: {signal: rudeness, absent: true}\n        weight: heavy\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--input", "missing.jsonl"], "missing.jsonl does not exist"),
        (["--date", "yesterday"], "write YYYY-MM-DD"),
        (["--config", "none.yaml"], "none.yaml: there is no such file"),
        (["--config", "bad.yaml"], "bad.yaml: line 2: `colour`: unknown key"),
        (["--config", "card.yaml"], "c.yaml: line 8: `sections[0].questions[0].weight`: a number is needed"),
        (["--config", "script.yaml"], "s.yaml: line 2: not YAML"),
    ],
)
def test_wrong_usage_is_one_sentence_and_touches_nothing(tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "bad.yaml": "title: x\ncolour: red\n", "card.yaml": "scorecards: [c.yaml]\n", "c.yaml": BAD_CARD,
        "script.yaml": "scripts: [s.yaml]\n", "s.yaml": "script: [\n",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text)
    done = convoqa("run", "--workspace", tmp_path / "w", *options)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("arguments", [["run", "--colour"], ["judge"], ["explain"], ["nonsense"]])
def test_unknown_options_and_missing_arguments(arguments):
    assert convoqa(*arguments).exit_code == 2


# the whole way, through Prefect


def program(*arguments, home):
    """(exit code, output, standard error) of the console script, with a Prefect of its own."""
    environment = {**os.environ, "PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from flows.command_line import main; main()", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.slow
def test_a_real_run_ends_with_a_report_and_leaves_nothing_raw(tmp_path):
    inputs, home, workspace = write_examples(tmp_path / "inputs"), tmp_path / "prefect", tmp_path / "w"
    done = program(
        "run", "--input", inputs, "--workspace", workspace, "--date", "2026-03-10", "--json", home=home
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["steps"]["ingest"]["note"].endswith(
        "10 records read: 7 accepted, 0 duplicate, 3 quarantined"
    )
    assert Path(found["report"]).is_file()
    with connect(workspace / WAREHOUSE, read_only=True) as connection:
        steps = connection.execute("SELECT step FROM run_steps ORDER BY rowid").fetchall()
    assert list(found["steps"]) == [row[0] for row in steps]
    assert Path(found["report"]) == workspace / "reports" / "2026-03-10" / "index.html"
    kept = [path for folder in (workspace, home) for path in folder.rglob("*") if path.is_file()]
    assert home / "prefect.db" in kept
    assert [path for path in kept for raw in RAW if raw in path.read_bytes()] == []
    assert not any(raw.decode() in done.stdout + done.stderr for raw in RAW)


@pytest.mark.slow
def test_a_held_workspace_is_one_sentence(tmp_path):
    inputs = write_examples(tmp_path / "inputs")
    with hold_workspace(tmp_path / "w"):
        done = program("run", "--input", inputs, "--workspace", tmp_path / "w", home=tmp_path / "prefect")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "another run holds the workspace" in done.stderr
    assert not (tmp_path / "w" / WAREHOUSE).exists()


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of its own, which can be filled; skipped where none can be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=False, capture_output=True
    ).returncode:
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


@pytest.mark.slow
@pytest.mark.parametrize("left", [100_000, 1_500_000, 3_000_000])
def test_a_full_disk_is_one_sentence_and_a_later_run_completes(tmp_path, small_disk, left):
    from data.warehouse import WorkspaceError

    config = tmp_path / "convoqa.yaml"
    config.write_text("quarantine_stop: 1\n", encoding="utf-8")  # the faulty records are multiplied too
    inputs, workspace = write_examples(tmp_path / "inputs"), small_disk / "w"
    run_night(workspace, inputs, config=config)
    copy = (workspace / PUBLISHED).read_bytes()
    more = (inputs / "a.jsonl").read_text(encoding="utf-8")
    for n in range(20):
        (inputs / f"more-{n}.jsonl").write_text(
            more.replace('"conversation_id": "', f'"conversation_id": "{n}-'), encoding="utf-8"
        )
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "filling").write_bytes(b"x" * max(0, free - left))
    with pytest.raises(WorkspaceError, match="free some space|cannot be opened") as refused:
        run_night(workspace, inputs, config=config)
    assert "\n" not in str(refused.value)
    assert (workspace / PUBLISHED).read_bytes() == copy
    (small_disk / "filling").unlink()
    run_night(workspace, inputs, config=config)
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "key").write_bytes((workspace / "key").read_bytes())
    run_night(whole, inputs, config=config)
    for table in ("conversations", "turns", "answers", "scores", "signals", "facts", "flags"):
        assert tables(workspace)[table] == tables(whole)[table], table
    with connect(workspace / PUBLISHED, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchall() == [(127,)]


def test_a_report_without_a_day_is_the_newest_one_again(workspace: Path) -> None:
    days = sorted(path.name for path in (workspace / "reports").iterdir())
    found = json.loads(convoqa("report", "--json", "--workspace", workspace).stdout)
    assert Path(found["report"]) == workspace / "reports" / days[-1] / "index.html"
    assert sorted(path.name for path in (workspace / "reports").iterdir()) == days


def test_every_audience_has_a_page(workspace: Path) -> None:
    named = {}
    for audience in Audience:
        arguments = ("report", "--for", audience, "--date", "2026-03-10", "--workspace", workspace)
        found = json.loads(convoqa(*arguments, "--json").stdout)
        path = Path(found["report"])
        named[audience] = path.relative_to(workspace / "reports" / "2026-03-10").as_posix()
        assert convoqa(*arguments).stdout.strip() in (str(path), f"{path}#{found['section']}")
        for page in path.glob("*.html") if path.is_dir() else [path]:
            assert f'id="{found["section"]}"' in page.read_text(encoding="utf-8")
    assert named == {
        "lead": "index.html", "trainer": "trainer.html", "agent": "agents", "management": "management.html",
    }  # fmt: skip


def test_the_page_of_an_agent_is_named_by_agent_or_person(workspace: Path) -> None:
    arguments = ("report", "--for", "agent", "--date", "2026-03-10", "--workspace", workspace, "--agent")
    flags = json.loads(convoqa("flags", "--all", "--json", "--workspace", workspace).stdout)
    [person] = {row["subject"] for row in flags if row["name"] == "Jo Ha"}
    pages = {Path(convoqa(*arguments, agent).stdout.strip().partition("#")[0]) for agent in ("a-1", person)}
    [page] = pages
    assert "Jo Ha" in page.read_text(encoding="utf-8")
    unknown = convoqa(*arguments, "nobody")
    assert (unknown.exit_code, "there is no page for 'nobody'" in unknown.stderr) == (1, True)
    wrong = convoqa("report", "--agent", "a-1", "--workspace", workspace)
    assert (wrong.exit_code, "add --for agent" in wrong.stderr) == (2, True)
