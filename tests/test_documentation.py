"""The READMEs name every command and option, the keys of configuration and scripts, and show an example that works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from flows.command_line import app
from flows.configuration import Configuration
from qa_rules.escalation import KINDS, UNKNOWN
from qa_rules.script_use import STATUSES
from qa_rules.scripts import OUTCOMES, AppliesTo, Forbidden, Script, Step, When
from reports.explanation import NEEDS, PROMISED

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPTS = (ROOT / "qa_rules" / "README.md").read_text(encoding="utf-8")
KEYS = {key for model in (Script, Step, Forbidden, AppliesTo, When) for key in model.model_fields}
GROUP = typer.main.get_group(app) if hasattr(typer.main, "get_group") else typer.main.get_command(app)
COMMANDS = {
    f"{name} {below}".strip(): command
    for name, group in GROUP.commands.items()
    for below, command in getattr(group, "commands", {"": group}).items()
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `convoqa {name}"))
    for parameter in COMMANDS[name].params:
        for option in parameter.opts:
            if option.startswith("--") and option != "--help":
                assert option in row, f"{option} is missing in the README's row of {name}"


@pytest.mark.parametrize("key", sorted(Configuration.model_fields))
def test_every_key_of_the_configuration_is_documented(key: str) -> None:
    assert f"{key}:" in README or f"`{key}`" in README


def test_the_two_commands_stand_in_the_readme() -> None:
    assert "make demo" in README
    assert "make test" in README


@pytest.mark.parametrize(
    "name", sorted({*KEYS, *KINDS, UNKNOWN, *STATUSES, *OUTCOMES, *NEEDS, PROMISED, "roles unclear", "roles look swapped"})
)  # fmt: skip
def test_every_key_of_a_script_and_every_word_of_its_results_is_documented(name: str) -> None:
    assert f"`{name}`" in SCRIPTS


@pytest.mark.parametrize(("balance", "status"), [("40.20", "followed"), ("90.00", "wrong")])
def test_the_example_of_a_script_works_as_it_says(balance: str, status: str, tmp_path: Path) -> None:
    script, call = (re.findall(rf"```{kind}\n(.*?)```", SCRIPTS, re.DOTALL)[0] for kind in ("yaml", "json"))
    (tmp_path / "script.yaml").write_text(script, encoding="utf-8")
    (tmp_path / "call.json").write_text(call.replace('"40.20"', f'"{balance}"'), encoding="utf-8")
    arguments = ["judge", str(tmp_path / "call.json"), "--script", str(tmp_path / "script.yaml")]
    line = json.loads(CliRunner().invoke(app, arguments).stdout)
    said = next(line for line in SCRIPTS.splitlines() if line.startswith("`ask_name` is "))
    expected = dict(re.findall(r"`(\w+)`(?: is)? (\w+)", said)) | {"tell_balance": status}
    assert {step["step"]: step["status"] for step in line["steps"]} == expected
    assert [s["turn"] for s in line["signals"] if s["name"].startswith("forbidden:")] == [4]
