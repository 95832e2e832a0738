"""The commands `convoqa quarantine …`: thin over flows/quarantining.py, which they import when called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import DEFAULT_WORKSPACE, AsJson, Config, Workspace, errors_as_sentences

quarantine_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
QuarantineId = Annotated[str, typer.Argument(metavar="ID", help="The id, or how it begins.")]


@quarantine_commands.command("list")
def quarantine_list(
    workspace: Workspace = DEFAULT_WORKSPACE,
    dismissed: Annotated[
        bool, typer.Option("--dismissed", help="What was dismissed instead, by whom, when and why.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what is in quarantine: file, place, reason and what to do."""
    from flows.quarantining import list_quarantine

    with errors_as_sentences():
        list_quarantine(workspace, dismissed=dismissed, as_json=as_json)


@quarantine_commands.command("show")
def quarantine_show(
    quarantine_id: QuarantineId, workspace: Workspace = DEFAULT_WORKSPACE, as_json: AsJson = False
) -> None:
    """Show one record: where it lies in its file, why it was refused, and its redacted text."""
    from flows.quarantining import show_quarantined

    with errors_as_sentences():
        show_quarantined(workspace, quarantine_id, as_json=as_json)


@quarantine_commands.command("retry")
def quarantine_retry(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, or how they begin; default: all.")
    ] = None,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Read records again after a fix; what can be read comes in and leaves quarantine."""
    from flows.quarantining import retry_quarantined

    with errors_as_sentences():
        raise typer.Exit(retry_quarantined(workspace, ids or [], config, as_json=as_json))


@quarantine_commands.command("dismiss")
def quarantine_dismiss(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or how they begin.")],
    why: Annotated[str, typer.Option("--why", help="Why they will never come in, as: a file of tests.")],
    by: Annotated[
        str | None, typer.Option("--by", help="Who looked; default: the name that you are logged in by.")
    ] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Take records out of quarantine that will never come in; who, when and why are kept."""
    from flows.quarantining import dismiss_quarantined

    with errors_as_sentences():
        dismiss_quarantined(workspace, ids, by, why, as_json=as_json)


@quarantine_commands.command("export")
def quarantine_export(
    output: Annotated[
        Path | None, typer.Option("--output", help="Where it goes; default: standard output.")
    ] = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of CSV.")] = False,
) -> None:
    """Write the quarantine as CSV, redacted, for whoever can put it right."""
    from flows.quarantining import export_quarantine

    with errors_as_sentences():
        export_quarantine(workspace, output, as_json=as_json)
