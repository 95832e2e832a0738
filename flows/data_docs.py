"""Great Expectations' pages on the files that came last, for an engineer who asks for them."""

from __future__ import annotations

import sys
from pathlib import Path

from data.warehouse import WorkspaceError, open_newest
from flows.forgetting import EXPORTS
from flows.places import why_not_kept


def write_data_docs(workspace: Path, folder: Path) -> None:
    """Great Expectations' pages on the files that came last, and where they are.

    Raises WorkspaceError where none came, and for a folder of the workspace where neither retention nor `forget` looks.
    """
    from data.data_docs import write_docs

    if why := why_not_kept(folder, workspace, EXPORTS):
        raise WorkspaceError(why)
    with open_newest(workspace) as connection:
        page = write_docs(connection, folder)
    if page is None:
        raise WorkspaceError(
            f"{workspace} has no checked files yet: run `convoqa run --workspace {workspace}` first"
        )
    sys.stderr.write(f"Data Docs: {page}\n")
