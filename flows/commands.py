"""What the commands of the command line do, over the functions of the house; printing is all that is their own."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.warehouse import open_published
from flows.command_options import FAILED, fail, print_json

if TYPE_CHECKING:
    from flows.night import Night
    from flows.tracing import Done

_WIDE = 10_000


def run_night(
    workspace: Path,
    inputs: list[Path],
    config: Path | None,
    day: date | None,
    since: str | None,
    *,
    as_json: bool,
) -> None:
    """One night through Prefect, then the summary."""
    from rich.console import Console

    from flows.night import prepare_night
    from flows.progress import progress

    night = prepare_night(workspace, inputs, config, day, since)
    with progress(Console(stderr=True)) as started:
        from flows.flow import nightly

        _import_ahead()
        started()
        done = nightly(
            str(workspace),
            [str(p) for p in inputs],
            str(config) if config else None,
            day.isoformat() if day else None,
            since,
        )
    _summarise(night, done, as_json=as_json)


def serve_nights(workspace: Path, inputs: list[Path], config: Path | None, cron: str | None) -> None:
    """Serves the flow until stopped."""
    from data.intake import find_inputs
    from flows.configuration import load_configuration
    from flows.server import scheduling_server

    configuration = load_configuration(config, workspace)
    configuration.library()
    find_inputs(inputs or configuration.inputs)
    with scheduling_server():
        from flows.flow import serve

        serve(workspace, inputs, config, configuration, cron)


def explain_conversation(workspace: Path, conversation_id: str, *, as_json: bool) -> None:
    """Every answer and step of a conversation with its quotes."""
    from data.conversation_ids import kept_id, says_who
    from data.identity import workspace_key
    from reports.explanation import explanation, explanation_text

    with open_published(workspace) as connection:
        asked = (
            kept_id(workspace_key(workspace), conversation_id)
            if says_who(conversation_id)
            else conversation_id
        )
        found = explanation(connection, asked)
    if found is None:
        fail(
            f"there is no conversation {conversation_id!r} in {workspace}: check the id, or run the night first",
            FAILED,
        )
    if as_json:
        print_json(found)
    else:
        sys.stdout.write(explanation_text(found))


def rewrite_report(
    workspace: Path, config: Path | None, day: date | None, audience: str, agent: str | None, *, as_json: bool
) -> None:
    """The report once more, from what is published; where the page is, and the section with which it begins."""
    from flows.night import prepare_night
    from flows.night_context import report_context
    from reports.audiences import AUDIENCES, agent_file
    from reports.findings import person_of
    from reports.report import write_report

    night = prepare_night(workspace, [], config, day or _last_reported(workspace))
    with open_published(workspace) as connection:
        context = report_context(connection, night)
        if context is None:
            from reports.wording import START_REMEDY

            fail(f"there is nothing to report yet: no conversation has a date. {START_REMEDY}", FAILED)
        folder = write_report(connection, workspace / "reports", context).parent
        page = AUDIENCES[audience]
        path, section = folder / page.file, page.sections[0].anchor
        if agent is not None:
            path = folder / agent_file(context.page_key, person_of(connection, agent))
            if not path.exists():
                fail(
                    f"there is no page for {agent!r}: no answer of theirs in {context.period}. "
                    "`convoqa flags --all` shows who has some",
                    FAILED,
                )
    if as_json:
        print_json({"report": str(path), "section": section})
    else:
        sys.stdout.write(f"{path}\n" if path.is_dir() else f"{path}#{section}\n")


def _last_reported(workspace: Path) -> date | None:
    """The day of the newest report; None where there is none yet."""
    days = []
    for path in (workspace / "reports").glob("????-??-??"):
        with suppress(ValueError):
            days.append(date.fromisoformat(path.name))
    return max(days, default=None)


def forget_customer(workspace: Path, customer_id: str, config: Path | None, *, as_json: bool) -> None:
    """Forgets a customer; exit 1 where something of theirs is left, with the files."""
    from flows.configuration import load_configuration
    from flows.forgetting import forget, sentences

    done = forget(workspace, customer_id, load_configuration(config, workspace))
    if as_json:
        left = [{"file": str(t.file), "where": t.where, "what": t.what} for t in done.left]
        print_json(
            {
                "deleted": done.counts,
                "searched": done.searched,
                "left": left,
                "source_files": list(done.files),
            }
        )
    else:
        sys.stdout.write("".join(f"{line}\n" for line in sentences(done)))
    if done.left:
        raise SystemExit(FAILED)


def _summarise(night: Night, done: list[Done], *, as_json: bool) -> None:
    from rich.console import Console

    from flows.night_context import report_context
    from reports.summary import summary, summary_lines

    steps = {d.step: {"rows_in": d.rows_in, "rows_out": d.rows_out, "note": d.note} for d in done}
    report = steps["report"]["note"]
    with open_published(night.workspace) as connection:
        context = report_context(connection, night)
        if as_json:
            print_json(
                {
                    "workspace": str(night.workspace),
                    "report": report,
                    "steps": steps,
                    **(summary(connection, context) if context else {}),
                }
            )
            return
        console = Console(highlight=False)
        console.soft_wrap = not console.is_terminal  # a program or a file breaks no lines
        console.print(f"[bold]Night of {night.day}[/bold]: {steps['ingest']['note']}")
        if is_unchanged(steps):
            console.print("Nothing is new: nothing was added, nothing was computed again.")
        if steps["retention"]["rows_in"]:
            console.print(f"Old text: {steps['retention']['note']}.")
        if context:
            for line in summary_lines(connection, context):
                console.print(line)
        landing = night.configuration.landing
        if landing and landing.after != "leave":
            console.print(f"Landing folder: {steps['landing']['note']}", soft_wrap=True)
        console.print(f"Report: {report}", soft_wrap=True)


def is_unchanged(steps: dict[str, dict[str, Any]]) -> bool:
    """Whether a night found nothing to add or compute."""
    made = (
        "ingest",
        "roles",
        "languages",
        "signals",
        "topics",
        "outcomes",
        "deescalations",
        "steps",
        "answers",
    )
    return all(steps[name]["rows_in"] == 0 for name in made)


def _import_ahead() -> None:
    """Imports what the night needs while Prefect's server, another process, is starting: seconds on two cores."""
    from importlib import import_module
    from threading import Thread

    def work() -> None:
        with suppress(Exception):  # whoever needs the module says what is wrong with it
            for name in _HEAVY:
                import_module(name)

    Thread(target=work, name="imports", daemon=True).start()


_HEAVY = (
    "great_expectations",
    "presidio_analyzer.predefined_recognizers",
    "spacy",
    "kiwipiepy",
    "reports.report",
)


def print_table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], nothing: str) -> None:
    """A table for people on standard output; `nothing` where it has no rows."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE  # a program or a file breaks no lines
    if not rows:
        console.print(nothing)
        return
    table = Table(title=title, box=box.SIMPLE, title_justify="left")
    for name in columns:
        table.add_column(name, justify="right" if name == "n" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
