"""`convoqa script check`: what to know of a script before it goes live, from its file alone and from conversations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from data.conversation import Conversation
from data.intake import Rejected, find_inputs, read_file, reader_named
from data.redaction import Redactor
from flows.command_options import print_json
from flows.configuration import Configuration, load_configuration
from qa_rules.definitions import DefinitionError, line_finder
from qa_rules.judge import see
from qa_rules.library import Library
from qa_rules.script_advice import Advice, Alike, advice, too_alike
from qa_rules.script_use import STATUSES, Quote, ScriptUse, StepUse
from qa_rules.scripts import Script, load_script

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

CHUNK: Final = 200
_SHOWN: Final = 160
_CROSSINGS: Final = 4
_SUFFIXES: Final = (".yaml", ".yml", ".json")


def check_script(file: Path, conversations: Sequence[Path], *, format: str, as_json: bool) -> None:
    """Reads a script, says what could be better in it and, held against conversations, what it finds there.

    Raises DefinitionError for a mistake in the script, InputError for conversations that are not there.
    """
    script = _script(file)
    if format != "auto":
        reader_named(format)
    files = find_inputs(conversations)
    line = line_finder(file.read_text(encoding="utf-8-sig"))
    with _progress() as progress:
        task = progress.add_task("wordings compared", total=sum(len(step.say) for step in script.steps))
        alike, better = too_alike(script, lambda: progress.advance(task)), advice(script)
    use, unreadable = _used(script, files, format) if conversations else (None, 0)
    if unreadable:
        sys.stderr.write(f"convoqa: {_count(unreadable, 'record')} could not be read and left out\n")
    if as_json:
        print_json(_as_json(file, line, script, alike, better, use, unreadable))
    else:
        _print(file, line, script, alike, better, use)


def _script(file: Path) -> Script:
    try:
        return load_script(file)
    except DefinitionError:
        if file.is_file() and file.suffix not in _SUFFIXES:
            raise DefinitionError(
                f"{file} is no script: a script is a YAML file that ends in .yaml; `qa_rules/README.md` shows one"
            ) from None
        raise


def _used(script: Script, files: Sequence[Path], format: str) -> tuple[ScriptUse, int]:
    """What the script finds in the conversations of files, and how many of them could not be read."""
    configuration = load_configuration(None, None)
    library = Library(
        (script,), (), configuration.thresholds, configuration.prevalence, time_zone=configuration.zone
    )
    use, unreadable, redactor = ScriptUse(script), 0, Redactor(configuration.redacted)
    with _progress() as progress:
        tasks = [
            progress.add_task("files", total=len(files)),
            progress.add_task("conversations judged", total=None),
        ]
        for file in files:
            for chunk in _chunks(_read(file, format, configuration, redactor)):
                conversations = [item for item in chunk if isinstance(item, Conversation)]
                unreadable += len(chunk) - len(conversations)
                for seen in see(conversations, library):
                    use.add(seen, library)
                progress.advance(tasks[1], len(chunk))
            progress.advance(tasks[0])
    return use, unreadable


def _read(
    file: Path, format: str, configuration: Configuration, redactor: Redactor
) -> Iterator[Conversation | Rejected]:
    return read_file(
        file,
        format=format,
        time_zone=configuration.zone,
        role_map=configuration.roles,
        redactor=redactor,
    )


def _chunks(items: Iterator[Conversation | Rejected]) -> Iterator[list[Conversation | Rejected]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


def _as_json(
    file: Path,
    line: Callable[[Sequence[object]], int],
    script: Script,
    alike: Sequence[Alike],
    better: Sequence[Advice],
    use: ScriptUse | None,
    unreadable: int,
) -> dict[str, Any]:
    return {
        "file": str(file),
        "script": script.script,
        "version": script.version,
        "steps": len(script.steps),
        "forbidden": len(script.forbidden),
        "alike": [asdict(pair) for pair in alike],
        "advice": [
            {"line": line(one.keys), "key": _key(one), "item": one.item, "message": one.message}
            for one in better
        ],
        "on": _use_json(use, unreadable) if use else None,
    }


def _use_json(use: ScriptUse, unreadable: int) -> dict[str, Any]:
    return {
        "conversations": use.judged,
        "does_not_apply": use.other,
        "not_scored": dict(sorted(use.not_scored.items())),
        "unreadable": unreadable,
        "steps": [
            {
                "step": name,
                **{status: step.statuses[status] for status in STATUSES},
                "turns": step.turns,
                "quotes": _quotes_json(step),
            }
            for name, step in use.steps.items()
        ],
        "forbidden": [
            {"id": name, "turns": item.turns, "quotes": _quotes_json(item)}
            for name, item in use.forbidden.items()
        ],
        "agent_turns": use.agent_turns,
        "unexplained": {
            "turns": use.unexplained,
            "quotes": [_quote_json(quote) for quote in use.unexplained_examples],
        },
    }


def _quotes_json(use: StepUse) -> dict[str, list[dict[str, Any]]]:
    return {kind: [_quote_json(quote) for quote in quotes] for kind, quotes in _by_kind(use)}


def _quote_json(quote: Quote) -> dict[str, Any]:
    return asdict(quote)


def _by_kind(use: StepUse) -> list[tuple[str, list[Quote]]]:
    return [("most_sure", use.most_sure), ("least_sure", use.least_sure), ("near_misses", use.near)]


def _key(one: Advice) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in one.keys).lstrip(".")


def _print(
    file: Path,
    line: Callable[[Sequence[object]], int],
    script: Script,
    alike: Sequence[Alike],
    better: Sequence[Advice],
    use: ScriptUse | None,
) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    steps, forbidden = len(script.steps), len(script.forbidden)
    console.print(
        f"{file}: script {script.script}, {_count(steps, 'step')}, {_count(forbidden, 'forbidden statement')}"
    )
    for pair in alike:
        first, second = pair.steps
        console.print(
            f"too alike: {first} and {second}: their wordings find each other; join them, or say what only one says"
        )
        for crossing in pair.crossings[:_CROSSINGS]:
            console.print(
                f"    {crossing.step}: “{crossing.wording}” would be {crossing.other} ({crossing.other_probability:.2f})"
            )
    for one in better:
        console.print(f"line {line(one.keys)}: {_key(one)} ({one.item}): {one.message}")
    if not alike and not better:
        console.print("The steps can be told apart, and every step has wordings enough.")
    if use is not None:
        _print_use(console, use)


def _print_use(console: Console, use: ScriptUse) -> None:
    console.print()
    console.print(f"Held against {_count(use.judged, 'conversation')}{_left_out(use)}")
    if not use.judged:
        return
    _print_steps(console, use)
    for name, step in use.steps.items():
        _print_quotes(console, name, step)
    for name, item in use.forbidden.items():
        console.print(
            f"forbidden {name}: " + (f"said in {_count(item.turns, 'turn')}" if item.turns else "not said")
        )
        _print_quotes(console, "", item)
    console.print(f"{use.unexplained} of {_count(use.agent_turns, 'agent turn')} voice no step")
    for quote in use.unexplained_examples:
        console.print(f"    {_said(quote)}")


def _print_steps(console: Console, use: ScriptUse) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Steps, by conversation", box=box.SIMPLE, title_justify="left", padding=(0, 1, 0, 0))
    table.add_column("step", no_wrap=True)
    for status in (*STATUSES, "turns"):
        table.add_column(status.replace("_", " "), justify="right")
    for name, step in use.steps.items():
        table.add_row(Text(name), *(str(step.statuses[status]) for status in STATUSES), str(step.turns))
    console.print(table, soft_wrap=False)


def _print_quotes(console: Console, name: str, use: StepUse) -> None:
    lines = [
        f"    {kind.replace('_', ' ').removesuffix('es')}: {_said(quote)}, {quote.probability:.2f}"
        for kind, quotes in _by_kind(use)
        for quote in quotes
    ]
    if name:
        console.print(name + ("" if lines else ": nothing comes near it"))
    for line in lines:
        console.print(line)


def _said(quote: Quote) -> str:
    words = " ".join(quote.text.split())
    shown = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f"“{shown}” ({quote.conversation_id}, turn {quote.turn})"


def _left_out(use: ScriptUse) -> str:
    parts = [f"{n} not scored ({reason})" for reason, n in sorted(use.not_scored.items())]
    if use.other:
        parts.insert(0, f"{use.other} to which it does not apply")
    return f"; left out: {', '.join(parts)}" if parts else ""


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


@contextmanager
def _progress() -> Iterator[Progress]:
    """Progress on standard error, where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        yield progress
