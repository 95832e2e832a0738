"""`convoqa judge`: exactly one line for every conversation, in the order of the input."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from signal import SIG_IGN, SIGTERM, getsignal, signal

import pytest
from typer.testing import CliRunner

from data.conversation import Conversation, Turn
from flows import judging
from flows.command_line import app
from qa_rules.library import load_library
from tests.flows.nights import EXAMPLES

ROOT = Path(__file__).parents[2]


def judge(*arguments):
    """(exit code, lines, standard error)."""
    done = CliRunner().invoke(app, ["judge", *map(str, arguments)])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def chats(tmp_path):
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(item, ensure_ascii=False) for item in EXAMPLES]
    path.write_text(
        "\n".join(
            [
                lines[0],
                '{"conversation_id": "cut"',
                *lines[1:],
                json.dumps({"conversation_id": "odd", "turns": []}),
            ]
        ),
        encoding="utf-8",
    )
    return path


IDS = ["en-1", None, "en-2", "ko-1", "th-1", "fr-1", "one-side", "odd"]


def test_a_line_for_every_conversation_in_order_also_for_unreadable_ones(chats):
    code, lines, errors = judge(chats)
    assert (code, [line["conversation_id"] for line in lines]) == (0, IDS)
    for line in (lines[1], lines[-1]):
        assert line["not_scored"].startswith("unreadable: a.jsonl: line ")
        assert set(line) == set(lines[0])
        assert [line[key] for key in ("turns", "signals", "steps", "answers", "scores")] == [[]] * 5
    assert "2 records could not be read" in errors
    assert lines[5]["not_scored"] == "unsupported language: fr"


@pytest.mark.parametrize("size", [1, 3])
def test_the_size_of_a_chunk_changes_no_line(chats, monkeypatch, size):
    expected = judge(chats)[1]
    monkeypatch.setattr(judging, "CHUNK", size)
    assert judge(chats)[1] == expected


def test_several_files_gzip_too_and_an_empty_folder(chats, tmp_path):
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps(EXAMPLES[3]).encode()))
    (tmp_path / "c.jsonl").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    code, lines, _ = judge(tmp_path / "b.jsonl.gz", chats, tmp_path / "c.jsonl", tmp_path / "empty")
    assert (code, [line["conversation_id"] for line in lines]) == (0, ["th-1", *IDS, None])
    assert lines[0] == next(line for line in lines[1:] if line["conversation_id"] == "th-1")
    assert judge(tmp_path / "empty")[:2] == (0, [])


def test_spans_are_the_text(chats):
    for line in judge(chats)[1]:
        assert [turn["turn"] for turn in line["turns"]] == list(range(len(line["turns"])))
        for found in line["signals"]:
            assert line["turns"][found["turn"]]["text"][found["start"] : found["end"]] == found["text"] != ""


def test_personal_data_is_redacted(chats):
    assert "7700 900412" not in json.dumps(judge(chats)[1])


def test_output_appears_only_when_it_is_whole(chats, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    assert judge(chats, "--output", out)[:2] == (0, [])
    assert [
        json.loads(line)["conversation_id"] for line in out.read_text(encoding="utf-8").splitlines()
    ] == IDS
    before = out.read_bytes()

    def breaks(chunk, library):
        raise ValueError("a fault")

    monkeypatch.setattr(judging, "_chunk_lines", breaks)
    code, _, errors = judge(chats, "--output", out)
    assert (code, out.read_bytes(), "an error of ours (ValueError)" in errors) == (1, before, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "out.jsonl"]


def test_a_script_and_a_scorecard_replace_those_that_are_shipped(chats, tmp_path):
    script = {
        "script": "mine",
        "steps": [{"id": "greet", "say": ["Hello, thank you for contacting Baram Parcel, this is Jo."]}],
    }
    card = {
        "scorecard": "tiny",
        "sections": [
            {
                "name": "A",
                "questions": [
                    {"id": "greeted", "ask": "Greeted?", "from": {"step": "mine/greet"}, "weight": 1}
                ],
            }
        ],
    }
    (tmp_path / "s.yaml").write_text(json.dumps(script))
    (tmp_path / "c.yaml").write_text(json.dumps(card))
    line = judge(chats, "--script", tmp_path / "s.yaml", "--scorecard", tmp_path / "c.yaml")[1][0]
    assert [(s["script"], s["step"], s["status"], s["turn"]) for s in line["steps"]] == [
        ("mine", "greet", "followed", 0)
    ]
    assert [(a["question"], a["answer"]) for a in line["answers"]] == [("greeted", "yes")]
    assert line["scores"][0]["scorecard"].startswith("tiny@")


HELLO, LOOK, LOST = (
    "Hello, how may I help you today?",
    "I will look into the order for you.",
    "My parcel never came!",
)
ODD = {
    # name: roles and texts, why it is not scored, statuses of the script's steps, outcome
    "one turn by an agent": ([("agent", HELLO)], None, ["followed", "not_applicable"], True),
    "one turn by a customer": ([("customer", LOST)], None, [], True),
    "agents only": ([("agent", HELLO), ("agent", LOOK), ("agent", LOOK)], None, ["followed", "followed"], True),
    "agents only, the greeting late": ([("agent", LOOK), ("agent", HELLO)], None, ["out_of_order", "followed"], True),
    "customers only": ([("customer", LOST)] * 5, None, [], True),
    "every turn by a bot": ([("bot", HELLO)] * 4, "no turn by an agent or a customer", [], False),
    "a bot greets, the agent does not": ([("bot", HELLO), ("agent", LOOK)], None, ["missed", "followed"], True),
    "a bot and a customer": ([("bot", HELLO), ("customer", LOST)], None, [], True),
    "notices of a system": ([("system", "The chat has ended.")], "no turn by an agent or a customer", [], False),
    "nothing said": ([("agent", ""), ("customer", " ")], "empty", [], False),
}  # fmt: skip


@pytest.fixture
def greeting(tmp_path):
    """A script of two steps: the greeting first, and before the look."""
    path = tmp_path / "greeting.yaml"
    steps = [
        {"id": "greet", "say": [HELLO], "position": "first", "before": ["look"]},
        {"id": "look", "say": [LOOK]},
    ]
    path.write_text(json.dumps({"script": "s", "steps": steps}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("said", "not_scored", "statuses", "ended"), ODD.values(), ids=ODD)
def test_an_odd_conversation_has_its_line(tmp_path, greeting, said, not_scored, statuses, ended):
    path = tmp_path / "odd.jsonl"
    turns = [{"role": role, "text": text} for role, text in said]
    path.write_text(
        json.dumps({"conversation_id": "odd", "language": "en", "turns": turns}), encoding="utf-8"
    )
    code, (line,), _ = judge(path, "--script", greeting)
    assert (code, line["not_scored"]) == (0, not_scored)
    assert [turn["role"] for turn in line["turns"]] == [role for role, _ in said]
    judged = [turn for turn in line["turns"] if "not_scored" not in turn]
    assert len(judged) == (0 if not_scored else sum(role != "bot" for role, _ in said))
    assert [step["status"] for step in line["steps"]] == statuses
    assert (line["resolution"] is not None, bool(line["answers"])) == (ended, bool(statuses))


def test_a_conversation_of_signs_in_no_declared_language_is_not_scored(tmp_path):
    path = tmp_path / "signs.jsonl"
    turns = [{"role": "agent", "text": "?!"}, {"role": "customer", "text": "..."}]
    path.write_text(json.dumps({"conversation_id": "signs", "turns": turns}), encoding="utf-8")
    (line,) = judge(path)[1]
    assert (line["not_scored"], line["steps"], line["resolution"]) == ("no words", [], None)


def test_two_thousand_turns_have_one_line_and_the_verdicts_that_a_short_one_has(tmp_path, greeting):
    pair = [{"role": "customer", "text": LOST}, {"role": "agent", "text": LOOK}]
    turns = [{"role": "agent", "text": HELLO}, *pair * 999, {"role": "agent", "text": "Goodbye."}]
    items = [
        {"conversation_id": "long", "turns": turns},
        {"conversation_id": "short", "turns": [*turns[:3], turns[-1]]},
    ]
    path = tmp_path / "long.jsonl"
    path.write_text("\n".join(json.dumps({**item, "language": "en"}) for item in items), encoding="utf-8")
    code, (long, short), _ = judge(path, "--script", greeting)
    assert (code, len(long["turns"]), long["turns"][:3]) == (0, 2000, short["turns"][:3])
    steps = [[(s["step"], s["status"], s["turn"]) for s in line["steps"]] for line in (long, short)]
    assert steps == [[("greet", "followed", 0), ("look", "followed", 2)]] * 2
    assert all("not_scored" not in turn for turn in long["turns"])


@pytest.mark.parametrize(
    "text",
    [
        "script: s\nsteps:\n  - id: a\n    say: [Hello there.]\n  - id: b\n    say: ['hello, there']\n",
        "script: s\nsteps:\n  - id: a\n    say: [ご注文番号をお願いします]\n",
        "script: s\nsteps:\n  - id: a\n    say: [x]\n    befor: [b]\n",
    ],
)
def test_a_mistake_in_a_script_is_refused_before_anything_is_judged(chats, tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    code, lines, errors = judge(chats, "--script", path)
    assert (code, lines, errors.count("\n"), f"{path}: line " in errors) == (2, [], 1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.jsonl"], "missing.jsonl does not exist"),
        (["{chats}", "--format", "morse"], "there is no format 'morse'"),
        (["{chats}", "--script", "none.yaml"], "none.yaml: the file cannot be read"),
        (["{chats}", "--scorecard", "{chats}"], "a.jsonl: line "),
        (["{chats}", "--output", "/no/such/folder/out"], "/no/such/folder/out"),
    ],
)
def test_wrong_usage_is_one_sentence(chats, arguments, message):
    code, lines, errors = judge(*(argument.format(chats=chats) for argument in arguments))
    assert (lines, errors.count("\n"), message in errors) == ([], 1, True)
    assert code == (1 if "--output" in arguments else 2)


@pytest.mark.slow
def test_as_a_program_it_imports_nothing_of_the_night_and_bears_a_closed_pipe(chats, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(json.dumps({**EXAMPLES[1], "conversation_id": f"c-{n}"}) for n in range(600)))
    program = (
        "import sys, atexit\n"
        "heavy = ('prefect', 'great_expectations', 'torch')\n"
        "atexit.register(lambda: sys.stderr.write('HEAVY ' + ' '.join(m for m in heavy if m in sys.modules) + '\\n'))\n"
        "from flows.command_line import main\n"
        "sys.argv = ['convoqa', *sys.argv[1:]]\n"
        "main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, "judge", str(many)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["conversation_id"] == "c-0"
        running.stdout.close()
        errors = running.stderr.read()
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors
    assert [line for line in errors.splitlines() if line.startswith("HEAVY")] == ["HEAVY "]


def test_a_failure_over_one_conversation_is_not_that_of_its_neighbours(monkeypatch, capsys):
    turns = (Turn("customer", "Where is my order?"), Turn("agent", "It arrived on Monday."))
    chunk = [Conversation(name, turns, language="en") for name in ("a", "bad", "c")]
    whole = judging.assess

    def breaks(seen, *more):
        if seen.conversation.conversation_id == "bad":
            raise ZeroDivisionError(seen.conversation.turns[0].text)
        return whole(seen, *more)

    monkeypatch.setattr(judging, "assess", breaks)
    monkeypatch.delenv("CONVOQA_TRACE", raising=False)
    lines, _ = judging._chunk_lines(chunk, load_library([], None))
    found = [json.loads(line) for line in lines.splitlines()]
    assert [line["conversation_id"] for line in found] == ["a", "bad", "c"]
    assert [line["not_scored"] for line in found] == [
        None,
        "an error of ours (ZeroDivisionError): report it",
        None,
    ]
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("CONVOQA_TRACE", "1")
    judging._chunk_lines(chunk, load_library([], None))
    trace = capsys.readouterr().err
    assert trace.count("an error of ours (ZeroDivisionError):") == 1
    assert "in breaks" in trace
    assert "Where is my order" not in trace


def test_what_a_killed_call_left_is_removed_at_the_next_start(chats, tmp_path):
    stale = tmp_path / "out.jsonl.unfinished"
    stale.write_text("half", encoding="utf-8")
    assert judge("missing.jsonl", "--output", tmp_path / "out.jsonl")[0] == 2
    assert not stale.exists()


def test_sigterm_leaves_nothing_half_written(chats, tmp_path, monkeypatch):
    def stopped(chunk, library):
        assert (tmp_path / "out.jsonl.unfinished").exists()
        os.kill(os.getpid(), SIGTERM)

    before = signal(SIGTERM, SIG_IGN)
    try:
        monkeypatch.setattr(judging, "_chunk_lines", stopped)
        assert judge(chats, "--output", tmp_path / "out.jsonl")[0] == 128 + SIGTERM
        assert getsignal(SIGTERM) is SIG_IGN
    finally:
        signal(SIGTERM, before)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
