"""The commands `convoqa review …`: thin over flows/reviewing.py, which they import when called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import (
    DEFAULT_WORKSPACE,
    AsJson,
    Config,
    Workspace,
    day_of,
    errors_as_sentences,
)

review_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@review_commands.command("export")
def review_export(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="A new file, .csv or .xlsx; default: a workbook below exports/ of the workspace."
        ),
    ] = None,
    sample: Annotated[
        int,
        typer.Option(
            "--sample",
            min=0,
            max=100_000,
            help="Answers drawn at random of each agent and language, those reviewed before included.",
        ),
    ] = 5,
    seed: Annotated[
        int, typer.Option("--seed", help="Of the draw. Keep it: another one begins another sample.")
    ] = 1,
    blind: Annotated[
        bool, typer.Option("--blind", help="Leave out what was answered automatically, and what hints at it.")
    ] = False,
    conversation: Annotated[
        list[str] | None,
        typer.Option(
            "--conversation",
            help="Instead, every answer of this conversation, which an agent disagrees with; may be repeated.",
        ),
    ] = None,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    day: Annotated[
        str | None, typer.Option("--date", help="The day to report on, YYYY-MM-DD; default: today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what people should decide, and a random sample, to a file that they fill in."""
    from flows.reviewing import export_disputed, export_reviews

    with errors_as_sentences():
        if conversation:
            export_disputed(workspace, output, config, conversation, blind=blind, as_json=as_json)
            return
        export_reviews(
            workspace, output, config, day_of(day), sample=sample, seed=seed, blind=blind, as_json=as_json
        )


@review_commands.command("import")
def review_import(
    file: Annotated[Path, typer.Argument(help="The file as filled in: CSV or .xlsx.")],
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Take in what people answered, beside the automatic answers; exit 1 where rows were refused."""
    from flows.reviewing import import_reviews

    with errors_as_sentences():
        raise typer.Exit(import_reviews(workspace, file, config, as_json=as_json))
