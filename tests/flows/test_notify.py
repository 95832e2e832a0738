"""Telling people: once, by role, never with a name or a word of anybody, and never at the cost of the night."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from data.batch_contracts import BatchStopped
from data.identity import workspace_key
from data.warehouse import WAREHOUSE, open_warehouse
from flows import notify_sending
from flows.command_line import app
from flows.configuration import Configuration, load_configuration
from flows.doctor import findings
from flows.failing import failure_told
from flows.night import Night
from flows.nightly import tell_of_the_night
from flows.notify import problems_of, tell_all
from flows.notify_settings import Notify, When
from insights.periods import Period
from qa_rules.definitions import DefinitionError
from tests.reports.conftest import PERIOD, Workspace

SECRET = "hunter2-pass"
SAID = "the yellow house by the canal"
NAME = "Hannah Reid"


class Server:
    """A web server of this machine: what it was sent, and how it answers."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status, self.hangs, self.free = 200, False, Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if outer.hangs:
                    outer.free.wait(20)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://user:{SECRET}@127.0.0.1:{self.server.server_port}/hook"

    def bodies(self) -> list[str]:
        return [message["message"] for message in self.got]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(notify_sending, "BETWEEN_S", 0)
    made = Server()
    Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    made.free.set()
    made.server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace after a night: a flag of an agent, two auto-fails, a record in quarantine, a file that came in."""
    filled = Workspace(tmp_path)
    filled.path = tmp_path / WAREHOUSE
    filled.agent("a-1", NAME)
    for number in range(2):
        filled.add(
            f"k{number}", "a-1", [("agent", SAID)], auto_fail=True, started_at=datetime.now(UTC), answers={"civil": ("no", 0.97, [(0, SAID)])}
        )  # fmt: skip
    filled.row(
        "quarantine",
        quarantine_id="q",
        batch_id="b",
        file="f",
        place="line 1",
        reason=f"'{SAID}'",
        remedy="r",
        excerpt=SAID,
    )
    filled.flag("p-a-1", "civil", "below", 0.9)
    filled.batch(3, 2, 0, 1)
    today = datetime.now(UTC).date()
    filled.published(Period(today - timedelta(days=27), today)).close()
    workspace_key(tmp_path)
    (tmp_path / "reports" / "2026-11-21").mkdir(parents=True)
    for name in ("index", "trainer"):
        (tmp_path / "reports" / "2026-11-21" / f"{name}.html").write_text("")
    return tmp_path


def told(folder: Path, **entry: Any) -> list[str]:
    """Tells the one who is configured; what became of it."""
    configuration = Configuration(title="Parcel desk", notify=[{"role": "lead", **entry}])
    with open_warehouse(folder) as connection:
        return [state for _, state in tell_all(connection, folder, configuration)]


def changed(folder: Path, sql: str, *values: Any) -> None:
    with open_warehouse(folder) as connection:
        connection.execute(sql, list(values))


def bytes_of(folder: Path) -> bytes:
    with open_warehouse(folder) as connection:
        connection.execute("CHECKPOINT")
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_lead_is_told_counts_and_a_link_and_nothing_else(folder: Path, server: Server) -> None:
    assert told(folder, to=[server.address], report_url="https://qa.example/reports/") == ["told"]
    assert server.got[0]["title"] == "Parcel desk: quality assurance"
    assert server.bodies()[0].splitlines() == [
        "New: 1 flag below what is expected, 1 of agents.",
        "New: 2 conversations that failed a critical question.",
        "Listen to the examples before you speak with anybody.",
        "Report: https://qa.example/reports/2026-11-21/index.html",
    ]
    sent = json.dumps(server.got)
    assert not [word for word in (SAID, NAME, "p-a-1", "a-1", SECRET, "id-k", "civil") if word in sent]


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        ("trainer", ["New: 1 flag below what is expected, 1 of agents.", "The training plan follows from the flags."]),
        ("operator", ["New: 1 record that could not be taken in waits in quarantine.", "`convoqa doctor` says what to do."]),
    ],
)  # fmt: skip
def test_each_role_is_told_what_it_needs(folder: Path, server: Server, role: str, lines: list[str]) -> None:
    assert told(folder, to=[server.address], role=role) == ["told"]
    assert server.bodies()[0].splitlines() == [
        *lines,
        f"Report: reports/2026-11-21/{'trainer' if role == 'trainer' else 'index'}.html in the workspace",
    ]


def test_nobody_is_told_twice_and_what_comes_again_is_new(folder: Path, server: Server) -> None:
    entry = {"to": [server.address], "when": {"new_flags": 1}}
    assert [told(folder, **entry) for _ in range(2)] == [["told"], ["nothing new"]]
    changed(folder, "UPDATE flags SET state = 'as expected'")
    assert told(folder, **entry) == ["nothing new"]
    changed(folder, "UPDATE flags SET state = 'below' WHERE subject = 'p-a-1'")
    assert told(folder, **entry) == ["told"]
    assert told(folder, **entry, role="trainer") == ["told"], "another role is somebody else"
    assert len(server.got) == 3


def test_what_is_below_its_threshold_waits_until_there_is_more(folder: Path, server: Server) -> None:
    entry = {"to": [server.address], "when": {"auto_fails": 3, "quarantine": 2}}
    assert told(folder, **entry) == ["nothing new"]
    changed(folder, "INSERT INTO quarantine BY NAME SELECT * REPLACE ('q2' AS quarantine_id) FROM quarantine")
    assert told(folder, **entry) == ["told"]
    assert (
        server.bodies()[0].splitlines()[0] == "New: 2 records that could not be taken in wait in quarantine."
    )
    assert "critical" not in server.bodies()[0]


def test_in_quiet_hours_nothing_is_said_and_nothing_is_lost(folder: Path, server: Server) -> None:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert told(folder, to=[server.address], quiet={"days": days}) == ["quiet now"]
    assert server.got == []
    assert told(folder, to=[server.address]) == ["told"]
    assert "New: 1 flag" in server.bodies()[0]


def test_a_server_that_refuses_is_asked_twice_and_told_by_the_next_run(folder: Path, server: Server) -> None:
    server.status = 500
    assert told(folder, to=[server.address]) == ["not told: refused, or not reached"]
    assert len(server.got) == notify_sending.ATTEMPTS
    server.status = 200
    assert told(folder, to=[server.address]) == ["told"]


def test_a_server_that_hangs_holds_nobody(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_sending, "LONGEST_S", 0.3)
    server.hangs = True
    other = Server()
    Thread(target=other.server.serve_forever, daemon=True).start()
    assert told(folder, to=[server.address, other.address]) == ["not told: no answer within 0.3 s", "told"]
    assert (len(server.got), len(other.got)) == (1, 1)
    other.server.shutdown()


def test_nobody_waits_longer_than_all_may_take(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.notify.ALL_S", -1.0)
    assert told(folder, to=[server.address]) == ["not told: -1 s were over"]
    assert server.got == []


def test_no_address_is_logged_or_stored(
    folder: Path, server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", server.address)
    caplog.set_level(logging.DEBUG)
    configuration = Configuration(notify=[
        {"to": ["${HOOK}", f"json://u:{SECRET}@127.0.0.1:9/x", f"nowhere://{SECRET}", "${MISSING}"], "role": "lead"}
    ])  # fmt: skip
    night = Night(folder, (), configuration, PERIOD.end, "run")
    done = tell_of_the_night(night)
    assert done.note == (
        "lead by json: told; lead by json: not told: refused, or not reached; lead by address: not told: apprise knows no such "
        "address: look it up in its list of services; lead by address: not told: the environment variable MISSING is missing: "
        "set it where convoqa runs"
    )  # fmt: skip
    assert (done.rows_in, done.rows_out, len(server.got)) == (4, 1, 1)
    assert SECRET not in caplog.text + repr(configuration)
    assert SECRET.encode() not in bytes_of(folder)


def test_an_error_of_ours_costs_nothing_but_the_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.notify.news_of", lambda *_: 1 / 0)
    night = Night(folder, (), Configuration(notify=[{"to": ["json://x"], "role": "lead"}]), PERIOD.end, "run")
    assert tell_of_the_night(night).note == "nobody could be told: an error of ours (ZeroDivisionError)"


def failed(folder: Path, problem: Exception, step: str | None = "signals") -> None:
    """A night that fails, in a step or before any."""
    with pytest.raises(type(problem)), failure_told(folder, None):
        if step:
            changed(
                folder, "INSERT INTO run_steps (run_id, step, started_at, error) VALUES (?, ?, ?, ?)",
                f"r{step}", step, datetime.now(UTC), type(problem).__name__,
            )  # fmt: skip
        raise problem


@pytest.mark.parametrize(
    ("problem", "said"),
    [(OSError("secret words"), "failed in the step signals (OSError)."), (BatchStopped("x"), "stopped before scoring: too much is in quarantine.")],
)  # fmt: skip
def test_a_night_that_fails_is_told_once_and_fails_as_it_did(
    folder: Path, server: Server, problem: Exception, said: str
) -> None:
    (folder / "convoqa.yaml").write_text(
        f"notify: [{{to: ['{server.address}'], role: operator, when: {{night_failed: true}}}}]\n"
    )
    failed(folder, problem)
    failed(folder, problem, step="other")
    first, second = (body.splitlines()[0] for body in server.bodies())
    assert first.startswith("The run of ")
    assert first.endswith(said)
    assert "other" in second or "too much" in second
    assert "words" not in json.dumps(server.got)
    assert told(folder, to=[server.address], role="operator", when={"night_failed": True}) == ["nothing new"]


def test_a_night_that_fails_before_its_first_step_is_told_too(tmp_path: Path, server: Server) -> None:
    (tmp_path / "convoqa.yaml").write_text(f"notify: [{{to: ['{server.address}'], role: operator}}]\n")
    failed(tmp_path, OSError("x"), step=None)
    assert server.bodies()[0].splitlines()[0].endswith("failed (OSError).")
    assert [path.name for path in tmp_path.iterdir()] == ["convoqa.yaml"]


def test_a_failure_to_tell_hides_no_failure(folder: Path) -> None:
    (folder / "convoqa.yaml").write_text("notify: [{to: ['nowhere://x'], role: operator}]\n")
    failed(folder, OSError("x"))
    (folder / "convoqa.yaml").write_text("notify: 3\n")
    failed(folder, OSError("x"), step=None)


def test_where_nothing_new_comes_in_it_is_told_until_something_does(folder: Path, server: Server) -> None:
    entry = {"to": [server.address], "when": {"nothing_came_in": True}}

    def ingest(run: str, day: int) -> None:
        at = datetime(2026, 12, day, tzinfo=UTC)
        changed(
            folder,
            "INSERT INTO run_steps (run_id, step, started_at, finished_at) VALUES (?, 'ingest', ?, ?)",
            run,
            at,
            at,
        )

    ingest("1", 1)
    assert [told(folder, **entry) for _ in range(2)] == [["told"], ["nothing new"]]
    ingest("2", 2)
    assert told(folder, **entry) == ["nothing new"], "as before"
    changed(folder, "UPDATE batches SET read_at = '2026-12-02T00:00:01Z'")
    assert told(folder, **entry) == ["nothing new"]
    ingest("3", 3)
    assert told(folder, **entry) == ["told"]


@pytest.mark.parametrize(
    ("entry", "line", "said"),
    [
        (f"notify: mailtos://u:{SECRET}@x", 1, "`notify`: a list is needed"),
        (f"notify:\n  - mailtos://u:{SECRET}@x", 2, "`notify[0]`: keys and values are needed"),
        (f"notify:\n  - to: mailtos://u:{SECRET}@x\n    role: lead", 2, "`notify[0].to`: a list is needed"),
        (f"notify:\n  - role: lead\n    to: [{SECRET}]", 3, "`notify[0].to[0]`: this is no address"),
        ("notify:\n  - {to: ['${A B}'], role: lead}", 2, "this is no address"),
        ("notify:\n  - {to: ['slack://${A B}'], role: lead}", 2, "write ${VARIABLE}"),
        ("notify:\n  - to: ['json://x']", 2, "`notify[0].role`: the key is missing"),
        ("notify:\n  - {to: ['json://x'], role: boss}", 2, "use 'lead', 'trainer', 'management' or 'operator'"),
        ("notify:\n  - {to: ['json://x'], role: lead, wen: {}}", 2, "unknown key 'wen': did you mean when"),
        ("notify:\n  - to: ['json://x']\n    role: lead\n    when: {new_flags: 0}", 4, "`notify[0].when.new_flags`: a number is needed"),
        ("notify:\n  - to: ['json://x']\n    role: lead\n    when: {}", 4, "`notify[0].when`: nothing is told: name one of new_flags"),
        ("notify:\n  - to: ['json://x']\n    role: lead\n    quiet: {hours: 22-7}", 4, 'write hours as "22:00-07:00"'),
        ("notify:\n  - to: ['json://x']\n    role: lead\n    quiet: {days: [caturday]}", 4, "use 'mon'"),
        (f"notify:\n  - {{to: ['json://x'], role: 'json://u:{SECRET}@x'}}", 2, "`notify[0].role`: use 'lead'"),
        (f"notify:\n  - {{to: ['json://x'], role: lead, when: 'json://u:{SECRET}@x'}}", 2, "keys and values are needed"),
        (f"notify:\n  - {{to: ['json://x'], role: lead, report_url: 'https://u:{SECRET}@x'}}", 2, "write it without"),
        ("notify:\n  - {to: ['json://x'], role: lead, report_url: qa.example}", 2, "write https://"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place_and_without_what_may_be_secret(
    tmp_path: Path, entry: str, line: int, said: str
) -> None:
    path = tmp_path / "convoqa.yaml"
    path.write_text(entry + "\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_configuration(path, None)
    assert f"{path}: line {line}: " in str(refused.value)
    assert said in str(refused.value)
    assert SECRET not in str(refused.value)


def test_the_doctor_sees_what_cannot_be_told_and_sends_nothing(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "convoqa.yaml"
    path.write_text(
        f"notify:\n  - {{to: ['{server.address}', '${{MISSING}}', 'nowhere://{SECRET}'], role: lead, quiet: {{hours: '22:00-07:00'}}}}\n"
    )
    [found] = [f for f in findings(tmp_path, path, datetime.now(UTC)) if f.check == "notify"]
    assert (found.state, server.got) == ("warning", [])
    assert [part.partition(":")[0] for part in found.text.split("; ")] == [
        "notify[0].to[1]",
        "notify[0].to[2]",
        "notify[0].quiet",
    ]
    assert SECRET not in found.text
    quiet = Configuration(
        notify=[{"to": [server.address], "role": "lead", "quiet": {"days": ["sat", "sun"]}}]
    )
    assert problems_of(quiet, datetime.now(UTC)) == []


def test_a_dry_run_shows_everything_and_sends_nothing(folder: Path, server: Server) -> None:
    (folder / "convoqa.yaml").write_text(f"notify: [{{to: ['{server.address}'], role: trainer}}]\n")
    shown = CliRunner().invoke(app, ["notify", "--dry-run", "--workspace", str(folder)])
    assert (shown.exit_code, shown.stdout.splitlines()[0], server.got) == (
        0,
        "trainer by json: would be told",
        [],
    )
    done = CliRunner().invoke(app, ["notify", "--workspace", str(folder), "--json"])
    assert [(row["role"], row["state"]) for row in json.loads(done.stdout)] == [("trainer", "told")]
    assert server.bodies()[0] in json.loads(done.stdout)[0]["body"]
    assert SECRET not in shown.output + done.output
    again = CliRunner().invoke(app, ["notify", "--workspace", str(folder)])
    assert (again.exit_code, again.stdout) == (0, "trainer by json: nothing new\n")


def test_nothing_is_imported_where_nobody_is_configured(folder: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from datetime import date
from flows.configuration import Configuration
from flows.night import Night
from flows.nightly import tell_of_the_night
import flows.command_line, flows.doctor, flows.failing
print(tell_of_the_night(Night(Path({str(folder)!r}), (), Configuration(), date(2026, 11, 20), "r")).note)
assert not [name for name in sys.modules if name.startswith(("apprise", "flows.notify_sending"))]
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout) == (0, "nobody is configured to be told\n"), done.stderr
    for arguments, code, said in (
        (["--workspace", str(folder)], 2, "name somebody under `notify`"),
        (
            ["--workspace", str(folder / "none"), "--config", str(_configured(folder))],
            1,
            "has no warehouse yet",
        ),
    ):
        refused = CliRunner().invoke(app, ["notify", *arguments])
        assert (refused.exit_code, said in refused.stderr) == (code, True), refused.output


def _configured(folder: Path) -> Path:
    path = folder / "other.yaml"
    path.write_text("notify: [{to: ['json://x'], role: lead}]\n")
    return path


def test_every_role_is_told_something_by_default() -> None:
    for role in ("lead", "trainer", "management", "operator"):
        entry = Notify(to=["json://x"], role=role)
        assert any(entry.told_when.limit(kind) for kind in When.model_fields)
