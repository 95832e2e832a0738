"""`convoqa doctor`: what is installed, configured and reachable, whether last night ran, and what would fail tonight."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from data.batch_contracts import INFO, QUARANTINED, BatchStopped, broken_contracts, overfull
from data.conversation import DEFAULT_SOURCE
from data.intake import InputError, find_inputs
from data.landing import LEAVE
from data.warehouse import WorkspaceError, hold_workspace, open_newest
from data.watermarks import Watermark, passed_over, watermarks
from flows.configuration import Configuration, load_configuration
from flows.places import why_not_writable
from flows.training_plan import absences_note
from qa_rules.definitions import DefinitionError
from qa_rules.library import unknown_steps
from qa_rules.packs import load_pack
from qa_rules.tokenizing import LANGUAGES, tokenizer
from reports.wording import plural

_PACKAGES = (
    "duckdb",
    "prefect",
    "great-expectations",
    "spacy",
    "kiwipiepy",
    "pythainlp",
    "presidio-analyzer",
)
_LOWEST_FREE_BYTES = 1_000_000_000
_SILENT = timedelta(days=7)  # a source that brings nothing newer has probably stopped
_FINE, _WARNING, _FAILS = "ok", "warning", "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ok, a warning, or what would fail tonight; the text says what to do."""

    check: str
    state: str
    text: str


def examine(workspace: Path, config: Path | None, *, as_json: bool) -> int:
    """Prints the findings; 0 where nothing would fail tonight, else 1."""
    found = findings(workspace, config, datetime.now(UTC))
    if as_json:
        from flows.command_options import print_json

        print_json([asdict(f) for f in found])
    else:
        marks = {_FINE: "ok     ", _WARNING: "warning", _FAILS: "FAILS  "}
        for f in found:
            sys.stdout.write(f"{marks[f.state]}  {f.check}: {f.text}\n")
    return int(any(f.state == _FAILS for f in found))


def findings(workspace: Path, config: Path | None, now: datetime) -> list[Finding]:
    """All checks in order; one that breaks is a finding of its own."""
    found = [_installed(), _languages()]
    try:
        configuration = load_configuration(config, workspace)
        library, exercises = configuration.library(), configuration.exercise_catalogue()
        parts = ((library.scripts, "script"), (library.scorecards, "scorecard"), (exercises, "exercise"))
        counted = ", ".join(plural(len(items), name) for items, name in parts)
        found.append(Finding("configuration", _FINE, f"{counted}, {configuration.time_zone}"))
        missing = unknown_steps(library)
        if missing:
            found.append(
                Finding(
                    "scorecards",
                    _WARNING,
                    f"{missing[0]}, which no script has: correct the question or condition, or add the script",
                )
            )
    except DefinitionError as problem:
        return [*found, Finding("configuration", _FAILS, str(problem))]
    checks: tuple[Callable[[], Finding], ...] = (
        lambda: _inputs(configuration),
        lambda: _landing(configuration),
        lambda: _workspace(workspace),
        lambda: _disk(workspace),
        lambda: _last_night(workspace, configuration, now),
        lambda: _sources(workspace, configuration, now),
        lambda: _quarantine(workspace, configuration),
        lambda: _contracts(workspace),
        lambda: _notify(configuration, now),
        lambda: _absences(workspace, configuration),
    )
    return found + [check() for check in checks]


def _absences(workspace: Path, configuration: Configuration) -> Finding:
    try:
        with open_newest(workspace) as connection:
            note = absences_note(connection, configuration)
    except (WorkspaceError, duckdb.Error):
        return Finding("training", _FINE, "nothing is known of agents yet")
    return Finding("training", _WARNING if note else _FINE, note or "absences are of agents who are known")


def _installed() -> Finding:
    try:
        found = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    except PackageNotFoundError as problem:
        return Finding(
            "installed", _FAILS, f"the package {problem.name} is missing: run `make demo`, which installs it"
        )
    return Finding("installed", _FINE, f"Python {sys.version.split()[0]}, {found}")


def _languages() -> Finding:
    for language in LANGUAGES:
        try:
            tokenizer(language)("1")
            if load_pack(language, "rudeness") is None:
                return Finding(
                    "languages",
                    _FAILS,
                    f"the language pack {language} is missing: restore qa_rules/packs/{language}",
                )
        except (ImportError, OSError, DefinitionError) as problem:
            return Finding("languages", _FAILS, f"{language} cannot be judged: {problem}")
    return Finding("languages", _FINE, f"{', '.join(LANGUAGES)} load")


def _inputs(configuration: Configuration) -> Finding:
    if not configuration.inputs:
        return Finding(
            "input",
            _WARNING,
            "no input is configured: name folders under `input`, or a `landing` folder, in convoqa.yaml, or give --input",
        )
    try:
        return Finding("input", _FINE, plural(len(find_inputs(configuration.inputs)), "file"))
    except InputError as problem:
        return Finding("input", _FAILS, str(problem))


def _landing(configuration: Configuration) -> Finding:
    """Whether files can leave the landing folder: a night that cannot move them still gives its report."""
    landing = configuration.landing
    if landing is None or landing.after == LEAVE:
        return Finding("landing", _FINE, "files are left where they are")
    folders = [landing.path, landing.moved_to] if landing.moved_to else [landing.path]
    why = next(filter(None, map(why_not_writable, folders)), "")
    what = f"files are moved to {landing.moved_to}" if landing.moved_to else "files are deleted"
    return Finding("landing", _WARNING, why) if why else Finding("landing", _FINE, what)


def _workspace(workspace: Path) -> Finding:
    if not workspace.exists():
        return Finding("workspace", _FINE, f"{workspace} will be made by the first run")
    try:
        with hold_workspace(workspace):
            return Finding("workspace", _FINE, str(workspace))
    except WorkspaceError as problem:
        return Finding("workspace", _WARNING, str(problem))


def _disk(workspace: Path) -> Finding:
    place = next(p for p in (workspace.resolve(), *workspace.resolve().parents) if p.exists())
    free = shutil.disk_usage(place).free
    if free < _LOWEST_FREE_BYTES:
        return Finding("disk", _FAILS, f"{free / 1e6:.0f} MB are free for {workspace}: free at least 1 GB")
    return Finding("disk", _FINE, f"{free / 1e9:.0f} GB free")


def _last_night(workspace: Path, configuration: Configuration, now: datetime) -> Finding:
    from cronsim import CronSim

    due = next(CronSim(configuration.schedule, now.astimezone(configuration.zone), reverse=True))
    try:
        with open_newest(workspace) as connection:
            row = connection.execute(_LAST_FINISHED).fetchone()
            broken = connection.execute(_LAST_BROKEN).fetchone()
            full = overfull(connection, configuration.quarantine_stop)
    except WorkspaceError as problem:
        return Finding("last night", _WARNING, str(problem))
    except duckdb.Error:
        row, broken, full = None, None, []
    if broken:
        step, error, began = broken
        when = f"{datetime.fromtimestamp(began, UTC).astimezone(configuration.zone):%Y-%m-%d %H:%M %Z}"
        if error != BatchStopped.__name__:
            return Finding(
                "last night", _WARNING, f"the run of {when} ended in the step {step} ({error}): run it again"
            )
        rest = (
            "quarantine below says why and what to do"
            if full
            else "what stopped it is put right: run it again"
        )
        return Finding("last night", _WARNING, f"the run of {when} stopped before scoring: {rest}")
    if not row or row[0] is None:
        return Finding("last night", _WARNING, "no run has finished yet: the next one takes everything in")
    last = datetime.fromtimestamp(row[0], UTC).astimezone(configuration.zone)
    if last < due:
        return Finding(
            "last night",
            _WARNING,
            f"the run due at {due:%Y-%m-%d %H:%M %Z} was missed (last finished: {last:%Y-%m-%d %H:%M}); the next run catches it up",
        )
    return Finding("last night", _FINE, f"finished {last:%Y-%m-%d %H:%M %Z}")


_LAST_FINISHED = """
SELECT epoch(arg_max(finished_at, rowid)) FROM run_steps WHERE step = 'publish' AND error IS NULL
"""
_LAST_BROKEN = """
SELECT step, error, epoch(started_at) FROM run_steps
WHERE run_id = (SELECT arg_max(run_id, rowid) FROM run_steps) AND error IS NOT NULL ORDER BY rowid LIMIT 1
"""


def _sources(workspace: Path, configuration: Configuration, now: datetime) -> Finding:
    """The newest conversation of every source, and how old it is; what was passed over; encodings other than UTF-8."""
    try:
        with open_newest(workspace) as connection:
            found = watermarks(connection)
            passed = passed_over(connection)
            others = connection.execute(_OTHER_ENCODINGS).fetchall()
    except (WorkspaceError, duckdb.Error):
        found = []
    if not found:
        return Finding("sources", _FINE, "nothing was taken in yet")
    told = [_told(mark, configuration, now) for mark in found]
    if passed:
        told.append(
            f"{plural(passed, 'conversation')} passed over by --since: a run without it takes them in"
        )
    if others:
        told.append("not in UTF-8: " + ", ".join(f"{plural(n, 'file')} in {name}" for name, n in others))
    silent = any(_is_silent(mark, now) for mark in found)
    return Finding("sources", _WARNING if silent else _FINE, "; ".join(told))


def _told(mark: Watermark, configuration: Configuration, now: datetime) -> str:
    who = mark.format if mark.source == DEFAULT_SOURCE else f"{mark.source} ({mark.format})"
    moment, what = mark.newest_conversation, "newest conversation began"
    if moment is None:
        moment, what = mark.newest_file, "no conversation says when it began, newest file written"
    if moment is None:
        return f"{who}: no conversation says when it began, nor does a file"
    local = moment.astimezone(configuration.zone)
    age = max(now - moment, timedelta())
    hours = age // timedelta(hours=1)
    ago = plural(hours, "hour") if age < timedelta(days=2) else plural(age.days, "day")
    asked = " (does its export still run?)" if _is_silent(mark, now) else ""
    return f"{who}: {what} {local:%Y-%m-%d %H:%M}, {ago if hours else 'less than an hour'} ago{asked}"


def _is_silent(mark: Watermark, now: datetime) -> bool:
    moment = mark.newest_conversation or mark.newest_file
    return moment is not None and now - moment > _SILENT


_OTHER_ENCODINGS = """
SELECT encoding, count(*) FROM batches WHERE encoding NOT IN ('utf-8', 'utf-8-sig')
GROUP BY encoding ORDER BY count(*) DESC, encoding
"""


def _quarantine(workspace: Path, configuration: Configuration) -> Finding:
    """What waits there: as the warehouse has it, where no run holds it, since a stopped night publishes nothing."""
    try:
        with open_newest(workspace) as connection:
            row = connection.execute("SELECT count(*) FROM quarantine").fetchone()
            full = overfull(connection, configuration.quarantine_stop)
    except (WorkspaceError, duckdb.Error):
        return Finding("quarantine", _FINE, "nothing yet")
    if full:
        return Finding("quarantine", _FAILS, full[0].sentence(configuration.quarantine_stop))
    if row and row[0]:
        return Finding(
            "quarantine", _WARNING, f"{plural(row[0], 'record')} in it: look at `convoqa quarantine list`"
        )
    return Finding("quarantine", _FINE, "empty")


def _contracts(workspace: Path) -> Finding:
    try:
        with open_newest(workspace) as connection:
            broken = [
                b for b in broken_contracts(connection) if b["contract"] != QUARANTINED
            ]  # told above, as it is now
            row = connection.execute("SELECT max(checked_at)::VARCHAR FROM contract_results").fetchone()
    except (WorkspaceError, duckdb.Error):
        return Finding("contracts", _FINE, "nothing was checked yet")
    if not row or row[0] is None:
        return Finding("contracts", _FINE, "nothing was checked yet")
    told = "; ".join(row["told"] for row in broken)
    if not broken:
        return Finding("contracts", _FINE, "beside quarantine, the files that came last are as usual")
    grave = any(b["severity"] != INFO for b in broken)
    return Finding("contracts", _WARNING if grave else _FINE, f"of the files that came last: {told}")


def _notify(configuration: Configuration, now: datetime) -> Finding:
    """Whether whom `notify` names can be told; nothing is sent."""
    if not configuration.notify:
        return Finding("notify", _FINE, "nobody is told of a night: `notify` in convoqa.yaml names whom")
    from flows.notify import people_told, problems_of

    problems = problems_of(configuration, now)
    return Finding(
        "notify", _WARNING if problems else _FINE, "; ".join(problems) or people_told(configuration)
    )
