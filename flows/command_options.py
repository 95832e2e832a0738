"""What the commands of the command line share: options, exit codes, and errors as sentences. Nothing heavy is imported."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from qa_rules.faults import TRACE

FAILED, WRONG_USAGE = 1, 2

Workspace = Annotated[Path, typer.Option("--workspace", help="The workspace folder; made when absent.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="A convoqa.yaml; default: the workspace's, then ./convoqa.yaml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for programs.")]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        help="Take in only conversations that started then or later: YYYY-MM-DD, or days before the reported day, as 7d.",
    ),
]
DEFAULT_WORKSPACE = Path("convoqa-workspace")


def fail(message: str, code: int) -> NoReturn:
    """One sentence on standard error, and the exit code."""
    sys.stderr.write(f"convoqa: {message}\n")
    raise typer.Exit(code)


def day_of(text: str | None) -> date | None:
    """The day that --date names, None where it is left out; ends the command where it names none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"--date {text!r} is not a day: write YYYY-MM-DD", WRONG_USAGE)


def print_json(value: Any) -> None:
    """JSON for programs, on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


@contextmanager
def errors_as_sentences(usage_code: int = WRONG_USAGE) -> Iterator[None]:
    """Errors that people can act on become one sentence: 2 for wrong usage or definitions, 1 for the rest."""
    from data.identity import KeyProblem
    from data.intake import InputError
    from data.warehouse import WorkspaceError
    from flows.server import ServerError
    from qa_rules.definitions import DefinitionError

    try:
        yield
    except (InputError, DefinitionError) as problem:
        fail(str(problem), usage_code)
    except (WorkspaceError, KeyProblem, ServerError) as problem:
        fail(str(problem), FAILED)
    except BrokenPipeError:
        raise typer.Exit(FAILED) from None
    except OSError as problem:
        fail(
            f"{problem.filename or 'a file'} could not be used ({problem.strerror}): check the path and the disk",
            FAILED,
        )
    except (typer.Exit, typer.Abort):
        raise
    except Exception as problem:
        if os.environ.get(TRACE):
            raise
        fail(
            f"an error of ours ({type(problem).__name__}): report it; {TRACE}=1 in the environment shows the trace",
            FAILED,
        )
