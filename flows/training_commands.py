"""The commands `convoqa training …`: thin over flows/training_log.py, which they import when called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import DEFAULT_WORKSPACE, AsJson, Config, Workspace, errors_as_sentences

training_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@training_commands.command("log")
def training_log(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with agent_id, skill, trained_on (YYYY-MM-DD); hours, session, by if known."
        ),
    ],
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Record who trained on what and when; rows that are there already add nothing."""
    from flows.training_log import log_trainings

    with errors_as_sentences():
        raise typer.Exit(log_trainings(workspace, file, config, as_json=as_json))


@training_commands.command("list")
def training_list(workspace: Workspace = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """List the trainings on record, the newest first."""
    from flows.training_log import list_trainings

    with errors_as_sentences():
        list_trainings(workspace, as_json=as_json)


@training_commands.command("effect")
def training_effect(workspace: Workspace = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Show what trainings brought, skill by skill, as the last night measured it."""
    from flows.training_log import show_effects

    with errors_as_sentences():
        show_effects(workspace, as_json=as_json)
