"""`convoqa export`: what is published, as files for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import duckdb

from data.intake import InputError
from data.source_file import has_no_end
from data.warehouse import WorkspaceError, open_published
from flows.command_options import print_json
from flows.forgetting import EXPORTS
from flows.places import why_not_kept
from reports.exports import export_table
from reports.vcon import vcon_lines
from reports.wording import plural

VCON: Final = "vcon"
_ENDINGS: Final = {VCON: "vcon.jsonl"}


def export(workspace: Path, what: str, format: str, output: Path | None, *, as_json: bool) -> None:
    """Writes one table, or conversations as vCons, to a file that appears complete or not at all.

    Without `output` it lies in the workspace's `exports`, where retention and `forget` look after it. Raises InputError
    for what cannot be asked, WorkspaceError where nothing is published or the file cannot be written.
    """
    if format == VCON and what != "conversations":
        raise InputError(
            f"only conversations are written as vCons, with all that was found in them: not {what}"
        )
    target = output or workspace / EXPORTS / f"{what}.{_ENDINGS.get(format, format)}"
    if why := why_not_kept(target, workspace, EXPORTS):
        raise InputError(why)
    with open_published(workspace) as connection:
        if output is None:
            target.parent.mkdir(exist_ok=True)
        elif has_no_end(target) or target.is_dir() or not target.parent.is_dir():
            raise InputError(
                f"{target} is no file in a folder that is there: name a file, as {what}.{format}"
            )
        count = _written_whole(connection, what, format, target)
    told = f"{plural(count, 'row' if format != VCON else 'conversation')} written to {target}"
    if output is not None:
        told += "; retention and `convoqa forget` do not reach it there"
    if as_json:
        print_json({"export": str(target), "rows": count})
    else:
        sys.stdout.write(f"{target}\n")
        sys.stderr.write(f"{told}\n")


def _written_whole(connection: duckdb.DuckDBPyConnection, what: str, format: str, target: Path) -> int:
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        if format == VCON:
            count = 0
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                for line in vcon_lines(connection):
                    file.write(line)
                    count += 1
        else:
            count = export_table(connection, what, format, unfinished)
        unfinished.chmod(0o640)
        unfinished.replace(target)
    except duckdb.IOException:
        raise WorkspaceError(
            f"{target} could not be written: free some space on its disk and try again"
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return count
