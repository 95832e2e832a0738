"""`convoqa script check`: mistakes, advice, and what a script finds in conversations, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from typer.testing import CliRunner

from flows import script_check
from flows.command_line import app
from qa_rules import definitions

NAME = "What is the full name on the membership card?"
BALANCE = "There are forty pounds left on your account today."
OTHER = "Blue clouds drift over quiet mountains, all through the long white afternoon."
SCRIPT = {
    "script": "s",
    "applies_to": {"queue": ["cards"]},
    "steps": [
        {"id": "ask", "say": [NAME], "before": ["tell"]},
        {"id": "tell", "say": [BALANCE]},
        {"id": "extra", "say": ["Your parrot may fly with us in the cabin."], "required": "optional"},
    ],
    "forbidden": [{"id": "oath", "say": ["I swear on my mother that it will arrive."]}],
}


def check(*arguments):
    """(exit code, standard output, standard error)."""
    done = CliRunner().invoke(app, ["script", "check", *map(str, arguments)])
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def chat(name, *said, **keys):
    turns = [{"role": "customer", "text": "Hello, a question about the card."}]
    turns += [{"role": "agent", "text": text} for text in said]
    turns += [{"role": "customer", "text": "Great, that was all I needed. Thank you, bye."}]
    return {"conversation_id": name, "language": "en", "queue": "cards", "turns": turns, **keys}


CHATS = [
    chat("right", NAME, BALANCE),
    chat("late", BALANCE, NAME, "I swear on my mother that it will arrive."),
    chat("none", OTHER, "Call me on 07700 900412, " + OTHER.lower()),
    chat("elsewhere", NAME, queue="parcels"),
    chat("french", NAME, language="fr"),
]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(json.dumps(SCRIPT), encoding="utf-8")
    return path


@pytest.fixture
def chats(tmp_path):
    path = tmp_path / "chats.jsonl"
    path.write_text("\n".join([*map(json.dumps, CHATS), '{"conversation_id": "cut"']), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the file cannot be read"),
        ("script: s\nsteps:\n  - id: a\n    say: [x]\n    sai: [y]\n", "line 5: `steps[0].sai`: unknown key 'sai': did you mean say"),
        ("script: s\nsteps:\n  - id: a\n    say: [x]\n    before: [b]\n", "line 5: `steps[0].before`: unknown step 'b'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_code_2(tmp_path, content, said):
    path = tmp_path / "s.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    code, out, errors = check(path)
    assert (code, out, errors.count("\n"), said in errors) == (2, "", 1, True)


def test_what_is_no_script_is_told_so(tmp_path):
    path = tmp_path / "check.py"
    path.write_text("def check():\n    pass\n", encoding="utf-8")
    code, out, errors = check(path)
    assert (code, out) == (2, "")
    assert f"{path} is no script: a script is a YAML file" in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "missing.jsonl"], "missing.jsonl does not exist"),
        (["--on", "{chats}", "--format", "morse"], "there is no format 'morse'"),
    ],
)
def test_conversations_that_are_not_there_are_wrong_usage(script, chats, arguments, said):
    code, out, errors = check(script, *(argument.format(chats=chats) for argument in arguments))
    assert (code, out, said in errors) == (2, "", True)


def test_advice_names_line_key_and_item(script):
    code, out, _ = check(script, "--json")
    found = json.loads(out)
    assert (code, found["script"], found["steps"], found["forbidden"], found["on"]) == (0, "s", 3, 1, None)
    assert found["alike"] == []
    assert {(one["line"], one["item"], one["key"]) for one in found["advice"]} >= {
        (1, "ask", "steps[0].say"),
        (1, "oath", "forbidden[0]"),
    }
    shown = check(script)[1]
    assert "line 1: steps[0].say (ask): it has 1 wording in English: give 3 or more" in shown


def test_steps_too_alike_are_shown_with_the_wordings_that_cross(tmp_path):
    path = tmp_path / "s.yaml"
    asked = ["Could you give me your booking number?", "What's your booking number, please?"]
    steps = [{"id": f"ask_{n}", "say": [say]} for n, say in enumerate(asked)]
    path.write_text(json.dumps({"script": "s", "steps": [*steps, {"id": "bye", "say": ["Goodbye to you."]}]}))
    out = check(path)[1]
    assert "too alike: ask_0 and ask_1: their wordings find each other" in out
    assert f"ask_0: “{asked[0]}” would be ask_1" in out
    (pair,) = json.loads(check(path, "--json")[1])["alike"]
    assert (pair["steps"], {c["wording"] for c in pair["crossings"]}) == (["ask_0", "ask_1"], set(asked))


@pytest.mark.parametrize("size", [1, 200])
def test_what_a_script_finds_in_conversations(script, chats, monkeypatch, size):
    monkeypatch.setattr(script_check, "CHUNK", size)
    code, out, errors = check(script, "--on", chats, "--json")
    on = json.loads(out)["on"]
    assert (code, on["conversations"], on["does_not_apply"], on["unreadable"]) == (0, 3, 1, 1)
    assert "1 record could not be read" in errors
    assert on["not_scored"] == {"unsupported language: fr": 1}
    ended = {
        row["step"]: Counter({s: row[s] for s in script_check.STATUSES if row[s]}) for row in on["steps"]
    }
    assert ended == {
        "ask": {"followed": 1, "out_of_order": 1, "missed": 1},
        "tell": {"followed": 2, "missed": 1},
        "extra": {"not_applicable": 3},
    }
    ask = on["steps"][0]
    assert ask["turns"] == 2
    assert [(q["text"], q["conversation_id"], q["turn"]) for q in ask["quotes"]["most_sure"]] == [
        (NAME, "right", 1)
    ]
    assert [(item["id"], item["turns"]) for item in on["forbidden"]] == [("oath", 1)]
    assert on["forbidden"][0]["quotes"]["most_sure"][0]["conversation_id"] == "late"
    assert (on["agent_turns"], on["unexplained"]["turns"]) == (7, 2)
    assert {quote["conversation_id"] for quote in on["unexplained"]["quotes"]} == {"none"}


def test_the_table_says_the_same_and_personal_data_is_redacted(script, chats):
    code, out, _ = check(script, "--on", chats)
    assert code == 0
    assert (
        "Held against 3 conversations; left out: 1 to which it does not apply, 1 not scored (unsupported"
        in out
    )
    row = next(line.split() for line in out.splitlines() if line.startswith(" ask "))
    assert row == ["ask", "1", "1", "1", "0", "0", "0", "2"]
    assert f"most sure: “{NAME}” (right, turn 1), 0.98" in out
    assert "forbidden oath: said in 1 turn\n" in out
    assert "2 of 7 agent turns voice no step" in out
    assert "7700 900412" not in out


def test_without_a_conversation_to_hold_it_against(script, tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text(json.dumps(CHATS[3]), encoding="utf-8")
    code, out, _ = check(script, "--on", path)
    assert (code, out.splitlines()[-1]) == (
        0,
        "Held against 0 conversations; left out: 1 to which it does not apply",
    )


def test_the_file_is_parsed_once_for_the_lines_of_all_advice(tmp_path, monkeypatch):
    path = tmp_path / "s.yaml"
    steps = "".join(f"  - id: s{n}\n    say: [Item {n} goes into box {n}.]\n" for n in range(4))
    path.write_text("script: s\nsteps:\n" + steps, encoding="utf-8")
    loads = []
    monkeypatch.setattr(
        definitions, "YAML", lambda typ, whole=definitions.YAML: loads.append(typ) or whole(typ=typ)
    )
    shown = check(path)[1]
    assert [f"line {3 + 2 * n}: steps[{n}] (s{n})" in shown for n in range(4)] == [True] * 4
    assert loads == ["safe", "rt"]
