"""The README names every command and option, and the configuration's keys."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer.main

from flows.command_line import app
from flows.configuration import Configuration

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
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
