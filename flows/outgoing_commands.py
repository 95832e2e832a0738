"""The commands by which results leave: thin over flows/exporting.py and flows/notify.py, which they import when called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import DEFAULT_WORKSPACE, AsJson, Config, Workspace, errors_as_sentences


class Exported(StrEnum):
    """What can be written for programs."""

    conversations = "conversations"
    answers = "answers"
    scores = "scores"
    signals = "signals"
    flags = "flags"
    plans = "plans"
    facts = "facts"
    topics = "topics"
    reviews = "reviews"


class ExportFormat(StrEnum):
    """Formats for programs."""

    csv = "csv"
    parquet = "parquet"
    jsonl = "jsonl"
    vcon = "vcon"


def export(
    what: Annotated[Exported, typer.Argument(help="What to write.")],
    format: Annotated[
        ExportFormat, typer.Option("--format", help="vcon: conversations with all that was found in them.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="The file; default: in the workspace's folder exports. Replaced where it is there.",
        ),
    ] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Write published results as CSV, Parquet, JSON Lines or vCon, for programs."""
    from flows.exporting import export as write_export

    with errors_as_sentences():
        write_export(workspace, what.value, format.value, output, as_json=as_json)


def notify(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what everybody would be told; nothing is sent.")
    ] = False,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Tell people now what no run has told them yet, as after quiet hours."""
    from flows.notify import notify_now

    with errors_as_sentences():
        raise typer.Exit(notify_now(workspace, config, dry_run=dry_run, as_json=as_json))
