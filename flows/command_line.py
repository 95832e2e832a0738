"""The command line `convoqa`: thin over the functions of the house. Heavy imports happen inside the commands."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import (
    DEFAULT_WORKSPACE,
    WRONG_USAGE,
    AsJson,
    Config,
    Since,
    Workspace,
    day_of,
    errors_as_sentences,
    fail,
)
from flows.outgoing_commands import export, notify
from flows.quarantine_commands import quarantine_commands
from flows.review_commands import review_commands
from flows.training_commands import training_commands

app = typer.Typer(
    name="convoqa",
    help="Conversation quality assurance, every night, on one machine, offline: English, Korean and Thai.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
script_commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(script_commands, name="script", help="Look at a script before it goes live.")
app.add_typer(quarantine_commands, name="quarantine", help="What could not be taken in, and the way back.")
app.add_typer(review_commands, name="review", help="Answers for people to check, and what they answered.")
app.add_typer(training_commands, name="training", help="Who trained on what, and what it brought.")


class Audience(StrEnum):
    """Who reads the report."""

    lead = "lead"
    trainer = "trainer"
    agent = "agent"
    management = "management"


class SetUse(StrEnum):
    """What a labelled set may be used for: to learn from, to measure only, or the project's own corpus."""

    train = "train"
    measure = "measure"
    own = "own"


@app.command()
def run(
    input: Annotated[
        list[Path] | None, typer.Option("--input", help="A file, folder or pattern; may be repeated.")
    ] = None,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    day: Annotated[
        str | None, typer.Option("--date", help="The day to report on, YYYY-MM-DD; default: today.")
    ] = None,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """Run the nightly job once: from files to report."""
    from flows.commands import run_night

    with errors_as_sentences():
        run_night(workspace, input or [], config, day_of(day), since, as_json=as_json)


@app.command()
def schedule(
    cron: Annotated[
        str | None, typer.Option("--cron", help='When to run, as "0 1 * * *"; default: the configuration\'s.')
    ] = None,
    input: Annotated[
        list[Path] | None, typer.Option("--input", help="A file, folder or pattern; may be repeated.")
    ] = None,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
) -> None:
    """Serve the nightly flow on its schedule until stopped."""
    from flows.commands import serve_nights

    with errors_as_sentences():
        serve_nights(workspace, input or [], config, cron)


@app.command()
def judge(
    paths: Annotated[list[Path], typer.Argument(help="Transcripts: files, folders or patterns.")],
    format: Annotated[
        str, typer.Option("--format", help="The transcripts' format; auto looks at the content.")
    ] = "auto",
    scorecard: Annotated[
        Path | None, typer.Option("--scorecard", help="A scorecard file instead of the shipped ones.")
    ] = None,
    script: Annotated[
        list[Path] | None,
        typer.Option("--script", help="A script file instead of the shipped ones; may be repeated."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where the JSON Lines go; default: standard output.")
    ] = None,
) -> None:
    """Judge conversations without a workspace: JSON Lines out, one line a conversation."""
    from flows.judging import judge_files

    with errors_as_sentences(usage_code=WRONG_USAGE):
        judge_files(paths, format=format, scorecard=scorecard, scripts=script, output=output)


@script_commands.command("check")
def script_check(
    file: Annotated[Path, typer.Argument(help="The script file.")],
    on: Annotated[
        list[Path] | None,
        typer.Option(
            "--on", help="Conversations to hold it against: files, folders or patterns; repeatable."
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="The conversations' format; auto looks at the content.")
    ] = "auto",
    as_json: AsJson = False,
) -> None:
    """Check a script: mistakes, steps too alike, and what it finds in conversations."""
    from flows.script_check import check_script

    with errors_as_sentences(usage_code=WRONG_USAGE):
        check_script(file, on or [], format=format, as_json=as_json)


@app.command()
def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(help="The labelled sets' folder; or one .jsonl file in the format of models/corpus."),
    ],
    names: Annotated[
        list[str] | None, typer.Option("--set", help="Only the set of this name; may be repeated.")
    ] = None,
    only: Annotated[
        SetUse | None,
        typer.Option("--only", help="Only sets of this use. Left out: train and own, never measure."),
    ] = None,
    as_json: AsJson = False,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Also write the table to this file, as Markdown.")
    ] = None,
    fairness: Annotated[
        bool,
        typer.Option(
            "--fairness",
            help="Instead: swap names, pronouns, honorifics, spellings and identity in the agent turns of the "
            "batches kept back, and count the verdicts that change.",
        ),
    ] = False,
    roles: Annotated[
        bool,
        typer.Option(
            "--roles",
            help="Instead: hide and exchange who speaks in whole conversations kept back, and count what is found, "
            "refused and noticed.",
        ),
    ] = False,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole",
            help="Instead: steps, outcomes and promises of whole conversations, and the steps of their turns.",
        ),
    ] = False,
) -> None:
    """Hold what judge gives out against labelled sets; sets marked measure run only when asked for."""
    from flows.evaluating import evaluate_fairness, evaluate_folder, evaluate_roles
    from models.evaluation.items import SetError

    with errors_as_sentences(usage_code=WRONG_USAGE):
        try:
            if (fairness or roles) and (names or only):
                asked = "--fairness" if fairness else "--roles"
                fail(f"{asked} looks at the batches kept back: leave out --set and --only", WRONG_USAGE)
            if whole:
                from flows.evaluating_whole import evaluate_whole

                if fairness or roles:
                    fail("--whole, --roles and --fairness are asked one at a time", WRONG_USAGE)
                use = only.value if only else None
                evaluate_whole(folder, names=names or [], only=use, as_json=as_json, markdown_file=markdown)
            elif roles:
                evaluate_roles(folder, as_json=as_json, markdown_file=markdown)
            elif fairness:
                evaluate_fairness(folder, as_json=as_json, markdown_file=markdown)
            else:
                use = only.value if only else None
                evaluate_folder(folder, names=names or [], only=use, as_json=as_json, markdown_file=markdown)
        except SetError as problem:
            fail(str(problem), WRONG_USAGE)


@app.command()
def explain(
    conversation_id: Annotated[str, typer.Argument(help="The conversation's id.")],
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Show how one conversation was judged: every answer and step, with its quotes."""
    from flows.commands import explain_conversation

    with errors_as_sentences():
        explain_conversation(workspace, conversation_id, as_json=as_json)


@app.command()
def flags(
    workspace: Workspace = DEFAULT_WORKSPACE,
    all_states: Annotated[
        bool, typer.Option("--all", help="Also what is as expected or not judged yet.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the newest flags of agents, teams and topics, and the watch list: whom to listen to more."""
    from flows.flag_listing import show_flags

    with errors_as_sentences():
        show_flags(workspace, all_states=all_states, as_json=as_json)


@app.command()
def plan(workspace: Workspace = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Show the newest training plan."""
    from flows.plan_listing import show_plan

    with errors_as_sentences():
        show_plan(workspace, as_json=as_json)


@app.command()
def report(
    audience: Annotated[Audience, typer.Option("--for", help="Whose page to name.")] = Audience.lead,
    agent: Annotated[
        str | None,
        typer.Option(
            "--agent", help="With --for agent: whose page, by agent_id or person_id; default: the folder."
        ),
    ] = None,
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    day: Annotated[
        str | None,
        typer.Option("--date", help="The day to report on, YYYY-MM-DD; default: that of the newest report."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the report again from the newest published results, and say where it is."""
    from flows.commands import rewrite_report

    if agent is not None and audience is not Audience.agent:
        fail("--agent names one of the agents' pages: add --for agent", WRONG_USAGE)
    with errors_as_sentences():
        rewrite_report(workspace, config, day_of(day), audience.value, agent, as_json=as_json)


app.command()(export)
app.command()(notify)


@app.command()
def forget(
    customer: Annotated[str, typer.Option("--customer", help="The customer's id, as transcripts have it.")],
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Forget a customer: delete their words everywhere, refuse old files, and search for what may be left."""
    from flows.commands import forget_customer

    with errors_as_sentences():
        forget_customer(workspace, customer, config, as_json=as_json)


@app.command()
def doctor(
    config: Config = None,
    workspace: Workspace = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
    data_docs: Annotated[
        Path | None,
        typer.Option("--data-docs", help="Also write Great Expectations' pages on last night's files here."),
    ] = None,
) -> None:
    """Check what is installed and configured, whether last night ran, and what would fail tonight."""
    from flows.doctor import examine

    with errors_as_sentences():
        if data_docs is not None:
            from flows.data_docs import write_data_docs

            write_data_docs(workspace, data_docs)
        raise typer.Exit(examine(workspace, config, as_json=as_json))


def main() -> None:
    """The console script."""
    from flows.environment import prepare_environment

    prepare_environment()
    app()
