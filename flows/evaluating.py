"""`convoqa evaluate`: what `judge` gives out, held against labelled sets. Only figures come out, never a text."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.conversation import Conversation
from flows.command_options import print_json
from flows.configuration import load_configuration
from models.evaluation.fairness import COLUMNS as FAIRNESS_COLUMNS
from models.evaluation.fairness import fairness, fairness_rows
from models.evaluation.items import Answer, Item, Judge, Judged, LabelledSet, SetError
from models.evaluation.own_corpus import CORPUS, corpus_sets, given_set
from models.evaluation.results import Result, evaluate
from models.evaluation.roles import COLUMNS as ROLE_COLUMNS
from models.evaluation.roles import role_sets, speaking, speaking_rows
from models.evaluation.sets import PUBLIC_SETS, public_sets
from models.evaluation.table import (
    WORDS,
    explanations,
    markdown,
    markdown_table,
    reliability_markdown,
    remarks,
    result_json,
    terminal_table,
)
from qa_rules.library import Library
from qa_rules.observe import Observed, languages_of, observe_all
from qa_rules.roles import roles_of

if TYPE_CHECKING:
    from rich.progress import Progress

CHUNK: Final = 2_000
WIDE: Final = 320
KEPT_WHOLE: Final = frozenset(("set", "axis", "kind"))
OWN: Final = ("own-held", "own-train")
Advance = Callable[[int], None]
# How common each is among the turns of a contact centre: what calibration is restated at. Guesses until measured.
WORKING_PREVALENCE: Final = {
    "empathy": 0.15,
    "rudeness": 0.02,
    "politeness": 0.5,
    "hostility": 0.03,
    "opportunity": 0.15,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sets to run, each with its files, and the names of the *measure* sets that nobody asked for."""

    sets: list[tuple[LabelledSet, list[Path]]]
    not_run: list[str]


def evaluate_folder(
    path: Path, *, names: Sequence[str], only: str | None, as_json: bool, markdown_file: Path | None
) -> None:
    """Evaluates the sets of a folder and the project's own corpus, and prints the figures.

    Raises SetError where the folder or a named set is not there, or a line of a set does not hold.
    """
    chosen = choose(path, names, only)
    check_writable(markdown_file)
    results: list[Result] = []
    with watched(len(chosen.sets)) as progress:
        for labelled, files in chosen.sets:
            progress.update(progress.task_ids[0], description=labelled.name)
            judge = judge_of(turns_task(progress, labelled.name))
            results += evaluate(labelled, _items(labelled, files), judge, prevalence=WORKING_PREVALENCE)
            progress.advance(progress.task_ids[0])
    for name in [s.name for s, _ in chosen.sets if s.name not in {result.set for result in results}]:
        sys.stderr.write(f"convoqa: the set {name!r} holds no item with a label\n")
    if markdown_file:
        held = [result for result in results if result.use == "own" and result.set != OWN[1]]
        parts = [markdown(results, chosen.not_run), *([reliability_markdown(held)] if held else [])]
        markdown_file.write_text("\n".join(parts), encoding="utf-8")
    if as_json:
        print_json({"results": [result_json(result) for result in results], "not_run": chosen.not_run})
        return
    columns, rows = terminal_table(results)
    print_table("Agreement with people", columns, WORDS, rows)
    for line in [*map(remarks, results), "", *explanations(chosen.not_run)]:
        sys.stdout.write(line + "\n")


def evaluate_fairness(path: Path, *, as_json: bool, markdown_file: Path | None) -> None:
    """Swaps who is spoken to and how it is spelled, and prints how many verdicts change.

    Raises SetError where there is no batch that was kept back.
    """
    files = _fairness_files(path)
    check_writable(markdown_file)
    with watched(1) as progress:
        items = [item for labelled, paths in files for item in _items(labelled, paths) if item is not None]
        found = fairness(items, judge_of(turns_task(progress, "fairness")))
    rows = fairness_rows(found)
    if markdown_file:
        markdown_file.write_text(
            markdown_table(FAIRNESS_COLUMNS, frozenset(("kind", "language")), rows), encoding="utf-8"
        )
    if as_json:
        print_json({"fairness": [asdict(swapped) for swapped in found]})
        return
    print_table("The same for everyone", FAIRNESS_COLUMNS, frozenset(("kind", "language")), rows)


def evaluate_roles(path: Path, *, as_json: bool, markdown_file: Path | None) -> None:
    """Hides and exchanges who speaks, and prints how often that is found, refused and noticed.

    Raises SetError where the folder is not there.
    """
    if not path.is_dir():
        raise SetError(f"{path} is no folder: give the folder of the evaluation sets, as ../shared/eval")
    check_writable(markdown_file)
    with watched(1):
        found = [speaking(name, language, several, _cast) for name, language, several in role_sets(path)]
    rows = speaking_rows(found)
    words = frozenset(("set", "language"))
    if markdown_file:
        markdown_file.write_text(markdown_table(ROLE_COLUMNS, words, rows), encoding="utf-8")
    if as_json:
        print_json({"roles": [asdict(one) for one in found]})
        return
    print_table("Who speaks", ROLE_COLUMNS, words, rows)


def _cast(conversation: Conversation) -> tuple[str, tuple[str, ...]]:
    roles = roles_of(conversation)
    return roles.found, roles.turns


def choose(path: Path, names: Sequence[str], only: str | None) -> Chosen:
    """Which sets to run: train and own, unless `names` or `only` say otherwise. Raises SetError."""
    known = {s.name for s in PUBLIC_SETS} | set(OWN)
    if unknown := sorted(set(names) - known):
        raise SetError(f"there is no set {unknown[0]!r}: use some of {', '.join(sorted(known))}")
    there = _sets_at(path)
    if not there:
        raise SetError(
            f"{path} holds no labelled set: give the folder of the evaluation sets (as ../shared/eval), a folder "
            "with `en`, `ko` and `th` as models/corpus, or a .jsonl file in its format"
        )
    if missing := sorted(set(names) - {labelled.name for labelled, _ in there}):
        raise SetError(f"the set {missing[0]!r} is not in {path}: get its file, or leave it out")
    wanted = [
        (labelled, files)
        for labelled, files in there
        if (labelled.name in names if names else only is not None or labelled.use != "measure")
        and only in (None, labelled.use)
    ]
    if not wanted:
        raise SetError(f"no set of {path} is left to run: ask for others with --set or --only")
    asked = bool(names) or only is not None
    return Chosen(wanted, [] if asked else [s.name for s, _ in there if s.use == "measure"])


def judge_of(advance: Advance = lambda _: None) -> Judge:
    """The judge of `convoqa judge`, as a function from conversations to answers, with the configured thresholds."""
    library = load_configuration(None, None).library()

    def judge(conversations: Sequence[Conversation]) -> list[Judged]:
        found: list[Judged] = []
        for chunk in _chunks(conversations):
            found += _judged(chunk, library)
            advance(len(chunk))
        return found

    return judge


def _judged(conversations: Sequence[Conversation], library: Library) -> list[Judged]:
    pairs = [(conversation, languages_of(conversation)) for conversation in conversations]
    found = observe_all(pairs, thresholds=library.thresholds, prevalence=library.prevalence)
    return [_answers(observed) for observed in found]


def _answers(observed: Observed) -> Judged:
    """By turn and axis; a turn on which one of our detectors failed is not scored, as `judge` has it."""
    spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for signal in observed.signals:
        spans.setdefault((signal.turn, signal.name), []).append((signal.start, signal.end))
    failed = observed.failed
    return {
        (v.turn, v.name): Answer(v.level, v.probability, tuple(spans.get((v.turn, v.name), ())))
        for v in observed.verdicts
        if v.turn not in failed
    }


def check_writable(file: Path | None) -> None:
    """Before minutes of judging, not after."""
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise SetError(f"--markdown {file}: give a file in a folder that is there")


def _sets_at(path: Path) -> list[tuple[LabelledSet, list[Path]]]:
    """What lies at a path, in the order of the tables; beside the public sets, the project's own corpus."""
    if not path.exists():
        raise SetError(f"{path} does not exist: give the folder of the evaluation sets, as ../shared/eval")
    if path.is_file():
        return [(given_set(path), [path])] if path.suffix == ".jsonl" else []
    public = [(labelled, [file]) for labelled, file in public_sets(path)]
    own = corpus_sets(path)
    return [*public, *(own or (corpus_sets(CORPUS) if public else []))]


def _fairness_files(path: Path) -> list[tuple[LabelledSet, list[Path]]]:
    held = [
        (labelled, files)
        for labelled, files in _sets_at(path)
        if labelled.use == "own" and labelled.name != OWN[1]
    ]
    if not held:
        held = [pair for pair in corpus_sets(CORPUS) if pair[0].name == OWN[0]]
    if not held:
        raise SetError(
            f"{path} holds no batch that was kept back (held*.jsonl): give models/corpus or a .jsonl file"
        )
    return held


def _items(labelled: LabelledSet, files: Iterable[Path]) -> Iterator[Item | None]:
    for file in files:
        try:
            yield from labelled.read(file)
        except SetError:
            raise
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
            raise SetError(f"{file} cannot be read ({type(problem).__name__}): get it again") from None
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise SetError(
                f"{file}: a line does not hold ({type(problem).__name__}: {problem}): see the README beside the set"
            ) from None


def print_table(
    title: str, columns: Sequence[str], words: frozenset[str], rows: Sequence[Sequence[str]]
) -> None:
    """A table for people; where nobody watches, as wide as it needs to be."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    table = Table(title=title, box=box.SIMPLE, title_justify="left", padding=(0, 1))
    for name in columns:
        table.add_column(
            name, justify="left" if name in words else "right", overflow="fold", no_wrap=name in KEPT_WHOLE
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _chunks(conversations: Sequence[Conversation]) -> Iterator[list[Conversation]]:
    rest = iter(conversations)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def turns_task(progress: Progress, name: str) -> Advance:
    """Counts the conversations of a set on a progress bar."""
    task = progress.add_task(f"{name}: conversations judged", total=None)

    def advance(n: int) -> None:
        progress.advance(task, n)

    return advance


@contextmanager
def watched(sets: int) -> Iterator[Progress]:
    """Progress on standard error, where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        progress.add_task("sets", total=sets)
        yield progress
