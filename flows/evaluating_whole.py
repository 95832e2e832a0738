"""`convoqa evaluate --whole`: steps, outcomes and promises of whole conversations, and the steps of their turns."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from flows.command_options import print_json
from flows.configuration import load_configuration
from flows.evaluating import Advance, check_writable, print_table, turns_task, watched
from models.evaluation.items import SetError
from models.evaluation.table import markdown_table
from models.evaluation.whole import (
    COLUMNS,
    WORDS,
    Ended,
    Figure,
    Promised,
    WholeItem,
    confusion,
    whole_figures,
    whole_rows,
)
from models.evaluation.whole_sets import WHOLE_SETS, WholeSet, whole_sets
from qa_rules.judge import Seen, see
from qa_rules.library import Library
from qa_rules.observe import Signal, languages_of
from qa_rules.scripts import Script, load_script
from qa_rules.steps import step_statuses, voicings

CHUNK: Final = 100


def evaluate_whole(
    path: Path, *, names: Sequence[str], only: str | None, as_json: bool, markdown_file: Path | None
) -> None:
    """Evaluates whole conversations and prints the figures. Raises SetError where a set is not there or does not hold."""
    chosen, not_run = choose_whole(path, names, only)
    check_writable(markdown_file)
    figures: list[Figure] = []
    tables: dict[str, dict[str, dict[str, int]]] = {}
    with watched(len(chosen)) as progress:
        for one in chosen:
            progress.update(progress.task_ids[0], description=one.name)
            advance = turns_task(progress, one.name)
            for language, items in _parts(one, path):
                ended = ended_of(items, advance)
                figures += whole_figures(one.name, language, items, ended)
                if table := confusion(items, ended):
                    tables[f"{one.name} {language}"] = table
            progress.advance(progress.task_ids[0])
    rows = whole_rows(figures)
    if markdown_file:
        markdown_file.write_text(markdown_table(COLUMNS, WORDS, rows) + "\n", encoding="utf-8")
    if as_json:
        print_json({"whole": [asdict(one) for one in figures], "confusion": tables, "not_run": not_run})
        return
    print_table("Whole conversations", COLUMNS, WORDS, rows)
    for name, table in tables.items():
        for label, said in sorted(table.items()):
            found = ", ".join(f"{what} {n}" for what, n in sorted(said.items(), key=lambda pair: -pair[1]))
            sys.stdout.write(f"{name}: {label} was called {found}\n")
    if not_run:
        sys.stdout.write(f"Not run: {', '.join(not_run)}. Sets marked measure run only when asked for.\n")


def choose_whole(path: Path, names: Sequence[str], only: str | None) -> tuple[list[WholeSet], list[str]]:
    """The sets to run, and the names of *measure* sets that nobody asked for. Raises SetError."""
    if not path.is_dir():
        raise SetError(f"{path} is no folder: give the folder of the evaluation sets, as ../shared/eval")
    known = [one.name for one in WHOLE_SETS]
    if unknown := sorted(set(names) - set(known)):
        raise SetError(
            f"there is no set {unknown[0]!r} of whole conversations: use some of {', '.join(known)}"
        )
    there = whole_sets(path)
    if missing := sorted(set(names) - {one.name for one in there}):
        raise SetError(f"the set {missing[0]!r} is not in {path}: get its files, or leave it out")
    wanted = [
        one
        for one in there
        if (one.name in names if names else only is not None or one.use != "measure")
        and only in (None, one.use)
    ]
    if not wanted:
        raise SetError(f"no set of {path} is left to run: ask for others with --set or --only")
    asked = bool(names) or only is not None
    return wanted, [] if asked else [one.name for one in there if one.use == "measure"]


def ended_of(items: Sequence[WholeItem], advance: Advance = lambda _: None) -> list[Ended]:
    """What `convoqa judge` says of each conversation, held against its script alone, whatever that applies to."""
    configuration = load_configuration(None, None)
    library = Library(
        (), (), configuration.thresholds, configuration.prevalence, time_zone=configuration.zone
    )
    found: list[Ended] = []
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        whole = [n for n, item in enumerate(chunk) if _asks_whole(item)]
        seen = dict(zip(whole, see([chunk[n].conversation for n in whole], library), strict=True))
        found += [_ended(item.script, seen[n]) if n in seen else _turns(item) for n, item in enumerate(chunk)]
        advance(len(chunk))
    return found


def _asks_whole(item: WholeItem) -> bool:
    """Whether more is labelled than the steps of turns, which text and script alone decide."""
    return bool(item.gold.steps or item.gold.outcome or item.asks_promises)


def _turns(item: WholeItem) -> Ended:
    said = voicings(item.script, item.conversation, languages_of(item.conversation))
    return Ended(turns=_steps_of(item.script, said))


def _ended(script: Script | None, seen: Seen) -> Ended:
    promise = seen.resolution.promise
    made = (
        Promised(promise.turn, promise.by, promise.due.isoformat() if promise.due else None)
        if promise
        else None
    )
    promises = (made,) if made else ()
    if script is None:
        return Ended(outcome=seen.resolution.outcome, promises=promises)
    said = voicings(script, seen.conversation, seen.languages)
    signals = [*seen.observed.signals, *said]
    statuses = step_statuses(
        script, seen.conversation, seen.languages, signals, seen.resolution, seen.topic.topic
    )
    steps = {status.step: (status.status, status.turn) for status in statuses}
    return Ended(steps, seen.resolution.outcome, promises, _steps_of(script, said))


def _steps_of(script: Script, signals: Sequence[Signal]) -> dict[int, frozenset[str]]:
    """Turn -> its best candidate, of any level."""
    prefix = f"step:{script.script}/"
    best: dict[int, Signal] = {}
    for signal in signals:
        if signal.name.startswith(prefix) and (
            signal.turn not in best or signal.probability > best[signal.turn].probability
        ):
            best[signal.turn] = signal
    return {turn: frozenset((signal.name.removeprefix(prefix),)) for turn, signal in best.items()}


def _make_script(given: Path | Mapping[str, Any]) -> Script:
    return _read(given) if isinstance(given, Path) else Script.model_validate(given)


@cache
def _read(path: Path) -> Script:
    return load_script(path)


def _parts(one: WholeSet, path: Path) -> list[tuple[str, Sequence[WholeItem]]]:
    try:
        return list(one.parts(path, _make_script))
    except SetError:
        raise
    except (OSError, EOFError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise SetError(
            f"{path}: the set {one.name!r} does not hold ({type(problem).__name__}: {problem}): get it again"
        ) from None
